"""How the studies were selected."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from reviewbook.display.figures.style import (
    GROUND,
    PAPER,
    SIZE,
    Sources,
    addresses,
    at_two_widths,
    behind,
    folded,
    lines,
    source,
    stated,
    table,
)
from reviewbook.display.wording import MISSING, alternative, text, words
from reviewbook.evidence.tables.boxes import FROM, FROM_OTHER, REMOVED, parts

# the levels of the diagram from above, and in each what stands in which column
PREVIOUS, MAIN, SIDE, OTHER, OTHER_SIDE = COLUMNS = range(5)
LEVELS: list[dict[int, tuple[str, ...]]] = [
    {
        PREVIOUS: ("studies_previous", "reports_previous"), MAIN: (*FROM, "records_identified"), SIDE: REMOVED,
        OTHER: FROM_OTHER,
    },
    {MAIN: ("records_screened",), SIDE: ("records_excluded",)},
    {
        MAIN: ("reports_sought",), SIDE: ("reports_not_retrieved",), OTHER: ("reports_sought_other",),
        OTHER_SIDE: ("reports_not_retrieved_other",),
    },
    {
        MAIN: ("reports_assessed",), SIDE: ("reports_excluded",), OTHER: ("reports_assessed_other",),
        OTHER_SIDE: ("reports_excluded_other",),
    },
    {MAIN: ("studies_included", "reports_included")},
    {MAIN: ("studies_total", "reports_total")},
    {MAIN: ("studies_in_meta_analysis", "reports_in_meta_analysis")},
]  # fmt: skip
# the stages that are said in words
STAGES = ("records_identified", "records_screened", "studies_included", "studies_total")
# the middle of the first column and the step to each one more
FIRST, STEP = 0.235, 0.53
# in rows: a box, the title of a phase, and the room that it takes
BOX_WIDTH, BOX_HEIGHT, TITLE_HEIGHT, TITLE = 0.46, 0.8, 0.22, 0.34
# pixels of a column where there are more than two
COLUMN = 200
# and of a row: as many as hold five lines in a frame, and of each line more
ROW, LINES, LINE = 110, 5, 20
# how the frame of a box tells its number is known
NO_SENTENCE = {"counted": "no sentence; counted in the tables", "derived": "no sentence", MISSING: "no sentence"}
COUNTED = f"<br>Source: {NO_SENTENCE['counted']}"
HEADS = ["Phase", "Box", "Number", "How it is known", "What it counts", "Source"]
FRAMES = {"stated": "solid", "counted": "solid", "derived": "dash", MISSING: "dot"}
NONE = "rgba(0,0,0,0)"
# letters in a line of a box on a telephone, and how wide one is on average
LETTERS, LETTER = 18, 5.5


def flow_diagram(
    boxes: pd.DataFrame,
    studies: Mapping[str, Sequence[str]],
    sources: Sources,
    listed: Mapping[str, tuple[str, str]] | None = None,
) -> go.Figure:
    """Draw the PRISMA 2020 flow diagram, of the boxes that the review has.

    One marker per box, in the middle of it, that carries its number, how it is known, what it counts and where that is
    stated; above the boxes of a phase its title. What PRISMA writes into one frame stands in frames one below the
    other, as each may be known in another way. Drawn from `reviewbook.evidence.accounts.flow.boxes`, with its
    `sentences` as sources and its `studies`: a box names those if it counts as many. `listed` has for a box where
    its records are listed, and what that list is called; which records and reports the other boxes count, the data do
    not hold.
    """
    return at_two_widths(partial(_diagram, boxes, studies, sources, listed or {}))


def _diagram(
    boxes: pd.DataFrame, studies: Mapping[str, Sequence[str]], sources: Sources,
    lists: Mapping[str, tuple[str, str]], narrow: bool,
) -> go.Figure:  # fmt: skip
    named = [studies.get(row.box, []) if row.n is not pd.NA else [] for row in boxes.itertuples()]
    named = [who if len(who) == n else [] for who, n in zip(named, boxes.n.fillna(-1), strict=True)]
    phase_of = dict(zip(boxes.box, boxes.phase, strict=True))
    levels, place, titles, height = _places(phase_of)
    columns = len({x for x, _ in place.values()})
    right = FIRST + STEP * (columns - 1) + BOX_WIDTH / 2
    fitting = int(PAPER * BOX_WIDTH / (right + FIRST - BOX_WIDTH / 2) / LETTER)
    letters = max(LETTERS - max(columns - 3, 0), 0 if narrow else fitting)
    labels = [lines(label, letters, whole_words=False) for label in boxes.label]
    most = max(label.count("<br>") for label in labels) + 2
    shapes, annotations = [], []
    for phase, y in titles.items():
        band, name = _title(phase, y, right, columns)
        shapes.append(band)
        annotations.append(name)
    for row, label in zip(boxes.itertuples(), labels, strict=True):
        x, y = place[row.box]
        frame = _rectangle(x - BOX_WIDTH / 2, x + BOX_WIDTH / 2, y - BOX_HEIGHT / 2, y + BOX_HEIGHT / 2)
        frame["line"] = {"width": 1.2, "dash": FRAMES[row.basis]}
        shapes.append(frame | ({"fillcolor": NONE} if row.basis == MISSING else {}))
        told = f"{label}<br>{_emphasis(row)}"
        annotations.append({"x": x, "y": y, "text": told, "showarrow": False, "font": {"size": SIZE}})
    annotations += _arrows(levels, place)
    elbows = [(place[last], place[into], side) for last, into, side in _joined(levels) if into in place]
    for (left, start), (end, row_of), side in elbows:
        way = {"x0": left, "y0": start - BOX_HEIGHT / 2, "x1": left, "y1": row_of}
        shapes.append({"type": "line", "line": {"width": 1.2}} | way)
        annotations.append(_arrow((left, row_of), (end + side * BOX_WIDTH / 2, row_of)))
    marks = go.Scatter(
        x=[place[box][0] for box in boxes.box], y=[place[box][1] for box in boxes.box],
        mode="markers", marker={"size": 60, "opacity": 0, "symbol": "square"},
        text=[
            f"{folded(f'{row.label}: {_count(row)}')}<br>{folded(row.meaning)}"
            + ("" if who or row.basis == MISSING or row.box in lists else f"<br>which ones: {MISSING}")
            + (source(sources.get(row.box)) or (COUNTED if row.basis == "counted" else ""))
            for row, who in zip(boxes.itertuples(), named, strict=True)
        ],
        meta=behind(named) | ({"lists": [list(lists.get(box, ())) for box in boxes.box]} if lists else {}),
        customdata=[None if row.basis == "not reported" else int(row.n) for row in boxes.itertuples()],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    rows = [
        (
            row.phase,
            row.label,
            row.n,
            row.basis,
            row.meaning,
            stated(sources.get(row.box)) or NO_SENTENCE.get(row.basis),
        )
        for row in boxes.itertuples()
    ]
    layout = {
        "meta": ({"least_width": COLUMN * columns} if columns > 2 else {}) | table(HEADS, rows) | addresses(sources),
        "height": round((ROW + LINE * max(most - LINES, 0)) * height), "showlegend": False,
        "margin": {"l": 4, "r": 4, "t": 4, "b": 4},
        "shapes": shapes, "annotations": annotations,
        "xaxis": {"visible": False, "range": [0, right + FIRST - BOX_WIDTH / 2], "fixedrange": True},
        "yaxis": {"visible": False, "range": [-height, 0], "fixedrange": True},
    }  # fmt: skip
    return go.Figure(marks, layout)


def flow_in_words(boxes: pd.DataFrame) -> str:
    """Say the numbers of the stages through which the flow diagram leads, and how many boxes have none."""
    silent = int(boxes.n.isna().sum())
    counts = f"Flow diagram with {words(len(boxes))} boxes" + (f", {words(silent)} {MISSING}." if silent else ".")
    stages = [f"{row.label}: {_count(row)}." for row in boxes[boxes.box.isin(STAGES)].itertuples()]
    return alternative(counts, *stages)


def _places(
    phase_of: Mapping[str, str],
) -> tuple[list[dict[int, list[str]]], dict[str, tuple[float, float]], dict[str, float], float]:
    """Find the levels and columns that have boxes, the places of boxes and of titles, and how many rows that takes."""
    boxes = list(phase_of)
    levels = [
        {
            column: [box for one in here for box in (one, *parts(boxes, one)) if box in boxes]
            for column, here in level.items()
        }
        for level in LEVELS
    ]
    levels = [{column: here for column, here in level.items() if here} for level in levels]
    there = [column for column in COLUMNS if any(column in level for level in levels)]
    x = [FIRST + STEP * column for column in range(len(there))]
    place: dict[str, tuple[float, float]] = {}
    titles: dict[str, float] = {}
    top = 0.0
    for level in (level for level in levels if level):
        phase = phase_of[next(iter(level.values()))[0]]
        if phase not in titles:
            titles[phase] = -(top + TITLE / 2)
            top += TITLE
        for column, here in level.items():
            place |= {box: (x[there.index(column)], -(top + 0.5 + row)) for row, box in enumerate(here)}
        top += max(map(len, level.values()))
    return levels, place, titles, top


def _arrows(
    levels: Sequence[dict[int, list[str]]], place: Mapping[str, tuple[float, float]]
) -> Iterator[dict[str, Any]]:
    """Draw the arrows down each of the two routes, and those from a stage to what leaves there."""
    for column in (MAIN, OTHER):
        for before, after in itertools.pairwise(level[column] for level in levels if column in level):
            (x, start), (_, end) = place[before[-1]], place[after[0]]
            yield _arrow((x, start - BOX_HEIGHT / 2), (x, end + BOX_HEIGHT / 2))
    for stage, leaving in ((MAIN, SIDE), (OTHER, OTHER_SIDE)):
        for level in (level for level in levels if stage in level and leaving in level):
            (left, y), (right, _) = place[level[stage][0]], place[level[leaving][0]]
            yield _arrow((left + BOX_WIDTH / 2, y), (right - BOX_WIDTH / 2, y))


def _joined(levels: Sequence[dict[int, list[str]]]) -> Iterator[tuple[str, str, int]]:
    """Say what comes in from aside: the last box of a column, the box that it joins, and on which side of that."""
    for column, into, side in ((PREVIOUS, "studies_total", -1), (OTHER, "studies_included", 1)):
        if boxes := [box for level in levels for box in level.get(column, ())]:
            yield boxes[-1], into, side


def _title(phase: str, y: float, right: float, columns: int) -> tuple[dict[str, Any], dict[str, Any]]:
    left = FIRST - BOX_WIDTH / 2
    # between two columns, where no arrow is
    x, anchor = (FIRST + STEP / 2, "center") if columns > 1 else (right, "right")
    name = {
        "x": x, "y": y, "text": f"<b>{phase.capitalize()}</b>", "xanchor": anchor, "showarrow": False,
        "font": {"size": 12},
    }  # fmt: skip
    band = _rectangle(left, right, y - TITLE_HEIGHT / 2, y + TITLE_HEIGHT / 2)
    return band | {"line": {"width": 0}, "fillcolor": GROUND}, name


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
