"""How much of a count depends on how one counts: the sensitivity grid, and what it leaves unchanged."""

import itertools

import numpy as np
import pandas as pd

from reviewbook.evidence.counting import ballots, votes
from reviewbook.evidence.number import Number, slug

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
# of a count: its column, its unit, and what it says
PARTS = [
    ("n", "votes", "Votes for it, counted"),
    ("total", "votes", "Votes in all, counted"),
    ("percent", "percent", "Share of votes for it, counted"),
    ("low", "percent", "Lower end of the 95 % Wilson interval of the share, counted"),
    ("high", "percent", "Upper end of the 95 % Wilson interval of the share, counted"),
]
EVEN = 50
FEW = 5


def combinations(review, domains=None):
    """Count each hypothesis in every combination of the choices that a count involves.

    Parameters
    ----------
    review : reviewbook.evidence.tables.data.Review
    domains : list of str, optional
        Outcome domains that count; all when left out or empty.

    Returns
    -------
    pandas.DataFrame
        One row per combination and study left out: hypothesis_id, hypothesis (its label), rule (of `RULES`),
        unreported (how a direction that is not reported counts, of `UNREPORTED`; missing for other rules), variant
        (both in the words of `VARIANTS`), domains
        (joined by " + "; every set of those in which the hypothesis was tested), level (of `votes.LEVELS`, the lowest
        that counts), unit (of `votes.UNITS`), left_out (study_id; missing where none is), n, total, percent,
        low, high (95 % Wilson interval, in percent), n_negative (votes with a negative direction).
        As published counts, of the studies or samples with a finding on any hypothesis, those that the article counts
        under this one and that have a finding on it. Where nothing can be counted total is 0, and percent, low and
        high are missing. The order of rows is the order of the choices named here.

    Raises
    ------
    ValueError
        Names a domain that does not exist, and those that do.
    """
    cells = ballots.table(review, domains)
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
    choices = {
        column: pd.Categorical.from_codes(code, known)
        for (column, known), code in zip(words.items(), codes, strict=True)
    }
    low, high = _intervals(n, total)
    percent = 100 * n / np.where(total > 0, total, np.nan)
    return pd.DataFrame(
        choices | {"n": n, "total": total, "percent": percent, "low": low, "high": high, "n_negative": negative}
    )


def backers(review, grid, domains=None):
    """Tell which studies cast the votes for a hypothesis in each combination, no study left out.

    Parameters
    ----------
    review : reviewbook.evidence.tables.data.Review
    grid : pandas.DataFrame
        From `combinations`, for this review and these domains.
    domains : list of str, optional
        As for `combinations`.

    Returns
    -------
    pandas.DataFrame
        A row, with its index, for each row of the grid with no study left out, and a column of booleans for each study.
        A sample that votes for a hypothesis has the votes of all its studies that tested it.
    """
    cells = ballots.table(review, domains)
    parts = []
    for hypothesis_id, sets in _sets(review, cells).items():
        found = [ballots.voters(review, cells, hypothesis_id, unit, sets) for unit in votes.UNITS]
        n = votes_for({name: np.stack([one[name] for one in found]) for name in ballots.COUNTED})
        # axes: variant, unit, study, set, level
        parts.append(np.stack(n).transpose(0, 3, 4, 1, 2).reshape(-1, len(review.studies)))
    index = grid.index[grid.left_out.isna()]
    return pd.DataFrame(np.concatenate(parts), index=index, columns=list(review.studies.study_id))


def _sets(review, cells):
    return {
        hypothesis_id: subsets(cells.outcome_domain[cells.hypothesis_id.eq(hypothesis_id)])
        for hypothesis_id in review.hypotheses.hypothesis_id
    }


def votes_for(counted):
    """List, in the order of `VARIANTS`, what counts for a hypothesis.

    Parameters
    ----------
    counted : dict of numpy.ndarray
        For each of `reviewbook.evidence.counting.ballots.COUNTED` as many studies or samples.

    Returns
    -------
    list of numpy.ndarray
    """
    return [counted[name] for name in ("published", "supported", "positive", "positive_against", "positive_for")]


def votes_counted(counted):
    """List, in the order of `VARIANTS`, what is counted at all.

    Parameters
    ----------
    counted : dict of numpy.ndarray
        As for `votes_for`.

    Returns
    -------
    list of numpy.ndarray
    """
    tested = counted["tested"]
    return [counted["any"], tested, tested - counted["silent"], tested, tested]


