"""Where the book's folders are, and where its notebooks lie while a run of them is not yet in its place."""

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

# a run writes into it what the first page answers
CITATION = "CITATION.cff"
PARTS = ["chapters", "data", "notebooks", "reviewbook"]
# Set in the environment, it says where to build, seen from the folder of the book; `_build` when left out.
BUILD = "REVIEWBOOK_BUILD"
# Lies in a folder named by it from the first build on.
OWN = ".reviewbook"

# Name of a file to what a run has made of it, and will be put in its place when the book that shows it has come out.
_staged: dict[str, Path] = {}


def root(start: str | Path | None = None) -> Path:
    """Find the folder that holds the book, from anywhere inside it, or from the working folder.

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


def build(folder: Path) -> Path:
    """Say where what is made of a book lies; the books of scenarios lie there, and have theirs inside."""
    place = folder / (os.environ.get(BUILD) or "_build")
    return folder / "_build" if folder.is_relative_to(place) else place


def claim(folder: Path) -> Path:
    """Make the folder where a book is built, which must hold nothing of anything else, as what is old there is deleted.

    Raises
    ------
    OSError
        Names a folder that was chosen, and holds files that no build has left there.
    """
    place = build(folder)
    if place != folder / "_build" and not (place / OWN).is_file():
        named = Path(os.path.normpath(place))
        if named.is_relative_to(folder) and {*named.relative_to(folder).parts[:1]} & {*PARTS, ".git"}:
            raise OSError(errno.EPERM, f"a book is not built among its own files; {BUILD} names it", str(place))
        if place.is_dir() and any(place.iterdir()):
            why = f"holds files that no build left there; {BUILD} names it, and may name a new or empty folder"
            raise OSError(errno.ENOTEMPTY, why, str(place))
        place.mkdir(parents=True, exist_ok=True)
        (place / OWN).touch()
        # what is made there is no change of the book, for git either
        (place / ".gitignore").write_text("*\n", encoding="utf-8")
    place.mkdir(parents=True, exist_ok=True)
    return place


def files(folder: Path) -> list[Path]:
    """List all files below a folder, also those in folders that are links, but for hidden ones and Python's own."""
    found: list[Path] = []
    seen = set()
    for place, below, names in os.walk(folder, followlinks=True):
        # a link may lead upwards
        here = os.path.realpath(place)
        below[:] = [name for name in below if name != "__pycache__" and not name.startswith(".") and here not in seen]
        found += [Path(place, name) for name in names if not name.startswith(".")]
        seen.add(here)
    return found


@contextmanager
def staged(notebooks: Mapping[str, Path]) -> Iterator[None]:
    """Have this process, and those forked from it, read what a run has made for what is in the book's folder."""
    _staged.update(notebooks)
    try:
        yield
    finally:
        _staged.clear()


def unplaced() -> dict[str, Path]:
    """Give what a run has made and is not yet in its place: name of the file to where it lies."""
    return dict(_staged)


def lying(path: Path) -> Path:
    """Say where the content of a file of the book lies: what a run has made is not yet in its place."""
    return _staged.get(path.name, path) if path.parent.name == "notebooks" or path.name == CITATION else path
