"""The style sheets of others, of which a page loads only what draws something on some page of the site.

That of the theme draws every part that it has for any site: it is six times as heavy as the text of a page, and no
text is shown before it has come.
"""

import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import tinycss2

from reviewbook.edition import fingerprint

SHEETS = ("styles/pydata-sphinx-theme.css", "styles/sphinx-book-theme.css", "sphinx-design.min.css")
WORD = re.compile(r"[\w-]+")
# a kind or a name in a selector, where the value of an attribute is none
ASKED = re.compile(r"[.#]((?:[\w-]|\\.)+)")
BRACKETS = ("function", "[] block", "() block")
NESTED = ("media", "supports", "layer")
SET, READ = re.compile(r"(--[\w-]+)\s*:[^;{}]*(?:;|(?=\}))"), re.compile(r"var\(\s*(--[\w-]+)")


def reduce(site: Path, kept: Path) -> None:
    """Leave in `SHEETS` of a site the rules that its pages and scripts can ask for.

    Parameters
    ----------
    kept
        A folder where what was left is kept, under the hash of what it follows from.
    """
    sources = [*site.rglob("*.html"), *(site / "_static").rglob("*.js"), *(site / "_static").glob("*.css")]
    paths = [path for name in SHEETS if (path := site / "_static" / name).is_file()]
    said = [path.read_text(encoding="utf-8") for path in {*sources} - {*paths} if not path.name.startswith("plotly")]
    # no kind is called by a number, of which there are others after each change
    words = {word for word in WORD.findall("\n".join(said)) if not word.isdecimal()}
    whole = [path.read_text(encoding="utf-8") for path in paths]
    made = kept / fingerprint.digest([*whole, *sorted(words)])
    if not made.is_dir():
        shutil.rmtree(kept, ignore_errors=True)
        made.mkdir(parents=True)
        for path, left in zip(paths, reduced(whole, words), strict=True):
            (made / path.name).write_text(left, encoding="utf-8")
    for path in paths:
        shutil.copyfile(made / path.name, path)


def reduced(sheets: Sequence[str], words: set[str]) -> list[str]:
    """Leave in style sheets the rules whose kinds and names are all among the words, and the values that are read.

    No type is left in them: what they name is not in the site, which has its own.

    >>> reduced([".a, .b { color: var(--ink) } .c > p { top: 0 } p { left: 0 }", ":root { --ink: red; --not: 1 }"], {"a"})
    ['.a{color: var(--ink)}p{left: 0}', ':root{--ink: red; }']
    >>> reduced(["@font-face { font-family: Icons; src: url(icons.woff2) } .a { top: 0 }"], {"a"})
    ['.a{top: 0}']
    """  # noqa: E501
    parsed = (tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True) for sheet in sheets)
    written, before = ["".join(_rules(nodes, words)) for nodes in parsed], [""]
    while written != before:
        read = {*READ.findall("".join(written)), *words}
        before, written = written, [_read(sheet, read) for sheet in written]
    return written


def _read(written: str, read: set[str]) -> str:
    return SET.sub(lambda found: found[0] if found[1] in read else "", written)


def _rules(nodes: Iterable[tinycss2.ast.Node], words: set[str]) -> list[str]:
    found = []
    for node in nodes:
        if node.type == "qualified-rule":
            if selectors := _selectors(node.prelude, words):
                found.append(f"{','.join(selectors)}{{{tinycss2.serialize(node.content).strip()}}}")
        elif node.type == "at-rule" and node.lower_at_keyword in NESTED and node.content is not None:
            inner = _rules(tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True), words)
            if inner:
                found.append(f"@{node.at_keyword}{tinycss2.serialize(node.prelude)}{{{''.join(inner)}}}")
        elif node.type == "at-rule" and node.lower_at_keyword != "font-face":
            found.append(node.serialize())
    return found


def _selectors(prelude: Iterable[tinycss2.ast.Node], words: set[str]) -> list[str]:
    """Keep the selectors that can be met; what stands in brackets, as in ``:not(.a)``, need not be there."""
    parts: list[list[tinycss2.ast.Node]] = [[]]
    for node in prelude:
        if node.type == "literal" and node.value == ",":
            parts.append([])
        else:
            parts[-1].append(node)
    plain = [tinycss2.serialize([one for one in part if one.type not in BRACKETS]) for part in parts]
    wanted = [{*ASKED.findall(one)} <= words for one in plain]
    return [tinycss2.serialize(part).strip() for part, kept in zip(parts, wanted, strict=True) if kept]
