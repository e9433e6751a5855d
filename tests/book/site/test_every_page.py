"""Each page of the site in a real browser, opened once and asked everything: what it loads, shows and says."""

import re
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from browser import HEIGHT, Visit, pages
from playwright.sync_api import TimeoutError

from reviewbook.display import outputs

WIDTHS = (360, 768, 1440)
AXE = (Path(__file__).parents[2] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
DARK = "() => ['dark', undefined].includes(document.documentElement.dataset.theme)"
FOUND = """async ([include, rules]) => (
  await axe.run({ include }, { resultTypes: ["violations"], ...rules })
).violations.flatMap((rule) =>
  rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary.replace(/\\s+/g, " ")}`))"""
# Mark elements with words that look as none before them, by the styles of all that they stand in; give what is new.
UNSEEN = """([seen, styled]) => {
  const known = new Set(seen);
  const found = [];
  const said = ["class", "style", "fill", "hidden", "open", "aria-sort", "aria-pressed", "aria-expanded"];
  const looks = (one) => one ? `${looks(one.parentElement)}>${one.tagName}.${styled.includes(one.id) ? one.id : ""}.` +
    `${said.map((name) => one.getAttribute(name))}.${(one.sectionRowIndex ?? 0) % 2}` : "";
  for (const one of document.querySelectorAll("body, body *")) {
    one.removeAttribute("data-unseen");
    if (![...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
    const mark = looks(one);
    if (!known.has(mark)) { one.setAttribute("data-unseen", ""); known.add(mark); found.push(mark); }
  }
  return found;
}"""
# What stands out of the window, where the page as a whole is wider than it.
WIDER = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const inside = ".pst-scrollable-table-container, pre, .figure-canvas";
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(inside))
    .map((one) => one.outerHTML.slice(0, 100))
    .concat(`${document.documentElement.scrollWidth} pixels wide`);
}"""
# Cells of one short word that stands on several lines.
BROKEN = """() => [...document.querySelectorAll(".bd-article td > p")].filter((said) => {
  if (!/^[\\w-]{1,10}$/.test(said.textContent)) return false;
  const range = document.createRange();
  range.selectNodeContents(document.createTreeWalker(said, NodeFilter.SHOW_TEXT).nextNode());
  return new Set([...range.getClientRects()].map((line) => line.top)).size > 1;
}).map((said) => said.textContent)"""
DRAWN = """() => Object.fromEntries([...document.querySelectorAll(".figure-output")].map((block) => [
  block.dataset.key, block.querySelector(".figure-canvas").data.map((trace) => ({
    x: trace.x, y: trace.y, type: trace.type ?? "scatter", name: trace.name ?? null }))]))"""


@pytest.fixture(scope="module", params=[*pages(), "search.html", "404.html"])
def opened(request, site, contexts):
    """Each page of the site in turn, over HTTP."""
    page = contexts["light"].new_page()
    page.set_viewport_size({"width": 1440, "height": HEIGHT})
    window = Visit(page)
    window.path = request.param
    window.open(f"{site.http}/{request.param}")
    yield window
    page.close()


@pytest.fixture(scope="module")
def figures(folder):
    """Every published figure by its key."""
    published = outputs.read(folder / "notebooks")
    return {f"{book}.{name}": one["figure"] for book, found in published.items() for name, one in found.figures.items()}


def test_it_opens_without_an_error_and_asks_nobody_else(opened, site):
    assert opened.errors == []
    assert outside(opened.requests, site.http) == []


def outside(requests, inside):
    return [address for address in requests if not address.startswith((inside, "data:", "blob:"))]


def test_a_figure_draws_the_values_that_its_notebook_published(opened, figures):
    drawn = opened.page.evaluate(DRAWN)
    if opened.path.startswith("notebooks/"):
        # tiles are no drawing
        here = {key: one for key, one in figures.items() if key.startswith(f"{Path(opened.path).stem}.")}
        assert set(drawn) == {key for key, one in here.items() if "tiles" not in one["layout"].get("meta", {})}
    for key, found in drawn.items():
        assert found == [
            {"x": trace["x"], "y": trace["y"], "type": trace["type"], "name": trace.get("name")}
            for trace in figures[key]["data"]
        ], key


@pytest.fixture(scope="module")
def seen():
    """What looks were measured on earlier pages, in the light and in the dark."""
    return {"light": [], "dark": []}


@pytest.fixture(scope="module")
def styled(site):
    """The names of elements that a style sheet speaks of."""
    sheets = "".join(path.read_text(encoding="utf-8") for path in site.folder.rglob("*.css"))
    return sorted(set(re.findall(r"#([A-Za-z][\w-]*)", sheets)))


def pale(page, seen, styled):
    """Measure the contrast of what looks as nothing before; to measure all of it takes longer than all other rules."""
    # what lies on a picture is not judged, and the shade beside a wide table is one
    page.add_style_tag(content="* { background-image: none !important; }")
    new = page.evaluate(UNSEEN, [seen, styled])
    seen += new
    return page.evaluate(FOUND, [["[data-unseen]"], {"runOnly": ["color-contrast"]}]) if new else []


def test_axe_finds_nothing(opened, seen, styled):
    opened.page.evaluate(AXE)
    found = opened.page.evaluate(FOUND, [["html"], {"rules": {"color-contrast": {"enabled": False}}}])
    assert found + pale(opened.page, seen["light"], styled) == []


def test_axe_finds_nothing_in_the_dark(opened, seen, styled):
    page = opened.page
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(DARK)
    # nothing is different but the colours
    found = pale(page, seen["dark"], styled)
    page.emulate_media(color_scheme="light")
    assert found == []


def test_headings_begin_with_one_title_and_leave_out_no_level(opened):
    headings = "() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((one) => +one.tagName[1])"
    levels = opened.page.evaluate(headings)
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels)), levels
    assert opened.page.evaluate("() => document.documentElement.lang") == "en"


def test_no_short_word_of_a_table_is_broken_where_there_is_room(opened):
    opened.page.set_viewport_size({"width": 1440, "height": HEIGHT})
    opened.page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert opened.page.evaluate(BROKEN) == []


def test_no_page_is_wider_than_the_window(opened):
    for width in WIDTHS:
        opened.page.set_viewport_size({"width": width, "height": HEIGHT})
        with suppress(TimeoutError):  # figures are drawn anew; what is wider then is named below
            opened.page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth", timeout=60_000)
        assert opened.page.evaluate(WIDER) == [], width


def test_from_the_disk_every_script_and_style_works_without_an_error_and_asks_nobody_else(site, visit):
    """As few pages are opened as load all there is; that no page links to nothing, test_links.py holds."""
    loaded = {}
    for path in [*pages(), "search.html", "404.html"]:
        source = (site.folder / path).read_text(encoding="utf-8")
        loaded[path] = set(re.findall(r'<(?:script|link)[^>]* (?:src|href)="([^"?]*_static/[^"?]+)', source))
    left, chosen = set().union(*loaded.values()), ["index.html", "search.html", "404.html"]
    while left := left.difference(*(loaded[path] for path in chosen)):
        chosen.append(max(loaded, key=lambda path: len(loaded[path] & left)))
    for path in chosen:
        with visit() as window:
            window.open(f"{site.file}/{path}")
            assert window.errors == [], path
            assert outside(window.requests, site.file) == [], path
