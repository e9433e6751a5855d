"""How much depends on how one counts."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from reviewbook.display.figures.shares import (
    AXIS,
    TITLE,
    TOLD,
    axis,
    between,
    figures_of,
    intervals,
    named,
    said_of,
    sheet,
)
from reviewbook.display.figures.style import (
    COLOURS,
    DRAWN,
    LETTER,
    NAME,
    PAPER,
    SQUARE,
    Sources,
    about,
    addresses,
    at_two_widths,
    behind,
    lines,
    note,
    part,
    source,
    table,
    vertical,
)
from reviewbook.display.markup import plotly
from reviewbook.display.wording import alternative, amount, text

# a count of so many votes can hardly be another; all of these stand in one row
FEW = 2
SO_FEW = f"1 or {FEW} votes"
# In pixels: a row of the specification plot, and the names beside its rows; a row with a study.
COUNT, NAMES, STUDY = 16, 62, 30
# on a telephone the names of studies have two lines
NARROW_STUDY = 36
# of the width, where shares end and choices begin; columns between two kinds of choice; the smallest and largest mark
SHARES, CHOICES, GAP, SMALLEST, LARGEST = 0.3, 0.36, 1, 4, 12
# studies that a mark names; a longer list would fill the page many times, and nobody would read it
MOST = 40
# a space at which no line ends
TIED = "\u00a0"
# letters of a line on a telephone: of the names of studies, of a figure, of its half, of the title of a kind of choice
NARROW_NAME, NARROW, HALF, KIND = 16, 44, 22, 8
# of running text on paper
WIDE = 102


def specifications(counts: pd.DataFrame, choices: pd.DataFrame, sources: Mapping[str, Sources]) -> go.Figure:
    """Draw every different count of the sensitivity grid, and beside it the choices that lead to it.

    For each hypothesis a panel with a row per count: a trace with its share and interval, and a trace with a mark for
    each choice, its area by the part of the combinations behind the count that make it. Choices are numbered within
    their kind, and named below. Counts of no more than `FEW` votes share the last row, in a trace of their own, without
    intervals and choices. Drawn from `counts` and `choices` of `reviewbook.evidence.counting.grid`; `sources` is from
    `reviewbook.evidence.counting.direction.findings_behind`.

    References
    ----------
    Simonsohn, Simmons and Nelson 2020, doi 10.1038/s41562-020-0912-z
    """
    return at_two_widths(partial(_specifications, counts, choices, sources))


def _specifications(
    counts: pd.DataFrame, choices: pd.DataFrame, sources: Mapping[str, Sources], narrow: bool
) -> go.Figure:
    columns = _columns(choices)
    titles, heads = _heads(columns, narrow)
    annotations, places = [], []
    traces: list[go.Scatter] = []
    shapes: list[dict[str, Any]] = []
    top = 0.0
    for number, (hypothesis, rows) in enumerate(counts.groupby("hypothesis", sort=False, observed=True)):
        drawn, few = rows[rows.total.gt(FEW)], rows[rows.total.le(FEW)]
        voting, made = sources.get(hypothesis, {}), choices[choices.hypothesis.eq(hypothesis)]
        start = top + TITLE + heads
        end = start + COUNT * len(drawn)
        y = [start + COUNT * (place + 0.5) for place in range(len(drawn))]
        traces += [
            _shares(hypothesis, drawn, y, number, voting),
            _marks(hypothesis, drawn, made, columns, number, counts=len(traces)),
        ]
        places.append((start, end, len(drawn)))
        annotations += [
            note(0, top, f"<b>{plotly(hypothesis)}</b>", xref="paper", xshift=-NAMES),
            note(0, start - 20, "votes", xref="paper", xshift=-NAMES),
            *(title | {"y": title["y"] + top + TITLE} for title in titles),
            *named([f"{row.n} of {row.total}" for row in drawn.itertuples()], y, NAMES),
        ]
        if len(few):
            traces.append(_few(hypothesis, few, end + COUNT, number, voting))
            said = lines(f"{len(few)} count{'s' * (len(few) > 1)} with {SO_FEW}", HALF if narrow else NARROW)
            annotations += named([lines(SO_FEW, KIND)], [end + COUNT], NAMES)
            annotations.append(note(CHOICES, end + COUNT, said, xref="paper", yanchor="middle"))
            end += 2 * COUNT
        ticks, scale = axis(start, end, NAMES)
        shapes, annotations, top = shapes + ticks, annotations + scale, end + AXIS
    named_below = _legend(columns, narrow)
    annotations.append(note(0, top, named_below, xref="paper", xshift=-NAMES))
    height = top + 16 * (named_below.count("<br>") + 1)
    layout = sheet(height, NAMES, annotations=annotations, shapes=shapes)
    layout["xaxis"] |= {"domain": [0, SHARES]}
    kinds, led = list(_kinds(columns)), _leading(choices)
    layout["meta"] = table(
        ["Hypothesis", *TOLD, "Combinations", *(f"Combinations by {kind}" for kind in kinds)],
        [
            [row.hypothesis, *figures_of(row), row.n_combinations]
            + [led[row.hypothesis, row.n, row.total, kind] for kind in kinds]
            for row in counts.itertuples()
        ],
    ) | addresses(*sources.values())
    layout |= _axes(columns, places, height)
    return go.Figure(traces, layout)


def specifications_in_words(counts: pd.DataFrame) -> str:
    """Say how many different counts each hypothesis has, and between what their shares lie."""
    parts = [
        f"{hypothesis}: {amount(len(rows), 'count', 'counts')}, {between(rows)}."
        for hypothesis, rows in counts.groupby("hypothesis", sort=False, observed=True)
    ]
    return alternative(
        "Specification plot: a row per different count, with its interval and the choices that lead to it.", *parts
    )


def leave_one_out(
    plain: pd.DataFrame, studies: pd.DataFrame, sources: Sources, tested: Mapping[str, Sources]
) -> go.Figure:
    """Draw the share of each hypothesis with no study and with each study left out.

    A panel and a trace per hypothesis: a row with no study left out, one for each study without which the share is
    another, of these the first `DRAWN`, and one for all others. Drawn from `reviewbook.evidence.counting.grid.plain`;
    `sources` and `tested` are `sentences` and `findings_behind` of `reviewbook.evidence.counting.direction`.
    """
    return at_two_widths(partial(_leave_one_out, plain, studies, sources, tested))


def _leave_one_out(
    plain: pd.DataFrame, studies: pd.DataFrame, sources: Sources, tested: Mapping[str, Sources], narrow: bool
) -> go.Figure:
    names = dict(zip(studies.study_id, studies.study, strict=True))
    letters, tall = (NARROW_NAME, NARROW_STUDY) if narrow else (NAME, STUDY)
    left = LETTER * (letters if narrow else min(NAME, max(map(len, studies.study)))) + 14
    traces, annotations, shapes, most = [], [], [], 0
    top = 0.0
    for number, (hypothesis, found) in enumerate(plain.groupby("hypothesis", sort=False, observed=True)):
        found = found[found.total.gt(0)].astype({"left_out": object})
        still = found.left_out.notna() & (found.change.eq(0) | found.change.isna())
        others = list(found.left_out[still])
        moving = found[~still]
        most = max(most, len(moving) - 1)
        rows = pd.concat([moving[: DRAWN + 1], found[still][:1]])
        who = [None if pd.isna(one) else one for one in moving.left_out[: DRAWN + 1]]
        labels = ["<b>no study</b>" if one is None else lines(names[one], letters) for one in who]
        said = ["no study left out" if one is None else f"without {plotly(names[one])}" for one in who]
        voting = tested.get(hypothesis, {})
        behind_each = [list(voting) if one is None else [one] for one in who]
        where: list[Sources] = [voting if one is None else {} for one in who]
        if others:
            alone = len(others) == 1
            some = f"of {text(len(others))} others"
            labels.append(lines(names[others[0]], letters) if alone else f"any {some}")
            said.append(f"without {plotly(names[others[0]]) if alone else f'any one {some}'}")
            behind_each.append(others[:MOST])
            where.append(about(sources, found.hypothesis_id.iat[0], others[:MOST]))
        y = [top + TITLE + tall * (n + 0.5) for n in range(len(rows))]
        told = [
            f"{words}<br>{said_of(row)}" + ("" if one is None else source(sources.get((row.hypothesis_id, one))))
            for words, one, row in zip(said, [*who, None], rows.itertuples(), strict=False)
        ]
        annotations.append(note(0, top, f"<b>{plotly(hypothesis)}</b>", xref="paper", xshift=-left))
        annotations += named(labels, y, left)
        traces.append(intervals(hypothesis, rows, y, number, told, behind(behind_each, sources=where)))
        start, end = top + TITLE, top + TITLE + tall * len(rows)
        within = {"yref": "y", "y0": start, "y1": end}
        shapes += [vertical(share, COLOURS[number]) | within for share in found.percent[found.left_out.isna()]]
        ticks, scale = axis(start, end, left)
        shapes, annotations, top = shapes + ticks, annotations + scale, end + AXIS + 8
    annotations.append(note(0, top, "Dotted line: no study left out.", xref="paper", xshift=-left))
    layout = sheet(top + 22, left, annotations=annotations, shapes=shapes)
    rows = [[row.hypothesis, names.get(row.left_out, "no study"), *figures_of(row)] for row in plain.itertuples()]
    layout["meta"] = part(most) | table(["Hypothesis", "Left out", *TOLD], rows) | addresses(sources, *tested.values())
    return go.Figure(traces, layout)


def leave_one_out_in_words(plain: pd.DataFrame) -> str:
    """Say the share of each hypothesis, and between what it lies when a study is left out."""
    parts = []
    for hypothesis, found in plain.groupby("hypothesis", sort=False, observed=True):
        whole, without = found[found.left_out.isna()], found[found.left_out.notna()]
        parts.append(f"{hypothesis}: {between(whole)}, without one study {between(without)}.")
    return alternative("Dot plot of the share of votes for each hypothesis, with each study left out.", *parts)


def _columns(choices: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Place each choice, with a gap between the kinds of choice."""
    known = choices[["choice", "option"]].drop_duplicates()
    kinds = list(dict.fromkeys(known.choice))
    pairs = [(kind, option) for kind in kinds for option in known.option[known.choice.eq(kind)]]
    return {pair: round(number + GAP * kinds.index(pair[0]), 1) for number, pair in enumerate(pairs)}


