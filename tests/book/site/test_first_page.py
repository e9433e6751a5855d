"""The first page: what it says at once, and the picture of each study with its control."""

import gzip
import re
from urllib.parse import urlsplit

import pytest
from browser import pages

from reviewbook.book.site import search

# What is counted by hand in `data/findings.csv`: studies that support each hypothesis, of those that tested it, when
# nothing is asked of the order in time, the predictor has to come first, earlier change has to be adjusted for, and
# both orders have to be tested.
TALLIES = [("7 of 9", "2 of 3"), ("4 of 6", "2 of 3"), ("2 of 4", "1 of 2"), ("0 of 2", "1 of 2")]
SAID = "Nine studies tested whether a better alliance predicts a better outcome; seven found that it does."
DENIED = "This does not show that one causes the other"
SHOWN = """() => [...document.querySelectorAll(".tiles .tally [data-at]")]
  .filter((one) => one.checkVisibility()).map((one) => one.textContent)"""
FADED = """() => [...document.querySelectorAll(".tiles .out")].filter((one) => one.checkVisibility()).length"""
# a shared picture, type, and all that a page loads but the script of the figures
LIMIT = 120 * 1024


def low(page, selector):
    """Where the lowest of some elements ends, in pixels from the top."""
    return page.evaluate(
        "(all) => Math.max(...[...document.querySelectorAll(all)].map((one) => one.getBoundingClientRect().bottom))",
        selector,
    )


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (360, 740)])
def test_the_first_screen_says_what_was_found_and_what_it_does_not_show_and_begins_the_picture(
    site, visit, width, height
):
    with visit(width) as window:
        window.page.set_viewport_size({"width": width, "height": height})
        page = window.open(f"{site.http}/index.html")
        answer = " ".join(page.locator(".answer").inner_text().split())
        assert SAID in answer
        assert DENIED in answer
        assert low(page, ".answer") < height
        assert low(page, ".tiles thead") < height


def test_one_answer_is_said_by_the_page_the_citation_and_the_picture_of_a_link(site):
    source = (site.folder / "index.html").read_text(encoding="utf-8")
    (described,) = re.findall(r'property="og:description" content="([^"]*)"', source)
    assert SAID in described
    assert DENIED in described
    assert re.findall(r'property="og:image:alt" content="([^"]*)"', source) == [described]


def test_by_the_keyboard_the_order_in_time_is_asked_for_more_and_more_strictly(site, visit):
    with visit() as window:
        page = window.open(f"{site.http}/index.html")
        page.locator(".tiles input").first.focus()
        faded = []
        for number, tallies in enumerate(TALLIES):
            if number:
                page.keyboard.press("ArrowRight")
            assert tuple(page.evaluate(SHOWN)) == tallies
            faded.append(page.evaluate(FADED))
        # of twelve findings nine, six and four are left
        assert faded == [0, 3, 6, 8]


def test_the_picture_works_without_scripts(site, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.file}/index.html")
    assert page.locator(".tiles .tally [data-at='0']").first.is_visible()
    page.get_by_label("tested both orders").check()
    shown = page.locator(".tiles > table")
    assert shown.get_by_text("0 of 2", exact=True).is_visible()
    assert not shown.get_by_text("7 of 9", exact=True).is_visible()
    context.close()


def test_on_paper_the_picture_stands_once_for_each_level_with_its_fills(site, visit):
    with visit() as window:
        page = window.open(f"{site.http}/index.html")
        page.emulate_media(media="print")
        printed = page.locator(".tiles .printed table")
        assert printed.locator("caption").all_inner_texts() == [
            "tested it", "measured the predictor first", "adjusted for earlier change", "tested both orders"
        ]  # fmt: skip
        told = [tuple(table.locator(".tally > span").all_inner_texts()) for table in printed.all()]
        assert told == TALLIES
        assert page.locator(".tiles fieldset").is_hidden()
        assert page.locator(".tiles > table").is_hidden()
        # a browser leaves out backgrounds unless it is told not to
        tile = page.locator(".tiles .printed .supported").first
        assert tile.evaluate("(tile) => getComputedStyle(tile).printColorAdjust") == "exact"
        page.emulate_media(media="screen")
        assert printed.first.is_hidden()


def test_each_study_says_in_words_what_is_reported_of_it(site, visit):
    with visit() as window:
        page = window.open(f"{site.http}/index.html")
        rows = {
            row.locator("th").inner_text(): [cell.inner_text().strip() for cell in row.locator("td").all()]
            for row in page.locator(".tiles > table tbody tr").all()
        }
    assert len(rows) == 10
    assert rows["Feeley 1999"] == ["not supported", "trend, not significant"]
    assert rows["Wucherpfennig 2017"] == ["no test reported", "supported"]
    assert rows["De Bolle 2010"] == ["supported", "no test reported"]


@pytest.mark.parametrize("path", [*pages(), "search.html", "search.html?q=dropout", "404.html"])
def test_the_first_view_of_a_page_is_light_without_the_script_of_the_figures(site, visit, path):
    with visit() as window:
        window.open(f"{site.http}/{path}")
        asked = {urlsplit(address).path.lstrip("/") for address in window.requests}
    # what a search loads when the first places are shown, which its tests hold
    asked -= {"_static/plotly-basic.min.js", search.LATER}
    # what is packed already is not packed again
    files = [(site.folder / name, (site.folder / name).read_bytes()) for name in asked if not name.startswith("data:")]
    weights = {path.name: len(held if path.suffix == ".woff2" else gzip.compress(held)) for path, held in files}
    assert sum(weights.values()) <= LIMIT, weights


def test_the_type_of_the_site_is_small_and_its_own(site):
    fonts = [*(site.folder / "_static").rglob("*.woff2")]
    assert len(fonts) == 3
    assert sum(path.stat().st_size for path in fonts) <= LIMIT


@pytest.mark.parametrize("path", pages())
def test_a_page_can_be_read_before_any_script_has_run(site, chromium, path):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.file}/{path}")
    assert page.locator("h1").first.is_visible()
    hidden = page.locator(".bd-article :is(p, li, td)").evaluate_all(
        "(all) => all.filter((one) => !one.closest('details:not([open]), .printed') && !one.checkVisibility()).length"
    )
    context.close()
    assert hidden == 0
