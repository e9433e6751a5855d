"""The tables of the book with some cells changed, and what the notebooks publish of them.

The notebooks run in this process, as they stand.
"""

import csv
import io
import json
import shutil
from datetime import date, timedelta

import pytest

from reviewbook.display import publish
from reviewbook.evidence.tables import data, schema, text
from reviewbook.evidence.tables.schema import DataError


class Book:
    """A copy of what notebooks read, and the notebooks as code."""

    def __init__(self, folder, place):
        self.folder = place
        for part in ("data", "notebooks", "chapters"):
            shutil.copytree(folder / part, place / part)
        for name in ("references.bib", "CITATION.cff"):
            shutil.copy(folder / name, place)
        self.tables = {one["name"]: Table(place, one) for one in schema.read(place)["resources"]}
        self.cells, self.opened, self.published = {}, {}, {}
        for path in sorted((place / "notebooks").glob("*.ipynb")):
            notebook = json.loads(path.read_text(encoding="utf-8"))
            code = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
            self.cells[path.stem] = [compile("".join(source), path.name, "exec") for source in code]
            self.opened[path.stem] = notebook["metadata"]["reviewbook"]["inputs"]
        # first those that read few tables, as they run quickest
        self.order = sorted(self.cells, key=lambda name: len(self.opened[name]))
        for name in self.cells:
            self.published[name] = self.run(name)

    def run(self, name):
        """Give what a notebook publishes."""
        published, names = [], {}
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.folder / "notebooks")
            patch.setattr(publish, "publish_display_data", lambda *given, **told: published.append((given, told)))
            for cell in self.cells[name]:
                exec(cell, names)
        return json.dumps(published, sort_keys=True, default=str)

    def refused(self):
        """Say whether the tables are refused as they are now; nothing but `DataError` may come of it."""
        try:
            data.load(self.folder)
        except DataError as error:
            assert all(line.startswith(("data/", "references.bib")) for line in error.lines), error
            return True
        return False

    def write(self, name, cells):
        """Write a table with other values: (row, column) to value; where there was none, its source, too."""
        table, sources = self.tables[name], self.tables["sources"]
        table.write(cells)
        filled = [place for place, value in cells.items() if value and not table.cell(*place)]
        keys = [(name, table.key(number), column) for number, column in filled if table.fields[column].get("sourced")]
        if keys:
            passage = self.tables["passages"].column("passage_id")[0]
            sources.write({}, [[*key, passage, "stated", ""] for key in keys])

    def restore(self):
        for table in self.tables.values():
            table.path.write_bytes(table.content)

    def readers(self, name):
        """Name the notebooks that read a table; first the one that showed a change last."""
        return [one for one in self.order if f"data/{self.tables[name].path.name}" in self.opened[one]]

    def shows(self, name):
        """Say whether a notebook publishes something else than before, or refuses in a line that names a place."""
        try:
            found = self.run(name) != self.published[name]
        except ValueError as error:
            if not str(error).startswith(("data/", "table '")):
                raise
            found = True
        if found:
            self.order.insert(0, self.order.pop(self.order.index(name)))
        return found


class Table:
    """A table of the book, whose cells may be written otherwise for a while."""

    def __init__(self, folder, resource):
        self.path = folder / "data" / resource["path"]
        self.content = self.path.read_bytes()
        self.read = text.read(self.content, schema.types(resource))
        self.primary = resource["schema"]["primaryKey"]
        self.fields = {field["name"]: field for field in resource["schema"]["fields"]}

    def column(self, name):
        return self.read.columns()[name]

    def cell(self, number, column):
        return self.column(column)[number]

    def key(self, number):
        return "|".join(self.cell(number, column) for column in self.primary)

    def write(self, cells, more=()):
        rows = [list(row) for row in self.read.rows]
        for (number, column), value in cells.items():
            rows[number][self.read.heading.index(column)] = value
        written = io.StringIO()
        csv.writer(written, lineterminator="\n").writerows([self.read.heading, *rows, *more])
        self.path.write_text(written.getvalue(), encoding="utf-8")

    def optional(self, column):
        return not self.fields[column].get("constraints", {}).get("required")

    def others(self, column, number):
        """Give values that the schema may allow in the place of one, which may be empty."""
        value = self.cell(number, column)
        field = self.fields[column]
        if "enum" in field.get("constraints", {}):
            return [str(word) for word in field["constraints"]["enum"] if str(word) != value][:3]
        if field["type"] in ("integer", "number"):
            return [f"{float(value or 6) + 1:.15g}", f"{float(value or 6) - 1:.15g}"]
        if field["type"] == "date":
            return [(date.fromisoformat(value or "2024-01-01") + timedelta(days=1)).isoformat()]
        # of a key, a free word, a text
        cells = self.column(column)
        near = sorted(range(len(cells)), key=lambda other: abs(other - number))
        there = dict.fromkeys(cells[other] for other in near if cells[other] not in ("", value))
        return [*list(there)[:2], f"{value}x"]
