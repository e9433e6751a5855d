"""What the pointer is told on the web: where a coded cell is stated."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from reviewbook.book.pages.nodes import sourced
from reviewbook.display import markup


def setup(app: Sphinx) -> None:
    """Register the cell, and the texts at the end of the page."""
    app.connect("doctree-resolved", _place)
    app.add_node(sourced, html=(_open, _close))
    app.connect("html-page-context", _add_texts)


def texts(doctree: nodes.Element) -> dict[str, int]:
    """List what the coded cells of a page rest on, each text once, with its place in the list."""
    found = dict.fromkeys(node["source"] for node in doctree.findall(sourced))
    return {text: place for place, text in enumerate(found)}


def places(doctree: nodes.Element) -> dict[str, str]:
    """List the places that these texts name and that have an address."""
    return {place: address for node in doctree.findall(sourced) for place, address in node["places"].items()}


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
        held = {"notes": list(found), "places": places(doctree)}
        context["body"] += "".join(
            f'<script type="application/json" id="{name}">{markup.script(told)}</script>' for name, told in held.items()
        )
