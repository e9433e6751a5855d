"""The whole way, from a cell of data to the book: what is checked, run and built when something has changed."""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from reviewbook import forking, locking
from reviewbook.edition import address, fault, fingerprint, project, revision

if TYPE_CHECKING:
    from reviewbook.runs.batch import Ran, Values
    from reviewbook.runs.scenarios import Scenario

Progress = Callable[[str], None]
Early = Callable[[list[Path]], None] | None

# The wings are imported where they are used: that nothing has changed is said in a moment.

# Set in the environment, it has the book built by plain Sphinx, without anything that makes it quick.
PLAIN = "REVIEWBOOK_PLAIN"
NEEDED = ("chapters", "data", "notebooks")
UNREPLACED = "no notebook was replaced"


class Refused(Exception):
    """Say in lines why nothing was replaced."""

    def __init__(self, lines: list[str]):
        self.lines = lines
        super().__init__("\n".join(lines))


@contextmanager
def refusing(folder: Path) -> Iterator[None]:
    """Turn what the system refuses while something is made into lines that say so.

    Raises
    ------
    Refused
    """
    try:
        yield
    except fault.FAULTS as error:
        raise Refused([fault.line(error, folder)]) from None
    except revision.RevisionError as error:
        raise Refused([str(error)]) from None


@contextmanager
def alone(folder: Path, progress: Progress | None = None) -> Iterator[bool]:
    """Work on a book as the only process, and begin with what another could not end; as `locking.alone`."""
    from reviewbook.runs import staging

    with locking.alone(folder, progress) as own:
        if own:
            staging.mend(folder)
        yield own


def mend(folder: Path) -> None:
    """Do what a process that was ended left undone, unless another is at work."""
    from reviewbook.runs import staging

    if staging.unsettled(folder):
        with alone(folder):
            pass


