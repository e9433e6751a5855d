"""What may not be concluded from a count of studies, and why, from the numbers themselves."""

from functools import partial

import pandas as pd

from reviewbook.evidence.counting import direction, traits, votes

EVEN = 50
ADJUSTED = votes.LEVELS[2]


def drawn(review, unit="study", domains=None):
    """Draw the cautions that the studies call for.

    Parameters
    ----------
    review : reviewbook.evidence.tables.data.Review
    unit : str
        Of `reviewbook.evidence.counting.votes.UNITS`.
    domains : list of str, optional
        Outcome domains that count; all when left out or empty.

    Returns
    -------
    pandas.DataFrame
        One row per caution: statement (what may not be concluded), why (with the numbers that make it so),
        rule (its name). A rule whose condition is not met draws none; one that asks each hypothesis may draw several.
    """
    labels = review.hypotheses.set_index("hypothesis_id").label.str.lower()
    at = partial(direction.cast, review, unit, domains or None)
    cast, adjusted, late = at(), at(ADJUSTED), at(votes.LEVELS[1])
    tested = {key: found for key, found in cast.items() if len(found)}
    rows = [
        *_named("not_a_contest", _contest(tested, labels, unit)),
        *_named("both_at_once", _both_at_once(tested, unit)),
    ]
    for key, found in tested.items():
        rows += [
            *_named("few_studies", _few_studies(found, labels[key])),
            *_named("wide_interval", _wide_interval(found, labels[key], unit)),
            *_named("significance_as_vote", _significance(found, labels[key], unit)),
            *_named("unreported_directions", _unreported(found, labels[key], unit)),
            *_named("concurrent_measurement", _order_in_time(found, late[key], labels[key], unit)),
            *_named("earlier_change", _earlier_change(found, adjusted[key], labels[key], unit)),
            *_named("one_study", _one_study_in_domain(review, key, labels[key], domains)),
        ]
    rows += [
        *_named("overlap", _overlap(review, labels, domains)),
        *_named("one_study", _one_study_in_category(review)),
        *_named("no_effect_sizes", _effect_sizes(review)),
        *_named("quality_not_assessed", _quality(review)),
    ]
    return pd.DataFrame(rows, columns=["statement", "why", "rule"])


def _named(rule, cautions):
    return [(statement, why, rule) for statement, why in cautions]


def _contest(tested, labels, unit):
    if len(tested) > 1:
        counts = [f"{_of(len(found), unit)} tested '{labels[key]}'" for key, found in tested.items()]
        yield (
            "The counts of different hypotheses may not be set against each other.",
            f"They answer different questions about overlapping studies: {_and(counts)}; "
            f"{_of(len(_in_several(tested)), unit)} tested more than one.",
        )


def _both_at_once(tested, unit):
    supported = {key: found[found.finding.eq("supported")] for key, found in tested.items()}
    if len(tested) > 1 and not _in_several(supported):
        yield (
            "That the hypotheses hold together may not be concluded by putting their counts together.",
            f"{_of(len(_in_several(tested)), unit)} tested more than one of them, and none supports more than one.",
        )


def _few_studies(found, label):
    clear = int(found.direction.isin(["positive", "negative"]).sum())
    try:
        votes.sign_test(clear, clear)
    except ValueError as reason:
        yield f"A sign test of the directions on '{label}' may not be made.", f"{_sentence(str(reason))}."


def _wide_interval(found, label, unit):
    count = votes.by_finding(found)
    if count.low <= EVEN <= count.high:
        yield (
            f"That most studies of this kind would support '{label}' may not be concluded, nor may the opposite.",
            f"Supporting it: {count.n} of {_of(count.total, unit)}; "
            f"the {100 * votes.CONFIDENCE:.0f} % Wilson interval, "
            f"{count.low:.0f} to {count.high:.0f} percent, includes {EVEN}.",
        )


def _significance(found, label, unit):
    others = found[found.finding.ne("supported")]
    if len(others):
        ways = others.direction.astype(object).where(others.direction.notna(), "not reported")
        told = _and([f"{n} {way}" for way, n in ways.value_counts(sort=False).items()])
        patients = _and([f"{n}" for n in others.n_patients.dropna()])
        yield (
            f"A finding that is not worded as support may not be counted as evidence against '{label}'.",
            f"Not worded as supporting it: {len(others)} of {_of(len(found), unit)}, with "
            f"{patients or 'an unreported number of'} patients, on whose number significance depends; "
            f"direction: {told}.",
        )


