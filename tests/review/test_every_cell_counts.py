"""Whether a cell matters: of each column some are changed to other values that are allowed, and an output shows it.

The notebooks run in this process, as they stand, and what they publish is compared.
"""

import csv
import io
import json
import shutil
from datetime import date, timedelta
from itertools import islice
from time import process_time

import pytest

from reviewbook.display import publish
from reviewbook.evidence.tables import data, schema, text
from reviewbook.evidence.tables.schema import DataError

pytestmark = pytest.mark.slow

# columns on which no output depends, and why they are kept
SHOWN_NOWHERE = {
    ("studies", "sample_id"): "is counted as sample_id_if_overlapping, which may not divide it",
    ("studies", "mean_age_years"): "the article reports it of no study, which the dictionary says",
    ("studies", "percent_women"): "the article reports it of no study, which the dictionary says",
    ("findings", "effect_level"): "the article reports it of no finding, which the dictionary says",
    ("hypotheses", "outcome"): "says to coders what the hypothesis is about",
    ("hypotheses", "statement"): "says to coders what the hypothesis means",
    ("outcome_domains", "description"): "says to coders which outcomes belong to the domain",
    ("searches", "date_limit"): "asked for by PRISMA-S; the only one is 'none'",
    ("criteria", "aspect"): "sorts the criteria for those who compare reviews",
    ("claims", "kind"): "says to coders how a claim is to be written; its words show which kind it is",
    (
        "question_studies",
        "question_id",
    ): "ties what rules find to the question that covers it; its words name the studies",
    ("questions", "reference"): "says to coders which abstract was read; the question itself names the study",
}
COLUMNS = [
    (resource["name"], field["name"])
    for resource in schema.read(data.root(__file__))["resources"]
    for field in resource["schema"]["fields"]
]
FIRST, MOST = 6, 40
# of these another that is there is put in the place of one
KEYS = {"study_id", "passage_id", "instrument_id", "hypothesis_id", "question_id", "reference", "row"}


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

    def begin(self):
        """Remember what is published, and which notebooks are the quickest."""
        took = {}
        for name in self.cells:
            self.run(name)
            began = process_time()
            self.published[name] = self.run(name)
            took[name] = process_time() - began
        self.quickest = sorted(took, key=took.get)


@pytest.fixture(scope="module")
def book(folder, tmp_path_factory):
    book = Book(folder, tmp_path_factory.mktemp("cells") / "book")
    book.begin()
    return book


def others(field, value, there):
    """Give two values that the schema may allow in the place of one."""
    if "enum" in field.get("constraints", {}):
        found = [str(word) for word in field["constraints"]["enum"] if str(word) != value]
    elif field["type"] in ("integer", "number"):
        found = [f"{float(value or 30) + 1:g}", f"{float(value or 30) - 1:g}"]
    elif field["type"] == "date":
        found = [(date.fromisoformat(value) + timedelta(days=1)).isoformat()]
    elif field["name"] in KEYS:
        found = [word for word in there if word and word != value][:2]
    else:
        found = [*[word for word in there if word and word != value][:1], f"{value} changed".strip()]
    return found[:2]


def cells(rows, place):
    """Give the places of the cells to be changed, from the middle on; of empty ones where none is told."""
    told = [number for number, row in enumerate(rows) if row[place]] or list(range(len(rows)))
    return dict.fromkeys([told[len(told) // 2], told[-1], told[0], *told[:: max(1, len(told) // MOST)]])


def written(path, rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")


def changed(book, table, column):
    """Change cells of a column one by one; say of each whether that is refused, or which notebook shows it."""
    resource = book.resources[table]
    path, sources = book.folder / "data" / resource["path"], book.folder / "data" / "sources.csv"
    before = {one: one.read_bytes() for one in (path, sources)}
    read = text.read(before[path], schema.types(resource))
    place = read.heading.index(column)
    (field,) = [one for one in resource["schema"]["fields"] if one["name"] == column]
    asked = [name for name in book.quickest if f"data/{resource['path']}" in book.opened[name]]
    for number in cells(read.rows, place):
        for value in others(field, read.rows[number][place], read.columns()[column]):
            rows = [list(row) for row in read.rows]
            rows[number][place] = value
            try:
                written(path, [read.heading, *rows])
                if field.get("sourced") and not read.rows[number][place]:
                    key = "|".join(rows[number][read.heading.index(one)] for one in resource["schema"]["primaryKey"])
                    passage = next(csv.DictReader(before[sources].decode().splitlines()))["passage_id"]
                    with sources.open("a", encoding="utf-8") as file:
                        file.write(f"{table},{key},{column},{passage},stated,\n")
                try:
                    data.load(book.folder)
                except DataError:
                    yield "refused"
                else:
                    yield next((name for name in asked if shows(book, name)), "nobody")
            finally:
                for one, content in before.items():
                    one.write_bytes(content)


def shows(book, name):
    try:
        return book.run(name) != book.published[name]
    except ValueError as error:
        # a notebook refuses, too, in a line that names the table
        assert "data/" in str(error), error
        return True


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_changed_cell_is_seen(book, table, column):
    found = changed(book, table, column)
    if (table, column) in SHOWN_NOWHERE:
        assert set(islice(found, 2)) <= {"refused", "nobody"}
    else:
        unseen = []
        for said in found:
            if said not in ("refused", "nobody"):
                return
            unseen.append(said)
            # a cell of which every other word is refused
            if len(unseen) == FIRST and "nobody" not in unseen:
                return
        assert "nobody" not in unseen


def test_no_more_columns_are_left_aside_than_there_are():
    assert SHOWN_NOWHERE.keys() <= set(COLUMNS)
