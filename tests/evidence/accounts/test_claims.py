"""The claims of the article: complete, neutral, tied to their sentences, and judged as a reader would by hand."""

import re

import pandas as pd
import pytest

from reviewbook.display import rows
from reviewbook.display.figures import reproduction as figures
from reviewbook.display.figures import style
from reviewbook.evidence.accounts import characteristics, claims, flow, measurement
from reviewbook.evidence.counting import direction
from reviewbook.evidence.number import Number
from reviewbook.evidence.tables import data

JUDGING = re.compile(
    r"\b(?:err(?:or|ors|ed|oneous\w*)|wrong\w*|mistak\w*|incorrect\w*|false\w*|flaw\w*|fail\w*|blunder\w*|mislead\w*"
    r"|inaccura\w*|invalid\w*|contradict\w*|careless\w*|implausib\w*|overstat\w*|exaggerat\w*|should have|must have"
    r"|caus\w*|no effect(?! size))\b",
    re.IGNORECASE,
)

# by hand, from the article's sentences and the coded tables; the arithmetic stands beside what is counted
VERDICTS = {
    "claim-abstract-databases": "reproduced",  # PubMed, Web of Science, PsychInfo
    "claim-abstract-alliance-studies": "reproduced",  # Berger Castonguay De Bolle Gibbons Stiles-Shields Weck Zuroff
    "claim-abstract-strong": "not checkable from the text",
    "claim-abstract-relapse": "reproduced with a note",  # Weck
    "claim-abstract-improvement-studies": "number differs",  # Strunk, Wucherpfennig; Feeley is a trend
    "claim-abstract-both-directions": "statement does not follow",  # Feeley, Strunk tested both: no support of both
    "claim-methods-age": "not checkable from the text",
    "claim-methods-date": "reproduced",
    "claim-methods-records": "reproduced",  # 310
    "claim-results-studies": "reproduced",  # ten rows
    "claim-results-multiple": "reproduced",  # Berger Castonguay De Bolle Feeley Gibbons Zuroff
    "claim-results-single": "reproduced with a note",  # Stiles-Shields Strunk Weck Wucherpfennig
    "claim-results-wai": "reproduced",  # Berger Castonguay Gibbons Stiles-Shields Strunk
    "claim-results-improvement-studies": "number differs",  # Strunk, Wucherpfennig; three are named
    "claim-alliance-psychotherapy-only": "reproduced",  # Berger Gibbons Stiles-Shields Weck
    "claim-stilesshields-medicated": "reproduced",  # 30
    "claim-stilesshields-therapists": "reproduced with a note",  # 291
    "claim-debolle-medications": "reproduced",
    "claim-improvement-studies": "number differs",
    "claim-feeley-improvement": "reproduced",  # trend, as section 3.2 words it
    "claim-discussion-setting": "statement does not follow",  # the one inpatient study does not support it
    "claim-discussion-remote": "statement does not follow",  # by telephone: Stiles-Shields; Berger met face to face
    "claim-discussion-raters": "statement does not follow",  # no study has results of two raters
    "claim-discussion-symptom-studies": "statement does not follow",  # Berger Castonguay De Bolle Stiles-Shields
    "claim-discussion-time-points": "statement does not follow",  # Berger De Bolle Gibbons Stiles-Shields Zuroff
    "claim-discussion-improvement-studies": "number differs",
    "claim-discussion-feeley-significance": "reproduced",
    "claim-conclusion-reliable": "not checkable from the text",
}


def published(review):
    searches = review.searches[review.searches.search_id == "2024"]
    return claims.named(
        selection=flow.numbers(flow.boxes(review.flow, "2024"), searches, review.criteria),
        characteristics=characteristics.numbers(review),
        measurement=measurement.numbers(review),
        direction=direction.numbers(review),
    )


def check(review):
    found = claims.check(review.claims, published(review), claims.cells(review), review.passages)
    return found.set_index("claim_id", drop=False)


@pytest.fixture(scope="module")
def review(folder):
    return data.load(folder)


