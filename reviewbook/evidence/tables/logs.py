"""Logs of records brought into ``data/records.csv``: new records of a database, and what was decided of them.

One table with one reader: a correction is a cell, a difference between two commits a line, whoever wrote the log.
"""

import csv
import json
import shutil
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from reviewbook.evidence.screening import duplicates, flow, readers
from reviewbook.evidence.screening import records as screened
from reviewbook.evidence.screening.readers import Fault
from reviewbook.evidence.screening.records import COLUMNS, CONFIRMED, EXCLUDED, INCLUDED, PROPOSED, REJECTED, Record
from reviewbook.evidence.tables import reading, records, schema, text
from reviewbook.evidence.tables.schema import DataError
from reviewbook.evidence.tables.text import shown

TABLE, STAGES = "records", ("title_abstract", "full_text")
DESCRIBED = Path(__file__).with_name("records.json")
# so many lines of a file are said one by one
SHOWN = 10


@dataclass(frozen=True)
class Told:
    """Hold what a log tells of one record: where, which record by its identifiers, what was decided, and why."""

    where: str
    record: Record
    decision: str
    reason: str


def bring(
    folder: Path, paths: Sequence[Path], search_id: str, source_id: str = "", at: str = "", decision: str = ""
) -> list[str]:
    """Bring logs in, and say what came; nothing is written where anything is wrong.

    Parameters
    ----------
    source_id
        The database of which all records are, which then are new; where it is empty, the records are known, and the
        logs tell decisions.
    at
        The stage of the decisions, one of `STAGES`; empty where the logs tell none.
    decision
        What was decided of every record of the logs, where they do not say it themselves.

    Raises
    ------
    DataError
        A line for each fault: file, line, value, what is allowed.
    """
    rows = read(folder)
    _refuse_unknown(folder, search_id, source_id, at, decision)
    told = _told(paths, at, decision)
    said = []
    if source_id:
        if there := sum((row["search_id"], row["source_id"]) == (search_id, source_id) for row in rows):
            why = f"has {there} records of '{source_id}' in search '{search_id}'; all files of it come in at once"
            raise DataError([f"data/{TABLE}.csv: {why}"])
        rows += _fresh(told, search_id, source_id, at)
        said.append(f"added      {len(told)} record{'s' * (len(told) != 1)} of '{source_id}'")
    else:
        changed = _decide([row for row in rows if row["search_id"] == search_id], told, at)
        said.append(f"decided    {len(told)} records on {at}, of which {changed} were decided otherwise before")
    found = duplicates.propose(rows)
    counted = ", ".join(f"{found[state]} {state}" for state in (PROPOSED, CONFIRMED, REJECTED))
    said.append(f"duplicates {counted}; column 'duplicate' of data/{TABLE}.csv is where they are judged")
    _write(folder, rows, [""] * (len(rows) - len(told)) + [one.where for one in told] if source_id else [])
    return [*said, *report(folder, search_id)]


def report(folder: Path, search_id: str) -> list[str]:
    """Say of a search what its records give for each box, what the flow has otherwise, and what is still to be done."""
    tables = {one["name"]: one for one in schema.read(folder)["resources"]}
    if TABLE not in tables:
        raise DataError([f"{schema.PATH}: there are no records; `reviewbook records FILE --search …` brings them in"])
    read(folder)
    texts = {name: text.read((folder / "data" / one["path"]).read_bytes(), schema.types(one))
             for name, one in tables.items() if name in (TABLE, "flow", "searches")}  # fmt: skip
    found = reading.Read({name: reading.table(tables[name], one) for name, one in texts.items()}, {})
    rows = [row.cells for row in found.tables[TABLE].rows if row["search_id"] == search_id]
    why, counted = flow.reasons(rows), records.counted(found)
    told = [f"{box:<22} {n}" for box, n in counted.get(search_id, flow.counts([])).items()]
    told += [f"  {reason or 'no reason told'}: {n}" for reason, n in why.most_common()]
    told += [f"left       {n} records {what}" for what, n in flow.left(rows).items()]
    return [*told, *(f"differs    {line}" for line in records.differences(found, counted))]


def read(folder: Path) -> list[Record]:
    """Read the records that there are; none where there is no table of them.

    Raises
    ------
    DataError
        Says what of the table cannot be read.
    """
    schema.check(folder)
    described = next((one for one in schema.read(folder)["resources"] if one["name"] == TABLE), None)
    if described is None:
        return []
    found = text.read((folder / "data" / described["path"]).read_bytes(), schema.types(described))
    if found.faults:
        raise DataError([f"data/{described['path']}, line {one.line}: {one.what}" for one in found.faults])
    rows = [dict(zip(found.heading, row, strict=True)) for row in found.rows]
    if wrong := list(_misspelt(described, found.lines, rows)):
        raise DataError(list(_few(wrong)))
    return rows


