"""Below each figure and table of a notebook, folded: a way to the cell that made it, which a script shows in its place.

A page holds the name of the output and nothing of the code, so that it stays light, and is not older than the code.
"""

from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.writers.html5 import HTML5Translator

from reviewbook.book import state
from reviewbook.book.computation import cells, launch
from reviewbook.book.pages.nodes import figure_output, tiles_output
from reviewbook.edition import address

SCRIPT = "code.js"


class as_notebook(nodes.General, nodes.Element):
    """Where the page of a notebook can be read as that, and run: attributes ``notebook`` and ``launch``."""


class computed(nodes.General, nodes.Element):
    """The computation of the figure or table before it: attribute ``key``, ``notebook.name``."""


def setup(app: Sphinx) -> None:
    """Put it below what notebooks published, on the web alone, and keep where each stands."""
    app.add_node(computed, html=(_open, _close))
    app.add_node(as_notebook, html=(_open_notebook, _close))
    app.connect("doctree-read", _note)
    app.connect("env-purge-doc", _purge)
    app.connect("env-merge-info", _merge)
    app.connect("doctree-resolved", _place)


def shown(env: BuildEnvironment) -> dict[str, tuple[str, str]]:
    """Tell where each output stands, by its key: a page, and the name of the place in it, if it has one.

    Where an output stands on several pages, it is one on which it has a name: that of its notebook, if it can be.
    """
    found: dict[str, tuple[str, str]] = {}
    # notebooks come last in the alphabet
    for page in sorted(_kept(env), reverse=True):
        for key, name in _kept(env)[page]:
            if key not in found or (name and not found[key][1]):
                found[key] = page, name
    return found


def outputs(app: Sphinx, tree: nodes.Node) -> list[tuple[nodes.Element, str]]:
    """List the figures, tables and sections of cards below a node that a notebook published, each with its key."""
    found = []
    for node in tree.findall(nodes.Element):
        if isinstance(node, (figure_output, tiles_output)) and isinstance(node.parent, nodes.figure):
            found.append((node.parent, node["key"]))
        elif isinstance(node, (nodes.table, nodes.section)) and "key" in node and _published(app, node["key"]):
            found.append((node, node["key"]))
    return found


def _published(app: Sphinx, key: str) -> bool:
    notebook, _, name = key.partition(".")
    known = state.of(app).published
    return notebook in known and name in known[notebook].tables


def _kept(env: BuildEnvironment) -> dict[str, list[tuple[str, str]]]:
    return vars(env).setdefault("reviewbook_outputs", {})


def _note(app: Sphinx, doctree: nodes.document) -> None:
    places = [(key, next(iter(node["ids"]), "")) for node, key in outputs(app, doctree)]
    if places:
        _kept(app.env)[app.env.docname] = places


def _purge(app: Sphinx, env: BuildEnvironment, page: str) -> None:
    _kept(env).pop(page, None)


def _merge(app: Sphinx, env: BuildEnvironment, pages: list[str], other: BuildEnvironment) -> None:
    _kept(env).update({page: places for page, places in _kept(other).items() if page in pages})


def _place(app: Sphinx, doctree: nodes.document, page: str) -> None:
    if app.builder.format != "html":
        return
    title = next(doctree.findall(nodes.title), None)
    source = app.env.doc2path(page, base=False)
    if title and source.endswith(".ipynb"):
        place = launch.links(app, source)
        title.parent.insert(1, as_notebook(notebook=Path(source).stem, launch=place))
    for node, key in outputs(app, doctree):
        assert node.parent is not None
        if isinstance(node, nodes.figure) and isinstance(node[0], figure_output):
            # its style sheet puts it below the caption
            node.insert(1, computed(key=key))
        elif isinstance(node, nodes.section):
            node += computed(key=key)
        else:
            node.parent.insert(node.parent.index(node) + 1, computed(key=key))


def _open_notebook(self: HTML5Translator, node: as_notebook) -> None:
    up = address.above(self.builder.current_docname, self.config.root_doc)
    links = [("The notebook, cell by cell", up + cells.address(node["notebook"]))]
    links += [(f"Open in {name}", there) for name, there in node["launch"]]
    items = "".join(f'<li><a href="{escape(there)}">{escape(said)}</a></li>' for said, there in links)
    self.body.append(f'<ul class="as-notebook">{items}</ul>\n')


def _open(self: HTML5Translator, node: computed) -> None:
    notebook, _, name = node["key"].partition(".")
    up = address.above(self.builder.current_docname, self.config.root_doc)
    there = up + cells.address(notebook, f"made-{name}")
    self.body.append(
        f'<details class="made-by"><summary>Code</summary>\n<p><a href="{escape(there)}">'
        f"How notebooks/{escape(notebook)}.ipynb computes this</a></p></details>\n"
    )


def _close(self: HTML5Translator, node: computed) -> None:
    pass
