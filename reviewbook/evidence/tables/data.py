"""The coded tables: read as frames, once they are known to be right."""

import math
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from reviewbook.edition.fingerprint import digest
from reviewbook.edition.project import root
from reviewbook.evidence.tables import check, text
from reviewbook.evidence.tables import schema as package
from reviewbook.evidence.tables.rounds import ARTICLE, CAME_WITH, WITHDRAWN
from reviewbook.manuscript.scenarios import Scenario, read

# how a cell becomes a value, what stands for an empty one, and what holds a column of them; pandas keeps columns of
# objects together and selects rows of all at once, which of `str` it does one by one
KINDS: dict[str, tuple[type, Any, str]] = {
    "integer": (int, pd.NA, "Int64"),
    "number": (float, pd.NA, "Float64"),
    "string": (str, math.nan, "object"),
    "date": (str, math.nan, "object"),
}


# what the name of an output ends with that speaks of what the article has, beside one of the review as updated
IN_ARTICLE = ".article"


class Review:
    """Offer the tables of one review, each read when it is first asked for.

    Every table of ``data/datapackage.json`` is an attribute: a `pandas.DataFrame` with the columns, types and units
    given there. What missing means in a column stands there, too. A notebook thus opens the tables that it uses and
    no others, which is how it is known on which of them it rests. What was read before, by this process or by the one
    that it was forked from, is not read into a table again; every review has a copy of its own.
    Rows of the studies that are left out are in no table, nor are those that were withdrawn. What is a part `of`
    another review has of each table the rows that came in with its article, and no others.
    """

    def __init__(self, folder: Path, leave_out: Iterable[str] = (), of: "Review | None" = None):
        self._of = of
        self._resources = {resource["name"]: resource for resource in schema(folder)["resources"]}
        self._folder = folder
        self._leave_out = tuple(leave_out)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_") or name not in self._resources:
            raise AttributeError(f"data/datapackage.json has no table '{name}'")
        table = _read(self._folder, self._resources[name]) if self._of is None else self._published(name, self._of)
        if self._leave_out and "study_id" in table:
            table = table[~table.study_id.isin(self._leave_out)].reset_index(drop=True)
        if WITHDRAWN in table:
            table = table[table[WITHDRAWN].isna()].reset_index(drop=True)
        setattr(self, name, table)
        return table

    def named(self, output: str) -> str:
        """Name an output that speaks of this review; of what the article has, of all in `sets`, it has an addition."""
        return output if self._of is None else f"{output}{IN_ARTICLE}"

    def _published(self, name: str, of: "Review") -> pd.DataFrame:
        """Keep the rows that came in with the article: by round, document, study, search, passage, or their sources."""
        table = getattr(of, name)
        if name == "updates":
            article = of.documents.update_id[of.documents.kind.eq(ARTICLE)]
            return table[table.update_id.isin(article)].reset_index(drop=True)
        for column, other in CAME_WITH.items():
            if column in table and other != name:
                kept = table[column].isna() | table[column].isin(getattr(self, other)[column])
                return table[kept].reset_index(drop=True)
        # a question about a cell is there with the row of the cell
        if {"table", "row"} <= {*table}:
            there = {(one, key) for one in table.table.unique() for key in self._keys(one, getattr(self, one))}
            asked = [cell in there for cell in zip(table.table, table.row, strict=True)]
            return table[np.array(asked, dtype=bool)].reset_index(drop=True)
        # an instrument and the like, by what tells of it
        key = self._keys(name, table)
        told, here = (one.row[one.table.eq(name)] for one in (of.sources, self.sources))
        return table[key.isin(here) | ~key.isin(told)].reset_index(drop=True)

    def _keys(self, name: str, table: pd.DataFrame) -> pd.Series:
        """Give the primary key of each row, as ``sources`` names it."""
        return table[self._resources[name]["schema"]["primaryKey"]].astype(str).agg("|".join, axis=1)


def load(folder: Path | None = None) -> Review:
    """Read and check all tables of a folder, which is found upwards from the working folder when left out.

    A notebook that papermill runs from outside of any book reads the tables of the book in which it lies.

    Raises
    ------
    reviewbook.evidence.tables.schema.DataError
        Lists every wrong cell, a line each: file, line, study, column, value, what is allowed.
    """
    folder = _root(folder)
    # who watches what a notebook opens need not count a check of all tables
    sys.audit("reviewbook.check", True)
    try:
        _check(folder, _digest(folder))
    finally:
        sys.audit("reviewbook.check", False)
    return Review(folder)


def _root(folder: Path | None) -> Path:
    try:
        return root(folder)
    except FileNotFoundError:
        if folder is None and (found := _of_papermill()):
            return found
        raise


