"""A file of YAML or JSON: its value, and the line on which each part of it stands."""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from reviewbook.manuscript import text
from reviewbook.manuscript.text import ManuscriptError, no_number

Way = Sequence[str | int]


@dataclass(frozen=True)
class Tree:
    """Hold what a file says.

    Attributes
    ----------
    name
        Path below the folder of the book.
    value
        As YAML or JSON reads it; no mapping names a key twice.
    """

    name: str
    value: Any
    text: str

    def line(self, way: Way) -> int:
        """Give the line on which a part begins, by its keys and numbers from the top; as near as there is one."""
        node, line = self._root, 1
        for step in way:
            if isinstance(node, yaml.MappingNode):
                found = [(key, value) for key, value in node.value if key.value == str(step)]
            elif isinstance(node, yaml.SequenceNode) and str(step).isdecimal():
                found = [(value, value) for value in node.value[int(step) : int(step) + 1]]
            else:
                break
            if not found:
                break
            (begin, node) = found[-1]
            line = begin.start_mark.line + 1
        return line

    def at(self, way: Way) -> str:
        """Name a part in messages: file, line, and keys joined by dots."""
        named = f", {'.'.join(map(str, way))}" if way else ""
        return f"{self.name}, line {self.line(way)}{named}"

    @cached_property
    def _root(self) -> yaml.Node | None:
        try:
            return _composed(self.text)
        except yaml.YAMLError:
            return None


def read_yaml(folder: Path, name: str) -> Tree:
    """Read a file of YAML, with nothing in it but what YAML itself has: no tags of programs.

    Raises
    ------
    ManuscriptError
        Names the line that is no YAML, or every key that stands twice.
    """
    content = text.read(folder, name)
    try:
        root = _composed(content)
        faults = [f"{name}, line {line}: {what}" for line, what in _faults(root)]
        if faults:
            raise ManuscriptError(faults)
        return Tree(name, yaml.safe_load(content), content)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{name}, line {mark.line + 1}, column {mark.column + 1}" if mark else name
        raise ManuscriptError([f"{where}: not YAML; {error.problem or error.context}"]) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise ManuscriptError([f"{name}: not YAML; {_first(error)}"]) from None


def read_json(folder: Path, name: str) -> Tree:
    """Read a file of JSON.

    Raises
    ------
    ManuscriptError
        Names the line that is no JSON, or every key that stands twice.
    """
    content = text.read(folder, name)
    twice: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        twice.extend(key for number, key in enumerate(keys) if key in keys[:number])
        return dict(pairs)

    try:
        value = json.loads(content, object_pairs_hook=once, parse_constant=no_number, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise ManuscriptError([f"{name}, line {error.lineno}, column {error.colno}: not JSON; {error.msg}"]) from None
    except (ValueError, RecursionError) as error:
        raise ManuscriptError([f"{name}: not JSON; {_first(error)}"]) from None
    tree = Tree(name, value, content)
    if twice:
        places = [f"{name}, line {line}: {what}" for line, what in _faults(tree._root)]
        raise ManuscriptError(places or [f"{name}: {key!r} stands twice" for key in twice])
    return tree


def _composed(content: str) -> yaml.Node | None:
    # JSON is YAML, but for tabs
    return yaml.compose(content.replace("\t", " ") if content.lstrip().startswith("{") else content, yaml.SafeLoader)


def _faults(node: yaml.Node | None, above: tuple[yaml.Node, ...] = ()) -> Iterator[tuple[int, str]]:
    """Find keys that stand twice, plain values that are none, and aliases of what they stand in."""
    if node is None:
        return
    if node in above:
        yield above[-1].start_mark.line + 1, "an alias stands in what it stands for"
        return
    above = (*above, node)
    if isinstance(node, yaml.ScalarNode):
        try:
            yaml.SafeLoader("").construct_object(node)
        except ValueError as error:
            yield node.start_mark.line + 1, f"{node.value!r} is not what it looks like; {_first(error)}"
    elif isinstance(node, yaml.MappingNode):
        first: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if isinstance(key, yaml.ScalarNode):
                if key.value in first:
                    yield line, f"{key.value!r} stands twice, first in line {first[key.value]}"
                first.setdefault(key.value, line)
            yield from _faults(value, above)
    else:
        for item in node.value:
            yield from _faults(item, above)


def _finite(written: str) -> float:
    if math.isinf(number := float(written)):
        raise ValueError(f"{written[:20]} is larger than a number can be")
    return number


def _first(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    # of a number with too many digits Python says how to allow them
    return str(error).partition("\n")[0].partition("; use ")[0]
