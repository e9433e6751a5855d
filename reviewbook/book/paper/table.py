"""Tables as Typst: heads that repeat, numbers at the right, and what the template needs to make a wide one fit."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, pairwise
from typing import TypeVar

import numpy as np
from docutils import nodes

from reviewbook.book.pages.nodes import sourced
from reviewbook.book.pages.table import rows_of
from reviewbook.book.paper.text import pieces, string
from reviewbook.book.paper.writer import Writer

# The cells of a row, each with its column.
Row = list[tuple[int, nodes.Element]]
# For each row, by column: how many rows its cell spans; none where a cell above does.
Spans = list[dict[int, int]]
Told = TypeVar("Told")

# Where a line may break inside a cell, beside spaces.
WORD_ENDS = re.compile(r"\s+|(?<=[/–—-])")
LONGEST = 4
# About as many letters as a line of a wide table holds.
LETTERS = 115
RAGGED = 2
# A cell as short as "every session" stays on one line where there is room.
BRIEF = 13
# From so many rows on, what so many rows on average have in common stands above them, once.
MANY, COMMON = 60, 6
# What the rows of a shorter run have in common in the first columns stands in the first of them.
NAMING = 2
# The last rows of a table, if there are some before them, go to a new page together.
LAST, SOME = 3, 4
# A page does not end between rows that share a name, or between the last ones, if they have no more lines than this.
TOGETHER, LAST_LINES = 20, 15
NUMBER = re.compile(r"[\d.,\s%-]*")
DECIMAL = re.compile(r"[\d,−-]+(\.\d+)?")
# What is longer than this, in letters, does not name its row.
NAME = 120


def write(writer: Writer, node: nodes.Element) -> str:
    """Write a table, with its caption if it has one; `writer` writes what is in the cells."""
    title = next((child for child in node.children if isinstance(child, nodes.title)), None)
    group = next(node.findall(nodes.tgroup))
    heads = [row for part in group.findall(nodes.thead) for row in rows_of(part)]
    rows = [row for part in group.findall(nodes.tbody) for row in rows_of(part)]
    count = group["cols"]
    head, body = _place(heads, count), _place(rows, count)
    common = _common(head, body, count)
    titles = [[entry for _, entry in row[:common]] for row in body]
    said = [tuple(entry.astext() for entry in title) for title in titles]
    head, body = (
        [[(column - common, entry) for column, entry in row[common:]] for row in part] for part in (head, body)
    )
    count -= common
    shares = _shares(body, count)
    lines = _heights(body, shares)
    spans = _runs(body, said, lines, count)
    last = _last(said, lines, spans)
    numeric = {index for index in range(count) if any("number" in cell["classes"] for cell in _in_column(body, index))}
    columns = [
        _column(_in_column(head, index), _in_column(body, index), shares[index], index in numeric)
        for index in range(count)
    ]
    decimals = {index: _decimals(_in_column(body, index)) for index in numeric}
    cells = _Cells(writer, decimals, named=0 not in numeric and _are_names(_in_column(body, 0), count))
    caption = writer.content(writer.inside(title)) if title is not None else "none"
    return (
        f"\n\n#tabular({writer.asking()}, {string(writer.where(node))}, {writer.figure_number(node)},\n"
        f"  {caption}, {writer.content(writer.anchors(node['ids']))}, boxed: {_flag(not writer.stands_alone(node))},\n"
        f"  columns: ({''.join(f'{column}, ' for column in columns)}),\n"
        f"  heads: {len(heads)}, head: ({''.join(map(cells.row, heads, head))}), "
        f"rows: {len(rows)}, even: {_flag(_even(head, body, spans))},\n"
        f"{''.join(_rows(cells, rows, body, titles, said, spans, last))})\n\n"
    )


def _flag(holds: bool) -> str:
    return "true" if holds else "false"


def _common(heads: list[Row], rows: list[Row], count: int) -> int:
    """Count the columns at the left that say the same for many rows, one after the other."""
    if len(rows) < MANY or len(heads) != 1 or any(len(row) < count for row in heads + rows):
        return 0
    texts = _once(rows, nodes.Element.astext)
    said = [[texts[id(entry)] for _, entry in row] for row in rows]
    common = 0
    while common + 1 < count:
        changes = sum(above[: common + 1] != below[: common + 1] for above, below in pairwise(said))
        if len(rows) < COMMON * (changes + 1):
            break
        common += 1
    return common


def _once(placed: list[Row], told: Callable[[nodes.Element], Told]) -> dict[int, Told]:
    """Ask each different cell once."""
    return {key: told(entry) for key, entry in {id(entry): entry for row in placed for _, entry in row}.items()}


def _even(heads: list[Row], rows: list[Row], spans: Spans) -> bool:
    """Tell whether all rows, and the one of the head, are equally high as long as no line is broken."""
    cells = _once(heads + rows, lambda entry: len(_lines(entry)))
    return len(heads) == 1 and not any(spans) and set(cells.values()) <= {1}


def _heights(placed: list[Row], shares: list[int]) -> list[int]:
    """Tell about how many lines each row has."""
    letters = _once(placed, lambda entry: sum(map(len, _lines(entry))))
    return [max(-(-letters[id(entry)] // max(1, shares[column])) for column, entry in row) for row in placed]


def _runs(placed: list[Row], said: list[tuple[str, ...]], lines: list[int], count: int) -> Spans:
    """Find the cells at the left that say the same as those above them."""
    spans: Spans = [{} for _ in placed]
    if any(len(row) < count or any("morerows" in entry for _, entry in row) for row in placed):
        return spans
    texts = _once(placed, lambda entry: (entry.astext(), *(told["basis"] for told in entry.findall(sourced))))
    within = [True] * len(placed)
    for column in range(min(NAMING, count - 1)):
        names = [
            (title, *(texts[id(entry)] for _, entry in row[: column + 1]))
            for title, row in zip(said, placed, strict=True)
        ]
        runs = [list(run) for _, run in groupby(range(len(placed)), key=names.__getitem__)]
        # what comes again later is a value, not the name of the rows
        if len(runs) > len(set(names)):
            break
        for run in runs:
            together = sum(lines[row] for row in run) <= TOGETHER and not NUMBER.fullmatch(names[run[0]][-1][0])
            if len(run) > 1 and within[run[0]] and together:
                for row in run:
                    spans[row][column] = len(run) if row == run[0] else 0
            else:
                for row in run:
                    within[row] = False
    return spans


def _last(said: list[tuple[str, ...]], lines: list[int], spans: Spans) -> int:
    """Count the rows at the end that go to a new page together."""
    start = len(lines) - LAST
    while start > 0 and 0 in spans[start].values():
        start -= 1
    alone = start < SOME or spans[start].get(0) == len(lines) - start or said[start - 1] != said[-1]
    return 0 if alone or sum(lines[start:]) > LAST_LINES else len(lines) - start


def _rows(
    cells: "_Cells",
    rows: list[nodes.row],
    placed: list[Row],
    titles: list[list[nodes.Element]],
    said: list[tuple[str, ...]],
    spans: Spans,
    last: int,
) -> Iterator[str]:
    """Write the rows, each group that has cells in common below a head of its own, which a new page repeats."""
    above: tuple[str, ...] = ()
    count = len(placed[0]) if placed else 0
    for index, row in enumerate(rows):
        if said[index] != above:
            above = said[index]
            yield f"  group({count}, {', '.join(map(cells.head, titles[index]))}),\n"
        opened = "table.footer(repeat: false, " if index == len(rows) - last else ""
        yield f"  {opened}{cells.row(row, placed[index], spans[index])}\n"
    if last:
        yield "  )"


def _are_names(cells: list[nodes.Element], count: int) -> bool:
    """Tell whether the cells of the first of some columns name their rows."""
    texts = [cell.astext().strip() for cell in cells]
    return count > 1 and all(0 < len(text) <= NAME and not NUMBER.fullmatch(text) for text in texts)


def _place(rows: list[nodes.row], count: int) -> list[Row]:
    """Pair each cell with its column, as cells that span rows push those below them to the right."""
    placed: list[Row] = []
    held = [0] * count
    for row in rows:
        cells: Row = []
        column = 0
        for entry in row.children:
            while column < count and held[column]:
                column += 1
            width = entry.get("morecols", 0) + 1
            cells.append((column, entry))
            for spanned in range(column, min(column + width, count)):
                held[spanned] = entry.get("morerows", 0) + 1
            column += width
        held = [max(0, left - 1) for left in held]
        placed.append(cells)
    return placed


def _in_column(placed: list[Row], index: int) -> list[nodes.Element]:
    found = (entry for row in placed for column, entry in row if column == index and not entry.get("morecols"))
    return list({id(entry): entry for entry in found}.values())


def _column(heads: list[nodes.Element], cells: list[nodes.Element], share: int, numeric: bool) -> str:
    """Describe a column by its longest words and lines, which the template measures."""
    lines = [line for cell in cells for line in _lines(cell)]
    titles = [line for head in heads for line in _lines(head)]
    parts = {
        "titles": _longest(titles),
        "head": _longest(_words(titles)),
        "words": _longest(_words(lines)),
        "code": _longest(_words(code.astext() for cell in cells for code in cell.findall(nodes.literal))),
        "lines": _longest(lines),
        "brief": _longest(line for line in lines if len(line) <= BRIEF),
        "label": _longest(line for line in titles if len(line) <= BRIEF),
    }
    written = ", ".join(f"{name}: ({''.join(f'{string(text)}, ' for text in texts)})" for name, texts in parts.items())
    return f"({written}, share: {share}, numeric: {_flag(numeric)})"


def _shares(placed: list[Row], count: int) -> list[int]:
    """Divide a line of the table among its columns, letter by letter, so that all rows together are as low as possible.

    A row is as high as its highest cell; the fourth power stands for that maximum, as it has a slope everywhere.
    A line of a cell ends, on average, some letters before the cell does.
    """
    letters = np.zeros((len(placed), count))
    widths = np.full(count, 4)
    long = _once(placed, lambda entry: sum(map(len, _lines(entry))))
    words = _once(placed, lambda entry: max(map(len, _words(_lines(entry))), default=0))
    for index, row in enumerate(placed):
        for column, entry in row:
            if not entry.get("morecols"):
                letters[index, column] = long[id(entry)]
                widths[column] = max(widths[column], words[id(entry)])
    while widths.sum() < LETTERS:
        towers = (letters / (widths - RAGGED)) ** 4
        wider = (letters / (widths + 1 - RAGGED)) ** 4
        heights = (towers.sum(axis=1, keepdims=True) - towers + wider) ** 0.25
        widths[np.argmin(heights.sum(axis=0))] += 1
    return widths.tolist()


def _lines(cell: nodes.Element) -> list[str]:
    blocks = list(cell.findall(nodes.paragraph)) or [cell]
    return [" ".join(block.astext().split()) for block in blocks]


def _words(lines: Iterable[str]) -> set[str]:
    return {word for line in lines for part in pieces(line) for word in WORD_ENDS.split(part) if word}


def _longest(texts: Iterable[str]) -> list[str]:
    return sorted(set(texts), key=lambda text: (-len(text), text))[:LONGEST]


def _decimals(cells: list[nodes.Element]) -> int:
    """Count the decimals of the numbers of a column: the most that one has."""
    return max((len(_fraction(cell)) for cell in cells), default=0)


def _fraction(cell: nodes.Element) -> str:
    """Give a number's point and decimals; nothing of a cell that holds another thing."""
    found = DECIMAL.fullmatch(cell.astext().strip())
    return found[1] if found and found[1] else ""


