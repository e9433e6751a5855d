"""How much of a count depends on how one counts, and what no combination of the sensitivity grid changes."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import pandas as pd

from reviewbook.evidence.counting import votes
from reviewbook.evidence.counting.grid import VARIANTS, plain
from reviewbook.evidence.number import Form, Number, filled, rounded
from reviewbook.evidence.tables.data import Review

FEW = 5
GRID = [
    Form("n_combinations", "combinations", "Combinations of counting rules, all hypotheses together.", "combinations"),
    Form(
        "n_combinations_leave_one_out",
        "combinations",
        "Combinations, with no study or one study left out.",
        "leave_one_out",
    ),
    Form("n_combinations_without_votes", "combinations", "Combinations that leave no vote.", "without_votes"),
    Form("n_variants", "rules", "Rules that turn findings into a count.", "variants"),
    Form("n_levels", "levels", "Levels of temporal precedence.", "levels"),
    Form("n_unchanged", "statements", "Statements that hold in every combination.", "unchanged"),
    Form("percent_even", "percent", "An even split of votes.", "even"),
    Form(
        "n_few",
        "votes",
        "Votes up to this number are few: no sign test of them can reach a conclusion.",
        "few",
    ),
]
HYPOTHESIS = [
    Form("n_combinations_{hypothesis_id}", "combinations", "Combinations that count '{label!l}'.", "n_combinations"),
    Form("n_with_votes_{hypothesis_id}", "combinations",
         "Combinations with a vote on '{label!l}'.", "n_with_votes"),
    Form("n_few_votes_{hypothesis_id}", "combinations",
         "Combinations with at most {few} votes on '{label!l}'.", "n_few_votes"),
    Form("n_below_even_{hypothesis_id}", "combinations",
         "Combinations on '{label!l}' whose interval lies below {even} percent.", "n_below_even"),
    Form("n_including_even_{hypothesis_id}", "combinations",
         "Combinations on '{label!l}' whose interval includes {even} percent.", "n_including_even"),
    Form("n_above_even_{hypothesis_id}", "combinations",
         "Combinations on '{label!l}' whose interval lies above {even} percent.", "n_above_even"),
]  # fmt: skip
VARIANT = [
    Form("percent_lowest_{variant!n}_{hypothesis_id}", "percent",
         "Lowest share for '{label!l}' counted {variant}, over domains, levels and units.", "lowest"),
    Form("percent_highest_{variant!n}_{hypothesis_id}", "percent",
         "Highest share for '{label!l}' counted {variant}, over domains, levels and units.", "highest"),
]  # fmt: skip
AS_PUBLISHED = [
    Form("n_as_published_{hypothesis_id}", "votes",
         "Votes for '{label!l}', counted as published, with a {unit} as the unit."),
    Form("total_as_published_{hypothesis_id}", "votes",
         "Votes in all, counted as published, with a {unit} as the unit: "
         "those with a finding on any hypothesis in an outcome domain of '{label!l}'.", "total"),
]  # fmt: skip
BY_FINDING = [
    Form("n_by_finding_{hypothesis_id}", "votes", "Votes for it, counted {how}, no study left out."),
    Form("total_by_finding_{hypothesis_id}", "votes", "Votes in all, counted {how}, no study left out.", "total"),
    Form("percent_by_finding_{hypothesis_id}", "percent",
         "Share of votes for it, counted {how}, no study left out.", "percent"),
    Form("low_by_finding_{hypothesis_id}", "percent",
         "Lower end of the 95 percent Wilson interval of the share, counted {how}, no study left out.", "low"),
    Form("high_by_finding_{hypothesis_id}", "percent",
         "Upper end of the 95 percent Wilson interval of the share, counted {how}, no study left out.", "high"),
    Form("most_influential_{hypothesis_id}", "text",
         "Studies without which the share changes most, counted {how}.", "names", "studies"),
    Form("percent_lowest_leave_one_out_{hypothesis_id}", "percent",
         "Lowest share with one study left out, counted {how}.", "lowest"),
    Form("percent_highest_leave_one_out_{hypothesis_id}", "percent",
         "Highest share with one study left out, counted {how}.", "highest"),
]  # fmt: skip


def ranges(grid: pd.DataFrame) -> pd.DataFrame:
    """Say between which shares each rule moves, over domains, levels and units, no study left out.

    One row per hypothesis and variant: hypothesis_id, hypothesis, variant, n_combinations, n_with_votes, n_few_votes
    (with votes, but not more than `FEW`), lowest and highest (share in percent; missing without votes), n_below_even,
    n_including_even and n_above_even (intervals below, around and above an even split).
    """
    rows = grid[grid.left_out.isna()]
    known = rows.total.gt(0)
    marked = rows.assign(
        n_combinations=1,
        n_with_votes=known,
        n_few_votes=known & rows.total.le(FEW),
        n_below_even=rows.high.lt(votes.EVEN),
        n_including_even=rows.low.le(votes.EVEN) & rows.high.ge(votes.EVEN),
        n_above_even=rows.low.gt(votes.EVEN),
    )
    groups = marked.groupby(["hypothesis_id", "hypothesis", "variant"], observed=True)
    counts = groups[[column for column in marked if column.startswith("n_") and column != "n_negative"]].sum()
    shares = groups.percent.agg(lowest="min", highest="max")
    return counts.astype(int).join(shares).reset_index()


def unchanged(grid: pd.DataFrame) -> pd.DataFrame:
    """Say what no combination changes, with no study and with each study left out.

    One row per statement that could be made: statement, holds (whether every combination it speaks of bears it out),
    n_combinations (of which it speaks, all with a vote to count; without any it does not hold).
    """
    rows = []
    for _, about in grid[grid.total.gt(0)].groupby("hypothesis", observed=True, sort=False):
        rows += [*_on_shares(about), *_on_intervals(about), *_on_levels(about), *_on_votes(about)]
    return pd.DataFrame(rows, columns=["statement", "holds", "n_combinations"]).astype({"holds": bool})


def _on_shares(about):
    for rule, rows in about.groupby("rule", observed=True):
        if rule == "by direction" and rows.percent.min() > votes.EVEN:
            yield _share(rows, f"{rule}, however directions that are not reported are counted")
        else:
            yield from (_share(some, variant) for variant, some in rows.groupby("variant", observed=True))


def _share(rows, how):
    least = rows.percent.min()
    said = f"Counted {how}, the share for '{_label(rows)}' lies above {votes.EVEN} percent wherever there is a vote"
    holds = bool(least > votes.EVEN)
    return said + (f"; the lowest is {rounded(least)} percent." if holds else "."), holds, len(rows)


def _on_intervals(about):
    subject = f"The interval of the share for '{_label(about)}'"
    below, above = about.high.lt(votes.EVEN), about.low.gt(votes.EVEN)
    yield f"{subject} includes {votes.EVEN} percent.", not (below | above).any(), len(about)
    yield f"{subject} lies above {votes.EVEN} percent.", bool(above.all()), len(about)
    if (below | above).any() and not above.all():
        yield f"{subject} does not lie below {votes.EVEN} percent.", not below.any(), len(about)


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


def numbers(review: Review, grid: pd.DataFrame, unit: str = "study") -> list[Number]:
    """Name the numbers of the grid, and of the count by finding with each study left out.

    A number of a hypothesis on which nothing can be counted is missing. The unit is that of the count from which
    studies are left out, as in `plain`.
    """
    hypotheses, found = review.hypotheses.to_dict("records"), ranges(grid)
    published, counted = plain(grid, unit, "as published"), plain(grid, unit)
    names = dict(zip(review.studies.study_id, review.studies.study, strict=True))
    return [
        *filled(GRID, [_everything(grid)]),
        *chain.from_iterable(_range_numbers(about, _of(about, found)) for about in hypotheses),
        *filled(AS_PUBLISHED, [about | _whole(_of(about, published)) | {"unit": unit} for about in hypotheses]),
        *filled(BY_FINDING, [_leaving_out(about, _of(about, counted), names, unit) for about in hypotheses]),
    ]


def _of(about, table):
    return table[table.hypothesis_id.eq(about["hypothesis_id"])]


def _everything(grid: pd.DataFrame) -> dict[str, int]:
    whole = grid[grid.left_out.isna()]
    return {
        "combinations": len(whole),
        "leave_one_out": len(grid),
        "without_votes": int(whole.total.eq(0).sum()),
        "variants": len(VARIANTS),
        "levels": len(votes.LEVELS),
        "unchanged": int(unchanged(grid).holds.sum()),
        "even": votes.EVEN,
        "few": FEW,
    }


def _range_numbers(about: dict[str, Any], found: pd.DataFrame) -> Iterator[Number]:
    sums = {name: int(found[name].sum()) for name in found if name.startswith("n_")}
    yield from filled(HYPOTHESIS, [about | sums | {"few": FEW, "even": votes.EVEN}])
    ends = found.set_index("variant")[["lowest", "highest"]].reindex(list(VARIANTS)).reset_index()
    yield from filled(VARIANT, [about | _known(row) for row in ends.to_dict("records")])


def _whole(rows: pd.DataFrame) -> dict[str, Any]:
    """Give the count with no study left out; a hypothesis on which nothing can be counted has none."""
    columns = ["n", "total", "percent", "low", "high"]
    found = rows.loc[rows.left_out.isna(), columns].to_dict("records")
    return _known(found[0]) if found else dict.fromkeys(columns)


def _leaving_out(about: dict[str, Any], rows: pd.DataFrame, names: dict[str, str], unit: str) -> dict[str, Any]:
    left = rows[rows.left_out.notna()]
    change = left.change.abs()
    # of equal changes floating point makes different ones
    most = tuple(left.left_out[change.ge(change.max() - 1e-9) & (change.max() > 0)])
    who = {"studies": most, "names": [names[study_id] for study_id in most] or None}
    lowest, highest = left.percent.agg(["min", "max"]).tolist()
    how = f"by finding for '{about['label'].lower()}', with a {unit} as the unit"
    return about | _whole(rows) | who | _known({"lowest": lowest, "highest": highest}) | {"how": how}


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: None if pd.isna(value) else value for name, value in facts.items()}
