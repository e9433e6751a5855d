"""How the book cites: author and year in the text, a list of references, and where a study that is named leads."""

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
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinxcontrib.bibtex import bibfile
from sphinxcontrib.bibtex.style.referencing import BracketStyle, PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle

from reviewbook.book import state
from reviewbook.edition.works import bibliography, references

NAME = "reviewbook"
REFERENCES = "chapters/references"


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


def dossier(study_id: str) -> str:
    """Name the dossier of a study: ``study-doe2001``."""
    return f"study-{study_id}"


def dossiers(env: BuildEnvironment) -> dict[str, tuple[str, str]]:
    """Find the page and the anchor of each dossier, by study_id; a study without one is left out."""
    labels: Any = env.get_domain("std")
    names = {study_id: dossier(study_id).lower() for study_id in state.of(env.app).studies}
    return {study_id: labels.anonlabels[name] for study_id, name in names.items() if name in labels.anonlabels}


def leads_to(builder: Builder, page: str) -> dict[str, str]:
    """Say where a page leads from each study: to its dossier, or to its reference where it has none."""
    there = dossiers(builder.env)
    where = {one: there.get(one, (REFERENCES, bibliography.anchor(one))) for one in state.of(builder.app).studies}
    return {one: f"{builder.get_relative_uri(page, to)}#{name}" for one, (to, name) in where.items()}


def setup(app: Sphinx) -> None:
    """Make both styles known under the name ``reviewbook``."""
    pybtex.plugin.register_plugin("pybtex.style.formatting", NAME, references.ReferenceStyle)
    sphinxcontrib.bibtex.plugin.register_plugin("sphinxcontrib.bibtex.style.referencing", NAME, CitationStyle)
    app.add_post_transform(UnlabelledList)
    bibfile.Parser = Reader
