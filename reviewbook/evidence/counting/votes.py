"""Counting votes: one vote per study or sample and hypothesis, and what can be said of a count."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from math import comb, sqrt
from statistics import NormalDist
from typing import TypeVar

import numpy as np
import pandas as pd

from reviewbook.evidence.tables.data import refuse_unknown

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

LEVELS = ["concurrent or unspecified", "predictor first", "adjusted for earlier change", "both orders tested"]
FINDINGS = ["supported", "trend", "mixed", "not supported"]
DIRECTIONS = ["positive", "conflicting", "negative"]
NOT_REPORTED = "not reported"
AGREEMENT = 0.7
CONFIDENCE = 0.95
# the share of votes, in percent, if both answers were as likely
EVEN = 50
# votes up to which no sign test can reach a conclusion
FEW = 5
DIVIDED, SILENT = -1, -2
UNITS = {"study": "study_id", "sample": "sample_id_if_overlapping"}
# of the table `findings`, what a vote rests on
READ = ["study_id", "hypothesis_id", "tested", "outcome_domain", "temporal_level", "finding", "direction"]
# how a study whose direction is not reported votes
UNREPORTED = {"left out": None, "against": "negative", "for": "positive"}
COLUMNS = [
    "unit", "studies", "n_patients", "n_findings", "finding", "direction", "direction_against", "direction_for",
    "published",
]  # fmt: skip


@dataclass(frozen=True)
class Count:
    """Hold a count of votes with the interval of its share.

    Of `total` votes that could be counted `n` are for the hypothesis. The share and its 95 % Wilson interval are in
    percent; None where nothing could be counted.
    """

    n: int
    total: int
    percent: float | None
    low: float | None
    high: float | None

    def is_open(self) -> bool:
        """Tell whether the interval includes an even split of the votes."""
        return self.low is not None and self.high is not None and self.low <= EVEN <= self.high


def eligible(
    findings: pd.DataFrame, hypothesis_id: str, domains: list[str] | None = None, level: str | None = None
) -> pd.DataFrame:
    """Select the findings that bear on a hypothesis and were tested, in these domains, at this level or above.

    The level is the lowest of `LEVELS` that counts; all domains, and all levels, count when left out.

    Raises
    ------
    ValueError
        Names a domain or level that does not exist, and those that do.
    """
    if domains:
        refuse_unknown(findings, domains)
    if level is not None and level not in LEVELS:
        raise ValueError(f"level: '{level}' is not a level; there are {', '.join(LEVELS)}")
    kept = findings.tested.eq("yes") & findings.hypothesis_id.eq(hypothesis_id)
    if domains is not None:
        kept &= findings.outcome_domain.isin(domains)
    if level is not None:
        kept &= findings.temporal_level.isin(LEVELS[LEVELS.index(level) :])
    return findings[kept]


def cast(studies: pd.DataFrame, findings: pd.DataFrame, hypothesis_id: str, unit: str = "study") -> pd.DataFrame:
    """Give each study, or each sample, one vote on a hypothesis.

    A study votes as at least seven in ten of its findings do, otherwise it is mixed or conflicting; a sample votes
    as its studies do, by the same rule.

    One row per study or sample with a finding: unit, studies (tuple of study_id), n_patients (of the largest study of a
    sample; missing where not reported), n_findings, finding (``supported``, ``not supported``, ``trend`` or ``mixed``),
    direction (``positive``, ``negative``, ``conflicting``; missing where not reported), direction_against and
    direction_for (the same if every study without a direction had a negative, or a positive one), published (whether
    the article counts it under this hypothesis). The findings are from `eligible`, for this hypothesis. A unit is a
    ``study``, or a ``sample`` under the assumption that studies which are described alike share their patients.

    References
    ----------
    Hilton Boon and Thomson 2021, doi 10.1002/jrsm.1458
    """
    # plain loops: a handful of rows, asked for again and again, costs tables more than the counting
    told: dict[str, list] = {}
    for study_id, *words in zip(findings.study_id, findings.finding, findings.direction, strict=True):
        told.setdefault(study_id, []).append(words)
    samples: dict[str, list[tuple]] = {}
    known = zip(studies.study_id, studies[UNITS[unit]], studies.n_patients, studies.published_side, strict=True)
    for study_id, sample, n_patients, side in known:
        if study_id in told:
            samples.setdefault(sample, []).append((study_id, n_patients, side, told[study_id]))
    rows = [(sample, *_joined(members, hypothesis_id)) for sample, members in samples.items()]
    table = pd.DataFrame(rows, columns=COLUMNS)
    table["n_patients"] = table.n_patients.astype(studies.n_patients.dtype)
    return table


def _joined(members, hypothesis_id):
    """Let studies vote together: who they are, and the columns that follow in `COLUMNS`."""
    studies, n_patients, sides, told = zip(*members, strict=True)
    reported = [n for n in n_patients if pd.notna(n)]
    # the article has no side for a study of an update
    known = [side == hypothesis_id for side in sides if pd.notna(side)]
    published = bool(known) and sum(known) >= AGREEMENT * len(known)
    findings, directions = zip(*map(agreed, told), strict=True)
    ways = [_word([way or stand for way in directions], "conflicting") for stand in UNREPORTED.values()]
    return studies, max(reported, default=pd.NA), sum(map(len, told)), _word(findings, "mixed"), *ways, published


def together(keys: Iterable[Key], values: Iterable[Value]) -> dict[Key, tuple[Value, ...]]:
    """Put the values of each key into one tuple, keys and values in the order in which they come; no key is missing.

    >>> together(["b", "a", "b"], [1, 2, 3])
    {'b': (1, 3), 'a': (2,)}
    """
    found: dict[Key, list[Value]] = {}
    for key, value in zip(keys, values, strict=True):
        found.setdefault(key, []).append(value)
    return {key: tuple(listed) for key, listed in found.items()}


def majority(counted: np.ndarray) -> np.ndarray:
    """Find the word on which at least seven in ten agree.

    The last axis holds how often each word is said. The answer is the place of the word on it; `DIVIDED` where fewer
    agree, `SILENT` where nothing is said.

    >>> majority(np.array([[7, 3], [2, 1], [0, 0]])).tolist()
    [0, -1, -2]
    """
    said = counted.sum(axis=-1)
    agreed = np.where(counted.max(axis=-1) >= AGREEMENT * said, counted.argmax(axis=-1), DIVIDED)
    return np.where(said > 0, agreed, SILENT)


def agreed(told: Iterable[tuple[str, str | None]]) -> tuple[str | None, str | None]:
    """Find the finding and the direction on which at least seven in ten findings agree; missing ones abstain.

    The finding is ``mixed`` and the direction ``conflicting`` where fewer agree; the direction is None where none is
    reported.

    >>> agreed([("supported", "positive"), ("trend", None)])
    ('mixed', 'positive')
    """
    findings, directions = zip(*told, strict=True)
    return _word(findings, "mixed"), _word(directions, "conflicting")


def _word(said, otherwise):
    known = [word for word in said if pd.notna(word)]
    if not known:
        return None
    word = max(set(known), key=known.count)
    return word if known.count(word) >= AGREEMENT * len(known) else otherwise


def by_finding(votes: pd.DataFrame) -> Count:
    """Count the findings that are worded as supporting, of those that tested the hypothesis, in votes from `cast`."""
    return counted(list(votes.finding).count("supported"), len(votes))


def by_direction(votes: pd.DataFrame, unreported: str = "left out") -> Count:
    """Count the positive directions, whatever their significance, in votes from `cast`.

    A direction that is not reported counts as one of `UNREPORTED`; in a sample of several studies, that of each.

    References
    ----------
    McKenzie and Brennan, Cochrane Handbook, chapter 12
    """
    told = votes["direction" if unreported == "left out" else f"direction_{unreported}"]
    return counted(list(told).count("positive"), int(told.count()))


def counted(n: int, total: int) -> Count:
    """Put a count, its share and its interval together."""
    return Count(n, total, 100 * n / total, *wilson(n, total)) if total else Count(n, total, None, None, None)


def wilson(n: int, total: int) -> tuple[float, float]:
    """Compute the lower and the upper end of the Wilson score interval of a share, in percent; `total` is at least 1.

    References
    ----------
    Wilson 1927, doi 10.1080/01621459.1927.10502953

    >>> [round(end, 2) for end in wilson(81, 263)]
    [25.53, 36.62]
    """
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    middle = (n + z**2 / 2) / (total + z**2)
    half = z / (total + z**2) * sqrt(n * (total - n) / total + z**2 / 4)
    # exact where all or none agree, and floating point would end a little beside the share
    return 100 * (middle - half) if n else 0.0, 100 * (middle + half) if n < total else 100.0


def sign_test(n: int, total: int) -> float:
    """Compute the two-sided exact probability of a split at least as uneven, if both directions were equally likely.

    Of `total` directions that are reported and do not conflict, `n` are positive.

    Raises
    ------
    ValueError
        Says why a count this small can reach no conclusion.

    References
    ----------
    McKenzie and Brennan, Cochrane Handbook, chapter 12; for the caveat Nikolakopoulos 2020, doi 10.1002/jrsm.1427

    >>> round(sign_test(9, 9), 4), round(sign_test(5, 6), 4)
    (0.0039, 0.2188)
    """
    smallest = 2 * 0.5**total
    if smallest > 0.05:
        raise ValueError(f"with {total} direction{'s' * (total != 1)} the smallest possible P is {smallest:.4f}")
    tail = sum(comb(total, k) for k in range(max(n, total - n), total + 1)) / 2**total
    return min(1.0, 2 * tail)
