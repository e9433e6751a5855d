"""The ``what-if`` directive: a reader chooses how to count, and the page counts the published votes."""

import json

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from reviewbook.book.outputs import UnknownOutput, find
from reviewbook.display import wording
from reviewbook.display.figures.style import COLOURS, SYMBOLS
from reviewbook.evidence import votes
from reviewbook.evidence.direction import DIRECTIONS, FINDINGS
from reviewbook.evidence.number import slug
from reviewbook.evidence.robustness import RULES, UNREPORTED

NAME = "what-if"
KEPT = ["study_id", "study", "sample", "published_side", "hypothesis_id", "outcome_domain", "temporal_level"]


class WhatIf(SphinxDirective):
    """Place the choices of a count; the content says where the same stands for who cannot choose.

    The notebook that is named publishes the tables ``votes`` and ``intervals``.
    """

    required_arguments = 1
    has_content = True

    def run(self):
        """Put the sentence, and for the web what the page counts."""
        notebook = self.arguments[0]
        if not self.content:
            return [self.state_machine.reporter.error("'what-if' has no sentence for paper", line=self.lineno)]
        try:
            tables = [find(self.env.app.published, "tables", f"{notebook}.{name}") for name in ("votes", "intervals")]
        except UnknownOutput as error:
            return [self.state_machine.reporter.error(str(error), line=self.lineno)]
        placed = nodes.container(classes=[NAME], ids=[NAME])
        self.state.nested_parse(self.content, self.content_offset, placed)
        written = json.dumps(ground(*(table["data"] for table in tables)), ensure_ascii=False, separators=(",", ":"))
        escaped = written.replace("</", "<\\/")
        placed += nodes.raw("", f'<script type="application/json">{escaped}</script>', format="html")
        self.set_source_info(placed)
        return [placed]


def ground(cast, intervals):
    """Put together what a page needs to count.

    Parameters
    ----------
    cast : list of dict
        Rows of `reviewbook.evidence.ballots.table`.
    intervals : list of dict
        Rows of `reviewbook.evidence.robustness.intervals`.

    Returns
    -------
    dict
        The choices in their order, the share by which findings agree, the confidence of the intervals in percent, a row
        per study, hypothesis, domain and level with how often each word of `FINDINGS` and `DIRECTIONS` is said, the
        interval of each count ("n/total" to percent, low and high, then the share and the interval as they are
        printed), and for each hypothesis its label, colour and mark.
    """
    hypotheses = dict.fromkeys((row["hypothesis_id"], row["hypothesis"]) for row in cast)
    return {
        "rules": RULES,
        "unreported": UNREPORTED,
        "levels": votes.LEVELS,
        "units": list(votes.UNITS),
        "agreement": votes.AGREEMENT,
        "confidence": round(100 * votes.CONFIDENCE),
        "words": {"finding": FINDINGS, "direction": DIRECTIONS},
        "hypotheses": [
            {"id": name, "label": label, "colour": colour, "symbol": symbol}
            for (name, label), colour, symbol in zip(hypotheses, COLOURS, SYMBOLS, strict=False)
        ],
        "votes": [
            {column: row[column] for column in KEPT}
            | {"finding": _said(row, FINDINGS), "direction": _said(row, DIRECTIONS)}
            for row in cast
        ],
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


def _said(row, words):
    return [row[f"n_{slug(word)}"] for word in words]
