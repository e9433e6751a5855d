"""Names of people and organisations, read from how BibTeX writes them."""

import re
from collections.abc import Iterable

from pybtex.bibtex.utils import split_tex_string
from pybtex.database import Person
from pybtex.richtext import Text

from reviewbook.edition.works import latex

# commands that end at a blank, which is none between two names: the accents take the letter after it
SPELT = re.compile(r"\\(?:([urHvdckbt])\s+(\w)|(i|j|o|O|l|L|ss|ae|AE|oe|OE|aa|AA)\s+)")
# names of organisations, of which BibTeX would take the last word for the family name
BODY = re.compile(
    r"\b(?:Academy|Agency|Association|Bureau|Cent(?:er|re)|Collaboration|College|Collaborators|Commission|Committee"
    r"|Consortium|Council|Department|Federation|Foundation|Group|Initiative|Institutes?|Investigators|Ministry|Network"
    r"|Organi[sz]ation|Society|Team|University)\b"
)
# what DBLP adds to tell people of one name apart
HOMONYM = re.compile(r"\s+\d{4}$")
LINEAGE = re.compile(r"[JS]r\.?|I{2,3}|IV")
SUFFIX = re.compile(r"(?:[JS]n?r|[IVX]+|\d(?:st|nd|rd|th)|Esq|M\.?D|Ph\.?D|MBE|OBE|CBE)\.?", re.IGNORECASE)


class Name(Person):
    """The name of a person, in parts, or of an organisation, in one; all of it text, where `Person` holds LaTeX."""

    def __init__(
        self,
        last: Iterable[str],
        first: Iterable[str] = (),
        prelast: Iterable[str] = (),
        lineage: Iterable[str] = (),
        organisation: bool = False,
    ):
        super().__init__()
        self.last_names, self.first_names = list(last), list(first)
        self.prelast_names, self.lineage_names = list(prelast), list(lineage)
        self.organisation = organisation

    @property
    def family(self) -> str:
        """The family name with its particle, or the whole name of an organisation."""
        return " ".join([*self.prelast_names, *self.last_names])

    @property
    def given(self) -> str:
        """The given names; empty where there are none."""
        return " ".join([*self.first_names, *self.middle_names])

    @property
    def suffix(self) -> str:
        """What follows a name, such as Jr.; empty where there is none."""
        return " ".join(self.lineage_names)

    # what the styles of pybtex print
    rich_first_names = property(lambda self: [Text(name) for name in self.first_names])
    rich_middle_names = property(lambda self: [Text(name) for name in self.middle_names])
    rich_prelast_names = property(lambda self: [Text(name) for name in self.prelast_names])
    rich_last_names = property(lambda self: [Text(name) for name in self.last_names])
    rich_lineage_names = property(lambda self: [Text(name) for name in self.lineage_names])


def read(text: str) -> Name:
    r"""Read the name of one person or organisation, from LaTeX.

    Raises
    ------
    ValueError
        When it is no name, or more than one.

    Examples
    --------
    >>> read(r"van der Berg, Jr., G{\"u}nther").family
    'van der Berg'
    """
    if re.match(r"(?:family|given|prefix|suffix)\w?\s*=", text):
        return _by_parts(text)
    text = SPELT.sub(lambda found: f"{{\\{found[1]} {found[2]}}}" if found[1] else f"{{\\{found[3]}}}", text)
    text = HOMONYM.sub("", text)
    outside, shown = _outside(text), latex.undone(text)
    if text and not outside:
        if re.match(r"[^,]+, [^,]+ and [^,]+, [^,]+", shown):
            raise ValueError(f"'{shown}' in two pairs of braces is one name; take out a pair where these are several")
        return Name([shown], organisation=True)
    parts = split_tex_string(text, ",")
    _unlike(text, outside, shown, parts)
    if len(parts) > 3 or (len(parts) == 3 and not SUFFIX.fullmatch(latex.undone(parts[1]))):
        raise ValueError(f"'{shown}' has too many commas: names are divided by ' and '")
    if ";" in outside or re.search(r"\s\\?&\s", outside):
        raise ValueError(f"'{shown}': names are divided by ' and '; the name of an organisation stands in braces")
    if re.search(r"\bet\.? al\b", outside, re.IGNORECASE):
        raise ValueError(f"'{shown}': a list of names that is not whole ends with ' and others'")
    if len(parts) == 2 and all(re.search(r"\w{2}.* [A-Z]{1,3}$", latex.undone(part)) for part in parts):
        raise ValueError(f"'{shown}' looks like two persons: names are divided by ' and '")
    if not all(parts) or "and" in outside.lower().split() or not any(letter.isalpha() for letter in shown):
        raise ValueError(f"'{shown}' is no name")
    person = Person(text)
    return Name(
        map(latex.undone, person.last_names),
        map(latex.undone, [*person.first_names, *person.middle_names]),
        map(latex.undone, person.prelast_names),
        map(latex.undone, person.lineage_names),
    )


