"""The web around the pages: what they load, what stands in their head and foot, what a reader takes away."""

from pathlib import Path
from shutil import copyfile

from sphinx.application import Sphinx

from reviewbook import forking
from reviewbook.book import programs, state
from reviewbook.book.opened import cards
from reviewbook.book.pages import excerpt, figure
from reviewbook.book.site import (
    assets,
    card,
    cells,
    downloads,
    footer,
    head,
    hints,
    mathematics,
    search,
    sheets,
    theme,
    tiles,
)
from reviewbook.edition import project


def setup(app: Sphinx) -> None:
    """Register what makes pages a site, and what is added to it at the end."""
    for part in (mathematics, theme, assets, cells, hints, head, footer, search, tiles):
        part.setup(app)
    app.connect("build-finished", _finish)


def _finish(app: Sphinx, exception: Exception | None) -> None:
    if not exception and app.builder.format == "html":
        folder, place, edition = Path(app.srcdir), Path(app.outdir), app.config.edition
        others = forking.beside(lambda: _write_beside(app, place))
        theme.complete(app, place)
        search.write(app, place)
        for page in app.env.found_docs:
            # Sphinx has copied what is still in the place of a notebook that has run
            source = Path(app.env.doc2path(page))
            if (lying := project.lying(source)) != source:
                copyfile(lying, place / "_sources" / app.env.doc2path(page, base=False))
        downloads.write(folder, edition, place)
        programs.write(app, place)
        known = state.of(app)
        excerpt.write(known.published, place)
        figure.write(known.published, known.studies, place)
        (place / card.PATH).write_bytes(card.draw(edition))
        others()


def _write_beside(app: Sphinx, place: Path) -> None:
    """Write what rests on the pages alone, and on nothing else that is written at the end."""
    cards.write(app, place)
    sheets.reduce(place, Path(app.doctreedir).parent / "sheets")
