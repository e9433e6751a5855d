"""Reads the alternative texts of the figures of a site, and to which tables they point."""

import html
import re

from folded import whole

FIGURE = re.compile(
    r'<figure class="align-center"(?: id="([\w-]+)")?>(?:(?!</figure>).)*?role="img" aria-label="([^"]*)"', re.DOTALL
)
TABLE = re.compile(r'<table class="[^"]*" id="([\w-]+)">\s*<caption>\s*<span class="caption-number">([^<]+?)\s*</span>')
POINTER = re.compile(r" The ([\w ]+) are in (Table \w+)(?: and (Table \w+))?\.")


def read(site):
    """Each figure of a site, by page and in order: its label, its alternative text and the labels of its tables.

    A figure that stands without a number beside another has no label; a table that is not in the site is None.
    """
    sources = {path: whole(site, path.relative_to(site).as_posix()) for path in sorted(site.rglob("*.html"))}
    tables = {number: label for source in sources.values() for label, number in TABLE.findall(source)}
    return [
        (label or None, text := html.unescape(said), pointed(text, tables))
        for source in sources.values()
        for label, said in FIGURE.findall(source)
    ]


def pointed(text, tables):
    """The labels of the tables with which a text ends, by number."""
    end = re.search(rf"{POINTER.pattern}$", text)
    return [tables.get(number) for number in end.groups()[1:] if number] if end else []
