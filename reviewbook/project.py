"""Where the book's folders are."""

from pathlib import Path


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
