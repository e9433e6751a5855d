"""What is shown as cards, question or claim: which column of a published table is its headline, which are facets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# columns of which a cell has several values, a line each; of others the first line is the value
SEVERAL = ("headings", "study_ids")
STUDIES = ("study_ids", "study_id")


@dataclass(frozen=True, eq=False)
class Kind:
    """Hold how rows of a table become cards.

    Attributes
    ----------
    name, plural
        What a row is, in words.
    key, called
        The columns that name a card for good: by words, and by its number.
    headline
        The column that a closed card shows, with those of `state`: column to how its word is written.
    facets
        What cards are filtered by: its name in an address to the column. Those that cards of another kind have, too,
        are kept on the way there.
    told
        The columns that are shown when a card is open, under their titles.
    """

    name: str
    plural: str
    key: str
    headline: str
    state: Mapping[str, str]
    facets: Mapping[str, str]
    told: tuple[str, ...]
    called: str = "called"


QUESTION = Kind(
    name="open question",
    plural="open questions",
    key="question_id",
    headline="question",
    state={"severity": "{} severity", "certainty": "{}"},
    facets={
        "severity": "severity", "certainty": "certainty", "layer": "layer", "section": "headings", "study": "study_ids",
    },
    told=("article_says", "places", "against", "consequence", "settled_by", "study_ids"),
)  # fmt: skip
CLAIM = Kind(
    name="claim",
    plural="claims",
    key="claim_id",
    headline="claim",
    state={"judged": "{}"},
    facets={"verdict": "judged", "basis": "basis", "section": "heading", "study": "study_id"},
    told=("spot", "study_id", "printed", "found", "judged"),
)
KINDS = (QUESTION, CLAIM)


def of(resource: Mapping[str, Any]) -> Kind | None:
    """Tell of which kind the rows of a published table are; None where they are no cards."""
    columns = {field["name"] for field in resource["schema"]["fields"]}
    return next((kind for kind in KINDS if {kind.key, kind.called, kind.headline} <= columns), None)


def facets(kind: Kind, row: Mapping[str, Any]) -> dict[str, list[str]]:
    """Give the values of a row by facet; none where a cell is empty, or the table has no such column."""
    found = {}
    for name, column in kind.facets.items():
        lines = str(row[column]).split("\n") if row.get(column) else []
        found[name] = lines if column in SEVERAL else lines[:1]
    return found
