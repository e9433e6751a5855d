"""How and when the studies measured."""

import textwrap

import pandas as pd
import plotly.graph_objects as go

from reviewbook.display.figures.style import COLOURS, behind
from reviewbook.display.wording import MISSING, series, text

# the first colours mean hypotheses
RATED, OUTCOME = COLOURS[2], COLOURS[3]
PALE = "rgba(128,128,128,0.22)"
AXES = {"weeks": "Week of treatment", "sessions": "Session of treatment"}
ROW, PANEL = 52, 62


def timeline(placed):
    """Draw every assessment against the length of the treatment: a panel for weeks, one for sessions.

    Parameters
    ----------
    placed : pandas.DataFrame
        From `reviewbook.evidence.measurement.assessments`.

    Returns
    -------
    plotly.graph_objects.Figure
        In each panel a row per study: a pale bar for the length, a mark for each time point, a line of marks for a
        series, a mark for a mean over a series, and in the lower half of the row the outcomes whose times are known.
        A note in the row says what is not reported or lies after the treatment.
    """
    panels = _panels(placed)
    rows = sum(len(studies) for studies in panels.values())
    height = ROW * rows + PANEL * len(panels)
    figure = go.Figure()
    top = 1.0
    for number, (unit, studies) in enumerate(panels.items()):
        axis = str(number + 1) if number else ""
        bottom = top - ROW * len(studies) / height
        _panel(figure, placed[placed.study_id.isin(studies)], unit, axis)
        figure.layout[f"xaxis{axis}"] = {
            "anchor": f"y{axis}", "range": [-0.4, _longest(placed, studies) * 1.03], "nticks": 7,
            "title": {"text": AXES[unit], "standoff": 4, "font": {"size": 13}},
        }  # fmt: skip
        figure.layout[f"yaxis{axis}"] = {
            "anchor": f"x{axis}", "domain": [bottom, top], "range": [len(studies) - 0.5, -0.5], "tickmode": "array",
            "tickvals": list(range(len(studies))), "showgrid": False, "automargin": True, "tickfont": {"size": 12},
            "ticktext": [_lines(study, 16) for study in placed[placed.study_id.isin(studies)].study.unique()],
        }  # fmt: skip
        top = max(0.0, bottom - PANEL / height)
    _legend(figure, placed)
    figure.update_layout(
        height=height + 90, barmode="overlay", margin={"l": 10, "r": 10, "t": 10, "b": 10},
        legend={"orientation": "h", "y": -0.01, "yanchor": "top", "x": 0, "itemclick": False, "itemdoubleclick": False},
    )  # fmt: skip
    return figure


def timeline_in_words(placed):
    """Say when each study measured what, and how long its treatment was."""
    parts = []
    for study, rows in placed.groupby("study", sort=False):
        first = rows.iloc[0]
        length = f"{text(float(first.length))} {first.unit}" if pd.notna(first.length) else f"length {MISSING}"
        said = [
            f"{measured} {series([MISSING if pd.isna(when) else when for when in group['when'].unique()])}"
            for measured, group in rows.groupby("measured", sort=False)
        ]
        parts.append(f"{study}, {length}: {'; '.join(said)}")
    return f"Timeline of the assessments. {'. '.join(parts)}."


def _panels(placed):
    """Put the studies into panels by unit; one that gives no time at all stands in the first, with a note."""
    unit = placed.drop_duplicates("study_id").set_index("study_id").unit
    known = [name for name in AXES if unit.eq(name).any()] or list(AXES)[:1]
    unit = unit.where(unit.notna(), known[0])
    return {name: list(unit.index[unit.eq(name)]) for name in known}


def _longest(placed, studies):
    return float(placed[placed.study_id.isin(studies)][["length", "last"]].astype(float).max().max())


