"""The parameters of a notebook, and whether given values fit them, before anything runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reviewbook.manuscript import parameters
from reviewbook.manuscript.parameters import TYPES, Parameter
from reviewbook.runs.notebook import NotebookError, label, source


def declared(node: Mapping[str, Any], path: Path) -> dict[str, Parameter]:
    """Read the parameters of a notebook, by name, from its cell tagged ``parameters``; messages name the path.

    Raises
    ------
    NotebookError
        When there is not exactly one such cell, or a line of it is not ``name: type = value  # meaning``.
    """
    code = [cell for cell in node["cells"] if cell["cell_type"] == "code"]
    cells = [source(cell) for cell in code if "parameters" in cell["metadata"].get("tags", [])]
    if len(cells) != 1:
        raise NotebookError(f"{label(path)}: has {len(cells)} cells tagged 'parameters', must have one")
    try:
        found, faults = parameters.declared(cells[0])
    except SyntaxError as error:
        raise NotebookError(f"{label(path)}: its parameters are not Python: {error.msg}, line {error.lineno}") from None
    names = [parameter.name for parameter in found]
    refused = [label(path) + fault for fault in faults] + [
        f"{label(path)}, parameter '{name}': stands there twice"
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    if refused:
        raise NotebookError("\n".join(refused))
    return {parameter.name: parameter for parameter in found}


def check(values: Mapping[str, Any], known: Mapping[str, Parameter], path: Path) -> None:
    """Refuse values that a notebook does not take, before anything runs.

    Parameters
    ----------
    known
        What `declared` gave.
    path
        Only for messages.

    Raises
    ------
    NotebookError
        A line for every value refused: notebook, parameter, value, what is allowed.
    """
    refused = []
    for name, value in values.items():
        if name not in known:
            allowed = ", ".join(f"'{name}'" for name in known) or "none"
            refused.append(f"{label(path)}: no parameter '{name}' (given {value!r}); its parameters: {allowed}")
        elif not parameters.fits(value, known[name].type):
            asked = known[name]
            refused.append(
                f"{label(path)}, parameter '{name}': {value!r} is not {TYPES[asked.type]}"
                f" ({asked.type}, for example {asked.default!r}: {asked.meaning})"
            )
    if refused:
        raise NotebookError("\n".join(refused))
