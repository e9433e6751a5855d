"""Notebooks and chapters into HTML and PDF, both from one reading of the pages."""

import fcntl
import gc
import importlib.metadata
import io
import multiprocessing
import os
import re
import shutil
import sys
import threading
import time
import traceback
from contextlib import contextmanager, redirect_stderr, suppress
from functools import cache
from hashlib import sha256
from importlib import import_module
from types import ModuleType

import pybtex.plugin
import soupsieve
import sphinx.registry
import sphinx.theming
import sphinxcontrib.bibtex.plugin
from jupyter_book.config import get_final_config
from sphinx.application import Sphinx, builtin_extensions
from sphinx.errors import SphinxError, SphinxParallelError
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.tags import Tags

from reviewbook.book.build import write
from reviewbook.edition import citation, fingerprint, metadata, revision

TAGS = ("html", "format_html", "builder_html")
# What extensions import only when a book is read or written, which takes as long as to write a third of this one.
LATER = (
    *("myst_nb.sphinx_ext", "myst_nb.sphinx_", "myst_parser.parsers.sphinx_", "myst_parser.sphinx_ext.main"),
    *("sphinx_design.extension", "sphinx_external_toc.events", "sphinx_external_toc.collectors"),
    *("sphinx.ext.mathjax",),
    *("sphinx.builders.html.transforms", "sphinx.builders.latex.transforms", "pybtex.database.output.bibtex"),
    *("pybtex.style.labels.number", "jinja2.ext", "latexcodec", "email.policy"),
)
SELECTED = "li.toctree-l1 > details"
# MyST-NB's ways to execute notebooks, which `reviewbook run` has done before: they bring a database, which takes a
# fifth of the time of all imports.
NEVER = {"myst_nb.core.execute.cache": "NotebookClientCache", "myst_nb.core.execute.direct": "NotebookClientDirect"}
# Trees of pages are full of circles and live as long as the build; to look through all of them again and again for
# what can be thrown away takes a tenth of the time.
SELDOM = (100_000, 50, 100)


class BuildError(Exception):
    """Say on which page what is wrong, a line each.

    Attributes
    ----------
    lines : list of str
    """

    def __init__(self, lines):
        self.lines = lines
        super().__init__("\n".join(lines))


