"""What may not be concluded, from tables whose numbers can be counted by eye."""

from types import SimpleNamespace

import pandas as pd
import pytest

from reviewbook.evidence.counting import cautions
from reviewbook.evidence.counting.votes import LEVELS
from reviewbook.evidence.tables import data

CONCURRENT, FIRST, ADJUSTED, BOTH = LEVELS


def review_of(findings, samples=None, **columns):
    """A review by hand: findings as study, hypothesis, domain, level, finding, direction; extra columns of studies."""
    names = list(dict.fromkeys(finding[0] for finding in findings))
    samples = samples or {}
    studies = pd.DataFrame(
        {
            "study_id": names,
            "study": [f"Study {name}" for name in names],
            "sample_id_if_overlapping": [samples.get(name, name) for name in names],
            "published_side": "h",
            "n_patients": [10 * number for number in range(1, len(names) + 1)],
            "pharmacotherapy": "talk",
            "setting": "ward",
        }
    ).assign(**columns)
    cells = ["study_id", "hypothesis_id", "outcome_domain", "temporal_level", "finding", "direction"]
    return SimpleNamespace(
        studies=studies,
        findings=pd.DataFrame(findings, columns=cells).assign(tested="yes", rater=None),
        hypotheses=pd.DataFrame({"hypothesis_id": ["h", "g"], "label": ["Sun predicts mood", "Mood predicts sun"]}),
        treatments=pd.DataFrame({"study_id": names, "approach": "talk"}),
        assessments=pd.DataFrame({"study_id": names, "construct": "alliance", "instrument_id": "scale"}),
        instruments=pd.DataFrame({"instrument_id": ["scale"], "counted_as": ["S"]}),
    )


def drawn(review, **choices):
    """Rule to what it says, statement and reason together."""
    found = cautions.drawn(review, **choices)
    return {rule: " ".join(rows.statement + " " + rows.why) for rule, rows in found.groupby("rule")}


def supported(names, level=ADJUSTED, hypothesis="h", domain="mood"):
    return [(name, hypothesis, domain, level, "supported", "positive") for name in names]


@pytest.fixture(scope="module")
def ten(folder):
    return drawn(data.load(folder))


def test_many_agreeing_studies_that_leave_nothing_open_draw_no_caution_on_their_votes():
    # six of six: the interval begins at 61 percent, and six directions are enough for a sign test
    found = drawn(review_of(supported("ABCDEF")))
    assert set(found) == {"no_effect_sizes", "quality_not_assessed"}


@pytest.mark.parametrize(("names", "refused"), [("ABCDE", True), ("ABCDEF", False)])
def test_a_sign_test_of_five_directions_is_refused_and_of_six_is_not(names, refused):
    found = drawn(review_of(supported(names)))
    assert ("few_studies" in found) is refused
    if refused:
        assert "With 5 directions the smallest possible P is 0.0625." in found["few_studies"]


def test_a_conflicting_direction_is_none_for_a_sign_test():
    conflicting = [("F", "h", "mood", ADJUSTED, "supported", "conflicting")]
    assert "With 5 directions" in drawn(review_of(supported("ABCDE") + conflicting))["few_studies"]


def test_an_interval_that_includes_an_even_split_is_a_caution():
    # 3 of 3: 44 to 100 percent; 4 of 4: 51 to 100
    assert (
        "3 of 3 studies support it, which is compatible with anything between 44 and 100 percent"
        in drawn(review_of(supported("ABC")))["wide_interval"]
    )
    assert "wide_interval" not in drawn(review_of(supported("ABCD")))


def test_what_is_not_worded_as_support_is_named_with_its_patients_and_directions():
    others = [("B", "h", "mood", ADJUSTED, "trend", "positive"), ("C", "h", "mood", ADJUSTED, "not supported", None)]
    found = drawn(review_of(supported("A") + others))["significance_as_vote"]
    assert "2 of 3 studies do not report support, with 20 and 30 patients" in found
    assert "Direction: 1 positive and 1 not reported" in found
    assert "significance_as_vote" not in drawn(review_of(supported("ABC")))


def test_directions_that_are_not_reported_give_the_bounds():
    silent = [("D", "h", "mood", ADJUSTED, "not supported", None)]
    found = drawn(review_of(supported("ABC") + silent))["unreported_directions"]
    assert (
        "1 of 4 studies; the share is 75 percent if all of these are against it, 100 percent if all are for it" in found
    )
    assert "unreported_directions" not in drawn(review_of(supported("ABC")))


