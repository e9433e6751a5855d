"""The made book with a text that acts in each text cell, shown by what the book itself shows its tables with."""

import csv
import io
import json
import re

import made_book
import pytest
from copies import FOLDER

# What acts in HTML, MyST, Jinja, Typst, LaTeX, Plotly or a spreadsheet, after the name of the cell's column.
ACTS = (
    "<img src=x onerror=\"hit('{0}')\"><script>hit('{0}')</script> <!-- <script> ]]> &amp; </script> "
    "`x` {{raw-html}}`<b>` {{{{ 7 * 7 }}}} {{% x %}} $x$ *a* __b__ [d](javascript:hit()) | ::: #panic() "
    "@e <label> \\textbf{{f}} %{{x}} -- ... \U0001f600"
)
# Columns whose text is tied to something else, so that a text that acts is refused where the data are checked.
TIED = {
    "studies.study": "the authors and the year of references.bib",
    "checklist.where": "a page of the book, and a place on it",
    "instruments.reference": "a key of references.bib",
    "platforms.address": "an address",
    "platforms.neighbouring_words": "how its parser reads",
    "claims.withdrawn": "a row that has it is in no table",
    "questions.withdrawn": "a row that has it is in no table",
    "claims.printed": "what the number is compared with",
    "platforms.source_id": "a source_id of searches",
    "searches.query": "a search string that a parser reads",
    "questions.reference": "a key of references.bib",
    "outside_evidence.reference": "a key of references.bib",
}
# Parts of keys that are words, and printed; a domain is named by its findings, too.
WORDS = {"therapists": ["profession"], "outcome_domains": ["outcome_domain"], "findings": ["outcome_domain"]}
# what the notebooks of the book say of another review than the made one
OTHERWISE = {'"2024"': '"2020"'}
# Every table with all its columns, as a reader of the data would want it.
# What a table is called, of which the search shows its title.
CAPTION = "What treatments has <img src=x onerror=hit(1)>"
# tables whose rows are cards
CARDS = {"questions": ["article", "abstracts", "coding"], "reproduction": ["table", "own"]}
LAST, GLOSSARY = "      - file: notebooks/direction\n", "      - file: chapters/glossary\n"
EVERYTHING = """\
from reviewbook.display import publish
from reviewbook.evidence.tables import data

review = data.load()"""
OUTPUT = re.compile(r'publish\.(table|figure)\(\s*(?:of\.named\()?"(\w+)"')


def text(table, column):
    """What stands in each cell of a column."""
    return f"{table}.{column} " + ACTS.format(f"{table}.{column}")


def columns():
    """The columns that hold text of any words, by table."""
    schema = json.loads((FOLDER / "data" / "datapackage.json").read_text(encoding="utf-8"))
    found = {}
    # the made book, which is filled with them, has no table of what an update brings
    for resource in [one for one in schema["resources"] if one["name"] in {*made_book.TABLES, "sources"}]:
        keys = {*resource["schema"]["primaryKey"]}
        keys |= {name for key in resource["schema"].get("foreignKeys", []) for name in [key["fields"]]}
        free = [
            field["name"]
            for field in resource["schema"]["fields"]
            if field["type"] == "string"
            and not {"enum", "pattern"} & field.get("constraints", {}).keys()
            and field["name"] not in keys
            and f"{resource['name']}.{field['name']}" not in TIED
        ]
        found[resource["name"]] = free + WORDS.get(resource["name"], [])
    return found


def planted(name, content):
    """Put the text of its column into each cell that has one."""
    # the made book has a notebook of its own for this number
    rows = list(csv.DictReader(content.replace("light.total", "characteristics.total").splitlines()))
    for row in rows:
        for column in columns()[name]:
            if row.get(column) or column not in row:
                row[column] = made(name, column, row)
    written = io.StringIO()
    writer = csv.DictWriter(written, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def made(name, column, row):
    """The text of a cell, after what was there; of a domain that of the domain, so that findings go on to name it."""
    return f"{row.get(column) or ''} {text('outcome_domains' if column == 'outcome_domain' else name, column)}".strip()


def write(folder):
    """Write the book, in whose tables each text acts, and whose notebooks are those of the book itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made_book, "TABLES", {name: planted(name, content) for name, content in made_book.TABLES.items()})
        patch.setattr(made_book, "NOTEBOOKS", {"light": made_book.NOTEBOOKS["light"], **notebooks()})
        pages = "".join(f"      - file: notebooks/{name}\n" for name in notebooks() if name != "direction")
        patch.setattr(made_book, "CONTENTS", made_book.CONTENTS.replace(LAST, f"{LAST}{pages}") + GLOSSARY)
        patch.setattr(made_book, "COPIED", [*made_book.COPIED, "glossary.md"])
        made_book.write(folder)
    path = folder / "data" / "sources.csv"
    lines = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    made_book._write_csv(path, list(lines[0]), [line | {"note": text("sources", "note")} for line in lines])
    return folder


def notebooks():
    """The notebooks of the book, with all that they publish on one page, and one that publishes every table."""
    found = {}
    for path in sorted((FOLDER / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        for real, other in OTHERWISE.items():
            code = [source.replace(real, other) for source in code]
        as_cards = CARDS.get(path.stem, [])
        placed = [one for source in code for one in OUTPUT.findall(source) if one[1] not in as_cards]
        outputs = [output(path.stem, name, kind) for kind, name in placed]
        if as_cards:
            keys, titles = (f"{path.stem}.{name}" for name in as_cards), (name.capitalize() for name in as_cards)
            outputs.append(f"```{{cards}} {' '.join(keys)}\n" + "\n\n".join(titles) + "\n```")
        if path.stem == "robustness":
            outputs.append("```{what-if} robustness\nIt stands in {numref}`tab-tallies`.\n```")
        found[path.stem] = [f"# What is in {path.stem}?", *code, *("\n\n".join(outputs),)]
    titles = {name: dict(zip(names, names, strict=True)) for name, names in columns().items() if names}
    del titles["sources"]
    calls = [f"publish.table({name!r}, review.{name}, {names!r})" for name, names in titles.items()]
    outputs = "\n\n".join(output("tables", name) for name in titles)
    return found | {"tables": ["# What is in the tables?", "least: int = 0  # nothing", EVERYTHING, *calls, outputs]}


def output(notebook_name, name, kind="table"):
    """The lines that place an output; one of them is referred to, also by every figure."""
    named = ":name: tab-tallies\n" if name == "tallies" else ":table: tab-tallies\n" if kind == "figure" else ""
    caption = (
        re.sub("[<>]", r"\\\g<0>", CAPTION)
        if (notebook_name, name) == ("tables", "treatments")
        else f"What {name} has."
    )
    return f"```{{output}} {notebook_name}.{name}\n{named}{caption}\n```"
