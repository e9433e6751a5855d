"""What the marks of a figure say: read from its JSON, for the table that stands behind it."""

import re
from dataclasses import dataclass, field

from reviewbook.display.figures.style import FOLD

NAMED = re.compile(r"%\{(\w+)(?:\[(\d+)\])?\}")
TAG = re.compile(r"</?(?:b|i|sub|sup)>")
BREAK = "<br>"


@dataclass(frozen=True)
class Mark:
    """Hold what a figure shows when a pointer rests on one of its marks.

    Attributes
    ----------
    trace, point : int
        Its place in the figure.
    series : str
        Name of its trace; empty where the trace has none.
    said : str
        The words shown, on one line.
    studies : tuple of str
        The study_ids behind it, from the trace's ``meta``; empty where it tells none.
    in_some : tuple of str
        Where a mark stands for several counts, the study_ids behind some of them only.
    sources : dict
        Where a mark stands for several studies, study_id to where in the article it is stated.
    """

    trace: int
    point: int
    series: str
    said: str
    studies: tuple
    in_some: tuple = ()
    sources: dict = field(default_factory=dict)


def read(figure):
    """List the marks of a figure, in the order in which it draws them.

    Parameters
    ----------
    figure : dict
        Plotly's JSON. A trace without ``hovertemplate`` only explains or connects others, and has no marks; a point
        that is missing ends a line, and is none.

    Returns
    -------
    list of Mark
    """
    return [
        _mark(number, place, trace)
        for number, trace in enumerate(figure["data"])
        if trace.get("hovertemplate")
        for place in range(_length(trace))
        if trace["x"][place : place + 1] != [None]
    ]


def _length(trace):
    values = trace["x"]
    # two levels of categories are two lists, one beside the other
    return len(values[0]) if values and isinstance(values[0], list) else len(values)


def _mark(number, place, trace):
    told = NAMED.sub(lambda name: _value(trace, place, *name.groups()), trace["hovertemplate"])
    said = TAG.sub("", re.sub(r"<extra>.*?</extra>", "", told).replace(FOLD, " ").replace(BREAK, "; "))
    meta = trace.get("meta") or {}
    groups = [tuple(meta[kind][place]) if kind in meta else () for kind in ("studies", "in_some")]
    return Mark(
        number, place, trace.get("name", ""), said, *groups, meta["sources"][place] if "sources" in meta else {}
    )


def _value(trace, place, name, index):
    values = trace[name]
    if name in ("x", "y") and isinstance(values[0], list):
        return ": ".join(str(level[place]).replace(BREAK, " ") for level in values)
    found = values[place]
    return str(found if index is None else found[int(index)])
