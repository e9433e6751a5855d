"""Whether this process may be forked, which copies what it has imported and read, and that its forks end with it."""

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache

PR_SET_PDEATHSIG = 1

# The process that forks, if its main thread does: the end of another thread would be told as the end of the process.
_forks = 0


def safe() -> bool:
    """Say whether a fork is safe: on Linux, in a main thread that is alone.

    A fork copies the locks that other threads hold, and on other systems their libraries do not bear one.
    """
    alone = threading.current_thread() is threading.main_thread() and threading.active_count() == 1
    return sys.platform == "linux" and hasattr(os, "fork") and alone


def beside(work: Callable[[], object]) -> Callable[[], object]:
    """Have work that leaves nothing but files done in a child, and give what waits for it.

    Where no child can be forked, or it fails, the work is done when it is waited for, and raises what it raises.
    """
    if not safe():
        return work
    child = multiprocessing.get_context("fork").Process(target=_silently, args=(work,))
    child.start()

    def wait() -> None:
        child.join()
        if child.exitcode:
            work()

    return wait


def _silently(work: Callable[[], object]) -> None:
    with suppress(Exception):
        work()
        return
    # what is wrong is said by who waits
    os._exit(1)


@cache
def bind() -> None:
    """Have every process that is forked from now on, by whom ever, end when the one that forked it does.

    Ctrl-C is heard when a fork is made: what is raised in the functions that Python and its libraries call around one
    is told as ignored, and goes no further.
    """
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        os.register_at_fork(before=_note, after_in_child=lambda: _end_with_parent(libc))
        os.fork = _uninterrupted(os.fork)


def end() -> None:
    """End every process that was begun here and would be waited for, though nobody listens to it any more."""
    for process in multiprocessing.active_children():
        process.kill()


def _uninterrupted(fork: Callable[[], int]) -> Callable[[], int]:
    def made() -> int:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            child = fork()
            # who is stopped when it has hardly begun must not end what its parent has begun
            if not child and signal.SIGINT in signal.sigpending():
                os._exit(1)
            return child
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    return made


def _note() -> None:
    global _forks
    _forks = os.getpid() if threading.current_thread() is threading.main_thread() else 0


def _end_with_parent(libc: ctypes.CDLL) -> None:
    if _forks:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        # it may have ended before
        if os.getppid() != _forks:
            os._exit(1)
