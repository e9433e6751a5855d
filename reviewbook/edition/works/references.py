"""How a work is written in a list of references, in the order of the APA.

An entry ends with the remark of this edition (``note``). Which details no independent source has confirmed is noted in
``references.bib`` (``unconfirmed``) and not printed. Such a DOI is not printed either: it might lead to another work.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

from pybtex.database import Person
from pybtex.richtext import BaseText, Text
from pybtex.style import FormattedEntry, template
from pybtex.style.formatting import BaseStyle, toplevel
from pybtex.style.labels import number
from pybtex.style.names import BaseNameStyle, lastfirst, name_part, plain
from pybtex.style.sorting import BaseSortingStyle
from pybtex.style.template import Node, first_of, href, join, node, optional, sentence, tag, words

from reviewbook.edition.works import work
from reviewbook.edition.works.work import Work

UNDATED = "n.d."
MOST_NAMES = 20
# letters that are no other letter with a mark
PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ß": "ss"})


class LastNameFirst(lastfirst.NameStyle):
    """Write "King, M. L., Jr."."""

    def format(self, person: Person, abbr: bool = False) -> Node:
        given = person.rich_first_names + person.rich_middle_names
        return join[
            name_part(tie=True)[person.rich_prelast_names],
            name_part[person.rich_last_names],
            name_part(before=", ", abbr=abbr)[given],
            name_part(before=", ")[person.rich_lineage_names],
        ]


LAST_NAME_FIRST = LastNameFirst()
FIRST_NAME_FIRST = plain.NameStyle()


def order(entry: Work) -> tuple[str, str, str]:
    """Give what the list is sorted by: people (or title), year and title, without marks on letters."""
    title = _sorted_as(entry.fields.get("title", ""))
    named = "   ".join(_sorted_as("  ".join((one.family, one.given, one.suffix))) for one in people_of(entry))
    return named or title, entry.fields.get("year", ""), title


def citation(entry: Work) -> str:
    """Write the short citation of a work: ``Berger et al., 2018``, by its title where it names nobody."""
    return f"{named(entry)}, {entry.fields.get('year', UNDATED)}"


def named(entry: Work) -> str:
    """Name by family names the people by whom a work is cited: ``Berger et al.``"""
    return str(names(entry, [one.family for one in people_of(entry)]))


def people_of(entry: Work) -> list[Person]:
    """Give the people by whom a work is cited: its authors, or else its editors."""
    return entry.persons.get("author") or entry.persons.get("editor") or []


def names(entry: Work, shown: Sequence[BaseText | str]) -> Text:
    """Join the names of the people by whom a work is cited; where there are none, give its title."""
    if not shown:
        return Text("“", entry.fields["title"], "”")
    role = "author" if entry.persons.get("author") else "editor"
    if len(shown) > 2 or role in entry.others:
        return Text(shown[0], " et al.")
    return Text(" and ").join(shown)


def resolved(doi: str) -> str:
    """Write a DOI as the address that leads to the work."""
    return "https://doi.org/" + quote(doi, safe="/:;.,()[]+@!$&'*=~|-_")


def confirmed_doi(work: Work) -> str | None:
    """Give the DOI of a work; None where it has none, or none that an independent source has confirmed."""
    doubted = {name.strip().lower() for name in work.fields.get("unconfirmed", "").split(",")}
    return None if doubted & {"doi", "all"} else work.fields.get("doi")


def address(work: Work) -> str | None:
    """Give the address that is printed with a work: of its DOI, failing that its own; None where it has neither."""
    doi = confirmed_doi(work)
    return resolved(doi) if doi else work.fields.get("url")


def page(work: Work) -> str | None:
    """Give the address at which a work is read, failing that the one that leads to it; None where it has neither."""
    return work.fields.get("url") or address(work)


class Order(BaseSortingStyle):
    """Sort by `order`."""

    def sorting_key(self, entry: Work) -> tuple[str, str, str]:
        return order(entry)


class ReferenceStyle(BaseStyle):
    """Format an entry of ``references.bib``: people, year, title, where it appeared, DOI, remark.

    References
    ----------
    American Psychological Association (2020). Publication manual of the American Psychological
    Association (7th ed.). https://doi.org/10.1037/0000165-000
    """

    # classes, as pybtex looks through all installed packages for a name
    default_name_style = LastNameFirst
    default_label_style = number.LabelStyle
    default_sorting_style = Order

    def format_entry(self, label: str, entry: Work, bib_data: Any = None) -> FormattedEntry:
        """Format a work by its type, of which several are written alike."""
        written = TEMPLATES.get(entry.type, _whole)(entry).format_data({"entry": entry, "style": self})
        return FormattedEntry(entry.key, written, label)


@node
def field(children: list, data: dict[str, Any], name: str) -> Text:
    """Print a field of a work, which is text, where the function of this name in pybtex's templates reads LaTeX."""
    if name not in data["entry"].fields:
        raise template.FieldIsMissing(name, data["entry"])
    return Text(data["entry"].fields[name])


