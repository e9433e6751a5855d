"""What the book says of itself: title, versions, revision, date, addresses; the one source for all that names them."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reviewbook.edition import revision
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
        "software_version": software_version(folder),
        "revision": str(made_of),
        "commit": made_of.commit,
        "language": "en",
        # a title and a version may hold what no name of a file, or no address, can
        "file_name": re.sub(r"[^\w.+]+", "-", f"{name}-{described['version']}").strip("-."),
    }


def software_version(folder: Path) -> str:
    """Read the version of the software from ``pyproject.toml``, which is of the revision that is built.

    What is installed under the name of the package may be older.
    """
    return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


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


def citation_file(work: str, form: str) -> str:
    """Name the file of a citation in the site; `work` is ``edition`` or ``article``."""
    return f"citation/{work}.{FORMATS[form]}"
