"""The sensitivity combinations against plain loops, and what is said of it."""

import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from by_hand.counting import plainly
from made_reviews import drawn_review, findings_of, review_of, small_review

from reviewbook.display import sensitivity
from reviewbook.display.figures import robustness as figures
from reviewbook.evidence.counting import ballots, direction, grid, robustness, votes
from reviewbook.evidence.counting.votes import LEVELS
from reviewbook.evidence.tables import data

H1, H2 = "alliance_predicts_outcome", "improvement_predicts_alliance"
CONCURRENT, FIRST, ADJUSTED, BOTH = LEVELS
CHOICES = ["hypothesis_id", "variant", "domains", "level", "unit", "left_out"]


@pytest.fixture(scope="module")
def small():
    return small_review()


@pytest.fixture(scope="module")
def drawn():
    return drawn_review()


@pytest.fixture(scope="module")
def real():
    return data.load()


@pytest.fixture(scope="module")
def combinations(real):
    return grid.combinations(real)


def from_table(review):
    """What is left of the findings in the table of ballots: only its rows, and how often each word is said."""
    return [
        (
            r.study_id,
            r.hypothesis_id,
            r.outcome_domain,
            r.temporal_level,
            ["supported"] * r.n_supported
            + ["trend"] * r.n_trend
            + ["mixed"] * r.n_mixed
            + ["not supported"] * r.n_not_supported,
            ["positive"] * r.n_positive + ["conflicting"] * r.n_conflicting + ["negative"] * r.n_negative,
        )
        for r in ballots.table(review).itertuples()
    ]


@pytest.mark.parametrize("cells_of", [findings_of, from_table])
@pytest.mark.parametrize("name", ["small", "drawn", "real"])
def test_the_grid_is_what_plain_loops_count(request, name, cells_of):
    review = request.getfixturevalue(name)
    counted = grid.combinations(review)
    cells = cells_of(review)
    sides = dict(zip(review.studies.study_id, review.studies.published_side, strict=True))
    samples = dict(zip(review.studies.study_id, review.studies.sample_id_if_overlapping, strict=True))
    wrong = []
    for row in counted.itertuples():
        left_out = None if pd.isna(row.left_out) else row.left_out
        choice = (row.hypothesis_id, row.variant, row.domains.split(" + "), row.level, row.unit, left_out)
        expected = plainly(cells, sides, samples, *choice)
        if (row.n, row.total) != expected:
            wrong.append((choice, (row.n, row.total), expected))
    assert wrong == []
    assert len(counted) > 500


@pytest.mark.parametrize("unit", ["study", "sample"])
def test_the_grid_counts_as_votes_do(real, combinations, unit):
    for level in LEVELS:
        cast = direction.cast(real, unit, level=level)
        for hypothesis, found in cast.items():
            rows = combinations[
                combinations.hypothesis_id.eq(hypothesis) & combinations.level.eq(level) & combinations.unit.eq(unit)
            ]
            rows = rows[rows.left_out.isna()]
            full = rows[rows.domains.eq(rows.domains.iloc[-1])].set_index("variant")
            assert full.n["by finding"] == votes.by_finding(found).n
            for how in ("left out", "against", "for"):
                row, count = full.loc[f"by direction (unreported: {how})"], votes.by_direction(found, how)
                assert (row.n, row.total) == (count.n, count.total)
                ends = (row.percent, row.low, row.high)
                assert ends == pytest.approx((count.percent, count.low, count.high)) or count.total == 0


def test_there_are_as_many_combinations_as_choices_multiply_to(combinations):
    # four domains give 2^4 - 1 = 15 sets, one gives 1; 4 levels, 2 units, 5 ways to count; 10 studies left out, or none
    assert len(combinations) == (15 + 1) * 4 * 2 * 5 * (1 + 10)
    assert combinations.left_out.isna().sum() == 640
    assert not combinations.duplicated(CHOICES).any()


