"""The ``dictionary`` directive: every column of every table, as the schema of the data describes it."""

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from reviewbook.evidence.tables import data

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


def setup(app):
    """Register the directive."""
    app.add_directive("dictionary", Dictionary)
