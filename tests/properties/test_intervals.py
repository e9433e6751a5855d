"""What is true of every interval and of every sign test."""

from fractions import Fraction
from itertools import pairwise
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewbook.evidence.counting import votes

# 95 percent of a standard normal distribution lie between it and its negative
Z = 1.959963984540054
totals = st.integers(1, 5000)


@st.composite
def counts(draw, least=1):
    total = draw(st.integers(least, 5000))
    return draw(st.integers(0, total) | st.sampled_from([0, total])), total


def test_every_interval_of_a_small_count_holds_its_share():
    for total in range(1, 121):
        for n in range(total + 1):
            count = votes.counted(n, total)
            assert 0 <= count.low <= count.percent <= count.high <= 100, (n, total)


@given(counts())
def test_an_interval_holds_its_share_and_lies_on_the_scale(count):
    found = votes.counted(*count)
    assert 0 <= found.low <= found.percent <= found.high <= 100


@given(counts())
def test_an_interval_ends_where_the_score_test_just_does_not_reject(count):
    # the definition of Wilson 1927: both ends solve |share - p| = z * sqrt(p * (1 - p) / total)
    n, total = count
    for end in votes.wilson(n, total):
        p = end / 100
        assert (n / total - p) ** 2 * total == pytest.approx(Z**2 * p * (1 - p), abs=1e-9)


@given(counts())
def test_votes_against_have_the_mirrored_interval(count):
    n, total = count
    low, high = votes.wilson(n, total)
    assert votes.wilson(total - n, total) == pytest.approx((100 - high, 100 - low), abs=1e-9)


@given(counts(), st.integers(2, 9))
def test_the_same_share_of_more_votes_has_a_narrower_interval_within(count, times):
    n, total = count
    low, high = votes.wilson(n, total)
    closer_low, closer_high = votes.wilson(times * n, times * total)
    assert low <= closer_low <= closer_high <= high
    assert closer_high - closer_low < high - low


@given(totals, st.data())
def test_one_more_vote_for_moves_both_ends_up(total, data):
    n = data.draw(st.integers(0, total - 1))
    (low, high), (more_low, more_high) = votes.wilson(n, total), votes.wilson(n + 1, total)
    assert low < more_low and high < more_high


def test_a_count_is_open_where_an_even_split_is_not_rejected():
    for total in range(1, 121):
        for n in range(total + 1):
            score = (Fraction(n, total) - Fraction(1, 2)) ** 2 * total * 4
            assert votes.counted(n, total).is_open() == (score <= Fraction(Z) ** 2), (n, total)


@given(st.integers(6, 60), st.data())
def test_a_sign_test_mirrors_and_is_what_the_binomial_coefficients_say(total, data):
    n = data.draw(st.integers(0, total))
    far = [k for k in range(total + 1) if abs(2 * k - total) >= abs(2 * n - total)]
    p = votes.sign_test(n, total)
    assert p == votes.sign_test(total - n, total)
    assert p == pytest.approx(float(Fraction(sum(comb(total, k) for k in far), 2**total)))


@given(st.integers(6, 60))
def test_the_more_uneven_a_split_the_smaller_is_its_probability(total):
    p = [votes.sign_test(n, total) for n in range(total // 2 + 1)]
    assert all(uneven < even or even == uneven == 1 for uneven, even in pairwise(p))
    assert p[-1] == 1