@pytest.mark.parametrize(
    ("choice", "n", "total"),
    [
        # the published count, of all ten studies
        ({"variant": "as published"}, 7, 10),
        ({"variant": "by finding"}, 7, 9),
        ({"variant": "by finding", "unit": "sample"}, 6, 8),
        ({"variant": "by finding", "level": ADJUSTED}, 2, 4),
        ({"variant": "by finding", "level": BOTH}, 0, 2),
        ({"variant": "by direction (unreported: left out)"}, 7, 7),
        ({"variant": "by direction (unreported: against)"}, 7, 9),
        ({"variant": "by direction (unreported: for)"}, 9, 9),
        ({"variant": "by direction (unreported: left out)", "level": BOTH}, 0, 0),
        # Castonguay and Zuroff
        ({"variant": "by finding", "domains": "functioning and adaptation"}, 2, 2),
        # without Castonguay the sample votes as Feeley does
        ({"variant": "by finding", "unit": "sample", "left_out": "castonguay1996"}, 6, 8),
        ({"variant": "by finding", "unit": "sample", "left_out": "feeley1999"}, 7, 8),
        ({"variant": "by finding", "left_out": "feeley1999"}, 7, 8),
        ({"variant": "by finding", "hypothesis_id": H2}, 2, 3),
        ({"variant": "by direction (unreported: against)", "hypothesis_id": H2}, 3, 3),
        # seven studies have a finding on symptoms, and three of them are counted here
        ({"variant": "as published", "hypothesis_id": H2}, 3, 7),
    ],
)  # fmt: skip
def test_combinations_are_as_counted_by_eye(combinations, choice, n, total):
    choice = {"hypothesis_id": H1, "level": CONCURRENT, "unit": "study", "left_out": None} | choice
    rows = combinations[combinations.hypothesis_id.eq(choice["hypothesis_id"])]
    choice.setdefault("domains", rows.domains.iloc[-1])
    for column, value in choice.items():
        rows = rows[rows[column].isna() if value is None else rows[column].eq(value)]
    (row,) = rows.itertuples()
    assert (row.n, row.total) == (n, total)


def test_where_nothing_can_be_counted_the_share_is_missing_and_not_zero(combinations):
    nothing = combinations[combinations.total.eq(0)]
    assert len(nothing) > 0
    assert nothing[["percent", "low", "high"]].isna().all(axis=None)
    assert nothing.n.eq(0).all()
    assert combinations[combinations.total.gt(0)][["percent", "low", "high"]].notna().all(axis=None)


def test_a_sample_votes_on_with_the_studies_that_remain(small):
    counted = grid.plain(grid.combinations(small), "sample")
    rows = counted[counted.hypothesis_id.eq("h")]
    found = {row.left_out: (row.n, row.total) for row in rows.itertuples()}
    # of the samples a (divided between its outcomes), bc (divided between its studies) and d (mixed) none supports
    assert found == {np.nan: (0, 3), "A": (0, 2), "B": (0, 3), "C": (1, 3), "D": (0, 2), "E": (0, 3)}


def test_only_the_given_domains_are_combined(small):
    counted = grid.combinations(small, ["sleep"])
    assert set(counted.domains) == {"sleep"}
    assert set(counted.hypothesis_id) == {"h"}
    with pytest.raises(ValueError, match="'hope' is not an outcome domain; there are mood, sleep"):
        grid.combinations(small, ["hope"])


def test_an_unknown_unit_is_refused_with_those_that_exist(combinations):
    with pytest.raises(ValueError, match="unit: 'paper' is not a unit; there are study, sample"):
        grid.plain(combinations, "paper")


