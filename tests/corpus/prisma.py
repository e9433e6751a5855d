"""Flows of PRISMA 2020 and filled templates of the R package PRISMA2020.

`FLOWS`: a name, the boxes that a review has with their numbers (None: not reported), what follows from them, and what
a reader is asked about. `REFUSED` flows, with what refuses them. `TEMPLATES`: a name, the file, and the numbers of the
boxes that are in it. `TORN` are files that are no template, and the line that says so.
"""

# a new review, both routes: 400 + 30 = 430; 430 - 60 - 20 - 10 = 340; 340 - 240 = 100; 100 - 5 = 95; 8 + 4 + 3 = 15;
# 15 - 2 = 13; 95 + 13 - 80 - 9 = 19 reports of 17 studies
FULL = {
    "records_from_databases": 400, "records_from_registers": 30, "records_identified": 430,
    "records_from_websites": 8, "records_from_organisations": 4, "records_from_citations": 3,
    "duplicates_removed": 60, "records_removed_by_automation": 20, "records_removed_otherwise": 10,
    "records_screened": 340, "records_excluded": 240, "reports_sought": 100, "reports_not_retrieved": 5,
    "reports_sought_other": 15, "reports_not_retrieved_other": 2, "reports_assessed": 95, "reports_excluded": 80,
    "reports_excluded:too-young": 50, "reports_excluded:no-data": 30, "reports_assessed_other": 13,
    "reports_excluded_other": 9, "reports_excluded_other:no-data": 9, "studies_included": 17, "reports_included": 19,
}  # fmt: skip
# and its update: 12 + 17 = 29 studies, 14 + 19 = 33 reports
UPDATE = FULL | {
    "studies_previous": 12, "reports_previous": 14, "studies_total": 29, "reports_total": 33,
    "studies_in_meta_analysis": 20, "reports_in_meta_analysis": 22,
}  # fmt: skip


def without(flow, *boxes):
    return {box: n for box, n in flow.items() if box not in boxes}


def untold(flow, *boxes):
    return flow | dict.fromkeys(boxes)


OTHER_ROUTE = [box for box in FULL if box.partition(":")[0].endswith("_other") or box in (
    "records_from_websites", "records_from_organisations", "records_from_citations")]  # fmt: skip
FIRST_ROUTE = without(FULL, *OTHER_ROUTE) | {"reports_included": 15, "studies_included": 14}  # fmt: skip
SMALL = {"records_identified": 40, "duplicates_removed": 10, "records_screened": 30, "records_excluded": 25,
         "reports_sought": 5, "reports_not_retrieved": 0, "reports_assessed": 5, "reports_excluded": 3,
         "studies_included": 2}  # fmt: skip

