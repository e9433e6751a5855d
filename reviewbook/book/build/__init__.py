"""The way from sources to site and PDF, and all that is bent of Sphinx for it."""

from reviewbook.book.build import read, shortcuts, write


def setup(app):
    """Put in what makes a build quick."""
    for part in (shortcuts, read, write):
        part.setup(app)
