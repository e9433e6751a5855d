"""What is true of every report of changes."""

import csv
import io
import json
from operator import itemgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewbook.display.publish import FIGURE, NUMBERS, TABLE
from reviewbook.runs import changes
from reviewbook.runs.changes import Changes

KEY = ["study_id", "outcome"]
words = st.sampled_from(["", "1", "one, two", 'says "no"', "two\nlines"])
CHAPTERS = ["Of {{ first.n }} studies.", "See\n\n```{output} first.shown\n```\n", "# Silent", "# Silent too"]


@st.composite
def books(draw):
    """A table, what a notebook publishes of it, and two chapters."""
    columns = draw(st.sampled_from([["n", "note"], ["note", "n"], ["n"], ["n", "note", "week"]]))
    keys = st.tuples(st.sampled_from(["a", "a, b"]), st.sampled_from(["c", "b, c"]))
    return {
        "columns": [*KEY, *columns],
        "rows": {key: [*key, *(draw(words) for _ in columns)] for key in draw(st.lists(keys, unique=True))},
        "numbers": draw(st.dictionaries(st.sampled_from(["n", "share"]), st.sampled_from([None, 1, 10.41, 10.44]))),
        "verdicts": draw(st.dictionaries(st.sampled_from(["x", "y"]), st.sampled_from(["reproduced", "differs"]))),
        "figure": draw(st.integers(0, 2)),
        "chapters": [draw(st.sampled_from(CHAPTERS)) for _ in range(2)],
    }


def put(folder, book):
    for part in ("data", "notebooks", "chapters"):
        (folder / part).mkdir(parents=True)
    out = io.StringIO()
    csv.writer(out).writerows([book["columns"], *book["rows"].values()])
    (folder / "data" / "told.csv").write_bytes(out.getvalue().encode())
    resource = {"name": "told", "path": "told.csv", "schema": {"primaryKey": KEY}}
    (folder / "data" / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    fields = {"fields": [{"name": "claim_id"}, {"name": "judged"}]}
    told = [{"claim_id": name, "judged": verdict} for name, verdict in book["verdicts"].items()]
    published = {
        "numbers": {NUMBERS: [{"name": name, "value": n, "unit": "percent"} for name, n in book["numbers"].items()]},
        "claims": {TABLE: {"schema": fields, "data": told}},
        "shown": {FIGURE: {"data": book["figure"]}},
    }
    outputs = [{"data": data, "metadata": {"reviewbook": {"name": name}}} for name, data in published.items()]
    cells = [{"cell_type": "code", "source": "", "outputs": outputs}]
    (folder / "notebooks" / "first.ipynb").write_text(json.dumps({"cells": cells}))
    for number, chapter in enumerate(book["chapters"]):
        (folder / "chapters" / f"{number}.md").write_text(chapter)


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    def compare(*pair):
        folders = [tmp_path_factory.mktemp("book") for _ in pair]
        for folder, book in zip(folders, pair, strict=True):
            put(folder, book)
        return changes.compare(*folders), changes.compare(*reversed(folders))

    return compare


@given(books())
def test_nothing_has_changed_between_equal_books(compared, book):
    assert compared(book, book) == (Changes([], [], [], [], []),) * 2


def turned(found):
    """The report the other way round."""
    return sorted(((*names, after, before) for *names, before, after in found), key=repr)


@given(books(), books())
def test_the_way_back_is_the_mirror_of_the_way_there(compared, before, after):
    there, back = compared(before, after)
    for kind in ("cells", "numbers", "verdicts"):
        assert turned(getattr(there, kind)) == sorted(getattr(back, kind), key=repr)
    assert sorted(there.outputs) == sorted(back.outputs)
    same = {f"chapters/{n}.md" for n in range(2) if before["chapters"][n] == after["chapters"][n]}
    assert same & set(there.pages) == same & set(back.pages)
    assert {f"chapters/{n}.md" for n in range(2)} - same <= set(there.pages)


@given(books(), books())
def test_every_cell_that_differs_is_told_and_no_other(compared, before, after):
    def cells(book):
        return {key: dict(zip(book["columns"], row, strict=True)) for key, row in book["rows"].items()}

    was, now = cells(before), cells(after)
    expected = [("all", "a row", None) for key in was if key not in now]
    expected += [("all", None, "a row") for key in now if key not in was]
    expected += [
        (column, was[key].get(column), now[key].get(column))
        for key in was
        if key in now
        for column in {*was[key], *now[key]}
        if was[key].get(column) != now[key].get(column)
    ]
    found, _ = compared(before, after)
    assert sorted(map(itemgetter(2, 3, 4), found.cells), key=repr) == sorted(expected, key=repr)


@given(books(), books())
def test_a_number_is_told_where_it_is_printed_otherwise(compared, before, after):
    printed = {None: "not reported", 1: "1", 10.41: "10.4", 10.44: "10.4"}
    was, now = ({name: printed[n] for name, n in book["numbers"].items()} for book in (before, after))
    expected = {
        (f"first.{name}", was.get(name), now.get(name)) for name in {*was, *now} if was.get(name) != now.get(name)
    }
    found, _ = compared(before, after)
    assert set(found.numbers) == expected and len(found.numbers) == len(expected)
