"""Notebooks and chapters into HTML and PDF: all of it in its place in one step, or nothing."""

import ctypes
import gc
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path

from reviewbook.book.build import application, startup, write
from reviewbook.book.pages.nodes import SUPPLEMENT
from reviewbook.book.paper import taken
from reviewbook.edition import fingerprint, metadata, project, revision
from reviewbook.edition.works import citation

# Trees of pages are full of circles and live as long as the build; to look through all of them again and again for
# what can be thrown away takes a tenth of the time.
SELDOM = (100_000, 50, 100)
# What one build leaves to the next: trees of pages, and pages.
KEPT = ("doctrees", "html")


class BuildError(Exception):
    """Say on which page what is wrong, a line each, and what became of the published book."""

    def __init__(self, lines: list[str], outcome: str = "the book was not replaced") -> None:
        self.lines, self.outcome = lines, outcome
        super().__init__("\n".join(lines))


def build(
    folder: Path,
    progress: Callable[[str], None] = print,
    pdf: bool = True,
    early: Callable[[], None] | None = None,
    plain: bool = False,
    settled: Callable[[], AbstractContextManager[None]] = nullcontext,
    supplement: bool = False,
) -> dict[str, Path]:
    """Build the book; what is published is replaced only when all of it has come out without a warning.

    Parameters
    ----------
    progress
        Takes one line per result.
    early
        The HTML is published as soon as it has come out, and this is called; the PDF follows when it is set.
    plain
        Without anything that bends Sphinx or remembers other builds, in a process that has not done so before.
    settled
        Surrounds the moment in which the HTML is published, with what belongs into it.
    supplement
        Beside the article, its supplement is printed.

    Returns
    -------
    dict of Path
        ``html`` and ``pdf``: the first page and the article; ``supplement``, if it was wanted.

    Raises
    ------
    BuildError
        Lists every warning: page, line, what is wrong. Where nothing is wrong but that the program which draws figures
        failed, the HTML is published all the same.
    """
    place = project.build(folder)
    work = place / "work"
    work.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    made: dict[str, Path] = {}
    out = {"html": work / "html", "pdf": work / "typst"}

    def publish(name: str) -> None:
        with settled() if name == "html" else nullcontext():
            made[name] = _publish(out[name], place / name)

    def done(name: str) -> None:
        progress(f"book       {name.upper()}  {time.perf_counter() - started:.1f} s")
        if early and name == "html":
            publish(name)
            early()

    with _stayed(work), _remembered(folder, work, plain), revision.dated(revision.read(folder)), _uncollected():
        # what is no longer made must not be published again
        write.clear(work / "html")
        shutil.rmtree(work / "typst", ignore_errors=True)
        if plain:
            lines = application.made_plainly(folder, work, pdf, done, supplement)
        else:
            startup.shorten()
            lines = application.made(folder, work, pdf, done, beside=early is None, supplement=supplement)
        undrawn = bool(lines) and all(isinstance(line, application.Undrawn) for line in lines)
        lines = [_readable(line, folder) for line in dict.fromkeys(lines) if line.strip()]
        if lines and not undrawn:
            raise BuildError(lines)
        for path in (place / "pdf" if undrawn else work / "typst").glob("*.pdf") if pdf else ():
            # the pages link to the PDF beside them
            _put(path, (made["html"].parent if made else work / "html") / path.name)
        for path in (work / taken.FOLDER).glob("*/*") if pdf else ():
            # and to drawings
            _put(path, (made["html"].parent if made else work / "html") / path.relative_to(work / taken.FOLDER))
        for name in out if pdf and not undrawn else ("html",):
            if name not in made:
                publish(name)
        if undrawn:
            raise BuildError(lines, "the HTML was replaced, the PDF was not")
        if supplement:
            made["supplement"] = next(made["pdf"].parent.glob(f"*-{SUPPLEMENT}.pdf"))
        return made


def prepare(folder: Path) -> None:
    """Import what building the book will import, and read what it will read and is seldom changed."""
    with suppress(OSError, ValueError):
        # the build says what is wrong
        metadata.edition(folder), citation.formats(folder)
    startup.shorten()
    with suppress(ImportError, OSError, ValueError):
        asked = application.settings(folder)
        startup.bring([*asked["extensions"], asked["html_theme"]])


