"""A notebook as a file: read, freed of what differs from run to run."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewbook.manuscript import chapters, values
from reviewbook.manuscript import text as written
from reviewbook.manuscript.text import ManuscriptError
from reviewbook.runs.observer import digest

if TYPE_CHECKING:
    from nbformat import NotebookNode

UNREADABLE = "is not a notebook that can be read"
LANGUAGE = {"name": "python", "pygments_lexer": "ipython3"}
# what a cell may say of itself: what becomes of it on the page; all else other programs note for themselves
SAID = ("mystnb", "tags")
PARTS = {
    "code": ("cell_type", "execution_count", "id", "metadata", "outputs", "source"),
    "markdown": ("cell_type", "id", "metadata", "source"),
    "raw": ("cell_type", "id", "metadata", "source"),
}
ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
ATTACHED = re.compile(r"\(attachment:([^)\s]+)")
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

    found = plain(path)
    if not outputs:
        for cell in found["cells"]:
            if "outputs" in cell:
                cell["outputs"] = []
    # an older form has no ids, and nbformat would draw them by chance
    return nbformat.v4.reads(json.dumps(_normal(found)))


def plain(path: Path) -> dict[str, Any]:
    """Read a notebook as plain JSON, and no more of it than that it is one.

    Raises
    ------
    NotebookError
        Names the file that is not a notebook, and where.
    """
    try:
        found = json.loads(written.read(path.parent, path.name), parse_constant=written.no_number)
    except ManuscriptError as error:
        where, _, why = error.lines[0].removeprefix(path.name).partition(": ")
        raise NotebookError(f"{label(path)}{where}: {UNREADABLE}: {why}") from None
    except json.JSONDecodeError as error:
        said = (
            error.msg if error.doc.lstrip()[:1] in "{[" else "it is not JSON; open the notebook in Jupyter and save it"
        )
        raise NotebookError(f"{label(path)}, line {error.lineno}: {UNREADABLE}: {said}") from None
    except (ValueError, RecursionError) as error:
        raise NotebookError(f"{label(path)}: {UNREADABLE}: {error}") from None
    if lacking := _lacking(found):
        raise NotebookError(f"{label(path)}: {UNREADABLE}: {lacking}")
    return found


def _lacking(found: Any) -> str:
    form = found.get("nbformat", 4) if isinstance(found, dict) else 4
    if form != 4:
        return f"its form is {form!r}, not 4; open and save it in Jupyter"
    if not isinstance(found, dict) or not isinstance(found.get("cells"), list):
        return "it has no list of cells"
    if "nbformat" not in found:
        return "it does not say its form, 'nbformat': 4; open and save it in Jupyter"
    if not isinstance(found.get("metadata"), dict):
        return "it has no metadata"
    for number, cell in enumerate(found["cells"], start=1):
        if not isinstance(cell, dict) or cell.get("cell_type") not in PARTS:
            return f"part {number} is not a cell of code, Markdown or raw text"
        source: Any = cell.get("source")
        if not isinstance(source, str) and not _all(str, source):
            return f"part {number} has no text"
        # half of a letter, which JSON can write and no file can hold
        if half := re.search("[\ud800-\udfff]", "".join(source)):
            return f"part {number} holds U+{ord(half[0]):04X}, which is half of a letter; type it again"
        tags = cell["metadata"].get("tags", []) if isinstance(cell.get("metadata"), dict) else None
        if not _all(str, tags):
            return f"part {number} has no metadata with a list of tags"
        if cell["cell_type"] == "code" and not _all(dict, cell.get("outputs", [])):
            return f"part {number} has no list of outputs"
    return ""


def _all(kind: type, value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, kind) for item in value)


def faults(path: Path, cells: Sequence[Mapping[str, Any]]) -> list[str]:
    """Say what keeps cells from being a page: what a merge left in them, pasted pictures, notes without text."""
    sources = [source(cell) for cell in cells]
    found = []
    for number, (cell, content) in enumerate(zip(cells, sources, strict=True), start=1):
        if marks := written.markers(content.encode()):
            found.append(f"{label(path)}, cell {number} of all, line {marks[0]}: {written.told(marks)}")
        if cell["cell_type"] == "markdown":
            found += [
                f"{label(path)}, cell {number} of all: the picture '{name}' was pasted into the cell, which no page "
                "shows; save it as a file beside the notebook and name that"
                for name in ATTACHED.findall(content)
            ]
    pages = [
        values.named(content) if cell["cell_type"] == "markdown" else ""
        for cell, content in zip(cells, sources, strict=True)
    ]
    wrong = [*chapters.undefined(pages)]
    if (path.parent.parent / chapters.ROUNDS).is_file():
        wrong += chapters.of_no_set(pages)
    found += [f"{label(path)}, cell {n + 1} of all, line {line}: {what}" for n, line, what in wrong]
    return found


def source(cell: Mapping[str, Any]) -> str:
    """Give the text of a cell, which a file may hold by lines."""
    return "".join(cell["source"])


def foreign(notebook: Mapping[str, Any]) -> bool:
    """Tell whether a notebook holds what `clean` would remove, or lacks what it gives; outputs do not count."""
    cells = [{key: value for key, value in cell.items() if key != "outputs"} for cell in notebook["cells"]]
    bare = {**notebook, "cells": cells}
    made = clean(json.loads(json.dumps(bare)))
    for cell in made["cells"]:
        cell.pop("outputs", None)
    return made != bare


def clean(node: Any) -> Any:
    """Remove, in place, what differs between two runs of the same notebook on the same data.

    Of its metadata stay the record of its run and what becomes of its cells on the page. Timings, the parameters that
    papermill repeats, the version of Python, states of display and of widgets, accounts of editors, pasted pictures go;
    execution counts stay, because nbval passes over cells without one. A cell without an id of its own gets one that
    follows from its text.
    """
    kept = {"reviewbook": node["metadata"]["reviewbook"]} if "reviewbook" in node["metadata"] else {}
    _replace(node["metadata"], {"kernelspec": KERNEL, "language_info": LANGUAGE, **kept})
    return _normal(node)


def _normal(node: Any) -> Any:
    """Bring a notebook to the one form in which it is stored."""
    _replace(node, {key: node[key] for key in ("cells", "metadata", "nbformat")} | {"nbformat_minor": 5})
    taken: set[str] = set()
    for cell in node["cells"]:
        said = {key: cell["metadata"][key] for key in SAID if cell["metadata"].get(key)}
        if injected(cell):
            # papermill draws one by chance
            cell["id"] = "injected-parameters"
        _replace(cell["metadata"], said)
        _replace(cell, {key: value for key, value in cell.items() if key in PARTS[cell["cell_type"]]})
        if cell["cell_type"] == "code":
            cell.setdefault("outputs", [])
            cell.setdefault("execution_count", None)
        cell["id"] = _id(cell, taken)
        taken.add(cell["id"])
    return node


def _id(cell: Mapping[str, Any], taken: set[str]) -> str:
    own = cell.get("id")
    if isinstance(own, str) and ID.fullmatch(own) and own not in taken:
        return own
    made = f"cell-{digest(source(cell).encode())[:8]}"
    return next(name for name in (made, *(f"{made}-{n}" for n in range(2, len(taken) + 3))) if name not in taken)


def _replace(there: Any, content: dict[str, Any]) -> None:
    there.clear()
    there.update(content)


def text(node: NotebookNode) -> str:
    """Give the notebook as the text of its file: sorted keys, readable characters, one newline at the end."""
    import nbformat

    return nbformat.writes(node) + "\n"


def label(path: Path) -> str:
    """Name a notebook in messages: its folder and its file.

    >>> label(Path("/home/me/book/notebooks/direction.ipynb"))
    'notebooks/direction.ipynb'
    """
    return "/".join(path.absolute().parts[-2:])


def place(path: Path, number: int, content: str) -> str:
    """Name a code cell in messages, with its first line.

    Parameters
    ----------
    number
        Among the code cells of the notebook, from 1: the number that Jupyter shows beside it after a run.
    """
    return f"{label(path)}, cell {number} (`{content.strip().partition(chr(10))[0]}`)"


def injected(cell: Mapping[str, Any]) -> bool:
    """Tell whether papermill put the cell in."""
    return "injected-parameters" in cell["metadata"].get("tags", [])
