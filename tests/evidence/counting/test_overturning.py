"""The smallest changes of a count, each counted by hand."""

import pandas as pd
import pytest
from made_reviews import small_review

from reviewbook.evidence.counting import ballots, lookup, overturning
from reviewbook.evidence.tables import data


def changes(n, total, asked, how):
    return [
        (one.of_for, one.of_others, one.after.n, one.after.total) for one in overturning.smallest(n, total, asked, how)
    ]


@pytest.mark.parametrize(
    ("n", "total", "how", "wanted"),
    [
        # 7 of 9: without five 2 of 4 is a half, without six 1 of 3 is less
        (7, 9, "left out", [(6, 0, 1, 3)]),
        # 5 of 9 is more than half, 4 of 9 less
        (7, 9, "read otherwise", [(3, 0, 4, 9)]),
        (2, 3, "left out", [(2, 0, 0, 1)]),
        (2, 3, "read otherwise", [(1, 0, 1, 3)]),
        # 3 of 10 is less than half: 3 of 6, or 5 of 10, is one half
        (3, 10, "left out", [(0, 4, 3, 6)]),
        (3, 10, "read otherwise", [(0, 2, 5, 10)]),
        # whoever is left votes for it
        (3, 3, "left out", []),
        (0, 0, "left out", []),
    ],
)
def test_the_fewest_votes_after_which_support_is_on_the_other_side_of_one_half(n, total, how, wanted):
    assert changes(n, total, "half", how) == wanted


@pytest.mark.parametrize(
    ("n", "total", "how", "wanted"),
    [
        # 7 of 9 has the Wilson interval 45.3 to 93.7; 7 of 8 has 52.9 to 97.8, 8 of 9 has 56.5 to 98.0
        (7, 9, "left out", [(0, 1, 7, 8)]),
        (7, 9, "read otherwise", [(0, 1, 8, 9)]),
        # 9 of 9 has 70.1 to 100; 8 of 9 still lies above one half, 7 of 9 does not
        (9, 9, "read otherwise", [(2, 0, 7, 9)]),
        # 4 of 4 has 51.0 to 100, 3 of 3 has 43.9 to 100
        (9, 9, "left out", [(6, 0, 3, 3)]),
        # of three votes every interval includes one half
        (2, 3, "left out", []),
        (2, 3, "read otherwise", []),
    ],
)
def test_the_fewest_votes_after_which_the_interval_reaches_or_leaves_one_half(n, total, how, wanted):
    assert changes(n, total, "interval", how) == wanted


def test_a_sentence_says_that_the_interval_includes_one_half_already():
    review = small_review()
    told = overturning.by_count(review).set_index(["n", "total"])
    # 3 of 5 has the interval 23.1 to 88.2, 5 of 5 has 56.6 to 100
    assert told.interval[3, 5] == (
        "The interval includes one half already: 23 to 88 percent. The smallest change that alters this: "
        "both votes not for it read otherwise (then 5 of 5, 57 to 100 percent)."
    )
    assert told.half[1, 2] == (
        "At least half of the votes are for it: 1 of 2. The smallest change that alters this: "
        "the one vote for it left out (then 0 of 1), or the one vote for it read otherwise (then 0 of 2)."
    )


def test_a_table_names_the_studies_and_what_they_found():
    review = small_review()
    # A is mixed, B supports, C does not, D is mixed: one of four
    rows = overturning.table(review, lookup.called(review, ballots.table(review)))
    row = rows[rows.hypothesis_id.eq("h") & rows.variant.eq("by finding") & rows.asked.str.contains("half")].iloc[0]
    assert row.now == "no: 1/4"
    assert row.left_out == "2 of the 3 votes not for it (then 1/2)"
    assert row.read_otherwise == "1 of the 3 votes not for it (then 2/4)"
    assert row.studies == "Study A (mixed); Study C (not supported); Study D (mixed)"
    assert row.questions == "none"


def test_a_sample_changes_its_vote_as_one():
    review = small_review()
    # B and C disagree, so that their sample is mixed: none of three
    rows = overturning.table(review, lookup.called(review, ballots.table(review)), "sample")
    row = rows[rows.hypothesis_id.eq("h") & rows.variant.eq("by finding") & rows.asked.str.contains("half")].iloc[0]
    assert row.now == "no: 0/3"
    assert "Study B with Study C (mixed)" in row.studies


def test_questions_are_those_of_high_severity_about_the_studies_by_their_numbers():
    review = small_review()
    asked = {"question_id": ["one", "two", "three"], "severity": ["high", "low", "high"], "question": ["?", "?", "?"]}
    review.questions = pd.DataFrame(asked | {"number": [7, 8, 2]})
    review.question_studies = pd.DataFrame({"question_id": ["one", "two", "three"], "study_id": ["A", "A", "C"]})
    rows = overturning.table(review, lookup.called(review, ballots.table(review)))
    row = rows[rows.hypothesis_id.eq("h") & rows.variant.eq("by finding") & rows.asked.str.contains("half")].iloc[0]
    assert row.questions == "Q2, Q7"
    review.questions = review.questions.drop(columns="number")
    again = overturning.table(review, lookup.called(review, ballots.table(review)))
    assert again.questions[row.name] == "2"


def test_of_this_review_the_count_of_the_alliance_is_overturned_by_six_left_out_or_three_read_otherwise(folder):
    review = data.load(folder)
    rows = overturning.table(review, lookup.called(review, ballots.table(review)))
    first = rows[rows.variant.eq("by finding")].iloc[:2]
    # Berger, Castonguay, De Bolle, Gibbons, Stiles-Shields, Weck and Zuroff support it, Feeley and Strunk do not
    assert list(first.now) == ["yes: 7/9", "yes: 7/9 (45 to 94)"]
    assert first.left_out.iloc[0] == "6 of the 7 votes for it (then 1/3)"
    assert first.read_otherwise.iloc[0] == "3 of the 7 votes for it (then 4/9)"
    assert first.studies.iloc[1] == "Feeley et al., 1999 (not supported); Strunk et al., 2010 (not supported)"
