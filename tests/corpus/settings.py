"""Planted faults of settings, contents, chapters, records, scenarios and notebooks, and what is right though unusual.

Each is one change to the made book: a file, what is written there, and the lines that refuse it; none where it is
accepted. `whole` replaces a file, `(old, new)` a part of it. A line that ends with an ellipsis goes on in other words.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    name: str
    kind: str
    file: str
    written: object
    lines: tuple[str, ...] = ()


CONFIG, TOC, SCENARIOS, CHANGES = "_config.yml", "_toc.yml", "data/scenarios.json", "chapters/changes.json"
METHODS, LIGHT = "chapters/methods.md", "notebooks/light.ipynb"
MERGE = "a mark that git leaves where a merge is not settled"
SETTLED = "; decide, and delete the marks"
MARKED = "<<<<<<< HEAD\none\n=======\nother\n>>>>>>> branch\n"
TITLE = "title: Therapeutic"
WAYS = "{FILE}"

SYNTAX = [
    Case("empty settings", "empty", CONFIG, "", ("_config.yml: is empty",)),
    Case(
        "settings of comments only",
        "empty",
        CONFIG,
        "# title: x\n",
        ("_config.yml, line 1: must be keys with values, and is empty",),
    ),
    Case("empty contents", "empty", TOC, "\n", ("_toc.yml: is empty",)),
    Case("empty scenarios", "empty", SCENARIOS, "", ("data/scenarios.json: is empty",)),
    Case("empty record", "empty", CHANGES, " ", ("chapters/changes.json: is empty",)),
    Case("empty chapter", "empty", METHODS, "\n\n", ("chapters/methods.md: is empty",)),
    Case(
        "empty notebook", "empty", LIGHT, "", ("notebooks/light.ipynb: is not a notebook that can be read: is empty",)
    ),
    Case(
        "bracket left open",
        "syntax",
        CONFIG,
        "title: x\nparse: [a\n",
        ("_config.yml, line 3, column 1: not YAML; expected…",),
    ),
    Case(
        "tab as indentation",
        "syntax",
        CONFIG,
        "html:\n\tbaseurl: x\n",
        ("_config.yml, line 2, column 1: not YAML; found character…",),
    ),
    Case(
        "indented too far",
        "syntax",
        TOC,
        ("  - caption: This", "   - caption: This"),
        ("_toc.yml, line 9, column 4: not YAML; …",),
    ),
    Case(
        "colon in a title",
        "syntax",
        CONFIG,
        "title: a: b\n",
        ("_config.yml, line 1, column 9: not YAML; mapping values…",),
    ),
    Case(
        "two documents",
        "syntax",
        CONFIG,
        "title: a\n---\ntitle: b\n",
        ("_config.yml, line 2, column 1: not YAML; but found another document",),
    ),
    Case(
        "alias of nothing",
        "syntax",
        CONFIG,
        "title: *x\n",
        ("_config.yml, line 1, column 8: not YAML; found undefined alias…",),
    ),
    Case(
        "alias of itself",
        "syntax",
        CONFIG,
        "title: &a [*a]\n",
        ("_config.yml, line 1: an alias stands in what it stands for",),
    ),
    Case(
        "tag of Python",
        "tag",
        CONFIG,
        "title: !!python/object:os.system x\n",
        ("_config.yml, line 1, column 8: not YAML; could not determine a constructor…",),
    ),
    Case(
        "tag that calls",
        "tag",
        CONFIG,
        "title: x\nauthor: !!python/object/apply:os.system [ls]\n",
        ("_config.yml, line 2, column 9: not YAML; could not determine…",),
    ),
    Case(
        "tag of an application",
        "tag",
        TOC,
        "format: jb-book\nroot: !env ROOT\n",
        ("_toc.yml, line 2, column 7: not YAML; could not determine…",),
    ),
    Case(
        "a date that is none",
        "value",
        CONFIG,
        "title: x\ncopyright: 2026-13-45\n",
        ("_config.yml, line 2: '2026-13-45' is not what it looks like; month must be in 1..12",),
    ),
    Case(
        "nested without end",
        "syntax",
        CONFIG,
        "title: " + "[" * 3000,
        ("_config.yml: not YAML; it is nested too deeply",),
    ),
    Case(
        "settings in Latin-1",
        "bytes",
        CONFIG,
        b"title: a\nauthor: M\xfcller\n",
        ("_config.yml, line 2: byte 0xfc is not UTF-8; save the file as UTF-8",),
    ),
    Case(
        "settings in UTF-16",
        "bytes",
        CONFIG,
        "title: a\n".encode("utf-16"),
        ("_config.yml, line 1: byte 0xff is not UTF-8; save the file as UTF-8",),
    ),
    Case(
        "contents in Latin-1",
        "bytes",
        TOC,
        b"format: jb-book\nroot: \xe9\n",
        ("_toc.yml, line 2: byte 0xe9 is not UTF-8; save the file as UTF-8",),
    ),
    Case(
        "chapter in Latin-1",
        "bytes",
        METHODS,
        b"# Methods\n\nM\xfcller.\n",
        ("chapters/methods.md, line 3: byte 0xfc is not UTF-8; save the file as UTF-8",),
    ),
    Case(
        "changelog in Latin-1",
        "bytes",
        "CHANGELOG.md",
        b"# \xe4\n",
        ("CHANGELOG.md, line 1: byte 0xe4 is not UTF-8; save the file as UTF-8",),
    ),
    Case(
        "notebook in Latin-1",
        "bytes",
        LIGHT,
        b'{"cells": ["\xe4"]}',
        (
            "notebooks/light.ipynb, line 1: is not a notebook that can be read: byte 0xe4 is not UTF-8; save the file as UTF-8",
        ),
    ),
    Case(
        "scenarios in Latin-1",
        "bytes",
        SCENARIOS,
        b'{"a": "\xe4"}',
        ("data/scenarios.json, line 1: byte 0xe4 is not UTF-8; save the file as UTF-8",),
    ),
    Case(
        "record in Latin-1",
        "bytes",
        CHANGES,
        b'{\n"a": "\xe4"}',
        ("chapters/changes.json, line 2: byte 0xe4 is not UTF-8; save the file as UTF-8",),
    ),
    Case(
        "NUL in settings",
        "bytes",
        CONFIG,
        "title: a\0b\n",
        ("_config.yml, line 1: no page can show the character '\\x00'; delete it",),
    ),
    Case(
        "vertical tab in a chapter",
        "bytes",
        METHODS,
        "# M\n\na\x0bb\n",
        ("chapters/methods.md, line 3: no page can show the character '\\x0b'; delete it",),
    ),
    Case(
        "form feed in a chapter",
        "bytes",
        METHODS,
        "# M\n\x0cb\n",
        ("chapters/methods.md, line 2: no page can show the character '\\x0c'; delete it",),
    ),
    Case("byte order mark before settings", "accepted", CONFIG, ("# Jupyter Book 1:", "\ufeff# Jupyter Book 1:")),
    Case("byte order mark before contents", "accepted", TOC, ("format: jb-book", "\ufeffformat: jb-book")),
    Case("byte order mark before scenarios", "accepted", SCENARIOS, ("{", "\ufeff{")),
    Case("byte order mark before a chapter", "accepted", METHODS, ("# Methods", "\ufeff# Methods")),
    Case("lines that end as on Windows", "accepted", TOC, ("format: jb-book\nroot", "format: jb-book\r\nroot")),
    Case("contents missing", "missing", TOC, None, ("_toc.yml: there is no such file",)),
    Case("settings missing", "missing", CONFIG, None, ("_config.yml: there is no such file",)),
    Case("scenarios missing", "accepted", SCENARIOS, None),
]

SETTINGS = [
    Case(
        "key twice",
        "twice",
        CONFIG,
        ("title: Ther", "author: a\ntitle: Ther"),
        ("_config.yml, line 4: 'author' stands twice, first in line 2",),
    ),
    Case(
        "key twice inside",
        "twice",
        CONFIG,
        ("  use_issues_button", "  baseurl: a\n  use_issues_button"),
        ("_config.yml, line 25: 'baseurl' stands twice, first in line 24",),
    ),
    Case(
        "key with a letter too few",
        "unknown",
        CONFIG,
        ("title: Ther", "titel: a\ntitle: Ther"),
        ("_config.yml, line 2, titel: Jupyter Book knows no such key at the top; did you mean 'title'?",),
    ),
    Case(
        "key in capitals",
        "unknown",
        CONFIG,
        ("author: The", "Author: The"),
        ("_config.yml, line 3, Author: Jupyter Book knows no such key at the top; did you mean 'author'?",),
    ),
    Case(
        "key below another",
        "unknown",
        CONFIG,
        ("  use_issues_button", "  use_isues_button"),
        (
            "_config.yml, line 25, html.use_isues_button: Jupyter Book knows no such key in html; did you mean 'use_issues_button'?",
        ),
    ),
    Case(
        "part without pages",
        "syntax",
        TOC,
        ("- caption: This edition\n    chapters:", "- caption: Empty\n  - caption: This edition\n    chapters:"),
        ("_toc.yml, line 9, parts.1: must have the key 'chapters'",),
    ),
    Case(
        "key of nobody",
        "unknown",
        CONFIG,
        ("latex:\n", "latex:\n  zzz: 1\n"),
        (
            "_config.yml, line 30, latex.zzz: Jupyter Book knows no such key in latex; there are latex_documents, latex_engine, use_jupyterbook_latex",
        ),
    ),
    Case(
        "key that is a number",
        "unknown",
        CONFIG,
        ("title: Ther", "12: a\ntitle: Ther"),
        ("_config.yml, line 2, 12: Jupyter Book knows no such key at the top; there are…",),
    ),
    Case(
        "key of the site at the top",
        "unknown",
        CONFIG,
        ("title: Ther", "baseurl: a\ntitle: Ther"),
        ("_config.yml, line 2, baseurl: Jupyter Book knows no such key at the top; there are…",),
    ),
    Case(
        "two faults at once",
        "unknown",
        CONFIG,
        ("title: Ther", "titel: a\nautor: b\ntitle: Ther"),
        (
            "_config.yml, line 2, titel: Jupyter Book knows no such key at the top; did you mean 'title'?",
            "_config.yml, line 3, autor: Jupyter Book knows no such key at the top; did you mean 'author'?",
        ),
    ),
    Case(
        "a list for settings",
        "type",
        CONFIG,
        "- title\n",
        ('_config.yml, line 1: must be keys with values, and is ["title"]',),
    ),
    Case(
        "a text for settings",
        "type",
        CONFIG,
        "title\n",
        ('_config.yml, line 1: must be keys with values, and is "title"',),
    ),
    Case(
        "a number for a title", "type", CONFIG, "title: 3\n", ("_config.yml, line 1, title: must be a text, and is 3",)
    ),
    Case(
        "a year for the copyright",
        "type",
        CONFIG,
        ('copyright: "2026"', "copyright: 2026"),
        ("_config.yml, line 4, copyright: must be a text, and is 2026",),
    ),
    Case(
        "a text for a list",
        "type",
        CONFIG,
        ("bibtex_bibfiles: [references.bib]", "bibtex_bibfiles: references.bib"),
        ('_config.yml, line 16, bibtex_bibfiles: must be a list, and is "references.bib"',),
    ),
    Case(
        "a text for yes or no",
        "type",
        CONFIG,
        ("use_issues_button: false", "use_issues_button: 'false'"),
        ('_config.yml, line 25, html.use_issues_button: must be true or false, and is "false"',),
    ),
    Case(
        "nothing for a part",
        "type",
        CONFIG,
        ("html:\n", "html:\nbinder:\n"),
        ("_config.yml, line 22, html: must be keys with values, and is empty",),
    ),
    Case(
        "a word that is no choice",
        "type",
        CONFIG,
        ('execute_notebooks: "off"', "execute_notebooks: never"),
        ("_config.yml, line 11, execute.execute_notebooks: 'never' is not one of…",),
    ),
    Case(
        "no time at all",
        "value",
        CONFIG,
        ('execute_notebooks: "off"', 'execute_notebooks: "off"\n  timeout: 0'),
        ("_config.yml, line 12, execute.timeout: must be above 0 seconds…",),
    ),
    Case(
        "time without end",
        "value",
        CONFIG,
        ('execute_notebooks: "off"', 'execute_notebooks: "off"\n  timeout: -1'),
        ("_config.yml, line 12, execute.timeout: must be above 0 seconds…",),
    ),
    Case(
        "time as a word",
        "type",
        CONFIG,
        ('execute_notebooks: "off"', 'execute_notebooks: "off"\n  timeout: 5 min'),
        ('_config.yml, line 12, execute.timeout: must be a number, and is "5 min"',),
    ),
    Case(
        "references that are not there",
        "missing",
        CONFIG,
        ("[references.bib]", "[refs.bib]"),
        ("_config.yml, line 16, bibtex_bibfiles.0: there is no file 'refs.bib'",),
    ),
    Case(
        "a logo that is not there",
        "missing",
        CONFIG,
        ("title: Ther", "logo: logo.png\ntitle: Ther"),
        ("_config.yml, line 2, logo: there is no file 'logo.png'",),
    ),
    Case(
        "a logo from elsewhere",
        "leak",
        CONFIG,
        ("title: Ther", f"logo: ../../../../../../../../../../..{__file__}\ntitle: Ther"),
        ("_config.yml, line 2, logo: '../../../…",),
    ),
    Case(
        "a hidden file as a logo",
        "leak",
        CONFIG,
        ("title: Ther", "logo: .gitignore\ntitle: Ther"),
        ("_config.yml, line 2, logo: '.gitignore' is hidden, or only lies there",),
    ),
    Case(
        "all of the folder copied into the site",
        "leak",
        CONFIG,
        ("  config:\n", "  config:\n    html_extra_path: [.]\n"),
        ("_config.yml, line 35, sphinx.config.html_extra_path: '.' holds .…",),
    ),
    Case(
        "a folder from elsewhere copied into the site",
        "leak",
        CONFIG,
        ("  config:\n", "  config:\n    html_static_path: [data, ../notes]\n"),
        ("_config.yml, line 35, sphinx.config.html_static_path: '../notes' lies elsewhere, and would be published",),
    ),
    Case(
        "a folder of the book copied into the site",
        "accepted",
        CONFIG,
        ("  config:\n", "  config:\n    html_extra_path: [data]\n"),
        (),
    ),
    Case(
        "a button for no repository",
        "value",
        CONFIG,
        ("use_repository_button: false", "use_repository_button: true"),
        (
            "_config.yml, line 26, html.use_repository_button: a button for the repository needs its address, in repository.url",
        ),
    ),
    Case(
        "an extension that is not there",
        "missing",
        CONFIG,
        ("- sphinx_design\n", "- sphinx_designn\n"),
        (
            "_config.yml, line 43, sphinx.config.extensions.5: there is no extension 'sphinx_designn' in this environment",
        ),
    ),
    Case(
        "without the extension that makes the pages",
        "missing",
        CONFIG,
        ("      - reviewbook.book\n", ""),
        (
            "_config.yml, line 37, sphinx.config.extensions: 'reviewbook.book' is missing, which makes the pages of this book",
        ),
    ),
    Case(
        "an extension as a text",
        "type",
        CONFIG,
        ("sphinx:\n", "sphinx:\n  extra_extensions: myst_nb\n"),
        ('_config.yml, line 34, sphinx.extra_extensions: must be nothing or a list, and is "myst_nb"',),
    ),
    Case(
        "time for a notebook",
        "accepted",
        CONFIG,
        ('execute_notebooks: "off"', 'execute_notebooks: "off"\n  timeout: 1200'),
    ),
    Case(
        "a statement that is no text",
        "type",
        CONFIG,
        ('funding: ""', "funding: 5000"),
        ("_config.yml, line 54, sphinx.config.statements.funding: must be a sentence or empty, and is 5000",),
    ),
    Case(
        "a list of statements",
        "type",
        CONFIG,
        ('interests: ""', "interests: [none, none]"),
        (
            "_config.yml, line 55, sphinx.config.statements.interests: must be a sentence or empty, "
            'and is ["none", "none"]',
        ),
    ),
    Case(
        "a statement that nobody knows",
        "unknown",
        CONFIG,
        ('funding: ""', "fundings: Nobody."),
        (
            "_config.yml, line 54, sphinx.config.statements.fundings: there is no such statement; did you mean 'funding'?",
        ),
    ),
    Case(
        "one sentence for all statements",
        "type",
        CONFIG,
        "sphinx: {config: {extensions: [reviewbook.book], statements: Nothing.}}\n",
        ('_config.yml, line 1, sphinx.config.statements: must be keys with values, and is "Nothing."',),
    ),
    Case("a statement that is left out", "accepted", CONFIG, ('      peer_review: ""\n', "")),
    Case("a statement without a value", "accepted", CONFIG, ('peer_review: ""', "peer_review:")),
    Case(
        "a statement over two lines", "accepted", CONFIG, ('funding: ""', "funding: >-\n        A fund\n        paid.")
    ),
    Case("an alias", "accepted", CONFIG, ('copyright: "2026"', 'copyright: &year "2026"\nproject: *year')),
]

CONTENTS = [
    Case("contents as a list", "type", TOC, "- a\n", ("_toc.yml, line 1: not contents with format, root and parts",)),
    Case(
        "form that is none",
        "value",
        TOC,
        ("jb-book", "jb-boook"),
        ("_toc.yml, line 1: 'format' key value not recognised: 'jb-boook'",),
    ),
    Case("no root", "missing", TOC, ("root: chapters/index\n", ""), ("_toc.yml, line 1: 'root' key not found",)),
    Case(
        "key with a wrong letter",
        "unknown",
        TOC,
        ("- file: notebooks/light", "- fil: notebooks/light"),
        ("_toc.yml, line 7, parts.0.chapters.1: entry does not contain one of file, glob, url",),
    ),
    Case(
        "key of nobody",
        "unknown",
        TOC,
        ("root: chapters/index", "root: chapters/index\nchapter: []"),
        ("_toc.yml, line 3, chapter: no such key in the format 'jb-book'; did you mean 'chapters'?",),
    ),
    Case(
        "key below a page",
        "unknown",
        TOC,
        ("- file: notebooks/light", "- file: notebooks/light\n        titel: x"),
        ("_toc.yml, line 8, parts.0.chapters.1.titel: no such key in the format 'jb-book'; did you mean 'title'?",),
    ),
    Case(
        "page that is not there",
        "missing",
        TOC,
        ("chapters/methods", "chapters/metods"),
        (
            "_toc.yml, line 6, parts.0.chapters.0.file: there is no page 'chapters/metods'; did you mean 'chapters/methods'?",
        ),
    ),
    Case(
        "two pages that are not there",
        "missing",
        TOC,
        ("chapters/methods\n      - file: notebooks/light", "a\n      - file: b"),
        (
            "_toc.yml, line 6, parts.0.chapters.0.file: there is no page 'a'; there are…",
            "_toc.yml, line 7, parts.0.chapters.1.file: there is no page 'b'; there are…",
        ),
    ),
    Case(
        "page outside",
        "missing",
        TOC,
        ("chapters/methods", "../README"),
        ("_toc.yml, line 6, parts.0.chapters.0.file: there is no page '../README'; …",),
    ),
    Case(
        "root that is not there",
        "missing",
        TOC,
        ("root: chapters/index", "root: chapters/home"),
        ("_toc.yml, line 2, root: there is no page 'chapters/home'; …",),
    ),
    Case(
        "page twice",
        "twice",
        TOC,
        ("notebooks/light\n", "notebooks/light\n      - file: chapters/methods\n"),
        ("_toc.yml, line 8, parts.0.chapters.2.file: 'chapters/methods' stands there twice, first in line 6",),
    ),
    Case(
        "page twice, once with its ending",
        "twice",
        TOC,
        ("notebooks/light\n", "notebooks/light\n      - file: chapters/methods.md\n"),
        ("_toc.yml, line 8, parts.0.chapters.2.file: 'chapters/methods' stands there twice, first in line 6",),
    ),
    Case(
        "root twice",
        "twice",
        TOC,
        ("notebooks/light\n", "notebooks/light\n      - file: chapters/index\n"),
        ("_toc.yml, line 8, parts.0.chapters.2.file: 'chapters/index' stands there twice, first in line 2",),
    ),
    Case(
        "key twice",
        "twice",
        TOC,
        ("root: chapters/index", "root: chapters/index\nroot: chapters/index"),
        ("_toc.yml, line 3: 'root' stands twice, first in line 2",),
    ),
    Case(
        "page as a number",
        "type",
        TOC,
        ("chapters/methods", "3"),
        ("_toc.yml, line 6, parts.0.chapters.0.file: 3 is not the path of a page",),
    ),
    Case(
        "page without a name",
        "type",
        TOC,
        ("file: chapters/methods", "file:"),
        ("_toc.yml, line 6, parts.0.chapters.0.file: None is not the path of a page",),
    ),
    Case("caption as a number", "type", TOC, ("caption: The review", "caption: 3"), ("_toc.yml, line 4…",)),
    Case(
        "no pages in a part",
        "type",
        TOC,
        "format: jb-book\nroot: chapters/index\nparts:\n  - caption: a\n    chapters:\n",
        ("_toc.yml, line 4, parts.0: 'chapters' not a non-empty list",),
    ),
    Case(
        "pages as a text",
        "type",
        TOC,
        "format: jb-book\nroot: chapters/index\nparts: x\n",
        ("_toc.yml, line 3, parts.0…",),
    ),
    Case(
        "defaults as a number",
        "type",
        TOC,
        ("root: chapters/index", "root: chapters/index\ndefaults: 3"),
        ("_toc.yml: not contents…",),
    ),
    Case("page with its ending", "accepted", TOC, ("chapters/methods", "chapters/methods.md")),
    Case(
        "a link among the pages",
        "accepted",
        TOC,
        (
            "      - file: notebooks/light\n",
            "      - file: notebooks/light\n      - url: https://example.org\n        title: x\n",
        ),
    ),
    Case(
        "a title for a page",
        "accepted",
        TOC,
        ("      - file: notebooks/light\n", "      - file: notebooks/light\n        title: Light\n"),
    ),
]

ENTRY = '{"title": "T", "meaning": "M", "parameters": {"leave_out": ["doe2001"]}}'
JSON = [
    Case(
        "comma at the end",
        "syntax",
        SCENARIOS,
        '{\n "a": 1,\n}',
        ("data/scenarios.json, line 3, column 1: not JSON; …",),
    ),
    Case(
        "quotes of one kind", "syntax", SCENARIOS, "{'a': 1}", ("data/scenarios.json, line 1, column 2: not JSON; …",)
    ),
    Case(
        "a comment",
        "syntax",
        SCENARIOS,
        "// x\n{}",
        ("data/scenarios.json, line 1, column 1: not JSON; Expecting value",),
    ),
    Case("no number", "syntax", SCENARIOS, '{"a": NaN}', ("data/scenarios.json: not JSON; NaN is no number of JSON",)),
    Case(
        "brackets without end",
        "syntax",
        SCENARIOS,
        "[" * 100000,
        ("data/scenarios.json: not JSON; it is nested too deeply",),
    ),
    Case("cut off", "syntax", SCENARIOS, '{"a": {"title"', ("data/scenarios.json, line 1, column 15: not JSON; …",)),
    Case("a list", "type", SCENARIOS, "[]", ("data/scenarios.json: not an object with a scenario for each name",)),
    Case("nothing", "type", SCENARIOS, "null", ("data/scenarios.json: not an object with a scenario for each name",)),
    Case(
        "an entry that is a text",
        "type",
        SCENARIOS,
        '{\n"a": "b"\n}',
        ("data/scenarios.json, line 2, a: must be an object with title, meaning, parameters",),
    ),
    Case(
        "an entry that is nothing",
        "type",
        SCENARIOS,
        '{"a": null}',
        ("data/scenarios.json, line 1, a: must be an object with title, meaning, parameters",),
    ),
    Case(
        "a title that is a number",
        "type",
        SCENARIOS,
        f'{{"a": {ENTRY}}}'.replace('"T"', "3"),
        ("data/scenarios.json, line 1, a.title: must be text",),
    ),
    Case(
        "a meaning that is a list",
        "type",
        SCENARIOS,
        f'{{"a": {ENTRY}}}'.replace('"M"', "[1]"),
        ("data/scenarios.json, line 1, a.meaning: must be text",),
    ),
    Case(
        "a title with a control character",
        "value",
        SCENARIOS,
        f'{{"a": {ENTRY}}}'.replace('"T"', '"T\\u0007"'),
        ("data/scenarios.json, line 1, a.title: holds the sign U+0007, which no page can show; delete it",),
    ),
    Case(
        "a title of half a letter",
        "value",
        SCENARIOS,
        f'{{"a": {ENTRY}}}'.replace('"T"', '"T\\ud800"'),
        ("data/scenarios.json, line 1, a.title: holds the sign U+D800, which no page can show; delete it",),
    ),
    Case(
        "a title of blanks",
        "value",
        SCENARIOS,
        f'{{"a": {ENTRY}}}'.replace('"T"', '" "'),
        ("data/scenarios.json, line 1, a.title: must be text",),
    ),
    Case(
        "parameters as a list",
        "type",
        SCENARIOS,
        '{"a": {"title": "T", "meaning": "M",\n"parameters": ["x"]}}',
        ("data/scenarios.json, line 2, a.parameters: must be an object that names a parameter",),
    ),
    Case(
        "no parameter",
        "value",
        SCENARIOS,
        '{"a": {"title": "T", "meaning": "M", "parameters": {}}}',
        ("data/scenarios.json, line 1, a.parameters: must be an object that names a parameter",),
    ),
    Case(
        "parts that are missing",
        "missing",
        SCENARIOS,
        '{"a": {"title": "T"}}',
        (
            "data/scenarios.json, line 1, a: 'meaning' is missing",
            "data/scenarios.json, line 1, a: 'parameters' is missing",
        ),
    ),
    Case(
        "a part of nobody",
        "unknown",
        SCENARIOS,
        f'{{"a": {ENTRY}}}'.replace('{"title"', '{"titel": "x", "title"'),
        ("data/scenarios.json, line 1, a.titel: no such key; did you mean 'title'?",),
    ),
    Case(
        "a name in capitals",
        "value",
        SCENARIOS,
        f'{{"A b": {ENTRY}}}',
        ("data/scenarios.json, line 1, A b: a scenario is named by small letters, digits and hyphens",),
    ),
    Case(
        "a name that leads elsewhere",
        "value",
        SCENARIOS,
        f'{{"../../x": {ENTRY}}}',
        ("data/scenarios.json, line 1, ../../x: a scenario is named by small letters, digits and hyphens",),
    ),
    Case(
        "a scenario twice",
        "twice",
        SCENARIOS,
        f'{{"a": {ENTRY},\n"a": {ENTRY}}}',
        ("data/scenarios.json, line 2: 'a' stands twice, first in line 1",),
    ),
    Case(
        "a parameter twice",
        "twice",
        SCENARIOS,
        '{"a": {"title": "T", "meaning": "M", "parameters": {\n\t"leave_out": [],\n\t"leave_out": ["x"]}}}',
        ("data/scenarios.json, line 3: 'leave_out' stands twice, first in line 2",),
    ),
    Case(
        "a parameter of no notebook",
        "unknown",
        SCENARIOS,
        f'{{"a": {ENTRY}}}'.replace("leave_out", "leave_in"),
        ("data/scenarios.json, a: no notebook has a parameter 'leave_in'; there are leave_out",),
    ),
    Case(
        "a value of another type",
        "type",
        SCENARIOS,
        f'{{"a": {ENTRY}}}'.replace('["doe2001"]', '"doe2001"'),
        (
            "data/scenarios.json, a: notebooks/direction.ipynb, parameter 'leave_out': 'doe2001' is not a list of texts…",
        ),
    ),
    Case("two scenarios", "accepted", SCENARIOS, f'{{"a": {ENTRY}, "b-2": {ENTRY}}}'),
    Case("no scenario", "accepted", SCENARIOS, "{}"),
    Case("a brace as the record", "syntax", CHANGES, "{", ("chapters/changes.json, line 1, column 2: not JSON; …",)),
    Case(
        "a list as the record",
        "type",
        CHANGES,
        "[]",
        ("chapters/changes.json, line 1: not an object; delete the file, and record it anew",),
    ),
    Case(
        "an empty record",
        "missing",
        CHANGES,
        "{}",
        tuple(
            f"chapters/changes.json, line 1, {key}: '{key}' is not {what}; delete the file, and record it anew"
            for key, what in (
                ("before", "a text"),
                ("version", "a text"),
                ("cells", "a list"),
                ("numbers", "a list"),
                ("verdicts", "a list"),
                ("outputs", "a list"),
                ("pages", "a list"),
            )
        ),
    ),
    Case(
        "a row cut short",
        "type",
        CHANGES,
        '{"before": "1", "version": "2", "cells": [], "numbers": [["a", "1"]],\n"verdicts": [], "outputs": [], "pages": []}',
        ("chapters/changes.json, line 1, numbers.0: not a list of 3 texts; delete the file, and record it anew",),
    ),
    Case(
        "a page that is a number",
        "type",
        CHANGES,
        '{"before": "1", "version": "2", "cells": [], "numbers": [],\n"verdicts": [], "outputs": [], "pages": [3]}',
        ("chapters/changes.json, line 2, pages.0: not a text; delete the file, and record it anew",),
    ),
    Case(
        "a version as a number",
        "type",
        CHANGES,
        '{"before": "1", "version": 2, "cells": [], "numbers": [], "verdicts": [], "outputs": [], "pages": []}',
        ("chapters/changes.json, line 1, version: 'version' is not a text; delete the file, and record it anew",),
    ),
]

NO_TEXT = "the footnote [^{}] has no text; write `[^{}]: …`, or the brackets as code"


def _no(name: str) -> str:
    return NO_TEXT.format(name, name)


CHAPTERS = [
    *(
        Case(f"marks of a merge in {file}", "merge", file, MARKED, (f"{file}, line 1: {MERGE} (more in 5){SETTLED}",))
        for file in (
            CONFIG,
            TOC,
            METHODS,
            LIGHT,
            SCENARIOS,
            CHANGES,
            "references.bib",
            "CITATION.cff",
            "CHANGELOG.md",
            "README.md",
            "data/studies.csv",
            "data/flow.csv",
            "data/datapackage.json",
            "requirements.txt",
        )
    ),
    Case(
        "marks in three ways",
        "merge",
        METHODS,
        "# M\n\n<<<<<<< a\nx\n||||||| b\ny\n=======\nz\n>>>>>>> c\n",
        (f"{METHODS}, line 3: {MERGE} (more in 5, 9){SETTLED}",),
    ),
    Case(
        "marks with ends of Windows",
        "merge",
        METHODS,
        "# M\r\n<<<<<<< a\r\n",
        (f"{METHODS}, line 2: {MERGE}{SETTLED}",),
    ),
    Case("a heading underlined", "accepted", METHODS, "Methods\n=======\n\nText.\n"),
    Case("arrows in a text", "accepted", METHODS, "# M\n\na <<<<<<< b and >>>>>>>> c\n"),
    Case("a note without text", "footnote", METHODS, "# M\n\nText.[^1]\n", (f"{METHODS}, line 3: {_no('1')}",)),
    Case(
        "a note misspelt",
        "footnote",
        METHODS,
        "# M\n\nText.[^one]\n\n[^on]: Text.\n",
        (f"{METHODS}, line 3: {_no('one')}",),
    ),
    Case(
        "two notes without text",
        "footnote",
        METHODS,
        "# M\n\nText[^a]\nand[^b].\n",
        (f"{METHODS}, line 3: {_no('a')}", f"{METHODS}, line 4: {_no('b')}"),
    ),
    Case(
        "a note in an admonition",
        "footnote",
        METHODS,
        "# M\n\n```{note}\nText.[^a]\n```\n",
        (f"{METHODS}, line 4: {_no('a')}",),
    ),
    Case(
        "a note between colons",
        "footnote",
        METHODS,
        "# M\n\n:::{note}\nText.[^a]\n:::\n",
        (f"{METHODS}, line 4: {_no('a')}",),
    ),
    Case("a note in a list", "footnote", METHODS, "# M\n\n- Text.[^a]\n", (f"{METHODS}, line 3: {_no('a')}",)),
    Case(
        "a note in a table",
        "footnote",
        METHODS,
        "# M\n\n| a |\n|---|\n| b[^a] |\n",
        (f"{METHODS}, line 5: {_no('a')}",),
    ),
    Case("a note with its text", "accepted", METHODS, "# M\n\nText.[^a]\n\n[^a]: More.\n"),
    Case(
        "a note in an admonition with its text below",
        "accepted",
        METHODS,
        "# M\n\n```{note}\nText.[^a]\n```\n\n[^a]: More.\n",
    ),
    Case("a note as code", "accepted", METHODS, "# M\n\n`[^a]` and\n\n```text\n[^b]\n```\n"),
    Case("a note as code of a language", "accepted", METHODS, "# M\n\n```{code-block} md\n[^b]\n```\n"),
    Case(
        "a note of the changelog",
        "footnote",
        "CHANGELOG.md",
        "# C\n\nText.[^a]\n\n## 21.0.0 – 2026-01-02\n\nx\n",
        (f"CHANGELOG.md, line 3: {_no('a')}",),
    ),
]
