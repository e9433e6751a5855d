"""Who works on a book: one process at a time, and the others are told for whom they wait."""

import errno
import fcntl
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from reviewbook.edition import project

# The locks that this process has: who has one need not wait for it.
_own: set[Path] = set()


@contextmanager
def alone(folder: Path, progress: Callable[[str], object] | None = None) -> Iterator[bool]:
    """Wait until no other process works on this book, and say for whom; give whether it is one's own now.

    The system ends the lock with its holder, however that ends.

    Parameters
    ----------
    progress
        Takes the line that is said while one waits; left out, one does not wait.
    """
    path = project.build(folder) / "lock"
    if path in _own:
        yield True
        return
    project.claim(folder)
    with path.open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.EACCES):
                raise
            if not progress:
                yield False
                return
            lock.seek(0)
            progress(f"waiting    for {lock.readline().strip() or 'another process'}, which works on this book")
            fcntl.flock(lock, fcntl.LOCK_EX)
        lock.truncate(0)
        lock.write(f"process {os.getpid()} on {socket.gethostname()}, since {datetime.now():%Y-%m-%d %H:%M:%S}\n")
        lock.flush()
        _own.add(path)
        try:
            yield True
        finally:
            _own.remove(path)
            lock.truncate(0)
