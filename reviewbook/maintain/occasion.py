"""The occasion on which data come in: an update, and a search that is made for it."""

from collections.abc import Collection

from reviewbook.evidence.tables import rounds
from reviewbook.evidence.tables.schema import DataError
from reviewbook.evidence.tables.text import shown
from reviewbook.maintain import desk
from reviewbook.maintain.desk import Desk
from reviewbook.manuscript.text import near

# what a search of an update does not have from the one before it
OWN = ("n_records", "n")


def begin(here: Desk, update_id: str, title: str | None) -> None:
    """Add an update.

    Raises
    ------
    DataError
        Says what its key may be, or that there is one of this key or title.
    """
    desk.free(here, "updates", "update_id", update_id)
    title = desk.free(here, "updates", "title", title or f"Update {update_id}")
    here.add("updates", update_id=update_id, title=title)


def search(
    here: Desk, search_id: str, searched_on: str, databases: Collection[str] = (), update_id: str | None = None
) -> str:
    """Add a search of databases of the last one, with its strings, and the boxes of its flow; give the last.

    Without a database all of them are searched. What was found is empty. That the search was made rests on a record of
    it, a document of its own.

    Raises
    ------
    DataError
        Says what its key or its day may be, or that there is no search, or database, to follow.
    """
    came_with = here.update(update_id)
    desk.free(here, "searches", "search_id", search_id)
    desk.allowed(here, "searches", "searched_on", searched_on)
    if not here.rows["searches"]:
        raise DataError(["data/searches.csv has no search yet whose databases another could search again"])
    last = here.rows["searches"][-1]["search_id"]
    known = [row["source_id"] for row in here.rows["searches"] if row["search_id"] == last]
    if other := next((one for one in databases if one not in known), None):
        raise DataError(
            [f"{shown(other)} is no source_id of search '{last}' in data/searches.csv; {near(other, known)}"]
        )
    document = desk.free(here, "documents", "document_id", record(search_id))
    passage = f"search.{_plain(search_id, '.')}-p1-s1"
    here.add("documents", document_id=document, kind=rounds.SEARCH, update_id=came_with)
    here.add(
        "passages", passage_id=passage, section="record", section_title="Record of the search", paragraph="1",
        sentence="1", opening=f"Searched on {searched_on}", document_id=document,
    )  # fmt: skip
    for table in ("searches", "flow"):
        for row in [row for row in here.rows[table] if row["search_id"] == last]:
            if databases and "source_id" in row and row["source_id"] not in databases:
                continue
            own = {"search_id": search_id, "searched_on": searched_on, "update_id": came_with}
            made = here.add(table, **(row | own | dict.fromkeys(OWN, "")))
            here.source(table, made, passage)
    return last


def record(search_id: str) -> str:
    """Give the document_id of the record of a search."""
    return f"search-{_plain(search_id, '-')}"


def _plain(text: str, between: str) -> str:
    return "".join(sign if sign.isascii() and sign.isalnum() else between for sign in text.lower())
