"""The computation shows on the site: below what it made, on pages of its own, and as an archive."""

import io
import re
import zipfile
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from page_text import Links, source

from reviewbook.book.computation import cells, package
from reviewbook.display import outputs
from reviewbook.edition import inventory

AXE = (Path(__file__).parents[2] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
FOUND = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations.flatMap((rule) =>
  rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary}`))"""
NOTEBOOK, MODULE = "code/direction.html", "code/reviewbook.evidence.counting.votes.html"
SITE = "https://book.invalid/"


@pytest.fixture(scope="module")
def read(site):
    kept = {}

    def one(path):
        if path not in kept:
            kept[path] = Links(source(site, path)) if path.endswith(".html") else None
        return kept[path]

    return one


def test_there_is_a_page_for_each_notebook_and_each_module(site, folder):
    there = {path.stem for path in (site.folder / "code").glob("*.html")}
    assert there == {"index", *package.modules(), *(path.stem for path in (folder / "notebooks").glob("*.ipynb"))}


def test_every_link_of_code_leads_to_a_file_and_a_name(site, read):
    dead = []
    for path in sorted((site.folder / "code").glob("*.html")):
        page = f"code/{path.name}"
        for address in read(page).addresses:
            whole = urlsplit(urljoin(SITE + page, address))
            if whole.netloc != "book.invalid":
                continue
            target, name = unquote(whole.path.removeprefix("/")), unquote(whole.fragment)
            if not (site.folder / target).is_file() or (name and name not in read(target).names):
                dead.append(f"{page}: {address}")
    assert dead == []


def test_what_a_page_folds_leads_to_the_cell_even_without_a_script(site, read, folder):
    published = outputs.read(folder / "notebooks")
    shown = set()
    for path in [*(site.folder / "notebooks").glob("*.html"), *(site.folder / "chapters").glob("*.html")]:
        for address in re.findall(
            r'<details class="made-by"><summary>Code</summary>\s*<p><a href="([^"]+)"',
            source(site, f"{path.parent.name}/{path.name}"),
        ):
            whole = urlsplit(urljoin(f"{SITE}{path.parent.name}/{path.name}", address))
            assert whole.fragment in read(whole.path.removeprefix("/")).names
            shown.add(f"{Path(whole.path).stem}.{whole.fragment.removeprefix('made-')}")
    figures = {f"{name}.{figure}" for name, one in published.items() for figure in one.figures}
    # none of them is placed without its code
    assert figures <= shown
    assert {"direction.tallies", "characteristics.table_one", "questions.article"} <= shown


@pytest.mark.parametrize("way", ["http", "file"])
def test_the_code_of_a_figure_opens_in_its_place_from_anywhere(site, visit, way):
    with visit() as window:
        page = window.open(f"{getattr(site, way)}/notebooks/direction.html")
        scripts = [address for address in window.requests if "/code/" in address]
        assert scripts == []
        box = page.locator("figure:has([data-key='direction.effect_direction']) .made-by")
        # by keyboard
        box.locator("summary").focus()
        page.keyboard.press("Enter")
        box.locator("pre").wait_for()
        assert "figures.effect_direction(matrix, direction.sentences(of))" in box.locator("pre").inner_text()
        assert box.locator(".cell-name").inner_text() == "notebooks/direction.ipynb, cell 4"
        assert "evidence.counting.direction.matrix" in box.inner_text()
        assert "findings.csv" in box.inner_text()
        # a table of the same notebook asks for nothing more
        other = page.locator("table:has-text('Counted') ~ .made-by, div:has(> table) + .made-by").first
        other.locator("summary").click()
        other.locator("pre").wait_for()
        assert len([address for address in window.requests if "/code/" in address]) == 1
        if way == "http":
            # from the disk it could not read the style sheets
            page.evaluate(AXE)
            assert page.evaluate(FOUND) == []
        # and a step further the function
        box.get_by_role("link", name="evidence.counting.direction.matrix").click()
        page.wait_for_url("**/code/reviewbook.evidence.counting.direction.html#matrix")
        assert page.locator(":target").inner_text() == "matrix"
        assert window.errors == []


def test_a_notebook_is_shown_whole_and_in_order(site, folder):
    page = source(site, NOTEBOOK)
    notebook = cells.read(folder / "notebooks")["direction"]
    assert re.findall(r'<section class="cell" id="cell-(\d+)"', page) == [str(cell.number) for cell in notebook.cells]
    bare = unescape(re.sub(r"<[^>]+>", "", page))
    places = [bare.index(cell.source) for cell in notebook.cells]
    assert places == sorted(places)
    # the text between them, as the page of the book has it
    assert places[1] < bare.index("The article counts seven studies, with 1,528 patients") < places[2]
    # what a script of the page asks for stays there
    assert source(site, "code/robustness.html").count("<script") == 1
    assert "{{" not in bare and "#number:" not in bare and "{cite" not in bare
    assert "cell 1: parameters" in bare
    assert 'href="../notebooks/direction.html#fig-effect-direction">Figure ' in page
    # an output that another page shows
    assert re.search(r'id="made-findings"><a href="\.\./chapters/studies\.html', page)
    assert (site.folder / "code/direction.ipynb").read_bytes() == (folder / "notebooks/direction.ipynb").read_bytes()


def test_a_module_is_shown_with_its_lines_and_who_uses_it(site):
    bare = unescape(re.sub(r"<[^>]+>", "", source(site, MODULE)))
    text = package.modules()["reviewbook.evidence.counting.votes"].source
    assert text in bare
    assert f"\n{text.count(chr(10))}\n" in bare
    used = source(site, "code/reviewbook.evidence.counting.direction.html")
    assert '<a href="#matrix"><code>matrix</code></a>: <a href="direction.html#cell-4">direction, cell 4</a>' in used


@pytest.mark.parametrize("path", ["code/index.html", NOTEBOOK, MODULE])
@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_pages_of_code_are_clean_and_fit(site, visit, path, width, scheme):
    with visit(width=width, scheme=scheme) as window:
        page = window.open(f"{site.http}/{path}")
        page.evaluate(AXE)
        assert page.evaluate(FOUND) == []
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        assert window.errors == []
        assert page.locator("h1").count() == 1


def test_the_archive_of_the_sources_holds_what_is_published_and_no_more(site, built):
    (path,) = site.folder.glob("*-sources.zip")
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as packed:
        names = packed.namelist()
        inside = {name.partition("/")[2] for name in names}
        assert {name.partition("/")[0] for name in names} == {path.stem.removesuffix("-sources")}
        assert names == sorted(names)
        assert inside == {*inventory.sources(built.folder), ".git_archival.txt"}
        assert inside <= {*inventory.published(built.folder), ".git_archival.txt"}
        assert {"data/studies.csv", "notebooks/direction.ipynb", "reviewbook/cli.py", "Makefile"} <= inside
        assert {one.date_time for one in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for one in ("data/studies.csv", "notebooks/direction.ipynb", "CITATION.cff"):
            assert packed.read(f"{names[0].partition('/')[0]}/{one}") == (built.folder / one).read_bytes()
    page = source(site, "index.html")
    assert f'href="{path.name}"' in page
    assert f'href="../{path.name}"' in source(site, "chapters/dictionary.html")


def test_each_notebook_leads_to_its_code_and_nothing_on_paper_does(site, folder):
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        assert f'href="../code/{path.stem}.html"' in source(site, f"notebooks/{path.stem}.html")
        assert f'href="../code/{path.stem}.html"' in source(site, "chapters/dictionary.html")
