import pandas as pd
import pytest

from reviewbook.evidence import data, flow

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
