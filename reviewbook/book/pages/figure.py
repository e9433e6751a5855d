"""Published figures on the web: Plotly's JSON in the page, what its marks say, and its data as a table or a file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.osutil import relative_uri
from sphinx.writers.html5 import HTML5Translator

from reviewbook.book import state
from reviewbook.book.pages.bibliography import leads_to
from reviewbook.book.pages.nodes import figure_output
from reviewbook.display import markup
from reviewbook.display.figures.style import FOLD
from reviewbook.display.outputs import Published
from reviewbook.display.wording import text
from reviewbook.evidence.counting.direction import NOT_TESTED
from reviewbook.evidence.tables import data

# a table that is longer than this is not on the page; all are files in this folder of the site
SHOWN, FILES = 30, "figures"
# a figure that is wider than the window is moved inside its frame, by keyboard too
MOVED = ' role="group" aria-label="Figure that scrolls sideways" tabindex="0"'
NAMED = re.compile(r"%\{(\w+)(?:\[(\d+)\])?\}")
NOT_COUNTED = "not counted"
TAG = re.compile(r"</?(?:b|i|sub|sup)>")
BREAK = "<br>"
# what the meta of a layout has for what stands beside the drawing
HELD = ("data", "places")


@dataclass(frozen=True)
class Mark:
    """Hold what a figure shows when a pointer rests on one of its marks.

    Attributes
    ----------
    trace, point
        Its place in the figure.
    series
        Name of its trace; empty where the trace has none.
    lines
        The words shown.
    studies
        The study_ids behind it, from the trace's ``meta``; empty where it tells none.
    in_some
        Where a mark stands for several counts, the study_ids behind some of them only.
    sources
        Where a mark stands for several studies, study_id to where in the article it is stated.
    listed
        Where on the page the records of a mark are listed, and what that list is called; from the trace's ``meta``.
    cards
        What the cards of the page are filtered by when the mark is chosen; from the trace's ``meta``.
    """

    trace: int
    point: int
    series: str
    lines: tuple[str, ...]
    studies: tuple[str, ...] = ()
    in_some: tuple[str, ...] = ()
    sources: dict[str, str] = field(default_factory=dict)
    listed: tuple[str, ...] = ()
    cards: str = ""

    @property
    def said(self) -> str:
        """The words on one line."""
        return "; ".join(self.lines)


def setup(app: Sphinx) -> None:
    """Register the figure, and learn how studies are called."""
    app.add_node(figure_output, html=(_open, _close))
    app.connect("builder-inited", _name_studies)


def _name_studies(app: Sphinx) -> None:
    studies = data.load(Path(app.srcdir)).studies
    state.of(app).studies = dict(zip(studies.study_id, studies.study, strict=True))


def _open(self: HTML5Translator, node: figure_output) -> None:
    figure, key = node["figure"], node["key"]
    found = marks(figure)
    self.body.append(self.starttag(node, "div", "", CLASS="figure-output", **{"data-key": key}))
    canvas = f'<div class="figure-canvas" role="img" aria-label="{self.attval(node["alt"])}"></div>'
    is_wide = "least_width" in figure["layout"].get("meta", {})
    self.body.append(f'<div class="figure-frame"{MOVED if is_wide else ""}>{canvas}</div>')
    for kind, held in (("drawing", _drawn(figure)), ("marks", _told(figure, found, self.builder))):
        self.body.append(f'<script type="application/json" class="figure-{kind}">{markup.script(held)}</script>')
    columns, rows = table(figure, found, state.of(self.builder.app).studies)
    places = figure["layout"].get("meta", {}).get("places", {})
    self.body.append('\n<details class="figure-data"><summary>Data of this figure</summary>\n')
    if len(rows) <= SHOWN:
        told = _table(columns, rows, places, self.builder)
    else:
        told = _download(key, columns, rows, self.builder)
    self.body.append(f"{told}\n</details>\n")


def _close(self: HTML5Translator, node: figure_output) -> None:
    self.body.append("</div>\n")


def _drawn(figure: dict[str, Any]) -> dict[str, Any]:
    """Leave out of a figure what it does not draw: its table and places, and what its marks say, which a panel does."""
    meta = {name: value for name, value in figure["layout"].get("meta", {}).items() if name not in HELD}
    traces = []
    for trace in figure["data"]:
        said = {"hovertemplate", "customdata", "meta"}
        if "text" not in trace.get("mode", "text"):
            said.add("text")
        kept = {name: value for name, value in trace.items() if name not in said}
        traces.append(kept | {"hoverinfo": "none" if trace.get("hovertemplate") else "skip"})
    return {"data": traces, "layout": figure["layout"] | {"meta": meta}}


def _told(figure: dict[str, Any], found: list[Mark], builder: StandaloneHTMLBuilder) -> dict[str, Any]:
    """Hold for the panel what each mark says, and who its studies are; a mark of a choice has those of its count."""
    told: dict[str, Any] = {}
    for mark in found:
        trace = figure["data"][mark.trace]
        one = {
            "said": mark.lines, "whole": mark.studies, "in_some": mark.in_some, "sources": mark.sources,
            "listed": mark.listed, "cards": mark.cards,
        }  # fmt: skip
        counts = (trace.get("meta") or {}).get("counts")
        told[f"{mark.trace} {mark.point}"] = (
            {name: value for name, value in one.items() if value}
            if counts is None
            else {"said": mark.lines, "as": f"{counts} {trace['y'][mark.point]}"}
        )
    known, leads = state.of(builder.app).studies, leads_to(builder, builder.current_docname)
    named = sorted({study_id for mark in found for study_id in (*mark.studies, *mark.in_some)})
    held = {"studies": {one: [known.get(one, one), leads.get(one, "")] for one in named}, "marks": told}
    places = figure["layout"].get("meta", {}).get("places")
    return held | ({"places": places} if places else {})


def table(figure: dict[str, Any], found: list[Mark], known: dict[str, str]) -> tuple[list[str], list[list[Any]]]:
    """Give the columns and rows of what a figure draws: its own table, or what its marks say where it has none."""
    meta = figure["layout"].get("meta", {})
    if own := meta.get("data"):
        return own["columns"], own["rows"]
    if tiles := meta.get("tiles"):
        return _of_tiles(tiles)
    columns = {
        "Series": [mark.series for mark in found],
        "Label of the mark": [mark.said for mark in found],
        "Studies": ["; ".join(known.get(one, one) for one in (*mark.studies, *mark.in_some)) for mark in found],
    }
    shown = {title: cells for title, cells in columns.items() if any(cells)}
    return list(shown), [list(row) for row in zip(*shown.values(), strict=True)]


def _of_tiles(tiles: dict[str, Any]) -> tuple[list[str], list[list[Any]]]:
    """Give what each tile says: a row for each study, hypothesis and level of order in time."""
    rows = [
        [row["study"], column["label"], asked, said or (NOT_COUNTED if answers[0] else NOT_TESTED)]
        for row in tiles["rows"]
        for column, answers in zip(tiles["columns"], row["answers"], strict=True)
        for asked, said in zip(tiles["asked"], answers, strict=True)
    ]
    return ["Study", "Hypothesis", "Counted are studies that at least", "Finding"], rows


def _table(columns: list[str], rows: list[list[Any]], places: Mapping[str, str], builder: StandaloneHTMLBuilder) -> str:
    def cell(title: str, value: Any) -> str:
        if not isinstance(value, str):
            return f'<td data-column="{escape(title)}" class="number">{text(value)}</td>'
        told = "; ".join(_linked(part, places, builder) for part in value.split("; "))
        return f'<td data-column="{escape(title)}">{told}</td>'

    head = "".join(f'<th scope="col">{escape(title)}</th>' for title in columns)
    body = "\n".join(f"<tr>{''.join(map(cell, columns, row))}</tr>" for row in rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _linked(part: str, places: Mapping[str, str], builder: StandaloneHTMLBuilder) -> str:
    """Lead from a study, however a table names it, to what is known of it, and from a place to its sentences."""
    # behind the last place stands how far a value is read from there
    place = next((place for place in (part, part.rpartition(" (")[0]) if place in places), None)
    if place:
        link = f'<a class="reference external" href="{escape(places[place])}">{escape(place)}</a>'
        return f"{link}{escape(part.removeprefix(place))}"
    called = state.of(builder.app).studies
    study_id = next((one for one, study in called.items() if part in (one, study)), None)
    if not study_id:
        return escape(part)
    return f'<a href="{escape(leads_to(builder, builder.current_docname)[study_id])}">{escape(called[study_id])}</a>'


def _download(key: str, columns: list[str], rows: list[list[Any]], builder: StandaloneHTMLBuilder) -> str:
    """Lead to the file of a long table, and say how long it is."""
    address = relative_uri(builder.get_target_uri(builder.current_docname), quote(file(key)))
    size = f"{text(len(rows))} rows, CSV, {text(max(1, round(len(markup.sheet([columns, *rows]).encode()) / 1000)))} kB"
    return f'<p><a href="{address}" download>Download the data of this figure</a> ({size})</p>'


def write(published: Mapping[str, Published], known: dict[str, str], place: Path) -> None:
    """Write into the site the data of each figure, whether its page is written again or not."""
    for output in published.values():
        for name, one in output.figures.items():
            columns, rows = table(one["figure"], marks(one["figure"]), known)
            path = place / file(f"{output.notebook}.{name}")
            path.parent.mkdir(exist_ok=True)
            path.write_text(markup.sheet([columns, *rows]), encoding="utf-8")


def file(key: str, form: str = "csv") -> str:
    """Name the file of a figure in the site: its data, or its drawing as ``svg`` or ``png``."""
    return f"{FILES}/{key}.{form}"


def marks(figure: dict[str, Any]) -> list[Mark]:
    """List the marks of a figure, in the order in which it draws them.

    A trace without ``hovertemplate`` only explains or connects others, and has no marks; a point that is missing ends a
    line, and is none.
    """
    return [
        _mark(number, place, trace)
        for number, trace in enumerate(figure["data"])
        if trace.get("hovertemplate")
        for place in range(_length(trace))
        if trace["x"][place : place + 1] != [None]
    ]


def _length(trace: dict[str, Any]) -> int:
    values = trace["x"]
    # two levels of categories are two lists, one beside the other
    return len(values[0]) if values and isinstance(values[0], list) else len(values)


def _mark(number: int, place: int, trace: dict[str, Any]) -> Mark:
    told = NAMED.sub(lambda name: _value(trace, place, *name.groups()), trace["hovertemplate"])
    said = re.sub(r"<extra>.*?</extra>", "", told).replace(FOLD, " ").split(BREAK)
    meta = trace.get("meta") or {}
    studies, in_some = (tuple(meta[kind][place]) if kind in meta else () for kind in ("studies", "in_some"))
    sources = meta["sources"][place] if "sources" in meta else {}
    listed = tuple(meta["lists"][place]) if "lists" in meta else ()
    cards = meta["cards"][place] if "cards" in meta else ""
    series, lines = _read(trace.get("name", "")), tuple(map(_read, said))
    return Mark(number, place, series, lines, studies, in_some, sources, listed, cards)


def _read(written: str) -> str:
    """Read the text that `reviewbook.display.markup.plotly` wrote, without what is only emphasis."""
    return unescape(TAG.sub("", written))


def _value(trace: dict[str, Any], place: int, name: str, index: str | None) -> str:
    values = trace[name]
    if name in ("x", "y") and isinstance(values[0], list):
        return ": ".join(str(level[place]).replace(BREAK, " ") for level in values)
    found = values[place]
    return str(found if index is None else found[int(index)])
