"""What opens at a number: its parts, the cells and sentences behind them, what computes it, where else it stands.

A file for each notebook, which a page loads when the first of its numbers is asked for. As JavaScript it works from the
disk, too: a page may not read other files there, but run them.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from sphinx.application import Sphinx

from reviewbook.book import state
from reviewbook.book.computation import cells as computed
from reviewbook.book.computation import package
from reviewbook.book.opened import stands
from reviewbook.book.pages import register
from reviewbook.display import markup, rows, wording
from reviewbook.display.outputs import Published
from reviewbook.evidence.accounts import questions
from reviewbook.evidence.tables import data, sources
from reviewbook.evidence.tables.data import Review

FOLDER = "_static/cards"
STUDIES, QUESTIONS, CLAIMS = "chapters/studies.html", "notebooks/questions.html", "notebooks/reproduction.html"
# a link: its words, and the address below the site, or a whole one; empty for none
Link = tuple[str, str]


def write(app: Sphinx, place: Path) -> None:
    """Write the files into the site."""
    published, edition = state.of(app).published, app.config.edition
    review = data.load(Path(app.srcdir))
    shown = register.wanted(Path(app.srcdir), published)
    pages = (app.builder.get_target_uri(page) for page in sorted(app.env.found_docs))
    where = stands.all_places((path, (place / path).read_text(encoding="utf-8")) for path in pages)
    told = {
        "register": app.builder.get_target_uri(register.PAGE),
        "version": f"{edition['version']}, revision {edition['revision']}"
        if edition["revision"]
        else edition["version"],
        "report": f"{app.config.repository}/issues/new" if app.config.repository else "",
    }
    (place / FOLDER).mkdir(parents=True, exist_ok=True)
    notebooks = computed.read(Path(app.srcdir, "notebooks"))
    claims = _claims(published)
    for notebook, output in published.items():
        cells = Cells(review, state.of(app).studies)
        numbers = {
            name: _card(output, record, cells)
            | {
                "line": _line(computed.where(notebooks, f"{notebook}.{name}")),
                "stands": where.get(register.anchor(f"{notebook}.{name}"), []),
                "claims": claims.get(f"{notebook}.{name}", []),
            }
            for name, record in output.numbers.items()
            if f"{notebook}.{name}" in shown
        }
        if numbers:
            known = markup.script(told | {"numbers": numbers, "cells": cells.told})
            script = f"(globalThis.cards ??= {{}}).{notebook} = {known};\n"
            (place / FOLDER / f"{notebook}.js").write_text(script, encoding="utf-8")


class Cells:
    """Tell of coded cells, each once, by their places in a list.

    Attributes
    ----------
    told
        Of each cell: what it is called, the file in which it is, its value, its sentences (place, address, first words,
        basis and note of each), and the open questions about it as links.
    """

    def __init__(self, review: Review, studies: Mapping[str, str]) -> None:
        self.told: list[list[Any]] = []
        self.studies = studies
        self._review = review
        self._places: dict[str, int] = {}
        self._asked = questions.of_cells(review) if hasattr(questions, "of_cells") else {}
        self._tables: dict[str, Table] = {}

    def place(self, address: str) -> int:
        """Give the place of a cell, ``table/row/column``."""
        if address not in self._places:
            self._places[address] = len(self.told)
            table, _, rest = address.partition("/")
            row, _, column = rest.rpartition("/")
            if table not in self._tables:
                self._tables[table] = Table(self._review, table, self.studies)
            self.told.append([*self._tables[table].cell(row, column), self._questions(address)])
        return self._places[address]

    def _questions(self, address: str) -> list[Link]:
        asked = self._review.questions
        numbers = dict(zip(asked.question_id, asked.get("number", asked.index + 1), strict=True))
        return [(f"Q{numbers[one]}", f"{QUESTIONS}#{one}") for one in self._asked.get(address, ())]


class Table:
    """Tell of the cells of one coded table."""

    def __init__(self, review: Review, name: str, studies: Mapping[str, str]) -> None:
        self._file, self._rows = f"data/{name}.csv", data.by_key(review, name)
        self._titles = data.titles(name)
        self._named = {key: _called(key, row, studies) for key, row in self._rows.items()}
        if name == "findings":
            about = rows.findings(review)
            self._named = {key: f"{self._named[key]}: {said}" for key, said in about.about.items()}
        self._sentences: dict[tuple[str, str], list[list[str]]] = {}
        for place in sources.located(review, name).itertuples(index=False):
            said = [
                wording.place(place.section, place.paragraph, [place.sentence]),
                getattr(place, "address", "") or "",
                place.opening,
            ]
            note = place.note if isinstance(place.note, str) else ""
            self._sentences.setdefault((place.row, place.column), []).append([*said, place.basis, note])

    def cell(self, row: str, column: str) -> list[Any]:
        """Tell of one cell what `Cells.told` has, but for the questions."""
        value = self._rows[row][column]
        shown = wording.text(None if pd.isna(value) else value)
        title = self._titles[column]
        named = f"{self._named[row]}, {title[0].lower()}{title[1:]}"
        return [named, self._file, shown, self._sentences.get((row, column), [])]


def _called(key: str, row: Mapping[str, Any], studies: Mapping[str, str]) -> str:
    return studies.get(row.get("study_id", ""), key)


def _card(output: Published, record: Mapping[str, Any], cells: Cells) -> dict[str, Any]:
    """Tell of one number what its card shows."""
    made = record["made"]
    return {
        "value": register.value(record),
        "meaning": wording.meaning(record),
        "made": made["how"],
        "parts": [_part(output, part, cells) for part in made["parts"]],
        "by": [(name.removeprefix("reviewbook."), package.address_of(name) or "") for name in made["by"]],
    }


def _part(output: Published, part: Mapping[str, Any], cells: Cells) -> list[Any]:
    """Tell of one part its name, where that leads, its value, its cells, and its own parts."""
    if "number" in part:
        record = output.numbers[part["number"]]
        anchor = register.anchor(f"{output.notebook}.{record['name']}")
        address = f"{register.PAGE}.html#{anchor}"
        return [record["meaning"], address, register.value(record), [], []]
    of = part["of"]
    address = f"{STUDIES}#study-{of}" if of in cells.studies else ""
    own = [_part(output, one, cells) for one in part.get("parts", ())]
    value = wording.text(part["value"])
    return [cells.studies.get(of, of), address, value, [cells.place(one) for one in part.get("cells", ())], own]


def _line(where: computed.Where | None) -> Link:
    """Say which line of a notebook publishes a number."""
    return (
        (f"notebooks/{where.notebook}.ipynb, cell {where.cell}, line {where.line}", where.address)
        if where
        else ("", "")
    )


def _claims(published: Mapping[str, Published]) -> dict[str, list[tuple[str, str, str]]]:
    """List the claims that rest on each number: what each says, its address and its verdict."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for table in register.claim_tables(published):
        for row in table["data"]:
            if row["number"] is not None:
                said = f"C{row.get('claim_number')}: {row['claim']}"
                verdict = row["judged"].partition("\n")[0]
                found.setdefault(row["number"], []).append((said, f"{CLAIMS}#{row['claim_id']}", verdict))
    return found
