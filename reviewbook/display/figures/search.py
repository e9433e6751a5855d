"""How a search string is read."""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from reviewbook.display.figures.style import NEUTRAL, addresses, source, stated, table
from reviewbook.display.markup import plotly
from reviewbook.display.wording import alternative, amount, words
from reviewbook.evidence.tables.sources import Source

# what has no colour of its own is in ink
ALONE = "term searched alone"
MARKS: dict[str, dict[str, Any]] = {
    "operator": {"symbol": "square", "size": 9, "color": NEUTRAL},
    "term searched with others": {"symbol": "circle", "size": 8, "color": NEUTRAL},
    ALONE: {"symbol": "circle", "size": 13},
}
COLUMNS = ["Platforms", "Row", "Depth", "Operator or term", "How it is searched", "Source"]
UNREAD = "No platform is known that reads a search string of this search"
# pixels of a row, of the head of a tree and of the legend; the steps of indentation that a tree is wide
ROW, HEAD, FOOT, STEPS = 24, 40, 60, 10


def trees(read: dict[str, pd.DataFrame], sources: Sequence[Source]) -> go.Figure:
    """Draw the tree of each reading side by side, a row per node.

    In each panel the branches, and a trace for operators, for terms searched with others, and for those searched alone.
    Drawn from `reviewbook.evidence.accounts.search.trees`, with its `sentences` as sources.
    """
    traces: list[go.Scatter] = []
    told = []
    for number, (platforms, nodes) in enumerate(read.items()):
        traces += _panel(nodes, str(number + 1) if number else "", number == 0, source(sources))
        kinds = _kinds(nodes)
        told += [
            (platforms, place + 1, int(nodes.depth[place]), nodes.text[place], kinds[place], stated(sources))
            for place in nodes.index
        ]
    layout: dict[str, Any] = {
        "meta": {"narrow": _arranged(read, len(read))} | table(COLUMNS, told) | addresses({COLUMNS[-1]: sources}),
        "margin": {"l": 10, "r": 10, "t": HEAD, "b": FOOT},
        "legend": {
            "orientation": "h", "y": 0, "yanchor": "top", "x": 0, "itemclick": False, "itemdoubleclick": False,
        },
    }  # fmt: skip
    return go.Figure(traces, layout | _arranged(read, 1))


def _arranged(read: dict[str, pd.DataFrame], tall: int) -> dict[str, Any]:
    """Put trees beside each other, or one below the other where `tall` is more than one."""
    sizes = [len(nodes) for nodes in read.values()] if tall > 1 else [max(map(len, read.values()), default=1)]
    height = ROW * sum(sizes) + HEAD * (len(sizes) - 1)
    width = 1 / max(len(read), 1) if tall <= 1 else 1.0
    annotations = []
    layout: dict[str, Any] = {"height": height + HEAD + FOOT}
    if not read:
        annotations.append({"x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper", "showarrow": False, "text": UNREAD})
    for number, platforms in enumerate(read):
        axis = str(number + 1) if number else ""
        left, row = (0.0, number) if tall > 1 else (number * width, 0)
        top = 1 - (ROW * sum(sizes[:row]) + HEAD * row) / height
        bottom = max(0.0, top - ROW * sizes[row] / height)
        annotations.append({
            "x": left, "y": top, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom",
            "showarrow": False, "text": f"<b>{plotly(platforms)}</b>",
        })  # fmt: skip
        layout[f"xaxis{axis}"] = {
            "anchor": f"y{axis}", "visible": False, "domain": [left, left + width], "range": [-0.3, STEPS],
        }  # fmt: skip
        layout[f"yaxis{axis}"] = {
            "anchor": f"x{axis}", "visible": False, "domain": [bottom, top], "range": [sizes[row] - 0.3, -0.7],
        }  # fmt: skip
    return layout | {"annotations": annotations}


def trees_in_words(read: dict[str, pd.DataFrame]) -> str:
    """Say for each reading how many of the terms of the string it searches alone."""
    parts = [
        f"{platforms}: {words(int(nodes.alone.sum()))} of {amount(int((~nodes.operator).sum()), 'term', 'terms')} "
        "searched alone."
        for platforms, nodes in read.items()
    ]
    return alternative("Tree of the search string for each way of reading it.", *parts or [f"{UNREAD}."])


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
    kinds = _kinds(nodes)
    for kind, mark in MARKS.items():
        here = nodes[kinds.eq(kind)]
        yield go.Scatter(
            xaxis=f"x{axis}", yaxis=f"y{axis}", name=kind, x=here.depth.tolist(), y=here.index.tolist(),
            mode="markers+text", marker=mark, textposition="middle right",
            text=[f" <b>{plotly(text)}</b>" if kind == ALONE else f" {plotly(text)}" for text in here.text],
            textfont={"size": 13},
            hovertemplate=f"%{{text}}: {kind}{stated}<extra></extra>", showlegend=False,
        )  # fmt: skip
        if first:
            yield go.Scatter(x=[None], y=[None], name=kind, mode="markers", marker=mark)


def _kinds(nodes: pd.DataFrame) -> pd.Series:
    return nodes.operator.map({True: "operator", False: "term searched with others"}).mask(nodes.alone, ALONE)