def _panel(figure, rows, unit, axis):
    order = {study_id: place for place, study_id in enumerate(rows.study_id.unique())}
    lengths = rows.drop_duplicates("study_id").dropna(subset="length")
    figure.add_trace(
        go.Bar(
            orientation="h", xaxis=f"x{axis}", yaxis=f"y{axis}", width=0.8, showlegend=False,
            marker={"color": PALE, "line": {"width": 0}}, x=lengths.length.tolist(),
            y=[order[study_id] for study_id in lengths.study_id],
            meta=behind([study_id] for study_id in lengths.study_id),
            customdata=[f"{row.study}: treatment of {text(float(row.length))} {unit}" for row in lengths.itertuples()],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    for study_id, here in rows.groupby("study_id", sort=False):
        lanes = _lanes(here, order[study_id])
        for row in here.dropna(subset="first").itertuples():
            _assessment(figure, row, lanes[row.rated, row.measured], axis)
        figure.add_annotation(
            x=0, y=order[study_id] + 0.25, xref=f"x{axis}", yref=f"y{axis}", xanchor="left", showarrow=False,
            text=_note(here), font={"size": 11},
        )  # fmt: skip


def _lanes(rows, place):
    """Give each instrument a line of its own in the upper half of the row; outcomes share the line below."""
    rated = list(dict.fromkeys(rows[rows.rated].measured))
    lanes = {(True, name): place - 0.22 + 0.23 * (n - (len(rated) - 1) / 2) for n, name in enumerate(rated)}
    return lanes | {(False, name): place + 0.02 for name in rows[~rows.rated].measured}


def _assessment(figure, row, y, axis):
    first, last = float(row.first), float(row.last)
    said = f"{row.study}: {row.measured}, {row.when}"
    if row.rated:
        said += f", rater {MISSING}" if pd.isna(row.rater) else f", rated by the {row.rater}"
    single = first == last
    x = [first] if single else [first, last]
    if row.schedule.startswith("every"):
        x = [float(n) for n in range(int(first), int(last) + 1)]
    figure.add_trace(
        go.Scatter(
            xaxis=f"x{axis}", yaxis=f"y{axis}", x=x, y=[y] * len(x), mode="markers" if single else "lines+markers",
            marker=_mark(row.rated, single), line={"color": RATED if row.rated else OUTCOME, "width": 1.5},
            text=[said] * len(x), hovertemplate="%{text}<extra></extra>", showlegend=False, cliponaxis=False,
            meta=behind([[row.study_id]] * len(x)),
        )
    )  # fmt: skip
    if row.aggregated:
        figure.add_trace(
            go.Scatter(
                xaxis=f"x{axis}", yaxis=f"y{axis}", x=[(first + last) / 2], y=[y], mode="markers", showlegend=False,
                marker=_mean(), text=[f"{row.study}: mean of {row.measured} over {row.when}"],
                meta=behind([[row.study_id]]), hovertemplate="%{text}<extra></extra>",
            )
        )  # fmt: skip


def _mark(rated, single):
    if rated:
        return {"symbol": "circle", "size": 10 if single else 5, "color": RATED, "line": {"width": 0}}
    return {"symbol": "diamond-open", "size": 9, "color": OUTCOME, "line": {"width": 2, "color": OUTCOME}}


def _mean():
    return {"symbol": "square", "size": 13, "color": RATED, "line": {"width": 0}}


def _note(rows):
    rated, outcomes = rows[rows.rated], rows[~rows.rated]
    notes = []
    if pd.isna(rows.length.iloc[0]):
        notes.append("length not reported")
    if rated["when"].isna().all():
        notes.append("times of rating not reported")
    after = [f"outcome {months} months later" for months in map(text, outcomes.months.dropna().astype(float))]
    elsewhere = outcomes[outcomes["first"].isna() & outcomes.months.isna()]["when"].dropna()
    notes += [*after, *(f"outcome in {when}" for when in elsewhere)]
    return "; ".join(notes)


def _legend(figure, placed):
    """Explain the marks that occur."""
    construct = placed[placed.rated].construct.iloc[0]
    timed = placed.dropna(subset="first")
    rated = timed[timed.rated]
    marks = [
        (rated["first"].eq(rated["last"]).any(), f"{construct}, one time", _mark(True, True), "markers"),
        (rated["first"].ne(rated["last"]).any(), f"{construct}, every week or session", _mark(True, False),
         "lines+markers"),
        (rated.aggregated.any(), "mean over the series", _mean(), "markers"),
        (not timed.rated.all(), "outcome", _mark(False, True), "markers"),
        (placed.length.notna().any(), "length of treatment", {"symbol": "square", "size": 14, "color": PALE},
         "markers"),
    ]  # fmt: skip
    for occurs, name, marker, mode in marks:
        if occurs:
            figure.add_trace(
                go.Scatter(x=[None], y=[None], name=name, mode=mode, marker=marker, line={"color": RATED, "width": 1.5})
            )


def _lines(words, width):
    return "<br>".join(textwrap.wrap(words, width))
