"""The note of a coded cell on the web: where it stands in the article, each text once per page."""

import json

from reviewbook.book.nodes import sourced


def setup(app):
    """Register the cell, and the texts at the end of the page."""
    app.add_node(sourced, html=(_open, _close))
    app.connect("html-page-context", _add_texts)


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
