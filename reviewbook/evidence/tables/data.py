"""The coded tables: read, checked against their schema and against each other."""

import hashlib
import sys
from functools import cache
from io import BytesIO

import pandas as pd

from reviewbook.edition.project import root
from reviewbook.evidence.counting import votes
from reviewbook.evidence.tables import schema as package
from reviewbook.evidence.tables import validation

# pandas keeps columns of objects together and selects rows of all at once, which of `str` it does one by one
DTYPES = {"integer": "Int64", "number": "Float64", "string": "object", "date": "object"}


class Review:
    """Offer the tables of one review, each read when it is first asked for.

    Every table of ``data/datapackage.json`` is an attribute: a `pandas.DataFrame` with the columns, types and units
    given there. What missing means in a column stands there, too. A notebook thus opens the tables that it uses and
    no others, which is how it is known on which of them it rests. What was read before, by this process or by the one
    that it was forked from, is not read into a table again; every review has a copy of its own.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the book; its tables are valid.
    leave_out : tuple of str
        ``study_id`` of studies whose rows are left out of every table.
    """

    def __init__(self, folder, leave_out=()):
        self._resources = {resource["name"]: resource for resource in schema(folder)["resources"]}
        self._folder = folder
        self._leave_out = tuple(leave_out)

    def __getattr__(self, name):
        if name.startswith("_") or name not in self._resources:
            raise AttributeError(f"data/datapackage.json has no table '{name}'")
        table = _read(self._folder, self._resources[name])
        if self._leave_out and "study_id" in table:
            table = table[~table.study_id.isin(self._leave_out)].reset_index(drop=True)
        setattr(self, name, table)
        return table


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
    reviewbook.evidence.tables.schema.DataError
        Lists every wrong cell, a line each: file, line, study, column, value, what is allowed.
    """
    folder = root(folder)
    # who watches what a notebook opens need not count a check of all tables
    sys.audit("reviewbook.check", True)
    try:
        _check(folder, _digest(folder))
    finally:
        sys.audit("reviewbook.check", False)
    return Review(folder)


def schema(folder=None):
    """Read the schema of the tables.

    Returns
    -------
    dict
        The content of ``data/datapackage.json``.
    """
    return package.read(root(folder))


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
    return Review(review._folder, study_ids) if study_ids else review


def within(review, domains):
    """Leave findings out that are of other outcome domains.

    Parameters
    ----------
    review : Review
    domains : list of str
        Outcome domains that count; all when empty.

    Returns
    -------
    Review
        In its table ``findings`` a study without a finding in these domains has tested nothing.

    Raises
    ------
    ValueError
        Names a domain that no finding has, and those that there are.
    """
    if not domains:
        return review
    findings = review.findings
    votes.refuse_unknown(findings, domains)
    kept = Review(review._folder, review._leave_out)
    kept.findings = findings[findings.outcome_domain.isin(domains) | findings.tested.ne("yes")].reset_index(drop=True)
    return kept


@cache  # the digest stands for the content: what has not changed is checked once per process
def _check(folder, digest):
    validation.check(folder)
    # a process that is forked from this one need not read them again
    for resource in schema(folder)["resources"]:
        _read(folder, resource)


def _digest(folder):
    tables = sorted(path for path in (folder / "data").iterdir() if path.suffix in {".csv", ".json"})
    content = (path.name.encode() + path.read_bytes() for path in (folder / "references.bib", *tables))
    return hashlib.sha256(b"".join(content)).hexdigest()


def _read(folder, resource):
    types = tuple((field["name"], DTYPES[field["type"]]) for field in resource["schema"]["fields"])
    return _table((folder / "data" / resource["path"]).read_bytes(), types).copy()


@cache
def _table(content, types):
    return pd.read_csv(BytesIO(content), dtype=dict(types), keep_default_na=False, na_values=[""])
