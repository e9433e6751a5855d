"""The sensitivity grid on a page: one cell per count."""

import re
from collections.abc import Sequence

import pandas as pd

from reviewbook.display import markup
from reviewbook.evidence.counting import choices
from reviewbook.evidence.counting.grid import VARIANTS
from reviewbook.evidence.number import slug
from reviewbook.evidence.tables.data import Review

COUNT = re.compile(r"(\d+ of \d+)")
CHOICES = ["hypothesis", "domains", "unit", "level"]
# the levels as short as columns of a table have to be
LEVEL_WORDS = {
    "concurrent or unspecified": "conc.",
    "predictor first": "first",
    "adjusted for earlier change": "adj.",
    "both orders tested": "both",
}


def printed(grid: pd.DataFrame) -> pd.DataFrame:
    """Put the ways to count beside each other, a count with its interval in each cell.

    One row per hypothesis, set of domains, lowest level and unit, no study left out; units with the same counts share a
    row ("study or sample"). Domains and levels in short words; for each variant a column of text, such as "7/9 (45 to
    94)", or "no vote". Made of `reviewbook.evidence.counting.grid.combinations`.
    """
    rows = _joined(grid)
    level = pd.Categorical(rows.level.map(LEVEL_WORDS), [*LEVEL_WORDS.values()])
    return rows.assign(domains=_shortened(rows), level=level)


def printed_counts(grid: pd.DataFrame, review: Review) -> dict[str, list[str]]:
    """Say which count stands in each cell of `printed`, in the words of `choices.address`.

    Of a row of several units it is that of the first. Of the review that a page counts, studies that the grid does not
    have are left out.
    """
    rows = _joined(grid)
    keys = dict(zip(grid.hypothesis, grid.hypothesis_id, strict=True))
    every = {*review.findings.outcome_domain[review.findings.tested.eq("yes")]}
    without = [study_id for study_id in review.studies.study_id if study_id not in grid.left_out.cat.categories]
    told = [
        {"level": row.level, "unit": row.unit.split(" or ")[0], "without": without}
        | {"domains": [] if {*(domains := row.domains.split(" + "))} == every else domains}
        for row in rows.itertuples()
    ]
    return {
        slug(variant): [
            choices.address(keys[hypothesis], **choices.rules(variant), **choice)
            for hypothesis, choice in zip(rows.hypothesis, told, strict=True)
        ]
        for variant in VARIANTS
    }


def named(presets: pd.DataFrame) -> pd.DataFrame:
    """Put the hypotheses of each choice that has a name beside each other, a count with its interval in each cell.

    One row per preset of `reviewbook.evidence.counting.choices.presets`: preset, meaning, and a column of text for each
    hypothesis, under its label.
    """
    cells = [cell(row.n, row.total, row.low, row.high) for row in presets.itertuples()]
    return _beside(presets, pd.Series(cells, presets.index, dtype=object))


def named_counts(presets: pd.DataFrame) -> dict[str, list[str]]:
    """Say which count stands in each cell of `named`, in the words of `choices.address`."""
    return _beside(presets, presets.address)[[*presets.hypothesis.unique()]].to_dict("list")


def cautions(drawn: pd.DataFrame) -> pd.DataFrame:
    """Let the counts that the reason of a caution names open; a reason becomes a line of MyST.

    The rows of `reviewbook.evidence.counting.cautions.drawn`.
    """
    return drawn.assign(why=[_reason(row.why, row.addresses) for row in drawn.itertuples()])


def _reason(why: str, addresses: Sequence[str]) -> str:
    """Write a reason, whose counts have these addresses as far as these go.

    >>> _reason("It is 2 of 3, or 1 of 2.", ["?of=lit"]), _reason("It is 2 of 3.", [])
    ('It is {opening}`2 of 3 <?of=lit>`, or 1 of 2.', 'It is 2 of 3.')
    """
    first, *rest = COUNT.split(why)
    to = dict(enumerate(addresses))
    told = [
        (markup.opening(count, to[at]) if at in to else count) + markup.myst(after)
        for at, (count, after) in enumerate(zip(rest[::2], rest[1::2], strict=True))
    ]
    return markup.myst(first) + "".join(told)


def countable(grid: pd.DataFrame) -> pd.DataFrame:
    """Put the numbers of the printed grid into columns, for whoever computes with them.

    One row per hypothesis, set of domains, unit and lowest level, in full words; for each variant two columns of
    integers, ``n_…`` and ``total_…``.
    """
    counted = _none_left_out(grid)
    parts = [_wide(counted, counted[column], f"{column}_") for column in ("n", "total")]
    return parts[0].merge(parts[1], on=CHOICES)


def cell(n: int, total: int, low: float | None, high: float | None) -> str:
    """Write a count with its interval in percent.

    >>> cell(7, 9, 45.26, 93.68), cell(0, 0, None, None)
    ('7/9 (45 to 94)', 'no vote')
    """
    return f"{n}/{total} ({low:.0f} to {high:.0f})" if total else "no vote"


def _shortened(rows: pd.DataFrame) -> pd.Series:
    """Name each domain by its first word, where no other begins with it, and all of a hypothesis together as all."""
    most = rows.domains.groupby(rows.hypothesis).transform(lambda names: names.str.count(r" \+ ").max())
    known = {domain for name in rows.domains for domain in name.split(" + ")}
    first = [domain.split()[0] for domain in known]
    short = {domain: word if first.count(word) == 1 else domain for domain, word in zip(known, first, strict=True)}
    named = [", ".join(short[domain] for domain in name.split(" + ")) for name in rows.domains]
    whole = rows.domains.str.count(r" \+ ").eq(most) & most.gt(0)
    return pd.Series(named, index=rows.index, dtype=object).mask(whole, "all")


def _joined(grid: pd.DataFrame) -> pd.DataFrame:
    """Write the count of each variant, with units of the same counts in one row."""
    counted = _none_left_out(grid)
    cells = [cell(row.n, row.total, row.low, row.high) for row in counted.itertuples()]
    wide = _wide(counted, pd.Series(cells, index=counted.index), "")
    keys = [column for column in wide if column != "unit"]
    return wide.groupby(keys, sort=False).unit.agg(" or ".join).reset_index()


def _beside(presets: pd.DataFrame, cells: pd.Series) -> pd.DataFrame:
    """Put what stands for each hypothesis beside each other, a row for each preset."""
    keys = ["preset", "meaning"]
    wide = presets[[*keys, "hypothesis"]].assign(cell=cells).pivot(index=keys, columns="hypothesis", values="cell")
    order = pd.MultiIndex.from_frame(presets[keys].drop_duplicates())
    return wide.reindex(index=order, columns=presets.hypothesis.unique()).rename_axis(columns=None).reset_index()


def _none_left_out(grid: pd.DataFrame) -> pd.DataFrame:
    return grid[grid.left_out.isna()]


def _wide(counted: pd.DataFrame, values: pd.Series, prefix: str) -> pd.DataFrame:
    wide = counted[[*CHOICES, "variant"]].assign(value=values).pivot(index=CHOICES, columns="variant", values="value")
    wide = wide.reindex(columns=counted.variant.cat.categories)
    wide.columns = [f"{prefix}{slug(variant)}" for variant in wide.columns]
    return wide.reset_index().astype(dict.fromkeys(CHOICES, object))
