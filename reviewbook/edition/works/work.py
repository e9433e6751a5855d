"""A work that is cited, whatever the file says it in: its fields and names as text, under one name each.

Fields have the names of BibTeX: what BibLaTeX calls ``journaltitle``, ``location`` or ``date`` is ``journal``,
``address``, and ``year`` with ``date``. A range of pages is joined by two hyphens.
"""

import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any
from urllib.parse import unquote

from pybtex.bibtex.utils import split_name_list
from pybtex.database import Entry
from pybtex.database.input.bibtex import month_names

from reviewbook.edition.works import latex, names

# what BibLaTeX and others call a field, and what it is called here
NAMES = {
    "journaltitle": "journal", "location": "address", "venue": "address", "school": "institution", "annotation": "note",
    "archiveprefix": "eprinttype",
}  # fmt: skip
# Reference managers write more (files, groups, times, the short title); that is no part of a reference.
KEPT = {
    "title", "journal", "booktitle", "volume", "number", "issue", "version", "edition", "doi", "url", "publisher",
    "address", "institution", "organization", "howpublished", "type", "chapter", "pages", "eid", "year", "month",
    "date", "pubstate", "series", "isbn", "issn", "pmid", "pmcid", "eprint", "eprinttype", "eventtitle", "language",
    "urldate", "abstract", "keywords", "note", "unconfirmed", "translator", "titleaddon", "part", "origdate",
    "subtitle", "booksubtitle", "journalsubtitle",
}  # fmt: skip
# they are printed nowhere in the book, so that LaTeX in them that cannot be read matters only where they are passed on
BACKGROUND = {"abstract", "keywords", "series", "language", "urldate", "titleaddon", "translator", "isbn", "issn"}
VERBATIM = {"doi", "url", "eprint"}
KINDS = {
    "article": ("title", "journal"),
    **dict.fromkeys(("book", "mvbook", "collection", "mvcollection", "proceedings", "mvproceedings"), ("title",)),
    **dict.fromkeys(("manual", "booklet", "report", "techreport", "patent", "periodical", "reference"), ("title",)),
    **dict.fromkeys(("thesis", "phdthesis", "mastersthesis"), ("title", "institution")),
    **dict.fromkeys(("incollection", "inproceedings", "conference", "inreference"), ("title", "booktitle")),
    **dict.fromkeys(("inbook", "bookinbook", "suppbook", "suppcollection", "suppperiodical"), ("title",)),
    **dict.fromkeys(("online", "electronic", "www", "software", "dataset", "unpublished"), ("title",)),
    **dict.fromkeys(("misc", "artwork", "audio", "image", "movie", "video", "music", "letter", "standard"), ()),
}
EARLIEST, LATEST = "1000", "2099"
# fields that people know by heart, and so mistype
COMMON = {"author", "title", "year", "journal", "doi", "editor", "volume", "number", "pages", "booktitle", "publisher"}
NEAR = {"volumes", "editora", "editorb", "editorc"}
PARTS = ("incollection", "inproceedings", "conference", "inreference", "inbook", "bookinbook", "suppbook")
MONTHS = {name[:3].lower(): number for number, name in enumerate(month_names.values(), 1)}
STATES = {
    "inpress": "in press", "forthcoming": "forthcoming", "submitted": "submitted", "inpreparation": "in preparation",
    "prepublished": "advance online publication",
}  # fmt: skip
UNDATED = {*STATES.values(), "n.d.", "accepted", "to appear"}
USUAL = "@article, @book, @incollection, @inproceedings, @thesis, @report, @dataset, @software, @online"
THESES = {"phdthesis": "Doctoral dissertation", "mastersthesis": "Master's thesis", "mathesis": "Master's thesis"}
TYPES = THESES | {"techreport": "Technical report", "resreport": "Research report", "software": "Computer software"}
ARCHIVES = {
    "arxiv": "https://arxiv.org/abs/{}", "jstor": "https://www.jstor.org/stable/{}", "hdl": "https://hdl.handle.net/{}",
}  # fmt: skip
DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
RESOLVER = re.compile(r"(?:https?://(?:www\.)?(?:dx\.)?doi\.org/+|doi\.org/)(?=10\.)", re.IGNORECASE)
ADDRESS = re.compile(r"(?:https?|ftp)://[^\s<>\"]+", re.IGNORECASE)
DASHES = re.compile(r"\s*(?=[-‐‑]*(?:[–—‒―−]|--))[-‐‑–—‒―−]+\s*")
# a hyphen between two numbers of pages, in digits (with letters before or after) or in Roman ones
PAGE = r"([A-Za-z]{0,2}\d+[A-Za-z]?|[ivxlc]+)"
HYPHEN = re.compile(rf"(?<![\w.-]){PAGE}\s*[-‐‑]\s*{PAGE}(?![\w.-])")
Fault = tuple[str, str]


