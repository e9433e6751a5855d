"""Published figures drawn for paper."""

import json
import re
import xml.etree.ElementTree as xml

import pytest
import typst
from copies import FOLDER

from reviewbook.book.paper import drawing
from reviewbook.book.paper.text import string

SVG = "{http://www.w3.org/2000/svg}"

BARS = {
    "data": [
        {"type": "bar", "x": ["first", "second"], "y": [3, 7], "name": "Earlier", "marker": {"color": "#3b82c4"}},
        {"type": "bar", "x": ["first", "second"], "y": [2, 5], "name": "Later", "marker": {"pattern": {"shape": "/"}}},
    ],
    "layout": {"height": 300, "width": 2000, "updatemenus": [{"buttons": [{"label": "A button"}]}]},
}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    folder = tmp_path_factory.mktemp("figures")
    return drawing.draw({"bars": BARS}, folder)["bars"]


def words(path):
    return {text.text for text in xml.parse(path).iter("{http://www.w3.org/2000/svg}text")}


def test_labels_and_legend_are_words_in_the_drawing(drawn):
    assert {"first", "second", "Earlier", "Later"} <= words(drawn)


def test_what_only_a_screen_can_do_is_left_out(drawn):
    assert "A button" not in words(drawn)
    assert "modebar" not in drawn.read_text(encoding="utf-8")


def test_a_drawing_is_as_wide_as_the_text_and_as_high_as_the_figure_says(drawn):
    root = xml.parse(drawn).getroot()
    assert (root.get("width"), root.get("height")) == ("560", "300")


def test_the_font_is_the_one_of_the_book(drawn):
    styles = [text.get("style") for text in xml.parse(drawn).iter("{http://www.w3.org/2000/svg}text")]
    assert {re.search(r"font-family: ([^;]+);", style)[1] for style in styles} == {'"Source Sans 3"'}


def test_colours_that_mean_something_stay(drawn):
    assert "rgb(59, 130, 196)" in drawn.read_text(encoding="utf-8")


def test_bars_are_as_high_as_their_numbers(drawn):
    heights = [float(y) for y in re.findall(r'class="point"><path d="M[\d.]+,[\d.]+V([\d.]+)', drawn.read_text())]
    base = float(re.search(r'class="point"><path d="M[\d.]+,([\d.]+)V', drawn.read_text())[1])
    scale = (base - heights[0]) / 3
    assert [round((base - height) / scale, 2) for height in heights] == [3, 7, 2, 5]


def test_the_same_figure_gives_the_same_bytes_in_another_folder(drawn, tmp_path):
    assert drawing.draw({"bars": BARS}, tmp_path)["bars"].read_bytes() == drawn.read_bytes()


def test_ids_of_two_drawings_never_meet(drawn, tmp_path):
    other = drawing.draw({"one": {"data": BARS["data"][:1], "layout": {}}}, tmp_path)["one"]
    ids = [set(re.findall(r'id="([^"]+)"', path.read_text(encoding="utf-8"))) for path in (drawn, other)]
    assert all(ids)
    assert not ids[0] & ids[1]


def test_an_unchanged_figure_is_not_drawn_again(drawn):
    before = drawn.stat().st_mtime_ns
    assert drawing.draw({"again": BARS}, drawn.parent) == {"again": drawn}
    assert drawn.stat().st_mtime_ns == before


def test_a_changed_value_is_drawn_anew(drawn):
    changed = {"data": [BARS["data"][0] | {"y": [3, 8]}], "layout": BARS["layout"]}
    assert drawing.draw({"bars": changed}, drawn.parent)["bars"] != drawn


def test_the_figure_itself_is_not_changed():
    figure = {"data": [{"type": "bar", "y": [1]}], "layout": {"width": 2000}}
    drawing.for_print(figure)
    assert figure == {"data": [{"type": "bar", "y": [1]}], "layout": {"width": 2000}}


@pytest.mark.parametrize("data", [[{"type": "no such kind"}], [{"type": "bar", "heigth": 3}]])
def test_a_figure_that_cannot_be_drawn_is_named(tmp_path, data):
    with pytest.raises(drawing.DrawingError, match=r"^figure 'flow' cannot be drawn: .+$"):
        drawing.draw({"flow": {"data": data, "layout": {}}}, tmp_path)


def test_nothing_is_kept_of_a_figure_that_cannot_be_drawn(tmp_path):
    with pytest.raises(drawing.DrawingError):
        drawing.draw({"flow": {"data": [{"type": "no such kind"}], "layout": {}}}, tmp_path)
    assert not list(tmp_path.glob("*.svg"))


def test_a_figure_without_a_trace_cannot_be_drawn(tmp_path):
    with pytest.raises(drawing.DrawingError, match=r"^figure 'flow' cannot be drawn: it has no trace$"):
        drawing.draw({"flow": {"data": [], "layout": {}}}, tmp_path)


def test_a_drawing_that_takes_too_long_is_given_up_and_named(tmp_path, monkeypatch):
    monkeypatch.setattr(drawing, "PATIENCE", 0.05)
    with pytest.raises(drawing.DrawingError, match=r"figure 'bars' was not drawn within 0\.05 seconds"):
        drawing.draw({"bars": BARS}, tmp_path)
    assert not list(tmp_path.glob("*.svg"))


def test_a_program_that_does_not_start_is_given_up_and_the_figure_named(tmp_path, monkeypatch):
    monkeypatch.setattr("kaleido.scopes.plotly.PlotlyScope._build_proc_args", lambda scope: ["sleep", "20"])
    monkeypatch.setattr(drawing, "PATIENCE", 0.2)
    with pytest.raises(drawing.DrawingError, match=r"figure 'bars' was not drawn within 0\.2 seconds"):
        drawing.draw({"bars": BARS}, tmp_path)


def published():
    """Every figure that a notebook stores."""
    for path in sorted((FOLDER / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                figure = output.get("data", {}).get("application/vnd.plotly.v1+json")
                if figure:
                    yield f"{path.stem}, cell {cell['id']}", figure


def labels(path):
    """Yield size, text and right end of each line of the names of rows."""
    for group in xml.parse(path).iter(f"{SVG}g"):
        for text in group.iter(f"{SVG}text") if "ytick" in group.get("class", "") else ():
            moved = float((re.search(r"translate\(([-\d.]+)", text.get("transform", "")) or [0, 0])[1])
            size = float(re.search(r"font-size: ([\d.]+)px", text.get("style"))[1])
            for line in list(text) or [text]:
                if line.text and text.get("text-anchor") == "end":
                    yield size, "".join(line.itertext()), moved + float(line.get("x", text.get("x")))


def widths(texts):
    """Measure texts in the font of the figures, at a size of one."""
    source = '#set text(font: "Source Sans 3", size: 1pt)\n#context [#metadata((' + "".join(
        f"measure(text({string(text)})).width / 1pt," for text in texts
    )
    found = typst.query(
        f"{source})) <widths>]".encode(), "<widths>", field="value", one=True, font_paths=[drawing.FONTS]
    )
    return dict(zip(texts, json.loads(found), strict=True))


def test_no_name_of_a_row_is_cut_at_the_edge(tmp_path):
    figures = dict(published())
    found = {name: list(labels(path)) for name, path in drawing.draw(figures, tmp_path).items()}
    measured = widths(sorted({text for lines in found.values() for _, text, _ in lines}))
    cut = [(name, text) for name in found for size, text, end in found[name] if end - size * measured[text] < 0]
    assert sum(map(len, found.values())) > 50
    assert cut == []
