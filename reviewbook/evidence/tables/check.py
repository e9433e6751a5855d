"""Whether the coded tables are right: each by itself and all with each other; what was found valid is remembered.

What is valid depends on the tables, their schema, the references, and on what judges. Once all is valid, the digest of
all that stands in ``_build/valid`` of the folder of the book: one for each table, and one for the ties between them.
Whatever is not there is judged again, and a fault is never remembered.
"""

import csv
import hashlib
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from reviewbook.edition import fingerprint, project
from reviewbook.evidence.tables import schema, text, ties, validation
from reviewbook.evidence.tables.schema import DataError

JUDGES = "reviewbook/evidence/tables/"


def check(folder: Path) -> None:
    """Check every table in ``data/``.

    Raises
    ------
    DataError
        Lists all that is wrong with single tables, and all that is wrong between them as far as these can be read. Of
        what follows from a wrong key only the key is said.
    """
    resources, contents = _read(folder)
    stamps = _stamps(folder, resources, contents)
    references = (folder / "references.bib").read_bytes()
    whole, valid = _digest([*stamps.values(), references]), _known(folder)
    if whole in valid:
        return
    doubted = [name for name, stamp in stamps.items() if stamp not in valid]
    faults = validation.faults(folder, doubted) if doubted else []
    tables = {name: ties.table(resource, _text(contents[name])) for name, resource in resources.items()}
    wrong = {(fault.table, fault.line) for fault in faults if fault.of_key and fault.line}
    wrong |= {(name, line) for name, table in tables.items() for line in table.broken}
    read = ties.Read(tables, _cited(references.decode("utf-8")), wrong)
    said: dict[str, str] = {}
    for fault in faults:
        if not fault.absent or not read.renamed().issuperset(fault.absent):
            said.setdefault(fault.where, fault.what)
    if lines := [*ties.check(read), *(f"{where}: {what}" for where, what in said.items())]:
        raise DataError(lines)
    # if a table was edited meanwhile, it is not known which one was judged
    if _stamps(folder, *_read(folder)) == stamps:
        _remember(folder, [whole, *stamps.values()])


def known(folder: Path) -> bool:
    """Say whether all tables, as they are, were found valid before."""
    stamps = _stamps(folder, *_read(folder))
    return _digest([*stamps.values(), (folder / "references.bib").read_bytes()]) in _known(folder)


def _read(folder: Path) -> tuple[dict[str, dict[str, Any]], dict[str, bytes]]:
    resources = {resource["name"]: resource for resource in schema.read(folder)["resources"]}
    contents, undecoded = {}, []
    for name, resource in resources.items():
        path = folder / "data" / resource["path"]
        # a file that is not there Frictionless names
        content = contents[name] = path.read_bytes() if path.is_file() else b""
        try:
            content.decode("utf-8")
        except UnicodeDecodeError as error:
            line, byte = content.count(b"\n", 0, error.start) + 1, content[error.start]
            undecoded.append(f"data/{resource['path']}, line {line}: byte 0x{byte:x} is not UTF-8, in which tables are")
    if undecoded:
        raise DataError(undecoded)
    return resources, contents


def _text(content: bytes) -> text.Text | None:
    try:
        return text.read(content)
    except csv.Error:
        return None


@cache  # nobody edits it together with data, and it takes as long as a third of the tables
def _cited(references: str) -> set[str]:
    # not needed where all is known to be valid
    import pybtex.database
    from pybtex.scanner import PybtexSyntaxError

    try:
        return set(pybtex.database.parse_string(references, bib_format="bibtex").entries)
    except PybtexSyntaxError as error:
        raise DataError([f"references.bib, line {error.lineno}: {error}"]) from None


def _stamps(folder: Path, resources: dict[str, dict[str, Any]], contents: dict[str, bytes]) -> dict[str, str]:
    """Give the digest of all on which it depends whether a table is valid.

    Of another table that is what a foreign key names, and no more: a count that is corrected makes no doubt of others.
    """
    judges = [content for name, content in fingerprint.files().items() if name.startswith(JUDGES)]
    basis = _digest([*judges, version("frictionless"), (folder / schema.PATH).read_bytes()])
    read = {name: _text(content) for name, content in contents.items()}
    stamps = {}
    for name, resource in resources.items():
        parts: list[bytes | str] = [basis, name, contents[name]]
        # ties that are of another form Frictionless refuses, with the schema
        with suppress(AttributeError, KeyError, TypeError):
            for tie in resource["schema"].get("foreignKeys", ()):
                other, fields = tie["reference"].get("resource") or name, tie["reference"]["fields"]
                columns = there.columns() if (there := read.get(other)) else {}
                named = [columns.get(one, ()) for one in ([fields] if isinstance(fields, str) else fields)]
                parts.append(repr(sorted(set(zip(*named, strict=True)))))
        stamps[name] = _digest(parts)
    return stamps


def _digest(parts: Iterable[bytes | str]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part if isinstance(part, bytes) else part.encode()).digest())
    return whole.hexdigest()


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
        _memory(folder).parent.mkdir(parents=True, exist_ok=True)
        _memory(folder).write_text("\n".join(stamps), encoding="ascii")
