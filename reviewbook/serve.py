"""A warm process that watches the book, builds it when something changes, and has the browser show it."""

import ipaddress
import json
import multiprocessing
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import unquote, urlsplit

from reviewbook import pipeline
from reviewbook.edition import fingerprint, project
from reviewbook.pipeline import Progress

# path to what stat says of it
Files = dict[str, tuple[int, int, int]]
WATCHED = ("data", "notebooks", "chapters")
ADDRESS = "127.0.0.1"
EVERY = 0.1
# to look at all files takes a fifteenth of that, which a build on the same cores can use
WHILE_BUILDING = 0.5
SCRIPT = b'<script src="/-/serve.js"></script></body>'
FORK = multiprocessing.get_context("fork")
# as a new process would, but for the module that begins as soon as it is imported
IMPORT_ALL = """
import importlib, pkgutil, reviewbook
for module in pkgutil.walk_packages(reviewbook.__path__, "reviewbook."):
    module.name.endswith("__main__") or importlib.import_module(module.name)
"""


class AddressError(Exception):
    """Say where it cannot be listened."""


def serve(folder: Path, port: int = 8000, host: str = ADDRESS, progress: Progress = print) -> NoReturn:
    """Build the book, serve it, and build it again whenever something changes; ends with the process.

    When the package changes, the process begins again, under the same address, as it would build by the code that it
    has imported. While the package cannot be imported, nothing is built.

    Parameters
    ----------
    port
        0 for any that is free.
    host
        The name or address where it listens; browsers are answered that ask for it by this, or by an address.

    Raises
    ------
    AddressError
        When the port is taken, or the host is not this machine.
    """
    fingerprint.files()
    code: Files | None = _of_package(_files(folder))
    server = _server(host, port, project.build(folder) / "html")
    receiver, sender = FORK.Pipe(duplex=False)
    # it has threads, which a process that forks for every build must not have
    browser_side = FORK.Process(target=_answer, args=(server, receiver, sender), daemon=True)
    browser_side.start()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    progress(f"serve      http://{f'[{host}]' if ':' in host else host}:{server.server_port}/")
    try:
        _warm_up(folder)
    except Exception:
        # edited again while it was imported: of no use, whatever it is by then; else the first build says what is wrong
        if _of_package(_files(folder)) != code:
            code = None
    seen = refused = None
    first, stood = _first(folder), False
    try:
        with _typesetter() if code else nullcontext():
            while True:
                now = _files(folder)
                if (own := _of_package(now)) == code:
                    # who deletes what was made wants it made again
                    if now != seen or (stood and not first.is_file()):
                        seen = _made(folder, now, sender, progress)
                        stood = first.is_file()
                elif own != refused:
                    if wrong := _wrong():
                        progress(f"serve      {wrong}; it waits until this is mended")
                        sender.send([wrong])
                        seen, refused = None, own
                    elif own == _of_package(_files(folder)):
                        break
                time.sleep(EVERY)
    finally:
        browser_side.terminate()
        browser_side.join()
    progress("serve      the package changed: it begins again")
    again = ["-m", "reviewbook", "serve", "--port", str(server.server_port), "--host", host]
    os.execv(sys.executable, [sys.executable, *again])


def _warm_up(folder: Path) -> None:
    from reviewbook.evidence.accounts import plausibility  # noqa: F401
    from reviewbook.evidence.tables import data, validation
    from reviewbook.evidence.tables.schema import DataError
    from reviewbook.runs import batch, staleness

    batch.prepare(folder)
    pipeline.prepare(folder)
    # what is read here need not be read by any build, unless it has changed; the first build says what is wrong
    staleness.stale(folder)
    with suppress(DataError):
        validation.prepare()
        data.load(folder)


def _wrong() -> str:
    """Say why the package, as it is now, cannot be imported; nothing where it can."""
    done = subprocess.run([sys.executable, "-c", IMPORT_ALL], capture_output=True, text=True, check=False)
    return _blamed(done.stderr) if done.returncode else ""


def _blamed(told: str) -> str:
    """Name of a traceback the last place that is ours, and the error."""
    places = re.findall(r'File ".*?(reviewbook/[^"]+)", line (\d+)', told)
    return "".join([*("{}, line {}: ".format(*place) for place in places[-1:]), told.strip().rpartition("\n")[2]])


def _typesetter() -> AbstractContextManager:
    """Keep a process that remembers what was set, as those that build the book end with the build."""
    from reviewbook.book.paper import compiler

    return compiler.remembering(FORK)


def _first(folder: Path) -> Path:
    return project.build(folder) / "html" / "index.html"


def _files(folder: Path) -> Files:
    """Tell what is there, so that any edit makes a difference."""
    paths = [Path(folder, name) for name in os.listdir(folder) if not name.startswith(".")]
    paths = [path for path in paths if not path.is_dir()]
    parts = [*(folder / part for part in WATCHED), fingerprint.FOLDER]
    paths += [path for part in parts for path in project.files(part)]
    return {str(path): about for path in paths if (about := _about(path))}


def _about(path: Path) -> tuple[int, int, int] | None:
    # what is gone, or may not be looked at, is not there
    with suppress(OSError):
        about = path.stat()
        return about.st_mtime_ns, about.st_size, about.st_ino
    return None


def _of_package(found: Files) -> Files:
    return {path: about for path, about in found.items() if path.startswith(f"{fingerprint.FOLDER}{os.sep}")}