@pytest.fixture(scope="module")
def numbers(review):
    return published(review)


@pytest.fixture(scope="module")
def checked(review):
    return check(review)


def changed(checked, book, path, old, new):
    """Give the claims whose verdict a change of the data changes, with the new verdict."""
    book.replace(path, old, new)
    after = check(data.load(book.folder)).verdict
    return after[after.ne(checked.verdict)].to_dict()


def one(printed, value, unit, note=None, passage="1-p1-s1", kind="quantitative", reading=None):
    """Check one made-up claim."""
    claim = {"claim_id": "claim-x", "passage_id": passage, "study_id": None, "kind": kind, "number": "room.n_x",
             "printed": printed, "reading": reading}  # fmt: skip
    passages = pd.DataFrame({"passage_id": ["1-p1-s1", "2-p1-s1"], "section": ["1", "2"], "section_title": ["A", "B"],
                             "paragraph": [1, 1], "sentence": [1, 1]})  # fmt: skip
    known = claims.named(room=[Number("n_x", value, unit, "A number.")])
    frame = pd.DataFrame([claim | {"note": note}])
    return claims.check(frame, known, {"n_x": {"1-p1-s1"}}, passages).iloc[0]


def test_every_section_that_makes_claims_on_the_studies_is_represented(checked):
    assert list(checked.section.unique()) == ["abstract", "2", "3", "3.1", "3.2", "4"]


def test_every_paragraph_of_the_results_has_a_claim(review, checked):
    results = review.passages[review.passages.section.isin(["3", "3.1", "3.2"])]
    told = set(zip(checked.section, checked.paragraph, strict=True))
    assert set(zip(results.section, results.paragraph, strict=True)) <= told


def test_every_sentence_with_a_coded_count_or_finding_of_a_study_has_a_claim(review, checked):
    about = review.sources.column.isin(["n_patients", "n", "finding", "duration_weeks", "percent_medicated"])
    coded = review.sources[about & review.sources.table.isin(["studies", "therapists", "findings", "flow"])]
    assert set(coded.passage_id) <= set(checked.passage_id)


def test_claims_stand_in_the_order_of_the_article(review):
    order = list(review.passages.passage_id)
    places = [order.index(passage) for passage in review.claims.passage_id]
    assert places == sorted(places)


def test_the_tallies_of_the_studies_are_checked_wherever_they_are_printed(checked):
    seven, three = checked[checked.printed.eq("7")], checked[checked.printed.eq("3")]
    assert list(seven.section) == ["abstract", "3", "3.1", "4"]
    about = three[three.number.str.startswith("direction.")]
    assert list(about.section) == ["abstract", "3", "3.2", "4"]


def test_a_claim_whose_number_is_about_one_study_names_the_study(review, numbers):
    for claim in review.claims.dropna(subset="number").itertuples():
        about = {study_id for study_id in review.studies.study_id if study_id in claim.number}
        assert about <= {claim.study_id}, claim.claim_id


def test_what_differs_or_cannot_be_checked_says_why(checked):
    apart = ["number differs", "statement does not follow", "not checkable from the text"]
    silent = checked[checked.verdict.isin(apart) & checked.note.isna()]
    assert list(silent.claim_id) == []


def test_every_statement_that_does_not_follow_names_its_reading(checked):
    apart = checked[checked.verdict.eq("statement does not follow")]
    assert len(apart) == 6
    assert apart.reading.notna().all()


@pytest.mark.parametrize("kind", ["directional", "naming"])
def test_a_statement_is_no_number_that_differs(kind):
    assert one("3", 5, "studies", kind=kind, reading="All count.").verdict == "statement does not follow"
    assert one("3", 5, "studies", reading="All count.").verdict == "number differs"


def test_the_same_count_has_the_same_verdict_in_every_section(checked):
    three = ["abstract", "results", "discussion"]
    told = {checked.verdict[f"claim-{where}-improvement-studies"] for where in three}
    assert told | {checked.verdict["claim-improvement-studies"]} == {"number differs"}
    assert list(checked[checked.verdict.eq("number differs")].section) == ["abstract", "3", "3.2", "4"]
    seven = checked[checked.printed.eq("7")]
    assert set(seven.verdict) == {"reproduced"}
    assert seven.number.nunique() == 1


