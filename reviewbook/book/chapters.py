"""What a page may ask for: names in double braces, and files of the book."""

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import jinja2
from docutils import nodes
from docutils.parsers.rst.directives.misc import Raw
from myst_parser.mdit_to_docutils import base
from sphinx.application import Sphinx
from sphinx.directives.patches import CSVTable
from sphinx.util import logging

from reviewbook.edition import fingerprint, inventory
from reviewbook.manuscript import contents

logger = logging.getLogger(__name__)
# its files may be links to where they are kept
DATA = "data"


class Braces(jinja2.Environment):
    """Read double braces as the name of what is published, and as nothing else.

    Jinja itself would run any expression that stands there, with all of Sphinx at hand.
    """

    def from_string(self, source: Any, *given: Any, **more: Any) -> jinja2.Template:
        """Make a template of a name; called by MyST with the braces and what is between."""
        self.globals.clear()
        content: list[Any] = self.parse(source).body
        # braces that hold no more than one expression
        whole = len(content) == 1 and isinstance(content[0], jinja2.nodes.Output) and len(content[0].nodes) == 1
        part: Any = content[0].nodes[0] if whole else None
        while isinstance(part, jinja2.nodes.Getattr) and not part.attr.startswith("_"):
            part = part.node
        # MyST puts Sphinx's environment there, which no page prints
        if not isinstance(part, jinja2.nodes.Name) or part.name == "env" or part.name.startswith("_"):
            raise ValueError(
                f"{source!r} is not a name; double braces hold one, as {{{{ notebook.name }}}}, and no code"
            )
        return super().from_string(source, *given, **more)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Find a part by its name: what something holds, and not what it can do."""
        found = self.getitem(obj, attribute)
        return self.undefined(obj=obj, name=attribute) if callable(found) else found


class Table(CSVTable):
    """Read a table from a file of the book; from no address."""

    option_spec: ClassVar = {name: kind for name, kind in CSVTable.option_spec.items() if name != "url"}


class Passed(Raw):
    """Pass on what stands in a page or a file of the book; nothing from an address."""

    option_spec: ClassVar = {name: kind for name, kind in Raw.option_spec.items() if name != "url"}


def setup(app: Sphinx) -> None:
    """Put in what reads braces, and look at the files that each page took."""
    # Stands for the module of which `DocutilsRenderer.render_substitution` asks `Environment`, `StrictUndefined` and
    # `nodes`, and has no place to give another. If it asked otherwise, test_no_expression_runs_in_a_chapter would fail.
    asked = SimpleNamespace(Environment=Braces, StrictUndefined=jinja2.StrictUndefined, nodes=jinja2.nodes)
    vars(base)["jinja2"] = asked
    app.add_directive("csv-table", Table, override=True)
    app.add_directive("raw", Passed, override=True)
    app.connect("include-read", _leave_out)
    # after those that note which files a page took
    app.connect("doctree-read", _on_read, priority=900)


def _leave_out(app: Sphinx, path: Path, page: str, content: list[str]) -> None:
    if _elsewhere(app, str(path)):
        # what would be wrong with it is nobody's business
        content[0] = ""


def _on_read(app: Sphinx, tree: nodes.document) -> None:
    page = app.env.docname
    for taken in sorted(map(str, app.env.dependencies[page])):
        if why := _elsewhere(app, taken):
            logger.error("a page shows files of the book; %s %s", taken, why, location=_place(app, page, taken))


def _elsewhere(app: Sphinx, taken: str) -> str:
    folder = os.path.realpath(app.srcdir)
    path = os.path.normpath(os.path.join(folder, taken))
    if path.startswith(f"{fingerprint.FOLDER}{os.sep}"):
        return ""
    if not path.startswith(f"{folder}{os.sep}"):
        return "lies elsewhere"
    parts = Path(path).relative_to(folder).parts
    if any(part.startswith(".") for part in parts):
        return "is hidden"
    if inventory.is_stray("/".join(parts)):
        return "only lies there, and is no part of the book"
    linked = not os.path.realpath(path).startswith(f"{folder}{os.sep}") and parts[0] != DATA
    return "is a link to elsewhere" if linked else ""


def _place(app: Sphinx, page: str, taken: str) -> tuple[str, int | None]:
    """Find the line of a page that names a file."""
    path = Path(app.env.doc2path(page))
    for number, part in enumerate(contents.written(path), start=1):
        for line, text in enumerate(part.splitlines(), start=1):
            if os.path.basename(taken) in text:
                # as MyST-NB counts
                return page, line + (10000 * number if path.suffix == ".ipynb" else 0)
    return page, None
