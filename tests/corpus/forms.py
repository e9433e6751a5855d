"""A notebook as other programs save it, and forms that are no notebook.

`SAVED` change what a run left (a mapping, as JSON reads it) as a program would; a run makes of it what it was.
`BROKEN` are files, and how the line that refuses them goes on after the name of the file.
"""

from copies import FOLDER

SETTINGS = FOLDER / "pyproject.toml"
KERNEL = {"display_name": "venv (3.9.6)", "language": "python", "name": "another-kernel"}
USER = {"displayName": "Jane Doe", "userId": "0123456789"}


def cells(found, **metadata):
    for cell in found["cells"]:
        cell["metadata"].update(metadata)


def codes(found, **metadata):
    for cell in found["cells"]:
        if cell["cell_type"] == "code":
            cell["metadata"].update(metadata)


def without_ids(found, minor):
    found["nbformat_minor"] = minor
    for cell in found["cells"]:
        cell.pop("id")


def jupyterlab(found):
    found["metadata"]["kernelspec"] = KERNEL
    found["metadata"]["language_info"] |= {"version": "3.9.6", "file_extension": ".py", "nbconvert_exporter": "python"}
    cells(found, editable=True, slideshow={"slide_type": ""})
    codes(
        found,
        trusted=True,
        execution={"iopub.execute_input": "2026-01-01T00:00:00.0Z"},
        jupyter={"source_hidden": True},
    )


def vs_code(found):
    found["metadata"] |= {"orig_nbformat": 4, "vscode": {"interpreter": {"hash": "31f2"}}, "kernelspec": KERNEL}
    cells(found, vscode={"languageId": "python"})


def colab(found):
    without_ids(found, 0)
    found["metadata"] |= {
        "accelerator": "GPU",
        "colab": {"provenance": [], "name": "Jane's copy.ipynb"},
        "kernelspec": KERNEL,
    }
    for number, cell in enumerate(found["cells"]):
        cell["metadata"] |= {
            "id": f"aB-{number}",
            "colab_type": "code",
            "colab": {"base_uri": "https://localhost:8080/"},
        }
    codes(found, executionInfo={"status": "ok", "elapsed": 5, "user": USER}, outputId="31f2")


def widgets(found):
    found["metadata"]["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {"state": {"a": {}}, "version_major": 2}
    }


def classic(found):
    without_ids(found, 2)
    found["metadata"] |= {"toc": {"base_numbering": 1}, "varInspector": {}, "celltoolbar": "Tags", "hide_input": False}
    codes(found, collapsed=True, scrolled=False, ExecuteTime={"end_time": "2026-01-01"})


def papermill(found):
    found["metadata"]["papermill"] = {"duration": 1.5, "input_path": "/home/jane/a.ipynb", "parameters": {}}
    cells(found, papermill={"duration": 0.1, "status": "completed"})


def no_kernelspec(found):
    found["metadata"] = {"reviewbook": found["metadata"]["reviewbook"]}


def by_lines(found):
    for cell in found["cells"]:
        cell["source"] = (
            cell["source"] if isinstance(cell["source"], list) else cell["source"].splitlines(keepends=True)
        )


def as_one_text(found):
    for cell in found["cells"]:
        cell["source"] = "".join(cell["source"])


def same_ids(found):
    for cell in found["cells"]:
        cell["id"] = "same"


def odd_ids(found):
    for number, cell in enumerate(found["cells"]):
        cell["id"] = f"an id {number}"


def pasted_and_deleted(found):
    found["cells"][0]["attachments"] = {"a.png": {"image/png": "iVBORw0KGgo="}}


def other_keys(found):
    found["author"] = "Jane Doe"
    for cell in found["cells"]:
        cell["language"] = "python"


SAVED = [
    jupyterlab,
    vs_code,
    colab,
    widgets,
    classic,
    papermill,
    no_kernelspec,
    same_ids,
    odd_ids,
    pasted_and_deleted,
    other_keys,
]
SAVED += [lambda found, minor=minor: without_ids(found, minor) for minor in (0, 1, 2, 3, 4, 5)]
# nothing of these is anybody's note
SAME = [by_lines, as_one_text]

