"""Whether an edition may be released: what its citation must lead to, or that it says that it is a draft."""

from pathlib import Path
from typing import Any

from reviewbook.edition import address, project
from reviewbook.edition.works import citation
from reviewbook.manuscript import settings

DRAFT = "draft"
OTHERWISE = "or export a draft, with --draft"


def lacking(folder: Path) -> list[str]:
    """Say what an edition lacks for being released, in a line each: the DOI of this version, the address of the site.

    Raises
    ------
    ValueError
        A line for each field of ``CITATION.cff`` or ``references.bib`` that is missing or not allowed.
    ManuscriptError
        A line for each setting that is not allowed.
    """
    lines = []
    if not citation.edition(folder)["doi"]:
        lines.append(
            f"{project.CITATION}, field 'doi': is missing, by which a release is cited; "
            f"have an archive reserve one, {OTHERWISE}"
        )
    written = settings.read(folder)
    if not address.site((written.value.get("html") or {}).get("baseurl") or ""):
        lines.append(
            f"{written.at(['html', 'baseurl'])}: is empty, and the variable {address.SITE} is not set, "
            f"so the address of a release is not known; say it in one of both, {OTHERWISE}"
        )
    return lines


def drafted(edition: dict[str, Any]) -> dict[str, Any]:
    """Mark an edition as a draft of its version, which no identifier names.

    Returns
    -------
    dict
        The edition with another ``version`` and ``file_name``, ``doi`` None and ``draft`` True.

    References
    ----------
    Preston-Werner. Semantic Versioning 2.0.0, item 9: a version with a hyphen precedes the one without. https://semver.org
    """
    marked = {name: f"{edition[name]}-{DRAFT}" for name in ("version", "file_name")}
    return edition | marked | {"doi": None, "draft": True}
