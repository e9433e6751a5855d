"""Counts and groups by hand."""

import pytest

from reviewbook.evidence.screening import duplicates
from reviewbook.evidence.screening.records import COLUMNS


def record(record_id, **told):
    return dict.fromkeys(COLUMNS, "") | {"record_id": record_id, "source_id": "made"} | told


def proposed(*records):
    duplicates.propose(records)
    return {one["record_id"]: one["duplicate_of"] for one in records if one["duplicate"] == "proposed"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"doi": "10.1/x"}, {"doi": "10.1/x", "title": "Another title"}),
        ({"pmid": "7"}, {"pmid": "7"}),
        ({"other_id": "WOS:000400000000001"}, {"other_id": "WOS:000400000000001"}),
        ({"title": "A Trial: of <i>Études</i>.", "year": "2019"}, {"title": "a trial of etudes", "year": "2019"}),
        # one of them has an identifier, the other none
        ({"title": "A trial", "year": "2019", "doi": "10.1/x"}, {"title": "A trial", "year": "2019", "pmid": "7"}),
    ],
)
def test_records_with_one_identifier_or_title_and_year_are_proposed(one, other):
    assert proposed(record("a", **one), record("b", **other)) == {"b": "a"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"title": "A trial", "year": "2019"}, {"title": "A trial", "year": "2020"}),
        ({"title": "A trial"}, {"title": "A trial"}),
        ({"title": "Note", "year": "2019"}, {"title": "Note", "year": "2019"}),
        (
            {"title": "Editorial", "year": "2019", "doi": "10.1/x"},
            {"title": "Editorial", "year": "2019", "doi": "10.1/y"},
        ),
        ({"other_id": "smith2019"}, {"other_id": "smith2019"}),
        ({"other_id": "2019000001"}, {"other_id": "2019000001", "source_id": "another"}),
        ({}, {}),
    ],
)
def test_records_that_only_look_alike_are_not(one, other):
    assert proposed(record("a", **one), record("b", **other)) == {}


def test_what_two_records_have_in_common_with_a_third_they_have_with_each_other():
    by_doi, by_pmid = record("a", doi="10.1/x"), record("b", pmid="7")
    both, alone = record("c", doi="10.1/x", pmid="7"), record("d", doi="10.1/z")
    assert proposed(by_doi, by_pmid, both, alone) == {"b": "a", "c": "a"}


def test_what_a_person_judged_stays_and_is_not_proposed_again():
    first, confirmed = record("a", doi="10.1/x"), record("b", doi="10.1/x", duplicate_of="a", duplicate="confirmed")
    rejected, fresh = record("c", doi="10.1/x", duplicate_of="a", duplicate="rejected"), record("d", doi="10.1/x")
    for _ in range(2):
        assert proposed(first, confirmed, rejected, fresh) == {"d": "a"}
    assert (confirmed["duplicate"], rejected["duplicate"], first["duplicate"]) == ("confirmed", "rejected", "")


def test_the_record_that_stays_is_no_confirmed_duplicate():
    gone = record("a", doi="10.1/x", duplicate_of="z", duplicate="confirmed")
    assert proposed(gone, record("b", doi="10.1/x"), record("z", title="Kept as another")) == {"z": "b"}


def test_a_proposal_whose_reason_is_gone_goes():
    one, other = record("a", doi="10.1/x"), record("b", doi="10.1/x")
    assert proposed(one, other) == {"b": "a"}
    other["doi"] = "10.1/y"
    assert proposed(one, other) == {}
    assert other["duplicate_of"] == ""