def _leading(choices: pd.DataFrame) -> dict[Any, str]:
    """Say how many combinations made each choice, by hypothesis, n and total of the count, and kind of choice."""
    groups = choices.groupby(["hypothesis", "n", "total", "choice"], observed=True)
    return {
        key: "; ".join(f"{option} {n}" for option, n in zip(rows.option, rows.n_combinations, strict=True))
        for key, rows in groups
    }


def _kinds(columns: Mapping[tuple[str, str], float]) -> dict[str, list[tuple[int, str, float]]]:
    """Give each choice a number within its kind: number, option, place."""
    kinds: dict[str, list[tuple[int, str, float]]] = {}
    for (kind, option), place in columns.items():
        known = kinds.setdefault(kind, [])
        known.append((len(known) + 1, option, place))
    return kinds


def _heads(columns: Mapping[tuple[str, str], float], narrow: bool) -> tuple[list[dict[str, Any]], int]:
    """Write kinds of choice above their columns, and the number of each choice; give the room that they take.

    On a telephone every second kind stands lower, and one of the last columns ends with them.
    """
    kinds = _kinds(columns)
    unit = (PAPER - NAMES) * (1 - CHOICES) / (max(columns.values()) + 1)
    fitting = [KIND if narrow else max(KIND, int(unit * (len(one) + GAP) / LETTER)) for one in kinds.values()]
    folded = [lines(kind, letters) for kind, letters in zip(kinds, fitting, strict=True)]
    written = []
    most = 16 * (max(title.count("<br>") for title in folded) + 1)
    heads = most + 24 + 30 * narrow
    for number, (title, options) in enumerate(zip(folded, kinds.values(), strict=True)):
        begins, ends = {"x": options[0][-1] - 0.5}, {"x": options[-1][-1] + 0.5, "xanchor": "right"}
        place = {"y": 30 * (number % 2)} if narrow else {"y": most, "yanchor": "bottom"}
        is_last = narrow and number == len(kinds) - 1 > 0
        written.append(note(0, 0, title, xref="x2") | place | (ends if is_last else begins))
        written += [note(at, heads - 20, str(which), xref="x2", xanchor="center") for which, _, at in options]
    return written, heads


