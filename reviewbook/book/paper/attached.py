"""What the PDF holds beside its pages: data, numbers, citations and digests, each with what it is in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from reviewbook.book.pages import excerpt
from reviewbook.book.programs import files as programs
from reviewbook.display.outputs import Published
from reviewbook.edition import inventory, project, provenance
from reviewbook.edition.works import bibliography, citation
from reviewbook.evidence.tables import data

DATA, SUPPLEMENT = "data", "supplement"
KINDS = {
    ".bib": "application/x-bibtex",
    ".cff": "text/yaml",
    ".csv": "text/csv",
    ".json": "application/json",
    ".ris": "application/x-research-info-systems",
    ".txt": "text/plain",
    ".zip": "application/zip",
}
OTHERWISE = "application/octet-stream"
SCENARIOS = "data/scenarios.json"
DIGESTS = "sha256.txt"
WORKS = {"edition": "this edition", "article": "the reviewed article"}
FORMS = {"text": ("txt", "text"), "bibtex": ("bib", "BibTeX"), "ris": ("ris", "RIS"), "csl": ("json", "CSL-JSON")}


@dataclass(frozen=True)
class Attached:
    """A file in the PDF.

    Attributes
    ----------
    name
        Unique, also without the folders in it, which some readers drop.
    description
        What it is, in a sentence.
    relationship
        To the document, of those that PDF/A-3 knows: `DATA` is what it shows, `SUPPLEMENT` what goes with it.
    """

    name: str
    content: bytes
    description: str
    relationship: str

    @property
    def kind(self) -> str:
        """Give the media type."""
        return KINDS.get(PurePosixPath(self.name).suffix, OTHERWISE)


def files(folder: Path, listed: Iterable[str], published: Mapping[str, Published]) -> list[Attached]:
    """Collect what the PDF of a book holds.

    Parameters
    ----------
    listed
        Files of the folder. What is made from one of them is there if that is: numbers, claims, findings, questions and
        digests with the schema of the data, citations with ``CITATION.cff``.

    Raises
    ------
    ValueError
        Names the file that is listed and not there.
    """
    listed = list(listed)
    described = {
        project.CITATION: "How to cite this edition, in the Citation File Format.",
        bibliography.FILE: "The works that this edition cites, in BibTeX.",
        SCENARIOS: "Scenarios: other choices of the method, each with the parameters that it changes.",
    }
    of_data = inventory.SCHEMA in listed
    if of_data:
        described[inventory.SCHEMA] = "Dictionary of the data: every table and column, with type, unit and meaning."
        described |= {f"data/{table['path']}": _about(table) for table in data.schema(folder)["resources"]}
    found = [_lying(folder, name, described.get(name, "A file of this edition.")) for name in listed]
    found += _long(published)
    if of_data:
        made = programs.made(folder, published).items()
        found += [Attached(f"published-{name}", content, _said(programs.TITLES[name]), DATA) for name, content in made]
        found.append(_digests(folder))
    if project.CITATION in listed:
        found += _citations(folder)
    return found


def _lying(folder: Path, name: str, description: str) -> Attached:
    path = project.lying(folder / name)
    if not path.is_file():
        raise ValueError(f"pdf_attachments: there is no file '{name}'")
    return Attached(name, path.read_bytes(), description, DATA if name.startswith("data/") else SUPPLEMENT)


def _about(table: Mapping[str, Any]) -> str:
    return ": ".join(filter(None, (table["title"], table.get("description"))))


def _said(title: str) -> str:
    return f"{title[0].upper()}{title[1:]}."


def _long(published: Mapping[str, Published]) -> Iterator[Attached]:
    """Give each table that the pages show the first rows of."""
    for path, table in excerpt.long(published).items():
        description = f"All {len(table['data'])} rows of a table of which the pages show the first {excerpt.FIRST}."
        yield Attached(path, excerpt.as_csv(table).encode(), description, DATA)


def _digests(folder: Path) -> Attached:
    found = {f"data/{one['file']}": one["sha256"] for one in provenance.tables(folder)}
    found |= {f"notebooks/{one['notebook']}.ipynb": one["sha256"] for one in provenance.notebooks(folder)}
    lines = "".join(f"{digest}  {name}\n" for name, digest in found.items())
    description = "SHA-256 of every table and notebook of this edition, as sha256sum --check reads them."
    return Attached(DIGESTS, lines.encode(), description, SUPPLEMENT)


def _citations(folder: Path) -> Iterator[Attached]:
    for work, written in citation.formats(folder).items():
        for form, (ending, called) in FORMS.items():
            content = written[form].rstrip("\n") + "\n"
            description = f"Citation of {WORKS[work]}, as {called}."
            yield Attached(f"citation-{work}.{ending}", content.encode(), description, SUPPLEMENT)
