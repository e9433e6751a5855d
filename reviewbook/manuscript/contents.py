"""The contents of the book, ``_toc.yml``: read by sphinx-external-toc, which says what is wrong."""

import ast
import json
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from reviewbook.manuscript import tree, values
from reviewbook.manuscript.text import ManuscriptError, near
from reviewbook.manuscript.tree import Way

FILE = "_toc.yml"
PAGES = {"chapters": "**/*.md", "notebooks": "*.ipynb"}
UNKNOWN = re.compile(r"Unknown keys found: (\{.*?\}), allowed: (\{.*\})")
WITHOUT = re.compile(r"entry not a mapping containing ('\w+') key")
# names in any order, which differs from run to run
NAMES = re.compile(r"\{'[^}]*'\}")
TWICE = "document file used multiple times: "


def read(folder: Path) -> list[str]:
    """Read which pages the book has, in their order, without the endings of their files.

    Raises
    ------
    ManuscriptError
        Names each page that is not there, or that stands there twice, or what keeps the file from being read.
    """
    # brings docutils
    from sphinx_external_toc.parsing import MalformedError, parse_toc_data

    found = tree.read_yaml(folder, FILE)
    if not isinstance(found.value, dict):
        raise ManuscriptError([f"{FILE}, line 1: not contents with format, root and parts"])
    if lines := [
        f"{found.at(way)}: {page!r} is not the path of a page"
        for way, page in _named(found.value, [])
        if not isinstance(page, str) or not page
    ]:
        raise ManuscriptError(lines)
    named = [(way, str(page).removesuffix(".md").removesuffix(".ipynb")) for way, page in _named(found.value, [])]
    pages = [page for _, page in named]
    there = {path.relative_to(folder).with_suffix("").as_posix() for path in paths(folder)}
    lines = [
        f"{found.at(way)}: {page!r} stands there twice, first in line {found.line(named[pages.index(page)][0])}"
        for number, (way, page) in enumerate(named)
        if page in pages[:number]
    ]
    lines += [
        f"{found.at(way)}: there is no page {page!r}; {near(page, there)}" for way, page in named if page not in there
    ]
    try:
        parse_toc_data(found.value)
    except MalformedError as error:
        what, _, place = str(error).partition(" @ ")
        if not what.startswith(TWICE):
            lines.append(_line(found, what, place))
    except Exception as error:  # of a form that it does not expect
        lines.append(f"{FILE}: not contents of a book; {error}")
    if lines:
        raise ManuscriptError(lines)
    return pages


def parts(folder: Path) -> list[tuple[str, list[str]]]:
    """List the pages of each part, with its caption; the first page stands before them, and neither may have one."""
    found = tree.read_yaml(folder, FILE).value
    alone = {key: value for key, value in found.items() if key != "parts"}
    told = [("", alone), *((part.get("caption", ""), part) for part in found.get("parts", ()))]
    listed: dict[str, list[str]] = {}
    for caption, part in told:
        # what several parts do not name stands together
        pages = [str(page).removesuffix(".md").removesuffix(".ipynb") for _, page in _named(part, [])]
        listed.setdefault(caption, []).extend(pages)
    return [(caption, pages) for caption, pages in listed.items() if pages]


def first(folder: Path) -> Path | None:
    """Find the file of the first page; None where the contents cannot be read, which is said elsewhere."""
    try:
        root = tree.read_yaml(folder, FILE).value["root"]
        found = [path for path in paths(folder) if path.relative_to(folder).with_suffix("").as_posix() == root]
    except (ManuscriptError, LookupError, TypeError):
        return None
    return found[0] if found else None


def paths(folder: Path) -> list[Path]:
    """Find the files that can be pages of the book."""
    found = [path for part, pattern in PAGES.items() for path in sorted((folder / part).glob(pattern))]
    return [path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts)]


def written(path: Path, kinds: Collection[str] = ("code", "markdown", "raw")) -> list[str]:
    """Read what people wrote of a page that can be read: a chapter whole, of a notebook its cells of these kinds."""
    content = path.read_text(encoding="utf-8-sig")
    if path.suffix != ".ipynb":
        return [content]
    cells = [cell for cell in json.loads(content)["cells"] if cell["cell_type"] in kinds]
    return [values.named("".join(cell["source"])) for cell in cells]


def _line(found: tree.Tree, what: str, place: str) -> str:
    way: list[str | int] = [int(step) if step.isdecimal() else step for step in place.strip("'").split("/") if step]
    if unknown := UNKNOWN.search(what):
        wrong, allowed = (sorted(map(str, ast.literal_eval(group))) for group in unknown.groups())
        kind = found.value.get("format", "jb-book")
        return f"{found.at([*way, wrong[0]])}: no such key in the format {kind!r}; {near(wrong[0], allowed)}"
    what = WITHOUT.sub(r"must have the key \1", what)
    return f"{found.at(way)}: {NAMES.sub(lambda names: ', '.join(sorted(ast.literal_eval(names[0]))), what)}"


def _named(value: Any, way: Way) -> Iterator[tuple[Way, Any]]:
    """Find the pages, wherever they stand, with the way to each."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "file" or (key == "root" and not way):
                yield [*way, key], inner
            else:
                yield from _named(inner, [*way, key])
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _named(inner, [*way, number])
