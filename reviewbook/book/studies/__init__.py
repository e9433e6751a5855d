"""All that is known of one study, in one place, to which its citations lead."""

from sphinx.application import Sphinx

from reviewbook.book.studies import citations, directives, folded


def setup(app: Sphinx) -> None:
    """Register the directives, where citations lead, and what is folded."""
    directives.setup(app)
    citations.setup(app)
    folded.setup(app)
