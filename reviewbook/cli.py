"""The command ``reviewbook``."""

import argparse
import gc
import json
import os
import sys
import time
from argparse import Namespace
from collections.abc import Iterable, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from reviewbook import forking, pipeline
from reviewbook.edition import fault, inventory, project, revision
from reviewbook.maintain import commands as maintenance

PORTS = 1 << 16
DEEPEN = "`git fetch --unshallow --tags` brings it"

# The wings are imported where they are used: `reviewbook check` answers in a moment.


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, of the command line or of arguments without the name of the program.

    Returns
    -------
    int
        0, or 1 where something is wrong or stale; every error is a line that says what to do.
    """
    # no process that is begun here lives longer than this one
    forking.bind()
    for stream in (sys.stdout, sys.stderr):
        # a terminal that has not all letters shows their numbers
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        chosen = _parser().parse_args(arguments)
    except SystemExit:
        # of the help, which is all that is said here, somebody reads a part
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            _silence(sys.stdout)
        raise
    try:
        folder = project.root()
    except OSError as error:
        return _refuse([fault.line(error, Path.cwd())])
    try:
        with pipeline.refusing(folder):
            inventory.legible(folder)
            pipeline.mend(folder)
            return (_maintain if "act" in chosen else chosen.command)(folder, chosen)
    except pipeline.Refused as error:
        return _refuse(error.lines)
    except KeyboardInterrupt:
        forking.end()
        return _refuse(["stopped; nothing was replaced"])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="reviewbook", description="A published review as a reproducible book.")
    commands = parser.add_subparsers(required=True, metavar="command")
    build = commands.add_parser("build", help="check the data, run what is stale, build HTML and PDF")
    build.set_defaults(command=_build, supplement=False)
    supplement = commands.add_parser("supplement", help="build, with the supplement of the article")
    supplement.set_defaults(command=_build, supplement=True)
    run = commands.add_parser("run", help="check the data and run notebooks")
    run.add_argument("notebook", nargs="*", help="name without .ipynb; all when left out")
    run.add_argument("--all", action="store_true", help="run what is not stale, too")
    run.add_argument(
        "-p", dest="given", nargs=2, action="append", default=[], metavar=("NAME", "VALUE"),
        help="try a parameter, in a folder of its own: a text, a number, or a list such as '[\"one\", \"another\"]'",
    )  # fmt: skip
    run.set_defaults(command=_run)
    check = commands.add_parser("check", help="say what is stale, and why")
    check.set_defaults(command=_check)
    tidied = commands.add_parser("tidy", help="rewrite the tables as they are usually written; no value changes")
    tidied.set_defaults(command=_tidy)
    records = commands.add_parser(
        "records", help="bring in logs of records and decisions; without one, say what they give"
    )
    records.add_argument("file", nargs="*", type=Path, help="RIS, NBIB, BibTeX or CSV of a database or a program")
    records.add_argument("--search", required=True, help="a search_id of data/searches.csv")
    records.add_argument("--source", default="", help="its source_id, where the records are new")
    records.add_argument("--at", default="", choices=("title_abstract", "full_text"), help="on what was decided")
    records.add_argument(
        "--as", dest="decision", default="", choices=("included", "excluded", "not retrieved"),
        help="what was decided of all, where the files do not say it",
    )  # fmt: skip
    records.set_defaults(command=_records)
    changes = commands.add_parser("changes", help="say which cells, numbers, verdicts and pages moved")
    changes.add_argument(
        "revision", nargs="?", help="a commit or a release to compare with; the last release, or commit, when left out"
    )
    changes.add_argument(
        "--record", action="store_true", help="write it to chapters/changes.json, for the page on versions"
    )
    changes.add_argument(
        "--changelog", action="store_true", help="write what moved into the entry of this version in CHANGELOG.md"
    )
    changes.set_defaults(command=_changes)
    scenario = commands.add_parser("scenario", help="run a named set of parameters into its own folder; list them")
    scenario.add_argument("name", nargs="?", help="a name of data/scenarios.json; lists them when left out")
    scenario.add_argument("--build", action="store_true", help="build the whole book of it")
    scenario.set_defaults(command=_scenario)
    served = commands.add_parser("serve", help="show the book in a browser, and build it again when something changes")
    served.add_argument("--port", default="8000", help="8000 when left out; 0 for any that is free")
    served.add_argument("--host", default="127.0.0.1", help="where to listen; on this machine alone when left out")
    served.set_defaults(command=_serve)
    numbers = commands.add_parser("numbers", help="print every published number as JSON")
    numbers.set_defaults(command=_numbers)
    export = commands.add_parser("export", help="build, and put everything into one archive for a repository")
    export.add_argument(
        "--draft", action="store_true", help="say that it is a draft, which needs no DOI and no address"
    )
    export.set_defaults(command=_export, supplement=True)
    maintenance.declare(commands)
    return parser


def _maintain(folder: Path, chosen: Namespace) -> int:
    from reviewbook.evidence.tables.schema import DataError

    try:
        with pipeline.alone(folder, _say):
            chosen.act(folder, chosen, _say)
    except DataError as error:
        return _refuse(error.lines)
    return 0


def _build(folder: Path, chosen: Namespace) -> int:
    started = time.perf_counter()
    results = pipeline.unchanged(folder, chosen.supplement)
    if results:
        _say("book       nothing has changed since the last build")
    else:
        results = pipeline.make(folder, progress=_say, supplement=chosen.supplement)
    _say(f"done       {time.perf_counter() - started:.1f} s")
    _name(results, folder)
    return 0


def _run(folder: Path, chosen: Namespace) -> int:
    if chosen.given:
        from reviewbook.runs import scenarios

        pipeline.sources(folder)
        try:
            made = scenarios.attempt(folder, chosen.given, chosen.notebook)
        except scenarios.ScenarioError as error:
            return _refuse(str(error).splitlines())
        return _moved(folder, *pipeline.play(folder, made, False, _say, chosen.notebook))
    pipeline.run(folder, chosen.notebook or None, everything=chosen.all, progress=_say)
    return 0


def _check(folder: Path, chosen: Namespace) -> int:
    from reviewbook.runs import staleness

    stale = staleness.stale(folder)
    if not stale:
        _say("notebooks  all are up to date")
    for path, reason in stale:
        _say(f"{path.relative_to(folder)}: {reason}")
    return 1 if stale else 0


def _tidy(folder: Path, chosen: Namespace) -> int:
    from reviewbook.evidence.tables import tidy
    from reviewbook.evidence.tables.schema import DataError

    try:
        rewritten = tidy.tidy(folder)
    except DataError as error:
        return _refuse([*error.lines, "no table was rewritten"])
    for name in rewritten:
        _say(f"tidy       {name}")
    if not rewritten:
        _say("tidy       every table is written as usual")
    return 0


def _records(folder: Path, chosen: Namespace) -> int:
    from reviewbook.evidence.tables import logs
    from reviewbook.evidence.tables.schema import DataError

    # of many records all stays until the end; to look for what does not takes a sixth of the time
    gc.disable()
    try:
        if chosen.file:
            lines = logs.bring(folder, chosen.file, chosen.search, chosen.source, chosen.at, chosen.decision)
        else:
            lines = logs.report(folder, chosen.search)
    except DataError as error:
        return _refuse([*error.lines, "nothing was written"] if chosen.file else error.lines)
    finally:
        gc.enable()
    for line in lines:
        _say(line)
    return 0


def _changes(folder: Path, chosen: Namespace) -> int:
    from reviewbook.edition.works import cff, citation
    from reviewbook.runs import changes, staleness

    pipeline.readable(folder)
    for path, reason in staleness.stale(folder):
        _say(f"stale     {path.relative_to(folder)}: {reason}; what it published is older")
    against = chosen.revision or changes.last_release(folder) or "HEAD"
    # what was released may be in the part of the history that is missing
    cut = revision.shallow(folder) and f"history is missing here, as this is a shallow clone: {DEEPEN}"
    if cut and against == "HEAD" and not chosen.revision:
        return _refuse([cut])
    if chosen.record or chosen.changelog:
        now = cff.version(folder)
        against = chosen.revision or changes.last_release(folder, before=now)
        if not against:
            none = f"there is no release before {now} to compare with, and no revision is named, such as HEAD"
            return _refuse([cut or f"{none}; nothing was recorded"])
    if chosen.changelog and changes.last_release(folder) == now:
        return _refuse(
            [f"{now} is released, and its entry in {changes.CHANGELOG} stays; raise 'version' in {cff.FILE}"]
        )
    try:
        found = changes.changes(folder, against)
    except changes.UnknownRevision as error:
        return _refuse([f"{error}; {cut}" if cut else str(error)])
    except changes.Unreadable as error:
        return _refuse([str(error)])
    _say(f"against   {against}")
    for line in changes.lines(found):
        _say(line)
    if chosen.changelog:
        changes.describe(folder, found, now, citation.edition(folder)["date"])
    for line in changes.unnamed(folder, found):
        _say(f"changelog the newest entry of CHANGELOG.md does not say {line}")
    if chosen.record:
        (folder / "chapters" / "changes.json").write_text(changes.as_json(found, against, now), encoding="utf-8")
    return 0


def _scenario(folder: Path, chosen: Namespace) -> int:
    from reviewbook.runs import scenarios

    pipeline.sources(folder)
    if not chosen.name:
        for scenario in scenarios.read(folder).values():
            _say(f"{scenario.name}: {scenario.title}. {scenario.meaning}")
        return 0
    try:
        named = scenarios.named(folder, chosen.name)
    except scenarios.ScenarioError as error:
        return _refuse(str(error).splitlines())
    return _moved(folder, *pipeline.play(folder, named, chosen.build, _say))


def _moved(folder: Path, place: Path, results: Iterable[Path] = ()) -> int:
    from reviewbook.runs import changes

    moved = changes.compare(folder, place).numbers
    for name, *pair in moved:
        _say(f"number    {name}  {changes.arrow(*pair)}")
    if not moved:
        _say("number    none moved")
    _name(results or [place / "notebooks"], folder)
    return 0


def _serve(folder: Path, chosen: Namespace) -> int:
    from reviewbook import serve

    if not (chosen.port.isascii() and chosen.port.isdigit() and int(chosen.port[:6]) < PORTS):
        return _refuse([f"--port {chosen.port!r} is not a port, which is a number up to {PORTS - 1}"])
    try:
        serve.serve(folder, int(chosen.port), chosen.host, progress=_say)
    except serve.AddressError as error:
        return _refuse([str(error)])


def _numbers(folder: Path, chosen: Namespace) -> int:
    pipeline.readable(folder)
    from reviewbook.display import outputs

    # JSON has a way of its own to write letters that a terminal has not
    plain = "utf" not in str(getattr(sys.stdout, "encoding", "utf")).lower()
    _say(json.dumps(outputs.numbers(outputs.read(folder / "notebooks")), ensure_ascii=plain, indent=2))
    return 0


def _export(folder: Path, chosen: Namespace) -> int:
    from reviewbook.archive import release

    pipeline.sources(folder)
    # said before a build of minutes, and not after it
    if not chosen.draft and (lacks := release.lacking(folder)):
        return _refuse(lacks)
    status = _build(folder, chosen)
    if status:
        return status
    from reviewbook.archive import export

    _say("export     sources, book, numbers, claims, description, checksums")
    try:
        with pipeline.alone(folder, _say):
            written = export.export(folder, project.build(folder) / "export", chosen.draft)
    except (ValueError, export.ExportError) as error:
        return _refuse(str(error).splitlines())
    if revision.read(folder).changed:
        _say("export     files differ from the last commit: the version says so; commit them before a release")
    _name(written, folder)
    return 0


def _name(paths: Iterable[Path], folder: Path) -> None:
    for path in paths:
        _say(f"           {path.relative_to(folder) if path.is_relative_to(folder) else path}")


def _say(line: str, stream: TextIO | None = None) -> None:
    stream = stream or sys.stdout
    try:
        print(line, file=stream, flush=True)
    except OSError as error:
        _silence(stream)
        # who reads a part, as `head` does, wants the rest done all the same
        if not isinstance(error, BrokenPipeError):
            raise OSError(error.errno, error.strerror, "what this prints") from None


def _silence(stream: TextIO) -> None:
    """Have nothing more said where it cannot be, nor tried again at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _refuse(lines: Iterable[str]) -> int:
    for line in lines:
        _say(line, sys.stderr)
    return 1
