"""What each study found on each hypothesis, and how much is left as the order in time is asked for more strictly.

On the web it is a picture of tiles with a control, on paper a small multiple for each level of temporal precedence.
"""

import re
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from reviewbook.display.figures.style import (
    COLOURS,
    FILLS,
    NEUTRAL,
    SILENT,
    SIZE,
    SQUARE,
    filled,
    lines,
    of_first_studies,
)
from reviewbook.display.markup import plotly
from reviewbook.display.wording import alternative
from reviewbook.evidence.counting.direction import NOT_TESTED, PRECEDENCE

# what each level asks of a study, in words for a control
ASKED = ["tested it", "measured the predictor first", "adjusted for earlier change", "tested both orders"]
TREND = "trend, not significant"
# what of a square says the fill of a finding; a pale one has another colour
FORMS = {"empty": f"{SQUARE}-open", "crossed": f"{SQUARE}-x-open"}
FADED = 0.14
# in pixels: a row, a mark, one of no test; between two levels, in columns
ROW, MARK, SMALL, GAP = 24, 15, 5, 0.6


@of_first_studies
def order_in_time(by_level: pd.DataFrame, precedence: pd.DataFrame) -> go.Figure:
    """Draw for each level which studies are left, and what they found: a row per study, a column per hypothesis.

    One trace per hypothesis with a mark for each study and level; a study without a finding at the level is faded. The
    ``meta`` of the layout holds the same in words, as ``tiles``: ``asked`` (the levels), ``columns`` (label of each
    hypothesis and, for each level, its tally and the names of the two numbers in it), ``rows`` (study and, for each
    hypothesis, the finding at each level; None where there is none), those that reach the highest level last. Drawn
    from `by_level` and `precedence` of `reviewbook.evidence.counting.direction`.
    """
    tiles = _tiles(by_level, precedence)
    studies = [plotly(row["study"]) for row in tiles["rows"]]
    width = len(tiles["columns"]) + GAP
    traces = [_marks(number, column["label"], tiles, width) for number, column in enumerate(tiles["columns"])]
    labels = [column["label"] for column in tiles["columns"]]
    # a print in grey has no colour to tell them by
    told = [f"column {place}: {label}" for place, label in enumerate(labels, start=1)] if labels[1:] else labels
    traces += [_explained(words, SQUARE, COLOURS[number]) for number, words in enumerate(told)]
    found = {said for row in tiles["rows"] for answers in row["answers"] for said in answers}
    traces += [_explained(words, *_mark(words, NEUTRAL)) for words in FILLS if words in found]
    below = len(studies) - 0.2
    annotations = [
        _written(width * place + (width - GAP - 1) / 2, -0.9, f"<b>{lines(words, 15)}</b>", "bottom")
        for place, words in enumerate(tiles["asked"])
    ] + [
        _written(width * place + number, below, f"<b>{plotly(column['tallies'][place])}</b>", "top")
        for place in range(len(tiles["asked"]))
        for number, column in enumerate(tiles["columns"])
    ]
    layout = {
        "height": 150 + ROW * len(studies), "meta": {"tiles": tiles}, "annotations": annotations,
        "margin": {"l": 10, "r": 10, "t": 10, "b": 10},
        "xaxis": {"visible": False, "range": [-0.7, width * len(tiles["asked"]) - GAP - 0.3]},
        "yaxis": {
            "range": [len(studies) + 0.6, -2.2], "tickmode": "array", "tickvals": list(range(len(studies))),
            "ticktext": studies, "showgrid": False, "automargin": True,
        },
        "legend": {"orientation": "h", "y": 0, "yanchor": "top", "x": 0, "itemclick": False},
    }  # fmt: skip
    return go.Figure(traces, layout)


def order_in_time_in_words(by_level: pd.DataFrame, precedence: pd.DataFrame) -> str:
    """Say how many studies support each hypothesis, of all that tested it and of those at the strictest level."""
    parts = [
        f"{column['label']}: support by {column['tallies'][0]}, at the strictest level by {column['tallies'][-1]}."
        for column in _tiles(by_level, precedence)["columns"]
    ]
    return alternative("Grid of what each study found, at each level of order in time.", *parts)


