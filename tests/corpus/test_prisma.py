"""Flows of PRISMA 2020 and its template: what follows, what is asked about, what is refused, what is read."""

from types import SimpleNamespace

import pandas as pd
import pytest
from tally import MEANT, REFUSED, case

from corpus import prisma
from reviewbook.evidence.accounts import flow, plausibility, prisma2020
from reviewbook.evidence.tables import boxes, reading, ties
from reviewbook.evidence.tables.schema import DataError

FLOW, TEMPLATE = "flow of PRISMA 2020", "template of PRISMA2020"


def table(n):
    rows = [("x", box, box, boxes.BOXES[box.partition(":")[0]], value) for box, value in n.items()]
    return pd.DataFrame(rows, columns=["search_id", "box", "label", "phase", "n"]).astype({"n": "Int64"})


def doubted(n):
    silent = {"searches": ["search_id", "n_records"], "studies": ["study_id"], "therapists": ["study_id", "profession"]}
    tables = {name: pd.DataFrame(columns=[*columns, "n"]) for name, columns in silent.items()}
    return [said.removeprefix("search x: ") for _, said in plausibility.sums(SimpleNamespace(flow=table(n), **tables))]


def refused(n):
    rows = [
        reading.Row("data/flow.csv", line, f"x|{row.box}", {
            "search_id": "x", "box": row.box, "phase": row.phase, "n": "" if pd.isna(row.n) else str(row.n),
        })
        for line, row in enumerate(table(n).itertuples(), start=2)
    ]  # fmt: skip
    included = n.get("studies_total") or (n.get("studies_included") or 0) + (n.get("studies_previous") or 0)
    studies = [reading.Row("data/studies.csv", line, f"s{line}", {"study_id": f"s{line}"}) for line in range(included)]
    told = {"flow": reading.Table({}, True, {"search_id", "box", "phase", "n"}, rows)}
    told["studies"] = reading.Table({}, True, {"study_id"}, studies)
    return ties.check(reading.Read(told, {row.key: "" for row in studies}))


@pytest.mark.parametrize(
    ("n", "derived", "asked"), [case(FLOW, MEANT, name, n, derived, asked) for name, n, derived, asked in prisma.FLOWS]
)
def test_what_follows_from_a_flow_is_told_and_what_does_not_add_up_is_asked_about(n, derived, asked):
    found = flow.boxes(table(n), "x")
    assert {row.box: row.n for row in found.itertuples() if row.basis == "derived"} == derived
    stated = {row.box: row.n for row in found.itertuples() if row.basis == "stated"}
    assert stated == {box: value for box, value in n.items() if value is not None}
    assert doubted(n) == asked
    assert refused(n) == []


@pytest.mark.parametrize(
    ("changed", "box", "said"),
    [case(FLOW, REFUSED, name, changed, box, said) for name, changed, box, said in prisma.REFUSED],
)
def test_a_flow_that_leaves_fewer_than_none_is_refused_by_its_box(changed, box, said):
    n = prisma.SMALL | changed
    (line,) = refused(n)
    assert line.startswith(f"data/flow.csv, line {2 + list(n).index(box)} (x, {box}), column 'n': {said}")


def numbers(found):
    return {row.box: None if pd.isna(row.n) else row.n for row in found.itertuples()}


@pytest.mark.parametrize(("content", "n"), [case(TEMPLATE, MEANT, name, *one) for name, *one in prisma.TEMPLATES])
def test_a_filled_template_is_read_as_meant_and_written_as_it_was(content, n):
    template = prisma2020.read(content, "flow.csv")
    assert prisma2020.write(template) == content
    read = prisma2020.flow(template, "x")
    assert numbers(read) == n
    assert set(read.phase) <= set(boxes.PHASES)
    # and out of the tables into an empty template and back
    again = prisma2020.fill(prisma2020.empty(), read, pd.DataFrame({"source": [], "n_records": []}))
    back = numbers(prisma2020.flow(prisma2020.read(prisma2020.write(again), "flow.csv"), "x"))
    assert {box: back.get(box) for box, value in n.items() if value is not None} == {
        box: value for box, value in n.items() if value is not None
    }


@pytest.mark.parametrize(("content", "said"), [case(TEMPLATE, REFUSED, name, *one) for name, *one in prisma.TORN])
def test_a_file_that_is_no_template_is_refused_in_one_line(content, said):
    with pytest.raises(DataError) as caught:
        prisma2020.read(content, "flow.csv")
    (line,) = caught.value.lines
    assert line.startswith(f"flow.csv, {said}")


def test_all_that_is_wrong_with_a_template_is_said_at_once():
    with pytest.raises(DataError) as caught:
        prisma2020.read(prisma.filled({"duplicates": "many", "dbr_assessed": "some"}), "flow.csv")
    assert [line.split(" is not ")[0] for line in caught.value.lines] == [
        "flow.csv, line 10 (duplicates), column 'n': 'many'",
        "flow.csv, line 19 (dbr_assessed), column 'n': 'some'",
    ]


def test_a_changed_number_changes_its_cell_and_no_other():
    content = prisma.filled(prisma.PLAIN, **prisma.QUOTED)
    template = prisma2020.read(content, "flow.csv")
    # the sums that the template has no cell for are those that follow
    moved = prisma.FULL | {"duplicates_removed": 61, "records_screened": 339, "records_excluded": 239}
    sources = pd.DataFrame({"source": ["PubMed", "Scopus"], "n_records": [300, 100]})
    written = prisma2020.write(prisma2020.fill(template, named(moved), sources))
    before, after = content.decode().splitlines(), written.decode().splitlines()
    differing = [line.partition(",")[0].strip('"') for line, other in zip(before, after, strict=True) if line != other]
    assert differing == ["duplicates", "records_screened", "records_excluded"]
    assert '"duplicates","node","box","A, ""B""","Called duplicates","","",61' in after


def named(n):
    labels = {"reports_excluded:too-young": "Too young", "reports_excluded:no-data": "No data",
              "reports_excluded_other:no-data": "No data"}  # fmt: skip
    found = table(n)
    return found.assign(label=[labels.get(box, label) for box, label in zip(found.box, found.label, strict=True)])


def test_an_empty_template_has_every_row_and_tells_nothing():
    template = prisma2020.empty()
    assert set(template.counts) == set(prisma2020.ROWS)
    assert set(template.counts.values()) == {None}
    assert set(template.items) == set(prisma2020.LISTS)
    assert set(prisma2020.ROWS.values()) == set(boxes.BOXES) - {"records_identified"}
