"""What the included studies are: the summaries of a table of characteristics."""

from collections import Counter

import numpy as np
import pandas as pd

from reviewbook.evidence.counting import votes
from reviewbook.evidence.counting.traits import instruments_counted, members
from reviewbook.evidence.number import Number, slug
from reviewbook.evidence.tables import sources

ENDS = ("minimum", "maximum")
MEASURES = {
    "n_patients": ("patients", "patients"),
    "n_therapists_low": ("therapists", "therapists, in the lower reading of the sentence"),
    "n_therapists_high": ("therapists", "therapists, in the upper reading of the sentence"),
    "n_arms": ("arms", "treatment groups"),
    "percent_medicated": ("percent", "share of patients on medication beside the treatment"),
    "duration_weeks": ("weeks", "length of the treatment in weeks"),
    "duration_months": ("months", "length of the treatment in months"),
    "duration_sessions": ("sessions", "length of the treatment in sessions"),
    "follow_up_months": ("months", "time from the end of the treatment to the last measurement"),
}


def table_one(review):
    """Put the characteristics of each study into one row.

    Parameters
    ----------
    review : reviewbook.evidence.tables.data.Review

    Returns
    -------
    pandas.DataFrame
        One row per study, in the order of the table ``studies``, whose columns it keeps, and:
        treatments, professions, instruments (in words, joined by a comma).
    """
    instruments = instruments_counted(review)
    names = _listed(review.treatments, "name")
    professions = _listed(review.therapists, "profession")
    studies = review.studies
    return studies.assign(
        treatments=studies.study_id.map(names),
        professions=studies.study_id.map(professions),
        instruments=studies.study_id.map(instruments),
    )


def _listed(table, column):
    return {study_id: ", ".join(told) for study_id, told in votes.together(table.study_id, table[column]).items()}


def shares(table, by):
    """Count the studies in each category.

    Parameters
    ----------
    table : pandas.DataFrame
        One row per study, with study_id.
    by : str
        Column of categories; missing means not reported and is a category of its own.

    Returns
    -------
    pandas.DataFrame
        One row per category, largest first: category, n (studies), percent (of all rows), studies (tuple of study_id).
    """
    found = members(table.study_id, table[by])
    rows = [(category, len(who), 100 * len(who) / len(table), who) for category, who in found.items()]
    return pd.DataFrame(rows, columns=["category", "n", "percent", "studies"])


def all_shares(review):
    """Count the studies in each category of every summary that the article gives.

    Returns
    -------
    pandas.DataFrame
        As `shares`, with a first column ``characteristic``.
    """
    table = review.studies.assign(instruments=review.studies.study_id.map(instruments_counted(review)))
    titles = {
        "treatments_compared": "Treatments",
        "instruments": "Instrument",
        "setting": "Setting",
        "pharmacotherapy": "Treatment offered",
    }
    parts = [shares(table, by).assign(characteristic=title, column=by) for by, title in titles.items()]
    return pd.concat(parts, ignore_index=True)


def sentences(review, counted):
    """Gather the sources of each category that `all_shares` counts.

    Parameters
    ----------
    review : reviewbook.evidence.tables.data.Review
    counted : pandas.DataFrame
        From `all_shares`.

    Returns
    -------
    list of dict
        For each row of `counted`: study_id to rows of `reviewbook.evidence.tables.sources.located`.
    """
    known = {
        column: sources.behind(review, "studies", [column])
        if column in review.studies
        else sources.behind(review, "assessments", ["instrument_id"], ["study_id"])
        for column in counted.column.unique()
    }
    return [known[column] for column in counted.column]


def occasions(assessments):
    """Say when each study measured what.

    Parameters
    ----------
    assessments : pandas.DataFrame
        The table ``assessments``.

    Returns
    -------
    pandas.DataFrame
        One row per study and construct with at least one time: study_id, construct, times (list of str, each once).

    >>> table = pd.DataFrame({"study_id": ["a"], "construct": ["outcome"], "week_from": [6], "week_to": [6],
    ...     "session_from": [None], "session_to": [None], "months_after_treatment": [None]})
    >>> occasions(table).times[0]
    ['week 6']
    """
    found = {}
    for row in assessments.itertuples(index=False):
        if time := moment(row):
            found.setdefault((row.study_id, row.construct), {})[time] = True
    rows = [(*key, list(times)) for key, times in found.items()]
    return pd.DataFrame(rows, columns=["study_id", "construct", "times"])


def moment(row):
    """Say when something was measured.

    Parameters
    ----------
    row : named tuple
        A row of the table ``assessments``.

    Returns
    -------
    str or None
        In sessions where they are given, failing that in weeks, failing that in months after the treatment; None where
        none is.
    """
    if pd.notna(row.session_from):
        return _between("session", row.session_from, row.session_to)
    if pd.notna(row.week_from):
        return _between("week", row.week_from, row.week_to)
    if pd.notna(row.months_after_treatment):
        return f"{_plain(row.months_after_treatment)} months after treatment"
    return None


