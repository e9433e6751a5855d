"""The one system of marks of all figures: what a hue, a form and a fill mean.

Hue: a hypothesis (`COLOURS`), and nothing else; `NEUTRAL` is what is of none.
Verdicts on claims have a palette of their own (`VERDICTS`). No colour means two things.
Form: the direction of an effect (`FORMS`); a `SQUARE` has none, such as a share of studies, or a choice.
Fill: a finding (`FILLS`): full where supported, pale where mixed, empty where a trend, and crossed where not supported.
Tick: what has no test reported (`SILENT`, drawn as `SILENCE`).

A figure explains its marks itself, by `key`, and writes nothing smaller than `SIZE`, nor turned.

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
import plotly.graph_objects as go

from reviewbook.display.markup import plotly
from reviewbook.display.wording import MISSING, addressed, places, text
from reviewbook.evidence.accounts import claims
from reviewbook.evidence.counting.direction import NOT_TESTED
from reviewbook.evidence.tables.sources import Source

# what tells a mark, or a study, apart to where in the article it is stated
Sources = Mapping[Any, Sequence[Source]]

# in the order of the table `hypotheses`
COLOURS = ["#3b82c4", "#c9741c", "#499676", "#a56cc1"]
# for what has no colour of its own
NEUTRAL = "#808080"
# of verdicts on claims, in the order in which they are drawn; told apart by colour-blind readers, too
VERDICTS = dict(zip(claims.VERDICTS, ("#1f7a4d", "#1f7a4d", "#a83f8f", "#84962b", NEUTRAL), strict=True))
UNTOLD = "direction not reported"
# a form for each direction, and what stands for it where the finding is not supported
FORMS = {
    "positive": ("triangle-up", "y-up-open"),
    "negative": ("triangle-down", "y-down-open"),
    "conflicting": ("diamond", "diamond-x-open"),
    UNTOLD: ("circle", "circle-x-open"),
}
SQUARE, SILENT = "square", "line-ew-open"
# two pixels thick, as a thinner line is blurred into its ground
SILENCE = {"symbol": SILENT, "size": 9, "color": NEUTRAL, "line": {"width": 2}}
FILLS = {"supported": "full", "trend": "empty", "mixed": "pale", "not supported": "crossed"}
PALE = 0.3
# what is written in a figure, in pixels: on paper nine points
SIZE = 12
LINE = 18
# of how many letters a line of names is, where there is room; and how wide a letter is at most, on average
NAME, LETTER = 28, 6
# pixels between the margins of a figure on paper; in a window, what is no telephone's is no narrower
PAPER = 550
# as wide as a letter is high, and kept at the beginning of a line, also where that is drawn on paper
BESIDE = "\u2003"
# of every axis with intervals
SHARE = "Share of studies, not size of effect (%)"
# for a ground behind marks
GROUND = "rgba(128,128,128,0.22)"
# A figure with a row per study draws so many of them; more can be read neither on a screen nor on a sheet.
DRAWN = 30
# Where words that a pointer is told are folded, to fit a telephone; a break without the space is one of meaning.
FOLD, LETTERS = " <br>", 40


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


def addresses(*sources: Sources) -> dict[str, dict[str, str]]:
    """Give, for the ``meta`` of a layout, the address of each place that a figure names; empty where none has one.

    The ``places`` of a figure: what `source`, `stated` and `behind` call a place, to its address, once for all marks.
    """
    told = {
        words: address
        for group in sources
        for rows in group.values()
        for words, address in addressed(rows).items()
        if address
    }
    return {"places": told} if told else {}


def mark(finding: str, direction: Any, colour: str) -> tuple[str, str]:
    """Give the symbol and the colour of a finding with a direction, which is missing where none is reported."""
    form, crossed = FORMS[UNTOLD if pd.isna(direction) else direction]
    fill = FILLS[finding]
    return {"crossed": crossed, "empty": f"{form}-open"}.get(fill, form), filled(fill, colour)


def filled(fill: str, colour: str) -> str:
    """Give a colour as a fill of `FILLS` has it: pale is a part of it."""
    if fill != "pale":
        return colour
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {PALE})"


def used(findings: pd.DataFrame, *, silent: bool) -> list[tuple[str, str, str]]:
    """List for a `key` each finding with a direction that a figure draws, and what has no test reported.

    Findings have the columns ``finding`` and ``direction``, and only what was tested.
    """
    drawn = {(row.finding, UNTOLD if pd.isna(row.direction) else row.direction) for row in findings.itertuples()}
    told = [
        (f"{finding}, {way}", *mark(finding, None if way == UNTOLD else way, NEUTRAL))
        for finding in FILLS
        for way in FORMS
        if (finding, way) in drawn
    ]
    return told + [(NOT_TESTED, SILENT, NEUTRAL)] * silent


def key(told: Sequence[tuple[str, str, str]], x: float, top: float) -> go.Scatter:
    """Explain marks inside a figure: name, symbol and colour of each, one below the other by `LINE` pixels of an axis.

    It has no ``hovertemplate``, so that it is no mark itself.
    """
    return go.Scatter(
        x=[x] * len(told), y=[top + LINE * (number + 0.5) for number in range(len(told))], mode="markers+text",
        name="key", text=[BESIDE + plotly(name) for name, _, _ in told], textposition="middle right",
        textfont={"size": SIZE}, hoverinfo="skip", showlegend=False, cliponaxis=False,
        marker={
            "symbol": [symbol for _, symbol, _ in told], "size": SIZE, "color": [colour for *_, colour in told],
            "line": {"width": 2, "color": NEUTRAL}, "opacity": 1,
        },
    )  # fmt: skip


def note(x: float, y: float, words: str, **more: Any) -> dict[str, Any]:
    """Write words at a place of the axes, to the right of it and below, as an annotation of a layout."""
    return {
        "x": x, "y": y, "text": words, "xanchor": "left", "yanchor": "top", "align": "left", "showarrow": False,
        "font": {"size": SIZE}, "borderpad": 0,
    } | more  # fmt: skip


def sheet(height: float, across: Sequence[float], *, left: int = 4, foot: int = 4, **more: Any) -> dict[str, Any]:
    """Lay out a figure whose one vertical axis counts pixels from its top, so that words and marks have room.

    `across` is the range of its horizontal axis, `left` and `foot` are the pixels beside and below the axes.
    """
    return {
        "height": round(height) + 4 + foot, "margin": {"l": left, "r": 6, "t": 4, "b": foot, "pad": 0},
        "showlegend": False, "yaxis": {"range": [round(height), 0], "visible": False, "automargin": False},
        "xaxis": {"range": list(across), "visible": False, "automargin": False},
    } | more  # fmt: skip


def at_two_widths(draw: Callable[[bool], go.Figure]) -> go.Figure:
    """Draw a figure for a page, and for a telephone, as one.

    `draw` is told whether the figure is narrow. What differs there stands as ``narrow`` in the ``meta`` of the layout:
    what a narrow window takes in the place of what the layout says, and, as ``each``, what differs in each of its
    traces, annotations or shapes, in their order.
    """
    wide, slim = draw(False), draw(True)
    of_page, of_telephone = wide.to_plotly_json(), slim.to_plotly_json()
    narrow = _other(of_page["layout"], of_telephone["layout"])
    each = {"data": (of_page["data"], of_telephone["data"])} | {
        name: (of_page["layout"][name], narrow.pop(name))
        for name in ("annotations", "shapes")
        if name in narrow and len(narrow[name]) == len(of_page["layout"][name])
    }
    told = {name: [_other(*pair) for pair in zip(*pairs, strict=True)] for name, pairs in each.items()}
    narrow["each"] = {name: found for name, found in told.items() if any(found)}
    # a page and paper have templates of their own
    wide.update_layout(template=None, meta=(wide.layout.meta or {}) | {"narrow": narrow})
    return wide


def _other(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Give what another says, but for what stands behind it; None where it says nothing."""
    return {name: other.get(name) for name in {**one, **other} if name != "meta" and one.get(name) != other.get(name)}


