"""The ``dictionary`` and ``instruments`` directives: every column and every instrument, as the data describe them."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains.std import make_glossary_term
from sphinx.util.docutils import SphinxDirective

from reviewbook.book.pages.table import as_it_stands, kinds
from reviewbook.display import markup
from reviewbook.evidence.tables import data

BOUNDS = {"minimum": "at least {}", "maximum": "at most {}"}


class Dictionary(SphinxDirective):
    """Describe every table of the data, column by column, as ``data/datapackage.json`` does."""

    def run(self) -> list[nodes.Node]:
        """Build a section for each table."""
        self.env.note_dependency("data/datapackage.json")
        return [_table_section(resource) for resource in data.schema(Path(self.env.srcdir))["resources"]]


class Instruments(SphinxDirective):
    """Explain every instrument of ``data/instruments.csv`` under its abbreviation and its name."""

    def run(self) -> list[nodes.Node]:
        """Build the entries as those of a glossary, so that the search and other pages find them."""
        for table in ("instruments", "assessments", "documents", "passages", "sources"):
            self.env.note_dependency(f"data/{table}.csv")
        review = data.load(Path(self.env.srcdir))
        used = review.assessments.dropna(subset="instrument_id").groupby("instrument_id").study_id.unique()
        there = set(data.article(review).instruments.instrument_id)
        listed = nodes.definition_list("", classes=["glossary"])
        for instrument in review.instruments.sort_values("name").fillna("").to_dict("records"):
            own = instrument["instrument_id"]
            said = "\n".join(_explained(instrument, used.get(own, ()), own in there))
            told = nodes.paragraph("", "", *self.state.inline_text(said, self.lineno)[0])
            terms = [self._term(instrument[name]) for name in ("name", "abbreviation") if instrument[name]]
            listed += nodes.definition_list_item("", *terms, as_it_stands(nodes.definition("", told)))
        return [addnodes.glossary("", listed, sorted=False)]

    def _term(self, text: str) -> nodes.term:
        term = [nodes.Text(text)]
        return as_it_stands(
            make_glossary_term(
                self.env, term, None, "data/instruments.csv", self.lineno, node_id=None, document=self.state.document
            )
        )


def _table_section(resource: dict[str, Any]) -> nodes.section:
    keys = {name: key["reference"] for key in resource["schema"].get("foreignKeys", []) for name in key["fields"]}
    titles = ("Column", "Type", "Values", "Meaning")
    rows = [_column(field, keys.get(field["name"]), resource) for field in resource["schema"]["fields"]]
    file = nodes.literal("", f"data/{resource['path']}")
    return nodes.section(
        "",
        nodes.title("", resource["title"]),
        nodes.paragraph("", "", file, nodes.Text(f" – {resource['description']}")),
        _table([[[nodes.Text(title)] for title in titles]], rows, widths=(20, 14, 28, 38)),
        ids=[f"data-{resource['name']}"],
        names=[],
    )


def _column(
    field: dict[str, Any], reference: dict[str, str] | None, resource: dict[str, Any]
) -> list[list[nodes.Node]]:
    limits = field.get("constraints", {})
    kind = ", ".join([field["type"], *([field["unit"]] if "unit" in field else [])])
    values = [", ".join(map(str, limits["enum"]))] if "enum" in limits else []
    values += [said.format(limits[limit]) for limit, said in BOUNDS.items() if limit in limits]
    values += ["never repeated"] if limits.get("unique") else []
    values += [f"empty: {missing['label']}" for missing in field.get("missingValues", []) if missing.get("label")]
    values += ["never empty"] if limits.get("required") else []
    meaning: list[nodes.Node] = [nodes.Text(field["description"])]
    if field["name"] in (key := resource["schema"]["primaryKey"]):
        meaning.append(nodes.Text(" Key of the table." if len(key) == 1 else " Part of the key."))
    if reference:
        target = nodes.reference("", reference["resource"], refid=f"data-{reference['resource']}", internal=True)
        meaning += [nodes.Text(" A row of "), target, nodes.Text(".")]
    told: list[nodes.Node] = [nodes.Text("; ".join(values))]
    if "pattern" in limits:
        form = nodes.literal("", limits["pattern"])
        told = [nodes.Text("of the form "), form, *([nodes.Text("; "), *told] if values else [])]
    return [[nodes.literal("", field["name"])], [nodes.Text(kind)], told, meaning]


def _table(
    heads: Iterable[list[list[nodes.Node]]], rows: list[list[list[nodes.Node]]], widths: tuple[int, ...]
) -> nodes.table:
    group = nodes.tgroup(cols=len(widths))
    group += [nodes.colspec(colwidth=width) for width in widths]
    for kind, lines in ((nodes.thead, heads), (nodes.tbody, rows)):
        cells = ([nodes.entry("", nodes.paragraph("", "", *cell)) for cell in line] for line in lines)
        group += kind("", *[nodes.row("", *line) for line in cells])
    return nodes.table("", group, classes=["dictionary", *kinds(rows)])


def _explained(instrument: dict[str, str], studies: Iterable[str], in_article: bool) -> Iterator[str]:
    """Write what is known of an instrument, a sentence each; of one of an update the article says nothing."""
    if instrument["family"] != instrument["name"]:
        yield f"It belongs to the {markup.myst(instrument['family'])}."
    measures = instrument["measures"]
    yield f"It measures {markup.myst(measures)}." if measures else "What it measures is not reported."
    if instrument["rater_as_described"]:
        said = "The article describes it" if in_article else "It is described"
        yield f"{said} as rated by the {markup.myst(instrument['rater_as_described'])}."
    else:
        yield "Who rates it is not reported."
    if instrument["reference"]:
        yield f"The work cited for it is {markup.citation(instrument['reference'])}."
    # one by one, as sphinxcontrib-bibtex goes one call deeper for each further key in a citation
    cited = list(map(markup.citation, studies))
    who = ", ".join(cited[:-1]) + ("," * (len(cited) > 2) + " and " if cited[1:] else "") + "".join(cited[-1:])
    yield f"It was used by {who}." if cited else "No included study is reported to have used it."


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("dictionary", Dictionary)
    app.add_directive("instruments", Instruments)
