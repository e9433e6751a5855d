"""The ``colophon`` directive: what an edition was made of, and how it is made again, read from the files themselves."""

from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx

from reviewbook.book.pages.directive import BookDirective
from reviewbook.book.pages.nodes import folded_rows
from reviewbook.edition import bundled, provenance
from reviewbook.evidence.tables import data

NO_REVISION = "The revision of this copy is not known, so it cannot be reproduced byte for byte."
CHANGED = "This copy was built from changed files, so no revision reproduces it byte for byte."
# Widths of columns on the web, in letters; paper measures for itself.
FRAME_OF_CODE = 8
ONE_LINE = 28
# a digest fills two lines: whole, it would leave the other columns no room
HALF_A_DIGEST = 46


# the titles of the columns, by their names, and the rows
Table = tuple[dict[str, str], list[dict[str, Any]]]


class Colophon(BookDirective):
    """Place one part of the colophon; the content is the caption of a part that is a table."""

    required_arguments = 1
    has_content = True
    option_spec = {"name": directives.unchanged_required}  # noqa: RUF012

    def run(self) -> list[nodes.Node]:
        """Build the part."""
        # it follows every file of the book and the revision: cheaper read again than followed
        self.env.note_reread()
        part = self.arguments[0]
        folder, edition = Path(self.env.srcdir), self.config.edition
        if part == "edition":
            return [_list(versions(folder, edition))]
        if part == "commands":
            return commands(edition)
        if part not in TABLES:
            return self.refused(
                f"colophon: there is no part '{part}'; there are edition, commands, {', '.join(TABLES)}"
            )
        if not self.content:
            return self.refused(f"colophon: '{part}' has no caption")
        try:
            titles, rows = TABLES[part](folder)
        except ValueError as error:
            return self.refused(f"colophon: {error}")
        fields = [_field(part, name, title) for name, title in titles.items()]
        placed = self.table({"schema": {"fields": fields}, "data": rows}, f"colophon.{part}", self.caption())
        _share_out(placed)
        return [placed]


def versions(folder: Path, edition: dict[str, Any]) -> list[tuple[str, str]]:
    """Say which edition this is, as pairs of a name and a text."""
    pinned = provenance.locked(folder)
    locked = f"{provenance.REQUIREMENTS}, which pins {len(pinned)} packages"
    changed = ", and changes" if edition["revision"].endswith("changes") else ""
    return [
        ("Version of the data", edition["version"]),
        ("Released", edition["date"]),
        ("Version of the software", edition["software_version"]),
        ("Revision", f"{edition['commit']}{changed}" if edition["commit"] else "not known"),
        ("Packages", locked),
        ("SHA-256 of that file", provenance.digest(folder / provenance.REQUIREMENTS)),
    ]


def commands(edition: dict[str, Any]) -> list[nodes.Node]:
    """Show the two commands that make this copy again, or say why none do."""
    if not edition["commit"]:
        return [nodes.paragraph("", NO_REVISION)]
    shown = nodes.literal_block("", f"git checkout {edition['commit']}\nmake book", language="sh")
    return [shown, nodes.paragraph("", CHANGED)] if edition["revision"].endswith("changes") else [shown]


def _data(folder: Path) -> Table:
    review = data.load(folder)
    counted = {one["path"]: len(getattr(review, one["name"])) for one in data.schema(folder)["resources"]}
    rows = [{**row, "rows": counted.get(row["file"], "")} for row in provenance.tables(folder)]
    return {"file": "File", "title": "Content", "rows": "Rows", "sha256": "SHA-256"}, rows


def _notebooks(folder: Path) -> Table:
    return {"notebook": "Notebook", "question": "Title", "sha256": "SHA-256"}, provenance.notebooks(folder)


def _parameters(folder: Path) -> Table:
    rows = [
        parameter | {"notebook": found["notebook"]}
        for found in provenance.notebooks(folder)
        for parameter in found["parameters"]
    ]
    titles = {"notebook": "Notebook", "name": "Parameter", "type": "Type", "default": "Default", "meaning": "Meaning"}
    return titles, rows


def _packages(folder: Path) -> Table:
    found = {"Python": provenance.python(folder)} | provenance.packages(folder)
    return {"name": "Package", "version": "Version"}, [{"name": name, "version": found[name]} for name in found]


def _parts(folder: Path) -> Table:
    pinned = provenance.locked(folder)
    rows = [
        {"name": part.name, "medium": part.medium, "licence": part.licence}
        | {"from": f"{part.source} {pinned[part.source]}" if part.source else f"a copy of version {part.version}"}
        for part in bundled.PARTS
    ]
    return {"name": "Work", "from": "From", "medium": "Found in", "licence": "Licence"}, rows


# the columns that are set as code
CODE = {"data": ("file", "sha256"), "notebooks": ("sha256",), "parameters": ("name", "type", "default")}
TABLES = {"data": _data, "notebooks": _notebooks, "parameters": _parameters, "packages": _packages, "parts": _parts}


def _field(part: str, name: str, title: str) -> dict[str, str]:
    field = {"name": name, "title": title, "type": "integer" if name == "rows" else "string"}
    if name == "notebook":
        return field | {"format": "notebook"}
    return field | ({"format": "code"} if name in CODE.get(part, ()) else {})


def _share_out(placed: nodes.table) -> None:
    placed["classes"].append("colwidths-given")
    (body,) = placed.findall(folded_rows)
    rows = [row.children for row in placed.findall(nodes.row)]
    rows += [[body[place] for place in places] for _, places in body["rows"]]
    for spec, cells in zip(placed.findall(nodes.colspec), zip(*rows, strict=True), strict=True):
        texts = [cell.astext() for cell in cells]
        word = max(len(word) for text in texts for word in text.split()) + FRAME_OF_CODE
        spec["colwidth"] = min(max(word, min(max(map(len, texts)), ONE_LINE)), HALF_A_DIGEST)


def _list(pairs: list[tuple[str, str]]) -> nodes.field_list:
    shown = nodes.field_list()
    for name, text in pairs:
        body = nodes.field_body("", nodes.paragraph("", text))
        shown += nodes.field("", nodes.field_name("", name), body)
    return shown


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("colophon", Colophon)
