"""One archive of an edition: its sources, what was published from them, and what describes and checks both."""

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reviewbook.archive import crate, deposit, release
from reviewbook.book.programs import files as programs
from reviewbook.display import outputs
from reviewbook.edition import inventory, metadata, project, revision

PUBLISHED = "published"
MANIFEST = "manifest-sha256.txt"
# the first year that the format can write
OLDEST = datetime(1980, 1, 1, tzinfo=UTC)


class ExportError(Exception):
    """Say why there is nothing to export."""


def export(folder: Path, place: Path, draft: bool = False) -> list[Path]:
    """Write the archive of an edition that was built, and what an archive's form asks for beside it.

    The bytes depend on the files and the revision alone: names are sorted, times are that of the revision, and nothing
    is compressed, because compressors differ between machines.

    Parameters
    ----------
    folder
        The folder of the book; what is published lies in its ``_build``.
    place
        The folder to write to; an archive of the same name is replaced in one step.
    draft
        Whether the archive says in name and description that it is a draft; a release has identifier and address.

    Returns
    -------
    list
        The archive, the metadata for Zenodo, the metadata of DataCite.

    Raises
    ------
    ExportError
        When the folder is no repository or has no commit, so that nothing tells what belongs to the edition; a line for
        each of what a release lacks.
    ValueError
        One line that names the field of ``CITATION.cff`` that is missing or not allowed.
    """
    made_of = revision.read(folder)
    if not made_of.commit:
        raise ExportError(f"{folder}: has no commit, so that the archive could not say what it is; commit first")
    if not draft and (lacks := release.lacking(folder)):
        raise ExportError("\n".join(lacks))
    edition = release.drafted(metadata.edition(folder)) if draft else metadata.edition(folder)
    if made_of.changed:
        edition["version"] += "+changed"
        edition["file_name"] += "+changed"
    files = sources(folder) | published(folder)
    files[revision.ARCHIVED] = revision.archived(made_of).encode()
    files[crate.NAME] = _json(crate.describe(edition, files | {MANIFEST: None}))
    files[MANIFEST] = manifest(files).encode()
    place.mkdir(parents=True, exist_ok=True)
    written = {f"{edition['file_name']}.zip": archive(files, edition["file_name"], int(made_of.moment), folder)}
    written["zenodo.json"] = _json(deposit.zenodo(edition))
    written["datacite.json"] = _json(deposit.datacite(edition))
    for name, content in written.items():
        beside = place / f".{name}"
        beside.write_bytes(content)
        os.replace(beside, place / name)
    return [place / name for name in written]


def sources(folder: Path) -> dict[str, bytes]:
    """Read every file that belongs to the edition, by its path: what git follows, and what the data package declares.

    Raises
    ------
    ExportError
    """
    if not (folder / ".git").exists():
        raise ExportError(f"{folder}: only a repository can be exported, because git tells what belongs to the edition")
    return {name: (folder / name).read_bytes() for name in inventory.published(folder)}


def published(folder: Path) -> dict[str, bytes]:
    """Collect what was built, and the numbers, claims, findings and questions as files.

    Returns
    -------
    dict
        Path below `PUBLISHED` to content: ``html/…``, the PDF, ``numbers.json``, ``claims.csv`` and the like.
    """
    build = project.build(folder)
    found = {path.relative_to(build).as_posix(): path for path in (build / "html").rglob("*") if path.is_file()}
    found |= {path.name: path for path in (build / "pdf").glob("*.pdf")}
    made = {f"{PUBLISHED}/{name}": path.read_bytes() for name, path in found.items() if not inventory.is_stray(name)}
    files = programs.made(folder, outputs.read(folder / "notebooks"))
    return made | {f"{PUBLISHED}/{name}": content for name, content in files.items()}


def manifest(files: Mapping[str, bytes]) -> str:
    """List the SHA-256 of each file, as ``sha256sum --check`` reads it."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))


def archive(files: Mapping[str, bytes], name: str, moment: int, folder: Path) -> bytes:
    """Put files into an archive, all below one folder.

    Parameters
    ----------
    name
        Of that folder.
    moment
        Of all files, in seconds since 1970.
    folder
        A file that may be executed here is one that may be executed there.
    """
    made = io.BytesIO()
    when = max(datetime.fromtimestamp(moment, UTC), OLDEST).timetuple()[:6]
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as opened:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"{name}/{path}", when)
            entry.create_system = 3
            entry.external_attr = (0o100755 if os.access(folder / path, os.X_OK) else 0o100644) << 16
            opened.writestr(entry, files[path])
    return made.getvalue()


def _json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