class Work(Entry):
    """A cited work. Its fields are text, where those of `Entry` are LaTeX.

    Attributes
    ----------
    others
        The roles of which a list ends with "and others".
    unread
        Fields that are printed nowhere and could not be read, with the reason.
    where
        File, line and key, as a message names them.
    """

    def __init__(self, type_: str, fields: Mapping[str, str] | None = None, persons: Any = None, key: str = ""):
        super().__init__(type_, fields, persons)
        self.key, self.where = key, key
        self.others: set[str] = set()
        self.unread: dict[str, str] = {}

    def but(self, **fields: str | None) -> "Work":
        """Give a copy with other fields, or without those that are None."""
        kept = {name: value for name, value in (dict(self.fields) | fields).items() if value is not None}
        made = Work(self.original_type, kept, self.persons, self.key)
        made.others, made.unread, made.where = self.others, self.unread, self.where
        return made


def read(kind: str, key: str, raw: Mapping[str, str]) -> tuple[Work, list[Fault]]:
    """Read a work from the LaTeX of its fields.

    Returns
    -------
    tuple
        The work, and what is wrong: pairs of a field, by the name that the file has for it, and what is wrong with it.
    """
    faults: list[Fault] = []
    work = Work(kind, key=key)
    if kind.lower() not in KINDS:
        near = get_close_matches(kind.lower(), KINDS, 1)
        said = f"did you mean @{near[0]}?" if near else f"there are {USUAL}, and @misc for all that is none of these"
        return work, [("@" + kind, f"is no type of entry; {said}")]
    called: dict[str, str] = {}
    fields: dict[str, str] = {}
    for said, value in raw.items():
        name = NAMES.get(said.lower(), said.lower())
        if name in ("author", "editor"):
            _people(work, name, value, faults)
        elif name in KEPT:
            try:
                text = latex.undone(value, name in VERBATIM)
            except ValueError as error:
                if name in BACKGROUND:
                    work.unread[name] = str(error)
                else:
                    faults.append((said, str(error)))
                continue
            if not text:
                continue
            if name in fields and fields[name] != text:
                faults.append((said, f"says '{text}', and field '{called[name]}' of the same meaning '{fields[name]}'"))
                continue
            fields[name], called[name] = text, said
        elif meant := _mistyped(name):
            faults.append((said, f"is no field; did you mean '{meant}'?"))
    _settle(work, fields, called, faults)
    work.fields.update({name: value for name, value in fields.items() if value})
    wrong = {NAMES.get(name, name) for name, _ in faults}
    faults += [
        (name, f"is missing, which a work of type '{kind.lower()}' is printed with")
        for name in KINDS[kind.lower()]
        if name not in work.fields and name not in wrong
    ]
    if not (work.persons or "title" in work.fields or faults):
        faults.append(("title", "is missing, and there is no author either"))
    return work, faults


