"""What the studies show, hypothesis by hypothesis, and in which direction."""

from itertools import chain

import pandas as pd

from reviewbook.evidence.counting import traits, votes
from reviewbook.evidence.number import Number, slug
from reviewbook.evidence.tables import sources

NOT_TESTED = "not reported as tested"
ENDS = {"low": "Lower", "high": "Upper"}


def published(review):
    """Count the studies as the article counts them.

    Parameters
    ----------
    review : reviewbook.evidence.tables.data.Review

    Returns
    -------
    pandas.DataFrame
        One row per hypothesis, in the order of the table ``hypotheses``: hypothesis_id, label, n (studies counted under
        it), total (all studies), n_patients (in these studies), studies (tuple of study_id).
    """
    studies = review.studies
    sides = votes.together(studies.published_side, zip(studies.study_id, studies.n_patients.fillna(0), strict=True))
    rows = []
    for hypothesis_id, label in _labels(review).items():
        who = sides.get(hypothesis_id, ())
        patients = sum(int(n) for _, n in who)
        rows.append((hypothesis_id, label, len(who), len(studies), patients, tuple(study_id for study_id, _ in who)))
    return pd.DataFrame(rows, columns=["hypothesis_id", "label", "n", "total", "n_patients", "studies"])


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
    review : reviewbook.evidence.tables.data.Review
    unit, domains, level
        As in `reviewbook.evidence.counting.votes`.

    Returns
    -------
    dict
        hypothesis_id to the votes on it.
    """
    # selecting rows costs by the column
    findings = review.findings[votes.READ]
    return {
        hypothesis_id: votes.cast(
            review.studies, votes.eligible(findings, hypothesis_id, domains, level), hypothesis_id, unit
        )
        for hypothesis_id in review.hypotheses.hypothesis_id
    }


def tallies(review, unit="study"):
    """Count, for each hypothesis, what was found and in which direction.

    Returns
    -------
    pandas.DataFrame
        One row per hypothesis and answer: hypothesis_id, hypothesis (its label), asked (``finding`` or ``direction``),
        answer (of `votes.FINDINGS` or `votes.DIRECTIONS`, `votes.NOT_REPORTED` for a direction, or `NOT_TESTED`),
        n (studies or samples), studies (tuple of study_id).
    """
    return _tallies(review, unit, cast(review, unit))


def _tallies(review, unit, by_hypothesis):
    labels = _labels(review)
    everyone = votes.together(review.studies[votes.UNITS[unit]], review.studies.study_id)
    rows = []
    for hypothesis_id, cast_votes in by_hypothesis.items():
        tested = set(cast_votes.unit)
        silent = [who for name, who in everyone.items() if name not in tested]
        for asked, answers in (("finding", votes.FINDINGS), ("direction", [*votes.DIRECTIONS, votes.NOT_REPORTED])):
            told = votes.together(cast_votes[asked].fillna(votes.NOT_REPORTED), cast_votes.studies) | {
                NOT_TESTED: silent
            }
            for answer in (*answers, NOT_TESTED):
                who = told.get(answer, ())
                rows.append((hypothesis_id, labels[hypothesis_id], asked, answer, len(who), _all(who)))
    return pd.DataFrame(rows, columns=["hypothesis_id", "hypothesis", "asked", "answer", "n", "studies"])


def counts(review):
    """Count each hypothesis by every rule, with intervals, and with bounds for the directions not reported.

    Returns
    -------
    pandas.DataFrame
        One row per hypothesis, unit and rule: hypothesis, unit (``study`` or ``sample``), rule, n, total, percent,
        low and high (95 % Wilson interval, in percent); missing where nothing could be counted.
    """
    by_unit = {unit: cast(review, unit) for unit in votes.UNITS}
    rows = []
    for hypothesis_id, label in _labels(review).items():
        for unit, by_hypothesis in by_unit.items():
            cast_votes = by_hypothesis[hypothesis_id]
            found = {"finding supported": votes.by_finding(cast_votes)} | {
                f"direction positive, not reported {unreported}": votes.by_direction(cast_votes, unreported)
                for unreported in ("left out", "against", "for")
            }
            for rule, count in found.items():
                rows.append((label, unit, rule, count.n, count.total, count.percent, count.low, count.high))
    return pd.DataFrame(rows, columns=["hypothesis", "unit", "rule", "n", "total", "percent", "low", "high"])


def matrix(review):
    """Lay out what each study can say: one cell per study, hypothesis and outcome domain.

    Returns
    -------
    pandas.DataFrame
        One row per cell, studies in the order of the table ``studies``, hypotheses and domains in the order of their
        first appearance: study_id, study, n_patients, hypothesis_id, hypothesis, outcome_domain,
        finding and direction (by the rule of `votes.cast`; `NOT_TESTED` where the study has no
        finding in the domain; a missing direction is not reported), temporal_level (the highest of its findings).
    """
    labels, studies = _labels(review), review.studies
    places = list(labels)
    told = _told(review, ["hypothesis_id", "outcome_domain"])
    rows = []
    for hypothesis_id, domain in sorted(told, key=lambda column: places.index(column[0])):
        found = told[hypothesis_id, domain]
        for study_id, study, n_patients in zip(studies.study_id, studies.study, studies.n_patients, strict=True):
            cell = (hypothesis_id, labels[hypothesis_id], domain, *_answer(found.get(study_id)))
            rows.append((study_id, study, n_patients, *cell))
    columns = ["hypothesis_id", "hypothesis", "outcome_domain", "finding", "direction", "temporal_level"]
    return _of_studies(review, rows, ["study_id", "study", "n_patients", *columns])


def per_study(review):
    """Give each study one answer on each hypothesis, and the highest temporal level of its findings.

    Returns
    -------
    pandas.DataFrame
        One row per hypothesis and study: hypothesis_id, hypothesis, study_id, study, n_patients, answer (``supported``,
        ``no clear support`` where it was tested with another finding, `NOT_TESTED`), temporal_level (missing where not
        tested).
    """
    studies, told = review.studies, _told(review, ["hypothesis_id"])
    rows = []
    for hypothesis_id, label in _labels(review).items():
        found = told.get((hypothesis_id,), {})
        # a hypothesis that nobody tested is not there
        for study_id, study, n_patients in zip(studies.study_id, studies.study, studies.n_patients, strict=True):
            if found:
                finding, _, level = _answer(found.get(study_id))
                answer = finding if finding in ("supported", NOT_TESTED) else "no clear support"
                rows.append((hypothesis_id, label, study_id, study, n_patients, answer, level))
    columns = ["hypothesis_id", "hypothesis", "study_id", "study", "n_patients", "answer", "temporal_level"]
    return _of_studies(review, rows, columns)


def _told(review, keys):
    """Gather finding, direction and temporal level of what was tested, by the values of `keys`, then by study."""
    tested = review.findings[review.findings.tested.eq("yes")]
    told = {}
    columns = (tested[name] for name in (*keys, "study_id", "finding", "direction", "temporal_level"))
    for *key, study_id, finding, way, level in zip(*columns, strict=True):
        told.setdefault(tuple(key), {}).setdefault(study_id, []).append(((finding, way), level))
    return told


def _answer(told):
    """Give the one finding and direction of a study, and the highest temporal level of its findings."""
    if not told:
        return NOT_TESTED, NOT_TESTED, None
    said, levels = zip(*told, strict=True)
    return *votes.agreed(said), max(levels, key=votes.LEVELS.index)


def _of_studies(review, rows, columns):
    table = pd.DataFrame(rows, columns=columns)
    table["n_patients"] = table.n_patients.astype(review.studies.n_patients.dtype)
    return table


def sentences(review):
    """Gather the sources of the findings of each study on each hypothesis, and in each outcome domain.

    Parameters
    ----------
    review : reviewbook.evidence.tables.data.Review

    Returns
    -------
    dict
        ``(hypothesis_id, study_id)`` and ``(hypothesis_id, study_id, outcome_domain)`` to rows of
        `sources.located`: where a test is reported the sources of finding, direction and temporal
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
        Label of a hypothesis to a dict of study_id to rows of `sources.located`, of the studies
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
    told = _told(review, ["hypothesis_id"])
    rows = []
    for hypothesis_id, label in _labels(review).items():
        findings = told.get((hypothesis_id,), {})
        for place, level in enumerate(votes.LEVELS):
            high = {
                study_id: [said for said, reached in findings.get(study_id, ()) if reached in votes.LEVELS[place:]]
                for study_id in review.studies.study_id
            }
            answers = {study_id: votes.agreed(said) for study_id, said in high.items() if said}
            directions = [direction for _, direction in answers.values()]
            supporting = tuple(study_id for study_id, (finding, _) in answers.items() if finding == "supported")
            found = votes.counted(len(supporting), len(answers))
            rows.append(
                {
                    "hypothesis_id": hypothesis_id,
                    "hypothesis": label,
                    "level": level,
                    "n_tested": found.total,
                    "n_supported": found.n,
                    "n_positive": directions.count("positive"),
                    "n_direction_not_reported": directions.count(None),
                    "low": found.low,
                    "high": found.high,
                    "studies": tuple(answers),
                    "supporting": supporting,
                }
            )
    return pd.DataFrame(rows)


