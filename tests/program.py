"""A program in the place of that which draws figures, and what is left of one."""

import os
import time
from contextlib import suppress

import psutil

from reviewbook.book.drawings import drawing


class Stub:
    """A shell script in the place of the program; ``real`` in it goes on as the program itself."""

    def __init__(self, place, script):
        real = drawing._home()
        self.home, self.starts = place / "program", place / "starts"
        (self.home / "bin").mkdir(parents=True)
        self.starts.mkdir()
        program = self.home / "bin" / "kaleido"
        # each start leaves a file, named by the process, that holds what it was to draw
        head = f'#!/bin/sh\ncat > "{self.starts}/$$"\nexec < "{self.starts}/$$"\n'
        head += f'first() {{ mkdir "{place}/once" 2> /dev/null; }}\nreal() {{ cd "{real}" && ./bin/kaleido "$@"; }}\n'
        program.write_text(f"{head}{script}\n", encoding="utf-8")
        program.chmod(0o755)

    def asked(self):
        """How many figures each start was to draw."""
        return sorted((len(path.read_text().splitlines()) for path in self.starts.iterdir()), reverse=True)


def group(leader):
    """The processes that were begun by a program, those aside that only wait to be forgotten."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if os.getpgid(process.pid) == leader and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def gone(leader):
    # what was killed is gone a moment later
    return any(not group(leader) or time.sleep(0.1) for _ in range(600))