def listed(tiles: dict[str, Any]) -> list[str]:
    """Say all that tiles say, a line for each hypothesis and for each study, where there is neither colour nor control.

    >>> column = {"label": "Sun predicts mood", "tallies": ["1 of 2", "0 of 1"]}
    >>> row = {"study": "Ash 2001", "answers": [["trend", None]]}
    >>> listed({"asked": ASKED[:2], "columns": [column], "rows": [row]})
    ['Sun predicts mood: 1 of 2 that tested it, 0 of 1 that measured the predictor first', \
'Ash 2001: Sun predicts mood trend']
    """
    labels = [column["label"] for column in tiles["columns"]]
    counts = [
        f"{label}: "
        + ", ".join(f"{tally} that {asked}" for tally, asked in zip(column["tallies"], tiles["asked"], strict=True))
        for label, column in zip(labels, tiles["columns"], strict=True)
    ]
    found = [
        f"{row['study']}: "
        + "; ".join(f"{label} {said[0] or NOT_TESTED}" for label, said in zip(labels, row["answers"], strict=True))
        for row in tiles["rows"]
    ]
    return counts + found


def _tiles(by_level: pd.DataFrame, precedence: pd.DataFrame) -> dict[str, Any]:
    columns = [
        {
            "label": label,
            "tallies": [f"{row.n_supported} of {row.n_tested}" for row in said.itertuples()],
            "numbers": [[form.named(row) for form in reversed(PRECEDENCE)] for row in said.to_dict("records")],
        }
        for label, said in precedence.groupby("hypothesis", sort=False)
    ]
    answers: dict[str, dict[str, list[str | None]]] = {}
    names = dict(zip(by_level.study_id, by_level.study, strict=True))
    for row in by_level.itertuples():
        found = None if pd.isna(row.finding) else row.finding
        answers.setdefault(row.study_id, {}).setdefault(row.hypothesis, []).append(found)
    rows = [{"study": short(names[who]), "answers": list(said.values())} for who, said in answers.items()]
    # the longer a study stays, the lower it stands
    rows.sort(key=lambda row: max(sum(map(bool, said)) for said in row["answers"]))
    return {"asked": ASKED, "columns": columns, "rows": rows}


def short(study: str) -> str:
    """Shorten a citation to its first name and the year.

    >>> short("Zuroff and Blatt, 2006"), short("De Bolle et al., 2010")
    ('Zuroff 2006', 'De Bolle 2010')
    """
    return re.sub(r"( and .*| et al\.)?,(?= \d)", "", study)


def _marks(number: int, label: str, tiles: dict[str, Any], width: float) -> go.Scatter:
    places = [
        (width * place + number, y, row["answers"][number], place)
        for place in range(len(tiles["asked"]))
        for y, row in enumerate(tiles["rows"])
    ]
    # one that is left out is what it was where nothing was asked
    drawn = [
        _mark(said[place] or said[0], COLOURS[number]) if said[0] else (SILENT, NEUTRAL) for *_, said, place in places
    ]
    return go.Scatter(
        name=plotly(label), mode="markers", x=[x for x, *_ in places], y=[y for _, y, *_ in places], showlegend=False,
        hoverinfo="skip", cliponaxis=False,
        marker={
            "symbol": [symbol for symbol, _ in drawn], "color": [colour for _, colour in drawn],
            "size": [MARK if said[0] else SMALL for *_, said, _ in places],
            "opacity": [1 if said[place] or not (said[0] or place) else FADED for *_, said, place in places],
        },
    )  # fmt: skip


def _mark(finding: str, colour: str) -> tuple[str, str]:
    """Give symbol and colour of a finding, whose form tells no direction."""
    return FORMS.get(FILLS[finding], SQUARE), filled(FILLS[finding], colour)


def _explained(words: str, symbol: str, colour: str) -> go.Scatter:
    marker = {"color": colour, "symbol": symbol, "size": SIZE, "opacity": 1}
    return go.Scatter(name=plotly(words), x=[None], y=[None], mode="markers", marker=marker, hoverinfo="skip")


def _written(x: float, y: float, words: str, anchor: str) -> dict[str, Any]:
    return {"x": round(x, 2), "y": y, "text": words, "yanchor": anchor, "showarrow": False, "font": {"size": SIZE}}
