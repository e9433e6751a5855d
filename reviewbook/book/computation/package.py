"""The source of the package: what each module defines, what a name in code stands for, and where the site shows it."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from reviewbook.edition import fingerprint

# the folder of the site where code is shown
PLACE = "code"
# what a notebook rests on and a reader follows; what runs notebooks and makes pages is read in the archive of sources
SHOWN = ("reviewbook/display/", "reviewbook/evidence/", "reviewbook/manuscript/parameters.py")
NAMED = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Module:
    """Hold a module of the package.

    Attributes
    ----------
    name
        Dotted.
    source
        Its text.
    about
        The first paragraph of what it says of itself.
    defined
        The line in which each function, class and constant is defined, by its name; a method is ``Class.method``.
    imported
        What each name that it imports stands for, dotted.
    """

    name: str
    source: str
    about: str
    defined: Mapping[str, int]
    imported: Mapping[str, str]


@cache
def modules() -> dict[str, Module]:
    """Read the modules that the site shows, by their dotted names; none that defines nothing."""
    found = (
        _read(path, content.decode())
        for path, content in sorted(fingerprint.files().items())
        if path.startswith(SHOWN) and path.endswith(".py")
    )
    return {module.name: module for module in found if module.defined}


def address_of(name: str) -> str | None:
    """Say where the site shows a function of the package; None where it does not.

    Parameters
    ----------
    name
        Dotted; that of a module leads to its beginning.

    Returns
    -------
    str
        Seen from the top of the site.

    >>> address_of("reviewbook.evidence.number.Number")
    'code/reviewbook.evidence.number.html#Number'
    """
    found = placed(name)
    if not found:
        return None
    module, inside = found
    return f"{PLACE}/{module}.html" + (f"#{inside}" if inside else "")


def placed(name: str) -> tuple[str, str] | None:
    """Divide a dotted name into its module and what that defines; a name that is only imported there is followed."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        module, inside = modules().get(".".join(parts[:length])), ".".join(parts[length:])
        if module:
            if not inside or inside in module.defined:
                return module.name, inside
            first, _, rest = inside.partition(".")
            came = module.imported.get(first)
            return placed(".".join(filter(None, (came, rest)))) if came else None
    return None


def callers(name: str) -> list[str]:
    """Name the modules that import a module, or something that it defines."""
    return [
        other.name
        for other in modules().values()
        if other.name != name and any((placed(there) or ("",))[0] == name for there in other.imported.values())
    ]


def parsed(code: str) -> ast.Module:
    """Read code; of code that is not plain Python, which no run would have taken, nothing is known."""
    try:
        return ast.parse(code)
    except SyntaxError:
        return ast.Module([], [])


def imports(tree: ast.AST) -> dict[str, str]:
    """Tell what each name that code imports stands for.

    >>> imports(ast.parse("from a.b import c as d; import e.f; import g as h"))
    {'d': 'a.b.c', 'e': 'e', 'h': 'g'}
    """
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                found[alias.asname or first] = alias.name if alias.asname else first
    return found


def names(tree: ast.AST) -> Iterator[tuple[int, int, int, str]]:
    """Go through the names in code as they are used: line, column where the last part begins and ends, dotted name."""
    inner = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load) and id(node) not in inner:
            dotted, below = _dotted(node)
            inner |= below
            if dotted:
                last = dotted.rpartition(".")[2]
                assert node.end_lineno and node.end_col_offset is not None
                yield node.end_lineno, node.end_col_offset - len(last), node.end_col_offset, dotted


def _dotted(node: ast.expr) -> tuple[str, set[int]]:
    parts, below = [], set()
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
        below.add(id(node))
    return (".".join([node.id, *reversed(parts)]), below) if isinstance(node, ast.Name) else ("", set())


def _read(path: str, source: str) -> Module:
    tree = ast.parse(source)
    name = ".".join(part for part in path.removesuffix(".py").split("/") if part != "__init__")
    about = " ".join((ast.get_docstring(tree) or "").split("\n\n")[0].split())
    return Module(name, source, about, dict(_defined(tree)), imports(tree))


def _defined(tree: ast.Module | ast.ClassDef, within: str = "") -> Iterator[tuple[str, int]]:
    for node in tree.body:
        if isinstance(node, NAMED):
            yield f"{within}{node.name}", node.lineno
            if isinstance(node, ast.ClassDef):
                yield from _defined(node, f"{node.name}.")
        elif not within:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            yield from ((target.id, target.lineno) for target in targets if isinstance(target, ast.Name))
