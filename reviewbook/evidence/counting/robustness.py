"""How much of a count depends on how one counts, and what no combination of the sensitivity grid changes."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

import pandas as pd

from reviewbook.evidence.counting import grid as combined
from reviewbook.evidence.counting import parts, votes
from reviewbook.evidence.counting.grid import VARIANTS, plain
from reviewbook.evidence.number import Form, Number, Part, cells, filled, rounded
from reviewbook.evidence.tables.data import Review

GRID = [
    Form("n_combinations", "combinations", "Combinations of counting rules, all hypotheses together.", "combinations",
         how="sum", parts="by_variant"),
    Form("n_combinations_leave_one_out", "combinations", "Combinations, with no study or one study left out.",
         "leave_one_out", how="sum", parts="by_study"),
    Form("n_combinations_without_votes", "combinations", "Combinations that leave no vote.", "without_votes",
         how="sum", parts="silent"),
    Form("n_variants", "rules", "Rules that turn findings into a count.", "variants", parts="each_variant"),
    Form("n_levels", "levels", "Levels of temporal precedence.", "levels", parts="each_level"),
    Form("n_unchanged", "statements", "Statements that hold in every combination.", "unchanged", parts="statements"),
]  # fmt: skip
SETTINGS = [
    Form("percent_even", "percent", "An even split of votes.", "EVEN", how="constant", parts="even"),
    Form("n_few", "votes", "Votes up to this number are few: no sign test of them can reach a conclusion.", "FEW",
         how="constant", parts="few"),
]  # fmt: skip
MARKS = ["n_combinations", "n_with_votes", "n_few_votes", "n_below_even", "n_including_even", "n_above_even"]
HYPOTHESIS = [
    Form(f"{name}_{{hypothesis_id}}", "combinations", f"Combinations {meaning}.", name, how="sum", parts=f"of_{name}")
    for name, meaning in (
        ("n_combinations", "that count '{label!l}'"),
        ("n_with_votes", "with a vote on '{label!l}'"),
        ("n_few_votes", "with at most {few} votes on '{label!l}'"),
        ("n_below_even", "on '{label!l}' whose interval lies below {even} percent"),
        ("n_including_even", "on '{label!l}' whose interval includes {even} percent"),
        ("n_above_even", "on '{label!l}' whose interval lies above {even} percent"),
    )
]
VARIANT = [
    Form("percent_lowest_{variant!n}_{hypothesis_id}", "percent",
         "Lowest share for '{label!l}' counted {variant}, over domains, levels and units.", "lowest", how="minimum"),
    Form("percent_highest_{variant!n}_{hypothesis_id}", "percent",
         "Highest share for '{label!l}' counted {variant}, over domains, levels and units.", "highest", how="maximum"),
    *[
        Form(f"{name}_{{variant!n}}_{{hypothesis_id}}", "combinations", f"Combinations {meaning}.", name, how="sum",
             parts=f"of_{name}")
        for name, meaning in (
            ("n_with_votes", "with a vote on '{label!l}', counted {variant}"),
            ("n_below_even", "on '{label!l}', counted {variant}, whose interval lies below {even} percent"),
            ("n_including_even", "on '{label!l}', counted {variant}, whose interval includes {even} percent"),
            ("n_above_even", "on '{label!l}', counted {variant}, whose interval lies above {even} percent"),
        )
    ],
]  # fmt: skip
# of those that hold
STATEMENT = Form("n_combinations_{about!n}_{hypothesis_id}", "combinations",
                 "Combinations in which it holds: {statement}", "n_combinations", how="sum", parts="of")  # fmt: skip
AS_PUBLISHED = [
    Form("n_as_published_{hypothesis_id}", "votes",
         "Votes for '{label!l}', counted as published, with a {unit} as the unit.", how="{way}", parts="votes_for"),
    Form("total_as_published_{hypothesis_id}", "votes",
         "Votes in all, counted as published, with a {unit} as the unit: "
         "those with a finding on any hypothesis in an outcome domain of '{label!l}'.", "total", how="{way}",
         parts="votes"),
]  # fmt: skip
BY_FINDING = [
    Form("n_by_finding_{hypothesis_id}", "votes", "Votes for it, counted {how}, no study left out.",
         how="{way}", parts="votes_for"),
    Form("total_by_finding_{hypothesis_id}", "votes", "Votes in all, counted {how}, no study left out.", "total",
         how="{way}", parts="votes"),
    Form("percent_by_finding_{hypothesis_id}", "percent",
         "Share of votes for it, counted {how}, no study left out.", "percent", how="percent", parts="shared"),
    Form("low_by_finding_{hypothesis_id}", "percent",
         "Lower end of the 95 percent Wilson interval of the share, counted {how}, no study left out.", "low",
         how="wilson low", parts="shared"),
    Form("high_by_finding_{hypothesis_id}", "percent",
         "Upper end of the 95 percent Wilson interval of the share, counted {how}, no study left out.", "high",
         how="wilson high", parts="shared"),
    Form("most_influential_{hypothesis_id}", "text",
         "Studies without which the share changes most, counted {how}.", "names", "studies", "largest change",
         "changes"),
    Form("percent_lowest_leave_one_out_{hypothesis_id}", "percent",
         "Lowest share with one study left out, counted {how}.", "lowest", how="minimum", parts="shares"),
    Form("percent_highest_leave_one_out_{hypothesis_id}", "percent",
         "Highest share with one study left out, counted {how}.", "highest", how="maximum", parts="shares"),
]  # fmt: skip


def ranges(grid: pd.DataFrame) -> pd.DataFrame:
    """Say between which shares each rule moves, over domains, levels and units, no study left out.

    One row per hypothesis and variant: hypothesis_id, hypothesis, variant, n_combinations, n_with_votes, n_few_votes
    (with votes, but not more than `FEW`), lowest and highest (share in percent; missing without votes), n_below_even,
    n_including_even and n_above_even (intervals below, around and above an even split).
    """
    groups = _marked(grid).groupby(["hypothesis_id", "hypothesis", "variant"], observed=True)
    counts = groups[MARKS].sum()
    shares = groups.percent.agg(lowest="min", highest="max")
    return counts.astype(int).join(shares).reset_index()


def _marked(grid: pd.DataFrame) -> pd.DataFrame:
    """Say of each combination with no study left out which of `MARKS` count it."""
    rows = grid[grid.left_out.isna()]
    known = rows.total.gt(0)
    return rows.assign(
        n_combinations=1,
        n_with_votes=known,
        n_few_votes=known & rows.total.le(votes.FEW),
        n_below_even=rows.high.lt(votes.EVEN),
        n_including_even=rows.low.le(votes.EVEN) & rows.high.ge(votes.EVEN),
        n_above_even=rows.low.gt(votes.EVEN),
    )


def unchanged(grid: pd.DataFrame) -> pd.DataFrame:
    """Say what no combination changes, with no study and with each study left out.

    One row per statement that could be made: hypothesis_id, about (what it says, in short), statement, holds (whether
    every combination it speaks of bears it out), n_combinations (of which it speaks, all with a vote to count; without
    any it does not hold), of (tuple of parts: these combinations by variant).
    """
    rows = []
    for _, votes_on in grid[grid.total.gt(0)].groupby("hypothesis", observed=True, sort=False):
        hypothesis_id = votes_on.hypothesis_id.iloc[0]
        for on in (_on_shares, _on_intervals, _on_levels, _on_votes):
            for about, said, holds, some in on(votes_on):
                each = some.variant.value_counts(sort=False)
                rows.append((hypothesis_id, about, said, bool(holds), len(some), parts.grouped(each[each.gt(0)])))
    columns = ["hypothesis_id", "about", "statement", "holds", "n_combinations", "of"]
    return pd.DataFrame(rows, columns=columns).astype({"holds": bool})


def _on_shares(about):
    for rule, rows in about.groupby("rule", observed=True):
        if rule == "by direction" and rows.percent.min() > votes.EVEN:
            yield _share(rows, rule, f"{rule}, however directions that are not reported are counted")
        else:
            yield from (_share(some, variant, variant) for variant, some in rows.groupby("variant", observed=True))


def _share(rows, rule, how):
    least = rows.percent.min()
    said = f"Counted {how}, the share for '{_label(rows)}' lies above {votes.EVEN} percent wherever there is a vote"
    holds = least > votes.EVEN
    return f"share {rule}", said + (f"; the lowest is {rounded(least)} percent." if holds else "."), holds, rows


def _on_intervals(about):
    subject = f"The interval of the share for '{_label(about)}'"
    below, above = about.high.lt(votes.EVEN), about.low.gt(votes.EVEN)
    yield "interval including even", f"{subject} includes {votes.EVEN} percent.", not (below | above).any(), about
    yield "interval above even", f"{subject} lies above {votes.EVEN} percent.", above.all(), about
    if (below | above).any() and not above.all():
        said = f"{subject} does not lie below {votes.EVEN} percent."
        yield "interval not below even", said, not below.any(), about


def _on_levels(about):
    for level, rows in about[about.rule.eq("by finding")].groupby("level", observed=True):
        said = f"At the level '{level}', no combination counts a finding that supports '{_label(about)}'."
        yield f"unsupported {level}", said, rows.n.eq(0).all(), rows


def _on_votes(about):
    rows = about[about.variant.eq("by direction (unreported: left out)")]
    label, most = _label(about), int(rows.total.max()) if len(rows) else 0
    said = f"No combination counts a negative direction on '{label}'."
    yield "no negative", said, most > 0 and not rows.n_negative.any(), rows
    try:
        votes.sign_test(most, most)
        refusal = ""
    except ValueError as reason:
        refusal = f": {reason}"
    said = f"No combination has enough directions on '{label}' for a sign test to reach a conclusion{refusal}."
    yield "no sign test", said, refusal and most > 0, rows


def _label(about):
    return about.hypothesis.iloc[0].lower()


def numbers(review: Review, grid: pd.DataFrame, unit: str = "study") -> list[Number]:
    """Name the numbers of the grid, and of the count by finding with each study left out.

    A number of a hypothesis on which nothing can be counted is missing. The unit is that of the count from which
    studies are left out, as in `plain`.
    """
    hypotheses, found = review.hypotheses.to_dict("records"), ranges(grid)
    named_after, counted = plain(grid, unit, "as published"), plain(grid, unit)
    names = dict(zip(review.studies.study_id, review.studies.study, strict=True))
    settings = {"EVEN": votes.EVEN, "FEW": votes.FEW}
    constants = {name.lower(): [Part(name, value)] for name, value in settings.items()}
    wholes = [about | _as_published(about, review, _of(about, named_after), unit) for about in hypotheses]
    left = [about | _leaving_out(about, review, _of(about, counted), names, unit) for about in hypotheses]
    return [
        *filled(GRID, [_everything(grid)], combined.combinations, unchanged),
        *filled([STATEMENT], unchanged(grid).query("holds").to_dict("records"), unchanged),
        *filled(SETTINGS, [settings | constants], votes),
        *chain.from_iterable(
            _range_numbers(about, review, _of(about, found), _of(about, grid)) for about in hypotheses
        ),
        *filled(AS_PUBLISHED, wholes, combined.combinations, votes.cast),
        *filled(BY_FINDING, left, combined.combinations, plain),
    ]


def _of(about, table):
    return table[table.hypothesis_id.eq(about["hypothesis_id"])]


def _everything(grid: pd.DataFrame) -> dict[str, Any]:
    whole, said = grid[grid.left_out.isna()], unchanged(grid)
    holding = said[said.holds]
    left_out = grid.left_out.astype(object).fillna("no study left out")
    return {
        "combinations": len(whole),
        "by_variant": parts.grouped(whole.variant.value_counts(sort=False)),
        "leave_one_out": len(grid),
        "by_study": parts.grouped(left_out.value_counts(sort=False)),
        "without_votes": int(whole.total.eq(0).sum()),
        "silent": parts.grouped(whole.total.eq(0).groupby(whole.variant, observed=False).sum()),
        "variants": len(VARIANTS),
        "each_variant": [Part(variant, variant) for variant in VARIANTS],
        "levels": len(votes.LEVELS),
        "each_level": [Part(level, level) for level in votes.LEVELS],
        "unchanged": len(holding),
        "statements": parts.grouped(dict(zip(holding.statement, holding.n_combinations, strict=True))),
    }


def _range_numbers(about: dict[str, Any], review: Review, found: pd.DataFrame, grid: pd.DataFrame) -> Iterator[Number]:
    settings = {"few": votes.FEW, "even": votes.EVEN}
    yield from filled(HYPOTHESIS, [about | _sums(found, "variant") | settings], ranges)
    ends = found.set_index("variant")[["lowest", "highest"]].reindex(list(VARIANTS)).reset_index()
    marked = _marked(grid)
    for row in ends.to_dict("records"):
        rows = marked[marked.variant.eq(row["variant"])]
        facts = parts.known(row) | _sums(rows, "level") | {"parts": _shares(review, rows[rows.total.gt(0)])}
        yield from filled(VARIANT, [about | facts | settings], ranges)


def _sums(rows: pd.DataFrame, by: str) -> dict[str, Any]:
    """Add up each of `MARKS`, with a part for each group."""
    groups = rows.groupby(by, observed=True, sort=False)[MARKS].sum()
    return {name: int(groups[name].sum()) for name in MARKS} | {
        f"of_{name}": parts.grouped(groups[name]) for name in MARKS
    }


def _shares(review: Review, rows: pd.DataFrame) -> list[Part]:
    """Make a part of each count that comes out, from the lowest share to the highest.

    It says the first choices that give it. Its cells are those that say how who is counted votes.
    """
    found = rows.drop_duplicates(["n", "total"]).sort_values(["percent", "total"])
    return [
        Part(
            f"{row.n:.0f} of {row.total:.0f} ({row.domains}; {row.level}; {row.unit})",
            row.percent,
            _voting(review, row),
        )
        for row in found.itertuples()
    ]


def _voting(review: Review, row: Any) -> tuple[str, ...]:
    findings = votes.eligible(review.findings, row.hypothesis_id, row.domains.split(" + "), row.level)
    if row.rule == "as published":
        return cells("studies", dict.fromkeys(findings.study_id), "published_side")
    return cells("findings", parts.keys(findings), row.rule.removeprefix("by "))


def _whole(rows: pd.DataFrame) -> dict[str, Any]:
    """Give the count with no study left out; a hypothesis on which nothing can be counted has none."""
    columns = ["n", "total", "percent", "low", "high"]
    found = rows.loc[rows.left_out.isna(), columns].to_dict("records")
    return parts.known(found[0]) if found else dict.fromkeys(columns)


def _votes(
    about: dict[str, Any], whole: dict[str, Any], votes_for: Sequence[Part], every: Sequence[Part]
) -> dict[str, Any]:
    """Say of which votes a count is made; where nothing can be counted, there is none."""
    if whole["n"] is None:
        return {"way": "value"} | {name: [Part(about["hypothesis_id"], None)] for name in ("votes_for", "votes")}
    return {"way": "count", "votes_for": votes_for, "votes": every}


def _as_published(about: dict[str, Any], review: Review, rows: pd.DataFrame, unit: str) -> dict[str, Any]:
    whole = _whole(rows)
    return whole | {"unit": unit} | _votes(about, whole, *parts.sided(review, about["hypothesis_id"], unit))


def _leaving_out(
    about: dict[str, Any], review: Review, rows: pd.DataFrame, names: dict[str, str], unit: str
) -> dict[str, Any]:
    left, whole = rows[rows.left_out.notna()], _whole(rows)
    change = left.change.abs()
    # of equal changes floating point makes different ones
    most = tuple(left.left_out[change.ge(change.max() - 1e-9) & (change.max() > 0)])
    who = {"studies": most, "names": [names[study_id] for study_id in most] or None}
    lowest, highest = left.percent.agg(["min", "max"]).tolist()
    how = f"by finding for '{about['label'].lower()}', with a {unit} as the unit"
    voted = parts.voting(review, about["hypothesis_id"], "finding", unit)
    n, total, percent = (form.part(about | whole) for form in BY_FINDING[:3])
    shares = parts.said(dict(zip(left.left_out, left.percent, strict=True)))
    made = {"shared": [n, total], "shares": shares, "changes": [percent, *shares]}
    made |= _votes(about, whole, parts.answering(voted, "supported"), voted)
    return whole | who | made | parts.known({"lowest": lowest, "highest": highest}) | {"how": how}