def optional_field(name: str) -> Node:
    """Print a field where there is one."""
    return optional[field(name)]


@node
def pages(children: list, data: dict[str, Any]) -> Text:
    """Print pages, with the dash of a range."""
    return Text(str(field("pages").format_data(data)).replace("--", "–"))


def _article(entry: Work) -> Node:
    issue = optional["(", field("number"), ")"]
    volume = first_of[optional[tag("em")[field("volume")], issue], optional_field("number")]
    journal = join(sep=", ")[tag("em")[field("journal")], volume, optional[pages]]
    return _reference(entry, field("title"), journal)


def _whole(entry: Work) -> Node:
    """Write a book, a report, a thesis, a data set: the title, what it is, and who published it."""
    thesis = "thesis" in entry.type
    issue = optional["No. ", field("number")] if thesis or entry.type in ("report", "techreport", "manual") else ""
    by = join(sep=", ")[
        optional_field("howpublished"), optional_field("type"), optional_field("institution") if thesis else ""
    ]
    kind = join["[", by, "]"] if thesis or {"howpublished", "type"} & set(entry.fields) else ""
    inside = optional["pp. ", pages] if entry.type in work.PARTS else ""
    title = words[
        optional[tag("em")[field("title")]], parenthesis[version, edition, volume_of_book, issue, chapter, inside], kind
    ]
    publishers = [optional_field("publisher"), "" if thesis else optional_field("institution")]
    return _reference(entry, title, first_of[publishers])


def _part(entry: Work) -> Node:
    if "booktitle" not in entry.fields:
        return _whole(entry)
    by = optional[people("editor", FIRST_NAME_FIRST), " ", _editor_mark(entry), ", "]
    where = parenthesis[edition, volume_of_book, chapter, optional["pp. ", pages]]
    book = words[join["In ", by if entry.persons.get("author") else "", tag("em")[field("booktitle")]], where]
    return _reference(entry, field("title"), book, optional_field("publisher"))


@node
def edition(children: list, data: dict[str, Any]) -> Text:
    """Print which edition it is: "2nd ed." also where the file says "2" or "2nd edition"."""
    said = re.sub(r"\s*(?:edition|ed\.?)$", "", data["entry"].fields.get("edition", ""), flags=re.IGNORECASE)
    if said.isdecimal():
        ending = {"1": "st", "2": "nd", "3": "rd"}.get(said[-1], "th")
        said += "th" if said[-2:-1] == "1" else ending
    return Text(said, " ed.") if said else Text()


TEMPLATES: dict[str, Callable[[Work], Node]] = dict.fromkeys(work.PARTS, _part) | {"article": _article}
version = optional["Version ", field("version")]
volume_of_book = optional["Vol. ", field("volume")]
chapter = optional["Chapter ", field("chapter")]


@node
def people(children: list, data: dict[str, Any], role: str, name_style: BaseNameStyle) -> Text:
    """Join names with an ampersand before the last; of more than twenty, print the first nineteen and the last."""
    if role not in data["entry"].persons:
        raise template.FieldIsMissing(role, data["entry"])
    names = [name_style.format(person, abbr=True).format() for person in data["entry"].persons[role]]
    if role in data["entry"].others:
        return Text(Text(", ").join(names[: MOST_NAMES - 1]), ", et al.")
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


def _editor_mark(entry: Work) -> str:
    return "(Eds.)" if len(entry.persons.get("editor", [])) > 1 or "editor" in entry.others else "(Ed.)"


def _reference(entry: Work, *parts: Node) -> Node:
    authors = optional[people("author", LAST_NAME_FIRST)]
    editors = optional[people("editor", LAST_NAME_FIRST), " ", _editor_mark(entry)]
    year = join["(", first_of[optional_field("year"), UNDATED], ")."]
    first, *rest = [sentence[part] for part in parts]
    # a work that names nobody begins with its title
    begin = [sentence[first_of[authors, editors]], year, first] if people_of(entry) else [first, year]
    url = address(entry)
    return toplevel[*begin, *rest, href(url)[url] if url else "", optional_field("note")]


def _sorted_as(text: str) -> str:
    """Leave out of a text what does not count where it is sorted: capitals and marks on letters."""
    bare = (letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter))
    return "".join(bare).translate(PLAIN)
