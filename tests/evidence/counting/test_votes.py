"""One vote per study or sample, and what can be said of a count."""

import numpy as np
import pandas as pd
import pytest

from reviewbook.evidence.counting import direction, votes
from reviewbook.evidence.tables import data

H1, H2 = "alliance_predicts_outcome", "improvement_predicts_alliance"


def studies(samples):
    """Studies by name, in their samples; those with a capital letter are counted under the hypothesis h."""
    return pd.DataFrame(
        [
            {
                "study_id": study,
                "sample_id_if_overlapping": sample,
                "n_patients": 10 * number,
                "published_side": "h" if study.isupper() else "other",
            }
            for number, (study, sample) in enumerate(samples.items(), start=1)
        ]
    )


def findings(said):
    """One row per word: study, finding, direction (or none)."""
    return pd.DataFrame(
        [
            {
                "study_id": study,
                "hypothesis_id": "h",
                "outcome_domain": "mood",
                "tested": "yes",
                "finding": finding,
                "direction": way,
                "temporal_level": votes.LEVELS[0],
            }
            for study, finding, way in said
        ]
    )


def cast(said, samples=None, unit="study"):
    samples = samples or {study: study for study, _, _ in said}
    return votes.cast(studies(samples), findings(said), "h", unit).set_index("unit")


@pytest.fixture(scope="module")
def review(folder):
    return data.load(folder)


# Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3
@pytest.mark.parametrize(
    ("n", "total", "low", "high"),
    [(81, 263, 25.53, 36.62), (15, 148, 6.24, 16.05), (0, 20, 0, 16.11), (1, 29, 0.61, 17.18)],
)
def test_wilson_intervals_are_those_of_newcombe(n, total, low, high):
    assert votes.wilson(n, total) == pytest.approx((low, high), abs=0.005)


def test_a_wilson_interval_ends_at_the_end_of_the_scale_and_mirrors():
    assert votes.wilson(0, 4)[0] == 0
    assert votes.wilson(4, 4)[1] == 100
    low, high = votes.wilson(2, 9)
    assert votes.wilson(7, 9) == pytest.approx((100 - high, 100 - low))


# published for housing conditions (9 of 9) and for general and respiratory health (5 of 6)
@pytest.mark.parametrize(("n", "total", "p"), [(9, 9, 0.0039), (5, 6, 0.2188), (1, 6, 0.2188), (3, 6, 1.0)])
def test_sign_tests_are_those_that_were_published(n, total, p):
    assert votes.sign_test(n, total) == pytest.approx(p, abs=0.00005)


@pytest.mark.parametrize(
    ("total", "smallest"), [("5 directions", "0.0625"), ("3 directions", "0.2500"), ("1 direction", "1.0000")]
)
def test_a_sign_test_that_can_reach_no_conclusion_is_refused_with_its_reason(total, smallest):
    with pytest.raises(ValueError, match=f"with {total} the smallest possible P is {smallest}"):
        votes.sign_test(int(total[0]), int(total[0]))


def test_six_directions_are_enough_for_a_sign_test():
    assert votes.sign_test(6, 6) == pytest.approx(2 / 64)


@pytest.mark.parametrize(
    ("counted", "word"),
    [
        ([7, 3], 0),
        ([3, 7], 1),
        ([69, 31], votes.DIVIDED),
        ([2, 1], votes.DIVIDED),
        ([21, 9], 0),
        ([1, 0], 0),
        ([0, 0], votes.SILENT),
    ],
)
def test_seven_in_ten_give_a_vote_and_fewer_do_not(counted, word):
    assert votes.majority(np.array(counted)) == word


def test_a_study_votes_as_seven_of_its_ten_findings_do():
    ten = [("A", "supported", "positive")] * 7 + [("A", "not supported", "negative")] * 3
    found = cast(ten).loc["A"]
    assert (found.finding, found.direction, found.n_findings) == ("supported", "positive", 10)


def test_a_study_of_which_six_of_ten_findings_agree_is_mixed_and_conflicting():
    ten = [("A", "supported", "positive")] * 6 + [("A", "not supported", "negative")] * 4
    found = cast(ten).loc["A"]
    assert (found.finding, found.direction) == ("mixed", "conflicting")


