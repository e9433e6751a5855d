"""Parameters: what a notebook declares, and what it refuses."""

from pathlib import Path

import papermill
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from reviewbook.edition.project import root
from reviewbook.manuscript.parameters import Parameter
from reviewbook.runs import notebook
from reviewbook.runs.notebook import NotebookError
from reviewbook.runs.parameters import check, declared

PATH = Path("/book/notebooks/direction.ipynb")
EVERY_TYPE = """\
n_least: int = 2  # studies a group needs
level: float = 0.95  # of the interval
rule: str = "a = b # c"  # how a study is counted
samples: bool = False  # count samples instead of studies
domains: list[str] = [  # not the comment that counts
    "symptoms",
]  # outcome domains
"""


def with_parameters(*sources):
    cells = [new_code_cell(source, metadata={"tags": ["parameters"]}) for source in sources]
    return new_notebook(cells=cells)


def refusal(source):
    with pytest.raises(NotebookError) as error:
        declared(with_parameters(source), PATH)
    return str(error.value)


def refused(**values):
    with pytest.raises(NotebookError) as error:
        check(values, declared(with_parameters(EVERY_TYPE), PATH), PATH)
    return str(error.value)


def test_a_parameter_is_a_name_a_type_a_default_and_a_comment():
    assert list(declared(with_parameters(EVERY_TYPE), PATH).values()) == [
        Parameter("n_least", "int", 2, "studies a group needs"),
        Parameter("level", "float", 0.95, "of the interval"),
        Parameter("rule", "str", "a = b # c", "how a study is counted"),
        Parameter("samples", "bool", False, "count samples instead of studies"),
        Parameter("domains", "list[str]", ["symptoms"], "outcome domains"),
    ]


def test_a_notebook_may_declare_that_it_has_no_parameters():
    assert declared(with_parameters("# none"), PATH) == {}


def test_a_notebook_has_one_cell_of_parameters():
    with pytest.raises(NotebookError, match=r"^notebooks/direction.ipynb: has 0 cells tagged 'parameters', must have"):
        declared(with_parameters(), PATH)
    with pytest.raises(NotebookError, match="has 2 cells"):
        declared(with_parameters("# none", "# none"), PATH)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("rule = 'a'  # how", "parameters are written `name: type = value  # meaning`, not `rule = 'a'`"),
        ("rule: str  # how", "parameters are written `name: type = value  # meaning`, not `rule: str`"),
        ("import os", "parameters are written `name: type = value  # meaning`, not `import os`"),
        ("rule: str = 'a'", "parameter 'rule': no comment on its line says what it means"),
        ("rule: str = 3  # how", "parameter 'rule': its default 3 is not text (str)"),
        ("rule: str = a  # how", "parameter 'rule': its default must be a plain value"),
        ("rule: dict = {}  # how", "parameter 'rule': type dict is not one of int, float, str, bool, list[str]"),
        ("rule: str = 'a  # how", "its parameters are not Python: unterminated string literal (detected at line 1)"),
    ],
)
def test_a_parameter_that_does_not_say_what_it_is_is_refused(source, message):
    assert message in refusal(source)
    assert refusal(source).startswith("notebooks/direction.ipynb")
    assert "\n" not in refusal(source)


def test_values_that_fit_are_accepted():
    known = declared(with_parameters(EVERY_TYPE), PATH)
    check({"n_least": 3, "level": 0.9, "rule": "b", "samples": True, "domains": ["alliance", "symptoms"]}, known, PATH)
    check({"domains": [], "level": 1}, known, PATH)


@pytest.mark.parametrize(
    "values",
    [
        {"n_least": 2.5},
        {"n_least": "2"},
        {"n_least": True},
        {"level": "0.9"},
        {"level": False},
        {"rule": 3},
        {"rule": None},
        {"samples": 1},
        {"samples": "yes"},
        {"domains": "symptoms"},
        {"domains": ["symptoms", 3]},
    ],
)
def test_a_value_of_another_type_is_refused(values):
    ((name, value),) = values.items()
    assert refused(**values).startswith(f"notebooks/direction.ipynb, parameter '{name}': {value!r} is not ")


def test_a_refusal_says_what_is_allowed():
    assert refused(domains="symptoms") == (
        "notebooks/direction.ipynb, parameter 'domains': 'symptoms' is not a list of texts"
        " (list[str], for example ['symptoms']: outcome domains)"
    )


def test_an_unknown_name_is_refused_with_the_names_there_are():
    assert refused(domans=[]) == (
        "notebooks/direction.ipynb: no parameter 'domans' (given []);"
        " its parameters: 'n_least', 'level', 'rule', 'samples', 'domains'"
    )


def test_all_refusals_are_listed():
    assert len(refused(domans=[], n_least="2").splitlines()) == 2


@pytest.mark.parametrize("path", sorted((root(__file__) / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_papermill_reads_the_same_parameters(path):
    known = declared(notebook.read(path), path)
    read = papermill.inspect_notebook(path)
    assert {name: (p["inferred_type_name"], p["help"]) for name, p in read.items()} == {
        name: (p.type, p.meaning) for name, p in known.items()
    }
