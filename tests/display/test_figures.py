"""Figures: colours that can be seen, and what is drawn of many studies."""

import json
from itertools import combinations
from types import SimpleNamespace

import pandas as pd
import plotly.graph_objects as go
import pytest

from reviewbook.display.figures.measurement import LENGTH
from reviewbook.display.figures.selection import flow_diagram
from reviewbook.display.figures.style import (
    COLOURS,
    NEUTRAL,
    SILENCE,
    VERDICTS,
    addresses,
    at_two_widths,
    behind,
    of_first_studies,
)

LIGHT, DARK = "#ffffff", "#121212"


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


@pytest.mark.parametrize("colour", [*COLOURS, *VERDICTS.values(), NEUTRAL])
@pytest.mark.parametrize("ground", [LIGHT, DARK])
def test_a_colour_stands_out_from_light_and_dark_ground(colour, ground):
    assert contrast(colour, ground) >= 3


def test_a_dash_and_the_frame_of_a_bar_have_a_colour_that_stands_out_and_are_thick_enough_to_keep_it():
    assert SILENCE["color"] == LENGTH["line"]["color"] == NEUTRAL
    assert SILENCE["line"]["width"] >= 2
    assert LENGTH["line"]["width"] >= 1


def test_a_figure_of_two_widths_holds_of_the_narrow_one_what_differs():
    def drawn(narrow):
        layout = {"height": 300 if narrow else 200, "showlegend": False, "meta": {"least_width": 560}}
        notes = [{"x": 1, "y": 2, "text": "same"}, {"x": 1, "y": 7 if narrow else 3, "text": "moved"}]
        lines = [{"type": "line", "x0": 0, "x1": 1, "y0": y, "y1": y} for y in range(1 + narrow)]
        layout |= {"annotations": notes, "shapes": lines}
        traces = [{"type": "scatter", "x": [1], "y": [5 if narrow else 4], "meta": {"studies": [["a"]]}}, {"x": [3]}]
        return go.Figure(traces, layout)

    figure = at_two_widths(drawn)
    assert (figure.layout.height, figure.layout.annotations[1].y, figure.data[0].y) == (200, 3, (4,))
    narrow = figure.layout.meta["narrow"]
    assert narrow.pop("each") == {"data": [{"y": [5]}, {}], "annotations": [{}, {"y": 7}]}
    # of another number, all of them
    assert [line["y0"] for line in narrow.pop("shapes")] == [0, 1]
    assert narrow == {"height": 300}
    assert figure.layout.meta["least_width"] == 560


def test_no_two_colours_are_the_same():
    assert all(one != other for one, other in combinations({*COLOURS, *VERDICTS.values()}, 2))


def test_studies_behind_marks_are_lists_that_can_be_stored():
    assert json.loads(json.dumps(behind([("first2001",), ()]))) == {"studies": [["first2001"], []]}


def test_a_figure_holds_the_address_of_each_place_once_and_none_where_there_is_none():
    def stated(sentence, address):
        return SimpleNamespace(section="2", paragraph=1, sentence=sentence, basis="stated", address=address)

    one, two, silent = stated(1, "https://a.org#:~:text=One"), stated(2, "https://a.org#:~:text=Two"), stated(3, None)
    assert addresses({"a": [one], "b": [one]}, {"c": [two], "d": [silent], "e": []}) == {
        "places": {
            "section 2, paragraph 1, sentence 1": "https://a.org#:~:text=One",
            "section 2, paragraph 1, sentence 2": "https://a.org#:~:text=Two",
        }
    }
    assert addresses({"d": [silent]}) == {}


def studies(count):
    return pd.DataFrame({"study_id": [f"s{n}" for n in range(count)]})


@of_first_studies
def drawn(table):
    return go.Figure(go.Bar(x=table.study_id.tolist()), layout={"meta": {"least_width": 560}})


def test_a_figure_with_a_row_per_study_draws_thirty_and_says_of_how_many():
    assert drawn(studies(30)).layout.meta == {"least_width": 560}
    figure = drawn(studies(1031))
    assert list(figure.data[0].x) == [f"s{n}" for n in range(30)]
    assert figure.layout.meta == {"least_width": 560, "part": "Shown are the first 30 of 1,031 studies."}


def test_a_long_reason_and_a_long_word_stay_in_the_frame_of_their_box():
    def drawn(*reasons):
        boxes = ["reports_assessed", "reports_excluded", *(f"reports_excluded:{one}" for one in reasons)]
        labels = ["Reports assessed", "Reports excluded", *reasons]
        told = {"box": boxes, "label": labels, "phase": "screening", "n": 7, "basis": "stated", "meaning": "meant"}
        return flow_diagram(pd.DataFrame(told).astype({"n": "Int64"}), {}, {})

    # three rows and a third for the title, of 110 pixels each; on a telephone, of two lines of 20 more where a frame
    # has seven
    assert 3.3 * 110 < drawn("Too young", "No data").layout.height < 3.4 * 110
    long = drawn(
        "Wrong population: adolescents with subclinical depressive symptomatology and others",
        "Nonrandomisedinterventions",
    )
    narrow = long.layout.meta["narrow"]
    assert 3.3 * 150 < narrow["height"] < 3.4 * 150
    told = [note["text"] for note in narrow["each"]["annotations"] if note.get("text")]
    assert max(len(line) for text in told for line in text.split("<br>")[:-1]) <= 18
    # on a page a frame holds more than twice as many letters in a line
    assert 3.3 * 110 < long.layout.height < 3.4 * 110
    told = [note.text for note in long.layout.annotations if note.text]
    assert 18 < max(len(line) for text in told for line in text.split("<br>")[:-1]) <= 46
