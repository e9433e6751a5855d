"""The coded cells that cards name: what each is called, its value, its sentences, and what is open about it."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from reviewbook.display import rows, wording
from reviewbook.evidence.accounts import questions
from reviewbook.evidence.tables import data, sources
from reviewbook.evidence.tables.data import Review

# a link: its words, and the address below the site, or a whole one; empty for none
Link = tuple[str, str]


class Cells:
    """Tell of coded cells, each once, by their places in a list.

    Attributes
    ----------
    told
        Of each cell: what it is called, the file in which it is, its value, its sentences (place, address, first words,
        basis and note of each), and the open questions about it as links.
    """

    def __init__(self, review: Review, studies: Mapping[str, str], called: Mapping[str, Link]) -> None:
        """Know how studies are called, and with their places questions and claims, all by their keys."""
        self.told: list[list[Any]] = []
        self.studies, self.called = studies, called
        self._review = review
        self._places: dict[str, int] = {}
        self._asked = questions.of_cells(review)
        self._tables: dict[str, Table] = {}

    def place(self, address: str) -> int:
        """Give the place of a cell, ``table/row/column``."""
        if address not in self._places:
            self._places[address] = len(self.told)
            table, row, column = _parts(address)
            asked = [self.called[one] for one in self._asked.get(address, ()) if one in self.called]
            self.told.append(
                [*self._table(table).cell(row, column), [(said.partition(":")[0], to) for said, to in asked]]
            )
        return self._places[address]

    def row(self, address: str) -> str:
        """Say how the row of a cell is called."""
        table, row, _ = _parts(address)
        return self._table(table).named[row]

    def study(self, address: str) -> str | None:
        """Give the study_id of the row of a cell; None where it is of none."""
        table, row, _ = _parts(address)
        return self._table(table).study(row)

    def _table(self, name: str) -> "Table":
        if name not in self._tables:
            self._tables[name] = Table(self._review, name, self.studies)
        return self._tables[name]


class Table:
    """Tell of the cells of one coded table."""

    def __init__(self, review: Review, name: str, studies: Mapping[str, str]) -> None:
        self._file, self._rows = f"data/{name}.csv", data.by_key(review, name)
        self._titles = data.titles(name)
        self.named = {key: _called(key, row, studies) for key, row in self._rows.items()}
        if name == "findings":
            about = rows.findings(review)
            self.named = {key: f"{self.named[key]}: {said}" for key, said in about.about.items()}
        self._sentences: dict[tuple[str, str], list[list[str]]] = {}
        for place in sources.located(review, name).itertuples(index=False):
            said = [
                wording.place(place.section, place.paragraph, [place.sentence]),
                place.address or "",
                place.opening,
            ]
            note = place.note if isinstance(place.note, str) else ""
            self._sentences.setdefault((place.row, place.column), []).append([*said, place.basis, note])

    def cell(self, row: str, column: str) -> list[Any]:
        """Tell of one cell what `Cells.told` has, but for the questions."""
        value = self._rows[row][column]
        shown = wording.text(None if pd.isna(value) else value)
        title = self._titles[column]
        named = f"{self.named[row]}, {title[0].lower()}{title[1:]}"
        return [named, self._file, shown, self._sentences.get((row, column), [])]

    def study(self, row: str) -> str | None:
        """Give the study_id of a row; None where it is of none."""
        return self._rows[row].get("study_id")


def _parts(address: str) -> tuple[str, str, str]:
    table, _, rest = address.partition("/")
    row, _, column = rest.rpartition("/")
    return table, row, column


def _called(key: str, row: Mapping[str, Any], studies: Mapping[str, str]) -> str:
    """Say how a row is called: by its study, by its permanent number and its words, by its label, or by its key."""
    if "claim" in row:
        return f"C{row['claim_number']}: {row['claim']}"
    if "question" in row:
        return f"Q{row['number']}: {row['question']}"
    return studies.get(row.get("study_id", "")) or row.get("label") or key.replace("|", ", ")
