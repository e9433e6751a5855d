"""What may not be concluded from a count of studies, and why, from the numbers themselves."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import partial
from itertools import chain
from typing import Any

import pandas as pd

from reviewbook.evidence.counting import choices, direction, lookup, traits, votes
from reviewbook.evidence.number import rounded
from reviewbook.evidence.tables.data import Review


@dataclass(frozen=True)
class Caution:
    """Say what may not be concluded and why, with the names of facts in braces."""

    rule: str
    statement: str
    why: str


# how a fact is written, as Python says it
FORMAT = re.compile(r":[^{}]*\}")
Drawn = Iterator[tuple[Caution, dict[str, Any]]]

CONTEST = Caution(
    "not_a_contest",
    "The counts for the hypotheses cannot be compared with each other.",
    "They answer different questions about overlapping sets of studies: {counts}; {several} tested more than one.",
)
BOTH_AT_ONCE = Caution(
    "both_at_once",
    "Putting the counts together does not show that the hypotheses hold at the same time.",
    "{several} tested more than one hypothesis, and none supports more than one.",
)
FEW_STUDIES = Caution("few_studies", "A sign test cannot reach a conclusion on '{label}'.", "{reason}.")
WIDE_INTERVAL = Caution(
    "wide_interval",
    "The count leaves open whether most studies of this kind would support '{label}'.",
    "{n} of {tested} {support} it, which is compatible with anything between {low:.0f} and {high:.0f} percent "
    "({confidence:.0f} percent Wilson interval).",
)
SIGNIFICANCE = Caution(
    "significance_as_vote",
    "A study that does not report support for '{label}' is not evidence against it.",
    "{n} of {tested} {do} not report support, with {patients} patients; a trend is not counted as support, and "
    "significance depends on the number of patients. Direction: {directions}.",
)
UNREPORTED = Caution(
    "unreported_directions",
    "The share of positive directions on '{label}' is not known.",
    "The direction is not reported for {n} of {tested}; the share is {against} percent if all of these are against it, "
    "{favourable} percent if all are for it.",
)
CONCURRENT = Caution(
    "concurrent_measurement",
    "Not every vote on '{label}' shows that the predictor came first.",
    "In {n} of {tested} the predictor was measured together with the outcome, or the order is not specified.",
)
EARLIER_CHANGE = Caution(
    "earlier_change",
    "The whole count does not show that '{label}' holds apart from earlier change.",
    "{total} of {tested} adjusted for earlier change or tested both orders{supporting}.",
)
ONE_IN_DOMAIN = Caution(
    "one_study",
    "On '{label}', nothing can be said about single outcome domains: {domains}.",
    "One study each: {studies}.",
)
ONE_IN_CATEGORY = Caution(
    "one_study",
    "Nothing can be said about single categories of {characteristic}: {categories}.",
    "One study each: {studies}.",
)
OVERLAP = Caution(
    "overlap",
    "The studies cannot be taken as independent of each other.",
    "{studies} are described alike and may share their patients{by_sample}.",
)
NO_EFFECT_SIZES = Caution(
    "no_effect_sizes",
    "The counts do not show how strong a relation is.",
    "None of the {n} findings is reported with an effect size.",
)
QUALITY = Caution(
    "quality_not_assessed",
    "The studies cannot be assumed to deserve equal weight.",
    "The risk of bias was not assessed for any of the {n} studies; each has one vote.",
)

CAUTIONS = {
    "contest": CONTEST, "both_at_once": BOTH_AT_ONCE, "few_studies": FEW_STUDIES, "wide_interval": WIDE_INTERVAL,
    "significance": SIGNIFICANCE, "unreported": UNREPORTED, "concurrent": CONCURRENT, "earlier_change": EARLIER_CHANGE,
    "one_in_domain": ONE_IN_DOMAIN, "one_in_category": ONE_IN_CATEGORY, "overlap": OVERLAP,
    "no_effect_sizes": NO_EFFECT_SIZES, "quality": QUALITY,
}  # fmt: skip


# what is counted in the reason of a caution, where it is not how many votes are for a hypothesis: the choice that it
# speaks of, and what it asks of the votes
COUNTED: dict[str, dict[str, str]] = {
    "few_studies": {"rule": "by direction"},
    "concurrent": {"level": votes.LEVELS[1]},
    "earlier_change": {"level": votes.LEVELS[2]},
}
ASKED: dict[str, dict[str, str]] = {
    "significance": {
        "asked": "finding",
        "letter": "".join(letter for word, letter in lookup.LETTERS["finding"].items() if word != "supported"),
    },
    "unreported": {"asked": "direction", "letter": lookup.LETTERS["direction"][votes.NOT_REPORTED]},
    "concurrent": {"asked": "level", "letter": lookup.NO_VOTE},
    "earlier_change": {"asked": "level", "letter": lookup.FOR},
}


def templates() -> pd.DataFrame:
    """List what can be warned of, for a page that fills in the facts of a reader's choice.

    One row per caution: caution (its name), statement and why (with the names of facts in braces).
    """
    rows = [(name, *(FORMAT.sub("}", text) for text in (one.statement, one.why))) for name, one in CAUTIONS.items()]
    return pd.DataFrame(rows, columns=["caution", "statement", "why"])


def refusals(review: Review) -> pd.DataFrame:
    """Say of how few directions a sign test cannot reach a conclusion, and why.

    One row per number of directions, up to that of the studies, for which there is a reason: directions, reason.
    """
    told = [(directions, _refusal(directions)) for directions in range(len(review.studies) + 1)]
    return pd.DataFrame([row for row in told if row[1]], columns=["directions", "reason"])


def drawn(review: Review, unit: str = "study", of: Review | None = None) -> pd.DataFrame:
    """Draw the cautions that the studies call for.

    One row per caution: statement (what may not be concluded), why (with the numbers that make it so), rule (its name),
    addresses (of the counts that the reason names, in their order, from `choices.address`; some name none). A rule
    whose condition is not met draws none; one that asks each hypothesis may draw several. The unit is one of
    `votes.UNITS`. ``of`` is the review of which a page counts, with studies that are not in this one; left out, it is
    the same.
    """
    without = [] if of is None else [one for one in of.studies.study_id if one not in {*review.studies.study_id}]
    labels = review.hypotheses.set_index("hypothesis_id").label.str.lower()
    at = partial(direction.cast, review, unit)
    cast, late, adjusted = at(), at(votes.LEVELS[1]), at(votes.LEVELS[2])
    tested = {key: found for key, found in cast.items() if len(found)}
    called: list[Drawn] = [_between_hypotheses(tested, labels, unit)]
    for key, found in tested.items():
        about = {"label": labels[key], "tested": _of(len(found), unit), "keys": [key]}
        called += [_on_votes(found, about), _on_time(found, late[key], adjusted[key], about)]
        called += [_on_domains(review, key, about)]
    called += [_on_samples(review, labels), _on_categories(review), _on_what_is_missing(review)]
    rows = [
        (
            caution.statement.format(**facts),
            caution.why.format(**facts),
            caution.rule,
            _addresses(caution, facts, unit, without),
        )
        for caution, facts in chain.from_iterable(called)
    ]
    return pd.DataFrame(rows, columns=["statement", "why", "rule", "addresses"])


def _addresses(caution: Caution, facts: dict[str, Any], unit: str, without: list[str]) -> tuple[str, ...]:
    name = next(name for name, one in CAUTIONS.items() if one is caution)
    units = reversed(votes.UNITS) if caution is OVERLAP else [unit]
    told = [COUNTED.get(name, {}) | {"unit": one, "without": without} for one in units]
    return tuple(choices.address(key, ASKED.get(name), **choice) for key in facts.get("keys", ()) for choice in told)


def _between_hypotheses(tested: dict[str, pd.DataFrame], labels: pd.Series, unit: str) -> Drawn:
    if len(tested) > 1:
        counts = _and([f"{_of(len(found), unit)} tested '{labels[key]}'" for key, found in tested.items()])
        several = _of(_in_several(tested), unit)
        yield CONTEST, {"counts": counts, "several": several}
        if not _in_several({key: found[found.finding.eq("supported")] for key, found in tested.items()}):
            yield BOTH_AT_ONCE, {"several": several}


def _on_votes(found: pd.DataFrame, about: dict[str, Any]) -> Drawn:
    clear = int(found.direction.isin(["positive", "negative"]).sum())
    if reason := _refusal(clear):
        yield FEW_STUDIES, about | {"reason": reason}
    count = votes.by_finding(found)
    if count.is_open():
        yield (
            WIDE_INTERVAL,
            about | asdict(count) | {"confidence": 100 * votes.CONFIDENCE, "support": _support(count.n)},
        )
    others = found[found.finding.ne("supported")]
    if len(others):
        ways = others.direction.astype(object).where(others.direction.notna(), votes.NOT_REPORTED)
        told = _and([f"{n} {way}" for way, n in ways.value_counts(sort=False).items()])
        patients = _and([f"{n}" for n in others.n_patients.dropna()]) or "an unreported number of"
        yield (
            SIGNIFICANCE,
            about
            | {"n": len(others), "do": "does" if len(others) == 1 else "do", "patients": patients, "directions": told},
        )
    silent = int(found.direction.isna().sum())
    if silent:
        against, favourable = (votes.by_direction(found, how) for how in ("against", "for"))
        yield UNREPORTED, about | {"n": silent, "against": _percent(against), "favourable": _percent(favourable)}


def _refusal(directions: int) -> str:
    """Say why a sign test of so few directions can reach no conclusion; nothing where it can."""
    try:
        votes.sign_test(directions, directions)
    except ValueError as reason:
        return _sentence(str(reason))
    return ""


def _on_time(found: pd.DataFrame, late: pd.DataFrame, adjusted: pd.DataFrame, about: dict[str, Any]) -> Drawn:
    unclear = len(found) - int(found.unit.isin(late.unit).sum())
    if unclear:
        yield CONCURRENT, about | {"n": unclear}
    if len(adjusted) < len(found):
        count = votes.by_finding(adjusted)
        supporting = f"; {count.n} of these {count.total} {_support(count.n)} it" if count.total else ""
        yield EARLIER_CHANGE, about | {"total": count.total, "supporting": supporting}


def _on_domains(review: Review, hypothesis_id: str, about: dict[str, Any]) -> Drawn:
    rows = votes.eligible(review.findings, hypothesis_id)
    told = votes.together(rows.outcome_domain, rows.study_id)
    alone = {domain: who[0] for domain, who in told.items() if len(set(who)) == 1}
    if alone:
        yield ONE_IN_DOMAIN, about | {"domains": "; ".join(alone), "studies": _named(review, alone.values())}


def _on_samples(review: Review, labels: pd.Series) -> Drawn:
    samples = review.studies.groupby(votes.UNITS["sample"], sort=False)
    shared = samples.study.agg(list)[samples.size().gt(1)]
    if len(shared):
        by = {unit: direction.cast(review, unit) for unit in votes.UNITS}
        counts = {key: [votes.by_finding(by[unit][key]) for unit in votes.UNITS] for key in labels.index}
        moved = {
            key: f"; on '{labels[key]}' {sample.n} of {sample.total} samples support it, "
            f"and {study.n} of {study.total} studies"
            for key, (study, sample) in counts.items()
            if study != sample
        }
        facts = {"studies": "; ".join(_and(who) for who in shared), "by_sample": "".join(moved.values())}
        yield OVERLAP, facts | {"keys": [*moved]}


def _on_categories(review: Review) -> Drawn:
    alone: dict[str, dict[tuple[str, str], None]] = {}
    for hypothesis_id in review.hypotheses.hypothesis_id:
        for row in traits.cross_table(review, hypothesis_id).itertuples():
            if row.n_studies == 1 and row.category != votes.NOT_REPORTED:
                alone.setdefault(row.characteristic, {})[row.category, *row.studies] = None
    for characteristic, pairs in alone.items():
        categories, studies = zip(*pairs, strict=True)
        facts = {"categories": "; ".join(categories), "studies": _named(review, studies)}
        yield ONE_IN_CATEGORY, facts | {"characteristic": characteristic.lower()}


def _on_what_is_missing(review: Review) -> Drawn:
    findings, studies = review.findings[review.findings.tested.eq("yes")], review.studies
    for caution, table, column in ((NO_EFFECT_SIZES, findings, "effect_size"), (QUALITY, studies, "risk_of_bias")):
        if len(table) > 0 and (column not in table or table[column].isna().all()):
            yield caution, {"n": len(table)}


def _in_several(tested):
    """Count the studies or samples that stand under more than one hypothesis."""
    everywhere = pd.concat([found.unit for found in tested.values()])
    return everywhere[everywhere.duplicated()].nunique()


def _named(review, study_ids):
    names = dict(zip(review.studies.study_id, review.studies.study, strict=True))
    return "; ".join(names[study_id] for study_id in study_ids)


def _of(n, unit):
    return f"{n} {unit if n == 1 else {'study': 'studies', 'sample': 'samples'}[unit]}"


def _support(n):
    return "supports" if n == 1 else "support"


def _and(words):
    *first, last = words or [""]
    return f"{', '.join(first)} and {last}" if first else last


def _sentence(words):
    return words[:1].upper() + words[1:]


def _percent(count: votes.Count) -> Decimal:
    return rounded(100 * count.n / count.total)
