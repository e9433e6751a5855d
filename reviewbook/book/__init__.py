"""The Sphinx extension: published outputs into prose, figures, tables; page metadata; the PDF."""

from reviewbook.book import (
    assets,
    bibliography,
    card,
    colophon,
    crossreferences,
    downloads,
    excerpt,
    figures,
    freshness,
    mathematics,
    meanings,
    metadata,
    moved,
    notes,
    origin,
    outputs,
    pages,
    pdf,
    placement,
    prose,
    quotes,
    register,
    rewriting,
    scenario,
    tables,
    tags,
    web,
    whatif,
)


def setup(app):
    """Register every room of the wing with Sphinx."""
    for room in (
        *(
            metadata,
            outputs,
            prose,
            tables,
            placement,
            register,
            colophon,
            figures,
            bibliography,
            pdf,
            mathematics,
            web,
        ),
        *(
            assets,
            meanings,
            notes,
            whatif,
            moved,
            scenario,
            crossreferences,
            freshness,
            rewriting,
            pages,
            quotes,
            downloads,
            excerpt,
            tags,
            origin,
            card,
        ),
    ):
        room.setup(app)
    # it numbers what all pages have, once all are read, and does not say so
    app.extensions["sphinx_multitoc_numbering"].parallel_read_safe = True
    return {"parallel_read_safe": True, "parallel_write_safe": True}
