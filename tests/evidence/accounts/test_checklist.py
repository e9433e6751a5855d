"""The reporting coverage: every official item once, and counted by hand."""

import pandas as pd
import pytest

from reviewbook.evidence.accounts import checklist
from reviewbook.evidence.tables import data

# Page et al. 2021, doi 10.1136/bmj.n71; Campbell et al. 2020, doi 10.1136/bmj.l6890;
# Rethlefsen et al. 2021, doi 10.1186/s13643-020-01542-z
OFFICIAL = {
    "PRISMA 2020": (
        "1 2 3 4 5 6 7 8 9 10a 10b 11 12 13a 13b 13c 13d 13e 13f 14 15 16a 16b 17 18 19 20a 20b 20c 20d 21 22 "
        "23a 23b 23c 23d 24a 24b 24c 25 26 27"
    ),
    "SWiM": "1 2 3 4 5 6 7 8 9",
    "PRISMA-S": "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16",
}


@pytest.fixture(scope="module")
def items(folder):
    return data.load(folder).checklist


@pytest.mark.parametrize("standard", OFFICIAL)
def test_every_official_item_is_there_once_and_in_its_order(items, standard):
    assert list(items.item[items.standard.eq(standard)]) == OFFICIAL[standard].split()


def test_the_standards_are_the_three_of_the_reviews(items):
    assert list(items.standard.unique()) == list(OFFICIAL)


def test_the_counts_are_those_of_a_count_by_hand(items):
    # counted in the article item by item; a standard in a row: items, reported, partly, not reported, not judged
    article = ["n_items", "n_reported", "n_partly", "n_not_reported", "n_not_judged"]
    assert checklist.coverage(items).set_index("standard")[article].to_numpy().tolist() == [
        [42, 5, 11, 20, 6],
        [9, 0, 4, 5, 0],
        [16, 1, 5, 10, 0],
    ]


def test_counting_counts_what_is_there():
    table = pd.DataFrame(
        {
            "standard": ["B", "A", "A", "A"],
            "item": ["1", "1", "2", "3"],
            "article": ["reported", "partly", "not reported", "not reported"],
            "edition": ["not applicable", "added", "added", "partly"],
        }
    )
    found = checklist.coverage(table)
    assert list(found.standard) == ["B", "A"]
    assert found.iloc[1].drop("standard").to_dict() == {
        "n_items": 3,
        "n_reported": 0,
        "n_partly": 1,
        "n_not_reported": 2,
        "n_not_judged": 0,
        "n_edition_added": 2,
        "n_edition_partly": 1,
        "n_edition_not_added": 0,
        "n_edition_not_applicable": 0,
    }


def test_every_item_has_one_status_for_the_article_and_one_for_the_edition(items):
    for row in checklist.coverage(items).itertuples():
        assert row.n_reported + row.n_partly + row.n_not_reported + row.n_not_judged == row.n_items
        edition = row.n_edition_added + row.n_edition_partly + row.n_edition_not_added + row.n_edition_not_applicable
        assert edition == row.n_items


def test_the_numbers_are_named_after_standard_and_status(items):
    values = {number.name: number.value for number in checklist.numbers(items)}
    assert len(values) == len(checklist.numbers(items)) == 3 * (1 + 4 + 4)
    assert values["n_prisma_2020_items"] == 42
    assert values["n_prisma_2020_not_judged"] == 6
    assert values["n_swim_reported"] == 0
    assert values["n_prisma_s_not_reported"] == 10


def test_what_is_judged_is_what_the_schema_allows(folder):
    (resource,) = [resource for resource in data.schema(folder)["resources"] if resource["name"] == "checklist"]
    allowed = {field["name"]: field.get("constraints", {}).get("enum") for field in resource["schema"]["fields"]}
    assert allowed["article"] == list(checklist.ARTICLE)
    assert allowed["edition"] == list(checklist.EDITION)
