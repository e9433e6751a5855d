"""Entries of studies and sheets: what is read, with the study_id that follows, and what is refused, with its line."""

RIS = "TY  - JOUR\nAU  - Doe, Jane\nTI  - Dawn\nT2  - Journal of Mornings\nPY  - 2024\nDO  - 10.1000/dawn\nER  - \n"
NBIB = """\

PMID- 111
OWN - NLM
IS  - 1573-2517 (Electronic)
VI  - 7
IP  - 2
DP  - 2018 Feb 3
TI  - Dawn and
      dusk.
PG  - 455-62
LID - S01 [pii]
LID - 10.1000/dusk [doi]
FAU - Sørensen, Åse
AU  - Sorensen A
FAU - Poe, Ed
AU  - Poe E
JT  - Journal of mornings
"""
BIB = "@article{anyKey_99, author={Doe, Jane and Roe, R.}, title={Dawn}, journal={J}, year={2024}, abstract={Long.}}\n"
# what it is, the file, and what is read: study_id, citation, and a field
ENTRIES = [
    ("RIS", RIS, "doe2024", "Doe, 2024", ("doi", "10.1000/dawn")),
    ("RIS with a mark of UTF-8 and lines of Windows", "\ufeff" + RIS.replace("\n", "\r\n"), "doe2024", "Doe, 2024", ()),
    ("RIS as its first versions tag it", RIS.replace("AU ", "A1 ").replace("PY  - 2024", "Y1  - 2024///"), "doe2024",
     "Doe, 2024", ()),
    ("RIS of an organisation", RIS.replace("Doe, Jane", "Light Group"), "lightgroup2024", "Light Group, 2024", ()),
    ("RIS with pages", RIS.replace("ER", "SP  - 3\nEP  - 9\nER"), "doe2024", "Doe, 2024", ("pages", "3--9")),
    ("RIS with signs of LaTeX", RIS.replace("Dawn", "50% & _more_"), "doe2024", "Doe, 2024",
     ("title", "50% & _more_")),
    ("RIS of a study whose author and year another has", RIS.replace("2024", "2001"), "doe2001b", "Doe, 2001a", ()),
    ("NBIB with a long title, a short last page and a DOI", NBIB, "sorensen2018", "Sørensen and Poe, 2018",
     ("pages", "455--462")),
    ("NBIB: the DOI among other numbers", NBIB, "sorensen2018", "Sørensen and Poe, 2018", ("doi", "10.1000/dusk")),
    ("NBIB: the issue, which RIS tags as others", NBIB, "sorensen2018", "Sørensen and Poe, 2018", ("number", "2")),
    ("NBIB: a title over two lines", NBIB, "sorensen2018", "Sørensen and Poe, 2018", ("title", "Dawn and dusk")),
    ("BibTeX with a key of its own", BIB, "doe2024", "Doe and Roe, 2024", ("abstract", None)),
    ("BibLaTeX", BIB.replace("year={2024}", "date={2024-05-01}").replace("journal=", "journaltitle="), "doe2024",
     "Doe and Roe, 2024", ("journal", "J")),
    ("BibTeX of three authors and a particle", BIB.replace("Doe, Jane", "De Bolle, M. and Lee, K."), "debolle2024",
     "De Bolle et al., 2024", ()),
]  # fmt: skip
# what it is, the file, and the end of the line that refuses it
REFUSED = [
    ("two works", RIS + RIS, ": holds 2 entries; one study is added from a file with its one entry"),
    ("two works of NBIB", NBIB + NBIB, ": holds 2 entries; one study is added from a file with its one entry"),
    ("no work", "Doe (2024) Dawn.\n",
     ": holds no entry of BibTeX, RIS or NBIB; one study is added from a file with its one entry"),
    ("an empty file", "", ": holds no entry of BibTeX, RIS or NBIB; one study is added from a file with its one entry"),
    ("no year", RIS.replace("PY  - 2024\n", ""), ": the year is missing, of which the study_id is made"),
    ("a work in press", BIB.replace("{2024}", "{in press}"),
     ": year 'in press' is not one of four digits, of which the study_id is made"),
    ("no author", RIS.replace("AU  - Doe, Jane\n", ""), ": the author is missing, of whom the study_id is made"),
    ("no journal", RIS.replace("T2  - Journal of Mornings\n", ""),
     ": journal is missing, which a work of type 'article' is printed with"),
    ("a DOI that is none", RIS.replace("10.1000/dawn", "dawn"),
     ": doi 'dawn' is not a DOI, which begins with 10., a number and a slash and has no blanks"),
    ("BibTeX that does not end", BIB.rstrip()[:-1],
     ", line 1 (anyKey_99), field 'abstract': it does not end; a brace or a quotation mark is missing"),
    ("the reviewed article, by its DOI", RIS.replace("10.1000/dawn", "10.1000/light.2021").replace("Doe", "Light"),
     ": is the document 'light2021' of data/documents.csv already, by its DOI, PMID or title"),
    ("a study that is there by title and year", RIS.replace("Dawn", "Lamps.").replace("2024", "2001"),
     ": is the study 'doe2001' of data/studies.csv already, by its DOI, PMID or title"),
]  # fmt: skip
# what it is, the command, and the line that refuses it; in a book with an update 2026
COMMANDS = [
    ("an update that is there", "add update 2026", "'2026' is in data/updates.csv, column 'update_id', already"),
    ("an update of another form", "add update Autumn_2026",
     "'Autumn_2026' is not a value of data/updates.csv, column 'update_id', which follows the pattern [a-z0-9-]+"),
    ("a search that is there", "add search 2020 2026-10-01",
     "'2020' is in data/searches.csv, column 'search_id', already"),
    ("a database that the last search did not have", "add search 2026 2026-10-01 pubmde",
     "'pubmde' is no source_id of search '2020' in data/searches.csv; did you mean 'pubmed'?"),
    ("a day of another form", "add search 2026 1.10.2026",
     "'1.10.2026' is not a date, such as 2024-03-28: year, month and day"),
    ("an update that is not there", "add search 2026 2026-10-01 --update 2027",
     "'2027' is not in data/updates.csv, column 'update_id'; did you mean '2026'?"),
    ("a study that is not there", "rename doe2002 roe2002",
     "'doe2002' is not in data/studies.csv, column 'study_id'; did you mean 'doe2001'?"),
    ("a key of another form", "rename doe2001 Doe-2001",
     "'Doe-2001' is not a value of data/studies.csv, column 'study_id', which follows the pattern [a-z]+[0-9]{4}[a-z]?"),
    ("the key of a study", "rename doe2001 lee2010", "'lee2010' is in data/studies.csv, column 'study_id', already"),
    ("the key of another work", "rename doe2001 light2021", "'light2021' is the key of another work or document already"),
    ("a study that is not there, withdrawn", "withdraw nobody",
     "'nobody' is not in data/studies.csv, column 'study_id'; there are doe2001, lee2010, may2012, roe2005"),
    ("a sheet of no study", "sheet nobody",
     "'nobody' is not in data/studies.csv, column 'study_id'; there are doe2001, lee2010, may2012, roe2005"),
    ("a sheet that is not there", "sheet doe2001 none.csv", "none.csv: there is no such file"),
    ("a file that is not there", "add study none.bib", "none.bib: there is no such file"),
]  # fmt: skip
SETTING = "studies,doe2001,setting,outpatient,2-p1-s1,stated,"
# what it is, what is replaced on the sheet of doe2001 and by what, and the line that refuses it
SHEETS = [
    ("a value that is not allowed", SETTING, SETTING.replace("outpatient", "Outpatient"),
     "doe2001.csv, line 7 (doe2001), column 'value': 'setting' of 'studies': 'Outpatient' is not one of 'outpatient', "
     "'inpatient' (data/datapackage.json)"),
    ("a number in words", "n_patients,40,", "n_patients,forty,",
     "doe2001.csv, line 4 (doe2001), column 'value': 'n_patients' of 'studies': 'forty' is not a whole number, such as "
     "1824; what is not reported stays empty"),
    ("a passage that is not there", SETTING, SETTING.replace("2-p1-s1", "2-p1-s9"),
     "doe2001.csv, line 7 (doe2001), column 'sentence': '2-p1-s9' is not in data/passages.csv, column 'passage_id' "
     "(data/datapackage.json)"),
    ("a basis that is not allowed", SETTING, SETTING.replace("stated", "seen"),
     "doe2001.csv, line 7 (doe2001), column 'basis': 'seen' is not one of 'stated', 'derived', 'ambiguous' "
     "(data/datapackage.json)"),
    ("a passage without a basis", SETTING, SETTING.replace("stated", ""),
     "doe2001.csv, line 7 (doe2001), column 'basis': is empty beside '2-p1-s1'; there are stated, derived, ambiguous "
     "(data/datapackage.json)"),
    ("a column that is none", SETTING, SETTING.replace("setting", "settings"),
     "doe2001.csv, line 7 (doe2001), column 'column': did you mean 'setting'?, and no 'settings'"),
    ("a row of another study", "findings,doe2001-light,finding,", "findings,lee2010-light,finding,",
     "doe2001.csv, line 54 (lee2010-light), column 'row': 'lee2010-light' is of another than 'doe2001'"),
    ("a cell twice with two values", SETTING, f"{SETTING}\n{SETTING.replace('outpatient', 'inpatient')}",
     "doe2001.csv, line 8 (doe2001), column 'value': 'inpatient' is another value than that of line 7"),
    ("tabs", "table,row,column,value,sentence,basis,note", "table\trow\tcolumn\tvalue\tsentence\tbasis\tnote",
     "doe2001.csv, line 1: the columns are separated by tabs; save the table as CSV with commas; data/README.md "
     "says how with each program"),
    ("semicolons in the first line alone", "table,row,column,value,sentence,basis,note",
     "table;row;column;value;sentence;basis;note",
     "doe2001.csv, line 2, column 'row': the line ends before this column; a line has 7 columns"),
    ("a row of a study that is not there", SETTING, SETTING.replace("doe2001", "doe2002"),
     "doe2001.csv, line 7 (doe2002), column 'row': 'doe2002' is of another than 'doe2001'"),
    ("a profession of another study", SETTING, f"{SETTING}\ntherapists,lee2010|nurse,n,3,2-p1-s1,stated,",
     "doe2001.csv, line 8 (lee2010|nurse), column 'row': 'lee2010|nurse' is of another than 'doe2001'"),
    ("a key of too many parts", SETTING, f"{SETTING}\ntherapists,doe2001|nurse|x,n,3,2-p1-s1,stated,",
     "doe2001.csv, line 8 (doe2001|nurse|x), column 'row': 'doe2001|nurse|x' is no key of 'therapists', which is "
     "study_id|profession"),
    ("a key of too few parts", SETTING, f"{SETTING}\ntherapists,doe2001,n,3,2-p1-s1,stated,",
     "doe2001.csv, line 8 (doe2001), column 'row': 'doe2001' is no key of 'therapists', which is "
     "study_id|profession"),
]  # fmt: skip
# what it is, the table of a sheet as a program saves it (separator, line end, quotation marks, what stands before)
SAVED = [
    ("Excel, German: semicolons, lines of Windows, a mark of UTF-8", ";", "\r\n", False, "\ufeff"),
    ("semicolons and every cell in quotation marks", ";", "\n", True, ""),
    ("Excel, English: lines of Windows, a mark of UTF-8", ",", "\r\n", False, "\ufeff"),
    ("LibreOffice with every cell in quotation marks", ",", "\n", True, ""),
]
