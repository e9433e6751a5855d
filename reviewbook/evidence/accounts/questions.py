"""What is open about the article or a coding, and how much hangs on it."""

from reviewbook.evidence.number import Number, slug

SEVERITIES = ["high", "medium", "low"]


def ordered(questions, layer):
    """List the open questions of one layer, the graver first.

    Parameters
    ----------
    questions : pandas.DataFrame
        The table ``questions``.
    layer : str
        ``article``, ``primary abstract`` or ``coding``.

    Returns
    -------
    pandas.DataFrame
        The rows of the table in this layer.
    """
    here = questions[questions.layer.eq(layer)]
    return here.sort_values("severity", key=lambda told: told.map(SEVERITIES.index), kind="stable", ignore_index=True)


def numbers(questions):
    """Count the open questions, by layer and by severity.

    Returns
    -------
    list of Number
    """
    found = [Number("n_questions", len(questions), "questions", "Open questions.")]
    for layer, here in questions.groupby("layer", sort=False):
        said = f"Open questions of the layer: {layer}."
        found.append(Number(f"n_questions_{slug(layer)}", len(here), "questions", said))
        for severity in SEVERITIES:
            name = f"n_questions_{slug(layer)}_{severity}"
            n = int(here.severity.eq(severity).sum())
            found.append(Number(name, n, "questions", f"Open questions of the layer {layer}, severity {severity}."))
    for severity in SEVERITIES:
        n = int(questions.severity.eq(severity).sum())
        found.append(Number(f"n_questions_{severity}", n, "questions", f"Open questions of severity {severity}."))
    return found
