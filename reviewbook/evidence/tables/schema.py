"""The schema of the tables: ``data/datapackage.json``, or what keeps it from being read."""

import json
from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from reviewbook.evidence.tables.text import UNSEEN
from reviewbook.manuscript.text import ManuscriptError, near

PATH = "data/datapackage.json"
ALLOWED = Path(__file__).with_name("datapackage.schema.json")
WORDS = {"object": "an object", "array": "a list", "string": "a text", "boolean": "true or false"}
WORDS |= {"number": "a number", "integer": "a whole number"}


class DataError(ManuscriptError):
    """Say which cells are wrong.

    It has a line per wrong cell: file, line, study or key, column, value, what is allowed and where that is written.
    """


def read(folder: Path) -> dict[str, Any]:
    """Read the schema, which `check` has found right.

    Every resource has a name, a path, fields with name and type, and a primary key.

    References
    ----------
    Data Package v2 and Table Schema, https://datapackage.org
    """
    return _listed(json.loads((folder / PATH).read_text(encoding="utf-8-sig")))


def check(folder: Path) -> None:
    """Check the schema.

    Raises
    ------
    DataError
        Says where the file is no JSON, and each thing in it that is not read here, or names what is not there.
    """
    # brings YAML, which asking what is valid does not need
    from reviewbook.manuscript import tree

    try:
        package = tree.read_json(folder, PATH).value
    except ManuscriptError as error:
        raise DataError(error.lines) from None
    if lines := [*_unwritten(package, package, [])] or [*_forbidden(package)] or [*_unknown(_listed(package))]:
        raise DataError(lines)


def types(resource: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Give name and type of each column of a table."""
    return tuple((field["name"], field["type"]) for field in resource["schema"]["fields"])


def _listed(package: dict[str, Any]) -> dict[str, Any]:
    """Make lists of keys of one column, which may stand alone."""
    for resource in package["resources"]:
        schema = resource["schema"]
        for part in (schema, *(side for tie in schema.get("foreignKeys", ()) for side in (tie, tie["reference"]))):
            for name in ("primaryKey", "fields"):
                if isinstance(part.get(name), str):
                    part[name] = [part[name]]
    return package


def _unwritten(package: Any, part: Any, path: list[Any]) -> Iterator[str]:
    """Find texts with signs that no page can show, or that no file can hold."""
    if isinstance(part, str):
        # half of a letter is no sign at all
        if sign := next((sign for sign in part if UNSEEN.match(sign) or "\ud800" <= sign <= "\udfff"), None):
            said = f"holds the sign U+{ord(sign):04X}, which cannot be seen; take it out"
            yield f"{_where(package, [*path])}: {said}"
    elif isinstance(part, list | dict):
        for key, inner in part.items() if isinstance(part, dict) else enumerate(part):
            yield from _unwritten(package, inner, [*path, key])


def _forbidden(package: Any) -> Iterator[str]:
    """Say what the schema of the schema forbids."""
    from jsonschema import Draft7Validator, FormatChecker

    allowed = json.loads(ALLOWED.read_text(encoding="utf-8"))
    for error in Draft7Validator(allowed, format_checker=FormatChecker()).iter_errors(package):
        where = _where(package, list(error.absolute_path))
        if error.validator == "additionalProperties":
            known = list(error.schema["properties"])
            for key in [key for key in error.instance if key not in known]:
                yield f"{where}: '{key}' is not a key that is read here; {near(key, known)}"
        elif error.validator == "required":
            missing = error.message.split("'")[1]
            known = error.schema["properties"]
            # a key that was mistyped is said once
            if not get_close_matches(missing, [key for key in error.instance if key not in known], 1):
                yield f"{where}: '{missing}' is missing"
        elif error.validator == "type":
            kinds = [error.validator_value] if isinstance(error.validator_value, str) else error.validator_value
            yield f"{where}: {json.dumps(error.instance)[:60]} is not {' or '.join(WORDS[one] for one in kinds)}"
        elif error.validator == "not":
            yield f"{where}: a column of this type does not take it"
        else:
            yield f"{where}: {error.message[:160]}"


def _where(package: Any, path: list[Any]) -> str:
    """Name a place by its table and column."""
    found, told, kinds = package, PATH, {"resources": "table", "fields": "column"}
    while path:
        key = path.pop(0)
        found = found[key]
        if key in kinds and path and isinstance(found, list):
            place = path.pop(0)
            found = found[place]
            name = found.get("name", place + 1) if isinstance(found, dict) else place + 1
            told += f", {kinds[key]} '{name}'"
        elif key != "schema" or not path:
            told += f", {key}" if isinstance(key, str) else f" {key + 1}"
    return told


def _unknown(package: dict[str, Any]) -> Iterator[str]:
    """Say what stands there twice, what no value could be, and which names are of nothing."""
    resources = package["resources"]
    for part in ("name", "path"):
        for value, times in Counter(resource[part] for resource in resources).items():
            if times > 1:
                yield f"{PATH}: {times} tables have the {part} '{value}'"
    columns = {resource["name"]: [name for name, _ in types(resource)] for resource in resources}
    for resource in resources:
        schema, here = resource["schema"], columns[resource["name"]]
        where = f"{PATH}, table '{resource['name']}'"
        yield from (f"{where}: the column '{name}' is there twice" for name, n in Counter(here).items() if n > 1)
        for field in schema["fields"]:
            low, high = (field.get("constraints", {}).get(end) for end in ("minimum", "maximum"))
            if None not in (low, high) and low > high:
                yield f"{where}, column '{field['name']}': the minimum {low} is more than the maximum {high}"
        yield from _no_columns(f"{where}, primaryKey", schema["primaryKey"], here, resource["name"])
        for number, tie in enumerate(schema.get("foreignKeys", ()), start=1):
            place, reference = f"{where}, foreignKeys {number}", tie["reference"]
            other = reference.get("resource") or resource["name"]
            yield from _no_columns(place, tie["fields"], here, resource["name"])
            if other not in columns:
                yield f"{place}: '{other}' is not a table; there are {', '.join(columns)}"
            else:
                yield from _no_columns(place, reference["fields"], columns[other], other)
            if len(tie["fields"]) != len(reference["fields"]):
                yield f"{place}: as many columns must stand on either side"


def _no_columns(where: str, names: list[str], columns: list[str], table: str) -> Iterator[str]:
    for name in names:
        if name not in columns:
            yield f"{where}: '{name}' is not a column of '{table}'; there are {', '.join(columns)}"
