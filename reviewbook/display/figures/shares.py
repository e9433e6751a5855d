"""Shares of studies with their intervals, a row for each."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from reviewbook.display.figures.style import (
    COLOURS,
    FOLD,
    NEUTRAL,
    SHARE,
    SQUARE,
    Sources,
    addresses,
    behind,
    note,
    table,
)
from reviewbook.display.figures.style import sheet as paged
from reviewbook.display.markup import plotly
from reviewbook.display.wording import alternative, interval
from reviewbook.evidence.number import rounded

# in pixels: a row, the title of a panel and of a group of rows, the axis; the widest of letters
ROW, TITLE, GROUP, AXIS, LETTER = 24, 24, 26, 46, 7
TICKS = (0, 50, 100)


def by_rule(counts: pd.DataFrame, sources: Mapping[str, Sources]) -> go.Figure:
    """Draw the share of each hypothesis, with its interval, by every rule and every unit.

    One trace per hypothesis, its rows grouped by rule. Drawn from `reviewbook.evidence.counting.direction.counts`, with
    its `findings_behind` as sources.
    """
    traces, annotations = [], []
    shapes: list[dict[str, Any]] = []
    labels = [label(row.unit, row) for row in counts.itertuples()]
    left, top = width(labels), 0.0
    for number, (hypothesis, found) in enumerate(counts.groupby("hypothesis", sort=False)):
        annotations.append(note(0, top, f"<b>{plotly(hypothesis)}</b>", xref="paper", xshift=-left))
        first = top = top + TITLE
        groups = [group for _, group in found.groupby("rule", sort=False)]
        y: list[float] = []
        for group in groups:
            annotations.append(note(0, top + 4, plotly(group.rule.iat[0]), xref="paper", xshift=-left))
            here = [top + GROUP + ROW * (n + 0.5) for n in range(len(group))]
            annotations += named([label(row.unit, row) for row in group.itertuples()], here, left)
            y, top = y + here, here[-1] + ROW / 2 + 4
        rows = pd.concat(groups).assign(y=y)
        rows = rows[rows.total.gt(0)]
        said = [f"{plotly(row.rule)},{FOLD}by {row.unit}: {said_of(row)}" for row in rows.itertuples()]
        meta = behind(rows.studies, sources=[sources.get(hypothesis, {})] * len(rows))
        traces.append(intervals(hypothesis, rows, rows.y, number, said, meta))
        ticks, words = axis(first, top, left)
        shapes, annotations, top = shapes + ticks, annotations + words, top + AXIS
    rows = [[row.hypothesis, row.rule, row.unit, *figures_of(row)] for row in counts.itertuples()]
    meta = table(["Hypothesis", "Counted", "Unit", *TOLD], rows) | addresses(*sources.values())
    return go.Figure(traces, sheet(top, left, annotations=annotations, shapes=shapes, meta=meta))


# a count and its interval in the data of a figure
TOLD = ["For", "Of", "Share (%)", "From (%)", "To (%)"]


def figures_of(row: Any) -> list[Any]:
    """Give a count and its interval as a row of `TOLD`."""
    ends = (row.percent, row.low, row.high)
    return [row.n, row.total, *(None if pd.isna(end) else float(rounded(end, 1)) for end in ends)]


def by_rule_in_words(counts: pd.DataFrame) -> str:
    """Say between what the shares of each hypothesis lie, by every rule and unit."""
    parts = [f"{hypothesis}: {between(found)}." for hypothesis, found in counts.groupby("hypothesis", sort=False)]
    return alternative("Dot plot of the share of votes for each hypothesis, by rule and unit, with intervals.", *parts)


def between(counts: pd.DataFrame) -> str:
    """Say between what the shares of counts lie; those without a vote have none.

    >>> between(pd.DataFrame({"percent": [77.8, 100.0, None]})), between(pd.DataFrame({"percent": [None]}))
    ('78 to 100 percent', 'no vote')
    """
    known = counts.percent.dropna()
    if known.empty:
        return "no vote"
    low, high = (int(rounded(float(end))) for end in (known.min(), known.max()))
    return f"{interval(low, high)} percent"


def intervals(
    hypothesis: str, rows: pd.DataFrame, y: Iterable[float], number: int, said: list[str], meta: dict[str, Any]
) -> go.Scatter:
    """Make a trace of shares with their intervals; `said` is what a pointer is told of each, `meta` is of `behind`."""
    colour = COLOURS[number]
    return go.Scatter(
        name=plotly(hypothesis), mode="markers", x=percent(rows.percent), y=list(y), cliponaxis=False,
        marker={"color": colour, "symbol": SQUARE, "size": 9, "opacity": 1},
        error_x={
            "type": "data", "symmetric": False, "width": 0, "thickness": 2, "color": colour,
            "array": percent(rows.high - rows.percent), "arrayminus": percent(rows.percent - rows.low),
        },
        customdata=said, meta=meta, hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def sheet(height: float, left: int, **more: Any) -> dict[str, Any]:
    """Lay out panels of shares, with so many pixels for the names of rows."""
    return paged(height, [0, 100], left=left, **more)


def named(labels: list[str], y: Iterable[float], left: int) -> list[dict[str, Any]]:
    """Write beside each row its name, as a figure reads it."""
    return [
        note(0, place, words, xref="paper", xshift=-left, yanchor="middle")
        for words, place in zip(labels, y, strict=True)
    ]


def axis(top: float, bottom: float, left: int, title: str = SHARE) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Draw the scale of a panel as shapes, and write its ends and what it means, as annotations."""
    ticks = [
        {
            "type": "line",
            "x0": x,
            "x1": x,
            "y0": top,
            "y1": bottom,
            "line": {"width": 0.5, "color": NEUTRAL},
            "opacity": 0.6,
        }
        for x in TICKS
    ]
    ends = {TICKS[0]: "left", TICKS[-1]: "right"}
    words = [note(x, bottom + 2, str(x), xanchor=ends.get(x, "center")) for x in TICKS]
    return ticks, [*words, note(0, bottom + 18, title, xref="paper", xshift=-left)]


def width(labels: Iterable[str]) -> int:
    """Tell how many pixels the longest of some names takes."""
    return LETTER * max(map(len, labels)) + 14


def label(name: str, row: Any) -> str:
    """Name a row with its count."""
    return f"{plotly(name)}: {row.n} of {row.total}" if row.total else f"{plotly(name)}: no vote"


def said_of(row: Any) -> str:
    """Say a count with its share and interval."""
    return f"{row.n} of {row.total}, {rounded(row.percent)} percent ({row.low:.0f} to {row.high:.0f})"


def percent(values: pd.Series) -> list[float]:
    """Round shares as they are drawn."""
    return [round(value, 2) for value in values.tolist()]
