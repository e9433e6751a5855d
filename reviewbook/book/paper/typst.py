"""The book as Typst: its pages and sections; what a thing looks like is the template's business."""

from docutils import nodes
from sphinx.builders import Builder

from reviewbook.book.paper.blocks import Blocks
from reviewbook.book.paper.text import string


class Translator(Blocks):
    """Write the whole book."""

    def __init__(self, builder: Builder, pictures: dict[str, str]) -> None:
        super().__init__(builder, pictures)
        self.level = 0
        self._closing: nodes.Element = nodes.section()
        # names of pages whose first heading has not come yet
        self._waiting: list[str] = []

    def book(self, tree: nodes.document) -> str:
        """Write the assembled tree, then report every reference that leads nowhere."""
        self._closing = [self._closing, *tree.findall(nodes.section)][-1]
        written = self._document(tree, self.docname)
        self.problems += self.loose_ends()
        return written

    def _document(self, node: nodes.Element, docname: str) -> str:
        outer, self.docname = self.docname, docname
        for footnote in node.findall(nodes.footnote):
            self.footnotes |= {(docname, identifier): footnote for identifier in footnote["ids"]}
        self._waiting.append(self.anchors([""]))
        written = f"\n\n// page: {self.env.doc2path(docname, base=False)}\n{self.inside(node)}"
        self.docname = outer
        return f"{written}\n\n// page: {self.env.doc2path(outer, base=False)}\n"

    def write_start_of_file(self, node: nodes.Element) -> str:
        level = self.level
        # pages below the first page are chapters, not sections of that page
        if self.docname == self.config.root_doc:
            self.level = 0
        written = self._document(node, node["docname"])
        self.level = level
        return written

    def write_section(self, node: nodes.Element) -> str:
        self.level += 1
        title, *rest = node.children
        anchors = self.anchors(node["ids"]) + "".join(self._waiting)
        self._waiting = []
        about = f"{self.level}, {self._section_number(node)}, {string(title.astext())}"
        written = f"\n\n#section({about})[{self.inside(title).strip()}]\n{anchors}\n\n{self.all(rest)}"
        self.level -= 1
        # what floats cannot stand in a box
        if node is self._closing and not any(node.findall(_is_placed)):
            return self.block("closing", written)
        return written

    def _section_number(self, node: nodes.Element) -> str:
        numbers = self.env.toc_secnumbers.get(self.docname, {})
        found = next((numbers[f"#{i}"] for i in node["ids"] if f"#{i}" in numbers), None)
        if found is None and node.parent is not None and not isinstance(node.parent, nodes.section):
            found = numbers.get("")
        return string(".".join(map(str, found))) if found else "none"


def _is_placed(node: nodes.Node) -> bool:
    return isinstance(node, (nodes.figure, nodes.table))
