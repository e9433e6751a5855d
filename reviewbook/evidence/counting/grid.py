"""The sensitivity grid: every combination of the choices that a count involves, and the counts it comes to."""

import itertools
from collections import Counter
from collections.abc import Iterable

import numpy as np
import pandas as pd

from reviewbook.evidence.counting import ballots, votes
from reviewbook.evidence.tables.data import Review

RULES = ["as published", "by finding", "by direction"]
UNREPORTED = list(votes.UNREPORTED)
# the rule, then how a direction that is not reported counts, by their places above
VARIANTS = {
    "as published": (0, -1),
    "by finding": (1, -1),
    "by direction (unreported: left out)": (2, 0),
    "by direction (unreported: against)": (2, 1),
    "by direction (unreported: for)": (2, 2),
}
COUNT = ["hypothesis", "n", "total"]
# in the order in which a count is made
CHOICES = {"variant": "rule", "domains": "outcome domain", "level": "lowest level", "unit": "unit"}


def combinations(review: Review) -> pd.DataFrame:
    """Count each hypothesis in every combination of the choices that a count involves.

    One row per combination and study left out: hypothesis_id, hypothesis (its label), rule (of `RULES`), unreported
    (how a direction that is not reported counts, of `UNREPORTED`; missing for other rules), variant (both in the words
    of `VARIANTS`), domains (joined by " + "; every set of those in which the hypothesis was tested), level (of
    `votes.LEVELS`, the lowest that counts), unit (of `votes.UNITS`), left_out (study_id; missing where none is), n,
    total, percent, low, high (95 % Wilson interval, in percent), n_negative (votes with a negative direction). As
    published counts, of the studies or samples of the article with a finding on any hypothesis, those that the article
    counts under this one and that have a finding on it. Where nothing can be counted total is 0, and percent, low and
    high are missing. The order of rows is the order of the choices named here.
    """
    cells = ballots.table(review)
    sets = _sets(review, cells)
    names = list(dict.fromkeys(" + ".join(chosen) for found in sets.values() for chosen in found))
    parts = [
        _of_hypothesis(review, cells, place, hypothesis_id, found, names)
        for place, (hypothesis_id, found) in enumerate(sets.items())
    ]
    codes, n, total, negative = (np.concatenate(found, axis=-1) for found in zip(*parts, strict=True))
    words = {
        "hypothesis_id": list(review.hypotheses.hypothesis_id),
        "hypothesis": list(review.hypotheses.label),
        "rule": RULES,
        "unreported": UNREPORTED,
        "variant": list(VARIANTS),
        "domains": names,
        "level": votes.LEVELS,
        "unit": list(votes.UNITS),
        "left_out": list(review.studies.study_id),
    }
    coded = zip(words.items(), codes, strict=True)
    choices = {column: pd.Categorical.from_codes(code, known) for (column, known), code in coded}
    low, high = _intervals(n, total)
    percent = 100 * n / np.where(total > 0, total, np.nan)
    found = {"n": n, "total": total, "percent": percent, "low": low, "high": high, "n_negative": negative}
    return pd.DataFrame(choices | found)


def backers(review: Review, grid: pd.DataFrame) -> pd.DataFrame:
    """Tell which studies cast the votes for a hypothesis in each combination, no study left out.

    A row, with its index, for each row of the grid with no study left out, and a column of booleans for each study. A
    sample that votes for a hypothesis has the votes of all its studies that tested it. The grid is from `combinations`,
    for this review.
    """
    cells = ballots.table(review)
    parts = []
    for hypothesis_id, sets in _sets(review, cells).items():
        found = [ballots.of_studies(review, cells, hypothesis_id, unit, sets) for unit in votes.UNITS]
        n = votes_for({name: np.stack([one[name] for one in found]) for name in ballots.COUNTED})
        # axes: variant, unit, study, set, level
        parts.append(np.stack(n).transpose(0, 3, 4, 1, 2).reshape(-1, len(review.studies)))
    index = grid.index[grid.left_out.isna()]
    return pd.DataFrame(np.concatenate(parts), index=index, columns=list(review.studies.study_id))


def plain(grid: pd.DataFrame, unit: str = "study", rule: str = "by finding") -> pd.DataFrame:
    """Select the count in all outcome domains at every temporal level.

    The rows of the grid for each hypothesis, with no study and with each study left out, and change (of the share, in
    percentage points, against no study left out; missing where there is no share). The unit is one of `votes.UNITS`,
    the rule one of `RULES`, but not by direction.

    Raises
    ------
    ValueError
        Names a unit that does not exist, and those that do.
    """
    if unit not in votes.UNITS:
        raise ValueError(f"unit: '{unit}' is not a unit; there are {', '.join(votes.UNITS)}")
    chosen = grid[grid.rule.eq(rule) & grid.level.eq(votes.LEVELS[0]) & grid.unit.eq(unit)]
    size = chosen.domains.astype(str).str.count(r" \+ ")
    rows = chosen[size.eq(size.groupby(chosen.hypothesis_id, observed=True).transform("max"))]
    whole = rows[rows.left_out.isna()].set_index("hypothesis_id").percent
    return rows.assign(change=rows.percent - rows.hypothesis_id.map(whole).astype(float)).reset_index(drop=True)


