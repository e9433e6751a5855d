"""What belongs to a book: what of its folder may be published, and what it is made from.

Whoever copies, packs, attaches or hashes files of a book asks here, so that what only lies beside them stays there.
"""

import errno
import json
import os
import re
from pathlib import Path, PurePosixPath

from reviewbook.edition import git, project
from reviewbook.edition.project import PARTS

SCHEMA = "data/datapackage.json"
# What is known by its name, whether it is a part of the data package or not.
OF_DATA = (SCHEMA, "data/README.md", "data/scenarios.json")
KNOWN = (
    *("CHANGELOG.md", "CITATION.cff", "LICENSE", "README.md", "references.bib", "_config.yml", "_toc.yml"),
    *("Makefile", "pyproject.toml", "requirements.txt", "scenario.json"),
)
# A page or a notebook.
PART = re.compile(r"(?:chapters|notebooks)/.*\.(?:md|ipynb)")
# What editors, spreadsheets and systems leave beside files, and what is nobody else's business: in any folder, and also
# where somebody has given it to git.
STRAY = re.compile(
    r"\.~lock\..*|~\$.*|.*~|#.*#|\.#.*|\._.*|.*\.(?:bak|backup|orig|rej|old|tmp|temp|swp|swo|pyc|part)|"
    r"\.DS_Store|Thumbs\.db|desktop\.ini|Icon\r|\.directory|\.nfs.*|\.fuse_hidden.*|.*\.(?:sav|kate-swp|crdownload)|"
    r".*\.env|\.env(?:\..*)?|\.envrc|[._]netrc|\.pypirc|\.pgpass|\.htpasswd|\.git-credentials|id_(?:rsa|dsa|ecdsa|ed25519)|"
    r"__pycache__|\.ipynb_checkpoints|\.Rhistory|\.\w+_history|\.idea|\.vscode|\.Rproj\.user",
    re.IGNORECASE,
)


def published(folder: Path) -> list[str]:
    """List what may be published, by paths below the folder of the book.

    It is what git follows, and what the data package declares, with its schema and README; where there is no git, as in
    an unpacked archive, what the package declares, what is known by its name, and chapters, notebooks and software.
    """
    followed = _listed(folder, "--cached")
    if followed is None:
        followed = {*KNOWN, *_lying(folder)}
    own = {*OF_DATA, *KNOWN, *_declared(folder)}
    inside = os.path.realpath(folder) + os.sep
    # a part of the book may be kept elsewhere; what else a link leads to is of this machine
    followed -= {name for name in followed - own if not PART.fullmatch(name) and _leads_out(folder / name, inside)}
    return _there(folder, followed | {*OF_DATA, *_declared(folder)})


def made_from(folder: Path) -> list[str]:
    """List what the book is made from, by paths below its folder: also new pages and modules that git does not know."""
    fresh = _listed(folder, "--others", "--exclude-standard", "--", *(part for part in PARTS if part != "data"))
    names = {*published(folder), *KNOWN, *_there(folder, fresh or set())}
    shown = (name for name in names if not name.startswith(".") and (name.split("/")[0] in PARTS or "/" not in name))
    return _there(folder, set(shown))


def sources(folder: Path) -> list[str]:
    """List what may be published and the book is made from, which is the same with git and without."""
    own = {*OF_DATA, *KNOWN, *_declared(folder)}
    parts = {part for part in PARTS if part != "data"}
    return [name for name in published(folder) if name in own or name.split("/")[0] in parts]


def legible(folder: Path) -> None:
    """Look whether everything of a book can be read to an end, which a pipe or a device may never have.

    Raises
    ------
    OSError
        Names what is neither a file nor a folder.
    """
    for path in [
        *(folder / name for name in KNOWN),
        *(file for part in PARTS for file in project.files(folder / part)),
    ]:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise OSError(errno.EINVAL, "is neither a file nor a folder, and may never end", str(path))


def is_stray(name: str) -> bool:
    """Tell of a file, named by its path, whether it only lies there.

    >>> is_stray("data/.~lock.studies.csv#"), is_stray("data/studies.csv~"), is_stray("data/studies.csv")
    (True, True, False)
    """
    return any(STRAY.fullmatch(part) for part in name.split("/"))


def withheld(folder: Path, name: str) -> str:
    """Say why what a person names, a file or a folder of files, must not be published; nothing where it may be.

    >>> withheld(Path("/book"), "../x.png"), withheld(Path("/book"), "a/.env"), withheld(Path("/book"), "x.png")
    ('lies elsewhere', 'is hidden, or only lies there', '')
    """
    folder = Path(os.path.normpath(folder))
    path = Path(os.path.normpath(folder / name))
    for found in (path, *sorted(path.rglob("*"))):
        if not found.is_relative_to(folder):
            return "lies elsewhere"
        below = found.relative_to(folder).as_posix()
        if is_stray(below) or (below != "." and any(part.startswith(".") for part in below.split("/"))):
            return "is hidden, or only lies there" if found == path else f"holds {below}, which is no part of the book"
        if found != folder and _leads_out(found, os.path.realpath(folder) + os.sep):
            return "leads elsewhere"
    return ""


def _there(folder: Path, names: set[str]) -> list[str]:
    return sorted(name for name in names if not is_stray(name) and (folder / name).is_file())


def _leads_out(path: Path, inside: str) -> bool:
    return not os.path.realpath(path).startswith(inside)


def _listed(folder: Path, *asked: str) -> set[str] | None:
    """Ask git for files; None where it tells of none."""
    # a folder inside the repository of something else is not followed by that
    if not (folder / ".git").exists():
        return None
    try:
        told = git.asked(folder, "ls-files", "-z", *asked)
    except OSError:
        return None
    return None if told.returncode else {os.fsdecode(name) for name in told.stdout.split(b"\0") if name}


def _lying(folder: Path) -> set[str]:
    paths = (path for part in PARTS if part != "data" for path in (folder / part).rglob("*"))
    return {name for path in paths if "/." not in (name := path.relative_to(folder).as_posix())}


def _declared(folder: Path) -> set[str]:
    """Name the files of the data package; what is wrong with its schema is said where the data are checked."""
    try:
        resources = json.loads((folder / SCHEMA).read_text(encoding="utf-8"))["resources"]
        paths = [resource["path"] for resource in resources]
    except (OSError, ValueError, LookupError, TypeError):
        return set()
    inside = (PurePosixPath("data", path) for path in paths if isinstance(path, str))
    return {path.as_posix() for path in inside if path.parts[0] == "data" and ".." not in path.parts}
