"""How a work is written in a list of references, in the order of the APA.

An entry ends with the remark of this edition (``note``) and the details that no independent source has confirmed
(``unconfirmed``).
"""

from collections.abc import Iterable
from typing import Any

from pybtex.database import Entry, Person
from pybtex.richtext import Text
from pybtex.style import template
from pybtex.style.formatting import BaseStyle, toplevel
from pybtex.style.formatting.unsrt import pages
from pybtex.style.labels import number
from pybtex.style.names import BaseNameStyle, lastfirst, plain
from pybtex.style.sorting import author_year_title
from pybtex.style.template import Node, first_of, href, join, node, optional, optional_field, sentence, tag, words

LAST_NAME_FIRST = lastfirst.NameStyle()
FIRST_NAME_FIRST = plain.NameStyle()
MOST_NAMES = 20


class Order(author_year_title.SortingStyle):
    """Sort by author, year and title, without the braces that keep an organisation's name in one piece."""

    def persons_key(self, persons: Iterable[Person]) -> str:
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

    def get_article_template(self, entry: Entry) -> Node:
        volume = optional[tag("em")[template.field("volume")], optional["(", template.field("number"), ")"]]
        journal = join(sep=", ")[tag("em")[template.field("journal")], volume, optional[pages]]
        return _reference(entry, template.field("title"), journal)

    def get_book_template(self, entry: Entry) -> Node:
        title = words[tag("em")[template.field("title")], parenthesis[edition, volume_of_book]]
        return _reference(entry, title, optional_field("publisher"))

    def get_incollection_template(self, entry: Entry) -> Node:
        editors = optional[people("editor", FIRST_NAME_FIRST), " ", _editor_mark(entry), ", "]
        where = parenthesis[edition, volume_of_book, chapter, optional["pp. ", pages]]
        book = words[join["In ", editors, tag("em")[template.field("booktitle")]], where]
        return _reference(entry, template.field("title"), book, optional_field("publisher"))

    def get_misc_template(self, entry: Entry) -> Node:
        kind = optional["[", template.field("howpublished"), "]"]
        version = parenthesis[optional["Version ", template.field("version")]]
        title = words[optional[tag("em")[template.field("title")]], version, kind]
        return _reference(entry, title, optional_field("publisher"))


edition = optional[template.field("edition"), " ed."]
volume_of_book = optional["Vol. ", template.field("volume")]
chapter = optional["Chapter ", template.field("chapter")]


@node
def people(children: list, data: dict[str, Any], role: str, name_style: BaseNameStyle) -> Text:
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
def parenthesis(children: list, data: dict[str, Any]) -> Text:
    """Put what there is of the children into one pair of round brackets."""
    inside = join(sep=", ")[children].format_data(data)
    return Text("(", inside, ")") if inside else Text()


@node
def unconfirmed(children: list, data: dict[str, Any]) -> Text:
    """Name the fields that are not confirmed."""
    fields = data["entry"].fields.get("unconfirmed", "")
    return Text("[Not confirmed: ", "all details" if fields == "all" else fields, ".]") if fields else Text()


def _editor_mark(entry: Entry) -> str:
    return "(Eds.)" if len(entry.persons.get("editor", [])) > 1 else "(Ed.)"


def _reference(entry: Entry, *parts: Node) -> Node:
    authors = optional[people("author", LAST_NAME_FIRST)]
    editors = optional[people("editor", LAST_NAME_FIRST), " ", _editor_mark(entry)]
    year = join["(", first_of[optional_field("year"), "n.d."], ")."]
    url = join["https://doi.org/", template.field("doi", raw=True)]
    address = first_of[optional[href(url)[url]], optional[href(template.field("url", raw=True))[template.field("url")]]]
    written = [sentence[part] for part in parts]
    return toplevel[sentence[first_of[authors, editors]], year, *written, address, optional_field("note"), unconfirmed]
