"""The warm process: it builds what is edited, has the browser show it, and keeps the old book when it refuses."""

import json
import re
import shutil
import subprocess
import sys
import time
import urllib.request

import pytest

# ends what hangs; how long a build takes decides nothing
WAIT = 900_000


@pytest.fixture(scope="module")
def served(whole, tmp_path_factory):
    """The made book with a package of its own, served and shown once; gives the copy and the address."""
    book = whole(tmp_path_factory.mktemp("served"))
    command = [sys.executable, "-u", "-m", "reviewbook", "serve", "--port", "0"]
    process = subprocess.Popen(command, cwd=book.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    address = re.search(r"http://\S+", process.stdout.readline())[0]
    until(process, "shown")
    yield book, address
    process.terminate()
    process.wait()
    process.stdout.close()


def fetched(address):
    with urllib.request.urlopen(address) as answer:
        return answer.read()


def until(process, beginning):
    """Read on until the process says a line that begins so."""
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith(beginning):
            return said
    raise AssertionError("".join(said))


def test_an_edit_is_shown_and_a_wrong_one_refused_while_the_old_book_stays(served, chromium):
    book, address = served
    with chromium.new_page() as page:
        page.goto(f"{address}notebooks/light.html")
        article = page.locator("article")
        article.get_by_text("200", exact=True).first.wait_for(timeout=WAIT)
        book.replace("data/studies.csv", "doe2001,40,", "doe2001,41,")
        article.get_by_text("201", exact=True).first.wait_for(timeout=WAIT)
        assert article.get_by_text("200", exact=True).count() == 0

        book.replace("data/studies.csv", "doe2001,41,", "doe2001,4x,")
        refused = page.locator("#refused")
        refused.wait_for(timeout=WAIT)
        assert "data/studies.csv, line 2 (doe2001), column 'n_patients': '4x'" in refused.inner_text()
        assert article.get_by_text("201", exact=True).count() > 0

        book.replace("data/studies.csv", "doe2001,4x,", "doe2001,40,")
        article.get_by_text("200", exact=True).first.wait_for(timeout=WAIT)
        assert page.locator("#refused").count() == 0


def test_what_is_published_knows_nothing_of_the_server(served):
    book, address = served
    page = "chapters/methods.html"
    assert b"/-/serve.js" in fetched(f"{address}{page}")
    assert "serve.js" not in (book.folder / "_build" / "html" / page).read_text()
    assert list((book.folder / "_build" / "html").rglob("serve.js")) == []


def test_it_answers_on_this_machine_only_and_tells_the_state_of_the_book(served):
    _, address = served
    assert address.startswith("http://127.0.0.1:")
    assert json.loads(fetched(f"{address}-/state/none"))["refused"] == []


def test_a_site_that_is_deleted_is_made_again(served):
    book, _ = served
    site = book.folder / "_build" / "html"
    # at once, as what serves it may write into it at any time
    shutil.rmtree(site.rename(book.folder / "deleted"))
    begun = time.monotonic()
    while not (site / "index.html").is_file():
        assert time.monotonic() - begun < WAIT / 1000
        time.sleep(0.1)


def test_a_package_that_cannot_be_imported_is_named_and_once_it_is_mended_the_book_is_built_by_it(served, chromium):
    book, address = served
    name = "reviewbook/book/pages/colophon.py"
    with chromium.new_page() as page:
        page.goto(f"{address}chapters/colophon.html")
        article, refused = page.locator("article"), page.locator("#refused")
        article.get_by_text("Version of the data").first.wait_for(timeout=WAIT)
        right = (book.folder / name).read_text()
        for wrong, named in (
            (right.replace("def setup(app", "def setup((app"), r"book/pages/colophon\.py, line \d+: SyntaxError: "),
            (
                right.replace("import bundled, provenance", "import bundled, provenances"),
                r"book/pages/colophon\.py, line \d+: ImportError: .*'provenances'",
            ),
        ):
            assert wrong != right
            (book.folder / name).write_text(wrong)
            refused.get_by_text(re.compile(named)).wait_for(timeout=WAIT)
        (book.folder / name).write_text(right.replace("Version of the data", "Version of these data"))
        article.get_by_text("Version of these data").first.wait_for(timeout=WAIT)
        assert refused.count() == 0


def test_an_error_in_the_code_that_builds_is_shown_with_its_place(served, chromium):
    book, address = served
    with chromium.new_page() as page:
        page.goto(f"{address}chapters/colophon.html")
        page.locator("article").wait_for(timeout=WAIT)
        book.replace("reviewbook/evidence/accounts/plausibility.py", "def unexplained(", "def explained(")
        page.locator("#refused").wait_for(timeout=WAIT)
        assert re.search(r"reviewbook/pipeline\.py, line \d+: AttributeError: ", page.locator("#refused").inner_text())
        book.replace("reviewbook/evidence/accounts/plausibility.py", "def explained(", "def unexplained(")
        page.locator("#refused").wait_for(state="detached", timeout=WAIT)