def test_a_count_of_what_one_sentence_says_of_each_study_is_a_check_of_the_coding(checked):
    assert checked.basis["claim-results-multiple"] == "this sentence"
    assert checked.basis["claim-results-single"] == "this sentence"
    assert checked.basis["claim-results-inpatients"] == "this sentence"
    assert checked.basis["claim-methods-databases"] == "this sentence"
    assert checked.basis["claim-abstract-databases"] == "another sentence"


def test_claims_and_notes_are_neutral_sentences(review):
    for column in ("claim", "note"):
        told = review.claims[column].dropna()
        assert told.str.endswith(".").all()
        assert [text for text in told if JUDGING.search(text)] == []


@pytest.mark.parametrize("claim_id", VERDICTS)
def test_the_verdict_is_that_of_a_reader(checked, claim_id):
    assert checked.verdict[claim_id] == VERDICTS[claim_id]


def test_every_verdict_and_every_basis_occurs(checked):
    assert set(checked.verdict) == set(VERDICTS.values()) == set(claims.VERDICTS)
    assert set(checked.basis.dropna()) == set(claims.BASES)


def test_the_values_that_differ_are_both_given(checked):
    differs = checked[checked.verdict.isin(["number differs", "statement does not follow"])]
    values = {row.claim_id: (row.printed, row.recomputed) for row in differs.itertuples()}
    assert values["claim-improvement-studies"] == ("3", 2)
    assert values["claim-discussion-time-points"] == ("3", 5)
    assert values["claim-discussion-symptom-studies"] == ("5", 4)
    assert values["claim-discussion-setting"] == ("in every category", "not in every category")


def test_a_number_that_was_coded_from_the_sentence_of_the_claim_is_said_to_be(checked):
    assert checked.basis["claim-berger-patients"] == "this sentence"
    assert checked.basis["claim-zuroff-medications"] == "this sentence"
    assert checked.basis["claim-methods-records"] == "this sentence"
    assert checked.basis["claim-discussion-feeley-significance"] == "another sentence"
    assert checked.basis["claim-alliance-studies"] == "several cells"
    assert checked.basis["claim-results-wai"] == "several cells"
    assert pd.isna(checked.basis["claim-abstract-strong"])


def test_a_changed_count_turns_its_claim_and_no_other(checked, book):
    found = changed(checked, book, "data/studies.csv", "gibbons2019,237,", "gibbons2019,238,")
    assert found == {"claim-gibbons-patients": "number differs"}


def test_a_changed_finding_turns_every_claim_that_counts_it(checked, book):
    row = "depressive symptoms,prior symptom improvement,,yes"
    found = changed(checked, book, "data/findings.csv", f"{row},supported,", f"{row},trend,")
    # one study left, Wucherpfennig: there is still support, so only what is said of Strunk itself differs anew
    apart = "statement does not follow"
    assert found == {"claim-strunk-improvement": apart, "claim-discussion-strunk": apart}


def test_a_count_over_studies_turns_with_one_of_them(checked, book):
    found = changed(
        checked, book, "data/studies.csv", "gibbons2019,237,20,20,outpatient,", "gibbons2019,237,20,20,inpatient,"
    )
    assert found == {
        "claim-results-inpatients": "number differs",
        "claim-discussion-setting": "reproduced with a note",
    }


def test_an_unknown_name_of_a_number_is_refused_in_one_line(review, numbers):
    table = review.claims.copy()
    table.loc[2:3, "number"] = "selection.n_recordz"
    with pytest.raises(ValueError, match="n_recordz") as refusal:
        claims.check(table, numbers, claims.cells(review), review.passages)
    said = str(refusal.value)
    start = "data/claims.csv, line 4 (claim-abstract-strong), column 'number': 'selection.n_recordz' is not a published"
    assert said.startswith(start)
    assert "selection.n_records_" in said
    assert "\n" not in said


