"""How to cite this edition and the article it reproduces, from ``CITATION.cff`` and ``references.bib``."""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pybtex.backends import plaintext
from pybtex.database import BibliographyData
from pybtex.database.output.bibtex import Writer

from reviewbook.edition import project
from reviewbook.edition.works import bibliography, cff, latex, names, references, work
from reviewbook.edition.works.names import Name
from reviewbook.edition.works.work import Work

# One field in BibTeX, in RIS and in CSL-JSON.
FIELDS = (
    ("title", "TI", "title"),
    ("journal", "T2", "container-title"),
    ("booktitle", "T2", "container-title"),
    ("series", "T3", "collection-title"),
    ("volume", "VL", "volume"),
    ("number", "IS", "issue"),
    ("chapter", "SE", "chapter-number"),
    ("version", "ET", "version"),
    ("edition", "ET", "edition"),
    ("publisher", "PB", "publisher"),
    ("institution", "PB", "publisher"),
    ("address", "CY", "publisher-place"),
    ("howpublished", "M3", "genre"),
    ("type", "M3", "genre"),
    ("isbn", "SN", "ISBN"),
    ("issn", "SN", "ISSN"),
    ("pmid", "AN", "PMID"),
    ("pmcid", "C2", "PMCID"),
    ("eventtitle", "C3", "event-title"),
    ("language", "LA", "language"),
    ("doi", "DO", "DOI"),
    ("url", "UR", "URL"),
    ("note", "N1", "note"),
    ("abstract", "AB", "abstract"),
)
# written in a way of their own, or said of this edition's list and no part of the work
OTHERWISE = {"year", "date", "urldate", "pages", "keywords", "unconfirmed"}
DATA_SET = "Data set"
# what a citation says in the place of an identifier
DRAFT = "Draft, no identifier."
TYPES = {
    "article": ("JOUR", "article-journal"),
    **dict.fromkeys(("book", "mvbook", "collection", "mvcollection", "reference"), ("BOOK", "book")),
    **dict.fromkeys(("proceedings", "mvproceedings"), ("CONF", "book")),
    **dict.fromkeys(("incollection", "inbook", "bookinbook", "suppbook", "suppcollection"), ("CHAP", "chapter")),
    **dict.fromkeys(("inproceedings", "conference"), ("CPAPER", "paper-conference")),
    **dict.fromkeys(("thesis", "phdthesis", "mastersthesis"), ("THES", "thesis")),
    **dict.fromkeys(("report", "techreport", "manual"), ("RPRT", "report")),
    **dict.fromkeys(("online", "electronic", "www"), ("ELEC", "webpage")),
    "booklet": ("PAMP", "pamphlet"),
    "inreference": ("ENCYC", "entry-encyclopedia"),
    "unpublished": ("UNPB", "manuscript"),
    "software": ("COMP", "software"),
    "dataset": ("DATA", "dataset"),
    "patent": ("PAT", "patent"),
}
GENERAL = ("GEN", "document")
REVIEWED = "reviewed article"
# what stands in a list of BibTeX for people who are not named
OTHERS = Name(["others"])


