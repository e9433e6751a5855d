"""Files of the book, put in their places together: all of them or none, also when a process ends in between.

Notebooks that have run are, and what a command of maintenance writes: tables, references, chapters.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from reviewbook.edition import project
from reviewbook.runs.notebook import NotebookError, label

# Beside each notebook, and only while all are about to be replaced.
BESIDE = ".{}.new"
# Where files lie that are replaced.
PLACES = ("notebooks", "data", "chapters", ".")


@contextmanager
def place(folder: Path) -> Iterator[Path]:
    """Offer an empty folder for notebooks that have run; what is left there in the end is thrown away."""
    there = _place(folder)
    shutil.rmtree(there, ignore_errors=True)
    there.mkdir(parents=True)
    try:
        yield there
    finally:
        shutil.rmtree(there, ignore_errors=True)


@contextmanager
def settled(folder: Path, was: Mapping[Path, bytes]) -> Iterator[None]:
    """Put notebooks in their places after what is done meanwhile, and only if that is done.

    All is written beside them before, and the mark says that it is: from there on a name is all that changes, and what
    is left to do when this process ends is done by `mend`.

    Parameters
    ----------
    was
        Each notebook to what it held when it ran.

    Raises
    ------
    reviewbook.runs.notebook.NotebookError
        Names the notebooks that were edited since; none is replaced.
    OSError
        When there is no room, or no right, to write; none is replaced.
    """
    edited = [path for path, content in was.items() if not path.is_file() or path.read_bytes() != content]
    if edited:
        raise NotebookError("\n".join(f"{label(path)} was edited while it ran; run it again" for path in edited))
    try:
        for path in was:
            shutil.copyfile(project.lying(path), beside := _beside(path))
            shutil.copymode(path, beside)
        if was:
            _mark(folder).touch()
        yield
    except BaseException:
        _mark(folder).unlink(missing_ok=True)
        for path in was:
            _beside(path).unlink(missing_ok=True)
        raise
    mend(folder)


def replace(folder: Path, fresh: Mapping[Path, bytes]) -> None:
    """Give files another content, as `settled` does.

    Raises
    ------
    OSError
        When there is no room, or no right, to write; none is replaced.
    """
    project.claim(folder)
    try:
        for path, content in fresh.items():
            _beside(path).write_bytes(content)
            shutil.copymode(path, _beside(path))
        _mark(folder).touch()
    except BaseException:
        for path in fresh:
            _beside(path).unlink(missing_ok=True)
        raise
    mend(folder)


def unsettled(folder: Path) -> bool:
    """Tell whether a process ended while it replaced files."""
    return _mark(folder).exists()


def mend(folder: Path) -> None:
    """Do what is left of replacing files, or throw away what was not about to replace any."""
    whole = unsettled(folder)
    for path in (path for place in PLACES for path in sorted((folder / place).glob(BESIDE.format("*")))):
        if whole:
            named = path.with_name(path.name.removeprefix(".").removesuffix(".new"))
            # a table may be a link to where it is kept
            os.replace(path, named.resolve() if path.parent.name == "data" else named)
        else:
            path.unlink()
    _mark(folder).unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    return path.with_name(BESIDE.format(path.name))


def _place(folder: Path) -> Path:
    return project.build(folder) / "run"


def _mark(folder: Path) -> Path:
    return project.build(folder) / "replacing"
