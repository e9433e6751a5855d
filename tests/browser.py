"""A real browser, and the book as a site that it can open: over HTTP and from the disk."""

import shutil
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
# the first has no window, and needs less of everything
NAMES = ("chromium-headless-shell", "chromium", "google-chrome")
# milliseconds, after which what hangs is ended; how long anything takes decides nothing
WAIT = 300_000
HEIGHT = 900


def pages(folder=ROOT):
    """List the pages of a book in the order of the table of contents, as paths below the site."""
    contents = yaml.safe_load((folder / "_toc.yml").read_text(encoding="utf-8"))
    # the first page is at the top, whatever it is called among the sources
    return ["index.html", *(f"{name}.html" for name in _files(contents.get("parts") or contents["chapters"]))]


def _files(entry):
    if isinstance(entry, list):
        return [name for part in entry for name in _files(part)]
    own = [entry["file"]] if "file" in entry else []
    return own + [name for part in ("chapters", "sections") for name in _files(entry.get(part, []))]


class Handler(SimpleHTTPRequestHandler):
    """Serve a folder as a host of static sites does."""

    def send_error(self, code, message=None, explain=None):
        """Answer as a host of static sites does: with the site's own page."""
        if code != 404:
            return super().send_error(code, message, explain)
        body = Path(self.directory, "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def log_message(self, *arguments):
        pass


@dataclass(frozen=True)
class Site:
    """The built site: its folder, and where the browser finds it."""

    folder: Path
    http: str

    @property
    def file(self):
        return self.folder.as_uri()


@pytest.fixture(scope="session")
def site(built):
    """The site of the copy that was built once, served on this machine."""
    folder = built.folder / "_build" / "html"
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(folder, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def chromium():
    """A browser, of this machine or of Playwright; that there is none is a failure, not a reason to skip."""
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
        found = next(filter(None, map(shutil.which, NAMES)), str(own) if own.exists() else None)
        if not found:
            pytest.fail("The tests need a browser: apt-get install chromium", pytrace=False)
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visit:
    """A page in a browser, with what it asked for and what went wrong."""

    def __init__(self, page):
        self.page = page
        self.requests = []
        self.errors = []
        self._loading = set()
        self._left = set()
        page.on("request", lambda request: (self.requests.append(request.url), self._loading.add(request)))
        page.on("requestfinished", lambda request: self._loading.discard(request))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("requestfailed", self._failed)
        page.on("response", lambda answer: answer.status < 400 or self.errors.append(f"{answer.url}: {answer.status}"))
        page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))

    def open(self, address):
        """Open an address and wait until nothing is left to load or draw."""
        self.page.evaluate("0")  # what the page before has asked for until now is known here when this is answered
        self._left = set(self._loading)
        self.page.goto(address, wait_until="load")
        self.page.wait_for_function(
            "() => [...document.querySelectorAll('.figure-canvas')].every((one) => one.querySelector('.main-svg'))"
        )
        return self.page

    def _failed(self, request):
        """Note what could not be loaded, but for what a page was still loading when the test itself left it."""
        self._loading.discard(request)
        if not (request in self._left and request.failure == "net::ERR_ABORTED"):
            self.errors.append(f"{request.url}: {request.failure}")


@pytest.fixture(scope="session")
def contexts(chromium):
    """One browsing context for each colour scheme, so that what all pages load is loaded once."""
    opened = {
        scheme: chromium.new_context(color_scheme=scheme, reduced_motion="reduce", accept_downloads=True)
        for scheme in ("light", "dark")
    }
    for context in opened.values():
        context.set_default_timeout(WAIT)
    yield opened
    for context in opened.values():
        context.close()


@pytest.fixture
def visit(contexts):
    """Open windows: ``with visit(width=360, scheme="dark") as window: window.open(address)``."""

    @contextmanager
    def opened(width=1440, scheme="light"):
        page = contexts[scheme].new_page()
        page.set_viewport_size({"width": width, "height": HEIGHT})
        try:
            yield Visit(page)
        finally:
            page.close()

    return opened