def test_leaving_a_study_out_moves_the_share_against_nobody_left_out(combinations):
    changes = grid.plain(combinations).set_index(["hypothesis_id", "left_out"]).change
    # 7 of 8 against 7 of 9; 6 of 8 against 7 of 9; not tested by Wucherpfennig; 2 of 2 against 2 of 3
    assert changes[H1, "feeley1999"] == pytest.approx(100 * (7 / 8 - 7 / 9))
    assert changes[H1, "berger2018"] == pytest.approx(100 * (6 / 8 - 7 / 9))
    assert changes[H1, "wucherpfennig2017"] == 0
    assert changes[H2, "feeley1999"] == pytest.approx(100 * (1 - 2 / 3))


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
        "Counted by direction, whatever a direction that is not reported counts for, the share for 'improvement"
        in holds
    )
    # what is weaker than a statement that holds is not said
    assert "The interval of the share for 'alliance predicts outcome' does not lie below 50 percent." in holds
    assert "The interval of the share for 'improvement predicts alliance' does not lie below" not in holds


def test_a_table_of_ballots_has_a_row_per_study_hypothesis_domain_and_level(real):
    table = ballots.table(real)
    assert len(table) == 14
    berger = table[table.study_id.eq("berger2018")].iloc[0]
    assert (berger.n_findings, berger.n_supported, berger.n_not_supported, berger.n_positive) == (4, 3, 1, 3)
    # one finding adjusted, two with the predictor first
    assert list(table[table.study_id.eq("zuroff2006")].n_findings) == [1, 2]


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


def test_ways_without_a_vote_are_counted_by_hand(combinations):
    nothing = combinations[combinations.left_out.isna() & combinations.total.eq(0)]
    by_level = nothing.groupby(["level", "variant"], observed=False).size()
    # at the highest level only symptoms are studied: 7 of 15 sets lack them, in 2 units
    assert by_level[BOTH, "by finding"] == 14
    # and no direction is reported there, in any of the 15
    assert by_level[BOTH, "by direction (unreported: left out)"] == 30
    # adjusted: symptoms or functioning; the sets without either are retention, relapse, and both
    assert by_level[ADJUSTED, "by finding"] == 6
    assert by_level[CONCURRENT, "by finding"] == 0
    # 4 ways of counting with 14, 1 with 30, and 5 with 6
    assert len(nothing) == 4 * 14 + 30 + 5 * 6


def test_numbers_of_a_hypothesis_without_findings_are_missing(real):
    relapse = ["relapse and recurrence"]
    value = {n.name: n.value for n in robustness.numbers(real, grid.combinations(real, relapse))}
    assert value[f"percent_by_finding_{H2}"] is None
    assert value[f"n_by_finding_{H1}"] == 1


def test_a_review_without_studies_has_an_empty_grid(real):
    nobody = data.without(real, list(real.studies.study_id))
    empty = grid.combinations(nobody)
    assert len(empty) == 0
    assert robustness.unchanged(empty).holds.dtype == bool
    assert {n.name: n.value for n in robustness.numbers(nobody, empty)}["n_combinations"] == 0


def test_ranges_say_between_which_shares_a_rule_moves(small):
    found = robustness.ranges(grid.combinations(small)).set_index(["hypothesis_id", "variant"])
    row = found.loc["g", "by direction (unreported: left out)"]
    # C and E, both positive: one set of domains, 4 levels, 2 units; the votes are 2, 2, 1, 1 of as many
    assert (row.n_combinations, row.n_with_votes, row.n_few_votes) == (8, 8, 8)
    assert (row.lowest, row.highest) == (100, 100)
    # 1 of 1 and 2 of 2: 21 and 34 to 100 percent
    assert (row.n_below_even, row.n_including_even, row.n_above_even) == (0, 8, 0)


def test_different_counts_are_listed_once_with_the_choices_behind_them(small):
    combinations = grid.combinations(small)
    counts = grid.counts(combinations, grid.backers(small, combinations))
    assert counts.n_combinations.sum() == (combinations.left_out.isna() & combinations.total.gt(0)).sum()
    assert not counts.duplicated(["hypothesis", "n", "total"]).any()
    own = counts[counts.hypothesis.eq("Sun predicts mood")]
    assert own.percent.is_monotonic_decreasing
    choices = grid.choices(combinations)
    for (hypothesis, n, total), rows in choices.groupby(["hypothesis", "n", "total"], observed=True):
        here = counts[counts.hypothesis.eq(hypothesis) & counts.n.eq(n) & counts.total.eq(total)].n_combinations.item()
        # each combination has one rule, one level and one unit, and one outcome domain or more
        made = rows.groupby("choice").n_combinations.sum()
        assert made["rule"] == made["lowest level"] == made["unit"] == here <= made["outcome domain"]
        assert rows.n_combinations.le(here).all()


