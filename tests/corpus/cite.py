"""What people and their tools write into references.bib and CITATION.cff, and what is said or read of it.

Each case is a tuple: name, kind, what is written, what is expected. What is expected was written by hand.
"""

# In these every work is right but for the one fault, so that each line can be told by reading.
ENTRY = "@article{a,\n  title = {T},\n  author = {Smith, Jane},\n  year = {2018},\n  journal = {J},\n%s}\n"


def entry(**fields):
    """Write an article in which some fields are others; in the order title, author, year, journal, rest."""
    kept = {"title": "{T}", "author": "{Smith, Jane}", "year": "{2018}", "journal": "{J}"} | fields
    lines = "".join(f"  {name} = {value},\n" for name, value in kept.items() if value is not None)
    return f"@article{{a,\n{lines}}}\n"


AT = "references.bib, line {} (a), field '{}': "
COMMAS = "has too many commas: names are divided by ' and '"

# references.bib: name, kind, file, the lines that refuse it
BIB_REFUSED = [
    ("a key twice", "duplicate", entry() + entry(), ["references.bib, line 7 (a): the key is that of line 1"]),
    (
        "a key twice in other letters",
        "duplicate",
        entry() + entry().replace("{a,", "{A,"),
        ["references.bib, line 7 (A): the key is that of line 1"],
    ),
    ("a field twice", "duplicate", entry(Title="{U}"), [AT.format(6, "Title") + "stands in line 2 too"]),
    (
        "two fields of one meaning that differ",
        "duplicate",
        entry(journaltitle="{K}"),
        [AT.format(6, "journaltitle") + "says 'K', and field 'journal' of the same meaning 'J'"],
    ),
    (
        "year and date that differ",
        "duplicate",
        entry(date="{2019-01}"),
        [AT.format(4, "year") + "says '2018', and field 'date' '2019-01'"],
    ),
    (
        "a DOI twice",
        "duplicate",
        entry(doi="{10.1000/x}") + entry(doi="{https://doi.org/10.1000/X}").replace("{a,", "{b,"),
        ["references.bib, line 8 (b): has the DOI of 'a', line 1"],
    ),
    (
        "two keys with one anchor",
        "duplicate",
        entry().replace("{a,", "{a_b,") + entry().replace("{a,", "{a-b,"),
        ["references.bib, line 7 (a-b): has the place in the list of 'a_b', line 1"],
    ),
    (
        "authors divided by commas",
        "names",
        entry(author="{Smith, J., Jones, K., Brown, L.}"),
        [AT.format(3, "author") + f"'Smith, J., Jones, K., Brown, L.' {COMMAS}"],
    ),
    (
        "two authors divided by commas",
        "names",
        entry(author="{Smith, J., Jones}"),
        [AT.format(3, "author") + f"'Smith, J., Jones' {COMMAS}"],
    ),
    (
        "two authors of Vancouver",
        "names",
        entry(author="{Smith J, Jones KL}"),
        [AT.format(3, "author") + "'Smith J, Jones KL' looks like two persons: names are divided by ' and '"],
    ),
    (
        "authors divided by semicolons",
        "names",
        entry(author="{Jane Smith; Kim Jones}"),
        [
            AT.format(3, "author") + "'Jane Smith; Kim Jones': names are divided by ' and '; "
            "the name of an organisation stands in braces"
        ],
    ),
    (
        "authors divided by an ampersand",
        "names",
        entry(author=r"{Smith, Jane \& Jones}"),
        [
            AT.format(3, "author") + "'Smith, Jane & Jones': names are divided by ' and '; "
            "the name of an organisation stands in braces"
        ],
    ),
    (
        "et al. inside a name",
        "names",
        entry(author="{Smith, J. et al.}"),
        [AT.format(3, "author") + "'Smith, J. et al.': a list of names that is not whole ends with ' and others'"],
    ),
    (
        "others before an author",
        "names",
        entry(author="{others and Smith, J.}"),
        [AT.format(3, "author") + "'others' stands before other names; it ends a list"],
    ),
    (
        "no name between two",
        "names",
        entry(author="{A, B and and C, D}"),
        [AT.format(3, "author") + "'and C, D' is no name"],
    ),
    *(
        (what, "names", entry(author="{" + author + "}"), [AT.format(3, "author") + f"'{author.strip('{}')}'{said}"])
        for what, author, said in [
            (
                "a suffix at the end",
                "King, Martin, Jr.",
                " has its suffix at the end; it stands after the family name: 'King, Jr., Martin'",
            ),
            (
                "a suffix without a comma",
                "Martin King Jr.",
                " has a suffix; it stands after the family name: 'King, Jr., Martin Luther'",
            ),
            (
                "one author of Vancouver",
                "Smith JK",
                ": initials and a family name in capitals look alike; write 'Family, Given'",
            ),
            (
                "an organisation without braces",
                "World Health Organization",
                " looks like an organisation, whose name stands in two pairs of braces",
            ),
            ("an ORCID in a name", "Smith, Jane (0000-0002)", " holds '0', which is no part of a name"),
            ("an address in a name", "Smith, Jane j@x.org", " holds '@', which is no part of a name"),
            (
                "several names in one",
                "{Smith, J and Jones, K}",
                " in two pairs of braces is one name; take out a pair where these are several",
            ),
        ]
    ),
    *(
        (f"a year such as {year}", "fields", entry(year="{" + year + "}"), [AT.format(4, "year") + f"'{said}' {why}"])
        for year, said, why in [
            ("2204", "2204", "is not between 1000 and 2099"),
            ("0218", "0218", "is not between 1000 and 2099"),
            ("2019--2018", "2019–2018", "ends before it begins"),
        ]
    ),
    (
        "a month that is none",
        "biblatex",
        entry(year=None, date="{2019-13}"),
        [AT.format(5, "date") + "'2019-13' is not a date such as 2018, 2018-03 or 2018-03-21"],
    ),
    *(
        (
            f"{field} for {meant}",
            "fields",
            entry(**{field: "{x}"}),
            [AT.format(6, field) + f"is no field; did you mean '{meant}'?"],
        )
        for field, meant in [
            ("autor", "author"),
            ("dio", "doi"),
            ("yaer", "year"),
            ("Titel", "title"),
            ("page", "pages"),
        ]
    ),
    (
        "a type with a slip",
        "types",
        "@aritcle{a, title={T}}",
        ["references.bib, line 1 (a): '@aritcle' is no type of entry; did you mean @article?"],
    ),
    (
        "no key, as EndNote writes it",
        "syntax",
        "@article{\n   author = {Smith, J.},\n   title = {T}\n}\n",
        ["references.bib, line 1: the key is missing: after the brace stands the field 'author'"],
    ),
    ("a name without letters", "names", entry(author="{-}"), [AT.format(3, "author") + "'-' is no name"]),
    (
        "all faults in one round",
        "fields",
        entry(title=r"{\foo}", year="{20188}", doi="{abc}", pages="{462--455}"),
        [
            AT.format(2, "title") + r"'\foo' is LaTeX that this book cannot read; write the letters themselves",
            AT.format(4, "year") + "'20188' is not a year of four digits, nor one of 'accepted', "
            "'advance online publication', 'forthcoming', 'in preparation', 'in press', 'n.d.', 'submitted', 'to appear'",
            AT.format(6, "doi") + "'abc' is not a DOI, which begins with 10., a number and a slash and has no blanks",
            AT.format(7, "pages") + "'462–455' ends before it begins",
        ],
    ),
    (
        "an address that acts",
        "fields",
        entry(url="{javascript:alert(1)}"),
        [
            AT.format(6, "url") + "'javascript:alert(1)' is not an address that begins with https:// or http:// "
            "and has no blanks"
        ],
    ),
    (
        "an address in words",
        "fields",
        entry(url="{Available from www.example.org}"),
        [
            AT.format(6, "url") + "'Available from www.example.org' is not an address that begins with https:// "
            "or http:// and has no blanks"
        ],
    ),
    (
        "a letter that is not seen in a DOI",
        "fields",
        entry(doi="{10.1000/x\u200b}"),
        [
            AT.format(6, "doi") + r"'10.1000/x\u200b' is not a DOI, which begins with 10., a number and a slash "
            "and has no blanks"
        ],
    ),
    (
        "a DOI as URL that is none",
        "fields",
        entry(url="{doi:10.1/x}"),
        [
            "references.bib, line 1 (a), field 'doi': 'doi:10.1/x' is not a DOI, which begins with 10., a number "
            "and a slash and has no blanks"
        ],
    ),
    (
        "two DOIs in one field",
        "fields",
        entry(doi="{10.1000/x 10.1000/y}"),
        [
            AT.format(6, "doi") + "'10.1000/x 10.1000/y' is not a DOI, which begins with 10., a number and a slash "
            "and has no blanks"
        ],
    ),
    (
        "no day",
        "fields",
        entry(year=None, date="{2018-02-30}"),
        [AT.format(5, "date") + "'2018-02-30' is no day of the calendar"],
    ),
    (
        "a date in words",
        "fields",
        entry(year=None, date="{spring 2018}"),
        [AT.format(5, "date") + "'spring 2018' is not a date such as 2018, 2018-03 or 2018-03-21"],
    ),
    (
        "a letter after the year",
        "fields",
        entry(year="{2018a}"),
        [
            AT.format(4, "year") + "'2018a' is not a year of four digits, nor one of 'accepted', "
            "'advance online publication', 'forthcoming', 'in preparation', 'in press', 'n.d.', 'submitted', 'to appear'"
        ],
    ),
    (
        "no journal",
        "fields",
        entry(journal=None),
        [AT.format(1, "journal") + "is missing, which a work of type 'article' is printed with"],
    ),
    (
        "no title and no author",
        "fields",
        "@misc{a,\n  year = 2018}\n",
        [AT.format(1, "title") + "is missing, and there is no author either"],
    ),
    (
        "a journal that is empty",
        "fields",
        entry(journal="{}"),
        [AT.format(5, "journal") + "is missing, which a work of type 'article' is printed with"],
    ),
    (
        "a key of no entry in crossref",
        "fields",
        "@book{a,\n  title = {T},\n  crossref = {zz}}\n",
        [AT.format(3, "crossref") + "'zz' is not a key of this file"],
    ),
    (
        "crossref of itself",
        "fields",
        "@book{a,\n  title = {T},\n  crossref = {a}}\n",
        [AT.format(3, "crossref") + "'a' leads back to this entry"],
    ),
    (
        "a raised formula",
        "latex",
        entry(title=r"{Growth of $x^{2k}$ cells}"),
        [
            AT.format(2, "title")
            + r"'\textsuperscript{2k}' is LaTeX that this book cannot read; write the letters themselves"
        ],
    ),
    (
        "a citation in a title",
        "latex",
        entry(title=r"{A reply to \cite{b}}"),
        [AT.format(2, "title") + r"'\cite' is LaTeX that this book cannot read; write the letters themselves"],
    ),
    (
        "Latin-1",
        "bytes",
        entry(title="{Caf\udce9}"),
        [AT.format(2, "title") + "byte 0xe9 is not UTF-8; save the file as UTF-8"],
    ),
    (
        "Latin-1 twice",
        "bytes",
        entry(title="{Caf\udce9}", journal="{\udcfcber}"),
        [
            AT.format(2, "title") + "byte 0xe9 is not UTF-8; save the file as UTF-8",
            AT.format(5, "journal") + "byte 0xfc is not UTF-8; save the file as UTF-8",
        ],
    ),
    (
        "Latin-1 everywhere",
        "bytes",
        "".join(f"@book{{k{n},\n  title = {{\udce9{n}}}}}\n" for n in range(9)),
        [
            "references.bib, line 2 (k0), field 'title': byte 0xe9 is not UTF-8, and so in 8 more lines; save the file as UTF-8"
        ],
    ),
    ("UTF-16", "bytes", "\udcff\udcfe@\0b\0", ["references.bib: is not UTF-8, but UTF-16; save it as UTF-8"]),
    ("NUL", "bytes", entry(title="{x\0y}"), [AT.format(2, "title") + r"'\x00' is no character of a text"]),
    *(
        (
            name,
            "bytes",
            entry(title="{x" + sign + "y}"),
            [AT.format(2, "title") + f"{sign!r} is no character of a text"],
        )
        for name, sign in [
            ("a sign that turns the direction", "\u202e"),
            ("a sign without width", "\u200b"),
            ("a soft hyphen", "\xad"),
        ]
    ),
    ("a vertical tab", "bytes", entry(title="{x\vy}"), [AT.format(2, "title") + r"'\x0b' is no character of a text"]),
    (
        "a key with a letter that is not seen",
        "bytes",
        entry().replace("{a,", "{a\u200b,"),
        [r"references.bib, line 1: the key 'a\u200b' holds a character that is not seen"],
    ),
    (
        "a value that does not end",
        "syntax",
        "@book{a,\n  title = {T,\n  year = 2018}\n\n@book{b,\n  title = {U}}\n",
        [AT.format(2, "title") + "does not end before the next entry begins; a '}' is missing"],
    ),
    (
        "an entry that does not end",
        "syntax",
        "@book{a,\n  title = {T},\n\n@book{b,\n  title = {U}}\n",
        ["references.bib, line 1 (a): the entry does not end before the next begins; a '}' is missing"],
    ),
    (
        "the last value does not end",
        "syntax",
        "@book{b,\n  title = {U}}\n@book{a,\n  title = {T,\n",
        [AT.format(4, "title") + "it does not end; a brace or a quotation mark is missing"],
    ),
    (
        "no comma between two fields, and another fault after it",
        "syntax",
        "@book{a,\n  title = {T}\n  year = 2018\n}\n@book{b, year = 2018}\n",
        [
            AT.format(3, "title")
            + "after the value comes 'year = 2018', where a comma or the closing brace is expected",
            "references.bib, line 5 (b), field 'title': is missing, which a work of type 'book' is printed with",
        ],
    ),
    (
        "a brace too many",
        "syntax",
        "@book{a,\n  title = {T}},\n  year = {2018},\n}\n",
        ["references.bib, line 3: 'year = {' stands in no entry; the one before it ends too early"],
    ),
    (
        "no key",
        "syntax",
        "@book{,\n  title = {T}}\n",
        ["references.bib, line 1: an entry has a key after its first brace, and a comma after the key"],
    ),
    (
        "a key with a blank",
        "syntax",
        "@book{a b,\n  title = {T}}\n",
        ["references.bib, line 1 (a), field 'b': after 'b' comes ',', where '=' expected"],
    ),
    (
        "no brace after the type",
        "syntax",
        "@book a,\n",
        ["references.bib, line 1: '@book a,' is no beginning of an entry: @type{key,"],
    ),
    (
        "a word that nothing explains",
        "syntax",
        entry(journal="jcp"),
        [AT.format(5, "journal") + "'jcp' is a word that no @string explains; put it in braces"],
    ),
    (
        "a conflict of a merge",
        "syntax",
        "<<<<<<< HEAD\n" + entry() + "=======\n" + entry(title="{U}") + ">>>>>>> other\n",
        [
            "references.bib, line 1: '<<<<<<<' is the mark of a merge that is not finished",
            "references.bib, line 8 (a): '=======' is the mark of a merge that is not finished",
            "references.bib, line 9 (a): the key is that of line 2",
            "references.bib, line 15 (a): '>>>>>>>' is the mark of a merge that is not finished",
        ],
    ),
]

