"""The one visual language of all figures: what a colour, a mark and a pattern mean.

Colours that mean something are safe for colour-blind readers and never the only sign, and stand out from white and
from the dark ground of a page by at least three to one.
"""

# in the order of the table `hypotheses`
COLOURS = ["#3b82c4", "#c9741c", "#499676", "#a56cc1"]
SYMBOLS = ["circle", "square", "diamond", "cross"]
PATTERNS = ["", "/", "x", "."]


def behind(groups):
    """Say which studies stand behind each mark of a trace, for a page to show.

    Parameters
    ----------
    groups : iterable of iterable of str
        For each mark its study_ids.

    Returns
    -------
    dict
        The trace's ``meta``: ``studies``, a list of study_ids per mark, in the order of the marks.
    """
    return {"studies": [list(group) for group in groups]}
