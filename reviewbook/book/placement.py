"""The ``output`` directive: a published figure or table where a page names it."""

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from reviewbook.book import excerpt, tables
from reviewbook.book.nodes import figure_output
from reviewbook.book.outputs import UnknownOutput, find


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
            placed = tables.build(excerpt.shortened(found), key, title, self._inline)
            tables.name_rows(placed, self.env)
            tables.fold(placed)
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


def setup(app):
    """Register the directive."""
    app.add_directive("output", Output)
