import pandas as pd
import pytest

from reviewbook.evidence.accounts import plausibility
from reviewbook.evidence.tables import data


class Tables:
    """Tables of two unremarkable studies; a test replaces what its rule should notice."""

    def __init__(self, **replaced):
        self.studies = pd.DataFrame(
            {
                "study_id": ["a", "b"], "study": ["A", "B"], "sample_id_if_overlapping": ["a", "b"],
                "n_patients": [50, 60], "n_therapists_low": [10, 6], "n_therapists_high": [10, 6],
                "setting": ["ward", "ward"], "treatments_compared": ["single", "single"],
                "pharmacotherapy": ["talk only", "talk only"], "published_side": ["first", "first"],
                "duration_weeks": [12, 12], "duration_sessions": [None, None],
            }
        )  # fmt: skip
        self.therapists = pd.DataFrame({"study_id": ["a"], "profession": ["nurse"], "n": [10]})
        self.treatments = pd.DataFrame({"study_id": ["a", "b"], "name": ["x", "x"], "modality": ["talk", "talk"]})
        self.hypotheses = pd.DataFrame(
            {"hypothesis_id": ["first", "second"], "label": ["First", "Second"], "predictor": ["the bond", "the pain"]}
        )
        self.instruments = pd.DataFrame({"instrument_id": ["i"], "abbreviation": ["I"], "family": ["I"]})
        self.assessments = pd.DataFrame(
            {
                "assessment_id": ["a4", "b4"], "study_id": ["a", "b"], "construct": "bond", "instrument_id": "i",
                "outcome": None, "rater": None, "schedule": "time point", "week_from": [4, 4], "week_to": [4, 4],
                "session_from": None, "session_to": None, "months_after_treatment": None,
            }
        )  # fmt: skip
        self.findings = pd.DataFrame(
            {
                "study_id": ["a", "b"], "hypothesis_id": "first", "instrument_id": "i", "tested": "yes",
                "finding": "supported", "direction": "positive", "outcome_domain": "pain", "outcome": "pain",
                "bond_timing": "early", "outcome_week": [12, 12], "temporal_level": "predictor first",
            }
        )  # fmt: skip
        self.outcome_domains = pd.DataFrame({"outcome_domain": ["pain", "staying"], "clinical": ["yes", "no"]})
        self.flow = pd.DataFrame(
            {
                "search_id": "s",
                "box": ["records_identified", "duplicates_removed", "records_screened"],
                "n": [100, 20, 80],
            }
        )
        self.searches = pd.DataFrame(
            {
                "search_id": ["s", "s"], "source_id": ["pubmed", "wos"], "source": ["PubMed", "Web of Science"],
                "n_records": [70, 30], "query": "cat OR dog",
                "searched_on": "2024-03-28",
            }
        )  # fmt: skip
        self.platforms = pd.DataFrame(
            {
                "platform_id": ["pubmed", "wos"], "platform": ["PubMed", "Web of Science"],
                "source_id": ["pubmed", "wos"], "parser": ["pubmed", "wos"],
            }
        )  # fmt: skip
        for name, table in replaced.items():
            setattr(self, name, table)

    def having(self, table, **columns):
        return Tables(**{table: getattr(self, table).assign(**columns)})


def found(review):
    return [tuple(row) for row in plausibility.fired(review).itertuples(index=False)]


def test_nothing_is_found_where_nothing_is_odd():
    assert found(Tables()) == []


def test_fewer_than_two_patients_for_each_therapist_are_found_beside_the_others():
    review = Tables().having("studies", n_patients=[19, 60])  # 19 / 10 and 60 / 6
    said = "19 patients and 10 therapists, 1.9 patients for each; in the other studies 10.0 to 10.0"
    assert found(review) == [("patients_per_therapist", "a", said)]


def test_two_patients_for_each_therapist_are_enough():
    assert found(Tables().having("studies", n_patients=[20, 60])) == []


