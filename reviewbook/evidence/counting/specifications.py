"""The sensitivity grid folded up: which counts come out, and from which choices."""

from collections import Counter

import pandas as pd

COUNT = ["hypothesis", "n", "total"]
# in the order in which a count is made
CHOICES = {"variant": "rule", "domains": "outcome domain", "level": "lowest level", "unit": "unit"}


def counts(grid, backers):
    """List the different counts that come out of the grid with no study left out.

    Parameters
    ----------
    grid, backers : pandas.DataFrame
        From `reviewbook.evidence.counting.grid.combinations` and `reviewbook.evidence.counting.grid.backers`.

    Returns
    -------
    pandas.DataFrame
        One row per hypothesis, n and total, by hypothesis and share, the largest first, of equal shares that with more
        votes: hypothesis, n, total, percent, low, high, n_combinations (that give this count), in_all and in_some
        (tuples of study_id: whose votes are for the hypothesis in all of these combinations, and in some of them but
        not in all). Combinations without a vote give none.
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


def choices(grid):
    """Count, for each different count, the combinations that make a choice.

    Returns
    -------
    pandas.DataFrame
        One row per count and choice that leads to it: hypothesis, n, total, choice (``rule``, ``outcome domain``,
        ``lowest level`` or ``unit``), option (such as ``by finding``), n_combinations (of this count, that make this
        choice; a combination of several outcome domains makes several).
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
