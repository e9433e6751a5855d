"""Does the article follow from its own data."""

import textwrap

import pandas as pd
import plotly.graph_objects as go

from reviewbook.display.figures.style import COLOURS, behind

NEUTRAL = "#808080"
# colour, symbol and size of each verdict, in the order in which they are drawn
MARKS = {
    "reproduced": (COLOURS[2], "circle", 11),
    "reproduced with a note": (COLOURS[2], "diamond-open", 11),
    "differs": (COLOURS[3], "square", 13),
    "not checkable from the text": (NEUTRAL, "circle-open", 11),
}
IN_A_ROW = 17


def claims(shown):
    """Draw one mark per claim, by section of the article and by verdict.

    Parameters
    ----------
    shown : pandas.DataFrame
        From `reviewbook.display.tables.claims`.

    Returns
    -------
    plotly.graph_objects.Figure
        One trace per verdict. The marks of a section fill rows of `IN_A_ROW`, sorted by verdict.
    """
    placed, labels, bottom = _placed(shown)
    figure = go.Figure()
    for verdict, (colour, symbol, size) in MARKS.items():
        rows = placed[placed.verdict.eq(verdict)]
        figure.add_trace(
            go.Scatter(
                name=verdict,
                x=rows.x.tolist(),
                y=rows.y.tolist(),
                mode="markers",
                marker={"color": colour, "symbol": symbol, "size": size, "line": {"width": 2, "color": colour}},
                text=[_hover(row) for row in rows.itertuples()],
                meta=behind([] if pd.isna(study_id) else [study_id] for study_id in rows.study_id),
                hovertemplate="%{text}<extra></extra>",
                cliponaxis=False,
            )
        )
    figure.update_layout(
        height=int(110 + 26 * bottom), margin={"l": 10, "r": 10, "t": 10, "b": 60},
        xaxis={"visible": False, "range": [-0.7, IN_A_ROW - 0.3]},
        yaxis={
            "range": [bottom, -0.8], "tickmode": "array", "tickvals": list(labels.values()),
            "ticktext": list(labels), "tickfont": {"size": 12}, "showgrid": False, "zeroline": False,
            "automargin": True,
        },
        legend={"orientation": "h", "y": -0.02, "yanchor": "top", "x": 0, "font": {"size": 12}},
    )  # fmt: skip
    return figure


def claims_in_words(shown):
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


def _placed(shown):
    """Give every claim its place, and every section its label and the middle of its rows."""
    parts, labels, top = [], {}, 0.0
    for heading, rows in shown.groupby("heading", sort=False):
        ordered = rows.sort_values("verdict", key=lambda told: told.map(list(MARKS).index), kind="stable")
        lines = -(-len(ordered) // IN_A_ROW)
        label = textwrap.wrap(heading, 18)
        # a label of several lines needs as much room as its marks
        room = max(lines, 0.62 * len(label))
        labels["<br>".join(label)] = top + (room - 1) / 2
        start = top + (room - lines) / 2
        numbers = range(len(ordered))
        parts.append(ordered.assign(x=[n % IN_A_ROW for n in numbers], y=[start + n // IN_A_ROW for n in numbers]))
        top += room + 0.6
    return pd.concat(parts), labels, top - 0.6


def _hover(row):
    lines = textwrap.wrap(f"{row.study}: {row.claim}" if row.study else row.claim, 44)
    values = [f"printed: {row.printed}"] + ([f"recomputed: {row.shown}"] if row.shown else [])
    return "<br>".join([f"<b>{row.place}</b>", *lines, *values, f"<b>{row.verdict}</b>"])
