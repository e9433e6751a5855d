"""nbval: what it says when a stored output is not what the data give."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import small_book
from small_book import LOAD, SHOW, STUDIES

from reviewbook.display.publish import FIGURE
from reviewbook.runs import batch

HERE = Path(__file__).parent
SHORT = "--force-short-summary"  # as in the settings of pytest


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = small_book.write(tmp_path_factory.mktemp("book"), patients=[LOAD, *SHOW])
    batch.run(folder, progress=str)
    return folder


def nbval(folder):
    command = [sys.executable, "-m", "pytest", "--nbval", "notebooks", "-p", "nbval_messages", "-W", "error", SHORT]
    # CI is where pytest would say every line once more in its summary
    environment = os.environ | {"PYTHONPATH": str(HERE), "COLUMNS": "200", "CI": "true"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def said(done):
    return [line for line in done.stdout.splitlines() if line.startswith("notebooks/patients.ipynb, ")]


def test_nothing_is_said_when_the_stored_outputs_are_what_the_data_give(book):
    done = nbval(book)
    assert done.returncode == 0
    assert "5 passed" in done.stdout


def test_every_value_that_a_changed_cell_of_data_moves_is_said(book):
    (book / "data" / "studies.csv").write_text(STUDIES.replace("567", "566"))
    done = nbval(book)
    (book / "data" / "studies.csv").write_text(STUDIES)
    assert done.returncode == 1
    assert said(done) == [
        "notebooks/patients.ipynb, cell 3: number n_patients: committed 597, now 596",
        "notebooks/patients.ipynb, cell 4: table 'studies' row 1 column n_patients: committed 567, now 566",
        "notebooks/patients.ipynb, cell 5: figure 'patients' data[0].y[0]: committed 567, now 566",
    ]


def test_a_stored_output_that_was_changed_by_hand_is_said(book):
    path = small_book.path(book, "patients")
    before = path.read_text()
    path.write_text(before.replace('"value": 597', '"value": 1824'))
    done = nbval(book)
    path.write_text(before)
    assert said(done) == ["notebooks/patients.ipynb, cell 3: number n_patients: committed 1824, now 597"]


def test_an_error_is_said_in_a_line(book):
    (book / "data" / "studies.csv").rename(book / "data" / "away.csv")
    done = nbval(book)
    (book / "data" / "away.csv").rename(book / "data" / "studies.csv")
    assert said(done)[0].startswith("notebooks/patients.ipynb, cell 2: FileNotFoundError: ")


def test_of_many_values_the_first_are_said_and_the_others_counted(book):
    path = small_book.path(book, "patients")
    before = path.read_text()
    content = json.loads(before)
    content["cells"][5]["outputs"][0]["data"][FIGURE]["data"][0]["y"] = list(range(100))
    path.write_text(json.dumps(content))
    done = nbval(book)
    path.write_text(before)
    assert len(said(done)) == 21
    assert said(done)[-1] == "notebooks/patients.ipynb, cell 5: and 80 more values"
