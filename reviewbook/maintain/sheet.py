"""All that is coded of one study on one sheet, a line for each cell and sentence, and back into the tables."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from reviewbook.evidence.tables import text, validation
from reviewbook.evidence.tables.schema import PATH, DataError
from reviewbook.evidence.tables.text import shown
from reviewbook.maintain import desk
from reviewbook.maintain.desk import Desk, Row
from reviewbook.manuscript.text import near

COLUMNS = ("table", "row", "column", "value", "sentence", "basis", "note")
TYPES = tuple((name, "string") for name in COLUMNS)
PLACE = re.compile(r"(.+)-p(\d+)-s(\d+)")
# rows of these by their key, and where each cell stands on the sheet
Cells = dict[tuple[str, str], Row]
Lines = dict[tuple[str, str, str], int]


def tables(here: Desk) -> list[str]:
    """Name the tables of which a sheet has rows: what is coded of a study, its documents, and their passages."""
    coded = [name for name in here.rows if _of_study(here, name) and any(map(_sourced, here.fields(name)))]
    return [*dict.fromkeys(["studies", *coded]), "documents", "passages"]


def written(here: Desk, study_id: str) -> bytes:
    """Write the sheet of a study: table, row, column, value, passage, basis, note; a column that is a key has no line.

    Raises
    ------
    DataError
        Names the studies that there are.
    """
    here.study(study_id)
    sources: dict[tuple[str, str, str], list[Row]] = {}
    for one in here.rows["sources"]:
        sources.setdefault((one["table"], one["row"], one["column"]), []).append(one)
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for name in tables(here):
        for row in _own(here, name, study_id):
            key = here.key(name, row)
            for column in _told(here, name):
                told = sources.get((name, key, column), [{"passage_id": "", "basis": "", "note": ""}])
                writer.writerows(
                    [name, key, column, row[column], one["passage_id"], one["basis"], one["note"]] for one in told
                )
    return out.getvalue().encode()


def spread(here: Desk, study_id: str, path: Path) -> list[str]:
    """Put what a sheet says of a study into the tables and ``sources``, in the place of what they say of it.

    A row that the sheet does not name is taken out, and given back. What follows from a key is filled in.

    Raises
    ------
    DataError
        A line for each fault: file, line, row, column, value, and what is allowed.
    """
    here.study(study_id)
    cells, told, lines = _read(here, study_id, path)
    gone: list[str] = []
    before: set[tuple[str, str, str]] = set()
    for name in tables(here):
        own = _own(here, name, study_id)
        keys = {here.key(name, row): row for row in own}
        fresh = {key: row for (table, key), row in cells.items() if table == name}
        # what a key rests on stands on no sheet, and goes with its row
        before |= {(name, key, column) for key in [*keys, *fresh] for column in _told(here, name)}
        before |= {(name, key, column) for key in keys.keys() - fresh for column in here.columns(name)}
        gone += [f"{here.resources[name]['path']}  {key}" for key in keys if key not in fresh]
        for key, row in keys.items():
            if key in fresh:
                row.update(fresh[key])
        # new rows come after those of the study, or at the end
        here.rows[name] = desk.without(here.rows[name], (row for key, row in keys.items() if key not in fresh))
        ids = set(map(id, own))
        after = max((n for n, row in enumerate(here.rows[name], 1) if id(row) in ids), default=None)
        made = [_whole(here, name, key, row, study_id) for key, row in fresh.items() if key not in keys]
        place = len(here.rows[name]) if after is None else after
        here.rows[name][place:place] = made
    _sources(here, before, told)
    if faults := list(_faults(here, study_id, path, lines)):
        raise DataError(faults)
    return gone


def _read(here: Desk, study_id: str, path: Path) -> tuple[Cells, list[Row], Lines]:
    """Read the rows of a sheet, the sources of their cells, and the line of each."""
    try:
        read = text.read(path.read_bytes(), TYPES)
    except FileNotFoundError:
        raise DataError([f"{path}: there is no such file"]) from None
    faults = [f"{path}{one.place}: {one.what}" for one in read.faults]
    if faults:
        raise DataError(faults)
    allowed = tables(here)
    others = {
        (name, here.key(name, row))
        for name in allowed
        for row in desk.without(here.rows[name], _own(here, name, study_id))
    }
    cells: Cells = {}
    told: list[Row] = []
    lines: Lines = {}
    for number, row in zip(read.lines, read.rows, strict=True):
        table, key, column, value, passage, basis, note = row
        where = f"{path}, line {number} ({key})"
        if table not in allowed:
            faults.append(f"{where}, column 'table': {shown(table)} is no table of a sheet; {near(table, allowed)}")
        elif column not in _told(here, table):
            faults.append(f"{where}, column 'column': {near(column, _told(here, table))}, and no {shown(column)}")
        elif not key or (table, key) in others or (table == "studies" and key != study_id):
            said = "is empty" if not key else f"{shown(key)} is of another study than '{study_id}'"
            faults.append(f"{where}, column 'row': {said}")
        else:
            first = lines.setdefault((table, key, column), number)
            if cells.setdefault((table, key), {}).setdefault(column, value) != value:
                faults.append(f"{where}, column 'value': {shown(value)} is another value than that of line {first}")
            if passage and not basis:
                faults.append(f"{where}, column 'basis': is empty beside {shown(passage)}; {_bases(here)}")
            elif basis and not passage:
                faults.append(f"{where}, column 'sentence': is empty beside {shown(basis)}")
            elif passage:
                told.append(
                    {"table": table, "row": key, "column": column, "passage_id": passage, "basis": basis, "note": note}
                )
    if not faults and ("studies", study_id) not in cells:
        faults.append(f"{path}: has no line of the table 'studies' for '{study_id}'")
    if faults:
        raise DataError(faults)
    return cells, told, lines


def _sources(here: Desk, of_sheet: set[tuple[str, str, str]], told: list[Row]) -> None:
    """Put the sources of cells in the place of those that there were, which keep their order."""
    by_cell = {_cell(row): row for row in told}
    kept: list[Row] = []
    place = None
    for row in here.rows["sources"]:
        if (row["table"], row["row"], row["column"]) not in of_sheet:
            kept.append(row)
        elif new := by_cell.pop(_cell(row), None):
            kept.append(row | new)
            place = len(kept)
    place = len(kept) if place is None else place
    kept[place:place] = by_cell.values()
    here.rows["sources"] = kept


def _cell(source: Row) -> tuple[str, ...]:
    return source["table"], source["row"], source["column"], source["passage_id"]


def _whole(here: Desk, name: str, key: str, cells: Row, study_id: str) -> Row:
    """Make a row of what a sheet says of it, and of what follows from its key."""
    names = here.resources[name]["schema"]["primaryKey"]
    row = dict.fromkeys(here.columns(name), "") | dict(zip(names, key.split("|"), strict=False))
    document = next((one["document_id"] for one in here.rows["documents"] if one["study_id"] == study_id), "")
    study = next(one for one in here.rows["studies"] if one["study_id"] == study_id)
    follows = {"study_id": study_id, "document_id": document, "update_id": study.get("update_id", "")}
    if name == "passages" and (place := PLACE.fullmatch(key)):
        section = place[1].removeprefix(f"{document}.")
        follows |= {"section": section, "paragraph": place[2], "sentence": place[3]}
    row |= {column: value for column, value in follows.items() if column in row and not row[column]}
    return row | {column: value for column, value in cells.items() if value}


def _faults(here: Desk, study_id: str, path: Path, lines: Lines) -> Iterator[str]:
    """Judge the tables of a sheet by their schema, and say of each fault where it stands on the sheet."""
    texts, names = here.texts(), [*tables(here), "sources"]
    found = [(name, one.line, one.column or "", one.what) for name in names for one in texts[name].faults]
    for one in validation.faults(here.resources, texts, names) if not found else ():
        column = re.search(r", column '([^']*)'$", one.where)
        found.append((one.table, one.line, column[1] if column else "", one.what))
    by_line = {name: dict(zip(texts[name].lines, here.rows[name], strict=False)) for name in names}
    for name, line, named, what in found:
        row = by_line[name].get(line or 0)
        if not row:
            continue
        key = row["row"] if name == "sources" else here.key(name, row)
        if name == "sources":
            place = lines.get((row["table"], key, row["column"]))
            named = {"passage_id": "sentence"}.get(named, named)
        else:
            on_row = [number for (table, own, _), number in lines.items() if (table, own) == (name, key)]
            place = lines.get((name, key, named)) or min(on_row, default=None)
            what, named = f"'{named}' of '{name}': {what}", "value"
        if place:
            yield f"{path}, line {place} ({key}), column '{named}': {what}"


def _own(here: Desk, name: str, study_id: str) -> list[Row]:
    if name == "passages":
        documents = {row["document_id"] for row in here.rows["documents"] if row["study_id"] == study_id}
        return [row for row in here.rows[name] if row["document_id"] in documents]
    return [row for row in here.rows[name] if row["study_id"] == study_id]


def _of_study(here: Desk, name: str) -> bool:
    return "study_id" in here.columns(name)


def _sourced(field: Row) -> bool:
    return bool(field.get("sourced"))


def _told(here: Desk, name: str) -> list[str]:
    keys = here.resources[name]["schema"]["primaryKey"]
    return [column for column in here.columns(name) if column not in keys]


def _bases(here: Desk) -> str:
    field = next(field for field in here.fields("sources") if field["name"] == "basis")
    return f"there are {', '.join(field['constraints']['enum'])} ({PATH})"
