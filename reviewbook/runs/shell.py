"""Cells run in this very process, giving the messages that a Jupyter kernel would give.

IPython's own kernel shell does the work; only its socket is replaced by a list. Meant for a child that was forked for
one notebook and ends with it. That the messages are those of a kernel is held by the tests that `engine` names, which
compare both; that an error and its place are told, by ``test_a_failing_cell_is_named_with_its_error``.
"""

import io
import json
import sys
import warnings
from collections.abc import Iterable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ipykernel.zmqshell import ZMQInteractiveShell
from jupyter_client.session import Session, json_packer
from nbformat.v4 import new_output, output_from_msg
from traitlets.config import Config

from reviewbook.runs import observer


def start(place: Path | None = None) -> ZMQInteractiveShell:
    """Give the shell of this process, which takes longer to start than to fork: children find it as it began.

    Parameters
    ----------
    place
        Where it keeps what it would keep in the user's folder, which may be missing or not to be written to.
    """
    # As IPythonKernel.__init__ does it; the history would be written to the user's folder by a thread of its own.
    own = {"ipython_dir": str(place)} if place else {}
    return ZMQInteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}), **own)


def serve(cells: Iterable[str], sender: Connection) -> None:
    """Run cells one after the other, up to the first that fails.

    Parameters
    ----------
    cells
        Their sources.
    sender
        Gets, as JSON, for every cell a list of its execution count and its outputs as a notebook stores them,
        and after the last cell what `observer.opened` saw.
    """
    outputs = _Outputs()
    shell: Any = start()
    # What is shown goes through the sessions of ZMQShellDisplayHook and ZMQDisplayPublisher, an error through that of
    # the first (ZMQInteractiveShell._showtraceback), and what is printed through ipykernel.iostream.OutStream.
    shell.displayhook.session = shell.display_pub.session = outputs
    sys.stdout, sys.stderr = _Stream("stdout", outputs), _Stream("stderr", outputs)
    # Whoever forked this process may have been recording its warnings.
    warnings.showwarning = _show
    observer.start()
    for code in cells:
        count = shell.execution_count
        outputs.taken = []
        # as IPythonKernel.do_execute does it
        result = shell.run_cell(code, store_history=True)
        error = result.error_before_exec or result.error_in_exec
        if error and not any(output["output_type"] == "error" for output in outputs.taken):
            # Showing the error failed; a cell that failed must not pass.
            outputs.taken.append(new_output("error", ename=type(error).__name__, evalue=str(error)))
        sender.send_bytes(json_packer([count, outputs.taken]))
        if error:
            return
    sender.send_bytes(json_packer(observer.opened()))


class _Outputs(Session):
    """Take the messages that a kernel would send, as outputs of a notebook, in the form they have at that moment."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[dict[str, Any]] = []

    # Session.send, which writes to a socket and has no place to ask for anything else.
    def send(self, stream, msg_or_type, content=None, *_, **__):
        message = msg_or_type if isinstance(msg_or_type, dict) else self.msg(msg_or_type, content)
        output = json.loads(json_packer(output_from_msg(message)))
        if output["output_type"] == "stream":
            for earlier in self.taken:
                # as NotebookClient.execute_cell does with `coalesce_streams`
                if earlier.get("name") == output["name"]:
                    earlier["text"] += output["text"]
                    return
        self.taken.append(output)


class _Stream(io.TextIOBase):
    def __init__(self, name: str, outputs: _Outputs):
        self.name, self.outputs = name, outputs

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.outputs.send(None, "stream", {"name": self.name, "text": text})
        return len(text)


def _show(message, category, filename, lineno, file=None, line=None):
    sys.stderr.write(warnings.formatwarning(message, category, filename, lineno, line))
