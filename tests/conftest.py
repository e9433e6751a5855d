import fcntl
import os
import shutil
import threading
import zipfile
from pathlib import Path

import made_book
import pytest
from borrowed_environment import lend, shell
from copies import FOLDER, REPOSITORY, SITE, Copy
from hypothesis import HealthCheck, configuration, settings

from reviewbook.edition import address

pytest_plugins = ["nbval_kernels", "nbval_messages", "browser", "tally"]

# where a book is published, the tests say themselves
for variable in (address.SITE, address.REPOSITORY):
    os.environ.pop(variable, None)

# inputs that nobody chose do not depend on chance; none is kept, and nothing is left in the folder of the book
configuration.set_hypothesis_home_dir(Path(os.devnull) / "hypothesis")
settings.register_profile(
    "book",
    max_examples=20,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("book")

# what is made once and asked by many is a built book, as is a page that cites; what opens windows is a browser
SLOW = {"once", "chromium", "citing"}
# the engine that is no fork
KERNEL = "reviewbook-kernel"
# what takes longest begins, so that no process is left alone with it; the second needs not what the first has built
FIRST = ["test_every_page", "test_write", "test_readme", "test_interactive", "test_build", "test_export", "test_serve"]


def pytest_collection_modifyitems(items):
    """Mark what needs a built book, a browser or a kernel, which `make test-fast` leaves out, and begin with it."""

    def place(item):
        name = item.path.stem
        return FIRST.index(name) if name in FIRST else len(FIRST), item.get_closest_marker("slow") is None

    for item in items:
        if SLOW & set(getattr(item, "fixturenames", ())) or KERNEL in item.name or item.path.suffix == ".ipynb":
            item.add_marker("slow")
    items.sort(key=place)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """See to it that who builds a book says that it is slow."""
    Copy.may_build = Copy.warm.builds = item.get_closest_marker("slow") is not None


@pytest.fixture(scope="session", autouse=True)
def _forking():
    """Have notebooks run by forks as they do everywhere, though a site is served and a browser is open.

    What serves and what waits for the browser to end are daemons, which hold nothing meanwhile that a fork would copy.
    """

    def others():
        return sum(not thread.daemon for thread in threading.enumerate())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(threading, "active_count", others)
        yield


@pytest.fixture(scope="session")
def folder():
    """The folder of the book itself; nothing writes there."""
    return FOLDER


@pytest.fixture(scope="session")
def once(tmp_path_factory):
    """Make a folder once for all processes of a run: ``once(name, make)``, where `make` fills the folder."""

    def folder_of(name, make):
        base = tmp_path_factory.getbasetemp()
        if "PYTEST_XDIST_WORKER" in os.environ:
            base = base.parent
        place, mark = base / name, base / f"{name}.made"
        with (base / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not mark.exists():
                assert not place.exists(), f"another process could not make '{name}'"
                make(place)
                mark.touch()
        return place

    return folder_of


@pytest.fixture
def book(tmp_path):
    """A copy of the book that a test may change; a test that builds it is marked ``slow``."""
    return Copy.made(tmp_path / "book")


@pytest.fixture
def small(tmp_path):
    """The made book, not built."""
    return made_book.made(tmp_path / "book")


@pytest.fixture(scope="module")
def small_built(tmp_path_factory, once):
    """The made book, built once and copied for the tests of a file, of which each may change it and puts it back."""

    def make(place):
        book = made_book.made(place)
        assert book.run("run").returncode == 0
        book.git("commit", "--all", "--quiet", "--message", "run")
        book.git("tag", "built")
        done = book.run("build")
        assert done.returncode == 0, done.stderr

    return Copy(shutil.copytree(once("small", make), tmp_path_factory.mktemp("small") / "book"))


@pytest.fixture(scope="session")
def whole(once):
    """Copy the made book with a package and an environment of its own, as it is after `make book`, to a folder."""

    def make(place):
        book = made_book.made(place, package=True)
        lend(book.folder)
        done = shell(book.folder, "make run && git commit --quiet --all --message run && make book")
        assert done.returncode == 0, done.stdout

    made = once("whole", make)
    return lambda folder: Copy(shutil.copytree(made, folder / "book", symlinks=True))


@pytest.fixture
def edited(small_built):
    """The made book for a test that changes it: what it changes is undone, and what was built stays."""
    yield small_built
    small_built.git("reset", "--hard", "--quiet", "built")
    small_built.git("clean", "-d", "--force", "--quiet")


@pytest.fixture(scope="session")
def built(once):
    """A copy of the book, built once with its supplement for all tests; none of them changes it."""

    def make(place):
        done = Copy.made(place, package=True).run("supplement")
        assert done.returncode == 0, done.stderr
        Path(f"{place}.said").write_text(done.stdout, encoding="utf-8")

    copy = Copy(once("built", make))
    copy.said = Path(f"{copy.folder}.said").read_text(encoding="utf-8")
    return copy


@pytest.fixture(scope="session")
def addressed(once):
    """A copy of the book, built by somebody who knows where it will be published."""

    def make(place):
        done = Copy.made(place).run("build", REVIEWBOOK_SITE=SITE, REVIEWBOOK_REPOSITORY=REPOSITORY)
        assert done.returncode == 0, done.stderr

    return Copy(once("addressed", make))


@pytest.fixture(scope="session")
def exported(built, once):
    """The book that was built, exported by the command as a draft, and its archive unpacked elsewhere."""

    def make(place):
        done = built.run("export", "--draft")
        assert done.returncode == 0, done.stderr
        place.mkdir()
        (place / "said.txt").write_text(done.stdout, encoding="utf-8")
        (path,) = (built.folder / "_build" / "export").glob("*.zip")
        with zipfile.ZipFile(path) as archive:
            archive.extractall(place / "édition 2")

    place = once("another place", make)
    book = Copy(built.folder)
    book.said = (place / "said.txt").read_text(encoding="utf-8")
    (book.archive,) = (book.folder / "_build" / "export").glob("*.zip")
    with zipfile.ZipFile(book.archive) as archive:
        book.entries = archive.infolist()
    (book.unpacked,) = (place / "édition 2").iterdir()
    return book
