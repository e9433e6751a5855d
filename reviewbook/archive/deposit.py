"""What the form of an archive asks for, so that nobody types it: metadata for Zenodo and of DataCite.

An edition is what `reviewbook.edition.metadata.edition` gives; one that is ``draft`` says so.

References
----------
https://developers.zenodo.org/#representation
DataCite Metadata Schema 4. https://doi.org/10.14454/3w3z-sa82
"""

from collections.abc import Mapping
from html import escape
from typing import Any

from reviewbook.edition import metadata

DRAFT = "This is a draft, not a release of this version."
SPDX = "https://spdx.org/licenses"
ORCID = "https://orcid.org"


def zenodo(edition: Mapping[str, Any]) -> dict[str, Any]:
    """Write the metadata of a deposit as Zenodo reads it, with ``doi`` only where one was minted."""
    article = edition["article"]
    # the form takes one licence: the first is that of the text and the data
    others = ", ".join(edition["licence"][1:])
    described = {
        "upload_type": "dataset",
        "title": metadata.title(edition),
        "creators": [_depositor(person) for person in edition["creators"]],
        "description": f"<p>{escape(edition['abstract'])}</p>",
        "publication_date": edition["date"],
        "version": edition["version"],
        "access_right": "open",
        "license": edition["licence"][0].lower(),
        "keywords": edition["keywords"],
        "language": "eng",
        "related_identifiers": [
            {"identifier": article["doi"], "relation": "isDerivedFrom", "resource_type": "publication-article"}
        ],
    }
    notes = [DRAFT] if edition.get("draft") else []
    if others:
        notes.append(f"The code is under another licence: {others}; the file LICENSE says which file is which.")
    if notes:
        described["notes"] = "".join(f"<p>{note}</p>" for note in notes)
    return described | ({"doi": edition["doi"]} if edition["doi"] else {})


def datacite(edition: Mapping[str, Any]) -> dict[str, Any]:
    """Write the metadata of an edition in the schema of DataCite, with ``identifiers`` only where a DOI was minted."""
    abstract = {"description": edition["abstract"], "descriptionType": "Abstract"}
    draft = [{"description": DRAFT, "descriptionType": "Other"}] if edition.get("draft") else []
    described = {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Reproducible edition of a literature review"},
        "creators": [_creator(person) for person in edition["creators"]],
        "titles": [{"title": metadata.title(edition), "lang": edition["language"]}],
        "publisher": ", ".join(edition["contributors"]),
        "publicationYear": edition["date"][:4],
        "dates": [{"date": edition["date"], "dateType": "Issued"}],
        "language": edition["language"],
        "version": edition["version"],
        "formats": ["application/zip"],
        "subjects": [{"subject": word} for word in edition["keywords"]],
        "descriptions": [*draft, abstract],
        "rightsList": [
            {"rights": name, "rightsUri": f"{SPDX}/{name}", "rightsIdentifier": name, "rightsIdentifierScheme": "SPDX"}
            for name in edition["licence"]
        ],
        "relatedIdentifiers": [
            {
                "relatedIdentifier": edition["article"]["doi"],
                "relatedIdentifierType": "DOI",
                "relationType": "IsDerivedFrom",
            }
        ],
    }
    return described | (
        {"identifiers": [{"identifier": edition["doi"], "identifierType": "DOI"}]} if edition["doi"] else {}
    )


def _depositor(creator: Mapping[str, str]) -> dict[str, str]:
    described = {"name": metadata.inverted(creator), "affiliation": creator.get("affiliation", "")}
    described["orcid"] = creator.get("orcid", "").removeprefix(ORCID + "/")
    return {field: value for field, value in described.items() if value}


def _creator(creator: Mapping[str, str]) -> dict[str, Any]:
    described: dict[str, Any] = {"name": metadata.inverted(creator), "nameType": "Personal"}
    if "literal" in creator:
        described["nameType"] = "Organizational"
    else:
        described |= {"givenName": creator["given"]} if "given" in creator else {}
        described["familyName"] = creator["family"]
    if "affiliation" in creator:
        described["affiliation"] = [{"name": creator["affiliation"]}]
    if "orcid" in creator:
        identified = {"nameIdentifier": creator["orcid"], "nameIdentifierScheme": "ORCID", "schemeUri": ORCID}
        described["nameIdentifiers"] = [identified]
    return described
