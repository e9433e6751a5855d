"""Published figures on the web: Plotly's JSON in the page, and what its marks say as a table."""

import json
from html import escape
from pathlib import Path

from reviewbook.book import marks
from reviewbook.book.nodes import figure_output
from reviewbook.evidence import data

REFERENCES = "chapters/references"
# a figure that is wider than the window is moved inside its frame, by keyboard too
MOVED = ' role="group" aria-label="Figure that moves sideways" tabindex="0"'


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
    self.body.append(_table(marks.read(node["figure"]), self.builder))


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
