"""What is known of one study, and what each count becomes without it: counted in the article, and in a made review."""

import pandas as pd
import pytest

from reviewbook.evidence.accounts import dossier
from reviewbook.evidence.tables import data

ALLIANCE, IMPROVEMENT = "Alliance predicts outcome", "Improvement predicts alliance"
SUPPORT = "{}: support, of studies that tested it"


@pytest.fixture(scope="module")
def review(folder):
    return data.load(folder)


def changes(review, study_id):
    """What changes without a study: a count or its parts, before and after."""
    told = dossier.without(review)
    here = told[told.study_id.eq(study_id) & told.changes]
    cells = here[["n", "total", "n_without", "total_without"]].itertuples(index=False, name=None)
    known = [[tuple(n for n in half if pd.notna(n)) for half in (row[:2], row[2:])] for row in cells]
    return dict(zip(here.about, known, strict=True))


def test_the_counts_without_one_study_are_those_of_the_other_nine(review):
    # the article has 1,824 patients in ten studies, of which Feeley et al. (1999) have 25
    found = changes(review, "feeley1999")
    assert found["Studies included"] == [(10,), (9,)]
    assert found["Patients, total"] == [(1824,), (1799,)]
    # 25 30 60 80 98 | 191 211 237 325 567; without the first, the fifth of nine is in the middle
    assert found["Patients, median"] == [(144.5,), (191,)]
    assert found[SUPPORT.format(ALLIANCE)] == [(7, 9), (7, 8)]
    assert found[SUPPORT.format(IMPROVEMENT)] == [(2, 3), (2, 2)]


def test_a_count_that_does_not_rest_on_a_study_does_not_change(review):
    # Gibbons et al. (2019) did not test whether improvement predicts the alliance
    assert not any(about.startswith(IMPROVEMENT) for about in changes(review, "gibbons2019"))


def test_a_study_left_out_of_a_review_that_leaves_one_out_leaves_both_out(review):
    fewer = data.without(data.without(review, ["berger2018"]), ["feeley1999"])
    assert {"berger2018", "feeley1999"}.isdisjoint(fewer.studies.study_id)
    assert len(fewer.studies) == 8


def test_the_counts_of_a_made_review_change_as_counted_by_eye(small):
    # Doe 40, Lee 100, Roe 60, May not reported; Doe and Roe support that light predicts mood, Lee does not
    found = changes(data.load(small.folder), "doe2001")
    assert found["Patients, total"] == [(200,), (160,)]
    assert found["Patients, median"] == [(60,), (80,)]
    assert found[SUPPORT.format("Light predicts mood")] == [(2, 3), (1, 2)]
    # May alone tested the other hypothesis
    assert SUPPORT.format("Mood predicts light") not in found


def test_a_review_of_one_study_has_no_count_without_it(small):
    review = data.load(small.folder)
    one = data.without(review, ["lee2010", "may2012", "roe2005"])
    assert dossier.without(one).empty


def test_a_study_has_an_answer_in_each_domain_only_where_it_has_several(review):
    told = dossier.marks(review)
    domains = told[told.study_id.eq("castonguay1996") & told.hypothesis.eq(ALLIANCE)].outcome_domain
    assert list(domains) == [dossier.ALL_DOMAINS, "depressive symptoms", "functioning and adaptation"]
    domains = told[told.study_id.eq("feeley1999") & told.hypothesis.eq(ALLIANCE)].outcome_domain
    assert list(domains) == [dossier.ALL_DOMAINS]


def test_a_shared_sample_names_the_other_study(review):
    cells = dossier.cells(review)
    shared = cells[cells.column.eq("sample_id_if_overlapping")].set_index("study_id").value
    assert shared["feeley1999"] == "Castonguay et al., 1996"
    assert shared["berger2018"] is None


def test_questions_of_a_study_are_those_that_name_it(review):
    pairs = [
        sorted(table[["question_id", "study_id"]].itertuples(index=False, name=None))
        for table in (dossier.questions(review), review.question_studies)
    ]
    assert pairs[0] == pairs[1]


def test_a_claim_about_a_study_has_the_verdict_of_the_claims(review):
    told = dossier.claimed(review).set_index("claim_id")
    assert told.loc["claim-feeley-conditions", "verdict"] == "reproduced"
    assert told.loc["claim-results-inpatients", "verdict"] == "reproduced with a note"
