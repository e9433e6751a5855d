"""Published figures on the web: Plotly's JSON in the page, drawn by one script that only pages with a figure load."""

import json
from pathlib import Path

from reviewbook.book.nodes import figure_output, sourced

STATIC = Path(__file__).parent / "static"
SCRIPTS = {figure_output: ["plotly-basic.min.js", "figures.js"], sourced: ["sources.js"]}


def setup(app):
    """Register the figure and its scripts."""
    app.add_node(figure_output, html=(_open, _close))
    app.connect("builder-inited", _add_static)
    app.connect("html-page-context", _add_scripts)
    app.add_css_file("book.css")


def _open(self, node):
    self.body.append(self.starttag(node, "div", "", CLASS="figure-output", **{"data-key": node["key"]}))
    figure = json.dumps(node["figure"], ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    self.body.append(f'<div class="figure-canvas" role="img" aria-label="{self.attval(node["alt"])}"></div>')
    self.body.append(f'<script type="application/json">{figure}</script>')


def _close(self, node):
    self.body.append("</div>\n")


def _add_static(app):
    app.config.html_static_path = [*app.config.html_static_path, str(STATIC)]


def _add_scripts(app, page, template, context, doctree):
    for kind, scripts in SCRIPTS.items():
        if doctree is not None and next(iter(doctree.findall(kind)), None) is not None:
            for script in scripts:
                app.add_js_file(script, loading_method="defer")
