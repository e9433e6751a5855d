"""Tables as HTML: what each column is called stands in each of its cells, for windows in which a row is a card."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from reviewbook.book.pages.nodes import folded_rows
from reviewbook.book.pages.table import rows_of

# A table of few columns that has no more letters beside each other than a phone has room for stays a table.
FEW, COLUMN, PHONE = 3, 25, 46
# One of more letters than the text is wide uses the margin beside it.
SENTENCE, TEXT = 36, 105
# letters from which a cell of a card has a line of its own
HALF = 22
# A row that is drawn as a card is no row any more to who listens, unless it says so.
ROLES = {nodes.thead: "rowgroup", nodes.tbody: "rowgroup", nodes.row: "row", nodes.entry: "cell"}


@dataclass(frozen=True)
class Column:
    """Hold what is asked of a column: its heads, those of groups first, and what its cells say."""

    label: str
    texts: tuple[str, ...]

    def width(self, most: int) -> int:
        """Count the letters beside each other that nine in ten cells want, at `most` where words allow."""
        told = [self.label, *self.texts]
        longest_word = max(len(word) for text in told for word in text.split() or [""])
        usual = sorted(map(len, told))[int(0.9 * (len(told) - 1))]
        return max(longest_word, min(usual, most))

    @property
    def is_long(self) -> bool:
        """Whether a cell of it fills a line of a card."""
        return max(map(len, self.texts), default=0) > HALF


def setup(app: Sphinx) -> None:
    """Register how tables and their parts are opened; they are closed as Sphinx does."""
    app.add_node(folded_rows, html=(_write_rows, None))
    app.add_node(nodes.table, override=True, html=(_open_table, None))
    for kind in ROLES:
        app.add_node(kind, override=True, html=(_open, None))


def columns(table: nodes.Element) -> list[Column]:
    """List the columns of a table; a cell that spans several is told of the first."""
    heads: dict[int, list[str]] = {}
    texts: dict[int, list[str]] = {}
    for kind, told in ((nodes.thead, heads), (nodes.tbody, texts)):
        for part in table.findall(kind):
            for cell, places in _placed(rows_of(part)):
                for place in places if kind is nodes.thead else places[:1]:
                    told.setdefault(place, []).append(cell.astext())
    return [
        Column(": ".join(filter(None, dict.fromkeys(heads.get(place, ())))), tuple(dict.fromkeys(texts.get(place, ()))))
        for place in sorted({*heads, *texts})
    ]


def shape(found: list[Column]) -> list[str]:
    """Say how a table is drawn: ``cards`` where a window is narrow, and ``wide`` where there is room.

    >>> shape([Column("Study", ("Weck et al., 2013",)), Column("Patients", ("80",))])
    []
    """
    is_short = len(found) <= FEW and sum(column.width(COLUMN) for column in found) <= PHONE
    is_wide = sum(column.width(SENTENCE) + 2 for column in found) > TEXT
    return ["cards"] * (not is_short) + ["wide"] * is_wide


def _placed(rows: Iterable[nodes.Element]) -> Iterator[tuple[nodes.Element, list[int]]]:
    """Go through the cells of rows, each with the columns that it stands in; what spans rows moves others aside."""
    taken: dict[int, int] = {}
    for row in rows:
        column = 0
        held = {place for place, more in taken.items() if more}
        taken = {place: more - 1 for place, more in taken.items() if more}
        for cell in row.children:
            while column in held:
                column += 1
            places = list(range(column, column + 1 + cell.get("morecols", 0)))
            taken |= dict.fromkeys(places, cell.get("morerows", 0))
            column = places[-1] + 1
            yield cell, places


def _open_table(self: HTML5Translator, node: nodes.table) -> None:
    (group,) = node.findall(nodes.tgroup)
    # beside `stubs`, where docutils keeps what it knows of the columns
    group.told = columns(node)
    node["classes"] += [kind for kind in shape(group.told) if kind not in node["classes"]]
    type(self).visit_table(self, node)


def _open(self: HTML5Translator, node: nodes.Element) -> None:
    column = node.parent.column if isinstance(node, nodes.entry) else None
    getattr(type(self), f"visit_{type(node).__name__}")(self, node)
    table = node
    while not isinstance(table, nodes.table):
        table = table.parent
    if column is None:
        _mark(self, _role(table, ROLES[type(node)]))
    elif isinstance(node.parent.parent, nodes.thead):
        _mark(self, _role(table, "columnheader"))
    else:
        told = node.parent.parent.parent.told[column]
        rank = f' data-sort="{node["rank"]}"' if "rank" in node else ""
        called = f' data-label="{self.attval(told.label)}"' + " data-long" * told.is_long
        _mark(self, rank + called * ("cards" in table["classes"]) + _role(table, "cell"))


def _role(table: nodes.Element, role: str) -> str:
    return f' role="{role}"' if "cards" in table["classes"] else ""


def _mark(self: HTML5Translator, attributes: str) -> None:
    """Add attributes to the element that has just been opened."""
    opened, end, rest = self.body[-1].rpartition(">")
    self.body[-1] = f"{opened}{attributes}{end}{rest}"


def _write_rows(self: HTML5Translator, node: folded_rows) -> None:
    columns = {place: column for _, places in node["rows"] for column, place in enumerate(places)}
    written = [_written(self, cell, columns[place], node.parent) for place, cell in enumerate(node.children)]
    for names, places in node["rows"]:
        row = nodes.row(ids=names)
        row.parent = node.parent
        self.visit_row(row)
        self.body += [written[place] for place in places]
        self.depart_row(row)
    raise nodes.SkipNode


def _written(translator: HTML5Translator, cell: nodes.Node, column: int, body: nodes.Element | None) -> str:
    # a cell asks its row where it stands
    row = nodes.row("", cell)
    row.parent, row.column = body, column
    outer, translator.body = translator.body, []
    cell.walkabout(translator)
    written, translator.body = "".join(translator.body), outer
    return written
