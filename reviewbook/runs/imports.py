"""Which modules of the package a piece of code rests on, followed through its import statements."""

import ast
from collections import deque
from collections.abc import Iterator
from functools import cache

from reviewbook.edition import fingerprint
from reviewbook.runs.observer import digest

# Where a statement holds others.
PARTS = ("body", "orelse", "finalbody", "handlers", "cases")


def modules(code: str | bytes) -> list[str]:
    r"""Name everything that code imports, or may import.

    Returns
    -------
    list
        Dotted names, in order, each once; for ``from a import b`` both ``a`` and ``a.b``, of which
        the second need not be a module.

    Raises
    ------
    SyntaxError
        When the code is not plain Python.

    >>> modules("import plotly.graph_objects as go\nfrom reviewbook.evidence import number")
    ['plotly.graph_objects', 'reviewbook.evidence', 'reviewbook.evidence.number']
    """
    names: list[str] = []
    for statement in _statements(ast.parse(code)):
        if isinstance(statement, ast.Import):
            names += [alias.name for alias in statement.names]
        elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
            names += [statement.module, *(f"{statement.module}.{alias.name}" for alias in statement.names)]
    return list(dict.fromkeys(names))


def digests(code: str) -> dict[str, str]:
    """Give the digest of every file of the package that code rests on, directly or through other modules.

    Returns
    -------
    dict
        Path like ``reviewbook/evidence/flow.py`` to digest, sorted. What the code does not import is not there:
        a change in it cannot change what the code does.
    """
    there = fingerprint.files()
    found: dict[str, str] = {}
    seen: set[str] = set()
    waiting = modules(code)
    while waiting:
        if (module := waiting.pop()) in seen:
            continue
        seen.add(module)
        for name in _files(module):
            if name in there and name not in found:
                found[name], imports = _read(there[name])
                waiting += imports
    return dict(sorted(found.items()))


def _statements(tree: ast.Module) -> Iterator[ast.AST]:
    """Go through all statements, in whatever they stand, and spare the expressions, which import nothing."""
    waiting: deque[ast.AST] = deque([tree])
    while waiting:
        yield (one := waiting.popleft())
        for part in PARTS:
            waiting += getattr(one, part, ())


@cache  # notebooks share most modules
def _read(content: bytes) -> tuple[str, list[str]]:
    try:
        return digest(content), modules(content)
    except SyntaxError:
        # Whoever imports the module will say so, with its line.
        return digest(content), []


def _files(module: str) -> Iterator[str]:
    parts = module.split(".")
    for length in range(1, len(parts) + 1):
        stem = "/".join(parts[:length])
        yield from (f"{stem}/__init__.py", f"{stem}.py")