def spread(values):
    """Summarise one measure over the studies that report it.

    Parameters
    ----------
    values : pandas.Series
        One value per study; missing means not reported and is left out.

    Returns
    -------
    dict
        n (studies that report), total, median, lower_quartile, upper_quartile, minimum, maximum;
        None, but for n, where no study reports. Quartiles interpolate linearly between order statistics.

    References
    ----------
    Hyndman and Fan 1996, definition 7, doi 10.1080/00031305.1996.10473566

    >>> spread(pd.Series([1, 2, 3, 4]))["median"]
    2.5
    """
    known = values.dropna().to_numpy(float)
    if not len(known):
        return {"n": 0} | dict.fromkeys(["total", "median", "lower_quartile", "upper_quartile", "minimum", "maximum"])
    lower, median, upper = map(float, np.quantile(known, [0.25, 0.5, 0.75]))
    return {
        "n": len(known),
        "total": float(known.sum()),
        "median": median,
        "lower_quartile": lower,
        "upper_quartile": upper,
        "minimum": float(known.min()),
        "maximum": float(known.max()),
    }


def numbers(review):
    """Name the numbers of the characteristics.

    Returns
    -------
    list of Number
        Totals and spreads, the count of every category, and every measure of every study that reports it.
    """
    studies = review.studies
    everyone = tuple(studies.study_id)
    found = [Number("n_studies", len(studies), "studies", "Studies included.", everyone)]
    for column in MEASURES:
        found += _spread_numbers(studies, column)
    for row in all_shares(review).itertuples():
        name = f"{slug(row.column)}_{slug(row.category)}"
        said = f"{row.characteristic}: {row.category}."
        found.append(Number(f"n_{name}", row.n, "studies", f"Studies. {said}", row.studies))
        found.append(Number(f"percent_{name}", row.percent, "percent", f"Share of all studies. {said}", row.studies))
    labels = dict(zip(review.hypotheses.hypothesis_id, review.hypotheses.label.str.lower(), strict=True))
    for side in dict.fromkeys(studies.published_side):
        group = studies[studies.published_side.eq(side)]
        for by, title in (("pharmacotherapy", "Treatment offered"), ("treatments_compared", "Treatments")):
            for row in shares(group, by).itertuples():
                name = f"n_{side}_{slug(row.category)}"
                said = f"Studies that the article counts under '{labels[side]}'. {title}: {row.category}."
                found.append(Number(name, row.n, "studies", said, row.studies))
    for column, (unit, about) in MEASURES.items():
        for study_id, study, value in zip(studies.study_id, studies.study, studies[column], strict=True):
            if pd.notna(value):
                said = f"{study}: {about}, from what the article reports."
                found.append(Number(f"{column}_{study_id}", _plain(value), unit, said, (study_id,)))
    return [*found, *_treatment_numbers(review), *_per_study(review)]


def _spread_numbers(studies, column):
    unit, about = MEASURES[column]
    found = spread(studies[column])
    reported = {one: n for one, n in zip(studies.study_id, studies[column], strict=True) if pd.notna(n)}
    who = tuple(reported)
    yield Number(f"n_reporting_{column}", found["n"], "studies", f"Studies that report: {about}.", who)
    for part in ("total", "median", "lower_quartile", "upper_quartile", "minimum", "maximum"):
        if part != "total" or column.startswith("n_"):
            meaning = f"{part.replace('_', ' ').capitalize()} over the studies that report it: {about}."
            # an end of the range is that of the studies that lie there
            there = tuple(one for one, n in reported.items() if n == found[part]) if part in ENDS else who
            yield Number(f"{part}_{column}", _plain(found[part]), unit, meaning, there)


def _treatment_numbers(review):
    treatments = review.treatments
    delivered = treatments[treatments.delivery.notna()]
    for delivery, studies in votes.together(delivered.delivery, delivered.study_id).items():
        who = tuple(dict.fromkeys(studies))
        said = f"Studies with a treatment that is delivered: {delivery}."
        yield Number(f"n_delivery_{slug(delivery)}", len(who), "studies", said, who)
    names = dict(zip(review.studies.study_id, review.studies.study, strict=True))
    for study_id, modalities in votes.together(treatments.study_id, treatments.modality).items():
        said = f"{names[study_id]}: treatments that the article describes."
        yield Number(f"n_treatments_{study_id}", len(modalities), "treatments", said, (study_id,))
        for modality, n in Counter(modalities).items():
            said = f"{names[study_id]}: treatments by {modality}."
            yield Number(f"n_treatments_{slug(modality)}_{study_id}", n, "treatments", said, (study_id,))


def _per_study(review):
    names = dict(zip(review.studies.study_id, review.studies.study, strict=True))
    for row in review.therapists.itertuples():
        name = f"n_{slug(row.profession)}_{row.study_id}"
        said = f"{names[row.study_id]}: therapists of the profession {row.profession}."
        yield Number(name, int(row.n), "therapists", said, (row.study_id,))
    for row in occasions(review.assessments).itertuples():
        name = f"{row.construct}_measured_{row.study_id}"
        said = f"{names[row.study_id]}: when it measured the {row.construct}, as far as the article says."
        yield Number(name, row.times, "text", said, (row.study_id,))


def _between(unit, first, last):
    first, last = _plain(first), _plain(last)
    return f"{unit} {first}" if first == last else f"{unit}s {first} to {last}"


def _plain(value):
    return None if value is None else int(value) if float(value).is_integer() else float(value)
