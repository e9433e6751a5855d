"""Running notebooks: the same result either way, and a clear message and no trace when one fails."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time

import papermill
import pytest
import small_book
from IPython.core.interactiveshell import InteractiveShell
from small_book import LOAD, SHOW

from reviewbook.edition.project import root
from reviewbook.runs import batch, engine, notebook
from reviewbook.runs.execution import execute
from reviewbook.runs.notebook import NotebookError

ENGINES = ["reviewbook", "reviewbook-kernel"]
OTHER_OUTPUTS = [
    "import datetime\n\nimport numpy as np\nfrom IPython.display import publish_display_data",
    "publish_display_data({'application/json': [(1, np.int64(2)), np.array([0.5]), datetime.date(2024, 8, 1)]})",
    "print('one')\nstudies.head(1)",
    "print('two', end=''); print('three'); display(total); print('four')",
    "total",
    "total;",
    "",
]
# without pandas, of whose files IPython reads all that an error of theirs came by
FAILING = "dict(n_patients=1)['n_patient']"


def failure(path, engine_name, values=None):
    with pytest.raises(NotebookError) as error:
        execute(path, values, engine_name)
    return str(error.value)


@pytest.fixture
def book(tmp_path):
    return small_book.write(tmp_path, patients=[LOAD, *SHOW], total=[LOAD, SHOW[0]])


# nbval compares what a kernel gives for every notebook of the book with what is stored, which the fork gave
@pytest.mark.parametrize("values", [{}, {"least": 100}], ids=["defaults", "parameters"])
@pytest.mark.slow
def test_both_engines_give_the_same_bytes_for_every_kind_of_output(tmp_path, values):
    path = small_book.path(small_book.write(tmp_path, all=[LOAD, *SHOW, *OTHER_OUTPUTS]), "all")
    forked, kernel = (execute(path, values, name) for name in ENGINES)
    assert forked.cells == kernel.cells
    assert notebook.text(forked) == notebook.text(kernel)


def test_a_run_publishes_what_the_data_say(book):
    done = execute(small_book.path(book, "patients"))
    numbers, table, figure = (cell.outputs[0] for cell in done.cells[3:])
    assert numbers.metadata == {"reviewbook": {"name": "numbers"}}
    assert numbers.data["application/vnd.reviewbook.numbers+json"][0]["value"] == 597
    assert [row["n_patients"] for row in table.data["application/vnd.dataresource+json"]["data"]] == [567, 30]
    assert figure.data["application/vnd.plotly.v1+json"]["data"][0]["y"] == [567, 30]
    assert figure.data["text/plain"] == "Patients of 2 studies"
    assert [cell.execution_count for cell in done.cells[1:]] == [1, 2, 3, 4, 5]


def test_a_parameter_changes_a_copy_and_not_the_notebook(book):
    path = small_book.path(book, "total")
    before = path.read_bytes()
    copy = execute(path, {"least": 100})
    assert copy.cells[3 + 1].outputs[0].data["application/vnd.reviewbook.numbers+json"][0]["value"] == 567
    assert [cell.metadata.get("tags") for cell in copy.cells[1:3]] == [["parameters"], ["injected-parameters"]]
    assert copy.metadata.reviewbook.parameters == {"least": 100}
    assert copy.metadata.reviewbook.code == execute(path).metadata.reviewbook.code
    assert path.read_bytes() == before
    assert "injected-parameters" not in notebook.text(execute(path))


def test_an_unknown_parameter_is_refused_before_anything_runs(book):
    path = small_book.path(book, "total")
    with pytest.raises(NotebookError, match="no parameter 'last'"):
        execute(path, {"last": 3}, engine_name="no engine is asked")


def test_a_notebook_that_papermill_left_its_parameters_in_is_refused(book):
    path = small_book.path(book, "total")
    path.write_text(notebook.text(execute(path, {"least": 100})), encoding="utf-8")
    assert failure(path, None).endswith("/total.ipynb, cell 2 (`# Parameters`): papermill put this cell in; remove it")


@pytest.mark.parametrize(("name", "values"), [(ENGINES[0], {}), *((name, {"least": 1}) for name in ENGINES)])
def test_a_failing_cell_is_named_with_its_error(tmp_path, name, values):
    path = small_book.path(small_book.write(tmp_path, wrong=[LOAD, "", FAILING, "never"]), "wrong")
    assert failure(path, name, values) == f"notebooks/wrong.ipynb, cell 3 (`{FAILING}`): KeyError: 'n_patient'"


@pytest.mark.parametrize("name", ENGINES)
def test_an_error_inside_the_package_is_followed_to_its_line(tmp_path, name):
    source = 'publish.table("studies", None, {"n": "Patients"})'
    path = small_book.path(small_book.write(tmp_path, wrong=[LOAD, source]), "wrong")
    first, second = failure(path, name).splitlines()
    assert first.startswith(f"notebooks/wrong.ipynb, cell 3 (`{source}`): TypeError: ")
    assert re.fullmatch(r"  at reviewbook/display/\w+\.py, line \d+, in \w+", second)


@pytest.mark.parametrize("name", ENGINES)
def test_a_warning_counts_as_a_failure(tmp_path, name):
    source = "import warnings\nwarnings.simplefilter('always')\nwarnings.warn('too few studies')"
    path = small_book.path(small_book.write(tmp_path, loud=[source]), "loud")
    message = failure(path, name)
    assert message.startswith("notebooks/loud.ipynb, cell 2 (`import warnings`) wrote a warning:\n")
    assert "UserWarning: too few studies" in message


@pytest.mark.parametrize("name", ENGINES)
def test_a_notebook_that_hangs_is_stopped(tmp_path, name, monkeypatch):
    monkeypatch.setattr(engine, "SECONDS", 1)
    started = time.monotonic()
    path = small_book.path(small_book.write(tmp_path, slow=["import time", "time.sleep(60)"]), "slow")
    assert failure(path, name) == (
        "notebooks/slow.ipynb, cell 3 (`time.sleep(60)`): the notebook was not done after 1 s"
    )
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("name", ENGINES)
def test_a_process_that_dies_is_named(tmp_path, name):
    path = small_book.path(small_book.write(tmp_path, dead=["import os", "os._exit(3)"]), "dead")
    assert failure(path, name) == "notebooks/dead.ipynb, cell 3 (`os._exit(3)`): its process died"


def test_a_cell_that_is_not_python_is_named_before_anything_runs(tmp_path):
    path = small_book.path(small_book.write(tmp_path, odd=[LOAD, "total = 1\ntotal ="]), "odd")
    with pytest.raises(NotebookError, match=r"odd.ipynb, cell 3 \(`total = 1`\), line 2: invalid syntax"):
        execute(path, engine_name="no engine is asked")


def test_the_working_folder_does_not_matter(book, tmp_path_factory, monkeypatch):
    path = small_book.path(book, "patients")
    here = notebook.text(execute(path))
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert notebook.text(execute(path)) == here


@pytest.mark.parametrize("name", ENGINES)
def test_the_package_of_the_working_folder_runs_when_a_book_brings_its_own(tmp_path, name):
    source = "import reviewbook\nfrom pathlib import Path\nstr(Path(reviewbook.__file__).parent.parent)"
    book = small_book.write(tmp_path, where=[source])
    shutil.copytree(root(__file__) / "reviewbook", book / "reviewbook")
    run = "import sys; from reviewbook.runs import batch; batch.run('.', engine=sys.argv[1])"
    subprocess.run([sys.executable, "-c", run, name], cwd=book, check=True, capture_output=True)
    assert repr(str(tmp_path)) in notebook.read(small_book.path(book, "where")).cells[2].outputs[0].data["text/plain"]


def test_papermill_finds_the_engine_by_its_name(book):
    path = small_book.path(book, "total")
    done = papermill.execute_notebook(path, None, engine_name="reviewbook", cwd=book, progress_bar=False)
    assert done.cells[3].outputs[0].data["application/vnd.reviewbook.numbers+json"][0]["value"] == 597


def test_where_other_threads_run_the_kernel_is_used():
    chosen = []
    thread = threading.Thread(target=lambda: chosen.append(engine.preferred()))
    thread.start()
    thread.join()
    assert chosen == ["reviewbook-kernel"]


@pytest.mark.slow
def test_where_there_is_no_fork_kernels_run_and_give_the_same_bytes(book, tmp_path_factory):
    place = tmp_path_factory.mktemp("elsewhere")
    other = shutil.copytree(book, place / "book")
    # read by every Python that starts, before anything else
    (place / "sitecustomize.py").write_text("import os\n\ndel os.fork\n")
    paths = os.pathsep.join([str(place), str(root(__file__))])
    run = "from reviewbook.runs import batch; batch.run('.')"
    subprocess.run([sys.executable, "-c", run], cwd=other, env=os.environ | {"PYTHONPATH": paths}, check=True)
    batch.run(book, progress=str)
    for name in ("patients", "total"):
        assert small_book.path(other, name).read_bytes() == small_book.path(book, name).read_bytes()


def test_a_batch_runs_what_is_stale_and_says_so(book):
    lines = []
    assert batch.run(book, progress=lines.append) == {"patients": "it has not run yet", "total": "it has not run yet"}
    assert [line.split()[:2] for line in lines] == [["notebooks", "1/2"], ["notebooks", "2/2"]]
    assert {line.split()[2] for line in lines} == {"patients", "total"}
    assert all(line.endswith(" s") for line in lines)
    assert batch.run(book, progress=lines.append) == {}
    assert len(lines) == 2
    assert batch.run(book, ["total"], everything=True, progress=lines.append) == {"total": "asked for"}


def test_each_notebook_is_told_of_when_it_has_run_and_the_end_after_the_last(book):
    told, there = [], []

    def done(path):
        told.append(path and path.name)
        there.append([cell.execution_count for cell in notebook.read(path).cells[1:]] if path else [])

    batch.run(book, progress=str, done=done)
    assert (sorted(told[:-1]), told[-1]) == (["patients.ipynb", "total.ipynb"], None)
    assert all(counts and None not in counts for counts in there[:-1])
    assert not there[-1]
    told.clear()
    batch.run(book, progress=str, done=done)
    assert told == [None]


@pytest.fixture
def one_process(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 1)


def test_the_longest_notebook_starts_first(tmp_path, one_process):
    book, lines = small_book.write(tmp_path, brief=["1"], long=[f"# {'x' * 1000}"], middle=[f"# {'x' * 500}"]), []
    batch.run(book, progress=lines.append)
    assert [line.split()[2] for line in lines] == ["long", "middle", "brief"]


@pytest.mark.parametrize(
    ("known", "order"),
    [
        ('{"brief": 9, "middle": 2, "long": 3}', ["brief", "long", "middle"]),
        # one that is not known may be the longest
        ('{"brief": 9}', ["long", "middle", "brief"]),
        ('{"brief": "long", "middle": 2, "long": 3}', ["brief", "long", "middle"]),
        ("[1", ["long", "middle", "brief"]),
        ("[1]", ["long", "middle", "brief"]),
    ],
)
def test_the_one_that_took_longest_starts_first(tmp_path, one_process, known, order):
    book, lines = small_book.write(tmp_path, brief=["1"], long=[f"# {'x' * 1000}"], middle=[f"# {'x' * 500}"]), []
    seconds = tmp_path / "_build" / batch.SECONDS
    seconds.parent.mkdir()
    seconds.write_text(known)
    batch.run(book, progress=lines.append)
    assert [line.split()[2] for line in lines] == order
    assert {*json.loads(seconds.read_text())} == {*order}


def test_notebooks_that_run_in_turn_see_nothing_of_each_other(tmp_path, one_process):
    leave = "import builtins, os, sys\nbuiltins.left = sys.left = os.environ['LEFT'] = 'left'; left = 1"
    look = "import builtins, os, sys\nprint([hasattr(builtins, 'left'), hasattr(sys, 'left'), 'LEFT' in os.environ])"
    book = small_book.write(tmp_path, first=[leave, "open('../data/studies.csv').close()", "# last"], second=[look])
    batch.run(book, progress=str)
    second = notebook.read(small_book.path(book, "second"))
    assert second.cells[2].outputs[0].text == "[False, False, False]\n"
    assert [cell.execution_count for cell in second.cells[1:]] == [1, 2]
    assert second.metadata.reviewbook.inputs == {}


def test_the_process_that_has_notebooks_run_stays_as_it_was(book):
    def state():
        return InteractiveShell.initialized(), sys.displayhook, sys.excepthook, sys.modules["__main__"], os.getcwd()

    before = state()
    batch.run(book, progress=str)
    assert state() == before
    assert not before[0]


@pytest.mark.parametrize("name", ENGINES)
def test_a_rerun_changes_no_byte(book, name):
    def files():
        # how long each notebook took is another each time
        return {path: path.read_bytes() for path in book.rglob("*.*") if path.is_file() and path.name != batch.SECONDS}

    batch.run(book, progress=str)
    before = files()
    batch.run(book, everything=True, progress=str, engine=name)
    assert files() == before


def test_the_folder_in_which_a_book_lies_leaves_no_trace(book, tmp_path_factory):
    other = shutil.copytree(book, tmp_path_factory.mktemp("other") / "book")
    for folder in (book, other):
        batch.run(folder, progress=str)
    assert small_book.path(book, "patients").read_bytes() == small_book.path(other, "patients").read_bytes()


def test_no_notebook_is_replaced_when_one_of_them_fails(tmp_path):
    book = small_book.write(
        tmp_path, good=[LOAD, *SHOW], wrong=[LOAD, FAILING], loud=[LOAD, "import sys", "print(1, file=sys.stderr)"]
    )
    before = {path: path.read_bytes() for path in (book / "notebooks").iterdir()}
    with pytest.raises(NotebookError) as error:
        batch.run(book, progress=str)
    assert str(error.value).splitlines() == [
        "notebooks/loud.ipynb, cell 4 (`print(1, file=sys.stderr)`) wrote a warning:",
        "1",
        f"notebooks/wrong.ipynb, cell 3 (`{FAILING}`): KeyError: 'n_patient'",
    ]
    assert {path: path.read_bytes() for path in (book / "notebooks").iterdir()} == before


def test_a_batch_says_which_notebooks_there_are(book):
    with pytest.raises(NotebookError, match=r"^no notebook 'totals'; there are patients, total$"):
        batch.run(book, ["totals"])


@pytest.mark.slow
def test_a_batch_works_beside_other_threads(book):
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert list(batch.run(book, progress=str)) == ["patients", "total"]
    finally:
        done.set()
        thread.join()


def test_the_settings_say_after_how_many_seconds_a_notebook_is_stopped(tmp_path):
    book = small_book.write(tmp_path, slow=["import time", "time.sleep(60)"])
    (book / "_config.yml").write_text("execute: {timeout: 0.5}\nsphinx: {extra_extensions: [reviewbook.book]}\n")
    with pytest.raises(NotebookError) as error:
        batch.run(book, progress=str)
    assert str(error.value) == (
        "notebooks/slow.ipynb, cell 3 (`time.sleep(60)`): the notebook was not done after 0.5 s"
    )


def test_what_a_cell_forked_ends_with_its_notebook(tmp_path):
    fork = "import os, time\nif not os.fork():\n    open('/dev/null').close(); time.sleep(600)"
    book = small_book.write(tmp_path, forking=[f"import os\nprint(os.getpid())\n{fork}"])
    done = execute(small_book.path(book, "forking"))
    group = int(done.cells[2].outputs[0].text)
    with pytest.raises(ProcessLookupError):
        for _ in range(100):
            os.killpg(group, 0)
            time.sleep(0.1)
