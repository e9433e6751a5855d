import itertools

import pandas as pd
import pytest
from corpus import prisma

from reviewbook.display import wording
from reviewbook.display.figures import selection as figures
from reviewbook.display.figures.style import FOLD
from reviewbook.evidence.accounts import flow
from reviewbook.evidence.tables import data
from reviewbook.evidence.tables.boxes import BOXES as BOXES_OF_PRISMA
from reviewbook.evidence.tables.boxes import base

SEARCHES = pd.DataFrame(
    {"search_id": ["x"], "source_id": ["a"], "source": ["A"], "query": ["cat"], "searched_on": ["2026-10-01"]}
)

BOXES = [
    "records_identified", "duplicates_removed", "records_screened", "records_excluded", "reports_sought",
    "reports_not_retrieved", "reports_assessed", "reports_excluded", "studies_included",
]  # fmt: skip


def table(**n):
    rows = [{"search_id": "x", "box": box, "label": box, "phase": "-", "n": n.get(box)} for box in BOXES]
    return pd.DataFrame(rows).astype({"n": "Int64"})


def counts(found):
    return {row.box: (None if pd.isna(row.n) else row.n, row.basis) for row in found.itertuples()}


def test_the_boxes_of_the_article_are_filled_by_subtraction(folder):
    found = counts(flow.boxes(data.load(folder).flow, "2024"))
    assert found == {
        "records_identified": (310, "stated"),
        "duplicates_removed": (48, "derived"),  # 310 - 262
        "records_screened": (262, "stated"),
        "records_excluded": (166, "derived"),  # 262 - 96
        "reports_sought": (None, "not reported"),
        "reports_not_retrieved": (None, "not reported"),
        "reports_assessed": (96, "stated"),
        "reports_excluded": (86, "derived"),  # 96 - 10
        "studies_included": (10, "stated"),
    }


def test_no_record_is_lost_between_stages(folder):
    n = flow.boxes(data.load(folder).flow, "2024").set_index("box").n
    lost = n.duplicates_removed + n.records_excluded + n.reports_excluded
    assert n.records_identified == lost + n.studies_included


def test_a_review_that_reports_retrieval_subtracts_from_the_reports_sought():
    found = counts(flow.boxes(table(records_screened=100, reports_sought=30, reports_assessed=25), "x"))
    assert found["records_excluded"] == (70, "derived")
    assert found["reports_not_retrieved"] == (5, "derived")


def test_a_stated_number_is_never_replaced():
    found = counts(flow.boxes(table(records_identified=10, duplicates_removed=3, records_screened=8), "x"))
    assert found["duplicates_removed"] == (3, "stated")


def test_more_records_after_a_stage_than_before_are_refused():
    with pytest.raises(
        ValueError, match=r"data/flow\.csv, search x: records_screened 12 exceeds records_identified 10"
    ):
        flow.boxes(table(records_identified=10, records_screened=12), "x")


def test_an_unknown_search_is_refused():
    with pytest.raises(ValueError, match=r"search_id: '1999' is not a search of data/flow\.csv; there are x"):
        flow.boxes(table(), "1999")


def test_the_shares_of_records_kept_are_those_of_the_article(folder):
    review = data.load(folder)
    numbers = flow.numbers(flow.boxes(review.flow, "2024"), review.searches, review.criteria)
    value = {number.name: number.value for number in numbers}
    assert value["percent_included_of_assessed"] == pytest.approx(10.4, abs=0.05)
    assert value["percent_included_of_screened"] == pytest.approx(3.8, abs=0.05)
    assert value["n_databases"] == 3
    assert value["searched_on"] == "2024-03-28"
    assert (value["n_inclusion_criteria"], value["n_exclusion_criteria"]) == (4, 3)
    assert value["n_reports_sought"] is None


def test_a_number_that_follows_by_subtraction_rests_on_both_that_are_stated(folder):
    found = flow.sentences(data.load(folder), "2024")
    assert wording.places(found["records_identified"]) == "section 2, paragraph 1, sentence 8"
    # 262 - 96
    assert wording.places(found["records_excluded"]) == "section 2, paragraph 1, sentences 8 and 9 (derived)"
    assert "reports_sought" not in found


@pytest.fixture(scope="module")
def diagram(folder):
    review = data.load(folder)
    boxes = flow.boxes(review.flow, "2024")
    return figures.flow_diagram(boxes, flow.studies(review, "2024"), flow.sentences(review, "2024"))


