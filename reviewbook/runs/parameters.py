"""The parameters that a notebook declares, and whether given values fit them.

papermill's own reader is a regular expression: it loses a parameter whose value holds ``=`` and cuts one that
holds ``#``, and papermill runs with the defaults when a name is unknown. Here Python's parser reads the cell.
"""

import ast
import io
import tokenize
from dataclasses import dataclass

from reviewbook.runs.notebook import NotebookError, label

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
    name : str
    type : str
        One of ``int``, ``float``, ``str``, ``bool``, ``list[str]``.
    default : object
        What the book as published uses.
    meaning : str
        The comment beside it.
    """

    name: str
    type: str
    default: object
    meaning: str


def declared(node, path):
    """Read the parameters of a notebook from its cell tagged ``parameters``.

    Parameters
    ----------
    node : nbformat.NotebookNode
        The notebook.
    path : path
        Only for messages.

    Returns
    -------
    dict
        Name to `Parameter`, as written; empty when the cell holds none.

    Raises
    ------
    NotebookError
        When there is not exactly one such cell, or a line of it is not ``name: type = value  # meaning``.
    """
    cells = [cell.source for cell in node.cells if "parameters" in cell.metadata.get("tags", [])]
    if len(cells) != 1:
        raise NotebookError(f"{label(path)}: has {len(cells)} cells tagged 'parameters', must have one")
    try:
        statements = ast.parse(cells[0]).body
        comments = _comments(cells[0])
    except SyntaxError as error:
        raise NotebookError(f"{label(path)}: its parameters are not Python: {error.msg}, line {error.lineno}") from None
    found = [_parameter(statement, comments, path) for statement in statements]
    return {parameter.name: parameter for parameter in found}


def check(values, known, path):
    """Refuse values that a notebook does not take, before anything runs.

    Parameters
    ----------
    values : dict
        Name to value.
    known : dict
        What `declared` gave.
    path : path
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


def fits(value, kind):
    """Tell whether a value is of one of the `TYPES`; True and False are no numbers, a whole number is a number."""
    if kind == "list[str]":
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if isinstance(value, bool):
        return kind == "bool"
    return isinstance(value, {"int": int, "float": (int, float), "str": str, "bool": bool}[kind])


def _parameter(statement, comments, path):
    written = ast.unparse(statement).partition("\n")[0]
    target = getattr(statement, "target", None)
    if not isinstance(statement, ast.AnnAssign) or not isinstance(target, ast.Name) or statement.value is None:
        raise NotebookError(f"{label(path)}: parameters are written `name: type = value  # meaning`, not `{written}`")
    name, kind = target.id, ast.unparse(statement.annotation)
    if kind not in TYPES:
        raise NotebookError(f"{label(path)}, parameter '{name}': type {kind} is not one of {', '.join(TYPES)}")
    try:
        default = ast.literal_eval(statement.value)
    except ValueError:
        raise NotebookError(f"{label(path)}, parameter '{name}': its default must be a plain value") from None
    if not fits(default, kind):
        raise NotebookError(f"{label(path)}, parameter '{name}': its default {default!r} is not {TYPES[kind]} ({kind})")
    meaning = comments.get(statement.end_lineno)
    if not meaning:
        raise NotebookError(f"{label(path)}, parameter '{name}': no comment on its line says what it means")
    return Parameter(name, kind, default, meaning)


def _comments(code):
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    return {t.start[0]: t.string.lstrip("# ").rstrip() for t in tokens if t.type == tokenize.COMMENT}
