"""How the flow fits the other tables: its boxes, its phases, and round by round the studies that it includes."""

import made_studies
import pandas as pd
import pytest
from copies import Copy
from tally import REFUSED, case

from reviewbook.evidence.accounts import flow, plausibility
from reviewbook.evidence.tables import boxes, data, schema
from reviewbook.evidence.tables.schema import DataError

STUDY = "made2026"
# the flow of the update: 44 + 6 = 50; 50 - 12 - 3 = 35; 35 - 28 = 7; 7 - 1 = 6; 3 - 0 = 3; 6 + 3 - 4 - 3 = 2 reports
ROWS = [
    ("studies_previous", 10), ("records_from_databases", 44), ("records_from_registers", 6), ("records_identified", 50),
    ("records_from_citations", 3), ("duplicates_removed", 12), ("records_removed_by_automation", 3),
    ("records_screened", 35), ("records_excluded", 28), ("reports_sought", 7), ("reports_not_retrieved", 1),
    ("reports_assessed", 6), ("reports_excluded", 4), ("reports_excluded:too-young", 3),
    ("reports_excluded:no-data", 1), ("reports_sought_other", 3), ("reports_not_retrieved_other", 0),
    ("reports_assessed_other", 3), ("reports_excluded_other", 3), ("studies_included", 1), ("reports_included", 2),
    ("studies_total", 11), ("studies_in_meta_analysis", 11),
]  # fmt: skip
PLACE = f"{STUDY}-p1-s1"


@pytest.fixture(scope="module")
def updated(tmp_path_factory):
    """The tables with an update of which the flow has nearly every box."""
    book = Copy.as_published(tmp_path_factory.mktemp("flow") / "book")
    made_studies.update(book.folder, STUDY, 98)
    rows = [f"2026,{box},{box},{boxes.BOXES[boxes.base(box)]},{n}" for box, n in ROWS]
    told = [f"flow,2026|{box},n,{PLACE},stated," for box, _ in ROWS]
    for name, start, lines in (("flow", "2026,", rows), ("sources", "flow,2026|", told)):
        path = book.folder / "data" / f"{name}.csv"
        kept = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(start)]
        path.write_text("\n".join([*kept, *lines, ""]), encoding="utf-8")
    return book


def refusal(folder):
    try:
        data.load(folder)
    except DataError as error:
        return error.lines
    return []


def test_the_schema_knows_the_boxes_and_no_others(folder):
    (resource,) = (one for one in schema.read(folder)["resources"] if one["name"] == "flow")
    (field,) = (one for one in resource["schema"]["fields"] if one["name"] == "box")
    known, _, parts = field["constraints"]["pattern"].removeprefix("(").removesuffix(")").rpartition("|")
    assert known.split("|") == list(boxes.BOXES)
    assert parts.startswith("reports_excluded(_other)?:")


def test_a_complete_flow_of_an_update_is_valid_and_asks_nothing(updated, folder):
    before, now = (plausibility.fired(data.load(one)) for one in (folder, updated.folder))
    new = set(now.finding) - set(before.finding)
    assert [said for said in new if "search" in said or "flow" in said] == []


def test_a_search_that_finds_many_records_asks_nothing_where_they_add_up(updated):
    review = data.load(updated.folder)
    many = {"records_from_databases": 440_044, "records_identified": 440_050, "duplicates_removed": 440_012}
    moved = [
        many.get(box, n) if search_id == "2026" else n
        for search_id, box, n in zip(review.flow.search_id, review.flow.box, review.flow.n, strict=True)
    ]
    review.flow["n"] = pd.array(moved, "Int64")
    review.searches["n_records"] = review.searches.search_id.map({"2026": 2}).astype("Int64")
    of_update = review.searches.search_id.eq("2026")
    review.searches.loc[of_update, "n_records"] = [440_040, 3, 1]
    assert not [said for said in plausibility.fired(review).finding if "data/flow" in said or "data/searches" in said]
    review.searches.loc[of_update, "n_records"] = [440_040, 3, 2]
    assert [said for said in plausibility.fired(review).finding if "search 2026: the databases give 440045" in said]


