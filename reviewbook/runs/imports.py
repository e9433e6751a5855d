"""Which modules of the package a piece of code rests on, followed through its import statements."""

import ast
from collections import deque
from functools import cache

from reviewbook.edition import fingerprint
from reviewbook.runs.observer import digest

# Where a statement holds others.
PARTS = ("body", "orelse", "finalbody", "handlers", "cases")


def modules(code):
    r"""Name everything that code imports, or may import.

    Parameters
    ----------
    code : str
        Plain Python.

    Returns
    -------
    list of str
        Dotted names, in order, each once; for ``from a import b`` both ``a`` and ``a.b``, of which
        the second need not be a module.

    Raises
    ------
    SyntaxError
        When the code is not plain Python.

    Examples
    --------
    >>> modules("import plotly.graph_objects as go\nfrom reviewbook.evidence import data")
    ['plotly.graph_objects', 'reviewbook.evidence', 'reviewbook.evidence.tables.data']
    """
    names = []
    for statement in _statements(ast.parse(code)):
        if isinstance(statement, ast.Import):
            names += [alias.name for alias in statement.names]
        elif isinstance(statement, ast.ImportFrom) and not statement.level:
            names += [statement.module, *(f"{statement.module}.{alias.name}" for alias in statement.names)]
    return list(dict.fromkeys(names))


def fingerprints(code):
    """Give the digest of every file of the package that code rests on, directly or through other modules.

    Parameters
    ----------
    code : str
        Plain Python.

    Returns
    -------
    dict
        Path like ``reviewbook/evidence/flow.py`` to digest, sorted. What the code does not import is not there:
        a change in it cannot change what the code does.
    """
    there = fingerprint.files()
    found, seen, waiting = {}, set(), modules(code)
    while waiting:
        if (module := waiting.pop()) in seen:
            continue
        seen.add(module)
        for name in _files(module):
            if name in there and name not in found:
                found[name], imports = _read(there[name])
                waiting += imports
    return dict(sorted(found.items()))


def _statements(tree):
    """Go through all statements, in whatever they stand, and spare the expressions, which import nothing."""
    waiting = deque([tree])
    while waiting:
        yield (one := waiting.popleft())
        for part in PARTS:
            waiting += getattr(one, part, ())


@cache  # notebooks share most modules
def _read(content):
    try:
        return digest(content), modules(content)
    except SyntaxError:
        # Whoever imports the module will say so, with its line.
        return digest(content), []


def _files(module):
    parts = module.split(".")
    for length in range(1, len(parts) + 1):
        stem = "/".join(parts[:length])
        yield from (f"{stem}/__init__.py", f"{stem}.py")
