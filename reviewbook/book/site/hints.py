"""What the pointer and the keyboard are told on the web: what a number means, and where a coded cell is stated."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from reviewbook.book import state
from reviewbook.book.pages import register
from reviewbook.book.pages.nodes import sourced
from reviewbook.display import markup, wording
from reviewbook.display.outputs import Published

# one script for all pages, read once
FILE = "meanings.js"
TELL = """for (const link of document.querySelectorAll("a[href*='#number-']"))
  link.title = meanings[link.hash.slice(1)];"""


def setup(app: Sphinx) -> None:
    """Write the script before pages ask for it; register the cell, and the texts at the end of the page."""
    app.connect("builder-inited", _write_meanings)
    app.connect("doctree-resolved", _place)
    app.add_node(sourced, html=(_open, _close))
    app.connect("html-page-context", _add_texts)


def _write_meanings(app: Sphinx) -> None:
    if app.builder.format != "html":
        return
    published = state.of(app).published
    path = Path(app.outdir, "_static", FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script(published, register.wanted(Path(app.srcdir), published)), encoding="utf-8")


def script(published: Mapping[str, Published], keys: set[str]) -> str:
    """Write what the numbers of some keys mean, of those that are published.

    As JavaScript it works from the disk too: a page may not read other files there, but run them.
    """
    found = {
        register.anchor(f"{notebook}.{name}"): wording.meaning(number)
        for notebook, output in published.items()
        for name, number in output.numbers.items()
        if f"{notebook}.{name}" in keys
    }
    return f"const meanings = {markup.script(found)};\n{TELL}\n"


def texts(doctree: nodes.Element) -> dict[str, int]:
    """List what the coded cells of a page rest on, each text once, with its place in the list."""
    found = dict.fromkeys(node["source"] for node in doctree.findall(sourced))
    return {text: place for place, text in enumerate(found)}


def _place(app: Sphinx, doctree: nodes.document, page: str) -> None:
    places = texts(doctree)
    for node in doctree.findall(sourced):
        node["place"] = places[node["source"]]


def _open(self: HTML5Translator, node: sourced) -> None:
    self.body.append(
        self.starttag(node, "span", "", CLASS=f"sourced {node['basis']}", **{"data-note": str(node["place"])})
    )


def _close(self: HTML5Translator, node: sourced) -> None:
    self.body.append("</span>")


def _add_texts(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    if doctree is not None and (found := texts(doctree)):
        context["body"] += f'<script type="application/json" id="notes">{markup.script(list(found))}</script>'
