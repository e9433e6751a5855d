"""From what a page is made: its source, the data it rests on, the edition and its revision; at the foot of the page."""

import json
from pathlib import Path

from reviewbook.book import downloads

ENDINGS = (".md", ".ipynb")


def setup(app):
    """Tell every page what its foot says."""
    app.connect("html-page-context", _add)


def _add(app, page, template, context, doctree):
    if doctree is None:
        return
    folder, edition = Path(app.srcdir), app.config.edition
    source = next(path for ending in ENDINGS if (path := folder / f"{page}{ending}").is_file())
    repository = app.config.repository
    name = source.relative_to(folder).as_posix()
    up = "../" * page.count("/")
    context["origin"] = {
        "source": name,
        # the copy in the site is what the page was made of, wherever the site is and the repository went
        "link": f"{up}_sources/{context['sourcename']}",
        "tables": [(table.removeprefix("data/"), f"{up}{table}") for table in rests_on(source)],
        "commit": f"{repository}/commit/{edition['commit']}" if repository and edition["commit"] else None,
        "pdf": up + downloads.pdf(edition),
        "edition": edition,
    }


def rests_on(source):
    """List the tables that were opened when a notebook ran.

    Parameters
    ----------
    source : pathlib.Path
        A notebook or a chapter; a chapter rests on no table of its own.

    Returns
    -------
    list of str
        Paths below the folder of the book, without those that only describe or trace the data.
    """
    if source.suffix != ".ipynb":
        return []
    record = json.loads(source.read_text(encoding="utf-8"))["metadata"].get("reviewbook", {})
    return [name for name in sorted(record.get("inputs", {})) if name.startswith("data/") and name.endswith(".csv")]
