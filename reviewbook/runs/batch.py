"""All notebooks that have to run, side by side, into a folder of their own."""

from __future__ import annotations

import json
import math
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewbook import forking
from reviewbook.edition import project
from reviewbook.manuscript import settings
from reviewbook.runs import imports, notebook, prose, staging, staleness
from reviewbook.runs.notebook import NotebookError

if TYPE_CHECKING:
    from nbformat import NotebookNode

# Why each notebook ran, by its name, and what each of their files held before.
Ran = tuple[dict[str, str], dict[Path, bytes]]
Values = Mapping[str, Mapping[str, Any]]
# beside the folder where notebooks run: how long each took
SECONDS = "seconds.json"
KILLED = "a process that ran one of them was killed, as the system does where memory runs out"
LINE, FONT = {"line": {"width": 1}}, {"font": {"size": 1}}
# Plotly imports most of itself when a figure is made, and each part when the first has it: here what most figures have.
USUAL = (
    [{"type": "scatter", "marker": LINE, "error_x": {"width": 1}}, {"type": "bar", "marker": LINE}],
    {"xaxis": {"title": FONT}, "yaxis": {}, "margin": {}, "legend": FONT, "annotations": [FONT], "shapes": [LINE]},
)


def run(root: str | Path, *chosen: Any, **how: Any) -> dict[str, str]:
    """Run what is stale, as `staged` does, and replace the notebooks once all of them succeeded."""
    with staging.place(Path(root)) as place:
        ran, was = staged(root, place, *chosen, **how)
        with project.staged({path.name: place / path.name for path in was}), staging.settled(Path(root), was):
            pass
    return ran


def staged(
    root: str | Path,
    place: Path,
    names: Iterable[str] | None = None,
    everything: bool = False,
    progress: Callable[[str], object] = print,
    engine: str | None = None,
    meanwhile: Callable[[], object] | None = None,
    values: Values | None = None,
    done: Callable[[Path | None], object] | None = None,
) -> Ran:
    """Run what is stale, into a folder, from which `staging` puts all of it in its place.

    Parameters
    ----------
    place
        The folder.
    names
        Names of notebooks without ``.ipynb``; all when left out.
    everything
        Run what is not stale, too.
    progress
        Gets a line for every notebook that is done: ``notebooks  2/3  characteristics  0.4 s``.
    engine
        ``reviewbook`` or ``reviewbook-kernel``; the quick one where it is safe when left out.
    meanwhile
        Called in this process while the notebooks run in others.
    values
        Name of a notebook to the parameters with which it runs, whether it is stale or not.
    done
        Called in this process with where each notebook lies as soon as it has run, and with None after the last.

    Returns
    -------
    tuple
        Name of each notebook that ran, in alphabetical order, to why it ran; and the file of each to what it held.

    Raises
    ------
    NotebookError
        When a name is unknown, a notebook cannot run or a run failed: a few lines for every notebook it
        concerns. Every notebook is then as it was: a book never shows outputs of two states of the data.
    """
    root = Path(root)
    reasons = {path: staleness.reason(path, root) for path in _chosen(root, names)}
    given = {path: (values or {}).get(path.stem, {}) for path in reasons}
    waiting = {path: why or "asked for" for path, why in reasons.items() if why or everything or given[path]}
    was = {path: path.read_bytes() for path in waiting}
    if waiting:
        tasks = {path: given[path] for path in waiting}
        _execute(tasks, place, progress, engine, meanwhile, settings.seconds(root), done)
    if done:
        done(None)
    # a number may stand in the prose of a notebook that need not run
    for path, content in [*prose.renewed(root, place)]:
        was.setdefault(path, path.read_bytes())
        _put(place / path.name, content)
    return {path.stem: why for path, why in waiting.items()}, was


def prepare(root: Path) -> None:
    """Import what the notebooks import, so that a process forked from this one need not."""
    from reviewbook.runs import execution

    nodes = []
    for path in _chosen(root, None):
        with suppress(NotebookError):
            nodes.append(execution.prepare(path, {}))
    _import_for(nodes)


