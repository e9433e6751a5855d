"""All that is wrong with notebooks and scenarios before any of them runs."""

from pathlib import Path

from reviewbook.manuscript.parameters import Parameter
from reviewbook.runs import notebook, parameters, scenarios
from reviewbook.runs.notebook import NotebookError
from reviewbook.runs.scenarios import ScenarioError


def faults(folder: Path) -> list[str]:
    """Give a line for every fault: of notebooks as files, of their parameters, and of what scenarios give to these."""
    found: list[str] = []
    declared: dict[Path, dict[str, Parameter]] = {}
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        try:
            content = notebook.plain(path)
            found += notebook.faults(path, content["cells"])
            declared[path] = parameters.declared(content, path)
        except NotebookError as error:
            found += str(error).splitlines()
    try:
        named = scenarios.read(folder).values()
    except ScenarioError as error:
        return [*found, *str(error).splitlines()]
    # what a notebook takes is not known where one is wrong
    for scenario in named if not found else ():
        try:
            scenarios.taken(scenario, declared)
        except ScenarioError as error:
            found += str(error).splitlines()
        except NotebookError as error:
            found += [f"{scenarios.FILE}, {scenario.name}: {line}" for line in str(error).splitlines()]
    return found


def unreadable(folder: Path) -> list[str]:
    """Give a line for every notebook that cannot be read as one."""
    found = []
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        try:
            notebook.plain(path)
        except NotebookError as error:
            found.append(str(error))
    return found