def test_a_flow_that_loses_records_is_found():
    review = Tables().having("flow", n=[100, 20, 81])
    said = "search s: records_identified 100 less duplicates_removed 20 is not records_screened 81"
    assert found(review) == [("sums", "", said)]


def test_databases_that_do_not_sum_to_the_records_are_found_and_a_missing_count_is_not():
    review = Tables().having("searches", n_records=[70, 31])
    assert found(review) == [("sums", "", "search s: the databases give 101 records, records_identified is 100")]
    assert found(Tables().having("searches", n_records=[70, None])) == []


@pytest.mark.parametrize("query", ["(cat OR dog", "cat OR ()", "cat OR", "AND", "()"])
def test_a_search_string_that_no_reader_takes_is_found_for_each_platform(query):
    review = Tables().having("searches", query=[query, "cat"])
    ((rule, study, said),) = found(review)
    assert (rule, study) == ("unreadable_search", "")
    assert said.startswith("search s: PubMed cannot read the search string of PubMed")


def test_a_number_that_no_reader_believes_is_found_with_its_cell():
    flow = pd.DataFrame({"search_id": "s", "box": list("abcd"), "n": [100, 20, 80, 9_000]})
    assert found(Tables(flow=flow.astype({"n": "Int64"}))) == [
        ("out_of_proportion", "", "data/flow.csv (s, d), column 'n': 9,000 is more than 100 times the median of the "
                                  "others, 80")
    ]  # fmt: skip
    assert found(Tables(flow=flow.assign(n=[100, 20, 80, 8_000]).astype({"n": "Int64"}))) == []


@pytest.mark.parametrize(
    ("table", "column", "value", "said"),
    [
        ("studies", "percent_medicated", 0.5, "0.5 is hard to believe; a share of all is 100"),
        ("studies", "percent_women", 1, "1 is hard to believe; a share of all is 100"),
        ("studies", "mean_age_years", 0.42, "0.42 is hard to believe; believed are 3 to 100"),
        ("studies", "duration_weeks", 1200, "1200 is hard to believe; believed are 0.5 to 520"),
        ("studies", "n_arms", 2014, "2014 is hard to believe; believed are 1 to 20"),
        ("findings", "outcome_week", 2018, "2018 is hard to believe; believed are 0.1 to 520"),
    ],
)  # fmt: skip
def test_a_number_that_no_column_of_its_name_has_is_found_with_its_cell(table, column, value, said):
    assert found(Tables().having(table, **{column: [value, 50 if column != "n_arms" else 2]})) == [
        ("beyond_belief", "a", f"data/{table}.csv (a), column '{column}': {said}")
    ]
    assert found(Tables().having(table, **{column: [None, 0]})) == []


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (["2204-03-28", "2024-03-28"], "2204-03-28 is more than 20 years after the youngest study, 2019"),
        (["1924-03-28", "2024-03-28"], "1924-03-28 is before the oldest study, 1996"),
        (["2014-03-28", "2012-03-28"], "2014-03-28 is the last search, and before the youngest study, 2019"),
        (["2012-03-28", "2020-03-28"], None),
    ],
)  # fmt: skip
def test_a_day_that_no_search_has_is_found_with_its_cell(days, said):
    review = Tables().having("studies", study=["Ann and Bob, 1996", "Bob et al., 2019a"])
    review.searches = review.searches.assign(searched_on=days)
    assert found(review) == (
        [("beyond_belief", "", f"data/searches.csv (s, pubmed), column 'searched_on': {said}")] if said else []
    )


def test_a_number_far_below_the_others_is_found_with_its_cell():
    review = Tables()
    review.studies = pd.concat([review.studies, review.studies.assign(study_id=["c", "d"])]).reset_index(drop=True)
    review.studies["n_patients"] = pd.Series([2000, 3000, 2500, 20], dtype="Int64")
    assert ("out_of_proportion", "d", "data/studies.csv (d), column 'n_patients': 20 is less than a hundredth of the "
            "median of the others, 2500") in found(review)  # fmt: skip


