"""All that is coded of a study or a search on one sheet, a line for each cell and sentence, and back again."""

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
from reviewbook.maintain.occasion import record
from reviewbook.manuscript.text import near

COLUMNS = ("table", "row", "column", "value", "sentence", "basis", "note")
# the column by which a row of each subject is known
KEYS = {"studies": "study_id", "searches": "search_id"}
OTHER = "{} is of another than '{}'"
TYPES = tuple((name, "string") for name in COLUMNS)
PLACE = re.compile(r"(.+)-p(\d+)-s(\d+)")
# rows of these by their key, and where each cell stands on the sheet
Cells = dict[tuple[str, str], Row]
Lines = dict[tuple[str, str, str], int]


def subject(here: Desk, key: str) -> str:
    """Say of what a sheet is: ``studies`` or ``searches``.

    Raises
    ------
    DataError
        Names the studies that there are, where it is of neither.
    """
    if any(row["search_id"] == key for row in here.rows["searches"]):
        return "searches"
    here.study(key)
    return "studies"


def tables(here: Desk, about: str) -> list[str]:
    """Name the tables of which a sheet has rows: what is coded of its subject, its documents, and their passages."""
    coded = [name for name in here.rows if KEYS[about] in here.columns(name) and any(map(_sourced, here.fields(name)))]
    return [*dict.fromkeys([about, *coded]), "documents", "passages"]


def written(here: Desk, own_key: str) -> bytes:
    """Write the sheet of a study or a search: table, row, column, value, passage, basis, note; no line for a key.

    Raises
    ------
    DataError
        Names the studies that there are.
    """
    about = subject(here, own_key)
    sources: dict[tuple[str, str, str], list[Row]] = {}
    for one in here.rows["sources"]:
        sources.setdefault((one["table"], one["row"], one["column"]), []).append(one)
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for name in tables(here, about):
        for row in _own(here, name, own_key):
            key = here.key(name, row)
            for column in _told(here, name):
                told = sources.get((name, key, column), [{"passage_id": "", "basis": "", "note": ""}])
                writer.writerows(
                    [name, key, column, row[column], one["passage_id"], one["basis"], one["note"]] for one in told
                )
    return out.getvalue().encode()


def spread(here: Desk, own_key: str, path: Path) -> list[str]:
    """Put what a sheet says into the tables and ``sources``, in the place of what they say of the study or search.

    A row that the sheet does not name is taken out, and given back. What follows from a key is filled in.

    Raises
    ------
    DataError
        A line for each fault: file, line, row, column, value, and what is allowed.
    """
    about = subject(here, own_key)
    cells, told, lines = _read(here, about, own_key, path)
    gone: list[str] = []
    before: set[tuple[str, str, str]] = set()
    for name in tables(here, about):
        own = _own(here, name, own_key)
        keys = {here.key(name, row): row for row in own}
        fresh = {key: row for (table, key), row in cells.items() if table == name}
        before |= {(name, key, column) for key in [*keys, *fresh] for column in _told(here, name)}
        gone += [f"{here.resources[name]['path']}  {key}" for key in keys if key not in fresh]
        for key, row in keys.items():
            if key in fresh:
                row.update(fresh[key])
        # new rows come after those of the study, or at the end
        left = [row for key, row in keys.items() if key not in fresh]
        here.rows[name] = desk.without(here.rows[name], left)
        here.forget(name, left)
        ids = set(map(id, own))
        after = max((n for n, row in enumerate(here.rows[name], 1) if id(row) in ids), default=None)
        made = [_whole(here, name, key, row, about, own_key) for key, row in fresh.items() if key not in keys]
        place = len(here.rows[name]) if after is None else after
        here.rows[name][place:place] = made
    _sources(here, before, told)
    if faults := list(_faults(here, about, path, lines)):
        raise DataError(faults)
    return gone


def says_the_same(folder: Path, own_key: str, path: Path) -> bool:
    """Tell whether all that a sheet says stands in the tables already, whoever saved it and in whatever order."""
    here = desk.lay(folder)
    before = here.texts()
    try:
        spread(here, own_key, path)
    except DataError:
        return False
    return here.texts() == before


