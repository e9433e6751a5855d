"""Typst: it sets a file, and sets again only what has changed for as long as its process lives."""

import json
import os
import signal
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing.connection import Client, Connection, Listener
from multiprocessing.context import ForkContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from reviewbook.book.drawings import drawing

# Typst never forgets, some 60 MB for each time that this book is set: after so many times a fresh process takes over.
TIMES = 6
# two pixels for each of a drawing
PER_INCH = 192

# Beside a Typst file that asks for it: what only its pages can tell.
FOUND = "found.json"
# points between notes, or above the first
NOTE_GAP = 12

# Where the process that `remembering` began is asked; those forked from this one know it, too.
_address: str | None = None


@contextmanager
def remembering(context: ForkContext | SpawnContext) -> Iterator[BaseProcess]:
    """Keep a process that compiles for this one, and for those which are forked from it meanwhile.

    The `context` may fork only where this process has not compiled itself: threads of Typst are not forked.
    """
    global _address
    with TemporaryDirectory() as place:
        ours, theirs = context.Pipe()
        address = str(Path(place, "typst"))
        process = context.Process(target=_answer, args=(address, theirs, ours), daemon=True)
        process.start()
        theirs.close()
        ours.recv()
        _address = address
        try:
            yield process
        finally:
            _address = None
            process.kill()
            process.join()
            ours.close()


def compiled(path: Path, moment: int | None) -> tuple[Any, list[tuple[str, str]]]:
    """Compile a Typst file, with all that it reads below its folder, to PDF, or each of its pages to PNG.

    Parameters
    ----------
    moment
        Seconds since 1970, the time that the PDF will claim to be from; None for PNG, in pixels of `PER_INCH`.

    Returns
    -------
    tuple
        The PDF or the list of PNG, and what is wrong: message and diagnostic of each error or warning. The bytes are
        the same whether the process has compiled before or not.
    """
    if _address:
        # a process that was ended is no reason to have no PDF
        with suppress(OSError, EOFError), Client(_address) as asked:
            asked.send((path, moment))
            return asked.recv()
    return _compiled(path, moment)


def _compiled(path: Path, moment: int | None) -> tuple[Any, list[tuple[str, str]]]:
    one: Any = typst.Compiler(
        path, root=path.parent, font_paths=[drawing.FONTS], ignore_system_fonts=True, package_path=path.parent
    )
    try:
        if moment is None:
            made, faults = one.compile_with_warnings(format="png", ppi=PER_INCH)
            made = made if isinstance(made, list) else [made]
        else:
            _settle(one, path.with_name(FOUND))
            made, faults = one.compile_with_warnings(format="pdf", pdf_standards=["ua-1", "a-3a"], timestamp=moment)
    except typst.TypstError as error:
        made, faults = b"", [error]
    return made, [(fault.message, fault.diagnostic) for fault in faults]


def _settle(one: Any, place: Path) -> None:
    """Find out what only the pages can tell, and write it where the file reads it."""
    told: list[Any] = []
    seen: set[str] = set()
    # what comes again would come again and again
    while (fresh := found(told)) not in seen:
        seen.add(fresh)
        place.write_text(fresh, encoding="utf-8")
        try:
            told = [entry["value"] for entry in json.loads(one.query("<told>"))]
        except RuntimeError:
            # what is wrong with it, and where, is told when it is compiled
            return


def found(told: Iterable[Mapping[str, Any]]) -> str:
    """Conclude from what is told of places on pages what the file of Typst asks for.

    Parameters
    ----------
    told
        In the order of the text, each with ``kind``, ``page`` and ``y`` (points from the head of the page). A ``float``
        has ``asked`` (its number), ``height``, ``foot`` (where a page ends) and ``least`` (how small it may be); a
        ``note`` at the foot its ``height``; what was ``placed`` at the head of a page ``asked``; what is ``far`` has
        ``asked`` and where that is, page ``there``, which is called ``number``.

    Returns
    -------
    str
        JSON: ``sizes``, 0 of what goes to the next page, and ``far``, the page where that is another than the next.
    """
    sizes: dict[str, float] = {}
    far: dict[str, int] = {}
    notes: Counter[int] = Counter()
    told = [*told]
    placed = {one["asked"]: one["page"] for one in told if one["kind"] == "placed"}
    for one in told:
        if one["kind"] == "note":
            notes[one["page"]] += one["height"] + NOTE_GAP
        elif one["kind"] == "float":
            room = one["foot"] - one["y"] - notes[one["page"]]
            # one that found room on the very page that calls it stands above what calls it
            room += one["height"] if placed.get(one["asked"]) == one["page"] else 0
            if one["height"] > room:
                sizes[str(one["asked"])] = (
                    round(room / one["height"] - 0.01, 3) if room >= one["least"] * one["height"] else 0
                )
        elif one["kind"] == "far" and abs(one["there"] - one["page"]) > 1:
            far[str(one["asked"])] = one["number"]
    return json.dumps({"sizes": sizes, "far": far})


def _answer(address: str, theirs: Connection, ours: Connection) -> None:
    ours.close()
    # Ctrl-C reaches every process of the terminal; the one that began this ends it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with Listener(address, family="AF_UNIX") as listener:
        theirs.send("ready")
        # this one does not compile itself, so that it can be forked again and again
        while (child := os.fork()) and not os.waitpid(child, 0)[1]:
            pass
        if not child:
            _compile_for(listener, theirs)
            # without leaving the block, which would take the address away
            os._exit(0)


def _compile_for(listener: Listener, theirs: Connection) -> None:
    """Compile for whoever asks, until it is enough; end with the process that began this, and say that it has ended."""
    threading.Thread(target=_end_with, args=(theirs,), daemon=True).start()
    for _ in range(TIMES):
        # who asked may have been ended because something was edited meanwhile
        with suppress(OSError, EOFError), listener.accept() as asked:
            asked.send(_compiled(*asked.recv()))


def _end_with(other: Connection) -> None:
    with suppress(EOFError, OSError):
        other.recv()
    os._exit(1)
