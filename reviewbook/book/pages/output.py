"""The ``output`` and ``glance`` directives: a published figure or table where a page names it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

from reviewbook.book import state
from reviewbook.book.pages import excerpt
from reviewbook.book.pages.directive import BookDirective, line
from reviewbook.book.pages.nodes import (
    figure_output,
    is_figure,
    of_set,
    tiles_output,
    unnumbered,
    unnumbered_figure,
    unnumbered_table,
)
from reviewbook.display import outputs, wording
from reviewbook.display.outputs import UnknownOutput, find
from reviewbook.edition import address, project
from reviewbook.evidence.tables.data import IN_ARTICLE
from reviewbook.manuscript import values

logger = logging.getLogger(__name__)


class Output(BookDirective):
    """Place ``notebook.name``, with the content as its caption.

    A figure needs ``:table:``, the labels of the tables that have its values; ``:holds:`` is what these have of it,
    where that is not its values.
    """

    required_arguments = 1
    has_content = True
    option_spec = {  # noqa: RUF012
        "name": directives.unchanged_required,
        "table": directives.unchanged_required,
        "holds": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Build a figure or a table with its caption."""
        key = self.arguments[0]
        notebook, _, name = key.partition(".")
        published = self.published
        kind = "tables" if notebook in published and name in published[notebook].tables else "figures"
        try:
            found = find(published, kind, key)
        except UnknownOutput as error:
            return self.refused(str(error))
        if not self.content:
            return self.refused(f"'{key}' has no caption")
        # it is built all the same, so that a reference to it is no fault of its own
        refused = []
        if kind == "figures" and not self.options.get("table"):
            refused = self.refused(f"figure '{key}': it has no ':table:', the label of the table that has its values")
        there = outputs.in_article(published, kind, key)
        if there is None:
            return [*refused, self._built(kind, key, found, self.caption())]
        # one number and one name for both
        name = self.options.get("name")
        said = f"{{numref}}`{name}`, *{wording.PUBLISHED}.* " if name else f"*{wording.PUBLISHED.capitalize()}.* "
        updated = [*self.inline(f"*{wording.UPDATED.capitalize()}.* "), *self.caption()]
        shown = self._built(kind, key, found, updated)
        beside = unnumbered(self._built(kind, f"{key}{IN_ARTICLE}", there, [*self.inline(said), *self.caption()]))
        return [*refused, of_set("updated", shown), of_set("published", beside)]

    def _built(self, kind: str, key: str, found: dict[str, Any], caption: Sequence[nodes.Node]) -> Any:
        if kind == "tables":
            said = excerpt.said(found, key, address.above(self.env.docname, self.config.root_doc))
            return self.table(excerpt.shortened(found), key, [*caption, *said])
        part = found["figure"]["layout"].get("meta", {}).get("part")
        more = [nodes.Text(f" {part}")] if part else []
        labels, holds = self.options.get("table", "").split(), self.options.get("holds", "values")
        shown = pointing(drawn(key, found), self.env.docname, labels, holds)
        shown.source, shown.line = self.env.doc2path(self.env.docname), line(self.env, self.lineno)
        return self.placed(nodes.figure("", shown, nodes.caption("", "", *caption, *more), align="center"))


class Glance(BookDirective):
    """Show a published figure or table at the entrance; where the book comes to it, it has its number."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Build a figure whose words are no caption, or a table without one, so that it is not numbered."""
        key = self.arguments[0]
        notebook, _, name = key.partition(".")
        published = self.published
        kind = "tables" if notebook in published and name in published[notebook].tables else "figures"
        try:
            found = find(published, kind, key)
        except UnknownOutput as error:
            return self.refused(str(error))
        shown = self._built(kind, key, found)
        if there := outputs.in_article(published, kind, key):
            beside = self._built(kind, f"{key}{IN_ARTICLE}", there)
            return [of_set("updated", shown), of_set("published", beside)]
        return [shown]

    def _built(self, kind: str, key: str, found: dict[str, Any]) -> nodes.Element:
        if kind == "tables":
            return unnumbered(self.table(found, key, []))
        return nodes.figure("", drawn(key, found), self.into(nodes.legend()))


