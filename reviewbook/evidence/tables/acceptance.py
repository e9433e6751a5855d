"""Whether tables certainly keep their schema: strict, and a hundred times as quick as Frictionless.

It never says what is wrong. What it does not understand, or does not accept, Frictionless judges and explains.
"""

import csv
import re

FIELD = {"name", "title", "type", "description", "constraints", "missingValues", "sourced", "unit"}
TYPES = {
    "string": re.compile(r".+", re.DOTALL),
    "integer": re.compile(r"-?(0|[1-9]\d*)"),
    "number": re.compile(r"-?(0|[1-9]\d*)(\.\d+)?"),
    "date": re.compile(r"\d{4}-(0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])"),
}
RULES = {
    "required": lambda values, wanted: not wanted or all(values),
    "enum": lambda values, words: values <= {*words, ""},
    "pattern": lambda values, pattern: all(map(re.compile(pattern).fullmatch, filter(None, values))),
    "minimum": lambda values, least: all(float(value) >= least for value in values if value),
    "maximum": lambda values, most: all(float(value) <= most for value in values if value),
}


def accepted(folder, resources):
    """Tell whether every table certainly keeps its schema.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the book.
    resources : dict
        Name of each table to its part of the schema.

    Returns
    -------
    bool
        False also where a schema uses what is not known here.
    """
    tables = {}
    for name, resource in resources.items():
        read = columns(folder, resource)
        if read is None or not all(_keeps(read[field["name"]], field) for field in resource["schema"]["fields"]):
            return False
        tables[name] = resource["schema"], read
    return all(_unique(schema, read) and _tied(schema, read, tables) for schema, read in tables.values())


def columns(folder, resource):
    """Read a table as columns of text.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the book.
    resource : dict
        The table's part of the schema.

    Returns
    -------
    dict of tuple of str, or None
        None where the columns are not those of the schema, or a line is longer or shorter than the heading, or empty.
    """
    try:
        with (folder / "data" / resource["path"]).open(encoding="utf-8", newline="") as file:
            heading, *rows = csv.reader(file, strict=True)
    except (OSError, UnicodeDecodeError, ValueError, csv.Error):
        return None
    names = [field["name"] for field in resource["schema"]["fields"]]
    if heading != names or any(len(row) != len(names) or not any(row) for row in rows):
        return None
    return dict(zip(names, zip(*rows, strict=True) if rows else [()] * len(names), strict=True))


def _keeps(column, field):
    rules = field.get("constraints", {})
    if not field.keys() <= FIELD or field["type"] not in TYPES or not rules.keys() <= {*RULES, "unique"}:
        return False
    if any(missing["value"] != "" for missing in field.get("missingValues", ())):
        return False
    values = set(column)
    # a column repeats itself: each value is looked at once
    return all(map(TYPES[field["type"]].fullmatch, values - {""})) and all(
        RULES[rule](values, wanted) for rule, wanted in rules.items() if rule != "unique"
    )


def _unique(schema, columns):
    key = list(zip(*(columns[name] for name in schema["primaryKey"]), strict=True))
    alone = [columns[f["name"]] for f in schema["fields"] if f.get("constraints", {}).get("unique")]
    filled = [[value for value in column if value] for column in alone]
    return len(set(key)) == len(key) and all(len(set(column)) == len(column) for column in filled)


def _tied(schema, columns, tables):
    for tie in schema.get("foreignKeys", ()):
        reference = tie["reference"]
        names = tie["fields"], reference["fields"]
        if not all(isinstance(name, str) for name in names) or reference["resource"] not in tables:
            return False
        if not set(columns[names[0]]) - {""} <= set(tables[reference["resource"]][1][names[1]]):
            return False
    return True
