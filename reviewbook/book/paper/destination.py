"""The ``goes-to`` directive: where a part of a page is printed, in the article or its supplement, or is not."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms import SphinxTransform

from reviewbook.book.pages.directive import BookDirective
from reviewbook.book.pages.nodes import ARTICLE, DATA, GOES_TO, SUPPLEMENT, WEB

PARTS = (ARTICLE, SUPPLEMENT, DATA, WEB)


class goes_to(nodes.General, nodes.Element):
    """Stands, until the page is read, for the mark: attributes ``parts`` and ``section``.

    It is about its children, of which there may be none, or about the section in which it stands.
    """


class supplement_figure(nodes.figure):
    """A figure of the supplement, counted by itself."""


class supplement_table(nodes.table):
    """A table of the supplement, counted by itself."""


class data_table(nodes.table):
    """A table that is attached and not printed, counted by itself."""


# Sphinx counts by the kind of a node: what a kind stands for, its name in the configuration, the letter of its numbers.
COUNTED = {
    (nodes.figure, SUPPLEMENT): (supplement_figure, "figure", "S"),
    (nodes.table, SUPPLEMENT): (supplement_table, "table", "S"),
    (nodes.table, DATA): (data_table, "table", "D"),
}


class GoesTo(BookDirective):
    """Say where the content goes or, where there is none, the section; to more than one part what each is to have."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Hold the content until the page is read."""
        parts = self.arguments[0].split()
        for part in parts:
            if part not in PARTS:
                return self.refused(f"'{part}' is none of the places where a part of a page goes: {', '.join(PARTS)}")
        return [self.into(goes_to(parts=parts, section=not self.content))]


class Marks(SphinxTransform):
    """Put the marks on what they are about, and count what goes to the supplement by itself."""

    default_priority = 50

    def apply(self) -> None:
        """Mark, then take away what stood for the marks."""
        for mark in [*self.document.findall(goes_to)]:
            about = [mark.parent] if mark["section"] else mark.children
            for node in about:
                if isinstance(node, nodes.Element):
                    node[GOES_TO] = mark["parts"]
            mark.replace_self(mark.children)
        for kind, part in COUNTED:
            for node in [*self.document.findall(lambda one, kind=kind: type(one) is kind)]:
                if parts_of(node)[0] == part:
                    self._count_apart(node, COUNTED[kind, part][0])

    def _count_apart(self, node: nodes.Element, kind: type[nodes.Element]) -> None:
        made = kind("", *node.children, **node.attributes)
        made.source, made.line = node.source, node.line
        node.replace_self(made)
        for name in made["ids"]:
            self.document.ids[name] = made


def parts_of(node: nodes.Node | None) -> list[str]:
    """Tell where a node goes: where it or what it stands in is marked to go, else to the article."""
    while node is not None:
        if isinstance(node, nodes.Element) and GOES_TO in node:
            return node[GOES_TO]
        node = node.parent
    return [ARTICLE]


def counted_as(kind: str, part: str) -> str:
    """Name what Sphinx counts, a ``figure`` or a ``table``, of a part."""
    return kind if part == ARTICLE else f"{part}-{kind}"


def setup(app: Sphinx) -> None:
    """Register the mark, and what is counted by itself."""
    app.add_node(goes_to)
    app.add_directive("goes-to", GoesTo)
    app.add_transform(Marks)
    for (_, part), (kind, of, _) in COUNTED.items():
        app.add_enumerable_node(kind, counted_as(of, part))
    # after Sphinx has put in what it says of figures and tables
    app.connect("config-inited", _on_config, priority=900)


def _on_config(app: Sphinx, config: Config) -> None:
    for (_, part), (_, of, letter) in COUNTED.items():
        config.numfig_format[counted_as(of, part)] = config.numfig_format[of].replace("%s", f"{letter}%s")
