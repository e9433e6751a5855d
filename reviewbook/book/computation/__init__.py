"""How everything was computed: cells below what they made, notebooks as pages, and the source of the package."""

from pathlib import Path

from sphinx.application import Sphinx

from reviewbook.book.computation import launch, listed, pages, prose, under


def setup(app: Sphinx) -> None:
    """Register what stands below figures and tables, and the pages of code."""
    for part in (launch, under, prose, listed):
        part.setup(app)
    # after the style sheets are reduced to what the pages of the book ask for: code holds every word
    app.connect("build-finished", _finish, priority=600)


def _finish(app: Sphinx, exception: Exception | None) -> None:
    if not exception and app.builder.format == "html":
        pages.write(app, Path(app.outdir), Path(app.doctreedir).parent / "code")