def _chosen(root: Path, names: Iterable[str] | None) -> list[Path]:
    known = {path.stem: path for path in sorted((root / "notebooks").resolve().glob("*.ipynb"))}
    for name in names or ():
        if name not in known:
            raise NotebookError(f"no notebook '{name}'; there are {', '.join(known) or 'none'}")
    return [path for name, path in known.items() if names is None or name in names]


def _put(path: Path, content: str) -> None:
    # in one step, for whom `done` has told of it and reads it meanwhile
    fresh = path.with_suffix(".new")
    fresh.write_text(content, encoding="utf-8", newline="\n")
    fresh.replace(path)


def _execute(
    tasks: dict[Path, Mapping[str, Any]],
    place: Path,
    progress: Callable[[str], object],
    engine: str | None,
    meanwhile: Callable[[], object] | None,
    seconds: float | None,
    told: Callable[[Path | None], object] | None,
) -> None:
    # Here, because papermill takes a third of a second, which a book in which nothing changed does not need.
    from reviewbook.runs import shell
    from reviewbook.runs.execution import prepare

    nodes: dict[Path, NotebookNode] = {}
    done: set[Path] = set()
    failures: list[str] = []
    # the longest first, so that no process waits for it in the end; what it stores tells of one that has not run here
    known = _known(place.with_name(SECONDS))
    for path in sorted(tasks, key=lambda path: (known.get(path.stem, math.inf), path.stat().st_size), reverse=True):
        try:
            nodes[path] = prepare(path, tasks[path])
        except NotebookError as error:
            failures.append(str(error))
    if failures:
        raise NotebookError("\n".join(sorted(failures)))
    # a fresh process can be forked where this one cannot
    forks = forking.safe()
    ready = None
    if forks and engine != "reviewbook-kernel":
        _import_for(nodes.values())
        ready = partial(shell.start, place / "ipython")
    context = multiprocessing.get_context("fork" if forks else "spawn")
    with ProcessPoolExecutor(min(len(tasks), os.cpu_count() or 1), mp_context=context, initializer=ready) as pool:
        runs = {pool.submit(_run, path, node, tasks[path], engine, seconds): path for path, node in nodes.items()}
        if meanwhile:
            meanwhile()
        for future in as_completed(runs):
            try:
                content, took = future.result()
            except NotebookError as error:
                failures.append(str(error))
            except BrokenProcessPool:
                # one that is killed takes the others with it
                left = ", ".join(sorted(path.stem for path in tasks if path not in done))
                raise NotebookError(f"notebooks/{left}: {KILLED}") from None
            else:
                path = runs[future]
                _put(place / path.name, content)
                done.add(path)
                known[path.stem] = took
                progress(f"notebooks  {len(done)}/{len(tasks)}  {path.stem}  {took:.1f} s")
                if told:
                    told(place / path.name)
    if failures:
        raise NotebookError("\n".join(sorted(failures)))
    # without it the next run may take longer
    with suppress(OSError):
        place.with_name(SECONDS).write_text(json.dumps(known), encoding="utf-8")


def _known(path: Path) -> dict[str, float]:
    """Read how many seconds each notebook took when it ran last; nothing of what cannot be read."""
    with suppress(OSError, ValueError, AttributeError):
        found = json.loads(path.read_text(encoding="utf-8"))
        return {name: took for name, took in found.items() if isinstance(took, int | float)}
    return {}


def _run(
    path: Path, node: NotebookNode, values: Mapping[str, Any], engine: str | None, seconds: float | None
) -> tuple[str, float]:
    from reviewbook.runs.execution import execute

    started = time.perf_counter()
    content = notebook.text(execute(path, values, engine, node, seconds))
    return content, time.perf_counter() - started


def _import_for(nodes: Iterable[NotebookNode]) -> None:
    # What is imported before a fork is imported once. What cannot be imported fails in its cell, with a message.
    code = [cell.source for node in nodes for cell in node.cells if cell.cell_type == "code"]
    for name in {name: None for source in code for name in imports.modules(source)}:
        with suppress(Exception):
            import_module(name)
    if "plotly.graph_objects" in sys.modules:
        sys.modules["plotly.graph_objects"].Figure(*USUAL)
