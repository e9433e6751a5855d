"""What is left to do: what the check refuses, and what of a study or a search nobody has coded yet."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from reviewbook.evidence.screening import flow
from reviewbook.evidence.tables import check
from reviewbook.evidence.tables.schema import DataError
from reviewbook.evidence.tables.text import shown
from reviewbook.maintain.desk import MARK, Desk, Row
from reviewbook.maintain.occasion import OWN

# what decides a count comes first
ORDER = [
    "findings",
    "studies",
    "records",
    "searches",
    "flow",
    "assessments",
    "treatments",
    "therapists",
    "passages",
    "updates",
]
# what has no row of a study, and how one comes
ROWS = {
    "assessments": "a row for each assessment that is reported",
    "treatments": "a row for each treatment that is reported",
    "therapists": "a row for each profession that is reported",
}  # fmt: skip
TYPES = {"integer": "a whole number", "number": "a number", "date": "a day such as 2024-03-28", "string": "a text"}


def refused(folder: Path) -> list[str]:
    """Say what the check of the tables refuses, the cause first."""
    try:
        check.check(folder)
    except DataError as error:
        return error.lines
    return []


def lines(here: Desk) -> Iterator[str]:
    """Say what is left to code, a line each: table, row, column, and which values there are; by table.

    A study or a search is open as long as one of its cells rests on no more than that it is not coded yet.
    """
    marked = [row for row in here.rows["sources"] if row["note"] == MARK]
    # a row by its table and key
    cells: dict[tuple[str, str], list[str]] = {}
    for row in marked:
        cells.setdefault((row["table"], row["row"]), []).append(row["column"])
    found = {name: {here.key(name, row): row for row in rows} for name, rows in here.rows.items()}
    opened = [(name, found[name][key]) for name, key in cells if key in found[name]]
    studies = {row["study_id"] for _, row in opened if row.get("study_id")}
    searches = {row["search_id"] for _, row in opened if row.get("search_id")}
    recorded = list(dict.fromkeys(row["search_id"] for row in here.rows.get("records", ())))
    for name in sorted(here.rows, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER)):
        for key, row in found[name].items():
            for column in cells.get((name, key), ()):
                yield _line(here, name, key, column, f"{shown(row[column])} is {MARK}; ")
            opened_row = {
                "studies": row.get("study_id") in studies,
                "searches": row.get("search_id") in searches,
                "flow": row.get("search_id") in searches,
                "updates": row.get("update_id") not in here.of_article(),
            }
            if opened_row.get(name):
                yield from _empty(here, name, key, row, OWN if row.get("search_id") in recorded else ())
        for search_id in recorded if name == "records" else ():
            mine = [row for row in here.rows[name] if row["search_id"] == search_id]
            for what, n in flow.left(mine).items():
                yield f"data/{here.resources[name]['path']}  {search_id}: {n} of its {len(mine)} records {what}"
        for study_id in sorted(studies) if name in ROWS else ():
            if not any(row["study_id"] == study_id for row in here.rows[name]):
                yield f"data/{here.resources[name]['path']}  {study_id}: no row; {ROWS[name]}"


def _empty(here: Desk, name: str, key: str, row: Row, counted: Collection[str]) -> Iterator[str]:
    # what is counted in the records may stay empty
    for field in here.fields(name):
        column = field["name"]
        side = column == "published_side" and row["update_id"] not in here.of_article()
        if not row[column] and not side and column not in counted and (field.get("sourced") or name == "updates"):
            yield _line(here, name, key, column, "is empty; ")


def _line(here: Desk, name: str, key: str, column: str, what: str) -> str:
    field = next(field for field in here.fields(name) if field["name"] == column)
    return f"data/{here.resources[name]['path']}  {key}  {column}: {what}{values(here, name, field)}"


def values(here: Desk, name: str, field: dict[str, Any]) -> str:
    """Say which values a column may have: the words of the schema, the keys of another table, or a type; and if none.

    >>> here = Desk(Path(), {"a": {"schema": {}}}, {}, "", {})
    >>> values(here, "a", {"name": "b", "type": "integer", "unit": "days"})
    'a whole number (days)'
    """
    rules = field.get("constraints", {})
    tie = next(
        (t for t in here.resources[name]["schema"].get("foreignKeys", ()) if t["fields"] == [field["name"]]), None
    )
    if "enum" in rules:
        said = "one of " + ", ".join(map(repr, rules["enum"]))
    elif tie:
        column = tie["reference"]["fields"][0]
        there = dict.fromkeys(row[column] for row in here.rows[tie["reference"]["resource"]])
        said = "one of " + ", ".join(map(repr, there))
    else:
        said = TYPES[field["type"]] + (f", at least {rules['minimum']}" if "minimum" in rules else "")
        said += f" ({field['unit']})" if field.get("unit") else ""
    label = next((one["label"] for one in field.get("missingValues", ()) if one["value"] == ""), "")
    return f"{said}; empty means: {label}" if label else said
