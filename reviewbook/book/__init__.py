"""The Sphinx extension: published outputs into pages, a site and the PDF, by what Sphinx offers to everybody."""

from sphinx.application import Sphinx

from reviewbook.book import chapters, pages, paper, site


def setup(app: Sphinx) -> dict[str, bool]:
    """Register every room with Sphinx; `build` comes on top, as an extension of its own."""
    for room in (chapters, pages, paper, site):
        room.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
