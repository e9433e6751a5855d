"""Every test is found: pytest passes over folders by their names, without a word."""

from fnmatch import fnmatch


def test_no_folder_of_tests_is_passed_over(folder, pytestconfig):
    passed_over = pytestconfig.getini("norecursedirs")
    rooms = {path.parent for path in (folder / "tests").rglob("test_*.py")}
    assert folder / "tests" / "book" / "build" in rooms
    assert [room for room in sorted(rooms) if any(fnmatch(room.name, pattern) for pattern in passed_over)] == []
