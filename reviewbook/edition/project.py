"""Where the book's folders are."""

from pathlib import Path

PARTS = ["chapters", "data", "notebooks", "reviewbook"]


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
