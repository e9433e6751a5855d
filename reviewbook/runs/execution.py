"""One notebook, run through papermill in memory."""

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from reviewbook.runs import engine, notebook, parameters
from reviewbook.runs.notebook import NotebookError, injected, place


def prepare(path: Path, values: Mapping[str, Any]) -> NotebookNode:
    """Read a notebook without its outputs and refuse what cannot run, before anything runs.

    Parameters
    ----------
    values
        Parameters that are to differ from their defaults.

    Raises
    ------
    NotebookError
        Names the notebook and the cell or the parameter.
    """
    node = notebook.clean(notebook.read(path, outputs=False))
    faults = []
    for number, cell in enumerate(_code(node), 1):
        if injected(cell):
            faults.append(f"{place(path, number, cell.source)}: papermill put this cell in; remove it")
        try:
            ast.parse(cell.source)
        except SyntaxError as error:
            faults.append(f"{place(path, number, cell.source)}, line {error.lineno}: {_said(cell.source, error)}")
    if faults:
        raise NotebookError("\n".join(faults))
    parameters.check(values, parameters.declared(node, path), path)
    for cell in _code(node):
        cell.execution_count = None
    return node


def execute(
    path: Path,
    values: Mapping[str, Any] | None = None,
    engine_name: str | None = None,
    node: NotebookNode | None = None,
    seconds: float | None = None,
) -> NotebookNode:
    """Run a notebook in its folder and give the result, freed of what differs from run to run; its file stays as it is.

    Parameters
    ----------
    values
        Parameters that are to differ from their defaults: with them the result is a copy that holds
        papermill's cell ``injected-parameters``.
    engine_name
        ``reviewbook`` or ``reviewbook-kernel``; what `engine.preferred` says when left out.
    node
        What `prepare` gave for this path and these values, where it was called before.
    seconds
        After which it is stopped; `engine.SECONDS` when left out.

    Raises
    ------
    NotebookError
        In a few lines: notebook, cell, what happened. Text on the error stream counts as a failure,
        because it is a warning, and a page must not show one.
    """
    values = values or {}
    try:
        node, engine_name = node or prepare(path, values), engine_name or engine.preferred()
        done = engine.run(node, path.parent, values, engine_name, seconds)
    except engine.CellFailed as error:
        # papermill's own cell comes after the parameters, which cannot fail, and is counted by the kernel
        raise NotebookError(f"{place(path, error.count - bool(values), error.source)}: {error.why}") from None
    for number, cell in enumerate((cell for cell in _code(done) if not injected(cell)), 1):
        for output in cell.outputs:
            if output.get("name") == "stderr":
                raise NotebookError(f"{place(path, number, cell.source)} wrote a warning:\n{output.text.strip()}")
    return notebook.clean(done)


def _said(source: str, error: SyntaxError) -> str:
    line = source.splitlines()[(error.lineno or 1) - 1].strip()
    if line.startswith(("%", "!", "?")) or line.endswith("?"):
        return f"`{line}` is a command of IPython; a notebook of this book holds Python only"
    return error.msg


def _code(node: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in node.cells if cell.cell_type == "code" and cell.source.strip()]
