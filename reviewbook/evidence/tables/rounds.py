"""What came with the article, and what with which update: that no later row can move an earlier one."""

from collections.abc import Callable, Iterator, Mapping

from reviewbook.evidence.tables.reading import Read, Table
from reviewbook.evidence.tables.text import shown

# the kind of document that is the reviewed article
ARTICLE = "article"
# and the kind that tells how a search of an update was made, which is of no study either
SEARCH = "search record"
# the column that says why a row which has a number for good was withdrawn; such a row is kept, and counts nowhere
WITHDRAWN = "withdrawn"
# what says with which round a row came, in the order in which it is asked, and the table that has it of the round
CAME_WITH = {
    "update_id": "updates", "document_id": "documents", "search_id": "searches", "passage_id": "passages",
    "study_id": "studies",
}  # fmt: skip


def _not_one_article(read: Read) -> Iterator[str]:
    """Look whether one document is the reviewed article, and each is of a study or of none, as its kind wants it."""
    rows = read.tables["documents"].rows
    articles = [row for row in rows if row["kind"] == ARTICLE]
    if not articles:
        yield f"data/documents.csv, column 'kind': no document is the '{ARTICLE}'"
    for row in articles[1:]:
        yield f"{row.at('kind')}: '{ARTICLE}' is the document of line {articles[0].line}, and there is one"
    for row in rows:
        where = row.at("study_id")
        if row["kind"] in (ARTICLE, SEARCH) and row["study_id"]:
            yield f"{where}: {shown(row['study_id'])} beside '{row['kind']}', which is of no single study"
        elif row["kind"] not in (ARTICLE, SEARCH) and not row["study_id"]:
            yield f"{where}: is empty; a {row['kind']} names its study"


def _side_of_another(read: Read) -> Iterator[str]:
    """Look whether the article counts the studies that it has, and no others."""
    article = next((row["update_id"] for row in read.tables["documents"].rows if row["kind"] == ARTICLE), None)
    for row in read.tables["studies"].rows if article else ():
        where, side = row.at("published_side"), row["published_side"]
        if row["update_id"] == article and not side:
            yield f"{where}: is empty; the article counts each study that it has"
        elif row["update_id"] != article and side:
            yield f"{where}: '{side}', and the article does not have this study of '{row['update_id']}'; leave it empty"


def _of_another_round(read: Read) -> Iterator[str]:
    """Look whether what came in one round rests on documents of that round."""
    known = {name: dict[str, str]() for name in CAME_WITH.values()}
    known["updates"] = {row["update_id"]: row["update_id"] for row in read.tables["updates"].rows}
    rounds: dict[tuple[str, str], str] = {}
    # those whose round another table tells come after it
    for name in dict.fromkeys([*CAME_WITH.values(), *read.tables]):
        here = read.tables.get(name, Table({}))
        column = next((one for one, other in CAME_WITH.items() if one in here.columns and other != name), "")
        for row in here.rows if column else ():
            if told := known[CAME_WITH[column]].get(row[column]):
                rounds[name, row.key] = told
                if name in known:
                    known[name][row[KEYS[name]]] = told
    for row in read.tables["sources"].rows:
        place, other = (row["table"], row["row"]), known["passages"].get(row["passage_id"])
        # an instrument and the like came with what told of it first; a question may be asked of several documents
        own = rounds.get(place) if row["table"] == "questions" else other and rounds.setdefault(place, other)
        if own and other and own != other and row["table"] != "passages":
            yield (
                f"data/sources.csv, line {row.line} ({row['row']}), column 'passage_id': '{row['passage_id']}' stands "
                f"in a document of '{other}', and the row of data/{row['table']}.csv came with '{own}'"
            )


def _said_elsewhere(read: Read) -> Iterator[str]:
    """Look whether the article says what it is told to say: its claims, and what a question asks of its text."""
    of_article = {row["document_id"] for row in read.tables["documents"].rows if row["kind"] == ARTICLE}
    said_in = {row["passage_id"]: row["document_id"] for row in read.tables["passages"].rows}
    asked = {row.key for row in read.tables["questions"].rows if row["layer"] == ARTICLE}
    told = [(row, row.at("passage_id"), "a claim") for row in read.tables["claims"].rows]
    told += [
        (row, f"data/sources.csv, line {row.line} ({row['row']}), column 'passage_id'", "a question on the text")
        for row in read.tables["sources"].rows
        if row["table"] == "questions" and row["row"] in asked
    ]
    for row, where, what in told if of_article else ():
        document_id = said_in.get(row["passage_id"])
        if document_id and document_id not in of_article:
            place = f"{shown(row['passage_id'])} stands in '{document_id}'"
            yield f"{where}: {place}, and this is {what} of the '{ARTICLE}'"


KEYS = {other: column for column, other in CAME_WITH.items()}
# as in ties
TIES: list[tuple[Callable[[Read], Iterator[str]], Mapping[str, list[str]]]] = [
    (_not_one_article, {"documents": ["document_id", "kind", "study_id"]}),
    (_side_of_another, {"documents": ["kind", "update_id"], "studies": ["update_id", "published_side"]}),
    (_of_another_round, {
        "updates": ["update_id"], "documents": ["document_id", "update_id"], "studies": ["study_id", "update_id"],
        "searches": ["search_id", "update_id"], "passages": ["passage_id", "document_id"],
        "sources": ["table", "row", "passage_id"],
    }),
    (_said_elsewhere, {
        "documents": ["document_id", "kind"], "passages": ["passage_id", "document_id"], "claims": ["passage_id"],
        "questions": ["question_id", "layer"], "sources": ["table", "row", "passage_id"],
    }),
]  # fmt: skip
