"""The ``output`` directive: a published figure or table where a page names it."""

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from reviewbook.book.nodes import figure_output
from reviewbook.book.outputs import UnknownOutput, find
from reviewbook.display import wording


class Output(SphinxDirective):
    """Place ``notebook.name``, with the content as its caption."""

    required_arguments = 1
    has_content = True
    option_spec = {"name": directives.unchanged_required, "kind": directives.unchanged}  # noqa: RUF012

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
        placed = self._table(key, found) if kind == "tables" else self._figure(key, found)
        self.set_source_info(placed)
        self.add_name(placed)
        return [placed]

    def _caption(self):
        parsed = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, parsed)
        return parsed.children[0].children

    def _figure(self, key, found):
        inner = figure_output(key=key, figure=found["figure"], alt=found["alt"])
        return nodes.figure("", inner, nodes.caption("", "", *self._caption()), align="center")

    def _table(self, key, found):
        fields = found["schema"]["fields"]
        table = nodes.table(classes=["published"], key=key)
        table += nodes.title("", "", *self._caption())
        group = nodes.tgroup(cols=len(fields))
        table += group
        for field in fields:
            group += nodes.colspec(colwidth=_width(field, found["data"]))
        group += nodes.thead("", nodes.row("", *[_entry(f, nodes.Text(f["title"])) for f in fields]))
        group += nodes.tbody(
            "", *[nodes.row("", *[self._cell(f, row[f["name"]]) for f in fields]) for row in found["data"]]
        )
        return table

    def _cell(self, field, value):
        if value is None:
            return _entry(field, nodes.inline("", wording.MISSING, classes=["missing"]))
        if field.get("format") == "citation":
            parsed, _ = self.state.inline_text(f"{{cite:t}}`{value}`", self.lineno)
            return _entry(field, *parsed)
        return _entry(field, nodes.Text(wording.text(value, field.get("format"))))


def _entry(field, *content):
    classes = ["number"] if field["type"] in ("integer", "number") else []
    return nodes.entry("", nodes.paragraph("", "", *content), classes=classes)


def _width(field, rows):
    texts = [field["title"], *(wording.text(row[field["name"]], field.get("format")) for row in rows)]
    longest_word = max(len(word) for text in texts for word in text.split() or [""])
    return max(longest_word, min(max(map(len, texts)), 28))


def setup(app):
    """Register the directive."""
    app.add_directive("output", Output)
