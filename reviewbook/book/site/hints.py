"""What the pointer and the keyboard are told on the web: what a number means, and where a coded cell is stated."""

import json
from pathlib import Path

from reviewbook.book import state
from reviewbook.book.pages import register
from reviewbook.book.pages.nodes import sourced

# one script for all pages, read once
FILE = "meanings.js"
TELL = """for (const link of document.querySelectorAll("a[href*='#number-']"))
  link.title = meanings[link.hash.slice(1)];"""


def setup(app):
    """Write the script before pages ask for it; register the cell, and the texts at the end of the page."""
    app.connect("builder-inited", _write_meanings)
    app.add_node(sourced, html=(_open, _close))
    app.connect("html-page-context", _add_texts)


def _write_meanings(app):
    if app.builder.format != "html":
        return
    published = state.of(app).published
    path = Path(app.outdir, "_static", FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script(published, register.wanted(Path(app.srcdir), published)), encoding="utf-8")


def script(published, keys):
    """Write the script.

    Parameters
    ----------
    published : dict
        From `reviewbook.display.outputs.read`.
    keys : set of str
        Numbers that pages name; those that are not published are left out.

    Returns
    -------
    str
        JavaScript, which works from the disk too: a page may not read other files there, but run them.
    """
    found = {
        register.anchor(f"{notebook}.{name}"): number["meaning"]
        for notebook, output in published.items()
        for name, number in output.numbers.items()
        if f"{notebook}.{name}" in keys
    }
    return f"const meanings = {json.dumps(found, ensure_ascii=False, separators=(',', ':'))};\n{TELL}\n"


def texts(doctree):
    """List what the coded cells of a page rest on, each text once.

    Parameters
    ----------
    doctree : docutils.nodes.document

    Returns
    -------
    dict
        Text to its place in the list.
    """
    found = dict.fromkeys(node["source"] for node in doctree.findall(sourced))
    return {text: place for place, text in enumerate(found)}


def _open(self, node):
    if not hasattr(self, "note_places"):
        self.note_places = texts(self.document)
    place = {"data-note": str(self.note_places[node["source"]])}
    self.body.append(self.starttag(node, "span", "", CLASS=f"sourced {node['basis']}", **place))


def _close(self, node):
    self.body.append("</span>")


def _add_texts(app, page, template, context, doctree):
    if doctree is not None and (found := texts(doctree)):
        written = json.dumps(list(found), ensure_ascii=False).replace("</", "<\\/")
        context["body"] += f'<script type="application/json" id="notes">{written}</script>'
