"""The picture that a link to the book shows where it is shared: its title, the article, and the version."""

from typing import Any

import typst

from reviewbook.book.paper import drawing
from reviewbook.book.paper.text import string

PATH = "_static/card.png"
SIZE = (1200, 630)
ALTERNATIVE = "Title of the book, the article that it reproduces, and its version"
# 1200 by 630 pixels at 144 pixels to the inch
LAYOUT = """
#set page(width: 600pt, height: 315pt, margin: 42pt, fill: rgb("#1f3a5f"))
#set text(font: "Source Sans 3", fill: white, size: 15pt, hyphenate: false)
#set par(leading: 0.5em)
#text(size: 34pt, weight: 600, {title})
#v(6pt)
#text(size: 19pt, fill: rgb("#c9d8ea"), {subtitle})
#v(1fr)
#text(fill: rgb("#c9d8ea"), {article})
#v(4pt)
#text(fill: rgb("#c9d8ea"), {version})
"""


def draw(edition: dict[str, Any]) -> bytes:
    """Draw the picture: a PNG of 1200 by 630 pixels, the same for the same edition.

    References
    ----------
    The Open Graph protocol. https://ogp.me/
    """
    article = edition["article"]
    said = {
        "title": edition["title"],
        "subtitle": edition["subtitle"],
        "article": f"{article['people']} ({article['year']}), {article['journal']}",
        "version": f"Version {edition['version']}",
    }
    source = LAYOUT.format(**{name: string(text) for name, text in said.items()})
    return typst.compile(  # type: ignore[call-overload] # its stub wants fonts to be named as the source is given
        source.encode(), format="png", ppi=144, font_paths=[str(drawing.FONTS)], ignore_system_fonts=True
    )
