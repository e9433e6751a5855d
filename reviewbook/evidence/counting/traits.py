"""What the studies are, in categories, and how those of each category vote."""

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from reviewbook.evidence.counting import parts, votes
from reviewbook.evidence.number import Form, Number, Part, Parts, later
from reviewbook.evidence.tables.data import Review

SUPPORT_BY = Form("support_by_{characteristic!n}_{hypothesis_id}", "text",
                  "Where '{label!l}' was tested and is supported by at least one study, by {characteristic!l}.",
                  "where", how="every")  # fmt: skip
SEVERAL_RATERS = Form("n_several_raters_{hypothesis_id}", "studies",
                      "Studies with findings of more than one rater on '{label!l}'.", "n", "studies")  # fmt: skip
# which alone depends on the hypothesis
RATER = "Rater"
# in the order in which they are shown
KINDS = ["Instrument", RATER, "Approach", "Treatment offered", "Setting"]
COLUMNS = ["characteristic", "category", "n_studies", "n_tested", "n_supported", "n_positive", "studies"]


def cross_table(review: Review, hypothesis_id: str) -> pd.DataFrame:
    """Count the votes on a hypothesis in each category of what the studies are.

    One row per characteristic and category: characteristic, category, n_studies, n_tested, n_supported, n_positive,
    studies (tuple of study_id). A study that the category is not reported for stands under `votes.NOT_REPORTED`.
    """
    cast = votes.cast(review.studies, votes.eligible(review.findings[votes.READ], hypothesis_id), hypothesis_id)
    supported, positive = cast.unit[cast.finding.eq("supported")], cast.unit[cast.direction.eq("positive")]
    voting = [set(some) for some in (cast.unit, supported, positive)]
    rows = [
        (characteristic, category, len(studies), *(len(some.intersection(studies)) for some in voting), studies)
        for characteristic, categories in _traits(review, hypothesis_id).items()
        for category, studies in members(review.studies.study_id, categories).items()
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def members(study_ids: Iterable[str], categories: Iterable) -> dict[str, tuple[str, ...]]:
    """Put studies into categories, the largest first.

    A missing category means not reported and is a category of its own.

    >>> members(["a", "b", "c"], [None, "inpatient", "inpatient"])
    {'inpatient': ('b', 'c'), 'not reported': ('a',)}
    """
    told: list[str] = [votes.NOT_REPORTED if pd.isna(category) else category for category in categories]
    found = votes.together(told, study_ids)
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def instruments_counted(review: Review) -> dict[str, str]:
    """Name the instruments of each study with an assessment by instrument, as the article counts them.

    A version is counted under its parent instrument; several abbreviations are joined by "and".
    """
    counted_as = dict(zip(review.instruments.instrument_id, review.instruments.counted_as, strict=True))
    used = review.assessments[review.assessments.instrument_id.notna()]
    return _joined(votes.together(used.study_id, map(counted_as.get, used.instrument_id)))


def raters(review: Review, hypothesis_id: str) -> dict[str, tuple[str, ...]]:
    """Give the rater of each finding on a hypothesis, study by study; a finding that reports none is left out."""
    about = review.findings[review.findings.hypothesis_id.eq(hypothesis_id) & review.findings.rater.notna()]
    return votes.together(about.study_id, about.rater)


def coded(review: Review, hypothesis_id: str) -> dict[str, Parts]:
    """Make parts of all studies for each characteristic of `cross_table`: what is coded of a study, and in which cells.

    What is coded several times of a study is joined by a comma.
    """
    studies, treatments = review.studies, review.treatments[review.treatments.approach.notna()]
    about = review.findings[review.findings.hypothesis_id.eq(hypothesis_id) & review.findings.rater.notna()]
    everyone = dict.fromkeys(studies.study_id)

    def listed(table: str, rows: pd.DataFrame, column: str) -> Parts:
        words = votes.together(rows.study_id, rows[column])
        said = {study_id: ", ".join(dict.fromkeys(told)) for study_id, told in words.items()}
        return parts.said(everyone | said, parts.behind(table, rows, column))

    counted = parts.instruments(review.assessments, "counted_as")
    return {
        "Instrument": parts.said(everyone | instruments_counted(review), counted),
        RATER: listed("findings", about, "rater"),
        "Approach": listed("treatments", treatments, "approach"),
        "Treatment offered": parts.coded("studies", studies, "pharmacotherapy"),
        "Setting": parts.coded("studies", studies, "setting"),
    }


def numbers(review: Review) -> list[Number]:
    """Name, for each hypothesis, over which categories support reaches, and who has findings of several raters."""
    named = []
    for about in review.hypotheses.to_dict("records"):
        hypothesis_id = about["hypothesis_id"]
        crossed, voted = cross_table(review, hypothesis_id), parts.voting(review, hypothesis_id, "finding")
        for characteristic, rows in votes.together(crossed.characteristic, crossed.itertuples()).items():
            tested = [row for row in rows if row.n_tested and row.category != votes.NOT_REPORTED]
            everywhere = "in every category" if all(row.n_supported for row in tested) else "not in every category"
            where = everywhere if len(tested) > 1 else "fewer than two categories"
            facts = {"characteristic": characteristic, "where": where, "parts": _by_category(tested, voted)}
            named.append(SUPPORT_BY.fill(about | facts, cross_table))
        told = raters(review, hypothesis_id)
        who = sorted(study_id for study_id, names in told.items() if len(set(names)) > 1)
        rated = review.findings[review.findings.hypothesis_id.eq(hypothesis_id) & review.findings.rater.notna()]
        found = parts.said(
            {one: ", ".join(dict.fromkeys(told[one])) for one in who}, parts.behind("findings", rated, "rater")
        )
        named.append(SEVERAL_RATERS.fill(about | {"n": len(who), "studies": who, "parts": found}, raters))
    return named


@later
def _by_category(tested: Iterable[Any], voted: Iterable[Part]) -> Iterator[Part]:
    """Make a part of each category, with the cells of the votes in support."""
    supporting = {part.of: part.cells for part in parts.answering(voted, "supported")}
    for row in tested:
        yield Part(
            row.category, row.n_supported, tuple(cell for one in row.studies for cell in supporting.get(one, ()))
        )


def fixed(review: Review) -> dict[str, dict[str, Any]]:
    """Say of each study what it is, whatever its findings are: characteristic to study_id to category.

    A category is missing where it is not reported.
    """
    studies = review.studies
    known = review.treatments[review.treatments.approach.notna()]
    schools = votes.together(known.study_id, known.approach)
    told = {
        "Instrument": studies.study_id.map(instruments_counted(review)),
        "Approach": studies.study_id.map({study_id: _school(told) for study_id, told in schools.items()}),
        "Treatment offered": studies.pharmacotherapy,
        "Setting": studies.setting,
    }
    return {name: dict(zip(studies.study_id, categories, strict=True)) for name, categories in told.items()}


def _traits(review: Review, hypothesis_id: str) -> dict[str, Any]:
    """Say of each study, in the order of the table, what it is; missing where it is not reported."""
    study_ids, told = review.studies.study_id, fixed(review)
    told |= {RATER: _joined(raters(review, hypothesis_id))}
    return {name: study_ids.map(told[name]) for name in KINDS}


def _joined(told):
    return {study_id: " and ".join(dict.fromkeys(words)) for study_id, words in told.items()}


def _school(approaches):
    return approaches[0] if len(set(approaches)) == 1 else "multiple"
