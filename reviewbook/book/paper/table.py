"""Tables as Typst: heads that repeat, numbers at the right, and what the template needs to make a wide one fit."""

import re
from itertools import groupby, pairwise

import numpy as np
from docutils import nodes

from reviewbook.book.pages.nodes import sourced
from reviewbook.book.pages.table import rows_of
from reviewbook.book.paper.text import pieces, string

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


def write(translator, node):
    """Write a table, with its caption if it has one.

    Parameters
    ----------
    translator : reviewbook.book.paper.typst.Translator
        Writes what is in the cells.
    node : docutils.nodes.table
    """
    title = next((child for child in node.children if isinstance(child, nodes.title)), None)
    group = next(node.findall(nodes.tgroup))
    heads = [row for part in group.findall(nodes.thead) for row in rows_of(part)]
    rows = [row for part in group.findall(nodes.tbody) for row in rows_of(part)]
    count = group["cols"]
    placed = _place(heads, count), _place(rows, count)
    common = _common(*placed, count)
    titles = [[entry for _, entry in row[:common]] for row in placed[1]]
    said = [tuple(entry.astext() for entry in title) for title in titles]
    placed = tuple([[(column - common, entry) for column, entry in row[common:]] for row in part] for part in placed)
    count -= common
    shares = _shares(placed[1], count)
    lines = _heights(placed[1], shares)
    spans = _runs(placed[1], said, lines, count)
    last = _last(said, lines, spans)
    columns = [_column(*(_in_column(part, index) for part in placed), shares[index]) for index in range(count)]
    numeric = {index for index, column in enumerate(columns) if "numeric: true" in column}
    cells = _Cells(translator, numeric)
    anchors = "".join(f"#anchor({translator.anchor(identifier)});" for identifier in node["ids"])
    caption = translator.content(translator.inside(title)) if title is not None else "none"
    return (
        f"\n\n#tabular({string(translator.where(node))}, {translator.figure_number(node)},\n"
        f"  {caption}, {translator.content(anchors)}, boxed: {str(not translator.stands_alone(node)).lower()},\n"
        f"  columns: ({''.join(f'{column}, ' for column in columns)}),\n"
        f"  heads: {len(heads)}, head: ({''.join(map(cells.row, heads, placed[0]))}), "
        f"rows: {len(rows)}, even: {str(_even(*placed, spans)).lower()},\n"
        f"{''.join(_rows(cells, rows, placed[1], titles, said, spans, last))})\n\n"
    )


def _common(heads, rows, count):
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


def _once(placed, told):
    """Ask each different cell once."""
    return {key: told(entry) for key, entry in {id(entry): entry for row in placed for _, entry in row}.items()}


def _even(heads, rows, spans):
    """Tell whether all rows, and the one of the head, are equally high as long as no line is broken."""
    cells = _once(heads + rows, lambda entry: len(_lines(entry)))
    return len(heads) == 1 and not any(spans) and set(cells.values()) <= {1}


def _heights(placed, shares):
    """Tell about how many lines each row has."""
    letters = _once(placed, lambda entry: sum(map(len, _lines(entry))))
    return [max(-(-letters[id(entry)] // max(1, shares[column])) for column, entry in row) for row in placed]


def _runs(placed, said, lines, count):
    """Find the cells at the left that say the same as those above them.

    Returns
    -------
    list of dict of int
        For each row, by column: how many rows its cell spans; none where a cell above does.
    """
    spans = [{} for _ in placed]
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


def _last(said, lines, spans):
    """Count the rows at the end that go to a new page together."""
    start = len(lines) - LAST
    while start > 0 and 0 in spans[start].values():
        start -= 1
    alone = start < SOME or spans[start].get(0) == len(lines) - start or said[start - 1] != said[-1]
    return 0 if alone or sum(lines[start:]) > LAST_LINES else len(lines) - start


def _rows(cells, rows, placed, titles, said, spans, last):
    """Write the rows, each group that has cells in common below a head of its own, which a new page repeats."""
    above = ()
    count = len(placed[0]) if placed else 0
    for index, row in enumerate(rows):
        if said[index] != above:
            above = said[index]
            yield f"  group({count}, {', '.join(map(cells.content, titles[index]))}),\n"
        opened = "table.footer(repeat: false, " if index == len(rows) - last else ""
        yield f"  {opened}{cells.row(row, placed[index], spans[index])}\n"
    if last:
        yield "  )"


def _place(rows, count):
    """Pair each cell with its column, as cells that span rows push those below them to the right."""
    placed, held = [], [0] * count
    for row in rows:
        cells, column = [], 0
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


def _in_column(placed, index):
    found = (entry for row in placed for column, entry in row if column == index and not entry.get("morecols"))
    return list({id(entry): entry for entry in found}.values())


def _column(heads, cells, share):
    """Describe a column by its longest words and lines, which the template measures."""
    numeric = any("number" in cell["classes"] for cell in cells)
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
    return f"({written}, share: {share}, numeric: {str(numeric).lower()})"


def _shares(placed, count):
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


def _lines(cell):
    blocks = list(cell.findall(nodes.paragraph)) or [cell]
    return [" ".join(block.astext().split()) for block in blocks]


def _words(lines):
    return {word for line in lines for part in pieces(line) for word in WORD_ENDS.split(part) if word}


def _longest(texts):
    return sorted(set(texts), key=lambda text: (-len(text), text))[:LONGEST]


class _Cells:
    """Write cells, what is in them once for all rows that share them."""

    def __init__(self, translator, numeric):
        self._translator, self._numeric, self._inside = translator, numeric, {}

    def content(self, entry, named=""):
        """Write what is in a cell, after the name of its row."""
        if id(entry) not in self._inside:
            self._inside[id(entry)] = self._translator.inside(entry)
        return self._translator.content(named, self._inside[id(entry)])

    def row(self, row, placed, heights=None):
        """Write a row; its name stands in its first cell."""
        written = []
        named = "".join(f"#anchor({self._translator.anchor(name)});" for name in row["ids"])
        for column, entry in placed:
            height = (heights or {}).get(column, entry.get("morerows", 0) + 1)
            if not height:
                continue
            spans = [f"colspan: {entry['morecols'] + 1}"] if entry.get("morecols") else []
            spans += [f"rowspan: {height}"] if height > 1 else []
            spans += ["align: right"] if column in self._numeric else []
            inside = self.content(entry, named)
            named = ""
            written.append(f"table.cell({', '.join(spans)}){inside}, " if spans else f"{inside}, ")
        return "".join(written)
