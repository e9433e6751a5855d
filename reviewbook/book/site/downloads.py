"""What a reader takes away from the site: the data, one archive of them, and citations as files."""

import shutil
import zipfile
from pathlib import Path
from typing import Any

from reviewbook.display import markup
from reviewbook.edition import inventory, metadata, project
from reviewbook.edition.works import citation
from reviewbook.evidence.accounts import flow
from reviewbook.evidence.tables import data

# An archive of the same files has the same bytes at any time.
LONG_AGO = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16


def write(folder: Path, edition: dict[str, Any], place: Path) -> None:
    """Write everything but the PDF, which is made after the site, into the place of the site."""
    tables = [name for name in inventory.published(folder) if name.startswith("data/")]
    with zipfile.ZipFile(place / metadata.archive_file(edition), "w", zipfile.ZIP_DEFLATED) as packed:
        for inside in (*tables, project.CITATION, "references.bib", "LICENSE"):
            path = project.lying(folder / inside)
            entry = zipfile.ZipInfo(f"{edition['file_name']}/{inside}", LONG_AGO)
            entry.external_attr, entry.compress_type = READABLE, zipfile.ZIP_DEFLATED
            packed.writestr(entry, path.read_bytes())
            if inside in tables:
                (place / inside).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, place / inside)
    _list_records(folder, place)
    for work, written in citation.formats(folder).items():
        for form in metadata.FORMATS:
            path = place / metadata.citation_file(work, form)
            path.parent.mkdir(exist_ok=True)
            path.write_text(written[form], encoding="utf-8")


def _list_records(folder: Path, place: Path) -> None:
    """Write a file of the records of each box of each search, where the review has records."""
    review = data.load(folder)
    for search_id, key in flow.keys(review).items():
        for box, rows in flow.listed(review, search_id).items():
            path = place / flow.file(key, box)
            path.parent.mkdir(exist_ok=True)
            written = markup.sheet([rows.columns, *rows.fillna("").itertuples(index=False, name=None)])
            path.write_text(written, encoding="utf-8")
