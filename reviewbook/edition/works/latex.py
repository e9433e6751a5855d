"""Text as LaTeX in the fields of BibTeX: undone when a work is read, and done when one is written.

Everything between the two is text. The names of letters and signs are those of latexcodec; what groups them is ours,
because latexcodec ends a text at a percent sign and passes on what it does not know.
"""

import codecs
import html
import re
import unicodedata
from functools import cache

import latexcodec  # noqa: F401 (makes its codec known)

ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331", "t": "\u0361",
}  # fmt: skip
ALONE = {"\u0303": "~", "\u0302": "^", "\u0300": "`", "\u0301": "´", "\u0308": "¨"}
# they say how words look or where they stand, and the words remain
MARKUP = {
    "emph", "em", "it", "bf", "rm", "sf", "tt", "sc", "sl", "textit", "textbf", "textrm", "textsf", "texttt",
    "textsc", "textsl", "textmd", "textup", "textnormal", "text", "mbox", "hbox", "relax", "protect", "noopsort",
    "url", "path", "mathrm", "mathit", "mathbf", "mathsf", "mathtt", "mathcal", "ensuremath", "uppercase", "upshape",
    "itshape", "bfseries", "scshape", "mkbibemph", "mkbibitalic", "nolinkurl", "autocap",
}  # fmt: skip
SIGNS = {
    "textbackslash": "\\", "backslash": "\\", "textbraceleft": "{", "textbraceright": "}", "lbrace": "{", "rbrace": "}",
    "textgreater": ">", "textless": "<", "textasciitilde": "~", "textasciicircum": "^", "textunderscore": "_",
    "textdollar": "$", "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”",
    "textquotesingle": "'", "textasciigrave": "`", "textbar": "|", "textquotedbl": '"', "textmu": "µ", "slash": "/",
    "dots": "…", "textellipsis": "…", "j": "ȷ", "TeX": "TeX", "LaTeX": "LaTeX", "newline": " ", "linebreak": " ",
    "quad": " ", "space": " ", "textpm": "±", "texttimes": "×", "lt": "<", "gt": ">", "le": "≤", "ge": "≥",
    "textendash": "–", "textemdash": "—", "textbullet": "•", "textperiodcentered": "·", "DJ": "Đ", "dj": "đ",
    "NG": "Ŋ", "ng": "ŋ", "DH": "Ð", "dh": "ð", "TH": "Þ", "th": "þ", "SS": "ẞ", "textsection": "§", "textdegree": "°",
    "sim": "∼", "percent": "%", "textpercent": "%", "&": "&", "%": "%", "#": "#", "_": "_", "$": "$", "{": "{",
    "}": "}", " ": " ", "\n": " ", "\\": " ", "-": "", "/": "", "!": "", ",": "\u202f", ";": " ", ":": " ", "@": "",
}  # fmt: skip
RAISED = dict(zip("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
LOWERED = dict(zip("0123456789+-−=()aeoxhklmnpst", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜ", strict=True))
SHIFTED = {"textsuperscript": RAISED, "textsubscript": LOWERED}
SHIFTS = {"^": "textsuperscript", "_": "textsubscript"}
QUOTED = ("enquote", "mkbibquote")
LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”", "~": "\u00a0"}
TOKEN = re.compile(r"\\([A-Za-z]+)\s*|\\(.)|(---?|``|'')|(.)", re.DOTALL)
# A dollar sign begins a formula as in Pandoc: no blank after it, none before its end, and no digit after that.
FORMULA = re.compile(r"(?<!\\)\$(?=\S)((?:[^$\\]|\\.)*?)(?<=\S)\$(?!\d)", re.DOTALL)
ENTITY = re.compile(r"\\?(&(?:amp|lt|gt|quot|apos|nbsp|#\d+|#x[0-9a-fA-F]+);)")
# What a line of a field cannot hold is a blank; a blank that does not break is another letter.
BLANKS = re.compile(r"[ \t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+")
WRITTEN = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\u00a0": "~",
}  # fmt: skip


def undone(latex: str, verbatim: bool = False) -> str:
    r"""Read a field as text, in one line.

    Parameters
    ----------
    verbatim
        As an address is: a tilde or two hyphens are what they are.

    Raises
    ------
    ValueError
        Names the command that is not known.

    Examples
    --------
    >>> undone(r"50% of {\'E}tudes \& more: {$>$}5\%")
    '50% of Études & more: >5%'
    """
    if verbatim and "\\" not in latex and "{" not in latex and "$" not in latex:
        return one_line(latex)
    latex = latex if verbatim else ENTITY.sub(lambda found: done(html.unescape(found[1])), latex)
    return one_line(_Reader(FORMULA.sub(_formula, latex.replace(r"\$", r"\textdollar{}")), verbatim).read())


def done(text: str) -> str:
    r"""Write text as LaTeX, from which `undone` reads it again.

    Examples
    --------
    >>> done("50% & {a}")
    '50\\% \\& \\{a\\}'
    """
    # BibTeX counts braces also after a backslash
    level, levels = 0, []
    for letter in text:
        level += (letter == "{") - (letter == "}")
        levels.append(level)
    written = WRITTEN
    if level or min(levels, default=0) < 0:
        written = WRITTEN | {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
    made = "".join(written.get(letter, letter) for letter in text)
    made = re.sub(r"-(?=-)|`(?=`)|'(?=')", lambda found: found[0] + "{}", made)
    return ENTITY.sub(lambda found: found[0].replace("&", "&{}"), made)


def one_line(text: str) -> str:
    """Make every break of a line, and every run of blanks, one blank."""
    return BLANKS.sub(" ", text).strip(" ")


def _formula(found: re.Match[str]) -> str:
    # what stands between dollar signs knows raised and lowered letters, which a text does not
    return "{" + re.sub(r"(?<!\\)[_^]", lambda sign: f"\\{SHIFTS[sign[0]]} ", found[1]) + "}"


class _Reader:
    def __init__(self, latex: str, verbatim: bool):
        self.tokens = list(TOKEN.finditer(latex))
        self.verbatim = verbatim
        self.place = 0

    def read(self) -> str:
        """Read to the end of the group, or of the text."""
        parts = []
        while self.place < len(self.tokens):
            if self.tokens[self.place][4] == "}":
                self.place += 1
                break
            parts.append(self.one())
        return "".join(parts)

    def one(self) -> str:
        """Read a letter, a group, or a command with what it is about."""
        name, sign, joined, letter = self.tokens[self.place].groups()
        self.place += 1
        if joined or letter == "~":
            return (joined or letter) if self.verbatim else LIGATURES[joined or letter]
        if letter:
            return self.read() if letter == "{" else letter
        command = name or sign
        if self.verbatim and command == "~":
            return "~"
        if command in ACCENTS:
            return self.accented(ACCENTS[command])
        if command in SHIFTED:
            return self.shifted(SHIFTED[command], command)
        if command in QUOTED:
            return f"“{self.argument()}”"
        if command in MARKUP:
            return ""
        known = SIGNS.get(command) if command in SIGNS else _known(command)
        if known is None:
            raise ValueError(f"'\\{command}' is LaTeX that this book cannot read; write the letters themselves")
        return known

    def argument(self) -> str:
        while self.place < len(self.tokens) and self.tokens[self.place][0].isspace():
            self.place += 1
        return self.one() if self.place < len(self.tokens) and self.tokens[self.place][4] != "}" else ""

    def accented(self, mark: str) -> str:
        base = self.argument()
        first = {"ı": "i", "ȷ": "j"}.get(base[:1], base[:1])
        if not first:
            # an accent on nothing is the sign itself
            return ALONE.get(mark, "")
        return unicodedata.normalize("NFC", first + mark) + base[1:]

    def shifted(self, letters: dict[str, str], command: str) -> str:
        inside = self.argument()
        if all(letter in letters for letter in inside):
            return "".join(letters[letter] for letter in inside)
        if inside.isalpha() and command == "textsuperscript":
            # as in 19th
            return inside
        raise ValueError(f"'\\{command}{{{inside}}}' is LaTeX that this book cannot read; write the letters themselves")


@cache
def _known(command: str) -> str | None:
    """Look a sign up, which latexcodec knows in words or in formulas."""
    for form in (f"\\{command} ", f"$\\{command}$"):
        found = codecs.decode(form, "ulatex").strip()  # type: ignore[call-overload]
        if found and "\\" not in found and "$" not in found:
            return found
    return None
