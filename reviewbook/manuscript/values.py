"""The numbers in the prose of a notebook, which Jupyter, an editor or a code host shows as it is stored.

A chapter names a number in double braces, ``{{ direction.n_studies.words }}``. In a notebook the same stands as a link,
``[ten](#number:direction.n_studies.words)``, whose text a run writes: so a notebook is read with its numbers, and
shows in a diff which of them moved. Braces are taken there, too, until the next run. The book reads the name alone.
"""

import re
from collections.abc import Callable

LINK = re.compile(r"\[(?:[^\[\]\\]|\\.)*\]\(#number:(\w+(?:\.\w+)+)\)", re.DOTALL)
BRACES = re.compile(r"\{\{\s*(\w+(?:\.\w+)+)\s*\}\}")
# what is code is no prose; a fence is a directive, in which there is a caption
CODE = re.compile(r"(?<![`\\])(`[^`\n]+`)(?!`)")
MARKS = re.compile(r"([\\`*_\[\]{}<>#&$|])")
MARKED = r"\\\1"


def named(text: str) -> str:
    """Put the names of numbers in double braces, as chapters have them.

    >>> named("of [ten](#number:direction.n_studies.words) studies")
    'of {{ direction.n_studies.words }} studies'
    """
    return LINK.sub(lambda found: f"{{{{ {found[1]} }}}}", text)


def shown(text: str, say: Callable[[str], str | None]) -> str:
    """Write each number as a link with its value; of one that `say` does not know, braces stay and a link says so.

    >>> shown("of {{ direction.n_studies.words }} studies", {"direction.n_studies.words": "ten"}.get)
    'of [ten](#number:direction.n_studies.words) studies'
    """

    def link(found: re.Match[str]) -> str:
        said = say(found[1])
        if said is None:
            return found[0] if found[0].startswith("{") else f"[?](#number:{found[1]})"
        return f"[{MARKS.sub(MARKED, said)}](#number:{found[1]})"

    parts = CODE.split(text)
    parts[::2] = [BRACES.sub(link, LINK.sub(link, part)) for part in parts[::2]]
    return "".join(parts)