def test_a_word_that_says_nothing_of_a_count_is_refused_in_one_line():
    with pytest.raises(ValueError, match="compared") as refusal:
        one("ten", 10, "studies")
    assert str(refusal.value) == (
        "data/claims.csv, line 2 (claim-x), column 'printed': 'ten' cannot be compared with room.n_x, which counts "
        "studies; allowed is a number, or one of supported, several"
    )


@pytest.mark.parametrize(
    ("printed", "value", "unit", "agrees"),
    [
        ("1,824", 1824, "patients", True),
        ("7", 7, "studies", True),
        ("7", 7.4, "weeks", False),
        ("10", 10.41, "percent", True),
        ("10.4", 10.41, "percent", True),
        ("10.5", 10.41, "percent", False),
        ("28 March 2024", "2024-03-28", "date", True),
        ("29 March 2024", "2024-03-28", "date", False),
        ("trend", "supported", "text", False),
        ("week 6 and week 12", ["week 6", "week 12"], "text", True),
        ("week 6", ["week 6", "week 12"], "text", False),
        ("supported", 1, "studies", True),
        ("supported", 0, "studies", False),
        ("several", 1, "studies", False),
        ("several", 2, "studies", True),
        ("not reported", None, "studies", True),
        ("3", None, "studies", False),
    ],
)
def test_values_are_compared_by_value_and_unit(printed, value, unit, agrees):
    assert one(printed, value, unit).verdict == ("reproduced" if agrees else "number differs")


def test_a_note_is_told_by_the_verdict_only_where_the_values_agree():
    assert one("3", 3, "studies", note="Why.").verdict == "reproduced with a note"
    assert one("3", 3, "studies", reading="So.").verdict == "reproduced"
    assert one("3", 2, "studies", note="Why.").verdict == "number differs"


def test_the_sentence_of_a_claim_decides_what_its_number_rests_on():
    assert one("3", 3, "studies").basis == "this sentence"
    assert one("3", 3, "studies", passage="2-p1-s1").basis == "another sentence"


def test_the_numbers_add_up(checked):
    found = {number.name: number.value for number in claims.numbers(checked)}
    words = ["reproduced", "reproduced_with_a_note", "number_differs", "statement_does_not_follow",
             "not_checkable_from_the_text"]  # fmt: skip
    sections = ["abstract", "2", "3", "3_1", "3_2", "4"]
    assert found["n_claims"] == len(checked) == sum(found[f"n_{word}"] for word in words)
    assert found["n_claims"] == sum(found[f"n_claims_section_{section}"] for section in sections)
    for word in words:
        assert found[f"n_{word}"] == sum(found[f"n_{word}_section_{section}"] for section in sections)
    # "three studies" in the abstract, 3, 3.2 and 4
    assert found["n_number_differs"] == 4
    # abstract: both directions; discussion: setting, remote, raters, symptoms, time points
    assert found["n_statement_does_not_follow"] == 1 + 5
    # strong, stages, precedence; age; Gibbons twice; Feeley, Wucherpfennig; then six in 4:
    # good, approaches, confounding, precedence, reliable, not clear
    assert found["n_not_checkable_from_the_text"] == 3 + 1 + 2 + 2 + 6
    bases = ["several_cells", "another_sentence", "this_sentence"]
    with_number = sum(found[f"n_claims_basis_{basis}"] for basis in bases)
    assert with_number == found["n_claims"] - found["n_not_checkable_from_the_text"]