def unchanged(folder: Path, supplement: bool = False) -> list[Path] | None:
    """Find first page and PDFs, if nothing has changed since they were made, nor they; None where something has."""
    from reviewbook.runs import observer

    try:
        state, elsewhere, there = json.loads(_stamp(folder).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if any(observer.digest_of(folder / name) != was for name, was in elsewhere.items()) or state != _state(folder):
        return None
    html, pdf = (project.build(folder) / kind for kind in ("html", "pdf"))
    made = [html / "index.html", *sorted(pdf.glob("*.pdf"))]
    return made if len(made) > 1 + supplement and there == _published(folder) else None


def run(
    folder: Path,
    names: Iterable[str] | None = None,
    everything: bool = False,
    progress: Progress = print,
    values: Values | None = None,
) -> dict[str, str]:
    """Check the data and run notebooks, as `reviewbook.runs.batch.run` does, which says what is chosen and returned.

    Raises
    ------
    Refused
        Names every wrong cell, or every notebook that failed.
    """
    from reviewbook.runs import staging

    with (
        refusing(folder),
        alone(folder, progress),
        _ran(folder, progress, names, everything, values) as (ran, was),
        staging.settled(folder, was),
    ):
        return ran


def make(
    folder: Path,
    progress: Progress = print,
    pdf: bool = True,
    values: Values | None = None,
    early: Early = None,
    supplement: bool = False,
) -> list[Path]:
    """Check the data, run what is stale, build the book; give its first page and what PDFs are wanted of it.

    Parameters
    ----------
    early
        The HTML is published as soon as it has come out, and this is called with the notebooks that were replaced.

    Raises
    ------
    Refused
        Says what is wrong, a line each; notebooks and book are then as they were.
    """
    from reviewbook.book.drawings import beside

    # an address that is none is refused before anything runs, and so is a folder that cannot be looked through
    _addresses()
    with refusing(folder):
        for part in NEEDED:
            os.listdir(folder / part)
    drawer = beside.drawer(folder) if pdf and PLAIN not in os.environ else nullcontext()
    with (
        refusing(folder),
        alone(folder, progress),
        _ran(folder, progress, values=values, meanwhile=lambda: prepare(folder), drawer=drawer) as (_, was),
    ):
        return _pages(folder, progress, pdf, was, early, supplement)


def pages(folder: Path, progress: Progress = print, pdf: bool = True) -> list[Path]:
    """Build the book from the outputs that the notebooks hold; give its first page and its PDF.

    Raises
    ------
    Refused
        Says what is wrong, a line each; the book is then as it was.
    """
    with refusing(folder), alone(folder, progress):
        return _pages(folder, progress, pdf, {}, None)


@contextmanager
def _ran(
    folder: Path,
    progress: Progress,
    names: Iterable[str] | None = None,
    everything: bool = False,
    values: Values | None = None,
    meanwhile: Callable[[], object] = lambda: None,
    drawer: AbstractContextManager[Callable[[Path | None], None] | None] = nullcontext(),  # noqa: B008
) -> Iterator[Ran]:
    """Check the data and run notebooks into a folder of their own, where they are read while this lasts."""
    # what is edited while this runs is not what runs
    fingerprint.files()
    lines = _faults(folder)
    # of what no table can be read from, all that tables say would follow
    if any(line.startswith(("data/", "references.bib")) for line in lines):
        raise Refused(lines)
    from reviewbook.evidence.accounts import plausibility
    from reviewbook.evidence.tables import data, places, tidy
    from reviewbook.evidence.tables.schema import DataError
    from reviewbook.runs import batch, staging

    try:
        _judge_beside_imports(folder)
        review = data.load(folder)
        if not lines:
            places.check(folder)
    except DataError as error:
        raise Refused(lines + error.lines) from None
    if lines:
        raise Refused(lines)
    progress(f"data       {len(review.studies)} studies, every table valid")
    if untidy := tidy.untidy(folder):
        found = ", ".join(path.name for path in untidy)
        progress(f"data       {found}: written otherwise than usual, and read as meant; 'reviewbook tidy' rewrites it")

    @cache  # said once: while notebooks run, or after all when none does
    def warn() -> None:
        for row in plausibility.unexplained(review, review.questions, review.question_studies).itertuples():
            about = f"{row.study_id}: " if row.study_id else ""
            progress(f"warning    {about}{row.finding} (rule {row.rule}; no question in data/questions.csv covers it)")

    def beside() -> None:
        warn()
        meanwhile()

    with staging.place(folder) as place, drawer as done, _unreplaced():
        try:
            ran, was = batch.staged(
                folder, place, names, everything, progress=progress, meanwhile=beside, values=values, done=done
            )
        finally:
            warn()
        if not ran:
            progress("notebooks  all are up to date")
        with project.staged({path.name: place / path.name for path in was}):
            yield ran, was


@contextmanager
def _unreplaced() -> Iterator[None]:
    from reviewbook.runs.notebook import NotebookError

    try:
        yield
    except NotebookError as error:
        raise Refused([*str(error).splitlines(), UNREPLACED]) from None


def _pages(
    folder: Path, progress: Progress, pdf: bool, was: dict[Path, bytes], early: Early, supplement: bool = False
) -> list[Path]:
    # what is edited while the pages are being read is built next time
    state = _state(folder)
    from reviewbook.book.build import build
    from reviewbook.runs import staging

    try:
        made = build.build(
            folder,
            progress=progress,
            pdf=pdf,
            supplement=supplement,
            early=(lambda: early(list(was))) if early else None,
            plain=PLAIN in os.environ,
            settled=lambda: staging.settled(folder, was),
        )
    except build.BuildError as error:
        raise Refused([*error.lines, error.outcome]) from None
    if fingerprint.edited():
        progress("book       the package was edited meanwhile; the next build is by what it is now")
    elif pdf:
        _note(folder, state)
    return list(made.values())


def play(
    folder: Path, scenario: Scenario, book: bool = False, progress: Progress = print, names: Sequence[str] = ()
) -> tuple[Path, list[Path]]:
    """Run notebooks of a scenario, all when no names are given, into its own folder; or build its whole book.

    Returns
    -------
    tuple
        The folder of the scenario, and what was built.

    Raises
    ------
    Refused
        Says what is wrong with the scenario, the data, a notebook or a page.
    """
    from reviewbook.runs import scenarios
    from reviewbook.runs.notebook import NotebookError

    try:
        values = {name: v for name, v in scenarios.values(folder, scenario).items() if not names or name in names}
        place = scenarios.place(folder, scenario.name)
        with refusing(folder):
            project.claim(folder)
        # the same scenario may be asked for twice at a time
        with refusing(folder), alone(place, progress):
            with alone(folder, progress):
                scenarios.lay_out(folder, scenario)
            if book:
                return place, make(place, progress, values=values)
            run(place, names or None, progress=progress, values=values)
            return place, []
    except (scenarios.ScenarioError, NotebookError) as error:
        raise Refused(str(error).splitlines()) from None


def sources(folder: Path) -> None:
    """Look at what people write beside the tables, before anything runs.

    Raises
    ------
    Refused
        Has a line for every fault of settings, contents, chapters, records, notebooks, scenarios, and of what is cited.
    """
    if lines := _faults(folder):
        raise Refused(lines)


def _faults(folder: Path) -> list[str]:
    from reviewbook.edition.works import citation
    from reviewbook.manuscript import check
    from reviewbook.runs import check as running

    # a file with marks of a merge is nothing else, either, and one line for it is enough
    lines, also = check.faults(folder), running.faults(folder)
    marked = {line.partition(", line ")[0] for line in lines}
    try:
        citation.edition(folder)
    except ValueError as error:
        also += str(error).splitlines()
    return lines + [line for line in also if line.partition(", line ")[0] not in marked]


def readable(folder: Path) -> None:
    """Look whether the notebooks can be read, for who looks at no more of the book than what they published.

    Raises
    ------
    Refused
        Names every notebook that is none.
    """
    from reviewbook.runs import check

    if lines := check.unreadable(folder):
        raise Refused(lines)


def _judge_beside_imports(folder: Path) -> None:
    """Have a child judge changed tables, which remembers what is valid, while what notebooks will need is imported."""
    from reviewbook.evidence.tables import check
    from reviewbook.runs import batch

    # what judges takes as long to import as the rest
    if "frictionless" not in sys.modules and forking.safe() and not check.known(folder):
        child = multiprocessing.get_context("fork").Process(target=_judge, args=(folder,))
        child.start()
        batch.prepare(folder)
        child.join()


def _judge(folder: Path) -> None:
    from reviewbook.evidence.tables import check

    # what it refuses, or dies of, the process that it was forked from finds again
    with suppress(Exception):
        check.check(folder)


def prepare(folder: Path) -> None:
    """Import what building a book needs, which takes longer than most notebooks run."""
    from reviewbook.book.build import build

    if PLAIN not in os.environ:
        build.prepare(folder)


def _stamp(folder: Path) -> Path:
    return project.build(folder) / "fingerprint"


def _note(folder: Path, state: str) -> None:
    """Leave word that all there is has been built, with the files that notebooks opened where nobody looks else."""
    from reviewbook.runs import staleness

    if state == _state(folder) and not staleness.stale(folder):
        elsewhere = {name: was for name, was in staleness.inputs(folder).items() if not fingerprint.covers(name)}
        # without it the next build takes longer, and is as right; half of it says nothing
        with suppress(OSError):
            _stamp(folder).write_text(json.dumps([state, elsewhere, _published(folder)]), encoding="utf-8")


def _published(folder: Path) -> dict[str, list[int]]:
    """Tell what is published, so that a file that was deleted, emptied or cut short makes a difference."""
    build = project.build(folder)
    paths = (path for kind in ("html", "pdf") for path in (build / kind).rglob("*") if path.is_file())
    return {path.relative_to(build).as_posix(): [path.stat().st_size, path.stat().st_mtime_ns] for path in paths}


def _state(folder: Path) -> str:
    # the book names the revision it is of, and where it is published: a commit or an address alone makes it another
    way = PLAIN if PLAIN in os.environ else ""
    return f"{fingerprint.of_book(folder)} {revision.read(folder)!r} {_addresses()} {way}"


def _addresses() -> tuple[str, str]:
    """Give what the environment says on where the book is published; no file tells of it."""
    try:
        return address.site(), address.repository()
    except ValueError as error:
        raise Refused([str(error)]) from None
