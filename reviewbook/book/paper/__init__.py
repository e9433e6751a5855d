"""The PDF: the pages as one document of Typst, its figures drawn, set and attached to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register the builder, and the mark that says what goes where."""
    # Here, because the process that draws figures needs neither Sphinx nor Typst.
    from reviewbook.book.paper import destination, pdf

    destination.setup(app)
    pdf.setup(app)
