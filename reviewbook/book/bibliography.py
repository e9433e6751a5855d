"""How the book cites: author and year in the text, and a list of references in the order of the APA.

The list prints, after an entry, the remark of this edition (``note``)
and the details that no independent source has confirmed (``unconfirmed``).
"""

import ast
from dataclasses import dataclass, field
from pathlib import Path

import pybtex.plugin
import pybtex_docutils
import sphinxcontrib.bibtex.plugin
from docutils import nodes
from pybtex.backends import plaintext
from pybtex.richtext import Text
from pybtex.style import template
from pybtex.style.formatting import BaseStyle, toplevel
from pybtex.style.formatting.unsrt import pages
from pybtex.style.labels import number
from pybtex.style.names import lastfirst, plain
from pybtex.style.sorting import author_year_title
from pybtex.style.template import first_of, href, join, node, optional, optional_field, sentence, tag, words
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinxcontrib.bibtex.domain import BibtexDomain, get_docnames
from sphinxcontrib.bibtex.style.referencing import BracketStyle, PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle

from reviewbook.book import freshness

NAME = "reviewbook"
LAST_NAME_FIRST = lastfirst.NameStyle()
FIRST_NAME_FIRST = plain.NameStyle()
MOST_NAMES = 20
# the filter of a bibliography that names none
CITED = ast.dump(ast.parse("cited"))


def _round_brackets():
    return BracketStyle(left="(", right=")", sep="; ")


def _in_a_sentence():
    return BracketStyle(left="(", right=")", sep=", ", sep2=" and ", last_sep=", and ")


@dataclass
class CitationStyle(AuthorYearReferenceStyle):
    """Cite as "Berger et al. (2018)" or as "(Berger et al., 2018; Zuroff and Blatt, 2006)"."""

    bracket_textual: BracketStyle = field(default_factory=_in_a_sentence)
    bracket_parenthetical: BracketStyle = field(default_factory=_round_brackets)
    bracket_author: BracketStyle = field(default_factory=_in_a_sentence)
    bracket_label: BracketStyle = field(default_factory=_round_brackets)
    bracket_year: BracketStyle = field(default_factory=_round_brackets)
    person: PersonStyle = field(default_factory=lambda: PersonStyle(other=" et al."))


class Order(author_year_title.SortingStyle):
    """Sort by author, year and title, without the braces that keep an organisation's name in one piece."""

    def persons_key(self, persons):
        return super().persons_key(persons).replace("{", "")


class ReferenceStyle(BaseStyle):
    """Format an entry of ``references.bib``: people, year, title, where it appeared, DOI, remarks.

    References
    ----------
    American Psychological Association (2020). Publication manual of the American Psychological
    Association (7th ed.). https://doi.org/10.1037/0000165-000
    """

    # classes, as pybtex looks through all installed packages for a name
    default_name_style = lastfirst.NameStyle
    default_label_style = number.LabelStyle
    default_sorting_style = Order

    def get_article_template(self, entry):
        volume = optional[tag("em")[template.field("volume")], optional["(", template.field("number"), ")"]]
        journal = join(sep=", ")[tag("em")[template.field("journal")], volume, optional[pages]]
        return _reference(entry, template.field("title"), journal)

    def get_book_template(self, entry):
        title = words[tag("em")[template.field("title")], parenthesis[edition, volume_of_book]]
        return _reference(entry, title, optional_field("publisher"))

    def get_incollection_template(self, entry):
        editors = optional[people("editor", FIRST_NAME_FIRST), " ", _editor_mark(entry), ", "]
        where = parenthesis[edition, volume_of_book, chapter, optional["pp. ", pages]]
        book = words[join["In ", editors, tag("em")[template.field("booktitle")]], where]
        return _reference(entry, template.field("title"), book, optional_field("publisher"))

    def get_misc_template(self, entry):
        kind = optional["[", template.field("howpublished"), "]"]
        version = parenthesis[optional["Version ", template.field("version")]]
        title = words[optional[tag("em")[template.field("title")]], version, kind]
        return _reference(entry, title, optional_field("publisher"))


edition = optional[template.field("edition"), " ed."]
volume_of_book = optional["Vol. ", template.field("volume")]
chapter = optional["Chapter ", template.field("chapter")]


@node
def people(children, data, role, name_style):
    """Join names with an ampersand before the last; of more than twenty, print the first nineteen and the last."""
    if role not in data["entry"].persons:
        raise template.FieldIsMissing(role, data["entry"])
    names = [name_style.format(person, abbr=True).format() for person in data["entry"].persons[role]]
    if len(names) == 1:
        return names[0]
    if len(names) > MOST_NAMES:
        return Text(Text(", ").join(names[: MOST_NAMES - 1]), ", … ", names[-1])
    ampersand = " & " if len(names) == 2 and name_style is FIRST_NAME_FIRST else ", & "
    return Text(Text(", ").join(names[:-1]), ampersand, names[-1])


