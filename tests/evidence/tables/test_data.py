"""The coded tables: what they hold stands in the article, and a wrong cell is refused in one line."""

import json
import math

import pandas as pd
import pytest
from frictionless import Package

from reviewbook.evidence.tables import data
from reviewbook.evidence.tables.schema import DataError

# Section 3 of the article, sentence by sentence.
PATIENTS = {
    "berger2018": 98,
    "castonguay1996": 30,
    "debolle2010": 567,
    "feeley1999": 25,
    "gibbons2019": 237,
    "stilesshields2014": 325,
    "strunk2010": 60,
    "weck2013": 80,
    "wucherpfennig2017": 211,
    "zuroff2006": 191,
}
# a line of data/question_cells.csv
SETTING = "feeley-setting,studies,feeley1999,setting"
NOT_IN_THE_TEXT = [
    ("studies", "mean_age_years"),
    ("studies", "percent_women"),
    ("searches", "n_records"),
    ("searches", "platform"),
    ("findings", "effect_level"),
]


@pytest.fixture(scope="module")
def review(folder):
    return data.load(folder)


def refusal(book):
    with pytest.raises(DataError) as caught:
        data.load(book.folder)
    return caught.value.lines


def test_frictionless_finds_the_data_package_valid(folder):
    assert Package(str(folder / "data" / "datapackage.json")).validate().valid


def test_the_patients_are_those_of_the_article(review):
    assert dict(zip(review.studies.study_id, review.studies.n_patients, strict=True)) == PATIENTS


def test_three_studies_report_a_share_on_medication(review):
    shares = review.studies.dropna(subset="percent_medicated").set_index("study_id").percent_medicated
    assert shares.to_dict() == {"stilesshields2014": 30, "berger2018": 50, "weck2013": 65}


def test_only_one_study_is_coded_as_inpatient(review):
    assert list(review.studies.study_id[review.studies.setting.eq("inpatient")]) == ["feeley1999"]


@pytest.mark.parametrize(("table", "column"), NOT_IN_THE_TEXT)
def test_what_the_text_does_not_report_is_empty(review, table, column):
    assert getattr(review, table)[column].isna().all()


def test_reasons_for_exclusion_at_full_text_are_not_reported(review):
    assert list(review.flow.dropna(subset="n").box) == [
        "records_identified", "records_screened", "reports_assessed", "studies_included",
    ]  # fmt: skip


def test_every_study_has_a_finding_or_says_that_none_is_reported_for_each_hypothesis(review):
    told = set(zip(review.findings.study_id, review.findings.hypothesis_id, strict=True))
    assert len(told) == 10 * 2


def test_every_column_says_what_it_means_and_what_empty_means(folder):
    for resource in data.schema(folder)["resources"]:
        for field in resource["schema"]["fields"]:
            assert field["description"].endswith("."), (resource["name"], field["name"])
            required = field.get("constraints", {}).get("required", False)
            assert required or field["missingValues"][0]["label"], (resource["name"], field["name"])


def test_every_number_with_a_unit_in_its_name_says_the_unit(folder):
    for resource in data.schema(folder)["resources"]:
        for field in resource["schema"]["fields"]:
            if field["type"] in ("integer", "number") and resource["name"] != "passages":
                assert field["unit"], (resource["name"], field["name"])


def test_a_word_in_the_wrong_case_is_refused_with_the_words_allowed(book):
    book.replace("data/studies.csv", "outpatient", "Outpatient")
    assert refusal(book) == [
        "data/studies.csv, line 2 (berger2018), column 'setting': "
        "'Outpatient' is not one of 'outpatient', 'inpatient' (data/datapackage.json)"
    ]


def test_a_study_that_the_studies_do_not_have_is_refused(book):
    book.replace("data/therapists.csv", "gibbons2019,clinician", "nobody2000,clinician")
    lines = refusal(book)
    assert lines == [
        "data/therapists.csv, line 9 (nobody2000), column 'study_id': "
        "'nobody2000' is not in data/studies.csv, column 'study_id' (data/datapackage.json)"
    ]


def test_a_study_that_the_references_do_not_have_is_refused(book):
    book.replace("references.bib", "{berger2018,", "{berger2017,")
    assert refusal(book) == [
        "data/studies.csv, line 2 (berger2018), column 'study_id': 'berger2018' is not a key of references.bib"
    ]