def build(folder, progress=print, pdf=True, early=None):
    """Build the book; what is published is replaced only when all of it has come out without a warning.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the book.
    progress : callable
        Takes one line per result.
    pdf : bool
        Whether the PDF is made, too.
    early : callable, optional
        The HTML is published as soon as it has come out, and this is called; the PDF follows when it is set.

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
    made, out = {}, {"html": work / "html", "pdf": work / "typst"}

    def publish(name):
        made[name] = _publish(out[name], folder / "_build" / name)

    def done(name):
        progress(f"book       {name.upper()}  {time.perf_counter() - started:.1f} s")
        if early and name == "html":
            publish(name)
            early()

    with _alone(work), _remembered(folder, work), revision.dated(revision.read(folder)), _uncollected():
        # what is no longer made must not be published again
        write.clear(work / "html")
        shutil.rmtree(work / "typst", ignore_errors=True)
        lines = _made(folder, work, pdf, done, beside=early is None)
        if lines:
            raise BuildError([_plain(line, folder) for line in dict.fromkeys(lines) if line.strip()])
        for path in (work / "typst").glob("*.pdf") if pdf else ():
            # the pages link to the PDF beside them
            _put(path, (made["html"].parent if made else work / "html") / path.name)
        for name in out if pdf else ("html",):
            if name not in made:
                publish(name)
        return made


def prepare(folder):
    """Import what building the book will import, and read what it will read and is seldom changed."""
    _installed()
    with suppress(OSError, ValueError):
        # the build says what is wrong
        metadata.edition(folder), citation.formats(folder)
    settings, _ = _settings(folder)
    for name in (*settings["extensions"], settings["html_theme"], *builtin_extensions, *LATER):
        import_module(name)
    # the theme selects so; what selects compiles its grammar when it first does
    soupsieve.compile(SELECTED)


@cache
def _installed():
    return importlib.metadata.entry_points()


def _plugins(**wanted):
    return _installed().select(**wanted)


# who asks for a plug-in would each time look through all installed packages
for asking in (pybtex.plugin, sphinx.registry, sphinx.theming, sphinxcontrib.bibtex.plugin):
    asking.entry_points = _plugins


@contextmanager
def _uncollected():
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
def _alone(work):
    """Wait until no other process builds this book."""
    with (work / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _remembered(folder, work):
    """Keep what was read and written for the next build, if this one succeeds and the next is by the same code.

    A page that was read with a warning would not be read, and its warning not be said, again.
    """
    mark, code = work / "read-by", _code(folder)
    if not mark.is_file() or mark.read_text() != code:
        for kept in ("doctrees", "html"):
            shutil.rmtree(work / kept, ignore_errors=True)
    mark.unlink(missing_ok=True)
    yield
    mark.write_text(code)


def _code(folder):
    pinned = folder / "requirements.txt"
    versions = pinned.read_bytes() if pinned.is_file() else b""
    return sha256(b"".join([*fingerprint.files().values(), versions])).hexdigest()


def _made(folder, work, pdf, done, beside, alone=False):
    """Read the pages that have to be read, write them in both forms, and say what was wrong.

    The PDF is written beside the HTML, or after it where somebody waits for that. Pages are shared out among processes,
    unless this one is to do it all alone.
    """
    settings, _ = _settings(folder)
    said, others = io.StringIO(), set(multiprocessing.active_children())
    paper = _Paper(work / "typst", said, beside)
    with redirect_stderr(said), patch_docutils(None), docutils_namespace():
        try:
            app = Sphinx(folder, None, work / "html", work / "doctrees", "html", settings, status=None, warning=said)
            if _forks() and not alone and write.may_be_shared(app):
                app.parallel = os.cpu_count()
            if pdf:
                app.connect("write-started", paper.start)
            app.build()
        except SphinxParallelError:
            # it came from another process, without its place in the code
            _end(set(multiprocessing.active_children()) - others)
            return _made(folder, work, pdf, done, beside, alone=True)
        except Exception as error:
            _end(set(multiprocessing.active_children()) - others - {paper.child})
            said.write(_explained(error))
        lines = said.getvalue().splitlines()
        if not lines:
            done("html")
        if pdf and (beside or not lines):
            lines += paper.lines()
    if pdf and not lines:
        done("pdf")
    return lines


def _settings(folder):
    for name, client in NEVER.items():
        if name not in sys.modules:
            sys.modules[name] = ModuleType(name)
            setattr(sys.modules[name], client, None)
    own = {"external_toc_path": "_toc.yml", "latex_individualpages": False, "nb_execution_mode": "off"}
    return get_final_config(user_yaml=folder / "_config.yml", cli_config=own, sourcedir=folder)


class _Paper:
    """Write the PDF from the pages that were read for the HTML, beside it in a child where that is possible."""

    def __init__(self, place, said, beside):
        self.place, self.said, self.beside = place, said, beside
        self.app = self.receiver = self.child = None

    def start(self, app, builder):
        """Begin, as soon as all pages are read."""
        self.app = app
        if self.beside and _forks():
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
        # new ones, as Sphinx remembers what it concluded from the old
        app.tags = Tags(tag for tag in app.tags if tag not in TAGS)
        self.place.mkdir(parents=True, exist_ok=True)
        app.outdir = self.place
        app.builder = app.create_builder("typst")
        app.builder.init()
        app.builder.write(None, [], "all")


def _forks():
    # a fork copies the locks that other threads hold
    return sys.platform == "linux" and threading.active_count() == 1


def _end(processes):
    for process in processes:
        process.kill()
        process.join()


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


def _put(path, place):
    """Copy a file in one step."""
    fresh = place.with_name(f"{place.name}.new")
    shutil.copy2(path, fresh)
    fresh.replace(place)


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
