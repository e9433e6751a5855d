"""What the studies show."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from reviewbook.display.figures.style import (
    CLICK,
    COLOURS,
    FOLD,
    NEUTRAL,
    SYMBOLS,
    Sources,
    behind,
    lines,
    of_first_studies,
    source,
    vertical,
)
from reviewbook.display.markup import plotly
from reviewbook.display.wording import text

LEVEL_WORDS = {
    "concurrent or unspecified": "conc.",
    "predictor first": "first",
    "adjusted for earlier change": "adj.",
    "both orders tested": "both",
}
UNTOLD = "direction not reported"
# a shape for each direction, and what stands for it where the finding is not supported
SHAPES = {
    "positive": ("triangle-up", "y-up-open"),
    "negative": ("triangle-down", "y-down-open"),
    "conflicting": ("diamond", "diamond-x-open"),
    UNTOLD: ("circle", "circle-x-open"),
}
# how a shape is filled for each of the other findings
FILLED = {"supported": "full", "trend": "empty", "mixed": "pale"}
PALE = 0.3
FINDINGS = [*FILLED, "not supported"]
ANSWERS = ["supported", "no clear support", "not reported as tested"]
# bars beside each other, at which there is room for words
NAMED = 60


def published(counted: pd.DataFrame, studies: pd.DataFrame, sources: Sources) -> go.Figure:
    """Draw the published count: one mark per study, in the row of the hypothesis under which it is counted.

    One trace per hypothesis, one mark per study, its area by the number of patients. Drawn from
    `reviewbook.evidence.counting.direction.published`; `sources` has, by study_id, those of the patients and of the
    hypothesis.
    """
    known = studies.set_index("study_id")
    largest = known.n_patients.max()
    traces = []
    for number, row in enumerate(counted.itertuples()):
        side = known.loc[list(row.studies)]
        sizes = [_size(n, largest) for n in side.n_patients]
        traces += [
            go.Scatter(
                name=plotly(row.label), mode="markers",
                x=list(range(1, len(side) + 1)), y=[lines(row.label, 12)] * len(side),
                marker={"color": COLOURS[number], "symbol": SYMBOLS[number], "size": sizes, "opacity": 1},
                text=[
                    f"{plotly(s.study)}, {_patients(s.n_patients)}{source(sources.get(s.Index))}"
                    for s in side.itertuples()
                ],
                meta=behind([study_id] for study_id in row.studies), hovertemplate="%{text}<extra></extra>",
            ),
            go.Scatter(
                name=plotly(row.label), x=[len(side) + 1], y=[lines(row.label, 12)], mode="text",
                text=[f"<b>{row.n}</b> of {row.total}"], textposition="middle right",
                meta=behind([row.studies], sources=[sources]),
                hovertemplate=f"{plotly(row.label)}: {row.n} of {row.total} studies{CLICK}<extra></extra>",
            ),
        ]  # fmt: skip
    layout = {
        "height": 60 + 62 * len(counted), "showlegend": False, "margin": {"l": 10, "r": 10, "t": 10, "b": 10},
        "xaxis": {"visible": False, "range": [0.3, int(counted.n.max()) + 3.4]},
        "yaxis": {"automargin": True, "autorange": "reversed", "showgrid": False},
    }  # fmt: skip
    return go.Figure(traces, layout)


def published_in_words(counted: pd.DataFrame) -> str:
    """Say the published count."""
    said = [
        f"{row.label}: {row.n} of {row.total} studies, {text(row.n_patients)} patients" for row in counted.itertuples()
    ]
    return f"One mark per study, sized by its patients. {'. '.join(said)}."


@of_first_studies
def effect_direction(matrix: pd.DataFrame, sources: Sources) -> go.Figure:
    """Draw an effect direction plot: a row per study, a column per hypothesis and outcome domain.

    One trace per hypothesis with a mark for each finding, one for what is not reported as tested, and one for each
    entry of the legend. The direction is a shape; it is full where the finding is supported, empty for a trend, pale
    where the findings are mixed, and in strokes where it is not supported. Drawn from
    `reviewbook.evidence.counting.direction.matrix`, with its `sentences` as sources.

    References
    ----------
    Hilton Boon and Thomson 2021, doi 10.1002/jrsm.1458
    """
    columns = list(matrix[["hypothesis", "outcome_domain"]].drop_duplicates().itertuples(index=False, name=None))
    place = {column: number for number, column in enumerate(columns)}
    named = dict.fromkeys(matrix.study)
    studies = [plotly(study) for study in named]
    largest = matrix.n_patients.max()
    groups = list(matrix.groupby("hypothesis", sort=False))
    tested, silent = matrix[matrix.temporal_level.notna()], matrix[matrix.temporal_level.isna()]
    used = _used(tested)
    traces = [
        _marks(hypothesis, rows[rows.temporal_level.notna()], place, largest, COLOURS[number], sources)
        for number, (hypothesis, rows) in enumerate(groups)
    ]
    traces += [_explained(finding, way) for finding, way in used]
    traces.append(_silences(silent, set(zip(tested.hypothesis_id, tested.study_id, strict=True)), place, sources))
    last, below = len(columns), 44 + 24 * len(used)
    traces.append(
        go.Scatter(x=[last] * len(studies), y=studies, text=["not<br>assessed"] * len(studies), mode="text",
                   textfont={"size": 10}, hoverinfo="skip", showlegend=False)
    )  # fmt: skip
    shapes, annotations = [], []
    for hypothesis, rows in groups:
        here = [place[hypothesis, domain] for domain in dict.fromkeys(rows.outcome_domain)]
        annotations.append({
            "x": sum(here) / len(here), "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 62, "showarrow": False,
            "text": f"<b>{lines(hypothesis, 22 if len(here) > 1 else 11)}</b>",
        })  # fmt: skip
        shapes.append(vertical(max(here) + 0.5, NEUTRAL))
    layout = {
        "meta": {"least_width": 600}, "height": 120 + 46 * len(studies) + below,
        "margin": {"l": 10, "r": 10, "t": 120, "b": below}, "shapes": shapes, "annotations": annotations,
        "xaxis": {
            "side": "top", "range": [-0.6, last + 0.6], "tickmode": "array", "tickvals": list(range(last + 1)),
            "ticktext": [*(lines(domain, 10) for _, domain in columns), "quality of<br>the study"],
            "tickangle": 0, "showgrid": False, "tickfont": {"size": 11},
        },
        "yaxis": {
            "autorange": "reversed", "categoryorder": "array", "categoryarray": studies, "automargin": True,
            "tickmode": "array", "tickvals": studies, "ticktext": [lines(study, 16) for study in named],
            "tickfont": {"size": 11}, "showgrid": False,
        },
        "legend": {"y": -0.02, "yanchor": "top", "x": 0, "font": {"size": 12}, "itemclick": False},
    }  # fmt: skip
    return go.Figure(traces, layout)


@of_first_studies
def effect_direction_in_words(matrix: pd.DataFrame) -> str:
    """Say the finding of each study on each hypothesis and domain."""
    parts = []
    for hypothesis, rows in matrix[matrix.temporal_level.notna()].groupby("hypothesis", sort=False):
        said = [
            f"{row.study} on {row.outcome_domain}: {row.finding}, direction {_direction(row) or 'not reported'}, "
            f"{row.temporal_level}"
            for row in rows.itertuples()
        ]
        parts.append(f"{hypothesis}. {'; '.join(said)}.")
    silent = f"{matrix.temporal_level.isna().sum()} of {len(matrix)} places are not reported as tested."
    return f"Effect direction plot. {' '.join(parts)} {silent} The quality of the studies was not assessed."


def harvest(votes: pd.DataFrame, sources: Sources) -> go.Figure:
    """Draw a harvest plot: a row per hypothesis, a column per answer, a bar per study, its height by temporal level.

    One bar trace per hypothesis; a study that did not report a test is a mark on the base line. Names, and patients
    above a bar, are written of no more than `NAMED` studies; of more, only a pointer tells them. Drawn from
    `reviewbook.evidence.counting.direction.per_study`, with its `sentences` as sources.

    References
    ----------
    Ogilvie et al. 2008, doi 10.1186/1471-2288-8-8
    """
    answers = list(dict.fromkeys(votes.answer))
    answers = [answer for answer in ANSWERS if answer in answers]
    widths = [votes[votes.answer.eq(answer)].groupby("hypothesis").size().max() for answer in answers]
    starts = [int(sum(widths[:number])) + number for number in range(len(answers))]
    end = starts[-1] + int(widths[-1])
    step = 1 / votes.hypothesis.nunique()
    traces, annotations = [], []
    layout: dict[str, Any] = {}
    for number, (hypothesis, rows) in enumerate(votes.groupby("hypothesis", sort=False)):
        axis = str(number + 1) if number else ""
        x = [
            start + place
            for start, answer in zip(starts, answers, strict=True)
            for place in range(rows.answer.eq(answer).sum())
        ]
        rows = rows.sort_values("answer", key=lambda told: told.map(ANSWERS.index), kind="stable")
        traces.append(_bars(hypothesis, rows, x, axis, COLOURS[number], sources))
        top = 1 - number * step
        layout[f"xaxis{axis}"] = {
            "anchor": f"y{axis}", "range": [-0.8, end - 0.2], "showgrid": False, "tickangle": -60, "tickmode": "array",
            "tickvals": x if len(x) <= NAMED else [], "tickfont": {"size": 11},
            "ticktext": [plotly(_short(study)) for study in rows.study] if len(x) <= NAMED else [],
        }  # fmt: skip
        layout[f"yaxis{axis}"] = {
            "anchor": f"x{axis}", "domain": [top - step * 0.66, top - step * 0.21], "range": [0, 4.6],
            "tickmode": "array", "tickvals": [1, 2, 3, 4], "ticktext": list(LEVEL_WORDS.values()),
            "tickfont": {"size": 11},
        }  # fmt: skip
        annotations.append({
            "x": 0, "y": top, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "top",
            "showarrow": False, "text": f"<b>{plotly(hypothesis)}</b>",
        })  # fmt: skip
        annotations += [
            {
                "x": start + (int(width) - 1) / 2, "y": top - step * 0.07, "xref": f"x{axis}", "yref": "paper",
                "yanchor": "top", "showarrow": False, "text": lines(answer, 13), "font": {"size": 11},
            }
            for start, width, answer in zip(starts, widths, answers, strict=True)
        ]  # fmt: skip
    layout |= {
        "height": 280 * votes.hypothesis.nunique(), "showlegend": False, "annotations": annotations,
        "margin": {"l": 10, "r": 10, "t": 10, "b": 10},
        # one size for all numbers of patients, also in a narrow window
        "uniformtext": {"minsize": 8, "mode": "show"},
    }  # fmt: skip
    return go.Figure(traces, layout)


def harvest_in_words(votes: pd.DataFrame) -> str:
    """Say which studies stand in which column of the harvest plot; of more than `NAMED`, how many."""
    parts = []
    for hypothesis, rows in votes.groupby("hypothesis", sort=False):
        told = _with_level if len(rows) <= NAMED else _counted_by_level
        said = [f"{answer}: {'; '.join(told(group))}" for answer, group in rows.groupby("answer", sort=False)]
        parts.append(f"{hypothesis}. {'. '.join(said)}")
    return f"Harvest plot, one bar per study, its height by temporal precedence. {'. '.join(parts)}."


def _with_level(rows: pd.DataFrame) -> list[str]:
    levels = rows.temporal_level
    return [study if pd.isna(level) else f"{study} ({level})" for study, level in zip(rows.study, levels, strict=True)]


def _counted_by_level(rows: pd.DataFrame) -> list[str]:
    sizes = rows.groupby("temporal_level", sort=False).size()
    return [f"{text(int(n))} studies ({level})" for level, n in sizes.items()] or [f"{text(len(rows))} studies"]


def _bars(hypothesis: str, rows: pd.DataFrame, x: list[int], axis: str, colour: str, sources: Sources) -> go.Bar:
    levels = list(LEVEL_WORDS)
    return go.Bar(
        name=plotly(hypothesis), xaxis=f"x{axis}", yaxis=f"y{axis}", x=x, width=0.8, marker={"color": colour},
        y=[0.06 if pd.isna(level) else levels.index(level) + 1 for level in rows.temporal_level],
        text=[_patients_above(row) for row in rows.itertuples()] if len(x) <= NAMED else None,
        textposition="outside", cliponaxis=False,
        customdata=[
            [
                plotly(row.study) + ("" if pd.isna(row.n_patients) else f", {text(int(row.n_patients))} patients"),
                row.answer,
                "" if pd.isna(row.temporal_level) else f", {row.temporal_level}",
                source(sources.get((row.hypothesis_id, row.study_id))),
            ]
            for row in rows.itertuples()
        ],
        meta=behind([study_id] for study_id in rows.study_id),
        hovertemplate="%{customdata[0]}:" + FOLD + "%{customdata[1]}%{customdata[2]}%{customdata[3]}<extra></extra>",
    )  # fmt: skip


def _patients_above(row: Any) -> str:
    # a study that did not report a test has no bar
    return "" if pd.isna(row.n_patients) or pd.isna(row.temporal_level) else text(int(row.n_patients))


def _marks(
    hypothesis: str,
    rows: pd.DataFrame,
    place: Mapping[tuple[str, str], int],
    largest: int,
    colour: str,
    sources: Sources,
) -> go.Scatter:
    return go.Scatter(
        name=plotly(hypothesis), showlegend=False, mode="markers+text", y=[plotly(study) for study in rows.study],
        x=[place[row.hypothesis, row.outcome_domain] for row in rows.itertuples()],
        marker={
            "symbol": [_symbol(row.finding, _way(row)) for row in rows.itertuples()],
            "size": [_size(n, largest) * 0.75 for n in rows.n_patients],
            "color": [_colour(row.finding, colour) for row in rows.itertuples()],
            "line": {"width": 2, "color": colour}, "opacity": 1,
        },
        text=[LEVEL_WORDS[row.temporal_level] for row in rows.itertuples()],
        textposition="middle right", textfont={"size": 10}, cliponaxis=False,
        customdata=[
            f"{plotly(row.study)}, {_patients(row.n_patients)}<br>{plotly(row.outcome_domain)}: {row.finding}<br>"
            f"direction {_direction(row) or 'not reported'}<br>{row.temporal_level}"
            f"{source(sources.get((row.hypothesis_id, row.study_id, row.outcome_domain)))}"
            for row in rows.itertuples()
        ],
        meta=behind([study_id] for study_id in rows.study_id), hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _explained(finding: str, way: str) -> go.Scatter:
    """Make an entry of the legend."""
    return go.Scatter(
        # short lines, which a phone shows without scrolling
        x=[None], y=[None], mode="markers", name=f"{finding},{'<br>' if way == UNTOLD else ' '}{way}",
        marker={
            "symbol": _symbol(finding, way), "size": 14, "color": _colour(finding, NEUTRAL),
            "line": {"width": 2, "color": NEUTRAL},
        },
    )  # fmt: skip


def _silences(
    rows: pd.DataFrame, tested: set[tuple[str, str]], place: Mapping[tuple[str, str], int], sources: Sources
) -> go.Scatter:
    """Mark what is not reported as tested: no sentence on the hypothesis, or none on this domain only."""
    said = []
    for row in rows.itertuples():
        key = row.hypothesis_id, row.study_id
        silence = "<br>Source: no sentence on this outcome" if key in tested else source(sources.get(key))
        said.append(f"{plotly(row.study)}, {plotly(row.outcome_domain)}:{FOLD}not reported as tested{silence}")
    return go.Scatter(
        name="not reported as tested", mode="markers", y=[plotly(study) for study in rows.study], text=said,
        x=[place[row.hypothesis, row.outcome_domain] for row in rows.itertuples()],
        marker={"symbol": "line-ew-open", "size": 8, "color": NEUTRAL},
        meta=behind([study_id] for study_id in rows.study_id), hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _used(tested: pd.DataFrame) -> list[tuple[str, str]]:
    used = {(row.finding, _way(row)) for row in tested.itertuples()}
    return [(finding, way) for finding in FINDINGS for way in SHAPES if (finding, way) in used]


def _symbol(finding: str, way: str) -> str:
    shape, instead = SHAPES[way]
    if finding not in FILLED:
        return instead
    return f"{shape}-open" if FILLED[finding] == "empty" else shape


def _colour(finding: str, colour: str) -> str:
    if FILLED.get(finding) != "pale":
        return colour
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {PALE})"


def _way(row: Any) -> str:
    return _direction(row) or UNTOLD


def _direction(row: Any) -> str | None:
    return None if pd.isna(row.direction) else row.direction


def _patients(n: Any) -> str:
    return "patients not reported" if pd.isna(n) else f"{text(int(n))} patients"


def _size(n: Any, largest: int) -> float:
    return 14.0 if pd.isna(n) else 14 + 30 * (int(n) / int(largest)) ** 0.5


def _short(study: str) -> str:
    return study.split(" et al.")[0].split(",")[0]
