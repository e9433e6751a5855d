"""How a document tree is written: one method per kind of node, each returns the text that stands for it."""

import re
from collections.abc import Iterable
from itertools import count

from docutils import nodes
from sphinx.addnodes import start_of_file
from sphinx.builders import Builder
from sphinx.util import logging
from sphinx.util.nodes import get_node_line

from reviewbook.book.pages.nodes import called
from reviewbook.book.pages.table import rows_of
from reviewbook.book.paper.division import Division
from reviewbook.book.paper.text import string
from reviewbook.book.questions.nodes import folded_card

logger = logging.getLogger(__name__)

INLINE = {
    "emphasis": "emph",
    "literal_emphasis": "emph",
    "title_reference": "emph",
    "strong": "strong",
    "literal_strong": "strong",
    "subscript": "sub",
    "superscript": "super",
}
BLOCK = {"attribution": "attribution", "block_quote": "quotation", "caption": "rubric", "rubric": "rubric"}
TRANSPARENT = [
    *("abbreviation", "acronym", "centered", "compact_paragraph", "compound", "counted", "definition", "document"),
    *("download_reference", "generated", "glossary", "hlist", "hlistcol", "legend", "list_item", "number"),
    *("PassthroughTextElement", "sourced", "target", "term", "versionmodified"),
]
SILENT = [
    *("comment", "docinfo", "footnote", "highlightlang", "index", "meta", "pending"),
    *("substitution_definition", "system_message", "tabular_col_spec", "toctree"),
]
# These place their own anchors.
OWN_ANCHORS = (
    *(nodes.document, start_of_file, nodes.section, nodes.figure, nodes.table),
    *(nodes.footnote, nodes.footnote_reference, folded_card),
)
# What has no meaning on paper, in sentences that are ours.
ON_SCREEN = re.compile(
    r"\b(?:click\w*|hover\w*|tooltips?|on the web|web (?:page|site|version|edition|form)|website|this page"
    r"|(?:this|on the|in the) (?:screen|browser|sidebar))\b",
    re.IGNORECASE,
)
SAID = (nodes.paragraph, nodes.title, nodes.caption, nodes.term, nodes.rubric)
# A table with more rows than this would make a box of several pages.
BOXED_ROWS = 12


class Writer:
    """Write nodes as Typst, by the methods ``write_KIND`` of the classes that build on this one.

    Parameters
    ----------
    builder
        Gives the environment, from which section, figure and table numbers come.
    pictures
        Image URI, or key of a published figure, to path below the folder of the Typst file.
    division
        Tells where everything stands.
    part
        What is written, one of `division.PRINTED`.

    Attributes
    ----------
    problems
        What must not be published, a line each: the page, the line, the thing.
    """

    def __init__(self, builder: Builder, pictures: dict[str, str], division: Division, part: str) -> None:
        self.env, self.config, self.pictures = builder.env, builder.config, pictures
        self.division, self.part = division, part
        self.problems: list[str] = []
        self.docname: str = self.config.root_doc
        self.defined: set[str] = set()
        self._unknown: set[str] = set()
        self._asked = count()

    def write(self, node: nodes.Node) -> str:
        """Write one node; one of an unknown kind as its children, with a warning."""
        kind = type(node).__name__
        if kind in SILENT:
            return ""
        if isinstance(node, SAID) and (found := ON_SCREEN.search(node.astext())) and not _is_quoted(node):
            self.problem(
                node, f"'{found[0]}' says nothing on paper; `{{only}} html` and `{{only}} print` hold a form for each"
            )
        for known in (base.__name__ for base in type(node).__mro__):
            method = getattr(self, f"write_{known}", None)
            if method:
                return self._named(node) + method(node)
            if known in INLINE:
                return self._named(node) + f"#{INLINE[known]}[{self.inside(node)}];"
            if known in BLOCK:
                return self._named(node) + self.block(BLOCK[known], self.inside(node))
            if known in TRANSPARENT:
                return self._named(node) + self.inside(node)
        if kind not in self._unknown:
            self._unknown.add(kind)
            logger.warning("the PDF does not know the node '%s' and prints what is in it", kind, location=node)
        return self._named(node) + self.inside(node)

    def inside(self, node: nodes.Node) -> str:
        """Write the children of a node."""
        return self.all(node.children)

    def all(self, children: Iterable[nodes.Node]) -> str:
        """Write nodes, one after the other."""
        return "".join(map(self.write, children))

    def content(self, *written: str) -> str:
        """Write a content block of Typst."""
        return f"[{''.join(written).strip()}]"

    def block(self, function: str, *contents: str) -> str:
        """Write a call of a function of the template, in lines of its own."""
        return f"\n\n#{function}{''.join(map(self.content, contents))}\n\n"

    def asking(self) -> int:
        """Give a number to what asks for something that only the pages can tell."""
        return next(self._asked)

    def problem(self, node: nodes.Node, text: str) -> None:
        """Note what must not be published."""
        self.problems.append(f"{self.where(node)}: {text}")

    def where(self, node: nodes.Node) -> str:
        """Say in which file, and if known on which line, a node was written."""
        page = self.env.doc2path(self.docname, base=False)
        line = get_node_line(node) if isinstance(node, nodes.Element) else None
        return f"{page}:{line}" if line else page

    def anchor(self, identifier: str = "") -> str:
        """Name a place of the current page, as references to it will."""
        name = f"{self.docname}#{identifier}" if identifier else self.docname
        self.defined.add(name)
        return string(name)

    def anchors(self, identifiers: Iterable[str]) -> str:
        """Write the names of a place; an empty one is that of the page."""
        return "".join(f"#anchor({self.anchor(identifier)});" for identifier in identifiers)

    def _named(self, node: nodes.Node) -> str:
        if not isinstance(node, nodes.Element) or isinstance(node, OWN_ANCHORS):
            return ""
        return self.anchors(node.get("ids", ()))

    def figure_number(self, node: nodes.Element) -> str:
        """Write the word and the number that Sphinx gives to a figure or table, as arguments of Typst."""
        number = called(self.env, self.docname, node)
        return string(number) if number else "none"

    def stands_alone(self, node: nodes.Element) -> bool:
        """Tell whether a figure or table stands in the text itself, not in a box or a list of it."""
        parent = node.parent
        while _is_plain(parent) or is_spread(parent):
            parent = parent.parent
        return parent is None or isinstance(parent, (nodes.document, nodes.section, start_of_file))


def _is_quoted(node: nodes.Node) -> bool:
    """Tell whether a sentence is that of a work that is cited, or of data."""
    while node.parent is not None:
        if isinstance(node, (nodes.block_quote, nodes.entry)) or "references" in node.get("classes", ()):
            return True
        node = node.parent
    return False


def _is_plain(node: nodes.Node) -> bool:
    return isinstance(node, (nodes.compound, nodes.container)) and "design_component" not in node


def is_spread(node: nodes.Node) -> bool:
    """Tell whether a box holds a table, with a number or too long for a box, and is printed as what is in it."""
    if not isinstance(node, (nodes.Admonition, nodes.container)):
        return False
    if any(table["ids"] for table in node.findall(nodes.table)):
        return True
    return any(len(rows_of(body)) > BOXED_ROWS for body in node.findall(nodes.tbody))
