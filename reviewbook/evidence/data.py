"""The coded tables: read, checked against their schema and against each other."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache

import pandas as pd

from reviewbook.evidence import validation
from reviewbook.project import root

DTYPES = {"integer": "Int64", "number": "Float64", "string": "str", "date": "str"}


@dataclass(frozen=True)
class Review:
    """Hold the tables of one review; missing means what ``data/datapackage.json`` says of the column.

    Each attribute is a `pandas.DataFrame` with the columns, types and units that
    ``data/datapackage.json`` gives for the table of that name.
    """

    studies: pd.DataFrame
    therapists: pd.DataFrame
    treatments: pd.DataFrame
    instruments: pd.DataFrame
    hypotheses: pd.DataFrame
    assessments: pd.DataFrame
    findings: pd.DataFrame
    flow: pd.DataFrame
    searches: pd.DataFrame
    criteria: pd.DataFrame
    passages: pd.DataFrame
    sources: pd.DataFrame


def load(folder=None):
    """Read and check all tables.

    Parameters
    ----------
    folder : path, optional
        The folder of the book; found upwards from the working folder when left out.

    Returns
    -------
    Review

    Raises
    ------
    reviewbook.evidence.validation.DataError
        Lists every wrong cell, a line each: file, line, study, column, value, what is allowed.
    """
    folder = root(folder)
    tables = sorted(path for path in (folder / "data").iterdir() if path.suffix in {".csv", ".json"})
    paths = [folder / "references.bib", *tables]
    digest = hashlib.sha256(b"".join(path.name.encode() + path.read_bytes() for path in paths)).hexdigest()
    return _load(folder, digest)


def schema(folder=None):
    """Read the schema of the tables.

    Returns
    -------
    dict
        The content of ``data/datapackage.json``.
    """
    return json.loads((root(folder) / "data" / "datapackage.json").read_text(encoding="utf-8"))


def without(review, study_ids):
    """Leave studies out of every table that has rows of studies.

    Parameters
    ----------
    review : Review
    study_ids : list of str

    Returns
    -------
    Review

    Raises
    ------
    ValueError
        Names a study that the review does not have, and those that it has.
    """
    known = list(review.studies.study_id)
    for study_id in study_ids:
        if study_id not in known:
            raise ValueError(f"leave_out: '{study_id}' is not a study; the studies are {', '.join(known)}")
    tables = {}
    for name, table in vars(review).items():
        kept = table[~table.study_id.isin(study_ids)] if "study_id" in table else table
        tables[name] = kept.reset_index(drop=True)
    return Review(**tables)


@cache  # the digest stands for the content: unchanged files are checked once per process
def _load(folder, digest):
    validation.check(folder)
    return Review(**{r["name"]: _read(folder, r) for r in schema(folder)["resources"]})


def _read(folder, resource):
    types = {field["name"]: DTYPES[field["type"]] for field in resource["schema"]["fields"]}
    return pd.read_csv(folder / "data" / resource["path"], dtype=types, keep_default_na=False, na_values=[""])