class _Cells:
    """Write cells, what is in them once for all rows that share them; numbers of a column align at their point.

    Parameters
    ----------
    decimals
        Place of each column of numbers, to the length of what stands after the point, which the longest has.
    named
        The first column names the rows.
    """

    def __init__(self, writer: Writer, decimals: dict[int, int], named: bool) -> None:
        self._writer, self._decimals, self._named = writer, decimals, named
        self._inside: dict[int, str] = {}

    @staticmethod
    def _aligned(inside: str, fraction: str, most: int) -> str:
        """Leave room for the point and the decimals that others of the column have."""
        lacking = most - len(fraction)
        room = "0" * lacking if fraction else ("." + "0" * (lacking - 1) if lacking else "")
        return f"{inside[:-1]}#hide[{room}]]" if room else inside

    def content(self, entry: nodes.Element, anchor: str = "") -> str:
        """Write what is in a cell, after the anchor of its row."""
        if id(entry) not in self._inside:
            self._inside[id(entry)] = self._writer.inside(entry)
        return self._writer.content(anchor, self._inside[id(entry)])

    def head(self, entry: nodes.Element) -> str:
        """Write what is in a cell without its links, which a head that a new page repeats may not have."""
        plain = entry.deepcopy()
        for link in list(plain.findall(nodes.reference)):
            link.replace_self(link.children)
        return self._writer.content(self._writer.inside(plain))

    def row(self, row: nodes.row, placed: Row, heights: dict[int, int] | None = None) -> str:
        """Write a row, of the head where it has no `heights`; its anchor stands in its first cell."""
        written = []
        anchor = self._writer.anchors(row["ids"])
        for column, entry in placed:
            height = (heights or {}).get(column, entry.get("morerows", 0) + 1)
            if not height:
                continue
            spans = [f"colspan: {entry['morecols'] + 1}"] if entry.get("morecols") else []
            spans += [f"rowspan: {height}"] if height > 1 else []
            spans += ["align: right"] if column in self._decimals else []
            inside = self.content(entry, anchor)
            anchor = ""
            if column in self._decimals and DECIMAL.fullmatch(entry.astext().strip()):
                inside = self._aligned(inside, _fraction(entry), self._decimals[column])
            if self._named and heights is not None and column == 0 and not entry.get("morecols"):
                inside = f"row-name{inside}"
            written.append(f"table.cell({', '.join([*spans, inside])}), " if spans else f"{inside}, ")
        return "".join(written)
