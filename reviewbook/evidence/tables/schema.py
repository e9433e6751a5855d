"""The schema of the tables: ``data/datapackage.json``, or what keeps it from being read."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PATH = "data/datapackage.json"


class DataError(ValueError):
    """Say which cells are wrong.

    It has a line per wrong cell: file, line, study or key, column, value, what is allowed and where that is written.
    """

    def __init__(self, lines: list[str]):
        self.lines = lines
        super().__init__("\n".join(lines))


def read(folder: Path) -> dict[str, Any]:
    """Read the schema.

    Every resource has a name, a path, fields with name and type, and a primary key.

    Raises
    ------
    DataError
        Says where the file is no JSON, or what a resource lacks.

    References
    ----------
    Data Package v2 and Table Schema, https://datapackage.org
    """
    try:
        package = json.loads((folder / PATH).read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise DataError([f"{PATH}, line {error.lineno}, column {error.colno}: not JSON; {error.msg}"]) from None
    except UnicodeDecodeError as error:
        raise DataError([f"{PATH}: not UTF-8, from byte {error.start} on"]) from None
    resources = package.get("resources") if isinstance(package, dict) else None
    if not isinstance(resources, list) or not resources:
        raise DataError([f"{PATH}: 'resources' is not a list of tables"])
    lines = [line for number, resource in enumerate(resources) for line in _lacks(number, resource)]
    if lines:
        raise DataError(lines)
    return package


def _lacks(number: int, resource: Any) -> Iterator[str]:
    if not isinstance(resource, dict):
        yield f"{PATH}, resources[{number}]: not an object"
        return
    where = f"{PATH}, table '{resource.get('name', number)}'"
    yield from (f"{where}: '{name}' is missing" for name in ("name", "path", "schema") if name not in resource)
    content = resource.get("schema")
    if not isinstance(content, dict):
        return
    fields = content.get("fields")
    if not isinstance(fields, list) or not all(isinstance(field, dict) for field in fields):
        yield f"{where}: 'schema.fields' is not a list of columns"
        return
    for place, field in enumerate(fields):
        for name in ("name", "type"):
            if name not in field:
                yield f"{where}, column {field.get('name', place)}: '{name}' is missing"
    names = {field.get("name") for field in fields}
    if not isinstance(content.get("primaryKey"), list) or not set(content["primaryKey"]) <= names:
        yield f"{where}: 'schema.primaryKey' is not a list of columns"
