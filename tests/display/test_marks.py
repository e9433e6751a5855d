"""The system of marks, held in every figure of the votes: one hue, one form and one fill for one meaning."""

import json
import re

import pytest
from made_reviews import CONCURRENT, FIRST, drawn_review, review_of, small_review

from reviewbook.display.figures import direction as figures
from reviewbook.display.figures import harvest, robustness, shares
from reviewbook.display.figures.style import COLOURS, NEUTRAL
from reviewbook.evidence.counting import direction, grid
from reviewbook.evidence.tables import data

# by finding and direction, where a mark is of a study
FORMS = {
    ("supported", "positive"): "triangle-up", ("supported", "negative"): "triangle-down",
    ("supported", "conflicting"): "diamond", ("supported", None): "circle",
    ("trend", "positive"): "triangle-up-open", ("trend", "negative"): "triangle-down-open",
    ("trend", "conflicting"): "diamond-open", ("trend", None): "circle-open",
    ("mixed", "positive"): "triangle-up", ("mixed", "negative"): "triangle-down",
    ("mixed", "conflicting"): "diamond", ("mixed", None): "circle",
    ("not supported", "positive"): "y-up-open", ("not supported", "negative"): "y-down-open",
    ("not supported", "conflicting"): "diamond-x-open", ("not supported", None): "circle-x-open",
}  # fmt: skip
NONE = "rgba(0, 0, 0, 0)"
PALE = {"#3b82c4": "rgba(59, 130, 196, 0.3)", "#c9741c": "rgba(201, 116, 28, 0.3)"}
# on paper a pixel is three quarters of a point, and no figure is higher than this
TALLEST = 205 / 25.4 * 72


def drawn(review, sides=None, sentences=None, behind=None):
    """Every figure of the votes of a review."""
    votes = direction.per_study(review)
    made = grid.combinations(review)
    counts = grid.counts(made, grid.backers(review, made))
    sides, sentences, behind = sides or {}, sentences or {}, behind or {}
    return {
        "published": figures.published(direction.published(review), votes, review.studies, sides, sentences),
        "effect_direction": figures.effect_direction(direction.matrix(review), sentences),
        "harvest": harvest.harvest(votes, sentences),
        "shares_by_rule": shares.by_rule(direction.counts(review), behind),
        "specifications": robustness.specifications(counts, grid.choices(made), behind),
        "leave_one_out": robustness.leave_one_out(grid.plain(made), review.studies, sentences, behind),
    }


@pytest.fixture(scope="module")
def real(folder):
    return data.load(folder)


@pytest.fixture(scope="module")
def everything(real):
    return {"real": drawn(real), "small": drawn(small_review()), "random": drawn(drawn_review())}


NAMES = ["published", "effect_direction", "harvest", "shares_by_rule", "specifications", "leave_one_out"]


@pytest.fixture(params=[(book, name) for book in ("real", "small", "random") for name in NAMES], ids="-".join)
def figure(request, everything):
    book, name = request.param
    return everything[book][name]


def colours(trace):
    told = trace.marker.color
    return {told} if isinstance(told, str) else set(told or ())


def test_a_hue_is_a_hypothesis_and_nothing_else(figure):
    hypotheses = list(dict.fromkeys(trace.name for trace in figure.data if "predicts" in trace.name))
    assert len(hypotheses) == 2
    for trace in figure.data:
        if trace.name in hypotheses:
            own = COLOURS[hypotheses.index(trace.name)]
            assert colours(trace) <= {own, PALE[own], NONE, NEUTRAL}
        else:
            assert colours(trace) <= {NEUTRAL, "rgba(128, 128, 128, 0.3)"}


def test_nothing_is_written_smaller_than_twelve_pixels_or_turned(figure):
    sizes = [trace.textfont.size for trace in figure.data if "text" in (trace.to_plotly_json().get("mode") or "")]
    sizes += [note.font.size for note in figure.layout.annotations]
    narrow = (figure.layout.meta or {}).get("narrow", {})
    others = [*narrow.get("annotations", ()), *narrow.get("each", {}).get("annotations", ())]
    sizes += [note["font"]["size"] for note in others if "font" in note]
    assert min(sizes) >= 12
    assert not [note.text for note in figure.layout.annotations if note.textangle]
    assert not [note for note in others if note.get("textangle")]
    # axes write nothing, so that Plotly has nothing to turn where there is little room
    axes = [axis for name, axis in figure.layout.to_plotly_json().items() if "axis" in name]
    assert not [axis for axis in axes if axis.get("visible", True) and axis.get("showticklabels", True)]


