"""What the book adds to the document tree; every builder says how it writes these."""

from docutils import nodes


class number(nodes.Inline, nodes.TextElement):
    """A published number in a sentence: attributes ``key`` and ``meaning``; its children are its text."""


class sourced(nodes.Inline, nodes.TextElement):
    """The content of a cell that was coded: attributes ``basis`` and ``source``, where it stands in the article."""


class folded_rows(nodes.General, nodes.Element):
    """The rows of a published table while pages are read: its children are the cells, each different one once.

    Attribute ``rows``: for each row its names, and the places of its cells among the children. What Sphinx does to a
    page it does to every node of it, some hundred times.
    """


class figure_output(nodes.General, nodes.Element):
    """A published figure: attributes ``key``, ``figure`` (Plotly's JSON) and ``alt``; stands in a ``figure``."""
