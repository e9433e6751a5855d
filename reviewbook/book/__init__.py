"""The Sphinx extension: published outputs into prose, figures, tables; page metadata; the PDF."""

from reviewbook.book import bibliography, figures, metadata, outputs, pdf, placement, prose, register


def setup(app):
    """Register every room of the wing with Sphinx."""
    for room in (metadata, outputs, prose, placement, register, figures, bibliography, pdf):
        room.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
