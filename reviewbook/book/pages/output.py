"""The ``output`` and ``glance`` directives: a published figure or table where a page names it."""

import json
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from reviewbook.book.pages import excerpt, table
from reviewbook.book.pages.nodes import figure_output
from reviewbook.display import outputs
from reviewbook.display.outputs import UnknownOutput, find


class Output(SphinxDirective):
    """Place ``notebook.name``, with the content as its caption."""

    required_arguments = 1
    has_content = True
    option_spec = {"name": directives.unchanged_required}  # noqa: RUF012

    def run(self):
        """Build a figure or a table with its caption."""
        key = self.arguments[0]
        notebook, _, name = key.partition(".")
        published = self.env.app.published
        kind = "tables" if notebook in published and name in published[notebook].tables else "figures"
        try:
            found = find(published, kind, key)
        except UnknownOutput as error:
            return [self.state_machine.reporter.error(str(error), line=self.lineno)]
        if not self.content:
            return [self.state_machine.reporter.error(f"'{key}' has no caption", line=self.lineno)]
        caption = self._caption()
        if kind == "tables":
            title = nodes.title("", "", *caption, *excerpt.said(found, key, self.env.docname))
            placed = table.build(excerpt.shortened(found), key, title, self._inline)
            table.name_rows(placed, self.env)
            table.fold(placed)
        else:
            inner = figure_output(key=key, figure=found["figure"], alt=found["alt"])
            part = found["figure"]["layout"].get("meta", {}).get("part")
            said = [nodes.Text(f" {part}")] if part else []
            placed = nodes.figure("", inner, nodes.caption("", "", *caption, *said), align="center")
        self.set_source_info(placed)
        self.add_name(placed)
        return [placed]

    def _caption(self):
        parsed = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, parsed)
        return parsed.children[0].children

    def _inline(self, text):
        return self.state.inline_text(text, self.lineno)[0]


class Glance(SphinxDirective):
    """Show a published figure at the entrance; it has its number where it is explained, and stands there in the PDF."""

    required_arguments = 1
    has_content = True

    def run(self):
        """Build a figure whose words are no caption, so that it is not numbered."""
        key = self.arguments[0]
        try:
            found = find(self.env.app.published, "figures", key)
        except UnknownOutput as error:
            return [self.state_machine.reporter.error(str(error), line=self.lineno)]
        said = nodes.legend()
        self.state.nested_parse(self.content, self.content_offset, said)
        drawn = figure_output(key=key, figure=found["figure"], alt=found["alt"])
        return [addnodes.only("", nodes.figure("", drawn, said), expr="html")]


def setup(app):
    """Read the notebooks before any page is read, and register the directives."""
    app.connect("config-inited", _on_config, priority=100)
    app.connect("source-read", _leave_out)
    app.add_directive("output", Output)
    app.add_directive("glance", Glance)


def _on_config(app, config):
    try:
        app.published = outputs.read(Path(app.srcdir) / "notebooks")
    except UnknownOutput as error:
        raise ExtensionError(str(error)) from None


def _leave_out(app, page, source):
    """Spare MyST-NB the outputs, which are placed by name; it would read, check and write them, and show none."""
    if app.env.doc2path(page).endswith(".ipynb"):
        notebook = json.loads(source[0])
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell["outputs"] = []
        source[0] = json.dumps(notebook)