def test_a_repeated_row_is_refused_once(book):
    path = book.folder / "data" / "studies.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines[:5], lines[4], *lines[5:]]), encoding="utf-8")
    assert refusal(book) == [
        "data/studies.csv, line 6 (feeley1999), column 'study_id': "
        "'feeley1999' is there twice; it must be unique (data/datapackage.json)"
    ]


def test_a_row_that_ends_early_is_refused(book):
    with (book.folder / "data" / "therapists.csv").open("a", encoding="utf-8") as file:
        file.write("berger2018,nurse\n")
    assert refusal(book) == [
        "data/therapists.csv, line 16 (berger2018), column 'n': the line ends before this column; a line has 3 columns"
    ]


def test_a_share_over_one_hundred_is_refused(book):
    book.replace("data/studies.csv", "psychotherapy only,50,", "psychotherapy only,150,")
    assert refusal(book) == [
        "data/studies.csv, line 2 (berger2018), column 'percent_medicated': "
        "'150' is more than 100 (data/datapackage.json)"
    ]


def test_all_wrong_cells_are_listed(book):
    book.replace("data/studies.csv", "outpatient", "Outpatient")
    book.replace("data/studies.csv", ",567,", ",56x,")
    book.replace("data/flow.csv", ",310", ",three hundred")
    book.replace("data/therapists.csv", "gibbons2019,clinician", "nobody2000,clinician")
    book.replace("data/sources.csv", "studies,feeley1999,n_patients,", "studies,feeley1999,n_people,")
    book.replace("references.bib", "{zuroff2006,", "{zuroff2005,")
    assert sorted(line.split(":")[0] for line in refusal(book)) == [
        "data/flow.csv, line 2 (2024, records_identified), column 'n'",
        "data/sources.csv, line 39 (feeley1999), column 'column'",
        "data/studies.csv, line 11 (zuroff2006), column 'study_id'",
        "data/studies.csv, line 2 (berger2018), column 'setting'",
        "data/studies.csv, line 4 (debolle2010), column 'n_patients'",
        "data/studies.csv, line 5 (feeley1999), column 'n_patients'",
        "data/therapists.csv, line 9 (nobody2000), column 'study_id'",
    ]


def test_a_schema_that_is_not_json_is_refused_with_its_line(book):
    book.replace("data/datapackage.json", '"resources": [', '"resources": ')
    done = book.run("run")
    assert done.returncode == 1
    assert done.stderr.startswith("data/datapackage.json, line ")
    assert "not JSON" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_table_without_a_primary_key_is_refused(book):
    book.replace("data/datapackage.json", '"primaryKey": ', '"primaryKeys": ')
    assert refusal(book) == [
        "data/datapackage.json, table 'studies', schema: 'primaryKeys' is not a key that is read here; did you mean "
        "'primaryKey'?",
    ]


def test_more_records_screened_than_identified_are_refused(book):
    book.replace("data/flow.csv", ",310", ",210")
    assert refusal(book) == [
        "data/flow.csv, line 4 (2024, records_screened), column 'n': "
        "'262' is more than the 210 of 'records_identified', of which it is a part"
    ]


def test_a_coded_cell_without_a_source_is_refused(book):
    book.replace("data/sources.csv", "studies,berger2018,n_patients,3.1-p2-s1,stated,\n", "")
    assert refusal(book) == [
        "data/studies.csv, line 2 (berger2018), column 'n_patients': '98' has no source; "
        "a line of data/sources.csv must say on which passage it rests"
    ]


