"""What the studies show, hypothesis by hypothesis, and in which direction."""

import pandas as pd

from reviewbook.evidence import sources, votes
from reviewbook.evidence.characteristics import instruments_counted, shares
from reviewbook.evidence.number import Number, slug

NOT_TESTED = "not reported as tested"
NOT_REPORTED = "not reported"
FINDINGS = ["supported", "trend", "mixed", "not supported"]
ENDS = {"low": "Lower", "high": "Upper"}
DIRECTIONS = ["positive", "conflicting", "negative"]


def published(review):
    """Count the studies as the article counts them.

    Parameters
    ----------
    review : reviewbook.evidence.data.Review

    Returns
    -------
    pandas.DataFrame
        One row per hypothesis, in the order of the table ``hypotheses``: hypothesis_id, label, n (studies counted under
        it), total (all studies), n_patients (in these studies), studies (tuple of study_id).
    """
    studies = review.studies
    sides = studies.groupby("published_side")
    hypotheses = review.hypotheses[["hypothesis_id", "label"]]
    return hypotheses.assign(
        n=hypotheses.hypothesis_id.map(sides.size()).fillna(0).astype(int),
        total=len(studies),
        n_patients=hypotheses.hypothesis_id.map(sides.n_patients.sum()).fillna(0).astype(int),
        studies=hypotheses.hypothesis_id.map(sides.study_id.agg(tuple)),
    )


def reported(review):
    """List the findings that the article reports.

    Returns
    -------
    pandas.DataFrame
        The rows of the table ``findings`` whose hypothesis was tested, with its label in ``hypothesis``, and the
        outcome with its week in ``outcome_and_week``. A missing group means all patients.
    """
    labels = review.hypotheses.set_index("hypothesis_id").label
    tested = review.findings[review.findings.tested.eq("yes")]
    week = tested.outcome_week.map(lambda week: "" if pd.isna(week) else f", week {week:g}")
    return tested.assign(
        hypothesis=tested.hypothesis_id.map(labels),
        group=tested.group.fillna("all patients"),
        outcome_and_week=tested.outcome + week,
    )


def cast(review, unit="study", domains=None, level=None):
    """Cast the votes on every hypothesis.

    Parameters
    ----------
    review : reviewbook.evidence.data.Review
    unit, domains, level
        As in `reviewbook.evidence.votes`.

    Returns
    -------
    dict
        hypothesis_id to the votes on it.
    """
    return {
        hypothesis_id: votes.cast(
            review.studies, votes.eligible(review.findings, hypothesis_id, domains, level), hypothesis_id, unit
        )
        for hypothesis_id in review.hypotheses.hypothesis_id
    }


def tallies(review, unit="study"):
    """Count, for each hypothesis, what was found and in which direction.

    Returns
    -------
    pandas.DataFrame
        One row per hypothesis and answer: hypothesis_id, hypothesis (its label), asked (``finding`` or ``direction``),
        answer (a word of `FINDINGS` or `DIRECTIONS`, `NOT_REPORTED` for a direction, or `NOT_TESTED`),
        n (studies or samples), studies (tuple of study_id).
    """
    labels = review.hypotheses.set_index("hypothesis_id").label
    members = votes.together(review.studies[votes.UNITS[unit]], review.studies.study_id)
    rows = []
    for hypothesis_id, cast_votes in cast(review, unit).items():
        silent = members[~members.index.isin(cast_votes.unit)]
        for asked, answers in (("finding", FINDINGS), ("direction", [*DIRECTIONS, NOT_REPORTED])):
            told = cast_votes[asked].astype(object).where(cast_votes[asked].notna(), NOT_REPORTED)
            for answer in answers:
                who = cast_votes.studies[told.eq(answer)]
                rows.append((hypothesis_id, labels[hypothesis_id], asked, answer, len(who), sum(who, ())))
            rows.append((hypothesis_id, labels[hypothesis_id], asked, NOT_TESTED, len(silent), sum(silent, ())))
    return pd.DataFrame(rows, columns=["hypothesis_id", "hypothesis", "asked", "answer", "n", "studies"])