def edition(root: Path) -> dict[str, Any]:
    """Read what title pages and metadata say about this edition.

    Returns
    -------
    dict
        ``title``, ``version``, ``date`` (ISO 8601), ``abstract``: str; ``doi``: str, or None until one is minted;
        ``contributors``, ``licence`` (SPDX identifiers), ``keywords``: list of str; ``creators``: as `cff.creators`;
        ``article``: the reviewed article, a dict of ``key``, ``title``, ``authors`` (list of "Given Family"),
        ``people`` (as in a short citation), ``year``, ``journal``, ``doi`` and ``citation`` (the reference as text).

    Raises
    ------
    ValueError
        A line for each field of ``CITATION.cff`` or ``references.bib`` that is missing or not allowed.

    References
    ----------
    Druskat et al. (2021). Citation File Format, version 1.2.0. https://doi.org/10.5281/zenodo.5171937
    """
    described, article = _parsed(*_contents(root))
    licence = described["license"]
    return {
        "title": latex.one_line(described["title"]),
        "contributors": [_display_name(cff.name(author)) for author in described["authors"]],
        "creators": cff.creators(described),
        "version": str(described["version"]),
        "date": described["date-released"],
        "licence": [licence] if isinstance(licence, str) else licence,
        "keywords": [latex.one_line(word) for word in described["keywords"]],
        "abstract": latex.one_line(described["abstract"]),
        "doi": next(iter(cff.dois(described)), None),
        "article": {
            "key": article.key,
            "title": article.fields["title"],
            "authors": [_display_name(person) for person in article.persons["author"]],
            "people": references.named(article),
            "year": article.fields["year"],
            "journal": article.fields["journal"],
            "doi": article.fields["doi"],
            "citation": text(article),
        },
    }


def cite_as(root: Path, site: str = "") -> str:
    """Write in one line how this edition is cited.

    Where ``CITATION.cff`` has a ``preferred-citation``, that is the line, as the list of references prints it.

    Parameters
    ----------
    site
        The address of the site; empty where it is not known.

    Returns
    -------
    str
        The edition as the list of references prints a work, with the address of its DOI or else `DRAFT`, and the site.

    Raises
    ------
    ValueError
        A line for each field that is missing or not allowed.
    """
    described, article = _parsed(*_contents(root))
    return _line(described, _own_work(described, article, site))


def formats(root: Path, site: str = "") -> dict[str, dict[str, str]]:
    """Write the citation of this edition and of the reviewed article in every format.

    Where ``CITATION.cff`` has a ``preferred-citation``, that is the citation of the edition.

    Parameters
    ----------
    site
        The address of the site, which is that of the edition; empty where it is not known.

    Returns
    -------
    dict
        ``edition`` and ``article``, each with ``text``, ``bibtex``, ``ris`` and ``csl`` (CSL-JSON).

    Raises
    ------
    ValueError
        A line for each field that is missing, not allowed, or has no place in a format.
    """
    return _formats(site, *_contents(root))


@lru_cache(maxsize=2)  # several pages and the site ask for it, which takes as long as to write one
def _formats(site: str, *contents: bytes) -> dict[str, dict[str, str]]:
    described, article = _parsed(*contents)
    works = {"edition": _own_work(described, article, site), "article": article}
    writers = {"text": text, "bibtex": bibtex, "ris": ris, "csl": csl}
    found = {name: {form: write(one) for form, write in writers.items()} for name, one in works.items()}
    found["edition"]["text"] = _line(described, works["edition"])
    return found


def text(cited: Work) -> str:
    """Write a work as the list of references prints it."""
    return references.ReferenceStyle().format_entry("", cited).text.render(plaintext.Backend())


def bibtex(cited: Work) -> str:
    """Write a work as BibTeX.

    Raises
    ------
    ValueError
        Names the key and the field that BibTeX has no place for; so do the other formats.
    """
    _carried(cited, "BibTeX")
    fields = {}
    for name, value in cited.fields.items():
        thesis = name == "institution" and cited.type in work.THESES
        raw = name == "pages" or (name in work.VERBATIM and not set("\\{}") & set(value))
        fields["school" if thesis else name] = value if raw else latex.done(value)
    written = _Writer().to_string(BibliographyData({cited.key: Work(cited.original_type, fields, _listed(cited))}))
    return written.strip() + "\n"


class _Writer(Writer):
    """Write names and fields that are LaTeX already, which that of pybtex would escape once more."""

    def _encode(self, text: str) -> str:
        return text

    def _format_name(self, stream: Any, person: Name) -> str:
        return "others" if person is OTHERS else names.written(person)


def _listed(cited: Work) -> dict[str, list[Name]]:
    """Give the people, with what BibTeX says for those that are not named."""
    others = {role: [OTHERS] if role in cited.others else [] for role in cited.persons}
    return {role: [*people, *others[role]] for role, people in cited.persons.items()}