def _unlike(text: str, outside: str, shown: str, parts: list[str]) -> None:
    """Refuse what BibTeX would read as a person of another name than is meant."""
    if len(parts) == 3 and LINEAGE.fullmatch(latex.undone(parts[2])):
        meant = ", ".join(latex.undone(parts[place]) for place in (0, 2, 1))
        raise ValueError(f"'{shown}' has its suffix at the end; it stands after the family name: '{meant}'")
    if sign := re.search(r"@|\d(?!st|nd|rd|th|\d)", outside):
        raise ValueError(f"'{shown}' holds '{sign[0]}', which is no part of a name")
    if len(parts) > 1:
        return
    *first, last = outside.split() or [""]
    if first and LINEAGE.fullmatch(last):
        raise ValueError(f"'{shown}' has a suffix; it stands after the family name: 'King, Jr., Martin Luther'")
    if first and re.fullmatch(r"[A-Z]{2,3}", last) and re.search("[a-z]{2}", first[0]):
        raise ValueError(f"'{shown}': initials and a family name in capitals look alike; write 'Family, Given'")
    if first and BODY.search(outside):
        raise ValueError(f"'{shown}' looks like an organisation, whose name stands in two pairs of braces")


def written(name: Name) -> str:
    """Write a name as BibTeX reads it."""
    if name.organisation:
        return "{" + latex.done(name.family) + "}"
    if len(name.last_names) > 1 and not name.first_names:
        return "{" + latex.done(name.family) + "}"
    last = [_kept(part, part[:1].islower()) for part in name.last_names]
    family = " ".join([*map(_kept, name.prelast_names), *last])
    return ", ".join(
        filter(None, (family, " ".join(map(_kept, name.lineage_names)), " ".join(map(_kept, name.first_names))))
    )


def _kept(part: str, lower: bool = False) -> str:
    whole = latex.done(part)
    unlike = re.search(r"[ ,@\d]", part) or part.lower() in ("and", "others")
    return "{" + whole + "}" if lower or unlike else whole


def _by_parts(text: str) -> Name:
    # as Biber and Better BibTeX write names that commas cannot divide
    said = dict(part.split("=", 1) for part in split_tex_string(text, ",") if "=" in part)
    said = {part.strip(): latex.undone(value.strip().strip('"')) for part, value in said.items()}
    if "family" not in said:
        raise ValueError(f"'{text}' has no part 'family'")
    given, prefix, suffix = (said.get(part, "").split() for part in ("given", "prefix", "suffix"))
    return Name([said["family"]], given, prefix, suffix)


def _outside(text: str) -> str:
    """Leave out what stands in braces."""
    level, kept = 0, []
    for letter in text:
        level += letter == "{"
        if not level:
            kept.append(letter)
        level -= letter == "}"
    return "".join(kept).strip()
