"""Which files of the project a process opened, and what was in them.

A notebook does not declare its inputs: the process that runs it is watched.
The module imports next to nothing, because it is loaded into every kernel.
"""

import hashlib
import json
import os
import sys
from pathlib import Path

from reviewbook.edition.project import root

ABSENT = "absent"

_seen: dict[str, str] = {}


def digest(content: bytes) -> str:
    """Shorten bytes to 16 hexadecimal digits of their SHA-256.

    >>> digest(b"")
    'e3b0c44298fc1c14'
    """
    # git and editors may give the lines of a text other ends, which change nothing in it
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()[:16]


def digest_of(path: str | Path) -> str:
    """Give the digest of a file, or `ABSENT` where there is none."""
    try:
        return digest(Path(path).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return ABSENT


def start() -> None:
    """Watch from now on; an audit hook cannot be removed, so this is for processes that end with their notebook.

    Raises
    ------
    FileNotFoundError
        When the working folder is not inside a book.
    """
    project = root()
    _seen.clear()
    checking = False

    def hook(event: str, details: tuple) -> None:
        nonlocal checking
        if event == "reviewbook.check":
            # What is only checked changes no output: it is valid, or the notebook does not run.
            checking = details[0]
        if checking or event != "open" or isinstance(details[0], int):
            return
        if details[2] & (os.O_WRONLY | os.O_RDWR):
            return
        path = _inside(project, details[0])
        if path is not None and path not in _seen:
            # First, because reading the file calls this hook again.
            _seen[path] = ABSENT
            _seen[path] = digest_of(project / path)

    sys.addaudithook(hook)


def opened() -> dict[str, str]:
    """Tell what was opened so far.

    Returns
    -------
    dict
        Path below the project's folder, with ``/`` between folders, to the digest of the file when it was first
        opened, or to `ABSENT` where a file was looked for in vain. Left out are ``_build``, ``notebooks`` (no
        notebook reads another), hidden folders, the environment and Python's own files. Listing a folder is not
        counted: the import system and editors do it for reasons of their own, and the tables of a book are
        named in ``data/datapackage.json``, which is a file.
    """
    return dict(sorted(_seen.items()))


def opened_as_json() -> str:
    """Give `opened` in the form in which a kernel can hand it over."""
    return json.dumps(opened())


def _inside(project: Path, opened: str | bytes | os.PathLike) -> str | None:
    # A file that is a link elsewhere is one of the project by the name it has here, and no other way round.
    path = os.path.abspath(os.fsdecode(opened))
    if not path.startswith(f"{project}{os.sep}"):
        path = os.path.realpath(path)
    if not path.startswith(f"{project}{os.sep}") or path.startswith(f"{sys.prefix}{os.sep}"):
        return None
    parts = Path(path).relative_to(project).parts
    if parts[0] in {"_build", "notebooks"} or parts[-1].endswith((".py", ".pyc")):
        return None
    if any(part.startswith(".") or part.endswith((".egg-info", ".dist-info")) for part in parts):
        return None
    return None if os.path.isdir(path) else "/".join(parts)
