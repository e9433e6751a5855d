"""One revision gives the same bytes: in any folder, at any time, in any language, from nothing or from a change."""

import os
import shutil
import subprocess
import sys

import pytest
from borrowed_environment import IDENTITY
from copies import Copy

MOMENT = "2026-11-22T12:00:00+00:00"
DATED = IDENTITY | {"GIT_AUTHOR_DATE": MOMENT, "GIT_COMMITTER_DATE": MOMENT}
HERE = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"}
ELSEWHERE = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "77"}


def edition(place):
    """A copy of the book whose commit has the same hash wherever and whenever it is made."""
    book = Copy.made(place)
    subprocess.run(
        ["git", "commit", "--quiet", "--amend", "--reset-author", "--no-edit"],
        cwd=book.folder,
        env=os.environ | DATED,
        check=True,
    )
    return book


def build(book, surroundings):
    command = [sys.executable, "-m", "reviewbook", "build"]
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    done = subprocess.run(
        command, cwd=book.folder, env=environment | surroundings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return files(book)


def files(book):
    built = book.folder / "_build"
    paths = [path for kind in ("html", "pdf") for path in (built / kind).rglob("*") if path.is_file()]
    return {path.relative_to(built).as_posix(): path.read_bytes() for path in paths}


def differing(one, other):
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A book that was built of other data, then of its own: what is kept between builds has seen both."""
    book = edition(tmp_path_factory.mktemp("first") / "book")
    book.replace("data/studies.csv", "debolle2010,567,", "debolle2010,566,")
    book.before = build(book, HERE)
    book.git("checkout", "--quiet", ".")
    book.files = build(book, HERE)
    return book


def bare(folder):
    """A path to git and to what its shell and that of kaleido call, and to no browser, TeX or other typesetter."""
    folder.mkdir()
    for name in ("git", "sh", "bash", "dirname", "readlink", "realpath"):
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    return {"PATH": str(folder), "HOME": str(folder), "FONTCONFIG_PATH": str(folder)}


def test_another_folder_clock_language_and_a_bare_machine_give_the_same_bytes(first, tmp_path):
    second = edition(tmp_path / "another place" / "édition 2")
    assert second.git("rev-parse", "HEAD") == first.git("rev-parse", "HEAD")
    assert differing(first.files, build(second, ELSEWHERE | bare(tmp_path / "bare"))) == []
    assert {name.split("/")[0] for name in first.files} == {"html", "pdf"}


def test_a_change_moves_the_bytes(first):
    assert "html/notebooks/characteristics.html" in differing(first.files, first.before)
    assert any(name.endswith(".pdf") for name in differing(first.files, first.before))


def test_no_file_names_the_folder_in_which_it_was_made(first):
    named = str(first.folder).encode()
    assert [name for name, content in first.files.items() if named in content] == []


def test_without_any_cache_the_bytes_are_the_same(first):
    for cache in (first.folder / "_build", *(first.folder / "reviewbook").rglob("__pycache__")):
        shutil.rmtree(cache)
    assert differing(first.files, build(first, HERE)) == []
