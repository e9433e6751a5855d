"""A published table as a table of the document tree."""

import re
from collections import Counter
from collections.abc import Callable, Container, Mapping, Sized
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util.nodes import explicit_title_re

from reviewbook.book.pages.nodes import counted, folded_rows, number, sourced
from reviewbook.display import markup, wording

# what turns a line of MyST into nodes
Parse = Callable[[str], list[nodes.Node]]
WIDEST = 28
HIDDEN = ("anchor", "key")
# A page, with the name of a place in it.
PLACE = re.compile(r"[\w/.-]+(?:#[\w.-]+)?")
# What is not only prose stands letter for letter, where prose has its quotation marks and dashes set.
CODE = re.compile(r"[<>{}\[\]`\\$*^|]|--|\.\.\.|=[\"']")
# rows from which a table on the web can be sorted and searched
MANY = 6


class Reference(XRefRole):
    """Refer to a place as Sphinx does; of a text with other angle brackets, the last ones hold the name."""

    # Stands for that of `ReferenceRole`, which takes the first ones, so that a question with `<` led nowhere.
    explicit_title_re = explicit_title_re


def build(
    resource: Mapping[str, Any], key: str, title: nodes.title, parse: Parse, numbers: Container[str] = ()
) -> nodes.table:
    """Build a table from a published Tabular Data Resource.

    Parameters
    ----------
    key
        ``notebook.name`` of the table.
    numbers
        Keys of all published numbers, ``notebook.name``: a cell that holds one of them opens.

    Returns
    -------
    docutils.nodes.table
        A column with the format ``anchor`` is not shown: it gives each row its permanent name. Nor is one with the
        format ``key``, which names a published number. Cells of a column that say the same are one node. Those of a
        column with ``categories`` have the place of their word among them, as ``rank``.
    """
    fields = [field for field in resource["schema"]["fields"] if field.get("format") not in HIDDEN]
    anchors = [field["name"] for field in resource["schema"]["fields"] if field.get("format") == "anchor"]
    traces, named = (resource.get(kind) or [{} for _ in resource["data"]] for kind in ("sources", "numbers"))
    notebook = key.partition(".")[0]
    group = nodes.tgroup(cols=len(fields))
    group += [nodes.colspec(colwidth=_width(field, resource["data"])) for field in fields]
    group += nodes.thead("", nodes.row("", *[_entry(field, field["title"]) for field in fields]))
    body = nodes.tbody()
    made: dict[Any, nodes.entry] = {}
    for row, trace, names in zip(resource["data"], traces, named, strict=True):
        cells, keys = [], {column: number_key(notebook, name) for column, name in names.items() if name}
        for field in fields:
            value, told, called = row[field["name"]], trace.get(field["name"]), keys.get(field["name"])
            said = field["name"], repr(value), told and (told["basis"], told["text"]), called
            if said not in made:
                known = called and (is_count(called) or called in numbers)
                made[said] = _cell(field, value, told, called if known else None, parse)
            cells.append(made[said])
        body += nodes.row("", *cells, ids=[row[name] for name in anchors])
    group += body
    return nodes.table("", title, group, classes=kinds(resource["data"]), key=key)


def number_key(notebook: str, name: str) -> str:
    """Give the key of a number that a table of a notebook names: one of its own by its name, another by its key.

    What `choices.address` wrote stays as it is.

    >>> number_key("lamps", "n_lamps"), number_key("lamps", "rooms.n_rooms"), number_key("lamps", "?of=lit")
    ('lamps.n_lamps', 'rooms.n_rooms', '?of=lit')
    """
    return name if "." in name or is_count(name) else f"{notebook}.{name}"


def is_count(key: str) -> bool:
    """Tell whether a key is of a count that a reader can make, by its choices, and not of a published number."""
    return key.startswith("?")


def kinds(rows: Sized) -> list[str]:
    """Say what a table of such rows is on the web: one that is filtered with its page, and, if it is long, sorted."""
    return ["published", "sortable"] if len(rows) >= MANY else ["published"]


def fold(table: nodes.table) -> None:
    """Keep each different cell of a table once, until it is written; the table is changed in place."""
    (body,) = table.findall(nodes.tbody)
    cells = {id(cell): cell for row in body.children for cell in row.children}
    places = {key: place for place, key in enumerate(cells)}
    shown = [(row["ids"], [places[id(cell)] for cell in row.children]) for row in body.children]
    often = Counter(place for _, row in shown for place in row)
    for place, cell in enumerate(cells.values()):
        # what stands in several places cannot have a name
        for node in cell.findall(nodes.Element) if often[place] > 1 else ():
            node["ids"] = []
    body.children = []
    body += folded_rows("", *cells.values(), rows=shown)


