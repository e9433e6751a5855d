"""The sensitivity grid on a page: one cell per count."""

import pandas as pd

from reviewbook.evidence.number import slug

CHOICES = ["hypothesis", "domains", "unit", "level"]


def printed(grid):
    """Put the ways to count beside each other, a count with its interval in each cell.

    Parameters
    ----------
    grid : pandas.DataFrame
        From `reviewbook.evidence.robustness.grid`.

    Returns
    -------
    pandas.DataFrame
        One row per hypothesis, set of domains, unit and lowest level, with nobody left out; for each variant a column
        of text, such as "7/9 (45 to 94)", or "no vote".
    """
    counted = _nobody_left_out(grid)
    cells = [cell(row.n, row.total, row.low, row.high) for row in counted.itertuples()]
    return _wide(counted, pd.Series(cells, index=counted.index), "")


def countable(grid):
    """Put the numbers of the printed grid into columns, for whoever computes with them.

    Returns
    -------
    pandas.DataFrame
        The rows of `printed`; for each variant two columns of integers, ``n_…`` and ``total_…``.
    """
    counted = _nobody_left_out(grid)
    parts = [_wide(counted, counted[column], f"{column}_") for column in ("n", "total")]
    return parts[0].merge(parts[1], on=CHOICES)


def cell(n, total, low, high):
    """Write a count with its interval in percent.

    >>> cell(7, 9, 45.26, 93.68), cell(0, 0, None, None)
    ('7/9 (45 to 94)', 'no vote')
    """
    return f"{n}/{total} ({low:.0f} to {high:.0f})" if total else "no vote"


def _nobody_left_out(grid):
    return grid[grid.left_out.isna()]


def _wide(counted, values, prefix):
    wide = counted[[*CHOICES, "variant"]].assign(value=values).pivot(index=CHOICES, columns="variant", values="value")
    wide = wide.reindex(columns=counted.variant.cat.categories)
    wide.columns = [f"{prefix}{slug(variant)}" for variant in wide.columns]
    return wide.reset_index().astype(dict.fromkeys(CHOICES, object))
