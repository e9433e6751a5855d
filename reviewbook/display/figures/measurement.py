"""How and when the studies measured."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from reviewbook.display.figures.style import (
    GROUND,
    NEUTRAL,
    Sources,
    addresses,
    behind,
    folded,
    of_first_studies,
    source,
    stated,
    table,
)
from reviewbook.display.markup import plotly
from reviewbook.display.wording import MISSING, alternative, amount, series, text
from reviewbook.evidence.counting import votes

# of the length of a treatment: the ground is pale, so that marks stand out from it, and its frame is not
LENGTH = {"color": GROUND, "line": {"width": 1, "color": NEUTRAL}}
HATCH = {"shape": "/", "fgcolor": "rgba(128,128,128,0.35)", "bgcolor": "rgba(0,0,0,0)", "size": 6, "solidity": 0.3}
AXES = {"weeks": "Week", "sessions": "Session"}
COLUMNS = ["Study", "Assessed", "Instrument or outcome", "Rater", "When", "Length of treatment", "Source"]
# pixels of a row, of the head of a panel and of what is below the last one
ROW, HEAD, FOOT = 21, 58, 90
# rows that are left free after a study; where the axis of times ends, and the band of unknown times begins
APART, TIMES, BAND = 0.4, 0.78, 0.82
MOST = 500


@of_first_studies
def timeline(placed: pd.DataFrame, sources: Sources) -> go.Figure:
    """Draw every assessment against the length of the treatment: a panel for weeks, one for sessions.

    In each panel a group of rows per study, under its name: one for each instrument and rater, and one for outcomes,
    over a pale bar for the length. A row has a mark for each time point, a line of marks for a series, and a ring for a
    mean over a series; a time that is in no week or session is written in the row. What has no reported time is a
    question mark in a band apart from the axis. A panel has a trace for the bars, one for the band, one for each kind
    of mark, and one for the names; where a point is missing, a line ends. Drawn from
    `reviewbook.evidence.accounts.measurement.assessments`, with its `sentences` as sources.
    """
    panels = [(unit, _rows(_by_study(placed[placed.study_id.isin(who)]))) for unit, who in _panels(placed).items()]
    height = sum(HEAD + ROW * rows[-1].bottom for _, rows in panels)
    traces: list[Any] = []
    layout: dict[str, Any] = {}
    annotations = []
    top = 1.0
    for number, (unit, rows) in enumerate(panels):
        axis, band = (str(n) if n > 1 else "" for n in (2 * number + 1, 2 * number + 2))
        top -= HEAD / height
        bottom = max(0.0, top - ROW * rows[-1].bottom / height)
        traces += _panel(rows, unit, (axis, band), sources)
        every = {"anchor": f"y{axis}", "side": "top", "fixedrange": True}
        layout[f"xaxis{axis}"] = every | {
            "domain": [0, TIMES], "range": [-0.5, _longest(rows) * 1.03], "nticks": 6,
            "title": {"text": AXES[unit], "standoff": 4, "font": {"size": 13}},
        }  # fmt: skip
        layout[f"xaxis{band}"] = every | {
            "domain": [BAND, 1], "range": [0, 1], "showgrid": False, "tickmode": "array", "tickvals": [0.5],
            "ticktext": ["time not<br>reported"],
        }  # fmt: skip
        lanes = [(y, lane) for row in rows for y, lane in row.lanes.items()]
        layout[f"yaxis{axis}"] = {
            "anchor": f"x{axis}", "domain": [bottom, top], "range": [rows[-1].bottom, 0], "tickmode": "array",
            "tickvals": [y for y, _ in lanes], "ticktext": [plotly(lane) for _, lane in lanes],
            "showgrid": False, "automargin": True, "tickfont": {"size": 12},
            # otherwise Plotly compares each label with each
            "ticklabeloverflow": "allow",
        }  # fmt: skip
        annotations.append({
            "x": 0, "y": top, "xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "bottom", "xshift": -6,
            "align": "right", "showarrow": False, "text": "instrument,<br>rater", "font": {"size": 12},
        })  # fmt: skip
        top = bottom
    layout |= {
        "meta": table(COLUMNS, [_told(row, sources) for row in placed.itertuples()]) | addresses(sources),
        "annotations": annotations, "height": height + FOOT, "barmode": "overlay",
        "margin": {"l": 10, "r": 10, "t": 10, "b": FOOT - 10},
        "legend": {
            "orientation": "h", "y": 0, "yanchor": "top", "x": 0, "itemclick": False, "itemdoubleclick": False,
        },
    }  # fmt: skip
    return go.Figure([*traces, *_legend(placed)], layout)


def timeline_in_words(placed: pd.DataFrame) -> str:
    """Say how many assessments there are of what, of how many no time is known, and on which axes they stand."""
    rated, others, silent = (placed[which] for which in (placed.rated, ~placed.rated, placed.when.isna()))
    axes = [f"{len(who)} in {unit}" for unit, who in _panels(placed).items()]
    return alternative(
        "Timeline of the assessments against the length of the treatment.",
        f"{amount(placed.study_id.nunique(), 'study', 'studies')}, {series(axes)}.",
        f"Assessments of the {rated.construct.iat[0]}: {text(len(rated))}; of outcomes: {text(len(others))}; "
        f"of these, without a reported time: {text(len(silent))}.",
    )


def _panels(placed: pd.DataFrame) -> dict[str, list[str]]:
    """Put the studies into panels by unit; one that gives no time at all stands in the first, with a note."""
    unit = placed.drop_duplicates("study_id").set_index("study_id").unit
    known = [name for name in AXES if unit.eq(name).any()] or list(AXES)[:1]
    unit = unit.where(unit.notna(), known[0])
    return {name: list(unit.index[unit.eq(name)]) for name in known}


def _by_study(placed: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Give the rows of each study as named tuples: tables of a few rows, made one by one, are slow."""
    return list(votes.together(placed.study_id, placed.itertuples(index=False)).values())


