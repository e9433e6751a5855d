"""How a search string is read."""

import plotly.graph_objects as go

from reviewbook.display.figures.style import COLOURS
from reviewbook.display.wording import series
from reviewbook.evidence.search import with_brackets

NEUTRAL = "#808080"
# the first colours mean hypotheses
ALONE = COLOURS[3]
MARKS = {
    "operator": {"symbol": "square", "size": 11, "color": NEUTRAL},
    "term searched with others": {"symbol": "circle", "size": 8, "color": NEUTRAL},
    "term searched alone": {"symbol": "diamond", "size": 12, "color": ALONE},
}
ROW, TITLE = 24, 56


def trees(read):
    """Draw the tree of each reading, one below the other, a row per node.

    Parameters
    ----------
    read : dict
        From `reviewbook.evidence.search.trees`.

    Returns
    -------
    plotly.graph_objects.Figure
        In each panel the branches, and a trace for operators, for terms searched with others, and for those searched
        alone.
    """
    height = sum(ROW * len(nodes) + TITLE for nodes in read.values())
    figure = go.Figure()
    top = 1.0
    for number, (platforms, nodes) in enumerate(read.items()):
        axis = str(number + 1) if number else ""
        bottom = max(0.0, top - (ROW * len(nodes) + TITLE) / height)
        figure.add_annotation(
            x=0, y=top - 10 / height, xref="paper", yref="paper", xanchor="left", yanchor="top", showarrow=False,
            text=f"<b>{platforms}</b>",
        )  # fmt: skip
        _panel(figure, nodes, axis, first=number == 0)
        figure.layout[f"xaxis{axis}"] = {"anchor": f"y{axis}", "visible": False, "range": [-0.15, 6.2]}
        figure.layout[f"yaxis{axis}"] = {
            "anchor": f"x{axis}", "visible": False, "domain": [bottom + 12 / height, top - 34 / height],
            "range": [len(nodes) - 0.3, -0.7],
        }  # fmt: skip
        top = bottom
    figure.update_layout(
        height=height + 50, margin={"l": 10, "r": 10, "t": 10, "b": 10},
        legend={"orientation": "h", "y": 0, "yanchor": "top", "x": 0, "itemclick": False, "itemdoubleclick": False},
    )  # fmt: skip
    return figure


def trees_in_words(read):
    """Say each reading as a string with all its brackets, and what it searches alone."""
    parts = []
    for platforms, nodes in read.items():
        alone = list(nodes.text[nodes.alone])
        said = f"searched alone are {series(alone)}" if alone else "no term is searched alone"
        parts.append(f"{platforms}: {with_brackets(nodes)}; {said}")
    return f"Trees of the search string. {'. '.join(parts)}."


def _panel(figure, nodes, axis, first):
    x, y = [], []
    for above, below in nodes[nodes.depth.gt(0)].groupby("parent"):
        depth = int(nodes.depth[above])
        x += [depth, depth, None]
        y += [int(above), int(below.index[-1]), None]
        for place in below.index:
            x += [depth, depth + 1, None]
            y += [int(place), int(place), None]
    figure.add_trace(
        go.Scatter(xaxis=f"x{axis}", yaxis=f"y{axis}", x=x, y=y, mode="lines", line={"width": 1, "color": NEUTRAL},
                   hoverinfo="skip", showlegend=False)
    )  # fmt: skip
    kinds = nodes.operator.map({True: "operator", False: "term searched with others"}).mask(
        nodes.alone, "term searched alone"
    )
    for kind, mark in MARKS.items():
        here = nodes[kinds.eq(kind)]
        bold = kind != "term searched with others"
        figure.add_trace(
            go.Scatter(
                xaxis=f"x{axis}", yaxis=f"y{axis}", name=kind, x=here.depth.tolist(), y=here.index.tolist(),
                mode="markers+text", marker=mark, textposition="middle right",
                text=[f" <b>{text}</b>" if bold else f" {text}" for text in here.text], textfont={"size": 13},
                hovertemplate=f"%{{text}}: {kind}<extra></extra>", showlegend=False,
            )
        )  # fmt: skip
        if first:
            figure.add_trace(go.Scatter(x=[None], y=[None], name=kind, mode="markers", marker=mark))
