"""What a reader takes away from the site: the data, one archive of them, and citations as files."""

import shutil
import zipfile
from pathlib import Path
from typing import Any

from reviewbook.edition import inventory, metadata
from reviewbook.edition.works import citation

# An archive of the same files has the same bytes at any time.
LONG_AGO = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16


def write(folder: Path, edition: dict[str, Any], place: Path) -> None:
    """Write everything but the PDF, which is made after the site, into the place of the site."""
    data = [name for name in inventory.published(folder) if name.startswith("data/")]
    with zipfile.ZipFile(place / metadata.archive_file(edition), "w", zipfile.ZIP_DEFLATED) as packed:
        for inside in (*data, "CITATION.cff", "references.bib", "LICENSE"):
            path = folder / inside
            entry = zipfile.ZipInfo(f"{edition['file_name']}/{inside}", LONG_AGO)
            entry.external_attr, entry.compress_type = READABLE, zipfile.ZIP_DEFLATED
            packed.writestr(entry, path.read_bytes())
            if inside in data:
                (place / inside).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, place / inside)
    for work, written in citation.formats(folder).items():
        for form in metadata.FORMATS:
            path = place / metadata.citation_file(work, form)
            path.parent.mkdir(exist_ok=True)
            path.write_text(written[form], encoding="utf-8")
