"""The structure tree, where Typst cannot write it yet: cells that name their row, and no foot made of data."""

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

# What `row-name` of the template becomes in the tree; no page has a quotation within a line.
MARK = Name.Quote


def mend(pdf: pikepdf.Pdf) -> None:
    """Mend the tables of a PDF that Typst tagged.

    A cell whose name is marked becomes a header cell of its row. Every cell lists the headers that tell what it is:
    those of its columns, that of its group of rows, that of its row. A foot is how the template keeps the last rows of
    a table together, so its rows join those above. A row of the head that says nothing is room for what the next page
    says there; it goes.
    """
    root = pdf.Root.StructTreeRoot
    if "/IDTree" not in root:
        root.IDTree = pikepdf.NameTree.new(pdf).obj
    identifiers = pikepdf.NameTree(root.IDTree)
    for number, table in enumerate(list(_tables(root.K)), start=1):
        for cell in _drop_silent(table):
            del identifiers[str(cell.ID)]
        _join_foot(table)
        for identifier, cell in _Headers(f"Row {number}").tell(table).items():
            identifiers[identifier] = cell


def _tables(node: Any) -> Iterator[Dictionary]:
    for child in _children(node):
        if child.get("/S") == Name.Table:
            yield child
        elif "/K" in child:
            yield from _tables(child.K)


def _children(node: Any) -> list[Dictionary]:
    """List the elements of what ``/K`` holds, without the numbers of marked content."""
    found = node if isinstance(node, Array) else [node]
    return [child for child in found if isinstance(child, Dictionary)]


def _of_kind(element: Dictionary, *kinds: Name) -> list[Dictionary]:
    return [child for child in _children(element.get("/K", Array())) if child.get("/S") in kinds]


def _drop_silent(table: Dictionary) -> list[Dictionary]:
    """Take the rows without content out of the head, and give their cells."""
    dropped = []
    for head in _of_kind(table, Name.THead):
        rows = {row.objgen: _of_kind(row, Name.TH, Name.TD) for row in _of_kind(head, Name.TR)}
        silent = {name: cells for name, cells in rows.items() if not any(len(cell.get("/K", [])) for cell in cells)}
        head.K = Array([row for row in head.K if row.objgen not in silent])
        dropped += [cell for cells in silent.values() for cell in cells]
    return dropped


def _join_foot(table: Dictionary) -> None:
    bodies = _of_kind(table, Name.TBody)
    for foot in _of_kind(table, Name.TFoot):
        if not bodies:
            foot.S = Name.TBody
            continue
        for row in foot.K:
            row.P = bodies[-1]
            bodies[-1].K.append(row)
        table.K = Array([child for child in table.K if child.objgen != foot.objgen])


class _Headers:
    """Tell the cells of one table of their headers; rows are named by `prefix` and their number."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._columns: dict[int, list[pikepdf.Object]] = {}
        self._group: list[pikepdf.Object] = []
        self._named: dict[str, Dictionary] = {}

    def tell(self, table: Dictionary) -> dict[str, Dictionary]:
        """Give the header cells of rows, by the identifiers that they get."""
        for part in _of_kind(table, Name.THead, Name.TBody):
            # by column: for how many rows a cell above holds it, and the header that it is to them
            held: dict[int, tuple[int, list[pikepdf.Object]]] = {}
            for row in _of_kind(part, Name.TR):
                held = {column: (rows - 1, name) for column, (rows, name) in held.items() if rows > 1}
                self._row(_of_kind(row, Name.TH, Name.TD), held, Name.THead == part.S)
        return self._named

    def _row(self, cells: list[Dictionary], held: dict[int, tuple[int, list[pikepdf.Object]]], heads: bool) -> None:
        column = 0
        for cell in cells:
            while column in held:
                column += 1
            told = _attributes(cell)
            own = range(column, column + int(told.get("/ColSpan", 1)))
            names = [name for _, above in held.values() for name in above]
            name: list[pikepdf.Object] = []
            if heads:
                for spanned in own:
                    self._columns.setdefault(spanned, []).append(cell.ID)
            elif cell.S == Name.TH:
                # the head of a group of rows is that of no column
                self._group = [cell.ID]
                told.Headers = Array()
            else:
                told.Headers = Array([head for spanned in own for head in self._columns.get(spanned, [])])
                told.Headers.extend([*self._group, *names])
                name = self._name(cell, told)
            held |= {spanned: (int(told.get("/RowSpan", 1)), name) for spanned in own}
            column = own.stop

    def _name(self, cell: Dictionary, told: Dictionary) -> list[pikepdf.Object]:
        """Make a cell the header of its row if it is marked as such."""
        # a cell of one paragraph with an anchor in it has an element for the paragraph
        marks = [mark for part in (cell, *_of_kind(cell, Name.P)) for mark in _of_kind(part, MARK)]
        if not marks:
            return []
        for mark in marks:
            mark.S = Name.Span
        cell.S, told.Scope = Name.TH, Name.Row
        cell.ID = pikepdf.String(f"{self._prefix}.{len(self._named) + 1}")
        self._named[str(cell.ID)] = cell
        return [cell.ID]


def _attributes(cell: Dictionary) -> Any:
    """Find what a cell says of itself as a part of its table."""
    return next(one for one in cell.A if one.get("/O") == Name.Table)
