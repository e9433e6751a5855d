"""A document tree as Typst: one method per kind of node, each returns the text that stands for it.

What a thing looks like is the template's business; here is only what it is.
"""

import re
from html import unescape

from docutils import nodes
from sphinx.addnodes import start_of_file
from sphinx.locale import admonitionlabels
from sphinx.util import logging
from sphinx.util.nodes import get_node_line

from reviewbook.book.pages import excerpt
from reviewbook.book.pages.table import rows_of
from reviewbook.book.paper import table
from reviewbook.book.paper.formula import FormulaError, to_typst
from reviewbook.book.paper.text import BREAK, escape, pieces, string

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
TRANSPARENT = [
    *("abbreviation", "acronym", "centered", "compact_paragraph", "compound", "definition", "document"),
    *("download_reference", "generated", "glossary", "hlist", "hlistcol", "legend", "list_item", "number"),
    *("PassthroughTextElement", "sourced", "target", "term", "versionmodified"),
]
SILENT = [
    *("comment", "docinfo", "footnote", "highlightlang", "index", "meta", "pending"),
    *("substitution_definition", "system_message", "tabular_col_spec", "toctree"),
]
# As on the web; the caption of the table says what they mean.
SOURCE_MARKS = {"stated": "", "derived": "#super[†];", "ambiguous": "#super[‡];"}
ENUMERATION = {"arabic": "1", "loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}
SUMMARY = re.compile(r"<summary[^>]*>([^<]+)</summary>")
# A line does not end between the word and the number of a figure or table.
NUMBERED = re.compile(r"^(\w+\.?) (\d[\d.]*)$")
LONG_NAME = 24
# A table with more rows than this would make a box of several pages.
BOXED_ROWS = 12
# These place their own anchors.
OWN_ANCHORS = ("section", "footnote", "footnote_reference", "figure", "table", "document", "start_of_file")


class Translator:
    """Write the whole book as Typst.

    Parameters
    ----------
    builder : sphinx.builders.Builder
        Gives the environment, from which section, figure and table numbers come.
    pictures : dict of str
        Image URI, or key of a published figure, to path below the folder of the Typst file.

    Attributes
    ----------
    problems : list of str
        What must not be published, a line each: the page, the line, the thing.
    """

    def __init__(self, builder, pictures):
        self.builder, self.env, self.config = builder, builder.env, builder.config
        self.pictures = pictures
        self.problems = []
        self.docname = self.config.root_doc
        self.level = 0
        self._closing = None
        self._footnotes, self._noted = {}, set()
        self._defined, self._wanted = set(), {}
        self._waiting, self._unknown = [], set()

    def book(self, tree):
        """Write the assembled tree, then report every reference that leads nowhere."""
        *_, self._closing = [None, *tree.findall(nodes.section)]
        written = self._document(tree, self.docname)
        for name, (where, text) in self._wanted.items():
            if name not in self._defined:
                self.problems.append(f"{where}: the reference '{text}' leads to '{name}', which is not in the book")
        return written

    def write(self, node):
        """Write one node; one of an unknown kind as its children, with a warning."""
        kind = type(node).__name__
        if kind in SILENT:
            return ""
        for known in (base.__name__ for base in type(node).__mro__):
            method = getattr(self, f"write_{known}", None)
            if method:
                return self._anchors(node) + method(node)
            if known in INLINE:
                return self._anchors(node) + f"#{INLINE[known]}[{self.inside(node)}];"
            if known in TRANSPARENT:
                return self._anchors(node) + self.inside(node)
        if kind not in self._unknown:
            self._unknown.add(kind)
            logger.warning("the PDF does not know the node '%s' and prints what is in it", kind, location=node)
        return self._anchors(node) + self.inside(node)

    def inside(self, node):
        """Write the children of a node."""
        return "".join(self.write(child) for child in node.children)

    def content(self, *written):
        """Write a content block of Typst."""
        return f"[{''.join(written).strip()}]"

    def problem(self, node, text):
        """Note what must not be published."""
        self.problems.append(f"{self.where(node)}: {text}")

    def where(self, node):
        """Say in which file, and if known on which line, a node was written."""
        page = self.env.doc2path(self.docname, base=False)
        line = get_node_line(node) if isinstance(node, nodes.Element) else None
        return f"{page}:{line}" if line else page

    def anchor(self, identifier=""):
        """Name a place of the current page, as references to it will."""
        name = f"{self.docname}#{identifier}" if identifier else self.docname
        self._defined.add(name)
        return string(name)

    def _anchors(self, node):
        if not isinstance(node, nodes.Element) or type(node).__name__ in OWN_ANCHORS:
            return ""
        return "".join(f"#anchor({self.anchor(identifier)});" for identifier in node.get("ids", ()))

    # pages and sections

    def _document(self, node, docname):
        outer, self.docname = self.docname, docname
        for footnote in node.findall(nodes.footnote):
            self._footnotes |= {(docname, identifier): footnote for identifier in footnote["ids"]}
        self._waiting.append(self.anchor())
        written = f"\n\n// page: {self.env.doc2path(docname, base=False)}\n{self.inside(node)}"
        self.docname = outer
        return f"{written}\n\n// page: {self.env.doc2path(outer, base=False)}\n"

    def write_start_of_file(self, node):
        level = self.level
        # pages below the first page are chapters, not sections of that page
        if self.docname == self.config.root_doc:
            self.level = 0
        written = self._document(node, node["docname"])
        self.level = level
        return written

    def write_section(self, node):
        self.level += 1
        title, *rest = node.children
        places = [self.anchor(identifier) for identifier in node["ids"]] + self._waiting
        self._waiting = []
        anchors = "".join(f"#anchor({place});" for place in places)
        number = self._section_number(node)
        written = (
            f"#section({self.level}, {number}, {string(title.astext())})[{self.inside(title).strip()}]\n{anchors}\n\n"
        )
        written = f"\n\n{written}" + "".join(self.write(child) for child in rest)
        self.level -= 1
        # what floats cannot stand in a box
        if node is self._closing and not any(node.findall(_is_placed)):
            return f"\n\n#closing{self.content(written)}\n\n"
        return written

    def _section_number(self, node):
        numbers = self.env.toc_secnumbers.get(self.docname, {})
        found = next((numbers[f"#{i}"] for i in node["ids"] if f"#{i}" in numbers), None)
        if found is None and node.parent is not None and not isinstance(node.parent, nodes.section):
            found = numbers.get("")
        return string(".".join(map(str, found))) if found else "none"

    def figure_number(self, node):
        """Write the word and the number that Sphinx gives to a figure or table, as arguments of Typst."""
        kind = self.env.domains["std"].get_enumerable_node_type(node)
        numbers = self.env.toc_fignumbers.get(self.docname, {}).get(kind, {})
        found = next((numbers[identifier] for identifier in node["ids"] if identifier in numbers), None)
        if found is None:
            return "none"
        return string(self.config.numfig_format[kind] % ".".join(map(str, found)))

    def stands_alone(self, node):
        """Tell whether a figure or table stands in the text itself, not in a box or a list of it."""
        parent = node.parent
        while _is_plain(parent) or _is_spread(parent):
            parent = parent.parent
        return parent is None or isinstance(parent, (nodes.document, nodes.section, start_of_file))

    # blocks

    def write_Text(self, node):
        return BREAK.join(escape(part) for part in pieces(node.astext()))

    def write_paragraph(self, node):
        inside = self.inside(node).strip()
        if any(len(code.astext()) > LONG_NAME for code in node.findall(nodes.literal)):
            inside = f"#ragged{self.content(inside)}"
        if _leads(node):
            return f"\n\n#leading{self.content(inside)}\n\n"
        return f"\n\n{inside}\n\n"

    def write_bullet_list(self, node):
        items = "".join(self.content(self.write(item)) for item in node.children)
        if "references" in node["classes"]:
            return f"\n\n#references{items}\n\n"
        return f"\n\n#list(tight: {self._tight(node)}){items}\n\n"

    def write_enumerated_list(self, node):
        items = "".join(self.content(self.write(item)) for item in node.children)
        form = node.get("prefix", "") + ENUMERATION[node.get("enumtype", "arabic")] + node.get("suffix", ".")
        start = node.get("start", 1)
        return f"\n\n#enum(tight: {self._tight(node)}, start: {start}, numbering: {string(form)}){items}\n\n"

    def _tight(self, node):
        """Set a list tight where each item is one paragraph, with or without a list below it."""
        loose = any(
            len([c for c in item.children if not isinstance(c, nodes.Sequential)]) > 1 for item in node.children
        )
        return "false" if loose else "true"

    def write_definition_list(self, node):
        return f"\n\n{self.inside(node)}\n\n"

    def write_definition_list_item(self, node):
        terms = [self.write(child) for child in node.children if isinstance(child, nodes.term)]
        classifiers = [f"#emph[{self.inside(c)}];" for c in node.children if isinstance(c, nodes.classifier)]
        bodies = [self.write(child) for child in node.children if isinstance(child, nodes.definition)]
        return f"\n\n#definition[{', '.join(terms + classifiers)}]{self.content(*bodies)}\n\n"

    def write_field_list(self, node):
        fields = "".join(
            f"({', '.join(self.content(self.inside(part)) for part in field)})," for field in node.children
        )
        return f"\n\n#fields(({fields}))\n\n"

    def write_block_quote(self, node):
        return f"\n\n#quotation{self.content(self.inside(node))}\n\n"

    def write_attribution(self, node):
        return f"\n\n#attribution{self.content(self.inside(node))}\n\n"

    def write_line_block(self, node):
        return "\n\n" + self.inside(node).removesuffix("#linebreak();") + "\n\n"

    def write_line(self, node):
        return self.inside(node) + "#linebreak();"

    def write_transition(self, node):
        return "" if "footnotes" in node["classes"] else "\n\n#separator()\n\n"

    def write_literal_block(self, node):
        return f"\n\n#listing({string(node.astext())})\n\n"

    write_doctest_block = write_literal_block

    def write_raw(self, node):
        """Drop what is written for a browser, but for the title of what it folds."""
        found = SUMMARY.search(node.astext()) if node.get("format") == "html" else None
        return f"\n\n#rubric[{escape(unescape(found[1]))}]\n\n" if found else ""

    def write_Admonition(self, node):
        kind = type(node).__name__
        if isinstance(node.children[0] if node.children else None, nodes.title):
            title, body = self.inside(node.children[0]), node.children[1:]
        else:
            title, body = escape(str(admonitionlabels.get(kind, ""))), node.children
        kind = next((c for c in node["classes"] if c in admonitionlabels), kind)
        return self._boxed(kind, title, body)

    write_topic = write_sidebar = write_Admonition

    def _boxed(self, kind, title, body):
        inside = "".join(self.write(child) for child in body)
        if body and _is_spread(body[0].parent):
            return f"\n\n#rubric{self.content(title)}\n\n{inside}"
        return f"\n\n#aside({string(kind)}){self.content(title)}{self.content(inside)}\n\n"

    def write_rubric(self, node):
        return f"\n\n#rubric{self.content(self.inside(node))}\n\n"

    write_caption = write_rubric

    def write_container(self, node):
        if node.get("nb_element") == "cell_code":
            return ""
        component = node.get("design_component")
        if component == "dropdown":
            first = node.children[0] if node.get("has_title") else None
            title = self._anchors(first) + self.inside(first) if first is not None else ""
            return self._boxed("dropdown", title, node.children[1 if first is not None else 0 :])
        if component == "card":
            return f"\n\n#card{self.content(self.inside(node))}\n\n"
        if component == "grid-row":
            items = "".join(self.content(self.write(item)) for item in node.children)
            return f"\n\n#cards{items}\n\n"
        if component in ("card-title", "card-header", "card-footer"):
            return f"\n\n#{component}{self.content(self.inside(node))}\n\n"
        return self.inside(node)

    # figures, tables, formulas

    def write_figure(self, node):
        caption = next((child for child in node.children if isinstance(child, nodes.caption)), None)
        others = [child for child in node.children if child is not caption]
        anchors = "".join(f"#anchor({self.anchor(identifier)});" for identifier in node["ids"])
        drawn = [self.write(child) for child in others if not isinstance(child, nodes.legend)]
        legend = "".join(self.write(child) for child in others if isinstance(child, nodes.legend))
        said = self.content(self.inside(caption)) if caption is not None else "none"
        number, body = self.figure_number(node), self.content(anchors, *drawn)
        function = "floating(" if self.stands_alone(node) else "captioned(image, "
        return f"\n\n#{function}{number}, {said}, {body})\n\n{legend}"

    def write_figure_output(self, node):
        if not node["alt"].strip():
            self.problem(node, f"figure '{node['key']}' has no alternative text")
        return f"\n\n#picture({string(self.pictures[node['key']])}, {string(node['alt'])})\n\n"

    def write_image(self, node):
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

    def write_table(self, node):
        return table.write(self, node)

    def write_math(self, node):
        return self._formula(node, "${}$")

    def write_math_block(self, node):
        number = node.get("number")
        if number and self.config.math_numfig and self.config.numfig:
            counted = self.env.toc_fignumbers.get(self.docname, {}).get("displaymath", {})
            number = next((".".join(map(str, counted[i])) for i in node["ids"] if i in counted), number)
        return f"\n\n{self._formula(node, '$ {} $', string(f'({number})') if number else 'none')}\n\n"

    def _formula(self, node, form, number="none"):
        latex = node.astext()
        try:
            return f"#formula({string(latex)}, {number}, {form.format(to_typst(latex))});"
        except FormulaError as error:
            self.problem(node, str(error))
            return ""

    # words

    def write_literal(self, node):
        return BREAK.join(f"#raw({string(part)});" for part in pieces(node.astext()))

    def write_inline(self, node):
        if "missing" in node["classes"]:
            return f"#missing[{self.inside(node)}];"
        return self.inside(node)

    def write_sourced(self, node):
        return self.inside(node) + SOURCE_MARKS[node["basis"]]

    def write_reference(self, node):
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

    def _link(self, node, name, inside):
        self._wanted.setdefault(name, (self.where(node), node.astext()))
        return f"#link(label({string(name)}))[{inside}];"

    def write_pending_xref(self, node):
        self.problem(node, f"the reference '{node.astext()}' could not be resolved")
        return self.inside(node)

    def write_problematic(self, node):
        self.problem(node, f"'{node.astext()}' could not be read")
        return ""

    def write_footnote_reference(self, node):
        key = (self.docname, node.get("refid"))
        if key not in self._footnotes:
            self.problem(node, f"the footnote '{node.astext()}' has no text")
            return ""
        name = string(f"note {key[0]}#{key[1]}")
        if key in self._noted:
            return f"#footnote(label({name}));"
        self._noted.add(key)
        note = [child for child in self._footnotes[key].children if not isinstance(child, nodes.label)]
        return f"#footnote{self.content(*(self.write(child) for child in note))}#label({name});"

    def write_citation(self, node):
        mark, *entry = node.children
        return f"\n\n#references[{self.inside(mark)} {''.join(self.write(part) for part in entry).strip()}]\n\n"


def _leads(paragraph):
    """Tell whether a paragraph must not be left at the foot of a page, away from what it announces."""
    following = paragraph.next_node(descend=False, siblings=True)
    if isinstance(following, nodes.table):
        # one with a caption speaks for itself
        return not isinstance(following[0], nodes.title)
    announced = isinstance(following, (nodes.Sequential, nodes.literal_block, nodes.block_quote))
    return announced and paragraph.astext().rstrip().endswith(":")


def _is_placed(node):
    return isinstance(node, (nodes.figure, nodes.table))


def _is_plain(node):
    return isinstance(node, (nodes.compound, nodes.container)) and "design_component" not in node


def _is_spread(node):
    """Tell whether a box holds a table that is too long for one, and is printed as a title and what is in it."""
    if not isinstance(node, (nodes.Admonition, nodes.container)):
        return False
    return any(len(rows_of(body)) > BOXED_ROWS for body in node.findall(nodes.tbody))


def _length(width):
    """Write the width of an image; a pixel is three quarters of a point, as in a browser."""
    found = re.fullmatch(r"([\d.]+)\s*(%|px|pt|cm|mm|in|em)?", width or "")
    if not found:
        return ""
    value, unit = float(found[1]), found[2] or "px"
    return f"{value * 0.75:g}pt" if unit == "px" else f"{value:g}{unit}"
