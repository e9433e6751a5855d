"""The description of an archive that machines read: every file of it, what it is, and what was made of what.

References
----------
RO-Crate Metadata Specification 1.2. https://w3id.org/ro/crate/1.2
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from reviewbook.archive import deposit
from reviewbook.edition import bundled, metadata
from reviewbook.edition.works.references import resolved

NAME = "ro-crate-metadata.json"
SPECIFICATION = "https://w3id.org/ro/crate/1.2"
SOFTWARE, CONTRIBUTORS, MAKING = "#reviewbook", "#contributors", "#making"
TEXT, CODE = "CC-BY-4.0", "MIT"
# What a folder or a file holds, and under which licence; LICENSE says the same in words.
FOLDERS = {
    "chapters": ("The text of the book, which names numbers and never types them", TEXT),
    "data": ("The coded tables, with their schema and codebook: a Data Package", TEXT),
    "notebooks": ("The notebooks, stored with their outputs", TEXT),
    "published": ("What was published: the book as HTML and as PDF, its numbers, its claims", TEXT),
    "reviewbook": ("The software", CODE),
    "tests": ("What holds data, software and book", CODE),
}
FILES = {"CITATION.cff": TEXT, "references.bib": TEXT, "README.md": TEXT, "CHANGELOG.md": TEXT}
LICENCES = {
    "CC-BY-4.0": ("https://creativecommons.org/licenses/by/4.0/", "Creative Commons Attribution 4.0 International"),
    "MIT": ("https://spdx.org/licenses/MIT", "MIT License"),
    "OFL-1.1": ("https://spdx.org/licenses/OFL-1.1", "SIL Open Font License 1.1"),
}
# A list of our own: that of the machine differs from machine to machine.
FORMATS = {
    ".bib": "application/x-bibtex",
    ".cff": "application/yaml",
    ".css": "text/css",
    ".csv": "text/csv",
    ".html": "text/html",
    ".ico": "image/vnd.microsoft.icon",
    ".ipynb": "application/x-ipynb+json",
    ".js": "text/javascript",
    ".json": "application/json",
    ".md": "text/markdown",
    ".otf": "font/otf",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".py": "text/x-python",
    ".svg": "image/svg+xml",
    ".toml": "application/toml",
    ".ttf": "font/ttf",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".yml": "application/yaml",
}


def describe(edition: Mapping[str, Any], files: Mapping[str, bytes | None]) -> dict[str, Any]:
    """Describe an archive as an RO-Crate.

    Parameters
    ----------
    edition
        From `reviewbook.edition.metadata.edition`.
    files
        Path to content, or to None for a file that holds the digest of this description.

    Returns
    -------
    dict
        JSON-LD, flattened, in the order of the paths.
    """
    folders = sorted({path.split("/")[0] for path in files if "/" in path})
    graph = [
        {
            "@id": NAME,
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": SPECIFICATION},
        },
        _root(edition, [f"{folder}/" for folder in folders] + [path for path in files if "/" not in path]),
        *[_folder(folder, files) for folder in folders],
        *[_file(path, files) for path in sorted(files)],
        *_context(edition, files),
    ]
    return {"@context": f"{SPECIFICATION}/context", "@graph": graph}


def licence(path: str, files: Collection[str]) -> str | None:
    """Name the licence of a file by its path, as the file LICENSE does.

    Parameters
    ----------
    files
        Every path of the archive.

    Returns
    -------
    str or None
        SPDX identifier; None for a file of others that a theme or an extension brings, which the colophon lists.
    """
    source = path.replace("published/html/_static/", "reviewbook/book/site/static/")
    for part in bundled.PARTS:
        if any(PurePosixPath(source.removeprefix("reviewbook/")).match(pattern) for pattern in part.files):
            return part.licence
    if source != path:
        return CODE if source in files else None
    folder = path.split("/")[0]
    return FOLDERS[folder][1] if "/" in path and folder in FOLDERS else FILES.get(path, CODE)


def _root(edition: Mapping[str, Any], parts: list[str]) -> dict[str, Any]:
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": metadata.title(edition),
        "description": edition["abstract"],
        "datePublished": edition["date"],
        "version": edition["version"],
        "inLanguage": edition["language"],
        "keywords": edition["keywords"],
        "license": [_licence(name) for name in edition["licence"]],
        "author": {"@id": CONTRIBUTORS},
        "publisher": {"@id": CONTRIBUTORS},
        "isBasedOn": {"@id": resolved(edition["article"]["doi"])},
        "citation": {"@id": resolved(edition["article"]["doi"])},
        "mentions": {"@id": MAKING},
        "hasPart": _links(parts),
    }
    root |= {"creativeWorkStatus": "Draft"} if edition.get("draft") else {}
    return root | ({"identifier": resolved(edition["doi"])} if edition["doi"] else {})


def _folder(folder: str, files: Collection[str]) -> dict[str, Any]:
    inside = [path for path in sorted(files) if path.startswith(f"{folder}/")]
    told = {"description": FOLDERS[folder][0], "license": _licence(FOLDERS[folder][1])} if folder in FOLDERS else {}
    return {"@id": f"{quote(folder)}/", "@type": "Dataset", "name": folder, "hasPart": _links(inside)} | told


def _file(path: str, files: Mapping[str, bytes | None]) -> dict[str, Any]:
    content, terms = files[path], licence(path, files)
    described = {
        "@id": quote(path),
        "@type": "File",
        "name": PurePosixPath(path).name,
        "encodingFormat": FORMATS.get(PurePosixPath(path).suffix, "text/plain"),
    } | ({"license": _licence(terms)} if terms else {})
    if content is None:
        return described
    return described | {"contentSize": str(len(content)), "sha256": hashlib.sha256(content).hexdigest()}


def _context(edition: Mapping[str, Any], files: Collection[str]) -> list[dict[str, Any]]:
    article = edition["article"]
    used = dict.fromkeys([*edition["licence"], *filter(None, (licence(path, files) for path in sorted(files)))])
    authors = [f"#{name.lower().replace(' ', '-')}" for name in article["authors"]]
    return [
        {"@id": CONTRIBUTORS, "@type": "Organization", "name": ", ".join(edition["contributors"])},
        {
            "@id": resolved(article["doi"]),
            "@type": "ScholarlyArticle",
            "name": article["title"],
            "author": _links(authors),
            "datePublished": article["year"],
            "creditText": article["citation"],
        },
        *[
            {"@id": number, "@type": "Person", "name": name}
            for number, name in zip(authors, article["authors"], strict=True)
        ],
        {
            "@id": SOFTWARE,
            "@type": "SoftwareApplication",
            "name": "reviewbook",
            "version": edition["software_version"],
            "softwareRequirements": {"@id": "requirements.txt"},
            "license": _licence(CODE),
        },
        {
            "@id": MAKING,
            "@type": "CreateAction",
            "name": f"Made from revision {edition['revision']}",
            "instrument": {"@id": SOFTWARE},
            "object": _links(["data/", "notebooks/", "chapters/"]),
            "result": {"@id": "published/"},
        },
        *[
            {"@id": _terms(name)[0], "@type": "CreativeWork", "name": _terms(name)[1], "identifier": name}
            for name in used
        ],
    ]


def _licence(name: str) -> dict[str, str]:
    return {"@id": _terms(name)[0]}


def _terms(name: str) -> tuple[str, str]:
    """Give the address and the name of a licence by its identifier of SPDX."""
    return LICENCES.get(name, (f"{deposit.SPDX}/{name}", name))


def _links(paths: Iterable[str]) -> list[dict[str, str]]:
    return [{"@id": path if path.startswith("#") else quote(path)} for path in paths]
