"""What is checked between the tables, and no schema can say: sources, references, findings, numbers that contradict."""

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import pairwise

from reviewbook.evidence.tables import records, rounds
from reviewbook.evidence.tables.reading import Read, Row, Table
from reviewbook.evidence.tables.text import shown

# what is left at each stage is a part of what was there before, also where a stage between is not reported
STAGES = ["records_identified", "records_screened", "reports_sought", "reports_assessed", "studies_included"]
# left - middle = right
SUBTRACTIONS = [
    ("records_identified", "duplicates_removed", "records_screened"),
    ("reports_sought", "reports_not_retrieved", "reports_assessed"),
    ("records_screened", "records_excluded", "reports_sought"),
    ("reports_assessed", "reports_excluded", "studies_included"),
]
# stands in where the article tells nothing of retrieval
WITHOUT_RETRIEVAL = ("records_screened", "records_excluded", "reports_assessed")
# a range of two columns of one table: both or none are given, and the first may not be larger
RANGES = [
    ("studies", "n_therapists_low", "n_therapists_high"),
    ("assessments", "week_from", "week_to"),
    ("assessments", "session_from", "session_to"),
]
# the findings that can be stated with these words
STATED = {
    "significant": ("supported", "mixed"), "trend": ("trend",), "not significant": ("not supported", "mixed"),
}  # fmt: skip
# words that no list of the schema holds, and by which rows are counted together
WORDS = {
    "studies": ("sample_id_if_overlapping",), "therapists": ("profession",),
    "treatments": ("name", "approach", "delivery"), "instruments": ("family", "counted_as"),
    "assessments": ("outcome",), "findings": ("outcome", "group"), "searches": ("source",),
}  # fmt: skip
# what is told of an item of a standard in the article, and what this edition adds to it
REPORTED, ADDED = ("reported", "partly"), ("added", "partly")


def subtractions(stated: Collection[str]) -> list[tuple[str, str, str]]:
    """Give the subtractions that hold between the boxes of a flow, of which these are stated: before, lost, after."""
    told = {"reports_sought", "reports_not_retrieved"} & set(stated)
    return SUBTRACTIONS if told else [*SUBTRACTIONS, WITHOUT_RETRIEVAL]


def check(read: Read) -> list[str]:
    """Say what is wrong between the tables, a line each.

    A tie is not looked at where a table lacks a column that it needs; that has been said.
    """
    return [
        line
        for find, needed in TIES
        if all(set(columns) <= read.tables.get(name, Table({})).columns for name, columns in needed.items())
        for line in find(read)
    ]


def _uncited(name: str, column: str) -> Callable[[Read], Iterator[str]]:
    def find(read: Read) -> Iterator[str]:
        # of a study that the references do not have its own row says so
        said = set() if name == "studies" else {row["study_id"] for row in read.studies()}
        for row in read.tables[name].rows:
            if row[column] and row[column] not in {*read.cited, *said}:
                yield f"{row.at(column)}: '{row[column]}' is not a key of references.bib"

    return find


def _called_otherwise(read: Read) -> Iterator[str]:
    for row in read.studies():
        cited = read.cited.get(row["study_id"], row["study"])
        if row["study"] and row["study"] != cited:
            yield f"{row.at('study')}: {shown(row['study'])} is not what references.bib says: {shown(cited)}"


def _unsourced(read: Read) -> Iterator[str]:
    known = {(row["table"], row["row"], row["column"]) for row in read.tables["sources"].rows}
    wrong = read.wrong | {("studies", row.line) for row in read.studies() if row["study_id"] not in read.cited}
    for name, here in read.tables.items():
        sourced = [one for one, told in here.fields.items() if told.get("sourced") and one in here.columns]
        for column in sourced if here.keyed else ():
            for row in here.rows:
                if row[column] and (name, row.key, column) not in known and (name, row.line) not in wrong:
                    yield (
                        f"{row.at(column)}: '{row[column]}' has no source; "
                        f"a line of data/sources.csv must say on which passage it rests"
                    )


def _dangling(read: Read) -> Iterator[str]:
    keys = {name: {row.key for row in here.rows} for name, here in read.tables.items()}
    faulty, renamed = read.faulty(), read.renamed()
    for row in read.tables["sources"].rows:
        name, key, column = row["table"], row["row"], row["column"]
        where = f"data/sources.csv, line {row.line} ({key})"
        if name not in read.tables or name in faulty:
            continue
        if column not in read.tables[name].fields:
            yield f"{where}, column 'column': '{column}' is not a column of data/{name}.csv"
        elif read.tables[name].keyed and key not in keys[name] and not (name == "studies" and key in renamed):
            yield f"{where}, column 'row': '{key}' is not a row of data/{name}.csv"