def counts(review):
    """Count each hypothesis by every rule, with intervals, and with bounds for the directions not reported.

    Returns
    -------
    pandas.DataFrame
        One row per hypothesis, unit and rule: hypothesis, unit (``study`` or ``sample``), rule, n, total, percent,
        low and high (95 % Wilson interval, in percent); missing where nothing could be counted.
    """
    labels = review.hypotheses.set_index("hypothesis_id").label
    rows = []
    for unit in votes.UNITS:
        for hypothesis_id, cast_votes in cast(review, unit).items():
            found = {"finding supported": votes.by_finding(cast_votes)} | {
                f"direction positive, not reported {unreported}": votes.by_direction(cast_votes, unreported)
                for unreported in ("left out", "against", "for")
            }
            for rule, count in found.items():
                rows.append(
                    (labels[hypothesis_id], unit, rule, count.n, count.total, count.percent, count.low, count.high)
                )
    table = pd.DataFrame(rows, columns=["hypothesis", "unit", "rule", "n", "total", "percent", "low", "high"])
    order = list(labels)
    return table.sort_values("hypothesis", key=lambda told: told.map(order.index), kind="stable", ignore_index=True)


def matrix(review):
    """Lay out what each study can say: one cell per study, hypothesis and outcome domain.

    Returns
    -------
    pandas.DataFrame
        One row per cell, studies in the order of the table ``studies``, hypotheses and domains in the order of their
        first appearance: study_id, study, n_patients, hypothesis_id, hypothesis, outcome_domain,
        finding and direction (by the rule of `reviewbook.evidence.votes.cast`; `NOT_TESTED` where the study has no
        finding in the domain; a missing direction is not reported), temporal_level (the highest of its findings).
    """
    labels = review.hypotheses.set_index("hypothesis_id").label
    tested = review.findings[review.findings.tested.eq("yes")]
    columns = tested[["hypothesis_id", "outcome_domain"]].drop_duplicates()
    order = {hypothesis_id: place for place, hypothesis_id in enumerate(review.hypotheses.hypothesis_id)}
    columns = columns.sort_values("hypothesis_id", key=lambda ids: ids.map(order), kind="stable")
    parts = []
    for hypothesis_id, domain in columns.itertuples(index=False):
        rows = votes.eligible(review.findings, hypothesis_id, [domain])
        cell = votes.cast(review.studies, rows, hypothesis_id).set_index("unit")
        levels = rows.temporal_level.map(votes.LEVELS.index).groupby(rows.study_id).max()
        part = review.studies[["study_id", "study", "n_patients"]].assign(
            hypothesis_id=hypothesis_id,
            hypothesis=labels[hypothesis_id],
            outcome_domain=domain,
            finding=review.studies.study_id.map(cell.finding).fillna(NOT_TESTED),
            direction=review.studies.study_id.map(cell.direction),
            temporal_level=review.studies.study_id.map(levels).map(
                lambda n: None if pd.isna(n) else votes.LEVELS[int(n)]
            ),
        )
        part.loc[part.finding.eq(NOT_TESTED), "direction"] = NOT_TESTED
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def per_study(review):
    """Give each study one answer on each hypothesis, and the highest temporal level of its findings.

    Returns
    -------
    pandas.DataFrame
        One row per hypothesis and study: hypothesis_id, hypothesis, study_id, study, n_patients, answer (``supported``,
        ``no clear support`` where it was tested with another finding, `NOT_TESTED`), temporal_level (missing where not
        tested).
    """
    cells = matrix(review)
    parts = []
    for hypothesis_id, cast_votes in cast(review).items():
        here = cells[cells.hypothesis_id.eq(hypothesis_id)]
        levels = here.dropna(subset="temporal_level")
        levels = levels.temporal_level.map(votes.LEVELS.index).groupby(levels.study_id)
        highest = levels.max().map(votes.LEVELS.__getitem__)
        found = cast_votes.set_index("unit").finding
        part = here.drop_duplicates("study_id")[["hypothesis_id", "hypothesis", "study_id", "study", "n_patients"]]
        answers = part.study_id.map(found.where(found.eq("supported"), "no clear support")).fillna(NOT_TESTED)
        parts.append(part.assign(answer=answers, temporal_level=part.study_id.map(highest)))
    return pd.concat(parts, ignore_index=True)