# references.bib: name, kind, file, and of each key the short citation and the entry of the list
SMITH = ("Smith, 2018", "Smith, J. (2018). {}. J.")


def titled(text):
    """Expect the work of `entry` with another title."""
    return {"a": ("Smith, 2018", f"Smith, J. (2018). {text}. J.")}


def authored(short, people):
    """Expect the work of `entry` with other authors."""
    return {"a": (f"{short}, 2018", f"{people} (2018). T. J.")}


def ended(end, year="2018"):
    """Expect the work of `entry` with another year and end."""
    return {"a": (f"Smith, {year}", f"Smith, J. ({year}). T. J{end}")}


BIB_READ = [
    ("a mark before the first letter and CRLF", "bytes", "\ufeff" + entry().replace("\n", "\r\n"), titled("T")),
    ("percent signs", "latex", entry(title=r"{95% CI and 50\% of patients}"), titled("95% CI and 50% of patients")),
    ("ampersands", "latex", entry(title=r"{A \& B & C \&amp; D &amp; E}"), titled("A & B & C & D & E")),
    ("underscores and tilde signs", "latex", entry(title=r"{a\_b\textasciitilde{}c a_b}"), titled("a_b~c a_b")),
    ("a tie", "latex", entry(title="{Study~2}"), titled("Study\u00a02")),
    ("backslashes", "latex", entry(title=r"{a\textbackslash{}b}"), titled(r"a\b")),
    ("braces that are meant", "latex", entry(title=r"{a \{b\}}"), titled("a {b}")),
    ("dollars", "latex", entry(title=r"{Costs of \$5, $5 and $6}"), titled("Costs of $5, $5 and $6")),
    ("formulas", "latex", entry(title=r"{$\alpha$-levels, {$>$}5, CO$_2$, m\textsuperscript{2}}"), titled("α-levels, >5, CO₂, m²")),
    ("ordinals", "latex", entry(title=r"{The 19\textsuperscript{th} century}"), titled("The 19th century")),
    ("dashes and quotation marks", "latex", entry(title="{``A''--B---C}"), titled("“A”–B—C")),
    ("commands that are words", "latex", entry(title=r"{It\textquoteright s \textgreater{} x\ldots{} \enquote{q}}"), titled("It’s > x… “q”")),
    ("italics", "latex", entry(title=r"{\emph{E. coli} {\it in} \textbf{vitro}}"), titled("E. coli in vitro")),
    ("case kept by Better BibTeX", "latex", entry(title="{{{PRISMA}} {{Statement}} for {N}etworks}"), titled("PRISMA Statement for Networks")),
    ("accents", "latex", entry(title=r"{\'Etude {\`a} la fran\c{c}aise, \v{S}{\"u}d, {\aa}, \o, {\ss}, \'{\i}, {\'\i}}"), titled("Étude à la française, Šüd, å, ø, ß, í, í")),
    ("HTML as text", "latex", entry(title="{a <b> & <script>}"), titled("a <b> & <script>")),
    ("a title over lines", "latex", entry(title="{A\n    long\n\ttitle}"), titled("A long title")),
    ("a subtitle", "biblatex", entry(subtitle="{A trial}"), titled("T: A trial")),
    ("and others", "names", entry(author="{Smith, Jane and others}"), authored("Smith et al.", "Smith, J., et al.")),
    ("and et al.", "names", entry(author="{Smith, Jane and Doe, Kim and et al.}"), authored("Smith et al.", "Smith, J., Doe, K., et al.")),
    ("an organisation", "names", entry(author="{{World Health Organization}}"), authored("World Health Organization", "World Health Organization.")),
    ("an organisation with a comma and and", "names", entry(author="{{Centre for Trials, Cures and Care} and {RStudio, Inc.}}"), authored("Centre for Trials, Cures and Care and RStudio, Inc.", "Centre for Trials, Cures and Care, & RStudio, Inc.")),
    ("particles", "names", entry(author="{van der Berg, Ann and Ludwig van Beethoven}"), authored("van der Berg and van Beethoven", "van der Berg, A., & van Beethoven, L.")),
    ("family names in braces", "names", entry(author=r"{{de Swart}, Henri{\"e}tte and {Usher-Smith}, Juliet A}"), authored("de Swart and Usher-Smith", "de Swart, H., & Usher-Smith, J. A.")),
    ("a suffix", "names", entry(author="{King, Jr., Martin Luther and Gates, III, Henry}"), authored("King and Gates", "King, M. L., Jr., & Gates, H., III.")),
    ("first name first", "names", entry(author="{Jane Q. Smith}"), authored("Smith", "Smith, J. Q.")),
    ("commands that end at a blank", "names", entry(author=r"{Mar\'\i a Ko\c ca and Stra\ss e, Bj\o rn}"), authored("Koça and Straße", "Koça, M., & Straße, B.")),
    ("accents beside their letters", "names", entry(author="{E\u0301mile, Rene\u0301e E\u0301.}"), authored("Émile", "Émile, R. É.")),
    ("a number of DBLP", "names", entry(author="{Wei Wang 0001}"), authored("Wang", "Wang, W.")),
    ("an organisation that ends in a year", "names", entry(author="{{Working Group 2001}}"), authored("Working Group 2001", "Working Group 2001.")),
    ("one name", "names", entry(author="{Plato}"), authored("Plato", "Plato.")),
    ("names by parts", "names", entry(author="{family=Duchamp, given=Marcel, prefix=du, suffix=Jr.}"), authored("du Duchamp", "du Duchamp, M., Jr.")),
    ("AND between names, over lines", "names", entry(author="{Smith, Jane AND\n   Doe, Kim}"), authored("Smith and Doe", "Smith, J., & Doe, K.")),
    ("no author", "names", "@online{a,\n title={Web page}, url={https://example.org/a_b%20c~d}, year=2018}", {"a": ("“Web page”, 2018", "Web page. (2018). https://example.org/a_b%20c~d")}),
    ("the organisation of a manual", "names", "@manual{a,\n title={R}, organization={{R Core Team}}, year=2018}", {"a": ("R Core Team, 2018", "R Core Team. (2018). R.")}),
    ("editors", "names", "@collection{a,\n title={T}, editor={Smith, Jane and Doe, Kim}, year=2018}", {"a": ("Smith and Doe, 2018", "Smith, J., & Doe, K. (Eds.). (2018). T.")}),
    ("a DOI with LaTeX", "address", entry(doi=r"{10.1007/978-3-319-60051-2\_1}"), ended(". https://doi.org/10.1007/978-3-319-60051-2_1")),
    ("a whole address as DOI", "address", entry(doi="{https://dx.doi.org/10.1000/x}"), ended(". https://doi.org/10.1000/x")),
    ("doi: before it", "address", entry(doi="{doi:10.1000/x}"), ended(". https://doi.org/10.1000/x")),
    ("a comma in a family name", "names", entry(author="{{Smith, the Elder}, Jane}"), authored("Smith, the Elder", "Smith, the Elder, J.")),
    ("a DOI as URL", "address", entry(url="{doi:10.1000/x}"), ended(". https://doi.org/10.1000/x")),
    ("a DOI that an address cannot hold", "address", entry(doi="{10.1002/1097(2000)1:2<1::AID-X#3>3.0%2}"), ended(". https://doi.org/10.1002/1097(2000)1:2%3C1::AID-X%233%3E3.0%252")),
    ("an address with LaTeX", "address", entry(url=r"{https://x.org/a\_b\%20c\&d=\~{}e}"), ended(". https://x.org/a_b%20c&d=~e")),
    ("an address in a command", "address", entry(url=r"{\url{https://x.org/a_b}}"), ended(". https://x.org/a_b")),
    ("an address as howpublished", "address", "@misc{a, title={T}, author={Smith, Jane}, year=2018, howpublished={\\url{https://x.org/}}}", {"a": ("Smith, 2018", "Smith, J. (2018). T. https://x.org/")}),
    ("arXiv", "address", "@article{a, title={T}, author={Smith, Jane}, year=2018, eprint={1801.1}, archiveprefix={arXiv}}", {"a": ("Smith, 2018", "Smith, J. (2018). T. arXiv. https://arxiv.org/abs/1801.1")}),
    ("two hyphens", "pages", entry(pages="{1--9}"), ended(", 1–9.")),
    ("a hyphen", "pages", entry(pages="{1-9}"), ended(", 1–9.")),
    ("a dash", "pages", entry(pages="{1–9}"), ended(", 1–9.")),
    ("a long dash with blanks", "pages", entry(pages="{1 — 9}"), ended(", 1–9.")),
    ("two dashes", "pages", entry(pages="{1-–9}"), ended(", 1–9.")),
    ("a minus", "pages", entry(pages="{1−9}"), ended(", 1–9.")),
    ("the command of a dash", "pages", entry(pages=r"{1\textendash 9}"), ended(", 1–9.")),
    ("pp.", "pages", entry(pages="{pp. 1-9}"), ended(", 1–9.")),
    ("letters before", "pages", entry(pages="{S12-S15}"), ended(", S12–S15.")),
    ("Roman", "pages", entry(pages="{iv-ix}"), ended(", iv–ix.")),
    ("a page with a hyphen", "pages", entry(pages="{A-12}"), ended(", A-12.")),
    ("a number of an article", "pages", entry(eid="{e0123}"), ended(", e0123.")),
    ("several ranges", "pages", entry(pages="{1-3, 7, 9-12}"), ended(", 1–3, 7, 9–12.")),
    ("date and journaltitle", "biblatex", "@article{a, title={T}, author={Smith, Jane}, date={2018-03-21}, journaltitle={J}, volume=3, number=2}", ended(", 3(2).")),
    ("a date over years", "biblatex", entry(year=None, date="{2018/2020}"), ended(".", "2018–2020")),
    ("a date of which the end is open", "biblatex", entry(year=None, date="{2018/}"), ended(".")),
    ("a date whose end is not known", "biblatex", entry(year=None, date="{2018-03/..}"), ended(".")),
    ("a date that is about right", "biblatex", entry(year=None, date="{2018~/2020?}"), ended(".", "2018–2020")),
    ("a season of a date", "biblatex", entry(year=None, date="{2018-21}"), ended(".")),
    ("fields that are near to others", "biblatex", entry(eissn="{1}", volumes="{3}", numpages="{2}", editora="{Doe, Kim}"), ended(".")),
    ("pubstate", "biblatex", entry(year=None, pubstate="{inpress}"), ended(".", "in press")),
    ("no year", "fields", entry(year=None), ended(".", "n.d.")),
    ("a year without braces", "fields", entry(year="2018"), ended(".")),
    ("years with hyphens", "fields", entry(year="{2018--2020}"), ended(".", "2018–2020")),
    ("month as a word", "fields", entry(month="sept"), ended(".")),
    ("a month with a day", "fields", entry(month='"21~" # mar'), ended(".")),
    ("a season", "fields", entry(month="{fall}"), ended(".")),
    ("what reference managers add", "fields", entry(file=r"{C\:\\Users\\x.pdf}", abstract=r"{\foo}", owner="{me}"), ended(".")),
    ("a thesis of BibTeX", "types", "@phdthesis{a, title={T}, author={Smith, Jane}, year=2018, school={U}}", {"a": ("Smith, 2018", "Smith, J. (2018). T [Doctoral dissertation, U].")}),
    ("a thesis of BibLaTeX", "types", "@thesis{a, title={T}, author={Smith, Jane}, date=2018, institution={U}, type={mathesis}}", {"a": ("Smith, 2018", "Smith, J. (2018). T [Master's thesis, U].")}),
    ("a report", "types", "@techreport{a, title={T}, author={Smith, Jane}, year=2018, institution={U}, number=12}", {"a": ("Smith, 2018", "Smith, J. (2018). T (No. 12). U.")}),
    ("a report of BibLaTeX", "types", "@report{a, title={T}, author={Smith, Jane}, date=2018, institution={U}, type={techreport}}", {"a": ("Smith, 2018", "Smith, J. (2018). T [Technical report]. U.")}),
    ("a paper of a conference", "types", "@inproceedings{a, title={T}, author={Smith, Jane}, year=2018, booktitle={P}, pages={1-2}, editor={Doe, Kim}, publisher={Q}}", {"a": ("Smith, 2018", "Smith, J. (2018). T. In K. Doe (Ed.), P (pp. 1–2). Q.")}),
    ("proceedings", "types", "@proceedings{a, title={P}, editor={Doe, Kim}, year=2018, publisher={Q}}", {"a": ("Doe, 2018", "Doe, K. (Ed.). (2018). P. Q.")}),
    ("a part of a book by its number", "types", "@inbook{a, title={T}, author={Smith, Jane}, year=2018, chapter=3, pages={1-2}, publisher={Q}, edition=2}", {"a": ("Smith, 2018", "Smith, J. (2018). T (2nd ed., Chapter 3, pp. 1–2). Q.")}),
    ("a part of a book by its title", "types", "@inbook{a, title={T}, author={Smith, Jane}, date=2018, booktitle={B}, location={London}, publisher={Q}}", {"a": ("Smith, 2018", "Smith, J. (2018). T. In B. Q.")}),
    ("software", "types", "@software{a, title={T}, author={Smith, Jane}, date=2018, version={1.0}, organization={Zenodo}, doi={10.5281/zenodo.1}}", {"a": ("Smith, 2018", "Smith, J. (2018). T (Version 1.0). Zenodo. https://doi.org/10.5281/zenodo.1")}),
    ("a data set", "types", "@dataset{a, title={T}, author={Smith, Jane}, date=2018, publisher={OSF}}", {"a": ("Smith, 2018", "Smith, J. (2018). T. OSF.")}),
    ("unpublished", "types", "@unpublished{a, title={T}, author={Smith, Jane}, date=2018, note={Manuscript.}}", {"a": ("Smith, 2018", "Smith, J. (2018). T. Manuscript.")}),
    ("an entry in round brackets", "syntax", "@book(a, title={T}, author={Smith, Jane}, year=2018)", {"a": ("Smith, 2018", "Smith, J. (2018). T.")}),
    ("comments", "syntax", "% @book{old,\n@comment{jabref-meta: grouping:\n@book{c, title={X}} }\n@book{a, % the first\n  title={T}, author={Smith, Jane},\n  % year = 1999,\n  year=2018}\nwrite to me@example.org\n", {"a": ("Smith, 2018", "Smith, J. (2018). T.")}),
    ("words explained", "syntax", '@string{j = "Jour" # {nal}}\n@preamble{"\\newcommand"}\n' + entry(journal="j"), {"a": ("Smith, 2018", "Smith, J. (2018). T. Journal.")}),
    ("crossref", "syntax", "@incollection{a, title={T}, author={Smith, Jane}, crossref={b}}\n@book{b, title={B}, editor={Doe, Kim}, year=2018, publisher={Q}}", {"a": ("Smith, 2018", "Smith, J. (2018). T. In K. Doe (Ed.), B. Q."), "b": ("Doe, 2018", "Doe, K. (Ed.). (2018). B. Q.")}),
    ("a key of DBLP", "syntax", "@article{DBLP:journals/x/S18, title={T}, author={Jane Smith}, journal={J}, year={2018}, biburl={https://dblp.org/x}, bibsource={dblp}}", {"DBLP:journals/x/S18": ("Smith, 2018", "Smith, J. (2018). T. J.")}),
    ("a year, the same people", "letters", entry(title="{On B}") + entry(title="{On A}").replace("{a,", "{b,"), {"a": ("Smith, 2018b", "Smith, J. (2018b). On B. J."), "b": ("Smith, 2018a", "Smith, J. (2018a). On A. J.")}),
    ("a year, people that look alike", "letters", entry(author="{Smith, Jane and Doe, A and Roe, B}") + entry(author="{Smith, Jane and Coe, C and Roe, B}").replace("{a,", "{b,"), {"a": ("Smith et al., 2018b", "Smith, J., Doe, A., & Roe, B. (2018b). T. J."), "b": ("Smith et al., 2018a", "Smith, J., Coe, C., & Roe, B. (2018a). T. J.")}),
    ("accents in LaTeX and in Unicode", "letters", entry(author=r'{M{\"u}ller, A}', title="{B}") + entry(author="{Müller, A}", title="{A}").replace("{a,", "{b,"), {"a": ("Müller, 2018b", "Müller, A. (2018b). B. J."), "b": ("Müller, 2018a", "Müller, A. (2018a). A. J.")}),
    ("in press twice", "letters", entry(year="{in press}", title="{A}") + entry(year="{in press}", title="{B}").replace("{a,", "{b,"), {"a": ("Smith, in press-a", "Smith, J. (in press-a). A. J."), "b": ("Smith, in press-b", "Smith, J. (in press-b). B. J.")}),
]  # fmt: skip

