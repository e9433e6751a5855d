"""Every link of the site leads somewhere, and every file that can be taken away opens."""

import csv
import io
import json
import zipfile
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from browser import pages
from page_text import Links
from pybtex.database import parse_string
from pypdf import PdfReader

PAGES = [*pages(), "chapters/index.html", "search.html", "404.html"]
SITE = "https://book.invalid/"


@pytest.fixture(scope="module")
def read(site):
    """Read pages, each once."""
    kept = {}

    def one(path):
        if path not in kept:
            kept[path] = Links((site.folder / path).read_text(encoding="utf-8"))
        return kept[path]

    return one


def is_inside(address):
    return address.scheme == "https" and address.netloc == "book.invalid"


def place(fragment):
    """Give the name of a place; after it stand the choices of a reader."""
    return unquote(fragment).partition("?")[0]


@pytest.mark.parametrize("path", PAGES)
def test_every_link_within_the_site_leads_to_a_file_and_a_name(site, read, path):
    dead = []
    for address in read(path).addresses:
        whole = urlsplit(urljoin(SITE + path, address))
        if not is_inside(whole):
            continue
        target = unquote(whole.path.removeprefix("/"))
        if not (site.folder / target).is_file():
            dead.append(f"{address}: there is no such file")
        elif whole.fragment and target.endswith(".html") and place(whole.fragment) not in read(target).names:
            dead.append(f"{address}: the page has no such name")
    assert dead == []


@pytest.mark.parametrize("path", PAGES)
def test_no_name_stands_twice_on_a_page(read, path):
    assert [name for name, times in read(path).names.items() if times > 1] == []


@pytest.mark.parametrize("path", PAGES)
def test_a_link_that_leaves_the_site_is_a_whole_address(read, path):
    schemes = {urlsplit(address).scheme for address in read(path).addresses}
    assert schemes <= {"", "https", "data"}


def linked(read, ending):
    """List what the pages link to with an ending, below the site."""
    found = set()
    for path in pages():
        for address in read(path).addresses:
            whole = urlsplit(urljoin(SITE + path, address))
            if is_inside(whole) and whole.path.endswith(ending):
                found.add(whole.path.removeprefix("/"))
    return sorted(found)


def test_article_and_supplement_can_be_taken_away(site, read):
    lengths = {path: len(PdfReader(site.folder / path).pages) for path in linked(read, ".pdf")}
    assert [12 <= length <= 20 for path, length in lengths.items() if not path.endswith("-supplement.pdf")] == [True]
    assert [length > 20 for path, length in lengths.items() if path.endswith("-supplement.pdf")] == [True]


def test_the_archive_holds_the_data_package_and_how_to_cite_it(site, read):
    (path,) = linked(read, "-data.zip")
    with zipfile.ZipFile(site.folder / path) as packed:
        assert packed.testzip() is None
        top = path.removesuffix("-data.zip")
        described = json.loads(packed.read(f"{top}/data/datapackage.json"))
        tables = {f"{top}/data/{resource['path']}" for resource in described["resources"]}
        assert {*tables, f"{top}/CITATION.cff", f"{top}/LICENSE"} <= set(packed.namelist())
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_every_table_can_be_taken_away(site, read):
    tables = linked(read, ".csv")
    assert {"data/studies.csv", "data/findings.csv"} <= set(tables)
    for path in tables:
        rows = list(csv.DictReader(io.StringIO((site.folder / path).read_text(encoding="utf-8"))))
        assert rows, path


def test_citations_can_be_taken_away_in_three_formats(site, read):
    for work, title in (("edition", "Therapeutic alliance"), ("article", "Effects of therapeutic alliance")):
        bibtex, ris, csl = (
            (site.folder / f"citation/{work}{end}").read_text("utf-8") for end in (".bib", ".ris", ".json")
        )
        (entry,) = parse_string(bibtex, "bibtex").entries.values()
        assert entry.fields["title"].startswith(title)
        assert f"TI  - {title}" in ris
        assert json.loads(csl)[0]["title"].startswith(title)
        assert f"citation/{work}.bib" in linked(read, ".bib")
        assert f"citation/{work}.ris" in linked(read, ".ris")
        assert f"citation/{work}.json" in linked(read, ".json")
