"""What moved between a revision and the working tree: cells, numbers, verdicts, tables, figures, and pages."""

import io
import json
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from reviewbook.display import outputs, wording
from reviewbook.display.publish import FIGURE, NUMBERS, TABLE
from reviewbook.edition import git
from reviewbook.evidence.tables import schema, text
from reviewbook.manuscript import contents

PARTS = ("CHANGELOG.md", "CITATION.cff", "chapters", "data", "notebooks", "references.bib")
CHANGELOG, MOVED = "CHANGELOG.md", "### Moved"
REGISTER = "{numbers-register}"
KEY = r"[a-z_]+\.[a-z0-9_]+"
NAMED = re.compile(rf"\{{\{{\s*({KEY})|\{{(?:output|glance|cards|withdrawn)\}}((?:[ \t]+{KEY})+)")
# A study that comes or goes is a work that is cited, or no longer.
STUDIES = "rows of data/studies.csv"
# What a page shows of files themselves: the beginnings of their names.
SHOWN = {
    "{bibliography}": ("references.bib", STUDIES),
    "{citations}": ("CITATION.cff", "references.bib"),
    "{colophon}": ("",),
    "{dictionary}": ("data/datapackage.json",),
    "{answer}": ("CITATION.cff",),
    "{edition}": ("CITATION.cff",),
    "{include} ../CHANGELOG.md": ("CHANGELOG.md",),
    "{instruments}": ("data/instruments.csv", "data/assessments.csv"),
    "{moved}": ("chapters/changes.json",),
}
# The column of a table of claims: the verdict, and below it the note, which is none.
JUDGED = "judged"


class UnknownRevision(Exception):
    """Say which revision does not exist."""


class Unreadable(Exception):
    """Say which table, now or as it was, cannot be compared."""


@dataclass(frozen=True)
class Changes:
    """Hold what moved; every list is empty when nothing did.

    Attributes
    ----------
    cells
        File, key of the row, column, and the value before and after; a row that came or went is one entry, with
        ``all`` for the column and None where it was or is not there.
    numbers
        Name, and the value before and after as the book prints them; None where it was or is not published. A number
        that is made of something else and has the same value has not moved; its cells have.
    verdicts
        Anchor of the claim, and the verdict before and after.
    outputs
        Names of the tables and figures that differ.
    pages
        Files of the pages that name one of these, that show a file that differs, or whose own text differs.
    """

    cells: list[tuple[str, str, str, str | None, str | None]]
    numbers: list[tuple[str, str | None, str | None]]
    verdicts: list[tuple[str, str | None, str | None]]
    outputs: list[str]
    pages: list[str]


def changes(folder: Path, revision: str) -> Changes:
    """Compare the working tree with a revision: a commit, a branch, or the tag of a release.

    Raises
    ------
    UnknownRevision
        When the repository has no such revision, or there is no repository.
    Unreadable
        When a table cannot be read on one of both sides, of which all rows would seem to have gone.
    """
    with _as_it_was(folder, revision) as before:
        return compare(before, folder)


def compare(before: Path, after: Path) -> Changes:
    """Compare two folders that each hold a book."""
    was, now = _outputs(before), _outputs(after)
    numbers = _moved(was[NUMBERS], now[NUMBERS], lambda record: wording.text(record["value"], record["unit"]))
    others = [name for kind in (TABLE, FIGURE) for name, *_ in _moved(was[kind], now[kind], str, both=True)]
    names = {name for name, *_ in numbers}
    cells = _cells(before, after)
    files = _differing(before, after)
    if any(file == "data/studies.csv" and column == "all" for file, _, column, *_ in cells):
        files.add(STUDIES)
    return Changes(
        cells=cells,
        numbers=numbers,
        verdicts=_moved(_verdicts(was), _verdicts(now), str),
        outputs=others,
        pages=_pages(before, after, files, names, set(others), bool(_moved(was[NUMBERS], now[NUMBERS], _registered))),
    )


