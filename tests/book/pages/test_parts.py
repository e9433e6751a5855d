"""Parts of pages that are made from files: dictionary, glossary, citations, versions, the first page, foot and head."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browser import pages

from reviewbook.book.site import card, head, theme
from reviewbook.edition import metadata

ROOT = Path(__file__).parents[3]
FIRST = "chapters/index.html"


class Text(HTMLParser):
    """Collect the text of a page, and of each element that has a name."""

    def __init__(self, source):
        super().__init__()
        self.whole, self._skipped = "", 0
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        self._skipped += tag in ("script", "style")

    def handle_endtag(self, tag):
        self._skipped -= tag in ("script", "style")

    def handle_data(self, data):
        self.whole += "" if self._skipped else data


@pytest.fixture(scope="module")
def source(site):
    return lambda path: (site.folder / path).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def text(source):
    """The words of a page between single spaces."""
    return lambda path: " ".join(Text(source(path)).whole.split())


def section(source, name):
    """Cut a section out of the source of a page."""
    begin = source.index(f'<section id="{name}">')
    return source[begin : source.index("</section>", begin)]


def test_the_dictionary_describes_every_column_of_every_table(source):
    page = source("chapters/dictionary.html")
    described = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in described["resources"]:
        part = section(page, f"data-{resource['name']}")
        columns = re.findall(r'<tr[^>]*><td><p><code[^>]*><span class="pre">(\w+)</span></code>', part)
        assert columns == [field["name"] for field in resource["schema"]["fields"]]


def test_the_dictionary_says_type_unit_allowed_values_what_empty_means_and_what_a_key_leads_to(source):
    rows = dict(
        re.findall(
            r'<span class="pre">(\w+)</span></code></p></td>\n(.*?)</tr>',
            section(source("chapters/dictionary.html"), "data-studies"),
            flags=re.DOTALL,
        )
    )
    words = {name: " ".join(re.sub(r"<[^>]+>", " ", row).split()) for name, row in rows.items()}
    assert words["setting"].startswith(
        "string outpatient, inpatient; empty: not reported in the text of the article Setting in which"
    )
    assert words["n_patients"].startswith("integer, patients at least 1; empty: not reported")
    assert words["study_id"].endswith("Key of the table.")
    assert 'href="#data-hypotheses"' in rows["published_side"]


def test_the_glossary_explains_every_instrument_under_both_names(source):
    page = source("chapters/glossary.html")
    for name in ("WAI", "Working Alliance Inventory", "CALPAS", "HAQ", "PHAS", "VTAS", "BPSR", "B-L RI", "WAI-SR-T"):
        assert re.search(rf'<dt id="term-[^"]+">{re.escape(name)}</dt>', page), name
    entry = page[page.index(">CALPAS<") :]
    assert "No included study is reported to have used it." in entry[: entry.index("</dd>")]


def test_the_versions_are_those_of_the_changelog(text):
    versions = re.findall(r"^## (\S+) – ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    page = text("chapters/versions.html")
    assert all(f"{version} – " in page for version in versions)
    assert "24.0.0" in versions


@pytest.mark.parametrize("work", ["edition", "article"])
def test_what_the_page_shows_of_a_citation_is_what_its_file_holds(site, source, work):
    blocks = re.findall(
        r'<div class="citation [^"]*".*?<pre>(.*?)</pre>', source("chapters/cite.html"), flags=re.DOTALL
    )
    shown = [" ".join(Text(block).whole.split()) for block in blocks]
    assert len(shown) == 6
    for ending in ("bib", "ris", "json"):
        held = (site.folder / "citation" / f"{work}.{ending}").read_text(encoding="utf-8")
        assert " ".join(held.split()) in shown


def test_the_article_is_cited_in_words(text):
    assert "Videtta, G., Busilacchi, S., Bartoccioni, G., Cirella, L., Barone, Y., & Delvecchio, G. (2025)." in text(
        "chapters/cite.html"
    )


def test_the_doi_of_a_citation_is_a_link(source):
    address = "https://doi.org/10.3389/fpsyg.2024.1465017"
    assert re.search(rf'1465017\. <a [^>]*href="{address}">{address}</a>', source("chapters/cite.html"))


def test_the_first_page_says_which_edition_it_is_and_shows_a_figure(source, text):
    assert "Version 24.0.0 of 25 November 2026" in text(FIRST)
    for name in ("Giovanni Videtta", "Giuseppe Delvecchio", "10.3389/fpsyg.2024.1465017"):
        assert name in text(FIRST)
    links = dict(
        re.findall(
            r'<a href="([^"]+)">(PDF|Data|How to cite)</a></p></li>',
            source(FIRST),
        )
    )
    assert {name: link.rsplit(".", 1)[-1] for link, name in links.items()} == {
        "PDF": "pdf",
        "Data": "zip",
        "How to cite": "html",
    }
    assert source(FIRST).count('class="figure-output"') == 1
    # its number is given where it is explained
    assert "caption-number" not in source(FIRST)


@pytest.mark.parametrize("path", pages())
def test_the_foot_of_a_page_leads_to_its_source_and_its_data(source, path):
    foot = source(path).split("bd-footer-content")[-1]
    name = path.removesuffix(".html")
    ending = ".ipynb" if name.startswith("notebooks/") else ".md"
    assert f">{name}{ending}</a>" in foot
    assert "Version 24.0.0 of 2026-11-25, revision " in foot
    assert ("../data/studies.csv" in foot) == (path in STUDIED)


STUDIED = {
    f"notebooks/{name}.html"
    for name in ("selection", "characteristics", "measurement", "direction", "robustness", "reproduction", "questions")
}


@pytest.mark.parametrize("path", pages())
def test_only_the_first_page_is_an_item_to_cite(source, path):
    head = source(path).split("</head>")[0]
    expected = path == FIRST
    assert ('name="citation_title"' in head) == expected
    assert ('name="DC.title"' in head) == expected
    assert ("application/ld+json" in head) == expected


@pytest.mark.parametrize("path", pages())
def test_every_page_has_a_title_and_a_description_of_its_own(source, path):
    head = source(path).split("</head>")[0]
    (title,) = re.findall(r"<title>(.*?)</title>", head, flags=re.DOTALL)
    (described,) = re.findall(r'<meta name="description" property="og:description" content="([^"]*)"', head)
    assert title.endswith("Therapeutic alliance in major depressive disorder")
    assert 40 <= len(described) <= 220


@pytest.fixture(scope="module")
def edition():
    return metadata.edition(ROOT) | {
        "version": "24.1.0",
        "date": "2027-01-02",
        "doi": "10.5281/zenodo.1",
        "file_name": "a-24.1.0",
    }


AUTHORS = [{"literal": "The contributors"}, {"family": "Doe", "given": "Jo"}]


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
    assert tables["distribution"]["contentUrl"] == "https://example.org/book/a-24.1.0-data.zip"
    assert tables["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert tables["identifier"] == "https://doi.org/10.5281/zenodo.1"


def test_files_are_named_as_seen_from_the_page_as_long_as_there_is_no_address(edition):
    written = "\n".join([*head.general("Title", "Text", "", FIRST), *head.citable(edition, AUTHORS, "", FIRST)])
    assert "og:url" not in written
    assert '<meta property="og:image" content="../_static/card.png" />' in written
    assert '<meta name="citation_pdf_url" content="../a-24.1.0.pdf" />' in written
    assert '"contentUrl":"../a-24.1.0-data.zip"' in written


def test_a_shared_link_shows_title_address_and_picture():
    written = head.general('A "B"', "Text & more", "https://example.org/book/", "chapters/a.html")
    assert '<meta property="og:title" content="A &quot;B&quot;" />' in written
    assert '<meta name="description" property="og:description" content="Text &amp; more" />' in written
    assert '<meta property="og:url" content="https://example.org/book/chapters/a.html" />' in written
    assert '<meta property="og:image" content="https://example.org/book/_static/card.png" />' in written


def test_the_picture_is_a_png_of_the_size_that_is_asked_for_and_the_same_every_time(edition):
    drawn = card.draw(edition)
    assert drawn[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(drawn[16:20]), int.from_bytes(drawn[20:24])) == (1200, 630)
    assert drawn == card.draw(edition)


def test_the_sitemap_lists_whole_addresses():
    written = theme.sitemap("https://example.org/book/", ["chapters/index.html", "notebooks/a.html"])
    assert re.findall("<loc>(.*?)</loc>", written) == [
        "https://example.org/book/chapters/index.html",
        "https://example.org/book/notebooks/a.html",
    ]
