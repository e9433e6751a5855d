"""What each study found, as tiles in words; a control asks for the order in time, and works without any script.

The table is read aloud as a table. Whatever the control can show stands in the page: a style sheet shows the part that
is chosen, and fades the studies that do not meet it. On paper, where nothing can be chosen, a small table stands for
each level instead.
"""

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from reviewbook.book.pages.nodes import tiles_output
from reviewbook.book.pages.register import PAGE, anchor
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
    register = self.builder.get_relative_uri(self.builder.current_docname, PAGE)
    notebook = node["key"].partition(".")[0]
    place = f"{register}#{anchor(notebook)}-"
    columns = [
        column | {"tallies": [_tally(*said, place) for said in zip(column["tallies"], column["numbers"], strict=True)]}
        for column in tiles["columns"]
    ]
    tiles = tiles | {"columns": columns}
    levels = range(len(tiles["asked"]))
    choices = "".join(
        f'<label><input type="radio" name="{escape(group)}" value="{place}"{" checked" if not place else ""}>'
        f'<span class="asked">{escape(words)}</span></label>'
        for place, words in enumerate(tiles["asked"])
    )
    self.body.append(f'<div class="tiles" data-key="{escape(node["key"])}">\n')
    self.body.append(f"<fieldset><legend>{ASK}</legend>{choices}</fieldset>\n{_table(tiles, levels)}")
    self.body.append(f'<div class="printed">\n{"".join(_table(tiles, [place]) for place in levels)}</div>\n</div>\n')


def _close(self: HTML5Translator, node: tiles_output) -> None:
    pass


def _tally(words: str, numbers: list[str], register: str) -> str:
    """Write a tally, such as ``7 of 9``, whose numbers open."""
    places = iter(numbers)
    return re.sub(r"\d+", lambda found: f'<a href="{escape(register + next(places))}">{found[0]}</a>', words)


def _table(tiles: dict[str, Any], levels: Sequence[int]) -> str:
    """Write what is found at some levels; a table of one says which."""
    caption = f"<caption>{escape(tiles['asked'][levels[0]])}</caption>\n" if len(levels) == 1 else ""
    heads = "".join(
        f'<th scope="col" class="hypothesis-{number}">{escape(column["label"])}'
        f'<span class="tally">{_at(column["tallies"], levels)} {TALLY}</span></th>'
        for number, column in enumerate(tiles["columns"])
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(row["study"])}</th>'
        f"{''.join(_cell(number, said, levels) for number, said in enumerate(row['answers']))}</tr>\n"
        for row in tiles["rows"]
    )
    head = f'<tr><th scope="col">Study</th>{heads}</tr>\n'
    return f"<table>\n{caption}<thead>\n{head}</thead>\n<tbody>\n{rows}</tbody>\n</table>\n"


def _cell(number: int, said: list[str | None], levels: Sequence[int]) -> str:
    """Write one tile: what is found at each level; where nothing is, what was found below stands there, faded."""
    if not said[0]:
        return f'<td><span class="untested">{NOT_TESTED}</span></td>'
    told, last = [], ""
    for found in said:
        last = found or last
        kind, words = (last.replace(" ", "-"), "") if found else ("out", OUT)
        told.append(f'<span class="tile {kind}">{escape(WORDS.get(last, last))}{words}</span>')
    return f'<td class="hypothesis-{number}">{_at(told, levels)}</td>'


def _at(told: Sequence[str], levels: Sequence[int]) -> str:
    """Write what is shown at each level, each different thing once."""
    places: dict[str, list[str]] = {}
    for place in levels:
        places.setdefault(told[place], []).append(str(place))
    if len(levels) == 1:
        return f'<span class="level">{told[levels[0]]}</span>'
    return "".join(f'<span data-at="{" ".join(at)}">{words}</span>' for words, at in places.items())
