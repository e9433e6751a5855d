"""One number of the review, with its name and what it means."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Number:
    """Hold one number that the book may name.

    Attributes
    ----------
    name : str
        ``snake_case``; counts start with ``n_``, shares with ``percent_``, durations end in their unit.
    value : int, float, str, list of str or None
        None means that the article does not report it. A date is an ISO 8601 string.
    unit : str
        What is counted or measured ("studies", "percent", "weeks", "date", "text").
    meaning : str
        One sentence: what the number says and how it comes about.
    studies : tuple of str
        ``study_id`` of every study that the number counts; empty where it counts none.
    """

    name: str
    value: int | float | str | list[str] | None
    unit: str
    meaning: str
    studies: tuple[str, ...] = ()


def slug(words):
    """Make a name out of words.

    >>> slug("B-L RI and VTAS")
    'b_l_ri_and_vtas'
    """
    return re.sub(r"[^a-z0-9]+", "_", str(words).lower()).strip("_")
