"""Notebooks and chapters into HTML and PDF, both from one reading of the pages."""

import io
import os
import re
import shutil
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from jupyter_book.sphinx import build_sphinx

from reviewbook import revision

BUILDERS = {"html": "HTML", "typst": "PDF"}


class BuildError(Exception):
    """Say on which page what is wrong, a line each.

    Attributes
    ----------
    lines : list of str
    """

    def __init__(self, lines):
        self.lines = lines
        super().__init__("\n".join(lines))


def build(folder, progress=print):
    """Build the book; what is published is replaced only when all of it has come out without a warning.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the book.
    progress : callable
        Takes one line per stage.

    Returns
    -------
    dict
        ``html`` and ``pdf``: paths of the first page and of the PDF.

    Raises
    ------
    BuildError
        Lists every warning: page, line, what is wrong.
    """
    work = folder / "_build" / "work"
    if at := revision.read(folder).moment:
        os.environ["SOURCE_DATE_EPOCH"] = at
    for builder, name in BUILDERS.items():
        progress(f"book       {name}")
        lines = _sphinx(folder, work, builder)
        if lines:
            # what was read with a warning would be silent the next time: forget it
            shutil.rmtree(work, ignore_errors=True)
            raise BuildError(lines)
    return {
        name: _publish(work / builder, folder / "_build" / name)
        for builder, name in (("html", "html"), ("typst", "pdf"))
    }


def _sphinx(folder, work, builder):
    said = io.StringIO()
    with redirect_stderr(said), redirect_stdout(io.StringIO()):
        result = build_sphinx(
            str(folder),
            str(work / builder),
            path_config=str(folder / "_config.yml"),
            confoverrides={"external_toc_path": "_toc.yml", "latex_individualpages": False},
            noconfig=True,
            doctreedir=str(work / "doctrees"),
            builder=builder,
            # pages are written again even where only what they refer to has changed
            force_all=True,
            quiet=True,
        )
    lines = [_plain(line, folder) for line in said.getvalue().splitlines() if line.strip()]
    if not lines and result != 0:
        lines = [str(result)]
    return lines


def _plain(line, folder):
    return re.sub(r"\x1b\[[0-9;]*m", "", line).replace(f"{folder}/", "")


def _publish(made, place):
    """Put what was made in its place in one step, as a copy that shares its files."""
    fresh, old = place.with_name(f"{place.name}.new"), place.with_name(f"{place.name}.old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.copytree(made, fresh, ignore=shutil.ignore_patterns(".buildinfo*", ".doctrees"))
    if place.exists():
        place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)
    return next(iter(sorted(Path(place).glob("*.pdf"))), place / "index.html")
