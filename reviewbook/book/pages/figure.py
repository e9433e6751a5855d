"""Published figures on the web: Plotly's JSON in the page, and what its marks say as a table."""

import json
import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from reviewbook.book.pages.nodes import figure_output
from reviewbook.display.figures.style import FOLD
from reviewbook.evidence.tables import data

REFERENCES = "chapters/references"
# a figure that is wider than the window is moved inside its frame, by keyboard too
MOVED = ' role="group" aria-label="Figure that moves sideways" tabindex="0"'
NAMED = re.compile(r"%\{(\w+)(?:\[(\d+)\])?\}")
TAG = re.compile(r"</?(?:b|i|sub|sup)>")
BREAK = "<br>"


def setup(app):
    """Register the figure."""
    app.add_node(figure_output, html=(_open, _close))
    app.connect("builder-inited", _name_studies)


def _name_studies(app):
    if app.builder.format == "html":
        studies = data.load(Path(app.srcdir)).studies
        app.builder.study_names = dict(zip(studies.study_id, studies.study, strict=True))


def _open(self, node):
    self.body.append(self.starttag(node, "div", "", CLASS="figure-output", **{"data-key": node["key"]}))
    figure = json.dumps(node["figure"], ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    canvas = f'<div class="figure-canvas" role="img" aria-label="{self.attval(node["alt"])}"></div>'
    is_wide = "least_width" in node["figure"]["layout"].get("meta", {})
    self.body.append(f'<div class="figure-frame"{MOVED if is_wide else ""}>{canvas}</div>')
    self.body.append(f'<script type="application/json">{figure}</script>')
    self.body.append(_table(marks(node["figure"]), self.builder))


def _close(self, node):
    self.body.append("</div>\n")


def _table(found, builder):
    """Write what the marks say as a table, one row per mark, with its studies as links."""
    columns = {
        "Series": [escape(mark.series) for mark in found],
        "What a mark says": [escape(mark.said) for mark in found],
        "Studies": [_studies(mark, builder) for mark in found],
    }
    shown = {title: cells for title, cells in columns.items() if any(cells)}
    head = "".join(f'<th scope="col">{title}</th>' for title in shown)
    rows = "\n".join(
        f'<tr data-mark="{mark.trace} {mark.point}">{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'
        for mark, *cells in zip(found, *shown.values(), strict=True)
    )
    table = f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
    return f'\n<details class="figure-data"><summary>Data of this figure</summary>\n{table}\n</details>\n'


def _studies(mark, builder):
    whole = [_told(study_id, mark, builder) for study_id in mark.studies]
    in_some = [f"{_told(study_id, mark, builder)} (in some)" for study_id in mark.in_some]
    return "; ".join(f"<span>{told}</span>" for told in whole + in_some)


def _told(study_id, mark, builder):
    source = mark.sources.get(study_id)
    return _study(study_id, builder) + (f": {source}" if source else "")


def _study(study_id, builder):
    page = builder.get_relative_uri(builder.current_docname, REFERENCES)
    return f'<a href="{page}#ref-{study_id}">{escape(builder.study_names.get(study_id, study_id))}</a>'


@dataclass(frozen=True)
class Mark:
    """Hold what a figure shows when a pointer rests on one of its marks.

    Attributes
    ----------
    trace, point : int
        Its place in the figure.
    series : str
        Name of its trace; empty where the trace has none.
    said : str
        The words shown, on one line.
    studies : tuple of str
        The study_ids behind it, from the trace's ``meta``; empty where it tells none.
    in_some : tuple of str
        Where a mark stands for several counts, the study_ids behind some of them only.
    sources : dict
        Where a mark stands for several studies, study_id to where in the article it is stated.
    """

    trace: int
    point: int
    series: str
    said: str
    studies: tuple
    in_some: tuple = ()
    sources: dict = field(default_factory=dict)


def marks(figure):
    """List the marks of a figure, in the order in which it draws them.

    Parameters
    ----------
    figure : dict
        Plotly's JSON. A trace without ``hovertemplate`` only explains or connects others, and has no marks; a point
        that is missing ends a line, and is none.

    Returns
    -------
    list of Mark
    """
    return [
        _mark(number, place, trace)
        for number, trace in enumerate(figure["data"])
        if trace.get("hovertemplate")
        for place in range(_length(trace))
        if trace["x"][place : place + 1] != [None]
    ]


def _length(trace):
    values = trace["x"]
    # two levels of categories are two lists, one beside the other
    return len(values[0]) if values and isinstance(values[0], list) else len(values)


def _mark(number, place, trace):
    told = NAMED.sub(lambda name: _value(trace, place, *name.groups()), trace["hovertemplate"])
    said = TAG.sub("", re.sub(r"<extra>.*?</extra>", "", told).replace(FOLD, " ").replace(BREAK, "; "))
    meta = trace.get("meta") or {}
    groups = [tuple(meta[kind][place]) if kind in meta else () for kind in ("studies", "in_some")]
    return Mark(
        number, place, trace.get("name", ""), said, *groups, meta["sources"][place] if "sources" in meta else {}
    )


def _value(trace, place, name, index):
    values = trace[name]
    if name in ("x", "y") and isinstance(values[0], list):
        return ": ".join(str(level[place]).replace(BREAK, " ") for level in values)
    found = values[place]
    return str(found if index is None else found[int(index)])
