"""What is checked of the records of a search: each with itself, and all with the counts of the flow."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from reviewbook.evidence.screening import flow
from reviewbook.evidence.screening.records import COLUMNS, CONFIRMED, EXCLUDED, INCLUDED
from reviewbook.evidence.tables.reading import Read, Row
from reviewbook.evidence.tables.text import shown


def _decided_otherwise(read: Read) -> Iterator[str]:
    """Look whether what is told of a record goes together."""
    for row in read.tables["records"].rows:
        first, second = row["title_abstract"], row["full_text"]
        if second and first != INCLUDED:
            yield (
                f"{row.at('full_text')}: '{second}' beside {shown(first)} of 'title_abstract'; only what was "
                f"'{INCLUDED}' there is read in full text"
            )
        if row["reason"] and EXCLUDED not in (first, second):
            yield f"{row.at('reason')}: {shown(row['reason'])} is why a record was excluded, and this one was not"
        if row["study_id"] and second != INCLUDED:
            yield f"{row.at('study_id')}: '{row['study_id']}' beside '{second}' of 'full_text'; it must be '{INCLUDED}'"


def _duplicate_of_nothing(read: Read) -> Iterator[str]:
    """Look whether a duplicate names the record that stays, and has no decision of its own once it is confirmed."""
    states = {row["record_id"]: row["duplicate"] for row in read.tables["records"].rows}
    for row in read.tables["records"].rows:
        state, other = row["duplicate"], row["duplicate_of"]
        if bool(state) != bool(other):
            empty, full = ("duplicate_of", state) if state else ("duplicate", other)
            yield f"{row.at(empty)}: is empty beside {shown(full)}; a duplicate has both"
        elif other and other not in states:
            yield f"{row.at('duplicate_of')}: {shown(other)} is not in data/records.csv, column 'record_id'"
        elif other and other == row["record_id"]:
            yield f"{row.at('duplicate_of')}: {shown(other)} is the record itself"
        elif state == CONFIRMED and states[other] == CONFIRMED:
            yield f"{row.at('duplicate_of')}: {shown(other)} is a confirmed duplicate; name the record that stays"
        if state == CONFIRMED and (decided := row["title_abstract"]):
            yield (
                f"{row.at('title_abstract')}: '{decided}', and the record is a '{CONFIRMED}' duplicate, which is taken "
                f"out before screening; leave it empty"
            )


def counted(read: Read) -> dict[str, dict[str, int]]:
    """Count the boxes of each search that has records: search to box to count."""
    rows = defaultdict(list)
    for row in read.tables["records"].rows:
        rows[row["search_id"]].append(row.cells)
    return {search: flow.counts(found) for search, found in rows.items()}


def differences(read: Read, found: Mapping[str, Mapping[str, int]] | None = None) -> Iterator[str]:
    """Say of each count of the flow, and of each database, that the records give another, a line each.

    What the records give is counted here, or was by `counted`.
    """
    found = counted(read) if found is None else found
    for row in read.tables["flow"].rows:
        yield from _differs(row, "n", found.get(row["search_id"], {}).get(row["box"]))
    if not {"search_id", "source_id", "n_records"} <= read.tables["searches"].columns:
        return
    sources: dict[tuple[str, str], int] = defaultdict(int)
    for row in read.tables["records"].rows:
        sources[row["search_id"], row["source_id"]] += 1
    for row in read.tables["searches"].rows:
        known = sources[row["search_id"], row["source_id"]] if row["search_id"] in found else None
        yield from _differs(row, "n_records", known)


def _differs(row: Row, column: str, n: int | None) -> Iterator[str]:
    if n is not None and row[column].isdecimal() and int(row[column]) != n:
        yield f"{row.at(column)}: '{row[column]}', and the records of data/records.csv give {n}"


# as in ties
TIES: list[tuple[Callable[[Read], Iterator[str]], Mapping[str, list[str]]]] = [
    (_decided_otherwise, {"records": list(COLUMNS)}),
    (_duplicate_of_nothing, {"records": list(COLUMNS)}),
    (differences, {"records": list(COLUMNS), "flow": ["search_id", "box", "n"], "searches": []}),
]