def test_a_direction_that_is_not_reported_abstains():
    found = cast([("A", "supported", "positive"), ("A", "not supported", None), ("b", "not supported", None)])
    assert found.direction["A"] == "positive"
    assert found.finding["A"] == "mixed"
    assert pd.isna(found.direction["b"])


def test_a_sample_votes_as_its_studies_do_and_has_the_patients_of_the_largest():
    said = [("A", "supported", "positive"), ("b", "not supported", None), ("C", "supported", "positive")]
    found = cast(said, {"A": "one", "b": "one", "C": "two"}, "sample")
    assert found.finding.to_dict() == {"one": "mixed", "two": "supported"}
    assert found.direction.to_dict() == {"one": "positive", "two": "positive"}
    # of A and b, one would be positive and one negative
    assert found.direction_against.to_dict() == {"one": "conflicting", "two": "positive"}
    assert found.direction_for.to_dict() == {"one": "positive", "two": "positive"}
    assert [(c.n, c.total) for c in (votes.by_direction(found, how) for how in votes.UNREPORTED)] == [
        (2, 2),
        (1, 2),
        (2, 2),
    ]
    assert found.published.to_dict() == {"one": False, "two": True}
    assert found.n_patients.to_dict() == {"one": 20, "two": 30}
    assert found.studies["one"] == ("A", "b")


def test_each_rule_has_its_own_count():
    said = [
        ("A", "supported", "positive"),
        ("B", "trend", "positive"),
        ("c", "not supported", None),
        ("d", "not supported", "negative"),
    ]
    found = cast(said)
    count = votes.counted(int(found.published.sum()), 5)
    assert (count.n, count.total, count.percent) == (2, 5, 40)
    assert (votes.by_finding(found).n, votes.by_finding(found).total) == (1, 4)
    by_direction = {how: votes.by_direction(found, how) for how in ("left out", "against", "for")}
    assert {how: (count.n, count.total) for how, count in by_direction.items()} == {
        "left out": (2, 3),
        "against": (2, 4),
        "for": (3, 4),
    }


def test_where_nothing_can_be_counted_there_is_no_share():
    nothing = votes.counted(0, 0)
    assert (nothing.total, nothing.percent, nothing.low, nothing.high) == (0, None, None, None)


def test_an_unknown_domain_or_level_is_refused_with_those_that_exist(review):
    with pytest.raises(
        ValueError, match="'sleep' is not an outcome domain; there are depressive symptoms, functioning"
    ):
        votes.eligible(review.findings, H1, ["sleep"])
    with pytest.raises(ValueError, match="'later' is not a level; there are concurrent or unspecified, predictor"):
        votes.eligible(review.findings, H1, level="later")


# counted by eye in section 3.1 and 3.2 of the article: nine studies test the first hypothesis, of which Feeley and
# Strunk do not support it; three test the second, of which Feeley reports a trend
@pytest.mark.parametrize(
    ("hypothesis", "unit", "level", "n", "total"),
    [
        (H1, "study", "concurrent or unspecified", 7, 9),
        # Castonguay and Feeley share a sample and disagree
        (H1, "sample", "concurrent or unspecified", 6, 8),
        (H1, "study", "predictor first", 4, 6),
        # De Bolle and Zuroff adjust; Feeley and Strunk test both orders
        (H1, "study", "adjusted for earlier change", 2, 4),
        (H1, "study", "both orders tested", 0, 2),
        (H2, "study", "concurrent or unspecified", 2, 3),
        (H2, "sample", "concurrent or unspecified", 2, 3),
        (H2, "study", "both orders tested", 1, 2),
    ],
)
def test_the_studies_are_counted_as_by_eye(review, hypothesis, unit, level, n, total):
    count = votes.by_finding(direction.cast(review, unit, level=level)[hypothesis])
    assert (count.n, count.total) == (n, total)


def test_a_trend_is_not_counted_as_support_but_its_direction_is(review):
    found = direction.cast(review)[H2].set_index("unit")
    assert (found.finding["feeley1999"], found.direction["feeley1999"]) == ("trend", "positive")
    assert votes.by_direction(found.reset_index()).n == 3
