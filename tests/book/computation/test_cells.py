"""Each output and each number is found in the cell that published it, and the cell by what it calls."""

import json

import pytest

from reviewbook.book.computation import cells
from reviewbook.display import outputs

CELLS = [
    {"cell_type": "markdown", "metadata": {}, "source": "# Why?"},
    {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": "least = 1", "outputs": []},
    {
        "cell_type": "code",
        "metadata": {},
        "source": "from reviewbook.display import publish as p\nfrom reviewbook.evidence.counting import votes\n"
        "p.numbers(\n    votes.counted(1, 2),\n)\nprint(1)",
        "outputs": [
            {
                "data": {"application/vnd.reviewbook.numbers+json": [{"name": "n_all"}], "text/plain": "numbers"},
                "metadata": {"reviewbook": {"name": "numbers"}},
            }
        ],
    },
]
INPUTS = {"data/b.csv": "1", "data/a.csv": "2", "data/datapackage.json": "3", "chapters/c.md": "4"}


@pytest.fixture
def made(tmp_path):
    notebook = {"cells": CELLS, "metadata": {"reviewbook": {"inputs": INPUTS}}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "lamps.ipynb").write_text(json.dumps(notebook))
    return cells.read(tmp_path)


def test_a_number_is_where_it_was_published(made):
    assert cells.where(made, "lamps.n_all") == cells.Where(
        "lamps", 2, 3, "p.numbers(\n    votes.counted(1, 2),\n)", "code/lamps.html#cell-2"
    )
    assert cells.where(made, "lamps.n_none") is None
    assert cells.where(made, "lights.n_all") is None


def test_a_cell_has_its_place_and_what_it_calls(made):
    first, second = made["lamps"].cells
    assert (first.number, first.place, first.parameters) == (1, 2, True)
    assert (second.number, second.place, second.parameters) == (2, 3, False)
    assert made["lamps"].functions(first) == []
    assert made["lamps"].functions(second) == [
        "reviewbook.display.publish.numbers",
        "reviewbook.evidence.counting.votes.counted",
    ]


def test_the_tables_are_those_that_the_run_opened(made):
    assert made["lamps"].tables == ["data/a.csv", "data/b.csv"]


def test_every_number_and_every_output_of_the_book_has_its_cell(folder):
    notebooks = cells.read(folder / "notebooks")
    for name, published in outputs.read(folder / "notebooks").items():
        made = [one for cell in notebooks[name].cells for one in cell.outputs]
        assert sorted(made) == sorted([*published.tables, *published.figures])
        for number in published.numbers:
            where = cells.where(notebooks, f"{name}.{number}")
            # `publish.numbers` may be called once
            assert where.code.startswith("publish.numbers(")
            (there,) = [cell for cell in notebooks[name].cells if cell.number == where.cell]
            assert there.source.split("\n")[where.line - 1] == where.code.split("\n")[0]