FLOWS = [
    ("all of a new review", FULL, {}, []),
    ("all of an update", UPDATE, {}, []),
    ("one route", FIRST_ROUTE, {}, []),
    ("the nine boxes", SMALL, {}, []),
    ("records follow from databases and registers", untold(FULL, "records_identified"), {"records_identified": 430}, []),
    ("registers follow", untold(FULL, "records_from_registers"), {"records_from_registers": 30}, []),
    ("duplicates follow beside automation", untold(FULL, "duplicates_removed"), {"duplicates_removed": 60}, []),
    ("automation follows", untold(FULL, "records_removed_by_automation"), {"records_removed_by_automation": 20}, []),
    ("of two that are not reported none follows", untold(FULL, "duplicates_removed", "records_removed_otherwise"), {}, []),
    ("no total of the records", without(FULL, "records_identified"), {}, []),
    ("duplicates without a total of the records", untold(without(FULL, "records_identified"), "duplicates_removed"),
     {"duplicates_removed": 60}, []),
    ("reports excluded are their reasons", untold(FULL, "reports_excluded"), {"reports_excluded": 80}, []),
    ("a reason follows", untold(FULL, "reports_excluded:no-data"), {"reports_excluded:no-data": 30}, []),
    ("excluded of the other route", untold(without(FULL, "reports_excluded_other:no-data"), "reports_excluded_other"),
     {"reports_excluded_other": 9}, []),
    ("not retrieved of the other route", untold(FULL, "reports_not_retrieved_other"),
     {"reports_not_retrieved_other": 2}, []),
    ("reports of the studies follow", untold(FULL, "reports_included"), {"reports_included": 19}, []),
    ("totals follow", untold(UPDATE, "studies_total", "reports_total"), {"studies_total": 29, "reports_total": 33}, []),
    ("previous studies follow", untold(UPDATE, "studies_previous"), {"studies_previous": 12}, []),
    ("without retrieval", without(SMALL, "reports_sought", "reports_not_retrieved", "records_excluded")
     | {"records_excluded": None}, {"records_excluded": 25}, []),
    ("a stage is not concluded from what was lost", untold(SMALL, "records_screened"), {}, []),
    ("the other route without its excluded", without(FULL, "reports_excluded_other", "reports_excluded_other:no-data"),
     {}, []),
    ("other methods without their reports", without(untold(FULL, "reports_excluded"), "reports_sought_other",
     "reports_not_retrieved_other", "reports_assessed_other", "reports_excluded_other", "reports_excluded_other:no-data",
     "reports_excluded:too-young", "reports_excluded:no-data"), {}, []),
    ("two reports of one study, with their box", SMALL | {"studies_included": 1, "reports_included": 2}, {}, []),
    ("two reports of one study, with their box without a number", SMALL | {"studies_included": 1,
     "reports_included": None}, {"reports_included": 2}, []),
    ("more studies than reports of the first route", FULL | {"reports_excluded": 94, "reports_assessed_other": 30,
     "reports_sought_other": 32, "reports_excluded:too-young": 64, "reports_excluded_other": 12,
     "reports_excluded_other:no-data": 12, "reports_included": 19}, {}, []),
    ("databases and registers are not all", FULL | {"records_from_registers": 31}, {},
     ["records_from_databases 400 and records_from_registers 31 is not records_identified 430"]),
    ("what was removed is not all", FULL | {"records_removed_otherwise": 11}, {},
     ["records_identified 430 less duplicates_removed 60 and records_removed_by_automation 20 and "
      "records_removed_otherwise 11 is not records_screened 340"]),
    ("reasons are not all", FULL | {"reports_excluded:no-data": 29}, {},
     ["reports_excluded:too-young 50 and reports_excluded:no-data 29 is not reports_excluded 80"]),
    ("a report of both routes is missing", FULL | {"reports_included": 18}, {},
     ["reports_assessed 95 and reports_assessed_other 13 less reports_excluded 80 and reports_excluded_other 9 is not "
      "reports_included 18"]),
    ("a report not retrieved is missing", FULL | {"reports_not_retrieved_other": 1}, {},
     ["reports_sought_other 15 less reports_not_retrieved_other 1 is not reports_assessed_other 13"]),
    ("a total that is none", UPDATE | {"reports_total": 34}, {},
     ["reports_previous 14 and reports_included 19 is not reports_total 34"]),
    ("two reports of one study, without their box", SMALL | {"studies_included": 1}, {},
     ["reports_assessed 5 less reports_excluded 3 is not studies_included 1; reports of the included studies have a "
      "box, reports_included"]),
]  # fmt: skip