def test_a_source_of_a_cell_that_is_not_there_is_refused(book):
    book.replace("data/sources.csv", "studies,berger2018,n_patients,", "studies,berger2019,n_patients,")
    assert "data/sources.csv, line 2 (berger2019), column 'row': 'berger2019' is not a row of data/studies.csv" in (
        refusal(book)
    )


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (
            "feeley-setting,studies,feeley1999,settings",
            "column 'column': 'settings' is not a column of data/studies.csv; did you mean 'setting'?",
        ),
        (
            "feeley-setting,studies,feeley1998,setting",
            "column 'row': 'feeley1998' is not a row of data/studies.csv",
        ),
        (
            "feeley-setting,studies,weck2013,setting",
            "column 'row': 'weck2013' is of 'weck2013'; by data/question_studies.csv the question is of 'feeley1999'",
        ),
        (
            "feeley-setting,therapists,gibbons2019|clinician,n",
            "column 'row': 'gibbons2019|clinician' is of 'gibbons2019'; "
            "by data/question_studies.csv the question is of 'feeley1999'",
        ),
        (
            "feeley-setting,passages,2-p1-s1,opening",
            "column 'table': 'passages' is not one of 'studies', 'therapists', 'treatments', 'instruments', "
            "'hypotheses', 'assessments', 'outcome_domains', 'findings', 'flow', 'searches', 'criteria' "
            "(data/datapackage.json)",
        ),
        (
            "feeley-settings,studies,feeley1999,setting",
            "column 'question_id': 'feeley-settings' is not in data/questions.csv, column 'question_id' "
            "(data/datapackage.json)",
        ),
        (
            "feeley-setting,studies,feeley1999,",
            "column 'column': is empty; a value is required (data/datapackage.json)",
        ),
    ],
)
def test_a_question_about_a_cell_that_is_not_there_or_of_another_study_is_refused(book, new, said):
    book.replace("data/question_cells.csv", SETTING, new)
    (line,) = refusal(book)
    path = book.folder / "data" / "question_cells.csv"
    number = path.read_text(encoding="utf-8").splitlines().index(new) + 1
    assert line.startswith(f"data/question_cells.csv, line {number} (feeley-setting")
    assert line.endswith(said)


@pytest.mark.parametrize(
    "new",
    [
        # nothing is reported there
        "feeley-setting,studies,feeley1999,mean_age_years",
        # of no study
        "feeley-setting,flow,2024|reports_excluded,n",
    ],
)
def test_a_question_may_be_about_a_cell_that_is_empty_or_of_no_study(book, new):
    book.replace("data/question_cells.csv", SETTING, new)
    data.load(book.folder)


def test_a_question_of_no_study_may_be_about_a_cell_of_any(book):
    path = book.folder / "data" / "question_cells.csv"
    path.write_text(path.read_text(encoding="utf-8") + "reynolds-1982,studies,weck2013,setting\n", encoding="utf-8")
    data.load(book.folder)


