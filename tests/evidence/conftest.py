import as_published
import pytest
from copies import FOLDER, Copy


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """The book as its article has it: what is counted here by hand is counted in the article's studies."""
    if not as_published.has_updates(FOLDER):
        return FOLDER
    as_published.place(FOLDER, place := tmp_path_factory.mktemp("article") / "book")
    return place


@pytest.fixture
def book(tmp_path):
    """A copy of the book as its article has it, that a test may change."""
    return Copy.as_published(tmp_path / "book")
