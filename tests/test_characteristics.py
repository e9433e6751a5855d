import pandas as pd
import pytest

from reviewbook.evidence import characteristics, data


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


def test_six_studies_used_several_treatments_and_four_one(values):
    assert values["n_treatments_compared_multiple"] == 6
    assert values["n_treatments_compared_single"] == 4


def test_the_instruments_are_counted_as_the_article_counts_them(values):
    counted = {name: value for name, value in values.items() if name.startswith("n_instruments_")}
    assert counted == {
        "n_instruments_wai": 5,
        "n_instruments_haq": 2,
        "n_instruments_phas": 1,
        "n_instruments_bpsr": 1,
        "n_instruments_b_l_ri_and_vtas": 1,
    }


def test_nine_studies_treated_outpatients_and_one_inpatients(values):
    assert (values["n_setting_outpatient"], values["n_setting_inpatient"]) == (9, 1)


def test_of_the_seven_studies_four_offered_psychotherapy_only_and_three_a_combination(values):
    assert values["n_alliance_predicts_outcome_psychotherapy_only"] == 4
    assert values["n_alliance_predicts_outcome_psychotherapy_and_pharmacotherapy"] == 3


def test_the_therapists_are_counted_in_both_readings(values):
    # 20 + 4 + 144 + 4 + 20 + 291 + 6 + 26 + 89, and with 40 and 8 for the two sentences that can be read in two ways
    assert values["n_reporting_n_therapists_low"] == 9
    assert values["total_n_therapists_low"] == 604
    assert values["total_n_therapists_high"] == 628


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


def test_the_times_of_the_alliance_are_those_of_the_article(values):
    times = {name: value for name, value in values.items() if name.startswith("alliance_measured_")}
    assert times == {
        "alliance_measured_berger2018": ["week 6", "week 12"],
        "alliance_measured_castonguay1996": ["weeks 1 to 12"],
        "alliance_measured_debolle2010": ["week 4"],
        "alliance_measured_gibbons2019": ["session 2"],
        "alliance_measured_stilesshields2014": ["week 4", "week 14"],
        "alliance_measured_strunk2010": ["weeks 1 to 4"],
        "alliance_measured_weck2013": ["sessions 1 to 16"],
        "alliance_measured_wucherpfennig2017": ["sessions 1 to 37"],
        "alliance_measured_zuroff2006": ["week 4", "week 8"],
    }


def test_no_name_is_given_twice(review):
    names = [number.name for number in characteristics.numbers(review)]
    assert len(names) == len(set(names))
