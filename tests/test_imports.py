"""Imports run one way, from the command to the evidence, and the package knows reviews, not what this one is about."""

import ast
import re
from itertools import pairwise

import pytest

# from below to above; who stands in one line with others may import these, if this runs one way too
ORDER = [
    ["forking"],
    ["edition"],
    ["manuscript"],
    ["locking"],
    ["evidence.number"],
    ["evidence.screening"],
    ["evidence.tables"],
    ["evidence.counting"],
    ["evidence.accounts"],
    ["display"],
    ["runs"],
    ["maintain"],
    ["book.state"],
    ["book.chapters"],
    ["book.scenario"],
    ["book.pages"],
    ["book.computation"],
    ["book.questions"],
    ["book.studies"],
    ["book.recount"],
    ["book.programs"],
    ["book.drawings"],
    ["book.paper"],
    ["book.opened"],
    ["book.site"],
    ["book.build"],
    ["archive"],
    ["pipeline"],
    ["serve"],
    ["cli"],
    ["__main__"],
]
ROOMS = [room for rooms in ORDER for room in rooms]
# fronts of rooms, which import what is behind them and nothing else
FRONTS = {"", "evidence", "book"}
# what runs notebooks and what makes a book of them know nothing of each other
APART = {("runs", "book"), ("book", "runs"), ("archive", "runs")}
MOST_MODULES, MOST_LINES, MOST_FOLDERS = 15, 400, 2
SUBJECT = re.compile(r"alliance|depress|psychotherap|therapist_|patient_rated|berger|feeley|symptom", re.IGNORECASE)


def modules(folder):
    return sorted((folder / "reviewbook").rglob("*.py"))


def dotted(path, folder):
    parts = path.relative_to(folder / "reviewbook").with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def room_of(module):
    fitting = [room for room in ROOMS if module == room or module.startswith(f"{room}.")]
    return max(fitting, key=len, default=None)


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        yield from (name.removeprefix("reviewbook.") for name in names if name.startswith("reviewbook."))


def test_imports_run_one_way(folder):
    found = []
    for path in modules(folder):
        module = dotted(path, folder)
        here = room_of(module)
        for other in imported(path) if module not in FRONTS else ():
            there = room_of(other)
            apart = there and (here.split(".")[0], there.split(".")[0]) in APART
            if there and (apart or ROOMS.index(there) > ROOMS.index(here)):
                found.append(f"{module} imports {other}")
    assert found == []


def test_every_module_belongs_to_a_room(folder):
    assert [module for path in modules(folder) if not room_of(module := dotted(path, folder))] == sorted(FRONTS)


def test_no_room_is_too_large_to_find_one_s_way_in(folder):
    package = folder / "reviewbook"
    counted = {}
    for path in modules(folder):
        assert len(path.relative_to(package).parts) - 1 <= MOST_FOLDERS, path
        assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES, path
        if path.name != "__init__.py":
            counted.setdefault(path.parent, []).append(path.name)
    assert max(map(len, counted.values())) <= MOST_MODULES


def test_the_order_names_each_room_once():
    assert all(len(set(pair)) == 2 for pair in pairwise(sorted(ROOMS)))


@pytest.mark.parametrize("wing", ["evidence", "display", "runs", "maintain"])
def test_the_package_knows_nothing_of_the_subject(folder, wing):
    for path in sorted((folder / "reviewbook" / wing).rglob("*.py")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            assert not SUBJECT.search(line), f"{path.relative_to(folder)}, line {number}: {line.strip()}"
