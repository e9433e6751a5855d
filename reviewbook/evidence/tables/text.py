"""A table as text: the one way from a file to rows, for whoever checks a table and whoever computes with it."""

import csv
from dataclasses import dataclass
from functools import cache
from io import StringIO


@dataclass(frozen=True)
class Text:
    """Hold a table as it is written.

    There is no heading where the file is empty. Rows are as long as they are written; one that holds nothing is left
    out. Lines say where each row stands, the heading in line 1.
    """

    heading: list[str]
    rows: list[list[str]]
    lines: list[int]

    def columns(self) -> dict[str, tuple[str, ...]]:
        """Give each column by its heading; a cell is empty where its row ends before it."""
        width = len(self.heading)
        filled = [(row + [""] * width)[:width] for row in self.rows]
        cells = zip(*filled, strict=True) if filled else [()] * width
        return dict(zip(self.heading, cells, strict=True))


@cache  # what has not changed is read once per process
def read(content: bytes) -> Text:
    r"""Read a table: separated by commas, in UTF-8, with or without the mark of it at the beginning.

    Raises
    ------
    UnicodeDecodeError, csv.Error
        The content is no such table.

    >>> read(b"a,b\n1,2\n\n3\n").columns()
    {'a': ('1', '3'), 'b': ('2', '')}
    """
    written = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))
    told = [(line, row) for line, row in enumerate(written[1:], start=2) if row]
    return Text(written[0] if written else [], [row for _, row in told], [line for line, _ in told])
