"""The flow as the records give it: each box with its count, and each record in the boxes to which it belongs."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from reviewbook.evidence.screening.records import CONFIRMED, EXCLUDED, INCLUDED, NOT_RETRIEVED, PROPOSED, Record

# whether a record is in a box; a confirmed duplicate has no decision, and so is in the first two alone
BOXES: dict[str, Callable[[Mapping[str, str]], bool]] = {
    "records_identified": lambda one: True,
    "duplicates_removed": lambda one: one["duplicate"] == CONFIRMED,
    "records_screened": lambda one: one["title_abstract"] != "",
    "records_excluded": lambda one: one["title_abstract"] == EXCLUDED,
    "reports_sought": lambda one: one["title_abstract"] == INCLUDED,
    "reports_not_retrieved": lambda one: one["full_text"] == NOT_RETRIEVED,
    "reports_assessed": lambda one: one["full_text"] in (INCLUDED, EXCLUDED),
    "reports_excluded": lambda one: one["full_text"] == EXCLUDED,
    "reports_included": lambda one: one["full_text"] == INCLUDED,
}


def within(records: Iterable[Record], box: str) -> list[Record]:
    """Give the records of a box, in their order.

    Raises
    ------
    KeyError
        Names a box that is not counted in records.
    """
    belongs = BOXES[box]
    return [one for one in records if belongs(one)]


def counts(records: Iterable[Record]) -> dict[str, int]:
    """Count the boxes of one search.

    Box to count, of `BOXES`, and ``studies_included``, which is missing while a report that was included has no study.
    """
    rows = list(records)
    found = {box: len(within(rows, box)) for box in BOXES}
    included = {one["study_id"] for one in within(rows, "reports_included")}
    return found if "" in included else found | {"studies_included": len(included)}


def reasons(records: Iterable[Record]) -> Counter[str]:
    """Count why reports were excluded at full text; empty stands for a reason that is not told."""
    return Counter(one["reason"] for one in within(records, "reports_excluded"))


def left(records: Iterable[Record]) -> dict[str, int]:
    """Count what of the records of a search is still to be done, in words; nothing where all is."""
    rows = [one for one in records if one["duplicate"] != CONFIRMED]
    found = {
        "have no decision on title and abstract": sum(not one["title_abstract"] for one in rows),
        "have no decision on the full text": sum(
            one["title_abstract"] == INCLUDED and not one["full_text"] for one in rows
        ),
        "are proposed as duplicates, and neither 'confirmed' nor 'rejected'": sum(
            one["duplicate"] == PROPOSED for one in rows
        ),
        "are excluded at full text without a reason": reasons(rows)[""],
        "are included without a study": sum(one["full_text"] == INCLUDED and not one["study_id"] for one in rows),
    }
    return {what: n for what, n in found.items() if n}
