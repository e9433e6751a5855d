"""Of which revision a book is: what it names, and the time that everything made of it claims to be from."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from reviewbook.edition import git, project

# git fills this file when it makes an archive of a repository (`export-subst` in .gitattributes), `reviewbook export`
# when it does: what is unpacked from either still knows what it is.
ARCHIVED = ".git_archival.txt"
# Digits of a moment before the year 5138.
LONGEST = 11
# What git says of a repository in which nothing was committed.
EMPTY = "does not have any commits yet"


class RevisionError(Exception):
    """Say why git, or the environment, does not tell of which revision a folder is, though it could."""


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
    """Find out of which revision a folder is: from its own repository, or from the archive it was unpacked from.

    Raises
    ------
    RevisionError
        When git refuses the repository, as it does with a folder of another owner, or the time that the environment
        gives is none.
    """
    found: dict[str, Any] = {}
    # a folder inside the repository of something else is of no revision of that
    if (folder / ".git").exists() and (told := _git(folder, "log", "-1", "--no-show-signature", "--format=%H %ct")):
        commit, moment = told.split()
        found = {"commit": commit, "moment": moment, "changed": _changed(folder)}
    elif (folder / ARCHIVED).is_file():
        lines = (folder / ARCHIVED).read_text(encoding="utf-8").splitlines()
        kept = dict(line.split(": ", 1) for line in lines if "$Format" not in line)
        if "node" in kept:
            found = {"commit": kept["node"], "moment": kept["time"], "changed": kept.get("changed") == "yes"}
    if "SOURCE_DATE_EPOCH" in os.environ:
        found["moment"] = moment = os.environ["SOURCE_DATE_EPOCH"]
        if not (moment.isascii() and moment.isdigit() and len(moment) <= LONGEST):
            raise RevisionError(f"SOURCE_DATE_EPOCH: {moment!r} is not a number of seconds since 1970")
    return Revision(**found)


def archived(revision: Revision) -> str:
    """Write a revision as the content of `ARCHIVED`, which is empty where nothing tells of one."""
    lines = [f"node: {revision.commit}", f"time: {revision.moment}"] if revision.commit else []
    lines += ["changed: yes"] if revision.changed else []
    return "".join(f"{line}\n" for line in lines)


def shallow(folder: Path) -> bool:
    """Tell whether git was told to leave out the history of a repository."""
    return _git(folder, "rev-parse", "--is-shallow-repository") == "true"


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


def _changed(folder: Path) -> bool:
    """Tell whether files differ from the commit, once what a run has made is in its place."""
    ran = {name if name == project.CITATION else f"notebooks/{name}": path for name, path in project.unplaced().items()}
    others = [f":(exclude){name}" for name in ran]
    if _git(folder, "status", "--porcelain", "--untracked-files=normal", "--", ".", *others):
        return True
    there = _git(folder, "ls-tree", "HEAD", *ran) if ran else ""
    now = _git(folder, "hash-object", *map(str, ran.values())).split() if ran else []
    return any(f"{blob}\t{name}" not in there for name, blob in zip(ran, now, strict=True))


def _git(folder: Path, *arguments: str) -> str:
    try:
        found = git.asked(folder, *arguments)
    except OSError:
        # git is not there
        return ""
    refused = found.stderr.decode(errors="replace")
    if found.returncode and EMPTY not in refused:
        said = " ".join(line.strip() for line in refused.splitlines() if line.strip())
        raise RevisionError(f"git cannot say of which revision this is: {said.removeprefix('fatal: ')}")
    return "" if found.returncode else found.stdout.decode(errors="replace").strip()
