"""Every public function says its types, and a type checker agrees."""

import ast
import subprocess
import sys

from test_imports import dotted, modules


def public(tree):
    """Functions and methods without an underscore, of modules and of public classes."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node.name, node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from ((f"{node.name}.{name}", function) for name, function in public(node))


def untyped(function):
    asked = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    asked += [one for one in (function.args.vararg, function.args.kwarg) if one]
    missing = [one.arg for one in asked if one.annotation is None and one.arg not in ("self", "cls")]
    return missing + (["return"] if function.returns is None else [])


def test_every_public_function_says_its_types(folder):
    found = {}
    for path in modules(folder):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= {f"{dotted(path, folder)}.{name}": missing for name, f in public(tree) if (missing := untyped(f))}
    assert found == {}


def test_a_type_checker_finds_nothing_to_say(folder):
    done = subprocess.run([sys.executable, "-m", "mypy"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
