"""The flow of records: what the article states and what follows by subtraction."""

from reviewbook.evidence.number import Number

# left - middle = right; the second pair stands in where the article does not tell how many reports were sought
SUBTRACTIONS = [
    ("records_identified", "duplicates_removed", "records_screened"),
    ("reports_sought", "reports_not_retrieved", "reports_assessed"),
    ("records_screened", "records_excluded", "reports_sought"),
    ("records_screened", "records_excluded", "reports_assessed"),
    ("reports_assessed", "reports_excluded", "studies_included"),
]


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
        basis (``stated``, ``derived`` by subtraction, or ``not reported``).

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
    for before, lost, after in SUBTRACTIONS:
        if before in n and after in n and lost not in n:
            if n[after] > n[before]:
                raise ValueError(f"data/flow.csv, search {search_id}: {after} {n[after]} exceeds {before} {n[before]}")
            n[lost] = n[before] - n[after]
    basis = found.box.map(lambda box: "stated" if box in stated else "derived" if box in n else "not reported")
    return found.assign(n=found.box.map(n).astype("Int64"), basis=basis)[["box", "label", "phase", "n", "basis"]]


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
