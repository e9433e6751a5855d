"""The works of ``references.bib``: read once, for the check of the data, the citation and the list of references.

The syntax is pybtex's, which stops at the first fault and does not know comments inside of entries, as Biber does.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from pybtex.database.input.bibtex import LowLevelParser, UndefinedMacro, month_names
from pybtex.scanner import Pattern, PrematureEOF, PybtexSyntaxError
from pybtex.utils import CaseInsensitiveDict

from reviewbook.edition.works import references, work
from reviewbook.edition.works.work import Work

FILE = "references.bib"
# what goes to the parts of a book from its own entry, and under which name
INHERITED = {"title": "booktitle", "subtitle": "booksubtitle"}
# people also write months whole, without braces
MONTHS = month_names | {month.lower(): month for month in month_names.values()} | {"sept": "September"}
# more lines that are not UTF-8 are said in one
SHOWN = 5
# what turns the direction of writing or has no width; two letters that it joins or keeps apart belong to a script
UNSEEN = re.compile("[\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
UNPRINTED = {"abstract", "annotation", "annote", "comment", "file", "groups", "keywords"}
COMMAND = re.compile(r"@\s*([^\W\d]\w*)\s*[{(]")
INSIDE = re.compile(r"^[ \t]*@\s*[^\W\d]\w*\s*[{(]", re.MULTILINE)
MERGE = re.compile(r"(?:<{7}|\|{7}|={7}|>{7})(?: |$)")
LOST = re.compile(r"[A-Za-z]\w*\s*=\s*(?:[{\"]|\d)")


@lru_cache(maxsize=2)  # the check, the citation and Sphinx ask for the same
def read(content: bytes) -> Mapping[str, Work]:
    """Read the works by their keys, in the order of the file.

    Raises
    ------
    ValueError
        A line for each fault: file, line, key, field, and what is allowed.
    """
    text, undecoded = _text(content)
    parser = _Parser(text)
    entries = {key: (kind, line, fields) for kind, key, line, fields in parser.entries()}
    for line, what in undecoded:
        _, key, field = max((place for place in parser.places if place[0] <= line), default=(0, "", ""))
        parser.fault(line, what, key, field and f", field '{field}'")
    found = {}
    for key, (kind, line, fields) in entries.items():
        if kind.lower() == "xdata":
            continue
        lines = {name: place for name, _, place in fields}
        raw = _inherited(key, entries, parser, set())
        made, faults = work.read(kind, key, raw)
        said = {field for field, _ in faults} | UNPRINTED
        for field, value, _ in fields:
            if field.lower() not in said and (sign := UNSEEN.search(value)):
                faults.append((field, f"{sign[0]!r} is no character of a text"))
        for field, what in faults:
            if (key, field) in parser.undefined:
                continue
            named = "" if field.startswith("@") else f", field '{field}'"
            what = f"'{field}' {what}" if field.startswith("@") else what
            parser.fault(lines.get(field, line), what, key, named)
        made.where = f"{FILE}, line {line} ({key})"
        found[key] = made
    _alike(found, entries, parser)
    if parser.faults:
        raise ValueError("\n".join(line for _, line in sorted(parser.faults)))
    return found


@lru_cache(maxsize=2)
def printed(content: bytes) -> Mapping[str, Work]:
    """Read the works as the book prints them: where two would be cited alike, a letter follows the year.

    The letters go in the order of the list.

    Raises
    ------
    ValueError
        As `read`.
    """
    found = dict(read(content))
    alike: dict[str, list[Work]] = {}
    for one in sorted(found.values(), key=references.order):
        alike.setdefault(references.citation(one), []).append(one)
    for several in alike.values():
        for number, one in enumerate(several if len(several) > 1 else []):
            year = one.fields.get("year", references.UNDATED)
            between = "" if year[-1].isdigit() else "-"
            found[one.key] = one.but(year=f"{year}{between}{_letters(number)}")
    return found


def citations(content: bytes) -> dict[str, str]:
    """Give the short citation of each work by its key, as the text and the list print it: ``Berger et al., 2018``.

    Raises
    ------
    ValueError
        As `read`.
    """
    return {key: references.citation(one) for key, one in printed(content).items()}


def _letters(number: int) -> str:
    return (_letters(number // 26 - 1) if number >= 26 else "") + chr(ord("a") + number % 26)


def _text(content: bytes) -> tuple[str, list[tuple[int, str]]]:
    """Decode the file, and say where that cannot be done."""
    text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError(f"{FILE}: is not UTF-8, but UTF-16; save it as UTF-8")
    faults = []
    for number, line in enumerate(text.split("\n"), 1):
        wrong = re.search(r"[\udc80-\udcff]|[\x00-\x08\x0b\x0e-\x1f\x7f]", line)
        if wrong:
            code = ord(wrong[0])
            what = (
                f"byte 0x{code - 0xDC00:x} is not UTF-8" if code > 0xDC00 else f"{wrong[0]!r} is no character of a text"
            )
            faults.append((number, what))
        elif MERGE.match(line):
            faults.append((number, f"{line[:7]!r} is the mark of a merge that is not finished"))
    if len(faults) > SHOWN:
        faults = [(faults[0][0], f"{faults[0][1]}, and so in {len(faults) - 1} more lines")]
    faults = [(line, f"{what}; save the file as UTF-8" if "not UTF-8" in what else what) for line, what in faults]
    # letters with their accents beside them are the same letters
    return re.sub(r"[\udc80-\udcff]", "?", unicodedata.normalize("NFC", text)), faults


class _Parser(LowLevelParser):
    # also comments, to the end of their line
    WHITESPACE = Pattern(r"(?:\s|%[^\n]*)+", "whitespace")
    pos: int
    lineno: int
    current_field_name: str | None
    current_value: list[str]

    def __init__(self, text: str):
        super().__init__(text, macros=CaseInsensitiveDict(MONTHS))
        self.faults: list[tuple[int, str]] = []
        self.undefined: set[tuple[str, str]] = set()
        self.places: list[tuple[int, str, str]] = []
        self.field_line = 1

    def fault(self, line: int, what: str, key: str | None = None, field: str = "") -> None:
        named = f" ({_shown(key)})" if key else ""
        self.faults.append((line, f"{FILE}, line {line}{named}{field}: {what}"))

    def entries(self) -> Iterator[tuple[str, str, int, list[tuple[str, str, int]]]]:
        """Give type, key, line and fields (name, value, line) of each entry; what is wrong goes to `faults`."""
        first: dict[str, int] = {}
        while self.to_command():
            start, line = self.pos, self.lineno
            self.command_start = start
            self.pos += 1
            kind = COMMAND.match(self.text, start)[1].lower()  # type: ignore[index]
            try:
                if kind == "comment":
                    self.comment()
                    continue
                made = self.parse_command()
            except PybtexSyntaxError as error:
                self.fault(*self.explained(error, kind, line))
                following = INSIDE.search(
                    self.text, self.text.find("\n", start) if "\n" in self.text[start:] else start + 1
                )
                self.pos = following.start() if following else self.end_pos
                self.lineno = self.text.count("\n", 0, self.pos) + 1
                continue
            if kind in ("string", "preamble"):
                continue
            command, (key, fields) = made
            if not key.isprintable():
                self.fault(line, f"the key {key!r} holds a character that is not seen")
            elif key.lower() in first:
                self.fault(line, f"the key is that of line {first[key.lower()]}", key)
                continue
            first[key.lower()] = line
            yield command, key, line, list(self.single(key, fields))

    def single(self, key: str, fields: list[tuple[str, list[str], int]]) -> Iterator[tuple[str, str, int]]:
        """Give the fields, each once."""
        seen: dict[str, int] = {}
        for name, parts, line in fields:
            value = "".join(parts)
            if INSIDE.search(value):
                self.fault(line, "holds the beginning of another entry; a '}' is missing", key, f", field '{name}'")
            elif name.lower() in seen:
                self.fault(line, f"stands in line {seen[name.lower()]} too", key, f", field '{name}'")
            else:
                seen[name.lower()] = line
                yield name, value, line

    def to_command(self) -> bool:
        """Go to the next command, over comments, and say what is lost between."""
        begun = self.pos
        while self.pos < self.end_pos:
            letter = self.text[self.pos]
            if letter == "%":
                end = self.text.find("\n", self.pos)
                self.pos = self.end_pos if end < 0 else end
                continue
            at_start = not self.text[self.text.rfind("\n", 0, self.pos) + 1 : self.pos].strip()
            if letter == "@" and COMMAND.match(self.text, self.pos):
                break
            if letter == "@" and at_start:
                line = self.text.count("\n", 0, self.pos) + 1
                self.fault(
                    line, f"{self.text[self.pos :].split(chr(10))[0][:40]!r} is no beginning of an entry: @type{{key,"
                )
            self.pos += 1
        between = re.sub(r"%[^\n]*", lambda found: " " * len(found[0]), self.text[begun : self.pos])
        lost = LOST.search(between)
        if lost:
            line = self.text.count("\n", 0, begun + lost.start()) + 1
            self.fault(line, f"{lost[0][:40]!r} stands in no entry; the one before it ends too early")
        self.update_lineno(self.text[begun : self.pos])
        return self.pos < self.end_pos

    def comment(self) -> None:
        """Skip what stands in the braces of a comment, or else its line."""
        self.required([self.NAME])
        begun, line = self.pos, self.lineno
        try:
            self.required([self.LBRACE])
            self.flatten_string(self.parse_string(self.RBRACE))
        except PybtexSyntaxError:
            self.pos, self.lineno = begun, line
            self.skip_to([self.NEWLINE])

    def parse_entry_fields(self) -> None:
        # stands for the function of the same name, which does not keep the lines
        while True:
            self.current_field_name, self.current_value = None, []
            self.eat_whitespace()
            self.field_line = self.lineno
            self.parse_field()
            self.places.append((self.field_line, self.current_entry_key or "", self.current_field_name or ""))
            if self.current_field_name and self.current_value:
                self.current_fields.append((self.current_field_name, self.current_value, self.field_line))
            if not self.optional([self.COMMA]):
                return

    def handle_error(self, error: PybtexSyntaxError) -> None:
        if not isinstance(error, UndefinedMacro):
            raise error
        self.undefined.add((self.current_entry_key or "", self.current_field_name or ""))
        what = f"{error.args[0]!r} is a word that no @string explains; put it in braces"
        self.fault(self.field_line, what, self.current_entry_key, f", field '{self.current_field_name}'")

    def explained(self, error: PybtexSyntaxError, kind: str, line: int) -> tuple[int, str, str | None, str]:
        """Say where an entry cannot be read, and why."""
        key, name = self.current_entry_key, self.current_field_name
        field = f", field '{name}'" if name and not name.startswith("@") else ""
        if kind in ("string", "preamble"):
            return line, f"@{kind} cannot be read; the form is @string{{name = {{text}}}}", None, ""
        if not key:
            return line, "an entry has a key after its first brace, and a comma after the key", None, ""
        if name and name.startswith("@"):
            return line, "the entry does not end before the next begins; a '}' is missing", key, ""
        if not name and self.text.startswith("=", self.pos):
            return line, f"the key is missing: after the brace stands the field '{_shown(key)}'", None, ""
        if isinstance(error, PrematureEOF) or "braces" in str(error):
            return (
                (self.field_line if field else line),
                "it does not end; a brace or a quotation mark is missing",
                key,
                field,
            )
        found = self.text[self.pos : self.pos + 20].split("\n")[0]
        if self.text[: self.pos].endswith("\n") and found.startswith("@"):
            return self.field_line, "does not end before the next entry begins; a '}' is missing", key, field
        after = "after the value" if field and self.current_value else f"after '{name or _shown(key or '')}'"
        wanted = str(error).split(": ", 1)[-1]
        # the end is one of two things that may come, and the other is what people forget
        wanted = "a comma or the closing brace is expected" if wanted in ("'}' expected", "')' expected") else wanted
        return self.lineno, f"{after} comes {found!r}, where {wanted}", key, field


def _shown(key: str) -> str:
    return key if key.isprintable() else ascii(key)[1:-1]


def _inherited(key: str, entries: dict, parser: _Parser, seen: set[str]) -> dict[str, str]:
    """Give the fields of an entry, with those that it has from entries that it names."""
    kind, _, fields = entries[key]
    own = {name: value for name, value, _ in fields}
    by_name = {name.lower(): value for name, value in own.items()}
    lower = {other.lower(): other for other in entries}
    for field in ("crossref", "xdata"):
        for named in filter(None, re.split(r"\s*,\s*", by_name.get(field, "").strip())):
            other = lower.get(named.lower())
            if other is None or other in seen | {key}:
                why = "is not a key of this file" if other is None else "leads back to this entry"
                place = next(place for name, _, place in fields if name.lower() == field)
                parser.fault(place, f"'{named}' {why}", key, f", field '{field}'")
                continue
            for name, value in _inherited(other, entries, parser, seen | {key}).items():
                said = name.lower()
                if field == "crossref" and kind.lower() in work.PARTS:
                    if said == "booktitle" or said == "author":
                        continue
                    said = INHERITED.get(said, said)
                if said not in by_name and said not in ("doi", "url", "note", "unconfirmed", "abstract", "keywords"):
                    own[said] = by_name[said] = value
    return own


def _alike(found: dict[str, Work], entries: dict, parser: _Parser) -> None:
    """Say which works have one place in the list of references, or one DOI."""
    for what, of_one in (
        ("the place in the list", lambda one: anchor(one.key)),
        ("the DOI", lambda one: one.fields.get("doi", "").lower()),
    ):
        first: dict[str, str] = {}
        for key, one in found.items():
            mark = of_one(one)
            if mark and mark in first:
                other = first[mark]
                parser.fault(entries[key][1], f"has {what} of '{other}', line {entries[other][1]}", key)
            first.setdefault(mark, key)


def anchor(key: str) -> str:
    """Name the place of a work in the list, which is what docutils makes of its key.

    >>> anchor("Doe_2001")
    'ref-doe-2001'
    """
    plain = unicodedata.normalize("NFKD", key.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", f"ref-{plain}").strip("-")