def sentences(review):
    """Gather the sources of the findings of each study on each hypothesis, and in each outcome domain.

    Parameters
    ----------
    review : reviewbook.evidence.data.Review

    Returns
    -------
    dict
        ``(hypothesis_id, study_id)`` and ``(hypothesis_id, study_id, outcome_domain)`` to rows of
        `reviewbook.evidence.sources.located`: where a test is reported the sources of finding, direction and temporal
        level, otherwise of that none is reported.
    """
    shown = ["tested", "finding", "direction", "temporal_level"]
    keys = ["hypothesis_id", "study_id"]
    by_study, by_domain = (sources.behind(review, "findings", shown, by) for by in (keys, [*keys, "outcome_domain"]))
    return by_study | by_domain


def findings_behind(review):
    """Gather the sources of the findings on each hypothesis, study by study.

    Returns
    -------
    dict
        Label of a hypothesis to a dict of study_id to rows of `reviewbook.evidence.sources.located`, of the studies
        that are reported to test it.
    """
    shown = ["finding", "direction", "temporal_level"]
    found = sources.behind(review, "findings", shown, ["hypothesis_id", "study_id"])
    return {
        label: {study_id: rows for (about, study_id), rows in found.items() if about == hypothesis_id}
        for hypothesis_id, label in zip(review.hypotheses.hypothesis_id, review.hypotheses.label, strict=True)
    }


def precedence(review):
    """Count what is left of each hypothesis at each level of temporal precedence.

    Returns
    -------
    pandas.DataFrame
        One row per hypothesis and lowest level that counts: hypothesis_id, hypothesis, level, n_tested, n_supported,
        n_positive, n_direction_not_reported, low and high (95 % Wilson interval of the share supported, in percent;
        missing where nothing was tested), studies and supporting (tuples of study_id: that tested, that support).
    """
    labels = review.hypotheses.set_index("hypothesis_id").label
    rows = []
    for level in votes.LEVELS:
        for hypothesis_id, cast_votes in cast(review, level=level).items():
            found = votes.by_finding(cast_votes)
            rows.append(
                {
                    "hypothesis_id": hypothesis_id,
                    "hypothesis": labels[hypothesis_id],
                    "level": level,
                    "n_tested": found.total,
                    "n_supported": found.n,
                    "n_positive": int(cast_votes.direction.eq("positive").sum()),
                    "n_direction_not_reported": int(cast_votes.direction.isna().sum()),
                    "low": found.low,
                    "high": found.high,
                    "studies": sum(cast_votes.studies, ()),
                    "supporting": sum(cast_votes.studies[cast_votes.finding.eq("supported")], ()),
                }
            )
    table = pd.DataFrame(rows)
    order = list(review.hypotheses.hypothesis_id)
    return table.sort_values("hypothesis_id", key=lambda ids: ids.map(order.index), kind="stable", ignore_index=True)


def cross_table(review, hypothesis_id):
    """Count the votes on a hypothesis in each category of what the studies are.

    Returns
    -------
    pandas.DataFrame
        One row per characteristic and category: characteristic, category, n_studies, n_tested, n_supported, n_positive,
        studies (tuple of study_id). A study that the category is not reported for stands under ``not reported``.
    """
    cast_votes = cast(review)[hypothesis_id].set_index("unit")
    tested, supported = set(cast_votes.index), set(cast_votes.index[cast_votes.finding.eq("supported")])
    positive = set(cast_votes.index[cast_votes.direction.eq("positive")])
    table = review.studies.assign(**_traits(review, hypothesis_id))
    rows = []
    for characteristic in ("instrument", "rater", "approach", "treatment_offered", "setting"):
        for row in shares(table, characteristic).itertuples():
            who = set(row.studies)
            counts = (len(who), len(who & tested), len(who & supported), len(who & positive))
            rows.append((characteristic.replace("_", " ").capitalize(), row.category, *counts, row.studies))
    columns = ["characteristic", "category", "n_studies", "n_tested", "n_supported", "n_positive", "studies"]
    return pd.DataFrame(rows, columns=columns)


def _traits(review, hypothesis_id):
    studies = review.studies
    about = review.findings[review.findings.hypothesis_id.eq(hypothesis_id)].dropna(subset="rater")
    raters = votes.together(about.study_id, about.rater).map(lambda told: " and ".join(dict.fromkeys(told)))
    schools = review.treatments.dropna(subset="approach").groupby("study_id").approach
    approach = schools.first().where(schools.nunique().eq(1), "several")
    return {
        "instrument": studies.study_id.map(instruments_counted(review).set_index("study_id").instruments),
        "rater": studies.study_id.map(raters),
        "approach": studies.study_id.map(approach),
        "treatment_offered": studies.pharmacotherapy,
    }


