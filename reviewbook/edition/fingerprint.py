"""What tells one state of the package, and of the book, from another.

The package counts as this process first saw it: it works by that, whatever is edited meanwhile.
"""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from reviewbook.edition import inventory, project

FOLDER = Path(__file__).parent.parent


@cache
def files() -> dict[str, bytes]:
    """Read every file of the package, once in the life of a process: path like ``reviewbook/cli.py`` to content.

    Asked before the wings are imported, it is what they are imported from; or older, and then they count as changed.
    """
    return _read()


def edited() -> bool:
    """Tell whether a file of the package has changed, come or gone since."""
    return _read() != files()


def of_book(folder: Path) -> str:
    """Hash everything that a book is made from, by path and content."""
    return digest(
        part for name in inventory.made_from(folder) for part in (name, project.lying(folder / name).read_bytes())
    )


def digest(parts: Iterable[bytes | str]) -> str:
    """Hash parts, so that none can be taken for the end of another."""
    whole = hashlib.sha256()
    for part in parts:
        content = part if isinstance(part, bytes) else part.encode(errors="surrogateescape")
        whole.update(hashlib.sha256(content).digest())
    return whole.hexdigest()


def covers(name: str) -> bool:
    """Tell whether `of_book` sees a file, which is named by its path below the folder of the book."""
    first, *rest = name.split("/")
    return not rest or first in project.PARTS


def _read() -> dict[str, bytes]:
    found = (path for path in sorted(FOLDER.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(FOLDER.parent).as_posix(): path.read_bytes() for path in found}
