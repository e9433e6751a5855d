"""Whether a cell matters: of each column some are changed to other values that are allowed, and an output shows it.

The notebooks run in this process, as they stand, and what they publish is compared.
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

# columns on which no output depends, and why they are kept
SHOWN_NOWHERE = {
    ("hypotheses", "outcome"): "says to coders what the hypothesis is about",
    ("hypotheses", "statement"): "says to coders what the hypothesis means",
    ("outcome_domains", "description"): "says to coders which outcomes belong to the domain",
    ("searches", "date_limit"): "asked for by PRISMA-S; the only one is 'none'",
    ("criteria", "aspect"): "sorts the criteria for those who compare reviews",
    ("claims", "kind"): "says to coders how a claim is to be written; its words show which kind it is",
}
# columns without any value: what the article reports of none of its ten studies
EMPTY = {
    ("studies", "mean_age_years"),
    ("studies", "percent_women"),
    ("findings", "effect_level"),
    ("searches", "platform"),
    ("searches", "n_records"),
}
COLUMNS = [
    (resource["name"], field["name"])
    for resource in schema.read(data.root(__file__))["resources"]
    for field in resource["schema"]["fields"]
]


class Book:
    """A copy of what notebooks read, and the notebooks as code."""

    def __init__(self, folder, place):
        self.folder = place
        for part in ("data", "notebooks", "chapters"):
            shutil.copytree(folder / part, place / part)
        for name in ("references.bib", "CITATION.cff"):
            shutil.copy(folder / name, place)
        self.resources = {one["name"]: one for one in schema.read(place)["resources"]}
        self.cells, self.opened, self.published = {}, {}, {}
        for path in sorted((place / "notebooks").glob("*.ipynb")):
            notebook = json.loads(path.read_text(encoding="utf-8"))
            code = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
            self.cells[path.stem] = [compile("".join(source), path.name, "exec") for source in code]
            self.opened[path.stem] = notebook["metadata"]["reviewbook"]["inputs"]

    def run(self, name):
        """Give what a notebook publishes."""
        published, names = [], {}
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.folder / "notebooks")
            patch.setattr(publish, "publish_display_data", lambda *given, **told: published.append((given, told)))
            for cell in self.cells[name]:
                exec(cell, names)
        return json.dumps(published, sort_keys=True, default=str)

    def before(self, name):
        if name not in self.published:
            self.published[name] = self.run(name)
        return self.published[name]


@pytest.fixture(scope="module")
def book(folder, tmp_path_factory):
    return Book(folder, tmp_path_factory.mktemp("cells") / "book")


def others(field, value, there):
    """Give values that the schema may allow in the place of one."""
    if "enum" in field.get("constraints", {}):
        return [str(word) for word in field["constraints"]["enum"] if str(word) != value][:3]
    if field["type"] in ("integer", "number"):
        return [f"{float(value) + 1:g}", f"{float(value) - 1:g}"]
    if field["type"] == "date":
        return [(date.fromisoformat(value) + timedelta(days=1)).isoformat()]
    # of a key, a free word, a text
    return [*[word for word in there if word and word != value][:2], f"{value}x", f"{value} changed"]


def changed(book, table, column):
    """Change cells of a column one by one; say of each whether that is refused, or which notebook shows it."""
    resource = book.resources[table]
    path = book.folder / "data" / resource["path"]
    content = path.read_bytes()
    read = text.read(content, schema.types(resource))
    place = read.heading.index(column)
    (field,) = [one for one in resource["schema"]["fields"] if one["name"] == column]
    told = [number for number, row in enumerate(read.rows) if row[place]]
    try:
        for number in dict.fromkeys([told[0], told[len(told) // 2], told[-1], *told[:8]] if told else []):
            for value in others(field, read.rows[number][place], read.columns()[column]):
                rows = [list(row) for row in read.rows]
                rows[number][place] = value
                written = io.StringIO()
                csv.writer(written, lineterminator="\n").writerows([read.heading, *rows])
                path.write_text(written.getvalue(), encoding="utf-8")
                try:
                    data.load(book.folder)
                except DataError:
                    yield "refused"
                    continue
                found = (name for name in book.cells if f"data/{resource['path']}" in book.opened[name])
                yield next((name for name in found if shows(book, name)), "nobody")
    finally:
        path.write_bytes(content)


def shows(book, name):
    try:
        return book.run(name) != book.before(name)
    except ValueError as error:
        # a notebook refuses, too, in a line
        return "data/" in str(error)


@pytest.fixture(scope="module", autouse=True)
def _published(book):
    for name in book.cells:
        book.before(name)


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_changed_cell_is_seen(book, table, column):
    found = changed(book, table, column)
    seen = next((said for said in found if said not in ("refused", "nobody")), None)
    if (table, column) in EMPTY:
        assert list(changed(book, table, column)) == []
    elif (table, column) in SHOWN_NOWHERE:
        assert seen is None
    elif seen is None:
        # a key that nothing else may be
        assert set(changed(book, table, column)) == {"refused"}


def test_no_more_columns_are_left_aside_than_there_are():
    assert SHOWN_NOWHERE.keys() | EMPTY <= set(COLUMNS)
