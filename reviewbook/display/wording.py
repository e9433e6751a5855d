"""How a value reads: rounded, with thousands, in words."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

MISSING = "not reported"
WORDS = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def text(value, unit=None):
    """Write a value as the book prints it.

    Parameters
    ----------
    value : int, float, str, list of str or None
        None means not reported.
    unit : str, optional
        ``percent`` is rounded to one decimal, ``probability`` to four, ``date`` is written out;
        any other number has at most one decimal.

    Returns
    -------
    str

    >>> text(1824), text(10.41666, "percent"), text("2024-03-28", "date"), text(None)
    ('1,824', '10.4', '28 March 2024', 'not reported')
    >>> text(11.85, "percent"), text(0.015625, "probability")
    ('11.9', '0.0156')
    """
    if value is None:
        return MISSING
    if unit == "date":
        day = date.fromisoformat(value)
        return f"{day.day} {day:%B %Y}"
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return series(value)
    # half goes up, as a reader rounds; the binary fraction behind 11.85 would go down
    exact = Decimal(repr(value)).quantize(Decimal("0.0001" if unit == "probability" else "0.1"), ROUND_HALF_UP)
    return str(exact) if unit == "probability" else f"{exact:,}".removesuffix(".0")


def words(value):
    """Write a small count as a word, as at the beginning of a sentence.

    >>> words(7), words(166), words(0)
    ('seven', '166', 'none')
    """
    return WORDS[value] if isinstance(value, int) and 0 <= value < len(WORDS) else text(value)


def interval(low, high):
    """Write a range, or one value where both ends are the same.

    >>> interval(20, 40), interval(4, 4), interval(None, None)
    ('20 to 40', '4', 'not reported')
    """
    return text(low) if low == high else f"{text(low)} to {text(high)}"


def source(row):
    """Say where a coded value stands in the article, and how it follows from there.

    Parameters
    ----------
    row : named tuple
        A row of `reviewbook.evidence.sources.located`.

    Returns
    -------
    str
    """
    section = row.section if row.section[0].isalpha() else f"section {row.section}"
    place = f"{section}, paragraph {row.paragraph}, sentence {row.sentence} (“{row.opening} …”): {row.basis}."
    note = row.note if isinstance(row.note, str) else ""
    return f"{place[0].upper()}{place[1:]} {note}".strip()


def series(items):
    """Join words as a sentence does.

    >>> series(["a", "b", "c"])
    'a, b and c'
    """
    *first, last = items
    return f"{', '.join(first)} and {last}" if first else last
