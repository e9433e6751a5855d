"""Copies of the book, that a test may change and build."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import as_published
from warm import COMMAND, Warm

from reviewbook.edition import address

# as the platform tells it, without a slash; on hosts that the theme does not know
SITE = "https://reader.example.org/a-review"
REPOSITORY = "https://git.example.org/someone/a-review"
FOLDER = Path(__file__).resolve().parent.parent
BUILDING = ("build", "supplement", "export", "serve")
# what is asked of the environment when a book is built; all else may be, when modules are imported
READ_LATE = {address.SITE, address.REPOSITORY}
LEFT = (".git", ".venv", "_build", "__pycache__", ".*_cache", "*.egg-info", "tests")
NOT_COPIED, ALONE = shutil.ignore_patterns(*LEFT), shutil.ignore_patterns(*LEFT, "reviewbook")
VALID = FOLDER / "_build" / "valid"
PAGES = "from pathlib import Path; from reviewbook import pipeline; pipeline.make(Path.cwd(), pdf=False)"


class Copy:
    """A book in a repository of its own."""

    may_build = True
    warm = Warm()

    def __init__(self, folder):
        self.folder = folder

    @classmethod
    def made(cls, folder, package=False):
        """Make one of the book itself; without a package of its own, that which is tested makes it."""
        shutil.copytree(FOLDER, folder, ignore=NOT_COPIED if package else ALONE)
        if VALID.is_file():
            # the same tables need not be judged for each copy
            (folder / "_build").mkdir()
            shutil.copy(VALID, folder / "_build")
        return cls(folder).begun()

    @classmethod
    def as_published(cls, folder):
        """Make one of the book as its article has it, without what came with an update."""
        book = cls.made(folder)
        if as_published.has_updates(FOLDER):
            as_published.strip(folder)
            book.git("commit", "--quiet", "--all", "--message", "as published")
        return book

    def begun(self):
        """Make a repository of what there is."""
        self.git("init", "--quiet")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "start")
        return self

    def git(self, *arguments):
        command = ["git", "-c", "user.name=test", "-c", "user.email=test@example.org", *arguments]
        return subprocess.run(command, cwd=self.folder, check=True, capture_output=True, text=True).stdout

    def run(self, *arguments, **variables):
        """Run the command on the copy: by a new process and the copy's own package where it has one."""
        assert self.may_build or arguments[0] not in BUILDING, "mark the test as slow: it builds a book"
        return self._run(["-m", "reviewbook", *arguments], COMMAND, arguments, variables)

    def run_anew(self, *arguments, **variables):
        """Run the command by a new process, which may be one of several."""
        return self._anew(["-m", "reviewbook", *arguments], os.environ | variables)

    def pages(self, **variables):
        """Run what is stale and build the pages, without PDF."""
        assert self.may_build, "mark the test as slow: it builds a book"
        return self._run(["-c", PAGES], PAGES, [], variables)

    def _run(self, anew, code, arguments, variables):
        environment = os.environ | variables
        if not (self.folder / "reviewbook").exists() and variables.keys() <= READ_LATE:
            return self.warm.run(self.folder, arguments, environment, code)
        return self._anew(anew, environment)

    def _anew(self, arguments, environment):
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)

    def built(self):
        """List what was built; a copy begins with the memory of what tables are valid."""
        return [path for path in (self.folder / "_build").rglob("*") if path.is_file() and path.name != VALID.name]

    def replace(self, path, old, new):
        file = self.folder / path
        content = file.read_text(encoding="utf-8")
        assert old in content, f"{path} does not hold {old!r}"
        file.write_text(content.replace(old, new, 1), encoding="utf-8")