def bands_and_boxes(diagram):
    """Tell the bands of the titles, which have no line, from the frames of the boxes."""
    shapes = [shape for shape in diagram.layout.shapes if shape.type == "rect"]
    return [one for one in shapes if one.line.width == 0], [one for one in shapes if one.line.width > 0]


def phases(diagram, names):
    """Give for each title from above the boxes between it and the next, of which none may meet a band of a title."""
    bands, boxes = bands_and_boxes(diagram)
    titles = [note for note in diagram.layout.annotations if note.text in TITLES]
    assert all(band.y0 < title.y < band.y1 for band, title in zip(bands, titles, strict=True))
    found = {title.text: set() for title in titles}
    for name, box in zip(names, boxes, strict=True):
        assert all(box.y1 < band.y0 or band.y1 < box.y0 for band in bands)
        above = [title.text for band, title in zip(bands, titles, strict=True) if box.y1 < band.y0]
        found[above[-1]].add(name)
    assert all(upper.y0 > lower.y1 for upper, lower in itertools.pairwise(bands))
    return found


TITLES = ["<b>Identification</b>", "<b>Screening</b>", "<b>Included</b>"]


def test_a_title_for_each_phase_stands_over_the_boxes_of_the_phase_and_as_wide_as_they_are(diagram):
    assert phases(diagram, BOXES) == {
        "<b>Identification</b>": {"records_identified", "duplicates_removed"},
        "<b>Screening</b>": {
            "records_screened", "records_excluded", "reports_sought", "reports_not_retrieved", "reports_assessed",
            "reports_excluded",
        },
        "<b>Included</b>": {"studies_included"},
    }  # fmt: skip
    bands, boxes = bands_and_boxes(diagram)
    sides = min(box.x0 for box in boxes), max(box.x1 for box in boxes)
    assert {(band.x0, band.x1) for band in bands} == {sides}


def test_stated_derived_and_not_reported_differ_at_sight(diagram):
    names = [said.split(":")[0].replace(FOLD, " ") for said in diagram.data[0].text]
    _, boxes = bands_and_boxes(diagram)
    frames = {name: (box.line.dash, box.fillcolor) for name, box in zip(names, boxes, strict=True)}
    assert frames["Records identified from databases"] == ("solid", None)
    assert frames["Records excluded by title and abstract"] == ("dash", None)
    assert frames["Reports sought for retrieval"] == ("dot", "rgba(0,0,0,0)")
    assert sorted(dash for dash, _ in frames.values()) == ["dash"] * 3 + ["dot"] * 2 + ["solid"] * 4
    # and in words, on the page of paper too
    written = [note.text.split("<br>")[-1] for note in diagram.layout.annotations if "<br>" in note.text]
    assert written == [
        "<b>n = 310</b>", "<b>n = 48, derived</b>", "<b>n = 262</b>", "<b>n = 166, derived</b>", "<i>not reported</i>",
        "<i>not reported</i>", "<b>n = 96</b>", "<b>n = 86, derived</b>", "<b>n = 10</b>",
    ]  # fmt: skip


def test_every_box_says_what_it_counts_each_in_a_sentence_of_its_own(diagram, folder):
    boxes = flow.boxes(data.load(folder).flow, "2024")
    assert boxes.meaning.is_unique
    assert boxes.meaning.str.fullmatch(r"[A-Z][^.]+\.").all()
    for meaning, said in zip(boxes.meaning, diagram.data[0].text, strict=True):
        assert meaning in said.replace(FOLD, " ")


@pytest.fixture(scope="module")
def whole():
    """The diagram of an update with every box."""
    told = prisma.UPDATE
    rows = [("x", box, box.replace("_", " "), BOXES_OF_PRISMA[base(box)], n) for box, n in told.items()]
    boxes = flow.boxes(pd.DataFrame(rows, columns=["search_id", "box", "label", "phase", "n"]), "x")
    included = [f"study{number}" for number in range(17)]
    return figures.flow_diagram(boxes, {"studies_included": included, "studies_total": included}, {}), list(boxes.box)


