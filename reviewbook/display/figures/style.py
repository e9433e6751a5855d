"""The one visual language of all figures: what a colour, a mark and a pattern mean.

Colours that mean something are safe for colour-blind readers and never the only sign, and stand out from white and
from the dark ground of a page by at least three to one.
"""

# in the order of the table `hypotheses`
COLOURS = ["#3b82c4", "#c9741c", "#499676", "#a56cc1"]
SYMBOLS = ["circle", "square", "diamond", "cross"]
PATTERNS = ["", "/", "x", "."]


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
