"""Of which revision a book is: what it names, and the time that everything made of it claims to be from."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

# git fills this file when it makes an archive of a repository (`export-subst` in .gitattributes), `reviewbook export`
# when it does: what is unpacked from either still knows what it is.
ARCHIVED = ".git_archival.txt"


class Revision(NamedTuple):
    """Say from what a book is made.

    Attributes
    ----------
    commit
        The whole hash; empty where nothing tells.
    moment
        A second since 1970: ``SOURCE_DATE_EPOCH`` where that is set, else the time of the commit; empty where nothing
        tells.
    changed
        Whether files differ from the commit.
    """

    commit: str = ""
    moment: str = ""
    changed: bool = False

    def __str__(self) -> str:
        """Print the first ten digits, with "and changes" where files differ."""
        return f"{self.commit[:10]} and changes" if self.changed else self.commit[:10]


def read(folder: Path) -> Revision:
    """Find out of which revision a folder is: from its own repository, or from the archive it was unpacked from."""
    found: dict[str, Any] = {}
    # a folder inside the repository of something else is of no revision of that
    if (folder / ".git").exists() and (told := _git(folder, "log", "-1", "--format=%H %ct")):
        commit, moment = told.split()
        found = {"commit": commit, "moment": moment, "changed": _git(folder, "status", "--porcelain") != ""}
    elif (folder / ARCHIVED).is_file():
        lines = (folder / ARCHIVED).read_text(encoding="utf-8").splitlines()
        kept = dict(line.split(": ", 1) for line in lines if "$Format" not in line)
        if "node" in kept:
            found = {"commit": kept["node"], "moment": kept["time"], "changed": kept.get("changed") == "yes"}
    if "SOURCE_DATE_EPOCH" in os.environ:
        found["moment"] = os.environ["SOURCE_DATE_EPOCH"]
    return Revision(**found)


def archived(revision: Revision) -> str:
    """Write a revision as the content of `ARCHIVED`, which is empty where nothing tells of one."""
    lines = [f"node: {revision.commit}", f"time: {revision.moment}"] if revision.commit else []
    lines += ["changed: yes"] if revision.changed else []
    return "".join(f"{line}\n" for line in lines)


@contextmanager
def dated(revision: Revision) -> Iterator[None]:
    """Let all that is made claim to be from the time of a revision, and leave the next build to its own."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if revision.moment:
        os.environ["SOURCE_DATE_EPOCH"] = revision.moment
    try:
        yield
    finally:
        if given is None:
            os.environ.pop("SOURCE_DATE_EPOCH", None)


def _git(folder: Path, *arguments: str) -> str:
    try:
        found = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return found.stdout.strip()