def test_no_mark_is_smaller_than_four_pixels(figure):
    sizes = [trace.marker.size for trace in figure.data if trace.type == "scatter" and trace.marker.size is not None]
    assert all(size >= 4 for one in sizes for size in (one if isinstance(one, tuple) else (one,)))


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_of_this_review_is_no_smaller_than_seven_points_on_paper(everything, name):
    height = everything["real"][name].layout.height
    assert 12 * 0.75 * min(1, TALLEST / (height * 0.75)) >= 7


@pytest.mark.parametrize("name", ["shares_by_rule", "specifications", "leave_one_out"])
def test_a_share_is_a_square_and_its_axis_says_that_it_is_no_size_of_effect(everything, name):
    for book in everything.values():
        assert {trace.marker.symbol for trace in book[name].data} == {"square"}
        titles = [note.text for note in book[name].layout.annotations]
        assert titles.count("Share of studies, not size of effect (%)") == 2


def test_a_study_has_the_form_of_its_direction_and_the_fill_of_its_finding():
    said = [(f"s{n}", "h", "mood", FIRST, *one) for n, one in enumerate(FORMS)]
    names = [study_id for study_id, *_ in said]
    review = review_of({one: one for one in names}, said, dict.fromkeys(names, "h"))
    made = drawn(review)
    expected = list(FORMS.values())
    pale = [PALE[COLOURS[0]] if finding == "mixed" else COLOURS[0] for finding, _ in FORMS]
    for name in ("published", "effect_direction"):
        trace = made[name].data[0]
        assert (list(trace.marker.symbol), list(trace.marker.color)) == (expected, pale)
    bars = made["harvest"].data[0].marker
    fills = dict(zip(made["harvest"].data[0].customdata, zip(bars.color, bars.pattern.shape, strict=True), strict=True))
    told = {said.split("<br>")[1].split(",")[0]: fill for said, fill in fills.items()}
    assert told == {
        "supported": (COLOURS[0], ""),
        "trend": (NONE, ""),
        "mixed": (PALE[COLOURS[0]], ""),
        "not supported": (COLOURS[0], "x"),
    }


def words(figure):
    """What stands beside the bracket and below the column of each hypothesis."""
    return {
        trace.name: [" ".join(re.sub("<.*?>", " ", text).split()) for text in trace.text]
        for trace in figure.data
        if trace.mode == "text"
    }


def test_the_published_count_is_a_bracket_over_what_was_tested(everything):
    figure = everything["real"]["published"]
    assert words(figure) == {
        "Alliance predicts outcome": ["the article counts 7", "7 of 9 that tested it support it"],
        "Improvement predicts alliance": ["the article counts 3", "2 of 3 that tested it support it"],
    }
    assert [len(trace.x) for trace in figure.data if trace.mode == "markers"] == [9, 1, 3, 7]
    brackets = [shape.path for shape in figure.layout.shapes if shape.type == "path"]
    ends = [[float(y) for y in re.findall(r"[ML] \d+ ([\d.]+)", path)] for path in brackets]
    rows = sorted({y for trace in figure.data if trace.mode == "markers" for y in trace.y})
    # seven rows, then three
    assert [sum(min(end) < y < max(end) for y in rows) for end in ends] == [7, 3]


def test_a_bracket_holds_a_study_that_did_not_test_what_it_is_counted_under_and_none_of_an_update():
    said = [("A", "h", "mood", FIRST, "supported", "positive"), ("N", "h", "mood", FIRST, "supported", "positive"),
            ("B", "g", "mood", FIRST, "trend", "positive")]  # fmt: skip
    review = review_of({"N": "n", "A": "a", "B": "b"}, said, {"N": None, "A": "h", "B": "h"})
    figure = drawn(review)["published"]
    assert words(figure)["Sun predicts mood"][0] == "the article counts 2"
    assert words(figure)["Sun predicts mood"][1].startswith("2 of 2 ")
    assert words(figure)["Mood predicts sun"][0] == "the article counts 0"
    (bracket,) = [shape.path for shape in figure.layout.shapes if shape.type == "path"]
    top, bottom = (float(y) for y in re.findall(r"[ML] 14 ([\d.]+)", bracket))
    tested, silent = figure.data[0], figure.data[1]
    where = dict(zip([one[0] for one in tested.meta["studies"]], tested.y, strict=True))
    # A and B stand first, and within; N is below
    assert top < where["A"] < silent.y[0] < bottom < where["N"]


