"""A table as text: the one way from a file to rows, for whoever checks a table and whoever computes with it.

What is certain in its meaning is read: the mark of UTF-8 before the first heading, line ends of any system, quotation
marks everywhere, rows and columns at the end that hold nothing, columns in another order. All else is a fault.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from io import StringIO

from reviewbook.edition import fault

# a spreadsheet holds no more in a cell, and no more digits of a number
MOST, MOST_DIGITS = 32_767, 15
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
KINDS_OF_FILE = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"PK\x03\x04": "a workbook of a spreadsheet",
    b"PK": "an archive",
    b"\x1f\x8b": "a compressed file",
    b"%PDF": "a PDF",
    b"{\\rtf": "a text with styles",
    b"\xd0\xcf\x11\xe0": "a workbook of a spreadsheet",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
CONFLICT = re.compile(r"^(<{7}|\|{7}|={7}|>{7})( .*)?$", re.MULTILINE)
# controls, what turns the direction of writing, what has no width or looks like a blank, what stands for a lost letter
UNSEEN = re.compile(
    "[\\x00-\\x09\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b"
    "\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ue000-\\uf8ff\\ufeff\\uffa0\\ufff9-\\uffff\\U000e0000-\\U000e007f]"
)
LOST = "\ufffd"
# what a program takes UTF-8 for where nobody tells it: Excel on Windows and on a Mac
MISTAKEN = ("cp1252", "mac_roman")
README = "data/README.md says how with each program"
# a letter of another alphabet inside a word, which looks like one of ours
LATIN, OTHER = (
    "A-Za-z",
    "\u0400-\u052f\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf",
)
LOOKALIKE = re.compile(f"(?<=[{LATIN}])[{OTHER}]|[{OTHER}](?=[{LATIN}])")
BROKEN_FORMULA = re.compile(r"#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!)")
DIGITS = "digits alone, without blanks, leading zeros or signs between thousands"
# what programs write where a cell is empty
NOTHING = re.compile(r"NA|<NA>|NaN|nan|NaT|NULL|\\N")
EMPTY = "what is not reported stays empty"
# how programs write whole numbers in a column that also has empty cells, and numbers where commas are points
DECIMALS = re.compile(r"'-?\d+(\.0+|,\d+)' is not a (whole )?number", re.ASCII)
EMPTIED, FEW = "is what programs write where there is nothing; leave the cell empty", 3
FORMS = {
    "integer": (re.compile(r"0|-?[1-9]\d*", re.ASCII), f"a whole number, such as 1824: {DIGITS}"),
    "number": (
        re.compile(r"(?!-0(\.0+)?$)-?(0|[1-9]\d*)(\.\d+)?", re.ASCII),
        f"a number, such as 1824 or 0.5: {DIGITS}",
    ),
    "date": (re.compile(r"\d{4}-\d\d-\d\d", re.ASCII), "a date, such as 2024-03-28: year, month and day"),
}
# so far down are the names of columns looked for, below a title or an empty line
TOP = 5


@dataclass(frozen=True)
class Fault:
    """Say what is wrong: the line in an editor, the column where it is one, and what; no line means the whole file.

    Of a cell or a row it has the cells by their column, as far as they go.
    """

    line: int | None
    column: str | None
    what: str
    cells: dict[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Name line and column, as they follow the name of a file."""
        line = f", line {self.line}" if self.line else ""
        return f"{line}, column '{self.column}'" if self.column else line


@dataclass(frozen=True)
class Text:
    """Hold a table as it is meant.

    The heading has the columns in the order of the schema, and none where the file cannot be read. Every row has as
    many cells. Lines say where each row begins in an editor. Where a cell is a fault, the row has what was probably
    meant; a row that has too few or too many cells is left out, and `broken` has its line.
    """

    heading: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    reordered: bool = False

    def columns(self) -> dict[str, tuple[str, ...]]:
        """Give each column by its heading."""
        cells = zip(*self.rows, strict=True) if self.rows else [()] * len(self.heading)
        return dict(zip(self.heading, cells, strict=True))


