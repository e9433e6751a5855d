"""Open questions and claims as cards: folded and filtered on the web, whole on paper."""

from sphinx.application import Sphinx

from reviewbook.book.questions import cards, web


def setup(app: Sphinx) -> None:
    """Register the directives, and how cards are written on the web."""
    for part in (cards, web):
        part.setup(app)
