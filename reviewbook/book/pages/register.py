"""The register of numbers: each number that the book names, its meaning, its studies, and the claims it bears on."""

import json
import re
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from reviewbook.book.pages import table
from reviewbook.display import wording
from reviewbook.evidence.tables import data

PAGE = "chapters/numbers"
NAMED = re.compile(r"\{\{\s*([a-z_]+\.[a-z0-9_]+)")


class Register(SphinxDirective):
    """Write one table of numbers per notebook, in the order of the contents."""

    def run(self):
        """Build the sections of the register."""
        # it rests on the sources of all pages
        self.env.note_reread()
        published = self.env.app.published
        folder = Path(self.env.srcdir)
        shown = wanted(folder, published)
        known = data.load(folder).studies
        studies = dict(zip(known.study_id, known.study, strict=True))
        found = [self._table(notebook, published, shown, studies) for notebook in published]
        return [placed for placed in found if placed]

    def _table(self, notebook, published, shown, studies):
        numbers = published[notebook].numbers
        rows = [
            self._row(f"{notebook}.{name}", numbers[name], studies) for name in numbers if f"{notebook}.{name}" in shown
        ]
        if not rows:
            return None
        fields = [
            {"name": "anchor", "title": "", "type": "string", "format": "anchor"},
            {"name": "value", "title": "Value", "type": "string"},
            {"name": "meaning", "title": "Meaning", "type": "string", "format": "paragraphs"},
            {"name": "claims", "title": "Claims", "type": "string", "format": "markup"},
        ]
        caption = self.state.inline_text(f"Numbers of the page {{doc}}`/notebooks/{notebook}`.", self.lineno)[0]
        resource = {"schema": {"fields": fields}, "data": rows}
        title = nodes.title("", "", *caption)
        placed = table.build(
            resource, f"{notebook}.numbers", title, lambda text: self.state.inline_text(text, self.lineno)[0]
        )
        table.name_rows(placed, self.env)
        table.fold(placed)
        self.set_source_info(placed)
        return placed

    def _row(self, key, record, studies):
        bears = claims(self.env.app.published).get(key, [])
        who = [studies.get(study_id, study_id) for study_id in record["studies"]]
        # a number of one study names it in its meaning
        counted = f"\nStudies: {'; '.join(who) if len(who) < len(studies) else 'all'}." if len(who) > 1 else ""
        return {
            "anchor": anchor(key),
            "value": wording.text(record["value"], record["unit"]),
            "meaning": record["meaning"] + counted,
            "claims": ", ".join(f"{{ref}}`{number} <{claim}>`" for number, claim in enumerate(bears, start=1)),
        }


def wanted(folder, published):
    """Find the numbers that the register lists: those that a page names, and those on which a claim rests.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the book.
    published : dict
        From `reviewbook.display.outputs.read`.

    Returns
    -------
    set of str
        Keys, ``notebook.name``.
    """
    return named(folder) | set(claims(published))


def anchor(key):
    """Name the row of a number: ``number-direction-n_x``."""
    return f"number-{key.replace('.', '-')}"


def named(folder):
    """Find the numbers that a chapter or a notebook names.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the book.

    Returns
    -------
    set of str
        Keys, ``notebook.name``.
    """
    sources = [path.read_text(encoding="utf-8") for path in sorted((folder / "chapters").glob("*.md"))]
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources += ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    return {key for source in sources for key in NAMED.findall(source)}


def claims(published):
    """Tell on which claims of the article each number bears.

    Parameters
    ----------
    published : dict
        From `reviewbook.display.outputs.read`.

    Returns
    -------
    dict
        Key of a number to the anchors of its claims, in the order of the article; a number without a claim is left out.
    """
    found = {}
    for rested in claim_tables(published):
        for row in rested["data"]:
            found.setdefault(row["number"], []).append(row["claim_id"])
    found.pop(None, None)
    return found


def claim_tables(published):
    """Find the published tables that have a row for each claim and name the number that it rests on.

    Parameters
    ----------
    published : dict
        From `reviewbook.display.outputs.read`.

    Returns
    -------
    list of dict
        Tabular Data Resources.
    """
    tables = [table for output in published.values() for table in output.tables.values()]
    return [t for t in tables if {"claim_id", "number"} <= {field["name"] for field in t["schema"]["fields"]}]


def setup(app):
    """Register the directive."""
    app.add_directive("numbers-register", Register)
