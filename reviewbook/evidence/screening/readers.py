"""Logs of records as databases and programs write them: RIS, NBIB, the tagged files of Web of Science, BibTeX and CSV.

What a file is, its content says, and not its name: files of PubMed are often called RIS.
"""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import StringIO
from itertools import pairwise
from typing import ClassVar

import rispy
from pybtex.database.input.bibtex import LowLevelParser, SkipEntry, UndefinedMacro
from pybtex.scanner import PybtexSyntaxError

from reviewbook.edition import fault
from reviewbook.edition.works import latex

# tags and fields that are read; nothing else is kept, and no abstract
KEPT = (
    *("TI", "T1", "CT", "PY", "Y1", "DA", "DP", "DO", "DI", "M3", "L2", "L3", "LK", "UR", "AN", "ID", "U1", "UT"),
    *("N1", "DB", "PMID", "PM", "LID", "AID", "OID"),
)
OF_BIBTEX = {
    *("title", "year", "date", "doi", "url", "pmid", "unique-id", "note", "annote", "annotation", "notes", "extra"),
    *("accession_number", "accession", "decision", "included", "reason"),
}
# where one of these stands in a table, it is the column for what stands before it, as it is called by
HEADINGS = {
    "title": {"title", "primary title", "article title", "document title", "ti"},
    "year": {"year", "publication year", "published year", "py", "date", "early access year", "ey"},
    "doi": {"doi", "digital object identifier", "di"},
    "pmid": {"pmid", "pubmed id", "medline pmid", "pm"},
    "url": {"url", "link", "urls"},
    "other_id": {
        *("accession number", "ut unique wos id", "ut", "covidence", "key", "eid", "openalex id", "item id", "ref"),
    },
    "notes": {"notes", "extra", "note"},
    "decision": {
        *("decision", "included", "study included", "label included", "asreview label", "final decision"),
        *("screening decision", "label", "include"),
    },
    "reason": {"reason", "exclusion reason", "excluded reason", "exclusion reasons", "reason for exclusion"},
}
TAG, ENTRY = re.compile(r"[A-Z][A-Z0-9]{1,3} *- "), re.compile(r"^[ \t]*@\s*[^\W\d]\w*\s*[{(]", re.MULTILINE)
PLAIN = re.compile(r"[^\\{}$~&`'-]*(?:['-](?!['-])[^\\{}$~&`'-]*)*")
KINDS = (b"PK", b"%PDF", b"\xd0\xcf\x11\xe0", b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b")
ALLOWED = "RIS, NBIB, the tagged form of Web of Science, BibTeX, or CSV with a column for titles or identifiers"
# a program writes the whole text of an article into one field
csv.field_size_limit(1 << 24)


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold what a log says of a record: the line where it begins, and the values of each tag or column that is kept."""

    line: int
    values: dict[str, list[str]]


@dataclass(frozen=True)
class Fault:
    """Say what is wrong with a log: the line, a value that is shown, and what; no line means the whole file."""

    line: int | None
    what: str
    value: str = ""


@dataclass(frozen=True)
class Log:
    """Hold a log: its entries in their order, and what of it cannot be read."""

    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read(content: bytes) -> Log:
    r"""Read a log of whatever format.

    >>> read(b"TY  - JOUR\nTI  - A title\nAB  - left out\nER  - \n").entries
    [Entry(line=1, values={'TI': ['A title']})]
    """
    if content.startswith(KINDS) or b"\0" in content[:4000]:
        return Log(faults=[Fault(None, f"is no text in UTF-8; allowed are {ALLOWED}")])
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line, what = fault.undecoded(error.object, error.start)
        return Log(faults=[Fault(line, f"{what}; save the file as UTF-8")])
    found = _reader(text)(text) if text.strip() else Log()
    if not (found.entries or found.faults):
        return Log(faults=[Fault(None, f"has no record; allowed are {ALLOWED}")])
    return found


def _reader(text: str) -> Callable[[str], Log]:
    head = text[:20_000]
    if re.search(r"^TY {1,2}-", head, re.MULTILINE):
        return _ris
    if re.search(r"^PT [A-Z]", head, re.MULTILINE) and re.match(r"\s*(FN|PT|VR) ", head):
        return _of_web_of_science
    if TAG.match(head.lstrip()):
        return _nbib
    return _bibtex if re.match(r"\s*(%.*\n\s*)*@", head) else _table


class _Ris(rispy.RisParser):
    # each tag under its own name, and all that is said under it; the words of a tag that is not kept go with it
    DEFAULT_MAPPING: ClassVar[dict[str, str]] = {tag: tag for tag in KEPT}
    DEFAULT_LIST_TAGS: ClassVar[list[str]] = list(KEPT)
    DEFAULT_DELIMITER_MAPPING: ClassVar[dict[str, str]] = {}

    FIRST = "TY  -"

    def _iter_till_start(self, lines: Iterator[str]) -> dict[str, list[str]]:
        # stands for the function of the same name, which takes any line between records for one that begins with TY
        next(line for line in lines if line.startswith(self.FIRST))
        return {}


class _Nbib(_Ris):
    def parse_line(self, line: str) -> tuple[str, str] | tuple[None, str]:
        return (line[:4].rstrip(), line[6:].strip()) if line[4:5] == "-" else (None, line.strip())


class _OfWebOfScience(rispy.WokParser, _Ris):
    DEFAULT_MAPPING: ClassVar[dict[str, str]] = {tag: tag for tag in ("PT", "TI", "PY", "EY", "DI", "UT", "PM")}
    DEFAULT_LIST_TAGS: ClassVar[list[str]] = list(DEFAULT_MAPPING)
    FIRST = "PT "


def _ris(text: str) -> Log:
    # some programs leave one of the blanks out
    if re.search(r"^TY -", text[:20_000], re.MULTILINE):
        text = re.sub(r"^([A-Z][A-Z0-9]) - ?", r"\1  - ", text, flags=re.MULTILINE)
    return _tagged(text, "ER  -", _Ris())


def _of_web_of_science(text: str) -> Log:
    return _tagged(text, "ER", _OfWebOfScience())


def _tagged(text: str, last: str, parser: _Ris) -> Log:
    """Read records that begin and end with a line of their own; one that does not end would be lost, or two be one."""
    lines = text.split("\n")
    begun: list[int] = []
    faults: list[Fault] = []
    inside = False
    for number, line in enumerate(lines, 1):
        if line.startswith(parser.FIRST):
            if inside:
                faults.append(Fault(begun[-1], f"the record does not end before the next begins in line {number}"))
            begun.append(number)
            inside = True
        elif line.startswith(last):
            if not inside:
                faults.append(Fault(number, f"'{last}' ends no record; a record begins with '{parser.FIRST}'"))
            inside = False
    if inside:
        faults.append(Fault(begun[-1], f"the record does not end; its last line is '{last}'"))
    if faults:
        return Log(faults=faults)
    parser.skip_unknown_tags = True
    found = parser.parse_lines(iter(lines))
    return Log([Entry(line, values) for line, values in zip(begun, found, strict=True)])


def _nbib(text: str) -> Log:
    """Read records that an empty line or the next PMID divides, to which rispy is given a first and a last line.

    Programs that mend such files leave empty lines out, or put one into a record: a record has one PMID.
    """
    begun: list[int] = []
    rows = text.split("\n")
    of_pubmed = next((row for row in rows if row.strip()), "").startswith("PMID")

    def lines() -> Iterator[str]:
        inside = False
        for number, line in enumerate([*rows, ""], 1):
            begins = bool(TAG.match(line)) and line.startswith("PMID") if of_pubmed else bool(line.strip())
            ends = begins or number > len(rows) if of_pubmed else not line.strip()
            if inside and ends:
                yield "ER  - "
            inside = inside and not ends
            if begins and not inside:
                begun.append(number)
                inside = True
                yield "TY  - "
            if inside and line.strip():
                yield line

    found = _Nbib(skip_unknown_tags=True).parse_lines(lines())
    faults = [
        Fault(line, "is no line of a record; it begins with a tag, as 'PMID- '", row)
        for line, (before, row) in enumerate(pairwise(["", *rows]), 1)
        if row.strip() and not before.strip() and not TAG.match(row)
    ]
    return Log([Entry(line, values) for line, values in zip(begun, found, strict=True)], faults)


class _Entries(LowLevelParser):
    def handle_error(self, error: PybtexSyntaxError) -> None:
        # months and journals that a @string should explain are not kept
        if not isinstance(error, UndefinedMacro):
            raise error


def _bibtex(text: str) -> Log:
    parser, entries, faults = _Entries(text), [], []
    while parser.skip_to([parser.AT]):
        start, line = parser.pos, parser.lineno
        try:
            command, made = parser.parse_command()
        except SkipEntry:
            continue
        except PybtexSyntaxError:
            key = parser.current_entry_key or ""
            faults.append(Fault(line, "is no entry of BibTeX; a comma, a brace or a key is missing in it", key))
            following = ENTRY.search(text, start)
            parser.pos = following.start() if following else len(text)
            parser.lineno = text.count("\n", 0, parser.pos) + 1
            continue
        if command.lower() in ("string", "preamble"):
            continue
        key, fields = made
        if any(ENTRY.search(part) for _, parts in fields for part in parts):
            faults.append(Fault(line, "holds the beginning of another entry; a '}' is missing", key))
        values = {name.lower(): [_undone("".join(parts))] for name, parts in fields if name.lower() in OF_BIBTEX}
        entries.append(Entry(line, {"key": [key], **values}))
    return Log(entries, faults)


def _undone(value: str) -> str:
    """Read LaTeX as text; what it has beyond what is known here stays as it is."""
    if PLAIN.fullmatch(value):
        return value
    try:
        return latex.undone(value)
    except ValueError:
        return value


def _table(text: str) -> Log:
    """Read a table by what its columns are called; semicolons and tabs divide as commas do where they do so above."""
    top = text.split("\n", 1)[0]
    separator = max(",;\t", key=top.count)
    # Web of Science puts no marks around what tabs divide, and one may be the first sign of a title
    quoted = not top.startswith("PT\t")
    lines = StringIO(text, newline="")
    reader = csv.reader(
        lines, delimiter=separator, strict=True, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    )
    entries: list[Entry] = []
    faults: list[Fault] = []
    line = 1
    try:
        heading = next(reader, [])
        bare = [re.sub(r"[\W_]+", " ", name).strip().casefold() for name in heading]
        places = {name: [place for place, one in enumerate(bare) if one in called] for name, called in HEADINGS.items()}
        if not (places["title"] or places["doi"] or places["pmid"]):
            return Log(faults=[Fault(1, f"has no column for titles, DOIs or PMIDs; allowed are {ALLOWED}")])
        if len(places["decision"]) > 1:
            shown = ", ".join(heading[place] for place in places["decision"])
            return Log(faults=[Fault(1, f"has more than one column of decisions ({shown}); leave one in the file")])
        line = reader.line_num + 1
        for row in reader:
            while len(row) > len(heading) and not row[-1]:
                row.pop()
            if any(row) and len(row) != len(heading):
                faults.append(Fault(line, f"has {len(row)} cells, and the first line {len(heading)}"))
            elif any(row):
                entries.append(Entry(line, {name: [row[place] for place in at] for name, at in places.items() if at}))
            line = reader.line_num + 1
    except csv.Error as error:
        faults.append(Fault(line, f"cannot be read as CSV: {error}"))
    return Log(entries, faults)
