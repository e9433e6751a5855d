"""What may not fit: rules that look through the tables and name what a reader would ask about."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from reviewbook.evidence.accounts import search
from reviewbook.evidence.accounts.measurement import AGGREGATED, SERIES, ratings
from reviewbook.evidence.counting import direction, votes
from reviewbook.evidence.number import rounded
from reviewbook.evidence.tables import boxes
from reviewbook.evidence.tables.data import Review

FEWEST_PATIENTS = 2
# tables in whose columns numbers are of one kind, and how many times the median of the others a reader believes
COUNTING, MOST_TIMES = ("studies", "therapists", "searches", "flow"), 100
# what a reader believes of columns by their names: from, to; nothing at all is always believed
BELIEVED = {
    r"percent_\w+": (1, 100), r"mean_age_years": (3, 100), r"n_arms": (1, 20), r"duration_weeks": (0.5, 520),
    r"duration_months": (0.1, 120), r"(follow_up_months|months_after_treatment)": (0.01, 600),
    r"(outcome_week|week_from|week_to)": (0.1, 520), r"(duration_sessions|session_from|session_to)": (1, 1_000),
}  # fmt: skip
# whoever searches finds something that is not older than this
MOST_YEARS_WITHOUT = 20
CATEGORIES = ["setting", "treatments_compared", "pharmacotherapy"]
NO_STUDY = ""


def fired(review: Review) -> pd.DataFrame:
    """Let every rule look through the tables.

    One row per finding of a rule, in the order of `RULES`: rule, study_id (`NO_STUDY` where it is about no single
    study), finding (in words, with the values).
    """
    rows = [(rule.__name__, *found) for rule in RULES for found in rule(review)]
    return pd.DataFrame(rows, columns=["rule", "study_id", "finding"])


def explained(review: Review, questions: pd.DataFrame, question_studies: pd.DataFrame) -> pd.DataFrame:
    """Say which open questions cover what the rules find.

    `fired`, with ``questions`` (tuple of question_id; empty where none covers it). A question covers what its rule
    finds on its studies; one without studies covers what its rule finds on no single study.
    """
    asked = questions.dropna(subset="rule").merge(question_studies, on="question_id", how="left")
    covering: dict[tuple[str, str], list[str]] = {}
    for row in asked.fillna({"study_id": NO_STUDY}).itertuples():
        covering.setdefault((row.rule, row.study_id), []).append(row.question_id)
    found = fired(review)
    pairs = zip(found.rule, found.study_id, strict=True)
    return found.assign(questions=[tuple(covering.get(pair, ())) for pair in pairs])


def unexplained(review: Review, questions: pd.DataFrame, question_studies: pd.DataFrame) -> pd.DataFrame:
    """Select the rows of `fired` that no open question covers."""
    found = explained(review, questions, question_studies)
    return found[found.questions.str.len().eq(0)].drop(columns="questions").reset_index(drop=True)


def patients_per_therapist(review: Review) -> Iterator[tuple[str, str]]:
    """Find studies with fewer than two patients for each therapist."""
    studies = review.studies.dropna(subset=["n_patients", "n_therapists_high"])
    ratio = studies.n_patients.astype(float) / studies.n_therapists_high.astype(float)
    for row in studies[ratio < FEWEST_PATIENTS].itertuples():
        others = ratio[ratio >= FEWEST_PATIENTS]
        beside = (
            f"; in the other studies {rounded(others.min(), 1)} to {rounded(others.max(), 1)}" if len(others) else ""
        )
        each = f"{rounded(ratio[row.Index], 1)} patients for each"
        yield row.study_id, f"{row.n_patients} patients and {row.n_therapists_high} therapists, {each}{beside}"


def sums(review: Review) -> Iterator[tuple[str, str]]:
    """Find counts that do not add up: the flow of records, the databases, and the professions of therapists."""
    for search_id, n in _flows(review):
        for one, said in boxes.wrong(n):
            studies = one.lost and "studies_included" in one.after and "reports_included" not in n
            hint = "; reports of the included studies have a box, reports_included" if studies else ""
            yield NO_STUDY, f"search {search_id}: {said}{hint}"
        found = review.searches[review.searches.search_id.eq(search_id)].n_records
        wholes = _wholes(n)
        if found.notna().all() and len(found) and wholes and found.sum() not in wholes.values():
            box, whole = next(iter(wholes.items()))
            yield NO_STUDY, f"search {search_id}: the databases give {found.sum()} records, {box} is {whole}"
    yield from _professions(review)


def _flows(review: Review) -> Iterator[tuple[str, dict[str, int | None]]]:
    for search_id, rows in review.flow.groupby("search_id", sort=False):
        yield search_id, {box: None if pd.isna(n) else int(n) for box, n in zip(rows.box, rows.n, strict=True)}


def _wholes(n: dict[str, int | None]) -> dict[str, int]:
    """Give what the records of all databases may sum to: with registers among them, or without."""
    told = {box: n.get(box) for box in ("records_identified", *boxes.FROM[:1])}
    parts = [n.get(box) for box in boxes.FROM]
    together = {" and ".join(boxes.FROM): sum(part for part in parts if part is not None)} if None not in parts else {}
    return {box: value for box, value in told.items() if value is not None} | together


def _confirmed(review: Review) -> set[tuple[str, str, str]]:
    """Find numbers of flows and searches that a sum confirms, however large: table, search and box or database."""
    found = set()
    for search_id, n in _flows(review):
        found |= {("flow", search_id, box) for box in boxes.confirmed(n)}
        searches = review.searches[review.searches.search_id.eq(search_id)]
        if len(searches) and searches.n_records.notna().all() and searches.n_records.sum() in _wholes(n).values():
            found |= {("searches", search_id, source_id) for source_id in searches.source_id}
    return found


def _professions(review: Review) -> Iterator[tuple[str, str]]:
    studies = review.studies.set_index("study_id")
    counted = review.therapists.dropna(subset="n")
    listed = votes.together(counted.study_id, zip(counted.profession, counted.n.astype(int), strict=True))
    for study_id, rows in listed.items():
        parts = [n for _, n in rows]
        total = sum(parts)
        low, high = studies.n_therapists_low[study_id], studies.n_therapists_high[study_id]
        said = ", ".join(f"{profession} {n}" for profession, n in rows)
        if pd.notna(low) and not low <= total <= high:
            told = low if low == high else f"{low} to {high}"
            yield study_id, f"the professions ({said}) sum to {total}, the therapists are {told}"
        elif len(parts) > 2 and 2 * max(parts) == total:
            told = f"{max(parts)} or {total} therapists"
            yield study_id, f"of the professions ({said}) one is the sum of the others: {told}"


def endpoint_as_predictor(review: Review) -> Iterator[tuple[str, str]]:
    """Find supported findings whose predictor was rated when, or after, the outcome was already there.

    That is a rating at the end of the treatment, or a series or mean of ratings that goes on to the time of the
    outcome.
    """
    rated = ratings(review)
    predicts = [
        hypothesis.hypothesis_id
        for hypothesis in review.hypotheses.itertuples()
        if any(construct in hypothesis.predictor for construct in rated.construct.unique())
    ]
    supported = review.findings[review.findings.finding.eq("supported") & review.findings.hypothesis_id.isin(predicts)]
    timing = supported.filter(regex="_timing$").iloc[:, 0]
    with_instrument = votes.together(
        zip(rated.study_id, rated.instrument_id, strict=True), rated.itertuples(index=False)
    )
    told: dict[str, list[str]] = {}
    for row, when in zip(supported.itertuples(), timing, strict=True):
        used = with_instrument.get((row.study_id, row.instrument_id), ())
        known = [rating.last for rating in used if pd.notna(rating.last)]
        if not known:
            continue
        rating, last = used[-1], max(known)
        if when == "late" and pd.notna(rating.length) and last >= rating.length:
            said = f"{rating.instrument} rated in {rating.unit[:-1]} {last:g} of {rating.length:g}, with {row.outcome}"
        elif when in (*SERIES, AGGREGATED) and rating.unit == "weeks" and last >= _week(row):
            said = f"{rating.instrument} rated in {rating.when}, with {row.outcome} in week {_week(row):g}"
        else:
            continue
        told.setdefault(row.study_id, []).append(said)
    for study_id, found in told.items():
        yield study_id, "; ".join(dict.fromkeys(found))


def _week(finding: Any) -> float:
    return float("inf") if pd.isna(finding.outcome_week) else float(finding.outcome_week)


def shared_sample(review: Review) -> Iterator[tuple[str, str]]:
    """Find studies that may share their patients, and whether they are counted under different hypotheses.

    They are coded as possibly one sample, or they are of the same length and treatments, with as many therapists of at
    least two professions.
    """
    studies = review.studies
    labels = dict(zip(review.hypotheses.hypothesis_id, review.hypotheses.label, strict=True))
    coded = dict(zip(studies.study_id, studies.sample_id_if_overlapping, strict=True))
    team = zip(review.therapists.profession, review.therapists.n, strict=True)
    teams = {one: set(told) for one, told in votes.together(review.therapists.study_id, team).items()}
    named = votes.together(review.treatments.study_id, review.treatments.name)
    treatments = {one: frozenset(names) for one, names in named.items()}
    lengths = dict(zip(studies.study_id, studies.duration_weeks, strict=True))
    # a length that is not reported is like no other
    described = {one: one if pd.isna(weeks) else (weeks, treatments.get(one)) for one, weeks in lengths.items()}
    mates, alike = votes.together(coded.values(), coded), votes.together(described.values(), described)
    place = {one: number for number, one in enumerate(studies.study_id)}
    names = dict(zip(studies.study_id, studies.study, strict=True))
    published = dict(zip(studies.study_id, studies.published_side, strict=True))
    for one in studies.study_id:
        others = {other for other in alike[described[one]] if len(teams.get(one, set()) & teams.get(other, set())) > 1}
        group = sorted({one, *mates[coded[one]], *others}, key=place.__getitem__)
        if len(group) > 1:
            who = " and ".join(names[other] for other in group if other != one)
            sides = dict.fromkeys(published[other] for other in group if pd.notna(published[other]))
            under = " and ".join(labels[side] for side in sides)
            counted = f"; counted under different hypotheses: {under}" if len(sides) > 1 else ""
            yield one, f"described like {who}, with which it may share its patients{counted}"


def outcome_outside_domain(review: Review) -> Iterator[tuple[str, str]]:
    """Find studies counted under a hypothesis on an outcome that is not a clinical one."""
    domains = review.outcome_domains
    outside = set(domains.outcome_domain[domains.clinical.eq("no")])
    published = review.studies.set_index("study_id").published_side
    tested = review.findings[review.findings.tested.eq("yes")]
    tested = tested[tested.hypothesis_id.eq(tested.study_id.map(published))]
    for study_id, told in votes.together(tested.study_id, tested.outcome_domain).items():
        found = [domain for domain in told if domain in outside]
        if found:
            which = " and ".join(dict.fromkeys(found))
            beside = "" if len(found) == len(told) else ", beside clinical outcomes"
            yield study_id, f"counted on {which}, which is not a clinical outcome{beside}"


def counted_without_support(review: Review) -> Iterator[tuple[str, str]]:
    """Find studies that are counted under a hypothesis that their findings do not support."""
    labels = review.hypotheses.set_index("hypothesis_id").label
    said = {
        hypothesis_id: dict(zip(cast.unit, cast.finding, strict=True))
        for hypothesis_id, cast in direction.cast(review).items()
    }
    for row in review.studies.dropna(subset="published_side").itertuples():
        found = said[row.published_side].get(row.study_id, direction.NOT_TESTED)
        if found != "supported":
            yield row.study_id, f"counted under '{labels[row.published_side]}', where its finding is: {found}"


def single_with_several_treatments(review: Review) -> Iterator[tuple[str, str]]:
    """Find studies that are counted as using a single treatment and have several coded."""
    named = votes.together(review.treatments.study_id, review.treatments.name)
    for row in review.studies[review.studies.treatments_compared.eq("single")].itertuples():
        names = named.get(row.study_id, ())
        if len(names) > 1:
            yield row.study_id, f"counted as a single treatment, described with {len(names)}: {' and '.join(names)}"


def combined_without_combined_arm(review: Review) -> Iterator[tuple[str, str]]:
    """Find studies that are said to offer a combination, none of whose treatments combines."""
    combined = review.treatments[review.treatments.modality.str.contains(" and ")]
    offering = review.studies[review.studies.pharmacotherapy.isin(review.treatments.modality.unique())]
    told = votes.together(review.treatments.study_id, review.treatments.modality)
    for row in offering[~offering.study_id.isin(combined.study_id)].itertuples():
        arms = " or ".join(dict.fromkeys(told.get(row.study_id, ()))) or "no kind"
        yield row.study_id, f"said to offer {row.pharmacotherapy}, described with arms of {arms}"


def single_study_in_category(review: Review) -> Iterator[tuple[str, str]]:
    """Find categories, and clinical outcome domains, that a single study stands for."""
    for column in CATEGORIES:
        studies = review.studies[review.studies[column].notna()]
        for category, who in votes.together(studies[column], studies.study_id).items():
            if len(who) == 1 < len(review.studies):
                yield who[0], f"the only study with {column.replace('_', ' ')} {category}"
    clinical = review.outcome_domains.outcome_domain[review.outcome_domains.clinical.eq("yes")]
    tested = review.findings[review.findings.outcome_domain.isin(clinical)]
    for domain, who in votes.together(tested.outcome_domain, tested.study_id).items():
        if len(set(who)) == 1:
            yield who[0], f"the only study with the outcome domain {domain}"


def out_of_proportion(review: Review) -> Iterator[tuple[str, str]]:
    """Find numbers that are more than a hundred times the median of the others in their column."""
    confirmed = _confirmed(review)
    for name in COUNTING:
        table = getattr(review, name)
        key = table.iloc[:, 0] if name == "studies" else table.iloc[:, :2].astype(str).agg(", ".join, axis=1)
        for column in table.select_dtypes(["Int64", "Float64"]):
            told = table[column].dropna()
            for place, value in told.items() if len(told) > 2 else ():
                if (name, *table.loc[place].iloc[:2]) in confirmed:
                    continue
                median = told.drop(place).median()
                study = table.study_id[place] if "study_id" in table else NO_STUDY
                where = f"data/{name}.csv ({key[place]}), column '{column}': {value:,} is"
                if 0 < MOST_TIMES * median < value:
                    yield study, f"{where} more than {MOST_TIMES} times the median of the others, {median:g}"
                # what is left of a flow is few of many
                elif name == "studies" and 0 < MOST_TIMES * value < median:
                    yield study, f"{where} less than a hundredth of the median of the others, {median:g}"


def beyond_belief(review: Review) -> Iterator[tuple[str, str]]:
    """Find shares that look like fractions, lengths and times that no treatment has, days that no search has."""
    for name in ("studies", "assessments", "findings"):
        table = getattr(review, name)
        for column in table.columns:
            bounds = [both for named, both in BELIEVED.items() if re.fullmatch(named, column)]
            for low, high in bounds:
                told = table[column].dropna().astype(float)
                share = column.startswith("percent_")
                for place, value in told[told.ne(0) & ((told <= low if share else told < low) | (told > high))].items():
                    why = "; a share of all is 100" if share else f"; believed are {low:g} to {high:,}"
                    where = f"data/{name}.csv ({table.iloc[place, 0]}), column '{column}'"
                    yield table.study_id[place], f"{where}: {value:g} is hard to believe{why}"
    yield from _searched_out_of_time(review)


def _searched_out_of_time(review: Review) -> Iterator[tuple[str, str]]:
    years = [int(found[1]) for found in map(re.compile(r", (\d{4})").search, review.studies.study) if found]
    searches = review.searches.dropna(subset="searched_on")
    last = searches.searched_on.max()
    for row in searches.itertuples() if years else ():
        year, where = int(row.searched_on[:4]), f"data/searches.csv ({row.search_id}, {row.source_id})"
        if year > max(years) + MOST_YEARS_WITHOUT:
            why = f"more than {MOST_YEARS_WITHOUT} years after the youngest study, {max(years)}"
        elif year < min(years):
            why = f"before the oldest study, {min(years)}"
        elif row.searched_on == last and year < max(years) - 1:
            why = f"the last search, and before the youngest study, {max(years)}"
        else:
            continue
        yield NO_STUDY, f"{where}, column 'searched_on': {row.searched_on} is {why}"


def unreadable_search(review: Review) -> Iterator[tuple[str, str]]:
    """Find search strings that the reader of a platform on which they can be searched refuses, or that have none."""
    for search_id, searches in review.searches.dropna(subset="query").groupby("search_id", sort=False):
        for row in search.readings(searches, review.platforms).itertuples():
            if row.nodes.empty:
                why = f": {row.warnings}" if row.warnings else ""
                yield NO_STUDY, f"search {search_id}: {row.platform} cannot read the search string of {row.source}{why}"


# a rule is called by the name of its function, also in data/questions.csv
RULES: list[Callable[[Review], Iterator[tuple[str, str]]]] = [
    patients_per_therapist, sums, endpoint_as_predictor, shared_sample, outcome_outside_domain, counted_without_support,
    single_with_several_treatments, combined_without_combined_arm, single_study_in_category,
    out_of_proportion, beyond_belief, unreadable_search,
]  # fmt: skip
