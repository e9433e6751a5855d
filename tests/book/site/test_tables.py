"""What is shown of a table has an address, which shows the same again, and every named table can be taken."""

import csv
import io

import pytest

STUDIES, RANGES = "notebooks/characteristics.html", "notebooks/robustness.html"
SHOWN = """(id) => [...document.getElementById(id).tBodies[0].rows].filter((row) => !row.hidden)
  .map((row) => row.cells[0].textContent)"""


def shown(page, table):
    return page.evaluate(SHOWN, table)


@pytest.fixture(params=["http", "file"])
def start(request, site):
    return getattr(site, request.param)


def test_the_address_of_a_view_shows_the_same_rows_in_the_same_order(start, contexts):
    contexts["light"].grant_permissions(["clipboard-read", "clipboard-write"])
    page = contexts["light"].new_page()
    page.goto(f"{start}/{STUDIES}")
    bar = page.locator(".table-controls:has(+ * #tab-characteristics)")
    bar.get_by_role("searchbox").fill("psychotherapy only")
    # two have nothing but these words in a cell
    bar.get_by_role("button", name="Search within cells too").click()
    bar.get_by_text("Filter by column").click()
    bar.locator("details").get_by_label("Instrument").select_option("WAI")
    head = page.locator("#tab-characteristics thead button").nth(1)
    head.click()
    if page.locator("#tab-characteristics th").nth(1).get_attribute("aria-sort") == "ascending":
        head.click()
    # by hand: of the studies with psychotherapy only, those with the WAI, by their patients: 325, 237, 98, 60
    expected = ["Stiles-Shields", "Gibbons", "Berger", "Strunk"]
    assert [said.split(" et")[0] for said in shown(page, "tab-characteristics")] == expected
    bar.get_by_role("button", name="Copy link to this view").click()
    bar.get_by_text("Copied").wait_for()
    address = page.evaluate("() => navigator.clipboard.readText()")
    assert address == page.url
    view = "find=psychotherapy+only&within=cells&only.Instrument=WAI&sort=Patients&order=descending"
    assert address == f"{start}/{STUDIES}#tab-characteristics?{view}"
    other = contexts["light"].new_page()
    other.goto(address)
    assert [said.split(" et")[0] for said in shown(other, "tab-characteristics")] == expected
    again = other.locator(".table-controls:has(+ * #tab-characteristics)")
    assert again.get_by_role("searchbox").input_value() == "psychotherapy only"
    assert again.locator("details").get_by_label("Instrument").input_value() == "WAI"
    assert again.locator("details").get_by_label("Instrument").is_visible()
    assert other.locator("#tab-characteristics th").nth(1).get_attribute("aria-sort") == "descending"
    for one in (page, other):
        one.close()


def test_an_address_is_followed_on_an_open_page_and_what_it_does_not_know_is_passed_over(start, visit):
    with visit() as window:
        page = window.open(f"{start}/{RANGES}")
        every = len(shown(page, "tab-ranges"))
        page.evaluate("() => { location.hash = '#tab-ranges?only.Counted=nothing&sort=No+such+column'; }")
        page.evaluate("() => new Promise((done) => setTimeout(done))")
        assert len(shown(page, "tab-ranges")) == every
        page.evaluate("() => { location.hash = '#tab-ranges?find=improvement&sort=Includes&order=ascending'; }")
        page.locator("#tab-ranges th[aria-sort=ascending]").wait_for()
        found = shown(page, "tab-ranges")
        assert 0 < len(found) < every
        assert all("Improvement" in said for said in found)
        assert page.locator(".table-controls:has(+ * #tab-ranges)").get_by_label("Sort by").input_value() == "6"
        page.evaluate("() => { location.hash = '#tab-ranges'; }")
        page.reload()
        assert len(shown(page, "tab-ranges")) == every


def test_a_short_table_is_taken_too_and_has_no_filter(site, visit, tmp_path):
    with visit() as window:
        page = window.open(f"{site.http}/chapters/discussion.html")
        bar = page.locator(".table-controls:has(+ * #tab-outside)")
        assert bar.get_by_role("searchbox").count() == 0
        with page.expect_download() as download:
            bar.get_by_role("button", name="Download as CSV").click()
        assert download.value.suggested_filename == "tab-outside.csv"
        download.value.save_as(tmp_path / "saved.csv")
        head, *rows = csv.reader(io.StringIO((tmp_path / "saved.csv").read_text(encoding="utf-8-sig")))
        assert len(head) == page.locator("#tab-outside thead th").count()
        assert len(rows) == page.locator("#tab-outside tbody tr").count()


def test_every_named_table_can_be_taken(site, visit):
    with visit() as window:
        for path in ("notebooks/selection", "notebooks/direction", "notebooks/reproduction", "chapters/discussion"):
            page = window.open(f"{site.http}/{path}.html")
            named = page.locator("table.published[id]").count()
            assert named > 0
            assert page.locator(".table-controls button", has_text="CSV").count() == named, path