@contextmanager
def _stayed(work: Path) -> Iterator[None]:
    """Have the one cause told where somebody deletes what a build works with, and not all that is missing then."""
    here = os.open(work, os.O_RDONLY)
    try:
        yield
    except (BuildError, OSError):
        if not (work.exists() and os.path.samestat(os.fstat(here), work.stat())):
            raise BuildError([f"{work}: was deleted while the book was built; build again"]) from None
        raise
    finally:
        os.close(here)


@contextmanager
def _uncollected() -> Iterator[None]:
    usual = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    # a child that is forked need not copy what is only looked at
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)


@contextmanager
def _remembered(folder: Path, work: Path, plain: bool) -> Iterator[None]:
    """Keep what was read and written for the next build, if this one succeeds and the next is by the same code.

    A page that was read with a warning would not be read, and its warning not be said, again. What is not as it was
    left, because it was deleted, emptied or cut short, would stay so.
    """
    mark = work / "read-by"
    if plain or not mark.is_file() or mark.read_text(errors="replace") != _kept(folder, work):
        for kept in KEPT:
            shutil.rmtree(work / kept, ignore_errors=True)
    mark.unlink(missing_ok=True)
    yield
    if not plain:
        # without it the next build takes longer
        with suppress(OSError):
            mark.write_text(_kept(folder, work))


def _kept(folder: Path, work: Path) -> str:
    """Tell by what code pages were read and written, and what is left of them."""
    paths = sorted(path for kept in KEPT for path in (work / kept).rglob("*") if path.is_file())
    found = [(path.relative_to(work).as_posix(), path.stat().st_size, path.stat().st_mtime_ns) for path in paths]
    return f"{_code(folder)} {fingerprint.digest([repr(found)])}"


def _code(folder: Path) -> str:
    pinned = folder / "requirements.txt"
    versions = pinned.read_bytes() if pinned.is_file() else b""
    return fingerprint.digest([*fingerprint.files().values(), versions])


def _readable(line: str, folder: Path) -> str:
    line = re.sub(r"\x1b\[[0-9;]*m", "", line).replace(f"{folder}/", "")
    # MyST-NB counts the lines of the second cell from 20000
    place = re.match(r"(\S+\.ipynb):(\d{5,}): ", line)
    if not place:
        return line
    cell, number = divmod(int(place[2]), 10000)
    return f"{place[1]}, cell {cell}, line {number}: {line[place.end() :]}"


def _put(path: Path, place: Path) -> None:
    """Copy a file in one step."""
    fresh = place.with_name(f"{place.name}.new")
    shutil.copy2(path, fresh)
    fresh.replace(place)


def _publish(made: Path, place: Path) -> Path:
    """Put what was made in its place in one step, as a copy."""
    fresh, old = (place.with_name(f"{place.name}.{state}") for state in ("new", "old"))
    if old.exists() and not place.exists():
        old.rename(place)
    for left in (fresh, old):
        _throw_away(left)
    try:
        shutil.copytree(made, fresh, ignore=shutil.ignore_patterns(".buildinfo*", ".doctrees"))
        _exchange(fresh, place, old)
    finally:
        _throw_away(fresh)
    first = place / "index.html"
    # the article is named before what is called after it
    return first if first.is_file() else min(place.glob("*.pdf"), key=lambda path: len(path.name))


def _exchange(fresh: Path, place: Path, old: Path) -> None:
    """Give what is fresh the name of what was there, so that there is no moment without either."""
    if not place.is_dir():
        place.unlink(missing_ok=True)
        fresh.rename(place)
    # Python has no name for it; the number is RENAME_EXCHANGE of Linux, -100 the working folder
    elif sys.platform != "linux" or ctypes.CDLL(None).renameat2(-100, bytes(fresh), -100, bytes(place), 2):
        # another system, or a disk that knows no such step: there is no book for a moment, and the next build mends it
        place.rename(old)
        fresh.rename(place)
        _throw_away(old)


def _throw_away(place: Path) -> None:
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place, ignore_errors=True)
    else:
        place.unlink(missing_ok=True)
