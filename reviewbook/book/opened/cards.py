"""What opens at a number: its parts, the cells and sentences behind them, what computes it, where else it stands.

A file for each notebook, which a page loads when the first of its numbers is asked for. As JavaScript it works from the
disk, too: a page may not read other files there, but run them.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from reviewbook.book import state
from reviewbook.book.computation import cells as computed
from reviewbook.book.computation import package
from reviewbook.book.opened import counts, stands
from reviewbook.book.opened.cells import Cells, Link
from reviewbook.book.pages import register
from reviewbook.display import markup, wording
from reviewbook.display.outputs import Published
from reviewbook.evidence.tables import data

FOLDER = "_static/cards"
STUDIES = "chapters/studies.html"
QUESTIONS, CLAIMS = "notebooks/questions.html", "notebooks/reproduction.html"


def write(app: Sphinx, place: Path) -> None:
    """Write the files into the site."""
    published, edition = state.of(app).published, app.config.edition
    review = data.load(Path(app.srcdir))
    shown = register.wanted(Path(app.srcdir), published)
    pages = (app.builder.get_target_uri(page) for page in sorted(app.env.found_docs))
    where = stands.all_places((path, (place / path).read_text(encoding="utf-8")) for path in pages)
    told = {
        "register": app.builder.get_target_uri(register.PAGE),
        "version": ", revision ".join(filter(None, [edition["version"], edition["revision"]])),
        "report": f"{app.config.repository}/issues/new" if app.config.repository else "",
    }
    (place / FOLDER).mkdir(parents=True, exist_ok=True)
    notebooks = computed.read(Path(app.srcdir, "notebooks"))
    claims, named = _claims(published), _named(published)
    counts.write(app, place / FOLDER, Cells(review, state.of(app).studies, named), review, told)
    for notebook, output in published.items():
        cells = Cells(review, state.of(app).studies, named)
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
            script = f"(globalThis.cards ??= {{}})[{markup.script(notebook)}] = {known};\n"
            (place / FOLDER / f"{notebook}.js").write_text(script, encoding="utf-8")


def _card(output: Published, record: Mapping[str, Any], cells: Cells) -> dict[str, Any]:
    """Tell of one number what its card shows."""
    made, there = record["made"], {**record, **record.get("article", {})}
    then = wording.made(there, cells.studies)
    return {
        "value": register.value(record),
        "meaning": wording.meaning(record),
        "made": wording.made(record, cells.studies),
        "then": f"In the article: {then[0].lower()}{then[1:]}" if then and there["made"] != made else "",
        "parts": [_part(output, part, cells, record["unit"]) for part in made["parts"]],
        "by": [(name.removeprefix("reviewbook."), package.address_of(name) or "") for name in made["by"]],
    }


def _part(output: Published, part: Mapping[str, Any], cells: Cells, unit: str) -> list[Any]:
    """Tell of one part its name, where that leads, its value, its cells, and its own parts."""
    if "number" in part:
        record = output.numbers[part["number"]]
        anchor = register.anchor(f"{output.notebook}.{record['name']}")
        address = f"{register.PAGE}.html#{anchor}"
        return [record["meaning"], address, register.value(record), [], []]
    of, coded = part["of"], part.get("cells", [])
    own = [_part(output, one, cells, unit) for one in part.get("parts", ())]
    value = wording.text(part["value"], unit if unit == "date" else None)
    return [*_called(of, coded, cells), value, [cells.place(one) for one in coded], own]


def _called(of: str, coded: list[str], cells: Cells) -> Link:
    """Say what a part is of, and where that has a place of its own: a study or a row of it, a question, a claim."""
    study_id = (cells.study(coded[0]) if coded and f"/{of}/" in coded[0] else None) or of
    if of not in cells.called and study_id in cells.studies:
        return cells.studies[study_id], f"{STUDIES}#study-{study_id}"
    if of in cells.called:
        return cells.called[of]
    return (cells.row(coded[0]) if coded and f"/{of}/" in coded[0] else of), ""


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
                said = f"{row['called']}: {row['claim']}"
                verdict = row["judged"].partition("\n")[0]
                found.setdefault(row["number"], []).append((said, f"{CLAIMS}#{row['claim_id']}", verdict))
    return found


def _named(published: Mapping[str, Published]) -> dict[str, Link]:
    """Say how each open question and each claim is called, by its key, and where its card is."""
    found: dict[str, Link] = {}
    for output in published.values():
        for table in output.tables.values():
            columns = {field["name"] for field in table["schema"]["fields"]}
            for key, said, page in (("question_id", "question", QUESTIONS), ("claim_id", "claim", CLAIMS)):
                if {key, "called", said} <= columns:
                    found |= {
                        row[key]: (f"{row['called']}: {row[said]}", f"{page}#{row[key]}") for row in table["data"]
                    }
    return found