def _misspelt(described: dict[str, Any], lines: Sequence[int], rows: Sequence[Record]) -> Iterator[str]:
    """Look for words that the schema does not know, such as ``Confirmed``: no count would see what they say."""
    fields = described["schema"]["fields"]
    known = {field["name"]: enum for field in fields if (enum := field.get("constraints", {}).get("enum"))}
    for line, row in zip(lines, rows, strict=True):
        for column, words in known.items():
            if row.get(column, "") not in ("", *words):
                where = f"data/{described['path']}, line {line} ({row['record_id']}), column '{column}'"
                allowed = ", ".join(map(repr, words))
                yield f"{where}: {shown(row[column])} is not one of {allowed} ({schema.PATH})"


def _refuse_unknown(folder: Path, search_id: str, source_id: str, at: str, decision: str) -> None:
    described = next(one for one in schema.read(folder)["resources"] if one["name"] == "searches")
    columns = text.read((folder / "data" / described["path"]).read_bytes(), schema.types(described)).columns()
    known = defaultdict(list)
    for search, source in zip(columns.get("search_id", ()), columns.get("source_id", ()), strict=True):
        known[search].append(source)
    if search_id not in known:
        raise DataError([f"--search: {shown(search_id)} is not in data/searches.csv; there are {', '.join(known)}"])
    if source_id and source_id not in known[search_id]:
        raise DataError([f"--source: {shown(source_id)} is not a source_id of '{search_id}' in data/searches.csv; there are {', '.join(known[search_id])}"])  # fmt: skip  # noqa: E501
    if not (source_id or at):
        raise DataError(["--source says of which database the records are, or --at on what those known were decided"])
    if decision and not at:
        raise DataError([f"--as: '{decision}' needs --at, which says whether on {' or '.join(STAGES)}"])


def _told(paths: Sequence[Path], at: str, decision: str) -> list[Told]:
    """Read the logs."""
    told: list[Told] = []
    lines: list[str] = []
    for path in paths:
        log = readers.read(path.read_bytes())
        faults = list(log.faults)
        here = []
        for entry in log.entries:
            made, why, fault = screened.decided(entry, decision)
            found = {name: _clean(value) for name, value in screened.record(entry).items()}
            if fault:
                faults.append(fault)
            elif not any(found[name] for name in ("doi", "pmid", "other_id", "title")):
                faults.append(Fault(entry.line, "the record has neither a title nor an identifier"))
            elif at == "title_abstract" and made not in ("", INCLUDED, EXCLUDED):
                faults.append(
                    Fault(entry.line, f"is decided on the full text; at {at} it is {INCLUDED} or {EXCLUDED}", made)
                )
            elif decision and made not in ("", decision):
                faults.append(Fault(entry.line, f"is decided in the file, and --as says '{decision}'", made))
            here.append(Told(f"{path.name}, line {entry.line}", found, made, _clean(why)))
        if not faults and at and not any(one.decision for one in here):
            faults.append(Fault(None, "tells no decision; --as says which one all of its records have"))
        if not at and any(one.decision for one in here):
            faults.append(Fault(None, f"tells decisions; --at says whether on {' or '.join(STAGES)}"))
        lines += _few(f"{path.name}{f', line {one.line}' if one.line else ''}: "
                      f"{f'{shown(one.value)} ' if one.value else ''}{one.what}" for one in faults)  # fmt: skip
        told += here
    if lines:
        raise DataError(lines)
    return told


def _fresh(told: Sequence[Told], search_id: str, source_id: str, at: str) -> Iterator[Record]:
    for number, one in enumerate(told, 1):
        made = dict.fromkeys(COLUMNS, "") | one.record
        made |= {"record_id": f"{search_id}-{source_id}-{number}", "search_id": search_id, "source_id": source_id}
        if at and one.decision:
            _settle(made, one, at)
        yield made


def _settle(row: Record, one: Told, at: str) -> None:
    """Write a decision into a record; what was decided on the full text was included before."""
    row[at] = one.decision
    if at == "full_text":
        row["title_abstract"] = INCLUDED
    row["reason"] = one.reason if one.decision == EXCLUDED else ""