def _read(here: Desk, about: str, own_key: str, path: Path) -> tuple[Cells, list[Row], Lines]:
    """Read the rows of a sheet, the sources of their cells, and the line of each."""
    try:
        read = text.read(_with_commas(path.read_bytes()), TYPES)
    except FileNotFoundError:
        raise DataError([f"{path}: there is no such file"]) from None
    faults = [f"{path}{one.place}: {one.what}" for one in read.faults]
    if faults:
        raise DataError(faults)
    allowed = tables(here, about)
    others = {
        (name, here.key(name, row))
        for name in allowed
        for row in desk.without(here.rows[name], _own(here, name, own_key))
    }
    cells: Cells = {}
    told: list[Row] = []
    lines: Lines = {}
    for number, row in zip(read.lines, read.rows, strict=True):
        table, key, column, value, passage, basis, note = row
        where = f"{path}, line {number} ({key})"
        if table not in allowed:
            known = here.resources.get(table)
            instead = f"its rows are typed into data/{known['path']}" if known else near(table, allowed)
            faults.append(f"{where}, column 'table': {shown(table)} is no table of a sheet; {instead}")
        elif column not in _told(here, table):
            faults.append(f"{where}, column 'column': {near(column, _told(here, table))}, and no {shown(column)}")
        elif said := _no_key(here, about, own_key, table, key) or ((table, key) in others and OTHER):
            said = said.format(shown(key), own_key)
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
    if not faults and not any(table == about for table, _ in cells):
        faults.append(f"{path}: has no line of the table '{about}' for '{own_key}'")
    if faults:
        raise DataError(faults)
    return cells, told, lines


def _with_commas(content: bytes) -> bytes:
    """Divide a sheet by commas that a spreadsheet has divided by semicolons, where its first line leaves no doubt."""
    head, _, _ = content.decode("utf-8-sig", "replace").partition("\n")
    if head.rstrip().rstrip(";").replace('"', "") != ";".join(COLUMNS):
        return content
    try:
        rows = csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
        out = StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
    except (UnicodeDecodeError, csv.Error):
        return content
    return out.getvalue().encode()


def _no_key(here: Desk, about: str, own_key: str, table: str, key: str) -> str:
    """Say why a row cannot have this key on the sheet; empty where it can."""
    names, parts = here.resources[table]["schema"]["primaryKey"], key.split("|")
    if not key:
        return "is empty"
    if len(parts) != len(names):
        return f"{{}} is no key of '{table}', which is {'|'.join(names)}"
    return OTHER if dict(zip(names, parts, strict=True)).get(KEYS[about], own_key) != own_key else ""


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


def _whole(here: Desk, name: str, key: str, cells: Row, about: str, own_key: str) -> Row:
    """Make a row of what a sheet says of it, and of what follows from its key."""
    names = here.resources[name]["schema"]["primaryKey"]
    row = dict.fromkeys(here.columns(name), "") | dict(zip(names, key.split("|"), strict=True))
    document = next((one["document_id"] for one in _own(here, "documents", own_key)), "")
    came_with = _own(here, about, own_key)[0].get("update_id", "")
    follows = {KEYS[about]: own_key, "document_id": document, "update_id": came_with}
    if name == "passages" and (place := PLACE.fullmatch(key)):
        section = place[1].removeprefix(f"{document}.")
        follows |= {"section": section, "paragraph": place[2], "sentence": place[3]}
    row |= {column: value for column, value in follows.items() if column in row and not row[column]}
    return row | {column: value for column, value in cells.items() if value}


def _faults(here: Desk, about: str, path: Path, lines: Lines) -> Iterator[str]:
    """Judge the tables of a sheet by their schema, and say of each fault where it stands on the sheet."""
    texts, names = here.texts(), [*tables(here, about), "sources"]
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


def _own(here: Desk, name: str, own_key: str) -> list[Row]:
    # the record of a search is of no study
    documents = [
        row for row in here.rows["documents"] if own_key == row["study_id"] or row["document_id"] == record(own_key)
    ]
    if name == "documents":
        return documents
    if name == "passages":
        ids = {row["document_id"] for row in documents}
        return [row for row in here.rows[name] if row["document_id"] in ids]
    return [row for row in here.rows[name] if own_key in (row.get("study_id"), row.get("search_id"))]


def _sourced(field: Row) -> bool:
    return bool(field.get("sourced"))


def _told(here: Desk, name: str) -> list[str]:
    keys = here.resources[name]["schema"]["primaryKey"]
    return [column for column in here.columns(name) if column not in keys]


def _bases(here: Desk) -> str:
    field = next(field for field in here.fields("sources") if field["name"] == "basis")
    return f"there are {', '.join(field['constraints']['enum'])} ({PATH})"