def _silent(read: Read) -> Iterator[str]:
    if read.renamed() or read.faulty() & {"findings", "studies"}:
        return
    told = {(row["study_id"], row["hypothesis_id"]) for row in read.tables["findings"].rows}
    for study in read.tables["studies"].rows:
        for hypothesis in read.tables["hypotheses"].rows:
            if (study["study_id"], hypothesis["hypothesis_id"]) not in told:
                yield (
                    f"data/studies.csv, line {study.line} ({study['study_id']}), column 'study_id': data/findings.csv "
                    f"has no line for '{hypothesis['hypothesis_id']}'; write one, with tested 'not reported' where the "
                    f"article reports no test"
                )


def _uncounted(read: Read) -> Iterator[str]:
    """Compare the studies that all searches together include with the table of studies."""
    rows = [row for row in read.tables["flow"].rows if row["box"] == "studies_included"]
    searches = {row["search_id"] for row in read.tables["flow"].rows}
    if not rows or {row["search_id"] for row in rows if row["n"].isdecimal()} != searches:
        return
    included, studies = sum(int(row["n"]) for row in rows), len(read.studies())
    if included != studies and not read.faulty() & {"flow", "studies"}:
        together = f", of all searches {included}" if len(rows) > 1 else ""
        yield f"{rows[-1].at('n')}: '{rows[-1]['n']}'{together}; data/studies.csv has {studies} studies"


def _growing(read: Read) -> Iterator[str]:
    counted = [row for row in read.tables["flow"].rows if row["n"].isdecimal()]
    for search_id in dict.fromkeys(row["search_id"] for row in read.tables["flow"].rows):
        boxes = {row["box"]: row for row in counted if row["search_id"] == search_id}
        n = {box: int(row["n"]) for box, row in boxes.items()}
        # what is stated with all that was lost on the way is reported as printed, and asked about where it is odd
        asked = {(before, after) for before, lost, after in subtractions(n) if lost in n}
        for before, after in pairwise(box for box in STAGES if box in n):
            if n[after] > n[before] and (before, after) not in asked:
                yield (
                    f"data/flow.csv, line {boxes[after].line} ({search_id}, {after}), column 'n': '{n[after]}' is more "
                    f"than the {n[before]} of '{before}', of which it is a part"
                )


def _no_range(name: str, low: str, high: str) -> Callable[[Read], Iterator[str]]:
    def find(read: Read) -> Iterator[str]:
        for row in read.tables[name].rows:
            for one, other in ((low, high), (high, low)):
                if row[other] and not row[one]:
                    yield f"{row.at(one)}: is empty beside the '{row[other]}' of '{other}'; a single value is in both"
            if _number(row[low]) > _number(row[high]):
                yield f"{row.at(low)}: '{row[low]}' is more than the '{row[high]}' of '{high}'"

    return find


def _counted_as_nothing(read: Read) -> Iterator[str]:
    used = {row["instrument_id"] for row in read.tables["assessments"].rows}
    for row in read.tables["instruments"].rows:
        if row["instrument_id"] in used and not row["counted_as"]:
            yield f"{row.at('counted_as')}: is empty; data/assessments.csv names this instrument"


def _contradictory_findings(read: Read) -> Iterator[str]:
    for row in read.tables["findings"].rows:
        for column in ("finding", "outcome_domain", "temporal_level"):
            if row["tested"] == "yes" and not row[column]:
                yield f"{row.at(column)}: is empty; what was tested names its {column.replace('_', ' ')}"
        for column in ("finding", "direction", "outcome_domain", "temporal_level"):
            if row["tested"] == "not reported" and row[column]:
                yield f"{row.at(column)}: '{row[column]}' must be empty where no test is reported"
        if row["statistical_statement"] and row["finding"] not in STATED.get(
            row["statistical_statement"], (row["finding"],)
        ):
            yield f"{row.at('statistical_statement')}: '{row['statistical_statement']}' beside '{row['finding']}'"
        adjusted = row["temporal_level"] == "adjusted for earlier change"
        if adjusted != (row["prior_change_adjusted"] == "yes") and row["temporal_level"] != "both orders tested":
            where, said = row.at("prior_change_adjusted"), row["prior_change_adjusted"]
            yield f"{where}: '{said}' beside the order in time '{row['temporal_level']}'"


def _spelt_otherwise(read: Read) -> Iterator[str]:
    """Find words of one column in two spellings; whoever counts them counts two things."""
    for name, columns in WORDS.items():
        here = read.tables.get(name, Table({}))
        for column in (one for one in columns if one in here.columns):
            seen: dict[str, Row] = {}
            for row in here.rows:
                first = seen.setdefault(re.sub(r"[\W_]+", " ", row[column]).casefold(), row)
                if row[column] != first[column]:
                    yield (
                        f"{row.at(column)}: {shown(row[column])} is written {shown(first[column])} in line "
                        f"{first.line}; one spelling holds"
                    )


def _unassessed(read: Read) -> Iterator[str]:
    used = {(row["study_id"], row["instrument_id"]) for row in read.tables["assessments"].rows}
    for row in read.tables["findings"].rows:
        if row["instrument_id"] and (row["study_id"], row["instrument_id"]) not in used:
            yield f"{row.at('instrument_id')}: data/assessments.csv has no '{row['instrument_id']}' of this study"


