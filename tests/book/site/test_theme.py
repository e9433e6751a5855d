"""The site in a real browser: what it loads, what it shows at which width, what its controls do."""

import gzip
import re
from pathlib import Path

import pytest
from browser import pages

from reviewbook.book.pages import register
from reviewbook.book.site import theme
from reviewbook.display import outputs

LIMIT = 25 * 1024
# What runs on pages besides Plotly and MiniSearch.
SCRIPTS = (
    "book.js", "figures.js", "opened.js", "search.js", "sources.js", "tables.js", "take.js", "cards.js", "code.js",
    "parts.js", "placed.js",
    "whatif.js", "whatif-lookup.js", "whatif-plot.js", "whatif-cautions.js",
)  # fmt: skip


@pytest.fixture(scope="module")
def published(folder):
    return outputs.read(folder / "notebooks")


def test_the_first_page_is_at_the_top_and_its_old_address_leads_there(site, visit):
    assert 'class="answer' in (site.folder / "index.html").read_text(encoding="utf-8")
    with visit() as window:
        window.page.goto(f"{site.http}/chapters/index.html")
        window.page.wait_for_url(f"{site.http}/index.html")


@pytest.mark.parametrize("address", ["/nowhere.html", "/a/b/c/nowhere.html"])
def test_an_address_that_is_none_leads_back_from_any_depth(site, visit, address):
    with visit() as window:
        assert window.page.goto(f"{site.http}{address}").status == 404
        window.page.get_by_role("link", name="Therapeutic alliance").click()
        window.page.wait_for_url(f"{site.http}/index.html")


def test_the_colours_can_be_switched_and_stay(site, visit):
    with visit() as window:
        page = window.open(f"{site.http}/notebooks/selection.html")
        theme = "() => document.documentElement.dataset.theme"
        ground = "() => getComputedStyle(document.body).backgroundColor"
        assert page.evaluate(theme) == "light"
        light = page.evaluate(ground)
        page.get_by_role("button", name="Color mode").click()
        assert page.evaluate(theme) == "dark"
        assert page.evaluate(ground) != light
        page.goto(f"{site.http}/chapters/methods.html")
        assert page.evaluate(theme) == "dark"
        page.evaluate("() => localStorage.clear()")


def test_the_side_bar_opens_on_a_phone_and_folds_on_a_desk(site, visit):
    with visit(width=360) as window:
        page = window.open(f"{site.http}/chapters/methods.html")
        page.get_by_title("Toggle primary sidebar").click()
        page.get_by_role("link", name="Data dictionary").click()
        page.wait_for_url("**/chapters/dictionary.html")
    with visit(width=1440) as window:
        page = window.open(f"{site.http}/chapters/methods.html")
        button = page.get_by_title("Toggle primary sidebar")
        assert button.get_attribute("aria-expanded") == "true"
        button.click()
        assert button.get_attribute("aria-expanded") == "false"
        page.locator("#pst-primary-sidebar").wait_for(state="hidden")


def test_a_citation_is_copied_and_taken_away(site, visit):
    with visit() as window:
        page = window.open(f"{site.http}/chapters/cite.html")
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.http)
        page.locator("button.copybtn").first.click()
        page.wait_for_function("() => navigator.clipboard.readText().then((text) => text.startsWith('@misc{'))")
        with page.expect_download() as download:
            page.get_by_role("link", name="Download as RIS").last.click()
        assert Path(download.value.path()).read_text(encoding="utf-8").startswith("TY  - JOUR\nID  - videtta2025\n")


def test_previous_and_next_lead_through_the_book(site, visit):
    with visit() as window:
        page = window.open(f"{site.http}/{pages()[0]}")
        for path in pages()[1:4]:
            page.locator("a.right-next").click()
            page.wait_for_url(f"**/{path}")


@pytest.mark.parametrize("path", pages())
def test_a_page_loads_no_script_that_it_does_not_use(site, path):
    source = (site.folder / path).read_text(encoding="utf-8")
    assert ("plotly-basic.min.js" in source) == ('class="figure-canvas"' in source)
    assert ("copybutton.js" in source) == ('class="highlight"' in source)
    assert "#number-" not in source or "opened.js" in source


@pytest.mark.parametrize("path", pages())
def test_a_page_with_all_its_tables_weighs_little_as_a_server_packs_it(site, path):
    source = (site.folder / path).read_text(encoding="utf-8")
    figures = r'<script type="application/json".*?</script>'
    assert len(gzip.compress(re.sub(figures, "", source, flags=re.DOTALL).encode())) <= LIMIT


def test_no_style_sheet_and_no_script_asks_for_a_name_that_is_left_out(site):
    sheets = "".join(path.read_text(encoding="utf-8") for path in site.folder.rglob("*.css"))
    own = "".join((site.folder / "_static" / name).read_text(encoding="utf-8") for name in SCRIPTS)
    for name in theme.IDLE:
        assert not re.search(rf"\.{name}(?![\w-])", sheets + own), name
        assert f'class="{name}"' not in (site.folder / "notebooks/direction.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("way", ["http", "file"])
def test_a_number_says_what_it_means_and_leads_to_the_register(site, visit, published, way):
    key = "selection.n_records_screened"
    with visit() as window:
        page = window.open(f"{getattr(site, way)}/index.html")
        link = page.locator(f"a[href$='#{register.anchor(key)}']").first
        link.focus()
        page.keyboard.press("Enter")
        card = page.locator("#opened")
        card.wait_for()
        assert published["selection"].numbers["n_records_screened"]["meaning"] in card.inner_text()
        card.locator("a", has_text="Link to this number").click()
        page.wait_for_url(f"**/chapters/numbers.html#{register.anchor(key)}")
        assert page.locator(f"#{register.anchor(key)}").is_visible()


def test_a_number_leads_to_the_register_without_scripts(site, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.file}/index.html")
    page.locator("a[href*='#number-']").first.click()
    page.wait_for_url("**/chapters/numbers.html#number-*")
    assert page.locator(".pst-js-only:visible").count() == 0
    context.close()


def test_every_place_with_a_name_offers_a_link_to_itself(site, visit):
    with visit() as window:
        page = window.open(f"{site.http}/notebooks/direction.html")
        links = page.locator(".headerlink").evaluate_all("(links) => links.map((link) => link.getAttribute('href'))")
        assert {"#what-came-first", "#fig-harvest", "#tab-counts"} <= set(links)
        assert len(links) == len(set(links))
        assert page.evaluate("(links) => links.every((link) => document.querySelector(link))", links)


def test_the_script_of_the_figures_is_at_most_400_kilobytes_packed(site):
    script = (site.folder / "_static" / "plotly-basic.min.js").read_bytes()
    assert len(gzip.compress(script)) <= 400 * 1024


def test_the_sitemap_lists_whole_addresses():
    written = theme.sitemap("https://example.org/book/", ["index.html", "notebooks/a.html"])
    assert re.findall("<loc>(.*?)</loc>", written) == [
        "https://example.org/book/index.html",
        "https://example.org/book/notebooks/a.html",
    ]
