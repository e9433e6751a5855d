"""What takes time before anything is built: modules that are imported, and plug-ins that are looked for."""

import importlib.metadata
import sys
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

import pybtex.plugin
import soupsieve
import sphinx.registry
import sphinx.theming
import sphinxcontrib.bibtex.plugin
from sphinx.application import builtin_extensions

from reviewbook.book import ROOMS

# What extensions import only when a book is read or written, which takes as long as to write a third of this one. One
# that is gone raises ModuleNotFoundError; one that is missing here is imported later, and nothing but time is lost.
LATER = (
    *("myst_nb.sphinx_ext", "myst_nb.sphinx_", "myst_parser.parsers.sphinx_", "myst_parser.sphinx_ext.main"),
    *("sphinx_design.extension", "sphinx_external_toc.events", "sphinx_external_toc.collectors"),
    *("sphinx.ext.mathjax",),
    *("sphinx.builders.html.transforms", "sphinx.builders.latex.transforms", "pybtex.database.output.bibtex"),
    *("pybtex.style.labels.number", "jinja2.ext", "latexcodec", "email.policy"),
    *ROOMS,
    "reviewbook.book.paper.pdf",
)
# What pydata_sphinx_theme looks for in each list of pages; whatever selects compiles its grammar when it first does.
SELECTED = "li.toctree-l1 > details"
# MyST-NB's ways to execute notebooks, which `reviewbook run` has done before: they bring a database, which takes a
# fifth of the time of all imports. `myst_nb.core.execute` imports both and uses neither where execution is off; if it
# asked them for more than their classes, the import would fail.
NEVER = {"myst_nb.core.execute.cache": "NotebookClientCache", "myst_nb.core.execute.direct": "NotebookClientDirect"}


def shorten() -> None:
    """Spare this process what no build of the book needs."""
    for name, client in NEVER.items():
        if name not in sys.modules:
            sys.modules[name] = ModuleType(name)
            setattr(sys.modules[name], client, None)
    # Stands for `importlib.metadata.entry_points`, which looks through all installed packages each time that one of
    # these asks for a plug-in. If they imported it under another name, nothing but time would be lost.
    asking: tuple[Any, ...] = (pybtex.plugin, sphinx.registry, sphinx.theming, sphinxcontrib.bibtex.plugin)
    for module in asking:
        module.entry_points = _plugins


def bring(modules: list[str]) -> None:
    """Import extensions, and what they will import."""
    _installed()
    for name in (*modules, *builtin_extensions, *LATER):
        import_module(name)
    soupsieve.compile(SELECTED)


@cache
def _installed() -> Any:  # Python 3.11 gives another class than later ones
    return importlib.metadata.entry_points()


def _plugins(**wanted: str) -> Any:
    return _installed().select(**wanted)
