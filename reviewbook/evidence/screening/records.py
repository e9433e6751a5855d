"""Records of a search in one form, from what a log says of each: identifiers, title, year and decision."""

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from reviewbook.evidence.screening.readers import Entry, Fault

# a record by its columns, all of them text; an empty one is not told, not known, or not decided yet
Record = dict[str, str]
COLUMNS = (
    *("record_id", "search_id", "source_id", "doi", "pmid", "other_id", "title", "year"),
    *("title_abstract", "full_text", "reason", "duplicate_of", "duplicate", "study_id"),
)
INCLUDED, EXCLUDED, NOT_RETRIEVED = "included", "excluded", "not retrieved"
CONFIRMED, PROPOSED, REJECTED = "confirmed", "proposed", "rejected"
# where each format says it, in the order in which it is asked
TITLE = ("title", "TI", "T1", "CT")
YEAR = ("year", "PY", "DP", "Y1", "date", "DA", "EY")
DOI, PMID = ("doi", "DO", "DI", "M3", "L3"), ("pmid", "PMID", "PM")
ADDRESSES, IDENTIFIERS = ("url", "UR", "L2", "LK", "L3", "LID", "AID"), ("LID", "AID")
OTHER = ("accession_number", "accession", "unique-id", "UT", "AN", "other_id", "OID", "U1", "ID", "key")
NOTES = ("notes", "note", "annote", "annotation", "extra", "N1")
# until 2001 a publisher set the first page of an article in angle brackets: 10.1002/(SICI)…52:2<177::AID-…>3.0.CO;2-V
A_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+(?:<\d+::[^\s\"<>]+>[^\s\"<>]+)?")
RESOLVED = re.compile(r"doi\.org/(10\.\d{4,9}(?:/|%2[Ff])[^\s\"<>?#]+(?:<\d+::[^\s\"<>]+>[^\s\"<>?#]+)?)")
A_YEAR, A_PMID = re.compile(r"(?<!\d)(1[5-9]|20)\d\d(?!\d)"), re.compile(r"\bPMID:? *(\d{1,8})\b")
A_MEDLINE = re.compile(r"medline|pubmed", re.IGNORECASE)
# what programs call a decision, where each is one value
WORDS = {
    INCLUDED: {"1", "1.0", "included", "include", "relevant", "yes", "true"},
    EXCLUDED: {"0", "0.0", "excluded", "exclude", "irrelevant", "not relevant", "no", "false"},
    NOT_RETRIEVED: {"not retrieved"},
    "": {"", "-1", "-1.0", "maybe", "undecided", "unlabeled", "unlabelled", "nan", "na"},
}
MEANT = {word: decision for decision, words in WORDS.items() for word in words}
ALLOWED = "'included' or 1, 'excluded' or 0, 'not retrieved', 'maybe' or nothing"
# what Rayyan notes of each of its users, and what it and Covidence note of the reason
# (in BibTeX the braces around it are gone)
RAYYAN = re.compile(r"RAYYAN-INCLUSION: *\{?([^|}]*)")
VOTE = re.compile(r'"((?:[^"\\]|\\.)*)" *(?:=>|:) *"([^"]*)"')
REASONS = re.compile(r"RAYYAN-EXCLUSION-REASONS: *([^|]*)|Exclusion reason: *([^;|]*)")


def record(entry: Entry) -> Record:
    """Give identifiers, title and year of an entry, as far as it has them.

    A DOI is written small and without an address, a title in one line, without the tags of a page.
    """
    values = entry.values
    other = next(_all(values, OTHER), "")
    pmid = next(_all(values, PMID), "")
    if not pmid and other.isdecimal() and A_MEDLINE.search(" ".join(values.get("DB", ()))):
        pmid, other = other, ""
    if not pmid:
        pmid = next((found[1] for note in _all(values, NOTES) if (found := A_PMID.search(note))), "")
    year = next((found[0] for text in _all(values, YEAR) if (found := A_YEAR.search(text))), "")
    title = next((" ".join(values[name]) for name in TITLE if any(values.get(name, ()))), "")
    if "<" in title or "&" in title:
        title = re.sub(r"</?[a-zA-Z][^<>]{0,40}>", "", html.unescape(title))
    digits = pmid.removesuffix(".0")
    return {
        "doi": _doi(values),
        "pmid": digits if re.fullmatch(r"[1-9]\d{0,7}", digits, re.ASCII) else "",
        "other_id": other,
        "title": " ".join(title.split()),
        "year": year,
    }


def decided(entry: Entry, otherwise: str = "") -> tuple[str, str, Fault | None]:
    """Give the decision that an entry tells, the reason, and what is wrong with it.

    Where it tells none, the decision is what it is otherwise, as where a file has nothing but excluded records. Of
    several people who decided alike it is theirs; where one of them is not sure, none yet.
    """
    values = entry.values
    notes = " | ".join(_all(values, NOTES))
    reason = next(_all(values, ("reason",)), "")
    if not reason and (told := REASONS.search(notes)):
        reason = (told[1] or told[2] or "").strip()
    if votes := RAYYAN.search(notes):
        cast = [(person, word.casefold()) for person, word in VOTE.findall(votes[1])]
        if not cast and votes[1].strip():
            return "", "", Fault(entry.line, "names no decision of anybody as Rayyan writes it", votes[1].strip())
    else:
        cast = [("", value.casefold()) for value in _all(values, ("decision",))]
    for _, word in cast:
        if word not in MEANT:
            return "", "", Fault(entry.line, f"is not a decision; allowed are {ALLOWED}", word)
    made = {MEANT[word] for _, word in cast}
    if len(made - {""}) > 1:
        said = ", ".join(f"{person}: {word}" for person, word in cast)
        return "", "", Fault(entry.line, "is decided in two ways; the record has one decision", said)
    decision = "" if "" in made else next(iter(made), otherwise)
    return decision, reason if decision == EXCLUDED else "", None


def normalised(title: str) -> str:
    """Write a title as it is compared: letters and digits alone, without accents.

    >>> normalised("The <i>Rôle</i> of Sleep: a Review.")
    'theroleofsleepareview'
    """
    bare = re.sub(r"</?[a-zA-Z][^<>]{0,40}>", "", title) if "<" in title else title
    if not bare.isascii():
        bare = "".join(sign for sign in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(sign))
    return re.sub(r"[\W_]+", "", bare.casefold())


def _all(values: Mapping[str, list[str]], names: tuple[str, ...]) -> Iterator[str]:
    return (value.strip() for name in names for value in values.get(name, ()) if value.strip())


def _doi(values: Mapping[str, list[str]]) -> str:
    named = (text for text in _all(values, IDENTIFIERS) if text.endswith("[doi]"))
    told = [A_DOI.search(html.unescape(unquote(text))) for text in (*_all(values, DOI), *named)]
    doi = next((found[0] for found in told if found), "")
    if not doi:
        addresses = map(html.unescape, _all(values, ADDRESSES))
        doi = next((unquote(found[1]) for text in addresses if (found := RESOLVED.search(text))), "")
    return doi.rstrip(".,;").lower()
