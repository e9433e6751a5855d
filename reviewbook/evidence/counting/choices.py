"""What a reader can choose before counting, what each choice means, and choices that have a name."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from reviewbook.evidence.counting import ballots, grid, votes
from reviewbook.evidence.tables.data import Review
from reviewbook.manuscript.scenarios import Scenario

# each choice of a count to each of its options and what that means
MEANINGS = {
    "rule": {
        "as published": "The article's own count: the studies it counts under the hypothesis, of all its studies with "
        "a finding on any hypothesis.",
        "by finding": "The studies whose findings support the hypothesis, of those that tested it.",
        "by direction": "The studies with a positive direction, significant or not, of those that tested it.",
    },
    "unreported": {
        "left out": "A study whose direction is not reported has no vote.",
        "against": "A study whose direction is not reported counts as negative.",
        "for": "A study whose direction is not reported counts as positive.",
    },
    "level": {
        "concurrent or unspecified": "Every finding counts, whatever was measured first.",
        "predictor first": "Only findings count whose predictor was measured before the outcome.",
        "adjusted for earlier change": "Only findings count that were also adjusted for earlier change.",
        "both orders tested": "Only findings count of studies that tested both orders in time.",
    },
    "unit": {
        "study": "Each study has one vote.",
        "sample": "Studies that the article describes alike, and that may share patients, have one vote together.",
    },
}
USUAL = {
    "rule": "by finding",
    "unreported": "left out",
    "domains": [],
    "level": votes.LEVELS[0],
    "unit": "study",
    "without": [],
}
# what a scenario calls what a reader chooses
PARAMETERS = {"leave_out": "without", "domains": "domains", "unit": "unit"}
NAMED: list[tuple[str, str, dict[str, Any]]] = [
    ("By finding", "The count of this edition: studies that support the hypothesis, of those that tested it.", {}),
    ("As published", "The article's own count.", {"rule": "as published"}),
    ("By direction", "Positive directions, significant or not, of those that are reported.", {"rule": "by direction"}),
    ("Strictest order in time", "Only studies that tested both orders in time.", {"level": votes.LEVELS[-1]}),
]


def address(hypothesis_id: str, asked: Mapping[str, str] | None = None, **choice: Any) -> str:
    """Write which count of a hypothesis is meant: as a page does on which a reader counts, what differs from `USUAL`.

    Parameters
    ----------
    asked
        What is asked of the votes, where it is not how many are for the hypothesis: ``asked`` (``finding``,
        ``direction`` or ``level``, of which ``letter`` says who is meant, in those of `lookup.LETTERS`, or whether the
        level is reached; or one of `overturning.ASKED`).
    choice
        Options by the names in `USUAL`; what is not chosen is usual.

    >>> address("thaw", rule="as published", unit="study", without=["doe2001", "roe2002"])
    '?of=thaw&rule=as+published&without=doe2001%2Croe2002'
    """
    told = {name: choice.get(name, usual) for name, usual in USUAL.items()}
    chosen = {
        name: ",".join(value) if isinstance(value, list) else value
        for name, value in told.items()
        if value != USUAL[name]
    }
    return f"?{urlencode({'of': hypothesis_id, **(asked or {}), **chosen})}"


def rules(variant: str) -> dict[str, Any]:
    """Give the choices of one of `grid.VARIANTS`: the rule, and how a direction that is not reported counts.

    >>> rules("by finding"), rules("by direction (unreported: for)")["unreported"]
    ({'rule': 'by finding'}, 'for')
    """
    rule, unreported = grid.VARIANTS[variant]
    way = {} if unreported < 0 else {"unreported": grid.UNREPORTED[unreported]}
    return {"rule": grid.RULES[rule]} | way


def options(review: Review) -> pd.DataFrame:
    """List every option of every choice with its meaning.

    One row per option: choice (``rule``, ``unreported``, ``level``, ``unit`` or ``domains``), option, meaning (a
    sentence; of an outcome domain as the table ``outcome_domains`` has it, missing where it has none).
    """
    known = getattr(review, "outcome_domains", None)
    meanings = {} if known is None else dict(zip(known.outcome_domain, known.description, strict=True))
    domains = dict.fromkeys(ballots.table(review).outcome_domain)
    told = MEANINGS | {"domains": {domain: meanings.get(domain) for domain in domains}}
    rows = [(choice, option, meaning) for choice, found in told.items() for option, meaning in found.items()]
    return pd.DataFrame(rows, columns=["choice", "option", "meaning"])


def presets(review: Review, scenarios: Mapping[str, Scenario]) -> pd.DataFrame:
    """Count under choices that have a name: those of `NAMED`, and scenarios of the book that choose nothing else.

    A scenario that leaves out a study, or counts a domain, that the review does not have is no preset of it.

    One row per preset and hypothesis: preset (its title), meaning, one column for each choice (rule, unreported,
    domains and without joined by ", ", level, unit; all domains when empty), hypothesis_id, hypothesis, address (from
    `address`), n, total, percent, low, high (as in `votes.Count`).
    """
    cells = ballots.table(review)
    known = {"domains": set(cells.outcome_domain), "without": set(review.studies.study_id)}
    rows = []
    for title, meaning, made in [*NAMED, *_of_book(scenarios.values())]:
        choice = USUAL | made
        if all(known[name].issuperset(choice[name]) for name in known):
            told = {name: ", ".join(value) if isinstance(value, list) else value for name, value in choice.items()}
            about = {"preset": title, "meaning": meaning} | told
            rows += [
                about | one | {"address": address(one["hypothesis_id"], **choice)} | vars(count)
                for one, count in _counts(review, cells, choice)
            ]
    columns = [
        "preset", "meaning", *USUAL, "hypothesis_id", "hypothesis", "address", "n", "total", "percent", "low", "high",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).astype({"percent": float, "low": float, "high": float})


def _of_book(scenarios: Iterable[Scenario]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for scenario in scenarios:
        if scenario.parameters.keys() <= PARAMETERS.keys():
            made = {PARAMETERS[name]: value for name, value in scenario.parameters.items()}
            yield scenario.title, scenario.meaning, made


def _counts(review, cells, choice):
    """Count each hypothesis under a choice."""
    left = set(choice["without"])
    studies = review.studies[~review.studies.study_id.isin(left)].reset_index(drop=True)
    place = {study_id: number for number, study_id in enumerate(review.studies.study_id)}
    groups = [
        [place[one] for one in who]
        for who in votes.together(studies[votes.UNITS[choice["unit"]]], studies.study_id).values()
    ]
    rules = grid.RULES.index(choice["rule"]), grid.UNREPORTED.index(choice["unreported"])
    variant = [own for own, _ in grid.VARIANTS.values()].index(rules[0]) + (rules[1] if rules[0] == 2 else 0)
    chosen = [tuple(choice["domains"] or dict.fromkeys(cells.outcome_domain))]
    for hypothesis_id, label in review.hypotheses[["hypothesis_id", "label"]].itertuples(index=False, name=None):
        counted = ballots.of_groups(review, cells, hypothesis_id, groups, chosen)
        level = votes.LEVELS.index(choice["level"])
        n, total = (
            int(found[variant][:, 0, level].sum()) for found in (grid.votes_for(counted), grid.votes_counted(counted))
        )
        yield {"hypothesis_id": hypothesis_id, "hypothesis": label}, votes.counted(n, total)
