"""Imports run one way, and the package knows reviews, not what this one is about."""

import ast
import re
from pathlib import Path

import pytest

WINGS = ["address", "package", "project", "revision", "evidence", "display", "runs", "book", "workshop", "serve", "cli"]
MAY_IMPORT = {
    "address": set(),
    "package": set(),
    "project": set(),
    "revision": set(),
    "evidence": {"evidence", "project"},
    "display": {"display", "evidence"},
    "runs": {"runs", "display", "evidence", "package", "project", "revision"},
    "book": {"book", "display", "evidence", "address", "package", "project", "revision"},
    "workshop": {"runs", "book", "display", "evidence", "address", "package", "project", "revision"},
    "serve": {"workshop", "runs", "book", "evidence", "package"},
    "cli": {"workshop", "serve", "runs", "book", "display", "evidence", "project", "revision"},
}
SUBJECT = re.compile(r"alliance|depress|psychotherap|therapist_|patient_rated|berger|feeley|symptom", re.IGNORECASE)


def modules(folder):
    return sorted((folder / "reviewbook").rglob("*.py"))


def wing(path, folder):
    return path.relative_to(folder / "reviewbook").parts[0].removesuffix(".py")


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        yield from (name.split(".")[1] for name in names if name.startswith("reviewbook."))


def test_imports_run_one_way(folder):
    for path in modules(folder):
        here = wing(path, folder)
        if here in MAY_IMPORT:
            assert set(imported(path)) <= MAY_IMPORT[here], path


def test_every_module_belongs_to_a_wing(folder):
    assert {wing(path, folder) for path in modules(folder)} == {*WINGS, "__init__", "__main__"}


@pytest.mark.parametrize("room", ["evidence", "display", "runs"])
def test_the_package_knows_nothing_of_the_subject(folder, room):
    for path in sorted((folder / "reviewbook" / room).glob("*.py")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            assert not SUBJECT.search(line), f"{Path(room) / path.name}, line {number}: {line.strip()}"