def _without_flow(read: Read) -> Iterator[str]:
    """Find searches that one of both tables lacks."""
    for name, other in (("searches", "flow"), ("flow", "searches")):
        there = {row["search_id"] for row in read.tables[other].rows}
        for search_id in dict.fromkeys(row["search_id"] for row in read.tables[name].rows):
            if search_id not in there:
                row = next(row for row in read.tables[name].rows if row["search_id"] == search_id)
                yield f"{row.at('search_id')}: '{search_id}' is not in data/{other}.csv, column 'search_id'"


def _contradictory_assessments(read: Read) -> Iterator[str]:
    weeks = {row["study_id"]: row["duration_weeks"] for row in read.tables["studies"].rows}
    for row in read.tables["assessments"].rows:
        named = "outcome" if row["construct"] == "outcome" else "instrument_id"
        if not row[named]:
            yield f"{row.at(named)}: is empty; an assessment of the {row['construct']} names one"
        if _number(row["week_to"]) > _number(weeks.get(row["study_id"], "")):
            yield (
                f"{row.at('week_to')}: '{row['week_to']}' is after the end of the treatment, which "
                f"data/studies.csv gives as week {weeks[row['study_id']]}; later times are months_after_treatment"
            )


def _contradictory_items(read: Read) -> Iterator[str]:
    """Compare what is judged of an item of a standard with where it is told, in the article and in the book."""
    sources = read.tables["sources"].rows
    told = {row["row"] for row in sources if (row["table"], row["column"]) == ("checklist", "article")}
    for row in read.tables["checklist"].rows:
        if row["article"] in REPORTED and row.key not in told:
            yield f"{row.at('article')}: '{row['article']}' has no source; a line of data/sources.csv must say where"
        if row["article"] not in REPORTED and row.key in told:
            yield f"{row.at('article')}: '{row['article']}', and data/sources.csv names a passage that tells it"
        if row["edition"] in ADDED and not row["where"]:
            yield f"{row.at('where')}: is empty; an item that is {row['edition']} names a page"
        if row["edition"] not in ADDED and row["where"]:
            yield f"{row.at('where')}: {shown(row['where'])} beside '{row['edition']}'; it names what is added"


def _misnamed(read: Read) -> Iterator[str]:
    """Compare the names of passages with their places; a name that tells another place misleads who looks it up."""
    for row in read.tables["passages"].rows:
        end = f"-p{row['paragraph']}-s{row['sentence']}"
        if not row["passage_id"].endswith(end):
            yield f"{row.at('passage_id')}: {shown(row['passage_id'])} does not end with its place, {shown(end)}"


def _number(text: str) -> float:
    """Read a number; what is empty, or no number and said to be none, is neither more nor less than another."""
    try:
        return float(text)
    except ValueError:
        return math.nan


# what finds faults, and the columns that it reads; of a mistyped key the first name the cell itself, and what comes
# after them what follows from it
TIES: list[tuple[Callable[[Read], Iterator[str]], Mapping[str, list[str]]]] = [
    (_uncited("studies", "study_id"), {"studies": ["study_id"]}),
    (_uncited("instruments", "reference"), {"instruments": ["reference"]}),
    (_uncited("questions", "reference"), {"questions": ["reference"]}),
    (_called_otherwise, {"studies": ["study_id", "study"]}),
    (_unsourced, {"sources": ["table", "row", "column"]}),
    (_dangling, {"sources": ["table", "row", "column"]}),
    (_silent, {"studies": ["study_id"], "findings": ["study_id", "hypothesis_id"], "hypotheses": ["hypothesis_id"]}),
    (_without_flow, {"searches": ["search_id"], "flow": ["search_id"]}),
    (_unassessed, {"findings": ["study_id", "instrument_id"], "assessments": ["study_id", "instrument_id"]}),
    (_uncounted, {"flow": ["search_id", "box", "n"], "studies": ["study_id"]}),
    (_growing, {"flow": ["search_id", "box", "n"]}),
    *((_no_range(name, low, high), {name: [low, high]}) for name, low, high in RANGES),
    (_counted_as_nothing, {"instruments": ["instrument_id", "counted_as"], "assessments": ["instrument_id"]}),
    (_contradictory_findings, {"findings": [
        "tested", "finding", "direction", "outcome_domain", "temporal_level", "statistical_statement",
        "prior_change_adjusted",
    ]}),
    (_contradictory_assessments, {
        "studies": ["study_id", "duration_weeks"],
        "assessments": ["study_id", "construct", "outcome", "instrument_id", "week_to"],
    }),
    (_spelt_otherwise, {}),
    (_contradictory_items, {
        "checklist": ["standard", "item", "article", "edition", "where"], "sources": ["table", "row", "column"],
    }),
    *rounds.TIES,
    *records.TIES,
    (_misnamed, {"passages": ["passage_id", "paragraph", "sentence"]}),
]  # fmt: skip
