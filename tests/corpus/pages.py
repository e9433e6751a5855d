"""Planted paragraphs of a chapter: what asks for more than a page may show, and how the line of it begins.

Each stands alone in the page; `{line}` is the line on which it begins, `{next}` the one below. Nothing is said of what is right.
"""

WHERE = "chapters/methods.md:{line}: "
NAME = WHERE + "WARNING: Substitution error:ValueError: "
NOTHING = WHERE + "WARNING: Substitution error:UndefinedError: "
ELSEWHERE = WHERE + "ERROR: a page shows files of the book; {file} lies elsewhere"
HIDDEN = WHERE + "ERROR: a page shows files of the book; {file} is hidden"

HEAD = """\
---
myst:
  substitutions:
    own: my text
    deep: {a: 1}
---

# Methods

{numref}`tab-studies`, {numref}`fig-patients` and {numref}`tab-tallies`.

"""
PARAGRAPHS = [
    ("the class of a number", "braces", "a {{ light.__class__ }}", NAME + "'{{light.__class__}}'"),
    ("the class of a text", "braces", "a {{ ''.__class__.__mro__ }}", NAME),
    ("all classes", "braces", "a {{ ().__class__.__base__.__subclasses__() }}", NAME),
    ("the folder of the book", "braces", "a {{ env.srcdir }}", NAME),
    ("the settings of Sphinx", "braces", "a {{ env.config.author }}", NAME),
    ("a sum", "braces", "a {{ 7 * 7 }}", NAME),
    ("a call", "braces", "a {{ own.upper() }}", NAME),
    ("what a text can do", "braces", "a {{ own.upper }}", NOTHING),
    ("what a mapping can do", "braces", "a {{ deep.items }}", NOTHING),
    ("a filter", "braces", "a {{ own | upper }}", NAME),
    ("a part in brackets", "braces", "a {{ light['n_studies'] }}", NAME),
    ("what Jinja brings", "braces", "a {{ lipsum }}", NOTHING),
    ("a range", "braces", "a {{ range }}", NOTHING),
    ("what numbers keep", "braces", "a {{ light._notebook }}", NAME),
    ("a choice", "braces", "a {{ own if own else deep }}", NAME),
    ("a number of nobody", "braces", "a {{ nobody.n_studies }}", NOTHING),
    ("a number that is not published", "braces", "a {{ light.nothing }}", WHERE + "ERROR: 'light.nothing'"),
    ("a chapter from elsewhere", "file", "```{include} ../../one.md\n```", ELSEWHERE.replace("{file}", "../one.md")),
    ("a hidden file", "file", "```{include} ../.env\n```", HIDDEN.replace("{file}", ".env")),
    ("git's own files", "file", "```{literalinclude} ../.git/HEAD\n```", HIDDEN.replace("{file}", ".git/HEAD")),
    (
        "what an editor left",
        "file",
        "{download}`../data/nine.csv~`",
        WHERE + "ERROR: a page shows files of the book; data/nine.csv~ only lies there, and is no part of the book",
    ),
    ("code from elsewhere", "file", "```{literalinclude} ../../two.md\n```", ELSEWHERE.replace("{file}", "../two.md")),
    (
        "a table from elsewhere",
        "file",
        "```{csv-table} T\n:file: ../../three.csv\n```",
        ELSEWHERE.replace("{file}", "../three.csv").replace("{line}", "{next}"),
    ),
    (
        "HTML from elsewhere",
        "file",
        "```{raw} html\n:file: ../../four.html\n```",
        ELSEWHERE.replace("{file}", "../four.html").replace("{line}", "{next}"),
    ),
    (
        "a picture from elsewhere",
        "file",
        "```{image} ../../five.png\n:alt: a\n```",
        ELSEWHERE.replace("{file}", "../five.png"),
    ),
    (
        "a figure from elsewhere",
        "file",
        "```{figure} ../../six.png\n:alt: a\nA caption.\n```",
        ELSEWHERE.replace("{file}", "../six.png"),
    ),
    ("a picture of Markdown", "file", "![a](../../seven.png)", ELSEWHERE.replace("{file}", "../seven.png")),
    ("a download", "file", "{download}`../../eight.md`", ELSEWHERE.replace("{file}", "../eight.md")),
    (
        "a link to elsewhere",
        "file",
        "```{literalinclude} linked.txt\n```",
        WHERE + "ERROR: a page shows files of the book; chapters/linked.txt is a link to elsewhere",
    ),
    ("a file of docutils", "file", "```{include} <isonum.txt>\n```", WHERE + "ERROR: a page shows files of the book; "),
    (
        "a file of the machine",
        "file",
        "```{include} /etc/passwd\n```",
        WHERE + 'CRITICAL: Directive "include": file not found',
    ),
    (
        "an address",
        "address",
        "```{csv-table} T\n:url: http://127.0.0.1:9/a.csv\n```",
        WHERE + "WARNING: 'csv-table': Unknown option keys: ['url']",
    ),
    (
        "HTML from an address",
        "address",
        "```{raw} html\n:url: http://127.0.0.1:9/a.html\n```",
        WHERE + "WARNING: 'raw': Unknown option keys: ['url']",
    ),
    ("a text of the page's own", "accepted", "a {{ own }}", None),
    ("a part of the page's own", "accepted", "a {{ deep.a }}", None),
    ("a number", "accepted", "a {{ light.n_studies }} and {{ light.n_studies.words }}", None),
    ("the changelog", "accepted", "```{literalinclude} ../CHANGELOG.md\n```", None),
    ("a table of the book", "accepted", "```{literalinclude} ../data/studies.csv\n```", None),
    ("braces as code", "accepted", "`{{ light.__class__ }}`", None),
]
OUTSIDE = ["one.md", "two.md", "three.csv", "four.html", "five.png", "six.png", "seven.png", "eight.md"]
