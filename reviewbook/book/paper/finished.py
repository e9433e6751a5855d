"""The PDF as it is published: what Typst set, with all of its metadata, a mended structure, in few bytes."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pikepdf

from reviewbook.book.paper import structure
from reviewbook.display import wording
from reviewbook.edition import metadata
from reviewbook.edition.works.references import resolved


def finished(made: bytes, edition: Mapping[str, Any], site: str = "") -> bytes:
    """Finish a PDF that Typst made; equal input gives equal bytes, on every machine with the same zlib.

    Parameters
    ----------
    made
        A tagged PDF/A-3a, which it stays: every property that is added is of a schema that PDF/A knows.
    edition
        As `reviewbook.edition.metadata.edition` describes it; what it lacks, or is empty, is not said.
    site
        Where the edition is published, a whole address; empty where nobody has said.
    """
    written = BytesIO()
    with pikepdf.open(BytesIO(made)) as pdf:
        structure.mend(pdf)
        # the tool that finishes a file has not made it, and its time is that of the revision
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            for name, value in properties(edition, site).items():
                xmp[name] = value
        pdf.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return written.getvalue()


def properties(edition: Mapping[str, Any], site: str = "") -> dict[str, Any]:
    """Say in XMP which edition a file is, whose, made from what, under which terms, and of which article.

    Its identifier is its DOI, or where it is published, or its version and revision; never the article's.

    Returns
    -------
    dict
        Property to text, where the schema asks for one or for one in each language, to a list where it asks for an
        order, else to a set. Title, abstract, keywords, language and dates are there already, as Typst writes them.

    References
    ----------
    ISO 19005-3:2012, 6.6.2.3: properties of the XMP specification of 2005 need no schema of their own in the file.
    """
    found: dict[str, Any] = {
        "dc:identifier": _identifier(edition, site),
        # Typst makes one name of all
        "dc:creator": list(edition.get("contributors") or ()),
        "dc:publisher": set(edition.get("contributors") or ()),
        # what it was made from
        "dc:source": edition.get("commit_address") or edition.get("repository"),
        "dc:type": {"Text"},
        "xmpMM:VersionID": edition.get("version"),
    }
    if doi := (edition.get("article") or {}).get("doi"):
        found["dc:relation"] = {resolved(doi)}
    if licences := edition.get("licence"):
        found["dc:rights"] = _rights(licences)
        found["xmpRights:Marked"] = "True"
        found["xmpRights:WebStatement"] = metadata.LICENCES.get(licences[0])
    return {name: value for name, value in found.items() if value}


def _identifier(edition: Mapping[str, Any], site: str) -> str | None:
    if edition.get("doi"):
        return resolved(edition["doi"])
    if site or not edition.get("version"):
        return site or None
    revision = edition.get("revision")
    return f"version {edition['version']}" + (f", revision {revision}" if revision else "")


def _rights(licences: list[str]) -> str:
    """Say under which licences; the first is that of the text and the data."""
    text, *others = licences
    code = f"; code under {wording.series(others)}" if others else ""
    return f"Text, figures and data under {text}{code}."
