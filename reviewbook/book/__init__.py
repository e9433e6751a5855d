"""The Sphinx extension: published outputs into pages, a site and the PDF."""

from reviewbook.book import build, pages, paper, site


def setup(app):
    """Register every room with Sphinx."""
    for room in (pages, paper, site, build):
        room.setup(app)
    # it numbers what all pages have, once all are read, and does not say so
    app.extensions["sphinx_multitoc_numbering"].parallel_read_safe = True
    return {"parallel_read_safe": True, "parallel_write_safe": True}
