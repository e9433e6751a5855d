"""A published table that is too long to be read: its first rows, and a file that has all of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docutils import nodes

from reviewbook.display import markup, wording
from reviewbook.display.outputs import Published

# The longest table of this review has 156 rows. One of more than `LONGEST` shows the `FIRST`, on the web and in print.
LONGEST, FIRST = 500, 200
FOLDER = "tables"
ATTACHED = "attached"


def is_long(resource: dict[str, Any]) -> bool:
    """Tell whether a published table shows its first rows only.

    Never one whose rows have permanent names, which are linked to.
    """
    named = any(field.get("format") == "anchor" for field in resource["schema"]["fields"])
    return len(resource["data"]) > LONGEST and not named


def shortened(resource: dict[str, Any]) -> dict[str, Any]:
    """Keep what is shown of a table: all of it, or the first rows of a long one."""
    if not is_long(resource):
        return resource
    return resource | {part: resource[part][:FIRST] for part in ("data", "sources", "numbers") if part in resource}


def said(resource: dict[str, Any], key: str, up: str) -> list[nodes.Node]:
    """Say below the caption of a long table how many rows there are, and which file has them; nothing of another.

    The file is named from a page that leads `up` to the top of the site.
    """
    if not is_long(resource):
        return []
    shown, there = wording.text(FIRST), wording.text(len(resource["data"]))
    file = nodes.reference("", f"{key}.csv", refuri=up + path(key), classes=[ATTACHED])
    file["internal"] = True
    return [nodes.Text(f" The first {shown} of {there} rows; all of them are in the file "), file, nodes.Text(".")]


def path(key: str) -> str:
    """Name the file of a long table, in the site and in the PDF."""
    return f"{FOLDER}/{key}.csv"


def as_csv(resource: dict[str, Any]) -> str:
    """Write all rows of a table under the names of its columns, as they were published.

    A cell is empty where nothing is reported; a study stands under its ``study_id``. Text that a spreadsheet would take
    for a formula begins with a quote.
    """
    formats = {field["name"]: field.get("format") for field in resource["schema"]["fields"]}
    rows = [[_told(row.get(name), form) for name, form in formats.items()] for row in resource["data"]]
    return markup.sheet([list(formats), *rows])


def _told(value: Any, form: str | None) -> Any:
    return markup.words(value) if form == "markup" and value is not None else value


def long(published: Mapping[str, Published]) -> dict[str, dict[str, Any]]:
    """Find the long tables, by the names of their files."""
    return {
        path(f"{output.notebook}.{name}"): table
        for output in published.values()
        for name, table in output.tables.items()
        if is_long(table)
    }


def write(published: Mapping[str, Published], place: Path) -> None:
    """Write a file for each long table into the folder of the site."""
    for name, table in long(published).items():
        file = place / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(as_csv(table), encoding="utf-8")
