"""A page as Markdown that says the same to a program, or to a person without a browser: CommonMark, and its tables.

A writer of our own: those on PyPI are builders, which would read and write all pages once more, know neither the
published figures and tables nor the numbers of this book, and write HTML where Markdown has no word.

References
----------
CommonMark. https://spec.commonmark.org/0.31.2/
GitHub Flavored Markdown, tables. https://github.github.com/gfm/#tables-extension-
"""

import re
from collections.abc import Callable, Iterator, Mapping

from docutils import nodes
from sphinx.locale import admonitionlabels

from reviewbook.book.pages import figure
from reviewbook.book.pages.nodes import is_of_article
from reviewbook.book.pages.table import rows_of
from reviewbook.display import markup
from reviewbook.display.figures import order

EMPHASIS = {nodes.emphasis: "*", nodes.title_reference: "*", nodes.strong: "**"}
# as on paper; the caption of the table says what they mean
SOURCE_MARKS = {"stated": "", "derived": "†", "ambiguous": "‡"}
SILENT = (nodes.Invisible, nodes.raw, nodes.system_message, nodes.colspec, nodes.label)
# what begins a block where it begins a line
START = re.compile(r"^(\s*)(?=[#>+=~-](?:\s|$)|[-=]{3})|^(\s*\d+)(?=[.)]\s)")


