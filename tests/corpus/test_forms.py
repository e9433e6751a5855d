"""A notebook of any program is, after a run, what it was before; a file that is none is refused in a line."""

import json
import re
import shutil
import subprocess
import sys

import pytest
import small_book
from nbformat.v4 import new_code_cell, new_notebook
from tally import MEANT, REFUSED, case

from corpus import forms
from reviewbook.runs import batch, check, notebook
from reviewbook.runs.staleness import stale

FOREIGN = re.compile(r"Jane|another-kernel|vscode|colab|widget|2026|papermill|ExecuteTime|attachments|trusted|3\.9")
IDS = re.compile(r'"id": "([^"]*)"')


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    book = small_book.write(tmp_path_factory.mktemp("ran"), saved=["1 + 1", "1 + 1"])
    batch.run(book, progress=str)
    return book


@pytest.fixture
def book(ran, tmp_path):
    return shutil.copytree(ran, tmp_path / "book")


def save(book, change):
    path = small_book.path(book, "saved")
    found = json.loads(path.read_text(encoding="utf-8"))
    change(found)
    path.write_text(json.dumps(found), encoding="utf-8")
    return path


FORMS = "forms of notebooks"


@pytest.mark.parametrize(
    "change", [case(FORMS, MEANT, f"{n} {change.__name__}", change) for n, change in enumerate(forms.SAVED)]
)
def test_what_another_program_noted_is_gone_after_a_run(book, ran, change):
    before = small_book.path(ran, "saved").read_text(encoding="utf-8")
    path = save(book, change)
    assert [why for _, why in stale(book)] == ["other programs left notes in it, or took ids from its cells"]
    batch.run(book, progress=str)
    after = path.read_text(encoding="utf-8")
    assert not FOREIGN.search(after)
    # the form, the outputs and the record are those of before
    assert IDS.sub("", after) == IDS.sub("", before)
    made = IDS.findall(after)
    assert len(set(made)) == len(made) == 4
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", one) for one in made)
    assert stale(book) == []
    # ids follow from the text
    save(book, lambda found: [cell.pop("id") for cell in found["cells"]])
    batch.run(book, progress=str)
    if change not in (forms.same_ids,):
        again = path.read_text(encoding="utf-8")
        assert IDS.sub("", again) == IDS.sub("", after)


def test_ids_that_are_made_are_the_same_for_everybody(book, tmp_path):
    other = shutil.copytree(book, tmp_path / "other")
    for folder in (book, other):
        save(folder, lambda found: forms.without_ids(found, 4))
        batch.run(folder, progress=str)
    first, second = (small_book.path(folder, "saved").read_bytes() for folder in (book, other))
    assert first == second


@pytest.mark.parametrize("change", [case(FORMS, MEANT, change.__name__, change) for change in forms.SAME])
def test_another_layout_of_the_same_notebook_runs_nothing(book, change):
    save(book, change)
    assert stale(book) == []


@pytest.mark.parametrize(("written", "line"), [case(FORMS, REFUSED, one[0], *one[1:]) for one in forms.BROKEN])
def test_a_file_that_is_no_notebook_is_refused_by_its_name(tmp_path, written, line):
    path = small_book.path(small_book.write(tmp_path, odd=[]), "odd")
    path.write_text(written, encoding="utf-8")
    assert stale(tmp_path)
    said, *more = check.faults(tmp_path)
    assert said.startswith(f"notebooks/odd.ipynb{line}")
    assert said.isprintable()
    # a cell that is wrong is none of parameters
    assert more in ([], ["notebooks/odd.ipynb: has 0 cells tagged 'parameters', must have one"])


@pytest.mark.parametrize(("sources", "line"), [case(FORMS, REFUSED, one[0], *one[1:]) for one in forms.PARAMETERS])
def test_parameters_that_are_none_are_refused_by_the_name_of_the_notebook(tmp_path, sources, line):
    path = small_book.path(small_book.write(tmp_path), "odd")
    cells = [new_code_cell(source, metadata={"tags": ["parameters"]}) for source in sources]
    path.write_text(notebook.text(notebook.clean(new_notebook(cells=cells))), encoding="utf-8")
    assert check.faults(tmp_path) == [f"notebooks/odd.ipynb{line}"]


@pytest.mark.slow
def test_no_kernel_of_another_environment_is_started(book, tmp_path, monkeypatch):
    """A kernel of the same name is installed where Jupyter looks first; whoever starts it gets no answer."""
    kernel = tmp_path / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    started = tmp_path / "started"
    argv = [sys.executable, "-c", f"open({str(started)!r}, 'w')", "{connection_file}"]
    (kernel / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "A", "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    batch.run(book, everything=True, progress=str, engine="reviewbook-kernel")
    command = [sys.executable, "-m", "pytest", "-q", "--nbval", "-c", str(forms.SETTINGS), str(book / "notebooks")]
    done = subprocess.run(command, cwd=book, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert not started.exists()
