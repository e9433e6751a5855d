"""What directives of the book share: what was published, a caption, a table of the book, an error with its line."""

from collections.abc import Mapping, Sequence
from typing import Any

from docutils import nodes
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from reviewbook.book import state
from reviewbook.book.pages import table
from reviewbook.display import outputs
from reviewbook.display.outputs import Published


def line(env: BuildEnvironment, number: int) -> int:
    """Give the line that an editor shows; MyST-NB counts those of a cell from two."""
    return number - env.doc2path(env.docname).endswith(".ipynb")


class BookDirective(SphinxDirective):
    """Place something that the book knows."""

    @property
    def published(self) -> Mapping[str, Published]:
        """What each notebook published, by its name."""
        return state.of(self.env.app).published

    def inline(self, text: str) -> list[nodes.Node]:
        """Read a line of MyST."""
        return self.state.inline_text(text, self.lineno)[0]

    def into(self, place: nodes.Element) -> nodes.Element:
        """Read the content into a node."""
        self.state.nested_parse(self.content, self.content_offset, place)
        return place

    def caption(self) -> Sequence[nodes.Node]:
        """Read the content, which is one paragraph, as a caption."""
        paragraph = self.into(nodes.Element()).children[0]
        assert isinstance(paragraph, nodes.Element)
        return paragraph.children

    def table(self, resource: Mapping[str, Any], key: str, caption: Sequence[nodes.Node]) -> nodes.table:
        """Build a table from a Tabular Data Resource, folded, with its rows as places to refer to."""
        placed = table.build(resource, key, nodes.title("", "", *caption), self.inline, outputs.keys(self.published))
        table.name_rows(placed, self.env)
        table.fold(placed)
        return self.placed(placed)

    def placed(self, node: nodes.Element) -> Any:
        """Give a node its place in the source, and the name that the page gives it."""
        self.set_source_info(node)
        self.add_name(node)
        return node

    def refused(self, message: str) -> list[nodes.Node]:
        """Say what is wrong, with its line."""
        return [self.state_machine.reporter.error(message, line=line(self.env, self.lineno))]