def _of_papermill() -> Path | None:
    """Find the book of the notebook that papermill, as who began this process, was asked to run."""
    with suppress(OSError, UnicodeDecodeError):
        place = Path(f"/proc/{os.getppid()}")
        asked = (place / "cmdline").read_bytes().decode().split("\0")
        if any("papermill" in Path(one).parts for one in asked[:3]):
            notebooks = [place / "cwd" / one for one in asked[1:] if one.endswith(".ipynb")]
            return root(next((path for path in notebooks if path.is_file()), place / "cwd"))
    return None


def schema(folder: Path | None = None) -> dict[str, Any]:
    """Read the schema of the tables: the content of ``data/datapackage.json``."""
    return package.read(root(folder))


def orders(folder: Path | None = None) -> list[tuple[str, list[str]]]:
    """Give the columns that take certain words only, each with its words in the order of the schema.

    What an empty cell of the column means stands last. A name may be there twice, as that of columns of two tables.
    Where no table is described, none has an order.
    """
    try:
        described = package.read(_root(folder))["resources"]
        columns = [field for resource in described for field in resource["schema"]["fields"]]
    except LookupError:
        return []
    return [
        (
            field["name"],
            [*words, *(missing["label"] for missing in field.get("missingValues", ()) if "label" in missing)],
        )
        for field in columns
        if (words := field.get("constraints", {}).get("enum"))
    ]


def withdrawn(review: Review, table: str) -> pd.DataFrame:
    """Give the rows of a table that were withdrawn, and are in no table of the review."""
    found = _read(review._folder, review._resources[table])
    return found[found[WITHDRAWN].notna()].reset_index(drop=True)


def titles(table: str, folder: Path | None = None) -> dict[str, str]:
    """Say how the columns of a table are called in words, by their titles in the schema."""
    described = package.read(_root(folder))["resources"]
    (own,) = (resource for resource in described if resource["name"] == table)
    return {field["name"]: field.get("title", field["name"].replace("_", " ")) for field in own["schema"]["fields"]}


def described(review: Review, table: str) -> dict[str, Any]:
    """Give what ``data/datapackage.json`` says of a table: its ``title``, and in ``schema`` its columns and keys."""
    return review._resources[table]


def tables(review: Review) -> list[str]:
    """Name the tables that the review has."""
    return list(review._resources)


def of_studies(review: Review) -> list[str]:
    """Name the tables whose rows are about a study: those with a column ``study_id``."""
    named = {name: [field["name"] for field in described(review, name)["schema"]["fields"]] for name in tables(review)}
    return [name for name, columns in named.items() if "study_id" in columns]


def keys(review: Review, table: str) -> list[str]:
    """Write the primary key of each row of a table as the sources name it, the parts of it joined by a bar."""
    return list(review._keys(table, getattr(review, table)))


def by_key(review: Review, table: str) -> dict[str, dict[str, Any]]:
    """Give the rows of a table by their keys, as from `keys`."""
    return dict(zip(keys(review, table), getattr(review, table).to_dict("records"), strict=True))


def scenarios(folder: Path | None = None) -> dict[str, Scenario]:
    """Read the named scenarios of a book, by their names.

    Raises
    ------
    reviewbook.manuscript.scenarios.ScenarioError
        Has a line for everything that is wrong with them.
    """
    return read(_root(folder))


def kept(review: Review, table: str, column: str, values: Iterable[str]) -> pd.DataFrame:
    """Keep the rows of a table that have one of the values in a column.

    Raises
    ------
    ValueError
        Names a value that ``data/datapackage.json`` does not allow there, and those that it allows.
    """
    found = getattr(review, table)
    fields = {field["name"]: field for field in review._resources[table]["schema"]["fields"]}
    allowed = fields[column].get("constraints", {}).get("enum") or sorted(found[column].dropna().unique())
    if unknown := [value for value in values if value not in allowed]:
        lines = [f"{value!r} is no {column} of data/{table}.csv; there are {', '.join(allowed)}" for value in unknown]
        raise ValueError("\n".join(lines))
    return found[found[column].isin(list(values))]


def without(review: Review, study_ids: Sequence[str]) -> Review:
    """Leave studies out of every table that has rows of studies.

    Raises
    ------
    ValueError
        Names a study that the review does not have, and those that it has.
    """
    known = list(review.studies.study_id)
    for study_id in study_ids:
        if study_id not in known:
            raise ValueError(f"leave_out: '{study_id}' is not a study; the studies are {', '.join(known)}")
    return Review(review._folder, [*review._leave_out, *study_ids], review._of) if study_ids else review