def _made(folder: Path, seen: Files, sender: Connection, progress: Progress) -> Files | None:
    """Build in a child; give what was there when it began, with the notebooks that it ran itself.

    It is None where that was edited meanwhile, or somebody has deleted the pages: they want to be made again.
    """
    first = _first(folder)
    stood = first.is_file()
    receiver, child_sender = FORK.Pipe(duplex=False)
    child = FORK.Process(target=_build, args=(folder, child_sender, progress))
    child.start()
    child_sender.close()
    assert child.pid, "it was started"
    try:
        while True:
            while not receiver.poll(WHILE_BUILDING):
                if _edited(folder, seen, _files(folder)):
                    return None
            stage, content = receiver.recv()
            if stage == "ran":
                seen = seen | content
            else:
                stood |= stage == "shown"
                sender.send(content)
    except EOFError:
        return seen if first.is_file() or not stood else None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.join()


def _edited(folder: Path, seen: Files, now: Files) -> bool:
    # a build replaces notebooks, and says which once it has
    own = f"{folder / 'notebooks'}{os.sep}"
    return any(seen.get(path) != now.get(path) for path in seen.keys() | now.keys() if not path.startswith(own))


def _build(folder: Path, sender: Connection, progress: Progress) -> None:
    os.setpgrp()
    started = time.perf_counter()

    def shown(notebooks: list[Path]) -> None:
        sender.send(("ran", {str(path): about for path in notebooks if (about := _about(path))}))
        sender.send(("shown", []))
        progress(f"shown      {time.perf_counter() - started:.1f} s")

    try:
        pipeline.make(folder, progress=progress, early=shown)
    except pipeline.Refused as refused:
        for line in refused.lines:
            progress(line)
        sender.send(("refused", refused.lines))
    except Exception:
        # the code is at fault, and who mends it needs to see the way there
        traceback.print_exc()
        sender.send(("refused", [_blamed(traceback.format_exc())]))


class _State:
    """Count the builds, and let a browser wait for the next."""

    def __init__(self) -> None:
        self._number, self._changed = 0, threading.Condition()
        self._lines: list[str] = []

    def change(self, lines: list[str]) -> None:
        with self._changed:
            self._number, self._lines = self._number + 1, lines
            self._changed.notify_all()

    def after(self, seen: str) -> dict[str, Any]:
        with self._changed:
            self._changed.wait_for(lambda: str(self._number) != seen, timeout=20)
            return {"build": self._number, "refused": self._lines}


class _Server(ThreadingHTTPServer):
    state: _State
    host: str

    def handle_error(self, *about: Any) -> None:
        """Be silent: a browser that left before it had all is no error."""


def _server(host: str, port: int, site: Path) -> _Server:
    kind = type("_", (_Server,), {"address_family": socket.AF_INET6 if ":" in host else socket.AF_INET, "host": host})
    try:
        if not host:
            raise UnicodeError
        return kind((host, port), partial(_Handler, directory=str(site)))
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or "it is no name of a machine"
        raise AddressError(
            f"port {port} of {host!r} cannot be served: {why}; choose another with --port or --host"
        ) from None


class _Handler(SimpleHTTPRequestHandler):
    """Answer the browser: files of the book, and what became of the last build."""

    server: _Server

    def do_GET(self) -> None:
        """Answer, but for what somebody else's page asks through the browser, and for what no file can be called."""
        try:
            if not self._meant():
                return self.send_error(421, "This name is not that of the book; begin with --host and the name")
            return self._answer()
        except (OSError, ValueError):
            return self.send_error(404)

    do_HEAD = do_GET

    def list_directory(self, path: Any) -> None:
        """List no folder, as a published site does not."""
        self.send_error(404)

    def _meant(self) -> bool:
        """Tell whether it is asked for by its own name: any other may be made to lead here by who owns it."""
        asked = self.headers.get("Host")
        if asked is None:
            return True
        name = (urlsplit(f"//{asked}").hostname or "").removesuffix(".")
        own = self.server.host.lower()
        with suppress(ValueError):
            address, mine = ipaddress.ip_address(name), ipaddress.ip_address(str(self.server.server_address[0]))
            return mine.is_unspecified or address == mine or (address.is_loopback and mine.is_loopback)
        return name in {own, "localhost", socket.gethostname().lower()}

    def _answer(self) -> None:
        if self.path.startswith("/-/state/"):
            return self._send(json.dumps(self.server.state.after(self.path.rpartition("/")[2])), "application/json")
        if self.path == "/-/serve.js":
            script = fingerprint.FOLDER / "book" / "site" / "templates" / "serve.js"
            return self._send(script.read_text(encoding="utf-8"), "text/javascript")
        if "\0" in unquote(self.path):
            return self.send_error(404)
        path = Path(self.translate_path(self.path))
        # a link in the site may lead anywhere
        if not path.resolve().is_relative_to(Path(self.directory).resolve()):
            return self.send_error(404)
        path = path / "index.html" if path.is_dir() and self.path.partition("?")[0].endswith("/") else path
        if path.suffix == ".html" and path.is_file():
            return self._send(path.read_bytes().replace(b"</body>", SCRIPT), "text/html; charset=utf-8")
        return super().do_HEAD() if self.command == "HEAD" else super().do_GET()

    def _send(self, content: str | bytes, kind: str) -> None:
        content = content.encode() if isinstance(content, str) else content
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *about: Any) -> None:
        """Be silent: a line for every file is no progress."""


def _answer(server: _Server, receiver: Connection, sender: Connection) -> None:
    # its end is the end of the process that watches
    sender.close()
    # Ctrl-C reaches every process of the terminal; the one that watches ends this one
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    server.state = _State()
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    while True:
        try:
            server.state.change(receiver.recv())
        except EOFError:
            return
