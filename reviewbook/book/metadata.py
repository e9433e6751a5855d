"""What the book says of itself: title, versions, revision, date; one source for title page, tags and file names."""

import os
import subprocess
from importlib.metadata import version
from pathlib import Path

from sphinx.errors import ExtensionError

from reviewbook.book import citation


def edition(folder):
    """Describe this edition.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the book.

    Returns
    -------
    dict
        What `reviewbook.book.citation.edition` reads from ``CITATION.cff``, its title divided at the colon into
        ``title`` and ``subtitle``, and ``software_version``, ``revision``, ``language``, ``file_name`` (no ending).

    Raises
    ------
    ValueError
        One line that names the field of ``CITATION.cff`` that is missing or not allowed.
    """
    described = citation.edition(folder)
    title, _, subtitle = described["title"].partition(": ")
    name = "-".join(word for word in title.lower().split() if word not in {"a", "in", "of", "the"})
    return described | {
        "title": title,
        "subtitle": subtitle,
        "software_version": version("reviewbook"),
        "revision": revision(folder),
        "language": "en",
        "file_name": f"{name}-{described['version']}",
    }


def revision(folder):
    """Name the commit from which the book is made.

    Parameters
    ----------
    folder : pathlib.Path

    Returns
    -------
    str
        Short hash, with "and changes" where files differ from it; empty outside a repository.
    """
    commit = _git(folder, "rev-parse", "--short=10", "HEAD")
    changed = commit and _git(folder, "status", "--porcelain")
    return f"{commit} and changes" if changed else commit


def moment(folder):
    """Tell the second that the book claims to be from, so that one revision gives the same bytes at any time.

    Returns
    -------
    str
        ``SOURCE_DATE_EPOCH`` where it is set, otherwise the time of the commit; empty outside a repository.
    """
    return os.environ.get("SOURCE_DATE_EPOCH") or _git(folder, "log", "-1", "--format=%ct")


def setup(app):
    """Describe the edition before any page is read."""
    app.connect("config-inited", _on_config, priority=50)


def _on_config(app, config):
    folder = Path(app.srcdir)
    try:
        config.edition = edition(folder)
    except ValueError as error:
        raise ExtensionError(str(error)) from None
    config.pdf_name = config.edition["file_name"]
    tables = sorted(path.relative_to(folder).as_posix() for path in (folder / "data").iterdir())
    config.pdf_attachments = ["references.bib", "CITATION.cff", *(name for name in tables if not name.endswith(".md"))]


def _git(folder, *arguments):
    try:
        found = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return found.stdout.strip()
