"""The one visual language of all figures: what a colour, a mark and a pattern mean.

Text of cells gets into a figure by `lines`, `folded` and `source`, or by `reviewbook.display.markup.plotly` alone.

A figure is made at once, of its traces and its layout: Plotly looks through all that it has at each that is added.

Colours that mean something are safe for colour-blind readers and never the only sign, and stand out from white and
from the dark ground of a page by at least three to one.
"""

import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any

import pandas as pd

from reviewbook.display.markup import plotly
from reviewbook.display.wording import MISSING, places, text
from reviewbook.evidence.tables.sources import Source

# what tells a mark, or a study, apart to where in the article it is stated
Sources = Mapping[Any, Sequence[Source]]

# in the order of the table `hypotheses`
COLOURS = ["#3b82c4", "#c9741c", "#499676", "#a56cc1"]
SYMBOLS = ["circle", "square", "diamond", "cross"]
PATTERNS = ["", "/", "x", "."]
# for what has no colour of its own
NEUTRAL = "#808080"
# and for a ground behind marks
PALE = "rgba(128,128,128,0.22)"
# A figure with a row per study draws so many of them; more can be read neither on a screen nor on a sheet.
DRAWN = 30
# Where words that a pointer is told are folded, to fit a telephone; a break without the space is one of meaning.
FOLD, LETTERS = " <br>", 40
CLICK = ""


def source(rows: Sequence[Source] | None) -> str:
    """Say in a line of its own where in the article a mark is stated.

    It begins with a break, and is folded; empty where there is no source.
    """
    return f"<br>{folded(f'Source: {places(rows)}')}" if rows else ""


def stated(rows: Sequence[Source] | None) -> str | None:
    """Say where in the article something is stated, for a table; None where no sentence states it."""
    return places(rows) if rows else None


def folded(words: str) -> str:
    """Fold words that a pointer is told."""
    return FOLD.join(map(plotly, textwrap.wrap(words, LETTERS, break_long_words=False, break_on_hyphens=False)))


def lines(words: str, width: int, *, whole_words: bool = True) -> str:
    """Fold words that are written in a figure; a word that is longer stands alone, or is divided to stay in a frame."""
    return "<br>".join(map(plotly, textwrap.wrap(words, width, break_long_words=not whole_words)))


def behind(
    groups: Iterable[Iterable[str]],
    others: Iterable[Iterable[str]] | None = None,
    sources: Iterable[Sources] | None = None,
) -> dict[str, list[Any]]:
    """Say which studies stand behind each mark of a trace, for a page to show.

    The trace's ``meta``: ``studies``, a list of study_ids per mark, in the order of the marks, ``in_some``, the same of
    the others, and ``sources``, for each mark study_id to where in the article it is stated.

    Others are, for a mark that stands for several counts, the studies behind some of them only; sources are for a mark
    that stands for several studies.
    """
    known = {"studies": groups} | ({} if others is None else {"in_some": others})
    told: dict[str, list[Any]] = {kind: [list(group) for group in found] for kind, found in known.items()}
    if sources is None:
        return told
    here = [{study_id for found in told.values() for study_id in found[n]} for n in range(len(told["studies"]))]
    return told | {
        "sources": [
            {study_id: places(rows) for study_id, rows in found.items() if study_id in who}
            for found, who in zip(sources, here, strict=True)
        ]
    }


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """Give what a figure draws as a table, for the ``meta`` of its layout; what is missing was not reported.

    A page shows it below the figure. Columns have names that a reader understands; a cell is a number or plain text,
    in which a study stands by its study_id or as it is cited, several divided by ``; ``.
    """
    told = [[MISSING if cell is None or cell is pd.NA or cell != cell else cell for cell in row] for row in rows]
    return {"data": {"columns": list(columns), "rows": told}}


def vertical(x: float, colour: str) -> dict[str, Any]:
    """Draw a dotted line from the bottom of a figure to its top, as a shape of its layout."""
    line = {"width": 1, "color": colour, "dash": "dot"}
    return {"type": "line", "x0": x, "x1": x, "xref": "x", "y0": 0, "y1": 1, "yref": "y domain", "line": line}


def of_first_studies(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a figure with a row per study, or what says it in words, be of no more than the first `DRAWN` studies.

    Where studies are not drawn, the text ends with the sentence that says so, and the figure holds it as ``part`` in
    the ``meta`` of its layout, from where it gets into the caption. It takes tables, of which the first with a column
    ``study_id`` gives the order; in a column ``left_out``, too, stands a study.
    """

    @wraps(function)
    def shortened(*tables: Any) -> Any:
        known = next(table.study_id for table in tables if "study_id" in table).drop_duplicates()
        if len(known) <= DRAWN:
            return function(*tables)
        made = function(*(_of(table, known[:DRAWN]) for table in tables))
        part = f"Drawn are the first {DRAWN} of {text(len(known))} studies."
        if isinstance(made, str):
            return f"{made} {part}"
        made.layout.meta = (made.layout.meta or {}) | {"part": part}
        return made

    return shortened


def _of(table: Any, studies: pd.Series) -> Any:
    for column in ("study_id", "left_out"):
        if column in table:
            kept = table[column].isin(studies)
            table = table[kept | table[column].isna() if column == "left_out" else kept]
    return table
