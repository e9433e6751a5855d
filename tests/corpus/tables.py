"""What people and their tools write into tables and their schema, and what is said or read of it.

Each case: kind, what was done, what is expected. Every expectation was written by hand.
"""

# A table of three columns, one of each type that is written in a form of its own.
TYPES = (("study_id", "string"), ("n", "integer"), ("share", "number"))
PLAIN = b"study_id,n,share\nberger2018,98,0.5\nweck2013,,\n"
MEANT = {"study_id": ("berger2018", "weck2013"), "n": ("98", ""), "share": ("0.5", "")}

# kind, what is written, which means the same as PLAIN
ACCEPTED = [
    ("as it is", PLAIN),
    ("mark of UTF-8", b"\xef\xbb\xbf" + PLAIN),
    ("line ends", PLAIN.replace(b"\n", b"\r\n")),
    ("line ends", PLAIN.replace(b"\n", b"\r")),
    ("line ends", PLAIN.rstrip(b"\n")),
    ("line ends", PLAIN.replace(b"\n", b"\r\n") + b"\r\n"),
    ("quotation marks", b'"study_id","n","share"\n"berger2018","98","0.5"\n"weck2013","",""\n'),
    ("quotation marks", b'"study_id",n,share\nberger2018,"98",0.5\n"weck2013",,\n'),
    ("quotation marks", b'\xef\xbb\xbf"study_id","n","share"\r\n"berger2018","98","0.5"\r\n"weck2013","",""\r\n'),
    ("empty tail", PLAIN + b",,\n,,\n"),
    ("empty tail", PLAIN + b"\n\n\n"),
    ("empty tail", PLAIN.replace(b"\n", b",,\n")),
    ("empty tail", PLAIN.replace(b"\n", b',"",\n') + b',,"",,\n'),
    ("order of columns", b"n,study_id,share\n98,berger2018,0.5\n,weck2013,\n"),
    ("order of columns", b"share,n,study_id\r\n0.5,98,berger2018\r\n,,weck2013\r\n"),
    ("order of columns", b"\xef\xbb\xbfshare,,n,study_id\n0.5,,98,berger2018\n,,,weck2013\n"),
]

NUMBER = "is not a {} number, such as {}: digits alone, without blanks, leading zeros or signs between thousands"
WHOLE, DECIMAL = NUMBER.format("whole", "1824"), NUMBER.replace("{} number", "number").format("1824 or 0.5")
EMPTY = "is not a {}; what is not reported stays empty"
NO_WHOLE, NO_DECIMAL = EMPTY.format("whole number, such as 1824"), EMPTY.format("number, such as 1824 or 0.5")
BLANKS, ERROR = "has blanks around it; take them out", "is the error of a formula; write its value"
HOW = "; data/README.md says how with each program"
COMMAS = "the columns are separated by {}; save the table as CSV with commas" + HOW
WORKBOOK = "is a workbook of a spreadsheet, not CSV; save the table as CSV in UTF-8" + HOW
UTF_16 = "is UTF-16, not CSV; save the table as CSV in UTF-8" + HOW
NO_UTF_8 = "is not UTF-8; save the table as CSV in UTF-8" + HOW
BELOW = "the names of the columns stand in line"
NOTHING = "is what programs write where there is nothing; leave the cell empty"
QUOTES = "a quotation mark inside a cell is not doubled, or letters stand behind the last"

