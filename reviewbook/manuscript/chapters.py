"""The text of pages: what MyST prints as it stands instead of saying that it is wrong."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewbook.manuscript import text
from reviewbook.manuscript.text import ManuscriptError

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

NOTE = re.compile(r"\[\^([^\]\s]+)\]")
# what stands in these is no text of the page; in every other directive a note may be called
LITERAL = {"code", "code-block", "code-cell", "csv-table", "literalinclude", "math", "raw", "sourcecode", "toctree"}
DIRECTIVE = re.compile(r"\{([^}\s]+)\}")
# a number in double braces; what speaks of the article, and whose names say no such thing; where a sentence ends
NUMBER = re.compile(r"\{\{\s*(\w+\.\w+)((?:\.\w+)*)\s*\}\}")
ARTICLE, NAMES = re.compile(r"\barticle\b", re.IGNORECASE), re.compile(r"\{\{.*?\}\}|`[^`]*`|\]\([^)]*\)")
SENTENCE = re.compile(r"\n\s*\n|(?<=[.!?])[\"')\]]*\s+(?=[^a-z\s])")
# where it is, a review has rounds, and what its numbers count may be more than the article has
ROUNDS = Path("data", "updates.csv")


def faults(folder: Path, names: Sequence[str]) -> list[str]:
    """Say which chapters, by their paths below the folder, cannot be read, and what in them would be misread."""
    lines = []
    for name in names:
        try:
            content = text.read(folder, name)
        except ManuscriptError as error:
            lines += error.lines
        else:
            wrong = [*undefined([content]), *(of_no_set([content]) if (folder / ROUNDS).is_file() else ())]
            lines += [f"{name}, line {line}: {what}" for _, line, what in wrong]
    return lines


def of_no_set(parts: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Find numbers in sentences on the article that do not say whether they count what the article has.

    As `undefined`: number of the part, line in it, and what is wrong. With the next study such a number is another, and
    the sentence would say of the article what it does not.
    """
    for number, part in enumerate(parts):
        masked = NAMES.sub(lambda found: "X" * len(found[0]), part)
        begin = 0
        for end in [*(found.end() for found in SENTENCE.finditer(masked)), len(part)]:
            if ARTICLE.search(masked, begin, end):
                for found in NUMBER.finditer(part, begin, end):
                    if not {"article", "updated"} & {*found[2].split(".")}:
                        yield (
                            number,
                            part.count("\n", 0, found.start()) + 1,
                            f"{found[0]} stands in a sentence on the article; write {found[1]}.article for what the "
                            f"article has, or {found[1]}.updated for what the review has with every update",
                        )
            begin = end


def undefined(parts: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Find calls of footnotes that no part of a page defines: number of the part, line in it, and what is wrong.

    Markdown takes such a call for text.
    """
    # most books have no note, and MyST takes its time to import
    if not any("[^" in part for part in parts):
        return
    parser, environment = _parser(), dict[str, Any]()
    # twice, as a note may be defined in a later cell of a notebook
    for part in parts:
        parser.parse(part, environment)
    for number, part in enumerate(parts):
        for line, name in _calls(parser, environment, part, 1):
            yield (
                number,
                line,
                f"the footnote [^{name}] has no text; write `[^{name}]: …`, or the brackets as code",
            )


def _calls(parser: "MarkdownIt", environment: dict[str, Any], part: str, first: int) -> Iterator[tuple[int, str]]:
    for token in parser.parse(part, environment):
        begin = first + (token.map[0] if token.map else 0)
        directive = DIRECTIVE.match(token.info) if token.type in {"fence", "colon_fence"} else None
        if directive and directive[1] not in LITERAL:
            yield from _calls(parser, environment, token.content, begin + 1)
        for child in token.children or ():
            if child.type in {"softbreak", "hardbreak"}:
                begin += 1
            elif child.type == "text":
                yield from ((begin, found[1]) for found in NOTE.finditer(child.content))


def _parser() -> "MarkdownIt":
    from markdown_it.renderer import RendererHTML
    from myst_parser.config.main import MdParserConfig
    from myst_parser.parsers.mdit import create_md_parser

    extensions = {"amsmath", "attrs_inline", "colon_fence", "deflist", "dollarmath", "substitution", "tasklist"}
    return create_md_parser(MdParserConfig(enable_extensions=extensions), RendererHTML)