# a work, its fields as every format should give them back, its types in RIS and in CSL
WORKS = [
    (
        "@article{a, title={95% CI \\& 50\\% {of} $\\alpha$ \\{x\\}}, author={Smith, Jr., Jane and {World Health Org}},"
        " year=2018, month=mar, journal={J \\& K}, volume=3, number=2, pages={1–9}, doi={10.1000/a\\_b}, issn={1234-5678},"
        " url={https://x.org/a\\_b%20c}, keywords={a b, c}, abstract={An abstract with 5% \\textbackslash{}x.}}",
        {"title": "95% CI & 50% of α {x}", "author": [("Smith", "Jane", "Jr."), ("World Health Org", "", "")],
         "year": "2018", "date": "2018-03", "journal": "J & K", "volume": "3", "number": "2", "pages": "1-9",
         "doi": "10.1000/a_b", "issn": "1234-5678", "url": "https://x.org/a_b%20c", "keywords": "a b, c",
         "abstract": "An abstract with 5% \\x."},
        ("JOUR", "article-journal"),
    ),
    (
        "@incollection{a, title={T}, author={van Berg, A}, editor={Doe, Kim}, date={2018-03-04}, booktitle={B},"
        " publisher={P}, location={L}, isbn={978-0}, chapter=3}",
        {"title": "T", "author": [("van Berg", "A", "")], "editor": [("Doe", "Kim", "")], "year": "2018",
         "date": "2018-03-04", "booktitle": "B", "publisher": "P", "address": "L", "isbn": "978-0", "chapter": "3"},
        ("CHAP", "chapter"),
    ),
    (
        "@phdthesis{a, title={T}, author={D'Oe, Ann-Kathrin}, year=2018, school={U}}",
        {"title": "T", "author": [("D'Oe", "Ann-Kathrin", "")], "year": "2018", "school": "U",
         "type": "Doctoral dissertation"},
        ("THES", "thesis"),
    ),
    (
        "@software{a, title={T_x}, author={Doe, J}, year=2018, version={1.0}, publisher={Zenodo}, urldate={2020-01-02}}",
        {"title": "T_x", "author": [("Doe", "J", "")], "year": "2018", "version": "1.0", "publisher": "Zenodo",
         "urldate": "2020-01-02"},
        ("COMP", "software"),
    ),
]  # fmt: skip

# a field and its value, a format, and the end of the line that says that it has no place for it
UNCARRIED = [
    ("author", "{A, B and others}", "ris", "author': RIS has no place for 'and others'"),
    ("author", "{A, B and others}", "csl", "author': CSL-JSON has no place for 'and others'"),
    ("author", "{{RStudio, Inc.}}", "ris", "author': RIS has no place for a name that holds a comma ('RStudio, Inc.')"),
    ("year", "{in press}", "ris", "year': RIS has no place for 'in press'"),
    ("year", "{2018--2020}", "csl", "year': CSL-JSON has no place for '2018–2020'"),
    ("translator", "{X}", "ris", "translator': RIS has no place for this field"),
    ("month", "{fall}", "csl", "month': CSL-JSON has no place for this field"),
    ("edition", "{2}, version={3}", "ris", "edition': RIS has no place for this field beside 'version'"),
    ("abstract", "{\\foo}", "ris", "abstract': '\\foo' is LaTeX that this book cannot read; write the letters themselves"),
    ("abstract", "{\\foo}", "bibtex", "abstract': '\\foo' is LaTeX that this book cannot read; write the letters themselves"),
]  # fmt: skip
