"""Two ways for papermill to run a notebook; both are plug-ins, so that ``papermill --engine reviewbook`` works too.

`Forked` runs the cells in a child forked from this process, which has the imports done. `Kernel` is papermill's own
way, a Jupyter kernel: the reference, and what is used where a fork is not possible or not safe. Both give the same
notebook, byte for byte, and both leave in its metadata what the run rested on.

All that is asked of papermill and nbclient is asked here, and by `plugins`; of IPython's kernel, by `shell`. That both
ways give the same bytes, which a change in any of the three would end, is held by
``test_both_engines_give_the_same_bytes_for_every_kind_of_output`` and ``…_for_every_notebook_of_the_book`` of
``tests/runs/test_engine.py``; what else would break is named with a place that bends more than a plug-in may.
"""

import ast
import json
import multiprocessing
import os
import re
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import papermill
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NBClientEngine, NotebookExecutionManager, papermill_engines
from papermill.exceptions import PapermillExecutionError, strip_color
from papermill.execute import raise_for_execution_errors
from papermill.log import logger
from traitlets import default

import reviewbook
from reviewbook import forking
from reviewbook.edition.project import root
from reviewbook.runs import shell, staleness
from reviewbook.runs.notebook import KERNEL

# More than ten times what a thousand studies take: a notebook that needs longer hangs.
SECONDS = 600
OBSERVER = "__import__('reviewbook.runs.observer', fromlist=['_'])"


class CellFailed(Exception):
    """Say that a cell failed or came to no end; holds the cell's execution count, its source, and why."""

    def __init__(self, count: int, source: str, why: str):
        super().__init__(count, source, why)
        self.count, self.source, self.why = count, source, why


def preferred() -> str:
    """Name the engine to use in this process: ``reviewbook`` where a fork is safe, else ``reviewbook-kernel``."""
    return "reviewbook" if forking.safe() else "reviewbook-kernel"


def run(
    node: NotebookNode, folder: Path, values: Mapping[str, Any], engine_name: str, seconds: float | None = None
) -> NotebookNode:
    """Have papermill run a notebook in a folder, for as long as `SECONDS` if nothing else is said.

    Raises
    ------
    CellFailed
    """
    try:
        # Three steps stand for one call of papermill.execute_notebook, which would write what has run as text, only to
        # throw it away. Should they no longer be what it does, test_a_failing_cell_is_named_with_its_error or those
        # that compare the engines would fail.
        given = papermill.execute_notebook(node, None, parameters=values, engine_name=engine_name, prepare_only=True)
        with chdir(folder):
            done = papermill_engines.execute_notebook_with_engine(
                engine_name, given, kernel_name=KERNEL["name"], progress_bar=False, execution_timeout=seconds
            )
        raise_for_execution_errors(done, None)
    except PapermillExecutionError as error:
        raise CellFailed(error.exec_count, error.source, _why(error)) from None
    return done


class Forked(Engine):
    """Run the cells in a child of this process that is forked for this notebook and ends with it."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        execution_timeout: float | None = None,
        input_path: str | None = None,
        **_: Any,
    ) -> None:
        """Run the cells; called by papermill."""
        with _in_a_book(input_path):
            cls._execute(nb_man, execution_timeout)

    @classmethod
    def _execute(cls, nb_man: NotebookExecutionManager, execution_timeout: float | None) -> None:
        # This stands for PapermillNotebookClient.papermill_execute_cells, and tells the manager what that tells it.
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
                    cell.execution_count, cell.outputs, refused = _receive(receiver, deadline)
                except TimeoutError:
                    raise CellFailed(count, cell.source, _late(seconds)) from None
                except EOFError:
                    raise CellFailed(count, cell.source, "its process died") from None
                if refused:
                    raise CellFailed(count, cell.source, refused)
                if failed := any(output.output_type == "error" for output in cell.outputs):
                    nb_man.cell_exception(cell, index)
                nb_man.cell_complete(cell, index)
                if failed:
                    return
            record["inputs"] = _receive(receiver, deadline)
        finally:
            # with what its cells have forked
            with suppress(ProcessLookupError):
                os.killpg(child.pid or 0, signal.SIGKILL)
            child.kill()
            child.join()
        nb_man.nb.metadata["reviewbook"] = record | {"outputs": staleness.outputs(nb_man.nb)}


class Kernel(NBClientEngine):
    """Run the cells in a Jupyter kernel, as papermill does, and watch it."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        execution_timeout: float | None = None,
        start_timeout: int = SECONDS,
        input_path: str | None = None,
        **_: Any,
    ) -> None:
        """Run the cells; called by papermill."""
        with _in_a_book(input_path):
            cls._execute(nb_man, kernel_name, execution_timeout, start_timeout)

    @classmethod
    def _execute(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, execution_timeout: float | None, start_timeout: int
    ) -> None:
        # This stands for the method of NBClientEngine, which takes no other client than papermill's.
        record = _basis(nb_man.nb)
        client = _WatchedClient(
            nb_man,
            execution_timeout or SECONDS,
            kernel_name=kernel_name,
            startup_timeout=start_timeout,
            # four seconds when left out, which a busy machine takes to hand over what was shown
            iopub_timeout=SECONDS,
            coalesce_streams=True,
            kernel_manager_class=_OwnKernel,
            extra_arguments=["--log-level=CRITICAL"],
            log=logger,
        )
        client.execute()
        record |= {"inputs": client.inputs, "outputs": staleness.outputs(nb_man.nb)}
        nb_man.nb.metadata["reviewbook"] = record


