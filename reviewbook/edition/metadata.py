"""What the book says of itself: title, versions, revision, date, addresses; the one source for all that names them."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reviewbook.edition import address, provenance, revision
from reviewbook.edition.works import citation

# endings of the files in which a citation can be taken away
FORMATS = {"bibtex": "bib", "ris": "ris", "csl": "json"}
# where the words of a licence are explained to people; of others the list of SPDX has a page
LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "MIT": "https://opensource.org/license/mit",
}


def edition(folder: Path, site: str = "", repository: str = "") -> dict[str, Any]:
    """Describe this edition.

    Parameters
    ----------
    site, repository
        Where it is published and where its sources are kept, from `address`; empty where that is not known.

    Returns
    -------
    dict
        What `citation.edition` reads from ``CITATION.cff``, its title divided at the colon into
        ``title`` and ``subtitle``, and ``software_version``, ``revision``, ``commit`` (the whole hash), ``language``,
        ``file_name`` (no ending), ``cite_as`` (one line of text); ``site``, ``repository`` and ``commit_address``: a
        whole address each, or None where it is not known.

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
        "cite_as": citation.cite_as(folder, site),
        "site": site or None,
        "repository": repository or None,
        "commit_address": address.commit(repository, made_of.commit) or None,
        # a title and a version may hold what no name of a file, or no address, can
        "file_name": re.sub(r"[^\w.+]+", "-", f"{name}-{described['version']}").strip("-."),
    }


def title(edition: Mapping[str, Any]) -> str:
    """Write the whole title."""
    return f"{edition['title']}: {edition['subtitle']}" if edition["subtitle"] else edition["title"]


def licence(identifier: str) -> str:
    """Give the address of a licence by its identifier of SPDX."""
    return LICENCES.get(identifier, f"https://spdx.org/licenses/{identifier}")


def inverted(creator: Mapping[str, str]) -> str:
    """Write the name of a creator, as `cff.creators` describes it, with the family name first."""
    named = (creator.get(part, "") for part in ("literal", "family", "given", "suffix"))
    return ", ".join(filter(None, named))


def pdf_file(edition: dict[str, Any]) -> str:
    """Name the PDF in the site."""
    return f"{edition['file_name']}.pdf"


def supplement_file(edition: dict[str, Any]) -> str:
    """Name the PDF of the supplement in the site."""
    return f"{edition['file_name']}-supplement.pdf"


def archive_file(edition: dict[str, Any]) -> str:
    """Name the archive of the data in the site."""
    return f"{edition['file_name']}-data.zip"


def sources_file(edition: dict[str, Any]) -> str:
    """Name the archive of all sources in the site."""
    return f"{edition['file_name']}-sources.zip"


def citation_file(work: str, form: str) -> str:
    """Name the file of a citation in the site; `work` is ``edition`` or ``article``."""
    return f"citation/{work}.{FORMATS[form]}"
