"""What `make` does before there is anything to run: what it needs it installs, or names in one line."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from borrowed_environment import lend, variables

MAKE = shutil.which("make")
CHECKS_VERSION = "import sys; sys.exit(sys.version_info < (3, 11))"


def make(book, *arguments, path=None):
    """Run `make` as somebody who may not install, unless the arguments say otherwise."""
    environment = variables(book.folder) | ({"PATH": str(path)} if path else {})
    command = [MAKE, "ROOT=no", *arguments]
    return subprocess.run(command, cwd=book.folder, env=environment, capture_output=True, text=True, check=False)


def script(path, *lines):
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]), encoding="utf-8")
    path.chmod(0o755)
    return path


def targets(folder):
    return re.findall(r"^([a-z-]+):", (folder / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_help_lists_every_target(book):
    listed = re.findall(r"^make (\S+) +\S", make(book, "help").stdout, flags=re.MULTILINE)
    assert listed == targets(book.folder)


def test_a_machine_without_python_is_told_what_to_install(book):
    done = make(book, "book", "PYTHON=no-such-python")
    assert done.returncode
    assert done.stdout == "Python 3.11 or later is needed: apt-get install python3\n"


def test_a_python_that_is_too_old_is_refused_with_its_version(book, tmp_path):
    old = script(tmp_path / "python", '[ "$1" = --version ] && echo Python 3.9.2 || exit 1')
    done = make(book, "book", f"PYTHON={old}")
    assert done.returncode
    assert done.stdout == f"Python 3.11 or later is needed; {old} is Python 3.9.2\n"


@pytest.fixture
def bare(tmp_path):
    """A Python as Debian installs it: it cannot make environments."""
    return script(tmp_path / "python", f'[ "$2" = "{CHECKS_VERSION}" ]')


def test_a_python_that_cannot_make_environments_is_refused_with_the_package_to_install(book, bare):
    done = make(book, "book", f"PYTHON={bare}")
    assert done.returncode
    assert done.stdout == "Python cannot make environments here: apt-get install python3-venv\n"
    assert not (book.folder / ".venv").exists()


def test_root_gets_the_missing_package_installed_and_is_told_so(book, bare, tmp_path):
    called = tmp_path / "called"
    script(tmp_path / "apt-get", f'echo "$@" >> {called}', '[ "$1" = update ]')
    done = make(book, "book", f"PYTHON={bare}", "ROOT=yes", path=f"{tmp_path}:{os.environ['PATH']}")
    assert done.returncode
    assert done.stdout == "set-up     installing python3-venv\n"
    assert called.read_text(encoding="utf-8").splitlines() == [
        "update -qq",
        "install -y -qq --no-install-recommends python3-venv",
    ]


def test_the_tests_need_git_and_say_so(book, tmp_path):
    lend(book.folder)
    done = make(book, "test", path=tmp_path)
    assert done.returncode
    assert done.stdout == "The tests need git: apt-get install git\n"


def test_clean_deletes_what_was_built_and_the_environment_and_nothing_else(book):
    lend(book.folder)
    (book.folder / "_build" / "html").mkdir(parents=True)
    before = {path.name for path in book.folder.iterdir()}
    assert make(book, "clean").returncode == 0
    assert before - {path.name for path in book.folder.iterdir()} == {".venv", "_build"}
    assert book.git("status", "--porcelain") == ""
    assert Path(sys.prefix, "bin", "python").exists()


def test_every_requirement_is_pinned_and_has_hashes(folder):
    pinned = (folder / "requirements.txt").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-zA-Z0-9])", pinned[pinned.index("\n", pinned.index("make lock")) + 1 :])
    assert len(blocks) > 100
    for block in blocks:
        assert re.match(r"[a-zA-Z0-9._-]+(\[[a-z,]+\])?==\S+", block), block.splitlines()[0]
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_the_tests_need_what_drives_the_browser_and_say_so(book, tmp_path):
    lend(book.folder)
    programs = book.folder / ".venv" / "bin"
    # the link, not what is lent
    programs.unlink()
    programs.mkdir()
    script(programs / "python", "exit 127")
    for name in ("git", "chromium"):
        script(tmp_path / name, "exit 0")
    done = make(book, "test", path=tmp_path)
    assert done.returncode
    assert done.stdout == "What drives the browser does not start: apt-get install libatomic1\n"


@pytest.mark.parametrize(("said", "command"), [((), "export"), (("DRAFT=1",), "export --draft")])
def test_an_export_is_a_release_unless_it_is_said_to_be_a_draft(book, said, command):
    lend(book.folder)
    asked = make(book, "--dry-run", "export", *said).stdout.splitlines()
    assert asked[-1].strip() == f".venv/bin/python -m reviewbook {command}"
