"""The places of the book that the checklist names: a page, and a heading, a table, a figure or a row on it.

They are looked for in what people write, so that they are judged before anything runs. The build finds the rest: a name
that a page mentions and gives to nothing.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from reviewbook.evidence.tables import schema, text
from reviewbook.evidence.tables.schema import DataError
from reviewbook.evidence.tables.text import Text
from reviewbook.manuscript import contents
from reviewbook.manuscript.text import near

TABLE, COLUMN = "checklist", "where"
HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)
NAMED = re.compile(r"^\(([^)\s]+)\)=|^:name: *(\S+)", re.MULTILINE)
# a heading that is known only when the page is built
COMPUTED = re.compile(r"\{\{|\{\w[\w:-]*\}`")


def check(folder: Path) -> None:
    """Check that all pages and places that the checklist names are there.

    Raises
    ------
    DataError
        Names each cell that leads nowhere.
    """
    resources = {resource["name"]: resource for resource in schema.read(folder)["resources"]}
    if TABLE not in resources:
        return
    texts = {
        name: text.read((folder / "data" / one["path"]).read_bytes(), schema.types(one))
        for name, one in resources.items()
    }
    # where a table has rows with names, each is a place
    rows = {
        cell
        for name, one in resources.items()
        for column in one["schema"].get("primaryKey", ())
        for cell in texts[name].columns().get(column, ())
    }
    if lines := list(_dead(folder, f"data/{resources[TABLE]['path']}", texts[TABLE], rows)):
        raise DataError(lines)


def _dead(folder: Path, path: str, table: Text, rows: set[str]) -> Iterator[str]:
    pages = contents.read(folder)
    written = cache(lambda page: _written(folder, page))
    for line, row in zip(table.lines, table.rows, strict=True):
        cells = dict(zip(table.heading, row, strict=True))
        page, _, place = cells.get(COLUMN, "").partition("#")
        where = f"{path}, line {line} ({', '.join(list(cells.values())[:2])}), column '{COLUMN}'"
        if page and page not in pages:
            yield f"{where}: the book has no page {text.shown(page)}; {near(page, pages)}"
        elif place and place not in rows and _absent(place, written(page)):
            yield f"{where}: '{page}' has no place {text.shown(place)}; {near(place, _places(written(page)))}"


def _written(folder: Path, page: str) -> str:
    """Give what people wrote of a page: of a notebook all cells, without what has come out of them."""
    path = folder / f"{page}.md"
    return "\n\n".join(contents.written(path if path.exists() else path.with_suffix(".ipynb")))


def _absent(place: str, written: str) -> bool:
    if place in _places(written) or any(COMPUTED.search(heading) for heading in HEADING.findall(written)):
        return False
    return not re.search(rf"(?<![\w-]){re.escape(place)}(?![\w-])", written)


def _places(written: str) -> set[str]:
    """Find the names of headings and of what is named."""
    from docutils.nodes import make_id

    return {make_id(heading) for heading in HEADING.findall(written)} | {
        name for found in NAMED.findall(written) for name in found if name
    }
