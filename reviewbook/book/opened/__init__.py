"""What opens in place: the layer at the pointer, and what each number is made of."""

from docutils import nodes
from sphinx.application import Sphinx

from reviewbook.book.opened import counts
from reviewbook.book.pages.nodes import counted, number, sourced

SCRIPT, STYLE = "opened.js", "opened.css"


def opens(node: nodes.Node) -> bool:
    """Tell whether something opens at a node: at a number, a count, a coded cell, or a link to a place of the book."""
    return isinstance(node, (number, counted, sourced)) or (
        isinstance(node, nodes.reference) and bool(node.get("internal"))
    )


def setup(app: Sphinx) -> None:
    """Take what is counted by hand; what cards show is written by `cards.write`, once all pages are."""
    counts.setup(app)
