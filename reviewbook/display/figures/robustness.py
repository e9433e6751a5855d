"""How much depends on how one counts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from reviewbook.display.figures.style import (
    CLICK,
    COLOURS,
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
from reviewbook.evidence.number import rounded

# heights in pixels: of a count, of the names of the choices, of a panel's title, of its axis
ROW, NAMES, TITLE, AXIS = 16, 166, 42, 48
GAP, LARGEST, LETTER = 0.4, 10, 4.6
# studies that a mark names; a longer list would fill the page many times, and nobody would read it
MOST = 40


def specifications(counts: pd.DataFrame, choices: pd.DataFrame, sources: Mapping[str, Sources]) -> go.Figure:
    """Draw every different count of the sensitivity grid, and beside it the choices that lead to it.

    For each hypothesis a panel with a row per count: a trace with its share and interval, and a trace with a mark for
    each choice, its area by the part of the combinations behind the count that make it. Drawn from `counts` and
    `choices` of `reviewbook.evidence.counting.grid`; `sources` is from
    `reviewbook.evidence.counting.direction.findings_behind`.

    References
    ----------
    Simonsohn, Simmons and Nelson 2020, doi 10.1038/s41562-020-0912-z
    """
    columns = _columns(choices)
    panels = list(counts.groupby("hypothesis", sort=False, observed=True))
    height = NAMES + sum(ROW * len(rows) + TITLE + AXIS for _, rows in panels)
    top = height - NAMES - TITLE
    traces, annotations = [], []
    layout: dict[str, Any] = {}
    for number, (hypothesis, rows) in enumerate(panels):
        domain = [(top - ROW * len(rows)) / height, top / height]
        traces.append(_shares(hypothesis, rows, number, sources.get(hypothesis, {})))
        traces.append(_marks(hypothesis, rows, choices[choices.hypothesis.eq(hypothesis)], columns, number))
        layout |= _axes(rows, columns, number, domain)
        annotations.append({
            "x": 0, "y": domain[1], "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom",
            "yshift": 8, "align": "left", "showarrow": False,
            "text": f"<b>{lines(hypothesis, 22 if number else 12)}</b>",
        })  # fmt: skip
        top -= ROW * len(rows) + AXIS + TITLE
    # the room that Plotly makes for the names of the rows is a few pixels too narrow on paper
    longest = max(len(_row(row)) for row in counts.itertuples())
    margin = {"l": round(LETTER * longest) + 10, "r": 4, "t": 10, "b": 0}
    layout |= {"height": height, "showlegend": False, "margin": margin, "annotations": annotations}
    return go.Figure(traces, layout)


def specifications_in_words(counts: pd.DataFrame) -> str:
    """Say the different counts of each hypothesis, and how many combinations give them."""
    parts = []
    for hypothesis, rows in counts.groupby("hypothesis", sort=False, observed=True):
        said = [f"{_count(row)} in {_combinations(row.n_combinations)}" for row in rows.itertuples()]
        parts.append(f"{hypothesis}: {'; '.join(said)}.")
    return f"Specification plot, one row per different count, with its interval in percent. {' '.join(parts)}"


@of_first_studies
def leave_one_out(
    plain: pd.DataFrame, studies: pd.DataFrame, sources: Sources, tested: Mapping[str, Sources]
) -> go.Figure:
    """Draw the share of each hypothesis with no study and with each study left out.

    One trace per hypothesis with a mark per row; open where leaving the study out changes nothing. Drawn from
    `reviewbook.evidence.counting.grid.plain`; `sources` and `tested` are `sentences` and `findings_behind` of
    `reviewbook.evidence.counting.direction`.
    """
    names = dict(zip(studies.study_id, map(plotly, studies.study), strict=True))
    rows: dict[str | None, int] = {None: 0} | {
        study_id: number for number, study_id in enumerate(studies.study_id, start=1)
    }
    traces, shapes = [], []
    panels = list(plain.groupby("hypothesis", sort=False, observed=True))
    for number, (hypothesis, found) in enumerate(panels):
        found = found[found.total.gt(0)].astype({"left_out": object})
        shift = 0.4 * (number - (len(panels) - 1) / 2)
        voting = tested.get(hypothesis, {})
        who = [None if pd.isna(study_id) else study_id for study_id in found.left_out]
        moved = [study_id is None or change != 0 for study_id, change in zip(who, found.change, strict=True)]
        traces.append(
            go.Scatter(
                name=plotly(hypothesis), mode="markers", x=_rounded(found.percent),
                y=[round(rows[study_id] + shift, 2) for study_id in who], error_x=_bars(found, COLOURS[number]),
                marker={
                    "color": COLOURS[number], "size": 9, "opacity": 1, "line": {"width": 2, "color": COLOURS[number]},
                    "symbol": [SYMBOLS[number] + ("" if filled else "-open") for filled in moved],
                },
                customdata=[
                    f"{'no study left out' if study_id is None else 'without ' + names[study_id]}<br>{_count(row)}"
                    f"{CLICK if study_id is None else source(sources.get((row.hypothesis_id, study_id)))}"
                    for study_id, row in zip(who, found.itertuples(), strict=True)
                ],
                meta=behind(
                    [voting if study_id is None else [study_id] for study_id in who],
                    sources=[voting if study_id is None else {} for study_id in who],
                ),
                hovertemplate="%{customdata}<extra></extra>", cliponaxis=False,
            )
        )  # fmt: skip
        shapes += [vertical(share, COLOURS[number]) for share in found.percent[found.left_out.isna()]]
    layout = {
        "height": 110 + 40 * len(rows), "margin": {"l": 10, "r": 14, "t": 10, "b": 10}, "shapes": shapes,
        "xaxis": {
            "title": {"text": "Percent supported", "standoff": 6, "font": {"size": 13}}, "range": [-2, 102],
            "dtick": 25,
        },
        "yaxis": {
            "range": [len(rows) - 0.5, -0.5], "automargin": True, "showgrid": False, "tickmode": "array",
            "tickvals": list(range(len(rows))), "tickfont": {"size": 11}, "ticklabeloverflow": "allow",
            "ticktext": ["<b>no study</b>", *(lines(name, 18) for name in studies.study)],
        },
        "legend": {"orientation": "h", "y": 1.01, "yanchor": "bottom", "x": 0, "itemclick": False},
    }  # fmt: skip
    return go.Figure(traces, layout)


@of_first_studies
def leave_one_out_in_words(plain: pd.DataFrame, studies: pd.DataFrame) -> str:
    """Say the share of each hypothesis, and what each study moves when it is left out."""
    names = studies.set_index("study_id").study
    parts = []
    for hypothesis, found in plain[plain.total.gt(0)].groupby("hypothesis", sort=False, observed=True):
        whole, left = found[found.left_out.isna()], found[found.left_out.notna() & found.change.ne(0)]
        said = [f"without {names[row.left_out]} {_count(row)}" for row in left.itertuples()]
        parts.append("; ".join([f"{hypothesis}: {_count(row)}" for row in whole.itertuples()] + said))
    return f"The share supported, with each study left out in turn. {'. '.join(parts)}. Other studies change nothing."


def _columns(choices: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Place each choice, with a gap between the kinds of choice."""
    known = choices[["choice", "option"]].drop_duplicates()
    kinds = list(dict.fromkeys(known.choice))
    pairs = [(kind, option) for kind in kinds for option in known.option[known.choice.eq(kind)]]
    return {pair: round(number + GAP * kinds.index(pair[0]), 1) for number, pair in enumerate(pairs)}


