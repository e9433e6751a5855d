"""Words and what leads from them elsewhere: names, references, footnotes, citations, formulas."""

import re
from typing import Any

from docutils import nodes
from sphinx.builders import Builder

from reviewbook.book.pages import excerpt
from reviewbook.book.pages.nodes import ARTICLE, DATA, WEB, is_of_article
from reviewbook.book.paper.division import Division, Place
from reviewbook.book.paper.formula import FormulaError, to_typst
from reviewbook.book.paper.text import BREAK, escape, pieces, string, unbroken
from reviewbook.book.paper.writer import Writer

# As on the web; the caption of the table says what they mean.
SOURCE_MARKS = {"stated": "", "derived": "#super[†];", "ambiguous": "#super[‡];"}
# A line does not end between the word and the number of a figure or table.
NUMBERED = re.compile(r"^(\w+\.?) (\d[\d.]*)$")


def _names(builder: Builder) -> re.Pattern[str]:
    """Match, in text that was written for Typst, the family names of all whose works are cited: no line divides one."""
    domain: Any = builder.env.domains.get("cite")
    entries = domain.bibdata.data.entries.values() if domain else ()
    people = (person for entry in entries for one in entry.persons.values() for person in one)
    found = {escape(" ".join([*person.prelast_names, *person.last_names])) for person in people}
    # the longest first, where one begins with another; a name of nobody matches nothing
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(found, key=len, reverse=True))) or '(?!)'})(?!\w)")


def _before(node: nodes.Element) -> str:
    """Give what stands before a node in its paragraph."""
    said = ""
    while not isinstance(node.parent, nodes.paragraph | None):
        node = node.parent
    for child in node.parent.children if node.parent is not None else ():
        if child is node:
            break
        # the mark of a note ends no sentence
        said += "" if isinstance(child, nodes.footnote_reference) else child.astext()
    return said


def _begins(node: nodes.Element) -> bool:
    """Tell whether a sentence begins with a node."""
    before = _before(node).rstrip()
    return not before or before.endswith((".", "?", "!"))


def _is_within(node: nodes.Element) -> bool:
    """Tell whether a node stands in parentheses."""
    before = _before(node)
    return before.count("(") > before.count(")")


def _is_by_name(node: nodes.Element) -> bool:
    """Tell whether an author refers to a place by the name that a page gave it, and says what it is called."""
    return any("std-ref" in child["classes"] for child in node.findall(nodes.inline))


def _in_table(node: nodes.Node) -> bool:
    while node.parent is not None and not isinstance(node, nodes.entry):
        node = node.parent
    return isinstance(node, nodes.entry)


