"""Does the article follow from its own data."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from reviewbook.display.figures.style import COLOURS, NEUTRAL, behind, folded, lines
from reviewbook.display.markup import plotly

# colour, symbol and size of each verdict, in the order in which they are drawn
MARKS = {
    "reproduced": (COLOURS[2], "circle", 9),
    "reproduced with a note": (COLOURS[2], "diamond-open", 9),
    "differs": (COLOURS[3], "square", 10),
    "not checkable from the text": (NEUTRAL, "circle-open", 9),
}
IN_A_ROW = 22
LINE = 46


def claims(shown: pd.DataFrame) -> go.Figure:
    """Draw one mark per claim, by section of the article and by verdict.

    One trace per verdict. The marks of a section fill rows of `IN_A_ROW` below its heading, sorted by verdict. Drawn
    from `reviewbook.display.rows.claims`.
    """
    placed, headings, bottom = _placed(shown)
    traces = []
    for verdict, (colour, symbol, size) in MARKS.items():
        rows = placed[placed.verdict.eq(verdict)]
        traces.append(
            go.Scatter(
                name=verdict, x=rows.x.tolist(), y=rows.y.tolist(), mode="markers", cliponaxis=False,
                marker={"color": colour, "symbol": symbol, "size": size, "line": {"width": 2, "color": colour}},
                text=[_hover(row) for row in rows.itertuples()], hovertemplate="%{text}<extra></extra>",
                meta=behind(rows.studies),
            )
        )  # fmt: skip
    left = {"x": -0.5, "align": "left", "xanchor": "left", "yanchor": "top", "showarrow": False, "font": {"size": 12}}
    layout = {
        "height": int(80 + 24 * bottom), "margin": {"l": 10, "r": 10, "t": 10, "b": 60},
        "annotations": [left | {"y": y, "text": heading} for heading, y in headings.items()],
        "xaxis": {"visible": False, "range": [-0.7, IN_A_ROW - 0.3]},
        "yaxis": {"visible": False, "range": [bottom, -0.2]},
        "legend": {"orientation": "h", "y": -0.02, "yanchor": "top", "x": 0, "font": {"size": 12}},
    }  # fmt: skip
    return go.Figure(traces, layout)


def claims_in_words(shown: pd.DataFrame) -> str:
    """Say how many claims of each section have which verdict, and which claims differ."""
    parts = []
    for heading, rows in shown.groupby("heading", sort=False):
        counts = [f"{rows.verdict.eq(verdict).sum()} {verdict}" for verdict in MARKS if rows.verdict.eq(verdict).any()]
        parts.append(f"{heading}: {', '.join(counts)}")
    apart = shown[shown.verdict.eq("differs")]
    said = [
        f"{row.claim.removesuffix('.')} (printed {row.printed}, recomputed {row.shown})" for row in apart.itertuples()
    ]
    listed = f" The values differ in: {'; '.join(said)}." if said else ""
    return f"One mark per claim, by section of the article. {'. '.join(parts)}.{listed}"


def _placed(shown: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, float], float]:
    """Give every claim its place, and every heading the height of its first line."""
    parts, headings, top = [], {}, 0.0
    for heading, rows in shown.groupby("heading", sort=False):
        ordered = rows.sort_values("verdict", key=lambda told: told.map(list(MARKS).index), kind="stable")
        label = lines(heading, LINE)
        headings[label] = top
        start = top + 0.72 + 0.62 * (1 + label.count("<br>"))
        numbers = range(len(ordered))
        parts.append(ordered.assign(x=[n % IN_A_ROW for n in numbers], y=[start + n // IN_A_ROW for n in numbers]))
        top = start + (len(ordered) - 1) // IN_A_ROW + 0.8
    return pd.concat(parts), headings, top


def _hover(row: Any) -> str:
    said = folded(f"{row.study}: {row.claim}" if row.study else row.claim)
    values = [f"printed: {plotly(row.printed)}"] + ([f"recomputed: {plotly(row.shown)}"] if row.shown else [])
    return "<br>".join([said, *values, f"<b>{row.verdict}</b>", folded(f"Source: {row.source}")])
