"""Typst in a process that remembers: the same bytes as anew, and no harm where it is gone."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reviewbook.book.paper import compiler

# processes typeset
pytestmark = pytest.mark.slow

PAGE = '#set document(title: "A page")\n#set text(lang: "en")\nPatients: {}\n'
MOMENT = 1_700_000_000


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.typ"
    path.write_text(PAGE.format(567))
    return path


@pytest.fixture
def process():
    # this one may have compiled before, and a fork would then wait for threads that it does not have
    with compiler.remembering(multiprocessing.get_context("spawn")) as started:
        yield started


def test_a_change_after_a_compilation_gives_the_bytes_that_a_new_process_gives(page, process):
    first, faults = compiler.compiled(page, MOMENT)
    assert faults == []
    page.write_text(PAGE.format(566))
    assert compiler.compiled(page, MOMENT) == compiler._compiled(page, MOMENT)
    assert compiler.compiled(page, MOMENT)[0] != first


def test_what_is_wrong_is_told_as_it_would_be_here(page, process):
    page.write_text("#unknown")
    made, ((message, diagnostic),) = compiler.compiled(page, MOMENT)
    assert made == b""
    assert message == "unknown variable: unknown"
    assert "page.typ:1:1" in diagnostic


def test_one_who_asked_and_is_gone_is_no_harm(page, process):
    with compiler.Client(compiler._address) as asked:
        asked.send((page, MOMENT))
    assert compiler.compiled(page, MOMENT)[1] == []


def children(process):
    return Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()


def test_after_some_times_a_fresh_process_compiles_as_memory_is_never_given_back(page, process):
    compiler.compiled(page, MOMENT)
    first = children(process)
    for patients in range(compiler.TIMES):
        page.write_text(PAGE.format(patients))
        assert compiler.compiled(page, MOMENT) == compiler._compiled(page, MOMENT)
    assert len(first) == len(children(process)) == 1
    assert children(process) != first


def test_where_the_process_is_gone_it_compiles_all_the_same(page, process):
    compiler.compiled(page, MOMENT)
    (child,) = children(process)
    os.kill(int(child), signal.SIGKILL)
    process.join()
    assert compiler.compiled(page, MOMENT)[1] == []


def test_it_ends_with_the_process_that_began_it(page):
    begin = (
        "import multiprocessing, os; from reviewbook.book.paper import compiler; "
        "kept = compiler.remembering(multiprocessing.get_context('fork')); print(kept.__enter__().pid, flush=True); "
        "os._exit(1)"
    )
    said = subprocess.run([sys.executable, "-c", begin], stdout=subprocess.PIPE, text=True, check=False).stdout
    until = time.monotonic() + 10
    while Path(f"/proc/{int(said)}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{int(said)}").exists()
