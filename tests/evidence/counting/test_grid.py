"""The sensitivity combinations against plain loops, and what is said of it."""

import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from by_hand.counting import plainly
from made_reviews import drawn_review, findings_of, review_of, small_review, within

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
def real(folder):
    return data.load(folder)


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
    counted = grid.combinations(within(small, "sleep"))
    assert set(counted.domains) == {"sleep"}
    assert set(counted.hypothesis_id) == {"h"}


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


def test_a_table_of_ballots_has_a_row_per_study_hypothesis_domain_and_level(real):
    table = ballots.table(real)
    assert len(table) == 14
    berger = table[table.study_id.eq("berger2018")].iloc[0]
    assert (berger.n_findings, berger.n_supported, berger.n_not_supported, berger.n_positive) == (4, 3, 1, 3)
    # one finding adjusted, two with the predictor first
    assert list(table[table.study_id.eq("zuroff2006")].n_findings) == [1, 2]


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


def test_a_review_without_studies_has_an_empty_grid(real):
    nobody = data.without(real, list(real.studies.study_id))
    empty = grid.combinations(nobody)
    assert len(empty) == 0
    assert robustness.unchanged(empty).holds.dtype == bool
    assert {n.name: n.value for n in robustness.numbers(nobody, empty)}["n_combinations"] == 0


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
    shares, marks, few, *other = figure.data
    assert sum(len(trace.x) for trace in (shares, few, other[0], other[2])) == len(counts)
    drawn = counts[counts.hypothesis.eq(shares.name) & counts.total.gt(2)]
    told = list(zip(drawn.n, drawn.total, strict=True))
    # 2 of 2 and 1 of 1, and 0 of 2: the only counts that so few votes give here
    assert sorted(few.x) == [0, 100, 100]
    assert few.error_x.array is None
    written = [note.text for note in figure.layout.annotations]
    assert "3 counts with 1 or 2 votes" in written
    assert written.count("1 or 2<br>votes") == 2
    row = told.index((7, 9))
    assert shares.x[row] == pytest.approx(77.78)
    assert shares.x[row] - shares.error_x.arrayminus[row] == pytest.approx(45.26, abs=0.02)
    assert shares.x[row] + shares.error_x.array[row] == pytest.approx(93.68, abs=0.02)
    # 7 of 9 studies by finding, and by direction with those not reported against it: each a half of its 2 combinations
    here = {said for said, y in zip(marks.customdata, marks.y, strict=True) if y == row}
    assert {"7 of 9: 1 of 2<br>by finding", "7 of 9: 1 of 2<br>by direction (unreported: against)"} < here
    assert "7 of 9: 2 of 2<br>study" in here
    # the table of the figure holds the same
    table = figure.layout.meta["data"]
    (whole,) = (dict(zip(table["columns"], cells, strict=True)) for cells in table["rows"] if cells[1:3] == [7, 9])
    assert whole["Combinations by rule"] == "by finding 1; by direction (unreported: against) 1"
    assert whole["Combinations by unit"] == "study 2"
    # the row of a choice is the place of its count among the marks of the shares
    assert marks.meta == {"counts": 0} and other[1].meta == {"counts": 3}
    # what a page draws; the table is a file beside it, and the panels of marks have the places
    figure.layout.meta = {name: held for name, held in figure.layout.meta.items() if name not in ("data", "places")}
    assert len(json.dumps(figure.to_plotly_json())) < 55_000


def test_the_words_of_the_specification_plot_say_how_many_counts_there_are_and_their_ends():
    counts = pd.DataFrame({"hypothesis": ["Sun", "Sun", "Sun", "Mood"], "percent": [100.0, 66.7, 25.0, 50.0]})
    assert figures.specifications_in_words(counts) == (
        "Specification plot: a row per different count, with its interval and the choices that lead to it. "
        "Sun: 3 counts, 25 to 100 percent. Mood: 1 count, 50 percent."
    )


def test_the_second_figure_draws_a_row_per_study_that_moves_a_share_and_one_for_all_others(real, combinations):
    figure = figures.leave_one_out(grid.plain(combinations), real.studies, {}, {})
    # no study, the nine and the three that tested it, and one row for all that did not
    assert [len(trace.x) for trace in figure.data] == [11, 5]
    first, second = (dict(zip(trace.customdata, trace.x, strict=True)) for trace in figure.data)
    assert first["without Feeley et al., 1999<br>7 of 8, 88 percent (53 to 98)"] == 87.5
    assert second["without any one of 7 others<br>2 of 3, 67 percent (21 to 94)"] == pytest.approx(66.67)
    assert len(figure.data[1].meta["studies"][-1]) == 7
    assert "any of 7 others" in [note.text for note in figure.layout.annotations]
    # one alone is named
    plain = grid.plain(combinations)
    some = plain[plain.left_out.isna() | plain.change.ne(0) | plain.left_out.eq("weck2013")]
    one = figures.leave_one_out(some[some.hypothesis.eq(figure.data[1].name)], real.studies, {}, {})
    assert [note.text for note in one.layout.annotations].count("Weck et al., 2013") == 1
    assert one.data[0].customdata[-1] == "without Weck et al., 2013<br>2 of 3, 67 percent (21 to 94)"
    # 7 of 9, then 6 or 7 of 8; 2 of 3, then 1 or 2 of 2
    assert figures.leave_one_out_in_words(plain) == (
        "Dot plot of the share of votes for each hypothesis, with each study left out. "
        "Alliance predicts outcome: 78 percent, without one study 75 to 88 percent. "
        "Improvement predicts alliance: 67 percent, without one study 50 to 100 percent."
    )


def test_a_study_that_the_article_does_not_have_is_no_vote_in_its_count(small):
    # E and F agree, F shares the sample of A; the article has five studies, and counts none of an update
    samples = dict(zip(small.studies.study_id, small.studies.sample_id_if_overlapping, strict=True)) | {"F": "a"}
    sides = dict(zip(small.studies.study_id, small.studies.published_side, strict=True)) | {"F": None}
    said = [*small.findings.drop(columns="tested").itertuples(index=False, name=None),
            ("F", "h", "mood", CONCURRENT, "not supported", "negative")]  # fmt: skip
    updated = review_of(samples, said, sides)

    def as_published(review):
        rows = grid.combinations(review)
        rows = rows[rows.rule.eq("as published") & rows.left_out.isna()]
        return rows[["hypothesis_id", "domains", "level", "unit", "n", "total"]].astype(str).to_numpy().tolist()

    assert as_published(updated) == as_published(small)
    found = votes.cast(updated.studies, votes.eligible(updated.findings, "h"), "h", "sample").set_index("unit")
    assert found.published["a"] and not found.published["bc"]
