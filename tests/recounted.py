"""Count votes under a choice with loops over findings, a study at a time; the package looks them up another way."""

import re
from urllib.parse import parse_qs

import pandas as pd

from reviewbook.evidence.counting import votes
from reviewbook.evidence.counting.grid import RULES, UNREPORTED


def expected(review, choice, hypothesis_id):
    """Count a hypothesis by a choice: its rule, unreported, domains, level, unit and without."""
    left = set(choice["without"])
    studies = review.studies[~review.studies.study_id.isin(left)].reset_index(drop=True)
    eligible = {
        key: votes.eligible(review.findings, key, choice["domains"], choice["level"])
        for key in review.hypotheses.hypothesis_id
    }
    eligible = {key: findings[~findings.study_id.isin(left)] for key, findings in eligible.items()}
    cast = votes.cast(studies, eligible[hypothesis_id], hypothesis_id, choice["unit"])
    if choice["rule"] == "by finding":
        return votes.by_finding(cast)
    if choice["rule"] == "by direction":
        return votes.by_direction(cast, choice["unreported"])
    # the article counted its own studies
    tested = studies[studies.study_id.isin(pd.concat(eligible.values()).study_id) & studies.published_side.notna()]
    return votes.counted(int(cast.published.sum()), tested[votes.UNITS[choice["unit"]]].nunique())


def chosen(address, review):
    """Read which count an address names: its choice, and the hypothesis."""
    told = {name: value for name, (value,) in parse_qs(address.lstrip("?"), strict_parsing=True).items()}
    domains = [*dict.fromkeys(review.findings.outcome_domain[review.findings.tested.eq("yes")])]
    return {
        "rule": told.get("rule", RULES[1]),
        "unreported": told.get("unreported", UNREPORTED[0]),
        "domains": told["domains"].split(",") if "domains" in told else domains,
        "level": told.get("level", votes.LEVELS[0]),
        "unit": told.get("unit", "study"),
        "without": told["without"].split(",") if "without" in told else [],
    }, told["of"]


def shows(cell, count):
    """Tell whether a cell that is no sentence shows a count: its votes, and the ends of the interval if it has any."""
    n, total, low, high = re.search(r"(\d+)(?:/| of )?(\d+)?(?: \((\d+) to (\d+)%?\))?$", cell).groups()
    told = [one for one in (n, total, low, high) if one is not None]
    known = [count.n, count.total] + ([] if not count.total else [f"{count.low:.0f}", f"{count.high:.0f}"])
    return told == [str(one) for one in known][: len(told)]