@node
def parenthesis(children, data):
    """Put what there is of the children into one pair of round brackets."""
    inside = join(sep=", ")[children].format_data(data)
    return Text("(", inside, ")") if inside else Text()


@node
def unconfirmed(children, data):
    """Name the fields that are not confirmed."""
    fields = data["entry"].fields.get("unconfirmed", "")
    return Text("[Not confirmed: ", "all details" if fields == "all" else fields, ".]") if fields else Text()


def _editor_mark(entry):
    return "(Eds.)" if len(entry.persons.get("editor", [])) > 1 else "(Ed.)"


def _reference(entry, *parts):
    authors = optional[people("author", LAST_NAME_FIRST)]
    editors = optional[people("editor", LAST_NAME_FIRST), " ", _editor_mark(entry)]
    year = join["(", first_of[optional_field("year"), "n.d."], ")."]
    url = join["https://doi.org/", template.field("doi", raw=True)]
    address = first_of[optional[href(url)[url]], optional[href(template.field("url", raw=True))[template.field("url")]]]
    written = [sentence[part] for part in parts]
    return toplevel[sentence[first_of[authors, editors]], year, *written, address, optional_field("note"), unconfirmed]


class Citations(BibtexDomain):
    """Find and write citations as sphinxcontrib-bibtex does, each different one once."""

    def env_updated(self):
        # to format a list that is the one of the last build takes as long as to write three pages
        basis = self._basis()
        if self.data.get("basis") != [basis, len(self.citations)]:
            super().env_updated()
            self.data["basis"] = [basis, len(self.citations)]
        return []

    def _basis(self):
        pages = list(get_docnames(self.env))
        files = {name: freshness.content(self.env.app, Path(name)) for name in self.bibdata.bibfiles}
        lists = {
            key: [
                *(value.style, value.list_, value.labelprefix, value.keyprefix),
                *(value.citation_nodes[name]["ids"] for name, _ in self.get_sorted_entries(key, pages)),
            ]
            for key, value in self.bibliographies.items()
        }
        return [files, lists]

    def get_filtered_entries(self, bibliography_key):
        # it would look through all citations for each entry
        bibliography = self.bibliographies[bibliography_key]
        if ast.dump(bibliography.filter_) != CITED:
            yield from super().get_filtered_entries(bibliography_key)
            return
        cited = {target.key for reference in self.citation_refs for target in reference.targets}
        for entry in self.get_entries(bibliography.bibfiles):
            key = bibliography.keyprefix + entry.key
            if key in cited or entry.key in bibliography.keys:
                yield key, entry

    def resolve_xref(self, env, fromdocname, builder, typ, target, node, contnode):
        # while pages are being written, no citation changes; what is not found is said at every place
        written = builder.app.__dict__.setdefault("citations_written", {})
        places = {citation.bibliography_key.docname for citation in self.citations[:1]}
        key = builder.name, typ, target, *(builder.get_relative_uri(fromdocname, place) for place in places)
        if key not in written:
            found = super().resolve_xref(env, fromdocname, builder, typ, target, node, contnode)
            if not any(found.findall(nodes.reference)):
                return found
            written[key] = found
        return written[key].deepcopy()


class UnlabelledList(SphinxPostTransform):
    """Turn the labelled entries of a bibliography into a list of the class ``references``."""

    # sphinxcontrib-bibtex resolves citations only to labelled entries, and makes these at 5;
    # Sphinx resolves the citations at 10.
    default_priority = 6

    def run(self, **kwargs):
        for container in {entry.parent for entry in self.document.findall(nodes.citation)}:
            # the domain keeps the entry, and gets it a label and a text for each form in which a page is written
            items = [nodes.list_item("", entry.children[-1], ids=entry["ids"]) for entry in container]
            container.replace_self(nodes.bullet_list("", *items, classes=["references"]))


def setup(app):
    """Make both styles known under the name ``reviewbook``."""
    freshness.begin(app)
    pybtex.plugin.register_plugin("pybtex.style.formatting", NAME, ReferenceStyle)
    sphinxcontrib.bibtex.plugin.register_plugin("sphinxcontrib.bibtex.style.referencing", NAME, CitationStyle)
    # asked for at every citation, for which pybtex would each time look through all installed packages
    pybtex.plugin.register_plugin("pybtex.backends", "plaintext", plaintext.Backend, force=True)
    pybtex.plugin.register_plugin("pybtex.backends", "docutils", pybtex_docutils.Backend, force=True)
    app.add_domain(Citations, override=True)
    app.add_post_transform(UnlabelledList)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
