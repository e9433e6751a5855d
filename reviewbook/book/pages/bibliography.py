"""How the book cites: author and year in the text, and a list of references."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pybtex.plugin
import sphinxcontrib.bibtex.plugin
from docutils import nodes
from pybtex.database import BibliographyData
from pybtex.richtext import Text
from pybtex.style.template import Node, node
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinxcontrib.bibtex import bibfile
from sphinxcontrib.bibtex.style.referencing import BracketStyle, PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle

from reviewbook.edition.works import bibliography, references

NAME = "reviewbook"


def _round_brackets() -> BracketStyle:
    return BracketStyle(left="(", right=")", sep="; ")


def _in_a_sentence() -> BracketStyle:
    return BracketStyle(left="(", right=")", sep=", ", sep2=" and ", last_sep=", and ")


@dataclass
class CitationStyle(AuthorYearReferenceStyle):
    """Cite as "Berger et al. (2018)" or as "(Berger et al., 2018; Zuroff and Blatt, 2006)"."""

    bracket_textual: BracketStyle = field(default_factory=_in_a_sentence)
    bracket_parenthetical: BracketStyle = field(default_factory=_round_brackets)
    bracket_author: BracketStyle = field(default_factory=_in_a_sentence)
    bracket_label: BracketStyle = field(default_factory=_round_brackets)
    bracket_year: BracketStyle = field(default_factory=_round_brackets)
    person: PersonStyle = field(default_factory=lambda: ShortPersonStyle())


@dataclass
class ShortPersonStyle(PersonStyle):
    """Name people as the short citation does, also where a list ends with "and others" or nobody is named."""

    def names(self, role: str, full: bool) -> Node:
        """Name the people, however many letters the citation has."""
        return _people()

    def author_or_editor_or_title(self, full: bool) -> Node:
        """Name the people, or the title."""
        return _people()


@node
def _people(children: list, data: dict[str, Any]) -> Text:
    entry, style = data["entry"], data["style"].person.style_plugin
    return references.names(entry, [style.format(one).format() for one in references.people_of(entry)])


class Reader:
    """Stands for pybtex's parser in sphinxcontrib-bibtex, so that the list is what was checked."""

    def __init__(self, encoding: str):
        self.data = BibliographyData()

    def parse_file(self, path: Path) -> None:
        """Read a file of references."""
        try:
            works = bibliography.printed(Path(path).read_bytes())
        except ValueError as error:
            raise ExtensionError(str(error)) from None
        self.data.add_entries(works.items())


class UnlabelledList(SphinxPostTransform):
    """Turn the labelled entries of a bibliography into a list of the class ``references``."""

    # sphinxcontrib-bibtex resolves citations only to labelled entries, and makes these at 5;
    # Sphinx resolves the citations at 10.
    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        for container in {entry.parent for entry in self.document.findall(nodes.citation)}:
            # the domain keeps the entry, and gets it a label and a text for each form in which a page is written
            items = [nodes.list_item("", entry.children[-1], ids=entry["ids"]) for entry in container]
            container.replace_self(nodes.bullet_list("", *items, classes=["references"]))


def setup(app: Sphinx) -> None:
    """Make both styles known under the name ``reviewbook``."""
    pybtex.plugin.register_plugin("pybtex.style.formatting", NAME, references.ReferenceStyle)
    sphinxcontrib.bibtex.plugin.register_plugin("sphinxcontrib.bibtex.style.referencing", NAME, CitationStyle)
    app.add_post_transform(UnlabelledList)
    bibfile.Parser = Reader
