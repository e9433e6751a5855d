"""What a reader takes away from the site: the data, archives of them and of all sources, and citations as files."""

import os
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reviewbook.display import markup
from reviewbook.edition import inventory, metadata, project, revision
from reviewbook.edition.works import citation
from reviewbook.evidence.accounts import flow
from reviewbook.evidence.tables import data

# An archive of the same files has the same bytes at any time.
LONG_AGO = (1980, 1, 1, 0, 0, 0)
READABLE, RUNNABLE = 0o100644, 0o100755


def write(folder: Path, edition: dict[str, Any], place: Path) -> None:
    """Write everything but the PDF, which is made after the site, into the place of the site."""
    tables = [name for name in inventory.published(folder) if name.startswith("data/")]
    held = (*tables, project.CITATION, "references.bib", "LICENSE")
    _pack(place / metadata.archive_file(edition), edition, {name: _content(folder, name) for name in held})
    for name in tables:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / name, place / name)
    # what is unpacked still knows of which revision it is
    made_of = {revision.ARCHIVED: revision.archived(revision.read(folder)).encode()}
    whole = {name: _content(folder, name) for name in inventory.sources(folder)} | made_of
    _pack(place / metadata.sources_file(edition), edition, whole, folder)
    _list_records(folder, place)
    for work, written in citation.formats(folder, edition["site"] or "").items():
        for form in metadata.FORMATS:
            path = place / metadata.citation_file(work, form)
            path.parent.mkdir(exist_ok=True)
            path.write_text(written[form], encoding="utf-8")


def _content(folder: Path, name: str) -> bytes:
    return project.lying(folder / name).read_bytes()


def _pack(place: Path, edition: Mapping[str, Any], files: Mapping[str, bytes], folder: Path | None = None) -> None:
    """Put files into an archive, all below one folder; what may be executed in `folder` may be so when unpacked."""
    with zipfile.ZipFile(place, "w") as packed:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{edition['file_name']}/{name}", LONG_AGO)
            runs = folder is not None and os.access(folder / name, os.X_OK)
            entry.create_system, entry.compress_type = 3, zipfile.ZIP_DEFLATED
            entry.external_attr = (RUNNABLE if runs else READABLE) << 16
            packed.writestr(entry, files[name])


def _list_records(folder: Path, place: Path) -> None:
    """Write a file of the records of each box of each search, where the review has records."""
    review = data.load(folder)
    for search_id, key in flow.keys(review).items():
        for box, rows in flow.listed(review, search_id).items():
            path = place / flow.file(key, box)
            path.parent.mkdir(exist_ok=True)
            written = markup.sheet([rows.columns, *rows.fillna("").itertuples(index=False, name=None)])
            path.write_text(written, encoding="utf-8")
