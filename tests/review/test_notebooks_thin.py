"""Notebooks: a question, its parameters, calls of the package, published outputs, and nothing else."""

import ast
import re
from collections import Counter

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from reviewbook.edition.project import root
from reviewbook.runs import notebook, prose
from reviewbook.runs.notebook import injected
from reviewbook.runs.parameters import declared

PATHS = sorted((root(__file__) / "notebooks").glob("*.ipynb"))
BELONGS_IN_THE_PACKAGE = {
    ast.FunctionDef: "def",
    ast.AsyncFunctionDef: "def",
    ast.ClassDef: "class",
    ast.Lambda: "lambda",
    ast.For: "loop",
    ast.While: "loop",
    ast.comprehension: "loop",
    ast.If: "branch",
    ast.IfExp: "branch",
    ast.Match: "branch",
    ast.Try: "try",
    ast.With: "with",
}
SETS = {"data.sets(review)", "sets"}
READS_OR_ROUNDS = {"open", "Path", "read_csv", "read_text", "read_json", "round", "system", "run", "urlopen", "eval"}


def code(node):
    return [cell for cell in node.cells if cell.cell_type == "code"]


def faults_of_source(source):
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return ["not plain Python"]
    return [fault for part in ast.walk(tree) if (fault := fault_of(part))]


def fault_of(part):
    # what is shown of the review as updated is shown as published, too
    if isinstance(part, ast.For) and ast.unparse(part.iter) in SETS:
        return None
    if type(part) in BELONGS_IN_THE_PACKAGE:
        return BELONGS_IN_THE_PACKAGE[type(part)]
    if isinstance(part, ast.Call):
        called = getattr(part.func, "attr", getattr(part.func, "id", None))
        return f"{called}()" if called in READS_OR_ROUNDS else None
    if isinstance(part, ast.FormattedValue):
        return "number formatted in the notebook" if part.format_spec else None
    if isinstance(part, ast.Constant) and isinstance(part.value, str):
        return "path or URL" if re.search(r"://|^\S*[/\\]\S*$", part.value) else None
    return None


def faults_of_outputs(node):
    faults = []
    for count, cell in enumerate(code(node), 1):
        if cell.execution_count != count:
            faults.append(f"cell {count} has execution count {cell.execution_count}")
        unnamed = [output for output in cell.outputs if not published(output)]
        faults += [f"cell {count} shows something that has no name"] * len(unnamed)
    return faults


def published(output):
    return output.output_type == "display_data" and output.metadata.get("reviewbook", {}).get("name")


def names(node):
    return [output.metadata.reviewbook.name for cell in code(node) for output in cell.outputs]


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def node(path):
    return notebook.read(path)


def test_there_are_notebooks():
    assert {"selection", "characteristics", "direction"} <= {path.stem for path in PATHS}


def test_the_first_line_is_the_title(node):
    title = node.cells[0].source.splitlines()[0]
    assert node.cells[0].cell_type == "markdown"
    assert re.fullmatch(r"# \S.*", title)


def test_the_name_says_what_it_is_about_and_not_where_it_stands(path):
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", path.stem)


def test_the_parameters_are_the_first_code(node, path):
    declared(node, path)
    assert code(node)[0].metadata.tags[0] == "parameters"


def test_no_run_with_other_parameters_left_a_trace(node):
    assert not [cell for cell in code(node) if injected(cell)]
    assert "parameters" not in node.metadata.reviewbook


def test_code_only_calls_the_package(node):
    assert {cell.source: found for cell in code(node) if (found := faults_of_source(cell.source))} == {}


def test_every_cell_ran_in_order_and_shows_only_what_it_publishes(node):
    assert faults_of_outputs(node) == []


def test_a_name_is_published_once_and_numbers_are_published(node):
    assert {name: n for name, n in Counter(names(node)).items() if n > 1} == {}
    assert "numbers" in names(node)


def test_the_file_is_as_a_run_writes_it(path, node):
    assert path.read_text(encoding="utf-8") == notebook.text(notebook.clean(node))


def test_each_number_in_prose_is_what_the_notebooks_published(tmp_path):
    assert [moved.name for moved, _ in prose.renewed(root(__file__), tmp_path)] == []


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("def share(n):\n    return n", "def"),
        ("class Study:\n    n = 1", "class"),
        ("share = lambda n: n", "lambda"),
        ("for study in studies:\n    study", "loop"),
        ("while True:\n    pass", "loop"),
        ("[n for n in counts]", "loop"),
        ("if n > 3:\n    n", "branch"),
        ("n if n else 0", "branch"),
        ("try:\n    n\nexcept KeyError:\n    n", "try"),
        ("percent = round(3.14159, 1)", "round()"),
        ("table.percent.round(1)", "round()"),
        ("f'{percent:.1f}'", "number formatted in the notebook"),
        ("pd.read_csv(name)", "read_csv()"),
        ("name = '../data/studies.csv'", "path or URL"),
        ("name = 'https://example.org'", "path or URL"),
        ("!ls", "not plain Python"),
        ("%matplotlib inline", "not plain Python"),
    ],
)
def test_what_belongs_in_the_package_is_found(source, fault):
    assert fault in faults_of_source(source)


@pytest.mark.parametrize(
    "source",
    [
        "review = data.without(data.load(), leave_out)",
        "studies[studies.setting == 'inpatient'].n_patients.sum()",
        "title = 'Patients and/or therapists'",
        "f'{n} studies'",
    ],
)
def test_calls_and_selections_are_no_fault(source):
    assert faults_of_source(source) == []


def test_what_was_not_published_or_not_run_is_found():
    named = new_output("display_data", metadata={"reviewbook": {"name": "flow"}})
    cells = [
        new_markdown_cell("# Why?"),
        new_code_cell("", execution_count=1, outputs=[named]),
        new_code_cell("", execution_count=2, outputs=[new_output("execute_result"), new_output("display_data")]),
        new_code_cell("", execution_count=3, outputs=[new_output("stream", text="3")]),
        new_code_cell(""),
    ]
    assert faults_of_outputs(new_notebook(cells=cells)) == [
        "cell 2 shows something that has no name",
        "cell 2 shows something that has no name",
        "cell 3 shows something that has no name",
        "cell 4 has execution count None",
    ]