def test_where_there_is_room_a_study_stands_on_the_line_of_its_marks_and_every_domain_on_one_level(everything):
    figure = everything["real"]["effect_direction"]
    notes = {note.text: note for note in figure.layout.annotations}
    for trace in figure.data[:2]:
        for said, y in zip(trace.customdata, trace.y, strict=True):
            name = notes[said.rpartition(", ")[0].split("<br>")[0].rsplit(", ", 1)[0]]
            assert (name.y, name.yanchor) == (y, "middle") and name.x < 0
    domains = [note for note in figure.layout.annotations if note.xanchor == "center" and "<b>" not in note.text]
    assert len(domains) == 5 and len({note.y for note in domains}) == 1
    assert [note.x for note in domains] == [0.5, 1.5, 2.5, 3.5, 4.5]
    titles = [(note.x, note.xanchor) for text, note in notes.items() if "<b>" in text]
    # over four columns, and over one
    assert titles == [(2, "center"), (4.5, "center")]


def test_of_many_studies_thirty_are_drawn_and_all_are_counted():
    names = [f"s{n}" for n in range(45)]
    said = [(one, "h", "mood", CONCURRENT, "supported", "positive") for one in names]
    figure = drawn(review_of({one: one for one in names}, said, dict.fromkeys(names, "h")))["published"]
    assert len(figure.data[0].x) == 30
    assert words(figure)["Sun predicts mood"][0] == "the article counts 45"
    assert words(figure)["Sun predicts mood"][1].startswith("45 of 45 ")
    assert figure.layout.meta["part"] == "Shown are the first 30 of 45 studies."


def test_a_bar_is_as_long_as_its_study_accounts_for_time_and_says_no_patients(everything):
    figure = everything["real"]["harvest"]
    bars = figure.data[0]
    steps = {said.split(" et al.")[0].split(" and ")[0]: x for said, x in zip(bars.customdata, bars.x, strict=True)}
    assert steps == {
        "Berger": 1, "Castonguay": 1, "Stiles-Shields": 1, "Gibbons": 2, "Weck": 2, "De Bolle": 3, "Zuroff": 3,
        "Feeley": 4, "Strunk": 4,
    }  # fmt: skip
    assert not [text for trace in figure.data for text in trace.text or () if re.search("567|patients", text)]
    titles = [re.sub("<.*?>", "", text) for trace in figure.data[2::3] for text in trace.text]
    assert titles == [
        "supported: 7 studies", "not supported: 2 studies", "no test reported: 1 study",
        "supported: 2 studies", "trend: 1 study", "no test reported: 7 studies",
    ]  # fmt: skip


def test_many_studies_share_a_bar_where_finding_and_level_are_the_same():
    names = [f"s{n}" for n in range(90)]
    said = [(one, "h", "mood", FIRST if n % 3 else CONCURRENT, "supported", "positive") for n, one in enumerate(names)]
    figure = drawn(review_of({one: one for one in names}, said, dict.fromkeys(names, "h")))["harvest"]
    assert list(figure.data[1].text) == ["60 studies", "30 studies"]
    assert list(figure.data[0].x) == [2, 1]


def test_the_share_by_each_rule_is_that_of_the_table(everything):
    first = everything["real"]["shares_by_rule"].data[0]
    assert "7 of 9, 78 percent (45 to 94)" in first.customdata[0]
    assert "6 of 8, 75 percent (41 to 93)" in first.customdata[1]
    # of nine; two report no direction, one of them in a sample with one that does
    assert [len(studies) for studies in first.meta["studies"]] == [9, 9, 7, 8, 9, 9, 9, 9]


def test_captions_of_these_figures_have_at_most_fifty_words(folder):
    for stem in ("direction", "robustness"):
        text = "".join(_sources(folder / "notebooks" / f"{stem}.ipynb"))
        for body in re.findall(r"```\{output\} (?:direction|robustness)\.\w+\n:name: fig-(.*?)```", text, re.S):
            caption = re.sub(r"\{[\w:]+\}`[^`]*`|\(#[^)]*\)", "", body)
            assert len(caption.split()) <= 50, caption


def _sources(path):
    return ["".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
