"""The settings of the book, ``_config.yml``: checked by Jupyter Book's own schema and list of keys."""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from reviewbook.edition import inventory
from reviewbook.manuscript import tree
from reviewbook.manuscript.text import ManuscriptError, near
from reviewbook.manuscript.tree import Tree

FILE = "_config.yml"
# what Jupyter Book reads and neither of its two lists names
UNLISTED: dict[str, Any] = {"project": {}, "html": {"navbar_footer_text": {}}, "parse": {"myst_substitutions": {}}}
BUTTONS = ("use_repository_button", "use_edit_page_button", "use_issues_button")
# the words of JSON's schema for kinds of values
KINDS = {
    "null": "nothing",
    "array": "a list",
    "object": "keys with values",
    "string": "a text",
    "number": "a number",
    "boolean": "true or false",
}
EXTENSIONS, OWN = (("extra_extensions",), ("config", "extensions")), "reviewbook.book"
# settings that name a file
FILES = (("logo",), ("html", "favicon"))
# what may be declared of an edition, each a sentence; of what is empty the book says that nothing was declared
STATEMENTS = ("double_coding", "peer_review", "funding", "interests", "relation")
# settings of Sphinx that name what is copied into the site
COPIED = ("html_extra_path", "html_static_path", "html_logo", "html_favicon")


def read(folder: Path) -> Tree:
    """Read the settings.

    Raises
    ------
    ManuscriptError
        Has a line for every value that is not of its kind and every key that nothing reads.

    References
    ----------
    https://jupyterbook.org/en/stable/customize/config.html
    """
    found = tree.read_yaml(folder, FILE)
    if lines := [f"{found.at(way)}: {what}" for way, what in _faults(folder, found.value)]:
        raise ManuscriptError(lines)
    return found


def seconds(folder: Path) -> float | None:
    """Say after how many seconds a notebook is stopped, from ``execute: timeout:``; None where nothing is said."""
    if not (folder / FILE).is_file():
        return None
    return (read(folder).value.get("execute") or {}).get("timeout")


def _faults(folder: Path, value: Any) -> Iterator[tuple[list[str | int], str]]:
    # it takes a fifth of a second to import, and a build needs it anyhow
    import jsonschema

    schema = _of_jupyter_book("config_schema.json")
    wrong = False
    for error in jsonschema.Draft7Validator(json.loads(schema)).iter_errors(value):
        wrong = True
        yield list(error.absolute_path), _of_kind(error) if error.validator == "type" else error.message
    if wrong:
        return
    yield from _unknown(value, _known(), [])
    if value.get("execute", {}).get("timeout", 1) <= 0:
        yield ["execute", "timeout"], "must be above 0 seconds; a notebook that comes to no end is stopped after them"
    yield from _extensions(value.get("sphinx", {}))
    loaded = [name for way in EXTENSIONS for name in _at(value, ["sphinx", *way]) or ()]
    if OWN not in loaded:
        yield ["sphinx", "config", "extensions"], f"{OWN!r} is missing, which makes the pages of this book"
    yield from _statements(_at(value, ["sphinx", "config", "statements"]))
    html = value.get("html", {})
    for name in BUTTONS:
        if html.get(name) and not value.get("repository", {}).get("url"):
            yield ["html", name], "a button for the repository needs its address, in repository.url"
    named: list[tuple[list[str | int], Any]] = [(list(way), _at(value, way)) for way in FILES]
    named += [(["bibtex_bibfiles", number], name) for number, name in enumerate(value.get("bibtex_bibfiles", ()))]
    for way, name in named:
        if name and not (folder / name).is_file():
            yield way, f"there is no file {name!r}"
        elif name and (why := inventory.withheld(folder, name)):
            yield way, f"{name!r} {why}"
    for key in COPIED:
        given = _at(value, ["sphinx", "config", key]) or []
        for name in given if isinstance(given, list) else [given]:
            if why := inventory.withheld(folder, str(name)):
                yield ["sphinx", "config", key], f"{str(name)!r} {why}, and would be published"


def _statements(declared: Any) -> Iterator[tuple[list[str | int], str]]:
    way: list[str | int] = ["sphinx", "config", "statements"]
    if not isinstance(declared, dict | None):
        yield way, f"must be keys with values, and is {json.dumps(declared, default=str)}"
        return
    for name, said in (declared or {}).items():
        if name not in STATEMENTS:
            yield [*way, name], f"there is no such statement; {near(name, STATEMENTS)}"
        elif not isinstance(said, str | None):
            yield [*way, name], f"must be a sentence or empty, and is {json.dumps(said, default=str)}"


def _of_kind(error: Any) -> str:
    kinds = error.validator_value
    meant = " or ".join(KINDS[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))
    return f"must be {meant}, and is " + ("empty" if error.instance is None else json.dumps(error.instance))


def _extensions(value: dict[str, Any]) -> Iterator[tuple[list[str | int], str]]:
    for way in EXTENSIONS:
        named = _at(value, way) or []
        if not isinstance(named, list):
            yield ["sphinx", *way], f"{named!r} is not a list of extensions"
            continue
        for number, name in enumerate(named):
            own = str(name) in (value.get("local_extensions") or {})
            # the first part alone is found without importing anything
            if not own and not (isinstance(name, str) and name and find_spec(name.partition(".")[0])):
                yield ["sphinx", *way, number], f"there is no extension {name!r} in this environment"


def _unknown(value: Any, known: dict[str, Any], way: list[str | int]) -> Iterator[tuple[list[str | int], str]]:
    for key, inner in value.items():
        if key not in known:
            where = f"in {'.'.join(map(str, way))}" if way else "at the top"
            yield [*way, key], f"Jupyter Book knows no such key {where}; {near(key, known)}"
        elif known[key] and isinstance(inner, dict):
            yield from _unknown(inner, known[key], [*way, key])


@cache
def _known() -> dict[str, Any]:
    """Give the keys that Jupyter Book reads; below a key without any, everything may stand."""
    import yaml

    known: dict[str, Any] = {}
    schema = json.loads(_of_jupyter_book("config_schema.json"))
    for keys in (_keys(schema), yaml.safe_load(_of_jupyter_book("default_config.yml")), UNLISTED):
        _join(known, keys)
    # extensions have their own, which are known when they are loaded
    for free in ("config", "local_extensions"):
        known["sphinx"][free] = {}
    known["html"]["comments"] = {}
    return known


def _keys(schema: dict[str, Any]) -> dict[str, Any]:
    return {name: _keys(inner) for name, inner in schema.get("properties", {}).items()}


def _join(known: dict[str, Any], more: dict[str, Any]) -> None:
    for key, inner in more.items():
        _join(known.setdefault(key, {}), inner if isinstance(inner, dict) else {})


def _of_jupyter_book(name: str) -> str:
    # found without importing it, which brings Sphinx
    origin = getattr(find_spec("jupyter_book"), "origin", None)
    return Path(origin or "").with_name(name).read_text(encoding="utf-8")


def _at(value: Any, way: Sequence[str]) -> Any:
    for step in way:
        value = (value or {}).get(step)
    return value
