"""The flow of records: what the article states and what follows by subtraction."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from reviewbook.evidence.accounts import search
from reviewbook.evidence.counting import parts
from reviewbook.evidence.number import Form, Number, Part, cells, filled, published, slug, together
from reviewbook.evidence.screening import flow as screening
from reviewbook.evidence.screening.records import CONFIRMED, EXCLUDED
from reviewbook.evidence.tables import boxes as prisma
from reviewbook.evidence.tables import sources
from reviewbook.evidence.tables.data import Review

# what a box counts, in the terms of PRISMA 2020
MEANINGS = {
    "studies_previous": "Studies in the previous version of the review.",
    "reports_previous": "Reports of the studies in the previous version.",
    "records_from_databases": "Titles or abstracts that bibliographic databases returned.",
    "records_from_registers": "Entries that registers of studies returned.",
    "records_identified": "Titles or abstracts that the searches returned.",
    "records_from_websites": "Documents found on websites.",
    "records_from_organisations": "Documents obtained from organisations.",
    "records_from_citations": "Documents found in reference lists, or among works that cite them.",
    "duplicates_removed": "Records removed because another record stands for the same report.",
    "records_removed_by_automation": "Records that an automation tool marked as ineligible before screening.",
    "records_removed_otherwise": "Records removed before screening for any other reason.",
    "records_screened": "Records whose title or abstract was read to see whether the report may be eligible.",
    "records_excluded": "Records excluded after their title or abstract was read.",
    "reports_sought": "Reports whose full text was sought.",
    "reports_not_retrieved": "Reports whose full text could not be obtained.",
    "reports_sought_other": "Reports found by other methods whose full text was sought.",
    "reports_not_retrieved_other": "Reports found by other methods whose full text could not be obtained.",
    "reports_assessed": "Reports whose full text was read against the eligibility criteria.",
    "reports_excluded": "Reports excluded after their full text was read; PRISMA asks for the reasons.",
    "reports_assessed_other": "Reports found by other methods whose full text was read against the criteria.",
    "reports_excluded_other": "Reports found by other methods, excluded after their full text was read.",
    "studies_included": "Studies that meet the criteria; one study can have several reports.",
    "reports_included": "Reports of the studies included.",
    "studies_total": "Studies of the previous version and those included now.",
    "reports_total": "Reports of all these studies.",
    "studies_in_meta_analysis": "Studies whose results were combined by calculation.",
    "reports_in_meta_analysis": "Reports of the studies in the meta-analysis.",
}
REASON = "Reports excluded for this reason."

BOX = Form("n_{box!n}", "{unit}", "{label}; {basis}.", how="{way}")
SELECTION = [
    Form("percent_included_of_assessed", "percent",
         "Studies included, as a share of the reports assessed in full text.", "of_assessed",
         how="percent", parts="assessed"),
    Form("percent_included_of_screened", "percent",
         "Studies included, as a share of the records screened.", "of_screened",
         how="percent", parts="screened"),
    Form("n_databases", "databases", "Databases searched.", "n_databases", parts="sources"),
    Form("databases", "text", "Databases searched, as their providers write them.", "databases",
         how="list", parts="sources"),
    Form("searched_on", "date", "Day of the {last}search.", "day", how="maximum", parts="days"),
    Form("query", "text", "Search string as printed, one for {each}.", "query",
         how="{way}", parts="queries"),
    Form("n_inclusion_criteria", "criteria", "Criteria for inclusion.", "inclusion",
         parts="including"),
    Form("n_exclusion_criteria", "criteria", "Criteria for exclusion.", "exclusion",
         parts="excluding"),
]  # fmt: skip

# what a review has of its versions before and with one round, where its flow has no box for them
LABELS = {"studies_previous": "Studies of the previous version", "studies_total": "All studies of the review"}
# between the name of a number and the search of an update that it counts; no other name has it
OF = "__"
# how a box is known that is not stated
COUNTED, DERIVED = "counted", "derived"
KEY = ["search_id", "source_id"]
CRITERIA = ("n_inclusion_criteria", "n_exclusion_criteria")
DECISIONS = {"full_text": "on the full text", "title_abstract": "on title and abstract"}

QUERY = Form("query_{id!n}", "text", "Search string of {source}, as printed.", "query", how="value")


def counted(review: Review, search_id: str) -> dict[str, int]:
    """Count the boxes of a search in its records, where the review has such: box to count."""
    records = getattr(review, "records", None)
    if records is None or not (rows := records[records.search_id.eq(search_id)].fillna("").to_dict("records")):
        return {}
    return screening.counts(rows)


def searched(review: Review, search_id: str) -> pd.DataFrame:
    """Give the databases of a search, the records of each counted in those of the review where none are stated."""
    found = review.searches[review.searches.search_id.eq(search_id)]
    records = getattr(review, "records", None)
    if records is None or not (own := records.search_id.eq(search_id)).any():
        return found
    n = found.source_id.map(records.source_id[own].value_counts()).fillna(0).astype("Int64")
    return found.assign(n_records=found.n_records.astype("Int64").fillna(n))


def drawn(review: Review, search_id: str) -> pd.DataFrame:
    """Fill the boxes of one search as `boxes` does, as PRISMA draws an updated review where it came with an update.

    Studies of the versions before and the total of all are then there, and counted where the flow does not state them.
    """
    found = review.flow[review.flow.search_id.eq(search_id)]
    known = counted(review, search_id)
    if search_id in later(review):
        known |= {box: len(who) for box, who in studies(review, search_id).items() if box in LABELS}
        rows = [(search_id, box, LABELS[box], prisma.BOXES[box]) for box in LABELS if box not in set(found.box)]
        more = pd.DataFrame(rows, columns=["search_id", "box", "label", "phase"]).assign(n=pd.NA).astype(found.dtypes)
        order = {box: place for place, box in enumerate(prisma.BOXES)}
        found = pd.concat([found, more]) if rows else found
        found = found.sort_values("box", kind="stable", key=lambda box: box.map(prisma.base).map(order))
    return boxes(found if len(found) else review.flow, search_id, known)


def later(review: Review) -> dict[str, str]:
    """Find the searches that came with updates: search_id to what it is called, the title of its update first."""
    first, title = (
        review.updates.update_id.iloc[0],
        dict(zip(review.updates.update_id, review.updates.title, strict=True)),
    )
    found = review.searches.drop_duplicates("search_id")
    found = found[found.update_id.ne(first)].sort_values(
        "update_id", kind="stable", key=lambda column: column.map(list(title).index)
    )
    return {row.search_id: f"{title[row.update_id]}, search {row.search_id}" for row in found.itertuples()}


def called(review: Review, search_id: str) -> str:
    """Say in words which search it is."""
    return later(review).get(search_id, f"As published, search {search_id}")


def file(key: str, box: str) -> str:
    """Name the file of the site that lists all records of a box, of a search by its key of `keys`."""
    return f"tables/records-{key}-{box}.csv"


def keys(review: Review) -> dict[str, str]:
    """Name each search as it stands in names of numbers, outputs and files, where no two are called alike."""
    found: dict[str, str] = {}
    for search_id in review.searches.search_id.unique():
        key = slug(search_id) or "search"
        while key in found.values():
            key += "_"
        found[search_id] = key
    return found


def listed(review: Review, search_id: str) -> dict[str, pd.DataFrame]:
    """List the records that each box of a search counts, where the review has records: box to a row of each.

    Columns: year, title, identifier, source (the database), decision, reason (a dash where none is needed), study_id;
    missing is not told.
    """
    records = getattr(review, "records", None)
    if records is None or not (rows := records[records.search_id.eq(search_id)].fillna("").to_dict("records")):
        return {}
    sources = dict(zip(review.searches.source_id, review.searches.source, strict=True))
    told = {row["record_id"]: _record(row, sources) for row in rows}
    found = {box: screening.within(rows, box) for box in screening.BOXES}
    return {
        box: pd.DataFrame([told[one["record_id"]] for one in here], dtype=object) for box, here in found.items() if here
    }


def _record(row: Mapping[str, str], sources: Mapping[str, str]) -> dict[str, str | None]:
    names = {"doi": "doi:", "pmid": "PMID ", "other_id": ""}
    state = f"{row['duplicate']} duplicate of {row['duplicate_of']}"
    decision = next((f"{row[at]} {where}" for at, where in DECISIONS.items() if row[at]), "not decided")
    cells = {
        "year": str(row["year"]), "title": row["title"],
        "identifier": next((f"{called}{row[name]}" for name, called in names.items() if row[name]), ""),
        "source": sources.get(row["source_id"], row["source_id"]),
        "decision": state if row["duplicate"] == CONFIRMED else decision,
        "reason": row["reason"] or ("" if row["full_text"] == EXCLUDED else "–"), "study_id": row["study_id"],
    }  # fmt: skip
    return {name: value or None for name, value in cells.items()}


def boxes(flow: pd.DataFrame, search_id: str, counted: Mapping[str, int] | None = None) -> pd.DataFrame:
    """Fill the boxes of the PRISMA flow diagram for one search.

    One row per box, in the order of the diagram: box, label, phase, n (missing: not reported), basis (``stated``,
    ``counted`` in the records or studies where it is not, ``derived`` by subtraction, or ``not reported``), meaning
    (what the box counts, in words).

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
    n = _told(found)
    stated = {box for box, value in n.items() if value is not None}
    from_records = {box: value for box, value in (counted or {}).items() if n.get(box, 0) is None}
    n |= from_records
    try:
        n |= {box: value for box, (value, _) in prisma.derived(n).items()}
    except ValueError as error:
        raise ValueError(f"data/flow.csv, search {search_id}: {error}") from None
    told = {box for box, value in n.items() if value is not None}
    basis = [_basis(box, stated, from_records, told) for box in n]
    meaning = found.box.map(lambda box: MEANINGS.get(box, REASON))
    found = found.assign(n=pd.array(list(n.values()), "Int64"), basis=basis, meaning=meaning)
    return found[["box", "label", "phase", "n", "basis", "meaning"]]


