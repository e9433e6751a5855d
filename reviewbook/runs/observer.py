"""Which files of the project a process opened, and what was in them; and what no notebook may do.

A notebook does not declare its inputs: the process that runs it is watched. It changes nothing that the book is made
of, asks no network and starts no program, because it must give the same everywhere and at any time.
The module imports next to nothing, because it is loaded into every kernel.
"""

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from reviewbook.edition.project import root

ABSENT = "absent"

# Events of Python (https://docs.python.org/3/library/audit_events.html) that change files: where among what is told the
# paths stand, and where the open folder that a path begins at.
CHANGES: dict[str, tuple[tuple[int, ...], int | None]] = {
    "os.chmod": ((0,), 2),
    "os.link": ((1,), 3),
    "os.mkdir": ((0,), 2),
    "os.remove": ((0,), 1),
    "os.rename": ((0, 1), 2),
    "os.rmdir": ((0,), 1),
    "os.symlink": ((1,), 2),
    "os.truncate": ((0,), None),
    "os.utime": ((0,), 3),
    "sqlite3.connect": ((0,), None),
}
# and those that ask a network, or start a program: where what is asked stands
NETWORK = {
    "socket.connect": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyaddr": 0,
    "socket.gethostbyname": 0,
    "socket.sendmsg": 1,
    "socket.sendto": 1,
    "urllib.Request": 0,
}
PROGRAMS = {"os.exec": 0, "os.posix_spawn": 0, "os.spawn": 1, "os.system": 0, "pty.spawn": 0, "subprocess.Popen": 0}

_seen: dict[str, str] = {}
_refused: list[str] = []


class NotAllowed(Exception):
    """Say what a cell did that no notebook may do."""


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
    _refused.clear()
    checking = False

    def hook(event: str, details: tuple) -> None:
        nonlocal checking
        if event == "reviewbook.check":
            # What is only checked changes no output: it is valid, or the notebook does not run.
            checking = details[0]
        if checking:
            return
        if event == "open":
            writes = details[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
            if not isinstance(details[0], int):
                (_keep if writes else _read)(project, details[0])
        elif event in CHANGES:
            places, begin = CHANGES[event]
            for place in places:
                _keep(project, details[place], details[begin] if begin else -1)
        elif event in NETWORK:
            refuse(f"asks the network for {_asked(details[NETWORK[event]])}; a notebook reads nothing but data/")
        elif event in PROGRAMS:
            refuse(f"starts another program, {_asked(details[PROGRAMS[event]])}; nobody sees what it reads and writes")

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


def refuse(what: str) -> None:
    """Keep what a cell does that is not allowed, whatever the cell makes of the error, and raise it."""
    _refused.append(what)
    raise NotAllowed(what)


def refused() -> str:
    """Tell the first thing that was refused since the start; empty where nothing was."""
    return _refused[0] if _refused else ""


def opened_as_json() -> str:
    """Give `opened` in the form in which a kernel can hand it over."""
    return json.dumps(opened())


def _read(project: Path, opened: str | bytes | os.PathLike) -> None:
    path = _inside(project, opened)
    if path is not None and path not in _seen:
        # First, because reading the file calls the hook again.
        _seen[path] = ABSENT
        _seen[path] = digest_of(project / path)


def _keep(project: Path, changed: Any, begin: int = -1) -> None:
    """Refuse that a file of the project is changed; Python keeps what it compiles, and the environment is not ours."""
    if not isinstance(changed, str | bytes | os.PathLike):
        return
    path = os.fsdecode(changed)
    if begin >= 0:
        try:
            path = os.path.join(os.readlink(f"/proc/self/fd/{begin}"), path)
        except OSError:
            return
    path = os.path.join(os.path.realpath(os.path.dirname(path) or "."), os.path.basename(path))
    if path.startswith(f"{project}{os.sep}") and not path.startswith(f"{sys.prefix}{os.sep}"):
        name = Path(path).relative_to(project)
        if "__pycache__" not in name.parts:
            refuse(f"writes {name.as_posix()}; a notebook changes no file of the book, and shows results by publish")


def _asked(asked: Any) -> str:
    if isinstance(asked, tuple):
        return ":".join(map(str, asked[:2]))
    return os.fsdecode(asked) if isinstance(asked, bytes | os.PathLike) else str(asked)


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
