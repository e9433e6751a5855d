"""Reviews made for tests of counting: small enough to count by eye, or drawn at random."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
from by_hand.counting import LEVELS

CONCURRENT, FIRST, ADJUSTED, BOTH = LEVELS


def review_of(samples, findings, sides):
    """A review by hand: study to sample, findings as tuples, study to side."""
    studies = pd.DataFrame(
        {
            "study_id": list(samples),
            "study": [f"Study {study}" for study in samples],
            "sample_id_if_overlapping": list(samples.values()),
            "published_side": [sides[study] for study in samples],
            "n_patients": 10,
        }
    )
    columns = ["study_id", "hypothesis_id", "outcome_domain", "temporal_level", "finding", "direction"]
    hypotheses = pd.DataFrame({"hypothesis_id": ["h", "g"], "label": ["Sun predicts mood", "Mood predicts sun"]})
    return SimpleNamespace(
        studies=studies,
        findings=pd.DataFrame(findings, columns=columns).assign(tested="yes"),
        hypotheses=hypotheses,
    )


def small_review():
    """Five studies, of which B and C share a sample and disagree; E tests only the other hypothesis."""
    said = [
        ("A", "h", "mood", CONCURRENT, "supported", "positive"),
        ("A", "h", "sleep", FIRST, "not supported", "negative"),
        ("B", "h", "mood", FIRST, "supported", "positive"),
        ("C", "h", "mood", BOTH, "not supported", None),
        ("C", "g", "mood", BOTH, "trend", "positive"),
        ("D", "h", "sleep", ADJUSTED, "mixed", "conflicting"),
        ("E", "g", "mood", FIRST, "supported", "positive"),
    ]
    sides = {"A": "h", "B": "h", "C": "g", "D": "h", "E": "g"}
    return review_of({"A": "a", "B": "bc", "C": "bc", "D": "d", "E": "e"}, said, sides)


def drawn_review():
    """Eight studies in five samples with findings drawn at random, for what nobody thinks of."""
    chance = np.random.default_rng(6)
    names = list("ABCDEFGH")
    said = [
        (
            chance.choice(names),
            chance.choice(["h", "g"]),
            chance.choice(["mood", "sleep", "work"]),
            chance.choice(LEVELS),
            chance.choice(["supported", "supported", "trend", "mixed", "not supported"]),
            chance.choice(["positive", "positive", "negative", "conflicting", None]),
        )
        for _ in range(90)
    ]
    sides = {name: chance.choice(["h", "g"]) for name in names}
    return review_of(dict(zip(names, "aabbbcde", strict=True)), said, sides)


def within(review, *domains):
    """The made review, with its findings in these domains alone."""
    kept = review.findings[review.findings.outcome_domain.isin(domains)]
    return SimpleNamespace(**vars(review) | {"findings": kept})


def findings_of(review):
    """The findings as `by_hand.counting.plainly` takes them."""
    rows = review.findings[review.findings.tested.eq("yes")]
    cells = ["study_id", "hypothesis_id", "outcome_domain", "temporal_level"]
    ways = [[] if pd.isna(way) else [way] for way in rows.direction]
    where = rows[cells].itertuples(index=False, name=None)
    return [(*cell, [finding], way) for cell, finding, way in zip(where, rows.finding, ways, strict=True)]
