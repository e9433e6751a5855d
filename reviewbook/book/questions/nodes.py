"""What cards add to the document tree; the web and the PDF say how they write these."""

from docutils import nodes


class card_facets(nodes.General, nodes.Element):
    """What cards of a page can be filtered by: attributes ``plural`` (what they are), ``facets`` and ``other``.

    For each facet its name, title, and values: value, words, and how many cards have it. ``other`` names the key of a
    card of the other kind, to whose page a reader can go on, with what that page calls its cards.
    """


class folded_card(nodes.General, nodes.Element):
    """A card: attributes ``kind``, ``called``, ``said``, ``state`` (words) and ``facets`` (name to values).

    Its children are its body, its ``ids`` its key and its number.
    """
