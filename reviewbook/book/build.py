"""Notebooks and chapters into HTML and PDF, both from one reading of the pages."""

import fcntl
import io
import multiprocessing
import re
import shutil
import sys
import threading
import time
import traceback
from contextlib import contextmanager, redirect_stderr
from hashlib import sha256
from importlib import import_module
from pathlib import Path

from jupyter_book.config import get_final_config
from sphinx.application import Sphinx, builtin_extensions
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

import reviewbook
from reviewbook import revision

TAGS = ("html", "format_html", "builder_html")


class BuildError(Exception):
    """Say on which page what is wrong, a line each.

    Attributes
    ----------
    lines : list of str
    """

    def __init__(self, lines):
        self.lines = lines
        super().__init__("\n".join(lines))


def build(folder, progress=print, pdf=True):
    """Build the book; what is published is replaced only when all of it has come out without a warning.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the book.
    progress : callable
        Takes one line per result.
    pdf : bool
        Whether the PDF is made, too.

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
    work.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    with _alone(work), _remembered(work), revision.dated(revision.read(folder)):
        # what is no longer made must not be published again
        for builder in ("html", "typst"):
            shutil.rmtree(work / builder, ignore_errors=True)
        lines = _made(
            folder, work, pdf, lambda name: progress(f"book       {name}  {time.perf_counter() - started:.1f} s")
        )
        if lines:
            raise BuildError([_plain(line, folder) for line in dict.fromkeys(lines) if line.strip()])
        made = {"html": work / "html"} | ({"pdf": work / "typst"} if pdf else {})
        for path in (work / "typst").glob("*.pdf") if pdf else ():
            # the pages link to the PDF beside them
            shutil.copy2(path, work / "html" / path.name)
        return {name: _publish(place, folder / "_build" / name) for name, place in made.items()}


def prepare(folder):
    """Import what building the book will import."""
    settings, _ = _settings(folder)
    for name in (*settings["extensions"], settings["html_theme"], *builtin_extensions):
        import_module(name)


@contextmanager
def _alone(work):
    """Wait until no other process builds this book."""
    with (work / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _remembered(work):
    """Keep what was read for the next build, if this one succeeds and the next is by the same code.

    A page that was read with a warning would not be read, and its warning not be said, again.
    """
    mark, code = work / "read-by", _code()
    if not mark.is_file() or mark.read_text() != code:
        shutil.rmtree(work / "doctrees", ignore_errors=True)
    mark.unlink(missing_ok=True)
    yield
    mark.write_text(code)


def _code():
    package = Path(reviewbook.__file__).parent
    files = sorted(path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _made(folder, work, pdf, progress):
    """Read the pages that have to be read, write all of them in both forms, and say what was wrong."""
    settings, _ = _settings(folder)
    said = io.StringIO()
    paper = _Paper(work / "typst", said)
    with redirect_stderr(said), patch_docutils(None), docutils_namespace():
        try:
            app = Sphinx(folder, None, work / "html", work / "doctrees", "html", settings, status=None, warning=said)
            if pdf:
                app.connect("write-started", paper.start)
            # pages are written again even where only what they refer to has changed
            app.build(force_all=True)
        except Exception as error:
            said.write(_explained(error))
        lines = said.getvalue().splitlines()
        if not lines:
            progress("HTML")
        lines += paper.lines() if pdf else []
    if pdf and not lines:
        progress("PDF")
    return lines


def _settings(folder):
    own = {"external_toc_path": "_toc.yml", "latex_individualpages": False}
    return get_final_config(user_yaml=folder / "_config.yml", cli_config=own, sourcedir=folder)


class _Paper:
    """Write the PDF from the pages that were read for the HTML, beside it in a child where that is possible."""

    def __init__(self, place, said):
        self.place, self.said = place, said
        self.app = self.receiver = self.child = None

    def start(self, app, builder):
        """Begin, as soon as all pages are read."""
        self.app = app
        # a fork copies the locks that other threads hold
        if sys.platform == "linux" and threading.active_count() == 1:
            fork = multiprocessing.get_context("fork")
            self.receiver, sender = fork.Pipe(duplex=False)
            self.child = fork.Process(target=lambda: sender.send(self._written()))
            self.child.start()
            sender.close()

    def lines(self):
        """Wait, and give what was said; nothing where no page could be read."""
        if self.child is None:
            return self._written() if self.app else []
        try:
            return self.receiver.recv()
        except EOFError:
            return ["the process that writes the PDF died"]
        finally:
            self.child.join()

    def _written(self):
        self.said.seek(0)
        self.said.truncate()
        try:
            self._write(self.app)
        except Exception as error:
            self.said.write(_explained(error))
        return self.said.getvalue().splitlines()

    def _write(self, app):
        for tag in TAGS:
            app.tags.remove(tag)
        self.place.mkdir(parents=True, exist_ok=True)
        app.outdir = self.place
        app.builder = app.create_builder("typst")
        app.builder.init()
        app.builder.write(None, [], "all")


def _explained(error):
    if isinstance(error, SphinxError):
        return f"{error.category}:\n{error}\n"
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error}, at {last.filename}, line {last.lineno}, in {last.name}\n"


def _plain(line, folder):
    line = re.sub(r"\x1b\[[0-9;]*m", "", line).replace(f"{folder}/", "")
    # MyST-NB counts the lines of the second cell from 20000
    place = re.match(r"(\S+\.ipynb):(\d{5,}): ", line)
    if not place:
        return line
    cell, number = divmod(int(place[2]), 10000)
    return f"{place[1]}, cell {cell}, line {number}: {line[place.end() :]}"


def _publish(made, place):
    """Put what was made in its place in one step, as a copy."""
    fresh, old = place.with_name(f"{place.name}.new"), place.with_name(f"{place.name}.old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.copytree(made, fresh, ignore=shutil.ignore_patterns(".buildinfo*", ".doctrees"))
    if place.exists():
        place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)
    first = place / "index.html"
    return first if first.is_file() else next(place.glob("*.pdf"))
