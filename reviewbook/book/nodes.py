"""What the book adds to the document tree; every builder says how it writes these."""

from docutils import nodes


class number(nodes.Inline, nodes.TextElement):
    """A published number in a sentence: attributes ``key`` and ``meaning``; its children are its text."""


class sourced(nodes.Inline, nodes.TextElement):
    """The content of a cell that was coded: attributes ``basis`` and ``source``, where it stands in the article."""


class figure_output(nodes.General, nodes.Element):
    """A published figure: attributes ``key``, ``figure`` (Plotly's JSON) and ``alt``; stands in a ``figure``."""
