"""Sphinx's application: run once for both forms, in the quick way, or once for each, as it comes."""

import errno
import io
import multiprocessing
import os
import re
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, redirect_stderr
from pathlib import Path
from typing import Any

from jupyter_book.config import get_final_config
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.errors import SphinxError, SphinxParallelError
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.tags import Tags

from reviewbook import forking
from reviewbook.book.build import write
from reviewbook.book.drawings.drawing import ProgramError
from reviewbook.book.pages.nodes import SUPPLEMENT
from reviewbook.book.programs.taking import DRAWN
from reviewbook.edition import fault
from reviewbook.manuscript import settings as written
from reviewbook.manuscript.text import near

QUICK = "reviewbook.book.build"
# what Sphinx says of a setting, which begins with its name, in one of two ways
SETTING = re.compile(r"(?:unknown config value|The config value) [`']([^'`]+)['`].*")
# as the theme and MyST write of settings of theirs
THEME_OPTION = re.compile(r"unsupported theme option '([^']+)' given")
MYST = re.compile(r"myst configuration invalid: '(\w+)' (.*)")
# what it says of each file that it could not copy, where it goes on
NO_ROOM = re.compile(rf"(?:\w+Error\(|\[Errno )(?:{'|'.join(map(str, fault.FULL))})\b")
HTML_TAGS = ("html", "format_html", "builder_html")


class Undrawn(str):
    """Say that nothing was wrong with a page, but the program that draws figures failed."""


def settings(folder: Path) -> dict[str, Any]:
    """Read the configuration of a book as Jupyter Book does, where it is one."""
    written.read(folder)
    own = {"external_toc_path": "_toc.yml", "latex_individualpages": False, "nb_execution_mode": "off"}
    found, _ = get_final_config(user_yaml=folder / "_config.yml", cli_config=own, sourcedir=folder)
    return found


def _placed(lines: list[str], folder: Path, app: Sphinx | None) -> list[str]:
    """Give the lines that Sphinx said, those on settings of its own with their places; once that a disk is full."""
    found = []
    for line in lines:
        if named := SETTING.search(line):
            known = [option.name for option in app.config] if app else []
            what = f"no extension knows it; {near(named[1], known)}" if named[1] not in known else named[0]
            line = f"{written.read(folder).at(['sphinx', 'config', named[1]])}: {what}"
        elif named := THEME_OPTION.search(line):
            line = f"{written.read(folder).at(['sphinx', 'config', 'html_theme_options', named[1]])}: {named[0]}"
        elif named := MYST.search(line):
            line = f"{written.read(folder).at(['parse', f'myst_{named[1]}'])}: {named[2]}"
        elif NO_ROOM.search(line):
            line = fault.line(OSError(errno.ENOSPC, ""), folder)
        found.append(line)
    return found


def made_plainly(
    folder: Path, work: Path, pdf: bool, done: Callable[[str], None], supplement: bool = False
) -> list[str]:
    """Make each form by itself, as Sphinx and its extensions do, and say what was wrong."""
    lines: list[str] = []
    for form, place in (("html", "html"), ("pdf", "typst")) if pdf else (("html", "html"),):
        undrawn, app = [], None
        with _listening() as said, patch_docutils(None), docutils_namespace():
            try:
                asked = settings(folder) | {DRAWN: pdf, SUPPLEMENT: supplement}
                app = _sphinx(folder, work, place, asked, said)
                app.build()
            except ProgramError as error:
                undrawn = [Undrawn(error)]
            except Exception as error:
                said.write(_explained(error, folder))
        lines += [*_placed(said.getvalue().splitlines(), folder, app), *undrawn]
        if not lines:
            done(form)
    return lines


