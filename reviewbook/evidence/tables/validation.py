"""What makes a coded table wrong: the schema by Frictionless, and the ties between tables."""

import math
from functools import cache

import pandas as pd
import pybtex.database
from pybtex.scanner import PybtexSyntaxError

from reviewbook.evidence.accounts import flow
from reviewbook.evidence.tables import acceptance, schema
from reviewbook.evidence.tables.schema import DataError

SCHEMA = schema.PATH


def check(folder):
    """Check every table in ``data/``.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the book.

    Raises
    ------
    DataError
        Lists all that is wrong with single tables, and all that is wrong between them. The second is not sought
        while a table does not have the columns of its schema, and not said of a row whose key is wrong.

    References
    ----------
    Data Package v2 and Table Schema, https://datapackage.org
    """
    resources = {resource["name"]: resource for resource in schema.read(folder)["resources"]}
    if undecoded := [line for resource in resources.values() for line in _undecoded(folder, resource)]:
        raise DataError(undecoded)
    columns = {name: acceptance.columns(folder, resource) for name, resource in resources.items()}
    complete = None not in columns.values()
    read = {name: _text(columns[name], resource) for name, resource in resources.items()} if complete else {}
    cited = _references((folder / "references.bib").read_text(encoding="utf-8"))
    renamed = _renamed(read["studies"], cited) if complete else set()
    lines, unknown = _single(folder, resources, renamed)
    between = _between(resources, read, cited, unknown, renamed) if complete else []
    if lines or between:
        raise DataError([*between, *lines])


def _undecoded(folder, resource):
    path = folder / "data" / resource["path"]
    try:
        # a file that is not there Frictionless names
        content = path.read_bytes() if path.is_file() else b""
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        yield f"data/{resource['path']}, line {line}: byte 0x{content[error.start]:x} is not UTF-8, in which tables are"


@cache  # nobody edits it together with data, and it takes as long as a third of the tables
def _references(content):
    try:
        return set(pybtex.database.parse_string(content, bib_format="bibtex").entries)
    except PybtexSyntaxError as error:
        raise DataError([f"references.bib, line {error.lineno}: {error}"]) from None


def _renamed(studies, cited):
    """Find the keys of references.bib that no study has, if a study has a key that references.bib does not have.

    What other tables say of them follows from the one wrong key, and is not said.
    """
    return cited - set(studies.study_id) if set(studies.study_id) - cited else set()


def _single(folder, resources, renamed):
    if acceptance.accepted(folder, resources):
        return [], set()
    # half a second, which only tables with a fault are worth
    import frictionless

    try:
        package = frictionless.Package(str(folder / SCHEMA))
        resources = {resource.name: resource for resource in package.resources}
        tasks = package.validate().tasks
    except frictionless.FrictionlessException as error:
        raise DataError([f"{SCHEMA}: {reason.note}" for reason in error.reasons or [error.error]]) from None
    lines = [line for task in tasks for line in _lines(resources[task.name], task.errors, renamed)]
    return lines, {
        (task.name, error.row_number)
        for task in tasks
        for error in task.errors
        if {*resources[task.name].schema.primary_key, "study_id"} & {*_columns(resources[task.name], error)}
    }


def _lines(resource, errors, renamed):
    """Say each wrong cell once: Frictionless names a repeated row and an absent cell by several rules."""
    said = {}
    repeated = {error.row_number for error in errors if error.type == "primary-key" and any(_key(resource, error))}
    for error in errors:
        row = getattr(error, "row_number", None)
        if (error.type == "unique-error" and row in repeated) or (error.type == "primary-key" and row not in repeated):
            continue
        if error.type == "foreign-key" and renamed.issuperset(error.field_cells):
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


def _between(resources, read, cited, unknown, renamed):
    """Check what a schema cannot say: each cell has its source, each study its reference and its findings.

    Of the rows that are `unknown`, by table and line, their wrong key has been said, and what follows from it is not.
    """
    studies = read["studies"]
    faulty = {name for name, line in unknown}
    unknown = unknown | {("studies", line) for line in studies._line[~studies.study_id.isin(cited)]}
    return [
        # of a mistyped key this names the cell itself, and what comes after it what follows
        *_uncited(read, cited),
        *_unsourced(resources, read, unknown),
        *_dangling(resources, read, faulty, renamed),
        *(() if renamed or faulty & {"findings", "studies"} else _silent(read)),
        *_growing(read),
        *_contradictory(read),
    ]


