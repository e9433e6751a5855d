"""The site in a real browser: what it loads, what it shows at which width, what its controls do."""

from contextlib import suppress

import pytest
from browser import HEIGHT, pages
from playwright.sync_api import TimeoutError

PAGES = [*pages(), "index.html", "search.html", "404.html"]
WIDTHS = (360, 768, 1440)
# What stands out of the window, where the page as a whole is wider than it.
WIDER = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const inside = ".pst-scrollable-table-container, pre, .figure-canvas";
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(inside))
    .map((one) => one.outerHTML.slice(0, 100))
    .concat(`${document.documentElement.scrollWidth} pixels wide`);
}"""


@pytest.mark.parametrize("way", ["http", "file"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_without_an_error_and_asks_nobody_else(site, visit, path, way):
    with visit() as window:
        window.open(f"{getattr(site, way)}/{path}")
        assert window.errors == []
        assert [url for url in window.requests if not url.startswith((getattr(site, way), "data:", "blob:"))] == []
        # what is loaded is there only because the page, and not the browser's storage, asks for it
        assert len(window.requests) > 1 or path == "404.html"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_the_window(site, visit, path):
    with visit() as window:
        page = window.open(f"{site.http}/{path}")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            with suppress(TimeoutError):  # figures are drawn anew
                page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth", timeout=3000)
            assert page.evaluate(WIDER) == [], width