def _basis(box: str, stated: Collection[str], counted: Collection[str], known: Collection[str]) -> str:
    told = {"stated": stated, COUNTED: counted, DERIVED: known}
    return next((basis for basis, there in told.items() if box in there), "not reported")


def sentences(review: Review, search_id: str) -> dict[str, list[sources.Source]]:
    """Gather the sources of each box of one search.

    Box to rows of `reviewbook.evidence.tables.sources.located`; a box that follows from others has those of their
    numbers, as derived, and one that is not reported has none.
    """
    stated: dict[str, list[sources.Source]] = {}
    for row in sources.located(review, "flow").itertuples(index=False):
        search, _, box = row.row.partition("|")
        if search == search_id and row.column == "n":
            stated.setdefault(box, []).append(row)
    found = dict(stated)
    # what follows may rest on what follows
    for box, (_, one) in prisma.derived(_told(review.flow[review.flow.search_id.eq(search_id)])).items():
        rows = [row for other in one.boxes if other != box for row in found.get(other, ())]
        found[box] = list(dict.fromkeys(row._replace(basis="derived") for row in rows))
    return found


def studies(review: Review, search_id: str) -> dict[str, list[str]]:
    """Name the studies that a box of the flow of one search counts: box to study_id.

    Those included came with the round of the search, those before with earlier ones. The boxes that records or reports
    pass are not there: the data do not hold which these are.
    """
    rounds = list(review.updates.update_id)
    place = rounds.index(review.searches.update_id[review.searches.search_id.eq(search_id)].iloc[0])
    when = review.studies.update_id.map(rounds.index)
    known = {"studies_previous": when < place, "studies_included": when == place, "studies_total": when <= place}
    return {box: list(review.studies.study_id[who]) for box, who in known.items()}