@dataclass(frozen=True)
class _Rows:
    """Hold where a study stands: its name at the top, its lanes by their heights, and its assessments with theirs."""

    top: float
    bottom: float
    lanes: dict[float, str]
    placed: list[tuple[float, Any]]


def _rows(groups: Iterable[Sequence[Any]]) -> list[_Rows]:
    """Give each instrument of a rater a row, one to all outcomes, and one to those of a time that is written."""
    found: list[_Rows] = []
    for rows in groups:
        top = found[-1].bottom if found else 0.2
        lanes = dict.fromkeys((_lane(row), _elsewhere(row)) for row in sorted(rows, key=lambda row: not row.rated))
        heights = {lane: top + 1.5 + n for n, lane in enumerate(lanes)}
        placed = [(heights[_lane(row), _elsewhere(row)], row) for row in rows]
        named = {y: lane for (lane, _), y in heights.items()}
        found.append(_Rows(top, top + 1 + len(lanes) + APART, named, placed))
    return found


def _lane(row: Any) -> str:
    return f"{row.measured}, {_rater(row)}" if row.rated else "outcome"


def _elsewhere(row: Any) -> str:
    """Word a time that is known and can be placed in no week or session of the panel; empty for any other."""
    if pd.notna(row.first) or pd.isna(row.when):
        return ""
    return f"{text(float(row.months))} months later" if pd.notna(row.months) else f"in {row.when}"


def _longest(rows: Iterable[_Rows]) -> float:
    known = [float(at) for group in rows for _, row in group.placed for at in (row.length, row.last) if pd.notna(at)]
    return max(known, default=1.0)


def _panel(rows: list[_Rows], unit: str, axes: tuple[str, str], sources: Sources) -> list[go.Bar | go.Scatter]:
    axis, band = axes
    studies = [(group, group.placed[0][1]) for group in rows]
    lengths = [(group, row) for group, row in studies if pd.notna(row.length)]
    here = {"xaxis": f"x{axis}", "yaxis": f"y{axis}", "showlegend": False}
    bars = go.Bar(
        orientation="h", marker=LENGTH, x=[row.length for _, row in lengths],
        y=[(group.top + 1 + group.bottom - APART) / 2 for group, _ in lengths],
        width=[group.bottom - APART - group.top - 1 for group, _ in lengths],
        meta=behind([row.study_id] for _, row in lengths),
        customdata=[
            folded(f"{row.study}: treatment of {text(float(row.length))} {unit}") + source(sources.get(row.study_id))
            for _, row in lengths
        ],
        hovertemplate="%{customdata}<extra></extra>", **here,
    )  # fmt: skip
    points = _together([point for group in rows for y, row in group.placed for point in _points(row, y, sources)])
    unknown = list(dict.fromkeys(point["y"] for point in points if point["kind"] == "unknown"))
    hatched = go.Bar(
        orientation="h", marker={"color": "rgba(0,0,0,0)", "pattern": HATCH, "line": {"width": 0}},
        x=[1] * len(unknown), y=unknown, width=1, hoverinfo="skip", **here | {"xaxis": f"x{band}"},
    )  # fmt: skip
    names = go.Scatter(
        x=[0] * len(studies), y=[group.top + 0.5 for group, _ in studies], mode="text", textposition="middle right",
        text=[f"<b>{plotly(row.study)}</b>" for _, row in studies], textfont={"size": 12}, cliponaxis=False,
        hoverinfo="skip", **here,
    )  # fmt: skip
    kinds = ([p for p in points if p["kind"] == kind] for kind in MARKS)
    return [bars, hatched, *(_marks(found, axis, band) for found in kinds if found), names]


# how each kind of mark is drawn; what has no colour of its own is in ink
MARKS: dict[str, dict[str, Any]] = {
    "rated": {"mode": "lines+markers", "line": {"width": 1.5}},
    "outcome": {"mode": "lines+markers", "line": {"width": 1.5, "color": NEUTRAL}, "marker": {"color": NEUTRAL}},
    "mean": {"mode": "markers", "marker": {"symbol": "circle-open", "line": {"width": 2}}},
    # a mark that is not seen keeps the words off the axis, and is what a pointer finds
    "elsewhere": {"mode": "markers+text", "marker": {"opacity": 0}, "textposition": "middle right"},
    "unknown": {"mode": "markers+text", "marker": {"opacity": 0}, "textposition": "middle center"},
}
POINT, OF_SERIES, RING = 10, 5, 15