def test_a_study_without_findings_is_refused(book):
    path = book.folder / "data" / "findings.csv"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if "gibbons2019-alliance" not in line]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    sources = book.folder / "data" / "sources.csv"
    kept = [line for line in sources.read_text(encoding="utf-8").splitlines() if "gibbons2019-alliance" not in line]
    sources.write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert refusal(book) == [
        "data/studies.csv, line 6 (gibbons2019), column 'study_id': data/findings.csv has no line for "
        "'improvement_predicts_alliance'; write one, with tested 'not reported' where no test is reported"
    ]


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        (
            "data/findings.csv",
            "yes,supported,positive,,yes,adjusted for earlier change,,haq",
            "yes,,,,yes,adjusted for earlier change,,haq",
            "line 12 (debolle2010-symptoms), column 'finding': is empty; what was tested names its finding",
        ),
        (
            "data/findings.csv",
            "debolle2010-alliance-not-reported,debolle2010,improvement_predicts_alliance,,,,not reported,,",
            "debolle2010-alliance-not-reported,debolle2010,improvement_predicts_alliance,,,,not reported,supported,",
            "line 13 (debolle2010-alliance-not-reported), column 'finding': "
            "'supported' must be empty where no test is reported",
        ),
        (
            "data/studies.csv",
            ",567,144,144,",
            ",567,150,144,",
            "line 4 (debolle2010), column 'n_therapists_low': '150' is more than the '144' of 'n_therapists_high'",
        ),
        (
            "data/assessments.csv",
            "time point,6,6,",
            "time point,7,6,",
            "line 2 (berger2018-wai-sr-c-week6), column 'week_from': '7' is more than the '6' of 'week_to'",
        ),
        (
            "data/assessments.csv",
            "time point,12,12,",
            "time point,12,40,",
            "line 3 (berger2018-wai-sr-c-week12), column 'week_to': '40' is after the end of the treatment, which "
            "data/studies.csv gives as week 12; later times are months_after_treatment",
        ),
        (
            "data/assessments.csv",
            "alliance,wai-sr-c,",
            "alliance,,",
            "line 2 (berger2018-wai-sr-c-week6), column 'instrument_id': is empty; "
            "an assessment of the alliance names one",
        ),
        (
            "data/checklist.csv",
            ",partly,chapters/methods#from-text-to-data",
            ",partly,",
            "line 10 (PRISMA 2020|9), column 'where': is empty; an item that is partly names a page",
        ),
        (
            "data/checklist.csv",
            "for each database.\",not added,",
            "for each database.\",not added,chapters/methods",
            "line 60 (PRISMA-S|8), column 'where': 'chapters/methods' beside 'not added'; it names what is added",
        ),
        (
            "data/checklist.csv",
            "Outcomes sought,not reported,",
            "Outcomes sought,reported,",
            "line 11 (PRISMA 2020|10a), column 'article': 'reported' has no source; "
            "a line of data/sources.csv must say where",
        ),
        (
            "data/checklist.csv",
            "3,Rationale,reported,",
            "3,Rationale,not reported,",
            "line 4 (PRISMA 2020|3), column 'article': 'not reported', and data/sources.csv names a passage that tells",
        ),
        (
            "data/passages.csv",
            "abstract-p1-s2,abstract,Abstract,1,2,",
            "abstract-p1-s2,abstract,Abstract,1,3,",
            "line 3 (abstract-p1-s2), column 'passage_id': 'abstract-p1-s2' does not end with its place, '-p1-s3'",
        ),
        (
            "data/studies.csv",
            ",567,144,144,",
            ",567,,144,",
            "line 4 (debolle2010), column 'n_therapists_low': "
            "is empty beside the '144' of 'n_therapists_high'; a single value is in both",
        ),
        (
            "data/assessments.csv",
            "time point,6,6,",
            "time point,6,,",
            "line 2 (berger2018-wai-sr-c-week6), column 'week_to': "
            "is empty beside the '6' of 'week_from'; a single value is in both",
        ),
        (
            "data/findings.csv",
            "depressive symptoms,clinical outcome,face-to-face,yes,",
            ",clinical outcome,face-to-face,yes,",
            "line 2 (berger2018-face-week6), column 'outcome_domain': "
            "is empty; what was tested names its outcome domain",
        ),
        (
            "data/findings.csv",
            "concurrent or unspecified,,wai-sr-c,patient,,mid",
            ",,wai-sr-c,patient,,mid",
            "line 2 (berger2018-face-week6), column 'temporal_level': "
            "is empty; what was tested names its temporal level",
        ),
        (
            "data/instruments.csv",
            ",PHAS,,",
            ",,,",
            "line 7 (phas), column 'counted_as': is empty; data/assessments.csv names this instrument",
        ),
        (
            "data/hypotheses.csv",
            ",Alliance predicts outcome,",
            ",Improvement predicts alliance,",
            "line 3 (improvement_predicts_alliance), column 'label': 'Improvement predicts alliance' is there twice",
        ),
        (
            "data/platforms.csv",
            ",psycinfo,",
            ",psycinfos,",
            "line 4 (ebscohost), column 'source_id': 'psycinfos' is not in data/searches.csv, column 'source_id'",
        ),
        (
            "data/passages.csv",
            "Therapeutic alliance refers to the collaborative and",
            "Therapeutic alliance  refers to The",
            "line 13 (1-p1-s2), column 'opening': 'Therapeutic alliance  refers to The' also begins the sentence of "
            "line 2 (abstract-p1-s1); add the words that follow until they differ",
        ),
        (
            "data/answers.csv",
            "feeley-setting,B,",
            "feeley-arms,B,",
            "line 20 (feeley-setting|A), column 'answer': the question has no other answer than 'A'",
        ),
        (
            "data/answers.csv",
            "feeley-setting,B,",
            "feeley-settings,B,",
            "line 21 (feeley-settings, B), column 'question_id': 'feeley-settings' is not in data/questions.csv, "
            "column 'question_id'",
        ),
        (
            "data/answer_cells.csv",
            "feeley-setting,B,studies",
            "feeley-setting,B,papers",
            "line 22 (feeley-setting|B|papers|feeley1999|setting), column 'table': 'papers' is not a table; there are "
            "studies, therapists, ",
        ),
        (
            "data/answer_cells.csv",
            "feeley1999,setting,",
            "feeley1999,settings,",
            "line 22 (feeley-setting|B|studies|feeley1999|settings), column 'column': 'settings' is not a column of "
            "data/studies.csv",
        ),
        (
            "data/answer_cells.csv",
            "studies,feeley1999,setting,",
            "studies,feeley1998,setting,",
            "line 22 (feeley-setting|B|studies|feeley1998|setting), column 'row': 'feeley1998' is not a row of "
            "data/studies.csv",
        ),
        (
            "data/answer_cells.csv",
            "feeley1999,setting,outpatient",
            "feeley1999,setting,at home",
            "line 22 (feeley-setting|B|studies|feeley1999|setting), column 'value': 'at home' is not one of "
            "'outpatient', 'inpatient'",
        ),
        (
            "data/answer_cells.csv",
            "n_therapists_high,20",
            "n_therapists_high,0",
            "line 10 (berger-number-of-therapists|A|studies|berger2018|n_therapists_high), column 'value': '0' is less "
            "or more than 'n_therapists_high' may be",
        ),
        (
            "data/answer_cells.csv",
            "n_therapists_high,20",
            "n_therapists_high,twenty",
            "line 10 (berger-number-of-therapists|A|studies|berger2018|n_therapists_high), column 'value': 'twenty' is "
            "not a whole number",
        ),
        (
            "data/answer_cells.csv",
            "feeley1999-alliance,finding,supported",
            "feeley1999-alliance,tested,",
            "line 2 (feeley-counted-as-supporting|B|findings|feeley1999-alliance|tested), column 'value': is empty; "
            "'tested' needs a value",
        ),
        (
            "data/answer_cells.csv",
            "stilesshields2014-telephone,temporal_level,predictor first",
            "stilesshields2014-telephone,temporal_level,",
            "line 40 (stilesshields-order-in-time|B|findings|stilesshields2014-telephone|temporal_level), column "
            "'value': leaves the temporal level empty; what was tested names it",
        ),
        (
            "data/answer_cells.csv",
            "zuroff2006-maladjustment,outcome_domain,depressive symptoms",
            "zuroff2006-maladjustment,outcome_domain,sleep",
            "line 53 (zuroff-outcome-domain|B|findings|zuroff2006-maladjustment|outcome_domain), column 'value': "
            "'sleep' is not in data/outcome_domains.csv, column 'outcome_domain'",
        ),
        (
            "data/answer_cells.csv",
            "studies,berger2018,study_id,",
            "studies,berger2018,study_id,other2018",
            "line 9 (berger-diagnosis|B|studies|berger2018|study_id), column 'value': 'other2018' would be a key; an "
            "empty value leaves the row out",
        ),
    ],
)  # fmt: skip
def test_cells_that_contradict_each_other_are_refused(book, path, old, new, said):
    book.replace(path, old, new)
    assert any(line.startswith(f"{path}, {said}") for line in refusal(book)), refusal(book)


