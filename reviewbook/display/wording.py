"""How a value reads: rounded, with thousands, in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from reviewbook.evidence.number import Value, rounded
from reviewbook.evidence.tables import sources
from reviewbook.evidence.tables.sources import Source

MISSING = "not reported"
# Letters of an alternative text: who has it read aloud cannot skip within it, and finds the values in a table. Of these
# so many are for the sentence that names the table, which only the book knows.
ALTERNATIVE, POINTER = 300, 50
# Of which set a number is: as the article has it, or as it is with every update, which is meant where none is named.
SETS = ("article", "updated")
# Counts up to ten as a word; those that begin a sentence, up to twelve, with a capital; the studies behind a number,
# cited in brackets after a space.
FORMS = ("words", "sentence", "cited")
# of which set a figure or table is, where both are shown
UPDATED, PUBLISHED = "as updated", "as published"
NOT_IN_ARTICLE = "not in the article"
# how a number is made of its parts, of `reviewbook.evidence.number.WAYS`; a share is of the first two
VERBS = {
    "value": "As coded.",
    "constant": "A setting of the method.",
    "count": "{unit} counted: {parts}.",
    "sum": "Made of: {parts}.",
    "difference": "Made of: {parts}.",
    "median": "Median of {parts}.",
    "lower quartile": "Lower quartile of {parts}.",
    "upper quartile": "Upper quartile of {parts}.",
    "minimum": "Smallest of {parts}.",
    "maximum": "Largest of {parts}.",
    "latest": "Latest of {parts}.",
    "percent": "{n} of {total}: 100 × {n} ÷ {total}.",
    "wilson low": "Wilson interval of {n} of {total}.",
    "wilson high": "Wilson interval of {n} of {total}.",
    "sign test": "Sign test of {n} of {total}.",
    "agreement": "Findings: {parts}.",
    "not tested": "No finding is reported as a test.",
    "highest": "Highest of: {parts}.",
    "every": "Studies in support: {parts}.",
    "largest change": "With all studies {n}; without one: {parts}.",
    "list": "Listed from what is coded: {parts}.",
    "list with names": "Listed from what is coded: {parts}.",
}
SIGNS = {"sum": " + ", "difference": " − "}
# the parts stand in the order of their values
SORTED = ("median", "lower quartile", "upper quartile", "minimum", "maximum")
SUMMARIES = ("sum", *SORTED)
# of these a value is said once; of these how many parts have it; of these with what each is of
ONCE, GROUPED, NAMED = (
    ("minimum", "maximum", "list"),
    ("agreement", "highest"),
    ("every", "largest change", "list with names"),
)
MOST_PARTS, FIRST_PARTS = 12, 8
WORDS = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def text(value: Value, unit: str | None = None) -> str:
    """Write a value as the book prints it.

    None means not reported. A ``percent`` is rounded to one decimal, a ``probability`` to four, a ``date`` is written
    out; any other number has at most one decimal.

    >>> text(1824), text(10.41666, "percent"), text("2024-03-28", "date"), text(None)
    ('1,824', '10.4', '28 March 2024', 'not reported')
    >>> text(11.85, "percent"), text(0.015625, "probability")
    ('11.9', '0.0156')
    """
    if value is None:
        return MISSING
    if isinstance(value, str):
        day = date.fromisoformat(value) if unit == "date" else None
        return f"{day.day} {day:%B %Y}" if day else value
    if isinstance(value, list):
        return series(value)
    if unit == "probability":
        return str(rounded(value, 4))
    return f"{rounded(value, 1):,}".removesuffix(".0")


def asked(record: Mapping[str, Any], said: Sequence[str]) -> tuple[dict[str, Any], str]:
    """Give a published number as its name asks for it: what it is in one of `SETS`, and in which of `FORMS`, if any.

    >>> asked({"value": 11, "studies": [], "article": {"value": 10}}, ["article", "words"])[0]["value"]
    10
    """
    there = record.get("article", {}) if "article" in said else {}
    return {**record, **there}, next((one for one in said if one in FORMS), "")


def said(record: Mapping[str, Any], form: str) -> str:
    """Write a published number in one of its `FORMS`, as figures where there is none.

    >>> said({"value": 7, "unit": "studies"}, "sentence"), said({"value": 7, "unit": "studies"}, "")
    ('Seven', '7')
    """
    if form == "sentence":
        return words(record["value"], len(WORDS) - 1).capitalize()
    return words(record["value"]) if form else text(record["value"], record["unit"])


def meaning(record: Mapping[str, Any]) -> str:
    """Say what a published number means, and where the article has another, what it is in either.

    >>> meaning({"value": 11, "unit": "studies", "meaning": "Studies.", "article": {"value": 10}})
    'Studies. In the article: 10; with every update: 11.'
    """
    there, now = (text(one["value"], record["unit"]) for one in (record.get("article", record), record))
    moved = f" In the article: {there}; with every update: {now}." if there != now else ""
    return f"{record['meaning']}{moved}"


def made(record: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Say in a reader's words what a published number is made of; of many parts the first, and how many others.

    Names has every study of the review by its ``study_id``. Of a number without parts there is nothing to say.

    >>> names = {"ash": "Ash, 2001", "elm": "Elm, 2002"}
    >>> parts = [{"of": "ash", "value": 98, "cells": ["studies/ash/n"]}, {"of": "elm", "value": 30, "cells": []}]
    >>> made({"unit": "patients", "made": {"how": "sum", "parts": parts}}, names)
    'Made of: 98 + 30.'
    >>> made({"unit": "studies", "made": {"how": "count", "parts": parts[:1]}}, names)
    'Studies counted: Ash, 2001.'
    """
    how, parts = record["made"]["how"], record["made"]["parts"]
    coded = any(part.get("cells") for part in parts)
    if how == "value" and not coded:
        return "" if not parts else "Nothing to count." if record["value"] is None else "Counted in the records."
    who = [_called(part, names) for part in parts] if all(one in names for part in parts for one in _who(part)) else []
    everyone = {part.get("of") for part in parts} == set(names)
    unit, sign = record["unit"], SIGNS.get(how, ", ")
    if how == "count" and who:
        unit, sign, said = "studies", "; ", ["all"] if everyone else who
    elif how == "count":
        said = _quoted([part["value"] for part in parts])
    elif how in GROUPED:
        said = [f"{n} {word}" for word, n in Counter(text(part["value"]) for part in parts).items()]
    else:
        said = _listed(how, unit, parts, {} if coded and how == "sum" else names)
    n, total, *_ = [*(text(part["value"]) for part in parts), "", ""]
    verb = "latest" if how == "maximum" and unit == "date" else how
    told = VERBS[verb].format(n=n, total=total, unit=unit.capitalize(), parts=_first(said, sign) or WORDS[0])
    # what is summed up over some of the studies says over which
    return f"{told} Studies: {_first(who, '; ')}." if coded and who and how in SUMMARIES and not everyone else told


