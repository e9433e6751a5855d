"""How and when the studies measured: instruments, raters, and the place of each assessment in the treatment."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import pandas as pd

from reviewbook.evidence.accounts import facets
from reviewbook.evidence.accounts.characteristics import moment
from reviewbook.evidence.counting import parts, votes
from reviewbook.evidence.number import Form, Number, Part, cells, filled, later
from reviewbook.evidence.tables import sources
from reviewbook.evidence.tables.data import Review

UNITS = {"weeks": ("week_from", "week_to"), "sessions": ("session_from", "session_to")}
SERIES = ["every session", "every week"]
AGGREGATED = "aggregate over sessions"
NOT_REPORTED = "not reported"
# where a finding rests on the mean of the ratings
MEAN = "aggregated"
POSITIONS = ["early", "middle", "late", "period", *SERIES, MEAN, "follow-up", NOT_REPORTED]

INCLUDED = [
    Form("n_studies", "studies", "Studies included.", "n_studies", "everyone", parts="all_of"),
    Form("n_instruments_named", "instruments", "Instruments and versions that are named.", "n_named", parts="named"),
    Form("n_instruments_used", "instruments", "Instruments and versions that a study used.", "n_used", parts="used"),
    Form("n_families", "families", "Families of the instruments that were used.", "n_families", parts="families"),
    Form("n_ratings", "assessments",
         "Ratings coded: one for each instrument, rater, and occasion or series of occasions.", "n_ratings",
         parts="ratings"),
    Form("n_outcomes", "assessments", "Assessments of an outcome coded.", "n_outcomes", parts="outcomes"),
]  # fmt: skip
CATEGORY = Form("n_{characteristic!n}_{category!n}", "studies",
                "Studies with at least one rating whose {characteristic!l} is '{category}'.",
                studies="studies")  # fmt: skip
USED = Form("n_studies_{instrument_id!n}", "studies", "Studies that used the instrument {abbreviation}.", "n_studies",
            "studies")  # fmt: skip
SUCH = [
    Form(name, "studies", meaning, f"n_{fact}", fact, parts=f"of_{fact}")
    for name, fact, meaning in (
        ("n_rater_never_reported", "never_reported", "Studies that report no rater for any rating."),
        ("n_rater_other_than_described", "other", "Studies with another rater than the instrument is described for."),
        ("n_times_not_reported", "untimed", "Studies that report no time for any rating."),
        ("n_outcome_times_not_reported", "outcome_untimed", "Studies that report no time for any outcome."),
        ("n_in_weeks", "in_weeks", "Studies placed in time by weeks."),
        ("n_in_sessions", "in_sessions", "Studies placed in time by sessions."),
        ("n_length_not_reported", "no_length",
         "Studies whose length of treatment is reported neither in weeks nor in sessions."),
        ("n_several_time_points", "several", "Studies with ratings at more than one time point."),
        ("n_only_early", "early", "Studies whose ratings all lie in the first third of treatment."),
        ("n_rated_at_end", "at_end",
         "Studies with a rating in the last week or session, including those that rated after every session."),
        ("n_time_point_at_end", "point_at_end", "Studies with a separate rating at the end of treatment."),
    )
]  # fmt: skip


def assessments(review: Review) -> pd.DataFrame:
    """Place each assessment in the treatment of its study.

    What was rated with an instrument is told apart from outcomes by that instrument.

    One row per assessment, in the order of the studies: assessment_id, study_id, study, construct, rated (whether an
    instrument is given), instrument_id, instrument (abbreviation; missing for an outcome), family, outcome, measured
    (the instrument or the outcome), rater (missing: not reported), schedule, unit (``weeks`` or ``sessions``, in which
    the study gives its length or, failing that, its times; missing where it gives neither), length (of the treatment,
    in that unit), first, last (in that unit; missing where not reported in it), months (after the treatment), when (in
    words; missing where not reported), position (from `position`, or `MEAN`; a category), aggregated (whether a finding
    rests on the mean of the ratings).
    """
    studies = {row.study_id: row for row in review.studies.itertuples()}
    instruments = {row.instrument_id: row for row in review.instruments.itertuples()}
    place = {study_id: number for number, study_id in enumerate(studies)}
    unit = units(review)
    timing = review.findings.filter(regex="_timing$").iloc[:, 0]
    means = review.findings[timing.eq(AGGREGATED)]
    means = set(zip(means.study_id, means.instrument_id, strict=True))
    rows = []
    for row in sorted(review.assessments.itertuples(), key=lambda row: place[row.study_id]):
        study, instrument = studies[row.study_id], instruments.get(row.instrument_id, _NOT_RATED)
        length, first, last = _placed(study, row, unit[row.study_id])
        rated, aggregated = pd.notna(row.instrument_id), (row.study_id, row.instrument_id) in means
        rows.append(
            (
                row.assessment_id, row.study_id, study.study, row.construct, rated, row.instrument_id,
                instrument.abbreviation, instrument.family, row.outcome, instrument.abbreviation or row.outcome,
                row.rater, row.schedule, unit[row.study_id], length, first, last, row.months_after_treatment,
                _when(row, unit[row.study_id]),
                MEAN if aggregated else position(row.schedule, first, last, length), aggregated,
            )
        )  # fmt: skip
    table = pd.DataFrame(rows, columns=_COLUMNS)
    for column, kind in _TYPES.items():
        table[column] = table[column].astype(kind)
    return table


def sentences(review: Review) -> dict[Any, list[sources.Source]]:
    """Gather the sources of what is placed in time.

    Rows of `sources.located` by assessment_id (all that is coded of it), study_id (the length of its treatment), and
    ``(study_id, instrument_id)`` (which of the ratings, or their mean, a finding rests on).
    """
    unit = units(review)
    # a length in weeks and one in sessions may stand in different sentences
    told = {name: sources.behind(review, "studies", [f"duration_{name}"]) for name in UNITS}
    lengths = {one: told[name][one] for one, name in unit.items() if name and one in told[name]}
    timing = review.findings.filter(regex="_timing$").columns[0]
    means = sources.behind(review, "findings", [timing], ["study_id", "instrument_id"])
    return sources.behind(review, "assessments", list(review.assessments)) | lengths | means


_COLUMNS = [
    "assessment_id", "study_id", "study", "construct", "rated", "instrument_id", "instrument", "family", "outcome",
    "measured", "rater", "schedule", "unit", "length", "first", "last", "months", "when", "position", "aggregated",
]  # fmt: skip
_TYPES = {
    "rated": bool,
    "length": "Float64",
    "first": "Float64",
    "last": "Float64",
    "position": pd.CategoricalDtype(POSITIONS),
}
_NOT_RATED = SimpleNamespace(abbreviation=None, family=None)


def units(review: Review) -> dict[str, str | None]:
    """Say in which unit each study is placed in time.

    By study_id ``weeks`` or ``sessions``: the first in which the length of the treatment is given, failing that the
    first in which a time of assessment is; None where the study gives neither.
    """
    studies, times = review.studies, review.assessments
    lengths = [(unit, studies.study_id[studies[f"duration_{unit}"].notna()]) for unit in UNITS]
    dated = [(unit, times.study_id[times[first].notna()]) for unit, (first, _) in UNITS.items()]
    found: dict[str, str | None] = dict.fromkeys(studies.study_id)
    # what comes first counts, and so is written last
    for unit, who in reversed(lengths + dated):
        found |= dict.fromkeys(who, unit)
    return found


def position(schedule: str, first: float, last: float, length: float | None) -> str:
    """Say where in the treatment an assessment lies.

    A time point is ``early`` (in the first third of the treatment, its end included), ``middle`` or ``late`` (in
    the last third); ``every session``, ``every week``, ``follow-up`` and ``period`` stay; otherwise `NOT_REPORTED`.
    First, last and length are in the same unit; missing means not reported.

    >>> position("time point", 4, 4, 12), position("time point", 14, 14, 18), position("time point", 4, 4, None)
    ('early', 'late', 'not reported')
    """
    if schedule in (*SERIES, "follow-up"):
        return schedule
    if length is None or pd.isna(length) or pd.isna(first) or pd.isna(last):
        return NOT_REPORTED
    if first != last:
        return "period"
    return "early" if 3 * first <= length else "late" if 3 * first > 2 * length else "middle"


def ratings(review: Review) -> pd.DataFrame:
    """Select the rows of `assessments` that were made with an instrument."""
    return _rated(assessments(review))


def _rated(placed: pd.DataFrame) -> pd.DataFrame:
    return placed[placed.rated].reset_index(drop=True)


def instruments(review: Review) -> pd.DataFrame:
    """List the instruments that the article names, and who used them.

    The table ``instruments``, with n_studies and studies (tuple of study_id) that used it, raters (as reported by the
    studies, in words; `NOT_REPORTED` where none reports one, empty where the instrument was not used).
    """
    return _instruments(review, ratings(review))


def _instruments(review: Review, used: pd.DataFrame) -> pd.DataFrame:
    by = votes.together(used.instrument_id, zip(used.study_id, used.rater.fillna(NOT_REPORTED), strict=True))
    rows = []
    for instrument_id in review.instruments.instrument_id:
        told = by.get(instrument_id, ())
        who, raters = (tuple(dict.fromkeys(pair[part] for pair in told)) for part in (0, 1))
        rows.append((len(who), who, " and ".join(raters)))
    found = pd.DataFrame(rows, columns=["n_studies", "studies", "raters"])
    return pd.concat([review.instruments.reset_index(drop=True), found], axis=1)


def categories(review: Review) -> pd.DataFrame:
    """Count the studies by what they rated with, who rated, how often, and where in the treatment.

    One row per characteristic and category, largest first: characteristic, category, n (studies with at least one such
    rating; a study can stand in several), studies (tuple of study_id); ``not reported`` last.
    """
    return _categories(ratings(review))


def _categories(used: pd.DataFrame) -> pd.DataFrame:
    traits = {
        "Family": used.family,
        "Rater": used.rater.fillna(NOT_REPORTED),
        "Schedule": used.schedule,
        "Position": used.position.astype(object),
    }
    rows = []
    for characteristic, values in traits.items():
        told = votes.together(values, used.study_id)
        members = {category: tuple(dict.fromkeys(who)) for category, who in told.items()}
        largest_first = sorted(members, key=lambda category: (category == NOT_REPORTED, -len(members[category])))
        rows += [(characteristic, category, len(members[category]), members[category]) for category in largest_first]
    return pd.DataFrame(rows, columns=["characteristic", "category", "n", "studies"])


def numbers(review: Review) -> list[Number]:
    """Name the numbers of the measurement."""
    placed = assessments(review)
    used = _rated(placed)
    named = _instruments(review, used)
    counts = {
        "n_studies": len(review.studies),
        "n_named": len(named),
        "n_used": int(named.n_studies.gt(0).sum()),
        "n_families": used.family.nunique(),
        "n_ratings": len(used),
        "n_outcomes": len(placed) - len(used),
    }
    everyone = {"everyone": review.studies.study_id, "all_of": parts.coded("studies", review.studies, "study_id")}
    return [
        *filled(INCLUDED, [counts | everyone | _rated_with(review, placed)], numbers, instruments),
        *filled([CATEGORY], _in_categories(review, used), categories),
        *filled([USED], _using(review, named), instruments),
        *facets.numbers(review),
        *filled(SUCH, [_such(review, placed, used)], assessments),
    ]


def _rated_with(review: Review, placed: pd.DataFrame) -> dict[str, Any]:
    """Tell with which instruments who rated, and which assessments there are."""
    used = review.assessments[review.assessments.instrument_id.notna()]
    tried = review.instruments[review.instruments.instrument_id.isin(used.instrument_id)]
    short = dict(zip(review.instruments.instrument_id, review.instruments.abbreviation, strict=True))
    named = parts.coded("instruments", review.instruments, "abbreviation")
    own = {part.of: part.cells for part in named}
    behind = parts.behind("assessments", used, "instrument_id", by="instrument_id")
    families = parts.behind("instruments", tried, "family", by="family")
    rated = zip(used.assessment_id, used.instrument_id, strict=True)
    return {
        "named": named,
        "used": parts.said({one: short[one] for one in tried.instrument_id}, own, behind),
        "families": parts.said({one: one for one in families}, families),
        "ratings": [
            Part(row, short[which], cells("assessments", [row], "instrument_id") + own[which]) for row, which in rated
        ],
        "outcomes": parts.coded("assessments", placed[~placed.rated], "outcome"),
    }


def _using(review: Review, named: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Give the rows of `instruments`, with the cells that say who used one."""
    for row in named.to_dict("records"):
        rated = review.assessments[review.assessments.instrument_id.eq(row["instrument_id"])]
        own = parts.behind("assessments", rated, "instrument_id")
        yield row | {"n": row["n_studies"], "parts": parts.alike(row["studies"], row["instrument_id"], own)}


