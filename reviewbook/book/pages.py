"""Parts of pages that are made from files: the data dictionary, the instruments, the citations, this edition."""

from datetime import date
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.domains.std import Glossary
from sphinx.util.docutils import SphinxDirective

from reviewbook.book import citation, downloads
from reviewbook.book.nodes import figure_output
from reviewbook.book.outputs import UnknownOutput, find
from reviewbook.evidence import data

LANGUAGES = {"bibtex": ("BibTeX", "bibtex"), "ris": ("RIS", "none"), "csl": ("CSL-JSON", "json")}
BOUNDS = {"minimum": "at least {}", "maximum": "at most {}", "pattern": "as {}"}


class Dictionary(SphinxDirective):
    """Describe every table of the data, column by column, as ``data/datapackage.json`` does."""

    def run(self):
        """Build a section for each table."""
        self.env.note_dependency("data/datapackage.json")
        return [_table_section(resource) for resource in data.schema(self.env.srcdir)["resources"]]


def _table_section(resource):
    keys = {}
    for key in resource["schema"].get("foreignKeys", []):
        keys[key["fields"]] = key["reference"]
    titles = ("Column", "Type", "Values", "Meaning")
    rows = [_column(field, keys.get(field["name"]), resource) for field in resource["schema"]["fields"]]
    return nodes.section(
        "",
        nodes.title("", resource["title"]),
        nodes.paragraph(
            "", "", nodes.literal("", f"data/{resource['path']}"), nodes.Text(f" – {resource['description']}")
        ),
        _table([[[nodes.Text(title)] for title in titles]], rows, widths=(20, 14, 28, 38)),
        ids=[f"data-{resource['name']}"],
        names=[],
    )


def _column(field, reference, resource):
    limits = field.get("constraints", {})
    kind = ", ".join([field["type"], *([field["unit"]] if "unit" in field else [])])
    values = [", ".join(map(str, limits["enum"]))] if "enum" in limits else []
    values += [said.format(limits[limit]) for limit, said in BOUNDS.items() if limit in limits]
    values += ["never repeated"] if limits.get("unique") else []
    values += [f"empty: {missing['label']}" for missing in field.get("missingValues", []) if missing.get("label")]
    values += ["never empty"] if limits.get("required") else []
    meaning = [nodes.Text(field["description"])]
    if field["name"] in resource["schema"]["primaryKey"]:
        meaning.append(
            nodes.Text(" Key of the table." if len(resource["schema"]["primaryKey"]) == 1 else " Part of the key.")
        )
    if reference:
        target = nodes.reference("", reference["resource"], refid=f"data-{reference['resource']}", internal=True)
        meaning += [nodes.Text(" A row of "), target, nodes.Text(".")]
    return [[nodes.literal("", field["name"])], [nodes.Text(kind)], [nodes.Text("; ".join(values))], meaning]


def _table(heads, rows, widths):
    group = nodes.tgroup(cols=len(widths))
    group += [nodes.colspec(colwidth=width) for width in widths]
    for kind, lines in ((nodes.thead, heads), (nodes.tbody, rows)):
        cells = ([nodes.entry("", nodes.paragraph("", "", *cell)) for cell in line] for line in lines)
        group += kind("", *[nodes.row("", *line) for line in cells])
    return nodes.table("", group, classes=["dictionary"])


class Instruments(Glossary):
    """Explain every instrument of ``data/instruments.csv`` under its abbreviation and its name."""

    def run(self):
        """Write the entries as a glossary, so that the search and other pages find them."""
        for table in ("instruments", "assessments"):
            self.env.note_dependency(f"data/{table}.csv")
        review = data.load(Path(self.env.srcdir))
        used = review.assessments.dropna(subset="instrument_id").groupby("instrument_id").study_id.unique()
        lines = []
        for instrument in review.instruments.sort_values("name").fillna("").to_dict("records"):
            studies = used.get(instrument["instrument_id"], ())
            lines += [instrument["name"], instrument["abbreviation"]]
            lines += [f"  {said}" for said in _explained(instrument, studies)] + [""]
        self.content = StringList(lines, source="data/instruments.csv")
        return super().run()


