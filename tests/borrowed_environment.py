"""Commands of the documents on a copy of the book, which borrows the environment of this run."""

import os
import subprocess
import sys
from pathlib import Path

IDENTITY = {
    f"GIT_{role}_{field}": value
    for role in ("AUTHOR", "COMMITTER")
    for field, value in (("NAME", "test"), ("EMAIL", "test@example.org"))
}


def lend(folder):
    """Link this environment into a copy, marked as up to date, so that `make` there neither builds nor changes one."""
    environment = folder / ".venv"
    environment.mkdir()
    marks = ("requirements", "ready")
    for part in Path(sys.prefix).iterdir():
        if part.name not in marks:
            (environment / part.name).symlink_to(part)
    for mark in marks:
        (environment / mark).touch()


def variables(folder):
    """The variables of this process, without those by which one `make` speaks to another."""
    kept = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}}
    path = f"{folder / '.venv' / 'bin'}:{kept['PATH']}"
    return kept | IDENTITY | {"PATH": path, "PYTHONPATH": str(folder)}


def shell(folder, command):
    """Run a line as a person would type it; what it prints to either stream is one text."""
    return subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=variables(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
