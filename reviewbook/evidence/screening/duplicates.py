"""Which records may stand for the same report: by identifier, or by title and year. What is found is proposed, no more.

Who confirms a proposal takes the record out of the flow; who rejects it is not asked again.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from reviewbook.evidence.screening.records import CONFIRMED, PROPOSED, Record, normalised

# so many digits has a number that a database gave, and so many letters a title that says which report it is
ACCESSION, TITLE = 6, 6


def keys(record: Record) -> Iterator[tuple[str, str, str]]:
    """Give what a record has in common with another of the same report.

    An accession number is one of its database; what has fewer digits is a key that somebody gave. A title without a
    year, or of less than a few letters, says too little.
    """
    if record["doi"]:
        yield "doi", record["doi"], ""
    if record["pmid"]:
        yield "pmid", record["pmid"], ""
    if record.get("source_id") and sum(map(str.isdecimal, record["other_id"])) >= ACCESSION:
        yield "other_id", record["source_id"], record["other_id"]
    title = normalised(record["title"])
    if len(title) >= TITLE and record["year"]:
        yield "title", title, record["year"]


def groups(records: Sequence[Record]) -> list[list[int]]:
    """Give the places of records that belong together, in their order; a record alone is a group of its own.

    Two that each have a DOI, or a PMID, and not the same, are not one by their title alone.
    """
    above = list(range(len(records)))

    def root(place: int) -> int:
        while above[place] != place:
            above[place] = above[above[place]]
            place = above[place]
        return place

    first: dict[tuple[str, ...], int] = {}
    named = {record.get("record_id", ""): place for place, record in enumerate(records)}
    for place, record in enumerate(records):
        for key in keys(record):
            other = first.setdefault(key, place)
            if key[0] == "title" and unlike(records[place], records[other]):
                continue
            one, two = sorted((root(other), root(place)))
            above[two] = one
        if record.get("duplicate") == CONFIRMED and record["duplicate_of"] in named:
            one, two = sorted((root(named[record["duplicate_of"]]), root(place)))
            above[two] = one
    found = defaultdict(list)
    for place in range(len(records)):
        found[root(place)].append(place)
    return list(found.values())


def unlike(one: Record, other: Record) -> bool:
    """Say whether identifiers tell that two records are of different reports."""
    return any(one[name] and other[name] and one[name] != other[name] for name in ("doi", "pmid"))


def propose(records: Sequence[Record]) -> Counter[str]:
    """Write into records that nobody has judged which one they may repeat, and say how many by each state.

    The one that stays is the first of its group that is no confirmed duplicate itself.
    """
    for record in records:
        if record["duplicate"] == PROPOSED:
            record["duplicate_of"] = record["duplicate"] = ""
    for group in groups(records):
        if len(group) > 1:
            stays = next((place for place in group if records[place]["duplicate"] != CONFIRMED), group[0])
            for place in group:
                if place != stays and not records[place]["duplicate"]:
                    records[place].update(duplicate_of=records[stays]["record_id"], duplicate=PROPOSED)
    return Counter(record["duplicate"] for record in records if record["duplicate"])
