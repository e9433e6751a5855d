"""What makes a single table wrong: Frictionless judges it by the schema, and here its judgement is put into words."""

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewbook.evidence.tables.schema import PATH, DataError, read

# Frictionless takes a third of a second to import, which tables that are known to be valid do not need
if TYPE_CHECKING:
    from frictionless import Field, Package, Resource

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


def faults(folder: Path, names: Collection[str]) -> list[Fault]:
    """Let Frictionless judge some of the tables.

    What the foreign keys of these tables name is read, too.

    Raises
    ------
    DataError
        Says what is wrong with the schema itself.
    """
    import frictionless

    try:
        package = _package(folder, names)
        reports = [package.get_table_resource(name).validate() for name in names]
    except frictionless.FrictionlessException as error:
        raise DataError([f"{PATH}: {reason.note}" for reason in error.reasons or [error.error]]) from None
    return [
        fault
        for report in reports
        for task in report.tasks
        for fault in _faults(package.get_resource(task.name), task.errors)
    ]


def prepare(folder: Path) -> None:
    """Import what judging takes, for a process that will do so again and again."""
    _package(folder, [resource["name"] for resource in read(folder)["resources"]])


def _package(folder: Path, names: Collection[str]) -> "Package":
    """Give the data package as far as some tables need it: to look at a schema takes as long as to judge its table."""
    from frictionless import Dialect, Package
    from frictionless.formats import CsvControl

    described = read(folder)
    needed = set(names)
    for resource in described["resources"]:
        if resource["name"] in names:
            with suppress(AttributeError, KeyError, TypeError):
                needed |= {tie["reference"].get("resource") for tie in resource["schema"]["foreignKeys"]}
    described["resources"] = [one for one in described["resources"] if one["name"] in needed]
    package = Package.from_descriptor(described, basepath=str((folder / PATH).parent))
    for resource in package.resources:
        # it would guess separator, quotation mark and the line of the heading, other than those who read the table
        written = CsvControl(delimiter=",", quote_char='"', skip_initial_space=False)
        resource.dialect = Dialect(header=True, controls=[written])
    return package


def _faults(resource: "Resource", errors: list[Error]) -> Iterator[Fault]:
    """Leave out what Frictionless says of a cell by a second rule."""
    repeated = {error.row_number for error in errors if error.type == "primary-key" and any(_key(resource, error))}
    for error in errors:
        line = getattr(error, "row_number", None)
        if error.type == ("unique-error" if line in repeated else "primary-key"):
            continue
        yield Fault(
            resource.name,
            line,
            _where(resource, error),
            _what(resource, error),
            bool({*resource.schema.primary_key, "study_id"} & {*_columns(resource, error)}),
            tuple(error.field_cells) if error.type == "foreign-key" else (),
        )


def _cells(resource: "Resource", error: Error) -> dict[str, Any]:
    labels = [field.name for field in resource.schema.fields]
    return dict(zip(labels, getattr(error, "cells", None) or [], strict=False))


def _key(resource: "Resource", error: Error) -> list[Any]:
    return [_cells(resource, error).get(name) for name in resource.schema.primary_key]


def _where(resource: "Resource", error: Error) -> str:
    path = f"data/{resource.path}"
    line = getattr(error, "row_number", None)
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
        return f"'{', '.join(_key(resource, error))}' is there twice; it must be unique ({PATH})"
    if error.type == "foreign-key":
        there = f"data/{error.reference_name}.csv, column '{', '.join(error.reference_field_names)}'"
        return f"'{', '.join(error.field_cells)}' is not in {there} ({PATH})"
    columns = _columns(resource, error)
    if not columns or not resource.schema.has_field(columns[0]):
        return f"{error.message} ({PATH})"
    field = resource.schema.get_field(columns[0])
    value = cells.get(field.name)
    if error.type == "type-error":
        return f"'{value}' is not of type {field.type} ({PATH})"
    if error.type == "unique-error":
        return f"'{value}' is there twice; it must be unique ({PATH})"
    if error.type == "missing-cell":
        return f"the line ends before this column; a line has {len(resource.schema.fields)} columns ({PATH})"
    if error.type == "constraint-error":
        return f"{_broken(field, value, error)} ({PATH})"
    return f"{error.message} ({PATH})"


def _broken(field: "Field", value: Any, error: Error) -> str:
    if value in (None, ""):
        return "is empty; a value is required"
    rule = error.note.split('"')[1]
    if rule == "enum":
        return f"'{value}' is not one of {', '.join(repr(word) for word in field.constraints['enum'])}"
    return f"'{value}' breaks the rule {rule} {field.constraints[rule]}"
