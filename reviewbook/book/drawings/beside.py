"""Figures that are drawn when their notebook has run, in a process beside, so that the PDF waits for none."""

import multiprocessing
import os
import select
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path

from reviewbook import forking
from reviewbook.book.drawings import drawing
from reviewbook.display import outputs
from reviewbook.edition import project

# Below the folder where a book is built, where the PDF looks for drawings.
WORK = Path("work", "figures")
# Of who draws for this process, its number and what ends with it; those that are forked meanwhile know it, too.
_drawer: tuple[int, int] | None = None


@contextmanager
def drawer(folder: Path) -> Iterator[Callable[[Path | None], None]]:
    """Keep a process that draws for a book, where one can be forked; what it has begun ends with it.

    Yields
    ------
    Callable
        Takes where a notebook lies that has run, of which what is not yet drawn will be; or None after the last.
    """
    global _drawer
    if not forking.safe():
        yield lambda notebook: None
        return
    fork = multiprocessing.get_context("fork")
    receiver, sender = fork.Pipe(duplex=False)
    process = fork.Process(target=_draw, args=(project.build(folder) / WORK, receiver, sender))
    process.start()
    assert process.pid, "it was started"
    _drawer = process.pid, process.sentinel
    receiver.close()

    def ask(notebook: Path | None) -> None:
        # that it has died is no reason to have no book
        with suppress(OSError):
            sender.send(notebook)

    try:
        yield ask
    finally:
        process.terminate()
        wait()
        process.join()
        sender.close()
        _drawer = None


def wait() -> None:
    """Wait for what is being drawn beside; who hangs there is ended, and what is not drawn is left to who asks."""
    if _drawer:
        process, ended = _drawer
        if not drawing.heard(ended, process, os.getsid):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
            select.select([ended], [], [])


def _draw(folder: Path, receiver: Connection, sender: Connection) -> None:
    # what it does is told from what others do, and Ctrl-C does not reach it: the process that began it ends it
    os.setsid()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    sender.close()
    # what it dies of, or cannot draw, who asks for the drawing finds again, and says
    with suppress(Exception):
        for notebook in iter(receiver.recv, None):
            with suppress(drawing.DrawingError):
                drawing.draw(outputs.figures(notebook), folder)
