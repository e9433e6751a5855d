"""What programs, and people who go on with a figure or a table, take from the site: files, twins of pages, drawings."""

from pathlib import Path

from sphinx.application import Sphinx

from reviewbook.book import state
from reviewbook.book.programs import files, taking, twin


def setup(app: Sphinx) -> None:
    """Register the directive, the menus of figures, and the twins."""
    for part in (files, taking, twin):
        part.setup(app)


def write(app: Sphinx, place: Path) -> None:
    """Write into the site, at its end, what does not come with a page; after all that is in the manifest."""
    folder, edition, published = Path(app.srcdir), app.config.edition, state.of(app).published
    twin.write(app, folder, published, place)
    files.write(folder, edition, published, place)
