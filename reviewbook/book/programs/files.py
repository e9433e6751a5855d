"""What programs read of the site: numbers, claims, findings, questions, the coded tables, a manifest of all of them.

Their addresses stay the same from version to version.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from reviewbook.book.pages import excerpt, register
from reviewbook.book.pages.directive import BookDirective
from reviewbook.book.programs import joined
from reviewbook.display import outputs
from reviewbook.display.outputs import Published
from reviewbook.edition import address, metadata
from reviewbook.evidence.tables import data
from reviewbook.evidence.tables.data import Review

NUMBERS, CLAIMS, FINDINGS, QUESTIONS = "numbers.json", "claims.csv", "findings.csv", "questions.csv"
MANIFEST, INDEX = "manifest.json", "llms.txt"
TITLES = {
    NUMBERS: "every published number, with its value, unit, meaning and studies, and what it is made of",
    CLAIMS: "every claim of the article, with the value recomputed for it and the verdict",
    FINDINGS: "every finding in words, with its study, its hypothesis, and where it is stated",
    QUESTIONS: "every open question, with the studies that it is about",
    register.ANSWERS_FILE: "every number in the text that would change under an answer to an open question",
    INDEX: "a list of every page as Markdown and of every file, for language models",
    MANIFEST: "every file for programs, with its size and its SHA-256",
}
TYPES = {"json": "application/json", "csv": "text/csv", "txt": "text/plain"}


class Programs(BookDirective):
    """List the files that only programs read, each as a link; on paper there are none."""

    def run(self) -> list[nodes.Node]:
        """Build an item for each file."""
        up = address.above(self.env.docname, self.config.root_doc)
        items = []
        for name in (*_makers(Path(self.env.srcdir), self.published), INDEX, MANIFEST):
            link = nodes.reference("", "", nodes.literal("", name), refuri=f"{up}{name}", internal=True)
            items.append(nodes.list_item("", nodes.paragraph("", "", link, nodes.Text(f": {TITLES[name]}."))))
        return [addnodes.only("", nodes.bullet_list("", *items), expr="html")]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("programs", Programs)


def made(folder: Path, published: Mapping[str, Published]) -> dict[str, bytes]:
    """Make the files: numbers and claims as notebooks published them, findings and questions as they are coded.

    What the review does not have has no file.

    A number has the keys of `reviewbook.display.outputs.numbers`.
    """
    return {name: make() for name, make in _makers(folder, published).items()}


def _makers(folder: Path, published: Mapping[str, Published]) -> dict[str, Callable[[], bytes]]:
    """Name the files that there are, each with what makes it."""
    makers: dict[str, Callable[[], bytes]] = {NUMBERS: lambda: _text(outputs.numbers(published))}
    if tables := register.claim_tables(published):
        rows = [row for table in tables for row in table["data"]]
        makers[CLAIMS] = partial(_as_csv, tables[0] | {"data": rows})
    for answers in register.answer_tables(published):
        makers[register.ANSWERS_FILE] = partial(_as_csv, answers)
    there = {table["name"] for table in data.schema(folder)["resources"]}
    for name, table, join in ((FINDINGS, "findings", joined.findings), (QUESTIONS, "questions", joined.questions)):
        if table in there:
            makers[name] = partial(_joined, join, folder, there)
    return makers


def _as_csv(table: dict[str, Any]) -> bytes:
    return excerpt.as_csv(table).encode()


def _joined(join: Callable[[Review, Collection[str]], pd.DataFrame], folder: Path, there: Collection[str]) -> bytes:
    return joined.as_csv(join(data.load(folder), there)).encode()


def listed(folder: Path, published: Mapping[str, Published]) -> Iterator[tuple[str, str]]:
    """Name each file by its path in the site, with what it holds."""
    yield from ((name, TITLES[name]) for name in (*_makers(folder, published), INDEX))
    yield "data/datapackage.json", "the schema of the tables, as a Data Package"
    yield from ((f"data/{table['path']}", table["title"]) for table in data.schema(folder)["resources"])


def write(folder: Path, edition: Mapping[str, Any], published: Mapping[str, Published], place: Path) -> None:
    """Write the files into the site, and the manifest: path, title, media type, bytes and SHA-256 of each."""
    for name, content in made(folder, published).items():
        (place / name).write_bytes(content)
    told = {"title": metadata.title(edition), "version": edition["version"], "revision": edition["revision"]}
    files = [_entry(place, *one) for one in listed(folder, published)]
    (place / MANIFEST).write_bytes(_text(told | {"files": files}))


def kind(path: str) -> str:
    """Give the media type of a file, by its ending."""
    return TYPES[path.rpartition(".")[2]]


def _entry(place: Path, path: str, title: str) -> dict[str, Any]:
    content = (place / path).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    return {"path": path, "title": title, "mediatype": kind(path), "bytes": len(content), "sha256": digest}


def _text(content: Any) -> bytes:
    return f"{json.dumps(content, ensure_ascii=False, indent=2)}\n".encode()
