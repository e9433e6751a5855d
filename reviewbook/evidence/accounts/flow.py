"""The flow of records: what the article states and what follows by subtraction."""

from collections.abc import Collection, Mapping

import pandas as pd

from reviewbook.evidence.number import Form, Number, filled
from reviewbook.evidence.screening import flow as screening
from reviewbook.evidence.tables import sources
from reviewbook.evidence.tables.data import Review
from reviewbook.evidence.tables.ties import subtractions

# what a box counts, in the terms of PRISMA 2020
MEANINGS = {
    "records_identified": "Titles or abstracts that the searches returned.",
    "duplicates_removed": "Records that another record already stands for, taken out so that none is read twice.",
    "records_screened": "Records whose title or abstract was read for whether the report may be eligible.",
    "records_excluded": "Records set aside after their title or abstract was read.",
    "reports_sought": "Documents on a study whose full text was to be obtained.",
    "reports_not_retrieved": "Reports whose full text could not be obtained.",
    "reports_assessed": "Reports whose full text was read against the eligibility criteria.",
    "reports_excluded": "Reports set aside after their full text was read; PRISMA asks for the reasons.",
    "studies_included": "Studies that meet the criteria; one study can have several reports.",
}

BOX = Form("n_{box}", "{unit}", "{label}; {basis}.")
SELECTION = [
    Form("percent_included_of_assessed", "percent",
         "Studies included, as a share of the reports assessed in full text.", "of_assessed"),
    Form("percent_included_of_screened", "percent",
         "Studies included, as a share of the records screened.", "of_screened"),
    Form("n_databases", "databases", "Databases searched.", "n_databases"),
    Form("databases", "text", "Databases searched, as their providers write them.", "databases"),
    Form("searched_on", "date", "Day of the search.", "day"),
    Form("query", "text", "Search string as printed, one for all databases.", "query"),
    Form("n_inclusion_criteria", "criteria", "Criteria for inclusion.", "inclusion"),
    Form("n_exclusion_criteria", "criteria", "Criteria for exclusion.", "exclusion"),
]  # fmt: skip


def counted(review: Review, search_id: str) -> dict[str, int]:
    """Count the boxes of a search in its records, where the review has such: box to count."""
    records = getattr(review, "records", None)
    if records is None or not (rows := records[records.search_id.eq(search_id)].fillna("").to_dict("records")):
        return {}
    return screening.counts(rows)


def boxes(flow: pd.DataFrame, search_id: str, counted: Mapping[str, int] | None = None) -> pd.DataFrame:
    """Fill the boxes of the PRISMA flow diagram for one search.

    One row per box, in the order of the diagram: box, label, phase, n (missing: not reported), basis (``stated``,
    ``counted`` in the records where it is not, ``derived`` by subtraction, or ``not reported``), meaning (what the box
    counts, in words).

    Raises
    ------
    ValueError
        Names a search that the table does not have, or two boxes of which the later is larger.

    References
    ----------
    Page et al. 2021, doi 10.1136/bmj.n71
    """
    known = list(flow.search_id.unique())
    if search_id not in known:
        raise ValueError(f"search_id: '{search_id}' is not a search of data/flow.csv; there are {', '.join(known)}")
    found = flow[flow.search_id.eq(search_id)].reset_index(drop=True)
    n = found.set_index("box").n.dropna().astype(int).to_dict()
    stated = set(n)
    n = {**(counted or {}), **n}
    for lost, (before, after) in _subtracted(n).items():
        if n[after] > n[before]:
            raise ValueError(f"data/flow.csv, search {search_id}: {after} {n[after]} exceeds {before} {n[before]}")
        n[lost] = n[before] - n[after]
    basis = found.box.map(lambda box: _basis(box, stated, counted or {}, n))
    found = found.assign(n=found.box.map(n).astype("Int64"), basis=basis, meaning=found.box.map(MEANINGS))
    return found[["box", "label", "phase", "n", "basis", "meaning"]]


def _basis(box: str, stated: Collection[str], counted: Collection[str], known: Collection[str]) -> str:
    told = {"stated": stated, "counted": counted, "derived": known}
    return next((basis for basis, there in told.items() if box in there), "not reported")


def sentences(review: Review, search_id: str) -> dict[str, list[sources.Source]]:
    """Gather the sources of each box of one search.

    Box to rows of `reviewbook.evidence.tables.sources.located`; a box that follows by subtraction has those of both
    numbers, as derived, and one that is not reported has none.
    """
    stated: dict[str, list[sources.Source]] = {}
    for row in sources.located(review, "flow").itertuples(index=False):
        search, _, box = row.row.partition("|")
        if search == search_id and row.column == "n":
            stated.setdefault(box, []).append(row)
    return stated | {
        lost: [row._replace(basis="derived") for box in pair for row in stated[box]]
        for lost, pair in _subtracted(stated).items()
    }


def _subtracted(stated: Collection[str]) -> dict[str, tuple[str, str]]:
    """Say of each box that is not stated, but follows from two that are, from which."""
    found: dict[str, tuple[str, str]] = {}
    for before, lost, after in subtractions(stated):
        if before in stated and after in stated and lost not in stated:
            found[lost] = before, after
    return found


def numbers(boxes: pd.DataFrame, searches: pd.DataFrame, criteria: pd.DataFrame) -> list[Number]:
    """Name the numbers of the selection.

    The rows of ``searches`` are those of this search.
    """
    n = {row.box: None if pd.isna(row.n) else int(row.n) for row in boxes.itertuples()}
    rows = [row | {"n": n[row["box"]], "unit": _unit(row["box"])} for row in boxes.to_dict("records")]
    kinds = criteria.kind.value_counts()
    found = {
        "of_assessed": _percent(n["studies_included"], n["reports_assessed"]),
        "of_screened": _percent(n["studies_included"], n["records_screened"]),
        "n_databases": len(searches),
        "databases": list(searches.source),
        "day": searches.searched_on.max(),
        "query": searches["query"].iloc[0],
        "inclusion": int(kinds.get("inclusion", 0)),
        "exclusion": int(kinds.get("exclusion", 0)),
    }
    return [*filled([BOX], rows), *filled(SELECTION, [found])]


def _unit(box: str) -> str:
    return "records" if box.startswith(("records", "dup")) else box.split("_")[0]


def _percent(part: int | None, whole: int | None) -> float | None:
    return None if part is None or not whole else 100 * part / whole
