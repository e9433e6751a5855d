"""The open questions: neutral, answerable, and each tied to what it rests on."""

import csv
import re

import made_reviews
import pandas as pd
import pybtex.database
import pytest

from reviewbook.evidence.accounts import questions as accounts
from reviewbook.evidence.tables import data

RULES = {
    "patients_per_therapist",
    "sums",
    "endpoint_as_predictor",
    "shared_sample",
    "outcome_outside_domain",
    "counted_without_support",
    "single_with_several_treatments",
    "combined_without_combined_arm",
    "single_study_in_category",
}
VERDICT = re.compile(
    r"\b(?:err(?:or|ors|ed|oneous\w*)|wrong\w*|mistak\w*|incorrect\w*|false\w*|flaw\w*|fail\w*|blunder\w*|mislead\w*"
    r"|inaccura\w*|invalid\w*|contradict\w*|careless\w*|unfortunate\w*|surprising\w*|obvious\w*|clearly|absurd\w*"
    r"|implausib\w*|impossib\w*|overstat\w*|exaggerat\w*|mislabel\w*|ignor\w*|should have|must have)\b",
    re.IGNORECASE,
)
WORDS = ["question", "article_says", "against", "consequence", "settled_by"]
# a guess that no abstract or record at hand confirms, and what it would look like
GUESSES = re.compile(r"about (?:nine|ten) therapists|around ten|PhD|completers|239\b|observer", re.IGNORECASE)


@pytest.fixture(scope="module")
def review(folder):
    return data.load(folder)


@pytest.fixture(scope="module")
def questions(review):
    return review.questions


@pytest.fixture(scope="module")
def sourced(folder):
    with (folder / "data" / "sources.csv").open(encoding="utf-8", newline="") as file:
        return {(row["row"], row["column"]) for row in csv.DictReader(file) if row["table"] == "questions"}


def test_every_question_says_what_would_settle_it_and_what_it_touches(questions):
    for column in WORDS:
        assert questions[column].str.strip().str.len().gt(10).all(), column


def test_every_question_is_one_question(questions):
    assert questions.question.str.fullmatch(r"[A-Z][^?]*\?").all()


def test_every_value_ends_as_a_sentence(questions):
    for column in WORDS[1:]:
        assert questions[column].str.endswith(".").all(), column


def test_the_abstract_layer_names_a_reference_and_no_other_layer_does(questions):
    assert list(questions.reference.notna()) == list(questions.layer.eq("primary abstract"))


def test_every_reference_is_a_key_of_the_bibliography(questions, folder):
    keys = set(pybtex.database.parse_file(str(folder / "references.bib"), bib_format="bibtex").entries)
    assert set(questions.reference.dropna()) <= keys


def test_only_an_abstract_or_record_confirms(questions):
    assert set(questions.layer[questions.certainty.eq("confirmed")]) == {"primary abstract"}
    assert "primary abstract" not in set(questions.layer[questions.certainty.eq("follows from the text")])


def test_no_question_of_the_article_layer_speaks_of_abstracts_of_studies(questions):
    article = questions[questions.layer.eq("article")]
    assert not article.against.str.contains(r"By the abstract|The abstract (?:has|names|says|gives)").any()


def test_every_rule_is_known_and_every_known_rule_finds_something(questions):
    assert set(questions.rule.dropna()) == RULES


def test_a_rule_finds_what_is_in_the_tables_and_not_what_is_in_abstracts(questions):
    assert set(questions.layer[questions.rule.notna()]) == {"article"}


@pytest.mark.parametrize("column", WORDS)
def test_no_question_gives_a_verdict(questions, column):
    assert [text for text in questions[column] if VERDICT.search(text)] == []


@pytest.mark.parametrize("word", ["This is wrong.", "An erroneous count.", "It contradicts itself.", "Falsely."])
def test_a_verdict_is_found(word):
    assert VERDICT.search(word)


def test_no_unconfirmed_guess_is_repeated(questions):
    assert [text for column in WORDS for text in questions[column] if GUESSES.search(text)] == []


def test_what_the_article_says_names_its_passage(questions, sourced):
    assert {row for row, column in sourced if column == "article_says"} == set(questions.question_id)


def test_what_stands_against_the_article_in_its_own_text_names_its_passage(questions, sourced):
    own = questions.question_id[questions.layer.ne("primary abstract")]
    assert {row for row, column in sourced if column == "against"} == set(own)


def test_every_question_of_a_study_is_named_after_it(review):
    short = {study_id: re.sub(r"\d+[a-z]?$", "", study_id) for study_id in review.studies.study_id}
    tied = review.question_studies.groupby("question_id").study_id.agg(set)
    for question_id in review.questions.question_id:
        for study_id, name in short.items():
            if name in question_id.split("-"):
                assert study_id in tied[question_id], question_id


