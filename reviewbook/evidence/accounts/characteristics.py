"""What the included studies are: the summaries of a table of characteristics."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from reviewbook.evidence.counting import parts, votes
from reviewbook.evidence.counting.traits import instruments_counted, members
from reviewbook.evidence.number import Form, Number, Part, cells, filled, published
from reviewbook.evidence.tables import sources
from reviewbook.evidence.tables.data import Review

ENDS = ("minimum", "maximum")
PARTS = ("total", "median", "lower_quartile", "upper_quartile", *ENDS)
WAYS = {"total": "sum"}
TIMES = ("week_from", "week_to", "session_from", "session_to", "months_after_treatment")
# the measure that says how large a study is
SIZE = "n_patients"
MEASURES = {
    SIZE: ("patients", "number of patients"),
    "n_therapists_low": ("therapists", "number of therapists, by the lower reading of the sentence"),
    "n_therapists_high": ("therapists", "number of therapists, by the higher reading of the sentence"),
    "n_arms": ("arms", "number of treatment groups"),
    "percent_medicated": ("percent", "share of patients who also took medication"),
    "duration_weeks": ("weeks", "length of the treatment in weeks"),
    "duration_months": ("months", "length of the treatment in months"),
    "duration_sessions": ("sessions", "length of the treatment in sessions"),
    "follow_up_months": ("months", "time from the end of the treatment to the last measurement"),
}

INCLUDED = Form("n_studies", "studies", "Studies included.", studies="who")
REPORTING = Form("n_reporting_{column}", "studies", "Studies that report the {about}.", studies="who")
SPREAD = Form("{part}_{column}", "{unit}", "{about!c}: {words} over the studies that report it.", studies="who",
              how="{way}")  # fmt: skip
CATEGORY = [
    Form("n_{column}_{category!n}", "studies",
         "Studies in which the {characteristic!l} is '{category}'.", studies="studies"),
    Form("percent_{column}_{category!n}", "percent",
         "Studies in which the {characteristic!l} is '{category}', as a share of all studies.", "percent", "studies",
         "percent", "of_all"),
]  # fmt: skip
COUNTED = Form("n_{side}_{named!n}", "studies",
               "Studies that the article counts under '{label!l}', in which the {title!l} is '{category}'.",
               "n", "studies")  # fmt: skip
MEASURED = Form("{column}_{study_id}", "{unit}", "{study}: {about}.", studies="who", how="value")
DELIVERED = Form("n_delivery_{delivery!n}", "studies",
                 "Studies with a treatment whose delivery is '{delivery}'.", studies="who")  # fmt: skip
TREATMENTS = Form("n_treatments_{study_id}", "treatments",
                  "{study}: number of treatments described.", studies="who")  # fmt: skip
MODALITY = Form("n_treatments_{modality!n}_{study_id}", "treatments",
                "{study}: number of treatments described as {modality}.", studies="who")  # fmt: skip
PROFESSION = Form("n_{profession!n}_{study_id}", "therapists",
                  "{study}: number of therapists whose profession is '{profession}'.", studies="who",
                  how="value")  # fmt: skip
OCCASION = Form("{construct}_measured_{study_id}", "text",
                "{study}: reported times at which the {construct} was measured.", "times", "who", "list")  # fmt: skip


def table_one(review: Review) -> pd.DataFrame:
    """Put the characteristics of each study into one row.

    One row per study, in the order of the table ``studies``, whose columns it keeps, and: treatments, professions,
    instruments (in words, joined by a comma).
    """
    study_ids = review.studies.study_id
    return review.studies.assign(
        treatments=study_ids.map(_listed(review.treatments, "name")),
        professions=study_ids.map(_listed(review.therapists, "profession")),
        instruments=study_ids.map(instruments_counted(review)),
    )


def _listed(table: pd.DataFrame, column: str) -> dict[str, str]:
    return {study_id: ", ".join(told) for study_id, told in votes.together(table.study_id, table[column]).items()}


def shares(table: pd.DataFrame, by: str) -> pd.DataFrame:
    """Count the studies in each category.

    One row per category, largest first: category, n (studies), percent (of all rows), studies (tuple of study_id). In
    the column `by` of the table, missing means not reported and is a category of its own.
    """
    found = members(table.study_id, table[by])
    rows = [(category, len(who), 100 * len(who) / len(table), who) for category, who in found.items()]
    return pd.DataFrame(rows, columns=["category", "n", "percent", "studies"])


def all_shares(review: Review) -> pd.DataFrame:
    """Count the studies in each category of every summary that the article gives.

    As `shares`, with a first column ``characteristic``.
    """
    table = review.studies.assign(instruments=review.studies.study_id.map(instruments_counted(review)))
    titles = {
        "treatments_compared": "Number of treatments",
        "instruments": "Instrument",
        "setting": "Setting",
        "pharmacotherapy": "Treatment offered",
    }
    parts = [shares(table, by).assign(characteristic=title, column=by) for by, title in titles.items()]
    return pd.concat(parts, ignore_index=True)


def sentences(review: Review, counted: pd.DataFrame) -> list[dict[str, list[sources.Source]]]:
    """Gather the sources of each category that `all_shares` counts.

    For each row: study_id to rows of `reviewbook.evidence.tables.sources.located`.
    """
    known = {
        column: sources.behind(review, "studies", [column])
        if column in review.studies
        else sources.behind(review, "assessments", ["instrument_id"], ["study_id"])
        for column in counted.column.unique()
    }
    return [known[column] for column in counted.column]


def occasions(assessments: pd.DataFrame) -> pd.DataFrame:
    """Say when each study measured what.

    One row per study and construct with at least one time: study_id, construct, times (list of str, each once).

    >>> table = pd.DataFrame({"study_id": ["a"], "construct": ["outcome"], "week_from": [6], "week_to": [6],
    ...     "session_from": [None], "session_to": [None], "months_after_treatment": [None]})
    >>> occasions(table).times[0]
    ['week 6']
    """
    found: dict[tuple[str, str], dict[str, bool]] = {}
    for row in assessments.itertuples(index=False):
        if time := moment(row):
            found.setdefault((row.study_id, row.construct), {})[time] = True
    rows = [(*key, list(times)) for key, times in found.items()]
    return pd.DataFrame(rows, columns=["study_id", "construct", "times"])


def moment(row: Any) -> str | None:
    """Say when something was measured.

    In sessions where they are given, failing that in weeks, failing that in months after the treatment.
    """
    if pd.notna(row.session_from):
        return _between("session", row.session_from, row.session_to)
    if pd.notna(row.week_from):
        return _between("week", row.week_from, row.week_to)
    if pd.notna(row.months_after_treatment):
        return f"{parts.plain(row.months_after_treatment)} months after treatment"
    return None


def spread(values: pd.Series) -> dict[str, Any]:
    """Summarise one measure over the studies that report it.

    A missing value means not reported and is left out; n counts the studies that report. All but n is None where none
    does. Quartiles interpolate linearly between order statistics.

    References
    ----------
    Hyndman and Fan 1996, definition 7, doi 10.1080/00031305.1996.10473566

    >>> spread(pd.Series([1, 2, 3, 4]))["median"]
    2.5
    """
    known = values.dropna().to_numpy(float)
    if not len(known):
        return {"n": 0} | dict.fromkeys(PARTS)
    found = [known.sum(), *np.quantile(known, [0.5, 0.25, 0.75, 0, 1])]
    return {"n": len(known)} | dict(zip(PARTS, map(float, found), strict=True))


def measured(studies: pd.DataFrame) -> dict[str, list[str]]:
    """Name the numbers in the columns of `table_one` that measure; one that a study does not report has none."""
    rows = studies.to_dict("records")
    return {column: [MEASURED.named(row | {"column": column}) for row in rows] for column in MEASURES}


def numbers(review: Review) -> list[Number]:
    """Name the totals and spreads, the count of every category, and every measure of every study that reports it."""
    studies, treatments, therapists = review.studies, review.treatments, review.therapists
    delivered = treatments[treatments.delivery.notna()]
    employed = therapists.dropna(subset="n").assign(n=lambda rows: rows.n.astype(int))
    dated = occasions(review.assessments)
    return [
        *sizes(review),
        *(number for column in MEASURES if column != SIZE for number in _spread_numbers(studies, column)),
        *filled(CATEGORY, _in_categories(review), all_shares, shares),
        *filled([COUNTED], _counted(review), shares),
        *filled([MEASURED], _measured(studies), table_one),
        *filled([DELIVERED], _delivered(delivered), numbers),
        *_treatment_numbers(studies, treatments),
        *filled([PROFESSION], _named(studies, employed.assign(parts=_each("therapists", employed))), numbers),
        *filled([OCCASION], _named(studies, dated.assign(parts=_times(review.assessments, dated))), occasions, moment),
    ]


def sizes(review: Review) -> list[Number]:
    """Name how many studies and patients there are, which are the first of `numbers`."""
    studies = review.studies
    everyone = {"n": len(studies), "who": studies.study_id, "parts": parts.coded("studies", studies, "study_id")}
    return [INCLUDED.fill(everyone, numbers), *_spread_numbers(studies, SIZE)]


def _named(studies: pd.DataFrame, table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    names = dict(zip(studies.study_id, studies.study, strict=True))
    for row in table.to_dict("records"):
        yield row | {"study": names[row["study_id"]], "who": [row["study_id"]]}


def _each(table: str, rows: pd.DataFrame) -> list[tuple[Part, ...]]:
    return [(part,) for part in parts.coded(table, rows, "n", ["study_id", "profession"])]


def _times(assessments: pd.DataFrame, dated: pd.DataFrame) -> list[tuple[Part, ...]]:
    """Tell of each row of `occasions` its assessments: the time of each, and the cells that say it."""
    found: dict[tuple[str, str], list[Part]] = {}
    for row in assessments.itertuples(index=False):
        if time := moment(row):
            known = [name for name in TIMES if pd.notna(getattr(row, name))]
            part = Part(row.assessment_id, time, cells("assessments", [row.assessment_id], "schedule", *known))
            found.setdefault((row.study_id, row.construct), []).append(part)
    return [tuple(found[key]) for key in zip(dated.study_id, dated.construct, strict=True)]


def _in_categories(review: Review) -> Iterator[dict[str, Any]]:
    whole, measured = len(review.studies), parts.instruments(review.assessments, "counted_as")
    for row in all_shares(review).to_dict("records"):
        column, category = row["column"], None if row["category"] == votes.NOT_REPORTED else row["category"]
        own = parts.behind("studies", review.studies, column) if column in review.studies else measured
        of_all = CATEGORY[0].part(row), published("n_studies", whole)
        yield row | {"parts": parts.alike(row["studies"], category, own), "of_all": of_all}


def _delivered(treatments: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for way, who in votes.together(treatments.delivery, treatments.study_id).items():
        own = parts.behind("treatments", treatments[treatments.delivery.eq(way)], "delivery")
        yield {"delivery": way, "n": len(set(who)), "who": dict.fromkeys(who), "parts": parts.alike(who, way, own)}


def _spread_numbers(studies: pd.DataFrame, column: str) -> list[Number]:
    unit, about = MEASURES[column]
    found = spread(studies[column])
    known = parts.coded("studies", studies[studies[column].notna()], column)
    told = {"column": column, "unit": unit, "about": about, "who": [part.of for part in known], "parts": known}
    # where no study reports it, that is what there is to say
    silent: dict[str, Any] = {} if known else {"way": "value", "parts": parts.coded("studies", studies, column)}
    ways = [part for part in PARTS if part != "total" or column.startswith("n_")]
    # an end of the range is that of the studies that lie there
    ends = {part: {"who": [one.of for one in known if one.value == found[part]]} for part in ENDS}
    rows = (
        told
        | {"part": part, "words": words, "way": WAYS.get(part, words), "n": parts.plain(found[part])}
        | ends.get(part, {})
        | silent
        for part, words in ((part, part.replace("_", " ")) for part in ways)
    )
    return [REPORTING.fill(told | {"n": found["n"]}, spread), *filled([SPREAD], rows, spread)]


def _counted(review: Review) -> Iterator[dict[str, Any]]:
    studies = review.studies
    labels = dict(zip(review.hypotheses.hypothesis_id, review.hypotheses.label, strict=True))
    for side in dict.fromkeys(studies.published_side.dropna()):
        group = studies[studies.published_side.eq(side)]
        for by, title, missing in (
            ("pharmacotherapy", "Treatment offered", votes.NOT_REPORTED),
            ("treatments_compared", "Number of treatments", f"treatments {votes.NOT_REPORTED}"),
        ):
            own = parts.behind("studies", group, "published_side", by)
            for row in shares(group, by).to_dict("records"):
                silent = row["category"] == votes.NOT_REPORTED
                named = missing if silent else row["category"]
                found = parts.alike(row["studies"], None if silent else row["category"], own)
                yield row | {"side": side, "label": labels[side], "title": title, "named": named, "parts": found}


def _measured(studies: pd.DataFrame) -> Iterator[dict[str, Any]]:
    names = dict(zip(studies.study_id, studies.study, strict=True))
    for column, (unit, about) in MEASURES.items():
        for part in parts.coded("studies", studies, column):
            if part.value is not None:
                told = {"study_id": part.of, "study": names[part.of], "who": [part.of], "n": part.value}
                yield told | {"column": column, "unit": unit, "about": about, "parts": [part]}


def _treatment_numbers(studies: pd.DataFrame, treatments: pd.DataFrame) -> Iterator[Number]:
    described = votes.together(treatments.study_id, treatments.modality)
    for told in _named(studies, pd.DataFrame({"study_id": list(described)})):
        own = treatments[treatments.study_id.eq(told["study_id"])]
        all_of = told | {"n": len(own), "parts": parts.coded("treatments", own, "name")}
        yield TREATMENTS.fill(all_of, numbers)
        for modality, n in Counter(described[told["study_id"]]).items():
            found = parts.coded("treatments", own[own.modality.eq(modality)], "modality")
            yield MODALITY.fill(told | {"modality": modality, "n": n, "parts": found}, numbers)


def _between(unit: str, first: Any, last: Any) -> str:
    first, last = parts.plain(first), parts.plain(last)
    return f"{unit} {first}" if first == last else f"{unit}s {first} to {last}"