def last_release(folder: Path, before: str | None = None) -> str | None:
    """Name the tag of the newest release that the working tree comes after; None where there is none.

    Parameters
    ----------
    before
        A version whose own tag does not count: what was it that came before this?
    """
    others = ["--exclude", before] if before else []
    try:
        return _git(folder, "describe", "--tags", "--abbrev=0", *others).decode().strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def lines(found: Changes) -> list[str]:
    """Write what moved as text, a line each: ``data/studies.csv  debolle2010  n_patients  567 → 566``."""
    written = [f"cell      {file}  {row}  {column}  {arrow(*pair)}" for file, row, column, *pair in found.cells]
    written += [f"number    {name}  {arrow(*pair)}" for name, *pair in found.numbers]
    written += [f"verdict   {claim}  {arrow(*pair)}" for claim, *pair in found.verdicts]
    written += [f"output    {name}" for name in found.outputs]
    written += [f"page      {page}" for page in found.pages]
    return written or ["nothing has changed"]


def unnamed(folder: Path, found: Changes) -> list[str]:
    """Find the numbers that moved and that the newest entry of the changelog does not name, with both values.

    Returns
    -------
    list
        What it has to say: ```first.n_patients` 597 → 596``.
    """
    entry = re.split(r"^## ", (folder / CHANGELOG).read_text(encoding="utf-8"), flags=re.MULTILINE)[1]
    asked = [f"`{name}` {arrow(*pair)}" for name, *pair in found.numbers]
    return [line for line in asked if not re.search(rf"{re.escape(line)}(?![\w.]*\w)", entry)]


