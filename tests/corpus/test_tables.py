"""Planted faults in tables and their schema: each is read as meant or refused by the line that says so."""

import copy
import json

import pytest
from tally import MEANT, REFUSED, case

from corpus import tables
from reviewbook.evidence.tables import schema, text
from reviewbook.evidence.tables.schema import DataError

TABLES, SCHEMA = "tables", "schema of tables"


@pytest.mark.parametrize("content", [case(TABLES, MEANT, repr(one), one) for _, one in tables.ACCEPTED])
def test_what_is_certain_is_read_as_meant(content):
    read = text.read(content, tables.TYPES)
    assert read.faults == []
    assert read.columns() == tables.MEANT


@pytest.mark.parametrize(
    ("column", "cell", "shown", "said"),
    [case(TABLES, REFUSED, f"{one[0]} {one[1]!r}", *one) for _, *one in tables.CELLS],
)
def test_a_cell_that_is_written_otherwise_is_refused_and_shown(column, cell, shown, said):
    row = {"study_id": "berger2018", "n": "98", "share": "0.5"} | {column: cell}
    cells = ",".join('"' + value.replace('"', '""') + '"' for value in row.values())
    (fault,) = text.read(f"study_id,n,share\nfirst,,\n{cells}\n".encode("utf-8", "surrogatepass"), tables.TYPES).faults
    assert (fault.line, fault.column) == (3, column)
    assert fault.what == f"'{shown}' {said}"


@pytest.mark.parametrize(
    ("content", "line", "column", "said"), [case(TABLES, REFUSED, repr(one[0]), *one) for _, *one in tables.FILES]
)
def test_a_file_that_is_no_table_is_refused_where_it_is_wrong(content, line, column, said):
    first = text.read(content, tables.TYPES).faults[0]
    assert (first.line, first.column, first.what) == (line, column, said)


def written(folder, content):
    (folder / "data").mkdir(parents=True)
    (folder / schema.PATH).write_bytes(content)
    return folder


def changed(place, value):
    package = copy.deepcopy(tables.PACKAGE)
    *way, last = [int(key) if key.isdigit() else key for key in place.split()]
    found = package
    for key in way:
        found = found[key]
    if value is tables.GONE:
        del found[last]
    else:
        found[last] = value
    return json.dumps(package).encode()


def test_the_schema_that_is_changed_is_right(tmp_path):
    schema.check(written(tmp_path, json.dumps(tables.PACKAGE).encode()))
    schema.check(written(tmp_path / "again", b"\xef\xbb\xbf" + json.dumps(tables.PACKAGE, indent=1).encode()))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        *(
            case(
                SCHEMA,
                REFUSED,
                f"{place} {value if value is not tables.GONE else 'gone'!r}",
                changed(place, value),
                said,
            )
            for _, place, value, said in tables.SCHEMA
        ),
        *(case(SCHEMA, REFUSED, repr(content), content, said) for _, content, said in tables.JSON),
    ],
)
def test_a_schema_by_which_no_table_can_be_read_is_refused(tmp_path, content, said):
    with pytest.raises(DataError) as caught:
        schema.check(written(tmp_path, content))
    assert [line for line in caught.value.lines if line.startswith(f"data/datapackage.json{said}")]
    assert len(caught.value.lines) == 1


@pytest.mark.parametrize("cell", ["Bär", "«CAFÉ»", "naïve", "Ã", "½ – ≤", "Å»Å", "東京", "α = .05", "É. Ôtre", "√2"])
def test_letters_with_marks_are_not_taken_for_another_encoding(cell):
    assert text.read(f"study_id,n,share\n{cell},,\n".encode(), tables.TYPES).faults == []
