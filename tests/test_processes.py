"""Environment, disk and processes: a line that says what is wrong, and whatever ends in between leaves all whole."""

import errno
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from corpus import processes
from tally import MEANT, REFUSED, SURVIVED, case, planted

from reviewbook import cli, forking, locking, pipeline, serve
from reviewbook.book.build import application, build
from reviewbook.edition import fault, project
from reviewbook.runs import observer, scenarios, staging
from reviewbook.runs.notebook import NotebookError

OLD, NEW = b"old", b"new"


def cases(table, kind, end):
    """Give the cases of a table; how each ends is one word, or a function of what is expected."""
    return [case(kind, end if isinstance(end, str) else end(one[-1]), one[0], *one[2:]) for one in table]


KILLS, SERVE, DISK = "kills and full disks", "serve", "environment and disk"


@pytest.mark.parametrize(("said", "line"), cases(processes.SAID, DISK, REFUSED))
def test_what_the_system_refuses_is_a_line_that_names_the_file(said, line):
    number, name = said
    error = OSError(number, os.strerror(number), name) if name else OSError(number, os.strerror(number))
    assert fault.line(error, Path("/book")).startswith(line)


def test_a_byte_that_is_not_utf_8_is_found_in_its_file(small):
    path = small.folder / "chapters" / "methods.md"
    path.write_bytes(path.read_bytes() + b"\nM\xfcller\n")
    number = path.read_bytes().count(b"\n", 0, path.read_bytes().index(b"M\xfcller")) + 1
    with pytest.raises(UnicodeDecodeError) as found:
        path.read_text(encoding="utf-8")
    line = fault.line(found.value, small.folder)
    assert line == f"chapters/methods.md, line {number}: byte 0xfc is not UTF-8; save the file as UTF-8"


