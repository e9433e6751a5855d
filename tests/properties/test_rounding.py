"""What is true of every number that is printed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewbook.display import wording
from reviewbook.evidence.accounts import claims
from reviewbook.evidence.number import Number, rounded, slug

# of these totals many shares end in a half, to each of the digits that are printed
SHARES = [(n, total) for total in (8, 16, 40, 80, 200, 400, 2000) for n in range(total + 1)]
values = st.floats(-1e9, 1e9, allow_subnormal=False)


def half_up(share, places):
    """A share that is not negative, as a reader rounds it."""
    return Fraction(int(share * 10**places + Fraction(1, 2)), 10**places)


def read(text):
    return Fraction(text.replace(",", ""))


def test_a_share_is_printed_as_its_fraction_is_rounded():
    for n, total in SHARES:
        exact = Fraction(100 * n, total)
        assert read(wording.text(100 * n / total, "percent")) == half_up(exact, 1)
        assert Fraction(rounded(100 * n / total)) == half_up(exact, 0)
        assert read(wording.text(n / total, "probability")) == half_up(Fraction(n, total), 4)


@pytest.mark.parametrize("places", [0, 1, 2])
def test_a_share_that_is_printed_to_any_digit_is_the_one_that_was_recomputed(places):
    for n, total in SHARES[::3]:
        number = Number("percent", 100 * n / total, "percent", "")
        exact = half_up(Fraction(100 * n, total), places)
        assert claims.equal(f"{float(exact):.{places}f}", number)
        assert not claims.equal(f"{float(exact + Fraction(1, 10**places)):.{places}f}", number)


@given(st.integers(0, 10**12), st.integers(1, 20))
def test_halves_go_away_from_zero_on_both_sides(tenths, hundredths):
    assert rounded(float(f"{tenths % 10**6}.5")) == tenths % 10**6 + 1
    assert rounded(-float(f"{tenths % 10**6}.5")) == -(tenths % 10**6 + 1)
    assert rounded(hundredths + 0.25, 1) * 10 == 10 * hundredths + 3


@given(values, values)
def test_the_larger_value_is_never_printed_as_the_smaller(one, other):
    low, high = sorted((one, other))
    assert read(wording.text(low)) <= read(wording.text(high))


@given(values)
def test_what_is_printed_lies_within_half_a_digit_prints_the_same_again_and_mirrors(value):
    printed = wording.text(value)
    assert abs(read(printed) - Fraction(str(value))) <= Fraction(1, 20)
    assert wording.text(float(read(printed))) == printed
    assert read(wording.text(-value)) == -read(printed)
    assert not printed.startswith("-0") or read(printed) != 0


@given(st.integers(-(10**15), 10**15))
def test_a_whole_number_is_printed_whole(value):
    assert wording.text(value) == wording.text(float(value)) == f"{value:,}"


@given(st.lists(st.sampled_from("aZ9 _-.é'ß"), max_size=12))
def test_the_name_that_is_made_of_words_is_plain_and_is_made_of_itself(signs):
    name = slug("".join(signs))
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789_")
    assert name == name.strip("_") == slug(name)