def test_the_boxes_of_studies_name_those_of_their_round(updated):
    review = data.load(updated.folder)
    first, second = flow.studies(review, "2024"), flow.studies(review, "2026")
    assert (len(first["studies_previous"]), len(first["studies_included"]), len(first["studies_total"])) == (0, 10, 10)
    assert second["studies_included"] == [STUDY]
    assert second["studies_previous"] == first["studies_included"]
    assert len(second["studies_total"]) == 11


LAST = "data/flow.csv, line"
FAULTS = [
    ("another number of new studies", "2026,studies_included,studies_included,included,1", "2", [
        "(2026|studies_included), column 'n': '2'; data/studies.csv has 1 studies of '2026'"]),
    ("a study less in the article", "Studies included in the review,included,10", "9", [
        "(2024|studies_included), column 'n': '9'; data/studies.csv has 10 studies of 'article'"]),
    ("another number before", "2026,studies_previous,studies_previous,identification,10", "9", [
        "(2026|studies_previous), column 'n': '9'; data/studies.csv has 10 studies before '2026'"]),
    ("another total", "2026,studies_total,studies_total,included,11", "12", [
        "(2026|studies_total), column 'n': '12'; data/studies.csv has 11 studies until and with '2026'"]),
    ("more of other methods assessed than sought", "2026,reports_assessed_other,reports_assessed_other,screening,3",
     "4", []),
    ("fewer reports than studies", "2026,reports_included,reports_included,included,2", "0", [
        "(2026, studies_included), column 'n': '1' is more than the 0 of 'reports_included', of which it is a part"]),
    ("a meta-analysis of more studies than there are",
     "2026,studies_in_meta_analysis,studies_in_meta_analysis,included,11", "12", [
        "(2026, studies_in_meta_analysis), column 'n': '12' is more than the 11 of 'studies_total', of which it is a "
        "part"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "n", "said"),
    [case("flow and rounds", REFUSED if one[3] else "as meant", one[0], *one[1:]) for one in FAULTS],
)
def test_what_a_flow_includes_is_held_to_the_studies_of_its_round(updated, row, n, said):
    path = updated.folder / "data" / "flow.csv"
    text = path.read_text(encoding="utf-8")
    try:
        path.write_text(text.replace(row, f"{row.rpartition(',')[0]},{n}"), encoding="utf-8")
        assert path.read_text(encoding="utf-8") != text
        assert [line.partition(" (")[2] for line in refusal(updated.folder)] == [one[1:] for one in said]
    finally:
        path.write_text(text, encoding="utf-8")


WRITTEN = [
    ("a box that there is not", "2026,reports_lost,Reports lost,screening,1", "breaks the rule pattern"),
    ("a reason of a box that has none", "2026,records_excluded:too-young,Too young,screening,1",
     "breaks the rule pattern"),
    ("a reason in another writing", "2026,reports_excluded:Too young,Too young,screening,1", "breaks the rule pattern"),
    ("a box in another phase", "2026,reports_total,Reports,screening,13",
     "'screening'; PRISMA 2020 draws the box in the phase 'included'"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "said"), [case("flow and rounds", REFUSED, *one) for one in WRITTEN])
def test_a_row_of_no_box_of_prisma_is_refused_by_its_line(updated, row, said):
    path = updated.folder / "data" / "flow.csv"
    text = path.read_text(encoding="utf-8")
    try:
        path.write_text(f"{text}{row}\n", encoding="utf-8")
        lines = [line for line in refusal(updated.folder) if "has no source" not in line]
        assert len(lines) == 1
        assert said in lines[0]
        assert lines[0].startswith(f"data/flow.csv, line {len(text.splitlines()) + 1} (")
    finally:
        path.write_text(text, encoding="utf-8")


def test_a_reason_of_a_box_that_is_left_out_is_refused(updated):
    path = updated.folder / "data" / "flow.csv"
    text = path.read_text(encoding="utf-8")
    try:
        kept = [line for line in text.splitlines() if not line.startswith("2026,reports_excluded,")]
        path.write_text("\n".join([*kept, ""]), encoding="utf-8")
        said = "is a part of 'reports_excluded', of which data/flow.csv has no line"
        assert sum(said in line for line in refusal(updated.folder)) == 2
    finally:
        path.write_text(text, encoding="utf-8")