@pytest.mark.parametrize(
    ("variables", "line"), cases(processes.VARIABLES, DISK, lambda line: REFUSED if line else MEANT)
)
def test_what_the_environment_says_is_refused_in_a_line_or_as_good_as_any(small, variables, line):
    before = contents(small.folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SOURCE_DATE_EPOCH", raising=False)
        for name, value in variables.items():
            patch.setenv(name, value)
        patch.chdir(small.folder)
        if line:
            with pytest.raises(pipeline.Refused) as refused, pipeline.refusing(small.folder):
                pipeline.unchanged(small.folder) or pipeline._state(small.folder)
            assert [said.startswith(line) for said in refused.value.lines] == [True]
        else:
            assert pipeline._state(small.folder)
    assert contents(small.folder) == before


@pytest.mark.parametrize(("arguments", "line"), cases(processes.ADDRESSES, SERVE, REFUSED))
def test_where_nobody_can_listen_is_said_in_a_line(small, monkeypatch, capsys, arguments, line):
    monkeypatch.chdir(small.folder)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert cli.main(["serve", *(port if word == "TAKEN" else word for word in arguments)]) == 1
    (said,) = capsys.readouterr().err.splitlines()
    assert line in said


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A folder that is served, with a secret beside it; gives the port."""
    place = tmp_path_factory.mktemp("served") / "html"
    (place / "below").mkdir(parents=True)
    (place / "index.html").write_text("<body></body>")
    (place.parent / "secret.txt").write_text("secret")
    (place / "link.txt").symlink_to(place.parent / "secret.txt")
    server = serve._server("127.0.0.1", 0, place)
    server.state = serve._State()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("way", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("asked", "status"), cases(processes.ASKED, SERVE, lambda status: MEANT if status == 200 else REFUSED)
)
def test_a_browser_gets_files_of_the_book_and_nothing_under_another_name(site, asked, status, way):
    path, host = asked
    connection = http.client.HTTPConnection("127.0.0.1", site)
    connection.putrequest(way, path, skip_host=True)
    connection.putheader("Host", f"127.0.0.1:{site}" if host is None else host)
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == status
    assert b"secret" not in answer.read()
    connection.close()


@pytest.mark.parametrize("deleted", [True, False])
def test_what_is_deleted_while_a_book_is_built_is_the_one_cause_that_is_told(tmp_path, deleted):
    with pytest.raises(build.BuildError) as refused, build._stayed(tmp_path):
        if deleted:
            tmp_path.rmdir()
            tmp_path.mkdir()
        raise build.BuildError(["a", "b"])
    gone = [f"{tmp_path}: was deleted while the book was built; build again"]
    assert refused.value.lines == (gone if deleted else ["a", "b"])


@pytest.mark.parametrize("deleted", [True, False])
def test_pages_that_are_deleted_while_they_are_built_want_to_be_made_again(tmp_path, monkeypatch, deleted):
    (tmp_path / "_build" / "html").mkdir(parents=True)
    (first := tmp_path / "_build" / "html" / "index.html").touch()
    monkeypatch.setattr(serve, "_files", lambda folder: {})
    monkeypatch.setattr(serve, "_build", lambda *_: (os.setpgrp(), deleted and first.unlink()))
    _, sender = serve.FORK.Pipe()
    assert serve._made(tmp_path, {}, sender, str) == (None if deleted else {})


@pytest.fixture
def notebooks(tmp_path):
    """A folder with three notebooks, each with what has run; gives the folder and what they held."""
    ran, place = tmp_path / "ran", tmp_path / "notebooks"
    ran.mkdir(), place.mkdir(), (tmp_path / "_build").mkdir()
    names = [f"{name}.ipynb" for name in "abc"]
    for name in names:
        (place / name).write_bytes(OLD)
        (ran / name).write_bytes(NEW)
    with project.staged({name: ran / name for name in names}):
        yield tmp_path, {place / name: OLD for name in names}


def held(was):
    return {path.read_bytes() for path in was}


def left(folder):
    return [path.name for path in (folder / "notebooks").iterdir() if path.suffix != ".ipynb"] + [
        path.name for path in (folder / "_build").iterdir()
    ]


def test_notebooks_are_put_in_their_places_after_what_is_done_meanwhile(notebooks):
    folder, was = notebooks
    with staging.settled(folder, was):
        assert held(was) == {OLD}
    assert held(was) == {NEW}
    assert left(folder) == []


def test_none_is_put_in_its_place_where_that_is_not_done(notebooks):
    folder, was = notebooks
    with pytest.raises(KeyError), staging.settled(folder, was):
        raise KeyError
    assert held(was) == {OLD}
    assert left(folder) == []


@planted(KILLS, SURVIVED)
@pytest.mark.parametrize("number", range(3))
def test_a_disk_that_is_full_at_any_notebook_leaves_all_as_they_were(notebooks, monkeypatch, number):
    folder, was = notebooks
    copy, written = staging.shutil.copyfile, []

    def copied(source, target):
        written.append(target)
        if len(written) > number:
            Path(target).write_bytes(b"h")
            raise OSError(28, "No space left on device")
        return copy(source, target)

    monkeypatch.setattr(staging.shutil, "copyfile", copied)
    with pytest.raises(OSError), staging.settled(folder, was):
        pass
    assert held(was) == {OLD}
    assert left(folder) == []


def test_a_notebook_that_was_edited_while_it_ran_is_not_overwritten(notebooks):
    folder, was = notebooks
    edited = folder / "notebooks" / "b.ipynb"
    edited.write_bytes(b"mine")
    with (
        pytest.raises(NotebookError, match=r"notebooks/b\.ipynb was edited while it ran"),
        staging.settled(folder, was),
    ):
        pass
    assert edited.read_bytes() == b"mine"
    assert held(was) == {OLD, b"mine"}


def killed(work, module, name, number):
    """Do work in a child that ends, as by kill -9, at the call of a function with this number; tell whether it did."""
    child = os.fork()
    if not child:
        real, called = getattr(module, name), []

        def ending(*arguments, **more):
            called.append(name)
            if len(called) > number:
                os._exit(9)
            return real(*arguments, **more)

        setattr(module, name, ending)
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@planted(KILLS, SURVIVED)
@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize(("module", "name", "then"), [(os, "replace", NEW), (staging.shutil, "copyfile", OLD)])
def test_whoever_is_killed_while_replacing_notebooks_leaves_all_or_none_to_be_replaced(
    notebooks, module, name, then, number
):
    folder, was = notebooks

    def work():
        with staging.settled(folder, was):
            pass

    assert killed(work, module, name, number)
    pipeline.mend(folder)
    staging.mend(folder)
    assert held(was) == {then}
    assert [name for name in left(folder) if name != "lock"] == []


@pytest.fixture
def published(tmp_path):
    """What was made, beside what was published before."""
    made, place = tmp_path / "made", tmp_path / "html"
    for folder, content in ((made, NEW), (place, OLD)):
        folder.mkdir()
        for name in ("index.html", "page.html"):
            (folder / name).write_bytes(content)
    return made, place


@planted(KILLS, SURVIVED)
@pytest.mark.parametrize("number", range(2))
@pytest.mark.parametrize("platform", ["linux", "other"])
@pytest.mark.parametrize("name", ["_exchange", "_throw_away", "rename"])
def test_whoever_is_killed_while_publishing_leaves_a_whole_site_or_the_next_mends_it(
    published, monkeypatch, platform, name, number
):
    made, place = published
    monkeypatch.setattr(build.sys, "platform", platform)
    killed(lambda: build._publish(made, place), Path if name == "rename" else build, name, number)
    if platform == "linux":
        assert {path.read_bytes() for path in place.iterdir()} in ({OLD}, {NEW})
        assert len(list(place.iterdir())) == 2
    build._publish(made, place)
    assert {path.read_bytes() for path in place.iterdir()} == {NEW}
    assert sorted(path.name for path in place.parent.iterdir()) == ["html", "made"]


def test_the_last_good_site_comes_back_before_a_build_that_finds_none(published, monkeypatch):
    made, place = published
    place.rename(place.with_name("html.old"))
    monkeypatch.setattr(build.shutil, "copytree", lambda *_, **__: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(OSError):
        build._publish(made, place)
    assert {path.read_bytes() for path in place.iterdir()} == {OLD}


HOLD = """
import sys, time
from pathlib import Path
from reviewbook import locking
with locking.alone(Path(sys.argv[1]), print):
    print("has it", flush=True)
    time.sleep(600)
"""


@planted(KILLS, SURVIVED)
def test_who_waits_is_told_for_whom_and_has_the_lock_when_its_holder_is_killed(tmp_path):
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "has it\n"
        with locking.alone(tmp_path) as own:
            assert not own
        said = []

        def heard(line):
            said.append(line)
            holder.kill()

        with locking.alone(tmp_path, heard) as own, locking.alone(tmp_path, heard) as again:
            assert own
            assert again
    (line,) = said
    assert re.fullmatch(
        rf"waiting    for process {holder.pid} on {re.escape(socket.gethostname())}, since \S+ \S+, which .*", line
    )


FORK = """
import os, time
from reviewbook import forking
forking.bind()
if not (child := os.fork()):
    if not os.fork():
        time.sleep(600)
    time.sleep(600)
print(child, flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such signal")
def test_no_fork_outlives_the_process_that_forked_it():
    with subprocess.Popen([sys.executable, "-c", FORK], stdout=subprocess.PIPE, text=True) as leader:
        child = int(leader.stdout.readline())
        assert Path("/proc", str(child)).exists()
        leader.send_signal(signal.SIGKILL)
        leader.wait()
    # ends what hangs; the end is a matter of milliseconds
    for _ in range(600):
        if not alive(child):
            break
        time.sleep(0.1)
    assert not alive(child)


def test_work_beside_is_done_when_it_was_waited_for(tmp_path):
    wait = forking.beside(lambda: (tmp_path / "done").write_text(str(os.getpid())))
    wait()
    there = (tmp_path / "done").read_text()
    assert (there == str(os.getpid())) != forking.safe()


def test_what_goes_wrong_beside_is_told_to_who_waits():
    wait = forking.beside(lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        wait()


INTERRUPTED = """
import os, signal, sys
# whose parent ignores it does so, too
signal.signal(signal.SIGINT, signal.default_int_handler)
from reviewbook import forking
os.register_at_fork(**{sys.argv[1]: lambda: os.kill(os.getpid(), signal.SIGINT)})
forking.bind()
begun = os.getpid()
try:
    child = os.fork()
    if not child:
        os._exit(7)
    print("goes on")
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
except KeyboardInterrupt:
    print("is stopped" if os.getpid() == begun else "ends what is not its own")
"""
UNHEARD = """
import multiprocessing, sys
from reviewbook import cli, pipeline

def build(*_, **_others):
    receiver, sender = multiprocessing.Pipe(duplex=False)
    # more than a pipe takes
    multiprocessing.Process(target=lambda: sender.send_bytes(bytes(1 << 20))).start()
    receiver.poll(None)
    raise KeyboardInterrupt

pipeline.make = build
sys.exit(cli.main(["build"]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a process is forked on Linux only")
@pytest.mark.parametrize(("whom", "status", "said"), [("parent", 0, "is stopped\n"), ("child", 1, "goes on\n")])
def test_ctrl_c_is_heard_while_a_process_is_forked(whom, status, said):
    command = [sys.executable, "-c", INTERRUPTED, f"after_in_{whom}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (status, said, "")


@pytest.mark.skipif(sys.platform != "linux", reason="a process is forked on Linux only")
def test_after_ctrl_c_nobody_waits_for_who_speaks_to_nobody(small):
    done = subprocess.run(
        [sys.executable, "-c", UNHEARD], cwd=small.folder, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (1, "stopped; nothing was replaced\n")


def alive(pid):
    try:
        return Path("/proc", str(pid), "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_file_that_is_a_link_elsewhere_is_one_of_the_book(tmp_path):
    book, store = tmp_path / "book", tmp_path / "store"
    (book / "data").mkdir(parents=True), store.mkdir()
    (store / "key").write_text("1")
    (book / "data" / "studies.csv").symlink_to(store / "key")
    assert observer._inside(book, str(book / "data" / "studies.csv")) == "data/studies.csv"
    assert observer._inside(book, str(store / "key")) is None
    before = observer.digest_of(book / "data" / "studies.csv")
    (store / "key").write_text("2")
    assert observer.digest_of(book / "data" / "studies.csv") != before


def test_a_folder_that_is_a_link_is_looked_through_once(tmp_path):
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "studies.csv").touch()
    (tmp_path / "store" / "up").symlink_to(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "more").symlink_to(tmp_path / "store")
    assert tmp_path / "data" / "more" / "studies.csv" in project.files(tmp_path / "data")
    assert len(project.files(tmp_path / "data")) < 5


def test_ends_of_lines_that_git_or_an_editor_changed_make_nothing_stale():
    assert observer.digest(b"a,b\r\n1,2\r\n") == observer.digest(b"a,b\n1,2\n") != observer.digest(b"a,b\n1,3\n")


def test_a_clone_has_the_same_bytes_whatever_git_is_told_of_ends_of_lines(book, tmp_path):
    book.git("clone", "--quiet", "--config", "core.autocrlf=true", str(book.folder), str(tmp_path / "clone"))
    tracked = book.git("ls-files").split()
    assert len(tracked) > 50
    other = [name for name in tracked if (tmp_path / "clone" / name).read_bytes() != (book.folder / name).read_bytes()]
    assert other == []


def test_a_shallow_clone_says_that_history_is_missing(small, tmp_path, monkeypatch, capsys):
    small.git("commit", "--quiet", "--allow-empty", "--message", "more")
    small.git("clone", "--quiet", "--depth", "1", small.folder.as_uri(), str(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    assert cli.main(["changes"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("history is missing here")


def test_a_reader_who_takes_the_first_line_gets_no_traceback(small):
    command = f"{sys.executable} -m reviewbook scenario | head -0; {sys.executable} -m reviewbook --help | true"
    done = subprocess.run(["sh", "-c", command], cwd=small.folder, capture_output=True, text=True)
    assert done.stderr == ""


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
def test_a_terminal_without_a_letter_shows_its_number(small, encoding):
    small.replace("data/scenarios.json", "Without Doe", "Ohne \\u2192 Doe")
    done = subprocess.run(
        [sys.executable, "-m", "reviewbook", "scenario"],
        cwd=small.folder,
        env=os.environ | {"PYTHONIOENCODING": encoding},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Ohne \\u2192 Doe" in done.stdout


@planted(DISK, REFUSED)
@pytest.mark.parametrize("part", ["_build", "chapters", "notebooks"])
def test_a_file_where_a_folder_should_be_is_named(small, monkeypatch, capsys, part):
    monkeypatch.chdir(small.folder)
    if (small.folder / part).exists():
        (small.folder / part).rename(small.folder / "aside")
    (small.folder / part).touch()
    with pytest.raises(pipeline.Refused) as refused:
        pipeline.make(small.folder, progress=str)
    (line,) = refused.value.lines
    assert line.startswith(f"{part}: ")
    assert "where a folder should be" in line


@planted(DISK, REFUSED)
@pytest.mark.parametrize(
    "name", ["references.bib", "data/doe.csv", "chapters/new.md", "notebooks/light.ipynb", "_toc.yml"]
)
def test_what_may_never_end_is_not_begun_to_be_read(small, monkeypatch, capsys, name):
    (small.folder / name).unlink(missing_ok=True)
    os.mkfifo(small.folder / name)
    monkeypatch.chdir(small.folder)
    assert cli.main(["run"]) == 1
    assert capsys.readouterr().err == f"{name}: is neither a file nor a folder, and may never end\n"


@pytest.mark.parametrize("named", ["../full", "full", "chapters", "data/new", ".git", "..", "notebooks/../chapters/x"])
def test_a_book_is_not_built_where_something_else_lies(small, monkeypatch, named):
    for name in ("full", "../full"):
        (small.folder / name / "run").mkdir(parents=True)
        (small.folder / name / "run" / "precious").touch()
    before = contents(small.folder.parent)
    monkeypatch.setenv(project.BUILD, named)
    with pytest.raises(pipeline.Refused, match="REVIEWBOOK_BUILD names it"):
        pipeline.run(small.folder, progress=str)
    assert contents(small.folder.parent) == before


def test_a_book_that_is_built_elsewhere_among_its_files_is_of_its_commit(small, monkeypatch):
    before = small.git("status", "--porcelain")
    monkeypatch.setenv(project.BUILD, "out")
    project.claim(small.folder)
    (small.folder / "out" / "page.html").touch()
    assert small.git("status", "--porcelain") == before


@pytest.mark.parametrize("named", ["out", "../out"])
def test_a_folder_of_the_book_s_own_is_built_in_again_and_keeps_who_is_at_work_on_a_scenario(small, monkeypatch, named):
    monkeypatch.setenv(project.BUILD, named)
    for _ in range(2):
        place, _ = pipeline.play(small.folder, scenarios.named(small.folder, "without-doe"), progress=str)
        lock = project.build(place) / "lock"
        assert lock.is_file()
        seen = lock.stat().st_ino
    scenarios.lay_out(small.folder, scenarios.read(small.folder)["without-doe"])
    assert lock.stat().st_ino == seen
    pipeline.run(small.folder, progress=str)


def test_of_a_file_that_is_copied_the_one_is_named_for_which_there_is_no_room():
    error = OSError(errno.ENOSPC, "", "/book/data/flow.csv", None, "/book/_build/x")
    assert fault.line(error, Path("/book")).startswith("_build/x: there is no room")


@pytest.mark.parametrize(("number", "made", "line"), cases(processes.CLOSED, DISK, REFUSED))
def test_what_cannot_be_made_is_told_by_its_folder_and_where_else_a_book_may_be_built(tmp_path, number, made, line):
    for part in ("notebooks", "_build"):
        (tmp_path / part).mkdir()
    (tmp_path / "notebooks" / "x.ipynb").touch()
    said = fault.line(OSError(number, "", str(tmp_path / made)), tmp_path)
    assert said.replace(str(tmp_path), "/book") == line


def test_a_full_disk_is_told_once_however_many_files_sphinx_could_not_copy(tmp_path):
    said = [
        "\x1b[91mWARNING: Failed to copy a file in static_file: a.js: OSError(28, 'No space left on device')\x1b[0m",
        "WARNING: cannot copy image file '/book/x.svg': [Errno 28] No space left on device: '/book/_build/x.svg'",
        "WARNING: error writing file /book/_build/x.html: [Errno 122] Disk quota exceeded",
        "WARNING: document isn't included in any toctree [Errno 2]",
    ]
    told, other = dict.fromkeys(application._placed(said, tmp_path, None))
    assert told == f"{fault._full(tmp_path).name}: there is no room left on its disk"
    assert other == said[-1]


def contents(folder):
    return {
        path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file() and ".git" not in path.parts
    }


@pytest.mark.parametrize(("what", "then"), cases(processes.LOST, KILLS, SURVIVED))
def test_what_is_lost_of_the_book_is_made_again(edited, what, then):
    assert then == "made again"
    assert edited.run("build").returncode == 0
    place = edited.folder / "_build"
    good = {path: path.read_bytes() for kind in ("html", "pdf") for path in (place / kind).rglob("*") if path.is_file()}
    name, content = what
    path = sorted(place.glob(name))[0]
    path.unlink() if content is None else path.write_bytes(content)
    if name.startswith("work"):
        # nobody looks there until there is something to do
        (place / "fingerprint").unlink()
    done = edited.run("build")
    assert done.returncode == 0, done.stderr
    for path, was in good.items():
        assert path.read_bytes() == was, path


def test_a_book_that_is_refused_leaves_notebooks_and_pages_as_they_were(edited):
    assert edited.run("build").returncode == 0
    before = {path: path.read_bytes() for path in edited.folder.rglob("*.ipynb") if "work" not in path.parts}
    pages = {path: path.read_bytes() for path in (edited.folder / "_build" / "html").rglob("*") if path.is_file()}
    edited.replace("data/studies.csv", "doe2001,40,", "doe2001,41,")
    edited.replace("chapters/index.md", "light.n_studies.", "light.n_papers.")
    refused = edited.run("build")
    assert refused.returncode == 1
    assert "notebooks  2/2" in refused.stdout
    assert {path: path.read_bytes() for path in before} == before
    assert {path: path.read_bytes() for path in pages} == pages
    assert edited.git("status", "--porcelain").split() == ["M", "chapters/index.md", "M", "data/studies.csv"]
    edited.replace("chapters/index.md", "light.n_papers.", "light.n_studies.")
    assert edited.run("build").returncode == 0
    assert edited.run("check").returncode == 0
