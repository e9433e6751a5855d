"""What the studies look like."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from reviewbook.display.figures.style import CLICK, COLOURS, PATTERNS, Sources, behind, lines, of_first_studies, source
from reviewbook.display.markup import plotly
from reviewbook.display.wording import NOT_IN_ARTICLE, series, text

FEW = 40


@of_first_studies
def patients(studies: pd.DataFrame, hypotheses: pd.DataFrame, sources: Sources) -> go.Figure:
    """Draw the number of patients of each study, largest first.

    One bar trace per hypothesis under which the article counts the study, and one for studies that it does not have.
    The order of `hypotheses` gives colours and patterns; `sources` has, by study_id, those of the number and of the
    hypothesis.
    """
    ordered = studies.dropna(subset="n_patients").sort_values("n_patients", kind="stable")
    traces = []
    labels = dict(zip(hypotheses.hypothesis_id, hypotheses.label, strict=True))
    sides = [*labels, *([NOT_IN_ARTICLE] if ordered.published_side.isna().any() else [])]
    for number, named in enumerate(sides):
        side = ordered[ordered.published_side.fillna(NOT_IN_ARTICLE).eq(named)]
        traces.append(
            go.Bar(
                orientation="h", name=plotly(labels.get(named, named)), y=[plotly(study) for study in side.study],
                x=[int(n) for n in side.n_patients],
                text=[text(int(n)) for n in side.n_patients], textposition="outside", cliponaxis=False,
                marker={"color": COLOURS[number], "pattern": {"shape": PATTERNS[number]}},
                meta=behind([study_id] for study_id in side.study_id),
                customdata=[source(sources.get(study_id)) for study_id in side.study_id],
                hovertemplate="%{y}: %{x} patients%{customdata}<extra></extra>",
            )
        )  # fmt: skip
    layout = {
        "height": 80 + 34 * len(ordered), "bargap": 0.3, "margin": {"l": 10, "r": 40, "t": 10, "b": 40},
        "xaxis": {"title": {"text": "Patients"}, "rangemode": "tozero"},
        "yaxis": {
            "automargin": True, "categoryorder": "array",
            "categoryarray": [plotly(study) for study in ordered.study],
        },
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
    }  # fmt: skip
    return go.Figure(traces, layout)


@of_first_studies
def patients_in_words(studies: pd.DataFrame) -> str:
    """Say how many patients each study has, largest first."""
    ordered = studies.dropna(subset="n_patients").sort_values("n_patients", ascending=False, kind="stable")
    said = [f"{study} {text(int(n))}" for study, n in zip(ordered.study, ordered.n_patients, strict=True)]
    return f"Bar chart of the patients in each study, largest first: {series(said)}."


def shares(counted: pd.DataFrame, sources: Sequence[Sources]) -> go.Figure:
    """Draw how many studies fall into each category of each characteristic.

    One bar per category, grouped by characteristic. Drawn from
    `reviewbook.evidence.accounts.characteristics.all_shares`, with its `sentences` as sources.
    """
    shown = counted[::-1]
    bars = go.Bar(
        orientation="h", x=shown.n.tolist(), text=shown.n.tolist(), textposition="outside", cliponaxis=False,
        y=[[lines(word, 10) for word in shown.characteristic], [lines(word, 18) for word in shown.category]],
        marker={"color": COLOURS[0]}, meta=behind(shown.studies, sources=sources[::-1]),
        customdata=[f"{n} stud{'y' if n == 1 else 'ies'}" for n in shown.n],
        hovertemplate="%{y}: %{customdata}" + CLICK + "<extra></extra>",
    )  # fmt: skip
    # a line at every second study, while these can be told apart
    steps = {"dtick": 2} if shown.n.max() <= FEW else {}
    layout = {
        "height": 70 + 30 * len(shown), "bargap": 0.35, "showlegend": False,
        "margin": {"l": 10, "r": 30, "t": 10, "b": 40},
        "xaxis": {"title": {"text": "Studies"}, "rangemode": "tozero"} | steps, "yaxis": {"automargin": True},
    }  # fmt: skip
    return go.Figure(bars, layout)


def shares_in_words(counted: pd.DataFrame) -> str:
    """Say how many studies fall into each category."""
    parts = []
    for characteristic, group in counted.groupby("characteristic", sort=False):
        said = [f"{category} {n}" for category, n in zip(group.category, group.n, strict=True)]
        parts.append(f"{characteristic}: {series(said)}")
    return f"Bar chart of the studies in each category. {'. '.join(parts)}."
