"""What is open about the article or a coding, and how much depends on it."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from reviewbook.evidence.counting import parts
from reviewbook.evidence.number import Form, Number, Part, cells, filled
from reviewbook.evidence.tables.data import Review

SEVERITIES = ["high", "medium", "low"]

QUESTIONS = Form("n_questions", "questions", "Open questions.")
OF_LAYER = Form("n_questions_{layer!n}", "questions", "Open questions of the layer '{layer}'.")
OF_BOTH = Form("n_questions_{layer!n}_{severity}", "questions",
               "Open questions of {severity} severity in the layer '{layer}'.")  # fmt: skip
OF_SEVERITY = Form("n_questions_{severity}", "questions", "Open questions of {severity} severity.")


def ordered(questions: pd.DataFrame, layer: str) -> pd.DataFrame:
    """List the open questions of one layer, most serious first.

    The rows of the table in this layer. The layer is ``article``, ``primary abstract`` or ``coding``.
    """
    return _most_serious_first(questions[questions.layer.eq(layer)])


def of_cells(review: Review) -> dict[str, tuple[str, ...]]:
    """Give the open questions about each coded cell, most serious first.

    The address of a cell, ``table/row/column`` with the row as in ``sources``, to question_ids. A cell about which
    nothing is asked has no entry; a review without the table ``question_cells`` has none at all.
    """
    concerned: pd.DataFrame | None = getattr(review, "question_cells", None)
    if concerned is None:
        return {}
    told = _most_serious_first(review.questions)[["question_id"]].merge(concerned, on="question_id")
    addresses = told.table + "/" + told.row + "/" + told.column
    return {str(cell): tuple(here) for cell, here in told.question_id.groupby(addresses, sort=False)}


def numbers(questions: pd.DataFrame) -> list[Number]:
    """Count the open questions, by layer and by severity."""
    all_of = {"n": len(questions), "parts": parts.coded("questions", questions, "severity")}
    found = [QUESTIONS.fill(all_of, numbers)]
    for layer, here in questions.groupby("layer", sort=False):
        own = {"layer": layer, "n": len(here), "parts": parts.coded("questions", here, "layer")}
        found += [OF_LAYER.fill(own, numbers)]
        found += filled([OF_BOTH], ({"layer": layer} | row for row in _by_severity(here, "layer")), numbers)
    return [*found, *filled([OF_SEVERITY], _by_severity(questions), numbers)]


def _by_severity(questions: pd.DataFrame, *also: str) -> Iterator[dict[str, Any]]:
    """Count by severity; the cells of a question are its severity, and others also."""
    for severity in SEVERITIES:
        which = questions.question_id[questions.severity.eq(severity)]
        found = [Part(one, severity, cells("questions", [one], "severity", *also)) for one in which]
        yield {"severity": severity, "n": len(which), "parts": found}


def _most_serious_first(questions: pd.DataFrame) -> pd.DataFrame:
    return questions.sort_values(
        "severity", key=lambda told: told.map(SEVERITIES.index), kind="stable", ignore_index=True
    )
