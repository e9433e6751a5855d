"""Pages that are not written again are those that would come out as they are."""

import filecmp
import os
import shutil
from base64 import b64decode

import made_book
import pytest

# an extension of Sphinx that stands for somebody who edits as soon as all pages are read
HURRIED = """
from pathlib import Path

EDITS = {"chapters/methods.md": ("sentence", "phrase"), "references.bib": ("May, Tom", "May, Tim")}


def setup(app):
    app.connect("env-updated", edit, priority=100)
    return {"parallel_read_safe": True}


def edit(app, env):
    for name, (old, new) in EDITS.items():
        path = Path(app.srcdir, name)
        before = path.read_text()
        if old in before:
            path.write_text(before.replace(old, new))
    return []
"""
# an extension of Sphinx that tells which process reads and writes each page
TOLD = """
import os
from pathlib import Path


def setup(app):
    app.connect("doctree-read", lambda app, tree: tell(app, "read", app.env.docname))
    app.connect("html-page-context", lambda app, page, *_: tell(app, "written", page))
    return {"parallel_read_safe": True}


def tell(app, what, page):
    with Path(app.srcdir, "told.txt").open("a") as told:
        print(what, page, os.getpid(), file=told)
"""
# an extension of Sphinx that fails at each page
FAILING = """
from sphinx.transforms import SphinxTransform


class Failing(SphinxTransform):
    default_priority = 1

    def apply(self, **about):
        raise KeyError("nothing")


def setup(app):
    app.ADD(Failing)
    return {"parallel_read_safe": True}
"""
pytestmark = pytest.mark.slow
NEW_PAGE = "# A new page\n\nIt counts {{ light.total_n_patients }} patients, see {numref}`tab-tallies`.\n"
FIGURE = "\n```{figure} dot.png\n:name: fig-NAME\n\nA dot.\n```\n"
# a figure whose data are a file beside the pages, as they are more than a page shows
PATIENTS = "figure = figures.patients(studies, review.hypotheses, where)\\n"
ROWS = "{'columns': ['Study', 'Patients'], 'rows': [['Doe', row] for row in range(31)]}"
LONG = f"{PATIENTS}\",\n    \"figure.layout.meta = {{'data': {ROWS}}}\\n"
DATA_OF_FIGURE = "figures/light.patients.csv"
# a picture of one point
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="


def build(book):
    done = book.pages()
    assert done.returncode == 0, done.stderr


def times(book):
    site = book.folder / "_build" / "work" / "html"
    pages = [
        site / "index.html",
        *(page for folder in ("chapters", "notebooks") for page in (site / folder).glob("*.html")),
    ]
    named = {path.relative_to(site).with_suffix("").as_posix(): path.stat().st_mtime_ns for path in pages}
    # the first page is that of the site; in its own place is one that leads there
    return named | {"chapters/index": named.pop("index")}


def written(book):
    """Build, and tell which pages were written."""
    before = times(book)
    build(book)
    return {page for page, time in times(book).items() if before.get(page) != time}


def from_nothing(book):
    """Build the same without anything that earlier builds kept; give the site before and after."""
    made, kept, aside = (book.folder / "_build" / name for name in ("html", "work", "aside"))
    before = book.folder / "_build" / "before"
    shutil.rmtree(before, ignore_errors=True)
    shutil.copytree(made, before)
    kept.rename(aside)
    build(book)
    shutil.rmtree(kept)
    aside.rename(kept)
    return before, made


def differing(one, other):
    files = {path.relative_to(site) for site in (one, other) for path in site.rglob("*") if path.is_file()}
    return [str(file) for file in sorted(files) if not same(one / file, other / file)]


def same(one, other):
    return one.is_file() and other.is_file() and filecmp.cmp(one, other, shallow=False)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    made = made_book.made(tmp_path_factory.mktemp("rewriting") / "book")
    made.replace("notebooks/light.ipynb", PATIENTS, LONG)
    # from here on, every page says at its foot that there are changes
    (made.folder / "README.md").write_text("Changed.\n")
    (made.folder / "chapters" / "dot.png").write_bytes(b64decode(DOT))
    build(made)
    return made


def patients(book):
    """One cell: what counts or sums patients, and nothing else."""
    book.replace("data/studies.csv", "doe2001,40,", "doe2001,41,")
    return {"notebooks/light", "chapters/index", "chapters/numbers"}, {"chapters/methods", "notebooks/direction"}