def drawn(key: str, found: dict[str, Any]) -> figure_output | tiles_output:
    """Hold a published figure, by its key."""
    kind = tiles_output if "tiles" in found["figure"]["layout"].get("meta", {}) else figure_output
    return kind(key=key, figure=found["figure"], alt=found["alt"])


def pointing(shown: nodes.Element, page: str, labels: Sequence[str], holds: str = "values") -> nodes.Element:
    """Refer from a published figure on a page to the tables of these labels, and say what they have of it."""
    shown["tables"], shown["holds"] = list(labels), holds
    # `Pointers` says what is wrong with one
    about = {"refdomain": "std", "reftype": "numref", "refexplicit": False, "refwarn": False, "refdoc": page}
    for label in labels:
        shown += addnodes.pending_xref("", nodes.inline("", label), reftarget=label.lower(), **about)
    return shown


class Pointers(SphinxPostTransform):
    """End the alternative text of each figure with the numbers of the tables to which it refers."""

    # Sphinx resolves references at 10
    default_priority = 11

    def run(self, **kwargs: Any) -> None:
        for shown in self.document.findall(is_figure):
            if isinstance(shown, nodes.Element) and shown.children:
                tables = wording.series([link.astext() for link in shown.children])
                shown["alt"] += f" The {shown['holds']} are in {tables}."
                if fault := self._fault(shown):
                    logger.error("figure '%s': %s", shown["key"], fault, location=shown)
                shown.children = []

    def _fault(self, shown: nodes.Element) -> str:
        for label, link in zip(shown["tables"], shown.children, strict=True):
            if not self._leads_to_table(link):
                return f"':table:' names '{label}', which is no table of the book"
        n, most = len(shown["alt"]), wording.ALTERNATIVE
        too_long = f"its alternative text has {n} letters with what ':table:' and ':holds:' add, {most} are allowed"
        return too_long if n > most else ""

    def _leads_to_table(self, link: nodes.Node) -> bool:
        """Tell whether Sphinx resolved a reference; tables may be of more than one kind, which others number."""
        others = [self.config.numfig_format[kind] for kind in ("figure", "section", "code-block")]
        return isinstance(link, nodes.reference) and link.get("title") not in others


def setup(app: Sphinx) -> None:
    """Read the notebooks before any page is read, and register the directives."""
    app.connect("config-inited", _on_config, priority=100)
    app.connect("source-read", _leave_out)
    app.add_node(unnumbered_figure, html=(_open_figure, _close_figure))
    app.add_node(unnumbered_table, html=(_open_table, _close_table))
    app.add_directive("output", Output)
    app.add_directive("glance", Glance)
    app.add_post_transform(Pointers)


def _open_figure(self: HTML5Translator, node: unnumbered_figure) -> None:
    self.visit_figure(node)


def _close_figure(self: HTML5Translator, node: unnumbered_figure) -> None:
    self.depart_figure(node)


def _open_table(self: HTML5Translator, node: unnumbered_table) -> None:
    self.visit_table(node)


def _close_table(self: HTML5Translator, node: unnumbered_table) -> None:
    self.depart_table(node)


def _on_config(app: Sphinx, config: Config) -> None:
    try:
        state.of(app).published = outputs.read(Path(app.srcdir) / "notebooks")
    except UnknownOutput as error:
        raise ExtensionError(str(error)) from None


def _leave_out(app: Sphinx, page: str, source: list[str]) -> None:
    """Spare MyST-NB the outputs, which are placed by name, and give it the names of numbers for their values."""
    path = Path(app.env.doc2path(page))
    if path.suffix == ".ipynb":
        # what has run is not yet in its place
        notebook = json.loads(project.lying(path).read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell["outputs"] = []
            elif cell["cell_type"] == "markdown":
                cell["source"] = values.named("".join(cell["source"]))
        source[0] = json.dumps(notebook)
