"""The files in a PDF: which there are, what is said of each, and that it is what it says."""

import csv
import hashlib
import json

import pytest

from reviewbook.book.paper import attached
from reviewbook.display.outputs import Published
from reviewbook.edition import metadata

LISTED = ["references.bib", "CITATION.cff", "data/datapackage.json", "data/studies.csv", "data/findings.csv"]


@pytest.fixture
def held(small):
    found = attached.files(small.folder, LISTED, {})
    return {file.name: file for file in found}


def told(held):
    return {name: (file.kind, file.relationship, file.description) for name, file in held.items()}


def test_a_file_says_in_words_of_its_own_what_it_is(held):
    text = told(held)
    assert text["data/studies.csv"] == ("text/csv", "data", "Included studies: One row per included study.")
    assert text["references.bib"][:2] == ("application/x-bibtex", "supplement")
    assert text["published-numbers.json"][:2] == ("application/json", "data")
    assert text["citation-article.ris"] == (
        "application/x-research-info-systems",
        "supplement",
        "Citation of the reviewed article, as RIS.",
    )
    assert len({description for _, _, description in text.values()}) == len(held)


def test_names_are_unique_also_where_folders_are_dropped(held):
    assert len({name.rpartition("/")[2] for name in held}) == len(held)


def test_what_is_made_of_a_file_is_there_if_the_file_is(small, held):
    # the made book has one open question and eight findings, and here no notebook has published anything
    assert {name for name in held if name not in LISTED} == {
        *("published-numbers.json", "published-findings.csv", "published-questions.csv", "sha256.txt"),
        *(f"citation-{work}.{ending}" for work in ("edition", "article") for ending in ("txt", "bib", "ris", "json")),
    }
    assert [file.name for file in attached.files(small.folder, ["references.bib"], {})] == ["references.bib"]


def test_each_format_of_a_citation_is_attached():
    assert {ending for ending, _ in attached.FORMS.values()} == {*metadata.FORMATS.values(), "txt"} - {"csl"} | {"json"}


def test_findings_are_those_that_are_coded(held):
    assert len(list(csv.DictReader(held["published-findings.csv"].content.decode().splitlines()))) == 8
    assert json.loads(held["published-numbers.json"].content) == []


def test_digests_are_those_of_the_files(small, held):
    lines = [line.split("  ") for line in held["sha256.txt"].content.decode().splitlines()]
    assert {"data/datapackage.json", "data/studies.csv", "notebooks/light.ipynb"} <= {name for _, name in lines}
    for digest, name in lines:
        assert hashlib.sha256((small.folder / name).read_bytes()).hexdigest() == digest


def test_a_long_table_is_attached_whole():
    fields = [{"name": "n", "title": "n", "type": "integer"}]
    table = {"name": "all", "schema": {"fields": fields}, "data": [{"n": n} for n in range(501)]}
    published = {"light": Published("light", tables={"all": table})}
    (file,) = attached.files(None, [], published)
    assert (file.name, file.content.count(b"\n")) == ("tables/light.all.csv", 502)
    assert file.description == "All 501 rows of a table of which the pages show the first 200."


def test_a_file_that_is_not_there_is_named(small):
    with pytest.raises(ValueError, match=r"^pdf_attachments: there is no file 'left\.csv'$"):
        attached.files(small.folder, ["left.csv"], {})
