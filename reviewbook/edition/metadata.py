"""What the book says of itself: title, versions, revision, date, addresses; the one source for all that names them."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reviewbook.edition import provenance, revision
from reviewbook.edition.works import citation

# endings of the files in which a citation can be taken away
FORMATS = {"bibtex": "bib", "ris": "ris", "csl": "json"}


def edition(folder: Path) -> dict[str, Any]:
    """Describe this edition.

    Returns
    -------
    dict
        What `citation.edition` reads from ``CITATION.cff``, its title divided at the colon into
        ``title`` and ``subtitle``, and ``software_version``, ``revision``, ``commit`` (the whole hash), ``language``,
        ``file_name`` (no ending).

    Raises
    ------
    ValueError
        One line that names the field of ``CITATION.cff`` that is missing or not allowed.
    """
    described = citation.edition(folder)
    made_of = revision.read(folder)
    title, _, subtitle = described["title"].partition(": ")
    name = "-".join(word for word in title.lower().split() if word not in {"a", "in", "of", "the"})
    return described | {
        "title": title,
        "subtitle": subtitle,
        # of the revision that is built; what is installed under the name of the package may be older
        "software_version": provenance.software(folder)["version"],
        "revision": str(made_of),
        "commit": made_of.commit,
        "language": "en-GB",
        # a title and a version may hold what no name of a file, or no address, can
        "file_name": re.sub(r"[^\w.+]+", "-", f"{name}-{described['version']}").strip("-."),
    }


def title(edition: Mapping[str, Any]) -> str:
    """Write the whole title."""
    return f"{edition['title']}: {edition['subtitle']}" if edition["subtitle"] else edition["title"]


def inverted(creator: Mapping[str, str]) -> str:
    """Write the name of a creator, as `cff.creators` describes it, with the family name first."""
    named = (creator.get(part, "") for part in ("literal", "family", "given", "suffix"))
    return ", ".join(filter(None, named))


def pdf_file(edition: dict[str, Any]) -> str:
    """Name the PDF in the site."""
    return f"{edition['file_name']}.pdf"


def archive_file(edition: dict[str, Any]) -> str:
    """Name the archive of the data in the site."""
    return f"{edition['file_name']}-data.zip"


def sources_file(edition: dict[str, Any]) -> str:
    """Name the archive of all sources in the site."""
    return f"{edition['file_name']}-sources.zip"


def citation_file(work: str, form: str) -> str:
    """Name the file of a citation in the site; `work` is ``edition`` or ``article``."""
    return f"citation/{work}.{FORMATS[form]}"
