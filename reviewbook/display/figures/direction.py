"""What the studies show."""

import plotly.graph_objects as go

from reviewbook.display.figures.style import COLOURS, SYMBOLS
from reviewbook.display.wording import text


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