def _explained(instrument, studies):
    """Write what is known of an instrument, a sentence each."""
    if instrument["family"] != instrument["name"]:
        yield f"It belongs to the {instrument['family']}."
    if instrument["rater_as_described"]:
        yield f"The article describes it as rated by the {instrument['rater_as_described']}."
    if instrument["reference"]:
        yield f"The work cited for it is {{cite:t}}`{instrument['reference']}`."
    # one by one, as sphinxcontrib-bibtex goes one call deeper for each further key in a citation
    cited = [f"{{cite:t}}`{study_id}`" for study_id in studies]
    who = ", ".join(cited[:-1]) + ("," * (len(cited) > 2) + " and " if cited[1:] else "") + "".join(cited[-1:])
    yield f"It was used by {who}." if cited else "No included study is reported to have used it."


class Citations(SphinxDirective):
    """Print the citation of ``edition`` or ``article`` in every format."""

    required_arguments = 1

    def run(self):
        """Build the text, then a block for each format with its file."""
        work = self.arguments[0]
        for name in ("CITATION.cff", "references.bib"):
            self.env.note_dependency(name)
        written = citation.formats(Path(self.env.srcdir))[work]
        made = [nodes.block_quote("", nodes.paragraph("", "", *_linked(written["text"])))]
        for form, (name, language) in LANGUAGES.items():
            link = _download(self.env.docname, downloads.cited(work, form), f"Download as {name}")
            lines = written[form].rstrip()
            made += [
                nodes.rubric("", name),
                nodes.literal_block(lines, lines, language=language, classes=["citation"]),
                addnodes.only("", nodes.paragraph("", "", link, classes=["download"]), expr="html"),
            ]
        return made


class Edition(SphinxDirective):
    """Say which edition this is and what can be taken away; the PDF says so on its title page."""

    def run(self):
        """Build a line of facts and a line of links."""
        edition = self.config.edition
        day = date.fromisoformat(edition["date"])
        facts = f"Version {edition['version']} of {day.day} {day:%B %Y}"
        here = self.env.docname
        links = [
            _download(here, downloads.pdf(edition), "PDF"),
            _download(here, downloads.archive(edition), "Data"),
            addnodes.pending_xref(
                "",
                nodes.inline("", "How to cite"),
                refdomain="std",
                reftype="doc",
                reftarget="/chapters/cite",
                refexplicit=True,
                refdoc=here,
                refwarn=True,
            ),
        ]
        items = nodes.bullet_list("", *[nodes.list_item("", nodes.paragraph("", "", link)) for link in links])
        items["classes"] = ["takeaway"]
        return [addnodes.only("", nodes.paragraph("", facts, classes=["facts"]), items, expr="html")]


class Glance(SphinxDirective):
    """Show a published figure at the entrance; it has its number where it is explained, and stands there in the PDF."""

    required_arguments = 1
    has_content = True

    def run(self):
        """Build a figure whose words are no caption, so that it is not numbered."""
        key = self.arguments[0]
        try:
            found = find(self.env.app.published, "figures", key)
        except UnknownOutput as error:
            return [self.state_machine.reporter.error(str(error), line=self.lineno)]
        said = nodes.legend()
        self.state.nested_parse(self.content, self.content_offset, said)
        drawn = figure_output(key=key, figure=found["figure"], alt=found["alt"])
        return [addnodes.only("", nodes.figure("", drawn, said), expr="html")]


def _linked(text):
    """Make the DOI at the end of a citation a link."""
    before, resolver, doi = text.rpartition("https://doi.org/")
    address = resolver + doi
    return [nodes.Text(before), nodes.reference("", address, refuri=address)] if resolver else [nodes.Text(text)]


def _download(page, path, text):
    """Link to a file of the site, which lies beside the folder of the page."""
    return nodes.reference("", text, refuri="../" * page.count("/") + path, internal=True)


def setup(app):
    """Register the directives."""
    app.add_directive("dictionary", Dictionary)
    app.add_directive("instruments", Instruments)
    app.add_directive("citations", Citations)
    app.add_directive("edition", Edition)
    app.add_directive("glance", Glance)