def ris(cited: Work) -> str:
    """Write a work as RIS.

    References
    ----------
    Research Information Systems: RIS format specifications.
    https://web.archive.org/web/20100704171416/http://www.refman.com/support/risformat_intro.asp
    """
    _carried(cited, "RIS")
    fields = cited.fields
    lines = [("TY", _types(cited)[0]), ("ID", cited.key)]
    for role, people in cited.persons.items():
        tag = "AU" if role == "author" else "A2" if "author" in cited.persons else "ED"
        for person in people:
            parts = list(filter(None, (person.family, person.given, person.suffix)))
            if any("," in part for part in parts) or (person.suffix and not person.given):
                _refuse(cited, role, f"a name that holds a comma ('{person.family}')", "RIS")
            lines.append((tag, ", ".join(parts)))
    lines += [("PY", fields["year"])] if "year" in fields else []
    lines += [
        (tag, fields[name].replace("-", "/")) for name, tag in (("date", "DA"), ("urldate", "Y2")) if name in fields
    ]
    lines += [(tag, fields[name]) for name, tag, _ in FIELDS if name in fields and not _is_type(cited, name)]
    lines += zip(("SP", "EP"), fields["pages"].split("--", 1), strict=False) if "pages" in fields else []
    lines += [("KW", word) for word in re.split(r"\s*[,;]\s*", fields.get("keywords", "")) if word]
    return "".join(f"{tag}  - {value}\n" for tag, value in [*lines, ("ER", "")])


def csl(cited: Work) -> str:
    """Write a work as CSL-JSON, the format of citeproc and of most reference managers."""
    _carried(cited, "CSL-JSON")
    fields = cited.fields
    record: dict[str, Any] = {"id": cited.key, "type": _types(cited)[1]}
    for role, people in cited.persons.items():
        record[role] = [_csl_name(person) for person in people]
    for key, day in (("issued", fields.get("date", fields.get("year"))), ("accessed", fields.get("urldate"))):
        if day:
            record[key] = {"date-parts": [[int(part) for part in day.split("-")]]}
    record |= {key: fields[name] for name, _, key in FIELDS if name in fields and not _is_type(cited, name)}
    record |= {"page": fields["pages"].replace("--", "-")} if "pages" in fields else {}
    record |= {"keyword": fields["keywords"]} if "keywords" in fields else {}
    return json.dumps([record], ensure_ascii=False, indent=2) + "\n"


def _csl_name(person: Name) -> dict[str, str]:
    if not person.given:
        return {"literal": person.family}
    return {"family": person.family, "given": person.given} | ({"suffix": person.suffix} if person.suffix else {})


def _types(cited: Work) -> tuple[str, str]:
    return TYPES["dataset"] if cited.fields.get("howpublished") == DATA_SET else TYPES.get(cited.type, GENERAL)


def _is_type(cited: Work, name: str) -> bool:
    """Tell whether a field says no more than the type does."""
    return name == "howpublished" and cited.fields[name] == DATA_SET


def _carried(cited: Work, form: str) -> None:
    """Refuse what a format would drop."""
    fields = dict(cited.fields)
    for name, why in cited.unread.items():
        raise ValueError(f"{cited.where}, field '{name}': {why}")
    if form != "BibTeX":
        if cited.others:
            _refuse(cited, min(cited.others), "'and others'", form)
        for name in ("year", "urldate"):
            if not re.fullmatch(r"\d{4}(-\d\d){0,2}", fields.get(name, "2000")):
                _refuse(cited, name, f"'{fields[name]}'", form)
        for name in fields.keys() - OTHERWISE - {name for name, _, _ in FIELDS}:
            _refuse(cited, name, "this field", form)
        column = 1 if form == "RIS" else 2
        taken: dict[str, str] = {}
        for one in FIELDS:
            if one[0] in fields and not _is_type(cited, one[0]) and (form != "RIS" or one[1] != "SN"):
                other = taken.setdefault(one[column], one[0])
                if other != one[0]:
                    _refuse(cited, one[0], f"this field beside '{other}'", form)


