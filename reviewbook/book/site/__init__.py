"""The web around the pages: what they load, what stands in their head and foot, what a reader takes away."""

from reviewbook.book.site import assets, card, downloads, footer, head, hints, mathematics, theme


def setup(app):
    """Register what makes pages a site."""
    for part in (mathematics, theme, assets, hints, downloads, head, footer, card):
        part.setup(app)
