"""The files of this package as this process first saw them: by what it works, whatever is edited meanwhile."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent


@cache
def files():
    """Read every file of the package, once in the life of a process.

    Asked before the wings are imported, it is what they are imported from; or older, and then they count as changed.

    Returns
    -------
    dict
        Path like ``reviewbook/evidence/flow.py`` to content, in order.
    """
    return _read()


def edited():
    """Tell whether a file of the package has changed, come or gone since."""
    return _read() != files()


def _read():
    found = (path for path in sorted(FOLDER.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(FOLDER.parent).as_posix(): path.read_bytes() for path in found}
