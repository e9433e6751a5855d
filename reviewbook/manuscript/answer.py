"""What the first page answers, in plain sentences: they are the abstract of ``CITATION.cff``, too.

The sentences stand once, in the directive ``{answer}`` of the first page, with numbers in double braces. A run writes
them, with their values, where a citation, a repository or a search engine reads what the book found.
"""

import re
from collections.abc import Callable, Sequence
from textwrap import fill, indent

from reviewbook.manuscript import values

BLOCK = re.compile(r"^(`{3,}|:{3,})\{answer\}[ \t]*\n(.*?)^\1[ \t]*$", re.DOTALL | re.MULTILINE)
# what marks an item of a list, or emphasis
MARK = re.compile(r"^[ \t]*(?:[-*+]|\d+\.)[ \t]+|\*\*|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)", re.MULTILINE)
FIELD = re.compile(r"^abstract:.*\n(?:(?:[ \t]+.*)?\n)*?(?=\S|\Z)", re.MULTILINE)


def read(parts: Sequence[str], say: Callable[[str], str | None]) -> str:
    r"""Read the answer of a page, of which these are the parts; empty where it has none.

    >>> read(["```{answer}\n- {{ lamps.n.words }} burn.\n- One\n  does not.\n```\n"], {"lamps.n.words": "two"}.get)
    'two burn. One does not.'
    """
    found = next(filter(None, map(BLOCK.search, parts)), None)
    if found is None:
        return ""
    told = values.BRACES.sub(lambda name: say(name[1]) or name[0], MARK.sub("", found[2]))
    return " ".join(told.split())


def put(cff: str, abstract: str) -> str:
    r"""Put an abstract into the text of a ``CITATION.cff``, in place of the one that it has.

    >>> print(put("title: Lamps\nabstract: All burn.\nversion: 1\n", "Two burn."), end="")
    title: Lamps
    abstract: >-
      Two burn.
    version: 1
    """
    lines = indent(fill(abstract, 116, break_long_words=False, break_on_hyphens=False), "  ")
    said = f"abstract: >-\n{lines}\n"
    return FIELD.sub(lambda _: said, cff, count=1) if FIELD.search(cff) else f"{cff.rstrip()}\n{said}"
