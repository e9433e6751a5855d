from itertools import product

import pandas as pd
import pytest

from reviewbook.display.figures import direction as figures
from reviewbook.display.figures.style import FOLD
from reviewbook.evidence.counting import direction, traits, votes
from reviewbook.evidence.tables import data


def test_the_published_count_is_seven_and_three(folder):
    counted = direction.published(data.load(folder)).set_index("hypothesis_id")
    assert counted.n.to_dict() == {"alliance_predicts_outcome": 7, "improvement_predicts_alliance": 3}
    # 98 + 30 + 567 + 237 + 325 + 80 + 191 and 25 + 60 + 211
    assert counted.n_patients.to_dict() == {"alliance_predicts_outcome": 1528, "improvement_predicts_alliance": 296}


def test_the_studies_of_each_side_are_those_that_the_article_names(folder):
    counted = direction.published(data.load(folder)).set_index("hypothesis_id")
    assert set(counted.studies["improvement_predicts_alliance"]) == {"feeley1999", "strunk2010", "wucherpfennig2017"}


def test_a_study_left_out_is_counted_on_neither_side(folder):
    kept = data.without(data.load(folder), ["berger2018", "strunk2010"])
    assert list(direction.published(kept).n) == [6, 2]


def test_only_findings_that_are_reported_are_listed(folder):
    found = direction.reported(data.load(folder))
    assert set(found.tested) == {"yes"}
    assert found.group.notna().all()


@pytest.fixture(scope="module")
def values(folder):
    return {number.name: number.value for number in direction.numbers(data.load(folder))}


FIRST, SECOND = "alliance_predicts_outcome", "improvement_predicts_alliance"


def test_nine_studies_tested_the_first_hypothesis_and_seven_support_it(values):
    # all but Wucherpfennig; Feeley and Strunk do not support it and report no direction
    assert values[f"n_tested_{FIRST}"] == 9
    assert values[f"n_supported_{FIRST}"] == 7
    assert values[f"n_not_supported_{FIRST}"] == 2
    assert values[f"n_no_test_reported_{FIRST}"] == 1
    assert values[f"n_direction_positive_{FIRST}"] == 7
    assert values[f"n_direction_not_reported_{FIRST}"] == 2
    assert values[f"n_direction_negative_{FIRST}"] == 0


def test_three_studies_tested_the_second_hypothesis_two_support_it_and_one_is_a_trend(values):
    assert values[f"n_tested_{SECOND}"] == 3
    assert values[f"n_supported_{SECOND}"] == 2
    assert values[f"n_trend_{SECOND}"] == 1
    assert values[f"n_direction_positive_{SECOND}"] == 3
    assert values[f"n_no_test_reported_{SECOND}"] == 7


def test_with_one_vote_for_two_studies_that_may_share_patients_eight_samples_are_left(values):
    # Castonguay supports and Feeley does not: their sample is mixed
    assert values[f"n_tested_{FIRST}_by_sample"] == 8
    assert values[f"n_supported_{FIRST}_by_sample"] == 6
    assert values[f"n_mixed_{FIRST}_by_sample"] == 1


def test_of_four_studies_that_account_for_earlier_change_two_support_the_first_hypothesis(values):
    # De Bolle and Zuroff and Blatt; Feeley and Strunk do not
    assert values[f"n_tested_{FIRST}_adjusted_for_earlier_change"] == 4
    assert values[f"n_supported_{FIRST}_adjusted_for_earlier_change"] == 2
    assert values[f"n_tested_{FIRST}_both_orders_tested"] == 2
    assert values[f"n_supported_{FIRST}_both_orders_tested"] == 0
    assert values[f"n_supported_{SECOND}_both_orders_tested"] == 1


def test_the_shares_and_their_intervals_are_those_of_the_formula_by_hand(values):
    # 7 of 9: (7 + 1.9207) / (9 + 3.8415) = 0.6947, half width 1.96 / 12.8415 * sqrt(7 * 2 / 9 + 0.9604) = 0.2421
    assert values[f"percent_supported_{FIRST}"] == pytest.approx(77.78, abs=0.01)
    assert values[f"percent_supported_low_{FIRST}"] == pytest.approx(45.26, abs=0.01)
    assert values[f"percent_supported_high_{FIRST}"] == pytest.approx(93.68, abs=0.01)
    assert values[f"percent_positive_unreported_against_{FIRST}"] == pytest.approx(77.78, abs=0.01)
    assert values[f"percent_positive_unreported_for_{FIRST}"] == 100


def test_the_sign_test_is_computed_for_seven_directions_and_refused_for_three(values):
    assert values[f"p_sign_test_{FIRST}"] == 2 / 2**7
    assert values[f"p_sign_test_{SECOND}"] is None
    # 7 of 9: twice the 36 + 9 + 1 of 512 ways to have 7, 8 or 9
    assert values[f"p_sign_test_unreported_against_{FIRST}"] == 2 * (36 + 9 + 1) / 512


def test_the_refusal_of_the_sign_test_says_why(folder):
    (refused,) = [n for n in direction.numbers(data.load(folder)) if n.name == f"p_sign_test_{SECOND}"]
    assert "with 3 directions the smallest possible P is 0.2500" in refused.meaning


def test_the_only_inpatient_study_stands_alone_in_its_category(folder):
    cross = traits.cross_table(data.load(folder), FIRST)
    setting = cross[cross.characteristic.eq("Setting")].set_index("category")
    assert setting.n_studies.to_dict() == {"outpatient": 9, "inpatient": 1}
    assert setting.n_supported.to_dict() == {"outpatient": 7, "inpatient": 0}