def _mistyped(name: str) -> str | None:
    """Give the common field of which a name has letters in another order, or one letter more, less or other."""
    for meant in COMMON:
        if sorted(name) == sorted(meant):
            return meant
        for place in range(len(meant) + 1 if len(meant) > 4 and name not in NEAR else 0):
            before, after = meant[:place], meant[place:]
            if re.fullmatch(f"{before}[a-z]{after}|{before}[a-z]?{after[1:]}", name):
                return meant
    return None


def doi(text: str) -> str:
    """Read a DOI, which may be written as an address.

    Raises
    ------
    ValueError
    """
    found = RESOLVER.sub("", text)
    bare = unquote(found) if found != text else re.sub(r"^doi:?\s*", "", text, flags=re.IGNORECASE)
    if not (DOI.fullmatch(bare) and bare.isprintable()):
        raise ValueError(f"{text!r} is not a DOI, which begins with 10., a number and a slash and has no blanks")
    return bare


def _people(work: Work, role: str, value: str, faults: list[Fault]) -> None:
    written = split_name_list(latex.one_line(value))
    if not written:
        return
    if re.fullmatch(r"others|et\.? al\.?", written[-1], re.IGNORECASE) and len(written) > 1:
        work.others.add(role)
        written.pop()
    for one in written:
        try:
            if one.lower() == "others":
                raise ValueError("'others' stands before other names; it ends a list")
            work.add_person(names.read(one), role)
        except ValueError as error:
            faults.append((role, str(error)))


def _settle(work: Work, fields: dict[str, str], called: dict[str, str], faults: list[Fault]) -> None:
    """Say with one field what files say with several, in place."""

    def fault(field: str, what: str) -> None:
        faults.append((called.get(field, field), what))

    for whole, part in (("title", "subtitle"), ("booktitle", "booksubtitle"), ("journal", "journalsubtitle")):
        rest = fields.pop(part, "")
        if rest and whole in fields:
            fields[whole] += f": {rest}"
    kind = work.type
    _address(fields, fault)
    _date(fields, fault)
    _pages(fields, fault)
    if "issue" in fields and "number" not in fields:
        fields["number"] = fields.pop("issue")
    kept = fields.get("type", "")
    if kept.lower() in TYPES:
        fields["type"] = TYPES[kept.lower()]
    elif kind in THESES and not kept:
        fields["type"] = THESES[kind]
    body = fields.pop("organization", "")
    if body and not work.persons and kind in ("manual", "online", "misc", "software", "report", "dataset"):
        work.add_person(names.Name([body], organisation=True), "author")
    elif body:
        fields.setdefault("publisher", body)
    if kind in ("inproceedings", "conference") and "booktitle" not in fields and "eventtitle" in fields:
        fields["booktitle"] = fields.pop("eventtitle")
    if kind == "article" and fields.get("eprinttype", "").lower() == "arxiv":
        fields.setdefault("journal", "arXiv")
    if fields.get("eprinttype", "").lower() in ("arxiv", "pubmed", *ARCHIVES):
        fields.pop("eprint", None)
        fields.pop("eprinttype")


def _address(fields: dict[str, str], fault: Any) -> None:
    url = fields.get("url", "")
    if re.match(r"doi:\s*10\.", url, re.IGNORECASE):
        fields.setdefault("doi", fields.pop("url"))
    elif url and not (ADDRESS.fullmatch(url) and url.isprintable()):
        fault("url", f"{url!r} is not an address that begins with https:// or http:// and has no blanks")
    if "doi" in fields:
        try:
            fields["doi"] = doi(fields["doi"])
        except ValueError as error:
            fault("doi", str(error))
    if ADDRESS.fullmatch(fields.get("howpublished", "")):
        fields.setdefault("url", fields["howpublished"])
        del fields["howpublished"]
    archive, eprint = fields.get("eprinttype", "").lower(), fields.get("eprint", "")
    if archive == "pubmed":
        fields.setdefault("pmid", eprint)
    elif not archive and ADDRESS.fullmatch(eprint):
        fields.setdefault("url", fields.pop("eprint"))
    elif archive in ARCHIVES and eprint and "doi" not in fields:
        fields.setdefault("url", ARCHIVES[archive].format(eprint))


