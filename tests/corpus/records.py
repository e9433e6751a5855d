"""Logs of records as databases and programs for screening write them, made for this, and what is wrong with others.

Accepted: who writes it, the log, and of each record DOI, PMID, other identifier, title, year, decision and reason.
Refused: what was done, the log, and each line that says so: its number (none of the whole file), value, words.
"""

ALLOWED = (
    "allowed are RIS, NBIB, the tagged form of Web of Science, BibTeX, or CSV with a column for titles or identifiers"
)
ZOTERO = '"Key","Item Type","Publication Year","Author","Title","Publication Title","ISBN","DOI","Url","Abstract Note","Extra"\n'
COVIDENCE = (
    "Title,Authors,Abstract,Published Year,Published Month,Journal,Volume,Issue,Pages,Accession Number,DOI,Ref,"
    "Covidence #,Study,Notes,Tags\n"
)
RAYYAN = "key,title,year,month,day,journal,issn,volume,issue,pages,authors,url,abstract,notes,doi,pubmed_id,pmc_id\n"

ACCEPTED = [
    (
        "PubMed, NBIB, with an empty line too few and one too many",
        "PMID- 30000001\nTI  - A first trial\nDP  - 2019\nPMID- 30000002\nTI  - A second trial\n\nDP  - 2020\n",
        [("", "30000001", "", "A first trial", "2019"), ("", "30000002", "", "A second trial", "2020")],
    ),
    (
        "Web of Science, tagged, before it is in an issue",
        "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nTI A first trial\nEA MAR 2019\nEY 2019\n"
        "UT WOS:000400000000001\nER\n\nEF",
        [("", "", "WOS:000400000000001", "A first trial", "2019")],
    ),
    (
        "Web of Science, divided by tabs",
        "\ufeffPT\tAU\tTI\tEY\tPY\tDI\tUT\tPM\n"
        'J\tMaker, A\t"Good enough" in a first trial\t\t2019\t10.1000/one.1\tWOS:000400000000001\t30000001\t\n',
        [("10.1000/one.1", "30000001", "WOS:000400000000001", '"Good enough" in a first trial', "2019")],
    ),
    (
        "RIS, with a DOI in which the first page stands in angle brackets",
        "TY  - JOUR\nTI  - A first trial\nPY  - 1996\nDO  - 10.1002/(SICI)1097-4679(199604)52:2<177::AID-JCLP8>3.0.CO;2-V\n"
        "ER  - \nTY  - JOUR\nTI  - A second trial\nPY  - 1996\n"
        "UR  - https://doi.org/10.1002/(SICI)1097-4679(199604)52:2&lt;189::AID-JCLP9&gt;3.0.CO;2-T\nER  - \n",
        [
            ("10.1002/(sici)1097-4679(199604)52:2<177::aid-jclp8>3.0.co;2-v", "", "", "A first trial", "1996"),
            ("10.1002/(sici)1097-4679(199604)52:2<189::aid-jclp9>3.0.co;2-t", "", "", "A second trial", "1996"),
        ],
    ),
    (
        "Rayyan, BibTeX",
        '@article{rayyan-1,\n  title={A first trial},\n  year={2019},\n'
        '  note={RAYYAN-INCLUSION: {"Ann"=>"Excluded"} | RAYYAN-EXCLUSION-REASONS: wrong setting}\n}\n',
        [("", "", "rayyan-1", "A first trial", "2019", "excluded", "wrong setting")],
    ),
    (
        "PubMed, NBIB",
        "PMID- 30000001\nOWN - NLM\nSTAT- MEDLINE\nDP  - 2019 Mar-Apr\nTI  - A first trial of a treatment whose title\n"
        "      goes on in the next line.\nLID - S0000-0000(19)30001-X [pii]\nLID - 10.1000/ONE.1 [doi]\n"
        "AB  - TI  - not this one,\n      and 10.1000/not.this.\nFAU - Maker, Ann\n\n"
        "PMID- 30000002\nDP  - 2020\nTI  - A second trial.\nAID - 10.1000/two.2 [doi]\nPMC - PMC1234567\n",
        [
            ("10.1000/one.1", "30000001", "", "A first trial of a treatment whose title goes on in the next line.", "2019"),
            ("10.1000/two.2", "30000002", "", "A second trial.", "2020"),
        ],
    ),
    (
        "PubMed, CSV",
        "\ufeffPMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,PMCID,NIHMS ID,DOI\n"
        '30000001,"A first trial, with a comma","Maker A.","J Made. 2019;1:1","Maker A",J Made,2019,2019/03/01,,,10.1000/one.1\n'
        "30000003,A third trial,Maker B.,J Made. 2021,Maker B,J Made,2021,2021/01/05,PMC7,,\n",
        [
            ("10.1000/one.1", "30000001", "", "A first trial, with a comma", "2019"),
            ("", "30000003", "", "A third trial", "2021"),
        ],
    ),
    (
        "Web of Science, RIS",
        "\ufeffTY  - JOUR\nAU  - Maker, A\nTI  - A first trial\nT2  - JOURNAL OF MADE THINGS\nDA  - 2019 MAR\nPY  - 2019\n"
        "DO  - 10.1000/one.1\nAN  - WOS:000400000000001\nN1  - Times Cited in Web of Science:  3\nER  - \n\nEF  -\n",
        [("10.1000/one.1", "", "WOS:000400000000001", "A first trial", "2019")],
    ),
    (
        "Web of Science, tagged",
        "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Maker, A\n   Maker, B\nTI A first trial\n   of much\n"
        "DI 10.1000/one.1\nPM 30000001\nPY 2019\nUT WOS:000400000000001\nER\n\nEF",
        [("10.1000/one.1", "30000001", "WOS:000400000000001", "A first trial of much", "2019")],
    ),
    (
        "Ovid, RIS",
        "1. \r\nTY  - JOUR\r\nDB  - Ovid MEDLINE(R) ALL\r\nAN  - 30000001\r\nT1  - A first trial\r\nY1  - 2019//\r\n"
        "M3  - https://dx.doi.org/10.1000/one.1\r\nN2  - Words of an abstract.\r\nER  - \r\n\r\n"
        "2. \r\nTY  - JOUR\r\nDB  - APA PsycInfo\r\nAN  - 2019-12345-001\r\nT1  - A psychological trial\r\nY1  - 2019//\r\nER  - \r\n",
        [
            ("10.1000/one.1", "30000001", "", "A first trial", "2019"),
            ("", "", "2019-12345-001", "A psychological trial", "2019"),
        ],
    ),
    (
        "EBSCO, RIS",
        "TY  - JOUR\nID  - 2019-54321-002\nT1  - A trial of EBSCO &amp; others\nA1  - Maker, Ann\nY1  - 2019/05/01/\n"
        "N1  - Accession Number: 2019-54321-002. PMID: 30000009 Other Journal Title: J.\nDO  - 10.1000/EBSCO(19)7.\n"
        "UR  - https://search.ebscohost.com/login.aspx?direct=true&AN=2019-54321-002\nDP  - EBSCOhost\nDB  - psyh\nER  - \n",
        [("10.1000/ebsco(19)7", "30000009", "2019-54321-002", "A trial of EBSCO & others", "2019")],
    ),
    (
        "Zotero, RIS",
        "TY  - JOUR\nTI  - The <i>effect</i> of a trial\nAU  - Maker, A.\nAB  - One line\n\nand one after an empty line\n"
        "PY  - 2018\nDA  - 2018/02/03/\nDO  - 10.1000/zot.1\nER  - \n\nTY  - BOOK\nTI  - A book\nPY  - 2001\nER  - \n",
        [("10.1000/zot.1", "", "", "The effect of a trial", "2018"), ("", "", "", "A book", "2001")],
    ),
    (
        "Zotero, BibTeX",
        "@article{maker_first_2019,\n\ttitle = {A first {Trial} of \\'{E}tudes},\n\tvolume = {1},\n"
        "\tdoi = {10.1000/ONE.1},\n\tabstract = {With {braces} and 50\\% of all},\n\tjournal = jmade,\n\tmonth = mar,\n"
        "\tyear = {2019},\n\tnote = {PMID: 30000001},\n}\n\n% a remark\n@comment{x}\n@misc(other,\n title = \"A second\",\n"
        " date = {2020-05-01}\n)\n",
        [
            ("10.1000/one.1", "30000001", "maker_first_2019", "A first Trial of Études", "2019"),
            ("", "", "other", "A second", "2020"),
        ],
    ),
    (
        "Zotero, CSV",
        f'{ZOTERO}"ABCD2345","journalArticle","2019","Maker, A.","A first trial","J","","10.1000/one.1","","Words,\nmore words",""\n'
        '"WXYZ2345","journalArticle","2020","","A second trial","J","","","https://doi.org/10.1000/two%2F2","","PMID: 30000002"\n',
        [
            ("10.1000/one.1", "", "ABCD2345", "A first trial", "2019"),
            ("10.1000/two/2", "30000002", "WXYZ2345", "A second trial", "2020"),
        ],
    ),
    (
        "Rayyan, CSV",
        f"{RAYYAN}rayyan-1,A first trial,2019,3,1,J,,1,,,Maker,,(left out),"
        '"RAYYAN-INCLUSION: {""Ann""=>""Included"", ""Ben""=>""Included""}",10.1000/one.1     LK  - https://x.org,30000001,\n'
        'rayyan-2,A second trial,2020,,,J,,,,,,,,"RAYYAN-INCLUSION: {""Ann""=>""Excluded""} | RAYYAN-LABELS: a,b | '
        'RAYYAN-EXCLUSION-REASONS: wrong population,wrong outcome | USER-NOTES: {""Ann""=>[""why""]}",,,\n'
        'rayyan-3,A third trial,2021,,,J,,,,,,,,"RAYYAN-INCLUSION: {""Ann""=>""Maybe"", ""Ben""=>""Included""}",,,\n'
        "rayyan-4,A fourth trial,2022,,,J,,,,,,,,,,,\n",
        [
            ("10.1000/one.1", "30000001", "rayyan-1", "A first trial", "2019", "included", ""),
            ("", "", "rayyan-2", "A second trial", "2020", "excluded", "wrong population,wrong outcome"),
            ("", "", "rayyan-3", "A third trial", "2021"),
            ("", "", "rayyan-4", "A fourth trial", "2022"),
        ],
    ),
    (
        "Rayyan, RIS",
        'TY  - JOUR\nTI  - A second trial\nPY  - 2020\nN1  - RAYYAN-INCLUSION: {"Ann"=>"Excluded"} | RAYYAN-EXCLUSION-REASONS: '
        "wrong design\nER  - \n",
        [("", "", "", "A second trial", "2020", "excluded", "wrong design")],
    ),
    (
        "Covidence, CSV",
        f'{COVIDENCE}A first trial,"Maker, A.",(left out),2019,,J,1,1,,30000001,10.1000/one.1,,#1,Maker 2019,,\n'
        "A second trial,,,2020,,J,,,,,,,#2,Maker 2020,Exclusion reason: Wrong setting; Ann: see page 2,late\n",
        [
            ("10.1000/one.1", "", "30000001", "A first trial", "2019"),
            # that a record has a reason says that it is excluded where the file is one of excluded records
            ("", "", "#2", "A second trial", "2020"),
        ],
    ),
    (
        "Covidence, RIS",
        "TY  - JOUR\nT1  - A first trial\nA1  - Maker, A.\nY1  - 2019//\nDO  - 10.1000/one.1\nU1  - 1\nER  -\n",
        [("10.1000/one.1", "", "1", "A first trial", "2019")],
    ),
    (
        "EPPI-Reviewer, RIS",
        "TY  - JOUR\nT1  - A first trial\nA1  - Maker A\nJF  - J\nPY  - 2019\nU1  - 70000001\nDO  - 10.1000/one.1\n"
        "N2  - Abstract\nKW  - one\n  two\nER  - \n\nTY  - JOUR\nT1  - A second trial\nPY  - 2020\nU1  - 70000002\nER  - \n",
        [
            ("10.1000/one.1", "", "70000001", "A first trial", "2019"),
            ("", "", "70000002", "A second trial", "2020"),
        ],
    ),
    (
        "ASReview, CSV",
        "record_id,title,abstract,authors,year,doi,included,asreview_ranking\n"
        "0,A first trial,(left out),A,2019,https://doi.org/10.1000/one.1,1,1\n4,A second trial,,B,2020,,0,2\n"
        "2,A third trial,,C,2021,,,3\n",
        [
            ("10.1000/one.1", "", "", "A first trial", "2019", "included"),
            ("", "", "", "A second trial", "2020", "excluded"),
            ("", "", "", "A third trial", "2021"),
        ],
    ),
    (
        "ASReview 2, CSV with semicolons",
        "title;year;asreview_label;asreview_time;asreview_note\nA first trial;2019.0;1.0;1700000000;\nA second;2020;0;1;late\n",
        [("", "", "", "A first trial", "2019", "included"), ("", "", "", "A second", "2020", "excluded")],
    ),
    (
        "an extraction sheet with decisions",
        'Key\tTitle\tPublication Year\tDOI\tstudy_included\texcluded_reason\nAAAA1111\tA first trial\t2019\t\tyes\t\n'
        "BBBB1111\tA second trial\t2020\t\tNo\tnot a trial\n",
        [
            ("", "", "AAAA1111", "A first trial", "2019", "included"),
            ("", "", "BBBB1111", "A second trial", "2020", "excluded", "not a trial"),
        ],
    ),
    ("RIS with one blank", "TY - JOUR\nTI - A trial\nPY - 2019\nER -\n", [("", "", "", "A trial", "2019")]),
    (
        "RIS without TY, called NBIB",
        "\nOWN - ERIC\nTI  - A paper\nOID - EJ1131633\nDP  - 2000\nLID - http://eric.ed.gov/?id=EJ1131633\n",
        [("", "", "EJ1131633", "A paper", "2000")],
    ),
]  # fmt: skip

