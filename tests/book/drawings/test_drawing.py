"""Published figures drawn for paper."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as xml
from contextlib import suppress
from pathlib import Path

import pytest
import typst
from copies import FOLDER
from program import gone, group

from reviewbook.book.drawings import drawing
from reviewbook.book.paper.text import string

# figures are drawn by a browser without a window
pytestmark = pytest.mark.slow

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


PAIR = {"bars": BARS, "line": {"data": [{"type": "scatter", "y": [1, 2]}], "layout": {}}}


def test_a_program_that_hangs_is_ended_and_begun_again(stub, drawn, tmp_path, monkeypatch):
    monkeypatch.setattr(drawing, "EVERY", 0.2)
    begun = stub('first && { echo "{}"; sleep 100000; }; real "$@"')
    assert drawing.draw({"bars": BARS}, tmp_path)["bars"].read_bytes() == drawn.read_bytes()
    assert begun.asked() == [1, 1]
    assert all(gone(int(start.name)) for start in begun.starts.iterdir())


def test_a_program_that_dies_is_begun_again_for_what_is_left(stub, drawn, tmp_path):
    begun = stub('first && { head -n 1 | real "$@"; kill -9 $$; }; real "$@"')
    assert drawing.draw(PAIR, tmp_path)["bars"].read_bytes() == drawn.read_bytes()
    assert len(list(tmp_path.glob("*.svg"))) == 2
    assert begun.asked() == [2, 1]


def test_a_program_that_computes_is_waited_for(stub, tmp_path, monkeypatch):
    monkeypatch.setattr(drawing, "EVERY", 0.01)
    counts = "i=0; while [ $i -lt 1000000 ]; do i=$((i+1)); done"
    begun = stub(counts + """; echo '{}'; echo '{"code": 0, "result": "<svg/>"}'""")
    assert drawing.draw({"bars": BARS}, tmp_path)["bars"].read_text() == "<svg/>"
    assert begun.asked() == [1]


def test_a_program_that_always_dies_is_given_up_with_its_last_words_and_the_figure(stub, tmp_path):
    begun = stub("echo 'library.so is missing' >&2; exit 3")
    said = r"^figure 'bars' was not drawn: kaleido was begun 8 times, and ended with 3: library\.so is missing$"
    with pytest.raises(drawing.ProgramError, match=said):
        drawing.draw({"bars": BARS}, tmp_path)
    assert begun.asked() == [1] * 8


def test_a_program_that_is_not_there_is_said_with_the_figure(tmp_path, monkeypatch):
    monkeypatch.setattr(drawing, "_home", lambda: tmp_path / "nowhere")
    with pytest.raises(drawing.ProgramError, match=r"^figure 'bars' was not drawn: .*nowhere"):
        drawing.draw({"bars": BARS}, tmp_path)


def test_a_figure_that_the_program_refuses_is_named_and_not_tried_again(stub, tmp_path):
    begun = stub('real "$@"')
    with pytest.raises(drawing.DrawingError, match=r"^figure 'flow' cannot be drawn: Invalid JSON$"):
        drawing.draw({"flow": {"data": [{"type": "bar", "y": [float("nan")]}], "layout": {}}}, tmp_path)
    assert begun.asked() == [1]
    assert all(gone(int(start.name)) for start in begun.starts.iterdir())


@pytest.mark.parametrize("before", ["", 'first && { mkfifo never; real "$@" <> never; }; '])
def test_nothing_is_left_behind_by_a_program_that_ends_or_waits_in_vain_for_a_figure(
    stub, tmp_path, before, monkeypatch
):
    mark = f"{os.getpid()}-{time.time_ns()}"
    monkeypatch.setattr("secrets.token_hex", lambda _: mark)
    monkeypatch.setattr(drawing, "EVERY", 0.2)
    begun = stub(before + 'real "$@"')
    drawing.draw({"bars": BARS}, tmp_path / "figures")
    assert all(gone(int(start.name)) for start in begun.starts.iterdir())
    assert subprocess.run(["grep", "-ls", mark, *Path("/tmp").glob("file*.html")], check=False).returncode


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has died")
def test_the_program_ends_with_the_process_that_began_it_even_if_that_is_killed(stub, tmp_path):
    # it waits in vain for a figure, with all its processes
    begun = stub(f'mkfifo "{tmp_path}/never"; cd "{drawing._home()}"; exec ./bin/kaleido "$@" <> "{tmp_path}/never"')
    if not (parent := os.fork()):
        with suppress(BaseException):
            drawing.draw({"bars": BARS}, tmp_path)
        os._exit(1)
    while not (starts := list(begun.starts.iterdir())) or len(group(int(starts[0].name))) < 5:
        time.sleep(0.1)
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    assert gone(int(starts[0].name))


def linked(source, place):
    try:
        os.link(source, place)
    except OSError:
        shutil.copy2(source, place)


def test_a_path_with_blanks_umlauts_and_signs_is_read(drawn, tmp_path, monkeypatch):
    place = tmp_path / "My Books & 'more'" / "Übersicht 2026 (neu)"
    shutil.copytree(drawing._home(), place / "program", copy_function=linked)
    shutil.copytree(drawing.FONTS, place / "fonts")
    shutil.copy(drawing.SCRIPT, place / "script.js")
    (place / "scratch").mkdir()
    home = place / "program"
    monkeypatch.setattr(drawing, "_home", lambda: home)
    monkeypatch.setattr(drawing, "FONTS", place / "fonts")
    monkeypatch.setattr(drawing, "SCRIPT", place / "script.js")
    monkeypatch.setattr(tempfile, "tempdir", str(place / "scratch"))
    monkeypatch.setenv("TMPDIR", str(place / "scratch"))
    assert drawing.draw({"bars": BARS}, place / "figures")["bars"].read_bytes() == drawn.read_bytes()
    assert not list((place / "scratch").iterdir())


def test_a_folder_for_scratch_that_is_gone_is_not_told_the_program(drawn, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "gone"))
    assert drawing.draw({"bars": BARS}, tmp_path)["bars"].read_bytes() == drawn.read_bytes()


def test_the_pages_are_published_though_the_program_fails(whole, tmp_path):
    book = whole(tmp_path)
    [pdf] = (book.folder / "_build" / "pdf").iterdir()
    was = pdf.read_bytes()
    book.replace("reviewbook/book/drawings/drawing.py", 'os.execv("bin/kaleido"', 'os.execv("bin/nothing"')
    book.replace("chapters/colophon.md", "The PDF is typeset with Typst", "Typst sets the PDF")
    done = book.run("build")
    assert done.returncode == 1
    cause, outcome = done.stderr.splitlines()
    assert re.match(
        r"figure '[\w.]+' was not drawn: kaleido was begun 8 times, and ended with 1: .*No such file", cause
    )
    assert outcome == "the HTML was replaced, the PDF was not"
    pages = book.folder / "_build" / "html"
    assert "Typst sets the PDF" in (pages / "chapters" / "colophon.html").read_text(encoding="utf-8")
    # to which the pages link
    assert pdf.read_bytes() == (pages / pdf.name).read_bytes() == was


def published():
    """Every figure that a notebook stores."""
    for path in sorted((FOLDER / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                figure = output.get("data", {}).get("application/vnd.plotly.v1+json")
                if figure:
                    yield f"{path.stem}.{output['metadata']['reviewbook']['name']}", figure


def texts(element, across=0.0, down=0.0):
    """Yield size, text, where each line of the words of a drawing stands on its ground, and with which of its ends."""
    found = re.search(r"translate\(([-\d.]+)(?:[ ,]+([-\d.]+))?", element.get("transform", ""))
    across, down = (across + float(found[1]), down + float(found[2] or 0)) if found else (across, down)
    if element.tag != f"{SVG}text":
        for inner in element:
            yield from texts(inner, across, down)
        return
    size = re.search(r"font-size: ([\d.]+)px", element.get("style", ""))
    for line in [one for one in element if one.get("class") == "line"] or [element]:
        told, anchor = "".join(line.itertext()), element.get("text-anchor", "start")
        if size and told.strip():
            x, y = (float(line.get(name, element.get(name, 0))) for name in ("x", "y"))
            y += float(line.get("dy", "0em").removesuffix("em")) * float(size[1])
            yield float(size[1]), told.strip(), across + x, down + y, anchor


def widths(told):
    """Measure texts in the font of the figures, at a size of one."""
    source = '#set text(font: "Source Sans 3", size: 1pt)\n#context [#metadata((' + "".join(
        f"measure(text({string(text)})).width / 1pt," for text in told
    )
    found = typst.query(
        f"{source})) <widths>]".encode(), "<widths>", field="value", one=True, font_paths=[drawing.FONTS]
    )
    return dict(zip(told, json.loads(found), strict=True))


def test_no_word_is_cut_at_an_edge(tmp_path):
    figures = dict(published())
    found = {name: list(texts(xml.parse(path).getroot())) for name, path in drawing.draw(figures, tmp_path).items()}
    measured = widths(sorted({text for lines in found.values() for _, text, *_ in lines}))
    before = {"start": 0, "middle": 0.5, "end": 1}
    cut = []
    for name, lines in found.items():
        for size, text, x, y, anchor in lines:
            left = x - size * measured[text] * before[anchor]
            # a letter is two thirds of its size high
            top, bottom = y - size * 0.66, figures[name]["layout"]["height"]
            if left < -1 or left + size * measured[text] > drawing.WIDTH + 1 or top < 0 or y > bottom:
                cut.append((name, text))
    # of each figure its names of rows, and its words
    assert min(map(len, found.values())) > 5
    assert cut == []
