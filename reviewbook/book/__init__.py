"""The Sphinx extension: published outputs into pages, a site and the PDF, by what Sphinx offers to everybody."""

import sys

from sphinx.application import Sphinx

from reviewbook.book import chapters, pages, paper, site

# Besides those that write nothing, as for a check of links.
BUILDERS = ("html", "dirhtml", "singlehtml", "typst")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register every room with Sphinx; `build` comes on top, as an extension of its own."""
    app.connect("builder-inited", _refuse)
    for room in (chapters, pages, paper, site):
        room.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _refuse(app: Sphinx) -> None:
    """End in a line, which Jupyter Book would wrap in a traceback were it an error, before anything is written."""
    # `--builder pdfhtml` is singlehtml in the place of the site, printed by a browser that it would have to fetch
    printed = app.builder.name == "singlehtml" and app.outdir.name == "html"
    if printed or (app.builder.format and app.builder.name not in BUILDERS):
        way = "pdfhtml" if printed else app.builder.name
        sys.exit(f"builder {way}: the book is made as HTML, and as PDF by Typst; `reviewbook build` makes both")
