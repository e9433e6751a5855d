"""What a page is made of: numbers, tables, figures, lists, and the parts that are written from files."""

from sphinx.application import Sphinx

from reviewbook.book.pages import (
    bibliography,
    changes,
    colophon,
    dictionary,
    edition,
    figure,
    numbers,
    output,
    register,
    rounds,
    statements,
    table,
)

PARTS = (
    *(edition, output, numbers, table, figure, bibliography),
    *(rounds, register, colophon, statements, changes, dictionary),
)


def setup(app: Sphinx) -> None:
    """Register every part of a page."""
    for part in PARTS:
        part.setup(app)
