"""Named sets of parameters: ``data/scenarios.json``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reviewbook.manuscript import tree
from reviewbook.manuscript.text import ManuscriptError, near

FILE = "data/scenarios.json"
NAME = re.compile(r"[a-z][a-z0-9-]*")
KEYS: dict[str, type] = {"title": str, "meaning": str, "parameters": dict}


class ScenarioError(Exception):
    """Say which scenario cannot run, and why; a line for everything that is wrong."""


@dataclass(frozen=True)
class Scenario:
    """Hold a named set of parameters.

    Attributes
    ----------
    meaning
        What is other than in the edition, in a sentence.
    parameters
        Name of a parameter to its value, for every notebook that declares it.
    """

    name: str
    title: str
    meaning: str
    parameters: dict[str, Any]


def read(folder: Path) -> dict[str, Scenario]:
    """Read all scenarios of a book, by their names.

    Raises
    ------
    ScenarioError
        Has a line for everything that is wrong with the file, or with an entry of it.
    """
    if not (folder / FILE).exists():
        return {}
    try:
        found = tree.read_json(folder, FILE)
    except ManuscriptError as error:
        raise ScenarioError("\n".join(error.lines)) from None
    if not isinstance(found.value, dict):
        raise ScenarioError(f"{FILE}: not an object with a scenario for each name")
    if lines := [f"{found.at(way)}: {what}" for name in found.value for way, what in _faults(name, found.value[name])]:
        raise ScenarioError("\n".join(lines))
    return {name: Scenario(name, **entry) for name, entry in found.value.items()}


def _faults(name: str, entry: Any) -> Iterator[tuple[list[str | int], str]]:
    if not NAME.fullmatch(name):
        yield [name], "a scenario is named by small letters, digits and hyphens"
    if not isinstance(entry, dict):
        yield [name], f"must be an object with {', '.join(KEYS)}"
        return
    yield from (([name, key], f"no such key; {near(key, KEYS)}") for key in entry if key not in KEYS)
    for key in KEYS:
        if key not in entry:
            yield [name], f"{key!r} is missing"
        elif not isinstance(entry[key], KEYS[key]) or not entry[key] or not str(entry[key]).strip():
            yield [name, key], f"must be {'text' if KEYS[key] is str else 'an object that names a parameter'}"
        elif isinstance(entry[key], str) and (sign := next((one for one in entry[key] if not one.isprintable()), None)):
            yield [name, key], f"holds the sign U+{ord(sign):04X}, which no page can show; delete it"
