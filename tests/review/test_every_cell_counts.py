"""Whether a cell matters: of each column some are changed to other values that are allowed, and an output shows it."""

from collections import Counter
from itertools import islice

import pytest
from changed_cells import Book
from tally import COUNTED

from reviewbook.evidence.tables import data, schema

# runs notebooks, some hundred times
pytestmark = pytest.mark.slow

# columns on which no output depends, and why they are kept
SHOWN_NOWHERE = {
    ("instruments", "measures"): "told in the glossary, which no notebook makes",
    ("hypotheses", "outcome"): "says to coders what the hypothesis is about",
    ("hypotheses", "statement"): "says to coders what the hypothesis means",
    ("searches", "date_limit"): "asked for by PRISMA-S; the only one is 'none'",
    ("criteria", "aspect"): "sorts the criteria for those who compare reviews",
    ("questions", "reference"): "must be a work of references.bib; readers find the work named in 'against'",
    ("question_cells", "question_id"): "read when the book is built, for the cards of numbers; no notebook shows it",
    ("question_cells", "row"): "as its question_id",
    ("question_cells", "column"): "as its question_id",
}
# keys and what follows from them: no other value is allowed, as other tables or references.bib name each of them, or as
# numbers have no gap
HELD = {
    ("studies", "study_id"),
    ("studies", "study"),
    ("therapists", "study_id"),
    ("therapists", "profession"),
    ("treatments", "treatment_id"),
    ("instruments", "instrument_id"),
    ("hypotheses", "hypothesis_id"),
    ("assessments", "assessment_id"),
    ("assessments", "construct"),
    ("outcome_domains", "outcome_domain"),
    ("findings", "finding_id"),
    ("findings", "study_id"),
    ("findings", "tested"),
    ("flow", "search_id"),
    ("flow", "box"),
    ("flow", "phase"),
    ("searches", "search_id"),
    ("searches", "source_id"),
    ("criteria", "criterion_id"),
    ("questions", "question_id"),
    ("questions", "number"),
    ("claims", "claim_number"),
    ("checklist", "item"),
    ("passages", "passage_id"),
    ("passages", "paragraph"),
    ("passages", "sentence"),
    ("updates", "update_id"),
    ("documents", "document_id"),
    ("documents", "kind"),
    ("documents", "study_id"),
    ("documents", "update_id"),
    ("studies", "update_id"),
    ("searches", "update_id"),
    ("findings", "document_id"),
    ("passages", "document_id"),
    ("sources", "table"),
    ("sources", "column"),
    ("question_cells", "table"),
    ("answers", "question_id"),
    ("answers", "answer"),
    ("answer_cells", "table"),
}
COLUMNS = [
    (resource["name"], field["name"])
    for resource in schema.read(data.root(__file__))["resources"]
    for field in resource["schema"]["fields"]
]
REFUSED, NOBODY = "refused", "seen by nobody"
# rows that are tried of a column until a change is seen, and changes of a key
ROWS, FEW = 32, 3
# rows in which other values are tried, before these are emptied
TOGETHER = 6


@pytest.fixture(scope="module")
def book(folder, tmp_path_factory):
    return Book(folder, tmp_path_factory.mktemp("cells") / "book")


def spread(numbers, most):
    """Begin in the middle, as the first row may be seen by its place alone."""
    middle = len(numbers) // 2
    steps = numbers[:: max(1, len(numbers) // most)]
    return list(dict.fromkeys([*numbers[middle : middle + 1], *numbers[-1:], *steps]))[:most]


def others(table, column):
    """Give rows and other values; some rows are emptied before the next are tried, and what is empty comes last."""
    told, empty = ([n for n, cell in enumerate(table.column(column)) if bool(cell) is full] for full in (True, False))
    optional, tried = table.optional(column), spread(told, ROWS)
    for first in range(0, len(tried), TOGETHER):
        some = tried[first : first + TOGETHER]
        for number in some:
            yield from ((number, value) for value in table.others(column, number))
        yield from ((number, "") for number in some if optional)
    for number in spread(empty, 1) if optional else ():
        yield from ((number, value) for value in table.others(column, number))


def said(book, name, column):
    """Change cells of a column one by one; say of each whether that is refused, or which notebook shows it."""
    few = FEW if (name, column) in HELD else None
    try:
        for number, value in islice(others(book.tables[name], column), few):
            book.write(name, {(number, column): value})
            if book.refused():
                yield REFUSED
            else:
                yield next((reader for reader in book.readers(name) if book.shows(reader)), NOBODY)
    finally:
        book.restore()


@pytest.mark.parametrize("column", COLUMNS, ids="-".join)
def test_a_changed_cell_is_seen_or_its_column_stands_on_a_list_with_the_reason(book, column, record_property):
    told = Counter()
    for answer in said(book, *column):
        told[answer if answer in (REFUSED, NOBODY) else "seen"] += 1
        # of a column that nothing shows, one change that is allowed is enough
        if told["seen"] or (told[NOBODY] and column in SHOWN_NOWHERE):
            break
    found = "seen" if told["seen"] else "shown nowhere" if told[NOBODY] else "held"
    record_property(COUNTED, ("columns", found, 1))
    for end, number in told.items():
        record_property(COUNTED, ("cells changed one by one", end, number))
    assert told
    assert found == ("shown nowhere" if column in SHOWN_NOWHERE else "held" if column in HELD else "seen"), told


def test_the_lists_name_columns():
    assert SHOWN_NOWHERE.keys() | HELD <= set(COLUMNS)