def test_the_tables_hold_the_questions_that_the_article_raises_by_itself(questions):
    # Section 3 of the article against section 3.1 and 3.2, read by hand
    rules = questions.dropna(subset="rule").set_index("question_id").rule
    assert rules["feeley-counted-as-supporting"] == "counted_without_support"
    assert rules["stilesshields-number-of-therapists"] == "patients_per_therapist"
    assert rules["stilesshields-single-treatment"] == "single_with_several_treatments"
    assert rules["zuroff-combined-treatment"] == "combined_without_combined_arm"
    assert rules["castonguay-feeley-shared-sample"] == "shared_sample"
    assert rules["gibbons-outcome-domain"] == "outcome_outside_domain"


def test_the_patients_per_therapist_are_those_of_a_hand_count(review):
    # 325/291 1.12; the others with one count: 30/4 7.5, 567/144 3.9, 237/20 11.85, 60/6 10, 80/26 3.1, 211/89 2.4
    said = review.questions.set_index("question_id").against["stilesshields-number-of-therapists"]
    assert re.findall(r"\d+\.\d", said) == ["1.1", "2.4", "11.9"]


# of single questions, the cells that their words name, read by hand
CELLS = {
    "feeley-setting": {"studies/feeley1999/setting"},
    "castonguay-feeley-shared-sample": {
        f"studies/{study_id}/{column}"
        for study_id in ("castonguay1996", "feeley1999")
        for column in ("sample_id_if_overlapping", "n_patients", "published_side")
    },
    "stilesshields-number-of-therapists": {
        "studies/stilesshields2014/n_therapists_low",
        "studies/stilesshields2014/n_therapists_high",
        "therapists/stilesshields2014|psychologist/n",
    },
    "gibbons-outcome-domain": {
        "studies/gibbons2019/published_side",
        "outcome_domains/treatment retention/clinical",
        "findings/gibbons2019-sedt/outcome_domain",
        "findings/gibbons2019-cbt/outcome_domain",
    },
    "reasons-for-exclusion": {"flow/2024|reports_excluded/n"},
    # no table has a magnitude
    "strength-without-estimate": set(),
}


@pytest.mark.parametrize("question_id", CELLS)
def test_a_question_is_about_the_cells_that_its_words_name(review, question_id):
    found = accounts.of_cells(review)
    assert {cell for cell, asked in found.items() if question_id in asked} == CELLS[question_id]


def test_by_which_rule_it_is_counted_is_asked_of_every_study_of_the_article(review):
    # the article counts seven and three
    found = accounts.of_cells(review)
    sides = [cell for cell, asked in found.items() if "counting-rule-not-stated" in asked]
    assert len(sides) == 10
    assert {cell.rpartition("/")[2] for cell in sides} == {"published_side"}


def test_the_questions_about_a_cell_come_most_serious_first(review):
    # high, four that are medium, low; those of one severity as in the table
    assert accounts.of_cells(review)["flow/2024|studies_included/n"] == (
        "search-string-brackets", "hendriksen-not-included", "don-not-included", "arnow-not-included",
        "debolle-comorbidity", "gibbons-comorbidity", "berger-diagnosis",
    )  # fmt: skip


def test_a_question_is_about_no_cell_where_nothing_in_the_results_depends_on_it(review, questions):
    asked = {question_id for here in accounts.of_cells(review).values() for question_id in here}
    nothing = questions.consequence.str.match(r"(?:No count|Nothing in the results) depends on it")
    assert nothing.sum() >= 9
    assert asked.isdisjoint(questions.question_id[nothing])


def test_a_review_that_does_not_tell_of_cells_has_no_questions_about_them():
    assert accounts.of_cells(made_reviews.small_review()) == {}


def test_a_cell_has_every_question_about_it_and_a_question_every_cell():
    made = made_reviews.small_review()
    made.questions = pd.DataFrame({"question_id": ["a", "b", "c"], "severity": ["low", "medium", "high"]})
    cells = [("a", "A", "n"), ("b", "A", "n"), ("c", "A", "n"), ("a", "B|x", "n"), ("later", "A", "n")]
    made.question_cells = pd.DataFrame(cells, columns=["question_id", "row", "column"]).assign(table="t")
    assert accounts.of_cells(made) == {"t/A/n": ("c", "b", "a"), "t/B|x/n": ("a",)}
    made.question_cells = made.question_cells[:0]
    assert accounts.of_cells(made) == {}
