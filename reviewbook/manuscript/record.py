"""What the last release changed, as ``reviewbook changes --record`` noted it: ``chapters/changes.json``."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reviewbook.manuscript import tree
from reviewbook.manuscript.text import ManuscriptError

FILE = "chapters/changes.json"
# how many values a row of each list has
ROWS = {"cells": 5, "numbers": 3, "verdicts": 3}
TEXTS = ("outputs", "pages")


def read(folder: Path) -> dict[str, Any]:
    """Read it; empty where nothing was recorded.

    Raises
    ------
    ManuscriptError
        Has a line for every part that is not of the form in which it is recorded.
    """
    if not (folder / FILE).exists():
        return {}
    found = tree.read_json(folder, FILE)
    if lines := [f"{found.at(way)}: {what}; delete the file, and record it anew" for way, what in _faults(found.value)]:
        raise ManuscriptError(lines)
    return found.value


def _faults(value: Any) -> Iterator[tuple[list[str | int], str]]:
    if not isinstance(value, dict):
        yield [], "not an object"
        return
    for key in ("before", "version"):
        if not isinstance(value.get(key), str):
            yield [key], f"{key!r} is not a text"
    for key in (*ROWS, *TEXTS):
        rows = value.get(key)
        if not isinstance(rows, list):
            yield [key], f"{key!r} is not a list"
            continue
        for number, row in enumerate(rows):
            if key in TEXTS and not isinstance(row, str):
                yield [key, number], "not a text"
            if key in ROWS and not _is_row(row, ROWS[key]):
                yield [key, number], f"not a list of {ROWS[key]} texts"


def _is_row(row: Any, width: int) -> bool:
    return isinstance(row, list) and len(row) == width and all(isinstance(item, str | None) for item in row)
