"""The flows of a review's updates, and the records that boxes of its flows count, published for a page to place."""

import pandas as pd

from reviewbook.display import publish
from reviewbook.display.figures import search as strings
from reviewbook.display.figures import selection
from reviewbook.evidence import number
from reviewbook.evidence.accounts import flow, search
from reviewbook.evidence.tables.boxes import BOXES
from reviewbook.evidence.tables.data import Review

# between what an output is, and the search and box of which it is
OF = "__"
# so many records of a box stand on the page; a file has all
FIRST = 25
COMPARED, LISTED = "compared", "listed"
BOX_COLUMNS = {"label": "Box", "n": "Number", "basis": "How it is known", "meaning": "What it counts"}
SEARCH_COLUMNS = {
    "source": "Database", "platform": "Platform", "searched_on": "Searched on", "n_records": "Records",
    "query": "Search string",
}  # fmt: skip
RECORD_COLUMNS = {
    "year": "Year", "title": "Title", "identifier": "Identifier", "source": "Database", "decision": "Decision",
    "reason": "Reason",
}  # fmt: skip


def lists(review: Review, search_id: str) -> dict[str, tuple[str, str]]:
    """Say of each box of a search whose records are listed the place of the list, and what it is called."""
    found, key = flow.listed(review, search_id), flow.keys(review)[search_id]
    return {box: (place(key, box), f"list of records ({len(rows)})") for box, rows in found.items()}


def place(key: str, box: str) -> str:
    """Name the place of a list on its page."""
    return f"{LISTED}-{key}-{box}".replace("_", "-")


def later(review: Review, search_id: str) -> None:
    """Publish the flow of every search of an update but this one, and a comparison of all; nothing without an update.

    A figure ``flow__…``, tables ``boxes__…`` and ``searches__…`` for each, and ``compared``, with a row for each box;
    and ``trees__…``, its strings as platforms read them, where the library reads one.
    """
    titles = {other: title for other, title in flow.later(review).items() if other != search_id}
    if not titles:
        return
    key, flows = flow.keys(review), {one: flow.drawn(review, one) for one in (search_id, *titles)}
    called = {key[search_id]: flow.called(review, search_id)} | {key[one]: title for one, title in titles.items()}
    compared = _compared({key[one]: boxes for one, boxes in flows.items()})
    named = {key[one]: _named(compared.assign(box=compared.index), key[one], one != search_id) for one in flows}
    publish.table(COMPARED, compared, {"label": "Box"} | called, numbers=named)
    for one in titles:
        boxes, searches = flows[one], flow.searched(review, one)
        drawn = selection.flow_diagram(
            boxes, flow.studies(review, one), flow.sentences(review, one), lists(review, one)
        )
        publish.figure(f"flow{OF}{key[one]}", drawn, selection.flow_in_words(boxes))
        publish.table(f"boxes{OF}{key[one]}", boxes, BOX_COLUMNS, numbers={"n": _named(boxes, key[one], later=True)})
        publish.table(f"searches{OF}{key[one]}", searches, SEARCH_COLUMNS, {"searched_on": "date", "query": "code"})
        if found := search.trees(search.readings(searches, review.platforms)):
            drawn = strings.trees(found, search.sentences(review, searches))
            publish.figure(f"trees{OF}{key[one]}", drawn, strings.trees_in_words(found))


def _named(boxes: pd.DataFrame, key: str, later: bool) -> list[str]:
    """Name the number of each box of a search; of one of an update with the search."""
    names = number.names([flow.BOX], boxes)["n"]
    return [f"{name}{OF}{key}" for name in names] if later else names


def _compared(flows: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Put the numbers of the same box beside each other, in the order of the diagram; a dash where there is no box."""
    label: dict[str, str] = {}
    for boxes in flows.values():
        label |= {box: told for box, told in zip(boxes.box, boxes.label, strict=True) if box not in label}
    order = {box: number for number, box in enumerate(BOXES)}
    rows = pd.DataFrame({"label": label})
    rows = rows.iloc[rows.index.map(lambda box: order[box.partition(":")[0]]).argsort(kind="stable")]
    return rows.assign(
        **{
            key: boxes.set_index("box").n.astype(object).reindex(rows.index, fill_value="–")
            for key, boxes in flows.items()
        }
    )


def records(review: Review) -> None:
    """Publish the first records of each box of each search, and ``listed``, which names them; nothing without records.

    One row of ``listed`` per search and box: search and label in words, n, the output with its first records, place,
    file (in the site, with all of them).
    """
    named = []
    for search_id, key in flow.keys(review).items():
        found = flow.listed(review, search_id)
        label = dict(zip(review.flow.box, review.flow.label, strict=True)) if found else {}
        for box, rows in found.items():
            output = f"{LISTED}{OF}{key}{OF}{box}"
            publish.table(output, rows.head(FIRST), RECORD_COLUMNS)
            named.append((flow.called(review, search_id), label.get(box, box.replace("_", " ").capitalize()), len(rows),
                          output, place(key, box), flow.file(key, box)))  # fmt: skip
    if named:
        columns = ["search", "label", "n", "output", "place", "file"]
        publish.table(LISTED, pd.DataFrame(named, columns=columns), {name: name for name in columns})
