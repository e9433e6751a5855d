"""nbval: what it says when a stored output is not what the data give."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import small_book
from small_book import LOAD, SHOW, STUDIES

from reviewbook.display.publish import FIGURE, NUMBERS
from reviewbook.runs import batch

# nbval has kernels run
pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
SHORT = "--force-short-summary"  # as in the settings of pytest


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    same = {name: [LOAD, *SHOW] for name in ("patients", "changed")}
    small_book.write(folder, **same, lost=[LOAD.replace("studies.csv", "lost.csv"), *SHOW])
    (folder / "data" / "lost.csv").write_text(STUDIES)
    batch.run(folder, progress=str)
    return folder


@pytest.fixture(scope="module")
def refused(book):
    """What is said, notebook by notebook, of a cell of data that changed and of outputs that were changed by hand."""
    (book / "data" / "lost.csv").unlink()
    (book / "data" / "studies.csv").write_text(STUDIES.replace("567", "566"))
    path = small_book.path(book, "changed")
    content = json.loads(path.read_text())
    content["cells"][3]["outputs"][0]["data"][NUMBERS][0]["value"] = 1824
    content["cells"][5]["outputs"][0]["data"][FIGURE]["data"][0]["y"] = list(range(100))
    path.write_text(json.dumps(content))
    done = nbval(book)
    assert done.returncode == 1
    lines = [line for line in done.stdout.splitlines() if re.match(r"notebooks/\w+\.ipynb, ", line)]
    return {name: [line for line in lines if f"/{name}." in line] for name in ("patients", "changed", "lost")}


def nbval(folder, notebooks="notebooks"):
    plugins = ["-p", "nbval_kernels", "-p", "nbval_messages"]
    command = [sys.executable, "-m", "pytest", "--nbval", notebooks, *plugins, "-W", "error", SHORT]
    # CI is where pytest would say every line once more in its summary
    environment = os.environ | {"PYTHONPATH": str(HERE), "COLUMNS": "200", "CI": "true"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_nothing_is_said_when_the_stored_outputs_are_what_the_data_give(book):
    done = nbval(book, "notebooks/patients.ipynb")
    assert done.returncode == 0
    assert "5 passed" in done.stdout


def test_every_value_that_a_changed_cell_of_data_moves_is_said(refused):
    assert refused["patients"] == [
        "notebooks/patients.ipynb, cell 3: number n_patients: committed 597, now 596",
        "notebooks/patients.ipynb, cell 4: table 'studies' row 1 column n_patients: committed 567, now 566",
        "notebooks/patients.ipynb, cell 5: figure 'patients' data[0].y[0]: committed 567, now 566",
    ]


def test_a_stored_output_that_was_changed_by_hand_is_said(refused):
    assert refused["changed"][0] == "notebooks/changed.ipynb, cell 3: number n_patients: committed 1824, now 596"


def test_an_error_is_said_in_a_line(refused):
    assert refused["lost"][0].startswith("notebooks/lost.ipynb, cell 2: FileNotFoundError: ")


def test_of_many_values_the_first_are_said_and_the_others_counted(refused):
    said = [line for line in refused["changed"] if ", cell 5: " in line]
    assert len(said) == 21
    assert said[-1] == "notebooks/changed.ipynb, cell 5: and 80 more values"
