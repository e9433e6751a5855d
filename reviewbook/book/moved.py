"""The ``moved`` directive: what the last release changed, from the file that ``reviewbook changes --record`` writes."""

import json
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from reviewbook.book import tables

FILE = "chapters/changes.json"
FIRST = "This is the first edition: there is none before it to compare with."
COLUMNS = {
    "numbers": ("Published numbers that moved.", ["Number", "Before", "Now"]),
    "verdicts": ("Claims whose verdict changed.", ["Claim", "Before", "Now"]),
    "cells": ("Cells of the data that changed.", ["Table", "Row", "Column", "Before", "Now"]),
}


class Moved(SphinxDirective):
    """Write a table for each kind of thing that moved, and the pages that show it."""

    def run(self):
        """Build the tables, or the sentence that there is nothing to compare with."""
        path = Path(self.env.srcdir, FILE)
        self.env.note_dependency(str(path))
        if not path.is_file():
            return [nodes.paragraph("", FIRST)]
        found = json.loads(path.read_text(encoding="utf-8"))
        placed = [self._table(kind, found[kind]) for kind in COLUMNS if found[kind]]
        if found["pages"]:
            pages = ", ".join(f"{{doc}}`/{page.rpartition('.')[0]}`" for page in found["pages"])
            placed.append(nodes.paragraph("", "", *self._inline(f"Pages that show it: {pages}.")))
        return placed or [nodes.paragraph("", "No published number, claim or page changed.")]

    def _table(self, kind, rows):
        caption, titles = COLUMNS[kind]
        fields = [{"name": title, "title": title, "type": "string"} for title in titles]
        data = [{title: _shown(value) for title, value in zip(titles, row, strict=True)} for row in rows]
        title = nodes.title("", "", *self._inline(caption))
        table = tables.build({"schema": {"fields": fields}, "data": data}, f"moved.{kind}", title, self._inline)
        tables.fold(table)
        self.set_source_info(table)
        return table

    def _inline(self, text):
        return self.state.inline_text(text, self.lineno)[0]


def _shown(value):
    return "–" if value is None else value


def setup(app):
    """Register the directive."""
    app.add_directive("moved", Moved)
