"""A file that people write, as text, or the lines that say why it is none."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from reviewbook.edition import fault

# as git writes them; a line of seven equal signs alone underlines a heading, too
MARKER = re.compile(rb"^(?:<{7}|>{7}|\|{7})(?: .*)?\r?$", re.MULTILINE)
# all but tab and the ends of lines: no editor shows them, and no page can
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

# what a person still reads on a line, in letters
LONG = 200


class ManuscriptError(ValueError):
    """Say what is wrong with sources of the book: a line for each fault, with file and line."""

    def __init__(self, lines: list[str]):
        self.lines = lines
        super().__init__("\n".join(lines))


def read(folder: Path, name: str) -> str:
    """Read a file by its path below the folder of the book, with or without a byte order mark.

    Raises
    ------
    ManuscriptError
        There is no such file, or it is a folder, is empty, is not UTF-8, or holds a control character.
    """
    try:
        content = (folder / name).read_bytes()
    except FileNotFoundError:
        raise ManuscriptError([f"{name}: there is no such file"]) from None
    except IsADirectoryError:
        raise ManuscriptError([f"{name}: is a folder, where a file should be"]) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, what = fault.undecoded(error.object, error.start)
        raise ManuscriptError([f"{name}, line {line}: {what}; save the file as UTF-8"]) from None
    if found := CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise ManuscriptError([f"{name}, line {line}: no page can show the character {found[0]!r}; delete it"])
    if not text.strip():
        raise ManuscriptError([f"{name}: is empty"])
    return text


def markers(content: bytes) -> list[int]:
    r"""Find the lines that a merge has left behind.

    >>> markers(b"a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\n")
    [2, 6]
    """
    return [content.count(b"\n", 0, found.start()) + 1 for found in MARKER.finditer(content)]


def told(lines: list[int]) -> str:
    """Say what a merge left behind."""
    more = f" (more in {', '.join(map(str, lines[1:]))})" if lines[1:] else ""
    return f"a mark that git leaves where a merge is not settled{more}; decide, and delete the marks"


def no_number(constant: str) -> None:
    """Refuse the names of numbers that Python would read in JSON, such as NaN; for its ``parse_constant``."""
    raise ValueError(f"{constant} is no number of JSON")


def near(name: object, known: Iterable[str]) -> str:
    """Write which names there are, or the one that was meant.

    >>> near("titel", ["title", "author"])
    "did you mean 'title'?"
    >>> near("x", ["title", "author"])
    'there are author, title'
    """
    known = sorted(known)
    if found := get_close_matches(str(name), known, n=1):
        return f"did you mean {found[0]!r}?"
    named = ", ".join(known) or "none"
    return f"there are {named}" if len(named) <= LONG else "none is like it"
