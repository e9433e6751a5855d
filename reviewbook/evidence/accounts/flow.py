"""The flow of records: what the article states and what follows by subtraction."""

from reviewbook.evidence.number import Number
from reviewbook.evidence.tables import sources
from reviewbook.evidence.tables.ties import SUBTRACTIONS

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


def boxes(flow, search_id):
    """Fill the boxes of the PRISMA flow diagram for one search.

    Parameters
    ----------
    flow : pandas.DataFrame
        The table ``flow``.
    search_id : str
        Which search.

    Returns
    -------
    pandas.DataFrame
        One row per box, in the order of the diagram: box, label, phase, n (missing: not reported),
        basis (``stated``, ``derived`` by subtraction, or ``not reported``), meaning (what the box counts, in words).

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
    for lost, (before, after) in _subtracted(stated).items():
        if n[after] > n[before]:
            raise ValueError(f"data/flow.csv, search {search_id}: {after} {n[after]} exceeds {before} {n[before]}")
        n[lost] = n[before] - n[after]
    basis = found.box.map(lambda box: "stated" if box in stated else "derived" if box in n else "not reported")
    found = found.assign(n=found.box.map(n).astype("Int64"), basis=basis, meaning=found.box.map(MEANINGS))
    return found[["box", "label", "phase", "n", "basis", "meaning"]]


def sentences(review, search_id):
    """Gather the sources of each box of one search.

    Parameters
    ----------
    review : reviewbook.evidence.tables.data.Review
    search_id : str

    Returns
    -------
    dict
        Box to rows of `reviewbook.evidence.tables.sources.located`; a box that follows by subtraction has those of both
        numbers, as derived, and one that is not reported has none.
    """
    stated = {}
    for row in sources.located(review, "flow").itertuples(index=False):
        search, _, box = row.row.partition("|")
        if search == search_id and row.column == "n":
            stated.setdefault(box, []).append(row)
    return stated | {
        lost: [row._replace(basis="derived") for box in pair for row in stated[box]]
        for lost, pair in _subtracted(stated).items()
    }


def _subtracted(stated):
    """Say of each box that is not stated, but follows from two that are, from which."""
    found = {}
    for before, lost, after in SUBTRACTIONS:
        if before in stated and after in stated and lost not in stated:
            found.setdefault(lost, (before, after))
    return found


def numbers(boxes, searches, criteria):
    """Name the numbers of the selection.

    Parameters
    ----------
    boxes : pandas.DataFrame
        From `boxes`.
    searches : pandas.DataFrame
        The rows of the table ``searches`` that belong to this search.
    criteria : pandas.DataFrame
        The table ``criteria``.

    Returns
    -------
    list of Number
    """
    n = boxes.set_index("box").n.astype(object).where(boxes.set_index("box").n.notna(), None)
    basis = boxes.set_index("box").basis
    counts = [
        Number(f"n_{box}", n[box], "records" if box.startswith(("records", "dup")) else box.split("_")[0],
               f"{label}; {basis[box]}.")
        for box, label in zip(boxes.box, boxes.label, strict=True)
    ]  # fmt: skip
    kinds = criteria.kind.value_counts()
    return [
        *counts,
        _share(
            "percent_included_of_assessed",
            n["studies_included"],
            n["reports_assessed"],
            "reports assessed in full text",
        ),
        _share("percent_included_of_screened", n["studies_included"], n["records_screened"], "records screened"),
        Number("n_databases", len(searches), "databases", "Databases searched."),
        Number("databases", list(searches.source), "text", "Databases searched, as their providers write them."),
        Number("searched_on", searches.searched_on.max(), "date", "Day of the search."),
        Number("query", searches["query"].iloc[0], "text", "Search string as printed, one for all databases."),
        Number("n_inclusion_criteria", int(kinds.get("inclusion", 0)), "criteria", "Criteria for inclusion."),
        Number("n_exclusion_criteria", int(kinds.get("exclusion", 0)), "criteria", "Criteria for exclusion."),
    ]


def _share(name, part, whole, of):
    value = None if part is None or not whole else 100 * part / whole
    return Number(name, value, "percent", f"Studies included, as a share of the {of}.")