def _date(fields: dict[str, str], fault: Any) -> None:
    """Give `fields` a year as it is printed, and a date (ISO 8601) where more than the year is known."""
    said, year = fields.pop("date", ""), fields.get("year", "")
    month = fields.get("month", "")
    if said:
        # a tilde is a blank elsewhere, and here says that the date is not certain
        plain = said.replace("\u00a0", "~")
        found = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T.*)?)?)?[?~%]?(?:/(?:\.\.|(\d{4})[\d-]*[?~%]?)?)?", plain)
        # beyond the months, numbers name seasons, and parts of a year
        if not found or 12 < int(found[2] or 1) < 21 or int(found[2] or 1) > 41:
            said = plain
            fault("date", f"{said!r} is not a date such as 2018, 2018-03 or 2018-03-21")
            return
        first, of_month, of_day, last = found.groups()
        if year and year != first:
            fault("year", f"says {year!r}, and field 'date' {said!r}")
        fields["year"] = f"{first}–{last}" if last and last != first else first
        _believed(fields["year"], fault, "date")
        if of_month and int(of_month) <= 12:
            _whole_date(fields, [first, of_month, of_day], fault, "date", said)
        return
    if year:
        whole = re.fullmatch(r"(\d{4})(?:\s*(?:-{1,3}|[–—/])\s*(\d{4}))?", year)
        if whole:
            fields["year"] = f"{whole[1]}–{whole[2]}" if whole[2] else year
            _believed(fields["year"], fault, "year")
        elif year.lower() not in UNDATED:
            allowed = ", ".join(f"'{state}'" for state in sorted(UNDATED))
            fault("year", f"{year!r} is not a year of four digits, nor one of {allowed}")
    elif "pubstate" in fields:
        fields["year"] = STATES.get(fields["pubstate"].lower(), fields["pubstate"])
    fields.pop("pubstate", None)
    if month and re.fullmatch(r"\d{4}", fields.get("year", "")):
        # 3, mar, March, 21 March, March 21
        words = re.findall(r"[^\W\d]+|\d+", month)
        named = [MONTHS[word[:3].lower()] for word in words if word[:3].lower() in MONTHS]
        numbers = [int(word) for word in words if word.isdigit()]
        if not named and len(numbers) == 1 and len(words) == 1:
            named, numbers = numbers, []
        if len(named) == 1 and len(numbers) < 2 and len(words) == 1 + len(numbers):
            day = f"{numbers[0]:02}" if numbers else None
            _whole_date(fields, [fields["year"], f"{named[0]:02}", day], fault, "month", month)
            del fields["month"]


def _believed(year: str, fault: Any, field: str) -> None:
    first, last = year[:4], year[-4:]
    if not EARLIEST <= first <= last <= LATEST:
        why = "ends before it begins" if first > last else f"is not between {EARLIEST} and {LATEST}"
        fault(field, f"'{year}' {why}")


def _whole_date(fields: dict[str, str], parts: list[str | None], fault: Any, field: str, said: str) -> None:
    known = [part for part in parts if part]
    try:
        date.fromisoformat("-".join([*known, "01"][:3]))
    except ValueError:
        fault(field, f"{said!r} is no day of the calendar")
    fields["date"] = "-".join(known)


def _pages(fields: dict[str, str], fault: Any) -> None:
    if "eid" in fields:
        fields.setdefault("pages", fields["eid"])
        del fields["eid"]
    if "pages" in fields:
        fields["pages"] = HYPHEN.sub(r"\1--\2", DASHES.sub("--", re.sub(r"^pp?\.\s*", "", fields["pages"])))
        both = re.fullmatch(r"(\d+)--(\d+)", fields["pages"])
        if both and len(both[1]) == len(both[2]) and both[1] > both[2]:
            fault("pages", f"'{both[1]}–{both[2]}' ends before it begins")
