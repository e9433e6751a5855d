"""What of the tables can be read: rows with the lines where they stand, for whoever compares tables with each other."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reviewbook.evidence.tables.text import Text


@dataclass(frozen=True)
class Row:
    """Hold a row of a table: the file and the line where it stands, its key, and its cells by their column."""

    path: str
    line: int
    key: str
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def at(self, column: str) -> str:
        """Name one cell in a message."""
        return f"{self.path}, line {self.line} ({self.key}), column '{column}'"


@dataclass(frozen=True)
class Table:
    """Hold what of a table can be read.

    For each column that the schema gives the table, `fields` has what it says of it. A table is `keyed` if it has the
    columns of its primary `key`. Of a column that names rows of another table, `foreign` has that table and its column.
    """

    fields: dict[str, dict[str, Any]]
    keyed: bool = False
    columns: set[str] = field(default_factory=set)
    rows: list[Row] = field(default_factory=list)
    key: tuple[str, ...] = ()
    foreign: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Read:
    """Hold all tables, and what is known of them.

    Keys of ``references.bib``, each with its short citation, are `cited`. Rows with a wrong key, by table and line, are
    `wrong`: that has been said, and what follows from it is not.
    """

    tables: Mapping[str, Table]
    cited: Mapping[str, str]
    wrong: set[tuple[str, int]] = field(default_factory=set)

    def studies(self) -> list[Row]:
        """Give the rows of ``studies``; none where they have no key."""
        studies = self.tables.get("studies", Table({}))
        return studies.rows if "study_id" in studies.columns else []

    def faulty(self) -> set[str]:
        """Name the tables that have such a row."""
        return {name for name, _ in self.wrong}

    def renamed(self) -> set[str]:
        """Find the keys of references.bib that no study has, if a study has a key that references.bib does not have.

        What other tables say of them follows from the one wrong key, and is not said.
        """
        known = {row["study_id"] for row in self.studies()}
        return self.cited.keys() - known if known - self.cited.keys() else set()


def table(resource: dict[str, Any], text: Text) -> Table:
    """Make a table of what was read."""
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    path, key = f"data/{resource['path']}", resource["schema"]["primaryKey"]
    rows = []
    for line, written in zip(text.lines, text.rows, strict=True):
        cells = dict(zip(text.heading, written, strict=True))
        rows.append(Row(path, line, "|".join(cells.get(name, "?") for name in key), cells))
    foreign = {
        tie["fields"][0]: (tie["reference"].get("resource") or resource["name"], tie["reference"]["fields"][0])
        for tie in resource["schema"].get("foreignKeys", ())
        if len(tie["fields"]) == 1
    }
    return Table(fields, set(key) <= set(text.heading), set(text.heading), rows, tuple(key), foreign)


def number(text: str) -> float:
    """Read a number; what is empty, or no number and said to be none, is neither more nor less than another."""
    try:
        return float(text)
    except ValueError:
        return math.nan
