"""Formulas on paper: the LaTeX of a formula as Typst's mathematics, or an error; nothing is guessed."""

import re

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\s+|.", re.DOTALL)

SAME = (
    "alpha beta gamma delta zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon chi psi omega "
    "Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega "
    "sum times approx in quad log ln exp min max sin cos tan lim sup inf det dim partial"
)
SYMBOLS = {name: name for name in SAME.split()} | {
    "epsilon": "epsilon.alt",
    "varepsilon": "epsilon",
    "phi": "phi.alt",
    "varphi": "phi",
    "cdot": "dot.op",
    "pm": "plus.minus",
    "le": "<=",
    "leq": "<=",
    "ge": ">=",
    "geq": ">=",
    "ne": "!=",
    "neq": "!=",
    "equiv": "equiv",
    "sim": "tilde.op",
    "to": "arrow.r",
    "rightarrow": "arrow.r",
    "prod": "product",
    "int": "integral",
    "infty": "infinity",
    "ldots": "dots.h",
    "dots": "dots.h",
    "cdots": "dots.h.c",
    "mid": "bar.v",
    "Pr": 'op("Pr")',
    "lbrace": r"\{",
    "rbrace": r"\}",
    "{": r"\{",
    "}": r"\}",
    "%": "%",
    ",": "thin",
    ":": "med",
    ";": "thick",
    " ": "space",
    "!": "",
    "\\": "\\\n",
}
FUNCTIONS = {
    "frac": ("frac", 2),
    "dfrac": ("frac", 2),
    "tfrac": ("frac", 2),
    "binom": ("binom", 2),
    "hat": ("hat", 1),
    "bar": ("overline", 1),
    "overline": ("overline", 1),
    "tilde": ("tilde", 1),
    "mathbf": ("bold", 1),
    "mathrm": ("upright", 1),
}
WORDS = {"text", "operatorname", "textit", "mathit"}
ALIGNED = {"aligned", "align", "align*", "split"}
SPECIAL = set('()[]/,;"#$')


class FormulaError(Exception):
    """Say which part of a formula has no counterpart here."""


def to_typst(latex):
    r"""Translate a formula.

    Parameters
    ----------
    latex : str
        Without its dollar signs.

    Returns
    -------
    str
        What stands between Typst's dollar signs.

    Raises
    ------
    FormulaError
        Names the command or bracket that is not known.

    Examples
    --------
    >>> to_typst(r"\hat{p} = \frac{x}{n}")
    'hat(p) = frac(x, n)'
    """
    tokens = TOKEN.findall(latex.strip())
    tokens.reverse()
    return _sequence(tokens, latex, until=None)


def _sequence(tokens, latex, until):
    parts = []
    while tokens:
        if tokens[-1] == until:
            tokens.pop()
            return _joined(parts)
        parts.append(_atom(tokens, latex))
    if until is not None:
        raise FormulaError(f"the formula '{latex}' lacks '{until}'")
    return _joined(parts)


def _joined(parts):
    """Keep letters apart, as Typst reads neighbours as one word, but an index with what it belongs to."""
    return re.sub(r" (?=[\^_]\()", "", " ".join(part for part in parts if part))


def _atom(tokens, latex):
    token = tokens.pop()
    if token.isspace() or token == "~":
        return ""
    if token in ("^", "_"):
        return f"{token}({_argument(tokens, latex)})"
    if token == "{":
        return _sequence(tokens, latex, until="}")
    if token == "}":
        raise FormulaError(f"the formula '{latex}' has a '}}' too many")
    if token.startswith("\\"):
        return _command(token[1:], tokens, latex)
    if token in SPECIAL:
        return f"\\{token}"
    return token


def _argument(tokens, latex):
    while tokens and tokens[-1].isspace():
        tokens.pop()
    if not tokens:
        raise FormulaError(f"the formula '{latex}' ends too early")
    return _atom(tokens, latex)


def _command(name, tokens, latex):
    if name in FUNCTIONS:
        function, count = FUNCTIONS[name]
        return f"{function}({', '.join(_argument(tokens, latex) for _ in range(count))})"
    if name in WORDS:
        return f'"{_words(tokens, latex)}"'
    if name == "sqrt":
        return f"sqrt({_argument(tokens, latex)})"
    if name == "left":
        opening = _argument(tokens, latex)
        inside = _sequence(tokens, latex, until="\\right")
        return f"lr({opening} {inside} {_argument(tokens, latex)})"
    if name in ("begin", "end"):
        environment = _words(tokens, latex)
        if environment in ALIGNED:
            return ""
        raise FormulaError(
            f"'\\{name}{{{environment}}}' of the formula '{latex}' is not known (reviewbook/book/formula.py)"
        )
    if name in SYMBOLS:
        return SYMBOLS[name]
    raise FormulaError(f"'\\{name}' of the formula '{latex}' is not known (reviewbook/book/formula.py)")


def _words(tokens, latex):
    if not tokens or tokens.pop() != "{":
        raise FormulaError(f"the formula '{latex}' lacks a brace after a command")
    inside = []
    while tokens:
        token = tokens.pop()
        if token == "}":
            return "".join(inside)
        inside.append(token.removeprefix("\\") if token in ("\\%", "\\_", "\\&") else token)
    raise FormulaError(f"the formula '{latex}' lacks '}}'")
