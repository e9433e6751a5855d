"""Text and strings as Typst wants them."""

import re

MARKUP = re.compile(r'[\\#$*_`@<>~\[\]"\'/=+-]|(?<=\.)\.|^\.(?=\s|$)')
NUMBERED_LINE = re.compile(r"^(\d+)\.(?=\s|$)")
# what Typst takes for the end of a line, and a page for a space
LINE_END = re.compile(r"\r\n|[\n\v\f\r\x85\u2028\u2029]")
LONG_WORD = re.compile(r"\S{22,}")
BREAK_AFTER = re.compile(r"[/._=:,&?#-](?=[^\s/])|[0-9a-f]{8}(?=[0-9a-f]{8})")
RANGE = re.compile(r"\d+–\d+")
# What a line does not divide: "et al." after a name, initials after a family name and one after the other, "7 of 9",
# "p = .02", and "3.1: 2.4".
PAIRS = (
    *(r"(?<=\bet) (?=al\b)", r"(?<=\w,) (?=[^\W\d_a-z]\\?\.(?:[,;\s\\-]|$))", r"(?<=\b[A-Z]\.) (?=[A-Z]\.)"),
    *(r"(?<=\d) (?=of \d)", r"(?<=\d of) (?=\d)", r"(?<=\bp) (?=\\[=<])", r"(?<=[=<]) (?=\.\d)"),
    r"(?<=\d:) (?=\d+\.\d)",
)
TOGETHER = re.compile("|".join(PAIRS))
# A line may end here; unlike a zero-width space, an empty box is not copied with the text.
BREAK = "#box();"


def escape(text: str) -> str:
    """Write text so that Typst's markup reads nothing into it; a line break in the source is a space."""
    text = MARKUP.sub(lambda found: f"\\{found[0]}", LINE_END.sub(" ", text))
    return NUMBERED_LINE.sub(r"\1\\.", text)


def unbroken(written: str) -> str:
    """Keep on one line, in text that was written for Typst, a range of pages and what else belongs together."""
    return RANGE.sub(r"#box[\g<0>];", TOGETHER.sub("~", written))


def string(text: str) -> str:
    """Write a string of Typst."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def pieces(text: str) -> list[str]:
    """Divide text where a word that is longer than a column (an address, a hash) may break."""
    found, start = [], 0
    for word in LONG_WORD.finditer(text):
        for end in BREAK_AFTER.finditer(text, word.start(), word.end()):
            found.append(text[start : end.end()])
            start = end.end()
    return [*found, text[start:]]
