"""Which notebooks have to run, and why.

A run leaves in the notebook's metadata what it rested on: the notebook's code, the files that were seen to be opened,
the modules of the package that the code imports, the pinned versions; and the outputs that came of it. Markdown is
none of it, because prose changes no output; neither is `reviewbook.book`, which a notebook cannot import. All are
digests of content with paths below the project's folder, so that they are the same on every machine at every time.
"""

import json
from pathlib import Path

from reviewbook.runs import imports
from reviewbook.runs.notebook import injected
from reviewbook.runs.observer import ABSENT, digest, fingerprint

REQUIREMENTS = "requirements.txt"


def stale(root):
    """Find the notebooks that have to run.

    Parameters
    ----------
    root : path
        The folder of the book.

    Returns
    -------
    list of tuple
        A notebook's path and one sentence why, in alphabetical order; empty when every stored output is
        what the data, the code and the pinned versions give.
    """
    found = ((path, reason(path, root)) for path in _notebooks(root))
    return [(path, why) for path, why in found if why]


def inputs(root):
    """Collect which files the notebooks opened when they ran.

    Parameters
    ----------
    root : path
        The folder of the book.

    Returns
    -------
    dict
        Path below the folder of the book to the digest that the file had, or to
        `reviewbook.runs.observer.ABSENT`.
    """
    records = [json.loads(path.read_text(encoding="utf-8"))["metadata"] for path in _notebooks(root)]
    return {name: was for record in records for name, was in record["reviewbook"]["inputs"].items()}


def reason(path, root):
    """Say why a notebook has to run.

    Parameters
    ----------
    path : path
        The notebook.
    root : path
        The folder of the book.

    Returns
    -------
    str or None
        The first thing that changed, as a sentence; None when nothing did.
    """
    try:
        notebook = json.loads(Path(path).read_text(encoding="utf-8"))
        record = notebook["metadata"].get("reviewbook", {})
        now = basis(notebook, root)
    except (ValueError, KeyError, TypeError):
        return "it is not a notebook that can be read"
    except SyntaxError:
        return "its code is not Python"
    if not now.keys() | {"inputs", "outputs"} <= record.keys():
        return "it has not run yet"
    if "parameters" in record:
        return "it ran with other parameters"
    if record["code"] != now["code"]:
        return "its code changed"
    for name, was in record["inputs"].items():
        if change := _change(was, fingerprint(Path(root, name))):
            return f"{name} {change}"
    for name in sorted(record["package"].keys() | now["package"].keys()):
        if change := _change(record["package"].get(name, ABSENT), now["package"].get(name, ABSENT)):
            return f"{name} {change}"
    if record[REQUIREMENTS] != now[REQUIREMENTS]:
        return f"{REQUIREMENTS} changed"
    return None if record["outputs"] == outputs(notebook) else "its outputs are not those of its last run"


def basis(notebook, root):
    """Give what a run of a notebook rests on, all but the files that it will open.

    Parameters
    ----------
    notebook : dict
        A notebook, as nbformat or plain JSON reads it.
    root : path
        The folder of the book.

    Returns
    -------
    dict
        ``code``, ``package`` and ``requirements.txt``, digests each; to be joined by ``inputs`` and ``outputs``.

    Raises
    ------
    SyntaxError
        When a code cell is not plain Python.
    """
    cells = [_source(c) for c in notebook["cells"] if c["cell_type"] == "code" and not injected(c)]
    code = "\n\n".join(cells)
    return {
        "code": digest(code.encode()),
        "package": imports.fingerprints(code),
        REQUIREMENTS: fingerprint(Path(root, REQUIREMENTS)),
    }


def outputs(notebook):
    """Give the digest of all outputs of a notebook, which tells whether they were changed by hand or by a merge.

    Parameters
    ----------
    notebook : dict
        A notebook, as nbformat or plain JSON reads it.

    Returns
    -------
    str
    """
    found = [[cell.get("execution_count"), _joined(cell.get("outputs"))] for cell in notebook["cells"]]
    return digest(json.dumps(found, sort_keys=True).encode())


def _notebooks(root):
    return sorted(Path(root, "notebooks").glob("*.ipynb"))


def _source(cell):
    return _joined(cell["source"])


def _joined(value):
    # nbformat joins the lines of a text, plain JSON does not
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "".join(value)
    if isinstance(value, list):
        return [_joined(item) for item in value]
    return {key: _joined(item) for key, item in value.items()} if isinstance(value, dict) else value


def _change(was, now):
    if was == now:
        return None
    if was == ABSENT:
        return "is new"
    return "is gone" if now == ABSENT else "changed"
