"""A notebook as a file: read, freed of what differs from run to run, replaced in one step."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode

LANGUAGE = {"name": "python", "pygments_lexer": "ipython3"}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


class NotebookError(Exception):
    """Say in a few lines which notebook cannot run, or could not, and why."""


def read(path: Path, outputs: bool = True) -> NotebookNode:
    """Read a notebook; without its outputs, which take most of the time, where they are not wanted.

    Raises
    ------
    NotebookError
        Names the file that is not a notebook.
    """
    # Here and in `text`, because nbformat takes a tenth of a second, which asking what is stale does not need.
    import nbformat

    try:
        content = path.read_text(encoding="utf-8")
        return nbformat.reads(content if outputs else _emptied(content), as_version=4)
    except Exception as error:
        # nbformat raises many kinds; its messages can run to pages, of which the first line says it.
        reason = str(error).partition("\n")[0]
        raise NotebookError(f"{label(path)}: is not a notebook that can be read: {reason}") from error


def _emptied(content: str) -> str:
    notebook = json.loads(content)
    for cell in notebook.get("cells", ()):
        if "outputs" in cell:
            cell["outputs"] = []
    return json.dumps(notebook)


def clean(node: NotebookNode) -> NotebookNode:
    """Remove, in place, what differs between two runs of the same notebook on the same data.

    Timings, the parameters that papermill repeats, the version of Python and display states go;
    execution counts stay, because nbval passes over cells without one.
    """
    node.metadata.pop("papermill", None)
    node.metadata.pop("widgets", None)
    node.metadata["kernelspec"] = KERNEL
    node.metadata["language_info"] = LANGUAGE
    for cell in node.cells:
        for volatile in ("papermill", "execution", "collapsed", "scrolled"):
            cell.metadata.pop(volatile, None)
        if injected(cell):
            # papermill draws one by chance
            cell["id"] = "injected-parameters"
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]
    return node


def text(node: NotebookNode) -> str:
    """Give the notebook as the text of its file: sorted keys, readable characters, one newline at the end."""
    import nbformat

    return nbformat.writes(node) + "\n"


def write(content: str, path: Path) -> None:
    """Replace a file in one step, by another beside it: a reader sees the old one or the new one, whole."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(content)
        os.chmod(beside, path.stat().st_mode if path.exists() else 0o644)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def label(path: Path) -> str:
    """Name a notebook in messages: its folder and its file.

    >>> label(Path("/home/me/book/notebooks/direction.ipynb"))
    'notebooks/direction.ipynb'
    """
    return "/".join(path.absolute().parts[-2:])


def place(path: Path, number: int, source: str) -> str:
    """Name a code cell in messages, with its first line.

    Parameters
    ----------
    number
        Among the code cells of the notebook, from 1: the number that Jupyter shows beside it after a run.
    """
    return f"{label(path)}, cell {number} (`{source.strip().partition(chr(10))[0]}`)"


def injected(cell: Mapping[str, Any]) -> bool:
    """Tell whether papermill put the cell in."""
    return "injected-parameters" in cell["metadata"].get("tags", [])
