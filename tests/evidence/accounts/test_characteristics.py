import pandas as pd
import pytest

from reviewbook.evidence.accounts import characteristics
from reviewbook.evidence.tables import data


@pytest.fixture(scope="module")
def review(folder):
    return data.load(folder)


@pytest.fixture(scope="module")
def values(review):
    return {number.name: number.value for number in characteristics.numbers(review)}


def test_the_patients_sum_to_what_their_counts_sum_to(values):
    # 98 + 30 + 567 + 25 + 237 + 325 + 60 + 80 + 211 + 191
    assert values["total_n_patients"] == 1824


def test_the_median_and_the_quartiles_of_the_patients_are_those_of_a_hand_count(values):
    # sorted: 25 30 60 80 98 | 191 211 237 325 567; the quartiles lie at places 3.25 and 7.75
    assert values["median_n_patients"] == 144.5  # (98 + 191) / 2
    assert values["lower_quartile_n_patients"] == 65  # 60 + 0.25 * 20
    assert values["upper_quartile_n_patients"] == 230.5  # 211 + 0.75 * 26


def test_seven_studies_report_weeks(values):
    # 12 12 12 16 18 20 24
    assert values["n_reporting_duration_weeks"] == 7
    assert values["median_duration_weeks"] == 16
    assert (values["minimum_duration_weeks"], values["maximum_duration_weeks"]) == (12, 24)


def test_what_no_study_reports_has_no_spread():
    found = characteristics.spread(pd.Series([None, None], dtype="Float64"))
    assert found == {"n": 0} | dict.fromkeys(
        ["total", "median", "lower_quartile", "upper_quartile", "minimum", "maximum"]
    )


def test_what_is_not_reported_is_a_category_of_its_own():
    table = pd.DataFrame({"study_id": ["a", "b", "c"], "setting": ["x", None, "x"]})
    found = characteristics.shares(table, "setting")
    assert list(found.category) == ["x", "not reported"]
    assert list(found.n) == [2, 1]
    assert list(found.studies) == [("a", "c"), ("b",)]
    assert found.percent[0] == pytest.approx(66.67, abs=0.01)


def test_no_name_is_given_twice(review):
    names = [number.name for number in characteristics.numbers(review)]
    assert len(names) == len(set(names))
