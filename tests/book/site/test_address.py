"""What the site says of where it is: whole addresses where these are known, and the way from page to page elsewhere."""

import json
import shutil
import threading
from functools import partial
from html.parser import HTMLParser
from http.server import ThreadingHTTPServer
from urllib.parse import urljoin
from xml.etree import ElementTree

import browser
import pytest
from copies import REPOSITORY, SITE

from reviewbook import pipeline
from reviewbook.book.site import theme
from reviewbook.edition import address

FIRST = "index.html"
PAGES = browser.pages()
TITLE = "Therapeutic alliance in major depressive disorder"


class Head(HTMLParser):
    """Collect what a page says to machines, and its links."""

    def __init__(self, path):
        super().__init__()
        self.told, self.canonical, self.links, self.linked, self._inside = [], [], [], "", False
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "meta" and "content" in given:
            self.told += [(given[kind], given["content"]) for kind in ("name", "property") if kind in given]
        if tag == "link" and given.get("rel") == "canonical":
            self.canonical.append(given["href"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        self._inside = given.get("type") == "application/ld+json"

    def handle_data(self, data):
        self.linked += data if self._inside else ""

    def all(self, name):
        return [content for told, content in self.told if told == name]

    def one(self, name):
        (content,) = self.all(name)
        return content


@pytest.fixture(scope="module")
def heads(built, addressed):
    """Read a page of the site whose address is known, or is not."""
    sites = {True: addressed.folder / "_build" / "html", False: built.folder / "_build" / "html"}
    return lambda known, path: Head(sites[known] / path)


@pytest.fixture(scope="module")
def files(built, addressed):
    """Find the file of an address that a page says."""

    def found(known, page, told):
        site = (addressed if known else built).folder / "_build" / "html"
        # somebody may put the site wherever they want
        base = f"{SITE}/" if known else "https://nobody.knows/at/all/"
        whole = urljoin(base + page, told)
        assert whole.startswith(base), told
        return site / whole.removeprefix(base)

    return found


def test_an_address_ends_in_one_slash_and_that_of_the_repository_in_none():
    for given in ("https://example.org/book", "https://example.org/book/"):
        assert address.site(given) == "https://example.org/book/"
        assert address.repository(given) == "https://example.org/book"
    assert (address.site(""), address.repository("")) == ("", "")


def test_who_builds_goes_before_the_configuration(monkeypatch):
    monkeypatch.setenv(address.SITE, "https://example.org:8000/~who/book")
    monkeypatch.setenv(address.REPOSITORY, "")
    assert address.site("https://example.com/") == "https://example.org:8000/~who/book/"
    assert address.repository("https://example.com/") == "https://example.com"


ODD = [
    *("example.org", "//example.org", "ftp://example.org", "https://", "https://a b", "https://me@example.org"),
    *("https://example.org/?page=1", "https://example.org/#top", 'https://example.org/"', "https://example.org//book"),
]


@pytest.mark.parametrize("given", ODD)
def test_what_is_no_whole_address_is_refused_with_the_place_where_it_stands(given, monkeypatch):
    for settle, setting, variable in (
        (address.site, "html: baseurl:", address.SITE),
        (address.repository, "repository: url:", address.REPOSITORY),
    ):
        with pytest.raises(ValueError, match=rf"^_config\.yml, {setting} '.*' is not a whole address, such as https:"):
            settle(given)
        monkeypatch.setenv(variable, given)
        with pytest.raises(ValueError, match=rf"^{variable} '.*' is not a whole address, such as https:"):
            settle()


@pytest.mark.slow
def test_an_address_that_is_none_is_refused_in_one_line_before_anything_runs(small):
    refused = small.run("build", REVIEWBOOK_SITE="example.org/book")
    assert refused.returncode == 1
    assert refused.stderr == (
        "REVIEWBOOK_SITE 'example.org/book' is not a whole address, such as https://example.org/book/\n"
    )
    assert refused.stdout == ""
    assert small.built() == []


@pytest.mark.parametrize("variable", [address.SITE, address.REPOSITORY])
def test_another_address_makes_another_book(built, monkeypatch, variable):
    assert pipeline.unchanged(built.folder)
    monkeypatch.setenv(variable, SITE)
    assert pipeline.unchanged(built.folder) is None


def test_an_address_that_is_given_changes_no_source(addressed):
    assert addressed.git("status", "--porcelain") == ""
    assert " and changes" not in (addressed.folder / "_build" / "html" / FIRST).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_which_of_its_addresses_counts(heads, path):
    assert heads(True, path).canonical == [f"{SITE}/{path}"]
    assert heads(False, path).canonical == [path.rpartition("/")[2]]


def test_where_the_first_page_was_sends_to_where_it_is(heads):
    assert heads(True, "chapters/index.html").canonical == [f"{SITE}/{FIRST}"]
    assert heads(False, "chapters/index.html").canonical == ["../index.html"]


@pytest.mark.parametrize("path", PAGES)
def test_a_link_to_a_page_shows_its_title_its_first_words_and_the_picture(heads, path):
    for known, picture in ((True, f"{SITE}/_static/card.png"), (False, f"{'../' * path.count('/')}_static/card.png")):
        head = heads(known, path)
        assert head.one("og:title")
        assert len(head.one("og:description")) > 30
        assert head.one("description") == head.one("og:description")
        assert head.one("og:image") == picture
    # the protocol knows whole addresses only
    assert heads(False, path).all("og:url") == []
    assert heads(True, path).one("og:url") == heads(True, path).canonical[0]


@pytest.mark.parametrize("known", [True, False])
def test_the_picture_is_there_in_the_size_that_previews_want(heads, files, known):
    head = heads(known, FIRST)
    assert (head.one("og:image:width"), head.one("og:image:height")) == ("1200", "630")
    assert head.one("og:image:alt")
    assert head.one("twitter:card") == "summary_large_image"
    content = files(known, FIRST, head.one("og:image")).read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(content[16:20]), int.from_bytes(content[20:24])) == (1200, 630)


def test_the_sitemap_lists_every_page_and_nothing_else(addressed, built):
    tree = ElementTree.parse(addressed.folder / "_build" / "html" / "sitemap.xml")
    places = [place.text for place in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert sorted(places) == sorted(f"{SITE}/{path}" for path in PAGES)
    # it must hold whole addresses
    assert not (built.folder / "_build" / "html" / "sitemap.xml").exists()
    assert not (built.folder / "_build" / "html" / "robots.txt").exists()


def test_robots_may_read_everything_and_are_told_of_the_sitemap(addressed):
    written = (addressed.folder / "_build" / "html" / "robots.txt").read_text(encoding="utf-8")
    assert written.splitlines() == ["User-agent: *", "Allow: /", "", f"Sitemap: {SITE}/sitemap.xml"]
    assert theme.robots("https://example.org/").endswith("\nSitemap: https://example.org/sitemap.xml\n")


@pytest.mark.parametrize("known", [True, False])
def test_a_reference_manager_sees_one_item_with_its_pdf(heads, files, known):
    head = heads(known, FIRST)
    assert head.one("citation_title") == f"{TITLE}: A reproducible edition of a literature review"
    assert head.all("citation_author") == ["The reviewbook contributors"]
    assert head.one("citation_publication_date") == "2026/11/25"
    assert head.one("DC.relation") == "https://doi.org/10.3389/fpsyg.2024.1465017"
    told = head.one("citation_pdf_url")
    # Google Scholar wants it whole
    assert told.startswith(f"{SITE}/" if known else "therapeutic-")
    assert files(known, FIRST, told).read_bytes().startswith(b"%PDF-")
    for path in ("chapters/index.html", *PAGES[1:]):
        assert [name for name, _ in heads(known, path).told if name.startswith(("citation_", "DC."))] == []


@pytest.mark.parametrize("known", [True, False])
def test_a_search_engine_finds_the_files_of_the_book_and_of_its_data(heads, files, known):
    head = heads(known, FIRST)
    book, tables = json.loads(head.linked)["@graph"]
    assert (book["@type"], tables["@type"]) == ("ScholarlyArticle", "Dataset")
    assert files(known, FIRST, book["encoding"]["contentUrl"]).read_bytes().startswith(b"%PDF-")
    archive, *others = [files(known, FIRST, one["contentUrl"]) for one in tables["distribution"]]
    assert archive.read_bytes().startswith(b"PK")
    named = {path.name: one["encodingFormat"] for path, one in zip(others, tables["distribution"][1:], strict=True)}
    for name in ("claims.csv", "findings.csv", "questions.csv"):
        assert named[name] == "text/csv"
    assert named["numbers.json"] == named["manifest.json"] == "application/json"
    assert all(path.is_file() for path in others)
    assert [urljoin(f"{SITE}/{FIRST}", thing["url"]) for thing in (book, tables)] == [f"{SITE}/{FIRST}"] * 2


# What Zotero's translator for embedded metadata does with a page: the first value of each tag, a link of the page for
# the way to the file.
ZOTERO = """async () => {
  const first = (name) => document.querySelector(`html>head>meta[name$="${name}"]`)?.content;
  const whole = (address) => Object.assign(document.createElement("a"), { href: address }).href;
  const file = await fetch(whole(first("citation_pdf_url")));
  return {
    title: first("citation_title"),
    url: whole(document.querySelector("head>link[rel=canonical]").getAttribute("href")),
    attachment: (await file.text()).slice(0, 5),
  };
}"""


def test_zotero_takes_the_item_its_address_and_its_pdf_from_wherever_the_site_is(site, visit):
    with visit() as window:
        page = window.open(f"{site.http}/{FIRST}?utm_source=somewhere#fig")
        assert page.evaluate(ZOTERO) == {
            "title": f"{TITLE}: A reproducible edition of a literature review",
            "url": f"{site.http}/{FIRST}",
            "attachment": "%PDF-",
        }


@pytest.mark.parametrize("path", PAGES)
def test_the_foot_of_a_page_leads_to_its_source_in_the_site_and_to_the_commit_in_the_repository(
    addressed, heads, files, path
):
    page = "chapters/index" if path == FIRST else path.removesuffix(".html")
    name = page + (".ipynb" if path.startswith("notebooks/") else ".md")
    commit = addressed.git("rev-parse", "HEAD").strip()
    held = (addressed.folder / name).read_bytes()
    for known in (True, False):
        links = heads(known, path).links
        (copy,) = {link for link in links if "_sources/" in link}
        assert files(known, path, copy).read_bytes() == held
        # the first page leads to the code, too, and the statements of the colophon to both
        stated = [REPOSITORY, f"{REPOSITORY}/commit/{commit}"] * path.endswith("colophon.html")
        wanted = [REPOSITORY] * (path == FIRST) + stated + [f"{REPOSITORY}/commit/{commit}"]
        assert [link for link in links if link.startswith(REPOSITORY)] == wanted * known


def test_a_page_that_is_none_leads_back_by_the_address_of_the_site(heads):
    assert heads(True, "404.html").links == [f"/a-review/{FIRST}", "/a-review/search.html"]


@pytest.fixture
def somewhere(site, tmp_path):
    """The site in a folder of a host, which nobody knew when it was built."""
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "where").symlink_to(site.folder)
    shutil.copy(site.folder / "404.html", tmp_path)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(browser.Handler, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/some/where"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("path", ["nowhere.html", "chapters/nowhere.html", "a/b/c/", ""])
def test_a_page_that_is_none_finds_back_where_nobody_knew_the_address(somewhere, visit, path):
    with visit() as window:
        window.page.goto(f"{somewhere}/{path or '404.html'}")
        for name, target in ((TITLE, FIRST), ("Search", "search.html")):
            link = window.page.get_by_role("link", name=name)
            window.page.wait_for_function("(link) => link.href.includes('/some/where/')", arg=link.element_handle())
            assert link.evaluate("(link) => link.href") == f"{somewhere}/{target}"
        assert all(request.startswith(somewhere.removesuffix("/some/where")) for request in window.requests)


def test_a_page_that_is_none_leads_back_from_the_disk(site, visit):
    with visit() as window:
        window.page.goto(f"{site.file}/404.html")
        window.page.get_by_role("link", name=TITLE).click()
        window.page.wait_for_url(f"{site.file}/{FIRST}")
