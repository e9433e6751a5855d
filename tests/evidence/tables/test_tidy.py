"""What a spreadsheet has written is rewritten as it is usually written, and no value changes."""

import csv
import io

import pytest

from reviewbook import cli
from reviewbook.evidence.tables import data, tidy
from reviewbook.evidence.tables.schema import DataError


def as_a_spreadsheet_writes_it(path):
    """Write a table with the mark of UTF-8, Windows' line ends, all cells quoted, columns turned, and empty ends."""
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    turned = [[*reversed(row), "", ""] for row in rows] + [[""] * (len(rows[0]) + 2)] * 3
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(turned)
    path.write_bytes(b"\xef\xbb\xbf" + out.getvalue().encode())


@pytest.mark.parametrize("name", ["studies", "sources", "outcome_domains", "questions"])
def test_a_table_that_a_spreadsheet_saved_is_read_as_meant_and_rewritten_to_the_byte(book, name):
    path = book.folder / "data" / f"{name}.csv"
    before, table = path.read_bytes(), getattr(data.load(book.folder), name)
    as_a_spreadsheet_writes_it(path)
    assert getattr(data.load(book.folder), name).equals(table)
    assert tidy.tidy(book.folder) == [f"data/{name}.csv"]
    assert path.read_bytes() == before
    assert tidy.tidy(book.folder) == []


def test_tables_that_cannot_be_read_are_named_and_none_is_rewritten(book):
    as_a_spreadsheet_writes_it(book.folder / "data" / "studies.csv")
    book.replace("data/therapists.csv", "berger2018,", "berger2018 ,")
    book.replace("data/flow.csv", ",310", ",\u0663\u0661\u0660")
    before = {path: path.read_bytes() for path in (book.folder / "data").iterdir()}
    with pytest.raises(DataError) as caught:
        tidy.tidy(book.folder)
    assert sorted(line.partition(":")[0] for line in caught.value.lines) == [
        "data/flow.csv, line 2, column 'n'",
        "data/therapists.csv, line 2, column 'study_id'",
    ]
    assert {path: path.read_bytes() for path in (book.folder / "data").iterdir()} == before


def test_the_command_says_what_it_rewrote(book, capsys, monkeypatch):
    monkeypatch.chdir(book.folder)
    as_a_spreadsheet_writes_it(book.folder / "data" / "flow.csv")
    assert cli.main(["tidy"]) == 0
    assert capsys.readouterr().out == "tidy       data/flow.csv\n"
    book.replace("data/flow.csv", ",310", ", 310")
    assert cli.main(["tidy"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "data/flow.csv, line 2, column 'n': ' 310' has blanks around it; take them out",
        "no table was rewritten",
    ]
