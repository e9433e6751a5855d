"""Pages that are not written again are those that would come out as they are."""

import filecmp
import shutil
import subprocess
import sys

import pytest
from conftest import Copy

BUILD = "from pathlib import Path; from reviewbook import workshop; workshop.make(Path.cwd(), pdf=False)"
# an extension of Sphinx that stands for somebody who edits as soon as all pages are read
HURRIED = """
from pathlib import Path

EDITS = {"chapters/methods.md": ("sentence", "phrase"), "references.bib": ("Stangier, Ulrich", "Stangier, Otto")}


def setup(app):
    app.connect("env-updated", edit, priority=100)


def edit(app, env):
    for name, (old, new) in EDITS.items():
        path = Path(app.srcdir, name)
        before = path.read_text()
        if old in before:
            path.write_text(before.replace(old, new))
    return []
"""
NEW_PAGE = "# A new page\n\nIt counts {{ characteristics.total_n_patients }} patients, see {numref}`tab-precedence`.\n"


def build(book):
    done = subprocess.run([sys.executable, "-c", BUILD], cwd=book.folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def times(book):
    site = book.folder / "_build" / "work" / "html"
    return {
        path.relative_to(site).with_suffix("").as_posix(): path.stat().st_mtime_ns
        for folder in ("chapters", "notebooks")
        for path in (site / folder).glob("*.html")
    }


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
    copy = Copy(tmp_path_factory.mktemp("rewriting") / "book")
    # from here on, every page says at its foot that there are changes
    (copy.folder / "README.md").write_text("Changed.\n")
    build(copy)
    return copy


def patients(book):
    """One cell: what counts or sums patients, and nothing else."""
    book.replace("data/studies.csv", "debolle2010,567,", "debolle2010,566,")
    return {"notebooks/characteristics", "chapters/numbers"}, {"chapters/methods", "notebooks/questions"}


def caption(book):
    """Its own page; a page that refers to the table does so by its number, and prints no caption."""
    name = ":name: tab-precedence\\n"
    book.replace("notebooks/direction.ipynb", name, f'{name}",\n    "Otherwise. ')
    return {"notebooks/direction"}, {"chapters/discussion", "chapters/methods"}


def page_and_figure_that_come(book):
    """All pages list the new one in their contents, and later figures and tables have other numbers."""
    figure = "\n```{figure} images/book.png\n:name: fig-more\n\nMore.\n```\n"
    (book.folder / "chapters" / "more.md").write_text(NEW_PAGE + figure)
    chapter = "      - file: chapters/methods\n"
    book.replace("_toc.yml", chapter, f"{chapter}      - file: chapters/more\n")
    return {"chapters/more", "chapters/methods", "notebooks/robustness", "chapters/cite"}, set()


def page_that_goes_title_reference_and_name_of_a_study(book):
    (book.folder / "chapters" / "more.md").unlink()
    book.replace("_toc.yml", "      - file: chapters/more\n", "")
    book.replace("chapters/methods.md", "# Methods", "# The methods")
    book.replace("references.bib", "Weck, Florian", "Wecker, Florian")
    book.replace("data/studies.csv", "Weck et al., 2013", "Weck and others, 2013")
    return {"chapters/methods", "chapters/references", "notebooks/direction", "chapters/cite"}, set()


def commit(book):
    """The foot of every page says of which revision it is."""
    book.git("add", "--all")
    book.git("commit", "--quiet", "--message", "edits")
    return {"chapters/methods", "chapters/glossary"}, set()


EDITS = [patients, caption, page_and_figure_that_come, page_that_goes_title_reference_and_name_of_a_study, commit]


@pytest.mark.parametrize("edit", EDITS, ids=[edit.__name__ for edit in EDITS])
def test_after_an_edit_the_site_is_that_of_a_build_from_nothing(book, edit):
    must, must_not = edit(book)
    rewritten = written(book)
    assert must <= rewritten
    assert not must_not & rewritten
    assert differing(*from_nothing(book)) == []


def test_what_is_edited_while_the_book_is_built_is_in_the_next(book):
    (book.folder / "hurried.py").write_text(HURRIED)
    book.replace("_config.yml", "      - reviewbook.book\n", "      - reviewbook.book\n      - hurried\n")
    build(book)
    build(book)
    assert differing(*from_nothing(book)) == []