def test_a_mistyped_key_is_named_before_what_follows_from_it(book):
    book.replace("data/studies.csv", "berger2018,", "bergr2018,")
    first = refusal(book)[0]
    assert (
        first == "data/studies.csv, line 2 (bergr2018), column 'study_id': 'bergr2018' is not a key of references.bib"
    )


def test_studies_that_are_left_out_are_in_no_table(review, folder):
    kept = data.without(data.load(folder), ["feeley1999"])
    tables = [resource["name"] for resource in data.schema(folder)["resources"]]
    # the one document is that of no single study
    with_studies = [table for table in tables if "study_id" in getattr(review, table) and table != "documents"]
    assert len(with_studies) == 7
    for table in with_studies:
        assert "feeley1999" in set(getattr(review, table).study_id)
        assert "feeley1999" not in set(getattr(kept, table).study_id)


def test_leaving_out_a_study_that_is_not_there_is_refused(folder):
    with pytest.raises(ValueError, match="leave_out: 'nobody2000' is not a study; the studies are berger2018, "):
        data.without(data.load(folder), ["nobody2000"])


def test_a_table_of_one_search_string_holds_it_as_printed(review):
    assert review.searches["query"].nunique() == 1
    query = review.searches["query"][0]
    assert query.startswith("therapeutic alliance OR helping alliance OR working alliance AND (clinician OR")
    assert query.count("(") == query.count(")") == 2


