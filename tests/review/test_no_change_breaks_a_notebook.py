"""Whether a notebook breaks: many cells of a table are changed at once, as far as the tables allow it, and all run.

A line that names what is wrong may come of it, and no other exception.
"""

import pytest
from changed_cells import Book
from tally import COUNTED

from reviewbook.evidence.tables import data, schema

TABLES = [resource["name"] for resource in schema.read(data.root(__file__))["resources"]]


def emptied(table, column, number):
    return [""] if table.cell(number, column) and table.optional(column) else []


def filled(table, column, number):
    return table.others(column, number) if not table.cell(number, column) and table.optional(column) else []


def another(table, column, number):
    return table.others(column, number)[number % 2 :] if table.cell(number, column) else []


def extreme(table, column, number):
    counts = table.cell(number, column) and table.fields[column]["type"] in ("integer", "number")
    return ["0", "1", "1000000"][number % 3 :] if counts else []


KINDS = {kind.__name__: kind for kind in (emptied, filled, another, extreme)}


@pytest.fixture(scope="module")
def book(folder, tmp_path_factory):
    return Book(folder, tmp_path_factory.mktemp("cells") / "book")


def together(book, name, kind):
    """Change a cell of each column, each in a row of its own, and leave out what is refused."""
    table, cells = book.tables[name], {}
    for place, column in enumerate(table.fields):
        numbers = [n for n in range(len(table.read.rows)) if kind(table, column, n)]
        # from the middle on, each column a row further
        for turn in range(min(2, len(numbers))):
            number = numbers[(len(numbers) // 2 + place + turn) % len(numbers)]
            value = kind(table, column, number)[0]
            book.write(name, cells | {(number, column): value})
            if not book.refused():
                cells[number, column] = value
                break
    return cells


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", TABLES)
def test_a_change_that_is_allowed_is_shown_or_refused_in_a_line(book, name, kind, record_property):
    try:
        cells = together(book, name, KINDS[kind])
        book.write(name, cells)
        assert not book.refused()
        record_property(COUNTED, ("cells changed together", kind, len(cells)))
        for reader in book.readers(name) if cells else ():
            book.shows(reader)
    finally:
        book.restore()
