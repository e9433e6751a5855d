"""What a page is made of: numbers, tables, figures, lists, and the parts that are written from files."""

from reviewbook.book.pages import (
    bibliography,
    changes,
    cite,
    colophon,
    dictionary,
    edition,
    excerpt,
    figure,
    glossary,
    numbers,
    output,
    register,
    scenario,
    table,
    whatif,
)


def setup(app):
    """Register every part of a page."""
    for part in (
        edition,
        output,
        numbers,
        table,
        register,
        colophon,
        figure,
        bibliography,
        whatif,
        changes,
        scenario,
        dictionary,
        glossary,
        cite,
        excerpt,
    ):
        part.setup(app)
