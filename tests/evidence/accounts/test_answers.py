"""What each answer to a question would change, counted by hand from section 3 of the article."""

from types import SimpleNamespace

import pandas as pd
import pytest

from reviewbook.display import rows
from reviewbook.evidence.accounts import answers, characteristics, measurement
from reviewbook.evidence.counting import direction
from reviewbook.evidence.tables import data

BY_STUDY = {"characteristics": characteristics.numbers, "measurement": measurement.numbers}
BY_UNIT = {"direction": direction.numbers}
ALLIANCE, IMPROVEMENT = "alliance_predicts_outcome", "improvement_predicts_alliance"

# question and answer, number, now, then
BY_HAND = [
    # Castonguay et al. support it and Feeley et al. do not: one sample is mixed, and nine studies are eight samples
    ("castonguay-feeley-shared-sample", "B", f"direction.n_supported_{ALLIANCE}", 7, 6),
    ("castonguay-feeley-shared-sample", "B", f"direction.n_tested_{ALLIANCE}", 9, 8),
    ("castonguay-feeley-shared-sample", "B", f"direction.n_mixed_{ALLIANCE}", 0, 1),
    ("castonguay-feeley-shared-sample", "B", f"direction.percent_supported_{ALLIANCE}", 700 / 9, 75),
    # Strunk et al., Wucherpfennig et al., and with its trend Feeley et al.
    ("feeley-counted-as-supporting", "B", f"direction.n_supported_{IMPROVEMENT}", 2, 3),
    ("feeley-counted-as-supporting", "B", f"direction.n_trend_{IMPROVEMENT}", 1, 0),
    # of Gibbons et al. no other finding is reported
    ("gibbons-outcome-domain", "B", f"direction.n_supported_{ALLIANCE}", 7, 6),
    ("gibbons-outcome-domain", "B", f"direction.n_tested_{ALLIANCE}", 9, 8),
    ("gibbons-outcome-domain", "B", f"direction.n_tested_{ALLIANCE}_treatment_retention", 1, 0),
    # 20 + 4 + 144 + 4 + 20 + 291 + 6 + 26 + 89 = 604; 40 for the first and 8 for the fourth make 628
    ("berger-number-of-therapists", "A", "characteristics.total_n_therapists_high", 628, 608),
    ("berger-number-of-therapists", "B", "characteristics.total_n_therapists_low", 604, 624),
    ("feeley-number-of-therapists", "A", "characteristics.total_n_therapists_high", 628, 624),
    ("feeley-number-of-therapists", "B", "characteristics.total_n_therapists_low", 604, 608),
    ("stilesshields-number-of-therapists", "B", "characteristics.total_n_therapists_low", 604, 313),
    ("stilesshields-number-of-therapists", "B", "characteristics.total_n_therapists_high", 628, 337),
    ("stilesshields-number-of-therapists", "B", "characteristics.n_therapists_low_stilesshields2014", 291, None),
    ("feeley-setting", "B", "characteristics.n_setting_inpatient", 1, 0),
    ("feeley-setting", "B", "characteristics.n_setting_outpatient", 9, 10),
    ("stilesshields-single-treatment", "B", "characteristics.n_treatments_compared_single", 4, 3),
    ("stilesshields-single-treatment", "B", "characteristics.n_treatments_compared_multiple", 6, 7),
    ("feeley-arms", "B", "characteristics.n_treatments_pharmacotherapy_feeley1999", 0, 1),
    # 1,824 without 567, 98 and 237
    ("debolle-comorbidity", "B", "characteristics.total_n_patients", 1824, 1257),
    ("berger-diagnosis", "B", "characteristics.total_n_patients", 1824, 1726),
    ("gibbons-comorbidity", "B", "characteristics.total_n_patients", 1824, 1587),
    ("debolle-comorbidity", "B", "characteristics.n_studies", 10, 9),
    # Weck, Gibbons, De Bolle, Zuroff, Feeley and Strunk, without Weck, and with one more
    ("weck-average-over-treatment", "B", f"direction.n_tested_{ALLIANCE}_predictor_first", 6, 5),
    ("stilesshields-order-in-time", "B", f"direction.n_tested_{ALLIANCE}_predictor_first", 6, 7),
    ("berger-time-of-outcome", "B", f"direction.n_tested_{ALLIANCE}_predictor_first", 6, 7),
    # of the two ratings after 6 weeks one supports it, and of all four three
    ("berger-rating-at-end-of-treatment", "B", f"direction.n_supported_{ALLIANCE}_predictor_first", 4, 5),
    ("castonguay-rating-at-end-of-treatment", "B", f"direction.n_supported_{ALLIANCE}_predictor_first", 4, 5),
    ("feeley-earlier-change", "B", f"direction.n_tested_{ALLIANCE}_both_orders_tested", 2, 1),
    ("zuroff-outcome-domain", "B", f"direction.n_tested_{ALLIANCE}_depressive_symptoms", 6, 7),
    # Berger and Zuroff, and then Castonguay; or Gibbons, Stiles-Shields and Strunk
    ("castonguay-rater", "B", "measurement.n_rater_patient", 2, 3),
    ("wai-as-self-report", "B", "measurement.n_rater_patient", 2, 5),
    ("gibbons-facet", "B", "measurement.n_facet_task", 1, 0),
    # 12, 12, 12, 16, 18, 20 and 24 weeks; without the 18, or with 4
    ("stilesshields-length", "B", "characteristics.median_duration_weeks", 16, 14),
    ("strunk-length-of-treatment", "B", "characteristics.minimum_duration_weeks", 12, 4),
    ("strunk-length-of-treatment", "B", "characteristics.median_duration_weeks", 16, 14),
    ("haq-and-phas", "B", "characteristics.n_instruments_phas", 1, 3),
]


