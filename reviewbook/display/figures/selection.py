"""How the studies were selected."""

import itertools
from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from reviewbook.display.figures.style import Sources, behind, folded, lines, source
from reviewbook.display.wording import MISSING, text, words

SIDE_BOXES = {
    "duplicates_removed": "records_identified",
    "records_excluded": "records_screened",
    "reports_not_retrieved": "reports_sought",
    "reports_excluded": "reports_assessed",
}
# from the left: the band of the phase, the boxes that records pass, and those that hold what leaves
BAND, MAIN, SIDE = 0.065, 0.3, 0.795
BOX_WIDTH, BOX_HEIGHT, BAND_HEIGHT = 0.44, 0.8, 0.94
# how the frame of a box tells its number is known
FRAMES = {"stated": "solid", "counted": "solid", "derived": "dash", MISSING: "dot"}
FILL, NONE = "rgba(128,128,128,0.22)", "rgba(0,0,0,0)"
# in a line of a box, which a telephone must hold
LETTERS = 18


def flow_diagram(boxes: pd.DataFrame, study_ids: Sequence[str], sources: Sources) -> go.Figure:
    """Draw the PRISMA 2020 flow diagram.

    One marker per box, in the middle of it, that carries its number, how it is known, what it counts and where that is
    stated; at the left a band for each phase. Drawn from `reviewbook.evidence.accounts.flow.boxes`, with its
    `sentences` as sources. The box of the included studies names those of the data if it counts as many; which records
    and reports the other boxes count, the data do not hold.
    """
    included = boxes.box.eq("studies_included") & boxes.n.eq(len(study_ids)).fillna(False)
    main = [box for box in boxes.box if box not in SIDE_BOXES]
    place = {box: (MAIN, -main.index(SIDE_BOXES.get(box, box))) for box in boxes.box}
    place |= {box: (SIDE, place[box][1]) for box in SIDE_BOXES if box in place}
    shapes, annotations = [], []
    for phase, rows in boxes[boxes.box.isin(main)].groupby("phase", sort=False):
        band, name = _band(phase, [place[box][1] for box in rows.box])
        shapes.append(band)
        annotations.append(name)
    for row in boxes.itertuples():
        x, y = place[row.box]
        frame = _rectangle(x - BOX_WIDTH / 2, x + BOX_WIDTH / 2, y - BOX_HEIGHT / 2, y + BOX_HEIGHT / 2)
        frame["line"] = {"width": 1.2, "dash": FRAMES[row.basis]}
        shapes.append(frame | ({"fillcolor": NONE} if row.basis == MISSING else {}))
        label = f"{lines(row.label, LETTERS)}<br>{_emphasis(row)}"
        annotations.append({"x": x, "y": y, "text": label, "showarrow": False})
    for before, after in itertools.pairwise(main):
        start, end = place[before][1] - BOX_HEIGHT / 2, place[after][1] + BOX_HEIGHT / 2
        annotations.append(_arrow((MAIN, start), (MAIN, end)))
    for box in SIDE_BOXES.values():
        y = place[box][1]
        annotations.append(_arrow((MAIN + BOX_WIDTH / 2, y), (SIDE - BOX_WIDTH / 2, y)))
    marks = go.Scatter(
        x=[place[box][0] for box in boxes.box], y=[place[box][1] for box in boxes.box],
        mode="markers", marker={"size": 60, "opacity": 0, "symbol": "square"},
        text=[
            f"{folded(f'{row.label}: {_count(row)}')}<br>{folded(row.meaning)}"
            + ("" if named or row.basis == MISSING else f"<br>which ones: {MISSING}")
            + source(sources.get(row.box))
            for row, named in zip(boxes.itertuples(), included, strict=True)
        ],
        meta=behind(study_ids if named else [] for named in included),
        customdata=[None if row.basis == "not reported" else int(row.n) for row in boxes.itertuples()],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    layout = {
        "height": 110 * len(main), "showlegend": False, "margin": {"l": 4, "r": 4, "t": 4, "b": 4},
        "shapes": shapes, "annotations": annotations,
        "xaxis": {"visible": False, "range": [0, 1.02], "fixedrange": True},
        "yaxis": {"visible": False, "range": [0.5 - len(main), 0.5], "fixedrange": True},
    }  # fmt: skip
    return go.Figure(marks, layout)


def flow_in_words(boxes: pd.DataFrame) -> str:
    """Say the flow diagram box by box."""
    said = [f"{row.label}: {_count(row)}" for row in boxes.itertuples()]
    return f"Flow diagram with {words(len(boxes))} boxes. {'. '.join(said)}."


def _band(phase: str, rows: Sequence[int]) -> tuple[dict[str, Any], dict[str, Any]]:
    top, bottom = max(rows) + BAND_HEIGHT / 2, min(rows) - BAND_HEIGHT / 2
    name = {
        "x": BAND / 2, "y": (top + bottom) / 2, "text": f"<b>{phase.capitalize()}</b>", "textangle": -90,
        "showarrow": False, "font": {"size": 12},
    }  # fmt: skip
    return _rectangle(0, BAND, bottom, top) | {"line": {"width": 0}, "fillcolor": FILL}, name


def _rectangle(left: float, right: float, bottom: float, top: float) -> dict[str, Any]:
    return {"type": "rect", "x0": left, "x1": right, "y0": bottom, "y1": top}


def _emphasis(row: Any) -> str:
    return f"<i>{MISSING}</i>" if row.basis == MISSING else f"<b>{_count(row)}</b>"


def _count(row: Any) -> str:
    if row.basis == "not reported":
        return MISSING
    return f"n = {text(int(row.n))}" + (", derived" if row.basis == "derived" else "")


def _arrow(start: tuple[float, float], end: tuple[float, float]) -> dict[str, Any]:
    return {
        "x": end[0], "y": end[1], "ax": start[0], "ay": start[1], "xref": "x", "yref": "y", "axref": "x", "ayref": "y",
        "text": "", "showarrow": True, "arrowhead": 2, "arrowwidth": 1.2,
    }  # fmt: skip
