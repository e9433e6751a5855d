"""The PDF: the pages as one document of Typst, its figures drawn, set and attached to."""

from reviewbook.book.paper import pdf


def setup(app):
    """Register the builder."""
    pdf.setup(app)
