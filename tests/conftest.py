import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reviewbook import address

pytest_plugins = ["nbval_messages", "browser"]

# where a book is published, the tests say themselves
for variable in (address.SITE, address.REPOSITORY):
    os.environ.pop(variable, None)

# as the platform tells it, without a slash; on hosts that the theme does not know
SITE = "https://reader.example.org/a-review"
REPOSITORY = "https://git.example.org/someone/a-review"
FOLDER = Path(__file__).resolve().parent.parent
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", ".*_cache", "*.egg-info", "tests")


@pytest.fixture(scope="session")
def folder():
    """The folder of the book itself; nothing writes there."""
    return FOLDER


class Copy:
    """A copy of the book, in a repository of its own, that a test may change and build."""

    def __init__(self, place):
        self.folder = place
        shutil.copytree(FOLDER, place, ignore=NOT_COPIED)
        self.git("init", "--quiet")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "start")

    def git(self, *arguments):
        command = ["git", "-c", "user.name=test", "-c", "user.email=test@example.org", *arguments]
        return subprocess.run(command, cwd=self.folder, check=True, capture_output=True, text=True).stdout

    def run(self, *arguments, **variables):
        """Run the command on the copy; its own package is imported, because it lies in the working folder."""
        command, environment = [sys.executable, "-m", "reviewbook", *arguments], os.environ | variables
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)

    def replace(self, path, old, new):
        file = self.folder / path
        content = file.read_text(encoding="utf-8")
        assert old in content, f"{path} does not hold {old!r}"
        file.write_text(content.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def book(tmp_path):
    return Copy(tmp_path / "book")


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """A copy of the book, built once for all tests; none of them changes it."""
    copy = Copy(tmp_path_factory.mktemp("built") / "book")
    done = copy.run("build")
    assert done.returncode == 0, done.stderr
    copy.said = done.stdout
    return copy


@pytest.fixture(scope="session")
def addressed(tmp_path_factory):
    """A copy of the book, built by somebody who knows where it will be published."""
    copy = Copy(tmp_path_factory.mktemp("addressed") / "book")
    done = copy.run("build", REVIEWBOOK_SITE=SITE, REVIEWBOOK_REPOSITORY=REPOSITORY)
    assert done.returncode == 0, done.stderr
    return copy
