"""Published figures on the web: Plotly's JSON in the page, and what its marks say as a table."""

import re
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.writers.html5 import HTML5Translator

from reviewbook.book import state
from reviewbook.book.pages.nodes import figure_output
from reviewbook.display import markup
from reviewbook.display.figures.style import FOLD
from reviewbook.evidence.tables import data

REFERENCES = "chapters/references"
# a figure that is wider than the window is moved inside its frame, by keyboard too
MOVED = ' role="group" aria-label="Figure that moves sideways" tabindex="0"'
NAMED = re.compile(r"%\{(\w+)(?:\[(\d+)\])?\}")
TAG = re.compile(r"</?(?:b|i|sub|sup)>")
BREAK = "<br>"


@dataclass(frozen=True)
class Mark:
    """Hold what a figure shows when a pointer rests on one of its marks.

    Attributes
    ----------
    trace, point
        Its place in the figure.
    series
        Name of its trace; empty where the trace has none.
    said
        The words shown, on one line.
    studies
        The study_ids behind it, from the trace's ``meta``; empty where it tells none.
    in_some
        Where a mark stands for several counts, the study_ids behind some of them only.
    sources
        Where a mark stands for several studies, study_id to where in the article it is stated.
    listed
        Where on the page the records of a mark are listed, and what that list is called; from the trace's ``meta``.
    """

    trace: int
    point: int
    series: str
    said: str
    studies: tuple[str, ...] = ()
    in_some: tuple[str, ...] = ()
    sources: dict[str, str] = field(default_factory=dict)
    listed: tuple[str, ...] = ()


def setup(app: Sphinx) -> None:
    """Register the figure, and learn how studies are called."""
    app.add_node(figure_output, html=(_open, _close))
    app.connect("builder-inited", _name_studies)


def _name_studies(app: Sphinx) -> None:
    studies = data.load(Path(app.srcdir)).studies
    state.of(app).studies = dict(zip(studies.study_id, studies.study, strict=True))


def _open(self: HTML5Translator, node: figure_output) -> None:
    self.body.append(self.starttag(node, "div", "", CLASS="figure-output", **{"data-key": node["key"]}))
    canvas = f'<div class="figure-canvas" role="img" aria-label="{self.attval(node["alt"])}"></div>'
    is_wide = "least_width" in node["figure"]["layout"].get("meta", {})
    self.body.append(f'<div class="figure-frame"{MOVED if is_wide else ""}>{canvas}</div>')
    self.body.append(f'<script type="application/json">{markup.script(node["figure"])}</script>')
    self.body.append(_table(marks(node["figure"]), self.builder))


def _close(self: HTML5Translator, node: figure_output) -> None:
    self.body.append("</div>\n")


def _table(found: list[Mark], builder: StandaloneHTMLBuilder) -> str:
    """Write what the marks say as a table, one row per mark, with its studies as links."""
    columns = {
        "Series": [escape(mark.series) for mark in found],
        "What a mark says": [escape(mark.said) for mark in found],
        "Studies, records" if any(mark.listed for mark in found) else "Studies": [
            _studies(mark, builder) for mark in found
        ],
    }
    shown = {title: cells for title, cells in columns.items() if any(cells)}
    head = "".join(f'<th scope="col">{title}</th>' for title in shown)
    rows = "\n".join(
        f'<tr data-mark="{mark.trace} {mark.point}">{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'
        for mark, *cells in zip(found, *shown.values(), strict=True)
    )
    table = f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
    return f'\n<details class="figure-data"><summary>Data of this figure</summary>\n{table}\n</details>\n'


def _studies(mark: Mark, builder: StandaloneHTMLBuilder) -> str:
    whole = [_told(study_id, mark, builder) for study_id in mark.studies]
    in_some = [f"{_told(study_id, mark, builder)} (in some)" for study_id in mark.in_some]
    records = [f'<a href="#{quote(mark.listed[0])}">{escape(mark.listed[1])}</a>'] if mark.listed else []
    return "; ".join(f"<span>{told}</span>" for told in whole + in_some + records)


def _told(study_id: str, mark: Mark, builder: StandaloneHTMLBuilder) -> str:
    page = builder.get_relative_uri(builder.current_docname, REFERENCES)
    called = state.of(builder.app).studies.get(study_id, study_id)
    source = mark.sources.get(study_id)
    return f'<a href="{page}#ref-{quote(study_id)}">{escape(called)}</a>' + (f": {escape(source)}" if source else "")


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
    said = _read(re.sub(r"<extra>.*?</extra>", "", told).replace(FOLD, " ").replace(BREAK, "; "))
    meta = trace.get("meta") or {}
    studies, in_some = (tuple(meta[kind][place]) if kind in meta else () for kind in ("studies", "in_some"))
    sources = meta["sources"][place] if "sources" in meta else {}
    listed = tuple(meta["lists"][place]) if "lists" in meta else ()
    return Mark(number, place, _read(trace.get("name", "")), said, studies, in_some, sources, listed)


def _read(written: str) -> str:
    """Read the text that `reviewbook.display.markup.plotly` wrote, without what is only emphasis."""
    return unescape(TAG.sub("", written))


def _value(trace: dict[str, Any], place: int, name: str, index: str | None) -> str:
    values = trace[name]
    if name in ("x", "y") and isinstance(values[0], list):
        return ": ".join(str(level[place]).replace(BREAK, " ") for level in values)
    found = values[place]
    return str(found if index is None else found[int(index)])
