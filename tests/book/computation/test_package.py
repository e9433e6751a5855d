"""What the package defines is found under its dotted name, wherever that name was met."""

import ast

import pytest

from reviewbook.book.computation import package


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("reviewbook.evidence.counting.votes.cast", "code/reviewbook.evidence.counting.votes.html#cast"),
        ("reviewbook.evidence.counting.votes", "code/reviewbook.evidence.counting.votes.html"),
        ("reviewbook.evidence.tables.data.Review.named", "code/reviewbook.evidence.tables.data.html#Review.named"),
        ("reviewbook.evidence.counting.votes.LEVELS", "code/reviewbook.evidence.counting.votes.html#LEVELS"),
        # what a module imports is shown where it is defined
        ("reviewbook.display.publish.Number", "code/reviewbook.evidence.number.html#Number"),
        ("reviewbook.display.publish.wording.text", "code/reviewbook.display.wording.html#text"),
        # what makes pages is no part of the computation
        ("reviewbook.book.pages.figure.marks", None),
        ("reviewbook.evidence.counting.votes.missing", None),
        ("pandas.DataFrame", None),
    ],
)
def test_a_dotted_name_leads_to_where_it_is_defined(name, address):
    assert package.address_of(name) == address


def test_every_public_function_of_evidence_and_display_has_an_address(folder):
    known = package.modules()
    for room in ("evidence", "display"):
        for path in sorted((folder / "reviewbook" / room).rglob("*.py")):
            name = ".".join(path.relative_to(folder).with_suffix("").parts).removesuffix(".__init__")
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.FunctionDef | ast.ClassDef):
                    assert known[name].defined[node.name] == node.lineno
                    assert package.address_of(f"{name}.{node.name}") == f"code/{name}.html#{node.name}"


def test_names_stand_where_they_are_used():
    code = "from a import b as c\nc.d(e, (f.g)(1).h)\n"
    # line, columns of the last part, name; what follows a call has no name of its own
    assert sorted(package.names(ast.parse(code))) == [(2, 2, 3, "c.d"), (2, 4, 5, "e"), (2, 10, 11, "f.g")]


def test_a_module_knows_who_imports_it():
    assert "reviewbook.evidence.counting.direction" in package.callers("reviewbook.evidence.counting.votes")
    assert package.callers("reviewbook.manuscript.parameters") == []