class _OwnKernel(AsyncKernelManager):
    """Start the kernel of this environment, whatever others are installed under its name in some folder."""

    @default("kernel_spec_manager")
    def _of_this_environment(self) -> KernelSpecManager:
        return KernelSpecManager(kernel_dirs=[])


class _WatchedClient(PapermillNotebookClient):
    def __init__(self, nb_man: NotebookExecutionManager, seconds: float, **settings: Any):
        super().__init__(nb_man, timeout_func=self._remaining, **settings)
        self.seconds = seconds
        self.inputs: dict[str, str] = {}

    # PapermillNotebookClient.execute calls this between the start of the kernel and its end, and offers no other place
    # there. Were it called elsewhere, nothing would be watched: test_only_the_files_of_the_project_are_written_down
    # would fail.
    def papermill_execute_cells(self) -> None:
        self.deadline = time.monotonic() + self.seconds
        # The kernel is to import the package that this process has, wherever it came from.
        self._ask(f"__import__('sys').path.insert(0, {str(Path(reviewbook.__file__).parents[1])!r})")
        self._ask(f"{OBSERVER}.start()")
        super().papermill_execute_cells()
        self.inputs = json.loads(self._ask(f"{OBSERVER}.opened_as_json()"))

    # papermill lets these two errors of NotebookClient.execute_cell pass, which do not name the cell:
    # test_a_notebook_that_hangs_is_stopped and test_a_process_that_dies_is_named would fail.
    def execute_cell(self, cell: NotebookNode, cell_index: int, **settings: Any) -> NotebookNode:
        try:
            done = super().execute_cell(cell, cell_index, **settings)
        except CellTimeoutError:
            raise CellFailed(self.code_cells_executed, cell.source, _late(self.seconds)) from None
        except DeadKernelError:
            raise CellFailed(self.code_cells_executed, cell.source, "its process died") from None
        except CellExecutionError:
            self._refuse(cell)
            raise
        self._refuse(cell)
        return done

    def _refuse(self, cell: NotebookNode) -> None:
        refused = self._ask(f"{OBSERVER}.refused()")
        if not refused and len(json.dumps(cell.get("outputs"))) > shell.LARGEST:
            refused = shell.TOO_LARGE
        if refused:
            raise CellFailed(self.code_cells_executed, cell.source, refused)

    def _remaining(self, cell: NotebookNode) -> float:
        # nbclient takes 0 for no limit
        return max(self.deadline - time.monotonic(), 0.01)

    def _ask(self, expression: str) -> Any:
        # An expression beside an empty, silent cell leaves no name, no output and no count in the notebook.
        asked = self.kc.execute("", silent=True, store_history=False, user_expressions={"answer": expression})
        answer = self.wait_for_reply(asked)["content"]["user_expressions"]["answer"]
        if answer["status"] != "ok":
            raise RuntimeError(f"the kernel cannot be watched: {answer['ename']}: {answer['evalue']}")
        return ast.literal_eval(answer["data"]["text/plain"])


@contextmanager
def _in_a_book(path: str | None) -> Iterator[None]:
    """Work in the folder of a notebook that papermill was given from outside of any book."""
    try:
        root()
    except FileNotFoundError:
        with chdir(Path(path or ".").absolute().parent):
            yield
    else:
        yield


def _basis(node: NotebookNode) -> dict[str, Any]:
    basis = staleness.basis(node, root())
    # papermill.parameterize_notebook leaves them there, and an empty dict where there are none
    given = node.metadata.papermill["parameters"]
    return basis | ({"parameters": given} if given else {})


def _runs(cell):
    return cell.cell_type == "code" and cell.source.strip()


def _receive(receiver: Connection, deadline: float) -> Any:
    if not receiver.poll(max(deadline - time.monotonic(), 0)):
        raise TimeoutError
    return json.loads(receiver.recv_bytes(), object_hook=NotebookNode)


def _why(error: PapermillExecutionError) -> str:
    # Of the frames that Jupyter shows, the last in our own code says most.
    frames = re.findall(
        r"^File .*?(reviewbook/\S+\.py):(\d+), in (\w+)", strip_color("\n".join(error.traceback)), re.MULTILINE
    )
    if frames and error.ename == "ValueError":  # our own words, which name the value and what is allowed
        return error.evalue
    where = "\n  at {}, line {}, in {}".format(*frames[-1]) if frames else ""
    return f"{error.ename}: {error.evalue}{where}"


def _late(seconds: float) -> str:
    return f"the notebook was not done after {seconds:g} s"