@cache  # what has not changed is read once per process
def read(content: bytes, types: tuple[tuple[str, str], ...] = ()) -> Text:
    r"""Read a table.

    Parameters
    ----------
    types
        Name and type of each column of the schema; where there are none, any column may stand in the table.

    >>> read(b"a,b\n1,2\n3,\n,\n").columns()
    {'a': ('1', '3'), 'b': ('2', '')}
    >>> read(b"a,b\n1,2\n\n3,4\n", (("a", "integer"), ("b", "integer"))).faults[0].what
    'the line is empty; take it out'
    """
    try:
        whole = _decoded(content)
        written = list(_rows(whole))
    except _Unreadable as error:
        return Text(faults=[Fault(*error.args)])
    while written and not any(written[-1][1]):
        written.pop()
    if not written:
        return Text(faults=[Fault(None, None, "is empty; the first line has the names of the columns")])
    (top, heading), *rest = written
    while heading and not heading[-1]:
        heading = heading[:-1]
    faults: list[Fault] = []
    names = list(_names(heading, types, top, faults))
    if types and not any(names):
        # nothing else that could be said would be of use
        return Text(faults=[_no_heading(written, types) or faults[0]])
    faults += _unnamed(names, heading, top, rest)
    known = [name for name, _ in types] or [name for name in names if name]
    order = [names.index(name) for name in known if name in names]
    rows, lines, broken = [], [], []
    for line, row in rest:
        if wrong := _length(row, heading, names):
            faults.append(Fault(line, *wrong, dict(zip(names, row, strict=False))))
            broken.append(line)
        else:
            rows.append([row[place] for place in order])
            lines.append(line)
    found = Text([names[place] for place in order], rows, lines, faults, broken, order != sorted(order))
    faults += _together(_cells(found, dict(types), bool(UNSEEN.search(whole) or LOOKALIKE.search(whole))))
    return found


def shown(value: str) -> str:
    r"""Write a value for a message: in one line, with everything that cannot be seen, and not too long.

    >>> print(shown("outpatient\xa0"))
    'outpatient\u00a0'
    """
    short = value if len(value) <= 60 else f"{value[:57]}…"
    return "'" + "".join(sign if sign.isprintable() else _escaped(sign) for sign in short) + "'"


class _Unreadable(Exception):
    """Has the line, no column, and what is wrong."""


