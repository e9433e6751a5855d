"""A book of one table and as many notebooks as a test needs."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from reviewbook.runs import notebook

STUDIES = "study_id,n_patients\nfirst2001,567\nsecond2002,30\n"
PARAMETERS = "least: int = 0  # patients that a study needs"
LOAD = """\
import pandas as pd
from plotly import graph_objects as go

from reviewbook.display import publish
from reviewbook.evidence.number import Number
from reviewbook.edition.project import root

studies = pd.read_csv(root() / "data" / "studies.csv")
studies = studies[studies.n_patients >= least]
total = int(studies.n_patients.sum())"""
SHOW = [
    'publish.numbers([Number("n_patients", total, "patients", "Patients of all studies.", tuple(studies.study_id))])',
    'publish.table("studies", studies, {"study_id": "Study", "n_patients": "Patients"})',
    """\
bars = go.Bar(x=studies.study_id.tolist(), y=studies.n_patients.tolist())
publish.figure("patients", go.Figure(bars, layout={"template": None}), f"Patients of {len(studies)} studies")""",
]


def write(folder, **notebooks):
    """Write a book whose notebooks are each a list of sources, after the cell of parameters."""
    for name in ("data", "notebooks"):
        (folder / name).mkdir()
    (folder / "data" / "datapackage.json").write_text("{}")
    (folder / "data" / "studies.csv").write_text(STUDIES)
    (folder / "requirements.txt").write_text("pandas==3.1.1\n")
    for name, sources in notebooks.items():
        cells = [
            new_markdown_cell("# How many patients?"),
            new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
        ]
        cells += [new_code_cell(source) for source in sources]
        for number, cell in enumerate(cells):
            cell.id = f"cell-{number}"
        path(folder, name).write_text(notebook.text(notebook.clean(new_notebook(cells=cells))), encoding="utf-8")
    return folder


def path(folder, name):
    return folder / "notebooks" / f"{name}.ipynb"