def test_concurrent_measurement_and_missing_adjustment_are_counted():
    found = drawn(review_of(supported("AB", CONCURRENT) + supported("C", FIRST) + supported("D", BOTH)))
    assert "2 of 4 studies" in found["concurrent_measurement"]
    assert (
        "1 of 4 studies adjusted for earlier change or tested both orders; 1 of these 1 supports it"
        in found["earlier_change"]
    )
    assert "concurrent_measurement" not in drawn(review_of(supported("ABCD", FIRST)))
    assert "earlier_change" not in drawn(review_of(supported("AB") + supported("CD", BOTH)))


def test_studies_that_may_share_patients_are_named_with_what_the_count_becomes():
    against = [("B", "h", "mood", ADJUSTED, "not supported", "negative")]
    found = drawn(review_of(supported("A") + against + supported("C"), {"A": "one", "B": "one"}))["overlap"]
    assert "Study A and Study B are described alike" in found
    assert "1 of 2 samples support it, and 2 of 3 studies" in found
    assert "overlap" not in drawn(review_of(supported("ABC")))


def test_a_category_or_domain_with_one_study_allows_no_statement():
    findings = supported("ABC") + supported("C", domain="sleep")
    found = drawn(review_of(findings, setting=["ward", "ward", "home"]))["one_study"]
    assert "single categories of setting: home. One study each: Study C." in found
    assert "single outcome domains: sleep. One study each: Study C." in found
    assert "ward" not in found


def test_a_category_that_is_not_reported_is_none():
    found = drawn(review_of(supported("ABC"), setting=["ward", "ward", None]))
    assert "one_study" not in found


def test_two_hypotheses_are_no_contest_and_do_not_hold_together_by_counting():
    findings = supported("ABC") + supported("CD", hypothesis="g")
    found = drawn(review_of(findings))
    assert "3 studies tested 'sun predicts mood' and 2 studies tested 'mood predicts sun'" in found["not_a_contest"]
    assert "1 study tested more than one" in found["not_a_contest"]
    # C supports both
    assert "both_at_once" not in found
    apart = drawn(review_of(supported("ABC") + supported("D", hypothesis="g")))
    assert "0 studies tested more than one" in apart["both_at_once"]
    assert "not_a_contest" not in drawn(review_of(supported("ABC")))


def test_sizes_of_effects_and_assessed_quality_take_their_cautions_away():
    review = review_of(supported("ABC"), risk_of_bias="low")
    review.findings["effect_size"] = 0.3
    found = drawn(review)
    assert "no_effect_sizes" not in found
    assert "quality_not_assessed" not in found


def test_a_column_in_which_nothing_is_reported_takes_no_caution_away():
    assert "quality_not_assessed" in drawn(review_of(supported("ABC"), risk_of_bias=None))


def test_cautions_count_samples_as_they_are_told_to():
    findings = supported("ABC") + supported("C", domain="sleep")
    samples = {"A": "one", "B": "one"}
    assert "2 of 2 samples" in drawn(review_of(findings, samples), unit="sample")["wide_interval"]


def test_the_ten_studies_draw_every_caution(ten):
    assert set(ten) == {
        "not_a_contest",
        "both_at_once",
        "few_studies",
        "wide_interval",
        "significance_as_vote",
        "unreported_directions",
        "concurrent_measurement",
        "earlier_change",
        "overlap",
        "one_study",
        "no_effect_sizes",
        "quality_not_assessed",
    }


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("not_a_contest", "9 studies tested 'alliance predicts outcome' and 3 studies tested"),
        # Feeley and Strunk
        ("both_at_once", "2 studies tested more than one hypothesis, and none supports more than one"),
        ("few_studies", "With 3 directions the smallest possible P is 0.2500"),
        ("significance_as_vote", "2 of 9 studies do not report support, with 25 and 60 patients"),
        # Berger, Castonguay and Stiles-Shields
        ("concurrent_measurement", "3 of 9 studies"),
        # De Bolle, Zuroff, Feeley and Strunk, of which the first two support it
        ("earlier_change", "4 of 9 studies adjusted for earlier change or tested both orders; 2 of these 4 support it"),
        ("overlap", "6 of 8 samples support it, and 7 of 9 studies"),
        ("one_study", "categories of setting: inpatient. One study each: Feeley et al., 1999"),
        ("one_study", "relapse and recurrence. One study each: Gibbons et al., 2019; Weck et al., 2013"),
    ],
)  # fmt: skip
def test_the_reasons_are_made_of_the_numbers_of_the_ten_studies(ten, rule, words):
    assert words in ten[rule]


def test_every_statement_says_what_the_counts_do_not_show(folder):
    found = cautions.drawn(data.load(folder))
    assert found.statement.str.contains(r"\bnot\b|cannot|nothing|leaves open", case=False).all()
    assert found.why.str.contains(r"\d|not assessed|None").all()
    assert not found.statement.duplicated().any()


def test_a_review_without_studies_draws_no_caution(folder):
    review = data.load(folder)
    assert len(cautions.drawn(data.without(review, list(review.studies.study_id)))) == 0
