"""A reader counts by other rules: the page looks up what the notebook computed."""

from sphinx.application import Sphinx

from reviewbook.book.recount import whatif


def setup(app: Sphinx) -> None:
    """Register the directive."""
    whatif.setup(app)
