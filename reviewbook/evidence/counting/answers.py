"""The one answer of each study on a hypothesis: in an outcome domain, and at each level of temporal precedence."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from reviewbook.evidence.counting import parts, votes
from reviewbook.evidence.number import Form, Number, filled
from reviewbook.evidence.tables.data import Review

NOT_TESTED = "no test reported"

EVERY = Form("n_{word}_every_hypothesis", "studies", "Studies in which every hypothesis is {word}.", "n", "studies")
MOST = f"on which at least {100 * votes.AGREEMENT:.0f} percent of its findings"
STUDY = [
    Form("finding_{study_id}_{hypothesis_id}", "text",
         "{study}: finding on '{label!l}', " + MOST + " agree.", "finding", "studies", "{way}", "findings"),
    Form("direction_{study_id}_{hypothesis_id}", "text",
         "{study}: direction on '{label!l}', " + MOST + " with a direction agree.", "direction", "studies",
         "{way}", "directions"),
    Form("temporal_level_{study_id}_{hypothesis_id}", "text",
         "{study}: highest temporal level of its findings on '{label!l}'.", "level", "studies",
         "{way_up}", "levels"),
]  # fmt: skip


def told_by(review: Review, keys: list[str]) -> dict[tuple, dict[str, list]]:
    """Gather finding, direction and temporal level of what was tested, by the values of `keys`, then by study."""
    tested = review.findings[review.findings.tested.eq("yes")]
    told: dict[tuple, dict[str, list]] = {}
    columns = (tested[name] for name in (*keys, "study_id", "finding", "direction", "temporal_level"))
    for *key, study_id, finding, way, level in zip(*columns, strict=True):
        told.setdefault(tuple(key), {}).setdefault(study_id, []).append(((finding, way), level))
    return told


def answer(told: list | None) -> tuple[Any, Any, str | None]:
    """Give the one finding and direction of a study, and the highest temporal level of its findings."""
    if not told:
        return NOT_TESTED, NOT_TESTED, None
    said, levels = zip(*told, strict=True)
    return *votes.agreed(said), max(levels, key=votes.LEVELS.index)


def at_levels(review: Review) -> dict[tuple[str, str], dict[str, tuple]]:
    """Give finding and direction of each study whose findings reach a level, by hypothesis and level."""
    told, reached = told_by(review, ["hypothesis_id"]), {}
    for hypothesis_id in review.hypotheses.hypothesis_id:
        findings = told.get((hypothesis_id,), {})
        for place, level in enumerate(votes.LEVELS):
            high = {
                study_id: [said for said, at in findings.get(study_id, ()) if at in votes.LEVELS[place:]]
                for study_id in review.studies.study_id
            }
            reached[hypothesis_id, level] = {who: votes.agreed(said) for who, said in high.items() if said}
    return reached


def numbers(review: Review) -> list[Number]:
    """Name who says the same on every hypothesis, and what each study says on each."""
    hypotheses = review.hypotheses.to_dict("records")
    each = [*chain.from_iterable(_of_each_study(about, review) for about in hypotheses)]
    code = dict(zip(STUDY, (votes.agreed, votes.agreed, answer), strict=True))
    told = [form.fill(row, code[form]) for row in each for form in STUDY]
    return [*filled([EVERY], _every_hypothesis(review), answer), *told]


def _every_hypothesis(review: Review) -> Iterator[dict[str, Any]]:
    # a hypothesis that nobody tested is not there
    told = told_by(review, ["hypothesis_id"])
    asked = [told[key,] for key in review.hypotheses.hypothesis_id if (key,) in told]
    said = {who: [answer(found.get(who))[0] for found in asked] for who in review.studies.study_id}
    own = parts.behind("findings", review.findings[review.findings.tested.eq("yes")], "finding")
    for word, among in (("tested", {*votes.FINDINGS}), ("supported", {"supported"})):
        who = [study_id for study_id, words in said.items() if asked and among.issuperset(words)]
        found = parts.said({one: ", ".join(said[one]) for one in who}, own)
        yield {"word": word, "n": len(who), "studies": who, "parts": found}


def _of_each_study(about: dict[str, Any], review: Review) -> Iterator[dict[str, Any]]:
    told = told_by(review, ["hypothesis_id"]).get((about["hypothesis_id"],), {})
    rows = review.findings[review.findings.hypothesis_id.eq(about["hypothesis_id"])]
    for study_id, study in zip(review.studies.study_id, review.studies.study, strict=True):
        finding, direction, level = answer(told.get(study_id))
        said = {"finding": finding, "direction": direction or votes.NOT_REPORTED, "level": level or NOT_TESTED}
        who = {"study_id": study_id, "study": study, "studies": [study_id]}
        own = rows[rows.study_id.eq(study_id)]
        tested, columns = own[own.tested.eq("yes")], ("finding", "direction", "temporal_level")
        ways = {"way": "agreement", "way_up": "highest"} if level else dict.fromkeys(("way", "way_up"), "not tested")
        shown = [(tested, column) if level else (own, "tested") for column in columns]
        made = [parts.coded("findings", *pair) for pair in shown]
        yield about | said | who | ways | dict(zip(("findings", "directions", "levels"), made, strict=True))
