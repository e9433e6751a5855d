"""The tools around the book as people type them: papermill's command, `reviewbook run -p`, Jupyter Book's builders."""

import json
import os
import subprocess
import sys
from pathlib import Path

import papermill
import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils
from updates import numbers

from reviewbook.book.build import application
from reviewbook.edition.project import root
from reviewbook.runs import notebook, scenarios

PATHS = sorted((root(__file__) / "notebooks").glob("*.ipynb"))
# Doe has 40 patients, of 200 in all
WITHOUT_DOE = ("-p", "leave_out", '["doe2001"]')


def typed(folder, *words):
    command = [sys.executable, "-m", "papermill", "--no-progress-bar", *map(str, words)]
    alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(command, cwd=folder, env=alone, capture_output=True, text=True, check=False)


def published(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    found = [output.get("data", {}) for cell in cells if cell["cell_type"] == "code" for output in cell["outputs"]]
    records = [one for data in found for one in data.get("application/vnd.reviewbook.numbers+json", [])]
    return {record["name"]: record["value"] for record in records}


@pytest.mark.slow
@pytest.mark.parametrize("engine", [(), ("--engine", "reviewbook"), ("--engine", "reviewbook-kernel")])
def test_papermill_runs_a_notebook_from_another_folder_with_a_list_typed_as_text(small, tmp_path, engine):
    path = small.folder / "notebooks" / "light.ipynb"
    done = typed(tmp_path, path, "out.ipynb", *WITHOUT_DOE, *engine)
    assert done.returncode == 0, done.stderr
    assert published(tmp_path / "out.ipynb")["total_n_patients"] == 160


@pytest.mark.slow
def test_papermill_refuses_a_parameter_that_no_cell_declares_and_names_those_that_there_are(small):
    done = typed(small.folder, "notebooks/light.ipynb", "out.ipynb", "-p", "leave_uot", "[]")
    assert done.returncode == 1
    assert done.stderr.rstrip().splitlines()[-1] == "ValueError: no parameter 'leave_uot'; there are leave_out"
    assert published(small.folder / "out.ipynb") == {}


def test_the_engine_refuses_it_too_from_any_folder(small, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = small.folder / "notebooks" / "light.ipynb"
    with pytest.raises(papermill.PapermillExecutionError, match="no parameter 'leave_uot'; there are leave_out"):
        papermill.execute_notebook(
            path, None, parameters={"leave_uot": []}, engine_name="reviewbook", progress_bar=False
        )
    assert Path.cwd() == tmp_path


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_notebook_reads_its_parameters_before_it_uses_them(path):
    cells = [notebook.source(cell) for cell in notebook.plain(path)["cells"] if cell["cell_type"] == "code"]
    lines = [line for line in cells[1].splitlines() if line and not line.startswith("from ")]
    assert lines[0] == "parameters.read(globals())"


def test_a_try_runs_into_a_folder_of_its_own_and_says_what_moved(small):
    before = small.run("run"), numbers(small.folder)
    assert before[0].returncode == 0, before[0].stderr
    done = small.run("run", "light", *WITHOUT_DOE)
    assert done.returncode == 0, done.stderr
    assert "number    light.total_n_patients  200 → 160" in done.stdout
    assert numbers(scenarios.place(small.folder, scenarios.TRY))["light.total_n_patients"] == 160
    assert numbers(small.folder) == before[1]
    assert small.run("run", "-p", "leave_out", "[]").stdout.count("number    none moved") == 1


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("-p", "leave_uot", "[]"), "-p leave_uot: no parameter 'leave_uot'; there are leave_out"),
        (
            ("-p", "leave_out", "doe2001"),
            """-p leave_out: 'doe2001' is not a list of texts, such as '["one", "another"]'"""
            " (list[str]: studies left out: study_ids of data/studies.csv)",
        ),
        (("-p", "leave_out", "[]", "-p", "leave_out", "[]"), "-p leave_out: is given twice"),
        (("lihgt", "-p", "leave_out", "[]"), "no notebook 'lihgt'; did you mean 'light'?"),
    ],
)
def test_a_try_that_cannot_be_is_refused_in_one_line_and_nothing_is_written(small, words, line):
    refused = small.run("run", *words)
    assert (refused.returncode, refused.stderr) == (1, line + "\n")
    assert small.built() == []


@pytest.mark.parametrize("builder", ["latex", "singlehtml", "dirhtml", "epub"])
def test_a_builder_that_cannot_make_the_book_says_so_in_one_line(small, tmp_path, builder):
    places = [tmp_path / "out" / part for part in ("pages", "read")]
    with patch_docutils(None), docutils_namespace(), pytest.raises(SystemExit) as refused:
        Sphinx(small.folder, None, *places, builder, application.settings(small.folder), status=None, warning=None)
    assert str(refused.value).startswith(f"builder {builder}: this book is made as HTML")
    assert "\n" not in str(refused.value)
    assert not [path for path in places[0].rglob("*") if path.is_file()]


def test_a_builder_that_writes_nothing_is_let_through(small, tmp_path):
    """As that which checks links, which would set the time that this process waits for any answer."""
    places = [tmp_path / "out" / part for part in ("pages", "read")]
    with patch_docutils(None), docutils_namespace():
        app = Sphinx(
            small.folder, None, *places, "dummy", application.settings(small.folder), status=None, warning=None
        )
    assert app.builder.name == "dummy"
