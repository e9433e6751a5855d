"""What votes are made of, in a review that can be counted by eye."""

import numpy as np
import pandas as pd
import pytest
from made_reviews import small_review

from reviewbook.evidence.counting import parts
from reviewbook.evidence.number import Form, Made, Part, cells, later, together


@pytest.fixture
def review():
    found = small_review()
    found.findings.insert(0, "finding_id", list("uvwxyzt"))
    return found


def told(found):
    return [(part.of, part.value, *part.cells) for part in found]


def test_a_vote_is_made_of_the_findings_of_its_study(review):
    # A supports it with u and not with v, B supports it, C does not, and D is mixed
    assert told(parts.voting(review, "h", "finding")) == [
        ("A", "mixed", "findings/u/finding", "findings/v/finding"),
        ("B", "supported", "findings/w/finding"),
        ("C", "not supported", "findings/x/finding"),
        ("D", "mixed", "findings/z/finding"),
    ]


def test_a_sample_is_named_by_its_studies_and_has_the_findings_of_all(review):
    (sample,) = (part for part in parts.voting(review, "h", "finding", "sample") if "B" in part.of)
    assert told([sample]) == [("B + C", "mixed", "findings/w/finding", "findings/x/finding")]


def test_a_vote_at_a_level_or_in_a_domain_names_the_cells_by_which_it_was_chosen(review):
    high = parts.voting(review, "h", "finding", level="adjusted for earlier change")
    assert told(high) == [
        ("C", "not supported", "findings/x/finding", "findings/x/temporal_level"),
        ("D", "mixed", "findings/z/finding", "findings/z/temporal_level"),
    ]
    asleep = parts.voting(review, "h", "direction", domains=["sleep"])
    assert told(asleep)[0] == ("A", "negative", "findings/v/direction", "findings/v/outcome_domain")


def test_a_direction_that_is_not_reported_is_an_answer(review):
    directions = parts.voting(review, "h", "direction")
    assert told(parts.answering(directions, "not reported")) == [("C", None, "findings/x/direction")]
    assert [part.of for part in parts.answering(directions, "positive")] == ["B"]


def test_who_has_no_vote_is_told_with_what_is_coded_instead(review):
    assert told(parts.silent(review, "h")) == [("E", None)]
    review.findings.loc[len(review.findings)] = ["n", "E", "h", None, None, None, None, "not reported"]
    assert told(parts.silent(review, "h")) == [("E", "not reported", "findings/n/tested")]


def test_a_count_as_published_is_made_of_who_is_counted_and_of_who_can_be(review):
    counted, everyone = parts.sided(review, "h")
    assert [(part.of, part.value) for part in counted] == [("A", "h"), ("B", "h"), ("D", "h")]
    assert [part.of for part in everyone] == list("ABCDE")
    assert counted[1].cells == ("studies/B/published_side", "findings/w/hypothesis_id")


def test_values_are_written_as_in_the_tables():
    rows = pd.DataFrame({"row": ["a", "b", "c"], "n": pd.array([12.0, None, 1.5], "Float64")})
    assert told(parts.coded("studies", rows, "n")) == [
        ("a", 12, "studies/a/n"),
        ("b", None, "studies/b/n"),
        ("c", 1.5, "studies/c/n"),
    ]
    assert (parts.plain(np.nan), parts.plain(np.int64(3))) == (None, 3)


def test_a_part_of_several_is_their_sum_and_is_not_known_where_one_is_not():
    assert together("both", Part("a", 2), Part("b", 3)).value == 5
    assert together("both", Part("a", 2), Part("b", None)).value is None


def test_a_number_says_which_functions_compute_it_and_how():
    form = Form("n_{word!n}", "studies", "Studies.", how="count", parts="who")
    number = form.fill({"word": "In all", "n": 1, "who": [Part("a", "x", cells("studies", ["a"], "x"))]}, parts.coded)
    assert (number.made.how, number.made.by) == ("count", ("reviewbook.evidence.counting.parts.coded",))
    assert form.part({"word": "In all", "n": 1}) == Part("", 1, number="n_in_all")
    with pytest.raises(KeyError, match="who"):
        form.fill({"word": "In all", "n": 1})


def test_parts_are_found_once_and_only_when_somebody_looks_at_them():
    asked = []

    @later
    def found(of):
        asked.append(of)
        yield Part(of, 1)

    number = Form("n", "studies", "Studies.").fill({"n": 1, "parts": found("A")})
    assert asked == []
    assert number.made == Made("count", (), (Part("A", 1),))
    assert [*number.made.parts] == [number.made.parts[0]]
    assert asked == ["A"]