def _legend(columns: Mapping[tuple[str, str], float], narrow: bool) -> str:
    """Name the numbered choices, kind by kind, and say what the area of their marks is; keep a choice on a line."""
    told = ["Square and line: share and interval. Larger square: made by more combinations."]
    for kind, options in _kinds(columns).items():
        named = [f"{which}{TIED}{option if narrow else option.replace(' ', TIED)}" for which, option, _ in options]
        told.append(f"{kind[0].upper()}{kind[1:]}: {', '.join(named)}.")
    return "<br>".join(lines(words, NARROW if narrow else WIDE) for words in told)


def _shares(hypothesis: str, rows: pd.DataFrame, y: Iterable[float], number: int, sources: Sources) -> go.Scatter:
    meta = behind(_named(rows.in_all), _named(rows.in_some), [sources] * len(rows))
    return intervals(hypothesis, rows, y, number, [_told(row) for row in rows.itertuples()], meta)


def _few(hypothesis: str, rows: pd.DataFrame, y: float, number: int, sources: Sources) -> go.Scatter:
    """Mark counts of few votes in one row; those with the same share stand above each other."""
    above = rows.groupby("percent").cumcount()
    alike = rows.groupby("percent").percent.transform("size")
    places = y + 11 * (above - (alike - 1) / 2)
    return _shares(hypothesis, rows, places, number, sources).update(error_x=None)


