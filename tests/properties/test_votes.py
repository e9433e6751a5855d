"""What is true of the votes and tallies of every review."""

import numpy as np
import pandas as pd
from by_hand.counting import plainly
from hypothesis import given, settings
from hypothesis import strategies as st
from made_reviews import findings_of

from properties.drawn import HYPOTHESES, reviews, turned
from reviewbook.evidence.counting import ballots, direction, grid, votes

units = st.sampled_from(list(votes.UNITS))
# a tally takes a hundred times as long as an interval, and a whole grid longer
SOME, FEW = settings(max_examples=10), settings(max_examples=5)


def tallied(review, unit="study"):
    """How many say what, and who."""
    rows = direction.tallies(review, unit).itertuples()
    return {(row.hypothesis_id, row.asked, row.answer): (row.n, set(row.studies)) for row in rows}


def part(review, kept):
    """The review with some of its studies alone."""
    there = {"studies": review.studies, "findings": review.findings}
    told = {name: table[table.study_id.isin(kept)].reset_index(drop=True) for name, table in there.items()}
    return type(review)(**vars(review) | told)


def shuffled(review, data):
    told = {}
    for name in ("studies", "findings"):
        table = getattr(review, name)
        told[name] = turned(table, data.draw(st.permutations(range(len(table)))))
    return type(review)(**vars(review) | told)


@SOME
@given(reviews(), units)
def test_everyone_has_one_answer_to_everything_that_is_asked(review, unit):
    found = tallied(review, unit)
    everyone = review.studies[votes.UNITS[unit]].nunique()
    for hypothesis in HYPOTHESES:
        for asked in ("finding", "direction"):
            told = [value for (*key, _), value in found.items() if key == [hypothesis, asked]]
            assert sum(n for n, _ in told) == everyone
    tested = review.findings[review.findings.hypothesis_id.eq("h")].study_id
    assert found["h", "finding", direction.NOT_TESTED][1].isdisjoint(tested)


@SOME
@given(reviews(), units, st.data())
def test_the_tallies_of_the_parts_add_up_to_the_whole_however_samples_are_split(review, unit, data):
    samples = dict(zip(review.studies.study_id, review.studies[votes.UNITS[unit]], strict=True))
    first = data.draw(st.sets(st.sampled_from(sorted(set(samples.values())))))
    parts = [{one for one, name in samples.items() if (name in first) == side} for side in (True, False)]
    one, other = (tallied(part(review, kept), unit) for kept in parts)
    whole = tallied(review, unit)
    assert whole == {key: (one[key][0] + other[key][0], one[key][1] | other[key][1]) for key in whole}


@SOME
@given(reviews(), units, st.data())
def test_the_order_of_rows_changes_no_tally(review, unit, data):
    assert tallied(shuffled(review, data), unit) == tallied(review, unit)


@SOME
@given(reviews(), st.data())
def test_the_ballots_of_any_split_of_the_findings_add_up_to_those_of_the_whole(review, data):
    first = data.draw(st.lists(st.booleans(), min_size=len(review.findings), max_size=len(review.findings)))
    sides = pd.Series(first, index=review.findings.index)
    parts = [type(review)(**vars(review) | {"findings": review.findings[side]}) for side in (sides, ~sides)]
    cells = pd.concat([ballots.table(one) for one in parts])
    added, whole = (table.groupby(ballots.KEYS).sum().sort_index() for table in (cells, ballots.table(review)))
    assert added.equals(whole)
    assert whole.n_findings.sum() == len(review.findings)
    assert whole[ballots.SAID[ballots.FINDING]].to_numpy().sum() == len(review.findings)


def test_a_vote_is_that_of_seven_in_ten_exactly_however_many_there_are():
    for total in (*range(1, 41), *range(50, 1001, 50)):
        for n in {7 * total // 10, 7 * total // 10 + 1, -(-7 * total // 10)} - {total + 1}:
            agree = 10 * n >= 7 * total
            said = [("trend", None)] * (total - n) + [("supported", None)] * n
            if 2 * n > total:
                assert votes.agreed(said)[0] == ("supported" if agree else "mixed"), (n, total)
                assert votes.majority(np.array([total - n, n])) == (1 if agree else votes.DIVIDED), (n, total)


@SOME
@given(reviews())
def test_a_direction_that_is_not_reported_lies_between_both_of_its_bounds(review):
    for found in direction.cast(review).values():
        n = {how: votes.by_direction(found, how).n for how in votes.UNREPORTED}
        assert n["against"] <= n["left out"] <= n["for"]


@FEW
@given(reviews(), st.data())
def test_the_grid_is_what_plain_loops_count_and_does_not_depend_on_the_order_of_rows(review, data):
    cells = findings_of(review)
    sides = dict(zip(review.studies.study_id, review.studies.published_side, strict=True))
    samples = dict(zip(review.studies.study_id, review.studies.sample_id_if_overlapping, strict=True))

    def counted(review):
        columns = ["hypothesis_id", "variant", "domains", "level", "unit", "left_out", "n", "total"]
        for *choice, n, total in grid.combinations(review)[columns].itertuples(index=False, name=None):
            hypothesis, variant, domains, level, unit, left_out = choice
            key = hypothesis, variant, frozenset(domains.split(" + ")), level, unit
            yield (*key, None if pd.isna(left_out) else left_out), (n, total)

    found = dict(counted(review))
    assert found == dict(counted(shuffled(review, data)))
    some = data.draw(st.lists(st.sampled_from(list(found)), max_size=60)) if found else []
    for key in some:
        assert found[key] == plainly(cells, sides, samples, *key)
