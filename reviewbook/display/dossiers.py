"""How the dossier of a study reads: each function gives a table of all studies to be published, its titles and formats.

The first column names the study, the second the row by an anchor of its own; neither is shown. Columns beside those
that are known here are told by their titles in the schema, so that a row of any table is told whole.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from reviewbook.display import markup, rows, wording
from reviewbook.evidence import number
from reviewbook.evidence.accounts import characteristics, dossier
from reviewbook.evidence.counting import answers, votes
from reviewbook.evidence.counting.direction import NOT_TESTED
from reviewbook.evidence.tables import data, sources
from reviewbook.evidence.tables.data import Review

# what a function gives: rows, and for `publish.table` titles and formats
Told = tuple[pd.DataFrame, dict[str, str], dict[str, str]]
# and, with no sources, the number or the count in each cell
Counted = tuple[pd.DataFrame, dict[str, str], dict[str, str], None, dict[str, list[str]]]

NAMES = {"study_id": "", "row": ""}
HIDDEN = {"study_id": "key", "row": "anchor", "place": "markup"}
PLACE = {"place": "Place"}
NOWHERE = "–"
TESTED = "yes"
STATED = sources.BASES[-1]
SEPARATE = ["studies", "findings", "assessments", "treatments", "therapists", "question_studies", "claims"]


def heads(review: Review) -> Told:
    """Tell the main facts of each study, with one column for its answer on each hypothesis."""
    table = rows.characteristics(characteristics.table_one(review), review.hypotheses)
    titles = {
        "n_patients": "Patients",
        "setting": "Setting",
        "treatments": "Treatments",
        "duration": "Length of treatment",
        "instruments": "Instruments",
        "counted_under": "Counted under",
    }
    told = dossier.marks(review)
    told = told[told.outcome_domain.eq(dossier.ALL_DOMAINS)]
    answers = {(row.hypothesis_id, row.study_id): _answer(row) for row in told.itertuples()}
    for hypothesis_id, label in zip(review.hypotheses.hypothesis_id, review.hypotheses.label, strict=True):
        table[hypothesis_id] = [answers.get((hypothesis_id, study_id), NOT_TESTED) for study_id in table.study_id]
        titles[hypothesis_id] = label
    main = _main(review)
    changed = dossier.without(review)
    changed = changed[changed.changes & changed.about.isin(list(main))]
    keys = dossier.keys(changed)
    moved = [
        f"{markup.myst(main[row['about']])} {markup.opening(_count(row, '', ''), now)} "
        f"→ {markup.opening(_count(row, '_without', ''), then)}"
        for row, now, then in zip(_rows(changed), keys.now, keys.then, strict=True)
    ]
    told = votes.together(changed.study_id, moved)
    table["without"] = ["; ".join(told.get(study_id, ())) or "no count changes" for study_id in table.study_id]
    return table, {"study_id": "", **titles, "without": "Without it"}, {"study_id": "key", "without": "markup"}


def numbers(review: Review) -> dict[str, list[str]]:
    """Name the numbers in the columns of `heads`, by their notebooks."""
    patients = characteristics.measured(review.studies)["n_patients"]
    about = review.studies[["study_id"]]
    found = {
        hypothesis_id: number.names(answers.STUDY[:1], about, hypothesis_id=hypothesis_id)["finding"]
        for hypothesis_id in review.hypotheses.hypothesis_id
    }
    told = {"n_patients": [f"characteristics.{name}" for name in patients]}
    return told | {column: [f"direction.{name}" for name in names] for column, names in found.items()}


def reported(review: Review) -> Told:
    """Tell each coded characteristic, with where it stands in the article and how it is read from there.

    The characteristics that are not reported stand in one row, the last.
    """
    titles = _titles(review, "studies")
    told = []
    for study_id, cells in dossier.cells(review).groupby("study_id", sort=False):
        found = {cell.column: _cell(review, "studies", cell.column, cell.value) for cell in cells.itertuples()}
        told += [
            (study_id, cell.column, titles[cell.column], found[cell.column], _spots(cell.sources), _basis(cell.sources))
            for cell in cells.itertuples()
            if found[cell.column] is not None
        ]
        if silent := [titles[column] for column, said in found.items() if said is None]:
            told.append((study_id, wording.MISSING, wording.MISSING.capitalize(), "; ".join(silent), NOWHERE, NOWHERE))
    table = pd.DataFrame(told, columns=["study_id", "column", "about", "found", "place", "basis"])
    table["row"] = [_anchor("studies", f"{row.study_id}-{row.column}") for row in table.itertuples()]
    shown = NAMES | {"about": "Characteristic", "found": "Value"} | PLACE | {"basis": "Read from there"}
    return table, shown, HIDDEN | {"basis": "paragraphs"}


def marks(review: Review) -> Told:
    """Tell the answer of each study on each hypothesis, and in each outcome domain where it has several."""
    told = dossier.marks(review)
    told = told.assign(
        row=[_anchor("mark", f"{row.study_id}-{row.hypothesis_id}-{row.outcome_domain}") for row in told.itertuples()],
        direction=told.direction.where(told.direction.notna(), None),
        temporal_level=told.temporal_level.fillna(NOWHERE),
        place=list(map(_place, told.sources)),
    )
    told["direction"] = told.direction.where(told.finding.ne(NOT_TESTED), NOWHERE)
    shown = {
        "hypothesis": "Hypothesis", "outcome_domain": "Outcome domain", "finding": "Finding",
        "direction": "Direction of effect", "temporal_level": "Order in time",
    }  # fmt: skip
    return told, NAMES | shown | PLACE, HIDDEN


def findings(review: Review) -> Told:
    """Tell every finding: what was asked, what was found, and how."""
    told = _about(review, "findings")
    known = [
        "study_id", "finding_id", "hypothesis_id", "outcome_domain", "outcome", "group", "outcome_week", "tested",
        "finding", "direction", "statistical_statement", "temporal_level", "document_id",
    ]  # fmt: skip
    stated = _titles(review, "findings").get("statistical_statement", "").lower()
    asked = [_question_of(row) for row in told.to_dict("records")]
    found = [_answer_of(row, stated) for row in told.to_dict("records")]
    told = told.assign(
        asked=asked,
        found=found,
        time=told.temporal_level.where(told.temporal_level.notna(), NOWHERE),
        how=_rest(review, "findings", told, known),
    )
    shown = {"asked": "Asked", "found": "Found", "time": "Order in time", "how": "How"}
    return told, NAMES | shown | PLACE, HIDDEN | dict.fromkeys(("asked", "found", "how"), "paragraphs")


def _question_of(row: Mapping[str, Any]) -> str:
    """Say on three lines what a finding is about: hypothesis, outcome, group."""
    if row["tested"] != TESTED:
        return str(row["hypothesis_id"])
    week = row.get("outcome_week")
    outcome = _joined([row["outcome"], None if _none(week) else f"week {wording.text(week)}"])
    return _lines([row["hypothesis_id"], _joined([row["outcome_domain"], outcome], ": "), row.get("group")])


def _answer_of(row: Mapping[str, Any], stated: str) -> str:
    """Say on three lines what was found: finding, direction, and what the article states of significance."""
    if row["tested"] != TESTED:
        return NOT_TESTED
    way = wording.MISSING if _none(row["direction"]) else row["direction"]
    return _lines([row["finding"], f"direction {way}", _titled(stated, row.get("statistical_statement"))])


def assessments(review: Review) -> Told:
    """Tell when what was measured, with what, and by whom."""
    told = _about(review, "assessments")
    times = ["week_from", "week_to", "session_from", "session_to", "months_after_treatment"]
    known = ["study_id", "assessment_id", "construct", "instrument_id", "outcome", "schedule", *times]
    rows = told.to_dict("records")
    told = told.assign(
        what=[_lines([row["construct"], _joined([row.get("instrument_id"), row.get("outcome")])]) for row in rows],
        when=[_lines([_joined(_times(row), "; "), row["schedule"]]) for row in rows],
        how=_rest(review, "assessments", told, known),
    )
    shown = {"what": "Measured", "when": "When", "how": "How"}
    return told, NAMES | shown | PLACE, HIDDEN | dict.fromkeys(("what", "when", "how"), "paragraphs")


def plain(review: Review, table: str) -> Told:
    """Tell the rows of a table with a column for each of its own, but for names of rows."""
    told = _about(review, table)
    keys = {"study_id", f"{table.removesuffix('s')}_id"}
    titles = {column: title for column, title in _titles(review, table).items() if column not in keys}
    for column in titles:
        told[column] = [_cell(review, table, column, value) for value in told[column]]
    return told, NAMES | titles | PLACE, HIDDEN


def others(review: Review) -> Told:
    """Tell the rows about a study of every table that has no table of its own in a dossier."""
    parts = [pd.DataFrame(columns=[*NAMES, "about", "told", "place"])]
    for table in data.of_studies(review):
        if table not in SEPARATE:
            rows = _about(review, table)
            title = data.described(review, table).get("title", table)
            parts.append(rows.assign(about=title, told=_rest(review, table, rows, ["study_id"]))[parts[0].columns])
    shown = {"about": "Table", "told": "What it says"} | PLACE
    return pd.concat(parts, ignore_index=True), NAMES | shown, HIDDEN | {"told": "paragraphs"}


def abstracts(review: Review) -> Told:
    """Tell the questions that compare the article with the abstract of the study."""
    told = _asked(review)
    told = told[told.layer.eq(dossier.ABSTRACT)]
    shown = {
        "asked": "Question", "article_says": "The article says", "against": "Against it",
        "consequence": "What depends on it",
    }  # fmt: skip
    return told, NAMES | {name: title for name, title in shown.items() if name in told}, HIDDEN | {"asked": "markup"}


def questions(review: Review) -> Told:
    """Tell the other open questions about the study."""
    told = _asked(review)
    told = told[told.layer.ne(dossier.ABSTRACT)]
    shown = {"asked": "Question", "severity": "Severity", "consequence": "What depends on it"}
    return told, NAMES | {name: title for name, title in shown.items() if name in told}, HIDDEN | {"asked": "markup"}


def claims(review: Review) -> Told:
    """Tell what the article claims about the study, beside what its data give."""
    told = dossier.claimed(review)
    listed = _rows(told)
    told = told.assign(
        row=[_anchor("claims", row["key"]) for row in listed],
        asked=[markup.reference(f"C{row['claim_number']}: {row['claim']}", row["claim_id"]) for row in listed],
        said=[row["printed"] for row in listed],
        found=[NOWHERE if row["number"] is None else wording.text(row["recomputed"], row["unit"]) for row in listed],
        judged=[_lines([of["verdict"], _titled("Our reading", of.get("reading")), of.get("note")]) for of in listed],
        place=[_spot(row) for row in listed],
    )
    shown = {"asked": "Claim", "said": "In the article", "found": "Recomputed", "judged": "Verdict"}
    formats = HIDDEN | {"claim_id": "key", "asked": "markup", "judged": "paragraphs"}
    return told, NAMES | {"claim_id": ""} | shown | PLACE, formats


def without(review: Review) -> Counted:
    """Tell which counts change without the study, and into what."""
    told = dossier.without(review)
    told = told[told.changes]
    rows = _rows(told)
    table = told.assign(
        row=[_anchor("without", f"{row['study_id']}-{row['about']}") for row in rows],
        now=[_count(row, "") for row in rows],
        then=[_count(row, "_without") for row in rows],
    )
    titles = NAMES | {"about": "Count", "now": "With it", "then": "Without it"}
    return table, titles, HIDDEN, None, dossier.keys(told).to_dict("list")


def overview(review: Review, every: Review) -> Counted:
    """Put beside each other what the patients, and the support for each hypothesis, become without each study.

    Every is the review that a page counts, which may have more studies.
    """
    told, main = dossier.without(review), _main(review)
    known = {*review.studies.study_id}
    keys = dossier.keys(told, [study_id for study_id in every.studies.study_id if study_id not in known])
    said = pd.Series([_count(row, "_without", "") for row in _rows(told)], told.index, dtype=object)
    titles, numbers = {"study_id": "Left out"} | main, _beside(told, keys.then)[[*main]].to_dict("list")
    return _beside(told, said)[[*titles]], titles, {"study_id": "citation"}, None, numbers


def _beside(told: pd.DataFrame, said: pd.Series) -> pd.DataFrame:
    """Put what is said of each count beside each other, a row for each study."""
    wide = told.assign(said=said).pivot(index="study_id", columns="about", values="said")
    return wide.reindex(told.study_id.unique()).reset_index()


def _main(review: Review) -> dict[str, str]:
    """Give the counts that are shown at once, each with a short name."""
    support = {dossier.SUPPORT.format(label, "studies"): label for label in review.hypotheses.label}
    return {dossier.PATIENTS.format("total"): "Patients", dossier.PATIENTS.format("median"): "Median"} | support


def _rows(told: pd.DataFrame) -> list[dict[str, Any]]:
    return told.astype(object).where(told.notna(), None).to_dict("records")


def _about(review: Review, table: str) -> pd.DataFrame:
    """Give the rows about a study, each with its anchor and its place in the article."""
    told = dossier.rows(review, table)
    return told.assign(row=[_anchor(table, key) for key in told.key], place=list(map(_place, told.sources)))


def _asked(review: Review) -> pd.DataFrame:
    told = dossier.questions(review)
    rows = told.to_dict("records")
    return told.assign(
        row=[_anchor("question_studies", row["key"]) for row in rows],
        asked=[_numbered(row) for row in rows],
    )


def _numbered(question: Mapping[str, Any]) -> str:
    """Lead to a question, by its number where it has one."""
    number = question.get("number")
    words = question["question"] if _none(number) else f"Q{number}. {question['question']}"
    return markup.reference(words, question["question_id"])


def _rest(review: Review, table: str, told: pd.DataFrame, known: Iterable[str]) -> list[str]:
    """Tell each column that is not known, where it says something, under its title; a line each."""
    titles = {column: title for column, title in _titles(review, table).items() if column not in {*known}}
    rows = (
        [_titled(title, _cell(review, table, column, row[column])) for column, title in titles.items()
         if not _none(row[column])]
        for row in told.to_dict("records")
    )  # fmt: skip
    return [_lines(lines) or NOWHERE for lines in rows]


def _titles(review: Review, table: str) -> dict[str, str]:
    """Name the columns of a table, with the unit where the title does not say it."""
    fields = data.described(review, table)["schema"]["fields"]
    named = {field["name"]: (field.get("title", field["name"]), field.get("unit")) for field in fields}
    return {
        column: title if unit is None or unit in title.lower() or title.lower() in unit else f"{title} ({unit})"
        for column, (title, unit) in named.items()
        if column in getattr(review, table)
    }


def _cell(review: Review, table: str, column: str, value: Any) -> str | None:
    """Write a cell; an empty one says why, by the schema, and is missing where it is not reported."""
    if column == votes.UNITS["sample"]:
        return "its own" if _none(value) else f"shared with {value}"
    if not _none(value):
        return wording.text(value)
    fields = {field["name"]: field for field in data.described(review, table)["schema"]["fields"]}
    why = next((one["label"] for one in fields[column].get("missingValues", ()) if "label" in one), wording.MISSING)
    return None if why.startswith(wording.MISSING) else why


def _place(found: list[sources.Source]) -> str:
    """Name the sentences on which something rests, each a link to it, and the weakest basis where it is not stated."""
    weakest = sources.basis(found) if found else STATED
    return _spots(found) + ("" if weakest == STATED else f" ({weakest})")


def _spots(found: list[sources.Source]) -> str:
    """Say where a value stands, where how it is read is said beside."""
    return "; ".join(dict.fromkeys(rows.spot(one._asdict()) for one in found)) or NOWHERE


def _spot(row: Mapping[str, Any]) -> str:
    return NOWHERE if row.get("section") is None else rows.spot(row)


def _basis(found: list[sources.Source]) -> str:
    """Say how a value was read, with the notes on it."""
    notes = dict.fromkeys(one.note for one in found if isinstance(one.note, str))
    return "\n".join([sources.basis(found), *notes]) if found else NOWHERE


def _answer(row: Any) -> str:
    if row.finding == NOT_TESTED:
        return NOT_TESTED
    way = wording.MISSING if _none(row.direction) else row.direction
    return f"{row.finding}; direction {way}; {row.temporal_level}"


def _times(row: Mapping[str, Any]) -> list[str]:
    found = []
    for unit in ("session", "week"):
        first, last = row.get(f"{unit}_from"), row.get(f"{unit}_to")
        if not _none(first):
            told = wording.interval(first, first if _none(last) else last)
            found.append(f"{unit}{'' if first == last else 's'} {told}")
    months = row.get("months_after_treatment")
    return found if _none(months) else [*found, f"{wording.text(months)} months after treatment"]


def _count(row: Mapping[str, Any], end: str, interval: str = " ({:.0f} to {:.0f}%)") -> str:
    """Write a count: of a part of a whole both, and the interval of the share."""
    n, total, low, high = (row[f"{name}{end}"] for name in ("n", "total", "low", "high"))
    if _none(n):
        return "nothing to count"
    if _none(total):
        return wording.text(n)
    share = "" if _none(low) else interval.format(low, high)
    return f"{wording.text(n)} of {wording.text(total)}{share}"


def _anchor(table: str, key: str) -> str:
    """Name a row of a dossier: ``row-findings-doe2001-week6``."""
    return re.sub(r"[^A-Za-z0-9]+", "-", f"row-{table}-{key}").strip("-")


def _titled(title: str, value: Any) -> str | None:
    return None if _none(value) else f"{title}: {value}"


def _lines(parts: Iterable[Any]) -> str:
    return "\n".join(str(part) for part in parts if not _none(part))


def _joined(parts: Iterable[Any], by: str = ", ") -> str | None:
    return by.join(str(part) for part in parts if not _none(part)) or None


def _none(value: Any) -> bool:
    return bool(pd.isna(value)) or value == ""
