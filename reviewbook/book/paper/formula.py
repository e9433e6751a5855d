"""Formulas on paper: the LaTeX of a formula as Typst's mathematics, or an error; nothing is guessed."""

import re

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\s+|.", re.DOTALL)

# What Typst calls the same, and what it calls otherwise.
SAME = (
    "alpha beta gamma delta zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon chi psi omega "
    "Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega equiv "
    "sum times approx in quad log ln exp min max sin cos tan lim sup inf det dim partial"
)
OTHERWISE = (
    "epsilon=epsilon.alt varepsilon=epsilon phi=phi.alt varphi=phi cdot=dot.op pm=plus.minus sim=tilde.op mid=bar.v "
    "le=<= leq=<= ge=>= geq=>= ne=!= neq=!= to=arrow.r rightarrow=arrow.r prod=product int=integral infty=infinity "
    "ldots=dots.h dots=dots.h cdots=dots.h.c"
)
SYMBOLS = {name: name for name in SAME.split()}
SYMBOLS |= {name: other for name, _, other in (pair.partition("=") for pair in OTHERWISE.split())}
SYMBOLS |= {"lbrace": r"\{", "rbrace": r"\}", "{": r"\{", "}": r"\}", "%": "%", "Pr": 'op("Pr")'}
SYMBOLS |= {",": "thin", ":": "med", ";": "thick", " ": "space", "!": "", "\\": "\\\n"}
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


def to_typst(latex: str) -> str:
    r"""Translate a formula, without its dollar signs, into what stands between those of Typst.

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


def _sequence(tokens: list[str], latex: str, until: str | None) -> str:
    parts: list[str] = []
    while tokens:
        if tokens[-1] == until:
            tokens.pop()
            return _joined(parts)
        parts.append(_atom(tokens, latex))
    if until is not None:
        raise FormulaError(f"the formula '{latex}' lacks '{until}'")
    return _joined(parts)


def _joined(parts: list[str]) -> str:
    """Keep letters apart, as Typst reads neighbours as one word, but an index with what it belongs to."""
    return re.sub(r" (?=[\^_]\()", "", " ".join(part for part in parts if part))


def _atom(tokens: list[str], latex: str) -> str:
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


def _argument(tokens: list[str], latex: str) -> str:
    while tokens and tokens[-1].isspace():
        tokens.pop()
    if not tokens:
        raise FormulaError(f"the formula '{latex}' ends too early")
    return _atom(tokens, latex)


def _command(name: str, tokens: list[str], latex: str) -> str:
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
        name = f"{name}{{{environment}}}"
    if name in SYMBOLS:
        return SYMBOLS[name]
    raise FormulaError(f"'\\{name}' of the formula '{latex}' is not known (reviewbook/book/paper/formula.py)")


def _words(tokens: list[str], latex: str) -> str:
    if not tokens or tokens.pop() != "{":
        raise FormulaError(f"the formula '{latex}' lacks a brace after a command")
    inside: list[str] = []
    while tokens:
        token = tokens.pop()
        if token == "}":
            return "".join(inside)
        inside.append(token.removeprefix("\\") if token in ("\\%", "\\_", "\\&") else token)
    raise FormulaError(f"the formula '{latex}' lacks '}}'")