# what is changed of `SMALL`, the box whose line is named, and what is said of it
REFUSED = [
    ("more databases than records", {"records_from_databases": 50, "records_from_registers": None},
     "records_from_databases", "records_from_databases 50 exceeds records_identified 40"),
    ("more removed than there were", {"duplicates_removed": 20, "records_removed_otherwise": None},
     "duplicates_removed", "duplicates_removed 20 and records_screened 30 exceeds records_identified 40"),
    ("more reports assessed than sought by other methods", {"reports_sought_other": 3, "reports_assessed_other": 4},
     "reports_assessed_other", "'4' is more than the 3 of 'reports_sought_other', of which it is a part"),
    ("more studies than reports of them", {"reports_included": 1},
     "studies_included", "'2' is more than the 1 of 'reports_included', of which it is a part"),
    ("more excluded for a reason than at all", {"reports_excluded:too-young": 4, "reports_excluded:no-data": None},
     "reports_excluded:too-young", "reports_excluded:too-young 4 exceeds reports_excluded 3"),
    ("a total below the previous", {"studies_previous": 5, "studies_total": 1, "studies_included": None,
     "reports_excluded": None}, "studies_previous", "studies_previous 5 exceeds studies_total 1"),
]  # fmt: skip

HEADING = "data,node,box,description,boxtext,tooltips,url,n"
# of the flow above with both routes; not in it: total and parts that the template has no row for
NUMBERS = {
    "database_results": "400", "database_specific_results": '"PubMed, 300; Scopus, 100"', "register_results": "30",
    "register_specific_results": '"ClinicalTrials.gov, 30"', "website_results": "8", "organisation_results": "4",
    "citations_results": "3", "duplicates": "60", "excluded_automatic": "20", "excluded_other": "10",
    "records_screened": "340", "records_excluded": "240", "dbr_sought_reports": "100", "dbr_notretrieved_reports": "5",
    "other_sought_reports": "15", "other_notretrieved_reports": "2", "dbr_assessed": "95",
    "dbr_excluded": '"Too young, 50; No data, 30"', "other_assessed": "13", "other_excluded": '"No data, 9"',
    "new_studies": "17", "new_reports": "19",
}  # fmt: skip


def filled(changed=(), heading=HEADING, row="{key},node,box,Described,Called {key},Tip,page.html,{n}", end="\n"):
    numbers = {key: n for key, n in {**NUMBERS, **dict(changed)}.items() if n is not None}
    title = row.format(key="NA", n="0")
    return end.join([heading, title, *(row.format(key=key, n=n) for key, n in numbers.items()), ""]).encode()


# what the file above says, by hand
READ = untold(FULL, "records_identified", "reports_excluded", "reports_excluded_other")
SEMICOLONS = {
    "heading": HEADING.replace(",", ";"),
    "row": "{key};node;box;Of A, B, and C;Called {key};Tip;page.html;{n}",
}
QUOTED = {
    "heading": '"' + HEADING.replace(",", '","') + '"',
    "row": '"{key}","node","box","A, ""B""","Called {key}","","","{n}"',
}
PLAIN = {key: n.strip('"') for key, n in NUMBERS.items()}
NO_OTHER = dict.fromkeys(["website_results", "organisation_results", "citations_results", "other_sought_reports",
                          "other_notretrieved_reports", "other_assessed"], "0") | {"other_excluded": "NA"}  # fmt: skip
ZEROS = dict.fromkeys(["previous_studies", "previous_reports", "total_studies", "total_reports", "total_studies_ma",
                       "total_reports_ma"], "0")  # fmt: skip