def test_who_votes_for_a_hypothesis_is_as_counted_by_eye(small):
    combinations = grid.combinations(small)
    found = grid.backers(small, combinations)

    def backers(variant, domains, level, unit, hypothesis_id="h"):
        choice = {"hypothesis_id": hypothesis_id, "variant": variant, "domains": domains, "level": level, "unit": unit}
        rows = combinations[combinations.left_out.isna()]
        for column, value in choice.items():
            rows = rows[rows[column].eq(value)]
        (voting,) = found.loc[rows.index].itertuples(index=False)
        return "".join(name for name, votes_for in zip("ABCDE", voting, strict=True) if votes_for)

    assert backers("by finding", "mood", CONCURRENT, "study") == "AB"
    # B and C are divided
    assert backers("by finding", "mood", CONCURRENT, "sample") == "A"
    assert backers("by finding", "mood", FIRST, "study") == "B"
    assert backers("as published", "mood + sleep", CONCURRENT, "study") == "ABD"
    assert backers("as published", "mood + sleep", CONCURRENT, "sample") == "AD"
    assert backers("by direction (unreported: for)", "mood", BOTH, "study") == "C"
    assert backers("by direction (unreported: left out)", "mood", BOTH, "study") == ""
    # B shares the sample of C, and did not test this hypothesis
    assert backers("by direction (unreported: left out)", "mood", BOTH, "sample", "g") == "C"


def test_as_many_studies_vote_for_a_hypothesis_as_are_counted(drawn):
    combinations = grid.combinations(drawn)
    found = grid.backers(drawn, combinations)
    rows = combinations.loc[found.index]
    own = rows.unit.eq("study")
    assert found[own].sum(axis=1).eq(rows.n[own]).all()
    assert found[~own].sum(axis=1).ge(rows.n[~own]).all()


def test_a_count_names_who_votes_for_it_in_all_and_in_some_combinations(real, combinations):
    counts = grid.counts(combinations, grid.backers(real, combinations)).set_index(["hypothesis", "n", "total"])
    first = counts.loc["Alliance predicts outcome"]
    seven = {
        "berger2018",
        "castonguay1996",
        "debolle2010",
        "gibbons2019",
        "stilesshields2014",
        "weck2013",
        "zuroff2006",
    }
    assert set(first.in_all[7, 9]) == seven
    assert first.in_some[7, 9] == ()
    # directions that are not reported counted for it
    assert set(first.in_all[9, 9]) == seven | {"feeley1999", "strunk2010"}
    second = counts.loc["Improvement predicts alliance"]
    # as published, and by direction
    assert set(second.in_all[3, 3]) == {"feeley1999", "strunk2010", "wucherpfennig2017"}


def test_the_numbers_of_the_grid_have_a_row_for_every_combination(combinations):
    countable = sensitivity.countable(combinations)
    # 16 sets of domains, 2 units, 4 levels; two numbers for each of 5 ways to count
    assert countable.shape == (128, 4 + 2 * 5)
    row = countable.set_index(["hypothesis", "unit", "level"]).loc[("Alliance predicts outcome", "sample", CONCURRENT)]
    assert (row.n_by_finding.iloc[-1], row.total_by_finding.iloc[-1]) == (6, 8)


def test_the_printed_grid_says_each_count_once_for_units_that_agree(combinations):
    printed = sensitivity.printed(combinations).set_index(["hypothesis", "domains", "level", "unit"])
    first = printed.loc["Alliance predicts outcome"]
    # the sample of two studies has a vote of its own only where both are counted
    assert first.by_finding["all", "conc.", "study"] == "7/9 (45 to 94)"
    assert first.by_finding["all", "conc.", "sample"] == "6/8 (41 to 93)"
    assert first.by_direction_unreported_left_out["all", "both", "study or sample"] == "no vote"
    assert first.by_finding["functioning, relapse", "adj.", "study or sample"] == "1/1 (21 to 100)"
    second = printed.loc["Improvement predicts alliance"]
    assert second.by_finding["depressive", "conc.", "study"] == "2/3 (21 to 94)"
    assert first.index.is_unique