# kind, what is written into the row of the study ("{}" in PLAIN's place of a cell), the column, what is said
CELLS = [
    *(("number", "n", cell, shown, WHOLE) for cell, shown in [
        ("1_824", "1_824"), ("1,824", "1,824"), ("1.824,0", "1.824,0"), ("1 824", "1 824"), ("1'824", "1'824"),
        ("٣", "٣"), ("９８", "９８"), ("९८", "९८"), ("098", "098"), ("+98", "+98"), ("-0x1", "-0x1"), ("98.0", "98.0"),
        ("9.8e1", "9.8e1"), ("1e3", "1e3"), ("98%", "98%"), ("98 patients", "98 patients"),
        ("n = 98", "n = 98"), ("ca. 98", "ca. 98"), ("−98", "−98"), ("98–102", "98–102"), ("O98", "O98"), ("l2", "l2"), ("Ⅻ", "Ⅻ"),
        ("½", "½"), ("九", "九"), ("98\u00a0000", "98\\u00a0000"), ("1\u202f824", "1\\u202f824"),
        ("98.", "98."), ("--98", "--98"), ("00", "00"), ("-098", "-098"), ("0b11", "0b11"), ("09. Aug", "09. Aug"),
    ]),
    *(("number", "n", cell, cell, NO_WHOLE) for cell in [
        "inf", "n/a", "-", "–", "TRUE", "not reported", "None", "null", "?", "#",
    ]),
    *(("number", "share", cell, cell, DECIMAL) for cell in [
        "0,5", ".5", "5.", "+0.5", "00.5", "0.5.1", "1e-1", "50%", "½", "1_0.5", "٠.٥", "0·5",
    ]),
    *(("number", "share", cell, cell, NO_DECIMAL) for cell in ["-inf", "Infinity"]),
    *(("too large", "n", "9" * digits, "9" * digits, "has more than 15 digits") for digits in (16, 19, 40)),
    ("too large", "n", "-" + "9" * 20, "-" + "9" * 20, "has more than 15 digits"),
    ("too large", "share", "1" * 16 + ".5", "1" * 16 + ".5", "has more than 15 digits"),
    ("too large", "study_id", "x" * 40_000, "x" * 57 + "…", "has 40000 letters; a cell has at most 32767"),
    *(("blanks", column, cell, shown, BLANKS) for column, cell, shown in [
        ("n", " 98", " 98"), ("n", "98 ", "98 "), ("n", "\u00a098", "\\u00a098"), ("n", "98\u2009", "98\\u2009"),
        ("n", "98\u3000", "98\\u3000"), ("share", " 0.5", " 0.5"), ("share", "0.5\u202f", "0.5\\u202f"),
        ("study_id", "berger2018 ", "berger2018 "), ("study_id", " berger2018", " berger2018"),
        ("study_id", "berger2018\u00a0", "berger2018\\u00a0"), ("study_id", "berger2018\u2003", "berger2018\\u2003"),
        ("study_id", "berger2018\n", "berger2018\\n"), ("study_id", "\nberger2018", "\\nberger2018"), ("n", " ", " "),
        ("study_id", "\u00a0", "\\u00a0"), ("study_id", "   ", "   "),
    ]),
    *(("unseen", column, cell, shown, f"holds the sign U+{sign}, which cannot be seen; take it out")
      for column, cell, shown, sign in [
        ("study_id", "berger\x002018", "berger\\u00002018", "0000"), ("study_id", "a\x07b", "a\\u0007b", "0007"),
        ("study_id", "a\tb", "a\\tb", "0009"), ("study_id", "a\x0bb", "a\\u000bb", "000B"),
        ("study_id", "a\x0cb", "a\\u000cb", "000C"), ("study_id", "a\x1bb", "a\\u001bb", "001B"),
        ("study_id", "a\x7fb", "a\\u007fb", "007F"), ("study_id", "a\x85b", "a\\u0085b", "0085"),
        ("study_id", "a\x92b", "a\\u0092b", "0092"), ("study_id", "a\u200bb", "a\\u200bb", "200B"),
        ("study_id", "\u200eberger2018", "\\u200eberger2018", "200E"), ("study_id", "a\u202eb", "a\\u202eb", "202E"),
        ("study_id", "a\u2028b", "a\\u2028b", "2028"), ("study_id", "a\u2066b", "a\\u2066b", "2066"),
        ("study_id", "a\ufeffb", "a\\ufeffb", "FEFF"), ("study_id", "a\u2060b", "a\\u2060b", "2060"),
        ("study_id", "a\uffffb", "a\\uffffb", "FFFF"),
        ("n", "9\u200b8", "9\\u200b8", "200B"), ("n", "\ufeff98", "\\ufeff98", "FEFF"), ("n", "98\x00", "98\\u0000", "0000"),
        ("study_id", "psycho\u00adtherapy", "psycho\\u00adtherapy", "00AD"), ("study_id", "a\u034fb", "a͏b", "034F"),
        ("study_id", "a\u3164b", "aㅤb", "3164"), ("study_id", "\u2800ab", "⠀ab", "2800"),
        ("study_id", "a\u180eb", "a\\u180eb", "180E"), ("study_id", "a\ue000b", "a\\ue000b", "E000"),
        ("study_id", "a\U000e0041b", "a\\U000e0041b", "E0041"),
    ]),
    ("lost letter", "study_id", "Fl\ufffdckiger", "Fl\ufffdckiger",
     "has a sign in the place of a letter that a program has lost; write the letter"),
    # UTF-8 as Excel on Windows, and on a Mac, reads it by a double click
    *(("mistaken encoding", "study_id", cell, shown,
       f"has '{meant}' as another encoding than UTF-8 reads it; open the table as UTF-8" + HOW)
      for cell, shown, meant in [
        ("FlÃ¼ckiger", "FlÃ¼ckiger", "ü"), ("462â€“455", "462â€“455", "–"), ("Â½", "Â½", "½"),
        ("â€œaâ€\x9d", "â€œaâ€\\u009d", "“"), ("naÃ¯ve cafÃ©", "naÃ¯ve cafÃ©", "ï"), ("Î±", "Î±", "α"),
        ("Fl√ºckiger", "Fl√ºckiger", "ü"), ("462‚Äì455", "462‚Äì455", "–"),
    ]),
    ("laid upon a letter", "study_id", "berge\u0489r2018", "berge\u0489r2018",
     "holds a sign that is laid upon a letter, U+0489 (combining cyrillic millions sign); take it out"),
    *(("letters that look alike", "study_id", cell, cell,
       f"holds a letter that only looks like one of the word, U+{sign} ({name}); type it again")
      for cell, sign, name in [
        ("b\u0435rger2018", "0435", "cyrillic small letter ie"), ("\u0421astonguay", "0421", "cyrillic capital letter es"),
        ("face-week\u0455 of p\u0430tients", "0455", "cyrillic small letter dze"),
        ("\u0391dherence", "0391", "greek capital letter alpha"), ("w\u03bfrd", "03BF", "greek small letter omicron"),
    ]),
    *(("nothing", column, cell, cell, NOTHING) for column in ("study_id", "n", "share") for cell in
      ("NA", "<NA>", "NaN", "nan", "NaT", "NULL", "\\N")),
    *(("number", "n", cell, cell, WHOLE) for cell in ("-0", "20.0")),
    *(("number", "share", cell, cell, DECIMAL) for cell in ("-0", "-0.0", "-0.00")),
    *(("formula", column, cell, cell, ERROR) for column in ("study_id", "n", "share") for cell in
      ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!")),
]  # fmt: skip

# kind, the whole file, the line or None, the column or None, what is said
FILES = [
    ("separator", PLAIN.replace(b",", b";"), 1, None, COMMAS.format("semicolons")),
    ("separator", b"\xef\xbb\xbf" + PLAIN.replace(b",", b";").replace(b"\n", b"\r\n"), 1, None,
     COMMAS.format("semicolons")),
    ("separator", PLAIN.replace(b",", b"\t"), 1, None, COMMAS.format("tabs")),
    ("separator", PLAIN.replace(b",", b"|"), 1, None, COMMAS.format("bars")),
    ("separator", b'"study_id;n;share"\n"berger2018;98;0,5"\n', 1, None, COMMAS.format("semicolons")),
    ("encoding", PLAIN.decode().encode("utf-16"), None, None, UTF_16),
    ("encoding", b"\xfe\xff" + PLAIN.decode().encode("utf-16-be"), None, None,
     UTF_16),
    ("encoding", PLAIN.replace(b"weck", b"fl\xfcck"), 3, None, "byte 0xfc " + NO_UTF_8),
    ("encoding", PLAIN.replace(b"weck", b"\x93weck\x94"), 3, None, "byte 0x93 " + NO_UTF_8),
    *(("encoding", PLAIN.decode().encode(kind), None, None, UTF_16) for kind in ("utf-16-le", "utf-16-be")),
    ("encoding", PLAIN.decode().encode("utf-32"), None, None, UTF_16.replace("16", "32")),
    ("encoding", PLAIN.replace(b"\n", b"\r\n").replace(b"weck", b"w\xe9"), 3, None,
     "byte 0xe9 " + NO_UTF_8),
    ("encoding", PLAIN.replace(b"study_id", b"stud\xff"), 1, None, "byte 0xff " + NO_UTF_8),
    ("another kind of file", b"PK\x03\x04\x14\x00\x06\x00", None, None, WORKBOOK),
    ("another kind of file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", None, None, WORKBOOK),
    ("empty", b"", None, None, "is empty; the first line has the names of the columns"),
    ("empty", b"\xef\xbb\xbf\r\n", None, None, "is empty; the first line has the names of the columns"),
    ("empty", b",,\n,,\n", None, None, "is empty; the first line has the names of the columns"),
    ("quotation marks", b'study_id,n,share\n"berger2018,98,0.5\nweck2013,,\n', 2, None,
     "a quotation mark opens here that nothing closes"),
    ("quotation marks", b'study_id,n,share\nberger2018,98,0.5\n"weck"2013,,\n', 3, None, QUOTES),
    ("quotation marks", b'study_id,n,share\n"a\nb",1,\n"weck" ,,\n', 4, None, QUOTES),
    ("merge", b"study_id,n,share\n<<<<<<< HEAD\nberger2018,98,0.5\n=======\nberger2018,97,0.5\n>>>>>>> other\n", 2, None,
     "'<<<<<<< HEAD': a merge left a conflict here; choose one of its sides"),
    ("merge", PLAIN + b"=======\r\n", 4, None, "'=======': a merge left a conflict here; choose one of its sides"),
    ("heading", PLAIN.replace(b"study_id", b"Study_ID"), 1, None, "'Study_ID' is not a column; it is written 'study_id'"),
    ("heading", PLAIN.replace(b"study_id", b"study id"), 1, None, "'study id' is not a column; it is written 'study_id'"),
    ("heading", PLAIN.replace(b"n,share", b" n,share"), 1, None, "' n' is not a column; it is written 'n'"),
    ("heading", PLAIN.replace(b"n,share", b"n ,share"), 1, None, "'n ' is not a column; it is written 'n'"),
    ("heading", PLAIN.replace(b"n,share", "n\u200e,share".encode()), 1, None,
     "'n\\u200e' is not a column; it is written 'n'"),
    ("heading", b"\xef\xbb\xbf\xef\xbb\xbf" + PLAIN, 1, None, "'\\ufeffstudy_id' is not a column; it is written 'study_id'"),
    ("heading", PLAIN.replace(b"share", b"SHARE"), 1, None, "'SHARE' is not a column; it is written 'share'"),
    ("heading", PLAIN.replace(b"share", b"shares"), 1, None, "'shares' is not a column; it is written 'share'"),
    ("heading", PLAIN.replace(b"n,share", b"n,n"), 1, "n", "the column is there twice"),
    ("heading", b"study_id,n\nberger2018,98\n", 1, None, "the column 'share' is missing"),
    ("heading", b"study_id,n,share,colour\nberger2018,98,,red\n", 1, None,
     "'colour' is not a column; take it out, or describe it in data/datapackage.json"),
    *(("heading", above + PLAIN, 1, None, f"{BELOW} {line}; take out what is above, here '{shown}'")
      for above, line, shown in [
        (b"sep=,\n", 2, "sep="), (b"sep=,\r\n", 2, "sep="), (b"studies\n", 2, "studies"), (b"Table 1,,\n", 2, "Table 1"),
        (b"\n", 2, ""), (b",,\n", 2, ""), (b"\xef\xbb\xbf\r\n", 2, ""), (b"Studies,,\n,,\n", 3, "Studies"),
        (b"#comment\n#more\n", 3, "#comment"),
    ]),
    ("decimals", b"study_id,n,share\na,98.0,0.5\nb,4.00,1.0\nc,,\nd,-3.0,\ne,2.0,\n", 2, "n", f"'98.0' {WHOLE}, and so in 3 more cells of the table"),
    ("decimals", b"study_id,n,share\na,98,0.5\nb,4,\"1,5\"\nc,2,\"0,25\"\nd,,\"3,0\"\ne,\"1,0\",\n", 3, "share", f"'1,5' {DECIMAL}, and so in 3 more cells of the table"),
    ("heading", b"study_id,n,colour\nberger2018,98,red\n", 1, None, "'colour' is not a column; of those that there are, the line lacks share"),
    ("another kind of file", b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n", None, None,
     "is what Git LFS puts in the place of a file; 'git lfs pull' fetches the file"),
    *(("another kind of file", page, None, None, f"is a page or XML, not CSV; save the table as CSV in UTF-8{HOW}") for page in
      [b"<!DOCTYPE html>\n<html>", b"\n<table border=1>", b'<?xml version="1.0"?>']),
    *(("another kind of file", start + b"\x00\xe2\xff", None, None, f"is {what}, not CSV; save the table as CSV in UTF-8{HOW}")
      for start, what in [(b"PK\x05\x06", "an archive"), (b"\x1f\x8b\x08", "a compressed file"), (b"%PDF-1.4", "a PDF"), (b"{\\rtf1", "a text with styles")]),
    ("nothing", b"study_id,n,share\nNA,NA,NA\nberger2018,NA,\n", 2, "study_id", f"'NA' {NOTHING}, and so in 3 more cells of the table"),
    ("heading", b"sep=;\n" + PLAIN.replace(b",", b";"), 1, None, COMMAS.format("semicolons")),
    ("numbers of rows", b",study_id,n,share\n0,berger2018,98,0.5\n1,weck2013,,\n", 1, None,
     "column 1 has no name, and '0' in line 2; take the column out"),
    ("numbers of rows", b'"","study_id","n","share"\n"1","berger2018",98,0.5\n"2","weck2013",,\n', 1, None,
     "column 1 has no name, and '1' in line 2; take the column out"),
    ("numbers of rows", b"study_id,,n,share\nberger2018,,98,0.5\nweck2013,x,,\n", 1, None,
     "column 2 has no name, and 'x' in line 3; take the column out"),
    ("heading", b"berger2018,98,0.5\nweck2013,,\n", 1, None, "'berger2018' is not a column; there are study_id, n, share"),
    ("row", PLAIN.replace(b"98,0.5", b"98,0.5,x"), 2, None, "'x' stands below no heading; a line has 3 columns"),
    ("row", PLAIN.replace(b"98,0.5", b"1,824,0.5"), 2, None, "'0.5' stands below no heading; a line has 3 columns"),
    ("row", PLAIN.replace(b"98,0.5", b"98"), 2, "share", "the line ends before this column; a line has 3 columns"),
    ("row", PLAIN.replace(b",98,0.5", b""), 2, "n", "the line ends before this column; a line has 3 columns"),
    ("row", PLAIN.replace(b"\nweck", b"\n\nweck"), 3, None, "the line is empty; take it out"),
    ("row", PLAIN.replace(b"\nweck", b"\n,,\nweck"), 3, None, "the line is empty; take it out"),
    ("row", b'study_id,n,share\n"a\nb\r\nc",1,2\nweck2013,x,\n', 5, "n", f"'x' {NO_WHOLE}"),
]  # fmt: skip

# A schema of two tables that is right. In it a value is put in the place of another, or taken away.
PACKAGE = {
    "name": "review",
    "resources": [
        {
            "name": "studies",
            "path": "studies.csv",
            "schema": {
                "fields": [
                    {"name": "study_id", "type": "string", "constraints": {"pattern": "[a-z]+"}},
                    {"name": "n", "type": "integer", "constraints": {"minimum": 1}},
                ],
                "primaryKey": ["study_id"],
            },
        },
        {
            "name": "arms",
            "path": "arms.csv",
            "schema": {
                "fields": [{"name": "arm_id", "type": "string"}, {"name": "study_id", "type": "string"}],
                "primaryKey": "arm_id",
                "foreignKeys": [{"fields": ["study_id"], "reference": {"resource": "studies", "fields": ["study_id"]}}],
            },
        },
    ],
}
GONE = object()
STUDIES, N, TIE = "resources 0", "resources 0 schema fields 1", "resources 1 schema foreignKeys 0"
IN_STUDIES = ", table 'studies'"

# kind, the keys that lead to the value, the value, how the one line ends after the name of the file
SCHEMA = [
    ("resource", "resources", GONE, ": 'resources' is missing"),
    ("resource", "resources", {}, ", resources: {} is not a list"),
    ("resource", "resources", [], ", resources: [] should be non-empty"),
    ("resource", STUDIES, "studies.csv", ", table '1': \"studies.csv\" is not an object"),
    ("resource", f"{STUDIES} name", GONE, ", table '1': 'name' is missing"),
    ("resource", f"{STUDIES} name", 7, ", table '7', name: 7 is not a text"),
    ("resource", f"{STUDIES} path", GONE, f"{IN_STUDIES}: 'path' is missing"),
    ("resource", f"{STUDIES} path", 7, f"{IN_STUDIES}, path: 7 is not a text"),
    ("resource", f"{STUDIES} path", ["studies.csv"], f'{IN_STUDIES}, path: ["studies.csv"] is not a text'),
    ("resource", f"{STUDIES} path", "arms.csv", ": 2 tables have the path 'arms.csv'"),
    ("resource", f"{STUDIES} path", "../studies.csv", f"{IN_STUDIES}, path: '../studies.csv' does not match"),
    ("resource", f"{STUDIES} path", "/etc/passwd", f"{IN_STUDIES}, path: '/etc/passwd' does not match"),
    ("resource", f"{STUDIES} path", "studies.xlsx", f"{IN_STUDIES}, path: 'studies.xlsx' does not match"),
    ("resource", f"{STUDIES} schema", GONE, f"{IN_STUDIES}: 'schema' is missing"),
    ("resource", f"{STUDIES} schema", "studies.json", f'{IN_STUDIES}, schema: "studies.json" is not an object'),
    ("dialect", f"{STUDIES} dialect", {"delimiter": ";"}, f"{IN_STUDIES}: 'dialect' is not a key that is read here; "),
    ("dialect", f"{STUDIES} encoding", "latin-1", f"{IN_STUDIES}, encoding: 'latin-1' is not one of "),
    ("dialect", f"{STUDIES} format", "xlsx", f"{IN_STUDIES}, format: 'csv' was expected"),
    ("unknown key", "licences", [], ": 'licences' is not a key that is read here; did you mean 'licenses'?"),
    (
        "unknown key",
        f"{STUDIES} titel",
        "T",
        f"{IN_STUDIES}: 'titel' is not a key that is read here; did you mean 'title'?",
    ),
    ("unknown key", f"{N} contraints", {}, f"{IN_STUDIES}, column 'n': 'contraints' is not a key that is read here; "),
    ("unknown key", f"{N} constraints minium", 1, f"{IN_STUDIES}, column 'n', constraints: 'minium' is not a key that"),
    ("field", "resources 0 schema fields", {}, f"{IN_STUDIES}, fields: {{}} is not a list"),
    ("field", "resources 0 schema fields", [], f"{IN_STUDIES}, fields: [] should be non-empty"),
    ("field", N, "n", f"{IN_STUDIES}, column '2': \"n\" is not an object"),
    ("field", f"{N} name", GONE, f"{IN_STUDIES}, column '2': 'name' is missing"),
    ("field", f"{N} name", "study_id", f"{IN_STUDIES}: the column 'study_id' is there twice"),
    ("field", f"{N} type", GONE, f"{IN_STUDIES}, column 'n': 'type' is missing"),
    ("field", f"{N} type", "int", f"{IN_STUDIES}, column 'n', type: 'int' is not one of "),
    ("field", f"{N} missingValues", ["NA"], f"{IN_STUDIES}, column 'n', missingValues 1: \"NA\" is not an object"),
    ("field", f"{N} sourced", "yes", f"{IN_STUDIES}, column 'n', sourced: \"yes\" is not true or false"),
    ("constraint", f"{N} constraints", None, f"{IN_STUDIES}, column 'n', constraints: null is not an object"),
    (
        "constraint",
        f"{N} constraints minimum",
        "one",
        f"{IN_STUDIES}, column 'n', constraints, minimum: \"one\" is not a ",
    ),
    (
        "constraint",
        f"{N} constraints",
        {"minimum": 9, "maximum": 5},
        f"{IN_STUDIES}, column 'n': the minimum 9 is more than the maximum 5",
    ),
    (
        "constraint",
        f"{N} constraints pattern",
        "x",
        f"{IN_STUDIES}, column 'n', constraints, pattern: a column of this ",
    ),
    (
        "constraint",
        f"{N} constraints enum",
        ["1"],
        f"{IN_STUDIES}, column 'n', constraints, enum 1: \"1\" is not a number",
    ),
    ("constraint", f"{N} constraints enum", [], f"{IN_STUDIES}, column 'n', constraints, enum: [] should be non-empty"),
    (
        "constraint",
        f"{N} constraints required",
        "true",
        f"{IN_STUDIES}, column 'n', constraints, required: \"true\" is not",
    ),
    (
        "constraint",
        "resources 0 schema fields 0 constraints pattern",
        "[a-z",
        f"{IN_STUDIES}, column 'study_id', constra",
    ),
    (
        "constraint",
        "resources 0 schema fields 0 constraints minimum",
        1,
        f"{IN_STUDIES}, column 'study_id', constraints,",
    ),
    ("key", "resources 0 schema primaryKey", GONE, f"{IN_STUDIES}, schema: 'primaryKey' is missing"),
    ("key", "resources 0 schema primaryKey", 1, f"{IN_STUDIES}, primaryKey: 1 is not a text or a list"),
    (
        "key",
        "resources 0 schema primaryKey",
        ["id"],
        f"{IN_STUDIES}, primaryKey: 'id' is not a column of 'studies'; th",
    ),
    ("key", f"{TIE} fields", ["study"], ", table 'arms', foreignKeys 1: 'study' is not a column of 'arms'; there are "),
    ("key", f"{TIE} fields", ["study_id", "arm_id"], ", table 'arms', foreignKeys 1: as many columns must stand on"),
    (
        "key",
        f"{TIE} reference fields",
        ["id"],
        ", table 'arms', foreignKeys 1: 'id' is not a column of 'studies'; ther",
    ),
    ("key", f"{TIE} reference resource", "study", ", table 'arms', foreignKeys 1: 'study' is not a table; there are "),
    ("key", f"{TIE} reference", GONE, ", table 'arms', foreignKeys 1: 'reference' is missing"),
    (
        "key",
        f"{TIE} reference",
        "studies",
        ", table 'arms', foreignKeys 1, reference: \"studies\" is not an obj",
    ),
]

# kind, what is written, how the one line ends after the name of the file
JSON = [
    ("JSON", b"", ": is empty"),
    ("JSON", b"{", ", line 1, column 2: not JSON; Expecting property name enclosed in double quotes"),
    ("JSON", b'{"name": "x",\n "resources": [}', ", line 2, column 16: not JSON; Expecting value"),
    ("JSON", b"{'name': 'x'}", ", line 1, column 2: not JSON; Expecting property name enclosed in double quotes"),
    ("JSON", b'{"name": NaN}', ": not JSON; NaN is no number"),
    ("JSON", b'{"name": -Infinity}', ": not JSON; -Infinity is no number"),
    ("JSON", b'{"name": "x", "name": "y"}', ", line 1: 'name' stands twice, first in line 1"),
    ("JSON", b'{"name": "\xe9"}', ", line 1: byte 0xe9 is not UTF-8; save the file as UTF-8"),
    ("JSON", b'\xef\xbb\xbf{"name": "\xe9"}', ", line 1: byte 0xe9 is not UTF-8; save the file as UTF-8"),
    (
        "JSON",
        b'{"name": ' + b"9" * 5000 + b"}",
        ": not JSON; Exceeds the limit (4300 digits) for integer string conversion",
    ),
    ("JSON", b'{"name": 1e999}', ": not JSON; 1e999 is larger than a number can be"),
    ("JSON", b"[" * 100_000, ": not JSON; it is nested too deeply"),
    ("JSON", b'{"title": "\\ud800"}', ", title: holds the sign U+D800, which cannot be seen; take it out"),
    ("JSON", b'{"title": "a\\u0000"}', ", title: holds the sign U+0000, which cannot be seen; take it out"),
    ("JSON", b"[]", ": [] is not an object"),
    ("JSON", b"null", ": null is not an object"),
    ("JSON", b'"x"', ': "x" is not an object'),
]