def rows_of(part: nodes.Element) -> list[nodes.row]:
    """List the rows of the head or the body of a table; if it was folded, cells that say the same are one node."""
    found: list[Any] = []
    for child in part.children:
        if isinstance(child, folded_rows):
            unfolded = [nodes.row("", *[child[place] for place in row], ids=names) for names, row in child["rows"]]
            for row in unfolded:
                row.parent = part
            found += unfolded
        else:
            found.append(child)
    return found


def is_sortable(node: nodes.Node) -> bool:
    """Tell whether a node is a table that a reader can sort and search on the web."""
    return isinstance(node, nodes.table) and "sortable" in node["classes"]


def is_takeable(node: nodes.Node) -> bool:
    """Tell whether a node is a published table that a reader can take from the web: one that has a name, or is long."""
    return isinstance(node, nodes.table) and "published" in node["classes"] and (bool(node["ids"]) or is_sortable(node))


def name_rows(table: nodes.table, env: BuildEnvironment) -> None:
    """Make every row that has a permanent name a place that any page can refer to."""
    labels: Any = env.get_domain("std")
    for row in table.findall(nodes.row):
        for name in row["ids"]:
            labels.anonlabels[name] = env.docname, name
            labels.labels[name] = env.docname, name, name


def _cell(
    field: dict[str, Any], value: Any, trace: dict[str, Any] | None, called: str | None, parse: Parse
) -> nodes.entry:
    shown: list[nodes.Node]
    if value is None:
        shown = [nodes.inline("", wording.MISSING, classes=["missing"])]
    elif field.get("format") == "citation":
        shown = parse(markup.citation(value))
    elif field.get("format") == "markup":
        shown = parse(value)
    elif field.get("format") == "code":
        shown = [nodes.literal("", value)]
    elif field.get("format") == "notebook":
        shown = parse(f"{{doc}}`{value} </notebooks/{value}>`")
    elif field.get("format") == "place" and PLACE.fullmatch(value):
        shown = parse(_link(value))
    elif field.get("format") == "paragraphs":
        return _ranked(_entry(field, *value.split("\n")), field, value.split("\n")[0])
    else:
        shown = [nodes.Text(wording.text(value, field.get("format")))]
    if called and value is not None:
        shown = [opening(called, *shown)]
    if trace:
        told = {"source": trace["text"], "places": trace.get("places", {})}
        shown = [sourced("", "", *shown, basis=trace["basis"], **told)]
    return _ranked(
        as_it_stands(nodes.entry("", nodes.paragraph("", "", *shown), classes=_classes(field))), field, value
    )


def opening(key: str, *shown: nodes.Node) -> nodes.Element:
    """Make the node of a number, or of a count that a reader can make, that opens."""
    return counted("", "", *shown, choice=key) if is_count(key) else number("", "", *shown, key=key)


def _ranked(cell: nodes.entry, field: dict[str, Any], word: Any) -> nodes.entry:
    """Give a cell of a column whose words have an order the place of its word; what is missing stands last."""
    if words := field.get("categories"):
        cell["rank"] = words.index(word) if word in words else len(words)
    return cell


def _link(place: str) -> str:
    """Refer to a figure or table by its number, to anything else by the title of its page."""
    page, _, name = place.partition("#")
    return f"{{numref}}`{name}`" if name.startswith(("fig-", "tab-")) else f"{{doc}}`/{page}`"


def _entry(field: dict[str, Any], *paragraphs: str) -> nodes.entry:
    # what the first does not say is found where it stands alone
    kinds = [[], *[["again"] if field.get("again") else []] * (len(paragraphs) - 1)]
    told = [nodes.paragraph("", text, classes=kind) for text, kind in zip(paragraphs, kinds, strict=True)]
    return as_it_stands(nodes.entry("", *told, classes=_classes(field)))


def as_it_stands(node: nodes.Element) -> Any:
    """Keep Sphinx from setting other quotation marks and dashes in what is not only prose."""
    if CODE.search(node.astext()):
        node["support_smartquotes"] = False
    return node


def _classes(field: dict[str, Any]) -> list[str]:
    return ["number"] if field["type"] in ("integer", "number") else []


def _width(field: dict[str, Any], rows: list[dict[str, Any]]) -> int:
    if field.get("format") == "place":
        return WIDEST // 2
    cells = (wording.text(row[field["name"]], field.get("format")) for row in rows)
    texts = [field["title"], *(map(markup.words, cells) if field.get("format") == "markup" else cells)]
    longest_word = max(len(word) for text in texts for word in text.split() or [""])
    return max(longest_word, min(max(map(len, texts)), WIDEST))


def setup(app: Sphinx) -> None:
    """Register how rows are referred to."""
    role = Reference(lowercase=True, innernodeclass=nodes.inline, warn_dangling=True)
    app.add_role_to_domain("std", "ref", role, override=True)