def _shares(hypothesis: str, rows: pd.DataFrame, number: int, sources: Sources) -> go.Scatter:
    return go.Scatter(
        name=plotly(hypothesis), mode="markers", x=_rounded(rows.percent), y=list(range(len(rows))),
        xaxis=f"x{_axis(number, 1)}", yaxis=f"y{_axis(number, 1)}", error_x=_bars(rows, COLOURS[number]),
        marker={"color": COLOURS[number], "symbol": SYMBOLS[number], "size": 8, "opacity": 1},
        customdata=[f"{_count(row)}<br>{_combinations(row.n_combinations)}" for row in rows.itertuples()],
        meta=behind(_named(rows.in_all), _named(rows.in_some), [sources] * len(rows)),
        hovertemplate=f"%{{customdata}}{_click(rows)}<extra></extra>", cliponaxis=False,
    )  # fmt: skip


def _marks(
    hypothesis: str, rows: pd.DataFrame, made: pd.DataFrame, columns: dict[tuple[str, str], float], number: int
) -> go.Scatter:
    place = {(row.n, row.total): (y, row.n_combinations) for y, row in enumerate(rows.itertuples())}
    marks = [(row, *place[row.n, row.total]) for row in made.itertuples()]
    return go.Scatter(
        name=plotly(hypothesis), mode="markers", x=[columns[row.choice, row.option] for row, _, _ in marks],
        y=[y for _, y, _ in marks], xaxis=f"x{_axis(number, 2)}", yaxis=f"y{_axis(number, 2)}",
        marker={
            "color": COLOURS[number], "symbol": SYMBOLS[number], "opacity": 1,
            "size": [round(max(3, LARGEST * (row.n_combinations / n) ** 0.5), 1) for row, _, n in marks],
        },
        customdata=[f"{row.n}/{row.total}: {row.n_combinations} of {n}<br>{plotly(row.option)}" for row, _, n in marks],
        # the studies of a mark are those of its count
        meta={"counts": 2 * number},
        hovertemplate=f"%{{customdata}}{_click(rows)}<extra></extra>", cliponaxis=False,
    )  # fmt: skip