def caption(book):
    """Its own page; a page that refers to the table does so by its number, and prints no caption."""
    name = ":name: tab-tallies\\n"
    book.replace("notebooks/direction.ipynb", name, f'{name}",\n    "Otherwise. ')
    return {"notebooks/direction"}, {"chapters/methods", "chapters/cite"}


def figure_that_comes(book):
    """Later figures have other numbers, also where other pages refer to them."""
    with (book.folder / "chapters" / "methods.md").open("a") as page:
        page.write(FIGURE.replace("NAME", "first"))
    return {"chapters/methods", "notebooks/light", "notebooks/direction"}, set()


def page_and_figure_that_come(book):
    """All pages list the new one in their contents, and later figures and tables have other numbers."""
    (book.folder / "chapters" / "more.md").write_text(NEW_PAGE + FIGURE.replace("NAME", "more"))
    chapter = "      - file: chapters/methods\n"
    book.replace("_toc.yml", chapter, f"{chapter}      - file: chapters/more\n")
    return {"chapters/more", "chapters/methods", "notebooks/light", "chapters/cite"}, set()


def page_that_goes_title_reference_and_name_of_a_study(book):
    (book.folder / "chapters" / "more.md").unlink()
    book.replace("_toc.yml", "      - file: chapters/more\n", "")
    book.replace("chapters/methods.md", "# Methods", "# The methods")
    book.replace("references.bib", "Roe, Richard", "Rowe, Richard")
    book.replace("data/studies.csv", "Roe and Poe, 2005", "Rowe and Poe, 2005")
    return {"chapters/methods", "chapters/references", "notebooks/light", "chapters/cite"}, set()


def commit(book):
    """The foot of every page says of which revision it is."""
    book.git("add", "--all")
    book.git("commit", "--quiet", "--message", "edits")
    return {"chapters/methods", "chapters/dictionary"}, set()


EDITS = [
    *(patients, caption, figure_that_comes, page_and_figure_that_come),
    *(page_that_goes_title_reference_and_name_of_a_study, commit),
]


@pytest.mark.parametrize("edit", EDITS, ids=[edit.__name__ for edit in EDITS])
def test_after_an_edit_the_site_is_that_of_a_build_from_nothing(book, edit):
    must, must_not = edit(book)
    rewritten = written(book)
    assert (book.folder / "_build" / "html" / DATA_OF_FIGURE).is_file()
    assert must <= rewritten
    assert not must_not & rewritten
    assert differing(*from_nothing(book)) == []


def test_what_is_edited_while_the_book_is_built_is_in_the_next(book):
    (book.folder / "hurried.py").write_text(HURRIED)
    book.replace("_config.yml", "      - reviewbook.book\n", "      - reviewbook.book\n      - hurried\n")
    build(book)
    build(book)
    assert differing(*from_nothing(book)) == []


@pytest.mark.skipif(os.cpu_count() == 1, reason="one process does all where there is one core")
def test_processes_share_the_pages(book):
    (book.folder / "telling.py").write_text(TOLD)
    book.replace("_config.yml", "      - reviewbook.book\n", "      - reviewbook.book\n      - telling\n")
    build(book)
    told = [line.split() for line in (book.folder / "told.txt").read_text().splitlines()]
    for stage in ("read", "written"):
        assert len({process for what, _, process in told if what == stage}) > 1
        pages = [page for what, page, _ in told if what == stage and "/" in page]
        assert sorted(pages) == sorted(times(book))


@pytest.mark.parametrize("add", ["add_transform", "add_post_transform"])
def test_an_error_in_another_process_is_told_with_its_place_and_leaves_the_site(book, add):
    before = times(book)
    (book.folder / "failing.py").write_text(FAILING.replace("ADD", add))
    book.replace("_config.yml", "      - reviewbook.book\n", "      - reviewbook.book\n      - failing\n")
    refused = book.run("build")
    book.replace("_config.yml", "      - failing\n", "")
    assert refused.returncode == 1
    assert "KeyError: 'nothing'" in refused.stderr
    assert "failing.py, line 9, in apply" in refused.stderr
    site = book.folder / "_build" / "html"
    assert {page for page in before if not (site / f"{page}.html").is_file()} == set()
    build(book)
