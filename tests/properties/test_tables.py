"""What is true of every table, whoever writes it."""

import csv
import io
import unicodedata

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from properties.drawn import cells, tables
from reviewbook.evidence.tables import data, text, tidy

orders = st.permutations(range(4))


def written(columns, rows, order=None, *, quoting=csv.QUOTE_MINIMAL, end="\n", mark=b"", tail=(0, 0)):
    """A table as one tool or another writes it."""
    places = [place for place in order or range(len(columns)) if place < len(columns)]
    wide, long = tail
    heading = [name for name, _ in columns]
    told = [[row[place] for place in places] + [""] * wide for row in (heading, *rows)]
    out = io.StringIO()
    csv.writer(out, quoting=quoting, lineterminator="\n").writerows(told + [[""] * (len(columns) + wide)] * long)
    return mark + out.getvalue().replace("\n", end).encode()


def read(content, columns):
    found = text.read(content, columns)
    assert found.faults == []
    assert found.heading == [name for name, _ in columns]
    return [tuple(row) for row in found.rows]


@given(tables())
def test_every_table_that_may_be_written_is_read_back_to_the_same_cells(table):
    columns, rows = table
    assert read(written(columns, rows), columns) == rows


@given(
    tables(),
    orders,
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
    st.tuples(st.integers(0, 2), st.integers(0, 2)),
    st.sampled_from(["NFC", "NFD"]),
)
def test_however_a_tool_writes_a_table_it_is_the_same_and_tidy_makes_it_so_once(
    table, order, quoting, end, mark, tail, form
):
    columns, rows = table
    content = written(columns, rows, order, quoting=quoting, end=end, mark=mark, tail=tail)
    content = unicodedata.normalize(form, content.decode()).encode()
    assert read(content, columns) == rows
    once = tidy.written(text.read(content, columns))
    assert once == written(columns, rows)
    assert tidy.written(text.read(once, columns)) == once


@given(tables())
def test_every_row_is_told_with_the_line_on_which_an_editor_shows_it(table):
    columns, rows = table
    lines = [2 + sum(1 + "".join(row).count("\n") for row in rows[:place]) for place in range(len(rows))]
    assert text.read(written(columns, rows, end="\r\n"), columns).lines == lines


@given(tables())
def test_what_is_computed_with_are_the_cells_as_they_were_written(table):
    columns, rows = table
    frame = data._table(written(columns, rows), columns)
    for place, (name, kind) in enumerate(columns):
        values = frame[name].tolist()
        assert [pd.isna(value) for value in values] == [row[place] == "" for row in rows]
        for value, row in zip(values, rows, strict=True):
            if row[place]:
                assert value == {"string": str, "integer": int, "number": float}[kind](row[place])


@given(tables(), st.sampled_from([" ", "\u00a0", "\u3000", "\x00", "\t", "\u200b", "\ufeff", "\u202e"]), st.data())
def test_a_cell_with_something_unseen_at_its_end_is_refused_and_nothing_else_is(table, unseen, data):
    columns, rows = table
    places = [(line, place) for line, row in enumerate(rows) for place, cell in enumerate(row) if cell]
    if not places:
        return
    line, place = data.draw(st.sampled_from(places))
    spoilt = [list(row) for row in rows]
    spoilt[line][place] += unseen
    (fault,) = text.read(written(columns, spoilt), columns).faults
    assert fault.column == columns[place][0]
    assert fault.line == text.read(written(columns, rows), columns).lines[line]
    # what is shown is in one line and has nothing unseen
    assert fault.what.isprintable()


@given(st.binary(max_size=60) | cells.map(str.encode))
def test_whatever_bytes_are_read_something_is_read_or_said(content):
    found = text.read(content, (("column_1", "string"), ("column_2", "integer")))
    assert found.faults or found.heading == ["column_1", "column_2"]
    assert all(fault.what.isprintable() for fault in found.faults)
    assert all(len(row) == len(found.heading) for row in found.rows)
