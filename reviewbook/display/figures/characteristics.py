"""What the studies look like."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from reviewbook.display.figures.style import (
    COLOURS,
    NAME,
    NEUTRAL,
    Sources,
    addresses,
    at_two_widths,
    behind,
    lines,
    of_first_studies,
    source,
    stated,
    table,
)
from reviewbook.display.markup import plotly
from reviewbook.display.wording import MISSING, NOT_IN_ARTICLE, alternative, amount, text

FEW = 40
# pixels of a bar and of the axis
BAR, AXIS = 32, 60
# in bars
TITLE = 1.2
# letters of a line on a telephone: of the name of a bar, and of the title of its group
LETTERS, TITLE_LETTERS = 20, 18


@of_first_studies
def patients(studies: pd.DataFrame, hypotheses: pd.DataFrame, sources: Sources) -> go.Figure:
    """Draw the number of patients of each study, in a group for each hypothesis, largest first.

    One bar trace per hypothesis under which the article counts the study, and one for studies that it does not have.
    The order of `hypotheses` gives colours; `sources` has, by study_id, those of the number and of the hypothesis.
    """
    return at_two_widths(partial(_patients, studies, hypotheses, sources))


def _patients(studies: pd.DataFrame, hypotheses: pd.DataFrame, sources: Sources, narrow: bool) -> go.Figure:
    ordered = studies.dropna(subset="n_patients").sort_values("n_patients", ascending=False, kind="stable")
    labels = dict(zip(hypotheses.hypothesis_id, hypotheses.label, strict=True))
    sides = [*labels, *([NOT_IN_ARTICLE] if ordered.published_side.isna().any() else [])]
    groups = {side: ordered[ordered.published_side.fillna(NOT_IN_ARTICLE).eq(side)] for side in sides}
    groups = {side: rows for side, rows in groups.items() if len(rows)}
    heights = _heights([len(rows) for rows in groups.values()])
    traces = []
    for (side, rows), (_, at) in zip(groups.items(), heights, strict=True):
        traces.append(
            go.Bar(
                orientation="h", name=plotly(labels.get(side, side)), y=at, width=0.7,
                x=[int(n) for n in rows.n_patients],
                text=[text(int(n)) for n in rows.n_patients], textposition="outside", cliponaxis=False,
                marker={"color": NEUTRAL if side == NOT_IN_ARTICLE else COLOURS[list(labels).index(side)]},
                meta=behind([study_id] for study_id in rows.study_id),
                customdata=[
                    f"{plotly(row.study)}: {text(int(row.n_patients))} patients{source(sources.get(row.study_id))}"
                    for row in rows.itertuples()
                ],
                hovertemplate="%{customdata}<extra></extra>",
            )
        )  # fmt: skip
    told = [
        (row.study, int(row.n_patients), labels.get(side, side), stated(sources.get(row.study_id)))
        for side, rows in groups.items()
        for row in rows.itertuples()
    ]
    names = [[plotly(study) for study in rows.study] for rows in groups.values()]
    titles = [labels.get(side, side) for side in groups]
    meta = table(["Study", "Patients", "Counted under", "Source"], told) | addresses(sources)
    layout = {"meta": meta, "xaxis": _axis("Patients")}
    return go.Figure(traces, layout | _grouped(titles, names, heights, narrow))


def patients_in_words(studies: pd.DataFrame) -> str:
    """Say between which numbers the studies have patients, and of how many studies none is reported."""
    known = studies.n_patients.dropna()
    silent = len(studies) - len(known)
    return alternative(
        "Bar chart of the number of patients in each study, in a group for each hypothesis under which the article "
        "counts the studies, largest first.",
        f"{amount(len(known), 'study', 'studies')}: {text(int(known.min()))} to {text(int(known.max()))} patients, "
        f"median {text(float(known.median()))}." if len(known) else "",
        f"For {amount(silent, 'study', 'studies')} the number is {MISSING}." if silent else "",
    )  # fmt: skip


def shares(counted: pd.DataFrame, sources: Sequence[Sources]) -> go.Figure:
    """Draw how many studies fall into each category of each characteristic.

    One bar per category, grouped by characteristic. Drawn from
    `reviewbook.evidence.accounts.characteristics.all_shares`, with its `sentences` as sources.
    """
    return at_two_widths(partial(_shares, counted, sources))


def _shares(counted: pd.DataFrame, sources: Sequence[Sources], narrow: bool) -> go.Figure:
    groups = list(counted.groupby("characteristic", sort=False))
    heights = _heights([len(rows) for _, rows in groups])
    bars = go.Bar(
        orientation="h", x=counted.n.tolist(), text=counted.n.tolist(), textposition="outside", cliponaxis=False,
        y=[y for _, at in heights for y in at], width=0.7, marker={"color": NEUTRAL},
        meta=behind(counted.studies, sources=sources),
        customdata=[
            f"{plotly(row.characteristic)}: {plotly(row.category)}<br>{row.n} stud{'y' if row.n == 1 else 'ies'}"
            for row in counted.itertuples()
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    told = [(row.characteristic, row.category, row.n, "; ".join(row.studies)) for row in counted.itertuples()]
    names = [[lines(category, LETTERS if narrow else NAME) for category in rows.category] for _, rows in groups]
    # a line at every second study, while these can be told apart
    steps = {"dtick": 2} if counted.n.max() <= FEW else {}
    columns = ["Characteristic", "Category", "Number of studies", "Studies"]
    layout = {"meta": table(columns, told) | addresses(*sources), "xaxis": _axis("Studies") | steps}
    return go.Figure(bars, layout | _grouped([title for title, _ in groups], names, heights, narrow))


def _axis(title: str) -> dict[str, Any]:
    return {"title": {"text": title, "standoff": 12}, "rangemode": "tozero"}


def _heights(sizes: Sequence[int]) -> list[tuple[float, list[float]]]:
    """Give each group of bars the height of its title, and of each bar."""
    found: list[tuple[float, list[float]]] = []
    top = 0.0
    for size in sizes:
        found.append((top + TITLE / 2 + 0.1, [top + TITLE + 0.5 + n for n in range(size)]))
        top += TITLE + size
    return found


def _grouped(
    titles: Sequence[str], names: Sequence[Sequence[str]], heights: list[tuple[float, list[float]]], narrow: bool
) -> dict[str, Any]:
    """Lay bars out in groups, each below its title, which stands among the names, where no line of the axis is."""
    rows = sum(TITLE + len(at) for _, at in heights)
    letters = TITLE_LETTERS if narrow else NAME + 2
    written = [
        (place, words)
        for title, group, (top, at) in zip(titles, names, heights, strict=True)
        for place, words in zip([top, *at], [f"<b>{lines(title, letters)}</b>", *group], strict=True)
    ]
    return {
        "height": round(BAR * rows) + AXIS, "showlegend": False, "barmode": "overlay",
        "margin": {"l": 10, "r": 40, "t": 0, "b": 40},
        "yaxis": {
            "automargin": True, "showgrid": False, "range": [rows + 0.2, 0], "tickmode": "array",
            "tickvals": [place for place, _ in written], "ticktext": [words for _, words in written],
        },
    }  # fmt: skip


def shares_in_words(counted: pd.DataFrame) -> str:
    """Say which category of each characteristic has the most studies, or how many have as many."""
    parts = []
    for characteristic, group in counted.groupby("characteristic", sort=False):
        most, n = group.category[group.n.eq(group.n.max())], text(int(group.n.max()))
        parts.append(
            f"{characteristic}: {most.iat[0]} {n}."
            if len(most) == 1
            else f"{characteristic}: {len(most)} with {n} each."
        )
    return alternative("Bar chart of the number of studies in each category; the largest of each kind follow.", *parts)
