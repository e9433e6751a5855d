"""The parameters that a notebook declares, and the values that it is given.

papermill's own reader is a regular expression: it loses a parameter whose value holds ``=`` and cuts one that
holds ``#``. Here Python's parser reads the cell. papermill also makes numbers, True, False and None of what is typed
after ``-p``, leaves lists as text, and runs with the defaults when a name is unknown. So each notebook has `read` look
at what it was given, whoever runs it.
"""

from __future__ import annotations

import ast
import io
import json
import math
import re
import tokenize
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

TYPES = {
    "int": "a whole number",
    "float": "a number",
    "str": "text",
    "bool": "True or False",
    "list[str]": "a list of texts",
}
# how a value is typed that papermill reads as another
TYPED = {"str": "-r {name} TEXT passes text as it is typed", "list[str]": """such as '["one", "another"]'"""}
# How the cell begins that papermill puts in, and what it puts there when asked for the paths (`--inject-paths`).
INJECTED = "# Parameters\n"
PATHS = {"PAPERMILL_INPUT_PATH", "PAPERMILL_OUTPUT_PATH"}


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


def declared(code: str) -> tuple[list[Parameter], list[str]]:
    """Read the parameters of a cell, and say what is wrong with its other lines.

    Raises
    ------
    SyntaxError
        The cell is not Python.
    """
    statements = ast.parse(code).body
    comments = _comments(code)
    found, faults = [], []
    for statement in statements:
        try:
            found.append(_parameter(statement, comments))
        except ValueError as error:
            faults.append(str(error))
    return found, faults


def fits(value: Any, kind: str) -> bool:
    """Tell whether a value is of one of the `TYPES`; True and False are no numbers, a whole number is a number."""
    if kind == "list[str]":
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if isinstance(value, bool):
        return kind == "bool"
    if isinstance(value, float) and not math.isfinite(value):
        return False
    plain: dict[str, tuple[type, ...]] = {"int": (int,), "float": (int, float), "str": (str,), "bool": (bool,)}
    return isinstance(value, plain[kind])


def unknown(name: str, known: Iterable[str]) -> str:
    """Say that there is no such parameter, and which there are."""
    return f"no parameter {name!r}; there are {', '.join(known) or 'none'}"


def meant(value: Any, asked: Parameter) -> Any:
    """Give a value as a parameter declares it, where it is text or what papermill makes of text.

    A whole number that stands for text was typed as its digits; a number with a point may have been typed in many ways.

    Raises
    ------
    ValueError
        Names the parameter, the value, and what is allowed.

    >>> asked = Parameter("domains", "list[str]", [], "outcome domains")
    >>> meant('["mood", "sleep"]', asked), meant(2024, Parameter("search_id", "str", "", "a search"))
    (['mood', 'sleep'], '2024')
    """
    found = _written(value, asked.type) if isinstance(value, str) and asked.type != "str" else value
    if isinstance(found, int) and not isinstance(found, bool) and asked.type == "str":
        found = str(found)
    if isinstance(found, list):
        found = [str(item) if isinstance(item, int) and not isinstance(item, bool) else item for item in found]
    if not fits(found, asked.type):
        how = TYPED.get(asked.type, "").format(name=asked.name)
        raise ValueError(
            f"{asked.name}: {value!r} is not {TYPES[asked.type]}{how and f', {how}'} ({asked.type}: {asked.meaning})"
        )
    return found


def read(namespace: dict[str, Any]) -> None:
    """Bring the parameters among the names of a notebook that runs, its `globals()`, to what it declares.

    Raises
    ------
    ValueError
        Has a line for each value that does not fit, and each name that papermill was given and no parameter has.
    """
    known: dict[str, Parameter] = {}
    given: set[str] = set()
    # IPython keeps there what has run; of a cell that ran again, the last holds
    for code in namespace.get("In", ()):
        with suppress(SyntaxError):
            known |= {parameter.name: parameter for parameter in declared(code)[0]}
            if code.startswith(INJECTED):
                given = {name.id for name in ast.walk(ast.parse(code)) if isinstance(name, ast.Name)} - PATHS
    refused = [unknown(name, known) for name in sorted(given - known.keys())]
    for name, asked in known.items():
        try:
            namespace |= {name: meant(namespace[name], asked)} if name in namespace else {}
        except ValueError as error:
            refused.append(str(error))
    if refused:
        raise ValueError("\n".join(refused))


def _written(value: str, kind: str) -> Any:
    """Read text as JSON or Python would write a value; as it is where neither does."""
    value = value.strip()
    if kind == "bool":
        return {"true": True, "false": False}.get(value.lower(), value)
    if kind != "list[str]" and not re.fullmatch(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?", value, re.ASCII):
        return value
    for reader in (json.loads, ast.literal_eval):
        with suppress(ValueError, SyntaxError, RecursionError, MemoryError):
            return reader(value)
    return value


def _parameter(statement: ast.stmt, comments: Mapping[int, str]) -> Parameter:
    written = ast.unparse(statement).partition("\n")[0]
    if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name) or not statement.value:
        raise ValueError(f": parameters are written `name: type = value  # meaning`, not `{written}`")
    name, kind = statement.target.id, ast.unparse(statement.annotation)
    if kind not in TYPES:
        raise ValueError(f", parameter '{name}': type {kind} is not one of {', '.join(TYPES)}")
    try:
        default = ast.literal_eval(statement.value)
    except ValueError:
        raise ValueError(f", parameter '{name}': its default must be a plain value") from None
    if not fits(default, kind):
        raise ValueError(f", parameter '{name}': its default {default!r} is not {TYPES[kind]} ({kind})")
    meaning = comments.get(statement.end_lineno or 0)
    if not meaning:
        raise ValueError(f", parameter '{name}': no comment on its line says what it means")
    return Parameter(name, kind, default, meaning)


def _comments(code: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    return {t.start[0]: t.string.lstrip("# ").rstrip() for t in tokens if t.type == tokenize.COMMENT}
