"""What the notebooks published: read from the outputs they store."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reviewbook.display.publish import FIGURE, NUMBERS, TABLE
from reviewbook.edition import project
from reviewbook.evidence.tables.data import IN_ARTICLE


class UnknownOutput(Exception):
    """Say which name no notebook publishes, and which it does."""


@dataclass(frozen=True)
class Published:
    """Hold what one notebook published.

    By its name each number is a record (name, value, unit, meaning, studies, made), each table a Tabular Data Resource,
    each figure ``{"figure": Plotly's JSON, "alt": the figure in words}``. The notebook's own name is without its
    ending.
    """

    notebook: str
    numbers: dict[str, dict[str, Any]] = field(default_factory=dict)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)


def read(folder: Path) -> dict[str, Published]:
    """Read what every notebook of a folder published.

    Raises
    ------
    UnknownOutput
        Names a notebook and cell whose output has no name, so that no output is lost in silence.
    """
    found = {path.stem: Published(path.stem) for path in sorted(Path(folder).glob("*.ipynb"))}
    for notebook, cell, name, data in stored(folder):
        if not name:
            raise UnknownOutput(
                f"notebooks/{notebook}.ipynb, cell {cell}: an output has no name and would be lost; "
                "publish it with reviewbook.display.publish"
            )
        _store(found[notebook], name, data)
    return found


def stored(folder: Path) -> Iterator[tuple[str, int, str | None, dict[str, Any]]]:
    """Go through all outputs that the notebooks of a folder store: notebook, number of the cell, name, data.

    An output that nobody published has no name; one that is text has no data.
    """
    for path in sorted(Path(folder).glob("*.ipynb")):
        for number, cell in enumerate(json.loads(project.lying(path).read_text(encoding="utf-8"))["cells"], start=1):
            for output in cell.get("outputs", []):
                name = output.get("metadata", {}).get("reviewbook", {}).get("name")
                yield path.stem, number, name, output.get("data", {})


def figures(path: Path) -> dict[str, dict[str, Any]]:
    """Read the figures of one notebook, wherever its file lies: by its name each as Plotly's JSON."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    stored = [output for cell in notebook["cells"] for output in cell.get("outputs", ())]
    return {
        one["metadata"]["reviewbook"]["name"]: one["data"][FIGURE] for one in stored if FIGURE in one.get("data", {})
    }


def records(notebook: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List the records of the numbers that a notebook, as JSON reads it, has published."""
    stored = (output for cell in notebook["cells"] for output in cell.get("outputs", ()))
    return [record for output in stored for record in output.get("data", {}).get(NUMBERS, ())]


def _store(found: Published, name: str, data: dict[str, Any]) -> None:
    plain = data["text/plain"]
    if NUMBERS in data:
        found.numbers.update({record["name"]: record for record in data[NUMBERS]})
    elif TABLE in data:
        found.tables[name] = data[TABLE]
    elif FIGURE in data:
        alternative = plain if isinstance(plain, str) else "".join(plain)
        found.figures[name] = {"figure": data[FIGURE], "alt": alternative}


def find(published: Mapping[str, Published], kind: str, key: str) -> dict[str, Any]:
    """Find one output by its key, ``notebook.name``.

    The kind is ``numbers``, ``tables`` or ``figures``.

    Raises
    ------
    UnknownOutput
        Names the key, the notebook and near names.
    """
    notebook, _, name = key.partition(".")
    if notebook not in published:
        raise UnknownOutput(f"'{key}': there is no notebook '{notebook}'; there are {', '.join(published)}")
    there = getattr(published[notebook], kind)
    if name not in there:
        known = ", ".join(there) if kind != "numbers" else "'reviewbook numbers' lists those it publishes"
        raise UnknownOutput(f"'{key}': notebooks/{notebook}.ipynb publishes no such {kind.removesuffix('s')}: {known}")
    return there[name]


def in_article(published: Mapping[str, Published], kind: str, key: str) -> dict[str, Any] | None:
    """Find what an output is in the article alone; None where that is the same, or nobody publishes it.

    The kind is ``tables`` or ``figures``.
    """
    notebook, _, name = key.partition(".")
    there = getattr(published[notebook], kind)
    found = there.get(f"{name}{IN_ARTICLE}")
    return None if found == there[name] else found


def keys(published: Mapping[str, Published]) -> set[str]:
    """Give the keys of all published numbers, ``notebook.name``."""
    return {f"{notebook}.{name}" for notebook, output in published.items() for name in output.numbers}


def numbers(published: Mapping[str, Published]) -> list[dict[str, Any]]:
    """List every published number under the name by which the book calls it.

    A record has ``name`` (``notebook.name``), ``notebook`` (its file), ``value``, ``unit``, ``meaning``, ``studies``
    and ``made``, what it is made of, as `reviewbook.evidence.number.Made`; and ``article``, a value, studies and what
    it is made of, where the article has another.
    """
    return [
        {"name": f"{notebook}.{record['name']}", "notebook": f"notebooks/{notebook}.ipynb"}
        | {key: record[key] for key in ("value", "unit", "meaning", "studies", "made", "article") if key in record}
        for notebook, found in published.items()
        for record in found.numbers.values()
    ]
