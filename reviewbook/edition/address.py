"""Where the book is published and where its sources are kept, as far as anybody has said."""

import os
import re
from urllib.parse import urlsplit

SITE = "REVIEWBOOK_SITE"
REPOSITORY = "REVIEWBOOK_REPOSITORY"
WHOLE = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(:\d+)?(/[\w.~%+-]+)*/?", re.ASCII | re.IGNORECASE)


def site(configured: str = "") -> str:
    """Settle where the site is published.

    Parameters
    ----------
    configured
        What ``html: baseurl:`` says in ``_config.yml``; the environment variable `SITE` goes before it, because who
        publishes knows the address, and the sources need not change for it.

    Returns
    -------
    str
        A whole address that ends in a slash; empty where nobody has said.

    Raises
    ------
    ValueError
        One line that names the place and the value that is no whole address.

    >>> site("https://example.org/book")
    'https://example.org/book/'
    """
    found = _settled(SITE, configured, "html: baseurl:", "https://example.org/book/")
    return f"{found}/" if found else ""


def repository(configured: str = "") -> str:
    """Settle where the sources are kept.

    Parameters
    ----------
    configured
        What ``repository: url:`` says in ``_config.yml``; the environment variable `REPOSITORY` goes before it.

    Returns
    -------
    str
        A whole address without a slash at its end; empty where nobody has said.

    Raises
    ------
    ValueError
        One line that names the place and the value that is no whole address.
    """
    return _settled(REPOSITORY, configured, "repository: url:", "https://example.org/someone/book")


def _settled(variable: str, configured: str, setting: str, example: str) -> str:
    given = os.environ.get(variable, "")
    place, found = (variable, given) if given else (f"_config.yml, {setting}", configured)
    if found and not WHOLE.fullmatch(found):
        raise ValueError(f"{place} {found!r} is not a whole address, such as {example}")
    return found.rstrip("/")


def commit(repository: str, revision: str) -> str:
    """Give the page of a commit in its repository, as GitLab has it or else GitHub; empty where either is not known.

    >>> commit("https://github.com/someone/book", "1a2b3c")
    'https://github.com/someone/book/commit/1a2b3c'
    >>> commit("https://gitlab.example.org/someone/book", "1a2b3c")
    'https://gitlab.example.org/someone/book/-/commit/1a2b3c'
    """
    if not (repository and revision):
        return ""
    # GitLab serves other groups of projects below the address of a project, and parts them by a hyphen
    apart = "/-" if "gitlab" in urlsplit(repository).netloc.lower() else ""
    return f"{repository}{apart}/commit/{revision}"


def above(page: str, first: str) -> str:
    """Lead from a page of the site to where the first page is, at the top.

    >>> above("notebooks/lamps", "chapters/index"), above("chapters/index", "chapters/index")
    ('../', '')
    """
    return "" if page == first else "../" * page.count("/")
