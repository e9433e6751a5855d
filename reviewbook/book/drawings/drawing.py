"""Published figures on paper: Plotly's JSON drawn as SVG, in the fonts and colours of print."""

import hashlib
import json
import os
import re
import secrets
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from importlib import metadata, resources
from pathlib import Path
from tempfile import TemporaryFile, gettempdir
from typing import Any
from xml.sax.saxutils import escape

FONTS = Path(__file__).parent / "fonts"
# A family whose name holds a digit is dropped with its whole list unless it is quoted inside its string.
FAMILY = '"Source Sans 3"'
INK, LINE, GRID, SURFACE = "#1c2230", "#5b6472", "#dfe3e8", "#f3f5f8"
# One pixel of the drawing is three quarters of a point on paper: 560 px are the measure of the page, 12 px are 9 pt.
WIDTH, HEIGHT, SIZE = 560, 380, 12
# The part of plotly.js that the site carries, a quarter of the whole: it draws the same, and is read in less time.
SCRIPT = Path(__file__).parents[1] / "site" / "static" / "plotly-basic.min.js"
# Seconds between two looks at a program that has not answered, in how many of them one after the other it must be idle
# to count as one that hangs, and how often it is begun for one figure.
EVERY, LOOKS, TRIES = 0.5, 10, 8
ON_SCREEN_ONLY = ("updatemenus", "sliders", "template", "width", "autosize", "dragmode", "hovermode", "clickmode")
SVG_ID = re.compile(r'<[^<>]* id="(?:topdefs|defs|clip|legend)-?([0-9a-f]{6})')
FONT_LIST = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


# The program ends with the process that began it, however that ends; its libraries are for nothing else.
START = """
import ctypes, os, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, 9)  # PR_SET_PDEATHSIG, SIGKILL
os.environ["LD_LIBRARY_PATH"] = "lib"
os.execv("bin/kaleido", ["bin/kaleido", *sys.argv[1:]])
"""


class DrawingError(Exception):
    """Say which figure cannot be drawn, and why."""


class ProgramError(Exception):
    """Say at which figure the program that draws was given up, and why; the figure is not to blame."""


