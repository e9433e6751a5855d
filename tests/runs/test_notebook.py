"""A notebook as a file: what a run may leave in it, and how it is replaced."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from reviewbook.runs import notebook
from reviewbook.runs.notebook import NotebookError


def executed():
    cells = [
        new_markdown_cell("# Question?", metadata={"papermill": {"duration": 0.1}, "tags": []}, id="a"),
        new_code_cell(
            "1",
            execution_count=1,
            id="b",
            metadata={
                "papermill": {"duration": 0.2},
                "execution": {"iopub.status.busy": "2026-01-01T00:00:00Z"},
                "collapsed": False,
                "tags": ["remove-input"],
            },
        ),
    ]
    metadata = {
        "papermill": {"start_time": "2026-01-01T00:00:00"},
        "language_info": {"name": "python", "version": "3.11.7", "mimetype": "text/x-python"},
        "kernelspec": {"display_name": "my environment", "language": "python", "name": "mine"},
        "reviewbook": {"code": "0123"},
    }
    return new_notebook(cells=cells, metadata=metadata)


def test_timings_and_versions_are_removed():
    text = notebook.text(notebook.clean(executed()))
    for volatile in ("papermill", "2026", "3.11.7", "my environment", "collapsed"):
        assert volatile not in text


def test_ids_tags_counts_and_the_record_of_the_run_stay():
    cleaned = notebook.clean(executed())
    assert [cell.id for cell in cleaned.cells] == ["a", "b"]
    assert cleaned.cells[0].metadata == {}
    assert cleaned.cells[1].metadata == {"tags": ["remove-input"]}
    assert cleaned.cells[1].execution_count == 1
    assert cleaned.metadata.reviewbook == {"code": "0123"}


def test_what_myst_nb_needs_to_colour_code_stays():
    assert notebook.clean(executed()).metadata.language_info == {"name": "python", "pygments_lexer": "ipython3"}


def test_cleaning_twice_changes_nothing():
    once = notebook.text(notebook.clean(executed()))
    assert notebook.text(notebook.clean(notebook.clean(executed()))) == once


def test_text_is_readable_in_a_diff():
    node = new_notebook(cells=[new_markdown_cell("Müller\nand others", id="a")])
    assert notebook.text(node) == (
        '{\n "cells": [\n  {\n   "cell_type": "markdown",\n   "id": "a",\n   "metadata": {},\n   "source": [\n'
        '    "Müller\\n",\n    "and others"\n   ]\n  }\n ],\n'
        ' "metadata": {},\n "nbformat": 4,\n "nbformat_minor": 5\n}\n'
    )


@pytest.mark.parametrize("content", ["{", "[]", '{"cells": 3, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'])
def test_a_file_that_is_no_notebook_is_named_in_one_line(tmp_path, content):
    path = tmp_path / "a.ipynb"
    path.write_text(content)
    with pytest.raises(NotebookError) as error:
        notebook.read(path)
    assert str(error.value).startswith(f"{tmp_path.name}/a.ipynb")
    assert ": is not a notebook that can be read: " in str(error.value)
    assert "\n" not in str(error.value)
