"""Code as HTML: highlighted in the kinds that the theme's style sheet knows, with names that lead on."""

import ast
from collections.abc import Callable, Iterator, Mapping
from html import escape

from pygments.lexers import PythonLexer
from pygments.token import STANDARD_TYPES, Token

from reviewbook.book.computation import package

# what the theme's style sheet has no colour for
PLAIN = {Token.Text, Token.Text.Whitespace, Token.Name, Token.Punctuation}
# Of a link: what a name stands for, or nothing where it leads nowhere.
Address = Callable[[str], str | None]


def python(source: str, known: Mapping[str, str], address: Address, marks: Mapping[str, int] | None = None) -> str:
    """Write Python as the content of a ``pre``.

    Parameters
    ----------
    known
        What the first part of a dotted name stands for, as `package.imports` tells it.
    address
        Gives of a whole dotted name where it leads.
    marks
        Name of an element to the line on whose first name it stands.
    """
    tree = package.parsed(source)
    links = dict(_links(source, tree, known, address))
    waiting = {line: name for name, line in (marks or {}).items()}
    wanted = {line: name.rpartition(".")[2] for line, name in waiting.items()}
    written, line, column = [], 1, 0
    for kind, text in PythonLexer(stripnl=False, ensurenl=False).get_tokens(source):
        for number, piece in enumerate(text.split("\n")):
            if number:
                written.append("\n")
                line, column = line + 1, 0
            if piece:
                mark = waiting.pop(line) if wanted.get(line) == piece and line in waiting else ""
                written.append(_token(kind, piece, links.get((line, column)), mark))
            column += len(piece)
    return "".join(written)


def _links(
    source: str, tree: ast.AST, known: Mapping[str, str], address: Address
) -> Iterator[tuple[tuple[int, int], str]]:
    lines = source.split("\n")
    for line, begin, _, dotted in package.names(tree):
        first, _, rest = dotted.partition(".")
        if (stands := known.get(first)) and (there := address(".".join(filter(None, (stands, rest))))):
            # Python counts bytes, and tokens are counted in letters
            yield (line, len(lines[line - 1].encode()[:begin].decode())), there


def _token(kind: object, piece: str, link: str | None, mark: str) -> str:
    said = escape(piece, quote=False)
    if link:
        return f'<a href="{escape(link)}">{said}</a>'
    name = "" if kind in PLAIN else STANDARD_TYPES.get(kind, "")
    about = (f' class="{name}"' if name else "") + (f' id="{escape(mark)}"' if mark else "")
    return f"<span{about}>{said}</span>" if about else said
