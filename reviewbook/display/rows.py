"""How rows of tables read: what a table of the book shows, in words."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from reviewbook.display import markup, wording
from reviewbook.evidence.accounts.claims import BASES, VERDICTS
from reviewbook.evidence.counting.direction import NOT_TESTED
from reviewbook.evidence.number import rounded
from reviewbook.evidence.tables import data, sources
from reviewbook.evidence.tables.data import Review

# what no source of a book gives
NOT_AT_HAND = "not at hand"


def characteristics(studies: pd.DataFrame, hypotheses: pd.DataFrame) -> pd.DataFrame:
    """Word the characteristics of each study as a table prints them.

    `studies` with therapists, medication, duration and counted_under in words; missing where nothing is reported. Made
    of `reviewbook.evidence.accounts.characteristics.table_one`.
    """
    labels = hypotheses.set_index("hypothesis_id").label
    rows = studies.astype(object).where(studies.notna(), None)
    return studies.assign(
        therapists=[
            None if low is None else wording.interval(low, high)
            for low, high in zip(rows.n_therapists_low, rows.n_therapists_high, strict=True)
        ],
        medication=[_medication(row) for row in rows.itertuples()],
        duration=[_duration(row) for row in rows.itertuples()],
        counted_under=studies.published_side.map(labels).fillna(wording.NOT_IN_ARTICLE),
    )


def of_patients(studies: pd.DataFrame) -> dict[str, str]:
    """Give the columns on age and sex with their titles, for a table of studies; none that no study reports.

    >>> of_patients(pd.DataFrame({"mean_age_years": [None, 41.2], "percent_women": [None, None]}))
    {'mean_age_years': 'Mean age'}
    """
    titles = {"mean_age_years": "Mean age", "percent_women": "Women (%)"}
    return {column: title for column, title in titles.items() if column in studies and studies[column].notna().any()}


def in_order(table: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """Give the words of columns the order in which the rows first have them, by which a page sorts them.

    >>> in_order(pd.DataFrame({"size": ["small", "large", "small"]}), ["size"])["size"].cat.categories.tolist()
    ['small', 'large']
    """
    return table.assign(**{column: pd.Categorical(table[column], table[column].unique()) for column in columns})


def tallies(counted: pd.DataFrame, values: str = "n") -> pd.DataFrame:
    """Put the answers of all hypotheses beside each other.

    One row per question and answer, both in order, one column of counts, or of other values, per hypothesis, as in
    `counted`. Made of `reviewbook.evidence.counting.direction.tallies`.
    """
    wide = counted.pivot(index=["asked", "answer"], columns="hypothesis", values=values)
    order = counted[["asked", "answer"]].drop_duplicates().itertuples(index=False, name=None)
    return in_order(wide.loc[list(order), list(counted.hypothesis.unique())].reset_index(), ["asked", "answer"])


def fired(found: pd.DataFrame, questions: pd.DataFrame) -> pd.DataFrame:
    """Word what plausibility rules found.

    `found`, the names of the rules in words, without a study where a rule is about none, and ``covering``: the
    questions that cover it, as links to their rows. Made of `reviewbook.evidence.accounts.plausibility.explained`.
    """
    asked = dict(zip(questions.question_id, _named("Q", questions.number, questions.question), strict=True))
    return found.assign(
        rule=found.rule.str.replace("_", " "),
        study_id=found.study_id.replace("", None),
        covering=["; ".join(markup.reference(asked[name], name) for name in names) for names in found.questions],
    )


def questions(ordered: pd.DataFrame, review: Review) -> pd.DataFrame:
    """Word the open questions as cards show them.

    `ordered`, with ``called`` (such as ``Q1``), ``places`` (links to where what the article says stands), and a line
    each: ``headings`` (sections of the article in which that stands) and ``study_ids`` (the studies concerned).
    """
    located = sources.located(review, "questions", ["article_says"])
    titles = review.passages.drop_duplicates("section").set_index("section").section_title
    found = {key: list(rows.itertuples()) for key, rows in located.groupby("row", sort=False)}
    told = [found.get(name, []) for name in ordered.question_id]
    concerned = review.question_studies.groupby("question_id").study_id.agg("\n".join)
    headings = [
        dict.fromkeys(_heading(one.section, titles[one.section]) for one in rows if one.section in titles)
        for rows in told
    ]
    return ordered.assign(
        called=[f"Q{number}" for number in ordered.number],
        places=["; ".join(dict.fromkeys(spot(one._asdict()) for one in rows)) for rows in told],
        headings=list(map("\n".join, headings)),
        study_ids=ordered.question_id.map(concerned),
    )


def answers(moved: pd.DataFrame) -> pd.DataFrame:
    """Word what a number is now and what it would be under an answer.

    Made of `reviewbook.evidence.accounts.answers.moved`; of an answer that moves no number both stay missing.
    """
    return moved.assign(
        **{
            when: [
                None if number is None else wording.text(value, unit)
                for number, value, unit in zip(moved.number, moved[when], moved.unit, strict=True)
            ]
            for when in ("now", "then")
        }
    )


def most_serious(questions: pd.DataFrame) -> pd.DataFrame:
    """Keep the questions of high severity, each with its number, as a link to its card."""
    high = questions[questions.severity.eq("high")]
    named = _named("Q", high.number, high.question)
    return high.assign(question=list(map(markup.reference, named, high.question_id)))


def withdrawn(gone: pd.DataFrame, letter: str, said: str) -> pd.DataFrame:
    """Word rows that were withdrawn: ``called`` and ``named`` for their number, ``said`` for the column of that name.

    >>> withdrawn(pd.DataFrame({"number": [3], "question": ["Why?"]}), "Q", "question").called.tolist()
    ['Q3']
    """
    numbers = gone["number" if letter == "Q" else "claim_number"]
    called = [f"{letter}{number}" for number in numbers]
    return gone.assign(called=called, named=called, said=gone[said])


def _named(letter: str, numbers: Iterable[int], texts: Iterable[str]) -> list[str]:
    return [f"{letter}{number}: {text}" for number, text in zip(numbers, texts, strict=True)]


def claims(checked: pd.DataFrame, studies: pd.DataFrame) -> pd.DataFrame:
    """Word the claims of the article as cards and a figure show them.

    `checked`, with ``called`` (such as ``C1``), ``verdict``, ``basis``, ``heading`` (number and title of the section),
    ``place`` (section, then paragraph and sentence in it) and ``spot`` (the place as a link to the sentence), all in
    order, ``linked`` (the claim with its number, as a link to its card), ``source`` (the place in words), ``study`` (as
    cited; empty where the claim is not about one study), ``shown`` (the recomputed value; empty where there is no
    number), and paragraphs: ``found`` (value and what it is recomputed from) and ``judged`` (verdict, reading and
    note). Made of `reviewbook.evidence.accounts.claims.check`.
    """
    rows = list(checked.astype(object).where(checked.notna(), None).itertuples())
    named = _named("C", checked.claim_number, checked.claim)
    worded = checked.assign(
        called=[f"C{number}" for number in checked.claim_number],
        linked=list(map(markup.reference, named, checked.claim_id)),
        heading=[_heading(row.section, row.section_title) for row in rows],
        place=[f"{row.section.capitalize()}: {row.paragraph}.{row.sentence}" for row in rows],
        source=[wording.place(row.section, row.paragraph, [row.sentence]) for row in rows],
        study=checked.study_id.map(studies.set_index("study_id").study).fillna(""),
        verdict=pd.Categorical(checked.verdict, VERDICTS),
        basis=pd.Categorical(checked.basis, BASES),
        shown=["" if row.number is None else wording.text(row.recomputed, row.unit) for row in rows],
    )
    worded["spot"] = links(worded.place, worded.address)
    return in_order(worded, ["heading", "place", "spot"]).assign(
        found=_paragraphs(worded.shown, ["" if row.basis is None else f"from {row.basis}" for row in rows]),
        judged=_paragraphs(worded.verdict, ("Our reading: " + worded.reading).fillna(""), worded.note.fillna("")),
    )


def _heading(section: str, title: str) -> str:
    return title if section[0].isalpha() else f"{section} {title}"


def _paragraphs(*columns: Iterable[str]) -> list[str]:
    return ["\n".join(part for part in parts if part) for parts in zip(*columns, strict=True)]


def outside(evidence: pd.DataFrame, passages: pd.DataFrame) -> pd.DataFrame:
    """Word what works outside the review found.

    `evidence`, with ``about`` (what was asked, and the measure), ``found`` (value and interval, all with the decimals
    of the longest, at least two) and ``pooled`` (the number of studies), both in words where no source gives them,
    ``told`` (where the value comes from, and the note) and ``place`` (a link to the sentence of the article that cites
    the work). The passages are from `reviewbook.evidence.tables.sources.addressed`.
    """
    known = evidence.merge(passages, on="passage_id")
    return evidence.assign(
        about=_paragraphs(evidence.asked, evidence.measure.fillna("")),
        found=[_interval(*row) for row in zip(evidence.value, evidence.low, evidence.high, strict=True)],
        pooled=[NOT_AT_HAND if pd.isna(n) else wording.text(n) for n in evidence.n_studies],
        told=_paragraphs(evidence.certainty, evidence.note.fillna("")),
        place=_spots(known).to_list(),
    )


def _interval(value: Any, low: Any, high: Any) -> str:
    if pd.isna(value):
        return NOT_AT_HAND
    places = max(2, *(len(str(one).partition(".")[2]) for one in (value, low, high)))
    told = [f"{rounded(one, places)}" for one in (value, low, high) if pd.notna(one)]
    return told[0] + (f" ({' to '.join(told[1:])})" if told[1:] else "")


def places(review: Review, table: str, located: pd.DataFrame) -> pd.DataFrame:
    """Say in words where each coded cell of a table stands in the article.

    One row per row of data, basis, note and set of sentences: row, cell (the titles of the columns that rest on them,
    each with its value), place (section, paragraph and sentence of each, as links), basis, note. Made of
    `reviewbook.evidence.tables.sources.located`.
    """
    coded, named = data.by_key(review, table), _names(review)
    fields = {field["name"]: field for field in data.described(review, table)["schema"]["fields"]}

    def told_of(row: str, column: str) -> str:
        title, unit, value = fields[column]["title"], fields[column].get("unit", ""), coded[row][column]
        said = named.get(column, {}).get(value) or wording.text(None if pd.isna(value) else value)
        return f"{title}: {said}" + (f" {unit}" if unit and unit not in title.lower() and pd.notna(value) else "")

    told = located.assign(
        place=_spots(located),
        cell=list(map(told_of, located.row, located.column)),
        note=located.note.fillna(""),
    )
    for columns, joined in ((["row", "cell"], "place"), (["row", "place"], "cell")):
        told = told.groupby([*columns, "basis", "note"], sort=False)[joined].agg("; ".join).reset_index()
    return told


def _names(review: Review) -> dict[str, dict[str, str]]:
    """Say how hypotheses and instruments are called, by the columns in which their keys stand."""
    labels = dict(zip(review.hypotheses.hypothesis_id, review.hypotheses.label, strict=True))
    short = dict(zip(review.instruments.instrument_id, review.instruments.abbreviation, strict=True))
    return {"hypothesis_id": labels, "published_side": labels, "instrument_id": short}


def _spots(located: pd.DataFrame) -> pd.Series:
    """Name places in short, as links where they have an address."""
    return pd.Series([spot(row) for row in located.to_dict("records")], located.index, dtype=object)


def spot(passage: Mapping[str, Any]) -> str:
    """Name a sentence in short, by section, paragraph and its number there, as a link where it has an address.

    >>> spot({"section": "3.1", "paragraph": 2, "sentence": 1, "address": None})
    '3.1: 2.1'
    """
    address = passage.get("address")
    told = f"{passage['section']}: {passage['paragraph']}.{passage['sentence']}"
    return markup.link(told, None if pd.isna(address) else address)


def findings(review: Review) -> pd.DataFrame:
    """Name each finding in words, by finding_id: its study_id, and ``about``.

    ``about`` is the label of the hypothesis, and what tells the finding from others of its study: outcome, week of the
    outcome, group, and time of the rating.
    """
    labels = review.hypotheses.set_index("hypothesis_id").label
    found = review.findings.set_index("finding_id")
    week = found.outcome_week.map(lambda number: f"week {number:g}", na_action="ignore")
    rated = found.filter(regex="_timing$").iloc[:, 0].replace(wording.MISSING, None)
    parts = zip(found.outcome, week, found.group, rated, strict=True)
    told = [", ".join(part for part in one if pd.notna(part)) or NOT_TESTED for one in parts]
    return found[["study_id"]].assign(about=found.hypothesis_id.map(labels) + ": " + pd.Series(told, found.index))


def _medication(row: Any) -> str:
    if row.percent_medicated is None:
        return row.pharmacotherapy
    return f"{row.pharmacotherapy}; about {wording.text(row.percent_medicated, 'percent')}% on medication"


def _duration(row: Any) -> str | None:
    told = {unit: getattr(row, f"duration_{unit}") for unit in ("weeks", "sessions", "months")}
    return " in ".join(f"{wording.text(value)} {unit}" for unit, value in told.items() if value is not None) or None


def links(texts: pd.Series, addresses: pd.Series) -> pd.Series:
    """Write texts as links, for a column with the format ``markup``.

    A missing address leaves the text as it is; a missing text stays missing.
    """
    pairs = zip(texts, addresses, strict=True)
    return pd.Series(
        [text if pd.isna(text) else markup.link(text, None if pd.isna(to) else to) for text, to in pairs],
        texts.index,
        dtype=texts.dtype,
    )
