"""Which notebooks have to run, and why.

A run leaves in the notebook's metadata what it rested on: the notebook's code, the files that were seen to be opened,
the modules of the package that the code imports, the pinned versions. Markdown is none of it, because prose
changes no output; neither is `reviewbook.book`, which a notebook cannot import. All are digests of content with paths
below the project's folder, so that they are the same on every machine and at every time.
"""

import json
from pathlib import Path

from reviewbook.runs import sources
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
    found = ((path, reason(path, root)) for path in sorted(Path(root, "notebooks").glob("*.ipynb")))
    return [(path, why) for path, why in found if why]


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
    if not record:
        return "it has not run yet"
    if record["code"] != now["code"]:
        return "its code changed"
    for name, was in record["inputs"].items():
        if change := _change(was, fingerprint(Path(root, name))):
            return f"{name} {change}"
    for name in sorted(record["package"].keys() | now["package"].keys()):
        if change := _change(record["package"].get(name, ABSENT), now["package"].get(name, ABSENT)):
            return f"{name} {change}"
    return None if record[REQUIREMENTS] == now[REQUIREMENTS] else f"{REQUIREMENTS} changed"


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
        ``code``, ``package`` and ``requirements.txt``, digests each; to be joined by ``inputs``.

    Raises
    ------
    SyntaxError
        When a code cell is not plain Python.
    """
    cells = [_source(c) for c in notebook["cells"] if c["cell_type"] == "code" and not injected(c)]
    code = "\n\n".join(cells)
    return {
        "code": digest(code.encode()),
        "package": sources.fingerprints(code),
        REQUIREMENTS: fingerprint(Path(root, REQUIREMENTS)),
    }


def _source(cell):
    # nbformat joins the lines, plain JSON does not
    return "".join(cell["source"])


def _change(was, now):
    if was == now:
        return None
    if was == ABSENT:
        return "is new"
    return "is gone" if now == ABSENT else "changed"
