"""All that is known of one study, in one place, to which its citations lead."""

from sphinx.application import Sphinx

from reviewbook.book.studies import citations, directives


def setup(app: Sphinx) -> None:
    """Register the directives, and where citations lead."""
    directives.setup(app)
    citations.setup(app)