def test_every_box_has_a_place_of_its_own_and_no_two_frames_meet(whole):
    diagram, names = whole
    place = dict(zip(names, zip(diagram.data[0].x, diagram.data[0].y, strict=True), strict=True))
    assert len(set(place.values())) == len(prisma.UPDATE)
    frames = [shape for shape in diagram.layout.shapes if shape.type == "rect"]
    for one, other in itertools.combinations(frames, 2):
        assert one.x1 < other.x0 or other.x1 < one.x0 or one.y1 < other.y0 or other.y1 < one.y0
    low, high = diagram.layout.xaxis.range
    assert all(low <= shape.x0 and shape.x1 <= high for shape in frames)
    bottom, top = diagram.layout.yaxis.range
    assert all(bottom <= shape.y0 and shape.y1 <= top for shape in frames)
    # what PRISMA draws in one frame stands below each other, what leaves beside its stage
    for upper, lower in (("records_from_databases", "records_from_registers"), ("reports_excluded",
                         "reports_excluded:too-young"), ("reports_sought_other", "reports_assessed_other"),
                         ("studies_included", "studies_total")):  # fmt: skip
        assert place[upper][0] == place[lower][0]
        assert place[upper][1] > place[lower][1]
    for stage, leaving in (("reports_assessed", "reports_excluded"), ("reports_sought_other",
                           "reports_not_retrieved_other"), ("records_screened", "records_excluded")):  # fmt: skip
        assert place[stage][1] == place[leaving][1]
        assert place[stage][0] < place[leaving][0]


@pytest.mark.parametrize("without", [None, *prisma.UPDATE])
def test_each_box_stands_under_the_title_of_its_phase_and_no_phase_overlaps_another_whatever_is_drawn(without):
    told = {one: n for one, n in prisma.UPDATE.items() if without not in (one, base(one))}
    rows = [("x", one, one, BOXES_OF_PRISMA[base(one)], n) for one, n in told.items()]
    found = flow.boxes(pd.DataFrame(rows, columns=["search_id", "box", "label", "phase", "n"]), "x")
    screening = {one for one in told if one.startswith(SCREENING)}
    included = {one for one in told if one.endswith(INCLUDED)}
    held = phases(figures.flow_diagram(found, {}, {}), told)
    assert held == dict(zip(TITLES, ({*told} - screening - included, screening, included), strict=True))


SCREENING = ("records_screened", "records_excluded", "reports_sought", "reports_not_retrieved", "reports_assessed",
             "reports_excluded")  # fmt: skip
INCLUDED = ("_included", "_total", "_in_meta_analysis")


def test_a_box_names_its_studies_if_it_counts_as_many(whole):
    diagram, names = whole
    behind = dict(zip(names, diagram.data[0].meta["studies"], strict=True))
    assert len(behind["studies_included"]) == 17
    assert behind["studies_total"] == behind["studies_previous"] == []


@pytest.mark.parametrize("box", [*prisma.UPDATE])
def test_any_box_that_a_review_leaves_out_is_left_out_of_the_picture(box):
    told = {one: n for one, n in prisma.UPDATE.items() if base(one) != box and one != box}
    rows = [("x", one, one, BOXES_OF_PRISMA[base(one)], n) for one, n in told.items()]
    found = flow.boxes(pd.DataFrame(rows, columns=["search_id", "box", "label", "phase", "n"]), "x")
    diagram = figures.flow_diagram(found, {}, {})
    assert [said.split(":")[0].replace(FOLD, "") for said in diagram.data[0].text] == [
        one.split(":")[0] for one in told
    ]
    numbers = flow.numbers(found, SEARCHES, pd.DataFrame({"kind": []}))
    assert {number.name for number in numbers if number.name.startswith("n_re")} == {
        f"n_{one.replace(':', '_').replace('-', '_')}" for one in told if one.startswith("re")
    }


def test_what_other_methods_found_is_a_part_of_what_was_assessed_and_not_of_what_was_screened():
    rows = [("x", one, one, BOXES_OF_PRISMA[base(one)], n) for one, n in prisma.FULL.items()]
    found = flow.boxes(pd.DataFrame(rows, columns=["search_id", "box", "label", "phase", "n"]), "x")
    told = {one.name: one.value for one in flow.numbers(found, SEARCHES, pd.DataFrame({"kind": []}))}
    # 17 of 95 + 13
    assert told["percent_included_of_assessed"] == pytest.approx(15.74, abs=0.005)
    assert told["percent_included_of_screened"] is None
