"""A table that is too long to be read shows its first rows, and a file has all of them."""

import csv
import json
import re

import made_book
import made_studies
import pytest
from copies import Copy
from docutils import nodes
from page_text import paper, printed
from pypdf import PdfReader

from reviewbook.book.pages import excerpt
from reviewbook.display import outputs

FIELDS = [
    {"name": "study_id", "title": "Study", "type": "string", "format": "citation"},
    {"name": "n_patients", "title": "Patients", "type": "integer"},
]
# more studies than a table or a figure shows: 497 and the four of the made book
MADE = 497


def table(n_rows, fields=FIELDS):
    rows = [{"study_id": f"study{number}", "n_patients": number or None} for number in range(n_rows)]
    return {"schema": {"fields": fields}, "data": rows, "sources": [{} for _ in rows]}


def text(found):
    return "".join(node.astext() for node in found)


def test_a_table_of_five_hundred_rows_is_shown_whole_and_one_of_a_row_more_is_not():
    assert excerpt.shortened(table(500)) == table(500)
    assert excerpt.said(table(500), "direction.counts", "../") == []
    shown = excerpt.shortened(table(501))
    assert [row["study_id"] for row in shown["data"]] == [f"study{number}" for number in range(200)]
    assert len(shown["sources"]) == 200


def test_it_says_how_many_rows_there_are_and_which_file_has_them():
    said = excerpt.said(table(1234), "direction.counts", "../")
    assert text(said) == " The first 200 of 1,234 rows; all of them are in the file direction.counts.csv."
    (file,) = (node for node in said if isinstance(node, nodes.reference))
    assert file["refuri"] == "../tables/direction.counts.csv"


def test_rows_that_are_linked_to_are_never_left_out():
    named = [*FIELDS, {"name": "row", "title": "", "type": "string", "format": "anchor"}]
    assert not excerpt.is_long(table(1000, named))


def test_the_file_has_every_row_as_published_and_an_empty_cell_where_nothing_is_reported():
    lines = excerpt.as_csv(table(501)).splitlines()
    assert lines[:3] == ["study_id,n_patients", "study0,", "study1,1"]
    assert len(lines) == 502


def test_no_table_of_the_review_itself_is_shortened(folder):
    published = outputs.read(folder / "notebooks")
    assert [name for found in published.values() for name, one in found.tables.items() if excerpt.is_long(one)] == []


@pytest.fixture(scope="session")
def grown(once):
    """A book of 501 studies, built once."""

    def make(place):
        book = made_book.made(place)
        pairs = (f"{one}{other}" for one in "abcdefghijklmnopqrstuvwxyz" for other in "ab")
        names = [f"made{pair}{year}" for pair in pairs for year in range(2000, 2010)][:MADE]
        made_studies.add(place, names, model="doe2001")
        done = book.run("build")
        assert done.returncode == 0, done.stderr

    return Copy(once("grown", make))


def test_a_book_of_501_studies_counts_all_of_them_and_shows_the_first(grown):
    page = (grown.folder / "_build" / "html" / "notebooks" / "light.html").read_text(encoding="utf-8")
    numbers = {one["name"]: one["value"] for one in json.loads(grown.run("numbers").stdout)}
    assert numbers["light.n_studies"] == 501
    # the four have 200, the model of the made ones 40: 200 + 497 * 40
    assert numbers["light.total_n_patients"] == 20_080
    assert "20,080" in page
    assert "The first 200 of 501 rows" in page
    assert "Shown are the first 30 of 501 studies." in page
    with (grown.folder / "_build" / "html" / "tables" / "light.studies.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len({row["study_id"] for row in rows}) == 501
    assert sum(int(row["n_patients"] or 0) for row in rows) == 20_080


def test_its_pdf_says_the_same_and_holds_the_same_files(grown):
    said = printed(grown)
    assert "20,080" in said
    assert re.search(r"The first 200 of 501 rows; all of them are in the file", said)
    assert "Shown are the first 30 of 501 studies." in said
    site = grown.folder / "_build" / "html" / "tables"
    attached = {
        name: content for name, content in PdfReader(paper(grown)).attachments.items() if name.startswith("tables/")
    }
    assert {f"tables/{path.name}" for path in site.iterdir()} == set(attached)
    for name, (content,) in attached.items():
        assert content == (site.parent / name).read_bytes()
