"""What the article reports of the reporting standards, and what the edition adds."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from reviewbook.evidence.counting import parts
from reviewbook.evidence.number import Form, Number, filled, slug

ARTICLE = {
    "reported": "that the text of the article reports",
    "partly": "that the text of the article reports in part",
    "not reported": "that the text of the article does not report",
    "not judged": "that could not be judged, because the front and back matter of the article was not at hand",
}
EDITION = {
    "added": "to which this edition adds what the article leaves out",
    "partly": "to which this edition adds in part",
    "not added": "to which this edition adds nothing",
    "not applicable": "that the article reports, or that concern the article itself, so that there is nothing to add",
}
# column of the checklist, status, the column of its count, and what it says of an item
STATUSES = [
    *(("article", status, f"n_{slug(status)}", meaning) for status, meaning in ARTICLE.items()),
    *(("edition", status, f"n_edition_{slug(status)}", meaning) for status, meaning in EDITION.items()),
]
ITEMS = Form("n_{standard!n}_items", "items", "Items of {standard} in all.", "n_items", parts="items")
COVERED = [
    Form(
        f"n_{{standard!n}}_{count.removeprefix('n_')}",
        "items",
        f"Items of {{standard}} {meaning}.",
        count,
        parts=f"of_{count}",
    )
    for _, _, count, meaning in STATUSES
]


def coverage(checklist: pd.DataFrame) -> pd.DataFrame:
    """Count the items of each reporting standard.

    One row per standard, in the order of the table: standard, n_items, then how many of these the article covers
    (n_reported, n_partly, n_not_reported, n_not_judged) and to how many the edition adds (n_edition_added,
    n_edition_partly, n_edition_not_added, n_edition_not_applicable). Either set sums to n_items.

    References
    ----------
    PRISMA 2020: Page et al. 2021, doi 10.1136/bmj.n71; SWiM: Campbell et al. 2020, doi 10.1136/bmj.l6890;
    PRISMA-S: Rethlefsen et al. 2021, doi 10.1186/s13643-020-01542-z
    """
    counted = checklist.groupby("standard", sort=False).agg(n_items=("item", "size"))
    for column, status, count, _ in STATUSES:
        counted[count] = checklist[column].eq(status).groupby(checklist.standard).sum()
    return counted.reset_index()


def numbers(checklist: pd.DataFrame) -> list[Number]:
    """Name the items of each standard and the counts of `coverage`."""
    return filled([ITEMS, *COVERED], _listed(checklist), coverage)


def _listed(checklist: pd.DataFrame) -> Iterator[dict[str, Any]]:
    key = ["standard", "item"]
    for row in coverage(checklist).to_dict("records"):
        items = checklist[checklist.standard.eq(row["standard"])]
        found = {
            f"of_{count}": parts.coded("checklist", items[items[column].eq(status)], column, key)
            for column, status, count, _ in STATUSES
        }
        yield row | found | {"items": parts.coded("checklist", items, "item", key)}