def test_professions_outside_the_number_of_therapists_are_found():
    said = "the professions (nurse 11) sum to 11, the therapists are 10"
    assert found(Tables().having("therapists", n=[11])) == [("sums", "a", said)]


def test_a_profession_that_is_the_sum_of_the_others_is_found():
    parts = pd.DataFrame({"study_id": "a", "profession": ["all", "nurse", "doctor"], "n": [5, 3, 2]})
    said = "of the professions (all 5, nurse 3, doctor 2) one is the sum of the others: 5 or 10 therapists"
    assert found(Tables(therapists=parts)) == [("sums", "a", said)]


def test_a_rating_at_the_end_is_found_where_a_late_rating_supports_the_prediction():
    review = Tables().having("assessments", week_from=[12, 4], week_to=[12, 4])
    assert found(review) == []  # the finding rests on an early rating
    late = Tables(assessments=review.assessments).having("findings", bond_timing=["late", "late"])
    late.assessments = review.assessments
    assert found(late) == [("endpoint_as_predictor", "a", "I rated in week 12 of 12, with pain")]


def test_a_series_is_found_where_it_goes_on_to_the_outcome_and_not_where_the_outcome_is_later():
    series = Tables().having("assessments", schedule="every week", week_from=[1, 1], week_to=[6, 6])
    series.findings = series.findings.assign(bond_timing="every week", outcome_week=[6, 7])
    assert found(series) == [("endpoint_as_predictor", "a", "I rated in weeks 1 to 6, with pain in week 6")]


def test_a_finding_that_is_not_supported_makes_no_claim_to_prediction():
    series = Tables().having("assessments", schedule="every week", week_from=[1, 1], week_to=[6, 6])
    series.findings = series.findings.assign(bond_timing="every week", outcome_week=6, finding="not supported")
    assert [rule for rule, _, _ in found(series)] == ["counted_without_support"] * 2


def test_a_shared_sample_is_found_and_said_to_be_counted_twice():
    review = Tables().having("studies", sample_id_if_overlapping="ab")
    assert found(review)[0] == ("shared_sample", "a", "described like B, with which it may share its patients")
    review.studies = review.studies.assign(published_side=["first", "second"])
    said = {study_id: finding for rule, study_id, finding in found(review) if rule == "shared_sample"}
    assert said["b"].endswith("; counted under different hypotheses: First and Second")


def same_team():
    review = Tables().having("studies", n_therapists_low=10, n_therapists_high=10)
    team = {"study_id": ["a", "a", "b", "b"], "profession": ["nurse", "physician"] * 2, "n": [3, 7, 3, 7]}
    review.therapists = pd.DataFrame(team)
    return review


def test_studies_that_are_described_alike_may_share_their_patients_whatever_is_coded():
    said = [row for row in found(same_team()) if row[0] == "shared_sample"]
    assert said == [
        ("shared_sample", "a", "described like B, with which it may share its patients"),
        ("shared_sample", "b", "described like A, with which it may share its patients"),
    ]


@pytest.mark.parametrize(
    ("table", "column", "values"),
    [
        ("studies", "duration_weeks", [12, 16]),
        ("studies", "duration_weeks", [None, None]),
        ("treatments", "name", ["x", "y"]),
        ("therapists", "n", [3, 7, 3, 6]),
    ],
)
def test_studies_that_differ_in_length_treatment_or_team_are_not_said_to_share_patients(table, column, values):
    review = same_team()
    setattr(review, table, getattr(review, table).assign(**{column: values}))
    assert "shared_sample" not in [rule for rule, _, _ in found(review)]


def test_an_outcome_that_is_not_clinical_is_found():
    review = Tables().having("findings", outcome_domain=["staying", "pain"])
    said = [("outcome_outside_domain", "a", "counted on staying, which is not a clinical outcome")]
    assert found(review)[:1] == said


def test_a_study_that_is_counted_where_it_was_not_tested_or_not_supported_is_found():
    review = Tables().having("findings", finding=["trend", "supported"])
    assert found(review) == [("counted_without_support", "a", "counted under 'First', where its finding is: trend")]
    review = Tables().having("studies", published_side=["second", "first"])
    said = "counted under 'Second', where its finding is: no test reported"
    assert found(review) == [("counted_without_support", "a", said)]


