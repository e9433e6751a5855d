"""The tables in hand: all that a command changes is read, changed here, and written together or not at all."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reviewbook.edition.works import bibliography
from reviewbook.evidence.tables import rounds, schema, text, tidy
from reviewbook.evidence.tables.schema import DataError
from reviewbook.evidence.tables.text import Text, shown
from reviewbook.manuscript.text import near
from reviewbook.runs import staging

# the note of a source by which a cell is known that somebody still has to code
MARK = "not coded yet"
Row = dict[str, str]


@dataclass
class Desk:
    """Hold the rows of each table by its name, the text of ``references.bib``, and other files that are to change."""

    folder: Path
    resources: dict[str, dict[str, Any]]
    rows: dict[str, list[Row]]
    references: str
    others: dict[Path, bytes]

    def columns(self, table: str) -> list[str]:
        """Name the columns of a table."""
        return [field["name"] for field in self.fields(table)]

    def fields(self, table: str) -> list[dict[str, Any]]:
        """Give what the schema says of each column of a table."""
        return list(self.resources[table]["schema"]["fields"])

    def key(self, table: str, row: Row) -> str:
        """Give the primary key of a row, as ``sources`` names it."""
        return "|".join(row[name] for name in self.resources[table]["schema"]["primaryKey"])

    def add(self, into: str, /, **cells: str) -> Row:
        """Add a row, whose other cells are empty."""
        columns = self.columns(into)
        row = dict.fromkeys(columns, "") | {name: cell for name, cell in cells.items() if name in columns}
        self.rows[into].append(row)
        return row

    def source(self, table: str, row: Row, passage_id: str, basis: str = "derived", note: str = MARK) -> None:
        """Say of each cell of a row that needs a source, and has a value, on which passage it rests."""
        for field in self.fields(table):
            if field.get("sourced") and row[field["name"]]:
                self.add(
                    "sources", table=table, row=self.key(table, row), column=field["name"], passage_id=passage_id,
                    basis=basis, note=note,
                )  # fmt: skip

    def forget(self, table: str, gone: Iterable[Row]) -> None:
        """Leave out what is told of the cells of rows that are gone: sources, questions and answers."""
        keys = {self.key(table, row) for row in gone}
        for name in {"sources", "question_cells", "answer_cells"} & self.rows.keys():
            self.rows[name] = [row for row in self.rows[name] if row["table"] != table or row["row"] not in keys]

    def study(self, study_id: str) -> Row:
        """Find a study.

        Raises
        ------
        DataError
            Names those that there are.
        """
        return self._found("studies", "study_id", study_id)

    def update(self, update_id: str | None) -> str:
        """Find a round by its key; left out, the newest that is an update.

        Raises
        ------
        DataError
            Names those that there are, or says how one is made.
        """
        if update_id is not None:
            return self._found("updates", "update_id", update_id)["update_id"]
        newest = self.rows["updates"][-1]["update_id"] if self.rows["updates"] else ""
        if not newest or newest in self.of_article():
            raise DataError(["data/updates.csv has no update yet; 'reviewbook add update ID' begins one"])
        return newest

    def of_article(self) -> set[str]:
        """Name the round of the article."""
        return {row["update_id"] for row in self.rows["documents"] if row["kind"] == rounds.ARTICLE}

    def _found(self, table: str, column: str, value: str) -> Row:
        known = {row[column]: row for row in self.rows[table]}
        if value not in known:
            raise DataError([f"{shown(value)} is not in data/{table}.csv, column '{column}'; {near(value, known)}"])
        return known[value]

    def texts(self) -> dict[str, Text]:
        """Give each table as it would be read."""
        return {name: text.read(self._content(name), schema.types(one)) for name, one in self.resources.items()}

    def write(self) -> list[str]:
        """Write what has changed, all of it or nothing, and name the files.

        Raises
        ------
        OSError
            When there is no room, or no right, to write.
        """
        fresh = {self.folder / "data" / one["path"]: self._content(name) for name, one in self.resources.items()}
        fresh |= {self.folder / bibliography.FILE: self.references.encode()} | self.others
        changed = {path: content for path, content in fresh.items() if path.read_bytes() != content}
        if changed:
            staging.replace(self.folder, changed)
        return [path.relative_to(self.folder).as_posix() for path in changed]

    def _content(self, table: str) -> bytes:
        names = self.columns(table)
        return tidy.written(Text(names, [[row[name] for name in names] for row in self.rows[table]]))


def lay(folder: Path) -> Desk:
    """Read all tables and the references.

    Raises
    ------
    DataError
        Says what of them cannot be read; nothing can be added to that.
    """
    schema.check(folder)
    resources = {one["name"]: one for one in schema.read(folder)["resources"]}
    rows, lines = {}, []
    for name, one in resources.items():
        read = text.read((folder / "data" / one["path"]).read_bytes(), schema.types(one))
        lines += [f"data/{one['path']}{fault.place}: {fault.what}" for fault in read.faults]
        rows[name] = [dict(zip(read.heading, row, strict=True)) for row in read.rows]
    references = (folder / bibliography.FILE).read_bytes()
    try:
        bibliography.read(references)
    except ValueError as error:
        lines += str(error).splitlines()
    if lines:
        raise DataError(lines)
    return Desk(folder, resources, rows, references.decode("utf-8-sig").replace("\r\n", "\n"), {})


def allowed(desk: Desk, table: str, column: str, value: str) -> str:
    """Give back what is to be the value of a column, if the schema allows it.

    Raises
    ------
    DataError
        Says what is allowed.
    """
    field = next(field for field in desk.fields(table) if field["name"] == column)
    pattern = field.get("constraints", {}).get("pattern", "")
    form = text.FORMS.get(field["type"])
    if not value.strip() or text.UNSEEN.search(value) or (pattern and not re.fullmatch(pattern, value)):
        said = f"which follows the pattern {pattern}" if pattern else "which is a text that can be seen"
        raise DataError([f"{shown(value)} is not a value of data/{table}.csv, column '{column}', {said}"])
    if form and not form[0].fullmatch(value):
        raise DataError([f"{shown(value)} is not {form[1]}"])
    return value


def free(desk: Desk, table: str, column: str, value: str) -> str:
    """Give back what is to be the key of a new row, if it is allowed and no row has it.

    Raises
    ------
    DataError
        Says what is allowed, or who has it.
    """
    allowed(desk, table, column, value)
    if any(row[column] == value for row in desk.rows[table]):
        raise DataError([f"{shown(value)} is in data/{table}.csv, column '{column}', already"])
    return value


def recited(desk: Desk, said: Callable[[str], object]) -> None:
    """Write the short citations of all studies as the references now give them, and say which have another."""
    try:
        cited = bibliography.citations(desk.references.encode())
    except ValueError as error:
        raise DataError(str(error).splitlines()[:1]) from None
    for row in desk.rows["studies"]:
        citation = cited.get(row["study_id"], row["study"])
        if row["study"] and row["study"] != citation:
            said(f"cited      {row['study_id']}: {row['study']} → {citation}")
        row["study"] = citation


def without(rows: Iterable[Row], gone: Iterable[Row]) -> list[Row]:
    """Give the rows that are none of these."""
    going = {id(row) for row in gone}
    return [row for row in rows if id(row) not in going]
