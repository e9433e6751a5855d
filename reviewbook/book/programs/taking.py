"""What a reader takes of a figure: its drawing, its data, and a reference to it; below every figure of the web."""

import re
from html import escape
from typing import Any
from urllib.parse import quote, urljoin

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from reviewbook.book.pages import figure
from reviewbook.book.pages.nodes import called, is_figure, is_of_article
from reviewbook.display import wording
from reviewbook.edition import address, metadata
from reviewbook.edition.works.citation import DRAFT
from reviewbook.edition.works.references import resolved

# whether the drawings of the PDF come with the site
DRAWN = "drawn"
FORMS = {"png": "PNG", "svg": "SVG", "csv": "CSV"}
SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")
# what a caption begins with where the article has the figure, too: the number, if it is that of another, and the set
OF_SET = re.compile(rf"(?:(.+?), )?({wording.UPDATED}|{wording.PUBLISHED})\. ", re.IGNORECASE)


class taken(nodes.General, nodes.Element):
    """What can be taken of a figure, by its ``key``, and its reference: ``number``, ``about``, ``page`` and ``place``.

    The number ("Figure 3") may be empty.
    """


def setup(app: Sphinx) -> None:
    """Register the menu, and whether there are drawings."""
    app.add_config_value(DRAWN, False, "", bool)
    app.add_node(taken, html=(_open, _close))
    app.connect("doctree-resolved", _place)


def _place(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Put the menu behind each figure."""
    if app.builder.format != "html":
        return
    for shown in [*doctree.findall(is_figure)]:
        placed: Any = shown.parent
        own = _cited(app, page, shown)
        # at the entrance it has no number; where the book comes to it, it has
        cited = own if own["number"] else _cited_in_notebook(app, shown["key"]) or own
        placed.insert(placed.index(shown) + 1, taken(key=shown["key"], **cited))


def _cited(app: Sphinx, page: str, shown: nodes.Element) -> dict[str, str]:
    """Say how a figure is called on a page, and where it stands."""
    placed: Any = shown.parent
    number = called(app.env, page, placed)
    place = next((name for part in _around(shown) for name in part["ids"]), "")
    about, of_other = _about(placed)
    return {"number": number or of_other, "about": about, "page": page, "place": place}


def _cited_in_notebook(app: Sphinx, key: str) -> dict[str, str] | None:
    """Say how a figure is called on the page of its notebook; None where it has no number there."""
    page = f"notebooks/{key.partition('.')[0]}"
    there = app.env.get_doctree(page).findall(is_figure) if page in app.env.found_docs else ()
    found = [_cited(app, page, shown) for shown in there if shown["key"] == key]
    return next((cited for cited in found if cited["number"]), None)


def _around(node: nodes.Element) -> list[nodes.Element]:
    parents: list[nodes.Element] = []
    while node.parent is not None:
        node = node.parent
        parents.append(node)
    return parents


def _about(placed: nodes.Element) -> tuple[str, str]:
    """Take the first sentence of a caption or legend, with the set of studies, and the number that it begins with."""
    told = next((part for part in placed.children if isinstance(part, (nodes.caption, nodes.legend))), nodes.caption())
    said = told.deepcopy()
    for node in [*said.findall(is_of_article)]:
        node.parent.remove(node)
    text = " ".join(said.astext().split())
    found = OF_SET.match(text)
    first = SENTENCE.split(text[found.end() :] if found else text, maxsplit=1)[0]
    return (f"{first} {found[2].capitalize()}.", found[1] or "") if found else (first, "")


def reference(edition: dict[str, Any], number: str, about: str) -> str:
    """Write a reference to a figure of the edition, without its address.

    >>> told = {"contributors": ["J. Doe", "R. Roe"], "title": "Light", "subtitle": "", "version": "2", "doi": None}
    >>> reference(told | {"date": "2026-11-20"}, "Figure 3", "Lamps in each study.")
    'J. Doe and R. Roe (2026). Figure 3: Lamps in each study. In: Light, version 2. Draft, no identifier.'
    """
    people = wording.series(edition["contributors"])
    said = about if about.endswith((".", "?", "!")) else f"{about}."
    whole = f"{metadata.title(edition)}, version {edition['version']}."
    found = f"{resolved(edition['doi'])}." if edition["doi"] else DRAFT
    return f"{people} ({edition['date'][:4]}). {number or 'Figure'}: {said} In: {whole} {found}"


def _open(self: HTML5Translator, node: taken) -> None:
    config, page, key = self.config, node["page"], node["key"]
    up = address.above(self.builder.current_docname, config.root_doc)
    forms = FORMS if config.drawn else {"csv": FORMS["csv"]}
    files = "".join(
        f'<li><a href="{up}{quote(figure.file(key, form))}" download>{name}</a></li>' for form, name in forms.items()
    )
    place = f"{self.builder.get_target_uri(page)}#{quote(node['place'])}"
    cited = escape(reference(config.edition, node["number"], node["about"]))
    link = f"{self.builder.get_relative_uri(self.builder.current_docname, page)}#{quote(node['place'])}"
    whole = urljoin(config.html_baseurl, place) if config.html_baseurl else place
    self.body.append(
        f'<details class="take"><summary>Take this figure</summary><ul>{files}</ul><p>Cite this figure: '
        f'<span class="reference">{cited} <a href="{link}">{escape(whole)}</a></span></p></details>\n'
    )


def _close(self: HTML5Translator, node: taken) -> None:
    pass
