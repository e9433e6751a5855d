"""Where in the book a number stands, read from the pages that were written."""

import posixpath
import re
from collections.abc import Iterator
from html import unescape

from reviewbook.book.pages import register

# what opens and ends a section, its heading, and a link to a number
PARTS = re.compile(
    r'<section [^>]*?id="(?P<opens>[^"]+)"|(?P<ends></section>)|<h[1-6][^>]*>(?P<heading>.*?)</h[1-6]>'
    r'|<a [^>]*href="(?P<page>[^"#]*)#(?P<anchor>number-[^"]+)"',
    re.DOTALL,
)


def places(source: str, path: str) -> Iterator[tuple[str, str, str]]:
    """Give each number that a page names, and where: its anchor, the headings above it, and their address.

    >>> page = '<section id="lamps"><h1>Lamps</h1><p><a href="b.html#number-a-n">7</a></p></section>'
    >>> list(places(page, "a.html"))
    [('number-a-n', 'Lamps', 'a.html#lamps')]
    >>> list(places(page.replace("<section ", '<section class="lit" '), "a.html"))
    [('number-a-n', 'Lamps', 'a.html#lamps')]
    """
    around: list[tuple[str, list[str]]] = []
    for found in PARTS.finditer(source):
        if found["opens"]:
            around.append((found["opens"], []))
        elif found["ends"]:
            around and around.pop()
        elif found["heading"] is not None and around:
            around[-1][1].append(" ".join(unescape(re.sub("<[^>]*>", "", found["heading"])).split()))
        elif found["anchor"] and around:
            above = " › ".join(heading for _, headings in around for heading in headings)
            yield found["anchor"], above, f"{path}#{around[-1][0]}"


def all_places(pages: Iterator[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    """Say of each number where it stands, each section once, from the path and the source of each page.

    The register, in which every number has a row, does not count.
    """
    found: dict[str, dict[tuple[str, str], None]] = {}
    own = posixpath.splitext(register.PAGE)[0]
    for path, source in pages:
        if posixpath.splitext(path)[0] != own:
            for anchor, words, address in places(source, path):
                found.setdefault(anchor, {})[words, address] = None
    return {anchor: list(told) for anchor, told in found.items()}