def part(total: int) -> dict[str, str]:
    """Say, for the ``meta`` of a layout, from where it gets into the caption, of how many studies the first stand."""
    return {"part": f"Shown are the first {DRAWN} of {text(total)} studies."} if total > DRAWN else {}


def about(sources: Sources, hypothesis_id: str, studies: Iterable[str]) -> dict[str, Sequence[Source]]:
    """Give the sources of a hypothesis, which are told apart by it and a study, by study alone."""
    return {one: sources[hypothesis_id, one] for one in studies if (hypothesis_id, one) in sources}


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """Give what a figure draws as a table, for the ``meta`` of its layout; what is missing was not reported.

    A page shows it below the figure. Columns have names that a reader understands; a cell is a number or plain text,
    in which a study stands by its study_id or as it is cited, several divided by ``; ``.
    """
    told = [[MISSING if cell is None or cell is pd.NA or cell != cell else cell for cell in row] for row in rows]
    return {"data": {"columns": list(columns), "rows": told}}


def rule(start: float, end: float, y: float) -> dict[str, Any]:
    """Draw a thin line between the rows of studies, as a shape of a layout."""
    line = {"width": 1, "color": NEUTRAL}
    return {"type": "line", "x0": start, "x1": end, "y0": y, "y1": y, "line": line, "opacity": 0.4}


def vertical(x: float, colour: str) -> dict[str, Any]:
    """Draw a dotted line from the bottom of a figure to its top, as a shape of its layout."""
    line = {"width": 1, "color": colour, "dash": "dot"}
    return {"type": "line", "x0": x, "x1": x, "xref": "x", "y0": 0, "y1": 1, "yref": "y domain", "line": line}


def of_first_studies(function: Callable[..., go.Figure]) -> Callable[..., go.Figure]:
    """Let a figure with a row per study be of no more than the first `DRAWN` studies.

    Where studies are not drawn, it holds the sentence that says so as ``part`` in the ``meta`` of its layout, from
    where it gets into the caption. It takes tables, of which the first with a column ``study_id`` gives the order.
    """

    @wraps(function)
    def shortened(*tables: Any) -> go.Figure:
        known = next(table.study_id for table in tables if "study_id" in table).drop_duplicates()
        if len(known) <= DRAWN:
            return function(*tables)
        shown = known[:DRAWN]
        made = function(*(table[table.study_id.isin(shown)] if "study_id" in table else table for table in tables))
        made.layout.meta = (made.layout.meta or {}) | part(len(known))
        return made

    return shortened