def numbers(review):
    """Name the numbers of the published count, of the recount, and of what is left at each temporal level.

    Returns
    -------
    list of Number
    """
    return [
        *_rule_numbers(),
        *_published_numbers(review),
        *_tally_numbers(review),
        *_interval_numbers(review),
        *_level_numbers(review),
        *_domain_numbers(review),
        *_category_numbers(review),
        *_study_numbers(review),
    ]


def _rule_numbers():
    agreement, confidence = 100 * votes.AGREEMENT, 100 * votes.CONFIDENCE
    said = "Share of a study's findings that have to agree before the study has one vote."
    yield Number("percent_agreement", agreement, "percent", said)
    yield Number("percent_confidence", confidence, "percent", "Confidence of the Wilson intervals.")


def _published_numbers(review):
    for row in published(review).itertuples():
        where = f"that the article counts under: {row.label.lower()}."
        yield Number(f"n_published_{row.hypothesis_id}", row.n, "studies", f"Studies {where}", row.studies)
        name = f"n_patients_published_{row.hypothesis_id}"
        yield Number(name, row.n_patients, "patients", f"Patients in the studies {where}", row.studies)


def _tally_numbers(review):
    for unit, plural, suffix in (("study", "Studies", ""), ("sample", "Samples", "_by_sample")):
        counted = tallies(review, unit)
        for row in counted.itertuples():
            if row.answer == NOT_TESTED and row.asked == "direction":
                continue
            name = f"n_{row.asked}_{slug(row.answer)}" if row.asked == "direction" else f"n_{slug(row.answer)}"
            said = f"{plural} whose {row.asked} on '{row.hypothesis.lower()}' is {row.answer}."
            if row.answer == NOT_TESTED:
                said = f"{plural} for which the article reports no test of '{row.hypothesis.lower()}'."
            yield Number(f"{name}_{row.hypothesis_id}{suffix}", row.n, plural.lower(), said, row.studies)
        tested = counted[counted.asked.eq("finding") & counted.answer.ne(NOT_TESTED)]
        for hypothesis_id, rows in tested.groupby("hypothesis_id", sort=False):
            said = f"{plural} for which the article reports a test of '{rows.hypothesis.iloc[0].lower()}'."
            who = sum(rows.studies, ())
            yield Number(f"n_tested_{hypothesis_id}{suffix}", int(rows.n.sum()), plural.lower(), said, who)


def _interval_numbers(review):
    labels = review.hypotheses.set_index("hypothesis_id").label.str.lower()
    for hypothesis_id, cast_votes in cast(review).items():
        about = f"on '{labels[hypothesis_id]}'"
        by_finding, by_direction = votes.by_finding(cast_votes), votes.by_direction(cast_votes)
        for name, count, what in (
            ("supported", by_finding, f"studies whose finding {about} is supported, of those tested"),
            ("positive", by_direction, f"studies with a positive direction {about}, of those that report one"),
        ):
            yield Number(f"percent_{name}_{hypothesis_id}", count.percent, "percent", f"Share of {what}.")
            for end in ("low", "high"):
                said = f"{ENDS[end]} end of the 95 % Wilson interval of the share of {what}."
                yield Number(f"percent_{name}_{end}_{hypothesis_id}", getattr(count, end), "percent", said)
        for unreported in ("against", "for"):
            bound = votes.by_direction(cast_votes, unreported)
            said = f"Share with a positive direction {about}, if every direction not reported counts {unreported} it."
            yield Number(f"percent_positive_unreported_{unreported}_{hypothesis_id}", bound.percent, "percent", said)
        directions = f"directions {about}"
        clear = cast_votes[cast_votes.direction.isin(["positive", "negative"])]
        yield _sign_test_number(f"p_sign_test_{hypothesis_id}", directions, votes.by_direction(clear), clear)
        name = f"p_sign_test_unreported_against_{hypothesis_id}"
        directions = f"{directions}, those not reported counted against it"
        yield _sign_test_number(name, directions, votes.by_direction(cast_votes, "against"), cast_votes)


def _sign_test_number(name, said, count, cast_votes):
    """Name the probability of a count of directions; where the test is refused, the reason instead."""
    who = tuple(cast_votes.unit)
    try:
        value = votes.sign_test(count.n, count.total)
    except ValueError as refusal:
        return Number(name, None, "probability", f"No sign test of the {said}: {refusal}.", who)
    told = f"Two-sided exact sign test of the {said}: {count.n} positive of {count.total}."
    return Number(name, value, "probability", told, who)


