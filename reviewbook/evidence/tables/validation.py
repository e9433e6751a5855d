"""What makes a single table wrong: Frictionless judges it by the schema, and here its judgement is put into words."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reviewbook.evidence.tables.schema import PATH, DataError
from reviewbook.evidence.tables.text import Text, shown

# Frictionless takes a third of a second to import, which tables that are known to be valid do not need
if TYPE_CHECKING:
    from frictionless import Field, Package, Resource

# how a value is written where the type does not say it
FORMS = {"date": "a day as year, month and day, such as 2024-03-28"}
BOUNDS = {"minimum": "is less than", "maximum": "is more than"}
# what of a field says which values are right; the rest says what it means, and takes a fifth of the time
JUDGED = ("name", "type", "constraints")
# each kind of error has attributes of its own
Error = Any


@dataclass(frozen=True)
class Fault:
    """Say what is wrong with a cell, a row or a table.

    `where` and `what` are the halves of a message; no line means that it is about no single one. It is `of_key` if a
    cell of the primary key, or the study, is concerned; `absent` are the cells that another table should have, where it
    is that.
    """

    table: str
    line: int | None
    where: str
    what: str
    of_key: bool
    absent: tuple[str, ...] = ()


def faults(resources: Mapping[str, dict[str, Any]], texts: Mapping[str, Text], names: Collection[str]) -> list[Fault]:
    """Let Frictionless judge some of the tables, as they were read.

    A column that a table does not have is not missed here, nor what needs it: that was said by who read the table.

    Raises
    ------
    DataError
        Says what is wrong with the schema itself.
    """
    import frictionless

    try:
        package = _package(resources, texts, names)
        reports = [package.get_table_resource(name).validate() for name in names if texts[name].heading]
    except frictionless.FrictionlessException as error:
        raise DataError([f"{PATH}: {reason.note}" for reason in error.reasons or [error.error]]) from None
    return [
        fault
        for report in reports
        for task in report.tasks
        for fault in _faults(package.get_resource(task.name), task.errors, resources[task.name], texts[task.name].lines)
    ]


def prepare() -> None:
    """Import what judging takes, for a process that will do so again and again."""
    import frictionless  # noqa: F401


def _package(resources: Mapping[str, dict[str, Any]], texts: Mapping[str, Text], names: Collection[str]) -> "Package":
    """Give the data package as far as some tables need it: to look at a schema takes as long as to judge its table."""
    from frictionless import Package

    needed = {*names, *(name for one in names for name, _ in ties(resources[one]))}
    described = [_described(resources[name], texts) for name in resources if name in needed and texts[name].heading]
    return Package.from_descriptor({"resources": described})


def ties(resource: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the foreign keys of a table, each with the table that it names; none stands for the table itself."""
    for tie in resource["schema"].get("foreignKeys", ()):
        yield tie["reference"].get("resource") or resource["name"], tie


def _described(resource: dict[str, Any], texts: Mapping[str, Text]) -> dict[str, Any]:
    """Describe a table as far as it has the columns, with its rows in the place of its file."""
    text, schema = texts[resource["name"]], resource["schema"]
    there = {name: set(texts[name].heading) for name in texts}
    fields = [{key: field[key] for key in JUDGED if key in field} for field in schema["fields"]]
    judged = {"fields": [field for field in fields if field["name"] in text.heading]}
    if set(schema["primaryKey"]) <= there[resource["name"]]:
        judged["primaryKey"] = schema["primaryKey"]
    judged["foreignKeys"] = [
        tie
        for other, tie in ties(resource)
        if {*tie["fields"]} <= there[resource["name"]] and {*tie["reference"]["fields"]} <= there[other]
    ]
    return {"name": resource["name"], "data": [text.heading, *text.rows], "schema": judged}


def _faults(resource: "Resource", errors: list[Error], told: dict[str, Any], lines: list[int]) -> Iterator[Fault]:
    """Leave out what Frictionless says of a cell by a second rule."""
    repeated = {error.row_number for error in errors if error.type == "primary-key" and any(_key(resource, error))}
    for error in errors:
        row = getattr(error, "row_number", None)
        if error.type == ("unique-error" if row in repeated else "primary-key"):
            continue
        # it counts rows, the heading among them, and editors lines
        line = lines[row - 2] if row else None
        yield Fault(
            resource.name,
            line,
            _where(resource, error, f"data/{told['path']}", line),
            _what(resource, error),
            bool({*resource.schema.primary_key, "study_id"} & {*_columns(resource, error)}),
            tuple(error.field_cells) if error.type == "foreign-key" else (),
        )


def _cells(resource: "Resource", error: Error) -> dict[str, Any]:
    labels = [field.name for field in resource.schema.fields]
    return dict(zip(labels, getattr(error, "cells", None) or [], strict=False))


def _key(resource: "Resource", error: Error) -> list[Any]:
    return [_cells(resource, error).get(name) for name in resource.schema.primary_key]


def _where(resource: "Resource", error: Error, path: str, line: int | None) -> str:
    if not line:
        return path
    study = _cells(resource, error).get("study_id")
    identity = study or ", ".join(str(value or "?") for value in _key(resource, error))
    where = f"{path}, line {line} ({identity})"
    columns = _columns(resource, error)
    return f"{where}, column '{', '.join(columns)}'" if columns else where


def _columns(resource: "Resource", error: Error) -> list[str]:
    if error.type == "primary-key":
        return resource.schema.primary_key
    if error.type == "foreign-key":
        return error.field_names
    name = getattr(error, "field_name", None)
    return [name] if name else []


def _what(resource: "Resource", error: Error) -> str:
    cells = _cells(resource, error)
    if error.type == "primary-key":
        return f"{shown(', '.join(_key(resource, error)))} is there twice; it must be unique ({PATH})"
    if error.type == "foreign-key":
        there = f"data/{error.reference_name}.csv, column '{', '.join(error.reference_field_names)}'"
        return f"{shown(', '.join(error.field_cells))} is not in {there} ({PATH})"
    columns = _columns(resource, error)
    if not columns or not resource.schema.has_field(columns[0]):
        return f"{error.message} ({PATH})"
    field = resource.schema.get_field(columns[0])
    value = cells.get(field.name)
    if error.type == "type-error":
        return f"{shown(str(value))} is not {FORMS.get(field.type, f'of type {field.type}')} ({PATH})"
    if error.type == "unique-error":
        return f"{shown(str(value))} is there twice; it must be unique ({PATH})"
    if error.type == "constraint-error":
        return f"{_broken(resource, field, value, error)} ({PATH})"
    return f"{error.message} ({PATH})"


def _broken(resource: "Resource", field: "Field", value: Any, error: Error) -> str:
    if value in (None, ""):
        return "is empty; a value is required"
    rule = error.note.split('"')[1]
    if rule == "enum":
        return f"{shown(str(value))} is not one of {', '.join(repr(word) for word in field.constraints['enum'])}"
    allowed = field.constraints[rule]
    if rule in BOUNDS:
        return f"{shown(str(value))} {BOUNDS[rule]} {allowed}"
    said = f"{shown(str(value))} breaks the rule {rule} {allowed}"
    if rule != "pattern":
        return said
    # not everybody reads a regular expression
    heading, *rows = resource.data or [[]]
    place = heading.index(field.name)
    example = next((row[place] for row in rows if re.fullmatch(allowed, row[place])), "")
    return f"{said}; right is, for example, {shown(example)}" if example else said