def replaced(review: Review, cells: pd.DataFrame) -> Review:
    """Give a copy of the review with other values in some cells.

    One row per cell: table, row (primary key, parts joined by a vertical bar), column, value (as in the file; missing
    means an empty cell). A row loses its place where a column of its key is one of these; a study is then left out of
    every table. A cell that is not there changes nothing.
    """
    keys = {name: one["schema"]["primaryKey"] for name, one in review._resources.items()}
    gone = [column in keys[table] for table, column in zip(cells.table, cells.column, strict=True)]
    studies = cells.row[pd.Series(gone, cells.index, dtype=bool) & cells.table.eq("studies")]
    made = Review(review._folder, (*review._leave_out, *studies), review._of)
    for name, some in cells.groupby("table", sort=False):
        types = dict(package.types(review._resources[name]))
        table = getattr(made, name)
        known = made._keys(name, table)
        for row, column, value in zip(some.row, some.column, some.value, strict=True):
            if column not in keys[name]:
                read, missing, _ = KINDS[types[column]]
                table.loc[known.eq(row), column] = missing if pd.isna(value) else read(value)
        left = known.isin(some.row[some.column.isin(keys[name])])
        vars(made)[name] = table[~left].reset_index(drop=True)
    return made


def touched(review: Review, cells: pd.DataFrame) -> set[str]:
    """Name the tables that `replaced` changes: those of the cells, and of all studies where one loses its row."""
    key = described(review, "studies")["schema"]["primaryKey"]
    gone = cells.table.eq("studies") & cells.column.isin(key)
    return {*cells.table, *(of_studies(review) if gone.any() else ())}


def opened(review: Review, account: Callable[[Review], Any]) -> set[str]:
    """Name the tables that an account of the review opens."""
    fresh = Review(review._folder, review._leave_out, review._of)
    account(fresh)
    return set(vars(fresh)) & set(review._resources)


def article(review: Review) -> Review:
    """Give the review as its article has it: what came with an update, of whatever table, is left out.

    Without an update that is all of it.
    """
    return Review(review._folder, of=review) if "updates" in review._resources else review


def updates(review: Review) -> pd.DataFrame:
    """Give the rows of ``updates`` that came after the article; a review without that table has none."""
    if "updates" not in review._resources:
        return pd.DataFrame({"title": [], "coded_on": [], "coded_by": []})
    return review.updates[~review.updates.update_id.isin(article(review).updates.update_id)]


def sets(review: Review) -> list[Review]:
    """Give the review as updated and, where an update has added to it, as its article has it, to be shown beside it.

    The latter is left out where none of its findings is left, as within outcome domains of the update alone.
    """
    there = article(review)
    return [review, there] if len(updates(review)) and there.findings.tested.eq("yes").any() else [review]


def within(review: Review, domains: Sequence[str]) -> Review:
    """Leave findings out that are of other outcome domains.

    In its table ``findings`` a study without a finding in these domains has tested nothing. Without
    domains all count.

    Raises
    ------
    ValueError
        Names a domain that no finding has, and those that there are.
    """
    if not domains:
        return review
    findings = review.findings
    refuse_unknown(findings, domains)
    kept = Review(review._folder, review._leave_out)
    inside = findings.outcome_domain.isin(domains) | findings.tested.ne("yes")
    vars(kept)["findings"] = findings[inside].reset_index(drop=True)
    return kept


def refuse_unknown(findings: pd.DataFrame, domains: Iterable[str]) -> None:
    """Refuse an outcome domain that no finding has.

    Raises
    ------
    ValueError
        Names it, and those that there are.
    """
    there = sorted(findings.outcome_domain.dropna().unique())
    for domain in domains:
        if domain not in there:
            raise ValueError(f"domains: '{domain}' is not an outcome domain; there are {', '.join(there)}")


@cache  # the digest stands for the content: what has not changed is checked once per process
def _check(folder: Path, digest: str) -> None:
    check.check(folder)
    # a process that is forked from this one need not read them again
    for resource in schema(folder)["resources"]:
        _read(folder, resource)


def _digest(folder: Path) -> str:
    tables = sorted(path for path in (folder / "data").iterdir() if path.suffix in {".csv", ".json"})
    return digest(part for path in (folder / "references.bib", *tables) for part in (path.name, path.read_bytes()))


def _read(folder: Path, resource: dict[str, Any]) -> pd.DataFrame:
    return _table((folder / "data" / resource["path"]).read_bytes(), package.types(resource)).copy()


@cache
def _table(content: bytes, types: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    read = text.read(content, types)
    if read.faults:
        raise package.DataError([fault.what for fault in read.faults])
    columns = read.columns()
    return pd.DataFrame({name: _typed(columns[name], type) for name, type in types})


def _typed(cells: tuple[str, ...], type: str) -> pd.Series:
    value, missing, kept_as = KINDS[type]
    return pd.Series([value(cell) if cell else missing for cell in cells], dtype=kept_as)