TEMPLATES = [
    ("as the package has it", filled(), READ),
    ("with semicolons", filled(**SEMICOLONS), READ),
    ("with tabs", filled(heading=HEADING.replace(",", "\t"),
                         row="{key}\tnode\tbox\tA, B\tCalled {key}\tTip\tpage\t{n}"), READ),
    ("with lines of Windows and a byte order mark", b"\xef\xbb\xbf" + filled(end="\r\n"), READ),
    ("with quotation marks around all, as R writes it", filled(PLAIN, **QUOTED), READ),
    ("wide, with more columns", filled(heading=f"{HEADING},Unnamed: 8,Unnamed: 9",
                                       row="{key},node,box,Described,Called {key},Tip,page.html,{n},,"), READ),
    ("with two columns alone", filled(heading="data,n", row="{key},{n}"), READ),
    ("without a last line end", filled()[:-1], READ),
    ("with empty lines", filled().replace(b"\nduplicates,", b"\n\n,,,,,,,\nduplicates,"), READ),
    ("with gaps", filled({"register_results": "NaN", "register_specific_results": "NA", "excluded_automatic": "",
                          "website_results": "NA"}),
     untold(READ, "records_from_registers", "records_removed_by_automation", "records_from_websites")),
    ("with rows that are not there", filled({"excluded_automatic": None, "excluded_other": None, "new_reports": None}),
     without(READ, "records_removed_by_automation", "records_removed_otherwise", "reports_included")),
    ("with decimals and thousands", filled({"duplicates": "60.0", "database_results": '"1,400"', "records_screened":
     '"1,340"'}), READ | {"records_from_databases": 1400, "records_screened": 1340}),
    ("with the zeros that nobody typed", filled(ZEROS | {"new_reports": "0"}), without(READ, "reports_included")),
    ("without another route", filled(NO_OTHER), without(READ, *OTHER_ROUTE)),
    ("with an update", filled({"previous_studies": "12", "previous_reports": "14", "total_studies": "29",
                               "total_reports": "33", "total_studies_ma": "20", "total_reports_ma": "22"}),
     untold(UPDATE, "records_identified", "reports_excluded", "reports_excluded_other")),
    ("with the examples of the template", filled({"register_specific_results": '"Register 1, xxx; Register 2, xxx"',
                                                  "other_excluded": '"Reason1, xxx; Reason2, xxx"'}),
     without(READ, "reports_excluded_other:no-data")),
    ("with databases and no sum of them", filled({"database_results": "NA"}), READ),
    ("with a number in the place of reasons", filled({"dbr_excluded": "80"}),
     without(READ, "reports_excluded:too-young", "reports_excluded:no-data") | {"reports_excluded": 80}),
    ("with blanks, commas and an end in a list",
     filled({"dbr_excluded": '"Too young,50 ;  No data, or none that can be used, 30; "'}),
     without(READ, "reports_excluded:no-data") | {"reports_excluded:no-data-or-none-that-can-be-used": 30}),
    ("with two reasons of one name", filled({"dbr_excluded": '"No data, 50; No data, 30"'}),
     without(READ, "reports_excluded:too-young") | {"reports_excluded:no-data": 50, "reports_excluded:no-data-2": 30}),
    ("with nothing told", filled(dict.fromkeys(NUMBERS, "0")),
     untold({box: None for box in READ if box not in (*OTHER_ROUTE, "reports_included") and ":" not in box})),
]  # fmt: skip

TORN = [
    ("no table", b"", "line 1: there is no column 'data'"),
    ("another table", b"study_id,n\na,1\n", "line 1: there is no column 'data'"),
    ("without numbers", b"data,node\nduplicates,x\n", "line 1: there is no column 'n'"),
    ("a word for a number", filled({"duplicates": "many"}), "line 10 (duplicates), column 'n': 'many' is not a number"),
    ("less than nothing", filled({"duplicates": "-3"}), "line 10 (duplicates), column 'n': '-3' is not a number"),
    ("half a record", filled({"duplicates": "1.5"}), "line 10 (duplicates), column 'n': '1.5' is not a number"),
    ("a comma that is not quoted", filled({"duplicates": "1,204"}), "line 10 (duplicates), column 'n': the line has 9 "
     "cells, and the heading 8"),
    ("a reason without a number", filled({"dbr_excluded": '"Too young; No data, 30"'}),
     "line 20 (dbr_excluded), column 'n': 'Too young' is no name with its number"),
    ("a row that is there twice", filled() + b"duplicates,,,,,,,3\n", "line 25 (duplicates), column 'n': the row "
     "'duplicates' is there twice"),
    ("a quotation mark that is not closed", filled({"duplicates": '"60'}), "line 10: '\"60' begins with a quotation"),
    ("another encoding", filled().replace(b"Described", b"D\xe9crit", 1), "line 2: byte 0xe9 is not UTF-8"),
]  # fmt: skip