def _labels(review):
    return dict(zip(review.hypotheses.hypothesis_id, review.hypotheses.label, strict=True))


def _all(groups):
    return tuple(chain.from_iterable(groups))


def numbers(review):
    """Name the numbers of the published count, of the recount, and of what is left at each temporal level.

    Returns
    -------
    list of Number
    """
    labels = {hypothesis_id: label.lower() for hypothesis_id, label in _labels(review).items()}
    by_hypothesis, found = cast(review), per_study(review)
    return [
        *_rule_numbers(),
        *_published_numbers(review),
        *_tally_numbers(_tallies(review, "study", by_hypothesis), "Studies", ""),
        *_tally_numbers(tallies(review, "sample"), "Samples", "_by_sample"),
        *_interval_numbers(by_hypothesis, labels),
        *_level_numbers(review),
        *_domain_numbers(matrix(review), labels),
        *_every_hypothesis_numbers(found),
        *_category_numbers(review, labels),
        *_study_numbers(review, by_hypothesis, found, labels),
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


def _tally_numbers(counted, plural, suffix):
    tested = {}
    for row in counted.itertuples():
        if row.answer == NOT_TESTED and row.asked == "direction":
            continue
        name = f"n_{row.asked}_{slug(row.answer)}" if row.asked == "direction" else f"n_{slug(row.answer)}"
        said = f"{plural} whose {row.asked} on '{row.hypothesis.lower()}' is {row.answer}."
        if row.answer == NOT_TESTED:
            said = f"{plural} for which the article reports no test of '{row.hypothesis.lower()}'."
        elif row.asked == "finding":
            tested.setdefault((row.hypothesis_id, row.hypothesis.lower()), []).append(row)
        yield Number(f"{name}_{row.hypothesis_id}{suffix}", row.n, plural.lower(), said, row.studies)
    for (hypothesis_id, label), rows in tested.items():
        said = f"{plural} for which the article reports a test of '{label}'."
        n, who = sum(row.n for row in rows), _all(row.studies for row in rows)
        yield Number(f"n_tested_{hypothesis_id}{suffix}", n, plural.lower(), said, who)


def _interval_numbers(by_hypothesis, labels):
    for hypothesis_id, cast_votes in by_hypothesis.items():
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


def _domain_numbers(cells, labels):
    tested = cells[cells.finding.ne(NOT_TESTED)]
    columns = zip(tested.hypothesis_id, tested.outcome_domain, strict=True)
    told = votes.together(columns, zip(tested.study_id, tested.finding, strict=True))
    for hypothesis_id, label in labels.items():
        domains = {domain: dict(found) for (about, domain), found in told.items() if about == hypothesis_id}
        if domains:
            said = f"Outcome domains in which '{label}' was tested."
            who = tuple(dict.fromkeys(chain.from_iterable(domains.values())))
            yield Number(f"n_domains_{hypothesis_id}", len(domains), "domains", said, who)
        for domain, found in domains.items():
            name, where = f"{hypothesis_id}_{slug(domain)}", f"'{label}' in the outcome domain: {domain}."
            who = tuple(found)
            yield Number(f"n_tested_{name}", len(who), "studies", f"Studies that tested {where}", who)
            who = tuple(study_id for study_id, finding in found.items() if finding == "supported")
            yield Number(f"n_supported_{name}", len(who), "studies", f"Studies that support {where}", who)


def _every_hypothesis_numbers(found):
    answers = votes.together(found.study_id, found.answer)
    for word, among in (("tested", {"supported", "no clear support"}), ("supported", {"supported"})):
        who = tuple(study_id for study_id, told in answers.items() if among.issuperset(told))
        said = f"Studies in which every hypothesis is {word}."
        yield Number(f"n_{word}_every_hypothesis", len(who), "studies", said, who)


def _category_numbers(review, labels):
    for hypothesis_id, label in labels.items():
        crossed = traits.cross_table(review, hypothesis_id)
        for characteristic, rows in votes.together(crossed.characteristic, crossed.itertuples()).items():
            tested = [row for row in rows if row.n_tested and row.category != votes.NOT_REPORTED]
            everywhere = "in every category" if all(row.n_supported for row in tested) else "not in every category"
            value = everywhere if len(tested) > 1 else "fewer than two categories"
            said = f"Where '{label}' was tested and is supported by at least one study, by {characteristic.lower()}."
            yield Number(f"support_by_{slug(characteristic)}_{hypothesis_id}", value, "text", said)
        raters = traits.raters(review, hypothesis_id)
        who = tuple(sorted(study_id for study_id, told in raters.items() if len(set(told)) > 1))
        said = f"Studies with findings of more than one rater on '{label}'."
        yield Number(f"n_several_raters_{hypothesis_id}", len(who), "studies", said, who)


def _study_numbers(review, by_hypothesis, found, labels):
    levels = dict(zip(zip(found.hypothesis_id, found.study_id, strict=True), found.temporal_level, strict=True))
    most = f"what at least {100 * votes.AGREEMENT:.0f} percent of its findings"
    for hypothesis_id, cast_votes in by_hypothesis.items():
        about = f"on '{labels[hypothesis_id]}'"
        told = {row.unit: row for row in cast_votes.itertuples(index=False)}
        for study_id, study in zip(review.studies.study_id, review.studies.study, strict=True):
            name = f"{study_id}_{hypothesis_id}"
            finding = direction = level = NOT_TESTED
            if study_id in told:
                finding, level = told[study_id].finding, levels[hypothesis_id, study_id]
                direction = votes.NOT_REPORTED if pd.isna(told[study_id].direction) else told[study_id].direction
            for word, value, said in (
                ("finding", finding, f"{study}: finding {about}, {most} say."),
                ("direction", direction, f"{study}: direction {about}, {most} with a direction say."),
                ("temporal_level", level, f"{study}: highest temporal level of its findings {about}."),
            ):
                yield Number(f"{word}_{name}", value, "text", said, (study_id,))
