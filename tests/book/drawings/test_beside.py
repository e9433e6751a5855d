"""Figures drawn in a process beside: before the PDF asks for them, by no more than one, and nobody needs them to be."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from program import gone, group
from warm import COMMAND

from reviewbook.book.drawings import beside, drawing
from reviewbook.display.publish import FIGURE

# figures are drawn by a browser without a window, and books are built
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="a process is forked on Linux only"),
]

BARS = {"data": [{"type": "bar", "y": [3, 7]}], "layout": {}}
LINE = {"data": [{"type": "scatter", "y": [1, 2]}], "layout": {}}
WRONG = {"data": [{"type": "no such kind"}], "layout": {}}
# an extension with which only a process that was forked before can draw
UNABLE = """
from pathlib import Path

from reviewbook.book.drawings import drawing


def setup(app):
    drawing._home = lambda: Path("nowhere")
    return {"parallel_read_safe": True}
"""
BEFORE = "import os, time; from pathlib import Path; from reviewbook.book.drawings import beside, drawing; "
AMISS = {
    "is well": "",
    "dies": "beside._draw = lambda *_: os._exit(9); ",
    "fails": "beside.outputs.figures = lambda _: 1 / 0; ",
    "hangs": "drawing.EVERY = 0.05; beside._draw = lambda *_: time.sleep(100000); ",
    "never begins": "beside.forking.safe = lambda: False; ",
}


def notebook(place, **figures):
    """A notebook that has run, and published figures."""
    outputs = [{"data": {FIGURE: figures[name]}, "metadata": {"reviewbook": {"name": name}}} for name in figures]
    cells = [{"cell_type": "markdown"}, {"cell_type": "code", "outputs": [{"data": {}, "metadata": {}}, *outputs]}]
    path = place / f"{'-'.join(figures)}.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return path


def store(folder):
    return folder / "_build" / "work" / "figures"


def paper(book):
    """The PDF, and the drawings that a reader of the web takes, by their names."""
    site = book.folder / "_build" / "html"
    paths = [*site.glob("*.pdf"), *site.rglob("*.svg")]
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in paths}


def left_of(session):
    """The processes of a session, those aside that only wait to be forgotten."""
    found = []
    for pid in psutil.pids():
        with suppress(psutil.Error, OSError):
            if os.getsid(pid) == session and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                found.append(pid)
    return found


def test_what_notebooks_published_is_drawn_before_anybody_asks_for_it(tmp_path, monkeypatch):
    with beside.drawer(tmp_path) as draw:
        draw(notebook(tmp_path, bars=BARS))
        draw(notebook(tmp_path, line=LINE))
        draw(None)
        beside.wait()
        # whoever asks now need not draw
        monkeypatch.setattr(drawing, "_home", lambda: tmp_path / "nowhere")
        drawn = drawing.draw({"one": BARS, "other": LINE}, store(tmp_path))
    assert sorted(store(tmp_path).glob("*.svg")) == sorted(drawn.values())


def test_a_figure_that_cannot_be_drawn_keeps_no_other_notebook_waiting(tmp_path, monkeypatch):
    with beside.drawer(tmp_path) as draw:
        draw(notebook(tmp_path, wrong=WRONG))
        draw(notebook(tmp_path, bars=BARS))
        draw(None)
        beside.wait()
    assert len(list(store(tmp_path).glob("*.svg"))) == 1
    with pytest.raises(drawing.DrawingError, match=r"^figure 'wrong' cannot be drawn"):
        drawing.draw({"wrong": WRONG, "bars": BARS}, store(tmp_path))


def test_nobody_is_waited_for_where_nobody_draws():
    beside.wait()


@pytest.mark.parametrize("refused", [True, False])
def test_nothing_is_left_of_who_draws_when_a_run_is_refused_or_over(stub, tmp_path, monkeypatch, refused):
    mark = f"{os.getpid()}-{time.time_ns()}"
    monkeypatch.setattr("secrets.token_hex", lambda _: mark)
    # it waits in vain for a figure, with all its processes
    begun = stub(f'mkfifo "{tmp_path}/never"; real "$@" <> "{tmp_path}/never"')
    with suppress(KeyError), beside.drawer(tmp_path) as draw:
        session, _ = beside._drawer
        draw(notebook(tmp_path, bars=BARS))
        while not (starts := list(begun.starts.iterdir())) or len(group(int(starts[0].name))) < 5:
            time.sleep(0.05)
        if refused:
            raise KeyError
    assert beside._drawer is None
    assert all(gone(int(start.name)) for start in begun.starts.iterdir())
    assert left_of(session) == []
    assert [path.name for path in store(tmp_path).iterdir() if path.is_file()] == ["fonts.conf"]
    assert subprocess.run(["grep", "-ls", mark, *Path("/tmp").glob("file*.html")], check=False).returncode


def test_a_drawing_that_is_being_written_when_it_is_ended_is_not_left_half(tmp_path, monkeypatch):
    def hanging(self, place):
        self.with_suffix(".begun").touch()
        time.sleep(100000)

    monkeypatch.setattr(type(tmp_path), "replace", hanging)
    with beside.drawer(tmp_path) as draw:
        draw(notebook(tmp_path, bars=BARS))
        while not list(store(tmp_path).glob("*.begun")):
            time.sleep(0.05)
        assert len(list(store(tmp_path).glob("*.new"))) == 1
    assert {path.suffix for path in store(tmp_path).iterdir() if path.is_file()} == {".conf", ".begun"}


def test_changed_figures_are_drawn_before_the_pdf_is_begun_but_not_in_the_plain_way(edited):
    (edited.folder / "unable.py").write_text(UNABLE)
    edited.replace("_config.yml", "      - reviewbook.book\n", "      - reviewbook.book\n      - unable\n")
    edited.replace("data/studies.csv", "doe2001,40,", "doe2001,43,")
    done = edited.run("build")
    assert (done.returncode, done.stderr) == (0, "")
    assert "203" in (edited.folder / "_build" / "html" / "notebooks" / "light.html").read_text(encoding="utf-8")
    edited.replace("data/studies.csv", "doe2001,43,", "doe2001,44,")
    plain = edited.run("build", REVIEWBOOK_PLAIN="1")
    assert plain.returncode == 1
    assert plain.stderr.startswith("figure 'light.patients' was not drawn: kaleido cannot be started: ")


def test_without_a_pdf_nothing_is_drawn(edited):
    edited.replace("data/studies.csv", "doe2001,40,", "doe2001,45,")
    before = sorted(store(edited.folder).glob("*.svg"))
    done = edited.pages()
    assert done.returncode == 0, done.stderr
    assert sorted(store(edited.folder).glob("*.svg")) == before


def test_the_book_is_the_same_whatever_becomes_of_who_draws_beside(edited):
    edited.replace("data/studies.csv", "doe2001,40,", "doe2001,41,")
    found = {}
    for name, amiss in AMISS.items():
        shutil.rmtree(store(edited.folder), ignore_errors=True)
        edited.git("checkout", "--quiet", "notebooks")
        done = edited.warm.run(edited.folder, ["build"], dict(os.environ), BEFORE + amiss + COMMAND)
        assert (done.returncode, done.stderr) == (0, ""), name
        assert "notebooks  2/2" in done.stdout
        found[name] = paper(edited)
    assert {name for name in found if found[name] != found["is well"]} == set()
    assert {path.rpartition(".")[2] for path in found["is well"]} == {"pdf", "svg"}


@pytest.mark.parametrize("all_of_the_terminal", [True, False])
def test_ctrl_c_leaves_nobody_who_draws(small, stub, all_of_the_terminal):
    begun = stub("sleep 100000")
    # whose parent ignores it does so, too
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    code = f"{heard}{BEFORE}drawing._home = lambda: Path({str(begun.home)!r}); {COMMAND}"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "build"],
        cwd=small.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
    )
    while not (starts := list(begun.starts.iterdir())):
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.05)
    session = os.getsid(int(starts[0].name))
    assert session == psutil.Process(int(starts[0].name)).ppid()
    (os.killpg if all_of_the_terminal else os.kill)(process.pid, signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 1
    assert said.splitlines()[-1:] == ["stopped; nothing was replaced"]
    assert all(gone(int(start.name)) for start in begun.starts.iterdir())
    assert left_of(session) == []
    assert not list(store(small.folder).glob("*.new"))
