"""How a search string is read."""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from reviewbook.display.figures.style import COLOURS, NEUTRAL, source
from reviewbook.display.markup import plotly
from reviewbook.display.wording import series
from reviewbook.evidence.accounts.search import with_brackets
from reviewbook.evidence.tables.sources import Source

# the first colours mean hypotheses
ALONE = COLOURS[3]
MARKS = {
    "operator": {"symbol": "square", "size": 11, "color": NEUTRAL},
    "term searched with others": {"symbol": "circle", "size": 8, "color": NEUTRAL},
    "term searched alone": {"symbol": "diamond", "size": 12, "color": ALONE},
}
UNREAD = "No platform is known that reads a search string of this search"
# pixels of a row and of a tree; the steps of indentation that a tree is wide
ROW, PANEL, STEPS = 24, 250, 10


def trees(read: dict[str, pd.DataFrame], sources: Sequence[Source]) -> go.Figure:
    """Draw the tree of each reading side by side, a row per node.

    In each panel the branches, and a trace for operators, for terms searched with others, and for those searched alone.
    Drawn from `reviewbook.evidence.accounts.search.trees`, with its `sentences` as sources.
    """
    rows = max(map(len, read.values()), default=1)
    width = 1 / max(len(read), 1)
    traces: list[go.Scatter] = []
    annotations = []
    layout: dict[str, Any] = {}
    if not read:
        annotations.append({"x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper", "showarrow": False, "text": UNREAD})
    for number, (platforms, nodes) in enumerate(read.items()):
        axis = str(number + 1) if number else ""
        left = number * width
        annotations.append({
            "x": left, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom",
            "showarrow": False, "text": f"<b>{plotly(platforms)}</b>",
        })  # fmt: skip
        traces += _panel(nodes, axis, number == 0, source(sources))
        layout[f"xaxis{axis}"] = {
            "anchor": f"y{axis}", "visible": False, "domain": [left, left + width], "range": [-0.3, STEPS],
        }  # fmt: skip
        layout[f"yaxis{axis}"] = {"anchor": f"x{axis}", "visible": False, "range": [rows + 0.2, -0.7]}
    layout |= {
        "meta": {"least_width": PANEL * max(len(read), 1)}, "height": ROW * rows + 100,
        "margin": {"l": 10, "r": 10, "t": 40, "b": 10}, "annotations": annotations,
        "legend": {
            "orientation": "h", "y": 0, "yanchor": "top", "x": 0, "itemclick": False, "itemdoubleclick": False,
        },
    }  # fmt: skip
    return go.Figure(traces, layout)


def trees_in_words(read: dict[str, pd.DataFrame]) -> str:
    """Say each reading as a string with all its brackets, and what it searches alone."""
    parts = [] if read else [UNREAD]
    for platforms, nodes in read.items():
        alone = list(nodes.text[nodes.alone])
        said = f"searched alone are {series(alone)}" if alone else "no term is searched alone"
        parts.append(f"{platforms}: {with_brackets(nodes)}; {said}")
    return f"Trees of the search string. {'. '.join(parts)}."


def _panel(nodes: pd.DataFrame, axis: str, first: bool, stated: str) -> Iterator[go.Scatter]:
    x: list[int | None] = []
    y: list[int | None] = []
    for above, below in nodes[nodes.depth.gt(0)].groupby("parent"):
        depth = int(nodes.depth[above])
        x += [depth, depth, None]
        y += [int(above), int(below.index[-1]), None]
        for place in below.index:
            x += [depth, depth + 1, None]
            y += [int(place), int(place), None]
    yield go.Scatter(
        xaxis=f"x{axis}", yaxis=f"y{axis}", x=x, y=y, mode="lines", line={"width": 1, "color": NEUTRAL},
        hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    kinds = nodes.operator.map({True: "operator", False: "term searched with others"}).mask(
        nodes.alone, "term searched alone"
    )
    for kind, mark in MARKS.items():
        here = nodes[kinds.eq(kind)]
        bold = kind != "term searched with others"
        yield go.Scatter(
            xaxis=f"x{axis}", yaxis=f"y{axis}", name=kind, x=here.depth.tolist(), y=here.index.tolist(),
            mode="markers+text", marker=mark, textposition="middle right",
            text=[f" <b>{plotly(text)}</b>" if bold else f" {plotly(text)}" for text in here.text],
            textfont={"size": 13},
            hovertemplate=f"%{{text}}: {kind}{stated}<extra></extra>", showlegend=False,
        )  # fmt: skip
        if first:
            yield go.Scatter(x=[None], y=[None], name=kind, mode="markers", marker=mark)
