"""The ``what-if`` directive: a reader chooses how to count, and the page looks up what the notebook computed."""

import json

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from reviewbook.display import wording
from reviewbook.display.figures.style import COLOURS, SYMBOLS
from reviewbook.display.outputs import UnknownOutput, find
from reviewbook.evidence.counting import lookup, votes
from reviewbook.evidence.counting.grid import RULES, UNREPORTED, VARIANTS

NAME = "what-if"
TABLES = ["votes", "patterns", "voters", "domain_sets", "intervals"]


class WhatIf(SphinxDirective):
    """Place the choices of a count; the content says where the same stands for who cannot choose.

    The notebook that is named publishes the tables of `TABLES`.
    """

    required_arguments = 1
    has_content = True

    def run(self):
        """Put the sentence, and for the web what the page looks up."""
        notebook = self.arguments[0]
        if not self.content:
            return [self.state_machine.reporter.error("'what-if' has no sentence for paper", line=self.lineno)]
        try:
            tables = [find(self.env.app.published, "tables", f"{notebook}.{name}")["data"] for name in TABLES]
        except UnknownOutput as error:
            return [self.state_machine.reporter.error(str(error), line=self.lineno)]
        placed = nodes.container(classes=[NAME], ids=[NAME])
        self.state.nested_parse(self.content, self.content_offset, placed)
        written = json.dumps(ground(*tables), ensure_ascii=False, separators=(",", ":"))
        escaped = written.replace("</", "<\\/")
        placed += nodes.raw("", f'<script type="application/json">{escaped}</script>', format="html")
        self.set_source_info(placed)
        return [placed]


def ground(cast, patterns, voters, domain_sets, intervals):
    """Put together what a page needs to look up votes and intervals.

    Parameters
    ----------
    cast, patterns, voters, domain_sets, intervals : list of dict
        Rows of the tables that `reviewbook.evidence.counting.lookup` makes.

    Returns
    -------
    dict
        The choices in their order, with which column of votes each rule reads for each way of an unreported direction,
        and that in which a study without a finding has no vote; the confidence of the intervals in percent; for each
        hypothesis its label, colour and mark; for each study its study_id, citation and sample; for each unit, voter
        and studies left out the pattern of the votes on each hypothesis; for each pattern the places of its columns in
        the list of strings, where equal ones stand once; the interval of each count ("n/total" to percent, low and
        high, then the share and the interval as they are printed).
    """
    hypotheses = list(dict.fromkeys(row["hypothesis"] for row in cast))
    found = {unit: {} for unit in votes.UNITS}
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
        "confidence": round(100 * votes.CONFIDENCE),
        "hypotheses": [
            {"label": label, "colour": colour, "symbol": symbol}
            for label, colour, symbol in zip(hypotheses, COLOURS, SYMBOLS, strict=False)
        ],
        "studies": [[row["study_id"], row["study"], row["sample"]] for row in voters],
        "votes": found,
        "patterns": [[places[string] for string in row] for row in rows],
        "strings": strings,
        "intervals": {f"{row['n']}/{row['total']}": _interval(row) for row in intervals if row["total"]},
    }


def is_what_if(node):
    """Tell whether a node is a place where a reader chooses how to count."""
    return isinstance(node, nodes.container) and NAME in node["classes"]


def setup(app):
    """Register the directive."""
    app.add_directive(NAME, WhatIf)


def _interval(row):
    places = [round(row[name], 2) for name in ("percent", "low", "high")]
    return [*places, wording.text(row["percent"], "percent"), f"{row['low']:.0f} to {row['high']:.0f}"]


def _columns(rule):
    """List the columns of a rule, one for each way of an unreported direction, which may all be the same."""
    found = [place for place, (own, _) in enumerate(VARIANTS.values()) if own == rule]
    return found if len(found) > 1 else found * len(UNREPORTED)