def _refuse(cited: Work, name: str, what: str, form: str) -> None:
    raise ValueError(f"{cited.where}, field '{name}': {form} has no place for {what}")


def _contents(root: Path) -> list[bytes]:
    return [project.lying(root / name).read_bytes() for name in (cff.FILE, bibliography.FILE)]


@lru_cache(maxsize=1)
def _parsed(described: bytes, listed: bytes) -> tuple[dict[str, Any], Work]:
    faults = []
    try:
        found = cff.read(described)
    except ValueError as error:
        faults.append(str(error))
    try:
        works = bibliography.read(listed)
    except ValueError as error:
        faults.append(str(error))
    if faults:
        raise ValueError("\n".join(faults))
    return found, _reviewed_article(works, found)


def _reviewed_article(works: Mapping[str, Work], described: Mapping[str, Any]) -> Work:
    """Find the work that this edition reproduces.

    It is the one of ``references`` that is in ``references.bib``, by its DOI or, where it has none, by its title. Where
    several are, the ``scope`` of one says that it is the reviewed article.
    """
    listed = described["references"]
    named = [one for one in listed if REVIEWED in one.get("scope", "").lower()]
    by_doi = {one.fields["doi"].lower(): one for one in works.values() if "doi" in one.fields}
    by_title = {_letters(one.fields.get("title", "")): one for one in works.values()}
    found = {}
    for one in named or listed:
        own = [doi.lower() for doi in cff.dois(one)]
        same = next(
            (by_doi[doi] for doi in own if doi in by_doi), None if own else by_title.get(_letters(one["title"]))
        )
        if same:
            found[same.key] = same
    where = f"{cff.FILE}, field 'references'"
    if len(named) > 1 or len(found) > 1:
        raise ValueError(
            f"{where}: {', '.join(found) or 'several'} could be the reviewed article; "
            "'scope: The reviewed article.' in one of them says which is"
        )
    if not found:
        raise ValueError(f"{where}: none of them is in {bibliography.FILE} by DOI or title, so the article is unknown")
    (article,) = found.values()
    lacks = [name for name in ("title", "year", "journal", "doi") if name not in article.fields]
    lacks += [] if article.persons.get("author") else ["author"]
    if lacks:
        raise ValueError(f"{article.where}, field '{lacks[0]}': is missing, which the reviewed article needs")
    # a remark of this edition is no part of the article
    return article.but(note=None, unconfirmed=None)


def _letters(title: str) -> str:
    return re.sub(r"[\W_]+", "", title.casefold())


def _own_work(described: Mapping[str, Any], article: Work, site: str) -> Work:
    key = f"{article.key}-edition"
    if "preferred-citation" in described:
        return cff.work(described["preferred-citation"], key)
    fields = {
        "title": latex.one_line(described["title"]),
        "year": described["date-released"][:4],
        "date": described["date-released"],
        "version": latex.one_line(str(described["version"])),
        "howpublished": DATA_SET,
        "keywords": ", ".join(map(latex.one_line, described["keywords"])),
        "abstract": latex.one_line(described["abstract"]),
    }
    for doi in cff.dois(described):
        fields["doi"] = doi
    fields |= {"url": site} if site else {}
    fields |= {} if "doi" in fields else {"note": DRAFT}
    own = Work("misc", fields, {"author": [cff.name(author) for author in described["authors"]]}, key)
    own.where = cff.FILE
    return own


def _line(described: Mapping[str, Any], own: Work) -> str:
    if "preferred-citation" in described:
        return text(own)
    # the list of references prints an address only where there is no DOI
    named = text(own.but(note=None, url=None))
    return " ".join(filter(None, (named, own.fields.get("note"), own.fields.get("url"))))


def _display_name(person: Name) -> str:
    return " ".join(filter(None, (person.given, person.family, person.suffix)))