def made(
    folder: Path,
    work: Path,
    pdf: bool,
    done: Callable[[str], None],
    beside: bool,
    alone: bool = False,
    supplement: bool = False,
) -> list[str]:
    """Read the pages that have to be read, write them in both forms, and say what was wrong.

    The PDF is written beside the HTML, or after it where somebody waits for that. Pages are shared out among processes,
    unless this one is to do it all alone.
    """
    asked = settings(folder)
    asked |= {"extensions": [*asked["extensions"], QUICK], DRAWN: pdf, SUPPLEMENT: supplement}
    others = set(multiprocessing.active_children())
    app = None
    with _listening() as said, patch_docutils(None), docutils_namespace():
        paper = _Paper(work / "typst", said, beside)
        try:
            app = _sphinx(folder, work, "html", asked, said)
            if forking.safe() and not alone and write.may_be_shared(app):
                app.parallel = os.cpu_count() or 1
            if pdf:
                app.connect("write-started", paper.start)
            app.build()
        except SphinxParallelError:
            # it came from another process, without its place in the code
            _end(set(multiprocessing.active_children()) - others)
            return made(folder, work, pdf, done, beside, alone=True, supplement=supplement)
        except Exception as error:
            _end(set(multiprocessing.active_children()) - others - {paper.child})
            said.write(_explained(error, folder))
        lines = _placed(said.getvalue().splitlines(), folder, app)
        if not lines:
            done("html")
        if pdf and (beside or not lines):
            lines += paper.lines()
    if pdf and not lines:
        done("pdf")
    return lines


def _sphinx(folder: Path, work: Path, form: str, asked: dict[str, Any], said: io.StringIO) -> Sphinx:
    # pages that name the supplement ask by a tag whether there is one
    tags = [SUPPLEMENT] if asked[SUPPLEMENT] else []
    return Sphinx(folder, None, work / form, work / "doctrees", form, asked, status=None, warning=said, tags=tags)


@contextmanager
def _listening() -> Iterator[io.StringIO]:
    with redirect_stderr(io.StringIO()) as said:
        yield said


class _Paper:
    """Write the PDF from the pages that were read for the HTML, beside it in a child where that is possible."""

    def __init__(self, place: Path, said: io.StringIO, beside: bool) -> None:
        self.place, self.said, self.beside = place, said, beside
        self.app: Sphinx | None = None
        self.receiver: Any = None
        self.child: Any = None

    def start(self, app: Sphinx, builder: Builder) -> None:
        """Begin, as soon as all pages are read."""
        self.app = app
        if self.beside and forking.safe():
            fork = multiprocessing.get_context("fork")
            self.receiver, sender = fork.Pipe(duplex=False)
            self.child = fork.Process(target=lambda: sender.send(self._written(app)))
            self.child.start()
            sender.close()

    def lines(self) -> list[str]:
        """Wait, and give what was said; nothing where no page could be read."""
        if self.child is None:
            return self._written(self.app) if self.app else []
        try:
            return self.receiver.recv()
        except EOFError:
            return ["the process that writes the PDF died"]
        finally:
            self.child.join()

    def _written(self, app: Sphinx) -> list[str]:
        self.said.seek(0)
        self.said.truncate()
        try:
            self._write(app)
        except ProgramError as error:
            return [*self.said.getvalue().splitlines(), Undrawn(error)]
        except Exception as error:
            self.said.write(_explained(error, Path(app.srcdir)))
        return self.said.getvalue().splitlines()

    def _write(self, app: Sphinx) -> None:
        # Stands for a second `Sphinx`, which would load all pages again, and for `Builder.build`, which would look for
        # pages to read. The tags are new ones, as Sphinx remembers what it concluded from the old. If a builder needed
        # more than this, the PDF would fail or come out otherwise (test_plain).
        app.tags = Tags([tag for tag in app.tags if tag not in HTML_TAGS])
        self.place.mkdir(parents=True, exist_ok=True)
        app.outdir = type(app.outdir)(self.place)
        app.builder = app.create_builder("typst")
        app.builder.init()
        app.builder.write(None, [], "all")


def _end(processes: Iterable[Any]) -> None:
    for process in processes:
        process.kill()
        process.join()


def _explained(error: Exception, folder: Path) -> str:
    # Sphinx and its extensions wrap what happens while they work
    cause: Any = error
    while cause and not isinstance(cause, fault.FAULTS):
        cause = cause.__cause__
    if cause:
        return f"{fault.line(cause, folder)}\n"
    if isinstance(error, EOFError):
        return "a process that makes pages was killed, as the system does where memory runs out\n"
    if isinstance(error, SphinxError):
        return f"{error.category}: {error}\n"
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error}, at {last.filename}, line {last.lineno}, in {last.name}\n"
