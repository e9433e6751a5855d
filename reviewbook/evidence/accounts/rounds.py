"""What came in with each round in which the review was coded: the article first, then each update."""

import pandas as pd

from reviewbook.evidence.counting import parts
from reviewbook.evidence.number import Form, Number, filled
from reviewbook.evidence.tables.data import Review

CAME = [
    Form(f"n_{what}_{{update_id!n}}", what, f"{what.capitalize()} that came with the round '{{title}}'.", what,
         who, parts=f"of_{what}")
    for what, who in (("documents", ""), ("studies", "who"))
]  # fmt: skip


def rounds(review: Review) -> pd.DataFrame:
    """Count what came in with each round.

    As the table ``updates``, with documents and studies, the numbers of those that came with the round, of_documents
    and of_studies, a part for each, and who, the study_ids.
    """
    told = review.updates
    for table in ("documents", "studies"):
        rows = getattr(review, table)
        came = [parts.coded(table, rows[rows.update_id.eq(update_id)], "update_id") for update_id in told.update_id]
        told = told.assign(**{table: list(map(len, came)), f"of_{table}": came})
    return told.assign(who=[[part.of for part in came] for came in told.of_studies])


def numbers(review: Review) -> list[Number]:
    """Name how many documents and studies came with each round."""
    return filled(CAME, rounds(review).to_dict("records"), rounds)
