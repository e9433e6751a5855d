"""Every published number, as the article has it, against a count by hand; an update moves none of them."""

from collections import Counter

import pytest
from by_hand import characteristics, direction, lists, measurement, reproduction, robustness, selection, tables

from reviewbook.display import outputs

BY_HAND = {
    "selection": selection.GROUPS,
    "characteristics": characteristics.GROUPS,
    "measurement": measurement.GROUPS,
    "direction": direction.GROUPS + tables.GROUPS,
    "robustness": robustness.GROUPS,
    "reproduction": reproduction.GROUPS,
    "questions": (lists.questions,),
    "reporting": (lists.items,),
    "sources": (lists.cells, lists.rounds),
    "dossiers": (lists.dossiers,),
}
COUNTS = [(notebook, count) for notebook, groups in BY_HAND.items() for count in groups]


@pytest.fixture(scope="module")
def published(folder):
    found = {number["name"]: number for number in outputs.numbers(outputs.read(folder / "notebooks"))}
    return {name: number | number.get("article", {}) for name, number in found.items()}


def same(value, by_hand):
    return value == (pytest.approx(by_hand, rel=1e-12, abs=1e-12) if isinstance(by_hand, float) else by_hand)


@pytest.mark.parametrize(("notebook", "count"), COUNTS, ids=[f"{stem}-{count.__name__}" for stem, count in COUNTS])
def test_a_published_number_is_what_a_hand_counts(published, notebook, count):
    wrong = {}
    for name, by_hand in count().items():
        value = published[f"{notebook}.{name}"]["value"]
        if not same(value, by_hand):
            wrong[f"{notebook}.{name}"] = f"published {value}, by hand {by_hand}"
    assert wrong == {}


def test_every_published_number_is_counted_by_hand_and_once(published):
    counted = Counter(f"{notebook}.{name}" for notebook, count in COUNTS for name in count())
    assert {name for name, times in counted.items() if times > 1} == set()
    # what the article does not have is counted in test_update.py
    later = {name for name, number in published.items() if "article" in number and number["value"] is None}
    assert set(published) - set(counted) - later == set()
    assert set(counted) - set(published) == set()


def test_a_hand_knows_nothing_of_the_package(folder):
    told = [file.read_text(encoding="utf-8") for file in (folder / "tests" / "review" / "by_hand").glob("*.py")]
    assert len(told) > 1
    assert not any("reviewbook" in text for text in told)


def test_a_number_of_studies_names_as_many_as_it_counts(published):
    wrong = {
        name: (number["value"], number["studies"])
        for name, number in published.items()
        # the flow of records tells how many studies came out of it, and not which
        if number["unit"] == "studies" and not name.startswith("selection.")
        and len(set(number["studies"])) != number["value"]
    }  # fmt: skip
    assert wrong == {}
