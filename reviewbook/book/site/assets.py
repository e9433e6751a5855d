"""Scripts and style sheets of what a reader can use, each loaded only by the pages that hold such a thing."""

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from reviewbook.book import opened
from reviewbook.book.computation import under
from reviewbook.book.pages.nodes import figure_output, is_figure, is_of_article, sourced, tiles_output
from reviewbook.book.pages.table import is_takeable
from reviewbook.book.questions.nodes import card_facets
from reviewbook.book.recount.whatif import is_what_if

STATIC = Path(__file__).parent / "static"
STYLE, TABLES, TILES = "interactive.css", "tables.css", "tiles.css"
CARDS, WHAT_IF = "cards.css", "whatif.css"
SCRIPTS: list[tuple[Any, list[str]]] = [
    (opened.opens, [opened.SCRIPT]),
    # before what is hidden is drawn
    (is_of_article, ["sets.js"]),
    (lambda node: is_figure(node) or is_takeable(node), ["take.js"]),
    (lambda node: isinstance(node, (figure_output, sourced)), ["placed.js"]),
    (figure_output, ["plotly-basic.min.js", "figures.js"]),
    (is_takeable, ["tablesort.min.js", "tables.js"]),
    # its button stands beside those of the table
    (sourced, ["sources.js"]),
    (under.computed, [under.SCRIPT]),
    (is_what_if, ["whatif-lookup.js", "whatif-plot.js", "whatif-cautions.js", "whatif.js"]),
    (card_facets, ["cards.js"]),
]


def setup(app: Sphinx) -> None:
    """Put the files into the site, and name those that a page wants in its head."""
    app.connect("builder-inited", _add_static)
    app.connect("html-page-context", _add_wanted)
    app.add_css_file("book.css")


def _add_static(app: Sphinx) -> None:
    app.config.html_static_path = [*app.config.html_static_path, str(STATIC)]


def _add_wanted(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    scripts = wanted(doctree)
    # what a reader can use has tables of its own
    if scripts or _has(doctree, nodes.table):
        app.add_css_file(TABLES)
    if set(scripts) - {opened.SCRIPT}:
        app.add_css_file(STYLE)
    if opened.SCRIPT in scripts:
        app.add_css_file(opened.STYLE)
    if _has(doctree, tiles_output):
        app.add_css_file(TILES)
    if _has(doctree, card_facets):
        app.add_css_file(CARDS)
    if _has(doctree, is_what_if):
        app.add_css_file(WHAT_IF)
    for script in scripts:
        app.add_js_file(script, loading_method="defer")


def wanted(doctree: nodes.document | None) -> list[str]:
    """List the scripts that a page wants, in the order in which they have to run; none without a source."""
    return [name for kind, names in SCRIPTS if _has(doctree, kind) for name in names]


def _has(doctree: nodes.document | None, kind: Any) -> bool:
    return doctree is not None and next(doctree.findall(kind), None) is not None
