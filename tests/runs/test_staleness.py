"""Staleness: a notebook has to run when something it rested on changed, and only then."""

import json
import shutil
import subprocess
import sys

import pytest
import small_book
from small_book import LOAD, SHOW, STUDIES

from reviewbook.runs import batch, imports
from reviewbook.runs.staleness import stale

OTHER = "from reviewbook.edition.project import root\n\n(root() / 'data' / 'notes.txt').read_text()"
LOOKING = """\
from contextlib import suppress

from reviewbook.edition.project import root

with suppress(FileNotFoundError):
    (root() / "data" / "later.csv").read_text()"""


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    folder = small_book.write(
        tmp_path_factory.mktemp("fresh"), studies=[LOAD, SHOW[0]], other=[OTHER], search=[LOOKING]
    )
    (folder / "data" / "notes.txt").write_text("a note")
    batch.run(folder, progress=str)
    return folder


@pytest.fixture
def book(fresh, tmp_path):
    return shutil.copytree(fresh, tmp_path / "book")


def reasons(book):
    return {path.stem: why for path, why in stale(book)}


def edit(book, name, change):
    path = small_book.path(book, name)
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def source_of(content, cell):
    return content["cells"][cell]["source"]


def test_nothing_is_stale_after_a_run(book):
    assert stale(book) == []


def test_a_notebook_that_never_ran_is_stale(tmp_path):
    assert reasons(small_book.write(tmp_path, new=[LOAD])) == {"new": "it has not run yet"}


def test_a_changed_file_makes_those_stale_that_opened_it(book):
    (book / "data" / "studies.csv").write_text(STUDIES.replace("567", "566"))
    assert reasons(book) == {"studies": "data/studies.csv changed"}


def test_a_file_that_was_put_back_as_it_was_makes_nothing_stale(book):
    (book / "data" / "studies.csv").write_text(STUDIES)
    assert stale(book) == []


def test_a_deleted_file_makes_those_stale_that_opened_it(book):
    (book / "data" / "notes.txt").unlink()
    assert reasons(book) == {"other": "data/notes.txt is gone"}


def test_a_file_that_was_looked_for_in_vain_makes_stale_when_it_comes(book):
    (book / "data" / "later.csv").write_text("")
    assert reasons(book) == {"search": "data/later.csv is new"}


def test_a_file_that_nobody_opened_makes_nothing_stale(book):
    (book / "data" / "unrelated.csv").write_text("")
    (book / "_build").mkdir(exist_ok=True)
    (book / "_build" / "page.html").write_text("")
    assert stale(book) == []


def test_other_versions_make_every_notebook_stale(book):
    (book / "requirements.txt").write_text("pandas==3.1.2\n")
    assert reasons(book) == dict.fromkeys(["studies", "other", "search"], "requirements.txt changed")


def test_changed_code_makes_stale_and_changed_prose_does_not(book):
    edit(book, "studies", lambda content: source_of(content, 0).append("\nMore words."))
    assert stale(book) == []
    edit(book, "studies", lambda content: source_of(content, 2).append("\ntotal = 3"))
    assert reasons(book) == {"studies": "its code changed"}


def test_a_changed_default_makes_stale(book):
    edit(book, "other", lambda content: source_of(content, 1).__setitem__(0, "least: int = 5  # patients"))
    assert reasons(book) == {"other": "its code changed"}


def test_a_changed_module_of_the_package_is_named(book):
    def pretend(content):
        content["metadata"]["reviewbook"]["package"]["reviewbook/evidence/number.py"] = "0123456789abcdef"

    edit(book, "studies", pretend)
    assert reasons(book) == {"studies": "reviewbook/evidence/number.py changed"}


def test_a_result_of_other_parameters_is_stale(book):
    edit(book, "studies", lambda content: content["metadata"]["reviewbook"].update(parameters={"least": 100}))
    assert reasons(book) == {"studies": "it ran with other parameters"}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": []}'])
def test_a_file_that_is_no_notebook_is_stale(book, content):
    small_book.path(book, "studies").write_text(content)
    assert reasons(book) == {"studies": "it is not a notebook that can be read"}


def test_an_output_that_was_changed_by_hand_is_stale(book):
    path = small_book.path(book, "studies")
    path.write_text(path.read_text().replace('"value": 597', '"value": 598'))
    assert reasons(book) == {"studies": "its outputs are not those of its last run"}


def test_a_notebook_without_its_outputs_is_stale(book):
    edit(book, "studies", lambda content: content["cells"][3].update(outputs=[]))
    assert reasons(book) == {"studies": "its outputs are not those of its last run"}


def test_code_that_is_not_python_is_stale(book):
    edit(book, "studies", lambda content: source_of(content, 2).append("\n!ls"))
    assert reasons(book) == {"studies": "its code is not Python"}


def test_a_second_run_makes_it_fresh_again(book):
    (book / "data" / "studies.csv").write_text(STUDIES.replace("567", "566"))
    assert batch.run(book, progress=str) == {"studies": "data/studies.csv changed"}
    assert stale(book) == []


@pytest.mark.parametrize("engine", ["reviewbook", "reviewbook-kernel"])
def test_only_the_files_of_the_project_are_written_down(book, engine):
    batch.run(book, everything=True, progress=str, engine=engine)
    inputs = {
        name: list(json.loads(small_book.path(book, name).read_text())["metadata"]["reviewbook"]["inputs"])
        for name in ("studies", "other", "search")
    }
    assert inputs == {"studies": ["data/studies.csv"], "other": ["data/notes.txt"], "search": ["data/later.csv"]}


def test_code_rests_on_what_it_imports_directly_or_not_and_on_nothing_else():
    files = imports.digests("from reviewbook.runs import notebook, staleness")
    assert list(files) == [
        "reviewbook/__init__.py",
        "reviewbook/edition/__init__.py",
        "reviewbook/edition/fault.py",
        "reviewbook/edition/fingerprint.py",
        "reviewbook/edition/git.py",
        "reviewbook/edition/inventory.py",
        "reviewbook/edition/project.py",
        "reviewbook/manuscript/__init__.py",
        "reviewbook/manuscript/chapters.py",
        "reviewbook/manuscript/text.py",
        "reviewbook/manuscript/values.py",
        "reviewbook/runs/__init__.py",
        "reviewbook/runs/imports.py",
        "reviewbook/runs/notebook.py",
        "reviewbook/runs/observer.py",
        "reviewbook/runs/staleness.py",
    ]
    assert imports.digests("import pandas\nfrom reviewbook_of_another import data") == {}


def test_no_notebook_rests_on_how_the_book_is_built():
    files = imports.digests(LOAD)
    assert "reviewbook/display/publish.py" in files
    assert not [name for name in files if name.startswith(("reviewbook/book", "reviewbook/runs", "reviewbook/cli"))]


def test_asking_imports_nothing_heavy(book):
    asked = (
        "import sys; from pathlib import Path; from reviewbook.runs.staleness import stale;"
        "assert stale(Path(sys.argv[1])) == [];"
        "print({'IPython', 'nbformat', 'pandas', 'papermill', 'plotly'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", asked, str(book)], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