def counts(grid: pd.DataFrame, backers: pd.DataFrame) -> pd.DataFrame:
    """List the different counts that come out of the grid with no study left out.

    One row per hypothesis, n and total, by hypothesis and share, the largest first, of equal shares that with more
    votes: hypothesis, n, total, percent, low, high, n_combinations (that give this count), in_all and in_some (tuples
    of study_id: whose votes are for the hypothesis in all of these combinations, and in some of them but not in all).
    Combinations without a vote give none.
    """
    voting = _voting(grid)
    groups = voting.groupby([*COUNT, "percent", "low", "high"], observed=True)
    found = groups.size().rename("n_combinations").reset_index()
    backed, places = backers.loc[voting.index].to_numpy(), groups.indices
    keys = found.drop(columns="n_combinations").itertuples(index=False, name=None)
    shares = [backed[places[key]].mean(axis=0) for key in keys]
    found["in_all"] = [tuple(backers.columns[share == 1]) for share in shares]
    found["in_some"] = [tuple(backers.columns[(share > 0) & (share < 1)]) for share in shares]
    order = found.sort_values(["percent", "total"], ascending=False, kind="stable")
    return order.sort_values("hypothesis", kind="stable", ignore_index=True)


def choices(grid: pd.DataFrame) -> pd.DataFrame:
    """Count, for each different count, the combinations that make a choice.

    One row per count and choice that leads to it: hypothesis, n, total, choice (``rule``, ``outcome domain``, ``lowest
    level`` or ``unit``), option (such as ``by finding``), n_combinations (of this count, that make this choice; a
    combination of several outcome domains makes several).
    """
    voting, rows = _voting(grid), []
    labels = list(voting.hypothesis.cat.categories)
    for column, choice in CHOICES.items():
        options = list(dict.fromkeys(option for name in voting[column].cat.categories for option in _options(name)))
        told = zip(voting.hypothesis, voting.n, voting.total, voting[column], strict=True)
        counted = Counter(
            (options.index(option), labels.index(label), n, total)
            for label, n, total, name in told
            for option in _options(name)
        )
        rows += [
            (labels[label], n, total, choice, options[option], times)
            for (option, label, n, total), times in sorted(counted.items())
        ]
    made = pd.DataFrame(rows, columns=[*COUNT, "choice", "option", "n_combinations"])
    return made.astype({"hypothesis": voting.hypothesis.dtype})


def _options(name):
    # only a set of outcome domains has several
    return name.split(" + ")


def _voting(grid):
    return grid[grid.left_out.isna() & grid.total.gt(0)]


def votes_for(counted: dict[str, np.ndarray]) -> list[np.ndarray]:
    """List, in the order of `VARIANTS`, what counts for a hypothesis, of counts by each of `ballots.COUNTED`."""
    return [counted[name] for name in ("published", "supported", "positive", "positive_against", "positive_for")]


def votes_counted(counted: dict[str, np.ndarray]) -> list[np.ndarray]:
    """List, in the order of `VARIANTS`, what is counted at all, of counts by each of `ballots.COUNTED`."""
    tested = counted["tested"]
    return [counted["any"], tested, tested - counted["silent"], tested, tested]


def subsets(domains: Iterable[str]) -> list[tuple[str, ...]]:
    """List the sets of outcome domains that are not empty, the smallest first.

    >>> subsets(["mood", "sleep", "mood"])
    [('mood',), ('sleep',), ('mood', 'sleep')]
    """
    known = list(dict.fromkeys(domains))
    return [chosen for size in range(1, len(known) + 1) for chosen in itertools.combinations(known, size)]


def _sets(review, cells):
    return {
        hypothesis_id: subsets(cells.outcome_domain[cells.hypothesis_id.eq(hypothesis_id)])
        for hypothesis_id in review.hypotheses.hypothesis_id
    }


def _of_hypothesis(review, cells, place, hypothesis_id, sets, names):
    """Count one hypothesis: the code of each choice, n, total and negative votes, all in the order of rows."""
    counts = [ballots.counted(review, cells, hypothesis_id, unit, sets) for unit in votes.UNITS]
    # axes: unit, left out, set, level
    c = {name: np.stack([found[name] for found in counts]) for name in ballots.COUNTED}
    n, total = votes_for(c), votes_counted(c)
    negative = [c["negative"]] * len(VARIANTS)
    values = [np.stack(found).transpose(0, 3, 4, 1, 2) for found in (n, total, negative)]
    variant, chosen, level, unit, left_out = (axis.ravel() for axis in np.indices(values[0].shape))
    rule, unreported = np.array(list(VARIANTS.values())).T[:, variant]
    numbered = np.array([names.index(" + ".join(chosen)) for chosen in sets], dtype=int)
    same = np.full(len(variant), place)
    codes = np.stack([same, same, rule, unreported, variant, numbered[chosen], level, unit, left_out - 1])
    return codes, *(found.ravel() for found in values)


def _intervals(n, total):
    """Compute each Wilson interval that occurs once, and hand it out."""
    size = int(total.max(initial=0)) + 1
    kinds, pairs = pd.factorize(n * size + total)
    ends = [votes.wilson(pair // size, pair % size) if pair % size else (np.nan, np.nan) for pair in pairs.tolist()]
    return np.array(ends).reshape(-1, 2)[kinds].T
