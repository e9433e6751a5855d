"""The text of a notebook between its cells of code, as its page has it, kept from when the page is written.

Figures and tables are links there to where the page shows them.
"""

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from posixpath import dirname, normpath
from typing import Any
from urllib.parse import urlsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from reviewbook.book.computation import cells, under
from reviewbook.book.computation.under import as_notebook, computed
from reviewbook.book.pages.nodes import called

HREF = re.compile(r' href="([^"]*)"')
# the name of a place belongs to the page of the book
NAME = re.compile(r' id="[^"]*"')
# MyST-NB counts the lines of the second cell from 20000
LINES = 10000
# what says nothing by itself
UNTOLD = (nodes.Invisible, nodes.transition, as_notebook)


def setup(app: Sphinx) -> None:
    """Keep the text of each notebook that is written."""
    app.connect("html-page-context", _keep)


def kept(app: Sphinx, notebook: str) -> Mapping[str, str]:
    """Give the text of each cell of a notebook that is a page of the book, as HTML, by the cell's place among all."""
    path = _place(app, notebook)
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _place(app: Sphinx, notebook: str) -> Path:
    # beside the trees of pages, which last as long as the pages that were written
    return Path(app.doctreedir, "prose", f"{notebook}.json")


def _keep(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    if doctree is None or not app.env.doc2path(page).endswith(".ipynb"):
        return
    written: dict[int, str] = {}
    cell = 1
    for level, block in _blocks(doctree):
        cell = block.line // LINES if block.line else cell
        written[cell] = written.get(cell, "") + _html(app, page, level, block)
    path = _place(app, Path(page).name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(written), encoding="utf-8")


def _blocks(tree: nodes.Element, level: int = 0) -> Iterator[tuple[int, nodes.Element]]:
    """Go through what stands below each other on a page, with the level of its section."""
    for child in tree.children:
        if isinstance(child, nodes.section):
            yield from _blocks(child, level + 1)
        elif isinstance(child, nodes.Element) and not isinstance(child, UNTOLD):
            yield level, child


def _is_of_page(node: nodes.Node) -> bool:
    """Tell what only a page has: the way to the code, and what a script asks for."""
    return isinstance(node, computed) or (isinstance(node, nodes.raw) and "<script" in node.astext())


def _html(app: Sphinx, page: str, level: int, block: nodes.Element) -> str:
    held = nodes.container("", block.deepcopy())
    for node, key in under.outputs(app, held):
        assert node.parent is not None
        node.parent.replace(node, nodes.raw("", _link(app, page, node, key), format="html"))
    for node in [*held.findall(_is_of_page)]:
        node.parent.remove(node)
    if isinstance(block, nodes.title):
        said = "".join(_fragment(app, child) for child in block.deepcopy().children)
        return f"<h{level}>{_moved(app, page, said)}</h{level}>\n"
    return _moved(app, page, "".join(_fragment(app, child) for child in held.children))


def _fragment(app: Sphinx, node: nodes.Node) -> str:
    if isinstance(node, nodes.Text):
        return escape(node.astext(), quote=False)
    builder: Any = app.builder
    return builder.render_partial(node)["fragment"]


def _link(app: Sphinx, page: str, node: nodes.Element, key: str) -> str:
    name = next(iter(node["ids"]), "")
    title = next(iter(node.findall(lambda one: isinstance(one, nodes.caption | nodes.title))), None)
    said = (title.astext() if title else key).split("\n")[0]
    word = called(app.env, page, node) or _kind(node).capitalize()
    return f'<p class="shown"><a href="#{escape(name)}">{word}</a>: {escape(said, quote=False)}</p>\n'


def _kind(node: nodes.Element) -> str:
    return "table" if isinstance(node, nodes.table) else "figure"


def _moved(app: Sphinx, page: str, written: str) -> str:
    """Lead from the view of a notebook where its page leads, and leave the names of places to the page."""
    here: str = app.builder.get_target_uri(page)
    view = cells.address(Path(page).name)

    def moved(found: re.Match[str]) -> str:
        there = urlsplit(found[1])
        if there.scheme or there.netloc:
            return found[0]
        path = normpath(f"{dirname(here)}/{there.path}") if there.path else here
        return f' href="{relative_uri(view, path)}{f"#{there.fragment}" if there.fragment else ""}"'

    return HREF.sub(moved, NAME.sub("", written))