def _unreported(found, label, unit):
    silent = int(found.direction.isna().sum())
    if silent:
        low, high = (votes.by_direction(found, how).percent for how in ("against", "for"))
        yield (
            f"The share of positive directions on '{label}' may not be taken as known.",
            f"Without a reported direction: {silent} of {_of(len(found), unit)}; "
            f"the share is {low:.0f} percent if all of these are against it, {high:.0f} if all are for it.",
        )


def _order_in_time(found, late, label, unit):
    unclear = found[~found.unit.isin(late.unit)]
    if len(unclear):
        yield (
            f"That the predictor came first may not be concluded from every vote on '{label}'.",
            "Measured together with the outcome, or in an order that is not specified: "
            f"{len(unclear)} of {_of(len(found), unit)}.",
        )


def _earlier_change(found, adjusted, label, unit):
    if len(adjusted) < len(found):
        count = votes.by_finding(adjusted)
        yield (
            f"That '{label}' holds apart from earlier change may not be concluded from the whole count.",
            f"Adjusted for earlier change, or with both orders tested: {count.total} of {_of(len(found), unit)}"
            + (f"; supporting it: {count.n} of these {count.total}." if count.total else "."),
        )


def _one_study_in_domain(review, hypothesis_id, label, domains):
    rows = votes.eligible(review.findings, hypothesis_id, domains or None)
    told = votes.together(rows.outcome_domain, rows.study_id)
    alone = {domain: who[0] for domain, who in told.items() if len(set(who)) == 1}
    if alone:
        names = dict(zip(review.studies.study_id, review.studies.study, strict=True))
        yield (
            f"On '{label}' nothing may be concluded for single outcome domains: {'; '.join(alone)}.",
            f"One study each: {'; '.join(names[study] for study in alone.values())}.",
        )


def _one_study_in_category(review):
    alone = {}
    for hypothesis_id in review.hypotheses.hypothesis_id:
        for row in traits.cross_table(review, hypothesis_id).itertuples():
            if row.n_studies == 1 and row.category != votes.NOT_REPORTED:
                alone.setdefault(row.characteristic, {})[row.category, *row.studies] = True
    names = dict(zip(review.studies.study_id, review.studies.study, strict=True))
    for characteristic, pairs in alone.items():
        categories, studies = zip(*pairs, strict=True)
        yield (
            f"Nothing may be concluded for single categories of {characteristic.lower()}: {'; '.join(categories)}.",
            f"One study each: {'; '.join(names[study] for study in studies)}.",
        )


def _overlap(review, labels, domains):
    samples = review.studies.groupby(votes.UNITS["sample"], sort=False)
    shared = samples.study.agg(list)[samples.size().gt(1)]
    if len(shared):
        yield (
            "The studies may not be taken as independent of each other.",
            f"{'; '.join(_and(who) for who in shared)} are described alike and may share their patients"
            f"{''.join(_by_sample(review, labels, domains))}.",
        )


def _by_sample(review, labels, domains):
    by = {unit: direction.cast(review, unit, domains or None) for unit in votes.UNITS}
    for key, label in labels.items():
        study, sample = (votes.by_finding(by[unit][key]) for unit in ("study", "sample"))
        if study != sample:
            yield f"; on '{label}' {sample.n} of {sample.total} samples support it"
            yield f", and {study.n} of {study.total} studies"


def _effect_sizes(review):
    findings = review.findings[review.findings.tested.eq("yes")]
    if _nothing_in(findings, "effect_size"):
        yield (
            "How strong a relation is may not be concluded.",
            f"None of the {len(findings)} findings comes with the size of an effect.",
        )


def _quality(review):
    if _nothing_in(review.studies, "risk_of_bias"):
        yield (
            "That the studies deserve equal weight may not be concluded.",
            f"The risk of bias was not assessed for any of the {len(review.studies)} studies; each has one vote.",
        )


def _nothing_in(table, column):
    return len(table) > 0 and (column not in table or table[column].isna().all())


def _in_several(tested):
    everywhere = pd.concat([found.unit for found in tested.values()]) if tested else pd.Series(dtype=object)
    return set(everywhere[everywhere.duplicated()])


def _of(n, unit):
    return f"{n} {unit if n == 1 else {'study': 'studies', 'sample': 'samples'}[unit]}"


def _and(words):
    *first, last = words or [""]
    return f"{', '.join(first)} and {last}" if first else last


def _sentence(words):
    return words[:1].upper() + words[1:]
