"""Named sets of parameters: each runs into a folder of its own, which holds a whole book and nothing of another."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from reviewbook.display import outputs
from reviewbook.display.publish import NUMBERS
from reviewbook.edition import contents, revision
from reviewbook.runs import notebook, parameters

FILE = "data/scenarios.json"
# What tells a book that it is of a scenario.
MARK = "scenario.json"
NAME = re.compile(r"[a-z][a-z0-9-]*")


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
        Names the entry of the file that is not a scenario.
    """
    path = folder / FILE
    found = {}
    for name, entry in json.loads(path.read_text(encoding="utf-8")).items() if path.is_file() else ():
        texts = [entry.get("title"), entry.get("meaning")]
        if not NAME.fullmatch(name) or not all(texts) or not entry.get("parameters") or len(entry) != 3:
            raise ScenarioError(
                f"{FILE}: '{name}' must be a name of small letters and hyphens, with title, meaning and parameters"
            )
        found[name] = Scenario(name, **entry)
    return found


def values(folder: Path, scenario: Scenario) -> dict[str, dict[str, Any]]:
    """Give the parameters that each notebook takes from a scenario; a notebook that takes none is left out.

    Raises
    ------
    ScenarioError
        Names a parameter that no notebook declares, and those that are declared.
    reviewbook.runs.notebook.NotebookError
        Names a value that does not fit.
    """
    declared = {
        path.stem: (path, parameters.declared(notebook.read(path, outputs=False), path))
        for path in sorted((folder / "notebooks").glob("*.ipynb"))
    }
    known = sorted({name for _, there in declared.values() for name in there})
    if unknown := [name for name in scenario.parameters if name not in known]:
        lines = [f"{FILE}, {scenario.name}: no notebook has a parameter '{name}'" for name in unknown]
        raise ScenarioError("\n".join(f"{line}; there are {', '.join(known)}" for line in lines))
    taken = {}
    for stem, (path, there) in declared.items():
        mine = {name: value for name, value in scenario.parameters.items() if name in there}
        parameters.check(mine, there, path)
        if mine:
            taken[stem] = mine
    return taken


def place(folder: Path, name: str) -> Path:
    """Say where a scenario of a book lives."""
    return folder / "_build" / "scenarios" / name


def lay_out(folder: Path, scenario: Scenario) -> Path:
    """Copy the book to the place of a scenario, with a mark that says which it is; what was built there stays."""
    copy = place(folder, scenario.name)
    copy.mkdir(parents=True, exist_ok=True)
    for old in copy.iterdir():
        if old.name != "_build":
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    for name in contents.made_from(folder):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(folder / name, copy / name)
    (copy / revision.ARCHIVED).write_text(revision.archived(revision.read(folder)), encoding="utf-8")
    told = asdict(scenario) | {"notebooks": sorted(values(folder, scenario)), "published": sorted(_numbers(folder))}
    (copy / MARK).write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return copy


def _numbers(folder: Path) -> Iterator[str]:
    for notebook_name, _, _, data in outputs.stored(folder / "notebooks"):
        yield from (f"{notebook_name}.{record['name']}" for record in data.get(NUMBERS, ()))
