"""The whole way, from a cell of data to the book: what is checked, run and built when something has changed."""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from reviewbook import forking
from reviewbook.edition import address, fingerprint, revision

if TYPE_CHECKING:
    from reviewbook.runs.batch import Values

Progress = Callable[[str], None]

# The wings are imported where they are used: that nothing has changed is said in a moment.

# Set in the environment, it has the book built by plain Sphinx, without anything that makes it quick.
PLAIN = "REVIEWBOOK_PLAIN"


class Refused(Exception):
    """Say in lines why nothing was replaced."""

    def __init__(self, lines: list[str]):
        self.lines = lines
        super().__init__("\n".join(lines))


def unchanged(folder: Path) -> list[Path] | None:
    """Find first page and PDF, if nothing has changed since they were made; None where something has."""
    from reviewbook.runs import observer

    try:
        state, elsewhere = json.loads(_stamp(folder).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    if any(observer.digest_of(folder / name) != was for name, was in elsewhere.items()) or state != _state(folder):
        return None
    made = [folder / "_build" / "html" / "index.html", *sorted((folder / "_build" / "pdf").glob("*.pdf"))]
    return made if len(made) > 1 and made[0].is_file() else None


def run(
    folder: Path,
    names: Iterable[str] | None = None,
    everything: bool = False,
    progress: Progress = print,
    meanwhile: Callable[[], object] | None = None,
    values: Values | None = None,
) -> dict[str, str]:
    """Check the data and run notebooks, as `reviewbook.runs.batch.run` does, which says what is chosen and returned.

    Raises
    ------
    Refused
        Names every wrong cell, or every notebook that failed.
    """
    # what is edited while this runs is not what runs
    fingerprint.files()
    sources(folder)
    from reviewbook.evidence.accounts import plausibility
    from reviewbook.evidence.tables import data, tidy
    from reviewbook.evidence.tables.schema import DataError
    from reviewbook.runs import batch
    from reviewbook.runs.notebook import NotebookError

    try:
        _judge_beside_imports(folder)
        review = data.load(folder)
    except DataError as error:
        raise Refused(error.lines) from None
    progress(f"data       {len(review.studies)} studies, every table valid")
    if untidy := tidy.untidy(folder):
        names = ", ".join(path.name for path in untidy)
        progress(f"data       {names}: written otherwise than usual, and read as meant; 'reviewbook tidy' rewrites it")

    @cache  # said once: while notebooks run, or after all when none does
    def warn() -> None:
        for row in plausibility.unexplained(review, review.questions, review.question_studies).itertuples():
            about = f"{row.study_id}: " if row.study_id else ""
            progress(f"warning    {about}{row.finding} (rule {row.rule}; no question in data/questions.csv covers it)")

    def beside() -> None:
        warn()
        if meanwhile:
            meanwhile()

    try:
        ran = batch.run(folder, names, everything=everything, progress=progress, meanwhile=beside, values=values)
    except NotebookError as error:
        raise Refused([*str(error).splitlines(), "no notebook was replaced"]) from None
    finally:
        warn()
    if not ran:
        progress("notebooks  all are up to date")
    return ran


def make(folder: Path, progress: Progress = print, pdf: bool = True, values: Values | None = None) -> list[Path]:
    """Check the data, run what is stale, build the book; give its first page and, unless it is not wanted, its PDF.

    Raises
    ------
    Refused
        Says what is wrong, a line each; notebooks or book are then as they were.
    """
    # an address that is none is refused before anything runs
    _addresses()
    run(folder, progress=progress, meanwhile=lambda: prepare(folder), values=values)
    return pages(folder, progress, pdf)


def pages(
    folder: Path, progress: Progress = print, pdf: bool = True, early: Callable[[], None] | None = None
) -> list[Path]:
    """Build the book from the outputs that the notebooks hold; give its first page and its PDF.

    Parameters
    ----------
    early
        As in `reviewbook.book.build.build`.

    Raises
    ------
    Refused
        Says what is wrong, a line each; the book is then as it was.
    """
    # what is edited while the pages are being read is built next time
    state = _state(folder)
    # pages may be replaced before the PDF is, or without it
    _stamp(folder).unlink(missing_ok=True)
    from reviewbook.book.build import build

    try:
        made = build.build(folder, progress=progress, pdf=pdf, early=early, plain=PLAIN in os.environ)
    except build.BuildError as error:
        raise Refused([*error.lines, error.outcome]) from None
    if fingerprint.edited():
        progress("book       the package was edited meanwhile; the next build is by what it is now")
    elif pdf:
        _note(folder, state)
    return list(made.values())


def play(folder: Path, name: str, book: bool, progress: Progress = print) -> tuple[Path, list[Path]]:
    """Run a scenario into its own folder, and build its whole book where that is wanted.

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
        known = scenarios.read(folder)
        if name not in known:
            raise Refused([f"no scenario '{name}' in {scenarios.FILE}; there are {', '.join(known) or 'none'}"])
        values = scenarios.values(folder, known[name])
        place = scenarios.lay_out(folder, known[name])
    except (scenarios.ScenarioError, NotebookError) as error:
        raise Refused(str(error).splitlines()) from None
    if book:
        return place, make(place, progress, values=values)
    run(place, progress=progress, values=values)
    return place, []


def sources(folder: Path) -> None:
    """Look at what people write beside the tables, before anything runs.

    Raises
    ------
    Refused
        Has a line for every fault of settings, contents, chapters, records, notebooks and scenarios.
    """
    from reviewbook.runs import check as running
    from reviewbook.sources import check

    # a file with marks of a merge is nothing else, either, and one line for it is enough
    lines = check.faults(folder)
    marked = {line.partition(", line ")[0] for line in lines}
    lines += [line for line in running.faults(folder) if line.partition(", line ")[0] not in marked]
    if lines:
        raise Refused(lines)


def readable(folder: Path) -> None:
    """Look whether the notebooks can be read, for who looks at no more of the book than what they published.

    Raises
    ------
    Refused
        Names every notebook that is none.
    """
    from reviewbook.runs import notebook

    lines = []
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        try:
            notebook.plain(path)
        except notebook.NotebookError as error:
            lines.append(str(error))
    if lines:
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
    return folder / "_build" / "fingerprint"


def _note(folder: Path, state: str) -> None:
    """Leave word that all there is has been built, with the files that notebooks opened where nobody looks else."""
    from reviewbook.runs import staleness

    if state == _state(folder) and not staleness.stale(folder):
        elsewhere = {name: was for name, was in staleness.inputs(folder).items() if not fingerprint.covers(name)}
        _stamp(folder).write_text(json.dumps([state, elsewhere]), encoding="utf-8")


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