def test_the_schema_is_written_as_json_with_its_licence(folder):
    assert json.loads((folder / "data" / "datapackage.json").read_text())["licenses"][0]["name"] == "CC-BY-4.0"


def test_findings_of_other_domains_are_left_out_and_an_unknown_domain_is_refused(folder):
    review = data.load(folder)
    kept = data.within(review, ["relapse and recurrence"])
    # Weck et al. have the only findings on relapse: two; what is not reported as tested stays
    assert list(kept.findings.study_id[kept.findings.tested.eq("yes")]) == ["weck2013", "weck2013"]
    assert kept.findings.tested.ne("yes").sum() == review.findings.tested.ne("yes").sum()
    assert len(kept.studies) == len(review.studies)
    assert data.within(review, []) is review
    with pytest.raises(ValueError, match="domains: 'hope' is not an outcome domain; there are depressive symptoms, "):
        data.within(review, ["hope"])


def test_other_values_stand_in_a_copy_of_the_review_and_nowhere_else(folder):
    review = data.load(folder)
    columns = ["table", "row", "column", "value"]
    cells = [
        ("studies", "feeley1999", "n_patients", "26"),
        ("studies", "feeley1999", "setting", math.nan),
        ("therapists", "feeley1999|psychologist", "profession", math.nan),
        ("findings", "feeley1999-alliance", "finding", "supported"),
        ("studies", "weck2013", "study_id", math.nan),
    ]
    made = data.replaced(review, pd.DataFrame(cells, columns=columns))
    feeley = made.studies.set_index("study_id").loc["feeley1999"]
    assert feeley.n_patients == 26
    assert pd.isna(feeley.setting)
    assert list(made.therapists.profession[made.therapists.study_id.eq("feeley1999")]) == [
        "psychotherapist",
        "social worker",
    ]
    assert made.findings.set_index("finding_id").finding["feeley1999-alliance"] == "supported"
    # a study whose row is left out is in no table
    assert len(made.studies) == 9
    assert "weck2013" not in {*made.studies.study_id, *made.findings.study_id, *made.treatments.study_id}
    assert list(review.studies.n_patients) == list(PATIENTS.values())
    assert len(review.therapists) == len(data.load(folder).therapists) == 14


def test_a_mistyped_key_of_a_study_is_said_once_and_not_what_follows_from_it(book):
    book.replace("data/studies.csv", "\nweck2013,", "\nwecj2013,")
    where = "data/studies.csv, line 9 (wecj2013), column 'study_id'"
    assert refusal(book) == [f"{where}: 'wecj2013' is not a key of references.bib"]


def test_a_byte_that_is_not_utf_8_is_said_of_its_file_and_line(book):
    path = book.folder / "data" / "studies.csv"
    path.write_bytes(path.read_bytes().replace(b"De Bolle", b"De B\xf6lle"))
    assert refusal(book) == [
        "data/studies.csv, line 4: byte 0xf6 is not UTF-8; save the table as CSV in UTF-8; "
        "data/README.md says how with each program"
    ]


def test_who_changes_a_table_changes_it_for_nobody_else(folder):
    studies = data.load(folder).studies
    studies.loc[0, "n_patients"] = 1
    assert list(data.load(folder).studies.n_patients) == list(PATIENTS.values())


def test_a_table_that_was_edited_is_read_and_checked_again(book):
    assert data.load(book.folder).studies.n_patients[2] == 567
    book.replace("data/studies.csv", ",567,", ",566,")
    assert data.load(book.folder).studies.n_patients[2] == 566
    book.replace("data/studies.csv", ",566,", ",56x,")
    for _ in range(2):
        assert refusal(book)[0].startswith("data/studies.csv, line 4 (debolle2010), column 'n_patients': '56x'")
