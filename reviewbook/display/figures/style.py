"""The one visual language of all figures: what a colour, a mark and a pattern mean.

Colours that mean something are safe for colour-blind readers and never the only sign, and stand out from white and
from the dark ground of a page by at least three to one.
"""

from functools import wraps

from reviewbook.display.wording import text

# in the order of the table `hypotheses`
COLOURS = ["#3b82c4", "#c9741c", "#499676", "#a56cc1"]
SYMBOLS = ["circle", "square", "diamond", "cross"]
PATTERNS = ["", "/", "x", "."]
# A figure with a row per study draws so many of them; more can be read neither on a screen nor on a sheet.
DRAWN = 30


def behind(groups, others=None):
    """Say which studies stand behind each mark of a trace, for a page to show.

    Parameters
    ----------
    groups : iterable of iterable of str
        For each mark its study_ids.
    others : iterable of iterable of str, optional
        For a mark that stands for several counts, the study_ids that are behind some of them only.

    Returns
    -------
    dict
        The trace's ``meta``: ``studies``, a list of study_ids per mark, in the order of the marks, and ``in_some``, the
        same of the others.
    """
    known = {"studies": groups} | ({} if others is None else {"in_some": others})
    return {kind: [list(group) for group in found] for kind, found in known.items()}


def of_first_studies(function):
    """Let a figure with a row per study, or what says it in words, be of no more than the first `DRAWN` studies.

    Parameters
    ----------
    function : callable
        Takes tables, of which the first with a column ``study_id`` gives the order of the studies, and gives a figure
        or a text. In a column ``left_out``, too, stands a study.

    Returns
    -------
    callable
        The same; where studies are not drawn, the text ends with the sentence that says so, and the figure holds it as
        ``part`` in the ``meta`` of its layout, from where it gets into the caption.
    """

    @wraps(function)
    def shortened(*tables):
        known = next(table.study_id for table in tables if "study_id" in table).drop_duplicates()
        if len(known) <= DRAWN:
            return function(*tables)
        made = function(*(_of(table, known[:DRAWN]) for table in tables))
        part = f"Drawn are the first {DRAWN} of {text(len(known))} studies."
        if isinstance(made, str):
            return f"{made} {part}"
        made.layout.meta = (made.layout.meta or {}) | {"part": part}
        return made

    return shortened


def _of(table, studies):
    for column in ("study_id", "left_out"):
        if column in table:
            kept = table[column].isin(studies)
            table = table[kept | table[column].isna() if column == "left_out" else kept]
    return table
