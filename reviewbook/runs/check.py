"""All that is wrong with notebooks and scenarios before any of them runs."""

from pathlib import Path

from reviewbook.runs import notebook, parameters, scenarios
from reviewbook.runs.notebook import NotebookError
from reviewbook.runs.scenarios import ScenarioError


def faults(folder: Path) -> list[str]:
    """Give a line for every fault: of notebooks as files, of their parameters, and of what scenarios give to these."""
    found = []
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        lines = notebook.faults(path)
        if not lines:
            try:
                parameters.declared(notebook.plain(path), path)
            except NotebookError as error:
                lines = str(error).splitlines()
        found += lines
    try:
        named = scenarios.read(folder).values()
    except ScenarioError as error:
        return [*found, *str(error).splitlines()]
    # what a notebook takes is not known where one is wrong
    for scenario in named if not found else ():
        try:
            scenarios.values(folder, scenario)
        except (ScenarioError, NotebookError) as error:
            found += [f"{scenarios.FILE}, {scenario.name}: {line}" for line in _bare(error, scenario)]
    return found


def _bare(error: Exception, scenario: scenarios.Scenario) -> list[str]:
    return [line.removeprefix(f"{scenarios.FILE}, {scenario.name}: ") for line in str(error).splitlines()]
