"""The PDF: the pages as one document of Typst, its figures drawn, set and attached to."""

from sphinx.application import Sphinx

from reviewbook.book.paper import destination, pdf


def setup(app: Sphinx) -> None:
    """Register the builder, and the mark that says what goes where."""
    destination.setup(app)
    pdf.setup(app)