def draw(figures: dict[str, dict], folder: Path) -> dict[str, Path]:
    """Draw figures; one that was drawn before is not drawn again.

    Parameters
    ----------
    figures
        Name to Plotly's JSON (``data`` and ``layout``).
    folder
        Where drawings are kept, each under the hash of what it is made from.

    Returns
    -------
    Name to SVG file.

    Raises
    ------
    DrawingError
        Names the figure and what Plotly says of it.
    ProgramError
        Names the figure at which the program hung or died, and what became of it the last time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    recipe = _recipe()
    paths = {name: folder / f"{_key(figure, recipe)}.svg" for name, figure in figures.items()}
    missing = {name: path for name, path in paths.items() if not _whole(path)}
    if missing:
        requests = {name: _request(name, for_print(figures[name])) for name in missing}
        with closing(_answers(requests, _font_list(folder))) as answers:
            for name, answer in answers:
                if answer["code"]:
                    raise _refusal(name, answer["message"])
                path = missing[name]
                fresh = path.with_suffix(".new")
                try:
                    fresh.write_text(_with_fixed_ids(answer["result"], path.stem), encoding="utf-8")
                    fresh.replace(path)
                finally:
                    fresh.unlink(missing_ok=True)
    return paths


def heard(source: Any, leader: int, leader_of: Callable[[int], int] = os.getpgid) -> bool:
    """Wait until there is something to read, or nobody there who would ever write it, as all of them are idle.

    Parameters
    ----------
    source
        What is read, or ends with a process.
    leader, leader_of
        The processes of which `leader_of` gives this one write it.
    """
    idle, before = 0, None
    while not select.select([source], [], [], EVERY)[0]:
        spent, awake = _activity(leader, leader_of)
        idle = 0 if awake or spent != before else idle + 1
        before = spent
        if idle == LOOKS:
            return False
    return True


def _activity(leader, leader_of):
    """Tell what processes have computed so far, and whether one of them waits for a processor or a disk."""
    import psutil

    spent, awake = 0, False
    for pid in psutil.pids():
        with suppress(psutil.Error, OSError):
            if leader_of(pid) == leader:
                process = psutil.Process(pid)
                spent += sum(process.cpu_times()[:2])
                awake |= process.status() in (psutil.STATUS_RUNNING, psutil.STATUS_DISK_SLEEP)
    return spent, awake


def _whole(path):
    # one that was emptied or cut short later is none
    return path.is_file() and path.read_bytes().rstrip().endswith(b"</svg>")


def for_print(figure: dict) -> dict:
    """Return the figure as it stands on paper: at the width of the text, without what only a screen can do.

    Colours that mean something are the figure's own; those it leaves open come from a template.
    """
    layout = {name: value for name, value in figure.get("layout", {}).items() if name not in ON_SCREEN_ONLY}
    layout |= {"width": WIDTH, "template": _template(), "font": {"family": FAMILY, "size": SIZE, "color": INK}}
    layout.setdefault("height", HEIGHT)
    traces = [trace | {"uid": str(index)} for index, trace in enumerate(figure["data"])]
    return {"data": traces, "layout": layout}


def _template():
    axis = {
        "gridcolor": GRID,
        "linecolor": LINE,
        "zeroline": False,
        "ticks": "",
        "automargin": True,
        "ticklabelstandoff": 4,
        "title": {"font": {"size": SIZE}},
    }
    return {
        "data": {
            "bar": [{"marker": {"line": {"width": 0}, "pattern": {"fgopacity": 1, "size": 5, "solidity": 0.25}}}],
            "scatter": [{"marker": {"line": {"color": "white", "width": 1}}}],
        },
        "layout": {
            # the axes take the room that their labels need
            "margin": {"l": 10, "r": 10, "t": 10, "b": 10},
            # what has no colour of its own
            "colorway": [INK],
            "paper_bgcolor": "white",
            "plot_bgcolor": "white",
            "shapedefaults": {"line": {"color": LINE}, "fillcolor": SURFACE, "layer": "below"},
            "annotationdefaults": {"arrowcolor": LINE, "font": {"color": INK}},
            "xaxis": axis,
            "yaxis": axis,
        },
    }


def _recipe():
    """List what a drawing depends on beside its figure."""
    files = [Path(__file__), SCRIPT, *sorted(FONTS.glob("*.?tf"))]
    sums = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    return [metadata.version("kaleido"), *sums]


def _key(figure, recipe):
    written = json.dumps([recipe, figure], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:24]


def _font_list(folder):
    """Name the fonts of the book only, so that no font of the machine is measured."""
    path = folder.resolve() / "fonts.conf"
    written = FONT_LIST.format(fonts=escape(str(FONTS)), cache=escape(str(path.with_name("fontconfig"))))
    path.write_text(written, encoding="utf-8")
    return path


def _request(name, figure):
    # Imported here: an unchanged book draws nothing and needs not wait for it.
    import plotly.graph_objects as go

    if not figure["data"]:
        raise _refusal(name, "it has no trace")
    try:
        # plotly.js skips in silence what it does not know
        go.Figure(figure)
    except ValueError as error:
        raise _refusal(name, error) from None
    layout = figure["layout"]
    wanted = {"format": "svg", "scale": 1, "width": layout["width"], "height": layout["height"], "data": figure}
    return json.dumps(wanted).encode() + b"\n"


def _refusal(name, reason):
    return DrawingError(f"figure '{name}' cannot be drawn: {' '.join(str(reason).split())[:300]}")


def _answers(requests, fonts):
    """Yield each name with what the program answers; one that dies or hangs is begun again with what is left."""
    left, tries = dict(requests), 0
    while left:
        name, tries = next(iter(left)), tries + 1
        try:
            with _Program(left.values(), fonts) as program:
                for answer in program.answers():
                    yield name, answer
                    del left[name]
                    name, tries = next(iter(left), None), 0
        except OSError as error:
            raise ProgramError(f"figure '{name}' was not drawn: kaleido cannot be started: {error}") from None
        if left and tries == TRIES:
            raise ProgramError(f"figure '{name}' was not drawn: kaleido was begun {TRIES} times, and {program.fate}")


def _home():
    return resources.files("kaleido") / "executable"


class _Program:
    """What kaleido 0.2.1 brings, begun without its shell script, which no path with a blank survives.

    It waits for its page to be loaded, and hangs when that has happened before it listens (`DevToolsTargetReady` in its
    kaleido.cc says so). A script given as a path is read after that, and must lie below ASCII names; given as an
    address, it is a part of the page, and asked of the very thread that listens first. Whatever hangs all the same is
    told from what is slow by being idle, as time says nothing on a busy machine. A graphics process of its own would
    outlive a program that is killed at its start by 15 seconds.
    """

    def __init__(self, requests, fonts):
        self.requests, self.fonts, self.fate = requests, fonts, ""
        # means nothing to the script, and tells our page from others
        self.mark = secrets.token_hex(8)

    def __enter__(self):
        with ExitStack() as opened:
            given, self.log = (opened.enter_context(TemporaryFile()) for _ in range(2))
            given.writelines(self.requests)
            given.seek(0)
            self.process = opened.enter_context(self._begun(given))
            self.opened = opened.pop_all()
        return self

    def __exit__(self, *_):
        with self.opened:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            if self.process.wait():
                self._remove_page()
                self.fate = self.fate or f"ended with {self.process.returncode}{self._last_words()}"

    def _begun(self, given):
        switches = [f"--plotlyjs={SCRIPT.as_uri()}?{self.mark}", "--allow-file-access-from-files", "--no-sandbox"]
        switches += ["--disable-gpu", "--disable-breakpad", "--disable-dev-shm-usage", "--in-process-gpu"]
        return subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", START, "plotly", *switches],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=self.log,
            cwd=_home(),
            # the folder that TMPDIR names may be gone, which it does not survive
            env=os.environ | {"FONTCONFIG_FILE": str(self.fonts), "LD_PRELOAD": "", "TMPDIR": gettempdir()},
            process_group=0,
        )

    def answers(self) -> Iterator[dict]:
        """Yield what it answers to each request, until it has ended or hangs."""
        lines = self._lines()
        # it says once that it has begun
        next(lines, None)
        yield from map(json.loads, lines)

    def _lines(self):
        begun = b""
        while self._speaks() and (heard := os.read(self.process.stdout.fileno(), 1 << 16)):
            *lines, begun = (begun + heard).split(b"\n")
            yield from lines

    def _speaks(self):
        if heard(self.process.stdout, self.process.pid):
            return True
        self.fate = "hung"
        return False

    def _remove_page(self):
        """Remove the page in which it draws, where C's tmpnam puts it, as it does itself when nobody ends it."""
        for path in Path("/tmp").glob("file??????.html"):
            with suppress(OSError):
                if self.mark in path.read_text(encoding="utf-8", errors="replace"):
                    path.unlink()

    def _last_words(self):
        self.log.seek(0)
        lines = [line for line in self.log.read().decode(errors="replace").splitlines() if ":WARNING:" not in line]
        return f": {lines[-1][:300]}" if lines else ""


def _with_fixed_ids(svg, stem):
    """Replace the random part of the drawing's ids, so that the same figure gives the same bytes."""
    for random in sorted(set(SVG_ID.findall(svg))):
        svg = svg.replace(random, stem[:6])
    return svg
