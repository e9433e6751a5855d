"""What the system says when a file cannot be read or written, as one line that names the file."""

import errno
import os
import re
import shutil
from pathlib import Path
from tempfile import gettempdir

from reviewbook.edition import project

# What reading and writing may end in on any machine.
FAULTS = (OSError, UnicodeError)
WHY = {
    errno.EACCES: "may not be read or written by this user",
    errno.EROFS: "lies on a disk that is read only",
    errno.EISDIR: "is a folder, where a file should be",
    errno.ENOTDIR: "lies below a file, where a folder should be",
    errno.EEXIST: "is a file, where a folder should be",
    errno.ENOENT: "is not there",
    errno.ELOOP: "is a link that leads to itself",
    errno.ENOSPC: "there is no room left on its disk",
    errno.EDQUOT: "there is no room left for this user on its disk",
}

FULL = (errno.ENOSPC, errno.EDQUOT)
CLOSED = (errno.EACCES, errno.EROFS)
LINE_END = re.compile(rb"\r\n|\r|\n")


def line(error: OSError | UnicodeError, folder: Path) -> str:
    """Name the file that could not be read or written, and why."""
    if isinstance(error, UnicodeError):
        return _undecoded(error, folder)
    if isinstance(error, shutil.Error) and error.args and isinstance(error.args[0], list):
        # of many files that could not be copied, the first
        source, target, said = error.args[0][0]
        number = re.match(r"\[Errno (\d+)\]", said)
        why = WHY.get(int(number[1]) if number else 0, said)
        return f"{_shown(target if os.path.exists(source) else source, folder)}: {why}"
    why = WHY.get(error.errno or 0) or error.strerror or str(error)
    full = error.errno in FULL
    # of two files one was read, and there was no room for the other
    if (named := error.filename2 if full and error.filename2 is not None else error.filename) is not None:
        if error.errno in CLOSED and isinstance(named, str | bytes | os.PathLike):
            return _closed(Path(os.fsdecode(named)), why, folder)
        return f"{_shown(named, folder)}: {why}"
    if full:
        return f"{_shown(_full(folder), folder)}: {why}"
    return why


def _closed(path: Path, why: str, folder: Path) -> str:
    """Name what may not be read or written: of what cannot be made there, the folder; and what else a person may do."""
    if not os.path.lexists(path) and path.parent.is_dir():
        path = path.parent
    build = project.build(folder)
    elsewhere = path == build or path in build.parents or (build in path.parents and not os.access(build, os.W_OK))
    hint = f"; {project.BUILD} names another folder to build in" if elsewhere else ""
    return f"{_shown(path, folder)}: {why}{hint}"


def undecoded(content: bytes, at: int) -> tuple[int, str]:
    r"""Give the line of a byte that is not UTF-8, as editors count, and what is wrong with it.

    >>> undecoded(b"a\r\nb\xe4", 4)
    (2, 'byte 0xe4 is not UTF-8')
    """
    return len(LINE_END.findall(content[:at])) + 1, f"byte 0x{content[at]:x} is not UTF-8"


def _undecoded(error: UnicodeError, folder: Path) -> str:
    """Find the file from what could not be read of it, as the error does not name it."""
    if not isinstance(error, UnicodeDecodeError):
        return f"a text cannot be written: {error}"
    for path in [*sorted(folder.iterdir()), *(file for part in project.PARTS for file in project.files(folder / part))]:
        try:
            content = path.read_bytes() if path.is_file() else b""
        except OSError:
            continue
        if content and error.object in content:
            at = content.index(error.object) + error.start
            number, what = undecoded(content, at)
            return f"{_shown(path, folder)}, line {number}: {what}; save the file as UTF-8"
    return f"a file is not UTF-8: {error}"


def _full(folder: Path) -> Path:
    """Find the place without room, among those that a build writes to."""
    places = [project.build(folder), folder, Path(gettempdir())]
    return next((place for place in places if place.exists() and not os.statvfs(place).f_bavail), places[0])


def _shown(path: object, folder: Path) -> str:
    text = os.fsdecode(path) if isinstance(path, bytes | os.PathLike) else str(path)
    return text.removeprefix(f"{folder}{os.sep}")
