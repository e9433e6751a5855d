"""Figures on the web: what their marks say, and colours that can be seen."""

import json
import re
from itertools import combinations

import pandas as pd
import plotly.graph_objects as go
import pytest

from reviewbook.book.pages import figure as shown
from reviewbook.display import outputs
from reviewbook.display.figures.style import COLOURS, behind, folded, of_first_studies

LIGHT, DARK = "#ffffff", "#121212"
BARS = {
    "name": "Counted",
    "x": [7, 3],
    "y": [["Setting", "Setting"], ["out-<br>patient", "inpatient"]],
    "hovertemplate": "%{y}: %{x} studies<extra></extra>",
    "meta": {"studies": [["first2001", "second2002"], []]},
}
POINTS = {
    "x": [1, 2],
    "y": [5, 5],
    "text": ["<b>one</b>", "p < 0.05 and > 0.01"],
    "customdata": [["a", "b"], ["c", "d"]],
    "hovertemplate": "%{text}<br>%{customdata[1]}<extra></extra>",
}


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_the_guideline():
    # Web Content Accessibility Guidelines 2.2: black on white is 21 to 1
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#808080", "#ffffff") == pytest.approx(3.95, abs=0.005)


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("ground", [LIGHT, DARK])
def test_a_colour_stands_out_from_light_and_dark_ground(colour, ground):
    assert contrast(colour, ground) >= 3


def test_no_two_colours_are_the_same():
    assert all(one != other for one, other in combinations(COLOURS, 2))


def test_a_mark_says_what_a_pointer_would_be_told():
    first, second = shown.marks({"data": [BARS]})
    assert first.said == "Setting: out- patient: 7 studies"
    assert second.said == "Setting: inpatient: 3 studies"
    assert first.series == "Counted"


def test_a_mark_knows_its_studies_where_the_figure_tells_them():
    assert [mark.studies for mark in shown.marks({"data": [BARS]})] == [("first2001", "second2002"), ()]
    assert [mark.studies for mark in shown.marks({"data": [POINTS]})] == [(), ()]


def test_only_emphasis_is_taken_from_the_words_of_a_mark():
    assert [mark.said for mark in shown.marks({"data": [POINTS]})] == ["one; b", "p < 0.05 and > 0.01; d"]


def test_a_trace_that_only_explains_others_has_no_marks():
    legend = {"x": [None], "y": [None], "name": "supported"}
    assert [(mark.trace, mark.point) for mark in shown.marks({"data": [legend, POINTS]})] == [(1, 0), (1, 1)]


def test_studies_behind_marks_are_lists_that_can_be_stored():
    assert json.loads(json.dumps(behind([("first2001",), ()]))) == {"studies": [["first2001"], []]}


def test_every_published_figure_says_something_at_each_mark_and_names_known_studies(folder):
    known = {row["study_id"] for row in _voters(folder)}
    for published in outputs.read(folder / "notebooks").values():
        for name, found in published.figures.items():
            read = shown.marks(found["figure"])
            assert read, name
            for mark in read:
                assert mark.said, (name, mark)
                assert "%{" not in mark.said, (name, mark)
                assert set(mark.studies) <= known, (name, mark)


def test_figures_that_draw_studies_name_them(folder):
    published = outputs.read(folder / "notebooks")
    for key in ("characteristics.patients", "characteristics.shares", "direction.published", "direction.harvest"):
        read = shown.marks(outputs.find(published, "figures", key)["figure"])
        assert all(mark.studies for mark in read), key


def test_every_mark_says_where_it_is_stated_or_how_that_is_seen(folder):
    for published in outputs.read(folder / "notebooks").values():
        for name, found in published.figures.items():
            for mark in shown.marks(found["figure"]):
                if "Click: studies and their sources" in mark.said:
                    # the studies of a choice are those of its count
                    assert mark.studies or mark.in_some or name == "specifications", (name, mark)
                    assert mark.sources.keys() == {*mark.studies, *mark.in_some}, (name, mark)
                elif not mark.said.split("; ")[0].endswith(": not reported"):
                    assert re.search(r"; Source: (\w+ [\d.]+|abstract), paragraph \d+, sentences? \d|; Source: no ",
                                     mark.said), (name, mark)  # fmt: skip


def test_what_is_folded_is_whole_again_in_the_table_of_a_figure():
    line = "Source: section 3.1, paragraph 2, sentences 2, 3 and 4"
    assert folded(line) != line
    trace = {"x": [1], "y": [1], "text": [f"One<br>{folded(line)}"], "hovertemplate": "%{text}<extra></extra>"}
    assert shown.marks({"data": [trace]})[0].said == f"One; {line}"


def _voters(folder):
    return outputs.find(outputs.read(folder / "notebooks"), "tables", "robustness.voters")["data"]


def studies(count):
    return pd.DataFrame({"study_id": [f"s{n}" for n in range(count)]})


@of_first_studies
def drawn(table, left_out=None):
    return go.Figure(go.Bar(x=table.study_id.tolist()), layout={"meta": {"least_width": 560}})


@of_first_studies
def in_words(table, left_out=None):
    return f"{len(table)} studies" + (f", {len(left_out)} rows" if left_out is not None else "")


def test_a_figure_with_a_row_per_study_draws_thirty_and_says_of_how_many():
    assert in_words(studies(30)) == "30 studies"
    assert drawn(studies(30)).layout.meta == {"least_width": 560}
    assert in_words(studies(1031)) == "30 studies Drawn are the first 30 of 1,031 studies."
    figure = drawn(studies(1031))
    assert list(figure.data[0].x) == [f"s{n}" for n in range(30)]
    assert figure.layout.meta == {"least_width": 560, "part": "Drawn are the first 30 of 1,031 studies."}


def test_with_nobody_left_out_stays_where_only_the_first_studies_are_drawn():
    left_out = pd.DataFrame({"left_out": [None, "s0", "s29", "s30"]})
    assert in_words(studies(31), left_out).startswith("30 studies, 3 rows")