def _listed(how: str, unit: str, parts: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[str]:
    """Write the values of parts, with what they are of where that is asked for."""
    known = [part for part in parts if part["value"] is not None][how == "largest change" :]
    ordered = sorted(known, key=lambda part: part["value"]) if how in SORTED else known
    said = [text(part["value"], unit if isinstance(part["value"], str) else None) for part in ordered]
    if how in NAMED or (how == "sum" and names):
        return [f"{value} ({_called(part, names)})" for value, part in zip(said, ordered, strict=True)]
    return list(dict.fromkeys(said)) if how in ONCE else said


def _quoted(values: Sequence[Value]) -> list[str]:
    """Say each value where all differ, otherwise how many have which; of numbers, how many there are."""
    often = Counter(map(text, values))
    if any(isinstance(value, int | float) for value in values):
        return [text(len(values))]
    return list(often) if len(often) == len(values) else [f"{n} '{word}'" for word, n in often.items()]


def _first(said: Sequence[str], sign: str) -> str:
    """Join what is said; of many the first, with the number of others."""
    if len(said) <= MOST_PARTS:
        return sign.join(said)
    return f"{sign.join(said[:FIRST_PARTS])} and {len(said) - FIRST_PARTS} others"


def _who(part: Mapping[str, Any]) -> list[str]:
    return str(part.get("of", "")).split(" + ")


def _called(part: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Name what a part is of; a sample by its studies."""
    return " with ".join(names.get(one, one) for one in _who(part))


def words(value: Value, most: int = 10) -> str:
    """Write a count up to `most` as a word, as running text does.

    >>> words(7), words(166), words(0), words(11), words(11, 12)
    ('seven', '166', 'none', '11', 'eleven')
    """
    return WORDS[value] if isinstance(value, int) and 0 <= value <= most else text(value)


def interval(low: Value, high: Value) -> str:
    """Write a range, or one value where both ends are the same.

    >>> interval(20, 40), interval(4, 4), interval(None, None)
    ('20 to 40', '4', 'not reported')
    """
    return text(low) if low == high else f"{text(low)} to {text(high)}"


def source(row: Source) -> str:
    """Say where a coded value stands in the article, and how it follows from there."""
    note = row.note if isinstance(row.note, str) else ""
    return f"{where(row)} (“{row.opening} …”): {row.basis}. {note}".strip()


def where(row: Source) -> str:
    """Name the sentence on which a coded value rests, as a text begins with it."""
    words = place(row.section, row.paragraph, [row.sentence])
    return f"{words[0].upper()}{words[1:]}"


def place(section: str, paragraph: int, sentences: Sequence[int]) -> str:
    """Name sentences of one paragraph of the article.

    >>> place("3.1", 2, [3, 4]), place("abstract", 1, [4])
    ('section 3.1, paragraph 2, sentences 3 and 4', 'abstract, paragraph 1, sentence 4')
    """
    named = section if section[0].isalpha() else f"section {section}"
    numbers = series([str(sentence) for sentence in sentences])
    return f"{named}, paragraph {paragraph}, sentence{'s' * (len(sentences) > 1)} {numbers}"


def places(rows: Sequence[Source]) -> str:
    """Say in short where coded values stand in the article, and how far they are read from there.

    Such as ``section 3.1, paragraph 2, sentences 3 and 4 (in part derived)``: the sentences of each paragraph, and the
    weakest basis where it is not ``stated``.
    """
    weakest = sources.basis(rows)
    alike = "" if all(row.basis == weakest for row in rows) else "in part "
    return "; ".join(addressed(rows)) + ("" if weakest == "stated" else f" ({alike}{weakest})")


def addressed(rows: Sequence[Source]) -> dict[str, str | None]:
    """Give each place that `places` names the address of its sentences; None where these have none."""
    paragraphs: dict[tuple[str, int], dict[int, str | None]] = {}
    for row in rows:
        paragraphs.setdefault((row.section, row.paragraph), {})[row.sentence] = row.address
    told: dict[str, str | None] = {}
    for where, found in sorted(paragraphs.items()):
        known = [address for _, address in sorted(found.items()) if address]
        told[place(*where, sorted(found))] = sources.together(known) if known else None
    return told


def alternative(*sentences: str) -> str:
    """Join what is to be said of a figure to its alternative text, as far as there is room; what matters stands first.

    >>> alternative("Two bars.", "A name as long as a page. " * 12, "The first is longer.")
    'Two bars. The first is longer.'
    """
    told = ""
    for sentence in sentences:
        longer = f"{told} {sentence}".strip()
        told = longer if len(longer) <= ALTERNATIVE - POINTER else told
    return told


def amount(n: int, one: str, more: str) -> str:
    """Write a count with what is counted.

    >>> amount(1, "study", "studies"), amount(1031, "study", "studies")
    ('1 study', '1,031 studies')
    """
    return f"{text(n)} {one if n == 1 else more}"


def series(items: Sequence[str]) -> str:
    """Join words as a sentence does.

    >>> series(["a", "b", "c"])
    'a, b and c'
    """
    *first, last = items
    return f"{', '.join(first)} and {last}" if first else last
