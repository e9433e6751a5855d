"""To which part of what was rated findings are restricted."""

from collections.abc import Iterator
from typing import Any

from reviewbook.evidence.counting import parts, votes
from reviewbook.evidence.number import Form, Number
from reviewbook.evidence.tables.data import Review

# of a finding that is not restricted to one part
WHOLE_FACET = "whole"

WHOLE = Form("n_facet_whole", "studies", "Studies with a finding on the whole of what was rated.", studies="who")
FACET = Form("n_facet_{facet!n}", "studies",
             "Studies with a finding on one part of what was rated: {facet}.", studies="who")  # fmt: skip


def counted(review: Review) -> dict[str, tuple[str, ...]]:
    """Count the studies by the part of what was rated to which a finding is restricted.

    Facet, or ``whole``, to a tuple of study_id.
    """
    tested = review.findings[review.findings.tested.eq("yes")]
    part = tested.filter(regex="_facet$").iloc[:, 0].fillna(WHOLE_FACET)
    return {facet: tuple(dict.fromkeys(who)) for facet, who in sorted(votes.together(part, tested.study_id).items())}


def numbers(review: Review) -> list[Number]:
    """Name how many studies have findings on the whole, and on each part."""
    return [(WHOLE if row["facet"] == WHOLE_FACET else FACET).fill(row, counted) for row in _parts(review)]


def _parts(review: Review) -> Iterator[dict[str, Any]]:
    tested = review.findings[review.findings.tested.eq("yes")]
    column = tested.filter(regex="_facet$").columns[0]
    for facet, who in counted(review).items():
        rows = tested[tested[column].fillna(WHOLE_FACET).eq(facet)]
        found = parts.alike(who, facet, parts.behind("findings", rows, column))
        yield {"facet": facet, "n": len(who), "who": who, "parts": found}
