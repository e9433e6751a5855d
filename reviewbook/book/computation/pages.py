"""Pages of code: one for each notebook, one for each module of the package, and a list of both.

They are written after the pages of the book, anew each time. Their words are no part of what the search looks through.
"""

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sphinx.application import Sphinx

from reviewbook.book import state
from reviewbook.book.computation import cells, highlight, launch, package, prose, under
from reviewbook.book.computation.cells import Cell, Notebook
from reviewbook.display.wording import text
from reviewbook.edition import fingerprint, metadata, project

LIST = "index"
REGISTER = "chapters/numbers"


def write(app: Sphinx, place: Path, kept: Path) -> None:
    """Write the pages into the site.

    Parameters
    ----------
    kept
        A folder where code that was highlighted is kept, under the hash of the package.
    """
    folder = place / package.PLACE
    folder.mkdir(exist_ok=True)
    notebooks = cells.read(Path(app.srcdir) / "notebooks")
    used = _used(notebooks)
    for name, (source, callers) in _highlighted(kept).items():
        module = package.modules()[name]
        _page(app, folder, name, name, module=module, source=source, used=_users(name, used), callers=callers)
    for notebook in notebooks.values():
        shown = {cell.number: _cell(notebook, cell) for cell in notebook.cells}
        path = Path(app.srcdir, "notebooks", f"{notebook.name}.ipynb")
        (folder / path.name).write_bytes(project.lying(path).read_bytes())
        _page(app, folder, notebook.name, notebook.name, **_view(app, notebook, shown))
        made = {name: cell.number for cell in notebook.cells for name in cell.outputs}
        wanted = {number: shown[number] for number in made.values()}
        told = json.dumps({"made": made, "cells": wanted, "tables": _tables(notebook)}, ensure_ascii=False)
        script = f"reviewbookCode({json.dumps(notebook.name)},{told})\n"
        (folder / f"{notebook.name}.js").write_text(script, encoding="utf-8")
    listed = [(name, module.about) for name, module in package.modules().items()]
    _page(app, folder, LIST, "Code", notebooks=[(name, _title(app, name)) for name in notebooks], modules=listed)


def _page(app: Sphinx, folder: Path, name: str, title: str, **about: Any) -> None:
    edition = app.config.edition
    book = f"{edition['title']} ({edition['subtitle']})" if app.config.scenario else edition["title"]
    told = {"title": title, "book": book, "archive": metadata.sources_file(edition), "list": name != LIST}
    told |= {"reviewed": edition.get("article") or {}}
    told |= {"repository": app.config.repository, "first": app.builder.get_target_uri(app.config.root_doc)}
    written = app.builder.templates.render("code.html", told | about)
    (folder / f"{name}.html").write_text(written, encoding="utf-8")


def _highlighted(kept: Path) -> dict[str, tuple[str, list[str]]]:
    """Give the source of each module as HTML, and the modules that call it."""
    path = kept / f"{fingerprint.digest(fingerprint.files().values())}.json"
    if not path.is_file():
        kept.mkdir(parents=True, exist_ok=True)
        for old in kept.glob("*.json"):
            old.unlink()
        known = package.modules()
        made = {name: (_module(one), package.callers(name)) for name, one in known.items()}
        path.write_text(json.dumps(made), encoding="utf-8")
    return json.loads(path.read_text(encoding="utf-8"))


def _module(module: package.Module) -> str:
    known = {name: f"{module.name}.{name}" for name in module.defined} | dict(module.imported)
    return highlight.python(module.source, known, _beside, module.defined)


def _beside(name: str) -> str | None:
    """Give the address of a function seen from another page of code."""
    there = package.address_of(name)
    return there.removeprefix(f"{package.PLACE}/") if there else None