@pytest.fixture(scope="module")
def review(folder):
    return data.load(folder)


@pytest.fixture(scope="module")
def moved(review):
    return answers.moved(review, review.questions, BY_STUDY, BY_UNIT)


@pytest.fixture(scope="module")
def found(moved):
    return {
        (row.question_id, row.answer, row.number): (row.now, row.then)
        for row in moved.dropna(subset="number").itertuples()
    }


@pytest.mark.parametrize(("question_id", "answer", "number", "now", "then"), BY_HAND)
def test_an_answer_moves_the_numbers_that_a_hand_count_moves(found, question_id, answer, number, now, then):
    was, becomes = found[question_id, answer, number]
    assert was == pytest.approx(now)
    assert becomes == (None if then is None else pytest.approx(then))


def test_no_number_of_support_moves_with_the_time_of_ratings_of_which_half_support(found):
    # of the ratings of Berger et al. after 6 weeks one supports the hypothesis and one does not: mixed
    number = f"direction.n_supported_{ALLIANCE}_predictor_first"
    assert ("berger-time-of-outcome", "B", number) not in found


def test_every_question_is_counted_by_hand_and_has_an_answer_that_moves_something(review, moved):
    asked = list(dict.fromkeys(review.answers.question_id))
    assert {question_id for question_id, *_ in BY_HAND} == set(asked)
    assert set(moved.question_id[moved.number.notna()]) == set(asked)


def test_an_answer_that_is_what_the_data_hold_moves_nothing(review, moved):
    sets = set(zip(review.answer_cells.question_id, review.answer_cells.answer, strict=True))
    unset = review.answers[review.answers.unit.isna()]
    still = set(zip(unset.question_id, unset.answer, strict=True)) - sets
    rest = moved[[pair in still for pair in zip(moved.question_id, moved.answer, strict=True)]]
    assert len(rest) == len(still) == 23
    assert rest[["number", "now", "then"]].isna().all(axis=None)


def test_nothing_but_counts_of_others_is_said_of_a_study_that_is_left_out(found):
    told = {number for question_id, _, number in found if question_id == "debolle-comorbidity"}
    assert [number for number in told if "debolle2010" in number] == []


def test_no_share_of_nothing_is_told(found):
    assert [pair for key, pair in found.items() if "percent" in key[2] and None in pair] == []


def test_the_data_are_what_they_were(review, moved, folder):
    for table in ("studies", "findings", "therapists", "instruments"):
        assert getattr(review, table).equals(getattr(data.load(folder), table))


def test_only_the_questions_that_are_shown_are_answered(review):
    high = review.questions[review.questions.question_id.eq("feeley-setting")]
    assert set(answers.moved(review, high, BY_STUDY, BY_UNIT).question_id) == {"feeley-setting"}


def test_a_review_without_answers_has_none():
    questions = pd.DataFrame({"question_id": ["lamps"]})
    assert answers.moved(SimpleNamespace(), questions, BY_STUDY, BY_UNIT).empty


def test_values_are_worded_as_the_book_prints_them():
    told = pd.DataFrame(
        [
            ("a.n", "patients", 1824, 1257),
            ("a.percent", "percent", 700 / 9, 75.0),
            ("a.n_of", "therapists", 291, None),
            (None, None, None, None),
        ],
        columns=["number", "unit", "now", "then"],
        dtype=object,
    )
    shown = rows.answers(told)
    assert list(shown.now.dropna()) == ["1,824", "77.8", "291"]
    assert list(shown.then.dropna()) == ["1,257", "75", "not reported"]