def _points(row: Any, y: float, sources: Sources) -> Iterator[dict[str, Any]]:
    """List the points of an assessment, and after those in time one that is missing, at which its line ends."""
    when = f"time {MISSING}" if pd.isna(row.when) else row.when
    said = folded(f"{row.study}: {row.measured}, {when}")
    if row.rated:
        said += f"<br>{_by(_rater(row))}"
    said += source(sources.get(row.assessment_id))
    point = {"y": y, "said": said, "study_id": row.study_id, "size": POINT, "text": ""}
    if pd.isna(row.first):
        words = _elsewhere(row)
        # what is after the treatment is written there
        start = 0.0 if pd.isna(row.months) or pd.isna(row.length) else float(row.length)
        kind, at = ("elsewhere", start) if words else ("unknown", 0.5)
        yield point | {"kind": kind, "x": at, "text": plotly(words) if words else "<b>?</b>"}
        return
    first, last = float(row.first), float(row.last)
    x = [first] if first == last else [first, last]
    if row.schedule.startswith("every"):
        # of more marks than a figure is wide, nobody sees each
        step = 1 + int(last - first) // MOST
        x = [float(n) for n in range(int(first), int(last) + 1, step)]
    kind, size = "rated" if row.rated else "outcome", POINT if len(x) == 1 else OF_SERIES
    for one in (*x, None):
        yield point | {"kind": kind, "x": one, "size": size}
    if row.aggregated:
        said = folded(f"{row.study}: mean of {row.measured} over {row.when}")
        said += source(sources.get((row.study_id, row.instrument_id)))
        yield point | {"kind": "mean", "x": (first + last) / 2, "said": said, "size": RING}


def _together(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Let marks of one place say what all of them say, and write words of one place once."""
    here = votes.together([(p["kind"], p["x"], p["y"]) for p in points], points)
    for same in here.values():
        said = "<br>".join(dict.fromkeys(p["said"] for p in same))
        for n, point in enumerate(same):
            point |= {"said": said, "text": "" if n else point["text"]}
    return points


def _marks(points: list[dict[str, Any]], axis: str, band: str) -> go.Scatter:
    kind = points[0]["kind"]
    drawn = MARKS[kind]
    marker = {"size": [p["size"] for p in points], "opacity": 1} | drawn.get("marker", {})
    return go.Scatter(
        drawn | {"marker": marker}, xaxis=f"x{band if kind == 'unknown' else axis}", yaxis=f"y{axis}",
        x=[p["x"] for p in points], y=[p["y"] for p in points], text=[p["text"] for p in points],
        customdata=[p["said"] for p in points], textfont={"size": 12}, cliponaxis=False,
        meta=behind([p["study_id"]] for p in points), hovertemplate="%{customdata}<extra></extra>", showlegend=False,
    )  # fmt: skip


def _rater(row: Any) -> str:
    return MISSING if pd.isna(row.rater) else row.rater


def _by(rater: str) -> str:
    return f"rater {MISSING}" if rater == MISSING else f"rated by the {rater}"


def _told(row: Any, sources: Sources) -> list[Any]:
    length = f"{text(float(row.length))} {row.unit}" if pd.notna(row.length) else None
    rater = row.rater if row.rated else "does not apply"
    where = stated(sources.get(row.assessment_id))
    return [row.study, row.construct, row.measured, rater, row.when, length, where]


def _legend(placed: pd.DataFrame) -> list[go.Scatter]:
    """Explain the marks that occur."""
    construct = plotly(placed[placed.rated].construct.iloc[0])
    timed = placed.dropna(subset="first")
    rated = timed[timed.rated]
    series_of = rated["first"].ne(rated["last"]) | rated.schedule.str.startswith("every")
    single = {"mode": "markers"}
    marks = [
        (len(rated) > 0, construct, MARKS["rated"] | single, POINT),
        (not timed.rated.all(), "outcome", MARKS["outcome"] | single, POINT),
        ((~timed.rated & timed["first"].ne(timed["last"]) & ~timed.schedule.str.startswith("every")).any(),
         "outcome over a period", MARKS["outcome"], OF_SERIES),
        (series_of.any(), "every week or session", MARKS["rated"], OF_SERIES),
        (rated.aggregated.any(), "mean over the series", MARKS["mean"], RING),
        (placed.length.notna().any(), "length of treatment",
         {"mode": "markers", "marker": LENGTH | {"symbol": "square"}}, RING),
    ]  # fmt: skip
    return [
        go.Scatter(drawn | {"marker": {"size": size} | drawn.get("marker", {})}, x=[None], y=[None], name=name)
        for occurs, name, drawn, size in marks
        if occurs
    ]
