"""Typst: it sets a file, and sets again only what has changed for as long as its process lives."""

import os
import signal
import threading
from contextlib import suppress
from multiprocessing.connection import Client, Listener

import typst

from reviewbook.book import drawing

STANDARDS = ["ua-1", "a-3a"]

# Where the process that `start` began is asked, which those forked from this one know, too; and what ends it with this.
_address = _alive = None


def start(context):
    """Begin a process that compiles for this one, and for those which are forked from it later.

    Parameters
    ----------
    context : multiprocessing.context.BaseContext

    Returns
    -------
    multiprocessing.Process
        Ends with this process, or when it is terminated.
    """
    global _address, _alive
    listener = Listener(family="AF_UNIX")
    receiver, _alive = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(listener, receiver, _alive), daemon=True)
    process.start()
    receiver.close()
    _address = listener.address
    return process


def compiled(path, moment):
    """Compile a file to PDF.

    Parameters
    ----------
    path : pathlib.Path
        A Typst file, with all that it reads below its folder.
    moment : int
        Seconds since 1970, the time that the PDF will claim to be from.

    Returns
    -------
    bytes, list of tuple of str
        The PDF, and what is wrong: message and diagnostic of each error or warning. The bytes are the same whether
        the process has compiled before or not.
    """
    if _address:
        # a process that was ended is no reason to have no PDF
        with suppress(OSError, EOFError), Client(_address) as asked:
            asked.send((path, moment))
            return asked.recv()
    return _compiled(path, moment)


def _compiled(path, moment):
    one = typst.Compiler(
        path, root=path.parent, font_paths=[drawing.FONTS], ignore_system_fonts=True, package_path=path.parent
    )
    try:
        made, warnings = one.compile_with_warnings(format="pdf", pdf_standards=STANDARDS, timestamp=moment)
    except typst.TypstError as error:
        made, warnings = b"", [error]
    return made, [(fault.message, fault.diagnostic) for fault in warnings]


def _answer(listener, receiver, sender):
    sender.close()
    # Ctrl-C reaches every process of the terminal; the one that began this ends it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(receiver,), daemon=True).start()
    while True:
        # who asked may have been ended because something was edited meanwhile
        with suppress(OSError, EOFError), listener.accept() as asked:
            asked.send(_compiled(*asked.recv()))


def _end_with(receiver):
    with suppress(EOFError):
        receiver.recv()
    os._exit(0)
