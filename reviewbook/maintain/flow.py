"""The flow of a search out of a filled template of PRISMA2020 into the tables, and back into such a file."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from reviewbook.evidence.accounts import flow, prisma2020
from reviewbook.evidence.accounts.prisma2020 import DATABASES, REGISTERS, Template
from reviewbook.evidence.screening import flow as screening
from reviewbook.evidence.tables import boxes as prisma
from reviewbook.evidence.tables.schema import DataError
from reviewbook.evidence.tables.text import shown
from reviewbook.maintain import desk
from reviewbook.maintain.desk import Desk, Row

# label and number of each box
Wanted = dict[str, tuple[str, int | None]]
# of which the template has no number, as it follows from others
FOLLOWS = ("records_identified", *(prisma2020.ROWS[row] for row in prisma2020.REASONS))


def bring(here: Desk, path: Path, search_id: str) -> list[str]:
    """Put what a template says of a search into the tables, and say what changed, and what they have no place for.

    A box that has this number already, stated or because it follows from others, stays as it is, and so does all where
    the file is what the flow would be written as.

    Raises
    ------
    DataError
        A line for each fault: file, line, row of the template, value, what is allowed.
    """
    rows, template = _rows(here, search_id), _read(path)
    if filled(here, path, search_id) == path.read_bytes():
        return []
    now = _numbers(rows, search_id)
    wanted = _wanted(template, search_id, rows)
    said, made = [], list[Row]()
    for row in rows:
        box, before = row["box"], row["n"]
        zero = now[box] == 0 and box not in wanted and 0 in [template.counts.get(key) for key in _keys(box)]
        if box in wanted and wanted[box][1] != now[box] and not _agrees(box, now[box], wanted):
            row["n"] = "" if wanted[box][1] is None else str(wanted[box][1])
        # of a group in which all is 0 the template tells nothing, and of what follows it has no row
        if box in wanted or zero or box in FOLLOWS:
            made.append(row)
            if row["n"] != before:
                said.append(f"changed    {box}: {before or 'not reported'} → {row['n'] or 'not reported'}")
        else:
            here.forget("flow", [row])
            said.append(f"taken out  {box}: {before or 'not reported'}; the template does not tell of it")
    for box, (label, n) in wanted.items():
        if box not in now:
            made.append(dict(zip(here.columns("flow"), [""] * len(here.columns("flow")), strict=True)))
            made[-1] |= {"search_id": search_id, "box": box, "label": label, "phase": prisma.BOXES[prisma.base(box)]}
            made[-1]["n"] = "" if n is None else str(n)
            said.append(f"added      {box}: {made[-1]['n'] or 'not reported'}")
    order = list(prisma.BOXES)
    if len(made) > len(rows):
        made.sort(key=lambda row: order.index(prisma.base(row["box"])))
    _numbers(made, search_id)
    place = here.rows["flow"].index(rows[0])
    others = desk.without(here.rows["flow"], rows)
    here.rows["flow"] = [*others[:place], *made, *others[place:]]
    said += _databases(here, template, search_id)
    _sources(here, search_id)
    return said


def filled(here: Desk, path: Path, search_id: str) -> bytes:
    """Fill the template that the file is, or an empty one where there is none, with the flow of a search.

    What is not stated is counted in the records of the search, where they are kept.
    """
    records = [row for row in here.rows.get("records", ()) if row["search_id"] == search_id]
    boxes = _boxes(_rows(here, search_id), search_id, screening.counts(records) if records else None)
    template = _read(path) if path.exists() else prisma2020.empty()
    known = [row for row in here.rows["searches"] if row["search_id"] == search_id]
    found = Counter(row["source_id"] for row in records)
    told = [int(row["n_records"]) if row["n_records"] else found[row["source_id"]] if records else pd.NA
            for row in known]  # fmt: skip
    counts = pd.array(told, "Int64")
    searches = pd.DataFrame({"source": [row["source"] for row in known], "n_records": counts})
    return prisma2020.write(prisma2020.fill(template, boxes, searches))


def _read(path: Path) -> Template:
    try:
        return prisma2020.read(path.read_bytes(), path.name)
    except FileNotFoundError:
        raise DataError([f"{path}: there is no such file"]) from None


def _rows(here: Desk, search_id: str) -> list[Row]:
    found = [row for row in here.rows["flow"] if row["search_id"] == search_id]
    if not found:
        there = ", ".join(dict.fromkeys(row["search_id"] for row in here.rows["flow"]))
        raise DataError([f"--search: {shown(search_id)} is not in data/flow.csv; there are {there}"])
    return found


def _boxes(rows: list[Row], search_id: str, counted: Mapping[str, int] | None = None) -> pd.DataFrame:
    """Fill the boxes of rows, with what is counted in records and what follows from them."""
    frame = pd.DataFrame(rows).assign(n=pd.array([int(row["n"]) if row["n"] else pd.NA for row in rows], "Int64"))
    try:
        return flow.boxes(frame, search_id, counted)
    except ValueError as error:
        raise DataError([str(error)]) from None


def _numbers(rows: list[Row], search_id: str) -> dict[str, int | None]:
    boxes = _boxes(rows, search_id)
    return {box: None if pd.isna(n) else int(n) for box, n in zip(boxes.box, boxes.n, strict=True)}


def _keys(box: str) -> list[str]:
    return [key for key, other in prisma2020.ROWS.items() if other == box]


def _agrees(box: str, n: int | None, wanted: Wanted) -> bool:
    """Say whether a box of which the template has no number can stay beside the numbers that it follows from."""
    if box not in FOLLOWS or wanted[box][1] is not None:
        return False
    parts = prisma.FROM if box == FOLLOWS[0] else prisma.parts(wanted, box)
    told = [wanted[one][1] for one in parts if one in wanted]
    known = sum(value for value in told if value is not None)
    return n is None or (known <= n if None in told or not told else known == n)


def _wanted(template: Template, search_id: str, rows: list[Row]) -> Wanted:
    """Give label and number of each box that the template tells of, under the names that the flow has for it."""
    table = prisma2020.flow(template, search_id)
    found = {row.box: (row.label, None if pd.isna(row.n) else int(row.n)) for row in table.itertuples()}
    there = {row["box"] for row in rows}
    # the template writes a semicolon in a reason as a comma; two reasons may be called alike
    named: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        named.setdefault((prisma.base(row["box"]), row["label"].replace(";", ",")), []).append(row["box"])
    parts = {box: named.get((prisma.base(box), told[0]), []) for box, told in found.items() if prisma.PART in box}
    found = {parts[box].pop(0) if parts.get(box) else box: told for box, told in found.items()}
    databases, registers = prisma.FROM
    n = next((int(row["n"]) for row in rows if row["box"] == "records_identified" and row["n"]), None)
    if not {databases, registers} & there and n is not None and found.get(databases, ("", None))[1] == n:
        found["records_identified"] = found.pop(databases)
        found.pop(registers, None)
    return found


def _databases(here: Desk, template: Template, search_id: str) -> Iterator[str]:
    """Write the number of records of each database that the search has; say which the search does not have."""
    known = {row["source"].casefold(): row for row in here.rows["searches"] if row["search_id"] == search_id}
    for name, n in (one for key in (DATABASES, REGISTERS) for one in template.items.get(key, ())):
        row = known.get(name.casefold())
        if row is None:
            yield f"left out   {shown(name)}, {n}: is no 'source' of this search in data/searches.csv"
        elif n is not None and row["n_records"] != str(n):
            yield f"changed    n_records of {row['source']}: {row['n_records'] or 'not reported'} → {n}"
            row["n_records"] = str(n)


def _sources(here: Desk, search_id: str) -> None:
    """Let each number rest on a passage: a new one on that of the search, and none on what is not there any more."""
    needed = {
        (table, here.key(table, row), field["name"])
        for table in ("searches", "flow")
        for row in here.rows[table]
        if row["search_id"] == search_id
        for field in here.fields(table)
        if field.get("sourced") and row[field["name"]]
    }
    own = [one for one in here.rows["sources"] if one["table"] in ("searches", "flow")]
    own = [one for one in own if one["row"].startswith(f"{search_id}|")]
    passage = own[0]["passage_id"] if own else ""
    stale = [one for one in own if (one["table"], one["row"], one["column"]) not in needed]
    here.rows["sources"] = desk.without(here.rows["sources"], stale)
    for table, row, column in sorted(needed - {(one["table"], one["row"], one["column"]) for one in own}):
        here.add(
            "sources", table=table, row=row, column=column, passage_id=passage, basis="derived", note=desk.MARK
        )  # fmt: skip
