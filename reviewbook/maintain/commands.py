"""The commands of maintenance: the tables are laid out, changed, and written; then it is said what is left."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

# The tables are imported where they are used: the help is said in a moment.
Say = Callable[[str], object]


def declare(commands: Any) -> None:
    """Declare the commands; what each does is the function of this module that it chooses."""
    added = commands.add_parser("add", help="add a study from its entry, a search, or an update")
    kinds = added.add_subparsers(required=True, metavar="kind")
    study = _declared(kinds, "study", "write the rows that a study has from the start", add_study)
    study.add_argument("file", type=Path, help="its one entry, as BibTeX, RIS or NBIB")
    search = _declared(kinds, "search", "write the rows of a search like the last one, and of its flow", add_search)
    search.add_argument("search_id", help="its key, such as 2026")
    search.add_argument("searched_on", help="the day of the search, such as 2026-10-01")
    search.add_argument("database", nargs="*", help="a source_id of the last search; all of them when left out")
    for one in (study, search):
        one.add_argument("--update", help="the update with which it came; the newest when left out")
    update = _declared(kinds, "update", "begin an update, with which studies and searches come", add_update)
    update.add_argument("update_id", help="its key, such as 2026")
    update.add_argument("--title", help="what it is called; 'Update' and its key when left out")
    renamed = _declared(commands, "rename", "give a study another key, wherever it stands", rename)
    renamed.add_argument("old")
    renamed.add_argument("new")
    withdrawn = _declared(commands, "withdraw", "take a study out, and name the sentences on it", withdraw)
    withdrawn.add_argument("study")
    sheet = _declared(
        commands, "sheet", "write all that is coded of a study or a search on one sheet, or read it from there", sheet_
    )
    sheet.add_argument("study", metavar="key", help="a study_id or a search_id")
    sheet.add_argument("file", type=Path, nargs="?", help="an edited sheet, which is spread over the tables")
    flow = _declared(
        commands, "flow", "read the flow of a search from the CSV template of PRISMA2020, or fill one", flow_
    )
    flow.add_argument("file", type=Path, help="a filled template; with --export the one to fill, or a new file")
    flow.add_argument("--search", required=True, help="a search_id of data/flow.csv")
    flow.add_argument("--export", action="store_true", help="write the file instead of reading it")
    _declared(commands, "todo", "say what is left to code, by table, most important first", todo)


def _declared(commands: Any, name: str, told: str, act: Callable[..., None]) -> ArgumentParser:
    parser: ArgumentParser = commands.add_parser(name, help=told)
    parser.set_defaults(act=act)
    return parser


def add_study(folder: Path, chosen: Namespace, say: Say) -> None:
    """Add a study from an entry."""
    from reviewbook.maintain import desk, study

    here = desk.lay(folder)
    study_id = study.add(here, chosen.file, chosen.update, say)
    _write(
        here, say, f"added      {study_id}; 'reviewbook todo' says what is left, 'reviewbook sheet {study_id}' has it"
    )


def add_search(folder: Path, chosen: Namespace, say: Say) -> None:
    """Add a search like the last."""
    from reviewbook.maintain import desk, occasion

    here = desk.lay(folder)
    last = occasion.search(here, chosen.search_id, chosen.searched_on, chosen.database, chosen.update)
    _write(
        here,
        say,
        f"added      {chosen.search_id}, with databases and strings of {last}; "
        f"'reviewbook sheet {chosen.search_id}' has it",
    )


def add_update(folder: Path, chosen: Namespace, say: Say) -> None:
    """Begin an update."""
    from reviewbook.maintain import desk, occasion

    here = desk.lay(folder)
    occasion.begin(here, chosen.update_id, chosen.title)
    _write(here, say, f"added      {chosen.update_id}; 'reviewbook add study' and 'add search' go with it from now on")


def rename(folder: Path, chosen: Namespace, say: Say) -> None:
    """Give a study another key."""
    from reviewbook.maintain import desk, study

    here = desk.lay(folder)
    _write(here, say, *_named(study.rename(here, chosen.old, chosen.new), "renamed    "))


def withdraw(folder: Path, chosen: Namespace, say: Say) -> None:
    """Take a study out."""
    from reviewbook.maintain import desk, study

    here, told = desk.lay(folder), list[str]()
    named = study.withdraw(here, chosen.study, told.append)
    _write(here, say, *told, *_named(named, "names it   "))


def sheet_(folder: Path, chosen: Namespace, say: Say) -> None:
    """Write the sheet of a study or a search, or spread it."""
    from reviewbook.evidence.tables.schema import DataError
    from reviewbook.maintain import desk, sheet

    here = desk.lay(folder)
    if chosen.file:
        gone = sheet.spread(here, chosen.study, chosen.file)
        _write(here, say, *(f"taken out  {line}, which the sheet does not name" for line in gone))
        return
    content = sheet.written(here, chosen.study)
    path = Path(f"{chosen.study}.csv")
    if path.exists() and not sheet.says_the_same(folder, chosen.study, path):
        raise DataError([f"{path}: is there, and says something else; spread it, move it or delete it first"])
    path.write_bytes(content)
    say(f"sheet      {path}; 'reviewbook sheet {chosen.study} {path}' spreads it over the tables")


def flow_(folder: Path, chosen: Namespace, say: Say) -> None:
    """Read a template of a flow, or fill it."""
    from reviewbook.maintain import desk, flow

    here = desk.lay(folder)
    if not chosen.export:
        said = flow.bring(here, chosen.file, chosen.search)
        _write(here, say, *_named(said, ""))
        return
    content, beside = flow.filled(here, chosen.file, chosen.search), chosen.file.with_name(f".{chosen.file.name}.new")
    try:
        beside.write_bytes(content)
        beside.replace(chosen.file)
    finally:
        beside.unlink(missing_ok=True)
    say(f"flow       {chosen.file}; 'reviewbook flow {chosen.file} --search {chosen.search}' reads it")


def todo(folder: Path, chosen: Namespace, say: Say) -> None:
    """Say what is left."""
    from reviewbook.evidence.tables.schema import DataError
    from reviewbook.maintain import desk, todo

    wrong = todo.refused(folder)
    for line in wrong:
        say(f"refused    {line}")
    try:
        left = list(todo.lines(desk.lay(folder)))
    except DataError:
        # of a table that cannot be read the check has said why
        return
    for line in left:
        say(f"to do      {line}")
    if not wrong and not left:
        say("to do      nothing")


def _named(lines: Iterable[str], what: str) -> list[str]:
    return [what + "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in line) for line in lines]


def _write(here: Any, say: Say, *lines: str) -> None:
    written = here.write()
    for name in written:
        say(f"written    {name}")
    for line in lines or (() if written else ("unchanged  the tables say the same",)):
        say(line)
