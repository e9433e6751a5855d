"""The style sheets of others, of which a page loads only what draws something on some page of the site.

That of the theme draws every part that it has for any site: it is six times as heavy as the text of a page, and no
text is shown before it has come.
"""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import tinycss2

from reviewbook.edition import fingerprint

SHEETS = ("styles/pydata-sphinx-theme.css", "styles/sphinx-book-theme.css", "sphinx-design.min.css")
WORD = re.compile(r"[\w-]+")
# a kind or a name in a selector, where the value of an attribute is none
ASKED = re.compile(r"[.#]((?:[\w-]|\\.)+)")
QUOTED = re.compile(r"\[[^\]]*\]|\"[^\"]*\"|'[^']*'")
NESTED = ("media", "supports", "layer")
SET, READ = re.compile(r"(--[\w-]+)\s*:[^;{}]*(?:;|(?=\}))"), re.compile(r"var\(\s*(--[\w-]+)")


def reduce(site: Path, kept: Path) -> None:
    """Leave in `SHEETS` of a site the rules that its pages and scripts can ask for.

    Parameters
    ----------
    kept
        A folder where what was left is kept, each under the hash of what it follows from.
    """
    sources = [*site.rglob("*.html"), *(site / "_static").rglob("*.js"), *(site / "_static").glob("*.css")]
    said = [path.read_text(encoding="utf-8") for path in sorted(sources) if not path.name.startswith("plotly")]
    words = set(WORD.findall("\n".join(said)))
    kept.mkdir(parents=True, exist_ok=True)
    for path in (site / "_static" / name for name in SHEETS):
        if path.is_file():
            sheet = path.read_text(encoding="utf-8")
            made = kept / f"{path.stem}-{fingerprint.digest([sheet, *sorted(words)])}"
            if not made.is_file():
                for old in kept.glob(f"{path.stem}-*"):
                    old.unlink()
                made.write_text(reduced(sheet, words), encoding="utf-8")
            shutil.copyfile(made, path)


def reduced(sheet: str, words: set[str]) -> str:
    """Leave in a style sheet the rules whose kinds and names are all among the words, and the values that they read.

    >>> reduced(".a, .b { color: var(--ink) } .c > p { top: 0 } p { left: 0 } :root { --ink: red; --not: 1 }", {"a"})
    '.a{color: var(--ink)}p{left: 0}:root{--ink: red; }'
    """
    written = "".join(_rules(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True), words))
    before = ""
    while written != before:
        before, written = written, _read(written, {*READ.findall(written), *words})
    return written


def _read(written: str, read: set[str]) -> str:
    return SET.sub(lambda found: found[0] if found[1] in read else "", written)


def _rules(nodes: Iterable[tinycss2.ast.Node], words: set[str]) -> list[str]:
    found = []
    for node in nodes:
        if node.type == "qualified-rule":
            selectors = [one for one in _selectors(node.prelude) if {*ASKED.findall(QUOTED.sub("", one))} <= words]
            if selectors:
                found.append(f"{','.join(selectors)}{{{tinycss2.serialize(node.content).strip()}}}")
        elif node.type == "at-rule" and node.lower_at_keyword in NESTED and node.content is not None:
            inner = _rules(tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True), words)
            if inner:
                found.append(f"@{node.at_keyword}{tinycss2.serialize(node.prelude)}{{{''.join(inner)}}}")
        elif node.type == "at-rule":
            found.append(node.serialize())
    return found


def _selectors(prelude: Iterable[tinycss2.ast.Node]) -> list[str]:
    parts: list[list[tinycss2.ast.Node]] = [[]]
    for node in prelude:
        if node.type == "literal" and node.value == ",":
            parts.append([])
        else:
            parts[-1].append(node)
    return [tinycss2.serialize(part).strip() for part in parts]
