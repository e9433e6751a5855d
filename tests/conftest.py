import os

import pytest
from copies import FOLDER, REPOSITORY, SITE, Copy

from reviewbook.edition import address

pytest_plugins = ["nbval_messages", "browser"]

# where a book is published, the tests say themselves
for variable in (address.SITE, address.REPOSITORY):
    os.environ.pop(variable, None)


@pytest.fixture(scope="session")
def folder():
    """The folder of the book itself; nothing writes there."""
    return FOLDER


@pytest.fixture
def book(tmp_path):
    return Copy(tmp_path / "book")


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """A copy of the book, built once for all tests; none of them changes it."""
    copy = Copy(tmp_path_factory.mktemp("built") / "book")
    done = copy.run("build")
    assert done.returncode == 0, done.stderr
    copy.said = done.stdout
    return copy


@pytest.fixture(scope="session")
def addressed(tmp_path_factory):
    """A copy of the book, built by somebody who knows where it will be published."""
    copy = Copy(tmp_path_factory.mktemp("addressed") / "book")
    done = copy.run("build", REVIEWBOOK_SITE=SITE, REVIEWBOOK_REPOSITORY=REPOSITORY)
    assert done.returncode == 0, done.stderr
    return copy
