"""What the book says of itself: title, versions, revision, date, addresses; the one source for all that names them."""

import tomllib
from pathlib import Path

from sphinx.errors import ExtensionError

from reviewbook import address, revision
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
        ``title`` and ``subtitle``, and ``software_version``, ``revision``, ``commit`` (the whole hash), ``language``,
        ``file_name`` (no ending).

    Raises
    ------
    ValueError
        One line that names the field of ``CITATION.cff`` that is missing or not allowed.
    """
    described = citation.edition(folder)
    made_of = revision.read(folder)
    title, _, subtitle = described["title"].partition(": ")
    name = "-".join(word for word in title.lower().split() if word not in {"a", "in", "of", "the"})
    return described | {
        "title": title,
        "subtitle": subtitle,
        "software_version": software_version(folder),
        "revision": str(made_of),
        "commit": made_of.commit,
        "language": "en",
        "file_name": f"{name}-{described['version']}",
    }


def software_version(folder):
    """Read the version of the software from ``pyproject.toml``, which is of the revision that is built.

    What is installed under the name of the package may be older.
    """
    return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def setup(app):
    """Describe the edition before any page is read."""
    app.connect("config-inited", _on_config, priority=50)


def _on_config(app, config):
    folder = Path(app.srcdir)
    options = config.html_theme_options
    try:
        config.edition = edition(folder)
        config.html_baseurl = address.site(config.html_baseurl)
        config.repository = address.repository(options.get("repository_url") or "")
    except ValueError as error:
        raise ExtensionError(str(error)) from None
    # the theme refuses every host that it does not know, for buttons that no page has
    config.html_theme_options = options | {"repository_url": ""}
    config.pdf_name = config.edition["file_name"]
    tables = sorted(path.relative_to(folder).as_posix() for path in (folder / "data").iterdir())
    config.pdf_attachments = ["references.bib", "CITATION.cff", *(name for name in tables if not name.endswith(".md"))]
