"""Whether a notebook breaks: many cells of a table are changed at once, as far as the tables allow it, and all run.

A line that names what is wrong may come of it, and no other exception.
"""

from itertools import product

import pytest
from changed_cells import Book
from tally import COUNTED

from reviewbook.evidence.tables import data, schema

# runs notebooks, some hundred times
pytestmark = pytest.mark.slow

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


def together(book, name, record_property):
    """Change cells of each column in each way, each in a row of its own, and leave out what is refused."""
    table, cells, rows = book.tables[name], {}, len(book.tables[name].read.rows)
    for (nth, (kind, change)), (place, column) in product(enumerate(KINDS.items()), enumerate(table.fields)):
        numbers = [n for n in range(rows) if change(table, column, n)]
        # from the middle on, each column a row further, and each way begins a quarter of the rows after the last
        for turn in range(min(2, len(numbers))):
            number = numbers[(len(numbers) // 2 + place + turn + nth * len(numbers) // len(KINDS)) % len(numbers)]
            more = cells | {(number, column): change(table, column, number)[0]}
            book.write(name, more)
            if more.keys() != cells.keys() and not book.refused():
                record_property(COUNTED, ("cells changed together", kind, 1))
                cells = more
                break
    return cells


@pytest.mark.parametrize("name", TABLES)
def test_changes_that_are_allowed_are_shown_or_refused_in_a_line(book, name, record_property):
    try:
        cells = together(book, name, record_property)
        book.write(name, cells)
        assert not book.refused()
        for reader in book.readers(name) if cells else ():
            book.shows(reader)
    finally:
        book.restore()
