"""What a page needs to look up a count, and all that it shows of one, put together from published tables."""

from collections.abc import Mapping
from typing import Any

from reviewbook.display import wording
from reviewbook.display.figures import style
from reviewbook.evidence.counting import cautions, choices, lookup, overturning, traits, votes
from reviewbook.evidence.counting.grid import RULES, UNREPORTED, VARIANTS
from reviewbook.evidence.number import rounded

# which the notebook publishes, each under the name of what it is
TABLES = (
    "votes", "patterns", "voters", "domain_sets", "intervals", "reported", "characteristics", "options", "presets",
    "changes", "asked", "templates", "refusals",
)  # fmt: skip
LISTS = ("domains", "without")

Rows = list[dict[str, Any]]


def of(tables: Mapping[str, Rows]) -> dict[str, Any]:
    """Put together what a page looks up, from the tables of `TABLES`.

    Returns
    -------
    dict
        The choices in their order, with what each option means; which column of votes each rule reads for each way of
        an unreported direction, and those of what was found; for each hypothesis key, label, colour and marks; for each
        study its study_id, citation and sample, what it is and what its findings are; for each unit, voter and studies
        left out the pattern of the votes on each hypothesis; for each pattern the places of its columns in the list of
        strings, where equal ones stand once; the interval of each count ("n/total" to percent, low and high, then the
        share and the interval as they are printed, and the share as a whole number); the smallest changes of each
        count; choices that have a name; and what may not be concluded, with the names of facts in braces, with of which
        choice each reason speaks, and what it asks of the votes.
    """
    hypotheses = {row["hypothesis_id"]: row["hypothesis"] for row in tables["votes"]}
    rows = [[row[column] for column in lookup.COLUMNS.values()] for row in tables["patterns"]]
    strings = list(dict.fromkeys(string for row in rows for string in row))
    places = {string: number for number, string in enumerate(strings)}
    sets = [row["domains"] for row in tables["domain_sets"]]
    columns = list(lookup.COLUMNS)
    return {
        "rules": RULES,
        "unreported": UNREPORTED,
        "domains": sets[-1].split(" + ") if sets[-1] else [],
        "sets": sets,
        "levels": votes.LEVELS,
        "units": list(votes.UNITS),
        "meanings": _meanings(tables["options"]),
        "presets": _presets(tables["presets"]),
        "columns": {rule: _columns(place) for place, rule in enumerate(RULES)},
        "tested": columns.index("by finding"),
        "said": {name: columns.index(name) for name in lookup.SAID},
        "letters": lookup.LETTERS,
        "axis": style.SHARE,
        "confidence": round(100 * votes.CONFIDENCE),
        "hypotheses": [
            {"id": hypothesis_id, "label": label, "colour": colour, "marks": _marks(colour)}
            for (hypothesis_id, label), colour in zip(hypotheses.items(), style.COLOURS, strict=False)
        ],
        "neutral": {"colour": style.NEUTRAL, "marks": _marks(style.NEUTRAL)},
        "studies": [[row["study_id"], row["study"], row["sample"]] for row in tables["voters"]],
        "votes": _votes(tables["votes"]),
        "patterns": [[places[string] for string in row] for row in rows],
        "strings": strings,
        "intervals": {f"{row['n']}/{row['total']}": _interval(row) for row in tables["intervals"] if row["total"]},
        "changes": {
            f"{row['n']}/{row['total']}": [row[name] for name in (*overturning.ASKED, "sides")]
            for row in tables["changes"]
        },
        "kinds": traits.KINDS,
        "characteristics": {row.pop("study_id"): row for row in map(dict, tables["characteristics"])},
        "reported": [[row[name] for name in lookup.REPORTED] for row in tables["reported"]],
        "templates": {row["caution"]: [row["statement"], row["why"]] for row in tables["templates"]},
        "cautions": cautions.COUNTED,
        "asked_by": cautions.ASKED,
        "refusals": {row["directions"]: row["reason"] for row in tables["refusals"]},
    }  # fmt: skip


def _votes(rows: Rows) -> dict[str, dict[str, dict[str, list[int]]]]:
    found: dict[str, dict[str, dict[str, list[int]]]] = {unit: {} for unit in votes.UNITS}
    for row in rows:
        found[row["unit"]].setdefault(row["voter"], {}).setdefault(row["left_out"], []).append(row["pattern"])
    return found


def _meanings(rows: Rows) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        found.setdefault(row["choice"], {})[row["option"]] = row["meaning"] or ""
    return found


def _presets(rows: Rows) -> list[dict[str, Any]]:
    """Give title, meaning and choices of each, whose rows are one for each hypothesis."""
    named = {row["preset"]: row for row in rows}.values()
    return [
        {"title": row["preset"], "meaning": row["meaning"]}
        | {name: _listed(row[name]) if name in LISTS else row[name] for name in choices.USUAL}
        for row in named
    ]


def _listed(told: str | None) -> list[str]:
    return told.split(", ") if told else []


def _interval(row: dict[str, Any]) -> list[Any]:
    places = [round(row[name], 2) for name in ("percent", "low", "high")]
    printed = [wording.text(row["percent"], "percent"), f"{row['low']:.0f} to {row['high']:.0f}"]
    return [*places, *printed, f"{rounded(100 * row['n'] / row['total'])}"]


def _columns(rule: int) -> list[int]:
    """List the columns of a rule, one for each way of an unreported direction, which may all be the same."""
    found = [place for place, (own, _) in enumerate(VARIANTS.values()) if own == rule]
    return found if len(found) > 1 else found * len(UNREPORTED)


def _marks(colour: str) -> dict[str, list[str]]:
    """Draw each finding with each direction: two letters to name, symbol and colour; none is what has no test."""
    findings, directions = (lookup.LETTERS[name] for name in lookup.SAID)
    found = {}
    for finding, one in findings.items():
        for direction, other in directions.items():
            told = direction != votes.NOT_REPORTED
            name = f"{finding}, {direction if told else style.UNTOLD}"
            found[one + other] = [name, *style.mark(finding, direction if told else None, colour)]
    return found | {lookup.NO_VOTE * 2: [style.NOT_TESTED, style.SILENT, style.NEUTRAL]}
