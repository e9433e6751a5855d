"""The picture that a link to the book shows where it is shared: its title, what it answers, and the version."""

from typing import Any

import typst

from reviewbook.book.drawings import drawing
from reviewbook.book.paper.text import string

PATH = "_static/card.png"
SIZE = (1200, 630)
# 1200 by 630 pixels at 144 pixels to the inch
LAYOUT = """
#set page(width: 600pt, height: 315pt, margin: (x: 36pt, y: 30pt), fill: rgb("#1f4e79"))
#set text(font: "Source Sans 3", fill: white, hyphenate: false)
#set par(leading: 0.45em)
#text(size: 24pt, weight: 600, {title})
#v(8pt)
// as large as it fits
#layout(space => {{
  let said(size) = text(size: size, {answer})
  let fits(size) = measure(block(width: space.width, said(size))).height <= 190pt
  let size = range(20, 9, step: -1).map(it => it * 1pt).find(fits)
  block(width: 100%, height: 194pt, inset: (top: 4pt), clip: true, said(if size == none {{ 10pt }} else {{ size }}))
}})
#v(1fr)
#text(size: 12pt, fill: rgb("#c9d8ea"), {source})
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
        "answer": edition["abstract"],
        "source": f"{edition['subtitle']}: {article['people']} ({article['year']}). Version {edition['version']}",
    }
    source = LAYOUT.format(**{name: string(text) for name, text in said.items()})
    return typst.compile(  # type: ignore[call-overload] # its stub wants fonts to be named as the source is given
        source.encode(), format="png", ppi=144, font_paths=[str(drawing.FONTS)], ignore_system_fonts=True
    )
