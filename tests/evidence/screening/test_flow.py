"""Twelve records, counted by hand."""

from reviewbook.evidence.screening import flow

COLUMNS = ("title_abstract", "full_text", "reason", "duplicate", "study_id")
RECORDS = [
    dict(zip(COLUMNS, cells, strict=True))
    for cells in [
        # two that repeat others; one that may
        ("", "", "", "confirmed", ""),
        ("", "", "", "confirmed", ""),
        ("excluded", "", "wrong topic", "proposed", ""),
        # three excluded on title and abstract, and the one above
        ("excluded", "", "", "", ""),
        ("excluded", "", "", "rejected", ""),
        ("excluded", "", "", "", ""),
        # sought: one not retrieved, two excluded, three included of two studies
        ("included", "not retrieved", "", "", ""),
        ("included", "excluded", "no outcome", "", ""),
        ("included", "excluded", "no outcome", "", ""),
        ("included", "included", "", "", "made2020"),
        ("included", "included", "", "", "made2020"),
        ("included", "included", "", "", "made2021"),
    ]
]
BY_HAND = {
    "records_identified": 12,
    "duplicates_removed": 2,
    "records_screened": 10,
    "records_excluded": 4,
    "reports_sought": 6,
    "reports_not_retrieved": 1,
    "reports_assessed": 5,
    "reports_excluded": 2,
    "reports_included": 3,
    "studies_included": 2,
}


def test_each_box_counts_its_records():
    assert flow.counts(RECORDS) == BY_HAND
    assert all(len(flow.within(RECORDS, box)) == n for box, n in BY_HAND.items() if box != "studies_included")
    assert flow.within(RECORDS, "reports_not_retrieved") == [RECORDS[6]]


def test_reasons_are_those_of_reports_that_were_read_in_full_text():
    assert flow.reasons(RECORDS) == {"no outcome": 2}


def test_studies_are_not_counted_while_a_report_has_none():
    found = flow.counts([*RECORDS, RECORDS[-1] | {"study_id": ""}])
    assert "studies_included" not in found
    assert found["reports_included"] == 4


def test_a_duplicate_that_is_only_proposed_is_in_the_flow_until_somebody_confirms_it():
    confirmed = [*RECORDS[:2], RECORDS[2] | {"duplicate": "confirmed", "title_abstract": ""}, *RECORDS[3:]]
    found = flow.counts(confirmed)
    assert (found["duplicates_removed"], found["records_screened"], found["records_excluded"]) == (3, 9, 3)


def test_what_is_left_is_said_until_nothing_is():
    assert flow.left(RECORDS) == {"are proposed as duplicates, and neither 'confirmed' nor 'rejected'": 1}
    undecided = {"title_abstract": "", "full_text": "", "reason": "", "duplicate": "", "study_id": ""}
    told = flow.left([undecided, undecided | {"title_abstract": "included"}, RECORDS[7] | {"reason": ""}])
    assert list(told.values()) == [1, 1, 1]
    assert flow.left(RECORDS[3:]) == {}
