"""Tables in, Plotly figures out, each with its words for those who do not see it.

Figures carry no template: fonts and colours of page or paper are added where the figure is drawn.
Colours that mean something are set here, safe for colour-blind readers, and never the only sign.
"""

import itertools
import textwrap

import plotly.graph_objects as go

from reviewbook.display.wording import MISSING, series, text, words

COLOURS = ["#3b82c4", "#d9822b", "#4d9f7d", "#a56cc1"]
SYMBOLS = ["circle", "square", "diamond", "cross"]
SIDE_BOXES = {
    "duplicates_removed": "records_identified",
    "records_excluded": "records_screened",
    "reports_not_retrieved": "reports_sought",
    "reports_excluded": "reports_assessed",
}
BOX_WIDTH, BOX_HEIGHT = 0.46, 0.66


def flow_diagram(boxes):
    """Draw the PRISMA 2020 flow diagram.

    Parameters
    ----------
    boxes : pandas.DataFrame
        From `reviewbook.evidence.flow.boxes`.

    Returns
    -------
    plotly.graph_objects.Figure
        One marker per box, in the middle of it, that carries its number and how it is known.
    """
    main = [box for box in boxes.box if box not in SIDE_BOXES]
    place = {box: (0.25, -main.index(SIDE_BOXES.get(box, box))) for box in boxes.box}
    place |= {box: (0.77, place[box][1]) for box in SIDE_BOXES if box in place}
    figure = go.Figure()
    for row in boxes.itertuples():
        x, y = place[row.box]
        dash = "solid" if row.basis == "stated" else "dot"
        figure.add_shape(
            type="rect", x0=x - BOX_WIDTH / 2, x1=x + BOX_WIDTH / 2, y0=y - BOX_HEIGHT / 2, y1=y + BOX_HEIGHT / 2,
            line={"width": 1.2, "dash": dash},
        )  # fmt: skip
        figure.add_annotation(
            x=x, y=y, text=f"{'<br>'.join(textwrap.wrap(row.label, 24))}<br><b>{_count(row)}</b>", showarrow=False
        )
    for before, after in itertools.pairwise(main):
        _arrow(figure, (0.25, place[before][1] - BOX_HEIGHT / 2), (0.25, place[after][1] + BOX_HEIGHT / 2))
    for box in SIDE_BOXES.values():
        y = place[box][1]
        _arrow(figure, (0.25 + BOX_WIDTH / 2, y), (0.77 - BOX_WIDTH / 2, y))
    figure.add_trace(
        go.Scatter(
            x=[place[box][0] for box in boxes.box],
            y=[place[box][1] for box in boxes.box],
            mode="markers",
            marker={"size": 60, "opacity": 0, "symbol": "square"},
            text=[f"{row.label}: {_count(row)}" for row in boxes.itertuples()],
            customdata=[None if row.basis == "not reported" else int(row.n) for row in boxes.itertuples()],
            hovertemplate="%{text}<extra></extra>",
        )
    )
    figure.update_layout(
        height=110 * len(main), showlegend=False, margin={"l": 4, "r": 4, "t": 4, "b": 4},
        xaxis={"visible": False, "range": [0, 1.02], "fixedrange": True},
        yaxis={"visible": False, "range": [0.5 - len(main), 0.5], "fixedrange": True},
    )  # fmt: skip
    return figure


def flow_in_words(boxes):
    """Say the flow diagram box by box."""
    said = [f"{row.label}: {_count(row)}" for row in boxes.itertuples()]
    return f"Flow diagram with {words(len(boxes))} boxes. {'. '.join(said)}."


def patients(studies, hypotheses):
    """Draw the number of patients of each study, largest first.

    Parameters
    ----------
    studies : pandas.DataFrame
        The table ``studies``.
    hypotheses : pandas.DataFrame
        The table ``hypotheses``; its order gives colours and patterns.

    Returns
    -------
    plotly.graph_objects.Figure
        One bar trace per hypothesis under which the article counts the study.
    """
    ordered = studies.dropna(subset="n_patients").sort_values("n_patients", kind="stable")
    figure = go.Figure()
    for number, row in enumerate(hypotheses.itertuples()):
        side = ordered[ordered.published_side.eq(row.hypothesis_id)]
        figure.add_trace(
            go.Bar(
                orientation="h",
                name=row.label,
                y=side.study.tolist(),
                x=[int(n) for n in side.n_patients],
                text=[text(int(n)) for n in side.n_patients],
                textposition="outside",
                cliponaxis=False,
                marker={"color": COLOURS[number], "pattern": {"shape": ["", "/"][number % 2]}},
                hovertemplate="%{y}: %{x} patients<extra></extra>",
            )
        )
    figure.update_layout(
        height=80 + 34 * len(ordered), bargap=0.3, margin={"l": 10, "r": 40, "t": 10, "b": 40},
        xaxis={"title": {"text": "Patients"}, "rangemode": "tozero"},
        yaxis={"automargin": True, "categoryorder": "array", "categoryarray": ordered.study.tolist()},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
    )  # fmt: skip
    return figure