def _in_categories(review: Review, used: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Give the rows of `categories`, with the cells for which a study stands in one."""
    for row in _categories(used).to_dict("records"):
        yield row | {"parts": _standing(review, used, row)}


@later
def _standing(review: Review, used: pd.DataFrame, row: Mapping[str, Any]) -> Iterable[Part]:
    """Make a part of each study that stands in a category, with the cells for which it does."""
    column, category = row["characteristic"].lower(), row["category"]
    rows = used[used[column].astype(object).fillna(NOT_REPORTED).eq(category)]
    if column == "family":
        own = parts.instruments(rows, "family")
    elif column == "position":
        own = _timed(review, rows)
    else:
        own = parts.behind("assessments", rows, column)
    return parts.alike(row["studies"], None if category == NOT_REPORTED else category, own)


def _timed(review: Review, placed: pd.DataFrame) -> dict[Any, tuple[str, ...]]:
    """Gather by study the cells on which the positions of these assessments rest: their times, and the length."""
    found: dict[Any, tuple[str, ...]] = {}
    told = votes.together(placed.study_id, placed.itertuples())
    timing = review.findings.filter(regex="_timing$").columns[0]
    means = review.findings[review.findings[timing].eq(AGGREGATED)]
    averaged = votes.together(means.study_id, zip(parts.keys(means), means.instrument_id, strict=True))
    for study_id, rows in told.items():
        in_unit = [row.unit for row in rows if pd.notna(row.unit)][:1] or list(UNITS)
        lengths = [f"duration_{unit}" for unit in in_unit]
        times = [column for unit in in_unit for column in UNITS[unit]]
        found[study_id] = cells("assessments", [row.assessment_id for row in rows], "schedule", *times)
        found[study_id] += cells("studies", [study_id], *lengths)
        rated = {row.instrument_id for row in rows if row.aggregated}
        found[study_id] += cells("findings", [key for key, one in averaged.get(study_id, ()) if one in rated], timing)
    return found


def _such(review: Review, placed: pd.DataFrame, used: pd.DataFrame) -> dict[str, Any]:
    """Find the studies of which the sentences of `SUCH` are true, and count them."""
    described = dict(zip(review.instruments.instrument_id, review.instruments.rater_as_described, strict=True))
    every = votes.together(placed.study_id, placed.itertuples())
    rated = votes.together(used.study_id, used.itertuples())
    others = placed[~placed.rated]
    outcomes = votes.together(others.study_id, others.itertuples())
    found = {
        "never_reported": _those(rated, all, lambda row: pd.isna(row.rater)),
        "other": _those(rated, any, lambda row: _other(row.rater, described[row.instrument_id])),
        "untimed": _those(rated, all, lambda row: pd.isna(row.when)),
        "outcome_untimed": _those(outcomes, all, lambda row: pd.isna(row.when)),
        "in_weeks": _those(every, all, lambda row: row.unit == "weeks"),
        "in_sessions": _those(every, all, lambda row: row.unit == "sessions"),
        "no_length": _those(every, all, lambda row: pd.isna(row.length)),
        "several": {study_id for study_id, rows in rated.items() if len(_time_points(rows)) > 1},
        "early": _those(rated, all, lambda row: row.position == "early"),
        "at_end": _those(rated, any, _at_end),
        "point_at_end": _those(rated, any, lambda row: row.schedule == "time point" and _at_end(row)),
    }
    ordered = {name: [one for one in review.studies.study_id if one in who] for name, who in found.items()}
    counts = {f"n_{name}": len(who) for name, who in ordered.items()}
    return ordered | counts | {f"of_{name}": _why(review, placed, name, who) for name, who in ordered.items()}


# of `SUCH`, what is said of a study: a column of `assessments`, joined where there are several words, or the length
SAID = {"never_reported": "rater", "other": "rater", "in_weeks": "unit", "in_sessions": "unit", "no_length": "length"}


@later
def _why(review: Review, placed: pd.DataFrame, name: str, who: Iterable[str]) -> Iterable[Part]:
    """Say of each study what makes a sentence of `SUCH` true of it, with the cells."""
    column = SAID.get(name, "when")
    outcomes, every = name == "outcome_untimed", column in ("unit", "length")
    rows = placed if every else placed[placed.rated.ne(outcomes)]
    if name == "other":
        described = rows.instrument_id.map(
            dict(zip(review.instruments.instrument_id, review.instruments.rater_as_described, strict=True))
        )
        rows = rows[[_other(*pair) for pair in zip(rows.rater, described, strict=True)]]
        behind = [parts.behind("assessments", rows, "rater"), parts.instruments(rows, "rater_as_described")]
    elif column == "rater":
        behind = [parts.behind("assessments", rows, "rater")]
    elif column == "length":
        behind = [parts.behind("studies", review.studies, *(f"duration_{unit}" for unit in UNITS))]
    else:
        if name.endswith("at_end"):
            rows = rows[[_at_end(row) for row in rows.itertuples()]]
        behind = [_timed(review, rows)]
    told = {one: dict.fromkeys(words) for one, words in votes.together(rows.study_id, rows[column]).items()}
    return parts.said({one: _joined(told[one]) for one in who}, *behind)


def _joined(words: Iterable[Any]) -> str | None:
    return ", ".join(str(word) for word in words if pd.notna(word)) or None


def _those(
    groups: Mapping[str, Iterable[Any]], how: Callable[[Iterable[bool]], bool], holds: Callable[[Any], bool]
) -> set[str]:
    """Find the studies of whose rows any, or all, are such."""
    return {study_id for study_id, rows in groups.items() if how(map(holds, rows))}


def _other(rater: Any, described: Any) -> bool:
    return pd.notna(rater) and pd.notna(described) and rater != described


def _time_points(rows: Iterable[Any]) -> set[str]:
    return {row.when for row in rows if row.schedule == "time point" and pd.notna(row.when)}


def _at_end(row: Any) -> bool:
    return pd.notna(row.last) and pd.notna(row.length) and row.last == row.length


def _placed(study: Any, row: Any, unit: str | None) -> tuple[Any, Any, Any]:
    if unit is None:
        return None, None, None
    first, last = UNITS[unit]
    return getattr(study, f"duration_{unit}"), getattr(row, first), getattr(row, last)


def _when(row: Any, unit: str | None) -> str | None:
    """Word the time, in the unit of the study where it is known in both."""
    if unit == "weeks" and pd.notna(row.week_from):
        row = row._replace(session_from=None)
    return moment(row)
