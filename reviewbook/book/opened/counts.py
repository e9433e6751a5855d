"""What opens at a count that a reader can make: what the page of such counts looks up, and the cells behind votes.

One file for all such counts, which a page loads when the first of them is asked for.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.writers.html5 import HTML5Translator

from reviewbook.book import state
from reviewbook.book.computation import package
from reviewbook.book.opened.cells import Cells, Link
from reviewbook.book.pages.nodes import counted
from reviewbook.book.recount import ground
from reviewbook.book.recount.whatif import NAME
from reviewbook.display import markup
from reviewbook.evidence.counting import grid, lookup, overturning, votes
from reviewbook.evidence.number import Code, dotted
from reviewbook.evidence.tables import data
from reviewbook.evidence.tables.data import Review

FILE = "counts.js"
# what computes votes and their count, and what would change it
VOTES: tuple[Code, ...] = grid.combinations, votes.cast, votes.counted
CHANGES: tuple[Code, ...] = (overturning.smallest,)


def write(app: Sphinx, place: Path, cells: Cells, review: Review, told: dict[str, Any]) -> None:
    """Write the file, if the book has a page on which a reader counts.

    Parameters
    ----------
    told
        What all cards show.
    """
    notebooks = state.of(app).published.values()
    tables = next((output.tables for output in notebooks if {*ground.TABLES} <= {*output.tables}), None)
    page = _page(app.env)
    if tables is None or page is None:
        return
    findings = review.findings.assign(key=data.keys(review, "findings"))
    tested = findings[findings.tested.eq("yes")]
    rows = tested[["study_id", "hypothesis_id", "outcome_domain", "temporal_level", "key"]].itertuples(index=False)
    known = told | {
        "page": app.builder.get_target_uri(page),
        "data": ground.of({name: tables[name]["data"] for name in ground.TABLES}),
        # of each finding the cells that say how it votes by either rule
        "findings": [
            [*row[:4], *(cells.place(f"findings/{row[4]}/{column}") for column in lookup.SAID)] for row in rows
        ],
        "published": {one: cells.place(f"studies/{one}/published_side") for one in review.studies.study_id},
        "by": _computed(VOTES),
        "changed_by": _computed(CHANGES),
        "cells": cells.told,
    }
    (place / FILE).write_text(f"globalThis.counts = {markup.script(known)};\n", encoding="utf-8")


def _computed(code: Iterable[Code]) -> list[Link]:
    return [(name.removeprefix("reviewbook."), package.address_of(name) or "") for name in map(dotted, code)]


def _page(env: BuildEnvironment) -> str | None:
    """Find the page on which a reader counts; None where the book has none."""
    labels: Any = env.get_domain("std")
    return labels.anonlabels[NAME][0] if NAME in labels.anonlabels else None


def _open(self: HTML5Translator, node: counted) -> None:
    if page := _page(self.builder.env):
        where = self.builder.get_relative_uri(self.builder.current_docname, page)
        self.body.append(self.starttag(node, "a", "", href=f"{where}#{NAME}{node['choice']}"))


def _close(self: HTML5Translator, node: counted) -> None:
    if _page(self.builder.env):
        self.body.append("</a>")


def setup(app: Sphinx) -> None:
    """Register how such a count is written."""
    app.add_node(counted, html=(_open, _close))