def test_what_is_checked_against_other_cells_is_counted_apart_from_the_check_of_the_coding(checked):
    found = {number.name: number.value for number in claims.numbers(checked)}
    # by eye, section by section: abstract, 3, 3.1, 3.2, 4
    other = {
        # databases, seven, instruments, outcomes; ten, five instruments, seven; seven, four, medication, Weck's low
        # alliance; one of three; seven, average, Strunk, Wucherpfennig, significance, telephone, medication, times,
        # every session, outcomes
        "reproduced": 4 + 7 + 4 + 1 + 10,
        # symptoms, relapse, functioning, alliance first, improvement first; three of seven; improvement, treatment,
        # orientation, retention, symptoms, functioning, reverse, three of the conclusion
        "reproduced_with_a_note": 5 + 0 + 1 + 0 + 10,
        "number_differs": 1 + 1 + 0 + 1 + 1,
        "statement_does_not_follow": 1 + 0 + 0 + 0 + 5,
        "not_checkable_from_the_text": 0,
    }
    assert {word: found[f"n_{word}_basis_other_cells"] for word in other} == other
    assert found["n_claims_basis_other_cells"] == 52 == sum(other.values())
    # 2: databases, two kinds of criteria, day, four boxes; 3: six, four, inpatients; then 57, 21, and Feeley in 4
    assert found["n_claims_basis_this_sentence"] == 8 + 3 + 57 + 21 + 1 == 156 - 14 - 52
    assert found["n_number_differs_basis_this_sentence"] == 0


def test_the_tally_has_a_row_for_each_group_in_the_order_of_the_article(checked):
    table = claims.tally(checked, ["section"])
    assert list(table.section) == ["abstract", "2", "3", "3.1", "3.2", "4"]
    assert list(table["number differs"]) == [1, 0, 1, 0, 1, 1]
    assert list(table["statement does not follow"]) == [1, 0, 0, 0, 0, 5]
    assert (table[claims.VERDICTS].sum(axis=1) == table.n_claims).all()


def test_the_figure_has_one_mark_for_every_claim_and_no_two_at_one_place(review, checked):
    shown = rows.claims(checked.reset_index(drop=True), review.studies)
    drawn = figures.claims(shown)
    marks = [(x, y) for trace in drawn.data for x, y in zip(trace.x, trace.y, strict=True)]
    assert len(marks) == len(set(marks)) == len(checked)
    legend = [trace for trace in drawn.data if trace.showlegend]
    assert [trace.name for trace in legend] == claims.VERDICTS
    assert [len(trace.x) for trace in legend] == [26, 16, 4, 6, 14]
    # the check of the coding stands below, with smaller marks
    coding = [trace for trace in drawn.data if not trace.showlegend]
    assert [(trace.name, len(trace.x)) for trace in coding] == [("reproduced", 79), ("reproduced with a note", 11)]
    assert min(y for trace in coding for y in trace.y) > max(y for trace in legend for y in trace.y)
    assert max(trace.marker.size for trace in coding) < min(trace.marker.size for trace in legend)
    assert len(drawn.layout.meta["data"]["rows"]) == len(checked)


def test_no_verdict_has_the_colour_of_a_hypothesis():
    assert set(figures.VERDICTS) == set(claims.VERDICTS)
    assert not set(figures.VERDICTS.values()) & set(style.COLOURS)


def test_the_figure_in_words_counts_the_marks_of_each_verdict_and_the_checks_of_the_coding(review, checked):
    # 79 and 11 have the smaller marks
    assert figures.claims_in_words(rows.claims(checked.reset_index(drop=True), review.studies)) == (
        "A mark per claim, by section. Checked against other parts of the article, or not checkable: 26 reproduced, "
        "16 reproduced with a note, 4 number differs, 6 statement does not follow, 14 not checkable from the text. "
        "Against its own sentence: 90."
    )


def test_the_table_words_a_claim_with_its_place_study_and_note(review, checked):
    shown = rows.claims(checked.reset_index(drop=True), review.studies).set_index("claim_id")
    row = shown.loc["claim-weck-follow-up"]
    assert (row.called, row.place, row.study) == ("C62", "3.1: 4.3", "Weck et al., 2013")
    assert row.found == "12\nfrom this sentence"
    assert row.judged.startswith("reproduced with a note\nPrinted as generally 1 year")
    assert shown.found["claim-abstract-strong"] == ""
    assert shown.found["claim-methods-date"] == "28 March 2024\nfrom this sentence"
    assert shown.place["claim-abstract-databases"] == "Abstract: 1.4"
    assert shown.called["claim-abstract-databases"] == "C1"
