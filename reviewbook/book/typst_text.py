"""Text and strings as Typst wants them."""

import re

MARKUP = re.compile(r'[\\#$*_`@<>~\[\]"\'/=+-]|(?<=\.)\.|^\.(?=\s|$)')
NUMBERED_LINE = re.compile(r"^(\d+)\.(?=\s|$)")
LONG_TOKEN = re.compile(r"[^\s\u200b]{22,}")
BREAK_AFTER = re.compile(r"(?<=[/._=:,&?#-])(?=[^\s/])|[0-9a-f]{8}(?=[0-9a-f]{8})")


def escape(text):
    """Write text so that Typst's markup reads nothing into it; a line break in the source is a space."""
    text = MARKUP.sub(lambda found: f"\\{found[0]}", text.replace("\n", " "))
    return NUMBERED_LINE.sub(r"\1\\.", text)


def string(text):
    """Write a string of Typst."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def breakable(text):
    """Let a word that is longer than a column (an address, a hash) break where it may."""
    return LONG_TOKEN.sub(lambda found: BREAK_AFTER.sub("\\g<0>\u200b", found[0]), text)
