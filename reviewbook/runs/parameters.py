"""The parameters that a notebook declares, and whether given values fit them.

papermill's own reader is a regular expression: it loses a parameter whose value holds ``=`` and cuts one that
holds ``#``, and papermill runs with the defaults when a name is unknown. Here Python's parser reads the cell.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reviewbook.runs.notebook import NotebookError, label, source

TYPES = {
    "int": "a whole number",
    "float": "a number",
    "str": "text",
    "bool": "True or False",
    "list[str]": "a list of texts",
}


@dataclass(frozen=True)
class Parameter:
    """Hold one declared parameter.

    Attributes
    ----------
    type
        Of `TYPES`.
    default
        What the book as published uses.
    meaning
        The comment beside it.
    """

    name: str
    type: str
    default: Any
    meaning: str


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
        statements = ast.parse(cells[0]).body
        comments = _comments(cells[0])
    except SyntaxError as error:
        raise NotebookError(f"{label(path)}: its parameters are not Python: {error.msg}, line {error.lineno}") from None
    found, refused = [], []
    for statement in statements:
        try:
            found.append(_parameter(statement, comments, path))
        except NotebookError as error:
            refused.append(str(error))
    names = [parameter.name for parameter in found]
    refused += [
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
        elif not fits(value, known[name].type):
            asked = known[name]
            refused.append(
                f"{label(path)}, parameter '{name}': {value!r} is not {TYPES[asked.type]}"
                f" ({asked.type}, for example {asked.default!r}: {asked.meaning})"
            )
    if refused:
        raise NotebookError("\n".join(refused))


def fits(value: Any, kind: str) -> bool:
    """Tell whether a value is of one of the `TYPES`; True and False are no numbers, a whole number is a number."""
    if kind == "list[str]":
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if isinstance(value, bool):
        return kind == "bool"
    plain: dict[str, tuple[type, ...]] = {"int": (int,), "float": (int, float), "str": (str,), "bool": (bool,)}
    return isinstance(value, plain[kind])


def _parameter(statement: ast.stmt, comments: dict[int, str], path: Path) -> Parameter:
    written = ast.unparse(statement).partition("\n")[0]
    if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name) or not statement.value:
        raise NotebookError(f"{label(path)}: parameters are written `name: type = value  # meaning`, not `{written}`")
    name, kind = statement.target.id, ast.unparse(statement.annotation)
    if kind not in TYPES:
        raise NotebookError(f"{label(path)}, parameter '{name}': type {kind} is not one of {', '.join(TYPES)}")
    try:
        default = ast.literal_eval(statement.value)
    except ValueError:
        raise NotebookError(f"{label(path)}, parameter '{name}': its default must be a plain value") from None
    if not fits(default, kind):
        raise NotebookError(f"{label(path)}, parameter '{name}': its default {default!r} is not {TYPES[kind]} ({kind})")
    meaning = comments.get(statement.end_lineno or 0)
    if not meaning:
        raise NotebookError(f"{label(path)}, parameter '{name}': no comment on its line says what it means")
    return Parameter(name, kind, default, meaning)


def _comments(code: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    return {t.start[0]: t.string.lstrip("# ").rstrip() for t in tokens if t.type == tokenize.COMMENT}