def describe(folder: Path, found: Changes, now: str, on: str) -> None:
    """Write into the changelog which numbers moved, in the entry of this version, which is begun where there is none.

    What the entry says already is not said again.
    """
    path = folder / CHANGELOG
    before, *entries = re.split(r"^(?=## )", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    if not (entries and re.match(rf"## {re.escape(now)}(?![\w.])", entries[0])):
        entries = [f"## {now} – {on}\n\n", *entries]
        path.write_text("".join([before, *entries]), encoding="utf-8")
    if missing := unnamed(folder, found):
        moved = "" if MOVED in entries[0] else f"{MOVED}\n\n"
        entries[0] = f"{entries[0].rstrip()}\n{'' if not moved else chr(10)}{moved}"
        entries[0] += "".join(f"- {line}\n" for line in missing) + ("\n" if entries[1:] else "")
        path.write_text("".join([before, *entries]), encoding="utf-8")


def as_json(found: Changes, before: str, now: str) -> str:
    """Write what moved from one version to another as the file that a page of the book is made from."""
    return json.dumps({"before": before, "version": now} | asdict(found), ensure_ascii=False, indent=1) + "\n"


def arrow(before: str | None, after: str | None) -> str:
    """Write a value before and after."""
    if before is None:
        return f"new: {after}"
    return f"{before} → gone" if after is None else f"{before} → {after}"


@contextmanager
def _as_it_was(folder: Path, revision: str) -> Iterator[Path]:
    try:
        there = _git(folder, "ls-tree", "--name-only", revision).decode().split()
        packed = _git(folder, "archive", "--format=zip", revision, *(part for part in PARTS if part in there))
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", b"").decode().strip() or str(error)
        raise UnknownRevision(f"no revision '{revision}' to compare with: {said.splitlines()[0]}") from None
    with tempfile.TemporaryDirectory() as place, zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(place)
        yield Path(place)


def _git(folder: Path, *arguments: str) -> bytes:
    told = git.asked(folder, *arguments)
    told.check_returncode()
    return told.stdout


def _moved(
    before: dict[str, Any], after: dict[str, Any], shown: Callable[[Any], str], both: bool = False
) -> list[tuple[str, str | None, str | None]]:
    """Give name, before and after of what differs, in the order of now, then of what is gone."""
    found = []
    for name in [*after, *(name for name in before if name not in after)]:
        was, now = (shown(side[name]) if name in side else None for side in (before, after))
        if before.get(name) != after.get(name) and (both or was != now):
            found.append((name, was, now))
    return found


def _cells(before: Path, after: Path) -> list[tuple[str, str, str, str | None, str | None]]:
    found: list[tuple[str, str, str, str | None, str | None]] = []
    now = _tables(after)
    try:
        was = _tables(before)
    except Unreadable as error:
        raise Unreadable(f"{error}; so it stands in what is compared with") from None
    for file in sorted(was.keys() | now.keys()):
        old, new = was.get(file, {}), now.get(file, {})
        for key in [*new, *(key for key in old if key not in new)]:
            row = ", ".join(key)
            if key in new and key in old:
                found += [(file, row, *moved) for moved in _moved(old[key], new[key], str, both=True)]
            else:
                there, here = ("a row" if key in side else None for side in (old, new))
                found.append((file, row, "all", there, here))
    return found


def _tables(folder: Path) -> dict[str, dict[tuple[str, ...], dict[str, str]]]:
    """Read every table as text: file to key of the row to column to value."""
    tables = {}
    try:
        resources = schema.read(folder)["resources"]
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable(f"{schema.PATH}: cannot be read: {str(error)[:160]}") from None
    for resource in resources:
        path, keys = f"data/{resource['path']}", resource["schema"]["primaryKey"]
        content = (folder / path).read_bytes()
        read = text.read(content)
        # without the schema, which was another, faults of single cells are no hindrance
        faults = [fault for fault in read.faults if fault.column is None or fault.line in read.broken]
        if not faults and not set(keys) <= set(read.heading):
            faults = text.read(content, schema.types(resource)).faults
        if faults:
            line = f", line {faults[0].line}" if faults[0].line else ""
            raise Unreadable(f"{path}{line}: {faults[0].what}")
        rows = [dict(zip(read.heading, row, strict=True)) for row in read.rows]
        tables[path] = {tuple(row[name] for name in keys): row for row in rows}
    return tables


def _outputs(folder: Path) -> dict[str, dict[str, Any]]:
    """Read what the notebooks of a folder published: kind to name to content."""
    found: dict[str, dict[str, Any]] = {NUMBERS: {}, TABLE: {}, FIGURE: {}}
    for notebook, _, name, data in outputs.stored(folder / "notebooks"):
        for kind, content in data.items():
            if kind == NUMBERS:
                found[kind] |= {f"{notebook}.{record['name']}": record for record in content}
            elif kind in found:
                found[kind][f"{notebook}.{name}"] = content
    return found


def _verdicts(published: dict[str, dict[str, Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for table in published[TABLE].values():
        columns = {field["name"] for field in table["schema"]["fields"]}
        if {"claim_id", JUDGED} <= columns:
            found |= {row["claim_id"]: row[JUDGED].partition("\n")[0] for row in table["data"]}
    return found


def _registered(record: dict[str, Any]) -> str:
    """Give what the register says of a number; of what it is made, neither cells nor functions."""
    sets = [record, *([record["article"]] if "article" in record else [])]
    made = [one.get("made", {}) for one in sets]
    parts = [[(part.get("of"), part.get("number"), part["value"]) for part in one.get("parts", ())] for one in made]
    return str([record.get("meaning"), *(one["value"] for one in sets), *(one.get("how") for one in made), *parts])


def _pages(
    before: Path, after: Path, files: set[str], numbers: set[str], others: set[str], registered: bool
) -> list[str]:
    was, now = _texts(before), _texts(after)

    def shows(text: str) -> bool:
        shown = tuple(start for directive, starts in SHOWN.items() if directive in text for start in starts)
        named = _named(text) & (numbers | others) or (registered and REGISTER in text)
        return bool(named) or any(name.startswith(shown) for name in files)

    return [page for page, text in now.items() if was.get(page) != text or shows(text)]


def _differing(before: Path, after: Path) -> set[str]:
    """Name the files that are not the same in both folders."""
    was, now = ({path.relative_to(folder).as_posix(): path for path in _paths(folder)} for folder in (before, after))
    return {
        name
        for name in was.keys() | now.keys()
        if not (name in was and name in now) or was[name].read_bytes() != now[name].read_bytes()
    }


def _paths(folder: Path) -> Iterator[Path]:
    for part in PARTS:
        path = folder / part
        yield from [path] if path.is_file() else (found for found in path.rglob("*") if found.is_file())


def _named(text: str) -> set[str]:
    return {key for number, outputs in NAMED.findall(text) for key in (number, *outputs.split()) if key}


def _texts(folder: Path) -> dict[str, str]:
    """Read the text of every page; of a notebook its Markdown."""
    return {
        path.relative_to(folder).as_posix(): "\n".join(contents.written(path, ["markdown"]))
        for path in contents.paths(folder)
    }
