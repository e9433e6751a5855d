"""What is open about the article or a coding, and how much depends on it."""

from typing import Any

import pandas as pd

from reviewbook.evidence.number import Form, Number, filled

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
    here = questions[questions.layer.eq(layer)]
    return here.sort_values("severity", key=lambda told: told.map(SEVERITIES.index), kind="stable", ignore_index=True)


def numbers(questions: pd.DataFrame) -> list[Number]:
    """Count the open questions, by layer and by severity."""
    found = [QUESTIONS.fill({"n": len(questions)})]
    for layer, here in questions.groupby("layer", sort=False):
        found += [OF_LAYER.fill({"layer": layer, "n": len(here)})]
        found += [OF_BOTH.fill({"layer": layer} | row) for row in _by_severity(here)]
    return [*found, *filled([OF_SEVERITY], _by_severity(questions))]


def _by_severity(questions: pd.DataFrame) -> list[dict[str, Any]]:
    return [{"severity": severity, "n": int(questions.severity.eq(severity).sum())} for severity in SEVERITIES]