def subsets(domains):
    """List the sets of outcome domains that are not empty, the smallest first.

    Parameters
    ----------
    domains : iterable of str

    Returns
    -------
    list of tuple of str

    >>> subsets(["mood", "sleep", "mood"])
    [('mood',), ('sleep',), ('mood', 'sleep')]
    """
    known = list(dict.fromkeys(domains))
    return [chosen for size in range(1, len(known) + 1) for chosen in itertools.combinations(known, size)]


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
    kinds, pairs = pd.factorize(n * (int(total.max(initial=0)) + 1) + total)
    size = int(total.max(initial=0)) + 1
    ends = [votes.wilson(pair // size, pair % size) if pair % size else (np.nan, np.nan) for pair in pairs.tolist()]
    return np.array(ends).reshape(-1, 2)[kinds].T


def plain(grid, unit="study", rule="by finding"):
    """Select the count in all outcome domains at every temporal level.

    Parameters
    ----------
    grid : pandas.DataFrame
        From `combinations`.
    unit : str
        Of `reviewbook.evidence.counting.votes.UNITS`.
    rule : str
        Of `RULES`, without those by direction.

    Returns
    -------
    pandas.DataFrame
        The rows of the grid for each hypothesis, with no study and with each study left out, and change (of the share,
        in percentage points, against no study left out; missing where there is no share).

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


def ranges(grid):
    """Say between which shares each rule moves, over domains, levels and units, no study left out.

    Parameters
    ----------
    grid : pandas.DataFrame
        From `combinations`.

    Returns
    -------
    pandas.DataFrame
        One row per hypothesis and variant: hypothesis_id, hypothesis, variant, n_combinations, n_with_votes,
        n_few_votes (with votes, but not more than `FEW`), lowest and highest (share in percent; missing without votes),
        n_below_even, n_including_even and n_above_even (intervals below, around and above an even split).
    """
    rows = grid[grid.left_out.isna()]
    known = rows.total.gt(0)
    marked = rows.assign(
        n_combinations=1,
        n_with_votes=known,
        n_few_votes=known & rows.total.le(FEW),
        n_below_even=rows.high.lt(EVEN),
        n_including_even=rows.low.le(EVEN) & rows.high.ge(EVEN),
        n_above_even=rows.low.gt(EVEN),
    )
    groups = marked.groupby(["hypothesis_id", "hypothesis", "variant"], observed=True)
    counts = groups[[column for column in marked if column.startswith("n_") and column != "n_negative"]].sum()
    shares = groups.percent.agg(lowest="min", highest="max")
    return counts.astype(int).join(shares).reset_index()


def unchanged(grid):
    """Say what no combination changes, with no study and with each study left out.

    Parameters
    ----------
    grid : pandas.DataFrame
        From `combinations`.

    Returns
    -------
    pandas.DataFrame
        One row per statement that could be made: statement, holds (whether every combination it speaks of bears it
        out), n_combinations (of which it speaks, all with a vote to count; without any it does not hold).
    """
    rows = []
    for _, about in grid[grid.total.gt(0)].groupby("hypothesis", observed=True, sort=False):
        rows += [*_on_shares(about), *_on_intervals(about), *_on_levels(about), *_on_votes(about)]
    return pd.DataFrame(rows, columns=["statement", "holds", "n_combinations"]).astype({"holds": bool})


def _on_shares(about):
    for rule, rows in about.groupby("rule", observed=True):
        if rule == "by direction" and rows.percent.min() > EVEN:
            yield _share(rows, f"{rule}, whatever a direction that is not reported counts for")
        else:
            yield from (_share(some, variant) for variant, some in rows.groupby("variant", observed=True))


def _share(rows, how):
    least = rows.percent.min()
    said = f"Counted {how}, the share for '{_label(rows)}' lies above {EVEN} percent wherever there is a vote"
    holds = bool(least > EVEN)
    return said + (f"; the lowest is {least:.0f} percent." if holds else "."), holds, len(rows)


def _on_intervals(about):
    subject = f"The interval of the share for '{_label(about)}'"
    below, above = about.high.lt(EVEN), about.low.gt(EVEN)
    yield f"{subject} includes {EVEN} percent.", not (below | above).any(), len(about)
    yield f"{subject} lies above {EVEN} percent.", bool(above.all()), len(about)
    if (below | above).any() and not above.all():
        yield f"{subject} does not lie below {EVEN} percent.", not below.any(), len(about)


def _on_levels(about):
    for level, rows in about[about.rule.eq("by finding")].groupby("level", observed=True):
        said = f"At the level '{level}', no combination counts a finding that supports '{_label(about)}'."
        yield said, bool(rows.n.eq(0).all()), len(rows)


def _on_votes(about):
    rows = about[about.variant.eq("by direction (unreported: left out)")]
    label, most = _label(about), int(rows.total.max()) if len(rows) else 0
    said = f"No combination counts a negative direction on '{label}'."
    yield said, most > 0 and not rows.n_negative.any(), len(rows)
    try:
        votes.sign_test(most, most)
        refusal = ""
    except ValueError as reason:
        refusal = f": {reason}"
    said = f"No combination has enough directions on '{label}' for a sign test to reach a conclusion{refusal}."
    yield said, bool(refusal) and most > 0, len(rows)


def _label(about):
    return about.hypothesis.iloc[0].lower()


def numbers(review, grid, unit="study"):
    """Name the numbers of the grid, and of the count by finding with each study left out.

    Parameters
    ----------
    review : reviewbook.evidence.tables.data.Review
    grid : pandas.DataFrame
        From `combinations`.
    unit : str
        Of the count from which studies are left out, as in `plain`.

    Returns
    -------
    list of Number
        A number of a hypothesis on which nothing can be counted is missing.
    """
    whole = grid[grid.left_out.isna()]
    silent = int(whole.total.eq(0).sum())
    said = unchanged(grid)
    return [
        Number("n_combinations", len(whole), "combinations", "Ways to count, of all hypotheses together."),
        Number("n_combinations_leave_one_out", len(grid), "combinations", "Ways to count, leaving out one or nobody."),
        Number("n_combinations_without_votes", silent, "combinations", "Ways to count that leave no vote."),
        Number("n_variants", len(VARIANTS), "rules", "Ways to turn findings into a count."),
        Number("n_levels", len(votes.LEVELS), "levels", "Levels of temporal precedence."),
        Number("n_unchanged", int(said.holds.sum()), "statements", "Statements that every combination bears out."),
        Number("percent_even", EVEN, "percent", "An even split of votes."),
        Number("n_few", FEW, "votes", "As many votes as are called few: no sign test of them reaches a conclusion."),
        *_grid_numbers(review, grid),
        *_published_numbers(review, grid, unit),
        *_plain_numbers(review, grid, unit),
    ]


def _grid_numbers(review, grid):
    found = ranges(grid)
    for key, label in zip(review.hypotheses.hypothesis_id, review.hypotheses.label.str.lower(), strict=True):
        rows = found[found.hypothesis_id.eq(key)]
        for name, what in (
            ("combinations", "Ways to count"),
            ("with_votes", "Ways to count that leave a vote on"),
            ("few_votes", f"Ways to count that leave no more than {FEW} votes on"),
            ("below_even", f"Ways to count whose interval lies below {EVEN} percent on"),
            ("including_even", f"Ways to count whose interval includes {EVEN} percent on"),
            ("above_even", f"Ways to count whose interval lies above {EVEN} percent on"),
        ):
            yield Number(f"n_{name}_{key}", int(rows[f"n_{name}"].sum()), "combinations", f"{what} '{label}'.")
        for variant in VARIANTS:
            row = rows[rows.variant.eq(variant)]
            for end in ("lowest", "highest"):
                said = f"{end.capitalize()} share for '{label}' counted {variant}, over domains, levels and units."
                value = _known(row[end].iloc[0]) if len(row) else None
                yield Number(f"percent_{end}_{slug(variant)}_{key}", value, "percent", said)


def _published_numbers(review, grid, unit):
    rows = plain(grid, unit, "as published").set_index("hypothesis_id")
    rows = rows[rows.left_out.isna()]
    for key, label in zip(review.hypotheses.hypothesis_id, review.hypotheses.label.str.lower(), strict=True):
        for name, what in (
            ("n", "counted under"),
            ("total", "with a finding on any hypothesis in an outcome domain of"),
        ):
            value = int(rows[name][key]) if key in rows.index else None
            said = f"As published, by {unit}: {what} '{label}'."
            yield Number(f"{name}_as_published_{key}", value, "votes", said)


def _plain_numbers(review, grid, unit):
    names = review.studies.set_index("study_id").study
    counted = plain(grid, unit)
    for key, label in zip(review.hypotheses.hypothesis_id, review.hypotheses.label.str.lower(), strict=True):
        rows = counted[counted.hypothesis_id.eq(key)]
        whole, left = rows[rows.left_out.isna()], rows[rows.left_out.notna()]
        largest = left.change.abs().max()
        most = left[left.change.abs().ge(largest - 1e-9) & (largest > 0)]
        who = tuple(most.left_out)
        about = f"by finding for '{label}', with a {unit} as the unit"
        for name, measured, what in PARTS:
            value = _known(whole[name].iloc[0]) if len(whole) else None
            said = f"{what} {about}, no study left out."
            yield Number(f"{name}_by_finding_{key}", value, measured, said)
        said = f"Studies whose leaving out moves the share most, counted {about}."
        yield Number(f"most_influential_{key}", list(names[list(who)]) or None, "text", said, who)
        for name, share in (("lowest", left.percent.min()), ("highest", left.percent.max())):
            said = f"{name.capitalize()} share with one study left out, counted {about}."
            yield Number(f"percent_{name}_leave_one_out_{key}", _known(share), "percent", said)


def _known(value):
    return None if pd.isna(value) else value.item() if hasattr(value, "item") else value
