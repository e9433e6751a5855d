"""What is checked of open questions and their answers: the cells that they are about, and numbers that stay."""

import math
from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from reviewbook.evidence.tables.reading import Read, Row, Table, number
from reviewbook.evidence.tables.text import FORMS, shown

# tables whose rows have numbers for good, and the column of these
NUMBERED = [("questions", "number"), ("claims", "claim_number")]
# of numbers that are missing, so many are said
SAID = 3
# what a finding that was tested names
NAMED = ("finding", "outcome_domain", "temporal_level")


def _of_another_study(read: Read) -> Iterator[str]:
    """Find questions about a cell of a study of which they are not; a question of no study may be about any."""
    if read.renamed() or read.faulty() & {"studies", "question_studies"}:
        return
    tied: dict[str, list[str]] = {}
    for row in read.tables["question_studies"].rows:
        tied.setdefault(row["question_id"], []).append(row["study_id"])
    studies = {
        (name, row.key): row["study_id"]
        for name, here in read.tables.items()
        if "study_id" in here.columns and name not in read.faulty()
        for row in here.rows
    }
    for row in read.tables["question_cells"].rows:
        study_id, allowed = studies.get((row["table"], row["row"])), tied.get(row["question_id"])
        if study_id and allowed and study_id not in allowed:
            yield (
                f"{row.path}, line {row.line} ({row['question_id']}), column 'row': '{row['row']}' is of '{study_id}'; "
                f"by data/question_studies.csv the question is of {', '.join(map(repr, allowed))}"
            )


def _given_up(name: str, column: str) -> Callable[[Read], Iterator[str]]:
    """Look for a number that no row has any more, though it was given; one that is there twice the schema refuses."""

    def find(read: Read) -> Iterator[str]:
        given = {int(row[column]): row for row in read.tables[name].rows if row[column].isdecimal()}
        largest = max(given, default=0)
        lost = list(islice((number for number in range(1, largest) if number not in given), SAID + 1))
        if lost:
            told = ", ".join(map(str, lost[:SAID])) + " and others" * (len(lost) > SAID)
            yield (
                f"data/{name}.csv, column '{column}': no row has {told}, and numbers go up to {largest}; what is "
                f"withdrawn keeps its row and its number, and 'withdrawn' says why"
            )

    return find


def _half_answered(read: Read) -> Iterator[str]:
    """Find questions with one answer only."""
    told: dict[str, list[Row]] = {}
    for row in read.tables["answers"].rows:
        told.setdefault(row["question_id"], []).append(row)
    for rows in told.values():
        if len(rows) == 1:
            yield f"{rows[0].at('answer')}: the question has no other answer than '{rows[0]['answer']}'"


def _set_to_nothing(read: Read) -> Iterator[str]:
    """Find cells that an answer changes and that are not there, or cannot have the value."""
    faulty, renamed = read.faulty(), read.renamed()
    keys = {name: {row.key for row in here.rows} for name, here in read.tables.items()}
    for row in read.tables["answer_cells"].rows:
        name, column, value = row["table"], row["column"], row["value"]
        here = read.tables.get(name)
        if here is None:
            yield f"{row.at('table')}: '{name}' is not a table; there are {', '.join(read.tables)}"
        elif column not in here.fields:
            yield f"{row.at('column')}: '{column}' is not a column of data/{name}.csv"
        elif name in faulty or not here.keyed:
            continue
        elif row["row"] not in keys[name]:
            if not (name == "studies" and row["row"] in renamed):
                yield f"{row.at('row')}: '{row['row']}' is not a row of data/{name}.csv"
        elif column in here.key:
            if value:
                yield f"{row.at('value')}: {shown(value)} would be a key; an empty value leaves the row out"
        elif said := _not_allowed(read, here, column, value):
            yield f"{row.at('value')}: {shown(value) if value else 'is empty;'} {said}"


def _not_allowed(read: Read, here: Table, column: str, value: str) -> str | None:
    """Say why a column cannot have a value."""
    rules, form = here.fields[column].get("constraints", {}), FORMS.get(here.fields[column]["type"])
    if not value:
        return f"'{column}' needs a value" if rules.get("required") else None
    if form and not form[0].fullmatch(value):
        return f"is not {form[1]}"
    if value not in rules.get("enum", [value]):
        return f"is not one of {', '.join(map(repr, rules['enum']))}"
    if number(value) < rules.get("minimum", -math.inf) or number(value) > rules.get("maximum", math.inf):
        return f"is less or more than '{column}' may be"
    other, named = here.foreign.get(column, ("", ""))
    known = {row.cells.get(named) for row in read.tables[other].rows} if other in read.tables else {value}
    return None if value in known else f"is not in data/{other}.csv, column '{named}'"


def _tested_without_result(read: Read) -> Iterator[str]:
    """Find answers under which a finding is tested and does not name what such a finding names."""
    if "findings" in read.faulty():
        return
    made = {row.key: row.cells for row in read.tables["findings"].rows}
    told: dict[tuple[str, str, str], dict[str, Row]] = {}
    for row in read.tables["answer_cells"].rows:
        if row["table"] == "findings" and row["row"] in made:
            told.setdefault((row["question_id"], row["answer"], row["row"]), {})[row["column"]] = row
    for (_, _, finding), rows in told.items():
        cells = made[finding] | {column: row["value"] for column, row in rows.items()}
        for column in NAMED if cells["tested"] == "yes" and rows.keys().isdisjoint(read.tables["findings"].key) else ():
            if not cells[column]:
                where = rows.get(column, next(iter(rows.values()))).at("value")
                yield f"{where}: leaves the {column.replace('_', ' ')} empty; what was tested names it"


TIES: list[tuple[Callable[[Read], Iterator[str]], Mapping[str, list[str]]]] = [
    (_of_another_study, {
        "question_cells": ["question_id", "table", "row"], "question_studies": ["question_id", "study_id"],
    }),
    *((_given_up(name, column), {name: [column]}) for name, column in NUMBERED),
    (_half_answered, {"answers": ["question_id", "answer"]}),
    (_set_to_nothing, {"answer_cells": ["table", "row", "column", "value"]}),
    (_tested_without_result, {
        "answer_cells": ["question_id", "answer", "table", "row", "column", "value"], "findings": ["tested", *NAMED],
    }),
]  # fmt: skip
