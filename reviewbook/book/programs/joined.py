"""Tables that need no other: findings with study, hypothesis and place, questions with their studies."""

from collections.abc import Collection

import pandas as pd

from reviewbook.display import markup, wording
from reviewbook.evidence.tables import sources
from reviewbook.evidence.tables.data import Review


def findings(review: Review, there: Collection[str]) -> pd.DataFrame:
    """Give every finding with the names of its study and hypothesis, and where it is stated.

    The columns of ``data/findings.csv``, with ``study`` and ``hypothesis`` after their keys, then ``place`` in words
    and ``passages``, the keys of its sentences in ``data/passages.csv``, joined by semicolons; both are missing where
    no source is coded. `there` are the tables of the review.
    """
    table = review.findings.copy()
    named = {
        "study": (review.studies.set_index("study_id").study, "study_id"),
        "hypothesis": (review.hypotheses.set_index("hypothesis_id").label, "hypothesis_id"),
    }
    for column, (names, key) in named.items():
        table.insert(table.columns.get_loc(key) + 1, column, table[key].map(names))
    if "sources" not in there:
        return table
    here = review.sources[review.sources.table.eq("findings")].groupby("row", sort=False)
    places = sources.located(review, "findings").groupby("row", sort=False)
    told = {key: wording.places(list(rows.itertuples(index=False))) for key, rows in places}
    passages = {key: "; ".join(dict.fromkeys(rows.passage_id)) for key, rows in here}
    return table.assign(place=table.finding_id.map(told), passages=table.finding_id.map(passages))


def questions(review: Review, there: Collection[str]) -> pd.DataFrame:
    """Give every open question with the studies that it is about.

    The columns of ``data/questions.csv``, then ``study_ids`` and ``studies`` (as cited), each joined by semicolons and
    missing where a question is about none.
    """
    if "question_studies" not in there:
        return review.questions
    asked = review.question_studies.merge(review.studies[["study_id", "study"]], on="study_id")
    by_question = asked.groupby("question_id", sort=False)
    return review.questions.assign(
        study_ids=review.questions.question_id.map(by_question.study_id.agg("; ".join)),
        studies=review.questions.question_id.map(by_question.study.agg("; ".join)),
    )


def as_csv(table: pd.DataFrame) -> str:
    """Write a table as CSV; a cell is empty where the value is missing, and a whole number has no decimals."""
    rows = table.astype(object).where(table.notna(), "").itertuples(index=False, name=None)
    whole = ([int(cell) if isinstance(cell, float) and cell.is_integer() else cell for cell in row] for row in rows)
    return markup.sheet([list(table.columns), *whole])
