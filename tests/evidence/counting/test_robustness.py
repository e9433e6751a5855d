"""What no combination of the sensitivity grid changes, and the numbers of it."""

import pytest
from made_reviews import review_of, small_review

from reviewbook.evidence.counting import grid, robustness
from reviewbook.evidence.counting.votes import LEVELS
from reviewbook.evidence.tables import data

H1, H2 = "alliance_predicts_outcome", "improvement_predicts_alliance"
CONCURRENT, FIRST, ADJUSTED, BOTH = LEVELS


@pytest.fixture(scope="module")
def small():
    return small_review()


@pytest.fixture(scope="module")
def real(folder):
    return data.load(folder)


@pytest.fixture(scope="module")
def combinations(real):
    return grid.combinations(real)


def test_what_no_combination_changes_is_true_of_each(small):
    said = robustness.unchanged(grid.combinations(small)).set_index("statement")
    # only C is at this level and does not support h; only A has a negative direction
    assert said.holds[
        "At the level 'both orders tested', no combination counts a finding that supports 'sun predicts mood'."
    ]
    assert not said.holds[
        "At the level 'predictor first', no combination counts a finding that supports 'sun predicts mood'."
    ]
    assert not said.holds["No combination counts a negative direction on 'sun predicts mood'."]
    assert said.holds["No combination counts a negative direction on 'mood predicts sun'."]
    assert said.holds["The interval of the share for 'mood predicts sun' includes 50 percent."]
    assert said.holds[
        "No combination has enough directions on 'mood predicts sun' for a sign test to reach a conclusion: "
        "with 2 directions the smallest possible P is 0.5000."
    ]  # fmt: skip
    # C, as a trend, and E: level predictor first or lower, 2 units, nobody or one of five left out
    level = "At the level 'both orders tested', no combination counts a finding that supports 'mood predicts sun'."
    # C alone is at this level; 2 units, nobody or A, B, D, E left out
    assert said.n_combinations[level] == 2 * 5


def test_a_statement_about_no_combination_does_not_hold():
    said = [("A", "h", "mood", BOTH, "not supported", None)]
    found = robustness.unchanged(grid.combinations(review_of({"A": "a"}, said, {"A": "h"})))
    about = found[found.statement.str.contains("negative direction|left out|enough directions")]
    assert not about.holds.any()


def test_the_statements_on_the_ten_studies(combinations):
    said = robustness.unchanged(combinations)
    holds = "\n".join(said.statement[said.holds])
    assert "No combination counts a negative direction on 'alliance predicts outcome'." in holds
    assert (
        "At the level 'both orders tested', no combination counts a finding that supports 'alliance predicts" in holds
    )
    assert "The interval of the share for 'improvement predicts alliance' includes 50 percent." in holds
    # 7 of 7 by direction has the interval 65 to 100
    assert "The interval of the share for 'alliance predicts outcome' includes 50 percent." not in holds
    assert "enough directions on 'improvement predicts alliance' for a sign test" in holds
    # seven studies report a direction on the first
    assert "enough directions on 'alliance predicts outcome' for a sign test" not in holds
    # with directions not reported counted against it, 2 of 4 and 0 of 2 support the first
    assert "Counted by direction (unreported: left out), the share for 'alliance predicts outcome' lies above" in holds
    assert "Counted by direction (unreported: against), the share for 'alliance predicts outcome'" not in holds
    assert (
        "Counted by direction, however directions that are not reported are counted, the share for 'improvement"
        in holds
    )
    # what is weaker than a statement that holds is not said
    assert "The interval of the share for 'alliance predicts outcome' does not lie below 50 percent." in holds
    assert "The interval of the share for 'improvement predicts alliance' does not lie below" not in holds


def test_numbers_are_as_worked_out_by_hand(real, combinations):
    number = {n.name: n for n in robustness.numbers(real, combinations)}
    value = {name: n.value for name, n in number.items()}
    assert value["n_combinations"] == 640
    assert value["n_combinations_without_votes"] == 116
    assert value["n_combinations_leave_one_out"] == 7040
    assert value[f"n_combinations_{H1}"] == 600
    assert value[f"n_combinations_{H2}"] == 40
    assert value["percent_even"] == 50
    assert (value[f"n_by_finding_{H1}"], value[f"total_by_finding_{H1}"]) == (7, 9)
    assert value[f"percent_by_finding_{H1}"] == pytest.approx(77.78, abs=0.005)
    # both orders tested: 0 of 2; any single domain with a single supporting study: 1 of 1
    assert value[f"percent_lowest_by_finding_{H1}"] == 0
    assert value[f"percent_highest_by_finding_{H1}"] == 100
    assert value[f"percent_lowest_by_direction_unreported_left_out_{H1}"] == 100
    # three studies give at most 3 of 3, whose interval begins at 44
    assert value[f"n_including_even_{H2}"] == value[f"n_with_votes_{H2}"] == value[f"n_few_votes_{H2}"] + 2 == 40
    assert (value[f"n_below_even_{H1}"], value[f"n_below_even_{H2}"]) == (0, 0)
    # the two of more than five: as published, 3 of 7 studies and 3 of 6 samples with a finding on symptoms
    assert (value[f"n_as_published_{H2}"], value[f"total_as_published_{H2}"]) == (3, 7)
    assert (value[f"n_as_published_{H1}"], value[f"total_as_published_{H1}"]) == (7, 10)
    # leaving out either study that does not support it moves 7 of 9 to 7 of 8
    assert value[f"most_influential_{H1}"] == ["Feeley et al., 1999", "Strunk et al., 2010"]
    assert value[f"percent_highest_leave_one_out_{H1}"] == 87.5
    assert value[f"percent_lowest_leave_one_out_{H1}"] == 75
    assert value[f"most_influential_{H2}"] == ["Feeley et al., 1999"]
    assert value[f"percent_highest_leave_one_out_{H2}"] == 100
    # without one of the two that support it: 1 of 2
    assert value[f"percent_lowest_leave_one_out_{H2}"] == 50
    assert number[f"most_influential_{H2}"].studies == ("feeley1999",)


def test_numbers_of_a_hypothesis_without_findings_are_missing(real):
    relapse = data.within(real, ["relapse and recurrence"])
    value = {n.name: n.value for n in robustness.numbers(relapse, grid.combinations(relapse))}
    assert value[f"percent_by_finding_{H2}"] is None
    assert value[f"n_by_finding_{H1}"] == 1


def test_ranges_say_between_which_shares_a_rule_moves(small):
    found = robustness.ranges(grid.combinations(small)).set_index(["hypothesis_id", "variant"])
    row = found.loc["g", "by direction (unreported: left out)"]
    # C and E, both positive: one set of domains, 4 levels, 2 units; the votes are 2, 2, 1, 1 of as many
    assert (row.n_combinations, row.n_with_votes, row.n_few_votes) == (8, 8, 8)
    assert (row.lowest, row.highest) == (100, 100)
    # 1 of 1 and 2 of 2: 21 and 34 to 100 percent
    assert (row.n_below_even, row.n_including_even, row.n_above_even) == (0, 8, 0)


@pytest.mark.parametrize(("names", "few"), [("ABCDE", 8), ("ABCDEF", 0)])
def test_five_votes_are_few_and_six_are_not(names, few):
    said = [(name, "h", "mood", BOTH, "supported", "positive") for name in names]
    review = review_of({name: name for name in names}, said, dict.fromkeys(names, "h"))
    row = robustness.ranges(grid.combinations(review)).set_index("variant").loc["by finding"]
    # each of 4 levels and 2 units leaves every study
    assert (row.n_with_votes, row.n_few_votes) == (8, few)
