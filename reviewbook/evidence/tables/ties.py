"""What is checked between the tables, and no schema can say: sources, references, findings, numbers that contradict."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from reviewbook.evidence.tables import asked, boxes, records, rounds
from reviewbook.evidence.tables.reading import Read, Row, Table, number
from reviewbook.evidence.tables.text import shown
from reviewbook.manuscript.text import near

# a range of two columns of one table: both or none are given, and the first may not be larger
RANGES = [
    ("studies", "n_therapists_low", "n_therapists_high"),
    ("assessments", "week_from", "week_to"),
    ("assessments", "session_from", "session_to"),
    ("outside_evidence", "low", "high"),
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
# the kind of a claim that prints what is compared
PRINTED = "quantitative"
# where a value of outside evidence comes from when no source gives it
NOT_AT_HAND = "not at hand"
# what is told of an item of a standard in the article, and what this edition adds to it
REPORTED, ADDED = ("reported", "partly"), ("added", "partly")


def check(read: Read) -> list[str]:
    """Say what is wrong between the tables, a line each; last what follows from sources that are missing.

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
    """Find cells without a source: of a single one its line says so, of more the first line of their study or row."""
    known = {(row["table"], row["row"], row["column"]) for row in read.tables["sources"].rows}
    wrong = read.wrong | {("studies", row.line) for row in read.studies() if row["study_id"] not in read.cited}
    found: dict[tuple[str, str], list[tuple[Row, str]]] = {}
    for name, here in read.tables.items():
        sourced = [one for one, told in here.fields.items() if told.get("sourced") and one in here.columns]
        for row in here.rows if here.keyed else ():
            for column in sourced if (name, row.line) not in wrong else ():
                if row[column] and (name, row.key, column) not in known:
                    found.setdefault((name, row.cells.get("study_id") or row.key), []).append((row, column))
    for (_, of), cells in found.items():
        row, column = cells[0]
        if len(cells) == 1:
            yield (
                f"{row.at(column)}: '{row[column]}' has no source; "
                f"a line of data/sources.csv must say on which passage it rests"
            )
            continue
        columns = ", ".join(f"'{one}'" for one in dict.fromkeys(column for _, column in cells))
        n_rows = len({row.line for row, _ in cells})
        where = f" of {n_rows} rows" if n_rows > 1 else ""
        yield (
            f"{row.path}, line {row.line} ({of}), columns {columns}{where}: {len(cells)} cells have no source; "
            f"lines of data/sources.csv must say on which passages they rest"
        )


def _dangling(telling: str, of: str) -> Callable[[Read], Iterator[str]]:
    """Find lines that tell of a cell that is not there; `of` is the column that says in a message whose line it is."""

    def find(read: Read) -> Iterator[str]:
        keys = {name: {row.key for row in here.rows} for name, here in read.tables.items()}
        faulty, renamed = read.faulty(), read.renamed()
        for row in read.tables[telling].rows:
            name, key, column = row["table"], row["row"], row["column"]
            where = f"{row.path}, line {row.line} ({row[of]})"
            if name not in read.tables or name in faulty or not (key and column):
                continue
            known = read.tables[name].fields
            if column not in known:
                said = f"'{column}' is not a column of data/{name}.csv; {near(column, known)}"
                yield f"{where}, column 'column': {said}"
            elif read.tables[name].keyed and key not in keys[name] and not (name == "studies" and key in renamed):
                yield f"{where}, column 'row': '{key}' is not a row of data/{name}.csv"

    return find


def _silent(read: Read) -> Iterator[str]:
    if read.renamed() or read.faulty() & {"findings", "studies"}:
        return
    told = {(row["study_id"], row["hypothesis_id"]) for row in read.tables["findings"].rows}
    for study in read.tables["studies"].rows:
        for hypothesis in read.tables["hypotheses"].rows:
            if (study["study_id"], hypothesis["hypothesis_id"]) not in told:
                yield (
                    f"data/studies.csv, line {study.line} ({study['study_id']}), column 'study_id': data/findings.csv "
                    f"has no line for '{hypothesis['hypothesis_id']}'; write one, with tested 'not reported' where no "
                    f"test is reported"
                )


def _no_range(name: str, low: str, high: str) -> Callable[[Read], Iterator[str]]:
    def find(read: Read) -> Iterator[str]:
        for row in read.tables[name].rows:
            for one, other in ((low, high), (high, low)):
                if row[other] and not row[one]:
                    yield f"{row.at(one)}: is empty beside the '{row[other]}' of '{other}'; a single value is in both"
            if number(row[low]) > number(row[high]):
                yield f"{row.at(low)}: '{row[low]}' is more than the '{row[high]}' of '{high}'"

    return find


def _unread(read: Read) -> Iterator[str]:
    for row in read.tables["claims"].rows:
        if row["number"] and row["kind"] != PRINTED and not row["reading"]:
            yield (
                f"{row.at('reading')}: is empty; a claim that prints no number is set beside '{row['number']}' under a "
                f"reading, which must be named"
            )