def test_a_single_treatment_that_is_several_is_found():
    several = pd.DataFrame({"study_id": ["a", "a", "b"], "name": ["x", "y", "x"], "modality": "talk"})
    said = "counted as a single treatment, described with 2: x and y"
    assert found(Tables(treatments=several)) == [("single_with_several_treatments", "a", said)]


def test_a_combination_without_an_arm_that_combines_is_found():
    mixed = pd.DataFrame({"study_id": ["a", "a", "b"], "name": "x", "modality": ["talk", "pills", "talk and pills"]})
    review = Tables().having("studies", pharmacotherapy="talk and pills", treatments_compared="multiple")
    review.treatments = mixed
    said = "said to offer talk and pills, described with arms of talk or pills"
    assert found(review) == [("combined_without_combined_arm", "a", said)]


def test_a_category_and_a_clinical_domain_that_one_study_stands_for_are_found():
    review = Tables().having("studies", setting=["ward", None])
    assert found(review) == [("single_study_in_category", "a", "the only study with setting ward")]
    review = Tables().having("findings", outcome_domain=["pain", None])
    assert ("single_study_in_category", "a", "the only study with the outcome domain pain") in found(review)


def test_a_question_covers_what_its_rule_finds_on_its_studies_and_nothing_else():
    review = Tables().having("studies", n_patients=[19, 11])  # both below two for each of 10 and of 6 therapists
    review.flow = review.flow.assign(n=[100, 20, 81])
    questions = pd.DataFrame({"question_id": ["p", "s"], "rule": ["patients_per_therapist", "sums"]})
    studies = pd.DataFrame({"question_id": ["p"], "study_id": ["a"]})
    left = plausibility.unexplained(review, questions, studies)
    assert list(zip(left.rule, left.study_id, strict=True)) == [("patients_per_therapist", "b")]
    left = plausibility.unexplained(review, questions.iloc[:1], studies)
    assert list(left.rule) == ["patients_per_therapist", "sums"]


def test_what_a_rule_finds_names_every_question_that_covers_it():
    review = Tables().having("studies", n_patients=[19, 11])
    review.flow = review.flow.assign(n=[100, 20, 81])
    questions = pd.DataFrame(
        {
            "question_id": ["p", "q", "s", "other"],
            "rule": ["patients_per_therapist", "patients_per_therapist", "sums", None],
        }
    )
    studies = pd.DataFrame({"question_id": ["p", "q", "other"], "study_id": ["a", "a", "b"]})
    found = plausibility.explained(review, questions, studies)
    assert list(zip(found.rule, found.study_id, found.questions, strict=True)) == [
        ("patients_per_therapist", "a", ("p", "q")),
        ("patients_per_therapist", "b", ()),
        ("sums", "", ("s",)),
    ]


def test_the_rules_find_in_the_review_what_a_reader_finds(folder):
    rows = plausibility.fired(data.load(folder))
    assert sorted(zip(rows.rule, rows.study_id, strict=True)) == [
        ("combined_without_combined_arm", "zuroff2006"),  # two arms of each kind
        ("counted_without_support", "feeley1999"),  # a trend
        ("endpoint_as_predictor", "berger2018"),  # week 12 of 12
        ("endpoint_as_predictor", "castonguay1996"),  # weeks 1 to 12, outcomes in weeks 6 and 12
        ("outcome_outside_domain", "gibbons2019"),  # staying in treatment
        ("patients_per_therapist", "stilesshields2014"),
        ("shared_sample", "castonguay1996"),
        ("shared_sample", "feeley1999"),
        ("single_study_in_category", "feeley1999"),  # inpatients
        ("single_study_in_category", "weck2013"),  # relapse
        ("single_with_several_treatments", "stilesshields2014"),  # face to face, by telephone
        ("sums", "feeley1999"),  # 4, or 4 + 1 + 3
    ]
    said = rows[rows.rule.eq("patients_per_therapist")].finding.item()
    # 325 / 291 = 1.117; the others from 211 / 89 = 2.37 to 237 / 20 = 11.85
    assert said == "325 patients and 291 therapists, 1.1 patients for each; in the other studies 2.4 to 11.9"
    endpoint = rows.set_index(["rule", "study_id"]).finding["endpoint_as_predictor", "berger2018"]
    assert endpoint == "WAI-SR-C rated in week 12 of 12, with clinical outcome"


