"""What is true of every flow of records."""

from itertools import accumulate
from types import SimpleNamespace

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from reviewbook.evidence.accounts import flow, plausibility
from reviewbook.evidence.tables import reading, ties

# of PRISMA 2020, with what is lost between one stage and the next
STAGES = ["records_identified", "records_screened", "reports_sought", "reports_assessed", "studies_included"]
LOST = ["duplicates_removed", "records_excluded", "reports_not_retrieved", "reports_excluded"]
BOXES = [
    "records_identified", "duplicates_removed", "records_screened", "records_excluded", "reports_sought",
    "reports_not_retrieved", "reports_assessed", "reports_excluded", "studies_included",
]  # fmt: skip


@st.composite
def whole_flows(draw):
    """A flow that adds up: every box has its number."""
    included, *lost = draw(st.integers(1, 20)), *(draw(st.integers(1, 2000)) for _ in LOST)
    stages = reversed(list(accumulate([included, *reversed(lost)])))
    return dict(zip(STAGES, stages, strict=True)) | dict(zip(LOST, lost, strict=True))


def refused(n, studies=None):
    """What is said of a flow with these numbers; the other boxes are not reported."""
    rows = [
        reading.Row("data/flow.csv", line, f"x|{box}", {"search_id": "x", "box": box, "n": str(n.get(box, ""))})
        for line, box in enumerate(BOXES, start=2)
    ]
    studies = n.get("studies_included", 1) if studies is None else studies
    included = [reading.Row("data/studies.csv", line, f"s{line}", {"study_id": f"s{line}"}) for line in range(studies)]
    columns = {"flow": {"search_id", "box", "n"}, "studies": {"study_id"}}
    told = {"flow": rows, "studies": included}
    tables = {name: reading.Table({}, True, columns[name], told[name]) for name in told}
    return ties.check(reading.Read(tables, {row.key: "" for row in included}))


def table(n):
    rows = [{"search_id": "x", "box": box, "label": box, "phase": "-", "n": n.get(box)} for box in BOXES]
    return pd.DataFrame(rows).astype({"n": "Int64"})


def filled(n):
    return {row.box: (row.n, row.basis) for row in flow.boxes(table(n), "x").itertuples()}


def doubted(n):
    """What a reader is warned of in a flow with these numbers."""
    silent = {
        "searches": ["search_id", "n_records"],
        "studies": ["study_id"],
        "therapists": ["study_id", "profession", "n"],
    }
    tables = {name: pd.DataFrame(columns=columns) for name, columns in silent.items()}
    return [said for _, said in plausibility.sums(SimpleNamespace(flow=table(n), **tables))]


@given(whole_flows(), st.sets(st.sampled_from(BOXES)))
def test_whatever_of_a_flow_that_adds_up_is_reported_is_accepted_and_what_follows_is_right(n, silent):
    told = {box: value for box, value in n.items() if box not in silent}
    assert refused(told) == []
    without_retrieval = not {"reports_sought", "reports_not_retrieved"} & set(told)
    for box, (value, basis) in filled(told).items():
        assert basis == ("stated" if box in told else "not reported" if pd.isna(value) else "derived")
        # where nothing is said of retrieval, who was not retrieved is among the excluded
        among = (
            n["reports_not_retrieved"] if box == "records_excluded" and basis == "derived" and without_retrieval else 0
        )
        assert pd.isna(value) or value == n[box] + among
    # and where the excluded are stated, then, a reader asks where these are
    assert doubted(told) == [] or (without_retrieval and "records_excluded" in told)


@given(whole_flows(), st.sampled_from(LOST))
def test_what_is_lost_follows_from_the_stages_around_it(n, lost):
    assert filled({box: n[box] for box in STAGES})[lost] == (n[lost], "derived")


@given(whole_flows(), st.integers(1, 50), st.data())
def test_a_stage_that_is_larger_than_one_before_it_is_refused_by_name(n, more, data):
    place = data.draw(st.integers(0, 3))
    later = data.draw(st.integers(place + 1, 4))
    # of the stages between nothing is reported
    told = {STAGES[place]: n[STAGES[place]], STAGES[later]: n[STAGES[place]] + more}
    (line,) = refused(told)
    assert line == (
        f"data/flow.csv, line {2 + BOXES.index(STAGES[later])} (x, {STAGES[later]}), column 'n': "
        f"'{told[STAGES[later]]}' is more than the {told[STAGES[place]]} of '{STAGES[place]}', of which it is a part"
    )


@given(whole_flows(), st.integers(-9, 9).filter(bool))
def test_another_number_of_studies_than_there_are_is_refused_by_name(n, more):
    told = {box: n[box] for box in STAGES}
    line = refused(told, studies=max(0, n["studies_included"] + more))[0]
    assert line.startswith(f"data/flow.csv, line 10 (x|studies_included), column 'n': '{n['studies_included']}'")


@given(whole_flows(), st.sampled_from(BOXES), st.integers(-50, 50).filter(bool))
def test_any_one_number_that_is_moved_in_a_whole_flow_is_asked_about_by_name(n, box, more):
    assert doubted(n) == []
    found = doubted(n | {box: max(0, n[box] + more)})
    assert found and all(f"{box} {max(0, n[box] + more)}" in said for said in found)