def _told(flow: pd.DataFrame) -> dict[str, int | None]:
    return {box: None if pd.isna(n) else int(n) for box, n in zip(flow.box, flow.n, strict=True)}


def numbers(boxes: pd.DataFrame, searches: pd.DataFrame, criteria: pd.DataFrame) -> list[Number]:
    """Name the numbers of the selection.

    The rows of ``searches`` are those of this search.
    """
    n = _told(boxes)
    search_id = searches.search_id.iloc[0]
    queries = search.strings(searches)
    several = [f"{', '.join(who)}: {query}" for query, who in queries.items()] if len(queries) > 1 else []
    # what other methods found was assessed, too, and never screened
    other = any(box in n for box in prisma.OTHER)
    included, screened = (_box(box, n) for box in ("studies_included", "records_screened"))
    reports = _added([_box(box, n) for box in (prisma.ASSESSED if other else prisma.ASSESSED[:1])])
    kept = {kind: criteria[criteria.kind.eq(kind)] for kind in ("inclusion", "exclusion")}
    coded = {column: parts.coded("searches", searches, column, KEY) for column in ("source", "searched_on", "query")}
    own = searches.assign(id=searches.source_id, parts=[(part,) for part in coded["query"]]).to_dict("records")
    made = {
        "assessed": [included, reports],
        "screened": [] if other else [included, screened],
        "sources": coded["source"],
        "days": coded["searched_on"],
        "queries": _strings(searches, queries) if several else coded["query"],
        "way": "list with names" if several else "value",
        "including": parts.coded("criteria", kept["inclusion"], "kind"),
        "excluding": parts.coded("criteria", kept["exclusion"], "kind"),
    }
    found = {
        "of_assessed": _percent(included, reports),
        "of_screened": None if other else _percent(included, screened),
        "n_databases": len(searches),
        "databases": list(searches.source),
        "last": "last " if searches.searched_on.nunique() > 1 else "",
        "day": searches.searched_on.max(),
        "each": "each database" if several else "all databases",
        "query": several or searches["query"].iloc[0],
    } | {kind: len(rows) for kind, rows in kept.items()}
    return [
        *_numbers_of_boxes(boxes, search_id),
        *filled(SELECTION, [found | made], numbers),
        *filled([QUERY], own if several else [], numbers),
    ]