def _text(columns, resource):
    table = pd.DataFrame(columns, dtype=object)
    keys = zip(*(table[name] for name in resource["schema"]["primaryKey"]), strict=True)
    return table.assign(_row=["|".join(key) for key in keys], _line=range(2, len(table) + 2))


def _sourced(resource):
    return [field["name"] for field in resource["schema"]["fields"] if field.get("sourced")]


def _unsourced(resources, read, unknown):
    known = set(zip(read["sources"].table, read["sources"].row, read["sources"].column, strict=True))
    for name, resource in resources.items():
        for column in _sourced(resource):
            table = read[name]
            for row, line, value in zip(table._row, table._line, table[column], strict=True):
                if value and (name, row, column) not in known and (name, line) not in unknown:
                    yield (
                        f"data/{name}.csv, line {line} ({row}), column '{column}': '{value}' has no source; "
                        f"a line of data/sources.csv must say on which passage it rests"
                    )


def _dangling(resources, read, faulty, renamed):
    rows = {name: set(table._row) for name, table in read.items()}
    columns = {name: {field["name"] for field in r["schema"]["fields"]} for name, r in resources.items()}
    sources = read["sources"]
    for line, table, row, column in zip(sources._line, sources.table, sources.row, sources.column, strict=True):
        where = f"data/sources.csv, line {line} ({row})"
        if table not in read or table in faulty:
            continue
        if column not in columns[table]:
            yield f"{where}, column 'column': '{column}' is not a column of data/{table}.csv"
        elif row not in rows[table] and not (table == "studies" and row in renamed):
            yield f"{where}, column 'row': '{row}' is not a row of data/{table}.csv"


def _uncited(read, cited):
    for name, column in (("studies", "study_id"), ("instruments", "reference")):
        table = read[name]
        for row, line, value in zip(table._row, table._line, table[column], strict=True):
            if value and value not in cited:
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


def _growing(read):
    table = read["flow"]
    for search_id in dict.fromkeys(table.search_id):
        rows = table[table.search_id.eq(search_id) & table.n.str.fullmatch(r"\d+")]
        n = dict(zip(rows.box, rows.n.map(int), strict=True))
        lines = dict(zip(rows.box, rows._line, strict=True))
        for before, lost, after in flow.SUBTRACTIONS:
            if lost not in n and n.get(after, 0) > n.get(before, n.get(after, 0)):
                yield (
                    f"data/flow.csv, line {lines[after]} ({search_id}, {after}), column 'n': '{n[after]}' is more than "
                    f"the {n[before]} of '{before}', of which it is a part"
                )


# a range of two columns of one table: the first may not be larger
RANGES = [
    ("studies", "n_therapists_low", "n_therapists_high"),
    ("assessments", "week_from", "week_to"),
    ("assessments", "session_from", "session_to"),
]


def _contradictory(read):
    for name, low, high in RANGES:
        for row in read[name].to_dict("records"):
            if _number(row[low]) > _number(row[high]):
                yield f"{_place(name, row, low)}: '{row[low]}' is more than the '{row[high]}' of '{high}'"
    for row in read["findings"].to_dict("records"):
        if row["tested"] == "yes" and not row["finding"]:
            yield f"{_place('findings', row, 'finding')}: is empty; what was tested has a finding"
        for column in ("finding", "direction", "outcome_domain", "temporal_level"):
            if row["tested"] == "not reported" and row[column]:
                yield f"{_place('findings', row, column)}: '{row[column]}' must be empty where no test is reported"
    weeks = dict(zip(read["studies"].study_id, read["studies"].duration_weeks, strict=True))
    for row in read["assessments"].to_dict("records"):
        named = "outcome" if row["construct"] == "outcome" else "instrument_id"
        if not row[named]:
            yield f"{_place('assessments', row, named)}: is empty; an assessment of the {row['construct']} names one"
        if _number(row["week_to"]) > _number(weeks.get(row["study_id"], "")):
            yield (
                f"{_place('assessments', row, 'week_to')}: '{row['week_to']}' is after the end of the treatment, which "
                f"data/studies.csv gives as week {weeks[row['study_id']]}; later times are months_after_treatment"
            )


def _place(name, row, column):
    return f"data/{name}.csv, line {row['_line']} ({row['_row']}), column '{column}'"


def _number(text):
    """Read a number; what is empty, or no number and said to be none, is neither more nor less than another."""
    try:
        return float(text)
    except ValueError:
        return math.nan
