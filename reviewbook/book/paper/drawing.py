"""Published figures on paper: Plotly's JSON drawn as SVG, in the fonts and colours of print."""

import hashlib
import json
import os
import re
import signal
import threading
import time
import warnings
from contextlib import contextmanager, suppress
from importlib import metadata, resources
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
# A family whose name holds a digit is dropped with its whole list unless it is quoted inside its string.
FAMILY = '"Source Sans 3"'
INK, LINE, GRID, SURFACE = "#1c2230", "#5b6472", "#dfe3e8", "#f3f5f8"
# One pixel of the drawing is three quarters of a point on paper: 560 px are the measure of the page, 12 px are 9 pt.
WIDTH, HEIGHT, SIZE = 560, 380, 12
# Seconds for one drawing, which takes a fraction of one; kaleido has been seen to hang, at its start too.
PATIENCE = 120
ON_SCREEN_ONLY = ("updatemenus", "sliders", "template", "width", "autosize", "dragmode", "hovermode", "clickmode")
SVG_ID = re.compile(r'id="(?:topdefs|defs|clip|legend)-?([0-9a-f]{6})')
FONT_LIST = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


class DrawingError(Exception):
    """Say which figure cannot be drawn, and why."""


def draw(figures, folder):
    """Draw figures; one that was drawn before is not drawn again.

    Parameters
    ----------
    figures : dict of dict
        Name to Plotly's JSON (``data`` and ``layout``).
    folder : pathlib.Path
        Where drawings are kept, each under the hash of what it is made from.

    Returns
    -------
    dict of pathlib.Path
        Name to SVG file.

    Raises
    ------
    DrawingError
        Names the figure and what Plotly says of it.
    """
    # kaleido leaves the folder it was started in
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    recipe = _recipe()
    paths = {name: folder / f"{_key(figure, recipe)}.svg" for name, figure in figures.items()}
    missing = {name: path for name, path in paths.items() if not path.exists()}
    if missing:
        with _plotly(folder) as scope:
            for name, path in missing.items():
                drawn = _draw(scope, name, for_print(figures[name]))
                fresh = path.with_suffix(".new")
                fresh.write_text(_with_fixed_ids(drawn, path.stem), encoding="utf-8")
                fresh.replace(path)
    return paths


def for_print(figure):
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
    files = [Path(__file__), *sorted(FONTS.glob("*.otf"))]
    sums = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    return [metadata.version("plotly"), metadata.version("kaleido"), *sums]


def _key(figure, recipe):
    written = json.dumps([recipe, figure], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:24]


@contextmanager
def _plotly(folder):
    # Imported here: an unchanged book draws nothing and needs not wait for it.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from kaleido.scopes.plotly import PlotlyScope
    fonts = folder / "fonts.conf"
    fonts.write_text(FONT_LIST.format(fonts=FONTS, cache=folder / "fontconfig"), encoding="utf-8")
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(fonts)
    scope = PlotlyScope(plotlyjs=str(resources.files("plotly") / "package_data" / "plotly.min.js"))
    # otherwise it asks a server for MathJax
    scope.mathjax = None
    try:
        yield scope
    finally:
        _close(scope)
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


def _close(scope):
    """End the process and close its pipes, which kaleido leaves to the garbage collector."""
    process, reader = scope._proc, scope._std_error_thread
    scope._shutdown_kaleido()
    if process is not None:
        reader.join()
        with suppress(BrokenPipeError):
            process.stdin.close()
        process.stdout.close()
        process.stderr.close()


def _draw(scope, name, figure):
    import plotly.graph_objects as go

    if not figure["data"]:
        raise DrawingError(f"figure '{name}' cannot be drawn: it has no trace")
    try:
        # plotly.js skips in silence what it does not know
        go.Figure(figure)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            with _impatient(scope, name):
                scope._ensure_kaleido()
                return scope.transform(figure, format="svg").decode("utf-8")
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise DrawingError(f"figure '{name}' cannot be drawn: {reason[:300]}") from None


@contextmanager
def _impatient(scope, name):
    """End a process that takes too long to start or to draw."""
    timer = threading.Timer(PATIENCE, _end, [scope])
    timer.start()
    try:
        yield
    except (ValueError, OSError):
        if timer.finished.is_set():
            raise DrawingError(f"figure '{name}' was not drawn within {PATIENCE} seconds; build again") from None
        raise
    finally:
        timer.cancel()


def _end(scope):
    while (process := scope._proc) is None:
        time.sleep(0.01)
    # what is started is a shell, and the one that draws is its child; a shell that is stopped starts no other
    os.kill(process.pid, signal.SIGSTOP)
    for child in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
        os.kill(int(child), signal.SIGKILL)
    process.kill()


def _with_fixed_ids(svg, stem):
    """Replace the random part of the drawing's ids, so that the same figure gives the same bytes."""
    for random in sorted(set(SVG_ID.findall(svg))):
        svg = svg.replace(random, stem[:6])
    return svg