def _cell(notebook: Notebook, cell: Cell) -> str:
    """Write a cell with what it calls and what it reads, as it stands in its notebook's view and below its outputs."""
    code = highlight.python(cell.source, notebook.known, _beside)
    where = cells.address(notebook.name, f"cell-{cell.number}").removeprefix(f"{package.PLACE}/")
    written = (
        f'<p class="cell-name"><a href="{escape(where)}">notebooks/{escape(notebook.name)}.ipynb, cell '
        f"{cell.number}</a>{': parameters' if cell.parameters else ''}</p>\n"
        f'<div class="highlight"><pre tabindex="0">{code}</pre></div>\n'
    )
    if called := notebook.functions(cell):
        written += f"<p>Functions: {_series(called)}.</p>\n"
    return written


def _tables(notebook: Notebook) -> str:
    links = [f'<a href="../{escape(quote(name))}">{escape(name.removeprefix("data/"))}</a>' for name in notebook.tables]
    return f"<p>Tables that this notebook reads: {', '.join(links)}.</p>\n" if links else ""


def _series(names: list[str]) -> str:
    links = [
        f'<a href="{escape(_beside(name) or "")}">{escape(name.removeprefix("reviewbook.")).replace(".", ".<wbr>")}</a>'
        for name in names
    ]
    return ", ".join(links)


def _used(notebooks: Mapping[str, Notebook]) -> dict[str, list[tuple[str, int]]]:
    """Tell which cells call each function: notebook and number."""
    found: dict[str, list[tuple[str, int]]] = {}
    for notebook in notebooks.values():
        for cell in notebook.cells:
            for name in notebook.functions(cell):
                found.setdefault(name, []).append((notebook.name, cell.number))
    return found


def _users(module: str, used: Mapping[str, list[tuple[str, int]]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """List the functions of a module that cells call, each with its cells and where these are."""
    defined = package.modules()[module].defined
    return [
        (name, [(f"{notebook}, cell {number}", f"{notebook}.html#cell-{number}") for notebook, number in callers])
        for name in defined
        if (callers := used.get(f"{module}.{name}"))
    ]


def _view(app: Sphinx, notebook: Notebook, shown: Mapping[int, str]) -> dict[str, Any]:
    texts = prose.kept(app, notebook.name)
    by_place = {cell.place: cell for cell in notebook.cells}
    parts = []
    for place in range(1, notebook.length + 1):
        if cell := by_place.get(place):
            parts.append({"number": cell.number, "html": shown[cell.number], "made": _made(app, notebook, cell)})
        elif said := texts.get(str(place)):
            parts.append({"html": said})
    page = f"notebooks/{notebook.name}"
    places = launch.links(app, f"{page}.ipynb")
    return {
        "parts": parts,
        "page": page if page in app.env.all_docs else "",
        "file": quote(f"{notebook.name}.ipynb"),
        "tables": notebook.tables,
        "launch": places,
        "first_cell": launch.setup_cell(app) if "Colab" in dict(places) else "",
    }


def _made(app: Sphinx, notebook: Notebook, cell: Cell) -> list[dict[str, str]]:
    """List what a cell published, each with where the book shows it."""
    places, known = under.shown(app.env), state.of(app).published[notebook.name]
    made = []
    for name in cell.outputs:
        page, inside = places.get(f"{notebook.name}.{name}", ("", ""))
        there = f"{app.builder.get_target_uri(page)}{f'#{inside}' if inside else ''}" if page else ""
        kind = "Table" if name in known.tables else "Figure"
        made.append({"id": f"made-{name}", "said": f"{kind} {notebook.name}.{name}", "to": there})
    if cell.numbers:
        made.append({"id": "made-numbers", "said": f"{text(len(cell.numbers))} numbers", "to": _register(app)})
    return made


def _register(app: Sphinx) -> str:
    return app.builder.get_target_uri(REGISTER) if REGISTER in app.env.all_docs else ""


def _title(app: Sphinx, notebook: str) -> str:
    page = f"notebooks/{notebook}"
    return app.env.titles[page].astext() if page in app.env.titles else notebook
