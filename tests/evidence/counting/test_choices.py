"""Choices that have a name, and what each choice means."""

from made_reviews import small_review

from reviewbook.evidence.counting import choices, grid, votes
from reviewbook.manuscript.scenarios import Scenario


def counts(review, **scenarios):
    made = {name: Scenario(name, name, "A test.", given) for name, given in scenarios.items()}
    rows = choices.presets(review, made)
    return {(row.preset, row.hypothesis_id): (row.n, row.total) for row in rows.itertuples()}


def test_every_option_of_every_choice_has_a_meaning():
    told = choices.options(small_review()).set_index(["choice", "option"]).meaning
    for choice, known in (
        ("rule", grid.RULES),
        ("unreported", grid.UNREPORTED),
        ("level", votes.LEVELS),
        ("unit", votes.UNITS),
    ):
        assert list(told[choice].index) == list(known)
        assert all(meaning.endswith(".") for meaning in told[choice])
    # the made review says nothing of its domains
    assert list(told["domains"].index) == ["mood", "sleep"]


def test_the_named_choices_of_a_small_review_are_counted_by_hand():
    found = counts(small_review())
    # A and D are mixed, B supports it, C does not
    assert found["By finding", "h"] == (1, 4)
    # A, B and D, of five with a finding
    assert found["As published", "h"] == (3, 5)
    # B positive; A and D conflicting; C reports none
    assert found["By direction", "h"] == (1, 3)
    # C alone tested both orders
    assert found["Strictest order in time", "h"] == (0, 1)


def test_a_scenario_is_a_preset_where_it_chooses_what_a_reader_can():
    found = counts(
        small_review(), without={"leave_out": ["D"]}, mood={"domains": ["mood"]}, sample={"unit": "sample"},
        other={"least": 3}, gone={"leave_out": ["Z"]}, odd={"domains": ["work"]},
    )  # fmt: skip
    assert found["without", "h"] == (1, 3)
    # A and B support it in this domain, C does not
    assert found["mood", "h"] == (2, 3)
    # B and C disagree
    assert found["sample", "h"] == (0, 3)
    assert not {"other", "gone", "odd"} & {preset for preset, _ in found}
