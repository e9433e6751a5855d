"""A twin of every page in Markdown, beside it, and ``llms.txt``, which lists them and the files for programs.

References
----------
The /llms.txt file. https://llmstxt.org/
"""

import re
from collections.abc import Mapping, Set
from pathlib import Path
from posixpath import basename, dirname, normpath
from textwrap import shorten
from typing import Any
from urllib.parse import urljoin, urlsplit

from docutils import nodes
from sphinx.application import Sphinx

from reviewbook.book.programs import files
from reviewbook.book.programs.markdown import Writer
from reviewbook.display import wording
from reviewbook.display.outputs import Published
from reviewbook.edition import address, metadata
from reviewbook.manuscript import contents

# path below the site, name, and what is there
Link = tuple[str, str, str]
PAGE, ENDING = ".html", ".md"
DESCRIPTION = 160
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def setup(app: Sphinx) -> None:
    """Write a twin whenever its page is written."""
    app.connect("html-page-context", _write)


def path(page: str) -> str:
    """Name the twin of a page by the file of the page, both below the site.

    >>> path("chapters/methods.html")
    'chapters/methods.md'
    """
    return page.removesuffix(PAGE) + ENDING


def named(page: str) -> str:
    """Write the tag by which a page, named by its file, says where its twin is."""
    return f'<link rel="alternate" type="text/markdown" href="{basename(path(page))}" />'


def linked(page: str, leads: str, pages: Set[str]) -> str:
    """Lead from a twin where a link of its page leads: to a twin, but to a place within a page on the page itself.

    The pages, by their files below the site, are those that have twins.

    >>> pages = {"a.html", "notebooks/b.html"}
    >>> linked("chapters/a.html", "../notebooks/b.html", pages), linked("a.html", "#fig-1", pages)
    ('../notebooks/b.md', 'a.html#fig-1')
    >>> linked("a.html", "notebooks/b.html#c", pages), linked("a.html", "code/b.html", pages)
    ('notebooks/b.html#c', 'code/b.html')
    """
    found = urlsplit(leads)
    if found.scheme or found.netloc:
        return leads
    if found.fragment:
        return leads if found.path else f"{basename(page)}{leads}"
    return path(leads) if normpath(f"{dirname(page)}/{leads}".lstrip("/")) in pages else leads


def _write(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    if doctree is None:
        return
    pages = {app.builder.get_target_uri(one) for one in app.env.found_docs}
    here, up = app.builder.get_target_uri(page), address.above(page, app.config.root_doc)
    images = {source: f"{up}{app.builder.imagedir}/{name}" for source, name in app.builder.images.items()}
    writer = Writer(_numbers(app, page), lambda leads: linked(here, leads, pages), up, images)
    edition, whole = app.config.edition, urljoin(app.config.html_baseurl, here) if app.config.html_baseurl else ""
    source = whole or basename(here)
    day = wording.text(edition["date"], "date")
    told = f"[This page for a browser]({source}). Version {edition['version']} of {day}"
    place = Path(app.outdir, path(here))
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"{writer.page(doctree)}\n---\n\n{told}.\n", encoding="utf-8")


def _numbers(app: Sphinx, page: str) -> dict[str, str]:
    """Give each figure and table of a page its word and number."""
    return {
        name: app.config.numfig_format[kind] % ".".join(map(str, number))
        for kind, found in app.env.toc_fignumbers.get(page, {}).items()
        if kind in app.config.numfig_format
        for name, number in found.items()
    }


def write(app: Sphinx, folder: Path, published: Mapping[str, Published], place: Path) -> None:
    """Write the list of twins and files, at the top of the site."""

    def described(page: str) -> Link:
        twin = path(app.builder.get_target_uri(page))
        return twin, *_described((place / twin).read_text(encoding="utf-8"))

    sections = {title or "Pages": list(map(described, pages)) for title, pages in contents.parts(folder)}
    listed = [(name, name, what) for name, what in files.listed(folder, published) if name != files.INDEX]
    sections["Data"] = [*listed, (files.MANIFEST, files.MANIFEST, files.TITLES[files.MANIFEST])]
    written = index(app.config.edition, sections, app.config.html_baseurl)
    (place / files.INDEX).write_text(written, encoding="utf-8")


def index(edition: Mapping[str, Any], sections: Mapping[str, list[Link]], base: str = "") -> str:
    """Write the list: what the edition answers, then for each section a link to each page or file.

    Parameters
    ----------
    base
        Where the site is, with a slash at the end; addresses are relative where it is not known.

    >>> told = {"title": "Light", "subtitle": "", "abstract": "Yes.", "version": "2", "date": "2026"}
    >>> told["article"] = {"citation": "Doe, J. (2001)."}
    >>> print(index(told, {"Data": [("a.csv", "a.csv", "Lamps")]}).partition("##")[2].strip())
    Data
    <BLANKLINE>
    - [a.csv](a.csv): Lamps
    """
    told = [
        f"# {metadata.title(edition)}",
        f"> {' '.join(edition['abstract'].split())}",
        f"This is a reproducible edition, version {edition['version']} of {edition['date']}, of this article: "
        f"{edition['article']['citation']} Every number is computed from coded data.",
    ]
    for title, links in sections.items():
        lines = [f"- [{name}]({base}{where})" + (f": {what}" if what else "") for where, name, what in links]
        told.append("\n".join([f"## {title}", "", *lines]))
    return "\n\n".join(told) + "\n"


def _described(twin: str) -> tuple[str, str]:
    """Take the title of a page and the beginning of its first paragraph from its twin, without links."""
    title, *blocks = twin.split("\n\n")
    first = next((block for block in blocks if block[0].isalnum()), "")
    return title.lstrip("# "), shorten(LINK.sub(r"\1", first), DESCRIPTION, placeholder=" …")
