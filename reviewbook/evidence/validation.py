"""What makes a coded table wrong: the schema by Frictionless, and the ties between tables."""

import json

import pandas as pd
import pybtex.database

from reviewbook.evidence import acceptance

SCHEMA = "data/datapackage.json"


class DataError(ValueError):
    """Say which cells are wrong.

    Attributes
    ----------
    lines : list of str
        One line per wrong cell: file, line, study or key, column, value, what is allowed and where that is written.
    """

    def __init__(self, lines):
        self.lines = lines
        super().__init__("\n".join(lines))


def check(folder):
    """Check every table in ``data/``.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the book.

    Raises
    ------
    DataError
        Lists all that is wrong with single tables; when nothing is, all that is wrong between them.

    References
    ----------
    Data Package v2 and Table Schema, https://datapackage.org
    """
    lines = _single(folder) or _between(folder)
    if lines:
        raise DataError(lines)


def _single(folder):
    if acceptance.accepted(folder):
        return []
    # half a second, which only tables with a fault are worth
    import frictionless

    package = frictionless.Package(str(folder / SCHEMA))
    resources = {resource.name: resource for resource in package.resources}
    return [line for task in package.validate().tasks for line in _lines(resources[task.name], task.errors)]


def _lines(resource, errors):
    """Say each wrong cell once: Frictionless names a repeated row and an absent cell by several rules."""
    said = {}
    repeated = {error.row_number for error in errors if error.type == "primary-key" and any(_key(resource, error))}
    for error in errors:
        row = getattr(error, "row_number", None)
        if (error.type == "unique-error" and row in repeated) or (error.type == "primary-key" and row not in repeated):
            continue
        said.setdefault(_where(resource, error), _said(resource, error))
    return [f"{where}: {what}" for where, what in said.items()]


def _cells(resource, error):
    labels = [field.name for field in resource.schema.fields]
    return dict(zip(labels, getattr(error, "cells", None) or [], strict=False))


def _key(resource, error):
    return [_cells(resource, error).get(name) for name in resource.schema.primary_key]


def _where(resource, error):
    path = f"data/{resource.path}"
    row = getattr(error, "row_number", None)
    if not row:
        return path
    study = _cells(resource, error).get("study_id")
    identity = study or ", ".join(str(value or "?") for value in _key(resource, error))
    where = f"{path}, line {row} ({identity})"
    columns = _columns(resource, error)
    return f"{where}, column '{', '.join(columns)}'" if columns else where


def _columns(resource, error):
    if error.type == "primary-key":
        return resource.schema.primary_key
    if error.type == "foreign-key":
        return error.field_names
    name = getattr(error, "field_name", None)
    return [name] if name else []


def _said(resource, error):
    cells = _cells(resource, error)
    if error.type == "primary-key":
        return f"'{', '.join(_key(resource, error))}' is there twice; it must be unique ({SCHEMA})"
    if error.type == "foreign-key":
        there = f"data/{error.reference_name}.csv, column '{', '.join(error.reference_field_names)}'"
        return f"'{', '.join(error.field_cells)}' is not in {there} ({SCHEMA})"
    columns = _columns(resource, error)
    if not columns or not resource.schema.has_field(columns[0]):
        return f"{error.message} ({SCHEMA})"
    field = resource.schema.get_field(columns[0])
    value = cells.get(field.name)
    if error.type == "type-error":
        return f"'{value}' is not of type {field.type} ({SCHEMA})"
    if error.type == "unique-error":
        return f"'{value}' is there twice; it must be unique ({SCHEMA})"
    if error.type == "missing-cell":
        return f"the line ends before this column; a line has {len(resource.schema.fields)} columns ({SCHEMA})"
    if error.type == "constraint-error":
        return f"{_broken(field, value, error)} ({SCHEMA})"
    return f"{error.message} ({SCHEMA})"


def _broken(field, value, error):
    if value in (None, ""):
        return "is empty; a value is required"
    rule = error.note.split('"')[1]
    if rule == "enum":
        return f"'{value}' is not one of {', '.join(repr(word) for word in field.constraints['enum'])}"
    return f"'{value}' breaks the rule {rule} {field.constraints[rule]}"


def _between(folder):
    """Check what a schema cannot say: each cell has its source, each study its reference and its findings."""
    schema = json.loads((folder / SCHEMA).read_text(encoding="utf-8"))
    resources = {resource["name"]: resource for resource in schema["resources"]}
    read = {name: _text(folder, resource) for name, resource in resources.items()}
    return [
        *_unsourced(resources, read),
        *_dangling(resources, read),
        *_uncited(folder, read),
        *_silent(read),
    ]


def _text(folder, resource):
    table = pd.read_csv(folder / "data" / resource["path"], dtype="str", keep_default_na=False)
    row = table[resource["schema"]["primaryKey"]].agg("|".join, axis=1)
    return table.assign(_row=row, _line=range(2, len(table) + 2))


def _sourced(resource):
    return [field["name"] for field in resource["schema"]["fields"] if field.get("sourced")]


def _unsourced(resources, read):
    known = set(zip(read["sources"].table, read["sources"].row, read["sources"].column, strict=True))
    for name, resource in resources.items():
        for column in _sourced(resource):
            table = read[name]
            for row, line, value in zip(table._row, table._line, table[column], strict=True):
                if value and (name, row, column) not in known:
                    yield (
                        f"data/{name}.csv, line {line} ({row}), column '{column}': '{value}' has no source; "
                        f"a line of data/sources.csv must say on which passage it rests"
                    )


def _dangling(resources, read):
    rows = {name: set(table._row) for name, table in read.items()}
    columns = {name: {field["name"] for field in r["schema"]["fields"]} for name, r in resources.items()}
    sources = read["sources"]
    for line, table, row, column in zip(sources._line, sources.table, sources.row, sources.column, strict=True):
        where = f"data/sources.csv, line {line} ({row})"
        if column not in columns[table]:
            yield f"{where}, column 'column': '{column}' is not a column of data/{table}.csv"
        elif row not in rows[table]:
            yield f"{where}, column 'row': '{row}' is not a row of data/{table}.csv"


def _uncited(folder, read):
    keys = set(pybtex.database.parse_file(str(folder / "references.bib"), bib_format="bibtex").entries)
    for name, column in (("studies", "study_id"), ("instruments", "reference")):
        table = read[name]
        for row, line, value in zip(table._row, table._line, table[column], strict=True):
            if value and value not in keys:
                where = f"data/{name}.csv, line {line} ({row}), column '{column}'"
                yield f"{where}: '{value}' is not a key of references.bib"


def _silent(read):
    told = set(zip(read["findings"].study_id, read["findings"].hypothesis_id, strict=True))
    studies = read["studies"]
    for study_id, line in zip(studies.study_id, studies._line, strict=True):
        for hypothesis_id in read["hypotheses"].hypothesis_id:
            if (study_id, hypothesis_id) not in told:
                yield (
                    f"data/studies.csv, line {line} ({study_id}), column 'study_id': data/findings.csv has no line "
                    f"for '{hypothesis_id}'; write one, with tested 'not reported' where the article reports no test"
                )