def test_domains_that_begin_alike_are_printed_in_full(small):
    review = SimpleNamespace(**vars(small))
    review.findings = small.findings.replace({"sleep": "deep sleep", "mood": "deep mood"})
    printed = sensitivity.printed(grid.combinations(review))
    assert set(printed.domains) == {"deep sleep", "deep mood", "all"}


def test_the_specification_plot_draws_each_count_and_each_choice(real, combinations):
    counts, choices = (
        grid.counts(combinations, grid.backers(real, combinations)),
        grid.choices(combinations),
    )
    figure = figures.specifications(counts, choices, direction.findings_behind(real))
    shares, marks, other, _ = figure.data
    assert len(shares.x) + len(other.x) == len(counts)
    assert len(marks.x) == choices.hypothesis.eq(shares.name).sum()
    row = figure.layout.yaxis.ticktext.index("7/9 (2)")
    assert shares.x[row] == pytest.approx(77.78)
    assert shares.x[row] - shares.error_x.arrayminus[row] == pytest.approx(45.26, abs=0.02)
    assert shares.x[row] + shares.error_x.array[row] == pytest.approx(93.68, abs=0.02)
    # 7 of 9 studies by finding, and by direction with those not reported against it: each a half of its 2 combinations
    here = {said for said, y in zip(marks.customdata, marks.y, strict=True) if y == row}
    assert {"7/9: 1 of 2<br>by finding", "7/9: 1 of 2<br>by direction (unreported: against)"} < here
    assert "7/9: 2 of 2<br>study" in here
    assert len(json.dumps(figure.to_plotly_json())) < 60_000


def test_the_words_of_the_specification_plot_hold_its_numbers(real, combinations):
    said = figures.specifications_in_words(grid.counts(combinations, grid.backers(real, combinations)))
    assert "7 of 9, 78 percent (45 to 94) in 2 combinations" in said
    assert "9 of 9, 100 percent (70 to 100) in 1 combination;" in said


def test_the_second_figure_draws_a_row_per_study_left_out(real, combinations):
    figure = figures.leave_one_out(grid.plain(combinations), real.studies, {}, {})
    assert len(figure.data) == 2
    assert [len(trace.x) for trace in figure.data] == [11, 11]
    assert len(figure.layout.yaxis.ticktext) == 11
    first = dict(zip(figure.data[0].customdata, figure.data[0].x, strict=True))
    assert first["without Feeley et al., 1999<br>7 of 8, 88 percent (53 to 98)"] == 87.5
    symbols = dict(zip(figure.data[0].customdata, figure.data[0].marker.symbol, strict=True))
    # the article reports no test of this hypothesis in this study
    assert symbols["without Wucherpfennig et al., 2017<br>7 of 9, 78 percent (45 to 94)"].endswith("-open")
    said = figures.leave_one_out_in_words(grid.plain(combinations), real.studies)
    assert "without Feeley et al., 1999 2 of 2, 100 percent (34 to 100)" in said
    assert "Wucherpfennig et al., 2017 7 of 9" not in said


@pytest.mark.parametrize(("names", "few"), [("ABCDE", 8), ("ABCDEF", 0)])
def test_five_votes_are_few_and_six_are_not(names, few):
    said = [(name, "h", "mood", BOTH, "supported", "positive") for name in names]
    review = review_of({name: name for name in names}, said, dict.fromkeys(names, "h"))
    row = robustness.ranges(grid.combinations(review)).set_index("variant").loc["by finding"]
    # each of 4 levels and 2 units leaves every study
    assert (row.n_with_votes, row.n_few_votes) == (8, few)
