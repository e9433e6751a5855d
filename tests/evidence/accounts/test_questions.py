"""The open questions: neutral, answerable, and each tied to what it rests on."""

import csv
import re

import pybtex.database
import pytest

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