RECORD = "TY  - JOUR\nTI  - A trial\nER  - \n"
REFUSED = [
    ("nothing", b"", [(None, "", f"has no record; {ALLOWED}")]),
    ("a workbook", b"PK\x03\x04\x14\x00", [(None, "", f"is no text in UTF-8; {ALLOWED}")]),
    ("UTF-16", "TY  - JOUR".encode("utf-16"), [(None, "", f"is no text in UTF-8; {ALLOWED}")]),
    ("Latin-1", "TY  - JOUR\nTI  - B\xe4r\nER  - \n".encode("latin-1"), [(2, "", "byte 0xe4 is not UTF-8; save the file as UTF-8")]),
    ("prose", b"A letter.\nWith lines.\n", [(1, "", f"has no column for titles, DOIs or PMIDs; {ALLOWED}")]),
    ("a heading alone", b"title,year\n", [(None, "", f"has no record; {ALLOWED}")]),
    (
        "two records in one",
        f"TY  - JOUR\nTI  - Lost\n\n{RECORD}".encode(),
        [(1, "", "the record does not end before the next begins in line 4")],
    ),
    ("cut short", f"{RECORD}TY  - JOUR\nTI  - Cut".encode(), [(4, "", "the record does not end; its last line is 'ER  -'")]),
    ("an end too many", f"{RECORD}ER  - \n".encode(), [(4, "", "'ER  -' ends no record; a record begins with 'TY  -'")]),
    ("cut short, tagged", b"FN x\nVR 1.0\nPT J\nTI A\nEF\n", [(3, "", "the record does not end; its last line is 'ER'")]),
    (
        "a line between records of NBIB",
        b"PMID- 1\nTI  - A\n\nsee below\n\nPMID- 2\nTI  - B\n",
        [(4, "see below", "is no line of a record; it begins with a tag, as 'PMID- '")],
    ),
    (
        "two entries that do not close",
        b"@article{one,\n title = {A\n}\n\n@article{two, title = {B}}\n@misc{three,\n title {C}}\n@misc{four, title = {D}}",
        [
            (1, "one", "is no entry of BibTeX; a comma, a brace or a key is missing in it"),
            (6, "three", "is no entry of BibTeX; a comma, a brace or a key is missing in it"),
        ],
    ),
    (
        "an entry inside another",
        b"@article{one,\n title = {A\n\n@article{two, title = {B}}\n}}",
        [(1, "one", "holds the beginning of another entry; a '}' is missing")],
    ),
    ("a row too long", b"title,year\nA,2019\nB,2020,x\n", [(3, "", "has 3 cells, and the first line 2")]),
    ("an open quote", b'title,year\n"A,2019\n', [(2, "", "cannot be read as CSV: unexpected end of data")]),
    (
        "two decisions",
        b"title,included,asreview_label\nA,1,0\n",
        [(1, "", "has more than one column of decisions (included, asreview_label); leave one in the file")],
    ),
    (
        "a word that is no decision",
        b"title,included\nA,1\nB,perhaps\n",
        [(3, "perhaps", "is not a decision; allowed are 'included' or 1, 'excluded' or 0, 'not retrieved', 'maybe' or nothing")],
    ),
    (
        "a note of Rayyan that cannot be read",
        f'{RAYYAN}r-1,A,2019{"," * 10},"RAYYAN-INCLUSION: {{""Ann""=>true}}",,,\n'.encode(),
        [(2, '"Ann"=>true', "names no decision of anybody as Rayyan writes it")],
    ),
    (
        "people who disagree",
        f'{RAYYAN}r-1,A,2019{"," * 10},"RAYYAN-INCLUSION: {{""Ann""=>""Included"", ""Ben""=>""Excluded""}}",,,\n'.encode(),
        [(2, "Ann: included, Ben: excluded", "is decided in two ways; the record has one decision")],
    ),
]  # fmt: skip
