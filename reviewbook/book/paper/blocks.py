"""Paragraphs, lists, boxes, figures, tables and formulas of their own: what stands between the headings."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from html import unescape
from itertools import takewhile

from docutils import nodes
from sphinx.locale import admonitionlabels

from reviewbook.book.paper import table
from reviewbook.book.paper.text import escape, string
from reviewbook.book.paper.words import Words
from reviewbook.book.paper.writer import is_spread
from reviewbook.book.questions.nodes import folded_card

ENUMERATION = {"arabic": "1", "loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}
SUMMARY = re.compile(r"<summary[^>]*>([^<]+)</summary>")
LONG_NAME = 24


class Blocks(Words):
    """Write what fills lines of its own."""

    # the function of the template for terms and what they mean
    definitions = "definitions"
    # names of the works that are referred to
    cited: AbstractSet[str] = frozenset()

    def write_paragraph(self, node: nodes.Element) -> str:
        inside = self.inside(node).strip()
        if any(len(code.astext()) > LONG_NAME for code in node.findall(nodes.literal)):
            inside = f"#ragged{self.content(inside)}"
        if _leads(node):
            return self.block("leading", inside)
        return f"\n\n{inside}\n\n"

    def write_bullet_list(self, node: nodes.Element) -> str:
        if "references" in node["classes"]:
            # each part lists what it cites
            return self.block("references", *map(self._begun, filter(self._is_cited, node.children)))
        return self.block(f"list(tight: {self._tight(node)})", *map(self.write, node.children))

    def _is_cited(self, item: nodes.Node) -> bool:
        return isinstance(item, nodes.Element) and not self.cited.isdisjoint(item["ids"])

    def _begun(self, item: nodes.Element) -> str:
        """Write an item that begins with its words: after an anchor alone, they would be a paragraph of their own."""
        return self.anchors(item["ids"]) + "".join(self.write(child).strip() for child in item.children)

    def write_enumerated_list(self, node: nodes.Element) -> str:
        form = node.get("prefix", "") + ENUMERATION[node.get("enumtype", "arabic")] + node.get("suffix", ".")
        start = node.get("start", 1)
        about = f"tight: {self._tight(node)}, start: {start}, numbering: {string(form)}"
        return self.block(f"enum({about})", *map(self.write, node.children))

    def _tight(self, node: nodes.Element) -> str:
        """Set a list tight where each item is one paragraph, with or without a list below it."""
        loose = any(
            len([c for c in item.children if not isinstance(c, nodes.Sequential)]) > 1 for item in node.children
        )
        return "false" if loose else "true"

    def write_definition_list(self, node: nodes.Element) -> str:
        return f"\n\n#{self.definitions}({self.inside(node)})\n\n"

    def write_definition_list_item(self, node: nodes.Element) -> str:
        terms = [self.write(child) for child in node.children if isinstance(child, nodes.term)]
        classifiers = [f"#emph[{self.inside(c)}];" for c in node.children if isinstance(c, nodes.classifier)]
        bodies = [self.write(child) for child in node.children if isinstance(child, nodes.definition)]
        return f"({self.content(', '.join(terms + classifiers))}, {self.content(*bodies)}), "

    def write_field_list(self, node: nodes.Element) -> str:
        fields = "".join(
            f"({', '.join(self.content(self.inside(part)) for part in field)})," for field in node.children
        )
        return f"\n\n#fields(({fields}))\n\n"

    def write_line_block(self, node: nodes.Element) -> str:
        return "\n\n" + self.inside(node).removesuffix("#linebreak();") + "\n\n"

    def write_line(self, node: nodes.Element) -> str:
        return self.inside(node) + "#linebreak();"

    def write_transition(self, node: nodes.Element) -> str:
        return "" if "footnotes" in node["classes"] else "\n\n#separator()\n\n"

    def write_literal_block(self, node: nodes.Element) -> str:
        return f"\n\n#listing({string(node.astext())})\n\n"

    write_doctest_block = write_literal_block

    def write_raw(self, node: nodes.Element) -> str:
        """Drop what is written for a browser, but for the title of what it folds."""
        found = SUMMARY.search(node.astext()) if node.get("format") == "html" else None
        return f"\n\n#rubric[{escape(unescape(found[1]))}]\n\n" if found else ""

    def write_Admonition(self, node: nodes.Element) -> str:
        kind = type(node).__name__
        if isinstance(node.children[0] if node.children else None, nodes.title):
            title, body = self.inside(node.children[0]), node.children[1:]
        else:
            title, body = escape(str(admonitionlabels.get(kind, ""))), node.children
        kind = next((c for c in node["classes"] if c in admonitionlabels), kind)
        return self._boxed(kind, title, body)

    write_topic = write_sidebar = write_Admonition

    def _boxed(self, kind: str, title: str, body: Sequence[nodes.Node]) -> str:
        inside = self.all(body)
        if body and is_spread(body[0].parent):
            # what is no longer set apart needs no title
            return (self.block("rubric", title) if kind == "dropdown" else "") + inside
        return self.block(f"aside({string(kind)})", title, inside)

    def write_container(self, node: nodes.Element) -> str:
        if node.get("nb_element") == "cell_code":
            return ""
        component = node.get("design_component")
        if component == "dropdown":
            first = node.children[0] if node.get("has_title") else None
            title = self.anchors(first["ids"]) + self.inside(first) if first is not None else ""
            return self._boxed("dropdown", title, node.children[1 if first is not None else 0 :])
        if component == "grid-row":
            return self.block("cards", *map(self.write, node.children))
        if component in ("card", "card-title", "card-header", "card-footer"):
            return self.block(component, self.inside(node))
        return self.inside(node)

    def write_folded_card(self, node: nodes.Element) -> str:
        """Write all cards that follow each other with the first of them."""
        place = node.parent.index(node)
        if place and isinstance(node.parent[place - 1], folded_card):
            return ""
        run = takewhile(lambda one: isinstance(one, folded_card), node.parent.children[place:])
        return self.block("folded-cards", *map(self._card, run))

    def _card(self, node: nodes.Element) -> str:
        state = ", ".join(node["state"])
        about = map(escape, (node["called"], node["said"], state))
        return self.anchors(node["ids"]) + self.block("folded-card", *about, self.inside(node))

    def write_card_facets(self, node: nodes.Element) -> str:
        """Leave out what filters the cards; on paper there are all."""
        return ""

    def write_figure(self, node: nodes.Element) -> str:
        caption = next((child for child in node.children if isinstance(child, nodes.caption)), None)
        others = [child for child in node.children if child is not caption]
        drawn = [self.write(child) for child in others if not isinstance(child, nodes.legend)]
        legend = "".join(self.write(child) for child in others if isinstance(child, nodes.legend))
        said = self.content(self.inside(caption)) if caption is not None else "none"
        number, body = self.figure_number(node), self.content(self.anchors(node["ids"]), *drawn)
        # one without a caption belongs to the sentences around it
        floats = caption is not None and self.stands_alone(node)
        function = f"floating({self.asking()}, " if floats else "captioned(image, "
        return f"\n\n#{function}{number}, {said}, {body})\n\n{legend}"

    def write_figure_output(self, node: nodes.Element) -> str:
        if not node["alt"].strip():
            self.problem(node, f"figure '{node['key']}' has no alternative text")
        return f"\n\n#picture({string(self.pictures[node['key']])}, {string(node['alt'])})\n\n"

    write_tiles_output = write_figure_output

    def write_image(self, node: nodes.Element) -> str:
        if node["uri"] not in self.pictures:
            self.problem(node, f"image '{node['uri']}' cannot be printed; an SVG, PNG or JPEG of the book can")
            return ""
        if not node.get("alt", "").strip():
            self.problem(node, f"image '{node['uri']}' has no alternative text")
        call = f"{string(self.pictures[node['uri']])}, {string(node.get('alt', ''))}"
        if isinstance(node.parent, nodes.TextElement) and len(node.parent.children) > 1:
            return f"#icon({call});"
        width = _length(node.get("width"))
        return f"\n\n#picture({call}{f', width: {width}' if width else ''})\n\n"

    def write_table(self, node: nodes.Element) -> str:
        return table.write(self, node)

    def write_math_block(self, node: nodes.Element) -> str:
        number = node.get("number")
        if number and self.config.math_numfig and self.config.numfig:
            counted = self.env.toc_fignumbers.get(self.docname, {}).get("displaymath", {})
            number = next((".".join(map(str, counted[i])) for i in node["ids"] if i in counted), number)
        return f"\n\n{self.formula(node, '$ {} $', string(f'({number})') if number else 'none')}\n\n"


def _leads(paragraph: nodes.Element) -> bool:
    """Tell whether a paragraph must not be left at the foot of a page, away from what it announces."""
    following = paragraph.next_node(descend=False, siblings=True)
    if isinstance(following, nodes.table):
        # one with a caption speaks for itself
        return not isinstance(following[0], nodes.title)
    announced = isinstance(following, (nodes.Sequential, nodes.literal_block, nodes.block_quote))
    return announced and paragraph.astext().rstrip().endswith(":")


def _length(width: str | None) -> str:
    """Write the width of an image; a pixel is three quarters of a point, as in a browser."""
    found = re.fullmatch(r"([\d.]+)\s*(%|px|pt|cm|mm|in|em)?", width or "")
    if not found:
        return ""
    value, unit = float(found[1]), found[2] or "px"
    return f"{value * 0.75:g}pt" if unit == "px" else f"{value:g}{unit}"
