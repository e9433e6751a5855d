"""What a PDF says of itself, in a page that Typst sets and that is read back."""

import io
import re

import pikepdf
import pytest
import typst

from reviewbook.book.paper.finished import finished, properties

EDITION = {
    "title": "Lamps",
    "version": "24.0.0",
    "revision": "0123abc",
    "contributors": ["Ada Example", "The makers"],
    "licence": ["CC-BY-4.0", "MIT"],
    "doi": None,
    "repository": "https://git.example.org/lamps",
    "commit_address": "https://git.example.org/lamps/commit/0123abc",
    "article": {"doi": "10.5555/article"},
}
PAGE = """
#set document(title: "Lamps", author: ("Ada Example", "The makers"))
#set document(description: "What it is about.", keywords: ("a", "b"))
#set text(lang: "en", region: "GB")
#pdf.attach("a.csv", bytes("a,b"), mime-type: "text/csv", description: "A table.", relationship: "data")
Words.
#table(columns: 2, table.header[A][B], [a], [b])
"""
# 2 January 2026, noon
MOMENT = 1_767_355_200


@pytest.fixture(scope="module")
def set_by_typst():
    standards = ["ua-1", "a-3a"]
    return typst.compile(PAGE.encode(), pdf_standards=standards, timestamp=MOMENT, ignore_system_fonts=True)


@pytest.fixture(scope="module")
def made(set_by_typst):
    return finished(set_by_typst, EDITION)


@pytest.fixture(scope="module")
def pdf(made):
    with pikepdf.open(io.BytesIO(made)) as opened:
        yield opened


@pytest.fixture(scope="module")
def xmp(pdf):
    return pdf.open_metadata()


def test_it_says_what_typst_has_no_words_for(xmp):
    assert {name: xmp[name] for name in properties(EDITION)} == {
        "dc:identifier": "version 24.0.0, revision 0123abc",
        "dc:creator": ["Ada Example", "The makers"],
        "dc:publisher": {"Ada Example", "The makers"},
        "dc:relation": {"https://doi.org/10.5555/article"},
        "dc:source": "https://git.example.org/lamps/commit/0123abc",
        "dc:rights": "Text, figures and data under CC-BY-4.0; code under MIT.",
        "dc:type": {"Text"},
        "xmpMM:VersionID": "24.0.0",
        "xmpRights:Marked": "True",
        "xmpRights:WebStatement": "https://creativecommons.org/licenses/by/4.0/",
    }


def test_what_typst_says_stays(xmp):
    assert xmp["dc:title"] == "Lamps"
    assert xmp["dc:description"] == "What it is about."
    assert xmp["dc:language"] == {"en-GB"}
    assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"], xmp["pdfuaid:part"]) == ("3", "A", "1")


def test_what_is_said_twice_is_said_alike(pdf, xmp):
    told = pdf.docinfo
    assert str(told["/Title"]) == xmp["dc:title"]
    assert str(told["/Subject"]) == xmp["dc:description"]
    assert str(told["/Author"]) == ", ".join(xmp["dc:creator"])
    assert str(told["/Keywords"]) == xmp["pdf:Keywords"]
    assert str(told["/Creator"]) == xmp["xmp:CreatorTool"]
    assert str(told["/CreationDate"]) == str(told["/ModDate"]) == "D:20260102120000Z"
    assert xmp["xmp:CreateDate"] == xmp["xmp:ModifyDate"] == "2026-01-02T12:00:00+00:00"


def test_what_finishes_it_has_not_made_it(pdf, xmp):
    assert "/Producer" not in pdf.docinfo
    assert "pikepdf" not in str(xmp)
    assert "xmp:MetadataDate" not in xmp


def test_every_property_is_of_a_schema_that_pdf_a_knows_or_the_file_describes(xmp):
    known = {"dc", "xmp", "xmpMM", "xmpRights", "xmpTPg", "pdf", "pdfaid", "pdfaExtension"}
    described = set(re.findall(r"<pdfaSchema:prefix>(\w+)<", str(xmp)))
    used = set(re.findall(r"^      <(\w+):", str(xmp), re.MULTILINE))
    assert used - known <= described


def test_the_metadata_are_read_without_unpacking(made):
    assert b"<dc:identifier>version 24.0.0, revision 0123abc</dc:identifier>" in made


def test_its_objects_are_in_streams_and_its_pages_and_files_are_as_they_were(made, pdf, set_by_typst):
    assert b"/ObjStm" in made
    assert b"/ObjStm" not in set_by_typst
    with pikepdf.open(io.BytesIO(set_by_typst)) as before:
        assert pdf.pages[0].Contents.read_raw_bytes() == before.pages[0].Contents.read_raw_bytes()
    (file,) = pdf.Root.AF
    assert (str(file.AFRelationship), str(file.Desc)) == ("/Data", "A table.")
    assert pdf.attachments["a.csv"].get_file().read_bytes() == b"a,b"


def test_the_same_input_gives_the_same_bytes(made, set_by_typst):
    assert finished(set_by_typst, EDITION) == made


@pytest.mark.parametrize(
    ("changed", "site", "identifier"),
    [
        ({"doi": "10.5555/own"}, "https://example.org/lamps/", "https://doi.org/10.5555/own"),
        ({}, "https://example.org/lamps/", "https://example.org/lamps/"),
        ({"revision": ""}, "", "version 24.0.0"),
    ],
)
def test_an_edition_is_named_by_its_doi_then_its_address_then_its_version(changed, site, identifier):
    assert properties(EDITION | changed, site)["dc:identifier"] == identifier


def test_what_is_not_known_is_not_said():
    assert properties({"title": "Lamps", "doi": None}) == {"dc:type": {"Text"}}
    assert properties({"licence": ["LicenseRef-own"]}) == {
        "dc:type": {"Text"},
        "dc:rights": "Text, figures and data under LicenseRef-own.",
        "xmpRights:Marked": "True",
    }
