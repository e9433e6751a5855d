"""Tables read as text, and counting as textbooks have it."""

import re
from collections import Counter
from functools import cache
from itertools import chain, product
from math import sqrt
from pathlib import Path

import as_published

FOLDER = Path(__file__).resolve().parents[3]
FIRST, SECOND = HYPOTHESES = "alliance_predicts_outcome", "improvement_predicts_alliance"
LEVELS = ["concurrent or unspecified", "predictor first", "adjusted for earlier change", "both orders tested"]
Z = 1.959963984540054  # 95 percent of a standard normal distribution lie between it and its negative


@cache
def _tables():
    return as_published.tables(FOLDER)


def table(name):
    return _tables()[name]


def names():
    return [row["study_id"] for row in table("studies")]


def as_name(words):
    return "_".join(re.findall("[a-z0-9]+", words.lower()))


def quartile(values, share):
    """The value at a share of the way from the smallest to the largest, along the straight line between two."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = ordered[int(place)]
    above = ordered[min(int(place) + 1, len(ordered) - 1)]
    return below + (place - int(place)) * (above - below)


def wilson(n, total):
    """Agresti and Coull 1998, equation 2, doi 10.1080/00031305.1998.10480550; in percent."""
    share = n / total
    middle = share + Z**2 / (2 * total)
    half = Z * sqrt((share * (1 - share) + Z**2 / (4 * total)) / total)
    return [100 * end / (1 + Z**2 / total) for end in (middle - half, middle + half)]


def sign_test(n, total):
    """Toss a coin for each direction, in every possible way: how often is the split as uneven as this one?"""
    tosses = [sum(toss) for toss in product((0, 1), repeat=total)]
    p = sum(abs(heads - total / 2) >= abs(n - total / 2) for heads in tosses) / len(tosses)
    smallest = 2 / len(tosses)
    return p if smallest <= 0.05 else None


def word(said, otherwise):
    """The word of at least seven in ten; None where nobody says anything."""
    told = Counter(said)
    for one, times in told.items():
        if 10 * times >= 7 * sum(told.values()):
            return one
    return otherwise if told else None


def tested():
    """The findings of a test that the article reports."""
    return [row for row in table("findings") if row["tested"] == "yes"]


def vote(rows):
    """What at least seven in ten of the findings say, and in which direction."""
    finding = word([row["finding"] for row in rows], "mixed")
    return finding, word([row["direction"] for row in rows if row["direction"]], "conflicting")


def plainly(cells, sides, samples, hypothesis, variant, domains, level, unit, left_out):
    """Count one combination with loops: cells are study, hypothesis, domain, level, findings, directions."""
    kept = [c for c in cells if c[0] != left_out and c[2] in domains and LEVELS.index(c[3]) >= LEVELS.index(level)]
    about = [c for c in kept if c[1] == hypothesis]
    unit_of = samples if unit == "sample" else {study: study for study in samples}
    finding = {
        study: word(chain.from_iterable(c[4] for c in about if c[0] == study), "mixed")
        for study in {c[0] for c in about}
    }
    way = {study: word(chain.from_iterable(c[5] for c in about if c[0] == study), "conflicting") for study in finding}
    # the article has a side for each of its studies, and none for a study of an update
    sided = {study for study, side in sides.items() if isinstance(side, str) and side}
    published = supported = positive = against = favourable = silent = tested = 0
    for one in {unit_of[study] for study in finding}:
        members = [study for study in finding if unit_of[study] == one]
        tested += 1
        counted = [study for study in members if study in sided]
        published += 10 * sum(sides[study] == hypothesis for study in counted) >= 7 * max(len(counted), 1)
        supported += word([finding[study] for study in members], "mixed") == "supported"
        told = word([way[study] for study in members if way[study]], "conflicting")
        positive += told == "positive"
        against += word([way[study] or "negative" for study in members], "conflicting") == "positive"
        favourable += word([way[study] or "positive" for study in members], "conflicting") == "positive"
        silent += told is None
    anyone = len({unit_of[c[0]] for c in kept if c[0] in sided})
    return {
        "as published": (published, anyone),
        "by finding": (supported, tested),
        "by direction (unreported: left out)": (positive, tested - silent),
        "by direction (unreported: against)": (against, tested),
        "by direction (unreported: for)": (favourable, tested),
    }[variant]
