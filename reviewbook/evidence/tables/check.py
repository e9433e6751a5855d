"""Whether the coded tables are right: each by itself and all with each other; what was found valid is remembered.

What is valid depends on the tables, their schema, the references, and on what judges. Once all is valid, the digest of
all that stands in ``_build/valid`` of the folder of the book: one for each table, and one for the ties between them.
Whatever is not there is judged again, and a fault is never remembered.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from reviewbook.edition import fingerprint, project
from reviewbook.edition.fingerprint import digest
from reviewbook.evidence.tables import reading, schema, text, ties, validation
from reviewbook.evidence.tables.schema import DataError
from reviewbook.evidence.tables.text import Text
from reviewbook.evidence.tables.validation import Fault

JUDGES, COUNTS = "reviewbook/evidence/tables/", "reviewbook/evidence/screening/"
# so many faults of one kind are named in one column, or between one table and the others
ALIKE = 10
# what differs between them: row and value
ROW, VALUE = re.compile(r", line \d+.*?(?=, column '|: )"), re.compile(r"'[^']*'")
# what leads to a row that is not there, as after the row of a study was deleted, is said once of a table
NOWHERE = re.compile(r"is not (a row of|in) data/")
COLUMN = re.compile(r", column '[^']*'(?=:)")


def check(folder: Path) -> None:
    """Check every table in ``data/``.

    Raises
    ------
    DataError
        Lists all that is wrong with single tables, and then all that is wrong between them as far as these can be read,
        last what follows from sources that are missing. Of what follows from a wrong key only the key is said.
    """
    valid, basis = _known(folder), _basis(folder)
    if basis not in valid:
        schema.check(folder)
    resources, texts, stamps = _read(folder, basis)
    references = (folder / "references.bib").read_bytes()
    whole = digest([*stamps.values(), references])
    if whole in valid:
        return
    doubted = [name for name, stamp in stamps.items() if stamp not in valid]
    written = [fault for name in doubted for fault in _written(resources[name], texts[name])]
    faults = [*written, *(validation.faults(resources, texts, doubted) if doubted else ())]
    wrong = {(fault.table, fault.line) for fault in faults if fault.of_key and fault.line}
    wrong |= {(name, line) for name, text in texts.items() for line in text.broken}
    tables = {name: reading.table(resource, texts[name]) for name, resource in resources.items()}
    read = reading.Read(tables, _cited(references), wrong)
    # of a cell one fault is enough, of a heading or a row it may be only one of several
    said: dict[str, str] = {}
    # what a row holds that cannot be read is there, whoever names it
    torn = {
        cell for text in texts.values() for one in text.faults if one.line in text.broken for cell in one.cells.values()
    }
    known = read.renamed() | torn
    for fault in faults:
        if not fault.absent or not known.issuperset(fault.absent):
            line = f"{fault.where}: {fault.what}"
            said.setdefault(fault.where if COLUMN.search(f"{fault.where}:") else line, line)
    tied = _few(ties.check(read), lambda line: COLUMN.sub("", line))
    if lines := [*_few(said.values()), *tied]:
        raise DataError(lines)
    # if a table was edited meanwhile, it is not known which one was judged
    if _read(folder, basis)[2] == stamps:
        _remember(folder, [basis, whole, *stamps.values()])


def _few(lines: Iterable[str], kind: Callable[[str], str] = str) -> Iterator[str]:
    """Give of lines that say the same of many rows the first, and say how many more there are."""
    same: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        where, _, what = ROW.sub("", kind(line)).partition(": ")
        same.setdefault((where, what if NOWHERE.search(what) else line), []).append(line)
    alike: dict[tuple[str, str], list[str]] = {}
    for (where, _), found in same.items():
        what = found[0].partition(": ")[2]
        line = f"{found[0]}, and so in {len(found) - 1} more lines" if len(found) > 2 else found[0]
        alike.setdefault((where, VALUE.sub("", what)), []).append(line)
    for (where, _), found in alike.items():
        # that one more is left out takes a line, too
        shown = found if len(found) <= ALIKE + 1 else found[:ALIKE]
        yield from shown
        if more := len(found) - len(shown):
            yield f"{where}: the same fault in {more} more lines"


def known(folder: Path) -> bool:
    """Say whether all tables, as they are, were found valid before."""
    valid, basis = _known(folder), _basis(folder)
    if basis not in valid:
        return False
    return digest([*_read(folder, basis)[2].values(), (folder / "references.bib").read_bytes()]) in valid


def _read(folder: Path, basis: str) -> tuple[dict[str, dict[str, Any]], dict[str, Text], dict[str, str]]:
    """Give for each table what the schema says of it, what is written in it, and its stamp."""
    resources = {resource["name"]: resource for resource in schema.read(folder)["resources"]}
    contents = {name: _content(folder / "data" / one["path"]) for name, one in resources.items()}
    texts = {name: text.read(contents[name], schema.types(one)) for name, one in resources.items()}
    return resources, texts, _stamps(basis, resources, contents, texts)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise DataError([f"data/{path.name}: there is no such file, which {schema.PATH} names"]) from None


def _written(resource: dict[str, Any], text: Text) -> Iterator[Fault]:
    """Put faults of writing into the form of those of the schema."""
    key = resource["schema"]["primaryKey"]
    for fault in text.faults:
        where = f"data/{resource['path']}"
        if fault.line:
            named = [fault.cells[name] for name in key if fault.cells.get(name)]
            identity = fault.cells.get("study_id") or ", ".join(named)
            where += f", line {fault.line}" + (f" ({identity})" if identity else "")
        where += f", column '{fault.column}'" if fault.column else ""
        yield Fault(resource["name"], fault.line, where, fault.what, fault.column in {*key, "study_id"})


def _cited(references: bytes) -> dict[str, str]:
    # not needed where all is known to be valid
    from reviewbook.edition.works import bibliography

    try:
        return bibliography.citations(references)
    except ValueError as error:
        raise DataError(str(error).split("\n")) from None


def _basis(folder: Path) -> str:
    """Give the digest of the schema and of what judges."""
    judges = [content for name, content in fingerprint.files().items() if name.startswith((JUDGES, COUNTS))]
    return digest([*judges, version("frictionless"), (folder / schema.PATH).read_bytes()])


def _stamps(
    basis: str, resources: dict[str, dict[str, Any]], contents: dict[str, bytes], texts: dict[str, Text]
) -> dict[str, str]:
    """Give the digest of all on which it depends whether a table is valid.

    Of another table that is what a foreign key names, and no more: a count that is corrected makes no doubt of others.
    """
    stamps = {}
    for name, resource in resources.items():
        parts: list[bytes | str] = [basis, name, contents[name]]
        for other, tie in validation.ties(resource):
            columns = texts[other].columns()
            named = [columns.get(one, ()) for one in tie["reference"]["fields"]]
            parts.append(repr(sorted(set(zip(*named, strict=False)))))
        stamps[name] = digest(parts)
    return stamps


def _memory(folder: Path) -> Path:
    return project.build(folder) / "valid"


def _known(folder: Path) -> list[str]:
    """Give the digests of what is known to be valid."""
    with suppress(OSError, ValueError):
        return _memory(folder).read_text(encoding="ascii").split()
    return []


def _remember(folder: Path, stamps: list[str]) -> None:
    # without it all is right, and takes longer; half a digest is that of nothing
    with suppress(OSError):
        project.claim(folder)
        _memory(folder).write_text("\n".join(stamps), encoding="ascii")