class Words(Writer):
    """Write what stands in a line."""

    def __init__(self, builder: Builder, pictures: dict[str, str], division: Division, part: str) -> None:
        super().__init__(builder, pictures, division, part)
        # by the page and the name of a footnote; those that have been written; places that references lead to
        self.footnotes: dict[tuple[str, str], nodes.footnote] = {}
        self._noted: set[tuple[str, str]] = set()
        self._wanted: dict[str, tuple[str, str]] = {}
        self._people = _names(builder)

    def loose_ends(self) -> list[str]:
        """List the references that lead nowhere, a line each."""
        return [
            f"{where}: the reference '{text}' leads to '{name}', which is not in the book"
            for name, (where, text) in self._wanted.items()
            if name not in self.defined
        ]

    def write_Text(self, node: nodes.Text) -> str:
        return BREAK.join(self._people.sub(r"#box[\g<0>];", unbroken(escape(part))) for part in pieces(node.astext()))

    def write_literal(self, node: nodes.Element) -> str:
        return BREAK.join(f"#raw({string(part)});" for part in pieces(node.astext()))

    def write_inline(self, node: nodes.Element) -> str:
        if "missing" in node["classes"]:
            return f"#missing[{self.inside(node)}];"
        # paper has no room for two numbers in a sentence; the register has both
        return "" if is_of_article(node) else self.inside(node)

    def write_sourced(self, node: nodes.Element) -> str:
        return self.inside(node) + SOURCE_MARKS[node["basis"]]

    def write_reference(self, node: nodes.Element) -> str:
        if "sd-hide-link-text" in node["classes"]:
            return ""
        inside = NUMBERED.sub(r"\1~\2", self.inside(node).strip())
        if excerpt.ATTACHED in node["classes"]:
            # the file is in the PDF itself
            return inside
        uri = node.get("refuri", "")
        if "refid" in node:
            return self._link(node, f"{self.docname}#{node['refid']}", inside)
        if uri.startswith(("%", "#")):
            return self._link(node, uri[1:] if uri[0] == "%" else self.docname + uri, inside)
        if not re.match(r"(https?|mailto|doi):", uri):
            self.problem(node, f"the reference '{node.astext()}' leads to '{uri}', which is not in the book")
        if node.astext().startswith("http"):
            return f"#address({string(uri)})[{inside}];"
        return f"#link({string(uri)})[{inside}];"

    def _link(self, node: nodes.Element, name: str, inside: str) -> str:
        """Lead to a place of the book, and say where that is: a reader on paper has no pointer."""
        place = self.division.places.get(name, Place((self.part,)))
        where = self._where(node, place)
        if WEB in place.parts:
            self.problem(node, f"the reference '{node.astext()}' leads to what is on the web alone")
            return ""
        here = self.part in place.parts
        if here:
            self._wanted.setdefault(name, (self.where(node), node.astext()))
        target = f"label({string(name)})"
        if not where or _in_table(node):
            if where and node.astext() == place.title:
                inside = where
            return f"#link({target})[{inside}];" if here else inside
        told = f"#far({self.asking()}, {target})[{{}}];" if here else "{}"
        if place.title and node.astext() == place.title:
            # where it is stands for what it is called
            return told.format(where[0].upper() + where[1:] if _begins(node) else where)
        if where in node.astext():
            return told.format(inside)
        link = f"#link({target})[{inside}];" if here else inside
        return f"{link}, {told.format(where)}" if _is_within(node) else f"{link} ({told.format(where)})"

    def _where(self, node: nodes.Element, place: Place) -> str:
        """Say in words where something stands; nothing where a reference by its number does."""
        if place.called:
            return place.called
        if DATA in place.parts:
            return "attached data"
        if not place.title and not (self.part not in place.parts and _is_by_name(node)):
            return ""
        if not place.section:
            return escape(f"“{place.title}”") if place.title else ""
        other = self.part not in place.parts and ARTICLE in place.parts
        return f"section~{place.section}{' of the main text' if other else ''}"

    def write_pending_xref(self, node: nodes.Element) -> str:
        self.problem(node, f"the reference '{node.astext()}' could not be resolved")
        return self.inside(node)

    def write_problematic(self, node: nodes.Element) -> str:
        self.problem(node, f"'{node.astext()}' could not be read")
        return ""

    def write_footnote_reference(self, node: nodes.Element) -> str:
        key = (self.docname, node.get("refid", ""))
        if key not in self.footnotes:
            self.problem(node, f"the footnote '{node.astext()}' has no text")
            return ""
        name = string(f"note {key[0]}#{key[1]}")
        if key in self._noted:
            return f"#footnote(label({name}));"
        self._noted.add(key)
        note = [child for child in self.footnotes[key].children if not isinstance(child, nodes.label)]
        return f"#noted({name}){self.content(self.all(note))};"

    def write_citation(self, node: nodes.Element) -> str:
        mark, *entry = node.children
        return f"\n\n#references[{self.inside(mark)} {self.all(entry).strip()}]\n\n"

    def write_math(self, node: nodes.Element) -> str:
        return self.formula(node, "${}$")

    def formula(self, node: nodes.Element, form: str, number: str = "none") -> str:
        """Write a formula; `form` says how Typst is told whether it stands in a line."""
        latex = node.astext()
        try:
            return f"#formula({string(latex)}, {number}, {form.format(to_typst(latex))});"
        except FormulaError as error:
            self.problem(node, str(error))
            return ""
