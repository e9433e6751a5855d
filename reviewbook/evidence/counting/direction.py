"""What the studies show, hypothesis by hypothesis, and in which direction."""

from collections.abc import Iterator
from dataclasses import asdict, astuple, replace
from itertools import chain
from typing import Any

import pandas as pd

from reviewbook.evidence.counting import answers, parts, traits, votes
from reviewbook.evidence.counting.answers import NOT_TESTED, answer, at_levels, told_by
from reviewbook.evidence.number import Form, Number, Part, filled, together
from reviewbook.evidence.tables import sources
from reviewbook.evidence.tables.data import Review

LEFT_OUT = "left out"
COUNTED_BY = {"sides": "published_side", "patients": "n_patients"}
AT_LEVEL = [
    "hypothesis_id", "hypothesis", "level", "n_tested", "n_supported", "n_positive", "n_direction_not_reported",
    "low", "high", "studies", "supporting",
]  # fmt: skip

METHOD = [
    Form("percent_agreement", "percent",
         "Share of a study's findings that have to agree to give its one vote.", "agreement",
         how="constant", parts="AGREEMENT"),
    Form("percent_confidence", "percent", "Confidence of the Wilson intervals.", "confidence",
         how="constant", parts="CONFIDENCE"),
]  # fmt: skip
PUBLISHED = [
    Form("n_published_{hypothesis_id}", "studies",
         "Studies that the article counts under '{label!l}'.", "n", "studies", parts="sides"),
    Form("n_patients_published_{hypothesis_id}", "patients",
         "Patients in the studies that the article counts under '{label!l}'.", "n_patients", "studies",
         "sum", "patients"),
]  # fmt: skip
# by what was asked, or that the answer is no test
TALLIED = {
    "finding": Form("n_{answer!n}_{hypothesis_id}{by}", "{units}",
                    "{units!c} whose finding on '{hypothesis!l}' is: {answer}.", "n", "studies"),
    "direction": Form("n_direction_{answer!n}_{hypothesis_id}{by}", "{units}",
                      "{units!c} whose direction of effect on '{hypothesis!l}' is: {answer}.", "n", "studies"),
    NOT_TESTED: Form("n_{answer!n}_{hypothesis_id}{by}", "{units}",
                     "{units!c} for which no test of '{hypothesis!l}' is reported.", "n", "studies"),
}  # fmt: skip
TESTED = Form("n_tested_{hypothesis_id}{by}", "{units}",
              "{units!c} for which a test of '{hypothesis!l}' is reported.", "n", "studies")  # fmt: skip
# of a hypothesis and a unit
SHARED = {
    "supported": "{1} that support '{0}', of those that tested it",
    "positive": "{1} with a positive direction on '{0}', of those that report a direction",
} | {
    f"positive_unreported_{way}": "{1} with a positive direction on '{0}', "
    f"if every direction not reported counts {way} it"
    for way in ("against", "for")
}
SHARE = [
    Form("percent_{word}_{hypothesis_id}{by}", "percent", "Share of {what}.", "percent", how="percent"),
    Form("percent_{word}_low_{hypothesis_id}{by}", "percent",
         "Lower end of the 95 percent Wilson interval of the share of {what}.", "low", how="wilson low"),
    Form("percent_{word}_high_{hypothesis_id}{by}", "percent",
         "Upper end of the 95 percent Wilson interval of the share of {what}.", "high", how="wilson high"),
]  # fmt: skip
SIGN_TEST = Form("p_sign_test{variant}_{hypothesis_id}", "probability",
                 "Two-sided exact sign test of the directions on '{label!l}'{how}: {n} positive of {total}.",
                 "p", "studies", "sign test")  # fmt: skip
REFUSED = replace(SIGN_TEST, meaning="No sign test of the directions on '{label!l}'{how}: {refusal}.")
PRECEDENCE = [
    Form("n_tested_{hypothesis_id}_{level!n}", "studies",
         "Studies with a finding on '{hypothesis!l}' at the level '{level}' or above.", "n_tested", "studies",
         parts="votes"),
    Form("n_supported_{hypothesis_id}_{level!n}", "studies",
         "Studies that support '{hypothesis!l}' at the level '{level}' or above.", "n_supported", "supporting",
         parts="votes_for"),
]  # fmt: skip
DOMAINS = Form("n_domains_{hypothesis_id}", "domains",
               "Outcome domains in which '{label!l}' was tested.", "n", "studies")  # fmt: skip
