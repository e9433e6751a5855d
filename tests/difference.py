"""What differs between two runs of a cell, value by value."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from reviewbook.display.publish import FIGURE, NUMBERS, TABLE

_NONE = object()


Output = dict[str, Any]


def differences(committed: Sequence[Output], now: Sequence[Output]) -> list[str]:
    """Say in words what differs between the outputs of a cell, as a notebook stores them.

    Returns
    -------
    list
        A line for every value, like ``number n_patients: committed 1824, now 1823``,
        ``table 'studies' row 3 column n_patients: committed 567, now 566`` or
        ``figure 'patients' data[0].x[6]: committed 567, now 566``; empty when all is equal.
        The texts that accompany a published output are only named when nothing else in it differs.
    """
    before, after = _named(committed), _named(now)
    lines: list[str] = []
    for name in before | after:
        if name not in after:
            lines.append(f"{name}: committed, now not shown")
        elif name not in before:
            lines.append(f"{name}: not committed, now shown")
        else:
            lines += _output(name, before[name], after[name])
    return lines


def _named(outputs: Sequence[Output]) -> dict[str, Output]:
    named = {}
    for position, output in enumerate(outputs, 1):
        published = output.get("metadata", {}).get("reviewbook", {}).get("name")
        named[f"output '{published}'" if published else f"output {position}"] = output
    return named


def _output(name: str, before: Output, after: Output) -> list[str]:
    if "data" not in before or "data" not in after:
        return _values(name, before, after)
    title = name.removeprefix("output ")
    before, after = before["data"], after["data"]
    lines = []
    for mime in [mime for mime in before | after if not mime.startswith("text/")]:
        if mime not in before or mime not in after:
            lines.append(f"{name} as {mime}: " + ("now not shown" if mime in before else "now shown"))
        elif mime == NUMBERS:
            lines += _numbers(before[mime], after[mime])
        elif mime == TABLE:
            lines += _table(f"table {title}", before[mime], after[mime])
        elif mime == FIGURE:
            lines += _values(f"figure {title} ", before[mime], after[mime])
        else:
            lines += _values(f"{name} as {mime} ", before[mime], after[mime])
    texts = sorted(mime for mime in before | after if mime.startswith("text/"))
    return lines or [line for mime in texts for line in _values(f"{name} as {mime}", before.get(mime), after.get(mime))]


def _numbers(committed: list[Output], now: list[Output]) -> list[str]:
    before, after = ({number["name"]: number for number in numbers} for numbers in (committed, now))
    lines = []
    for name in before | after:
        if name not in after:
            lines.append(f"number {name}: committed {_short(before[name]['value'])}, now not published")
        elif name not in before:
            lines.append(f"number {name}: not committed, now {_short(after[name]['value'])}")
        else:
            # Its value is what a number is; of the rest, the field is named.
            fields = _values("", before[name], after[name])
            lines += [f"number {name}" + (f[5:] if f.startswith("value:") else f", {f}") for f in fields]
    return lines or (["numbers are in another order"] if list(before) != list(after) else [])


def _table(title: str, before: Output, after: Output) -> list[str]:
    lines = _values(f"{title} ", before["schema"], after["schema"])
    if len(before["data"]) != len(after["data"]):
        lines.append(f"{title}: committed {len(before['data'])} rows, now {len(after['data'])}")
    for row, (old, new) in enumerate(zip(before["data"], after["data"], strict=False), 1):
        for column in old | new:
            lines += _values(f"{title} row {row} column {column}", old.get(column), new.get(column))
    return lines


def _values(path: str, before: Any, after: Any) -> list[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        dot = "." if path and path[-1] not in " ." else ""
        pairs = [(f"{path}{dot}{key}", before.get(key, _NONE), after.get(key, _NONE)) for key in before | after]
    elif isinstance(before, list) and isinstance(after, list):
        items = zip_longest(before, after, fillvalue=_NONE)
        pairs = [(f"{path}[{index}]", *pair) for index, pair in enumerate(items)]
    elif before == after and type(before) is type(after):
        return []
    else:
        return [f"{path.rstrip()}: committed {_short(before, after)}, now {_short(after, before)}"]
    return [line for pair in pairs for line in _values(*pair)]


def _short(value: Any, other: Any = None) -> str:
    if value is _NONE:
        return "nothing"
    if isinstance(value, str) and len(value) > 80:
        # Of a long text, show where it differs from the other.
        pairs = enumerate(zip(value, other if isinstance(other, str) else "", strict=False))
        start = max(next((place for place, (a, b) in pairs if a != b), 0) - 30, 0)
        cut = value[start : start + 80]
        return repr(f"{'…' * bool(start)}{cut}{'…' * (start + 80 < len(value))}")
    return repr(value)
