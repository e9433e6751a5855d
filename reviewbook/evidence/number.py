"""One number of the review, with its name and what it means."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from string import Formatter
from typing import Any

Value = int | float | str | list[str] | None


@dataclass(frozen=True)
class Number:
    """Hold one number that the book may name.

    A name is in ``snake_case``; counts start with ``n_``, shares with ``percent_``, durations end in their unit. A
    value that is None is not reported by the article; a date is an ISO 8601 string. The unit is what is counted or
    measured ("studies", "percent", "weeks", "date", "text"), the meaning one sentence: what the number says and how
    it comes about. ``studies`` has the ``study_id`` of every study that the number counts.
    """

    name: str
    value: Value
    unit: str
    meaning: str
    studies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """Say how a kind of number is called and what it means, with the names of facts in braces.

    ``{category}`` stands for a fact as it is, ``{category!n}`` for the name that `slug` makes of it, ``{label!l}`` for
    it in small letters, ``{part!c}`` for it with a capital. ``value`` and ``studies`` say which fact is the value, and
    which holds the ``study_id`` of what is counted; empty for none.
    """

    name: str
    unit: str
    meaning: str
    value: str = "n"
    studies: str = ""

    def fill(self, facts: Mapping[str, Any]) -> Number:
        """Make one number of one row of facts."""
        words = _Words()
        return Number(
            words.vformat(self.name, (), facts),
            facts[self.value],
            words.vformat(self.unit, (), facts),
            words.vformat(self.meaning, (), facts),
            tuple(facts[self.studies]) if self.studies else (),
        )


def filled(forms: Iterable[Form], rows: Iterable[Mapping[str, Any]]) -> list[Number]:
    """Fill in forms from rows of facts: all forms of the first row, then those of the next.

    Raises
    ------
    KeyError
        Names a fact that a row does not have.

    >>> filled([Form("n_{setting!n}", "studies", "Studies. Setting: {setting}.")], [{"setting": "Day care", "n": 2}])
    [Number(name='n_day_care', value=2, unit='studies', meaning='Studies. Setting: Day care.', studies=())]
    """
    forms = list(forms)
    return [form.fill(row) for row in rows for form in forms]


def rounded(value: float, places: int = 0) -> Decimal:
    """Round as a reader does: half goes away from zero, and there is no zero below zero.

    The binary fraction behind 11.85 lies a little below it, and does not count.

    >>> rounded(11.85, 1), rounded(62.5), rounded(-0.04, 1)
    (Decimal('11.9'), Decimal('63'), Decimal('0.0'))
    """
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0


def slug(words: str) -> str:
    """Make a name out of words.

    >>> slug("B-L RI and VTAS")
    'b_l_ri_and_vtas'
    """
    return re.sub(r"[^a-z0-9]+", "_", str(words).lower()).strip("_")


class _Words(Formatter):
    """Know three more ways to write a fact."""

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        ways = {"n": slug, "l": str.lower, "c": str.capitalize}
        return ways[conversion](value) if conversion in ways else super().convert_field(value, conversion)