DOMAIN = [
    Form("n_tested_{hypothesis_id}_{domain!n}", "studies",
         "Studies that tested '{label!l}' in the outcome domain: {domain}.", "n_tested", "tested",
         parts="votes"),
    Form("n_supported_{hypothesis_id}_{domain!n}", "studies",
         "Studies that support '{label!l}' in the outcome domain: {domain}.", "n_supported", "supporting",
         parts="votes_for"),
]  # fmt: skip


def published(review: Review) -> pd.DataFrame:
    """Count the studies as the article counts them.

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


def reported(review: Review) -> pd.DataFrame:
    """List the findings that the article reports.

    The rows of the table ``findings`` whose hypothesis was tested, with its label in ``hypothesis``, and the outcome
    with its week in ``outcome_and_week``. A missing group means all patients.
    """
    tested = review.findings[review.findings.tested.eq("yes")]
    week = tested.outcome_week.map(lambda week: "" if pd.isna(week) else f", week {week:g}")
    return tested.assign(
        hypothesis=tested.hypothesis_id.map(_labels(review)),
        group=tested.group.fillna("all patients"),
        outcome_and_week=tested.outcome + week,
    )


def cast(review: Review, unit: str = "study", level: str | None = None) -> dict[str, pd.DataFrame]:
    """Cast the votes on every hypothesis, by hypothesis_id, under choices of `votes.eligible` and `votes.cast`."""
    # selecting rows costs by the column
    findings = review.findings[votes.READ]
    found = {key: votes.eligible(findings, key, level=level) for key in review.hypotheses.hypothesis_id}
    return {key: votes.cast(review.studies, eligible, key, unit) for key, eligible in found.items()}


def tallies(review: Review, unit: str = "study") -> pd.DataFrame:
    """Count, for each hypothesis, what was found and in which direction.

    One row per hypothesis and answer: hypothesis_id, hypothesis (its label), asked (``finding`` or ``direction``),
    answer (of `votes.FINDINGS` or `votes.DIRECTIONS`, `votes.NOT_REPORTED` for a direction, or `NOT_TESTED`), n
    (studies or samples), studies (tuple of study_id).
    """
    labels = _labels(review)
    everyone = votes.together(review.studies[votes.UNITS[unit]], review.studies.study_id)
    rows = []
    for hypothesis_id, cast_votes in cast(review, unit).items():
        silent = tuple(who for name, who in everyone.items() if name not in set(cast_votes.unit))
        for asked, words in (("finding", votes.FINDINGS), ("direction", [*votes.DIRECTIONS, votes.NOT_REPORTED])):
            told = votes.together(cast_votes[asked].fillna(votes.NOT_REPORTED), cast_votes.studies)
            told[NOT_TESTED] = silent
            for word in (*words, NOT_TESTED):
                who = told.get(word, ())
                rows.append((hypothesis_id, labels[hypothesis_id], asked, word, len(who), _all(who)))
    return pd.DataFrame(rows, columns=["hypothesis_id", "hypothesis", "asked", "answer", "n", "studies"])


def counts(review: Review) -> pd.DataFrame:
    """Count each hypothesis by every rule, with intervals, and with bounds for the directions not reported.

    One row per hypothesis, unit and rule: hypothesis_id, hypothesis, unit (``study`` or ``sample``), rule, n, total,
    percent, low and high (95 % Wilson interval, in percent; missing where nothing could be counted), studies (tuple of
    study_id: whose votes are counted).
    """
    by_unit = {unit: cast(review, unit) for unit in votes.UNITS}
    rows = []
    for hypothesis_id, label in _labels(review).items():
        for unit, by_hypothesis in by_unit.items():
            cast_votes = by_hypothesis[hypothesis_id]
            found = {"finding supported": votes.by_finding(cast_votes)} | {
                f"direction positive (not reported: {unreported})": votes.by_direction(cast_votes, unreported)
                for unreported in votes.UNREPORTED
            }
            told = dict.fromkeys(found, cast_votes.finding.notna())
            told[f"direction positive (not reported: {LEFT_OUT})"] = cast_votes.direction.notna()
            rows += [
                (hypothesis_id, label, unit, rule, *astuple(count), _all(cast_votes.studies[told[rule]]))
                for rule, count in found.items()
            ]
    columns = ["hypothesis_id", "hypothesis", "unit", "rule", "n", "total", "percent", "low", "high", "studies"]
    return pd.DataFrame(rows, columns=columns)


def matrix(review: Review) -> pd.DataFrame:
    """Lay out what each study can say: one cell per study, hypothesis and outcome domain.

    One row per cell, studies in the order of the table ``studies``, hypotheses and domains in the order of their first
    appearance: study_id, study, n_patients, hypothesis_id, hypothesis, outcome_domain, finding and direction (by the
    rule of `votes.cast`; `NOT_TESTED` where the study has no finding in the domain; a missing direction is not
    reported), temporal_level (the highest of its findings).
    """
    labels, studies = _labels(review), review.studies
    told = told_by(review, ["hypothesis_id", "outcome_domain"])
    rows = []
    for hypothesis_id, domain in sorted(told, key=lambda column: list(labels).index(column[0])):
        found = told[hypothesis_id, domain]
        for study_id, study, n_patients in zip(studies.study_id, studies.study, studies.n_patients, strict=True):
            cell = (hypothesis_id, labels[hypothesis_id], domain, *answer(found.get(study_id)))
            rows.append((study_id, study, n_patients, *cell))
    columns = ["hypothesis_id", "hypothesis", "outcome_domain", "finding", "direction", "temporal_level"]
    return _of_studies(review, rows, ["study_id", "study", "n_patients", *columns])


def per_study(review: Review) -> pd.DataFrame:
    """Give each study one answer on each hypothesis, and the highest temporal level of its findings.

    One row per hypothesis and study: hypothesis_id, hypothesis, study_id, study, n_patients, finding and direction
    (as in `matrix`), temporal_level (missing where not tested).
    """
    studies, told = review.studies, told_by(review, ["hypothesis_id"])
    rows = []
    for hypothesis_id, label in _labels(review).items():
        found = told.get((hypothesis_id,))
        if not found:  # a hypothesis that nobody tested is not there
            continue
        for study_id, study, n_patients in zip(studies.study_id, studies.study, studies.n_patients, strict=True):
            finding, direction, level = answer(found.get(study_id))
            rows.append((hypothesis_id, label, study_id, study, n_patients, finding, direction, level))
    known = ["hypothesis_id", "hypothesis", "study_id", "study", "n_patients"]
    return _of_studies(review, rows, [*known, "finding", "direction", "temporal_level"])


def _of_studies(review, rows, columns):
    table = pd.DataFrame(rows, columns=columns)
    table["n_patients"] = table.n_patients.astype(review.studies.n_patients.dtype)
    return table


def sentences(review: Review) -> dict[tuple[str, ...], list]:
    """Gather the sources of the findings of each study on each hypothesis, and in each outcome domain.

    Rows of `sources.located` by ``(hypothesis_id, study_id)`` and ``(hypothesis_id, study_id, outcome_domain)``: where
    a test is reported the sources of finding, direction and temporal level, otherwise of that none is.
    """
    shown = ["tested", "finding", "direction", "temporal_level"]
    keys = ["hypothesis_id", "study_id"]
    by_study, by_domain = (sources.behind(review, "findings", shown, by) for by in (keys, [*keys, "outcome_domain"]))
    return by_study | by_domain


def findings_behind(review: Review) -> dict[str, dict[str, list]]:
    """Gather the sources of the findings on each hypothesis, study by study.

    Label of a hypothesis to study_id to rows of `sources.located`, of the studies that are reported to test it.
    """
    shown = ["finding", "direction", "temporal_level"]
    found = sources.behind(review, "findings", shown, ["hypothesis_id", "study_id"])
    return {
        label: {study_id: rows for (about, study_id), rows in found.items() if about == hypothesis_id}
        for hypothesis_id, label in _labels(review).items()
    }


def precedence(review: Review) -> pd.DataFrame:
    """Count what is left of each hypothesis at each level of temporal precedence.

    One row per hypothesis and lowest level that counts: hypothesis_id, hypothesis, level, n_tested, n_supported,
    n_positive, n_direction_not_reported, low and high (95 % Wilson interval of the share supported, in percent; missing
    where nothing was tested), studies and supporting (tuples of study_id: that tested, that support).
    """
    reached, rows = at_levels(review), []
    for hypothesis_id, label in _labels(review).items():
        for level in votes.LEVELS:
            answers = reached[hypothesis_id, level]
            supporting = tuple(study_id for study_id, (finding, _) in answers.items() if finding == "supported")
            count = votes.counted(len(supporting), len(answers))
            directions = [direction for _, direction in answers.values()]
            ways = directions.count("positive"), directions.count(None)
            counts = count.total, count.n, *ways, count.low, count.high
            rows.append((hypothesis_id, label, level, *counts, tuple(answers), supporting))
    return pd.DataFrame(rows, columns=AT_LEVEL)


def by_level(review: Review) -> pd.DataFrame:
    """Give each study one answer on each hypothesis at each level of temporal precedence.

    One row per hypothesis, study and lowest level that counts: hypothesis_id, hypothesis, study_id, study, level,
    finding (of `votes.FINDINGS`, by the rule of `votes.cast`; missing where the study has no finding at this level or
    above).
    """
    reached = at_levels(review)
    rows = [
        (hypothesis_id, label, study_id, study, level, reached[hypothesis_id, level].get(study_id, (None,))[0])
        for hypothesis_id, label in _labels(review).items()
        for study_id, study in zip(review.studies.study_id, review.studies.study, strict=True)
        for level in votes.LEVELS
    ]
    return pd.DataFrame(rows, columns=["hypothesis_id", "hypothesis", "study_id", "study", "level", "finding"])


def numbers(review: Review, unit: str = "study") -> list[Number]:
    """Name the numbers of the published count, of the recount by a unit, and of what is left at each temporal level."""
    hypotheses = review.hypotheses.to_dict("records")
    by_hypothesis, cells = cast(review, unit), matrix(review)
    settings = {"agreement": 100 * votes.AGREEMENT, "confidence": 100 * votes.CONFIDENCE}
    constants = {name.upper(): [Part(name.upper(), value)] for name, value in settings.items()}
    return [
        *filled(METHOD, [settings | constants], votes),
        *filled(PUBLISHED, _published(review), published),
        *_tally_numbers(review, unit, units="studies", by=""),
        *_tally_numbers(review, "sample", units="samples", by="_by_sample"),
        *chain.from_iterable(_share_numbers(about, by_hypothesis[about["hypothesis_id"]]) for about in hypotheses),
        *filled(PRECEDENCE, _preceding(review), precedence, votes.eligible, votes.agreed),
        *chain.from_iterable(_domain_numbers(about, review, cells) for about in hypotheses),
        *traits.numbers(review),
        *answers.numbers(review),
    ]


def _published(review: Review) -> Iterator[dict[str, Any]]:
    for row in published(review).to_dict("records"):
        who = review.studies[review.studies.published_side.eq(row["hypothesis_id"])]
        coded = {name: parts.coded("studies", who, column) for name, column in COUNTED_BY.items()}
        yield row | coded


def _tally_numbers(review: Review, unit: str, **named: str) -> Iterator[Number]:
    code = tallies, votes.cast, votes.agreed
    for hypothesis_id, rows in votes.together(*_by_hypothesis(tallies(review, unit))).items():
        voted = {asked: parts.voting(review, hypothesis_id, asked, unit) for asked in ("finding", "direction")}
        silent = parts.silent(review, hypothesis_id, unit)
        for row in rows:
            found = parts.answering(voted[row["asked"]], row["answer"])
            if row["answer"] != NOT_TESTED:
                yield TALLIED[row["asked"]].fill(row | named | {"parts": found}, *code)
            elif row["asked"] == "finding":
                yield TALLIED[NOT_TESTED].fill(row | named | {"parts": silent}, *code)
        tested = [row for row in rows if row["asked"] == "finding" and row["answer"] != NOT_TESTED]
        who = _all(row["studies"] for row in tested)
        counted = {"n": sum(row["n"] for row in tested), "studies": who, "parts": voted["finding"]}
        yield TESTED.fill(tested[0] | named | counted, *code)


def _by_hypothesis(table: pd.DataFrame) -> tuple[pd.Series, list[dict[str, Any]]]:
    return table.hypothesis_id, table.to_dict("records")


def _share_numbers(about: dict[str, Any], cast_votes: pd.DataFrame) -> Iterator[Number]:
    def said(asked: str, *answers: str) -> list[Part]:
        """Make a part of the number of each answer."""
        given = list(cast_votes[asked].fillna(votes.NOT_REPORTED))
        rows = ({"answer": word, "n": given.count(word), "by": ""} for word in answers)
        return [TALLIED[asked].part(about | row) for row in rows]

    positive, negative, mixed, silent = said("direction", "positive", "negative", "conflicting", votes.NOT_REPORTED)
    tested = TESTED.part(about | {"n": len(cast_votes), "by": ""})
    counts = {
        "supported": (votes.by_finding, [*said("finding", "supported"), tested]),
        "positive": (votes.by_direction, [positive, together("a direction is reported", positive, negative, mixed)]),
    }
    for word, (count, shared) in counts.items():
        facts = _shared(about, word) | {"parts": shared}
        yield from filled(SHARE, [about | asdict(count(cast_votes)) | facts], count, votes.wilson)
    bounds = {"against": positive, "for": together("positive or not reported", positive, silent)}
    for way, part in bounds.items():
        facts = asdict(votes.by_direction(cast_votes, way)) | _shared(about, f"positive_unreported_{way}")
        yield SHARE[0].fill(about | facts | {"parts": [part, tested]}, votes.by_direction)
    clear = cast_votes[cast_votes.direction.isin(["positive", "negative"])]
    told = {"variant": "", "how": "", "parts": [positive, together("positive or negative", positive, negative)]}
    yield _sign_test(about | told, votes.by_direction(clear), clear)
    against = {"variant": "_unreported_against", "how": ", those not reported counted against it"}
    yield _sign_test(
        about | against | {"parts": [positive, tested]}, votes.by_direction(cast_votes, "against"), cast_votes
    )


def _shared(about: dict[str, Any], word: str) -> dict[str, Any]:
    return {"word": word, "by": "", "what": SHARED[word].format(about["label"].lower(), "studies")}


def _sign_test(about: dict[str, Any], count: votes.Count, cast_votes: pd.DataFrame) -> Number:
    """Name the probability of a count of directions; where the test is refused, the reason instead."""
    facts = about | asdict(count) | {"studies": cast_votes.unit}
    try:
        return SIGN_TEST.fill(facts | {"p": votes.sign_test(count.n, count.total)}, votes.sign_test)
    except ValueError as refusal:
        return REFUSED.fill(facts | {"p": None, "refusal": refusal}, votes.sign_test)


def _preceding(review: Review) -> Iterator[dict[str, Any]]:
    for row in precedence(review).to_dict("records"):
        voted = parts.voting(review, row["hypothesis_id"], "finding", level=row["level"])
        yield row | {"votes": voted, "votes_for": parts.answering(voted, "supported")}


def _domain_numbers(about: dict[str, Any], review: Review, cells: pd.DataFrame) -> Iterator[Number]:
    hypothesis_id = about["hypothesis_id"]
    told = cells[cells.hypothesis_id.eq(hypothesis_id) & cells.finding.ne(NOT_TESTED)]
    domains = votes.together(told.outcome_domain, zip(told.study_id, told.finding, strict=True))
    if domains:
        own = parts.behind(
            "findings", votes.eligible(review.findings, hypothesis_id), "outcome_domain", by="outcome_domain"
        )
        found = parts.said({domain: domain for domain in domains}, own)
        yield DOMAINS.fill(about | {"n": len(domains), "studies": dict.fromkeys(told.study_id), "parts": found}, matrix)
    for domain, pairs in domains.items():
        supporting = [study_id for study_id, finding in pairs if finding == "supported"]
        who = {"tested": [study_id for study_id, _ in pairs], "supporting": supporting}
        counts = {"n_tested": len(pairs), "n_supported": len(supporting)}
        voted = parts.voting(review, hypothesis_id, "finding", domains=[domain])
        made = {"votes": voted, "votes_for": parts.answering(voted, "supported")}
        yield from filled(DOMAIN, [about | {"domain": domain} | who | counts | made], matrix, votes.agreed)


def _labels(review: Review) -> dict[str, str]:
    return dict(zip(review.hypotheses.hypothesis_id, review.hypotheses.label, strict=True))


def _all(groups):
    return tuple(chain.from_iterable(groups))