def test_every_finding_of_a_rule_is_an_open_question_and_every_question_of_a_rule_is_found(folder):
    review = data.load(folder)
    assert plausibility.unexplained(review, review.questions, review.question_studies).empty
    assert set(review.questions.rule.dropna()) == set(plausibility.fired(review).rule)


def add_study(book, **values):
    """Add a study with its findings, each cell tied to a sentence, as a maintainer would."""
    header = (book.folder / "data" / "studies.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    row = {"study_id": "new2025", "study": "\"New, 2025\"",
           "sample_id_if_overlapping": "new2025", "published_side": "alliance_predicts_outcome",
           "update_id": "article"} | values  # fmt: skip
    findings = [("new2025-outcome", "alliance_predicts_outcome"), ("new2025-alliance", "improvement_predicts_alliance")]
    lines = {
        "data/studies.csv": [",".join(str(row.get(column, "")) for column in header)],
        "data/findings.csv": [
            f"{key},new2025,{hypothesis},,,,not reported{',' * 11},videtta2025" for key, hypothesis in findings
        ],
        "data/sources.csv": [
            *(f"studies,new2025,{column},3-p1-s1,stated," for column in [*values, "published_side"]),
            *(f"findings,{key},tested,3-p1-s1,derived," for key, _ in findings),
        ],
        "references.bib": ["@article{new2025, author={New, N.}, title={New}, journal={J}, year={2025}}"],
    }
    for path, added in lines.items():
        with (book.folder / path).open("a", encoding="utf-8") as file:
            file.write("\n".join(added) + "\n")
    book.replace("data/flow.csv", ",included,10", ",included,11")


@pytest.mark.parametrize(
    ("values", "warned"),
    [
        (
            {"n_patients": 30, "n_therapists_low": 20, "n_therapists_high": 20},
            ["new2025: 30 patients and 20 therapists, 1.5 patients for each"],
        ),
        ({"n_patients": 30, "n_therapists_low": 5, "n_therapists_high": 5}, []),
    ],
)
def test_a_run_warns_of_a_new_study_that_a_rule_finds(book, values, warned):
    add_study(book, **values)
    said = book.run("run", "selection")
    assert said.returncode == 0, said.stderr
    warnings = [line for line in said.stdout.splitlines() if line.startswith("warning ")]
    counted = "new2025: counted under 'Alliance predicts outcome', where its finding is: no test reported"
    assert len(warnings) == len(warned) + 1
    for line, finding in zip(warnings, [*warned, counted], strict=True):
        assert line.startswith(f"warning    {finding}")
        assert line.endswith("; no question in data/questions.csv covers it)")


@pytest.mark.parametrize("failing", [False, True], ids=["nothing to run", "a notebook fails"])
def test_a_run_warns_whatever_becomes_of_the_notebooks(book, failing):
    # fewer than two patients for each therapist: no question covers it any longer
    book.replace("data/question_studies.csv", "stilesshields-number-of-therapists,stilesshields2014\n", "")
    if failing:
        book.replace("notebooks/selection.ipynb", "review = data.load()", "review = data.lode()")
    else:
        assert book.run("run", "selection").returncode == 0
    said = book.run("run", "selection")
    assert said.returncode == failing, said.stderr
    warnings = [line for line in said.stdout.splitlines() if line.startswith("warning ")]
    assert [line.split(":")[0] for line in warnings] == ["warning    stilesshields2014"]
    assert ("all are up to date" in said.stdout) is not failing
