"""What opens in place: the layer at the pointer, and what each number is made of."""

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from reviewbook.book.opened import cards, counts
from reviewbook.book.pages.nodes import counted, number, sourced

SCRIPT, STYLE = "opened.js", "opened.css"


def opens(node: nodes.Node) -> bool:
    """Tell whether something opens at a node: at a number, a count, a coded cell, or a link to a place of the book."""
    return isinstance(node, (number, counted, sourced)) or (
        isinstance(node, nodes.reference) and bool(node.get("internal"))
    )


def setup(app: Sphinx) -> None:
    """Write what cards show once all pages are written."""
    counts.setup(app)
    app.connect("build-finished", _finish)


def _finish(app: Sphinx, exception: Exception | None) -> None:
    if not exception and app.builder.format == "html":
        cards.write(app, Path(app.outdir))