def _escaped(sign: str) -> str:
    code = ord(sign)
    return {"\n": "\\n", "\t": "\\t"}.get(sign, f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")


def _decoded(content: bytes) -> str:
    for mark, kind in KINDS_OF_FILE.items():
        if content.startswith(mark):
            raise _Unreadable(None, None, f"is {kind}, not CSV; save the table as CSV in UTF-8; {README}")
    if content.startswith(b"version https://git-lfs"):
        raise _Unreadable(None, None, "is what Git LFS puts in the place of a file; 'git lfs pull' fetches the file")
    if re.match(rb"\s*<(!DOCTYPE|html|table|\?xml)", content, re.IGNORECASE):
        raise _Unreadable(None, None, f"is a page or XML, not CSV; save the table as CSV in UTF-8; {README}")
    if content[:400].count(0) > len(content[:400]) // 4:
        raise _Unreadable(None, None, f"is UTF-16, not CSV; save the table as CSV in UTF-8; {README}")
    try:
        whole = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, what = fault.undecoded(error.object, error.start)
        raise _Unreadable(line, None, f"{what}; save the table as CSV in UTF-8; {README}") from None
    if conflict := CONFLICT.search(whole.replace("\r", "\n")):
        line = len(re.findall(r"\r\n|\r|\n", whole[: conflict.start()])) + 1
        raise _Unreadable(line, None, f"{shown(conflict[0])}: a merge left a conflict here; choose one of its sides")
    # letters with their accents beside them, as some systems write them, are the same letters
    return whole if unicodedata.is_normalized("NFC", whole) else unicodedata.normalize("NFC", whole)


def _rows(whole: str) -> Iterator[tuple[int, list[str]]]:
    """Give each row with the line on which it begins."""
    reader = csv.reader(StringIO(whole, newline=""), strict=True)
    begins = 1
    try:
        for row in reader:
            yield begins, [re.sub(r"\r\n?", "\n", cell) if "\r" in cell else cell for cell in row]
            begins = reader.line_num + 1
    except csv.Error as error:
        said = "a quotation mark inside a cell is not doubled, or letters stand behind the last"
        if "unexpected end" in str(error):
            said = "a quotation mark opens here that nothing closes"
        elif "larger than" in str(error):
            said = f"a cell has more than {MOST} letters"
        raise _Unreadable(begins, None, said) from None


def _names(heading: list[str], types: Sequence[tuple[str, str]], line: int, faults: list[Fault]) -> Iterator[str]:
    """Give the column that each heading means; empty where it means none."""
    known = [name for name, _ in types] or [name for name in heading if name]
    meant = {_bare(name): name for name in known}
    seen: set[str] = set()
    absent = [name for name in known if name not in heading]
    for written in heading:
        name = written if written in known else meant.get(_bare(written), "")
        if name and name in seen:
            faults.append(Fault(line, name, "the column is there twice"))
            name = ""
        elif written != name:
            # what is there under its own name is not what another heading means
            near = [name] if name else get_close_matches(_bare(written), absent, 1)
            ending = f"it is written {near[0]!r}" if near else f"there are {', '.join(known)}"
            if not near and not absent:
                ending = "take it out, or describe it in data/datapackage.json"
            elif not near and len(absent) < len(known):
                ending = f"of those that there are, the line lacks {', '.join(absent)}"
            faults.append(Fault(line, None, f"{shown(written)} is not a column; {ending}"))
            seen.update(near)
        seen.add(name)
        yield name
    if missing := [repr(name) for name in known if name not in seen]:
        said = f"column {missing[0]} is" if len(missing) == 1 else f"columns {', '.join(missing)} are"
        faults.append(Fault(line, None, f"the {said} missing"))


def _no_heading(written: list[tuple[int, list[str]]], types: Sequence[tuple[str, str]]) -> Fault | None:
    """Say why the first line does not name the columns, if that can be told."""
    top, heading = written[0]
    known = {name for name, _ in types}
    separator = next((words for sign, words in SEPARATORS.items() if heading and sign in heading[0]), "")
    if separator and not any(heading[1:]):
        return Fault(
            top, None, f"the columns are separated by {separator}; save the table as CSV with commas; {README}"
        )
    for line, row in written[1:TOP]:
        if known.intersection(row):
            above = next((cell for cell in heading if cell), "")
            said = f"the names of the columns stand in line {line}; take out what is above, here {shown(above)}"
            return Fault(top, None, said)
    return None


def _unnamed(names: list[str], heading: list[str], line: int, rest: list[tuple[int, list[str]]]) -> Iterator[Fault]:
    """Find columns with cells and without a name, as programs write the numbers of their rows."""
    for place in [place for place, written in enumerate(heading) if not written and not names[place]]:
        if below := next(((at, row[place]) for at, row in rest if row[place : place + 1] > [""]), None):
            said = f"column {place + 1} has no name, and {shown(below[1])} in line {below[0]}; take the column out"
            yield Fault(line, None, said)


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "_", UNSEEN.sub("", unicodedata.normalize("NFKC", name)).strip().casefold())


def _length(row: list[str], heading: list[str], names: list[str]) -> tuple[str | None, str] | None:
    """Say that a row ends too early, or has a cell below no heading; cells at the end that hold nothing are none."""
    width = len(heading)
    if not any(row):
        return None, "the line is empty; take it out"
    if len(row) < width:
        return names[len(row)] or None, f"the line ends before this column; a line has {width} columns"
    for place, cell in enumerate(row):
        if cell and place >= width:
            return None, f"{shown(cell)} stands below no heading; a line has {width} columns"
    return None


