"""Named sets of parameters: each runs into a folder of its own, which holds a whole book and nothing of another."""

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from reviewbook.edition import inventory, project, revision
from reviewbook.manuscript.parameters import Parameter, meant, unknown
from reviewbook.manuscript.scenarios import FILE, Scenario, ScenarioError, read
from reviewbook.manuscript.text import near
from reviewbook.runs import notebook, parameters

# Where a try without a name lives, which no name of a scenario can be.
TRY = "_try"
# What tells a book that it is of a scenario.
MARK = "scenario.json"


def values(folder: Path, scenario: Scenario) -> dict[str, dict[str, Any]]:
    """Give the parameters that each notebook takes from a scenario; a notebook that takes none is left out.

    Raises
    ------
    ScenarioError
        Names a parameter that no notebook declares, and those that are declared.
    reviewbook.runs.notebook.NotebookError
        Names a value that does not fit.
    """
    paths = sorted((folder / "notebooks").glob("*.ipynb"))
    return taken(scenario, {path: parameters.declared(notebook.plain(path), path) for path in paths})


def taken(scenario: Scenario, declared: Mapping[Path, Mapping[str, Parameter]]) -> dict[str, dict[str, Any]]:
    """Give the same as `values` from the parameters that each notebook declares, which takes longer to read."""
    known = sorted({name for there in declared.values() for name in there})
    if unknown := [name for name in scenario.parameters if name not in known]:
        lines = [f"{FILE}, {scenario.name}: no notebook has a parameter '{name}'" for name in unknown]
        raise ScenarioError("\n".join(f"{line}; there are {', '.join(known)}" for line in lines))
    given = {}
    for path, there in declared.items():
        mine = {name: value for name, value in scenario.parameters.items() if name in there}
        parameters.check(mine, there, path)
        if mine:
            given[path.stem] = mine
    return given


def named(folder: Path, name: str) -> Scenario:
    """Find the scenario of a name.

    Raises
    ------
    ScenarioError
        Names those that there are.
    """
    known = read(folder)
    if name not in known:
        raise ScenarioError(f"no scenario '{name}' in {FILE}; there are {', '.join(known) or 'none'}")
    return known[name]


def attempt(folder: Path, given: Iterable[tuple[str, str]], names: Sequence[str] = ()) -> Scenario:
    """Make a scenario of parameters as they are typed, for some notebooks or all, which bears no name of the file.

    Raises
    ------
    ScenarioError
        Has a line for every notebook, parameter or value that there is not, and says what there is.
    """
    paths = {path.stem: path for path in sorted((folder / "notebooks").glob("*.ipynb"))}
    if faults := [f"no notebook '{name}'; {near(name, paths)}" for name in names if name not in paths]:
        raise ScenarioError("\n".join(faults))
    known: dict[str, Parameter] = {}
    for name, path in paths.items():
        if not names or name in names:
            known |= parameters.declared(notebook.plain(path), path)
    found: dict[str, Any] = {}
    for name, value in given:
        if name in found:
            faults.append(f"-p {name}: is given twice")
        elif name not in known:
            faults.append(f"-p {name}: {unknown(name, known)}")
        else:
            try:
                found[name] = meant(value, known[name])
            except ValueError as error:
                faults.append(f"-p {error}")
    if faults:
        raise ScenarioError("\n".join(faults))
    told = ", ".join(f"{name} = {value!r}" for name, value in found.items())
    return Scenario(TRY, "A try", f"With {told}.", found)


def place(folder: Path, name: str) -> Path:
    """Say where a scenario of a book lives."""
    return project.build(folder) / "scenarios" / name


def lay_out(folder: Path, scenario: Scenario) -> Path:
    """Copy the book to the place of a scenario, with a mark that says which it is; what was built there stays."""
    copy = place(folder, scenario.name)
    copy.mkdir(parents=True, exist_ok=True)
    built = project.build(copy)
    # where it was built, and who is at work there
    kept = built.relative_to(copy).parts[0] if built.is_relative_to(copy) else ""
    for old in copy.iterdir():
        if old.name != kept:
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    for name in inventory.made_from(folder):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(folder / name, copy / name)
    (copy / revision.ARCHIVED).write_text(revision.archived(revision.read(folder)), encoding="utf-8")
    told = asdict(scenario) | {"notebooks": sorted(values(folder, scenario)), "published": sorted(_numbers(folder))}
    (copy / MARK).write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return copy


def _numbers(folder: Path) -> Iterator[str]:
    # here, because they bring pandas and Plotly, and the scenarios are read before anything else
    from reviewbook.display import outputs
    from reviewbook.display.publish import NUMBERS

    for notebook_name, _, _, data in outputs.stored(folder / "notebooks"):
        yield from (f"{notebook_name}.{record['name']}" for record in data.get(NUMBERS, ()))
