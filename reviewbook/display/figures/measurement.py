"""How and when the studies measured."""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from reviewbook.display.figures.style import COLOURS, Sources, behind, folded, lines, of_first_studies, source
from reviewbook.display.markup import plotly
from reviewbook.display.wording import MISSING, series, text
from reviewbook.evidence.counting import votes

# the first colours mean hypotheses
RATED, OUTCOME = COLOURS[2], COLOURS[3]
PALE = "rgba(128,128,128,0.22)"
# a shape for each rater; where the rater is not reported, it is open
SHAPES, UNKNOWN = ["circle", "triangle-up", "star", "hexagon"], "circle-open"
AXES = {"weeks": "Week of treatment", "sessions": "Session of treatment"}
ROW, PANEL = 52, 62
MOST = 500


@of_first_studies
def timeline(placed: pd.DataFrame, sources: Sources) -> go.Figure:
    """Draw every assessment against the length of the treatment: a panel for weeks, one for sessions.

    In each panel a row per study: a pale bar for the length, a mark for each time point, shaped by rater, a line of
    marks for a series, a mark for a mean over a series, and in the lower half of the row the outcomes whose times are
    known. A note in the row says what is not reported or lies after the treatment. A panel has a trace for the bars,
    one for all ratings, one for all outcomes, one for the means, and one for the notes; where a point is missing, a
    line ends. Drawn from `reviewbook.evidence.accounts.measurement.assessments`, with its `sentences` as sources.
    """
    panels, shapes = _panels(placed), _shapes(placed)
    rows = sum(len(studies) for studies in panels.values())
    height = ROW * rows + PANEL * len(panels)
    traces: list[Any] = []
    layout: dict[str, Any] = {}
    top = 1.0
    for number, (unit, studies) in enumerate(panels.items()):
        axis = str(number + 1) if number else ""
        bottom = top - ROW * len(studies) / height
        here = placed[placed.study_id.isin(studies)]
        longest = float(here[["length", "last"]].astype(float).max().max())
        traces += _panel(_by_study(here), unit, axis, shapes, sources)
        layout[f"xaxis{axis}"] = {
            "anchor": f"y{axis}", "range": [-0.4, longest * 1.03], "nticks": 7,
            "title": {"text": AXES[unit], "standoff": 4, "font": {"size": 13}},
        }  # fmt: skip
        layout[f"yaxis{axis}"] = {
            "anchor": f"x{axis}", "domain": [bottom, top], "range": [len(studies) - 0.5, -0.5], "tickmode": "array",
            "tickvals": list(range(len(studies))), "showgrid": False, "automargin": True, "tickfont": {"size": 12},
            # otherwise Plotly compares each label with each
            "ticklabeloverflow": "allow",
            "ticktext": [lines(study, 16) for study in here.study.unique()],
        }  # fmt: skip
        top = max(0.0, bottom - PANEL / height)
    layout |= {
        "height": height + 90, "barmode": "overlay", "margin": {"l": 10, "r": 10, "t": 10, "b": 10},
        "legend": {
            "orientation": "h", "y": -0.01, "yanchor": "top", "x": 0, "itemclick": False, "itemdoubleclick": False,
        },
    }  # fmt: skip
    return go.Figure([*traces, *_legend(placed, shapes)], layout)


@of_first_studies
def timeline_in_words(placed: pd.DataFrame) -> str:
    """Say when each study measured what, and how long its treatment was."""
    parts = []
    for first, *others in _by_study(placed):
        length = f"{text(float(first.length))} {first.unit}" if pd.notna(first.length) else f"length {MISSING}"
        times: dict[str, dict[str, bool]] = {}
        for row in (first, *others):
            times.setdefault(row.measured, {})[MISSING if pd.isna(row.when) else row.when] = True
        said = [f"{measured} {series(list(when))}" for measured, when in times.items()]
        parts.append(f"{first.study}, {length}: {'; '.join(said)}")
    return f"Timeline of the assessments. {'. '.join(parts)}."


def _panels(placed: pd.DataFrame) -> dict[str, list[str]]:
    """Put the studies into panels by unit; one that gives no time at all stands in the first, with a note."""
    unit = placed.drop_duplicates("study_id").set_index("study_id").unit
    known = [name for name in AXES if unit.eq(name).any()] or list(AXES)[:1]
    unit = unit.where(unit.notna(), known[0])
    return {name: list(unit.index[unit.eq(name)]) for name in known}


