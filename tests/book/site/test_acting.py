"""Text of cells is text: a book in which each text cell of every table acts, built once, and read in a browser."""

import json
import re
import shutil
import threading
from functools import partial
from http.server import ThreadingHTTPServer
from urllib.parse import quote

import acting_book
import pytest
from browser import Handler, Site, Visit, pages
from copies import Copy

COLUMNS = [(table, column) for table, names in acting_book.columns().items() for column in names]
SHOWN = [pair for pair in COLUMNS if pair[0] != "sources"]
HIT = "window.hits = []; window.hit = (name) => window.hits.push(name);"
# what the panel of a figure says at each mark, of all figures of a page, as it passes and as it stays
PANELS = """() => [...document.querySelectorAll('.figure-output')].flatMap((block) => {
  const [frame, panel] = ['.figure-frame', '.figure-panel'].map((name) => block.querySelector(name));
  const marks = Object.keys(JSON.parse(block.querySelector('.figure-marks').textContent).marks);
  return marks.flatMap(() => ['ArrowRight', 'Enter'].map((key) => {
    frame.dispatchEvent(new KeyboardEvent('keydown', { key }));
    return panel.textContent;
  }));
})"""


def spaced(text):
    return " ".join(text.split())


@pytest.fixture(scope="module")
def acting(once):
    """The book, built."""

    def make(place):
        acting_book.write(place)
        done = Copy(place).begun().run("build")
        assert done.returncode == 0, done.stdout + done.stderr

    return Copy(once("acting", make))


@pytest.fixture(scope="module")
def served(acting):
    folder = acting.folder / "_build" / "html"
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(folder, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def window(contexts, served):
    """A window that notes what acts; it stays open between the tests of this file."""
    page = contexts["light"].new_page()
    page.add_init_script(HIT)
    visit = Visit(page)
    visit.dialogs = []
    page.on("dialog", lambda dialog: (visit.dialogs.append(dialog.message), dialog.dismiss()))
    yield visit
    page.close()


def nothing_acted(window, served):
    assert window.page.evaluate("window.hits") == []
    assert window.dialogs == []
    assert window.errors == []
    assert {address for address in window.requests if not address.startswith((served.http, "data:", "blob:"))} == set()


def test_nothing_acts_on_any_page_at_any_mark_or_in_any_note(acting, served, window):
    said = set()
    for path in [*pages(acting.folder), "search.html", "404.html"]:
        page = window.open(f"{served.http}/{path}")
        for button in page.query_selector_all("button.table-sources"):
            button.click()
        said |= set(page.evaluate(PANELS))
        for row in page.query_selector_all(".figure-data tr"):
            said.add(row.text_content())
        nothing_acted(window, served)
    told = " ".join(spaced(text).replace(" ", "") for text in said)
    # each is told at a mark of some figure
    for table, column in (("hypotheses", "label"), ("outcome_domains", "outcome_domain"), ("passages", "section")):
        assert acting_book.text(table, column).replace(" ", "") in told, (table, column)


@pytest.mark.parametrize(("table", "column"), SHOWN, ids=".".join)
def test_the_text_of_a_column_stands_on_the_page_as_it_is(served, window, table, column):
    address = f"{served.http}/notebooks/tables.html"
    page = window.page if window.page.url == address else window.open(address)
    cells = page.evaluate("[...document.querySelectorAll('td p')].map((one) => one.textContent)")
    domain = column == "outcome_domain"
    assert any(spaced(acting_book.text("outcome_domains" if domain else table, column)) in spaced(c) for c in cells)
    nothing_acted(window, served)


def test_a_note_on_a_source_is_told_as_it_is(served, window):
    page = window.open(f"{served.http}/notebooks/light.html")
    cell = page.query_selector(".sourced")
    cell.hover()
    page.wait_for_selector("#opened:popover-open")
    told = spaced(page.text_content("#opened"))
    assert spaced(acting_book.text("sources", "note")) in told
    assert spaced(acting_book.text("passages", "opening")) in told
    nothing_acted(window, served)


def test_a_glossary_holds_the_names_as_they_are(served, window):
    page = window.open(f"{served.http}/chapters/glossary.html")
    terms = {spaced(term.text_content().removesuffix("#")) for term in page.query_selector_all("dt")}
    for column in ("name", "abbreviation"):
        assert any(spaced(acting_book.text("instruments", column)) in term for term in terms)
    assert spaced(acting_book.text("instruments", "family")) in spaced(page.text_content("dl.glossary"))
    nothing_acted(window, served)


@pytest.mark.parametrize("words", ["instruments.name", "onerror", "<img", "lamp treatments.name", acting_book.CAPTION])
def test_a_search_shows_what_it_finds_as_text(served, window, words):
    page = window.open(f"{served.http}/search.html?q={quote(words)}")
    assert page.query_selector("#search-found :is(img, b)") is None
    found = {spaced(link.text_content()) for link in page.query_selector_all("#search-found a")}
    assert found
    if words == acting_book.CAPTION:
        assert any(words in title for title in found)
    nothing_acted(window, served)


def test_a_download_of_rows_has_its_formulas_as_text(served, window):
    page = window.open(f"{served.http}/notebooks/sources.html")
    table = page.query_selector("table.sortable tbody tr td p")
    table.evaluate("(cell) => { cell.textContent = '=1+1'; }")
    with page.expect_download() as download:
        page.click("text=Download these rows as CSV >> nth=0")
    written = download.value.path().read_text(encoding="utf-8-sig")
    assert "'=1+1" in written
    assert not re.search(r"(?:^|,)\"?[=+@]", written, re.MULTILINE)


def test_a_number_tells_its_meaning_as_it_is(acting, served):
    scripts = [path.read_text(encoding="utf-8") for path in (served.folder / "_static" / "cards").glob("*.js")]
    assert not any("</script>" in script for script in scripts)
    told = [json.loads(script.partition(" = ")[2].rstrip(";\n"))["numbers"] for script in scripts]
    published = acting.run("numbers").stdout
    known = {number["meaning"] for number in json.loads(published)}
    assert {one["meaning"] for numbers in told for one in numbers.values()} <= known


def test_every_text_is_in_the_pdf_as_it_is(acting):
    import pypdfium2

    (path,) = (acting.folder / "_build" / "pdf").glob("*.pdf")
    drop = re.compile("[\u202a-\u202e\u2060-\u2069\u200b-\u200f\ufffe\x02\\s-]")
    said = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path))
    said = drop.sub("", said).replace("\ufb01", "fi")
    for table, column in SHOWN:
        domain = column == "outcome_domain"
        text = acting_book.text("outcome_domains" if domain else table, column)
        assert drop.sub("", text) in said, (table, column)


def test_what_is_published_of_the_data_is_the_data(acting, served, tmp_path):
    shutil.unpack_archive(next(served.folder.glob("*.zip")), tmp_path)
    (packed,) = tmp_path.iterdir()
    for path in sorted((acting.folder / "data").glob("*.csv")):
        # as archived, formulas and all
        assert (served.folder / "data" / path.name).read_bytes() == path.read_bytes()
        assert (packed / "data" / path.name).read_bytes() == path.read_bytes()