def _marks(
    hypothesis: str,
    rows: pd.DataFrame,
    made: pd.DataFrame,
    columns: Mapping[tuple[str, str], float],
    number: int,
    counts: int,
) -> go.Scatter:
    place = {(row.n, row.total): (y, row.n_combinations) for y, row in enumerate(rows.itertuples())}
    marks = [(row, *place[row.n, row.total]) for row in made.itertuples() if (row.n, row.total) in place]
    return go.Scatter(
        name=plotly(hypothesis), mode="markers", x=[columns[row.choice, row.option] for row, _, _ in marks],
        y=[y for _, y, _ in marks], xaxis="x2", yaxis=_axis(number),
        marker={
            "color": COLOURS[number], "symbol": SQUARE, "opacity": 1,
            "size": [round(max(SMALLEST, LARGEST * (row.n_combinations / n) ** 0.5), 1) for row, _, n in marks],
        },
        customdata=[
            f"{row.n} of {row.total}: {row.n_combinations} of {n}<br>{plotly(row.option)}" for row, _, n in marks
        ],
        # the studies of a mark are those of its count
        meta={"counts": counts}, hovertemplate="%{customdata}<extra></extra>", cliponaxis=False,
    )  # fmt: skip


def _named(groups: Iterable[Sequence[str]]) -> list[Sequence[str]]:
    return [group if len(group) <= MOST else () for group in groups]


def _told(row: Any) -> str:
    return f"{said_of(row)}<br>{_combinations(row.n_combinations)}"


def _axes(
    columns: Mapping[tuple[str, str], float], places: Sequence[tuple[float, float, int]], height: float
) -> dict[str, Any]:
    """Give choices an axis, and the rows of each panel one that counts them."""
    unseen = {"showticklabels": False, "automargin": False}
    across = {
        "domain": [CHOICES, 1], "range": [-0.5, max(columns.values()) + 0.5], "anchor": _axis(0),
        "tickvals": list(columns.values()),
    }  # fmt: skip
    down = {
        f"yaxis{_axis(number)[1:]}": unseen | {
            "anchor": "x2", "domain": [1 - end / height, 1 - start / height], "range": [n - 0.5, -0.5],
            "tick0": 0, "dtick": 1,
        }
        for number, (start, end, n) in enumerate(places)
    }  # fmt: skip
    return {"xaxis2": unseen | across} | down


def _axis(number: int) -> str:
    """Name the axis of the rows of a panel; the first axis counts pixels."""
    return f"y{number + 2}"


def _combinations(n: int) -> str:
    return f"{text(n)} combination{'s' * (n != 1)}"
