"""One number of the review, with its name and what it means."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, wraps
from string import Formatter
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

Value = int | float | str | list[str] | None
# a function that computes a number, or the module in which a constant stands
Code = Callable[..., Any] | ModuleType

# how a number comes about from its parts; one without a value (None) is counted, and enters no other arithmetic
WAYS = {
    "value": "the value that every part has, as a rule the only one",
    "constant": "a setting of the method; its part is called as it is in the module",
    "count": "how many parts there are",
    "sum": "all parts together",
    "difference": "the first part, less all others",
    "median": "the middle of the parts",
    "lower quartile": "the value below which a quarter of the parts lie, by linear interpolation",
    "upper quartile": "the value below which three quarters of the parts lie, by linear interpolation",
    "minimum": "the smallest part",
    "maximum": "the largest part; of dates the latest",
    "percent": "100 times the first part, divided by the second",
    "wilson low": "the lower end of the 95 percent Wilson interval: the first part of the second, in percent",
    "wilson high": "the upper end of it",
    "sign test": "the two-sided exact probability of the first part of the second, if both were equally likely; None "
    "where even the most uneven split has one above 0.05",
    "agreement": "the word that at least seven in ten parts have, otherwise 'mixed' or 'conflicting'",
    "not tested": "that no part is a test",
    "highest": "the part that reaches the highest temporal level",
    "every": "whether no part, which is how many studies are such, is 0, of at least two parts",
    "largest change": "names of the parts that differ most from the first",
    "list": "every part, each value once",
    "list with names": "every part, after what it is of",
}


@dataclass(frozen=True)
class Part:
    """Hold one thing that a number is made of.

    ``of`` is a ``study_id`` (of a sample all of its studies, joined by " + "), the key of a row, or words for what is
    grouped; for another number of the same notebook it is empty and ``number`` has its name. ``value`` is what enters
    the arithmetic, or the word that made it count; None is not reported. ``cells`` are addresses of coded cells, from
    `cells`; of a single one the value is what stands there. A part that is itself a sum has ``parts`` of its own.
    """

    of: str
    value: Value
    cells: tuple[str, ...] = ()
    number: str = ""
    parts: "tuple[Part, ...]" = ()


class Parts(Sequence[Part]):
    """Parts that are found when somebody looks at them: who compares values alone does not."""

    def __init__(self, find: Callable[[], Iterable[Part]]) -> None:
        self._find = find

    @cached_property
    def _found(self) -> tuple[Part, ...]:
        return tuple(self._find())

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Part]:
        return iter(self._found)

    def __getitem__(self, place: Any) -> Any:
        return self._found[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._found == tuple(other)

    def __hash__(self) -> int:
        return hash(self._found)


def later(find: Callable[..., Iterable[Part]]) -> Callable[..., Parts]:
    """Have a function find parts when somebody looks at them; what it is given must not change until then."""

    @wraps(find)
    def found(*given: Any, **named: Any) -> Parts:
        return Parts(lambda: find(*given, **named))

    return found


@dataclass(frozen=True)
class Made:
    """Say what a number is made of: how, of `WAYS`, by which functions (dotted names), and of which parts."""

    how: str
    by: tuple[str, ...] = ()
    parts: Sequence[Part] = ()

    def named(self, end: str) -> "Made":
        """Give the numbers among the parts names that end in this."""
        return replace(self, parts=_renamed(self.parts, end))


def _renamed(parts: Iterable[Part], end: str) -> tuple[Part, ...]:
    return tuple(
        replace(part, number=part.number and f"{part.number}{end}", parts=_renamed(part.parts, end)) for part in parts
    )


def cells(table: str, rows: Iterable[Any], *columns: str) -> tuple[str, ...]:
    """Give the addresses of coded cells: ``table/row/column``, the row by its key, joined by ``|`` where composite.

    >>> cells("studies", ["a", "b"], "n_patients")
    ('studies/a/n_patients', 'studies/b/n_patients')
    """
    return tuple(f"{table}/{row}/{column}" for row in rows for column in columns)


def published(name: str, value: Value) -> Part:
    """Make a part of another number of the same notebook."""
    return Part("", value, number=name)


def together(of: str, *parts: Part) -> Part:
    """Make one part of several that are added; None where one of them is not reported."""
    values = [part.value for part in parts]
    known = [value for value in values if isinstance(value, int | float)]
    return Part(of, sum(known) if len(known) == len(values) else None, parts=parts)


@dataclass(frozen=True)
class Number:
    """Hold one number that the book may name.

    A name is in ``snake_case``; counts start with ``n_``, shares with ``percent_``, durations end in their unit. A
    value that is None is not reported by the article; a date is an ISO 8601 string. The unit is what is counted or
    measured ("studies", "percent", "weeks", "date", "text"), the meaning one sentence: what the number says and how
    it comes about. ``studies`` has the ``study_id`` of every study that the number counts, ``made`` what it is made of.
    """

    name: str
    value: Value
    unit: str
    meaning: str
    studies: tuple[str, ...] = ()
    made: Made = Made("value")


@dataclass(frozen=True)
class Form:
    """Say how a kind of number is called and what it means, with the names of facts in braces.

    ``{category}`` stands for a fact as it is, ``{category!n}`` for the name that `slug` makes of it, ``{label!l}`` for
    it in small letters, ``{part!c}`` for it with a capital. ``value`` and ``studies`` say which fact is the value, and
    which holds the ``study_id`` of what is counted; empty for none. ``how`` says in which of `WAYS` it is made, and
    ``parts`` which fact has the parts.
    """

    name: str
    unit: str
    meaning: str
    value: str = "n"
    studies: str = ""
    how: str = "count"
    parts: str = "parts"

    def fill(self, facts: Mapping[str, Any], *code: Code) -> Number:
        """Make one number of one row of facts, computed by this code."""
        words, parts = _Words(), facts[self.parts]
        return Number(
            self.named(facts),
            facts[self.value],
            words.vformat(self.unit, (), facts),
            words.vformat(self.meaning, (), facts),
            tuple(facts[self.studies]) if self.studies else (),
            Made(
                words.vformat(self.how, (), facts),
                tuple(map(dotted, code)),
                parts if isinstance(parts, Parts) else (*parts,),
            ),
        )

    def named(self, facts: Mapping[str, Any]) -> str:
        """Name the number that these facts have in this form."""
        return _Words().vformat(self.name, (), facts)

    def part(self, facts: Mapping[str, Any]) -> Part:
        """Make a part of the number that these facts have in this form."""
        return published(self.named(facts), facts[self.value])


def dotted(code: Code) -> str:
    """Name a function, or a module, with the package in which it is."""
    return code.__name__ if isinstance(code, ModuleType) else f"{code.__module__}.{code.__qualname__}"


def filled(forms: Iterable[Form], rows: Iterable[Mapping[str, Any]], *code: Code) -> list[Number]:
    """Fill in forms from rows of facts: all forms of the first row, then those of the next.

    Raises
    ------
    KeyError
        Names a fact that a row does not have.

    >>> row = {"setting": "Day care", "n": 2, "parts": [Part("a", "day care"), Part("b", "day care")]}
    >>> found = filled([Form("n_{setting!n}", "studies", "Studies. Setting: {setting}.")], [row])[0]
    >>> found.name, found.value, found.meaning, [part.of for part in found.made.parts]
    ('n_day_care', 2, 'Studies. Setting: Day care.', ['a', 'b'])
    """
    forms = list(forms)
    return [form.fill(row, *code) for row in rows for form in forms]


def names(forms: Iterable[Form], table: "pd.DataFrame", **facts: Any) -> dict[str, list[str]]:
    """Name the numbers that stand in a table, whose rows are facts of these forms, with facts that all rows share.

    Column, which is the value of a form, to the name of the number in each row.
    """
    rows = table.to_dict("records")
    return {form.value: [form.named(row | facts) for row in rows] for form in forms}


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
