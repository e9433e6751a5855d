"""What machines read in the head of a page."""

import json
import re

import pytest
from browser import pages
from page_text import source

from reviewbook.book.site import head
from reviewbook.edition import metadata

FIRST = "index.html"
AUTHORS = [{"literal": "The contributors"}, {"family": "Doe", "given": "Jo"}]


@pytest.fixture(scope="module")
def edition(folder):
    return metadata.edition(folder) | {
        "version": "24.1.0",
        "date": "2027-01-02",
        "doi": "10.5281/zenodo.1",
        "file_name": "a-24.1.0",
    }


@pytest.mark.parametrize("path", pages())
def test_only_the_first_page_is_an_item_to_cite(site, path):
    head = source(site, path).split("</head>")[0]
    expected = path == FIRST
    assert ('name="citation_title"' in head) == expected
    assert ('name="DC.title"' in head) == expected
    assert ("application/ld+json" in head) == expected


@pytest.mark.parametrize("path", pages())
def test_every_page_has_a_title_and_a_description_of_its_own(site, path):
    head = source(site, path).split("</head>")[0]
    (title,) = re.findall(r"<title>(.*?)</title>", head, flags=re.DOTALL)
    (described,) = re.findall(r'<meta name="description" property="og:description" content="([^"]*)"', head)
    assert title.endswith("Therapeutic alliance in major depressive disorder")
    # of the first page it is what the book answers
    assert 40 <= len(described) <= (700 if path == FIRST else 220)


def test_a_reference_manager_reads_one_item_with_its_pdf(edition):
    written = head.citable(edition, AUTHORS, "https://example.org/book/", FIRST)
    for expected in (
        '<meta name="citation_author" content="The contributors" />',
        '<meta name="citation_author" content="Doe, Jo" />',
        '<meta name="citation_publication_date" content="2027/01/02" />',
        '<meta name="citation_pdf_url" content="https://example.org/book/a-24.1.0.pdf" />',
        '<meta name="citation_doi" content="10.5281/zenodo.1" />',
        '<meta name="DC.relation" content="https://doi.org/10.3389/fpsyg.2024.1465017" />',
    ):
        assert expected in written
    assert len([tag for tag in written if '"citation_title"' in tag]) == 1
    # Zotero takes the source for the name of the journal
    assert not [tag for tag in written if "DC.source" in tag]


def test_a_search_engine_reads_a_work_based_on_the_article_and_a_data_set(edition):
    (script,) = [
        tag for tag in head.citable(edition, AUTHORS, "https://example.org/book/", FIRST) if tag.startswith("<script")
    ]
    book, tables = json.loads(re.sub(r"</?script[^>]*>", "", script))["@graph"]
    assert book["@type"] == "ScholarlyArticle"
    assert book["isBasedOn"]["@id"] == "https://doi.org/10.3389/fpsyg.2024.1465017"
    assert book["author"][1] == {"@type": "Person", "familyName": "Doe", "givenName": "Jo"}
    assert tables["@type"] == "Dataset"
    (archive,) = tables["distribution"]
    assert archive["contentUrl"] == "https://example.org/book/a-24.1.0-data.zip"
    assert tables["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert tables["identifier"] == "https://doi.org/10.5281/zenodo.1"


def test_files_are_named_as_seen_from_the_page_as_long_as_there_is_no_address(edition):
    written = "\n".join([*head.general("Title", "Text", "", FIRST), *head.citable(edition, AUTHORS, "", FIRST)])
    assert "og:url" not in written
    assert '<meta property="og:image" content="_static/card.png" />' in written
    assert '<meta name="citation_pdf_url" content="a-24.1.0.pdf" />' in written
    assert '"contentUrl":"a-24.1.0-data.zip"' in written


def test_a_shared_link_shows_title_address_and_picture():
    written = head.general('A "B"', "Text & more", "https://example.org/book/", "chapters/a.html")
    assert '<meta property="og:title" content="A &quot;B&quot;" />' in written
    assert '<meta name="description" property="og:description" content="Text &amp; more" />' in written
    assert '<meta property="og:url" content="https://example.org/book/chapters/a.html" />' in written
    assert '<meta property="og:image" content="https://example.org/book/_static/card.png" />' in written
