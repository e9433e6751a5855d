"""The pages as one tree, divided among article and supplement: what each prints, and under which number it is found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from docutils import nodes
from sphinx.addnodes import start_of_file

from reviewbook.book.pages.nodes import ARTICLE, GOES_TO, SUPPLEMENT, folded_rows
from reviewbook.book.questions.nodes import folded_card

PRINTED = (ARTICLE, SUPPLEMENT)
LETTERS = {ARTICLE: "", SUPPLEMENT: "S"}
# deeper headings have no number
NUMBERED_LEVELS = 2
# what says nothing by itself: a section with no more than these is not printed
BARE = (nodes.title, nodes.Invisible, nodes.target, nodes.transition, nodes.footnote)


@dataclass(frozen=True)
class Place:
    """Say where something that is referred to stands.

    Attributes
    ----------
    parts
        Where it goes, of `destination.PARTS`.
    section
        Number of the section that it is or stands in; empty where that has none or is not printed.
    title
        Of a section; empty where this is none.
    called
        The number of a question or a claim, as "Q12"; empty where this is none.
    """

    parts: tuple[str, ...]
    section: str = ""
    title: str = ""
    called: str = ""


class Division:
    """Tell of every node of the assembled pages which parts print it.

    Parameters
    ----------
    tree
        All pages, below the first; none has been taken out.

    Attributes
    ----------
    places
        Name of a place, ``page#id`` or ``page``, to where it stands.
    """

    def __init__(self, tree: nodes.document) -> None:
        _free_footnotes(tree)
        self._marked = {id(above) for node in tree.findall(_is_marked) for above in _above(node)}
        self._kept: dict[int, frozenset[str]] = {}
        self._keep(tree, [ARTICLE])
        self._numbers = {part: dict(self._numbered(tree, part)) for part in PRINTED}
        self.places: dict[str, Place] = {}
        self._place(tree, tree["docname"], [ARTICLE], "")

    def number(self, section: nodes.section, part: str) -> str:
        """Give the number of a section in a part, as "4.2" or "S3"; empty where it has none."""
        return self._numbers[part].get(id(section), "")

    def number_of_text(self, section: nodes.section) -> str:
        """Give the number of the section of the article that has the text of one, or of that which it stands in."""
        node: nodes.Node | None = section
        while isinstance(node, nodes.section):
            if number := self.number(node, ARTICLE):
                return number
            node = node.parent
        return ""

    def leave(self, tree: nodes.Element, part: str) -> None:
        """Take out of the tree what a part does not print."""
        for child in [*tree.children]:
            if part not in self._kept.get(id(child), self._kept[id(tree)]):
                tree.remove(child)
            elif id(child) in self._kept and isinstance(child, nodes.Element):
                self.leave(child, part)

    def _keep(self, node: nodes.Node, above: list[str]) -> frozenset[str]:
        """Note which parts print a node, as deep as marks go or sections do."""
        own = _own(node, above)
        kept = frozenset(own)
        if isinstance(node, (nodes.document, nodes.section, nodes.compound, start_of_file)) or id(node) in self._marked:
            assert isinstance(node, nodes.Element)
            inside = [(child, self._keep(child, own)) for child in node.children]
            kept = frozenset().union(*(parts for child, parts in inside if not isinstance(child, BARE)))
            for child, _ in inside:
                if isinstance(child, BARE):
                    # it goes with what it belongs to
                    self._kept[id(child)] = kept
        self._kept[id(node)] = kept
        return kept

    def _numbered(self, tree: nodes.document, part: str) -> Iterator[tuple[int, str]]:
        """Give their numbers to the sections of a part; those of the first page, which has the title, are chapters."""

        def below(node: nodes.Element, number: tuple[int, ...]) -> Iterator[tuple[int, str]]:
            for count, section in enumerate(_sections(node, part, self._kept), start=1):
                mine = (*number, count)
                yield id(section), LETTERS[part] + ".".join(map(str, mine))
                if len(mine) < NUMBERED_LEVELS:
                    yield from below(section, mine)

        root = next(node for node in tree.children if isinstance(node, nodes.section))
        yield from below(root, ())

    def _place(
        self, node: nodes.Element, page: str, above: list[str], number: str, section: nodes.section | None = None
    ) -> None:
        own = _own(node, above)
        title, called = "", node["called"] if isinstance(node, folded_card) else ""
        if isinstance(node, start_of_file):
            page = node["docname"]
        if isinstance(node, nodes.section):
            kept = self._kept.get(id(node), frozenset())
            # what is not printed where it is marked to go, as nothing but other parts is left of it, stands with these
            own = own if own[0] in kept or not kept else sorted(kept)
            number = self._numbers.get(own[0], {}).get(id(node), number)
            section = node
            title = node[0].astext()
            if not isinstance(node.parent, nodes.section):
                self.places[page] = Place(tuple(own), number, title)
        elif own != above:
            # what goes elsewhere stands there in the section that it is taken from
            number = self._numbers.get(own[0], {}).get(id(section), "")
        rows = [name for names, _ in node["rows"] for name in names] if isinstance(node, folded_rows) else []
        for name in [*node["ids"], *rows]:
            self.places[f"{page}#{name}"] = Place(tuple(own), number, title, called)
        for child in node.children:
            if isinstance(child, nodes.Element):
                self._place(child, page, own, number, section)


def _own(node: nodes.Node, above: list[str]) -> list[str]:
    """Tell where a node goes by its mark or, where it has none, with what is above it; a page begins anew."""
    if isinstance(node, start_of_file):
        return [ARTICLE]
    return node.get(GOES_TO, above) if isinstance(node, nodes.Element) else above


def _free_footnotes(tree: nodes.document) -> None:
    """Have footnotes, which end a page, stand outside its sections: each goes where it is called."""
    for page in [*tree.findall(start_of_file), tree]:
        for note in [*page.findall(nodes.footnote)]:
            if GOES_TO not in note:
                note[GOES_TO] = [*PRINTED]
                note.parent.remove(note)
                page.append(note)


def _is_marked(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Element) and GOES_TO in node


def _above(node: nodes.Node | None) -> Iterator[nodes.Node]:
    node = node.parent if node is not None else None
    while node is not None:
        yield node
        node = node.parent


def _sections(node: nodes.Element, part: str, kept: Mapping[int, frozenset[str]]) -> Iterator[nodes.section]:
    """Give the sections next below a node that a part prints, also those of pages below it."""
    for child in node.children:
        if isinstance(child, nodes.section):
            if part in kept.get(id(child), ()):
                yield child
        elif isinstance(child, nodes.Element) and not isinstance(child, nodes.TextElement):
            yield from _sections(child, part, kept)
