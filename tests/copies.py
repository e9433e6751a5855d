"""Copies of the book, that a test may change and build."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# as the platform tells it, without a slash; on hosts that the theme does not know
SITE = "https://reader.example.org/a-review"
REPOSITORY = "https://git.example.org/someone/a-review"
FOLDER = Path(__file__).resolve().parent.parent
BUILDING = ("build", "export", "serve")
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", ".*_cache", "*.egg-info", "tests")
VALID = FOLDER / "_build" / "valid"


class Copy:
    """A book in a repository of its own."""

    may_build = True

    def __init__(self, folder):
        self.folder = folder

    @classmethod
    def made(cls, folder):
        """Make one of the book itself."""
        shutil.copytree(FOLDER, folder, ignore=NOT_COPIED)
        if VALID.is_file():
            # the same tables need not be judged for each copy
            (folder / "_build").mkdir()
            shutil.copy(VALID, folder / "_build")
        return cls(folder).begun()

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
        """Run the command on the copy; its own package is imported, because it lies in the working folder."""
        assert self.may_build or arguments[0] not in BUILDING, "mark the test as slow: it builds a book"
        command, environment = [sys.executable, "-m", "reviewbook", *arguments], os.environ | variables
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)

    def built(self):
        """List what was built; a copy begins with the memory of what tables are valid."""
        return [path for path in (self.folder / "_build").rglob("*") if path.is_file() and path.name != VALID.name]

    def replace(self, path, old, new):
        file = self.folder / path
        content = file.read_text(encoding="utf-8")
        assert old in content, f"{path} does not hold {old!r}"
        file.write_text(content.replace(old, new, 1), encoding="utf-8")
