"""One notebook, run through papermill in memory."""

import ast
import re
from contextlib import chdir

import papermill
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError, strip_color
from papermill.execute import raise_for_execution_errors

from reviewbook.runs import notebook, parameters
from reviewbook.runs.engine import CellStopped, preferred
from reviewbook.runs.notebook import NotebookError, injected, place


def prepare(path, values):
    """Read a notebook and refuse what cannot run, before anything runs.

    Parameters
    ----------
    path : path
        The notebook.
    values : dict
        Parameters that are to differ from their defaults.

    Returns
    -------
    nbformat.NotebookNode
        Without its outputs.

    Raises
    ------
    NotebookError
        Names the notebook and the cell or the parameter.
    """
    node = notebook.clean(notebook.read(path, outputs=False))
    for number, cell in enumerate(_code(node), 1):
        if injected(cell):
            raise NotebookError(f"{place(path, number, cell.source)}: papermill put this cell in; remove it")
        try:
            ast.parse(cell.source)
        except SyntaxError as error:
            raise NotebookError(f"{place(path, number, cell.source)}, line {error.lineno}: {error.msg}") from None
    parameters.check(values, parameters.declared(node, path), path)
    for cell in _code(node):
        cell.execution_count = None
    return node


def execute(path, values=None, engine_name=None, node=None):
    """Run a notebook in its folder and give the result; its file stays as it is.

    Parameters
    ----------
    path : path
        The notebook, in the folder in which it is to run.
    values : dict, optional
        Parameters that are to differ from their defaults: with them the result is a copy that holds
        papermill's cell ``injected-parameters``.
    engine_name : str, optional
        ``reviewbook`` or ``reviewbook-kernel``; what `reviewbook.runs.engine.preferred` says when left out.
    node : nbformat.NotebookNode, optional
        What `prepare` gave for this path and these values, where it was called before.

    Returns
    -------
    nbformat.NotebookNode
        Freed of what differs from run to run.

    Raises
    ------
    NotebookError
        In a few lines: notebook, cell, what happened. Text on the error stream counts as a failure,
        because it is a warning, and a page must not show one.
    """
    values = values or {}
    engine_name = engine_name or preferred()
    try:
        given = papermill.execute_notebook(
            node or prepare(path, values),
            None,
            parameters=values,
            engine_name=engine_name,
            # papermill would write what has run as text, only to throw it away
            prepare_only=True,
        )
        with chdir(path.parent):
            done = papermill_engines.execute_notebook_with_engine(
                engine_name, given, kernel_name=notebook.KERNEL["name"], progress_bar=False
            )
        raise_for_execution_errors(done, None)
    except PapermillExecutionError as error:
        where = _where(error.traceback)
        if where and error.ename == "ValueError":  # our own words, which name the value and what is allowed
            raise NotebookError(f"{_place(error, path, values)}: {error.evalue}") from None
        raise NotebookError(f"{_place(error, path, values)}: {error.ename}: {error.evalue}{where}") from None
    except CellStopped as error:
        raise NotebookError(f"{_place(error, path, values)}: {error.why}") from None
    for number, cell in enumerate((cell for cell in _code(done) if not injected(cell)), 1):
        for output in cell.outputs:
            if output.get("name") == "stderr":
                raise NotebookError(f"{place(path, number, cell.source)} wrote a warning:\n{output.text.strip()}")
    return notebook.clean(done)


def _code(node):
    return [cell for cell in node.cells if cell.cell_type == "code" and cell.source.strip()]


def _place(error, path, values):
    # papermill's own cell comes after the parameters, which cannot fail, and is counted by the kernel
    return place(path, error.exec_count - bool(values), error.source)


def _where(traceback):
    # Of the frames that Jupyter shows, the last in our own code says most.
    frames = re.findall(
        r"^File .*?(reviewbook/\S+\.py):(\d+), in (\w+)", strip_color("\n".join(traceback)), re.MULTILINE
    )
    return "\n  at {}, line {}, in {}".format(*frames[-1]) if frames else ""
