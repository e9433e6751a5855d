"""Text for those who read markup: the only ways from a string to MyST, Markdown, Plotly, HTML's scripts, spreadsheets.

Whatever text of a cell looks like to the one who reads it there, it stays text.
"""

import csv
import html
import io
import json
import re
from collections.abc import Iterable
from typing import Any

# What begins a list, a heading or another block of Markdown in a line of its own.
BLOCK = re.compile(r"(?<=\n)(\s*)(?=[#>+=:~-]|\d+[.)]\s)")
NUMERAL = re.compile(r"(?<=\n)(\s*\d+)(?=[.)]\s)")
# What begins something within a line: an underscore only where it does not stand inside a word.
INLINE = re.compile(r"[\\`*$|\[\]~]|<(?=[a-zA-Z/!?])|&(?=#?\w+;)|\{(?=[{%a-zA-Z])|(?<![^\W_])_|_(?![^\W_])")
# MyST reads more: roles, substitutions, attributes, and `$` as mathematics.
MYST = re.compile(r"[\\`*_$\[\]<>&{}~^|#!]")
ADDRESS = re.compile(r"https?://[^\s\x00-\x1f]+")
KEY = re.compile(r"[\w:.+/-]+")
SECTION = re.compile(r"\d[\d.]*(?= )")
# as `link` writes one
LINK = re.compile(r"\[((?:\\.|[^\\\[\]])*)\]\((?:<(?:\\.|[^\\<>])*>|https?://[^\s()<>]*)\)")
ESCAPED = re.compile(r"\\(.)")
# What spreadsheets take for the beginning of a formula, also in full width; a number with a sign is none.
FORMULA = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
SIGNED = re.compile(r"[+-]?\d+(?:[.,]\d+)*\s*%?")
# where a spreadsheet that divides by semicolons or tabs sees a cell begin that it takes for a formula
INSIDE = re.compile(rf"(?<=[;\t\n])(?={FORMULA.pattern})")


def myst(text: str) -> str:
    r"""Write text in a line of MyST.

    >>> myst("1 < 2 `x` {{ y }}")
    '1 \\< 2 \\`x\\` \\{\\{ y \\}\\}'
    """
    return MYST.sub(lambda found: f"\\{found[0]}", text)


def link(text: str, address: str | None) -> str:
    """Write a link of MyST; an address that is none stands as text after the text.

    >>> link("Guide", "https://example.org/a_b"), link("Guide", "javascript:alert(1)"), link("Guide", None)
    ('[Guide](https://example.org/a_b)', 'Guide (javascript:alert(1))', 'Guide')
    """
    if address is None:
        return myst(text)
    if not ADDRESS.fullmatch(address):
        return f"{myst(text)} ({myst(address)})"
    if not re.fullmatch(r"[\w:/?#@!,;=%.+~-]+", address, re.ASCII):
        address = "<" + re.sub(r"[\\<>&]", r"\\\g<0>", address) + ">"
    return f"[{myst(text)}]({address})"


def words(text: str) -> str:
    r"""Give what is read of a line in which links stand as `link` writes them.

    >>> words("[2: 1.3](https://example.org/a) and [b\\]c](<https://example.org/(b)>)")
    '2: 1.3 and b]c'
    """
    return LINK.sub(lambda found: ESCAPED.sub(r"\1", found[1]), text)


def reference(text: str, name: str) -> str:
    """Write a reference of MyST to a place that has a name.

    >>> reference("Which lamps?", "lamps"), reference("`a` < b", "lamps")
    ('{ref}`Which lamps? <lamps>`', '{ref}`` `a` < b <lamps>``')
    """
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    # what begins with one of these would end the fence, or be no reference
    apart = " " if text.startswith(("`", "!")) else ""
    return f"{{ref}}{fence}{apart}{text} <{name}>{fence}"


def opening(text: str, key: str) -> str:
    """Write a value that opens as the number with this key, or as the count that `choices.address` names.

    >>> opening("7 of 9", "?of=lit")
    '{opening}`7 of 9 <?of=lit>`'
    """
    return f"{{opening}}`{text} <{key}>`"


def citation(key: str) -> str:
    r"""Write a citation of MyST in a sentence; what can be no key is text.

    >>> citation("doe2001"), citation("a`b")
    ('{cite:t}`doe2001`', 'a\\`b')
    """
    return f"{{cite:t}}`{key}`" if KEY.fullmatch(key) else myst(key)


def markdown(text: str) -> str:
    r"""Write text in a cell of a Markdown table.

    >>> markdown("n_patients | <b> * 2"), markdown("p < .02")
    ('n_patients \\| \\<b> \\* 2', 'p < .02')
    """
    inline = INLINE.sub(lambda found: f"\\{found[0]}", text)
    return BLOCK.sub(lambda found: f"{found[1]}\\", NUMERAL.sub(r"\1\\", inline))


def plotly(text: str) -> str:
    """Write text in a figure, which reads a part of HTML and, in what a pointer is told, names of values.

    >>> plotly("<b>1</b> & %{x}"), plotly("Doe et al., 2001")
    ('&lt;b&gt;1&lt;/b&gt; &amp; %&#123;x}', 'Doe et al., 2001')
    """
    return html.escape(text, quote=False).replace("%{", "%&#123;")


def script(value: Any) -> str:
    r"""Write JSON that stands in a script element of a page.

    >>> script("</script><!--<SCRIPT>")
    '"<\\/script>\\u003c!--\\u003cSCRIPT>"'

    References
    ----------
    HTML, restrictions for contents of script elements. https://html.spec.whatwg.org/multipage/scripting.html
    """
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    return re.sub("<(?=!--|script)", r"\\u003c", written, flags=re.IGNORECASE)


def parameter(label: str) -> str:
    """Write a value as it stands in the address of a page: a section by its number, others by their words.

    >>> parameter("3.1 What was found"), parameter("follows from the text"), parameter("doe2001")
    ('3.1', 'follows-from-the-text', 'doe2001')
    """
    section = SECTION.match(label)
    return section[0] if section else re.sub(r"\W+", "-", label.lower()).strip("-")


def spreadsheet(value: Any) -> Any:
    """Write a cell of a file that a reader opens in a spreadsheet: text that it would calculate begins with a quote.

    >>> spreadsheet("=1+1"), spreadsheet("-0.5"), spreadsheet(-0.5), spreadsheet("1 + 1"), spreadsheet("a;=1+1")
    ("'=1+1", '-0.5', -0.5, '1 + 1', "a;'=1+1")

    References
    ----------
    OWASP, CSV Injection. https://owasp.org/www-community/attacks/CSV_Injection
    """
    if not isinstance(value, str):
        return value
    # a lone carriage return would end the row
    value = INSIDE.sub("'", re.sub("\r\n?", "\n", value))
    return f"'{value}" if FORMULA.match(value) and not SIGNED.fullmatch(value) else value


def sheet(rows: Iterable[Iterable[Any]]) -> str:
    r"""Write rows as CSV, each cell as `spreadsheet` does.

    >>> sheet([["study", "n"], ["=1+1", 40]])
    "study,n\n'=1+1,40\n"
    """
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(map(spreadsheet, row) for row in rows)
    return written.getvalue()
