"""A published table as a table of the document tree."""

from docutils import nodes

from reviewbook.book.nodes import sourced
from reviewbook.display import wording

WIDEST = 28


def build(resource, key, title, parse):
    """Build a table.

    Parameters
    ----------
    resource : dict
        A published Tabular Data Resource.
    key : str
        ``notebook.name`` of the table.
    title : docutils.nodes.title
        Its caption.
    parse : callable
        Turns a line of MyST into nodes.

    Returns
    -------
    docutils.nodes.table
        A column with the format ``anchor`` is not shown: it gives each row its permanent name.
    """
    fields = [field for field in resource["schema"]["fields"] if field.get("format") != "anchor"]
    anchors = [field["name"] for field in resource["schema"]["fields"] if field.get("format") == "anchor"]
    traces = resource.get("sources") or [{} for _ in resource["data"]]
    group = nodes.tgroup(cols=len(fields))
    group += [nodes.colspec(colwidth=_width(field, resource["data"])) for field in fields]
    group += nodes.thead("", nodes.row("", *[_entry(field, nodes.Text(field["title"])) for field in fields]))
    body = nodes.tbody()
    for row, trace in zip(resource["data"], traces, strict=True):
        cells = [
            _entry(field, *_content(field, row[field["name"]], trace.get(field["name"]), parse)) for field in fields
        ]
        body += nodes.row("", *cells, ids=[row[name] for name in anchors])
    group += body
    return nodes.table("", title, group, classes=["published"], key=key)


def _content(field, value, trace, parse):
    if field.get("format") == "citation" and value is not None:
        return parse(f"{{cite:t}}`{value}`")
    if value is None:
        shown = nodes.inline("", wording.MISSING, classes=["missing"])
    else:
        shown = nodes.Text(wording.text(value, field.get("format")))
    return [sourced("", "", shown, basis=trace["basis"], source=trace["text"]) if trace else shown]


def _entry(field, *content):
    classes = ["number"] if field["type"] in ("integer", "number") else []
    return nodes.entry("", nodes.paragraph("", "", *content), classes=classes)


def _width(field, rows):
    texts = [field["title"], *(wording.text(row[field["name"]], field.get("format")) for row in rows)]
    longest_word = max(len(word) for text in texts for word in text.split() or [""])
    return max(longest_word, min(max(map(len, texts)), WIDEST))