def _numbers_of_boxes(found: pd.DataFrame, search_id: str) -> Iterator[Number]:
    n = _told(found)
    follows = prisma.derived(
        {box: None if basis == DERIVED else n[box] for box, basis in zip(n, found.basis, strict=True)}
    )
    for row in found.to_dict("records"):
        box, key = row["box"], f"{search_id}|{row['box']}"
        about = row | {"n": n[box], "unit": _unit(box)}
        if box in follows:
            more, less = ([_box(one, n) for one in side] for side in follows[box][1].without(box))
            way, made = "difference" if less else "sum", [_added(more), *less] if less else more
            yield BOX.fill(about | {"way": way, "parts": made}, boxes, prisma.derived)
        elif row["basis"] == COUNTED:
            yield BOX.fill(about | {"way": "value", "parts": [Part(key, n[box])]}, drawn, counted)
        else:
            cell = Part(key, n[box], cells("flow", [key], "n"))
            yield BOX.fill(about | {"way": "value", "parts": [cell]}, boxes)


def _box(box: str, n: Mapping[str, int | None]) -> Part:
    return published(f"n_{slug(box)}", n[box]) if box in n else Part(box.replace("_", " "), None)


def _added(boxes: Sequence[Part]) -> Part:
    return boxes[0] if len(boxes) == 1 else together("all of these", *boxes)


def _strings(searches: pd.DataFrame, queries: Mapping[str, Sequence[str]]) -> Iterator[Part]:
    for query, who in queries.items():
        rows = searches[searches["query"].eq(query)]
        yield Part(", ".join(who), query, cells("searches", parts.keys(rows, KEY), "query"))


def numbers_later(review: Review, search_id: str) -> list[Number]:
    """Name the numbers of every search of an update but this one, each with the search after its name."""
    found: list[Number] = []
    for other, title in later(review).items():
        searches = review.searches[review.searches.search_id.eq(other)]
        read = search.numbers(search.readings(searches, review.platforms))
        end = f"{OF}{keys(review)[other]}"
        own = [*numbers(drawn(review, other), searches, review.criteria), *read] if other != search_id else []
        found += [
            replace(
                one,
                name=f"{one.name}{end}",
                meaning=f"{title}. {one.meaning}",
                made=one.made.named(end),
            )
            for one in own
            if one.name not in CRITERIA
        ]
    return found


def _unit(box: str) -> str:
    return "records" if box.startswith(("records", "dup")) else box.split("_")[0]


def _percent(part: Part, whole: Part) -> float | None:
    match part.value, whole.value:
        case int(n), int(total) if total:
            return 100 * n / total
    return None
