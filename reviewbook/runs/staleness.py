"""Which notebooks have to run, and why.

A run leaves in the notebook's metadata what it rested on: the notebook's code, the files that were seen to be opened,
the modules of the package that the code imports, the pinned versions; and the outputs that came of it. Markdown is
none of it, because prose changes no output; neither is `reviewbook.book`, which a notebook cannot import. All are
digests of content with paths below the project's folder, so that they are the same on every machine at every time.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reviewbook.runs import imports
from reviewbook.runs.notebook import NotebookError, foreign, injected, plain, source
from reviewbook.runs.observer import ABSENT, digest, digest_of

REQUIREMENTS = "requirements.txt"


def stale(root: Path) -> list[tuple[Path, str]]:
    """Find the notebooks that have to run.

    Returns
    -------
    list
        A notebook's path and one sentence why, in alphabetical order; empty when every stored output is
        what the data, the code and the pinned versions give.
    """
    found = ((path, reason(path, root)) for path in _notebooks(root))
    return [(path, why) for path, why in found if why]


def inputs(root: Path) -> dict[str, str]:
    """Collect which files the notebooks opened when they ran: path below the folder to the digest then, or `ABSENT`."""
    records = [json.loads(path.read_text(encoding="utf-8"))["metadata"] for path in _notebooks(root)]
    return {name: was for record in records for name, was in record["reviewbook"]["inputs"].items()}


def reason(path: Path, root: Path) -> str | None:
    """Say why a notebook has to run: the first thing that changed, as a sentence; None when nothing did."""
    try:
        notebook = plain(Path(path))
        record = notebook["metadata"].get("reviewbook", {})
        now = basis(notebook, root)
    except NotebookError:
        return "it is not a notebook that can be read"
    except SyntaxError:
        return "its code is not Python"
    whole = isinstance(record, dict) and now.keys() | {"inputs", "outputs"} <= record.keys()
    if not whole or not all(isinstance(record[part], dict) for part in ("inputs", "package")):
        return "it has not run yet"
    if "parameters" in record:
        return "it ran with other parameters"
    if record["code"] != now["code"]:
        return "its code changed"
    for name, was in record["inputs"].items():
        if change := _change(was, digest_of(root / name)):
            return f"{name} {change}"
    for name in sorted(record["package"].keys() | now["package"].keys()):
        if change := _change(record["package"].get(name, ABSENT), now["package"].get(name, ABSENT)):
            return f"{name} {change}"
    if record[REQUIREMENTS] != now[REQUIREMENTS]:
        return f"{REQUIREMENTS} changed"
    if record["outputs"] != outputs(notebook):
        return "its outputs are not those of its last run"
    return "other programs left notes in it, or took ids from its cells" if foreign(notebook) else None


def basis(notebook: Mapping[str, Any], root: Path) -> dict[str, Any]:
    """Give what a run of a notebook rests on, all but the files that it will open.

    Parameters
    ----------
    notebook
        As nbformat or plain JSON reads it.

    Returns
    -------
    dict
        ``code``, ``package`` and ``requirements.txt``, digests each; to be joined by ``inputs`` and ``outputs``.

    Raises
    ------
    SyntaxError
        When a code cell is not plain Python.
    """
    cells = [source(c) for c in notebook["cells"] if c["cell_type"] == "code" and not injected(c)]
    code = "\n\n".join(cells)
    return {
        "code": digest(code.encode()),
        "package": imports.digests(code),
        REQUIREMENTS: digest_of(root / REQUIREMENTS),
    }


def outputs(notebook: Mapping[str, Any]) -> str:
    """Give the digest of all outputs of a notebook, which tells whether they were changed by hand or by a merge."""
    found = [[cell.get("execution_count"), _joined(cell.get("outputs"))] for cell in notebook["cells"]]
    return digest(json.dumps(found, sort_keys=True).encode())


def _notebooks(root: Path) -> list[Path]:
    return sorted((root / "notebooks").glob("*.ipynb"))


def _joined(value: Any) -> Any:
    # nbformat joins the lines of a text, plain JSON does not
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "".join(value)
    if isinstance(value, list):
        return [_joined(item) for item in value]
    return {key: _joined(item) for key, item in value.items()} if isinstance(value, dict) else value


def _change(was: str, now: str) -> str | None:
    if was == now:
        return None
    if was == ABSENT:
        return "is new"
    return "is gone" if now == ABSENT else "changed"