def test_what_was_not_tested_is_apart_from_what_was_not_supported(folder):
    cells = direction.matrix(data.load(folder)).set_index(["study_id", "hypothesis_id", "outcome_domain"])
    assert cells.finding["wucherpfennig2017", FIRST, "depressive symptoms"] == "no test reported"
    assert cells.finding["strunk2010", FIRST, "depressive symptoms"] == "not supported"
    assert cells.finding["berger2018", FIRST, "depressive symptoms"] == "supported"  # three of its four results


@pytest.fixture(scope="module")
def plot(folder):
    review = data.load(folder)
    return figures.effect_direction(direction.matrix(review), direction.sentences(review))


def marks(figure):
    """Symbol, colour and number of each mark that has one, by hypothesis and the words of its study."""
    drawn = [trace for trace in figure.data if trace.mode == "markers+text" and trace.hovertemplate]
    return {
        (trace.name, said.split(", ")[0]): (symbol, colour, number)
        for trace in drawn
        for said, symbol, colour, number in zip(
            trace.customdata, trace.marker.symbol, trace.marker.color, trace.text, strict=True
        )
    }


def legend(figure):
    (key,) = [trace for trace in figure.data if trace.name == "key"]
    told = zip(key.text, key.marker.symbol, key.marker.color, strict=True)
    return {name.strip(): (symbol, colour) for name, symbol, colour in told}


def test_supported_trend_and_not_supported_are_drawn_apart(plot):
    first, second = "Alliance predicts outcome", "Improvement predicts alliance"
    symbols = {key: symbol for key, (symbol, *_) in marks(plot).items()}
    assert symbols[first, "De Bolle et al."] == "triangle-up"
    assert symbols[second, "Feeley et al."] == "triangle-up-open"  # a trend
    assert symbols[first, "Feeley et al."] == "circle-x-open"  # not supported, and no direction told
    assert legend(plot).keys() == {
        "supported, positive",
        "trend, positive",
        "not supported, direction not reported",
        "no test reported",
    }


def test_the_number_of_a_mark_is_its_place_in_time_which_the_figure_names(plot):
    numbers = {study: number for (hypothesis, study), (*_, number) in marks(plot).items() if "outcome" in hypothesis}
    assert (numbers["Berger et al."], numbers["De Bolle et al."], numbers["Strunk et al."]) == ("1", "3", "4")
    assert "3 adjusted for earlier change" in plot.layout.annotations[-1].text


def test_every_finding_in_every_direction_has_a_mark_and_an_entry_of_its_own():
    said = list(product(votes.FINDINGS, [*votes.DIRECTIONS, None]))
    cells = pd.DataFrame(said, columns=["finding", "direction"]).assign(
        study=[f"Study {number}" for number in range(len(said))],
        study_id=[f"study{number}" for number in range(len(said))],
        n_patients=30,
        hypothesis_id="sun_predicts_mood",
        hypothesis="Sun predicts mood",
        outcome_domain="mood",
        temporal_level="predictor first",
    )
    figure = figures.effect_direction(cells, {})
    drawn = [(symbol, colour) for symbol, colour, *_ in marks(figure).values()]
    entries = legend(figure)
    assert len(set(drawn)) == len(set(entries.values())) == len(entries) == len(said) == 16
    # an entry has the shape of its marks, in their order in the key
    names = [f"{finding}, {way or 'direction not reported'}" for finding, way in said]
    assert [entries[name][0] for name in names] == [symbol for symbol, _ in drawn]


def test_the_words_of_the_plot_count_its_marks_and_what_is_not_reported_as_tested(folder):
    # 10 studies in 5 columns; 6 + 2 + 1 + 1 tested the first hypothesis in its domains, of which Feeley and Strunk do
    # not support it and give no direction; 3 tested the second, of which Feeley has a positive trend
    assert figures.effect_direction_in_words(direction.matrix(data.load(folder))) == (
        "Effect direction plot by study, hypothesis and outcome domain. Alliance predicts outcome: 8 of 10 marks in "
        "support, 8 positive. Improvement predicts alliance: 2 of 3 marks in support, 3 positive. "
        "37 of 50 places have no test reported."
    )


def test_a_mark_of_the_plot_says_on_which_sentences_it_rests(plot):
    told = {
        (trace.name, said.split(", ")[0]): said.replace(FOLD, " ").split("<br>")[-1]
        for trace in plot.data
        if trace.mode == "markers+text" and trace.hovertemplate
        for said in trace.customdata
    }
    first, second = "Alliance predicts outcome", "Improvement predicts alliance"
    assert told[first, "De Bolle et al."] == "Source: section 3.1, paragraph 7, sentence 5 (in part derived)"
    feeley = "section 3.2, paragraph 2, sentences 4, 5 and 6; section 4, paragraph 7, sentence 2 (in part derived)"
    assert told[second, "Feeley et al."] == f"Source: {feeley}"


def test_a_place_without_a_finding_says_whether_the_hypothesis_or_this_outcome_only_is_not_reported_as_tested(plot):
    silent = next(trace for trace in plot.data if trace.name == "no test reported")
    told = {}
    for x, said in zip(silent.x, silent.text, strict=True):
        told[said.split(", ")[0], x] = said.replace(FOLD, " ").split("<br>")[-1]
    # in the middle of the fifth and of the second column
    assert told["Berger et al.", 4.5] == "Source: section 3.1, paragraph 2, sentence 4 (derived)"
    assert told["Berger et al.", 1.5] == "Source: no sentence on this outcome"
