"""What each study found, as tiles in words; a control asks for the order in time, and works without any script.

The table is read aloud as a table. Whatever the control can show stands in the page: a style sheet shows the part that
is chosen, and fades the studies that do not meet it.
"""

from html import escape
from typing import Any

from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from reviewbook.book.pages.nodes import tiles_output
from reviewbook.display.figures.order import TREND
from reviewbook.evidence.counting.direction import NOT_TESTED

ASK = "Count only studies that at least …"
# what a tile says of a finding, where it says more than its name
WORDS = {"trend": TREND}
OUT = '<span class="more">, not counted</span>'
# what a column says below its tally; the head of the column says of which hypothesis
TALLY = "studies support it"


def setup(app: Sphinx) -> None:
    """Register the picture."""
    app.add_node(tiles_output, html=(_open, _close))


def _open(self: HTML5Translator, node: tiles_output) -> None:
    tiles, group = node["figure"]["layout"]["meta"]["tiles"], node["key"].replace(".", "-")
    choices = "".join(
        f'<label><input type="radio" name="{escape(group)}" value="{place}"{" checked" if not place else ""}>'
        f'<span class="asked">{escape(words)}</span></label>'
        for place, words in enumerate(tiles["asked"])
    )
    self.body.append(f'<div class="tiles" data-key="{escape(node["key"])}">\n')
    self.body.append(
        f"<fieldset><legend>{ASK}</legend>{choices}</fieldset>\n<table>\n<thead>\n{_head(tiles)}</thead>\n"
    )
    self.body.append(f"<tbody>\n{''.join(_row(row) for row in tiles['rows'])}</tbody>\n</table>\n</div>\n")


def _close(self: HTML5Translator, node: tiles_output) -> None:
    pass


def _head(tiles: dict[str, Any]) -> str:
    cells = "".join(
        f'<th scope="col" class="hypothesis-{number}">{escape(column["label"])}'
        f'<span class="tally">{_at(column["tallies"])} {TALLY}</span></th>'
        for number, column in enumerate(tiles["columns"])
    )
    return f'<tr><th scope="col">Study</th>{cells}</tr>\n'


def _row(row: dict[str, Any]) -> str:
    cells = "".join(_cell(number, said) for number, said in enumerate(row["answers"]))
    return f'<tr><th scope="row">{escape(row["study"])}</th>{cells}</tr>\n'


def _cell(number: int, said: list[str | None]) -> str:
    """Write one tile: what is found at each level; where nothing is, what was found below stands there, faded."""
    if not said[0]:
        return f'<td><span class="untested">{NOT_TESTED}</span></td>'
    told, last = [], ""
    for found in said:
        last = found or last
        kind, words = (last.replace(" ", "-"), "") if found else ("out", OUT)
        told.append(f'<span class="tile {kind}">{escape(WORDS.get(last, last))}{words}</span>')
    return f'<td class="hypothesis-{number}">{_at(told)}</td>'


def _at(told: list[str]) -> str:
    """Write what is shown at each level, each different thing once."""
    places: dict[str, list[str]] = {}
    for place, words in enumerate(told):
        places.setdefault(words, []).append(str(place))
    return "".join(f'<span data-at="{" ".join(levels)}">{words}</span>' for words, levels in places.items())
