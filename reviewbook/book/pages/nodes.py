"""What the book adds to the document tree; every builder says how it writes these."""

from docutils import nodes
from sphinx.environment import BuildEnvironment

# Where a node and all in it is printed, a list of these; `book.paper.destination` reads the mark that an author makes.
GOES_TO = "goes-to"
ARTICLE, SUPPLEMENT, DATA, WEB = "article", "supplement", "data", "web"


class number(nodes.Inline, nodes.TextElement):
    """A published number in a sentence: attribute ``key``; its children are its text."""


class counted(nodes.Inline, nodes.TextElement):
    """A count that a reader can make: attribute ``choice``, from `reviewbook.evidence.counting.choices.address`."""


class sourced(nodes.Inline, nodes.TextElement):
    """The content of a cell that was coded: attributes ``basis``, ``source`` and ``places``.

    The source says where it stands in the article; places that it names and that have an address are in the last one.
    """


class folded_rows(nodes.General, nodes.Element):
    """The rows of a published table while pages are read: its children are the cells, each different one once.

    Attribute ``rows``: for each row its names, and the places of its cells among the children. What Sphinx does to a
    page it does to every node of it, some hundred times.
    """


class figure_output(nodes.General, nodes.Element):
    """A published figure: attributes ``key``, ``figure`` (Plotly's JSON) and ``alt``; stands in a ``figure``.

    Until references are resolved its children are those to the tables that have its values, ``tables`` are the labels
    of these, and ``holds`` is what they have of it; then ``alt`` says it, and there are no children.
    """


class tiles_output(nodes.General, nodes.Element):
    """A published figure that the web shows as tiles in words: attributes as those of `figure_output`."""


def is_figure(node: nodes.Node) -> bool:
    """Tell whether a node is a published figure."""
    return isinstance(node, (figure_output, tiles_output))


class unnumbered_figure(nodes.figure):
    """A figure with a caption and no number."""


class unnumbered_table(nodes.table):
    """A table with a title and no number."""


def unnumbered(shown: nodes.figure | nodes.table) -> nodes.Element:
    """Keep Sphinx, which numbers by the kind of a node, from numbering a figure or a table."""
    kind = unnumbered_figure if isinstance(shown, nodes.figure) else unnumbered_table
    made = kind("", *shown.children, **shown.attributes)
    made.source, made.line = shown.source, shown.line
    return made


def of_set(name: str, *shown: nodes.Node) -> nodes.container:
    """Keep together what is shown of one set, ``updated`` or ``published``, as the reader chooses on the web."""
    return nodes.container("", *shown, classes=["of-set", f"as-{name}"])


def in_line(name: str, *said: nodes.Node) -> nodes.inline:
    """Keep together what a sentence says of one set, as `of_set` does; who cannot choose reads what is updated."""
    return nodes.inline("", "", *said, classes=[f"as-{name}"])


def is_of_article(node: nodes.Node) -> bool:
    """Tell whether a node is of what the article has alone, and stands beside one that is updated."""
    return isinstance(node, (nodes.container, nodes.inline)) and "as-published" in node["classes"]


def called(env: BuildEnvironment, page: str, shown: nodes.Element) -> str:
    """Say how Sphinx calls a figure or a table of a page, as "Table S4"; empty where it has no number."""
    kind = env.domains["std"].get_enumerable_node_type(shown)
    numbers = env.toc_fignumbers.get(page, {}).get(kind or "", {})
    found = next((numbers[name] for name in shown["ids"] if name in numbers), None)
    return env.config.numfig_format[kind] % ".".join(map(str, found)) if found else ""
