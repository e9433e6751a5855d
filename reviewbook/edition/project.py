"""Where the book's folders are, and whether anything in them has changed."""

import hashlib
from pathlib import Path

PARTS = ["chapters", "data", "notebooks", "reviewbook"]


def root(start=None):
    """Find the folder that holds the book, from anywhere inside it.

    Parameters
    ----------
    start : path, optional
        Where to start looking; the working folder when left out.

    Returns
    -------
    pathlib.Path
        The nearest folder, upwards from `start`, that has a ``data/datapackage.json``.

    Raises
    ------
    FileNotFoundError
        Names the folder from which nothing was found.
    """
    start = Path(start or ".").resolve()
    for folder in (start, *start.parents):
        if (folder / "data" / "datapackage.json").is_file():
            return folder
    raise FileNotFoundError(f"{start}: no data/datapackage.json here or in any folder above")


def is_part(name):
    """Tell whether `fingerprint` sees a file, which is named by its path below the folder of the book."""
    first, *rest = name.split("/")
    return not rest or first in PARTS


def fingerprint(folder):
    """Hash everything that a book is made from.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the book.

    Returns
    -------
    str
        Changes when a file at the top or in one of its parts changes, comes or goes.
    """
    files = [path for path in folder.iterdir() if path.is_file()]
    files += [path for part in PARTS for path in (folder / part).rglob("*") if path.is_file()]
    content = hashlib.sha256()
    for path in sorted(files):
        if "__pycache__" not in path.parts and not path.name.startswith("."):
            content.update(f"{path.relative_to(folder).as_posix()}\n".encode())
            content.update(hashlib.sha256(path.read_bytes()).digest())
    return content.hexdigest()
