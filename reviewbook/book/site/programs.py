"""What programs read of the site: every number, every claim, the coded tables, and a manifest of all of them.

Their addresses stay the same from version to version.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from reviewbook.book.pages import excerpt, register
from reviewbook.book.pages.directive import BookDirective
from reviewbook.display import outputs
from reviewbook.display.outputs import Published
from reviewbook.edition import address, metadata
from reviewbook.evidence.tables import data

NUMBERS, CLAIMS, MANIFEST = "numbers.json", "claims.csv", "manifest.json"
TITLES = {
    NUMBERS: "every published number, with its value, unit, meaning and studies",
    CLAIMS: "every claim of the article, with the value recomputed for it and the verdict",
    MANIFEST: "every file for programs, with its size and its SHA-256",
}
TYPES = {"json": "application/json", "csv": "text/csv"}


class Programs(BookDirective):
    """List the files that only programs read, each as a link; on paper there are none."""

    def run(self) -> list[nodes.Node]:
        """Build an item for each file."""
        up = address.above(self.env.docname, self.config.root_doc)
        items = []
        for name in (*made(self.published), MANIFEST):
            link = nodes.reference("", "", nodes.literal("", name), refuri=f"{up}{name}", internal=True)
            items.append(nodes.list_item("", nodes.paragraph("", "", link, nodes.Text(f": {TITLES[name]}."))))
        return [addnodes.only("", nodes.bullet_list("", *items), expr="html")]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("programs", Programs)


def made(published: Mapping[str, Published]) -> dict[str, bytes]:
    """Make the files of what notebooks published: numbers, and claims where there are any.

    A number has the keys of `reviewbook.display.outputs.numbers`.
    """
    files = {NUMBERS: _text(outputs.numbers(published))}
    if tables := register.claim_tables(published):
        rows = [row for table in tables for row in table["data"]]
        files[CLAIMS] = excerpt.as_csv(tables[0] | {"data": rows}).encode()
    return files


def listed(folder: Path, published: Mapping[str, Published]) -> Iterator[tuple[str, str]]:
    """Name each file by its path in the site, with what it holds."""
    yield from ((name, TITLES[name]) for name in made(published))
    yield "data/datapackage.json", "the schema of the tables, as a Data Package"
    yield from ((f"data/{table['path']}", table["title"]) for table in data.schema(folder)["resources"])


def write(folder: Path, edition: Mapping[str, Any], published: Mapping[str, Published], place: Path) -> None:
    """Write the files into the site, and the manifest: path, title, media type, bytes and SHA-256 of each."""
    for name, content in made(published).items():
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
