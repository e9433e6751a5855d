"""The Sphinx extension: published outputs into pages, a site and the PDF, by what Sphinx offers to everybody."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# Imported when Sphinx asks for them, all together: whoever needs one room need not wait for the others, nor for Sphinx.
NAMES = (
    *("chapters", "scenario", "pages", "computation", "questions", "studies", "recount"),
    *("paper", "programs", "opened", "site"),
)
ROOMS = [f"{__name__}.{name}" for name in NAMES]
# What is drawn and linked is for these, besides builders that write nothing, as that which checks links.
BUILDERS = ("html", "typst")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register every room with Sphinx; `build` comes on top, as an extension of its own."""
    app.connect("builder-inited", _refuse)
    for room in ROOMS:
        import_module(room).setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _refuse(app: Sphinx) -> None:
    """End in a line, before anything is written; of an error Jupyter Book would make a traceback."""
    if app.builder.format and app.builder.name not in BUILDERS:
        sys.exit(
            f"builder {app.builder.name}: this book is made as HTML, a file for each page, and as PDF by Typst; "
            "`reviewbook build` makes both, and `jupyter-book build .` the HTML"
        )