def _cells(found: Text, types: dict[str, str], odd: bool) -> Iterator[Fault]:
    """Find cells that are not written as cells are, and put what was probably meant in their place."""
    forms = [FORMS.get(types.get(name, "")) for name in found.heading]
    for line, row in zip(found.lines, found.rows, strict=True):
        for place, cell in enumerate(row):
            if not cell:
                continue
            if what := _wrong(cell, forms[place], odd):
                row[place] = "" if NOTHING.fullmatch(cell) else _meant(cell, forms[place])
                yield Fault(
                    line, found.heading[place], f"{shown(cell)} {what}", dict(zip(found.heading, row, strict=True))
                )


def _meant(cell: str, form: tuple[re.Pattern[str], str] | None) -> str:
    bare = UNSEEN.sub("", cell).strip()
    if form and re.fullmatch(r"-?\d+([.,]\d+)?", bare, re.ASCII):
        whole = form == FORMS["integer"]
        return re.sub(r"[.,]0+$", "", bare).replace(",", "" if whole else ".")
    return bare


def _together(faults: Iterator[Fault]) -> list[Fault]:
    """Make one fault of what a program wrote into all empty cells, or all whole numbers, of a table."""
    found = list(faults)
    for kind in (re.compile(rf".*{EMPTIED}$"), DECIMALS):
        alike = [fault for fault in found if kind.match(fault.what)]
        if len(alike) > FEW:
            more = f"{alike[0].what}, and so in {len(alike) - 1} more cells of the table"
            found = [*(fault for fault in found if fault not in alike), replace(alike[0], what=more)]
    return found


def _wrong(cell: str, form: tuple[re.Pattern[str], str] | None, odd: bool) -> str:
    """Say what is wrong with the way in which a cell is written; nothing where it is right."""
    if len(cell) > MOST:
        return f"has {len(cell)} letters; a cell has at most {MOST}"
    if meant := _mistaken(cell):
        return f"has {shown(meant)} as another encoding than UTF-8 reads it; open the table as UTF-8; {README}"
    if odd and LOST in cell:
        return "has a sign in the place of a letter that a program has lost; write the letter"
    if odd and (sign := UNSEEN.search(cell)):
        return f"holds the sign U+{ord(sign[0]):04X}, which cannot be seen; take it out"
    if odd and (sign := LOOKALIKE.search(cell)):
        named = f"U+{ord(sign[0]):04X} ({unicodedata.name(sign[0]).lower()})"
        if unicodedata.combining(sign[0]) or unicodedata.category(sign[0]) == "Me":
            return f"holds a sign that is laid upon a letter, {named}; take it out"
        return f"holds a letter that only looks like one of the word, {named}; type it again"
    if cell != cell.strip():
        return "has blanks around it; take them out"
    if NOTHING.fullmatch(cell):
        return EMPTIED
    if BROKEN_FORMULA.fullmatch(cell):
        return "is the error of a formula; write its value"
    if form and not form[0].fullmatch(cell):
        # 1,824 is a number written otherwise, "not reported" is none
        return f"is not {form[1]}" if any(map(str.isnumeric, cell)) else f"is not {form[1].partition(':')[0]}; {EMPTY}"
    if form and "-" not in cell[1:] and len(cell.strip("-").split(".")[0]) > MOST_DIGITS:
        return f"has more than {MOST_DIGITS} digits"
    return ""


def _mistaken(cell: str) -> str:
    r"""Give the first sign that was meant where each letter with an accent, and each such sign, was taken for others.

    >>> _mistaken("B\u00c3\u00a4r \u00e2\u20ac\u201c 1"), _mistaken("B\u00e4r")
    ('ä', '')
    """
    if cell.isascii():
        return ""
    for encoding in MISTAKEN:
        # bytes that are no letter in the encoding are left as controls
        written = (sign.encode("latin-1") if "\x80" <= sign <= "\x9f" else sign.encode(encoding) for sign in cell)
        with suppress(UnicodeError):
            return next(sign for sign in b"".join(written).decode("utf-8") if not sign.isascii())
    return ""