def _level_numbers(review):
    for row in precedence(review).itertuples():
        where = f"'{row.hypothesis.lower()}' at the level '{row.level}' or above."
        name = f"{row.hypothesis_id}_{slug(row.level)}"
        yield Number(f"n_tested_{name}", row.n_tested, "studies", f"Studies with a finding on {where}", row.studies)
        said = f"Studies that support {where}"
        yield Number(f"n_supported_{name}", row.n_supported, "studies", said, row.supporting)


def _domain_numbers(review):
    cells = matrix(review)
    tested = cells[cells.finding.ne(NOT_TESTED)]
    for hypothesis_id, rows in tested.groupby("hypothesis_id", sort=False):
        label = rows.hypothesis.iloc[0].lower()
        domains = rows.groupby("outcome_domain", sort=False)
        said = f"Outcome domains in which '{label}' was tested."
        yield Number(f"n_domains_{hypothesis_id}", len(domains), "domains", said, tuple(dict.fromkeys(rows.study_id)))
        for domain, here in domains:
            name, where = f"{hypothesis_id}_{slug(domain)}", f"'{label}' in the outcome domain: {domain}."
            supported = here[here.finding.eq("supported")]
            yield Number(f"n_tested_{name}", len(here), "studies", f"Studies that tested {where}", tuple(here.study_id))
            said = f"Studies that support {where}"
            yield Number(f"n_supported_{name}", len(supported), "studies", said, tuple(supported.study_id))
    found = per_study(review)
    for word, one in (("tested", found.answer.ne(NOT_TESTED)), ("supported", found.answer.eq("supported"))):
        holds = one.groupby(found.study_id, sort=False).all()
        said = f"Studies in which every hypothesis is {word}."
        yield Number(f"n_{word}_every_hypothesis", int(holds.sum()), "studies", said, tuple(holds.index[holds]))


def _category_numbers(review):
    for hypothesis_id, label in zip(review.hypotheses.hypothesis_id, review.hypotheses.label.str.lower(), strict=True):
        for characteristic, rows in cross_table(review, hypothesis_id).groupby("characteristic", sort=False):
            tested = rows[rows.n_tested.gt(0) & rows.category.ne(NOT_REPORTED)]
            everywhere = "in every category" if tested.n_supported.gt(0).all() else "not in every category"
            value = everywhere if len(tested) > 1 else "fewer than two categories"
            said = f"Where '{label}' was tested and is supported by at least one study, by {characteristic.lower()}."
            yield Number(f"support_by_{slug(characteristic)}_{hypothesis_id}", value, "text", said)
        about = review.findings[review.findings.hypothesis_id.eq(hypothesis_id)]
        raters = about.groupby("study_id").rater.nunique()
        said = f"Studies with findings of more than one rater on '{label}'."
        name, who = f"n_several_raters_{hypothesis_id}", tuple(raters.index[raters.gt(1)])
        yield Number(name, len(who), "studies", said, who)


def _study_numbers(review):
    found = per_study(review)
    levels = dict(zip(zip(found.hypothesis_id, found.study_id, strict=True), found.temporal_level, strict=True))
    labels = review.hypotheses.set_index("hypothesis_id").label.str.lower()
    most = f"what at least {100 * votes.AGREEMENT:.0f} percent of its findings"
    for hypothesis_id, cast_votes in cast(review).items():
        about = f"on '{labels[hypothesis_id]}'"
        told = {row.unit: row for row in cast_votes.itertuples(index=False)}
        for study_id, study in zip(review.studies.study_id, review.studies.study, strict=True):
            name = f"{study_id}_{hypothesis_id}"
            finding = direction = level = NOT_TESTED
            if study_id in told:
                finding, level = told[study_id].finding, levels[hypothesis_id, study_id]
                direction = NOT_REPORTED if pd.isna(told[study_id].direction) else told[study_id].direction
            for word, value, said in (
                ("finding", finding, f"{study}: finding {about}, {most} say."),
                ("direction", direction, f"{study}: direction {about}, {most} with a direction say."),
                ("temporal_level", level, f"{study}: highest temporal level of its findings {about}."),
            ):
                yield Number(f"{word}_{name}", value, "text", said, (study_id,))
