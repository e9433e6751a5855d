"""Two ways for papermill to run a notebook; both are plug-ins, so that ``papermill --engine reviewbook`` works too.

`Forked` runs the cells in a child forked from this process, which has the imports done. `Kernel` is papermill's own
way, a Jupyter kernel: the reference, and what is used where a fork is not possible or not safe. Both give the same
notebook, byte for byte, and both leave in its metadata what the run rested on.
"""

import ast
import json
import multiprocessing
import os
import sys
import threading
import time
from pathlib import Path

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NBClientEngine
from papermill.log import logger

import reviewbook
from reviewbook.edition.project import root
from reviewbook.runs import shell, staleness

# More than ten times what a thousand studies take: a notebook that needs longer hangs.
SECONDS = 600
OBSERVER = "__import__('reviewbook.runs.observer', fromlist=['_'])"


class CellStopped(Exception):
    """Say that a cell came to no end; holds the cell's execution count, its source, and why."""

    def __init__(self, exec_count, source, why):
        super().__init__(exec_count, source, why)
        self.exec_count, self.source, self.why = exec_count, source, why


def preferred():
    """Name the engine to use in this process.

    Returns
    -------
    str
        ``reviewbook`` on Linux, in a main thread that is alone: a fork copies the locks that other threads
        hold, and on other systems their libraries do not bear one. Else ``reviewbook-kernel``.
    """
    forks = sys.platform == "linux" and hasattr(os, "fork")
    alone = threading.current_thread() is threading.main_thread() and threading.active_count() == 1
    return "reviewbook" if forks and alone else "reviewbook-kernel"


class Forked(Engine):
    """Run the cells in a child of this process that is forked for this notebook and ends with it."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, execution_timeout=None, **_):
        """Run the cells; called by papermill."""
        record = _basis(nb_man.nb)
        seconds = execution_timeout or SECONDS
        deadline = time.monotonic() + seconds
        cells = [(index, cell) for index, cell in enumerate(nb_man.nb.cells) if _runs(cell)]
        fork = multiprocessing.get_context("fork")
        receiver, sender = fork.Pipe(duplex=False)
        child = fork.Process(target=shell.serve, args=([cell.source for _, cell in cells], sender))
        child.start()
        sender.close()
        try:
            for count, (index, cell) in enumerate(cells, 1):
                nb_man.cell_start(cell, index)
                try:
                    cell.execution_count, cell.outputs = _receive(receiver, deadline)
                except TimeoutError:
                    raise CellStopped(count, cell.source, _late(seconds)) from None
                except EOFError:
                    raise CellStopped(count, cell.source, "its process died") from None
                if failed := any(output.output_type == "error" for output in cell.outputs):
                    nb_man.cell_exception(cell, index)
                nb_man.cell_complete(cell, index)
                if failed:
                    return
            record["inputs"] = _receive(receiver, deadline)
        finally:
            child.kill()
            child.join()
        nb_man.nb.metadata["reviewbook"] = record | {"outputs": staleness.outputs(nb_man.nb)}


class Kernel(NBClientEngine):
    """Run the cells in a Jupyter kernel, as papermill does, and watch it."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, execution_timeout=None, start_timeout=60, **_):
        """Run the cells; called by papermill."""
        record = _basis(nb_man.nb)
        client = _WatchedClient(
            nb_man,
            execution_timeout or SECONDS,
            kernel_name=kernel_name,
            startup_timeout=start_timeout,
            coalesce_streams=True,
            extra_arguments=["--log-level=CRITICAL"],
            log=logger,
        )
        client.execute()
        record |= {"inputs": client.inputs, "outputs": staleness.outputs(nb_man.nb)}
        nb_man.nb.metadata["reviewbook"] = record


class _WatchedClient(PapermillNotebookClient):
    def __init__(self, nb_man, seconds, **settings):
        super().__init__(nb_man, timeout_func=self._remaining, **settings)
        self.seconds, self.inputs = seconds, {}

    def papermill_execute_cells(self):
        self.deadline = time.monotonic() + self.seconds
        # The kernel is to import the package that this process has, wherever it came from.
        self._ask(f"__import__('sys').path.insert(0, {str(Path(reviewbook.__file__).parents[1])!r})")
        self._ask(f"{OBSERVER}.start()")
        super().papermill_execute_cells()
        self.inputs = json.loads(self._ask(f"{OBSERVER}.opened_as_json()"))

    def execute_cell(self, cell, cell_index, **settings):
        try:
            return super().execute_cell(cell, cell_index, **settings)
        except CellTimeoutError:
            raise CellStopped(self.code_cells_executed, cell.source, _late(self.seconds)) from None
        except DeadKernelError:
            raise CellStopped(self.code_cells_executed, cell.source, "its process died") from None

    def _remaining(self, cell):
        # nbclient takes 0 for no limit
        return max(self.deadline - time.monotonic(), 0.01)

    def _ask(self, expression):
        # An expression beside an empty, silent cell leaves no name, no output and no count in the notebook.
        asked = self.kc.execute("", silent=True, store_history=False, user_expressions={"answer": expression})
        answer = self.wait_for_reply(asked)["content"]["user_expressions"]["answer"]
        if answer["status"] != "ok":
            raise RuntimeError(f"the kernel cannot be watched: {answer['ename']}: {answer['evalue']}")
        return ast.literal_eval(answer["data"]["text/plain"])


def _basis(node):
    basis = staleness.basis(node, root())
    given = node.metadata.papermill["parameters"]
    return basis | ({"parameters": given} if given else {})


def _runs(cell):
    return cell.cell_type == "code" and cell.source.strip()


def _receive(receiver, deadline):
    if not receiver.poll(max(deadline - time.monotonic(), 0)):
        raise TimeoutError
    return json.loads(receiver.recv_bytes(), object_hook=NotebookNode)


def _late(seconds):
    return f"the notebook was not done after {seconds:g} s"