def _decide(rows: Sequence[Record], told: Sequence[Told], at: str) -> int:
    """Write decisions into the records that the logs mean, and say how many were decided otherwise before.

    Of records that repeat each other the first has the decision, and the next one if the log has that, too. Where the
    logs have as many as there are, each has its own, by its identifiers.
    """
    groups = duplicates.groups(rows)
    named: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        for key in dict.fromkeys(key for place in group for key in duplicates.keys(rows[place])):
            named[key].append(number)

    def known(key: tuple[str, ...], wanted: Record) -> list[int]:
        there = named.get(key, [])
        if key[0] != "title":
            return there
        return [one for one in there if not all(duplicates.unlike(wanted, rows[place]) for place in groups[one])]

    free = [[place for place in group if rows[place]["duplicate"] != CONFIRMED] for group in groups]
    settled: dict[int, str] = {}
    changed, lines = 0, []
    means = [next(filter(None, (known(key, one.record) for key in duplicates.keys(one.record))), []) for one in told]
    asked = Counter(meant[0] for meant in means if len(meant) == 1)
    for one, meant in zip(told, means, strict=True):
        title = shown(one.record["title"] or one.record["doi"] or one.record["pmid"] or one.record["other_id"])
        if len(meant) != 1:
            why = "is in no record of this search" if not meant else "may be one of several records"
            lines.append(f"{one.where}: {title} {why}, by DOI, PMID, or title and year")
            continue
        if not one.decision:
            continue
        places = [place for place in free[meant[0]] if not duplicates.unlike(one.record, rows[place])] or free[meant[0]]
        if asked[meant[0]] >= len(free[meant[0]]) > 1:
            places = sorted(places, key=lambda place: not _same(one.record, rows[place]))
        place = next((place for place in places if place not in settled), None)
        if place is None:
            if one.decision not in {settled[place] for place in places}:
                lines.append(f"{one.where}: {title} is decided in two ways by the logs; the record has one decision")
            continue
        row = rows[place]
        if at == "full_text" and row["title_abstract"] == EXCLUDED:
            lines.append(f"{one.where}: {title} is '{one.decision}' on the full text, and record '{row['record_id']}' was '{EXCLUDED}' on title and abstract")  # fmt: skip  # noqa: E501
            continue
        changed += row[at] not in ("", one.decision)
        settled[place] = one.decision
        _settle(row, one, at)
    if lines:
        raise DataError(list(_few(lines)))
    return changed


def _same(one: Record, other: Record) -> bool:
    return any(one[name] and one[name] == other[name] for name in ("doi", "pmid", "other_id"))


def _clean(value: str) -> str:
    """Write a value as a cell: without signs that cannot be seen, in one line, and empty where it says nothing."""
    if not value:
        return value
    bare = " ".join(value.split())
    if not bare.isascii() or not bare.isprintable():
        bare = " ".join(text.UNSEEN.sub("", unicodedata.normalize("NFC", bare)).split())
    return "" if text.NOTHING.fullmatch(bare) else bare


def _few(lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    yield from found if len(found) <= SHOWN + 1 else found[:SHOWN]
    if len(found) > SHOWN + 1:
        yield f"{found[0].split(',')[0]}: {len(found) - SHOWN} more lines are refused"


def _write(folder: Path, rows: Sequence[Record], wheres: Sequence[str]) -> None:
    """Write the table, and describe it where it is new; what could not be read again is refused where it came from."""
    described = json.loads(DESCRIBED.read_text(encoding="utf-8"))
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([COLUMNS, *([row[name] for name in COLUMNS] for row in rows)])
    content = out.getvalue().encode()
    faults = text.read(content, schema.types(described)).faults
    if faults:
        raise DataError(list(_few(f"{_from(one, wheres)}, '{one.column}': {one.what}" for one in faults)))
    package = json.loads((folder / schema.PATH).read_text(encoding="utf-8-sig"))
    # what the schema names is there before
    _replace(folder / "data" / described["path"], content)
    if all(one["name"] != TABLE for one in package["resources"]):
        package["resources"].append(described)
        _replace(folder / schema.PATH, (json.dumps(package, indent=2, ensure_ascii=False) + "\n").encode())


def _from(fault: text.Fault, wheres: Sequence[str]) -> str:
    """Say in which log stands what a fault of the table is about."""
    place = (fault.line or 0) - 2
    return wheres[place] if 0 <= place < len(wheres) and wheres[place] else f"data/{TABLE}.csv, line {fault.line}"


def _replace(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_bytes(content)
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path.resolve())
    finally:
        beside.unlink(missing_ok=True)
