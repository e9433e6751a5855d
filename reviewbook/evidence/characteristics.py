"""What the included studies are: the summaries of a table of characteristics."""

import pandas as pd

from reviewbook.evidence import sources
from reviewbook.evidence.number import Number, slug

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
    review : reviewbook.evidence.data.Review

    Returns
    -------
    pandas.DataFrame
        One row per study, in the order of the table ``studies``, whose columns it keeps, and:
        treatments, professions, instruments (in words, joined by a comma).
    """
    instruments = instruments_counted(review)
    names = review.treatments.groupby("study_id", sort=False).name.agg(", ".join)
    professions = review.therapists.groupby("study_id", sort=False).profession.agg(", ".join)
    studies = review.studies
    return studies.assign(
        treatments=studies.study_id.map(names),
        professions=studies.study_id.map(professions),
        instruments=studies.study_id.map(instruments.set_index("study_id").instruments),
    )


def instruments_counted(review):
    """Name the instruments of each study as the article counts them.

    Returns
    -------
    pandas.DataFrame
        One row per study with an assessment by instrument: study_id, instruments (abbreviations joined by "and";
        a version is counted under its parent instrument).
    """
    counted_as = review.instruments.set_index("instrument_id").counted_as
    used = review.assessments.dropna(subset="instrument_id")
    used = used.assign(instruments=used.instrument_id.map(counted_as)).drop_duplicates(["study_id", "instruments"])
    return used.groupby("study_id", sort=False).instruments.agg(" and ".join).reset_index()


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
    categories = table[by].astype(object).where(table[by].notna(), "not reported")
    counted = table.groupby(categories, sort=False).study_id.agg(["size", tuple]).reset_index()
    counted.columns = ["category", "n", "studies"]
    counted["percent"] = 100 * counted.n / len(table)
    return counted.sort_values("n", ascending=False, kind="stable").reset_index(drop=True)


def all_shares(review):
    """Count the studies in each category of every summary that the article gives.

    Returns
    -------
    pandas.DataFrame
        As `shares`, with a first column ``characteristic``.
    """
    table = table_one(review)
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
    review : reviewbook.evidence.data.Review
    counted : pandas.DataFrame
        From `all_shares`.

    Returns
    -------
    list of dict
        For each row of `counted`: study_id to rows of `reviewbook.evidence.sources.located`.
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
        if time := _time(row):
            found.setdefault((row.study_id, row.construct), {})[time] = True
    rows = [(*key, list(times)) for key, times in found.items()]
    return pd.DataFrame(rows, columns=["study_id", "construct", "times"])


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
    known = values.dropna().astype(float)
    if known.empty:
        return {"n": 0} | dict.fromkeys(["total", "median", "lower_quartile", "upper_quartile", "minimum", "maximum"])
    lower, median, upper = (float(known.quantile(share)) for share in (0.25, 0.5, 0.75))
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
    labels = review.hypotheses.set_index("hypothesis_id").label.str.lower()
    for side, group in studies.groupby("published_side", sort=False):
        for by, title in (("pharmacotherapy", "Treatment offered"), ("treatments_compared", "Treatments")):
            for row in shares(group, by).itertuples():
                name = f"n_{side}_{slug(row.category)}"
                said = f"Studies that the article counts under '{labels[side]}'. {title}: {row.category}."
                found.append(Number(name, row.n, "studies", said, row.studies))
    for column, (unit, about) in MEASURES.items():
        reported = studies.dropna(subset=column)
        for study_id, study, value in zip(reported.study_id, reported.study, reported[column], strict=True):
            said = f"{study}: {about}, from what the article reports."
            found.append(Number(f"{column}_{study_id}", _plain(value), unit, said, (study_id,)))
    return [*found, *_treatment_numbers(review), *_per_study(review)]


def _spread_numbers(studies, column):
    unit, about = MEASURES[column]
    found = spread(studies[column])
    who = tuple(studies.dropna(subset=column).study_id)
    yield Number(f"n_reporting_{column}", found["n"], "studies", f"Studies that report: {about}.", who)
    for part in ("total", "median", "lower_quartile", "upper_quartile", "minimum", "maximum"):
        if part != "total" or column.startswith("n_"):
            meaning = f"{part.replace('_', ' ').capitalize()} over the studies that report it: {about}."
            # an end of the range is that of the studies that lie there
            there = tuple(studies.study_id[studies[column].eq(found[part])]) if part in ENDS else who
            yield Number(f"{part}_{column}", _plain(found[part]), unit, meaning, there)


def _treatment_numbers(review):
    for delivery, group in review.treatments.groupby("delivery", sort=False):
        who = tuple(dict.fromkeys(group.study_id))
        said = f"Studies with a treatment that is delivered: {delivery}."
        yield Number(f"n_delivery_{slug(delivery)}", len(who), "studies", said, who)
    names = review.studies.set_index("study_id").study
    for study_id, group in review.treatments.groupby("study_id", sort=False):
        said = f"{names[study_id]}: treatments that the article describes."
        yield Number(f"n_treatments_{study_id}", len(group), "treatments", said, (study_id,))
        for modality, n in group.modality.value_counts(sort=False).items():
            said = f"{names[study_id]}: treatments by {modality}."
            yield Number(f"n_treatments_{slug(modality)}_{study_id}", int(n), "treatments", said, (study_id,))


def _per_study(review):
    names = review.studies.set_index("study_id").study
    for row in review.therapists.itertuples():
        name = f"n_{slug(row.profession)}_{row.study_id}"
        said = f"{names[row.study_id]}: therapists of the profession {row.profession}."
        yield Number(name, int(row.n), "therapists", said, (row.study_id,))
    for row in occasions(review.assessments).itertuples():
        name = f"{row.construct}_measured_{row.study_id}"
        said = f"{names[row.study_id]}: when it measured the {row.construct}, as far as the article says."
        yield Number(name, row.times, "text", said, (row.study_id,))


def _time(row):
    if pd.notna(row.session_from):
        return _between("session", row.session_from, row.session_to)
    if pd.notna(row.week_from):
        return _between("week", row.week_from, row.week_to)
    if pd.notna(row.months_after_treatment):
        return f"{_plain(row.months_after_treatment)} months after treatment"
    return None


def _between(unit, first, last):
    first, last = _plain(first), _plain(last)
    return f"{unit} {first}" if first == last else f"{unit}s {first} to {last}"


def _plain(value):
    return None if value is None else int(value) if float(value).is_integer() else float(value)