def _judged_otherwise(read: Read) -> Iterator[str]:
    """Find claims with the same number and printed value that would have another verdict than the first of them."""
    first: dict[tuple[str, str], Row] = {}
    for row in read.tables["claims"].rows:
        other = first.setdefault((row["number"], row["printed"]), row)
        for column, told in (("kind", [one["kind"] == PRINTED for one in (row, other)]),
                             ("note", [bool(one["note"]) for one in (row, other)])):  # fmt: skip
            if row["number"] and told[0] != told[1]:
                yield (
                    f"{row.at(column)}: {shown(row[column]) if row[column] else 'is empty'}, unlike line {other.line} "
                    f"({other.key}) with the same number and printed value, so that their verdicts could differ"
                )


def _from_nowhere(read: Read) -> Iterator[str]:
    for row in read.tables["outside_evidence"].rows:
        where, value = row.at("value"), row["value"]
        if bool(value) == (row["certainty"] == NOT_AT_HAND):
            yield f"{where}: {shown(value) if value else 'is empty'} beside '{row['certainty']}'"
        elif value and not row["measure"]:
            yield f"{row.at('measure')}: is empty; a value names what it measures"
        elif number(value) < number(row["low"]) or number(value) > number(row["high"]):
            yield f"{where}: '{value}' does not lie between the '{row['low']}' and '{row['high']}' of its interval"


def _counted_as_nothing(read: Read) -> Iterator[str]:
    used = {row["instrument_id"] for row in read.tables["assessments"].rows}
    for row in read.tables["instruments"].rows:
        if row["instrument_id"] in used and not row["counted_as"]:
            yield f"{row.at('counted_as')}: is empty; data/assessments.csv names this instrument"


def _contradictory_findings(read: Read) -> Iterator[str]:
    for row in read.tables["findings"].rows:
        for column in asked.NAMED:
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


def _contradictory_assessments(read: Read) -> Iterator[str]:
    weeks = {row["study_id"]: row["duration_weeks"] for row in read.tables["studies"].rows}
    for row in read.tables["assessments"].rows:
        named = "outcome" if row["construct"] == "outcome" else "instrument_id"
        if not row[named]:
            yield f"{row.at(named)}: is empty; an assessment of the {row['construct']} names one"
        if number(row["week_to"]) > number(weeks.get(row["study_id"], "")):
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


def _first_words_of_another(read: Read) -> Iterator[str]:
    """Find sentences whose first words begin another sentence of the document, so that they would find either."""
    told = [
        (row["document_id"], f"{' '.join(row['opening'].split())} ".casefold(), row)
        for row in read.tables["passages"].rows
    ]
    # in this order what begins another stands right before one that it begins
    for (here, words, row), (there, longer, other) in pairwise(sorted(told, key=lambda one: one[:2])):
        if here == there and longer.startswith(words):
            yield (
                f"{row.at('opening')}: {shown(row['opening'])} also begins the sentence of line {other.line} "
                f"({other.key}); add the words that follow until they differ"
            )


# what finds faults, and the columns that it reads; of a mistyped key the first name the cell itself, and what comes
# after them what follows from it; what has no source has been written, and is said after what is written wrongly
TIES: list[tuple[Callable[[Read], Iterator[str]], Mapping[str, list[str]]]] = [
    (_uncited("studies", "study_id"), {"studies": ["study_id"]}),
    (_uncited("instruments", "reference"), {"instruments": ["reference"]}),
    (_uncited("questions", "reference"), {"questions": ["reference"]}),
    (_uncited("outside_evidence", "reference"), {"outside_evidence": ["reference"]}),
    (_called_otherwise, {"studies": ["study_id", "study"]}),
    (_dangling("sources", "row"), {"sources": ["table", "row", "column"]}),
    (_dangling("question_cells", "question_id"), {"question_cells": ["question_id", "table", "row", "column"]}),
    (_silent, {"studies": ["study_id"], "findings": ["study_id", "hypothesis_id"], "hypotheses": ["hypothesis_id"]}),
    (_unassessed, {"findings": ["study_id", "instrument_id"], "assessments": ["study_id", "instrument_id"]}),
    *boxes.TIES,
    *((_no_range(name, low, high), {name: [low, high]}) for name, low, high in RANGES),
    (_unread, {"claims": ["kind", "number", "reading"]}),
    (_judged_otherwise, {"claims": ["kind", "number", "printed", "note"]}),
    (_from_nowhere, {"outside_evidence": ["measure", "value", "low", "high", "certainty"]}),
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
    *asked.TIES,
    (_first_words_of_another, {"passages": ["passage_id", "opening", "document_id"]}),
    (_misnamed, {"passages": ["passage_id", "paragraph", "sentence"]}),
    (_unsourced, {"sources": ["table", "row", "column"]}),
]  # fmt: skip