def _named(groups: Iterable[Sequence[str]]) -> list[Sequence[str]]:
    return [group if len(group) <= MOST else () for group in groups]


def _click(rows: pd.DataFrame) -> str:
    largest = max((len(group) for groups in (rows.in_all, rows.in_some) for group in groups), default=0)
    return CLICK if largest <= MOST else ""


def _axes(
    rows: pd.DataFrame, columns: dict[tuple[str, str], float], number: int, domain: list[float]
) -> dict[str, Any]:
    places, options = list(columns.values()), [plotly(option) for _, option in columns]
    ends = [len(rows) - 0.5, -0.5]
    shares, marks = _axis(number, 1), _axis(number, 2)
    return {
        f"xaxis{shares}": {
            "anchor": f"y{shares}", "domain": [0, 0.26], "range": [-3, 103], "dtick": 50,
            "title": {"text": "Percent", "standoff": 4, "font": {"size": 12}}, "tickfont": {"size": 11},
        },
        f"yaxis{shares}": {
            "anchor": f"x{shares}", "domain": domain, "range": ends, "automargin": True, "showgrid": False,
            "tickmode": "array", "tickvals": list(range(len(rows))), "tickfont": {"size": 11},
            "ticktext": [_row(row) for row in rows.itertuples()],
        },
        f"xaxis{marks}": {
            "anchor": f"y{marks}", "domain": [0.3, 1], "range": [-0.5, places[-1] + 0.5], "side": "top",
            "tickmode": "array", "tickvals": places, "tickangle": -90, "tickfont": {"size": 9.5},
            "ticktext": options, "showticklabels": number == 0,
        },
        f"yaxis{marks}": {
            "anchor": f"x{marks}", "domain": domain, "range": ends, "tickmode": "array",
            "tickvals": list(range(len(rows))), "showticklabels": False,
        },
    }  # fmt: skip


def _axis(number: int, side: int) -> str:
    which = 2 * number + side
    return "" if which == 1 else str(which)


def _bars(rows: pd.DataFrame, colour: str) -> dict[str, Any]:
    return {
        "type": "data", "symmetric": False, "width": 0, "thickness": 2, "color": colour,
        "array": _rounded(rows.high - rows.percent), "arrayminus": _rounded(rows.percent - rows.low),
    }  # fmt: skip


def _rounded(values: pd.Series) -> list[float]:
    return [round(value, 2) for value in values.tolist()]


def _row(row: Any) -> str:
    return f"{row.n}/{row.total} ({row.n_combinations})"


def _count(row: Any) -> str:
    return f"{row.n} of {row.total}, {rounded(row.percent)} percent ({row.low:.0f} to {row.high:.0f})"


def _combinations(n: int) -> str:
    return f"{text(n)} combination{'s' * (n != 1)}"