HEAD = '"metadata": {}, "nbformat": 4, "nbformat_minor": 5'
BAD = "is not a notebook that can be read"
BROKEN = [
    ("nothing", "", f": {BAD}: is empty"),
    ("a byte order mark alone", "\ufeff", f": {BAD}: is empty"),
    ("cut off", '{"cells": [', f", line 1: {BAD}: Expecting value"),
    ("a comma too many", '{"cells": [],\n}', f", line 2: {BAD}: "),
    ("an old form", '{"nbformat": 2, "worksheets": []}', f": {BAD}: its form is 2, not 4; open and save it in Jupyter"),
    (
        "a script of jupytext",
        "# %%\n1 + 1\n",
        f", line 1: {BAD}: it is not JSON; open the notebook in Jupyter and save it",
    ),
    ("a list", "[]", f": {BAD}: it has no list of cells"),
    ("no cells", f"{{{HEAD}}}", f": {BAD}: it has no list of cells"),
    ("cells as a number", f'{{"cells": 3, {HEAD}}}', f": {BAD}: it has no list of cells"),
    (
        "of another program",
        '{"nbformat": 3, "worksheets": [], "cells": [], "metadata": {}}',
        f": {BAD}: its form is 3, not 4",
    ),
    ("of the future", '{"nbformat": 5, "cells": [], "metadata": {}}', f": {BAD}: its form is 5, not 4"),
    (
        "no form",
        '{"cells": [], "metadata": {}}',
        f": {BAD}: it does not say its form, 'nbformat': 4; open and save it in Jupyter",
    ),
    ("no metadata", '{"cells": [], "nbformat": 4}', f": {BAD}: it has no metadata"),
    ("a cell of another kind", f'{{"cells": [{{"cell_type": "heading"}}], {HEAD}}}', f": {BAD}: part 1 is not a cell"),
    ("a cell that is a text", f'{{"cells": ["a"], {HEAD}}}', f": {BAD}: part 1 is not a cell"),
    (
        "a cell without text",
        f'{{"cells": [{{"cell_type": "raw", "metadata": {{}}}}], {HEAD}}}',
        f": {BAD}: part 1 has no text",
    ),
    (
        "a cell with a number",
        f'{{"cells": [{{"cell_type": "raw", "source": 3, "metadata": {{}}}}], {HEAD}}}',
        f": {BAD}: part 1 has no text",
    ),
    (
        "a cell without metadata",
        f'{{"cells": [{{"cell_type": "raw", "source": ""}}], {HEAD}}}',
        f": {BAD}: part 1 has no metadata",
    ),
    (
        "tags as a text",
        f'{{"cells": [{{"cell_type": "raw", "source": "", "metadata": {{"tags": "a"}}}}], {HEAD}}}',
        f": {BAD}: part 1 has no metadata with a list of tags",
    ),
    (
        "outputs as a text",
        f'{{"cells": [{{"cell_type": "code", "source": "", "metadata": {{}}, "outputs": "a"}}], {HEAD}}}',
        f": {BAD}: part 1 has no list of outputs",
    ),
    (
        "half of a letter",
        f'{{"cells": [{{"cell_type": "raw", "source": "a\\ud800", "metadata": {{}}}}], {HEAD}}}',
        f": {BAD}: part 1 holds U+D800, which is half of a letter; type it again",
    ),
    ("a number that is none", f'{{"cells": [NaN], {HEAD}}}', f": {BAD}: NaN is no number of JSON"),
    (
        "parameters as Markdown",
        f'{{"cells": [{{"cell_type": "markdown", "source": "", "metadata": {{"tags": ["parameters"]}}}}], {HEAD}}}',
        ": has 0 cells tagged 'parameters', must have one",
    ),
    ("brackets without end", "[" * 100_000, f": {BAD}: "),
    ("no cell of parameters", f'{{"cells": [], {HEAD}}}', ": has 0 cells tagged 'parameters', must have one"),
    (
        "marks of a merge in a cell",
        f'{{"cells": [{{"cell_type": "markdown", "source": ["<<<<<<< local\\n", "a"], "metadata": {{}}}}], {HEAD}}}',
        ", cell 1 of all, line 1: a mark that git leaves where a merge is not settled",
    ),
    (
        "a picture pasted into a cell",
        f'{{"cells": [{{"cell_type": "markdown", "source": "a ![](attachment:a.png)", "metadata": {{}}}}], {HEAD}}}',
        ", cell 1 of all: the picture 'a.png' was pasted into the cell",
    ),
    (
        "a note without text in a cell",
        f'{{"cells": [{{"cell_type": "markdown", "source": "# A\\n\\nb[^c]", "metadata": {{}}}}], {HEAD}}}',
        ", cell 1 of all, line 3: the footnote [^c] has no text",
    ),
]

# cells of parameters, as their sources, and how the line goes on
PARAMETERS = [
    ("without types", ["alpha = 0.6"], ": parameters are written `name: type = value  # meaning`, not `alpha = 0.6`"),
    ("twice", ["a: int = 1  # a", "b: int = 1  # b"], ": has 2 cells tagged 'parameters', must have one"),
    ("no Python", ["a: int ="], ": its parameters are not Python: invalid syntax, line 1"),
    (
        "of an unknown type",
        ["a: dict = {}  # a"],
        ", parameter 'a': type dict is not one of int, float, str, bool, list[str]",
    ),
    ("that are computed", ["a: int = 1 + x  # a"], ", parameter 'a': its default must be a plain value"),
    ("of one name", ["a: int = 1  # a\na: int = 2  # b"], ", parameter 'a': stands there twice"),
    ("without a meaning", ["a: int = 1"], ", parameter 'a': no comment on its line says what it means"),
    ("of two types", ["a: int = 'b'  # a"], ", parameter 'a': its default 'b' is not a whole number (int)"),
]
