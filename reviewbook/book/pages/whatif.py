"""The ``what-if`` directive: a reader chooses how to count, and the page looks up what the notebook computed."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from reviewbook.book.pages.directive import BookDirective
from reviewbook.display import markup, wording
from reviewbook.display.figures.style import COLOURS, SHARE
from reviewbook.display.outputs import UnknownOutput, find
from reviewbook.evidence.counting import lookup, votes
from reviewbook.evidence.counting.grid import RULES, UNREPORTED, VARIANTS

NAME = "what-if"
TABLES = ["votes", "patterns", "voters", "domain_sets", "intervals"]


class WhatIf(BookDirective):
    """Place the choices of a count; the content says where the same stands for who cannot choose.

    The notebook that is named publishes the tables of `TABLES`.
    """

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Put the sentence, and for the web what the page looks up."""
        if not self.content:
            return self.refused("'what-if' has no sentence for paper")
        keys = [f"{self.arguments[0]}.{name}" for name in TABLES]
        try:
            tables = [find(self.published, "tables", key)["data"] for key in keys]
        except UnknownOutput as error:
            return self.refused(str(error))
        placed = self.into(nodes.container(classes=[NAME], ids=[NAME]))
        written = f'<script type="application/json">{markup.script(ground(*tables))}</script>'
        placed += nodes.raw("", written, format="html")
        self.set_source_info(placed)
        return [placed]


Rows = list[dict[str, Any]]


def ground(cast: Rows, patterns: Rows, voters: Rows, domain_sets: Rows, intervals: Rows) -> dict[str, Any]:
    """Put together what a page needs to look up votes and intervals, from the tables of `TABLES`.

    Returns
    -------
    dict
        The choices in their order, with which column of votes each rule reads for each way of an unreported direction,
        and that in which a study without a finding has no vote; the title of the axis; the confidence of the intervals
        in percent; for each hypothesis its label, colour and mark; for each study its study_id, citation and sample;
        for each unit, voter and studies left out the pattern of the votes on each hypothesis; for each pattern the
        places of its columns in the list of strings, where equal ones stand once; the interval of each count ("n/total"
        to percent, low and high, then the share and the interval as they are printed).
    """
    hypotheses = list(dict.fromkeys(row["hypothesis"] for row in cast))
    found: dict[str, dict[str, dict[str, list[int]]]] = {unit: {} for unit in votes.UNITS}
    for row in cast:
        found[row["unit"]].setdefault(row["voter"], {}).setdefault(row["left_out"], []).append(row["pattern"])
    rows = [[row[column] for column in lookup.COLUMNS.values()] for row in patterns]
    strings = list(dict.fromkeys(string for row in rows for string in row))
    places = {string: number for number, string in enumerate(strings)}
    sets = [row["domains"] for row in domain_sets]
    return {
        "rules": RULES,
        "unreported": UNREPORTED,
        "domains": sets[-1].split(" + "),
        "sets": sets,
        "levels": votes.LEVELS,
        "units": list(votes.UNITS),
        "columns": {rule: _columns(place) for place, rule in enumerate(RULES)},
        "tested": list(VARIANTS).index("by finding"),
        "axis": SHARE,
        "confidence": round(100 * votes.CONFIDENCE),
        "hypotheses": [{"label": label, "colour": colour} for label, colour in zip(hypotheses, COLOURS, strict=False)],
        "studies": [[row["study_id"], row["study"], row["sample"]] for row in voters],
        "votes": found,
        "patterns": [[places[string] for string in row] for row in rows],
        "strings": strings,
        "intervals": {f"{row['n']}/{row['total']}": _interval(row) for row in intervals if row["total"]},
    }


def is_what_if(node: nodes.Node) -> bool:
    """Tell whether a node is a place where a reader chooses how to count."""
    return isinstance(node, nodes.container) and NAME in node["classes"]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive(NAME, WhatIf)


def _interval(row: dict[str, Any]) -> list[Any]:
    places = [round(row[name], 2) for name in ("percent", "low", "high")]
    return [*places, wording.text(row["percent"], "percent"), f"{row['low']:.0f} to {row['high']:.0f}"]


def _columns(rule: int) -> list[int]:
    """List the columns of a rule, one for each way of an unreported direction, which may all be the same."""
    found = [place for place, (own, _) in enumerate(VARIANTS.values()) if own == rule]
    return found if len(found) > 1 else found * len(UNREPORTED)
