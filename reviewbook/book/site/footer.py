"""From what a page is made: its source, the data it rests on, the edition and its revision; at the foot of the page."""

import json
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from reviewbook.edition import address, metadata, project

ENDINGS = (".md", ".ipynb")
FOOT = "origin.html"
PLACE = re.compile(r'<p id="origin">.*?</p>', re.DOTALL)


def setup(app: Sphinx) -> None:
    """Tell every page what its foot says."""
    app.connect("html-page-context", _add)


def _add(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    context["reviewed"] = app.config.edition.get("article") or {}
    if doctree is not None:
        context["origin"] = told(app, page, context["sourcename"])


def renewed(app: Sphinx, page: str, written: str) -> str:
    """Tell anew at the foot of a page that was written before: of which revision it is may be all that has changed."""
    context = {"origin": told(app, page, app.env.doc2path(page, base=False)), "author": app.config.author}
    context["reviewed"] = app.config.edition.get("article") or {}
    foot = app.builder.templates.render(FOOT, context).rstrip()
    return PLACE.sub(lambda _: foot, written)


def told(app: Sphinx, page: str, source_name: str) -> dict[str, Any]:
    """Give what the foot of a page says; its source lies in the site under a name of its own."""
    folder, edition = Path(app.srcdir), app.config.edition
    source = next(path for ending in ENDINGS if (path := folder / f"{page}{ending}").is_file())
    up = address.above(page, app.config.root_doc)
    return {
        "source": source.relative_to(folder).as_posix(),
        # the copy in the site is what the page was made of, wherever the site is and the repository went
        "link": f"{up}_sources/{source_name}",
        "tables": [(table.removeprefix("data/"), f"{up}{table}") for table in rests_on(source)],
        "commit": edition["commit_address"],
        "pdf": up + metadata.pdf_file(edition),
        "edition": edition,
    }


def rests_on(source: Path) -> list[str]:
    """List the tables that were opened when a notebook ran, by their paths below the folder of the book.

    Those that only describe or trace the data are left out; a chapter rests on no table of its own.
    """
    if source.suffix != ".ipynb":
        return []
    record = json.loads(project.lying(source).read_text(encoding="utf-8"))["metadata"].get("reviewbook", {})
    return [name for name in sorted(record.get("inputs", {})) if name.startswith("data/") and name.endswith(".csv")]