def _by_study(placed: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Give the rows of each study as named tuples: tables of a few rows, made one by one, are slow."""
    return list(votes.together(placed.study_id, placed.itertuples(index=False)).values())


def _shapes(placed: pd.DataFrame) -> dict[str, str]:
    """Give each rater a shape."""
    raters = sorted(placed.rater.dropna().unique())
    return {rater: SHAPES[number % len(SHAPES)] for number, rater in enumerate(raters)} | {MISSING: UNKNOWN}


def _panel(
    groups: list[tuple[Any, ...]], unit: str, axis: str, shapes: dict[str, str], sources: Sources
) -> list[go.Bar | go.Scatter]:
    lengths = [(place, rows[0]) for place, rows in enumerate(groups) if pd.notna(rows[0].length)]
    bars = go.Bar(
        orientation="h", xaxis=f"x{axis}", yaxis=f"y{axis}", width=0.8, showlegend=False,
        marker={"color": PALE, "line": {"width": 0}}, x=[row.length for _, row in lengths],
        y=[place for place, _ in lengths], meta=behind([row.study_id] for _, row in lengths),
        customdata=[
            folded(f"{row.study}: treatment of {text(float(row.length))} {unit}") + source(sources.get(row.study_id))
            for _, row in lengths
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    points = [point for place, rows in enumerate(groups) for point in _points(rows, place, shapes, sources)]
    kinds = ([p for p in points if p["kind"] == kind] for kind in ("rated", "outcome", "mean"))
    return [bars, *(_marks(found, axis) for found in kinds if found), _notes(groups, axis)]


def _points(rows: Sequence[Any], place: int, shapes: dict[str, str], sources: Sources) -> Iterator[dict[str, Any]]:
    """List the points of a study, and after each assessment one that is missing, at which its line ends."""
    lanes = _lanes(rows, place)
    for row in rows:
        if pd.isna(row.first):
            continue
        y, first, last = lanes[row.rated, row.measured, _rater(row)], float(row.first), float(row.last)
        said = folded(f"{row.study}: {row.measured}, {row.when}")
        if row.rated:
            said += f"<br>{_by(_rater(row))}"
        said += source(sources.get(row.assessment_id))
        single = first == last
        x = [first] if single else [first, last]
        if row.schedule.startswith("every"):
            # of more marks than a figure is wide, nobody sees each
            step = 1 + int(last - first) // MOST
            x = [float(n) for n in range(int(first), int(last) + 1, step)]
        kind = "rated" if row.rated else "outcome"
        marker = _rating(shapes[_rater(row)], single) if row.rated else _outcome()
        for at in (*x, None):
            yield {"kind": kind, "x": at, "y": y, "said": said, "study_id": row.study_id, "marker": marker}
        if row.aggregated:
            said = folded(f"{row.study}: mean of {row.measured} over {row.when}")
            said += source(sources.get((row.study_id, row.instrument_id)))
            mean = {"kind": "mean", "y": y, "said": said, "study_id": row.study_id, "marker": _mean()}
            yield mean | {"x": (first + last) / 2}


def _marks(points: list[dict[str, Any]], axis: str) -> go.Scatter:
    marker = points[0]["marker"]
    each = {name: [p["marker"][name] for p in points] for name in ("size", "symbol")}
    line = marker["line"] | {"width": [p["marker"]["line"]["width"] for p in points]}
    return go.Scatter(
        xaxis=f"x{axis}", yaxis=f"y{axis}", x=[p["x"] for p in points], y=[p["y"] for p in points],
        mode="markers" if points[0]["kind"] == "mean" else "lines+markers",
        marker=marker | each | {"line": line, "opacity": 1},
        line={"color": marker["color"], "width": 1.5}, text=[p["said"] for p in points], cliponaxis=False,
        meta=behind([p["study_id"]] for p in points), hovertemplate="%{text}<extra></extra>", showlegend=False,
    )  # fmt: skip


def _lanes(rows: Sequence[Any], place: int) -> dict[tuple[bool, str, str], float]:
    """Give each instrument of a rater a line of its own in the upper half of the row; outcomes share the line below."""
    rated = list(dict.fromkeys((True, row.measured, _rater(row)) for row in rows if row.rated))
    lanes = {lane: place - 0.22 + 0.23 * (n - (len(rated) - 1) / 2) for n, lane in enumerate(rated)}
    return lanes | {(False, row.measured, _rater(row)): place + 0.02 for row in rows if not row.rated}


def _rater(row: Any) -> str:
    return MISSING if pd.isna(row.rater) else row.rater


def _by(rater: str) -> str:
    return f"rater {MISSING}" if rater == MISSING else f"rated by the {rater}"


def _rating(shape: str, single: bool) -> dict[str, Any]:
    line = {"width": 2 if shape == UNKNOWN and single else 1 if shape == UNKNOWN else 0, "color": RATED}
    return {"symbol": shape, "size": 10 if single else 5, "color": RATED, "line": line}


def _outcome() -> dict[str, Any]:
    return {"symbol": "diamond-open", "size": 9, "color": OUTCOME, "line": {"width": 2, "color": OUTCOME}}


def _mean() -> dict[str, Any]:
    return {"symbol": "square", "size": 13, "color": RATED, "line": {"width": 0}}


def _notes(groups: list[tuple[Any, ...]], axis: str) -> go.Scatter:
    """Write in the row of each study what is not reported or lies after the treatment."""
    # text of a trace, as the browser lays out the whole figure again for each annotation
    notes = [_placed(place, said) for place, rows in enumerate(groups) if (said := _said(rows))]
    return go.Scatter(
        # a mark that is not seen keeps the words off the axis
        xaxis=f"x{axis}", yaxis=f"y{axis}", x=[0] * len(notes), y=[y for y, _ in notes], mode="markers+text",
        marker={"size": 3, "opacity": 0},
        text=[said for _, said in notes], textposition="middle right", textfont={"size": 11}, hoverinfo="skip",
        showlegend=False, cliponaxis=False,
    )  # fmt: skip


def _placed(place: int, said: str) -> tuple[float, str]:
    """Fold a note that would not fit a narrow window, and keep it in its row."""
    return (place + 0.25, plotly(said)) if len(said) <= 32 else (place + 0.14, lines(said, 26))


def _said(rows: Sequence[Any]) -> str:
    outcomes = [row for row in rows if not row.rated]
    unknown = {
        "length": pd.isna(rows[0].length),
        "times of rating": all(pd.isna(row.when) for row in rows if row.rated),
        "time of outcome": all(pd.isna(row.when) for row in outcomes),
    }
    missing = [name for name, is_unknown in unknown.items() if is_unknown]
    notes = [f"{series(missing)} {MISSING}"] if missing else []
    notes += [f"outcome {text(float(row.months))} months later" for row in outcomes if pd.notna(row.months)]
    elsewhere = [row for row in outcomes if pd.isna(row.first) and pd.isna(row.months) and pd.notna(row.when)]
    return "; ".join(notes + [f"outcome in {row.when}" for row in elsewhere])


def _legend(placed: pd.DataFrame, shapes: dict[str, str]) -> list[go.Scatter]:
    """Explain the marks that occur."""
    construct = plotly(placed[placed.rated].construct.iloc[0])
    timed = placed.dropna(subset="first")
    rated = timed[timed.rated]
    raters = rated.rater.fillna(MISSING)
    marks = [
        (raters.eq(rater).any(), f"{construct}, {_by(rater).removeprefix('rated ')}", _rating(shape, True), "markers")
        for rater, shape in shapes.items()
    ] + [
        (rated["first"].ne(rated["last"]).any(), "every week or session", {}, "lines"),
        (rated.aggregated.any(), "mean over the series", _mean(), "markers"),
        (not timed.rated.all(), "outcome", _outcome(), "markers"),
        (placed.length.notna().any(), "length of treatment", {"symbol": "square", "size": 14, "color": PALE},
         "markers"),
    ]  # fmt: skip
    return [
        go.Scatter(x=[None], y=[None], name=name, mode=mode, marker=marker, line={"color": RATED, "width": 1.5})
        for occurs, name, marker, mode in marks
        if occurs
    ]
