"""Alternative texts keep room for the sentence on their table however many studies come, and tell both sets apart."""

import made_studies
import pytest
from copies import Copy
from made_reviews import ADJUSTED, BOTH, CONCURRENT, FIRST, review_of

from reviewbook.display.figures import characteristics as of_characteristics
from reviewbook.display.figures import direction as of_direction
from reviewbook.display.figures import harvest, measurement, order, robustness, shares
from reviewbook.evidence.accounts import characteristics
from reviewbook.evidence.accounts import measurement as measured
from reviewbook.evidence.counting import direction, grid
from reviewbook.evidence.tables import data

# 300, less 50 for the sentence
MOST = 250


def of_votes(review):
    """What is said of the figures of what the studies found, by the name of the figure."""
    votes, made = direction.per_study(review), grid.combinations(review)
    left = direction.precedence(review)
    return {
        "published": of_direction.published_in_words(direction.published(review), votes),
        "effect_direction": of_direction.effect_direction_in_words(direction.matrix(review)),
        "shares_by_rule": shares.by_rule_in_words(direction.counts(review)),
        "order_in_time": order.order_in_time_in_words(direction.by_level(review), left),
        "harvest": harvest.harvest_in_words(votes),
        "specifications": robustness.specifications_in_words(grid.counts(made, grid.backers(review, made))),
        "leave_one_out": robustness.leave_one_out_in_words(grid.plain(made)),
    }


def of_reports(review):
    """What is said of the figures of how the studies were made."""
    return {
        "patients": of_characteristics.patients_in_words(review.studies),
        "shares": of_characteristics.shares_in_words(characteristics.all_shares(review)),
        "timeline": measurement.timeline_in_words(measured.assessments(review)),
    }


@pytest.fixture(scope="module")
def grown(folder, tmp_path_factory):
    """The data of this review with 120 studies more, which are like one of it; in the second place with an update."""
    many = Copy.made(tmp_path_factory.mktemp("many") / "book")
    made_studies.add(many.folder, [f"made{year}" for year in range(1880, 2000)], 1200)
    later = Copy.made(tmp_path_factory.mktemp("later") / "book")
    made_studies.update(later.folder, "made2026", 1000, came_with="made-update")
    return data.load(many.folder), data.load(later.folder)


def test_of_hundreds_of_studies_every_figure_says_its_pattern_of_all_hypotheses():
    # of 100 studies each, every fifth finding is of another kind
    kinds = [("supported", "positive"), ("mixed", "conflicting"), ("trend", "positive"), ("not supported", None),
             ("supported", "negative")]  # fmt: skip
    levels = [CONCURRENT, FIRST, ADJUSTED, BOTH]
    names = [f"s{n}" for n in range(200)]
    said = [(one, "h" if n < 100 else "g", "mood", levels[n % 4], *kinds[n % 5]) for n, one in enumerate(names)]
    review = review_of({one: one for one in names}, said, dict.fromkeys(names, "h"))
    told = of_votes(review)
    assert {name: text for name, text in told.items() if len(text) > MOST} == {}
    # two of five support it, three of five are no support; a level has every fourth study
    assert "Sun predicts mood: 200 of 200 in the article, 40 of 100 by finding." in told["published"]
    assert "Mood predicts sun: 0 of 200 in the article, 40 of 100 by finding." in told["published"]
    assert "Mood predicts sun: 40 of 100 marks in support, 40 positive." in told["effect_direction"]
    assert told["effect_direction"].endswith("200 of 400 places have no test reported.")
    assert "Sun predicts mood: support by 40 of 100, at the strictest level by 10 of 25." in told["order_in_time"]
    counts = "supported 40, trend 20, mixed 20, not supported 20, no test reported 100."
    assert f"Sun predicts mood: {counts} Mood predicts sun: {counts}" in told["harvest"]
    for name in told:
        assert "Sun predicts mood: " in told[name] and "Mood predicts sun: " in told[name], name


def test_of_many_studies_that_are_added_every_figure_says_its_pattern(grown):
    votes, reports = of_votes(grown[0]), of_reports(grown[0])
    assert {name: text for name, text in (votes | reports).items() if len(text) > MOST} == {}
    assert {name: text for name, text in votes.items() if text.count(" predicts ") != 2} == {}
    # ten studies and the made ones, whose model stands in weeks, and has a rating, and an outcome without a time
    assert reports["patients"].endswith("130 studies: 25 to 1,200 patients, median 1,200.")
    assert reports["timeline"].endswith(
        "130 studies, 128 in weeks and 2 in sessions. "
        "Assessments of the alliance: 135; of outcomes: 135; of these, without a reported time: 128."
    )
    # the model used the WAI, and treated outpatients
    assert "Instrument: WAI 125. Setting: outpatient 129." in reports["shares"]


def test_the_set_with_an_update_and_that_of_the_article_say_what_each_has(grown):
    updated, published = data.sets(grown[1])
    for of, n, most, median in ((updated, "11", "1,000", "191"), (published, "10", "567", "144.5")):
        told = of_votes(of) | of_reports(of)
        assert {name: text for name, text in told.items() if len(text) > MOST} == {}
        assert told["patients"].endswith(f"{n} studies: 25 to {most} patients, median {median}.")


def test_equal_categories_are_counted_and_a_number_of_patients_that_is_missing_is_said(grown):
    review = grown[1]
    silent = review.studies.assign(n_patients=review.studies.n_patients.where(review.studies.study_id.eq("weck2013")))
    assert of_characteristics.patients_in_words(silent).endswith(
        "1 study: 80 to 80 patients, median 80. For 10 studies the number is not reported."
    )
    counted = characteristics.all_shares(review)
    told = of_characteristics.shares_in_words(counted[counted.characteristic.eq("Instrument")].assign(n=3))
    # WAI, HAQ, PHAS, BPSR, and B-L RI with VTAS
    assert told.endswith("Instrument: 5 with 3 each.")
