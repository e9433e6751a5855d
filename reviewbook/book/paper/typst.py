"""The book as Typst: its pages and sections; what a thing looks like is the template's business."""

from docutils import nodes
from sphinx.builders import Builder

from reviewbook.book.pages.nodes import ARTICLE, called
from reviewbook.book.paper.blocks import Blocks
from reviewbook.book.paper.division import Division
from reviewbook.book.paper.text import string
from reviewbook.display import wording

# what the first page names, by the class of its container
FRONT = ("abstract", "answer")


class Translator(Blocks):
    """Write the whole book."""

    def __init__(self, builder: Builder, pictures: dict[str, str], division: Division, part: str) -> None:
        super().__init__(builder, pictures, division, part)
        self.level = 0
        self._closing: nodes.Element = nodes.section()
        # names of pages whose first heading has not come yet
        self._waiting: list[str] = []

    def book(self, tree: nodes.document) -> tuple[dict[str, str], str]:
        """Write the assembled tree, and report every reference that leads nowhere.

        Returns
        -------
        tuple
            What stands on the first page, by its name of `FRONT`, and the rest.
        """
        self._closing = [self._closing, *tree.findall(nodes.section)][-1]
        links = tree.findall(nodes.reference)
        self.cited = {link.get("refid") or link.get("refuri", "").rpartition("#")[2] for link in links}
        front = {name: self._front(tree, name) for name in FRONT}
        written = self._document(tree, self.docname)
        self.problems += self.loose_ends()
        return front, written

    def _front(self, tree: nodes.document, name: str) -> str:
        """Take what stands on the first page out of its place."""
        found = [node for node in tree.findall(nodes.container) if name in node["classes"]]
        for node in found:
            node.parent.remove(node)
        self.definitions = "headed-parts"
        written = "".join(map(self.inside, found)).strip()
        del self.definitions
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
        return self._document(node, node["docname"])

    def write_section(self, node: nodes.Element) -> str:
        title, *rest = node.children
        anchors = self.anchors(node["ids"]) + "".join(self._waiting)
        if self._is_root(node):
            # its title is that of the whole
            self._waiting = [anchors]
            return self.all(rest)
        self._waiting = []
        self.level += 1
        number = self.division.number(node, self.part)
        about = f"{self.level}, {string(number) if number else 'none'}, {string(title.astext())}"
        beside = self.level > 1
        leads = beside and bool(rest) and isinstance(rest[0], nodes.paragraph)
        call = f"sided({about})" if beside else f"section({about})"
        # a list of contents repeats what is in the title itself
        first = self.content(self.write(rest[0]) if leads else self._text_elsewhere(node, rest)) if beside else ""
        first += f"\n{anchors}"
        written = f"\n\n#{call}{self.content(self.inside(title))}{first}\n\n{self.all(rest[leads:])}"
        # what floats cannot stand in a box
        if node is self._closing and not any(node.findall(_is_placed)):
            written = self.block(f"closing({self.level})", written)
        self.level -= 1
        return written

    def _text_elsewhere(self, node: nodes.section, rest: list[nodes.Node]) -> str:
        """Say of what a section of the supplement has where its text stands, if that begins it in the article."""
        number = (
            "" if self.part == ARTICLE or isinstance(rest[0], nodes.section) else self.division.number_of_text(node)
        )
        if not number:
            return ""
        own = (one for child in rest if not isinstance(child, nodes.section) for one in child.findall(_is_placed))
        names = [name.replace(" ", "~") for one in own if (name := called(self.env, self.docname, one))]
        what = f"{wording.series(names)} belong{'' if len(names) > 1 else 's'}" if names else "Belongs"
        return f"{what} to section~{number} of the main text."

    def _is_root(self, node: nodes.Element) -> bool:
        return self.docname == self.config.root_doc and not isinstance(node.parent, nodes.section)


def _is_placed(node: nodes.Node) -> bool:
    return isinstance(node, (nodes.figure, nodes.table))