def patients_in_words(studies):
    """Say how many patients each study has, largest first."""
    ordered = studies.dropna(subset="n_patients").sort_values("n_patients", ascending=False, kind="stable")
    said = [f"{study} {text(int(n))}" for study, n in zip(ordered.study, ordered.n_patients, strict=True)]
    return f"Bar chart of the patients in each study, largest first: {series(said)}."


def shares(counted):
    """Draw how many studies fall into each category of each characteristic.

    Parameters
    ----------
    counted : pandas.DataFrame
        From `reviewbook.evidence.characteristics.all_shares`.

    Returns
    -------
    plotly.graph_objects.Figure
        One bar per category, grouped by characteristic.
    """
    shown = counted[::-1]
    figure = go.Figure(
        go.Bar(
            orientation="h",
            y=[shown.characteristic.tolist(), shown.category.tolist()],
            x=shown.n.tolist(),
            text=shown.n.tolist(),
            textposition="outside",
            cliponaxis=False,
            marker={"color": COLOURS[0]},
            hovertemplate="%{y}: %{x} studies<extra></extra>",
        )
    )
    figure.update_layout(
        height=70 + 30 * len(shown), bargap=0.35, showlegend=False, margin={"l": 10, "r": 30, "t": 10, "b": 40},
        xaxis={"title": {"text": "Studies"}, "rangemode": "tozero", "dtick": 2}, yaxis={"automargin": True},
    )  # fmt: skip
    return figure


def shares_in_words(counted):
    """Say how many studies fall into each category."""
    parts = []
    for characteristic, group in counted.groupby("characteristic", sort=False):
        said = [f"{category} {n}" for category, n in zip(group.category, group.n, strict=True)]
        parts.append(f"{characteristic}: {series(said)}")
    return f"Bar chart of the studies in each category. {'. '.join(parts)}."


def published(counted, studies):
    """Draw the published count: one mark per study, in the row of the hypothesis under which it is counted.

    Parameters
    ----------
    counted : pandas.DataFrame
        From `reviewbook.evidence.direction.published`.
    studies : pandas.DataFrame
        The table ``studies``.

    Returns
    -------
    plotly.graph_objects.Figure
        One trace per hypothesis, one mark per study, its area by the number of patients.
    """
    known = studies.set_index("study_id")
    largest = known.n_patients.max()
    figure = go.Figure()
    for number, row in enumerate(counted.itertuples()):
        side = known.loc[list(row.studies)]
        figure.add_trace(
            go.Scatter(
                name=row.label,
                x=list(range(1, len(side) + 1)),
                y=[row.label] * len(side),
                mode="markers",
                marker={
                    "color": COLOURS[number],
                    "symbol": SYMBOLS[number],
                    "size": [14 + 30 * (int(n) / int(largest)) ** 0.5 for n in side.n_patients],
                },
                text=[f"{s.study}, {text(int(s.n_patients))} patients" for s in side.itertuples()],
                hovertemplate="%{text}<extra>%{y}</extra>",
            )
        )
        figure.add_annotation(
            x=len(side) + 1, y=row.label, text=f"<b>{row.n}</b> of {row.total}", showarrow=False, xanchor="left"
        )
    figure.update_layout(
        height=220, showlegend=False, margin={"l": 10, "r": 10, "t": 10, "b": 10},
        xaxis={"visible": False, "range": [0.3, int(counted.n.max()) + 2.4]},
        yaxis={"automargin": True, "autorange": "reversed", "showgrid": False},
    )  # fmt: skip
    return figure


def published_in_words(counted):
    """Say the published count."""
    said = [
        f"{row.label}: {row.n} of {row.total} studies, {text(row.n_patients)} patients" for row in counted.itertuples()
    ]
    return f"One mark per study, sized by its patients. {'. '.join(said)}."


def _count(row):
    if row.basis == "not reported":
        return MISSING
    return f"n = {text(int(row.n))}" + (", derived" if row.basis == "derived" else "")


def _arrow(figure, start, end):
    figure.add_annotation(
        x=end[0], y=end[1], ax=start[0], ay=start[1], xref="x", yref="y", axref="x", ayref="y",
        text="", showarrow=True, arrowhead=2, arrowwidth=1.2,
    )  # fmt: skip
