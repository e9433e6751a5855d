"""The register of numbers: each number that the book names, what it means and is made of, the claims it bears on."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from reviewbook.book import state
from reviewbook.book.pages import table
from reviewbook.book.pages.directive import BookDirective
from reviewbook.display import markup, wording
from reviewbook.display.outputs import Published, keys
from reviewbook.manuscript import contents

PAGE, NOTEBOOKS = "chapters/numbers", "notebooks/"
# the table of a notebook that says what would move if a question were answered in one way or another
ANSWERS = "answers"
# the file of the site with all its rows
ANSWERS_FILE = "answers.csv"
# how a value is written where no sentence says what it is
SIGNS = {"percent": "{}%", "probability": "P = {}"}
NAMED = re.compile(r"\{\{\s*([a-z_]+\.[a-z0-9_]+)")


FIELDS = [
    {"name": "anchor", "title": "", "type": "string", "format": "anchor"},
    {"name": "value", "title": "Value", "type": "string"},
    {"name": "meaning", "title": "Meaning", "type": "string", "format": "paragraphs", "again": True},
    {"name": "claims", "title": "Claims", "type": "string", "format": "markup"},
]


class Register(BookDirective):
    """Write one table of numbers per notebook, in the order of the contents."""

    def run(self) -> list[nodes.Node]:
        """Build the sections of the register."""
        # it rests on the sources of all pages
        self.env.note_reread()
        published = self.published
        shown, bears = wanted(Path(self.env.srcdir), published), claims(published)
        self._called = called(published)
        made: list[nodes.Node] = []
        pages = contents.read(Path(self.env.srcdir))
        for page in (page for page in pages if page.removeprefix(NOTEBOOKS) in published):
            notebook = page.removeprefix(NOTEBOOKS)
            own = {f"{notebook}.{name}": record for name, record in published[notebook].numbers.items()}
            rows = [self._row(key, record, bears.get(key, [])) for key, record in own.items() if key in shown]
            if rows:
                caption = self.inline(f"{{doc}}`/{page}`: its numbers.")
                resource = {
                    "schema": {"fields": FIELDS},
                    "data": rows,
                    "numbers": [{"value": row["key"]} for row in rows],
                }
                made.append(self.table(resource, f"{notebook}.numbers", caption))
        return made

    def _row(self, key: str, record: Mapping[str, Any], bears: list[str]) -> dict[str, str]:
        made = wording.made(record, state.of(self.env.app).studies)
        return {
            "anchor": anchor(key),
            "key": key,
            "value": value(record),
            "meaning": "\n".join(filter(None, [wording.meaning(record), made])),
            "claims": ", ".join(markup.reference(self._called[claim], claim) for claim in bears),
        }


def value(record: Mapping[str, Any]) -> str:
    """Write the value of a number that stands alone, with the sign that its sentence elsewhere gives it."""
    written = wording.text(record["value"], record["unit"])
    return written if record["value"] is None else SIGNS.get(record["unit"], "{}").format(written)


def wanted(folder: Path, published: Mapping[str, Published]) -> set[str]:
    """Find the numbers that the register lists.

    A page or a table names them, a claim rests on them, an answer moves them, or another of the register is made of
    them.
    """
    found = of_text(folder, published) | tabled(published)
    fresh = found
    while fresh:
        fresh = {one for key in fresh for one in _made_of(published, key)} - found
        found = found | fresh
    return found


def of_text(folder: Path, published: Mapping[str, Published]) -> set[str]:
    """Find the numbers that a page names, a claim rests on, or an answer moves: those that a search finds."""
    return named(folder) | set(claims(published)) | answered(published)


def _made_of(published: Mapping[str, Published], key: str) -> Iterator[str]:
    notebook, _, name = key.partition(".")
    record = published[notebook].numbers.get(name, {}) if notebook in published else {}
    left = [part for told in (record, record.get("article", {})) for part in told.get("made", {}).get("parts", ())]
    while left:
        part = left.pop()
        left += part.get("parts", ())
        if "number" in part:
            yield f"{notebook}.{part['number']}"


def anchor(key: str) -> str:
    """Name the row of a number: ``number-direction-n_x``."""
    return f"number-{key.replace('.', '-')}"


def named(folder: Path) -> set[str]:
    """Find the numbers that a chapter or a notebook names, by their keys, ``notebook.name``."""
    sources = (source for path in contents.paths(folder) for source in contents.written(path, ["markdown"]))
    return {key for source in sources for key in NAMED.findall(source)}


def tabled(published: Mapping[str, Published]) -> set[str]:
    """Find the numbers that stand in cells of published tables."""
    return {
        table.number_key(notebook, name)
        for notebook, output in published.items()
        for found in output.tables.values()
        for row in found.get("numbers", ())
        for name in row.values()
    } & keys(published)


def claims(published: Mapping[str, Published]) -> dict[str, list[str]]:
    """Tell on which claims of the article each number bears.

    Returns
    -------
    dict of list of str
        Key of a number to the anchors of its claims, in the order of the article; a number without a claim is left out.
    """
    found: dict[str | None, list[str]] = {}
    for rested in claim_tables(published):
        for row in rested["data"]:
            found.setdefault(row["number"], []).append(row["claim_id"])
    return {key: bears for key, bears in found.items() if key is not None}


def answered(published: Mapping[str, Published]) -> set[str]:
    """Find the numbers that would move if an open question were answered in one way or another."""
    return {row["number"] for told in answer_tables(published) for row in told["data"] if row["number"]}


def answer_tables(published: Mapping[str, Published]) -> list[dict[str, Any]]:
    """Find the published tables that say what would move; no book has more than one."""
    return [output.tables[ANSWERS] for output in published.values() if ANSWERS in output.tables]


def called(published: Mapping[str, Published]) -> dict[str, str]:
    """Tell how each claim is called, by its anchor: by its number where it is published, such as ``C1``."""
    rows = (row for rested in claim_tables(published) for row in rested["data"])
    return {row["claim_id"]: row.get("called", row["claim_id"]) for row in rows}


def claim_tables(published: Mapping[str, Published]) -> list[dict[str, Any]]:
    """Find the published tables that have a row for each claim and name the number that it rests on."""
    tables = [found for output in published.values() for found in output.tables.values()]
    return [t for t in tables if {"claim_id", "number"} <= {field["name"] for field in t["schema"]["fields"]}]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("numbers-register", Register)
