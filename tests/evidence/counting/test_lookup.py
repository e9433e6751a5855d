"""The table of votes that a page looks up, against plain loops over the findings of each voter."""

import pytest
from by_hand.counting import LEVELS, plainly
from made_reviews import drawn_review, findings_of, review_of, small_review, within

from reviewbook.evidence.counting import ballots, grid, lookup
from reviewbook.evidence.tables import data

CONCURRENT, FIRST, ADJUSTED, BOTH = LEVELS
SIGNS = {(1, 1): "+", (0, 1): "-", (0, 0): "."}
REVIEWS = {"small": small_review, "drawn": drawn_review, "real": data.load}


def called(review):
    return lookup.called(review, ballots.table(review))


def alike(count, sample):
    """As many studies, all with the same finding; with a name, of one sample."""
    names = [f"s{number:02}" for number in range(count)]
    said = [(name, "h", "mood", CONCURRENT, "supported", "positive") for name in names]
    return review_of({name: sample or name for name in names}, said, dict.fromkeys(names, "h"))


@pytest.mark.parametrize("name", REVIEWS)
def test_everyone_votes_as_plain_loops_count_them_alone(name):
    review = REVIEWS[name]()
    sets = lookup.domain_sets(ballots.table(review)).domains
    sides = dict(zip(review.studies.study_id, review.studies.published_side, strict=True))
    samples = dict(zip(review.studies.study_id, review.studies.sample_id_if_overlapping, strict=True))
    asked = 0
    for row in called(review).to_dict("records"):
        unit_of = samples if row["unit"] == "sample" else {study: study for study in samples}
        left_out = row["left_out"].split(" + ")
        voting = [study for study in samples if unit_of[study] == row["voter"] and study not in left_out]
        cells = [cell for cell in findings_of(review) if cell[0] in voting]
        for variant in grid.VARIANTS:
            words = row[lookup.COLUMNS[variant]].split(" ")
            for domains, word in zip(sets, words, strict=True):
                for level, sign in zip(LEVELS, word, strict=True):
                    choice = (row["hypothesis_id"], variant, domains.split(" + "), level, row["unit"], None)
                    assert sign == SIGNS[plainly(cells, sides, samples, *choice)], (row["voter"], choice)
                    asked += 1
    assert asked > 500


def test_votes_are_as_counted_by_eye():
    review = small_review()
    assert list(lookup.domain_sets(ballots.table(review)).domains) == ["", "mood", "sleep", "mood + sleep"]
    rows = called(review)
    votes = {(row.voter, row.left_out): row for row in rows[rows.hypothesis_id.eq("h")].itertuples()}
    # divided between mood, without an order in time, and sleep, where the predictor came first
    assert votes["A", ""].by_finding == ".... +... --.. --.."
    assert votes["A", ""].as_published == ".... +... ++.. ++.."
    # counted among all as published, for its finding on the other hypothesis
    assert votes["E", ""].as_published == ".... --.. .... --.."
    assert votes["E", ""].by_finding == ".... .... .... ...."
    # B supports it with a direction, C at the highest level does not and reports none
    together = votes["bc", ""]
    assert together.by_finding == ".... ---- .... ----"
    assert together.by_direction_unreported_left_out == ".... ++.. .... ++.."
    assert together.by_direction_unreported_against == ".... ---- .... ----"
    assert together.by_direction_unreported_for == ".... ++++ .... ++++"


def test_a_sample_is_asked_without_each_set_of_its_studies_until_one_is_left():
    rows = called(alike(3, "abc"))
    rows = rows[rows.hypothesis_id.eq("h")]
    assert list(rows.left_out[rows.unit.eq("sample")]) == ["", "s00", "s01", "s02"]
    assert list(rows.voter[rows.unit.eq("study")]) == ["s00", "s01", "s02"]
    assert not called(alike(3, None)).unit.eq("sample").any()


def test_of_a_large_sample_no_more_is_asked_than_grows_with_its_studies():
    def listed(count):
        rows = called(alike(count, "many"))
        return rows[rows.unit.eq("sample") & rows.hypothesis_id.eq("h")].left_out

    # 2^5 sets less the empty one and five of one study; then none left out, and each of six
    assert len(listed(5)) == 32 - 1 - 5
    assert list(listed(6)) == ["", *(f"s{number:02}" for number in range(6))]


def test_where_nothing_was_tested_nobody_votes():
    review = review_of({"A": "a"}, [], {"A": "h"})
    assert called(review).empty
    assert list(lookup.domain_sets(ballots.table(review)).domains) == [""]


def test_voters_are_the_studies_with_a_finding_that_counts():
    review = small_review()
    assert list(lookup.voters(review, ballots.table(within(review, "sleep"))).study_id) == ["A", "D"]
    voters = lookup.voters(review, ballots.table(review))
    assert list(voters["sample"]) == ["a", "bc", "bc", "d", "e"]
    assert voters.study[1] == "Study B"


def test_every_interval_of_a_small_review_can_be_looked_up():
    review = alike(10, None)
    found = lookup.intervals(review, ballots.table(review)).set_index(["n", "total"])
    # 1 + 2 + ... + 11
    assert len(found) == 66
    assert found.loc[(7, 9)].tolist() == pytest.approx([700 / 9, 45.26, 93.68], abs=0.005)
    assert found.loc[(0, 0)].isna().all()


def test_the_list_of_intervals_ends_before_it_outgrows_the_review_but_for_counts_that_come_out():
    review = alike(100, None)
    found = lookup.intervals(review, ballots.table(review))
    # 61 * 62 / 2
    assert found.total.le(60).sum() == 1891
    beyond = found[found.total.gt(60)]
    # all for the one hypothesis, and as published none for the other, with nobody and with one left out
    assert set(zip(beyond.n, beyond.total, strict=True)) == {(100, 100), (99, 99), (0, 100), (0, 99)}


def test_a_table_of_votes_has_one_row_per_voter_and_hypothesis(folder):
    rows = called(data.load(folder))
    assert not rows.duplicated(["unit", "voter", "left_out", "hypothesis_id"]).any()
    # ten studies and the one sample of two, for two hypotheses
    assert len(rows) == (10 + 1) * 2
