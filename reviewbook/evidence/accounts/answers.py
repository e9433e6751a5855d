"""What each possible answer to an open question would change in the published numbers."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from reviewbook.evidence.number import Number, Value
from reviewbook.evidence.tables import data
from reviewbook.evidence.tables.data import Review

COLUMNS = ["question_id", "answer", "words", "number", "unit", "meaning", "now", "then"]


def moved(
    review: Review,
    questions: pd.DataFrame,
    by_study: Mapping[str, Callable[[Review], Iterable[Number]]],
    by_unit: Mapping[str, Callable[[Review, str], Iterable[Number]]],
) -> pd.DataFrame:
    """Run every possible answer to some questions, and list the numbers that become others.

    Parameters
    ----------
    by_study, by_unit
        By the notebook that publishes them, what names the numbers of a review; `by_unit` also if another unit than the
        study has one vote.

    Returns
    -------
    pandas.DataFrame
        One row per answer and number that moves, in the order of the tables and of the numbers: question_id, answer,
        words (the answer), number (its name, after that of its notebook), unit, meaning, now and then (its value with
        the data as they are, and under the answer; None where it is not reported). An answer that moves none has one
        row, with number, unit, meaning, now and then missing. A review without the table ``answers`` has no row.
    """
    answers, cells = getattr(review, "answers", None), getattr(review, "answer_cells", None)
    if answers is None or cells is None:
        return pd.DataFrame(columns=COLUMNS)
    by_notebook: dict[str, Callable[..., Iterable[Number]]] = {**by_unit, **by_study}
    now = {notebook: _by_name(count(review)) for notebook, count in by_notebook.items()}
    rows: list[tuple[Any, ...]] = []
    reads = {notebook: data.opened(review, count) for notebook, count in by_notebook.items()}
    for row in answers[answers.question_id.isin(questions.question_id)].itertuples():
        own = cells[cells.question_id.eq(row.question_id) & cells.answer.eq(row.answer)]
        made, changed = data.replaced(review, own), data.touched(review, own)
        found: list[tuple[Any, ...]] = []
        for notebook, count in by_notebook.items():
            if changed.isdisjoint(reads[notebook]):
                continue
            found += _others(notebook, now[notebook], _by_name(count(made)), made)
        for notebook, in_units in by_unit.items() if pd.notna(row.unit) else ():
            found += _others(notebook, now[notebook], _by_name(in_units(made, row.unit)), made)
        rows += [(row.question_id, row.answer, row.words, *one) for one in found or [(None,) * 5]]
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def _by_name(numbers: Iterable[Number]) -> dict[str, Number]:
    return {number.name: number for number in numbers}


def _others(
    notebook: str, now: Mapping[str, Number], then: Mapping[str, Number], made: Review
) -> Iterator[tuple[str, str, str, Value, Value]]:
    """Find the numbers with another value.

    Of studies none is counted where the number of them is not there, of treatments none is described. Nothing else is
    said of a study that is left out, nor is a share of none.
    """
    left = {study_id for number in now.values() for study_id in number.studies} - {*made.studies.study_id}
    for name in dict.fromkeys([*now, *then]):
        number = now.get(name) or then[name]
        of_left = bool(left) and left.issuperset(number.studies)
        absent = 0 if number.unit == "studies" or (number.unit == "treatments" and not of_left) else None
        before, after = (found[name].value if name in found else absent for found in (now, then))
        asked = name in then or absent == 0 or not (of_left or number.unit == "percent")
        if before != after and asked:
            yield f"{notebook}.{name}", number.unit, number.meaning, before, after
