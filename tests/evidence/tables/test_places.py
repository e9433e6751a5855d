"""A place of the book that the checklist names is there, or the cell is named before anything runs."""

import pytest

from reviewbook.evidence.tables import places
from reviewbook.evidence.tables.schema import DataError


@pytest.fixture
def named(book):
    """Write a place into an item, and give what is said of it."""
    path = book.folder / "data" / "checklist.csv"
    line = next(line for line in path.read_text(encoding="utf-8").splitlines() if line.endswith("#tab-characteristics"))

    def named(place):
        changed = line.replace("notebooks/characteristics#tab-characteristics", place)
        path.write_text(path.read_text(encoding="utf-8").replace(line, changed), encoding="utf-8")
        try:
            places.check(book.folder)
        except DataError as error:
            return [message.partition(", column 'where': ")[2] for message in error.lines]
        return []

    return named


@pytest.mark.parametrize(
    "place",
    [
        "chapters/methods",
        "chapters/methods#from-text-to-data",
        "notebooks/selection#fig-flow",
        "chapters/studies#tab-findings",
        # a row of a table
        "notebooks/questions#feeley-arms",
    ],
)
def test_a_page_a_heading_a_table_a_figure_and_a_row_are_places(named, place):
    assert named(place) == []


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("chapters/method", "the book has no page 'chapters/method'; did you mean 'chapters/methods'?"),
        ("chapters/methods.md", "the book has no page 'chapters/methods.md'; did you mean 'chapters/methods'?"),
        ("methods#from-text-to-data", "the book has no page 'methods'; did you mean 'chapters/methods'?"),
        (
            "chapters/methods#from-text-to-date",
            "'chapters/methods' has no place 'from-text-to-date'; did you mean 'from-text-to-data'?",
        ),
        ("notebooks/selection#fig-flows", "'notebooks/selection' has no place 'fig-flows'; did you mean 'fig-flow'?"),
    ],
)
def test_a_place_that_is_not_there_is_named_with_what_was_meant(named, place, said):
    assert named(place) == [said]


def test_all_cells_that_lead_nowhere_are_named_with_file_line_item_and_column(book):
    book.replace("data/checklist.csv", "chapters/methods#from-data-to-numbers", "chapters/nowhere")
    book.replace("data/checklist.csv", "chapters/methods#from-data-to-numbers", "chapters/nowhere")
    with pytest.raises(DataError) as caught:
        places.check(book.folder)
    assert [line.partition(": ")[0] for line in caught.value.lines] == [
        "data/checklist.csv, line 16 (PRISMA 2020, 13b), column 'where'",
        "data/checklist.csv, line 43 (PRISMA 2020, 27), column 'where'",
    ]


def test_where_a_heading_is_computed_its_page_is_left_to_the_build(book):
    path = book.folder / "chapters" / "methods.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n## The {{ n }} studies\n", encoding="utf-8")
    book.replace("data/checklist.csv", "chapters/methods#from-text-to-data", "chapters/methods#the-10-studies")
    places.check(book.folder)
