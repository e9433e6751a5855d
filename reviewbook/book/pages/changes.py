"""The ``moved`` directive: what the last release changed, from the file that ``reviewbook changes --record`` writes."""

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from reviewbook.book.pages.directive import BookDirective
from reviewbook.manuscript import record

CHANGELOG = "CHANGELOG.md"
FIRST = "This is the first edition: there is none before it to compare with."
COLUMNS = {
    "numbers": ("Published numbers that changed.", ["Number", "Before", "Now"]),
    "verdicts": ("Claims whose verdict changed.", ["Claim", "Before", "Now"]),
    "cells": ("Cells of the data that changed.", ["Table", "Row", "Column", "Before", "Now"]),
}


class Moved(BookDirective):
    """Write a table for each kind of thing that moved, and the pages that show it."""

    def run(self) -> list[nodes.Node]:
        """Build the tables, or the sentence that there is nothing to compare with."""
        path, changelog = (Path(self.env.srcdir, name) for name in (record.FILE, CHANGELOG))
        for read in (path, changelog):
            self.env.note_dependency(str(read))
        found = record.read(Path(self.env.srcdir))
        versions = re.findall(r"^## (\S+)", changelog.read_text(encoding="utf-8"), flags=re.MULTILINE)
        if not found and len(versions) == 1:
            return [nodes.paragraph("", FIRST)]
        now = self.config.edition["version"]
        if found.get("version") != now:
            told = f"it is of version {found['version']}" if found else "there is none"
            raise self.error(
                f"{record.FILE} must say what changed up to {now}; {told}: run reviewbook changes --record"
            )
        compared = nodes.paragraph("", f"Version {now}, compared with {found['before']}.")
        return [compared, *(self._moved(found) or [nodes.paragraph("", "No published number, claim or page changed.")])]

    def _moved(self, found: dict[str, Any]) -> list[nodes.Node]:
        placed: list[nodes.Node] = [self._table(kind, found[kind]) for kind in COLUMNS if found[kind]]
        outputs = ", ".join(f"``{name}``" for name in found["outputs"])
        pages = ", ".join(f"{{doc}}`/{page.rpartition('.')[0]}`" for page in found["pages"])
        for title, told in (("Tables and figures that differ", outputs), ("Pages that show it", pages)):
            if told:
                placed.append(nodes.paragraph("", "", *self.inline(f"{title}: {told}.")))
        return placed

    def _table(self, kind: str, rows: list[list[Any]]) -> nodes.table:
        caption, titles = COLUMNS[kind]
        fields = [{"name": title, "title": title, "type": "string"} for title in titles]
        data = [{title: _shown(value) for title, value in zip(titles, row, strict=True)} for row in rows]
        return self.table({"schema": {"fields": fields}, "data": data}, f"moved.{kind}", self.inline(caption))


def _shown(value: Any) -> Any:
    return "–" if value is None else value


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("moved", Moved)