class Writer:
    """Write a page that was read and resolved for the web.

    Parameters
    ----------
    numbers
        Name of a figure or table of the page to its word and number, as ``Figure 3``.
    linked
        Gives the address of what a link of the page leads to.
    up
        Leads from the page to the top of the site.
    images
        Path of an image among the sources to its path in the site.
    """

    def __init__(
        self, numbers: Mapping[str, str], linked: Callable[[str], str], up: str, images: Mapping[str, str]
    ) -> None:
        self._numbers, self._linked, self._up, self._images = numbers, linked, up, images
        self._level = 0

    def page(self, doctree: nodes.Element) -> str:
        """Write all of a page."""
        return "\n\n".join(self._blocks(doctree)) + "\n"

    def _blocks(self, node: nodes.Element) -> list[str]:
        """Write what is in a node as blocks; words that stand there by themselves are one."""
        found: list[str] = []
        line: list[nodes.Node] = []
        for child in node.children:
            if isinstance(child, (nodes.Text, nodes.Inline)) and not isinstance(child, nodes.raw):
                line.append(child)
                continue
            found, line = [*found, *self._line(line), *self._block(child)], []
        return [*found, *self._line(line)]

    def _line(self, children: list[nodes.Node]) -> list[str]:
        said = " ".join(self._all(children).split())
        return [START.sub(lambda begins: f"{begins[0]}\\", said)] if said else []

    def _block(self, node: nodes.Node) -> list[str]:
        if isinstance(node, SILENT):
            return []
        for kind in type(node).__mro__:
            if method := getattr(self, f"_write_{kind.__name__}", None):
                return method(node)
        assert isinstance(node, nodes.Element)
        return self._blocks(node)

    def _write_section(self, node: nodes.section) -> list[str]:
        self._level += 1
        written = self._blocks(node)
        self._level -= 1
        return written

    def _write_title(self, node: nodes.title) -> list[str]:
        return [f"{'#' * max(1, self._level)} {said}" for said in self._line(node.children)]

    def _write_paragraph(self, node: nodes.Element) -> list[str]:
        return self._line(node.children)

    _write_term = _write_caption = _write_paragraph

    def _write_rubric(self, node: nodes.Element) -> list[str]:
        return [f"**{said}**" for said in self._line(node.children)]

    def _write_bullet_list(self, node: nodes.Element) -> list[str]:
        return self._list("- " for _ in node.children)(self._blocks(item) for item in node.children)

    def _write_enumerated_list(self, node: nodes.Element) -> list[str]:
        start = node.get("start", 1)
        marks = (f"{number}. " for number in range(start, start + len(node.children)))
        return self._list(marks)(self._blocks(item) for item in node.children)

    def _write_definition_list(self, node: nodes.Element) -> list[str]:
        return self._list("- " for _ in node.children)(map(self._defined, node.children))

    def _defined(self, item: nodes.Node) -> list[str]:
        """Write an entry as an item: CommonMark has no lists of definitions."""
        assert isinstance(item, nodes.Element)
        terms = [said for term in item.findall(nodes.term) for said in self._line(term.children)]
        told = [said for part in item.children if isinstance(part, nodes.definition) for said in self._blocks(part)]
        head = "; ".join(said if said.startswith("[") else f"**{said}**" for said in terms)
        # what is no words has lines of its own
        beside = told and not told[0].startswith(("- ", "1. ", "| ", "```", "$$", "> "))
        return [f"{head}: {told[0]}", *told[1:]] if beside else [head, *told]

    def _write_field_list(self, node: nodes.Element) -> list[str]:
        fields = ([*map(self._blocks, field.children)] for field in node.children if isinstance(field, nodes.Element))
        told = ([f"**{' '.join(name)}**: {' '.join(body[:1])}", *body[1:]] for name, body in fields)
        return self._list("- " for _ in node.children)(told)

    @staticmethod
    def _list(marks: Iterator[str]) -> Callable[[Iterator[list[str]]], list[str]]:
        """Write items with their marks; close together where each is one block."""

        def written(items: Iterator[list[str]]) -> list[str]:
            told = [(mark, item) for mark, item in zip(marks, items, strict=True) if item]
            lines = [mark + _indented("\n\n".join(item), " " * len(mark)) for mark, item in told]
            return [("\n" if all(len(item) == 1 for _, item in told) else "\n\n").join(lines)] if lines else []

        return written

    def _write_block_quote(self, node: nodes.Element) -> list[str]:
        return [_quoted(self._blocks(node))]

    def _write_Admonition(self, node: nodes.Element) -> list[str]:
        titled = node.children and isinstance(node.children[0], nodes.title)
        kind = str(admonitionlabels.get(type(node).__name__, "Note"))
        title = " ".join(self._line(node.children[0].children)) if titled else kind
        return [_quoted([f"**{title}**", *self._blocks(nodes.Element("", *node.children[titled:]))])]

    def _write_container(self, node: nodes.Element) -> list[str]:
        if node.get("nb_element") == "cell_code":
            return []
        return self._blocks(node)

    def _write_transition(self, node: nodes.Element) -> list[str]:
        return [] if "footnotes" in node["classes"] else ["---"]

    def _write_literal_block(self, node: nodes.Element) -> list[str]:
        said = node.astext()
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", said)), default=0))
        language = node.get("language", "")
        return [f"{fence}{language if language != 'none' else ''}\n{said.rstrip()}\n{fence}"]

    def _write_math_block(self, node: nodes.Element) -> list[str]:
        return [f"$$\n{node.astext().strip()}\n$$"]

    def _write_footnote(self, node: nodes.Element) -> list[str]:
        number = node.children[0].astext()
        return [f"[^{number}]: {_indented(chr(10).join(self._blocks(node)), '    ')}"]

    def _write_figure(self, node: nodes.figure) -> list[str]:
        caption = [said for part in node.children if isinstance(part, nodes.caption) for said in self._caption(part)]
        others = nodes.Element("", *(part for part in node.children if not isinstance(part, nodes.caption)))
        return [*caption, *self._blocks(others)]

    def _write_figure_output(self, node: nodes.Element) -> list[str]:
        said = START.sub("\\\\", markup.markdown(" ".join(node["alt"].split())))
        return [said, f"[Data of the figure as CSV]({self._up}{figure.file(node['key'])})"]

    def _write_tiles_output(self, node: nodes.Element) -> list[str]:
        said, data = self._write_figure_output(node)
        tiles = order.listed(node["figure"]["layout"]["meta"]["tiles"])
        return [said, "\n".join(f"- {markup.markdown(line)}" for line in tiles), data]

    def _write_image(self, node: nodes.Element) -> list[str]:
        return [self._image(node)]

    def _write_table(self, node: nodes.table) -> list[str]:
        caption = [said for part in node.children if isinstance(part, nodes.title) for said in self._caption(part)]
        (group,) = node.findall(nodes.tgroup)
        heads = [self._row(row) for part in group.findall(nodes.thead) for row in rows_of(part)]
        rows = [self._row(row) for part in group.findall(nodes.tbody) for row in rows_of(part)]
        columns = max(map(len, [*heads, *rows]), default=0)
        head = [": ".join(dict.fromkeys(filter(None, told))) for told in zip(*heads, strict=False)]
        lines = [row + [""] * (columns - len(row)) for row in [head, ["---"] * columns, *rows]]
        return [*caption, "\n".join(f"| {' | '.join(cells)} |" for cells in lines)]

    def _row(self, row: nodes.Element) -> list[str]:
        told = []
        for cell in row.children:
            assert isinstance(cell, nodes.Element)
            # a cell of a table of Markdown is one line
            said = "; ".join(" ".join(block.split()) for block in self._blocks(cell))
            told += [said.replace("\\|", "|").replace("|", "\\|"), *[""] * cell.get("morecols", 0)]
        return told

    def _caption(self, node: nodes.Element) -> list[str]:
        placed = node.parent
        number = next((self._numbers[name] for name in placed["ids"] if name in self._numbers), "")
        return [f"**{number}.** {said}" if number else said for said in self._line(node.children)]

    def _all(self, children: list[nodes.Node]) -> str:
        return "".join(map(self._inline, children))

    def _inline(self, node: nodes.Node) -> str:
        """Write what stands in a line."""
        if isinstance(node, nodes.Text):
            return markup.markdown(node.astext())
        if isinstance(node, SILENT) or is_of_article(node):
            return ""
        assert isinstance(node, nodes.Element)
        inside = self._all(node.children)
        match node:
            case nodes.literal():
                return _code(node.astext())
            case nodes.math():
                return f"${node.astext()}$"
            case nodes.image():
                return self._image(node)
            case nodes.footnote_reference():
                return f"[^{node.astext()}]"
            case nodes.reference():
                return self._reference(node, inside)
        mark = next((mark for kind, mark in EMPHASIS.items() if isinstance(node, kind)), "")
        # a mark beside a blank would be read as itself
        marked = f"{mark}{inside.strip()}{mark}" if mark and inside.strip() else inside
        return marked + SOURCE_MARKS.get(node.get("basis", ""), "")

    def _reference(self, node: nodes.reference, inside: str) -> str:
        address = f"#{node['refid']}" if "refid" in node else node.get("refuri", "")
        if not inside.strip() or not address:
            return inside
        where = self._linked(address)
        return f"<{where}>" if node.astext() == where else f"[{' '.join(inside.split())}]({_address(where)})"

    def _image(self, node: nodes.Element) -> str:
        uri = self._images.get(node["uri"], node["uri"])
        return f"![{markup.markdown(' '.join(node.get('alt', '').split()))}]({_address(uri)})"


def _indented(text: str, by: str) -> str:
    return re.sub(r"\n(?=[^\n])", f"\n{by}", text)


def _quoted(blocks: list[str]) -> str:
    return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(blocks).split("\n"))


def _code(text: str) -> str:
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    apart = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{apart}{text}{apart}{fence}"


def _address(address: str) -> str:
    return f"<{address}>" if re.search(r"[()\s]", address) else address
