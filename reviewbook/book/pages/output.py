"""The ``output`` and ``glance`` directives: a published figure or table where a page names it."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

from reviewbook.book import state
from reviewbook.book.pages import excerpt
from reviewbook.book.pages.directive import BookDirective
from reviewbook.book.pages.nodes import figure_output
from reviewbook.display import flows, outputs, wording
from reviewbook.display.outputs import UnknownOutput, find
from reviewbook.edition import project


class Output(BookDirective):
    """Place ``notebook.name``, with the content as its caption."""

    required_arguments = 1
    has_content = True
    option_spec = {"name": directives.unchanged_required}  # noqa: RUF012

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
        caption = self.caption()
        if kind == "tables":
            said = excerpt.said(found, key, self.env.docname)
            return [self.table(excerpt.shortened(found), key, [*caption, *said])]
        part = found["figure"]["layout"].get("meta", {}).get("part")
        more = [nodes.Text(f" {part}")] if part else []
        return [
            self.placed(nodes.figure("", _drawn(key, found), nodes.caption("", "", *caption, *more), align="center"))
        ]


class Later(BookDirective):
    """Place what a notebook published of the searches of updates, in a section of its own; nothing without an update.

    The content has a paragraph each: a title, and captions for the comparison, a flow, its boxes and its databases.
    """

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Build the section."""
        notebook = self.arguments[0]
        tables, figures = self.published[notebook].tables, self.published[notebook].figures
        if flows.COMPARED not in tables:
            return []
        title, compared, *captions = [part.children for part in self.into(nodes.Element()).children]
        section = self.section(title)
        section += self.named(f"tab-{flows.COMPARED}").table(
            tables[flows.COMPARED], f"{notebook}.{flows.COMPARED}", compared
        )
        # the first names the box, the second is what was published
        for field in tables[flows.COMPARED]["schema"]["fields"][2:]:
            key = field["name"]
            told = [[nodes.Text(f"{field['title']}. "), *(one.deepcopy() for one in part)] for part in captions]
            drawn = _drawn(f"{notebook}.flow{flows.OF}{key}", figures[f"flow{flows.OF}{key}"])
            placed = nodes.figure("", drawn, nodes.caption("", "", *told[0]), align="center")
            section += self.named(f"fig-flow-{key}").placed(placed)
            for name, caption in zip(("boxes", "searches"), told[1:], strict=True):
                output = f"{name}{flows.OF}{key}"
                section += self.named(f"tab-{name}-{key}").table(tables[output], f"{notebook}.{output}", caption)
        return [section]

    def section(self, title: Iterable[nodes.Node]) -> nodes.section:
        """Begin a section of the page."""
        made = nodes.section("", nodes.title("", "", *title))
        made["names"].append(nodes.fully_normalize_name(made.astext()))
        self.state.document.note_implicit_target(made, made)
        return made

    def named(self, name: str) -> Self:
        """Name what is placed next."""
        self.options["name"] = name
        return self


class Records(Later):
    """Place the first records of each box, with a file of all, in a section of its own; nothing without records.

    The content has two paragraphs: a title, and the words above the lists.
    """

    def run(self) -> list[nodes.Node]:
        """Build the section."""
        notebook = self.arguments[0]
        tables = self.published[notebook].tables
        if flows.LISTED not in tables:
            return []
        title, said = self.into(nodes.Element()).children
        section = self.section(title.children)
        section += said
        up = "../" * self.env.docname.count("/")
        for row in tables[flows.LISTED]["data"]:
            output, n = row["output"], wording.text(row["n"])
            part = "" if row["n"] <= flows.FIRST else f" The first {flows.FIRST} of {n}."
            caption = [nodes.Text(f"{row['search']}: {row['label']}.{part}")]
            section += self.named(row["place"]).table(tables[output], f"{notebook}.{output}", caption)
            link = nodes.reference("", f"All {n} as CSV" if part else "As CSV", refuri=up + row["file"], internal=True)
            section += addnodes.only("", nodes.paragraph("", "", link), expr="html")
        return [section]


class Glance(BookDirective):
    """Show a published figure at the entrance; it has its number where it is explained, and stands there in the PDF."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Build a figure whose words are no caption, so that it is not numbered."""
        key = self.arguments[0]
        try:
            found = find(self.published, "figures", key)
        except UnknownOutput as error:
            return self.refused(str(error))
        shown = nodes.figure("", _drawn(key, found), self.into(nodes.legend()))
        return [addnodes.only("", shown, expr="html")]


def _drawn(key: str, found: dict[str, Any]) -> figure_output:
    return figure_output(key=key, figure=found["figure"], alt=found["alt"])


def setup(app: Sphinx) -> None:
    """Read the notebooks before any page is read, and register the directives."""
    app.connect("config-inited", _on_config, priority=100)
    app.connect("source-read", _leave_out)
    app.add_directive("output", Output)
    app.add_directive("glance", Glance)
    app.add_directive("later", Later)
    app.add_directive("records", Records)


def _on_config(app: Sphinx, config: Config) -> None:
    try:
        state.of(app).published = outputs.read(Path(app.srcdir) / "notebooks")
    except UnknownOutput as error:
        raise ExtensionError(str(error)) from None


def _leave_out(app: Sphinx, page: str, source: list[str]) -> None:
    """Spare MyST-NB the outputs, which are placed by name; it would read, check and write them, and show none."""
    path = Path(app.env.doc2path(page))
    if path.suffix == ".ipynb":
        # what has run is not yet in its place
        notebook = json.loads(project.lying(path).read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell["outputs"] = []
        source[0] = json.dumps(notebook)
