"""The command ``reviewbook``."""

import argparse
import json
import sys
import time
from pathlib import Path

from reviewbook import project, revision

# The wings are imported where they are used: `reviewbook check` answers in a moment.


def main(arguments=None):
    """Run one command.

    Parameters
    ----------
    arguments : list of str, optional
        As on the command line, without the name of the program.

    Returns
    -------
    int
        0, or 1 where something is wrong or stale; every error is a line that says what to do.
    """
    chosen = _parser().parse_args(arguments)
    try:
        return chosen.command(project.root(), chosen)
    except FileNotFoundError as error:
        return _refuse([str(error)])
    except KeyboardInterrupt:
        return _refuse(["stopped; nothing was replaced"])


def _parser():
    parser = argparse.ArgumentParser(prog="reviewbook", description="A published review as a reproducible book.")
    commands = parser.add_subparsers(required=True, metavar="command")
    build = commands.add_parser("build", help="check the data, run what is stale, build HTML and PDF")
    build.set_defaults(command=_build)
    run = commands.add_parser("run", help="check the data and run notebooks")
    run.add_argument("notebook", nargs="*", help="name without .ipynb; all when left out")
    run.add_argument("--all", action="store_true", help="run what is not stale, too")
    run.set_defaults(command=_run)
    check = commands.add_parser("check", help="say what is stale, and why")
    check.set_defaults(command=_check)
    numbers = commands.add_parser("numbers", help="print every published number as JSON")
    numbers.set_defaults(command=_numbers)
    return parser


def _build(folder, chosen):
    started = time.perf_counter()
    stamp = folder / "_build" / "fingerprint"
    results = [folder / "_build" / "html" / "index.html", *sorted((folder / "_build" / "pdf").glob("*.pdf"))]
    if stamp.is_file() and stamp.read_text() == _state(folder) and all(map(Path.is_file, results)):
        _say("book       nothing has changed since the last build")
    else:
        status = _run(folder, argparse.Namespace(notebook=[], all=False))
        if status:
            return status
        from reviewbook.book import build

        try:
            results = list(build.build(folder, progress=_say).values())
        except build.BuildError as error:
            return _refuse([*error.lines, "the book was not replaced"])
        stamp.write_text(_state(folder))
    _say(f"done       {time.perf_counter() - started:.1f} s")
    for path in results:
        _say(f"           {path.relative_to(folder)}")
    return 0


def _run(folder, chosen):
    from reviewbook.evidence import data, plausibility, validation
    from reviewbook.runs import batch
    from reviewbook.runs.notebook import NotebookError

    try:
        review = data.load(folder)
    except validation.DataError as error:
        return _refuse(error.lines)
    _say(f"data       {len(review.studies)} studies, every table valid")
    for row in plausibility.unexplained(review, review.questions, review.question_studies).itertuples():
        about = f"{row.study_id}: " if row.study_id else ""
        _say(f"warning    {about}{row.finding} (rule {row.rule}; no question in data/questions.csv covers it)")
    try:
        ran = batch.run(folder, chosen.notebook or None, everything=chosen.all, progress=_say)
    except NotebookError as error:
        return _refuse([*str(error).splitlines(), "no notebook was replaced"])
    if not ran:
        _say("notebooks  all are up to date")
    return 0


def _check(folder, chosen):
    from reviewbook.runs import staleness

    stale = staleness.stale(folder)
    if not stale:
        _say("notebooks  all are up to date")
    for path, reason in stale:
        _say(f"{path.relative_to(folder)}: {reason}")
    return 1 if stale else 0


def _numbers(folder, chosen):
    from reviewbook.book import outputs

    published = outputs.read(folder / "notebooks")
    records = [
        {"name": f"{notebook}.{record['name']}", "notebook": f"notebooks/{notebook}.ipynb"}
        | {key: record[key] for key in ("value", "unit", "meaning", "studies")}
        for notebook, found in published.items()
        for record in found.numbers.values()
    ]
    print(json.dumps(records, ensure_ascii=False, indent=2))
    return 0


def _state(folder):
    # the book names the revision it is of: a commit alone makes it another
    return f"{project.fingerprint(folder)} {revision.read(folder)!r}"


def _say(line):
    print(line, flush=True)


def _refuse(lines):
    for line in lines:
        print(line, file=sys.stderr)
    return 1
