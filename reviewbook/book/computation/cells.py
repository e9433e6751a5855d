"""The cells of a notebook: what each computes, by what of the package, and which of them made an output or a number.

A cell has the number that Jupyter shows beside it after a run: its place among the cells of code, from 1.
"""

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from reviewbook.book.computation import package
from reviewbook.display.publish import FIGURE, NUMBERS, TABLE
from reviewbook.edition import project

PUBLISHES = "reviewbook.display.publish.numbers"
PARAMETERS = "parameters"


@dataclass(frozen=True)
class Cell:
    """Hold a cell of code.

    Attributes
    ----------
    number
        Its place among the cells of code, from 1.
    place
        Its place among all cells, from 1.
    source
        Its text.
    parameters
        Whether it holds what a run may be given.
    outputs
        The names of the figures and tables that it published, in order.
    numbers
        The names of the numbers that it published.
    """

    number: int
    place: int
    source: str
    parameters: bool
    outputs: Sequence[str]
    numbers: frozenset[str]


@dataclass(frozen=True)
class Notebook:
    """Hold a notebook.

    Attributes
    ----------
    name
        Of its file, without the ending.
    cells
        Its cells of code.
    length
        How many cells it has in all.
    tables
        The tables that were opened when it ran, below the folder of the book.
    """

    name: str
    cells: Sequence[Cell]
    length: int
    tables: Sequence[str]

    @cached_property
    def known(self) -> dict[str, str]:
        """What each name that its cells import stands for."""
        found: dict[str, str] = {}
        for cell in self.cells:
            found |= package.imports(package.parsed(cell.source))
        return found

    @cached_property
    def publishing(self) -> dict[int, tuple[int, int]]:
        """The first and the last line that publish numbers, by the number of the cell."""
        return {cell.number: _published(cell, self.known) for cell in self.cells if cell.numbers}

    def functions(self, cell: Cell) -> list[str]:
        """List the functions of the package that a cell calls, by their dotted names, in the order of the code."""
        places = sorted(package.names(package.parsed(cell.source)))
        found = (package.placed(self._whole(dotted)) for *_, dotted in places)
        return list(dict.fromkeys(f"{module}.{inside}" for module, inside in filter(None, found) if inside))

    def _whole(self, dotted: str) -> str:
        first, _, rest = dotted.partition(".")
        return ".".join(filter(None, (self.known.get(first, ""), rest)))


@dataclass(frozen=True)
class Where:
    """Say where a number was published.

    Attributes
    ----------
    notebook
        Its name, without the ending.
    cell
        The number of the cell, as Jupyter shows it.
    line
        In the cell, from 1.
    code
        What stands in that line, and in those that it goes on in.
    address
        Of the cell in the view of the notebook, seen from the top of the site.
    """

    notebook: str
    cell: int
    line: int
    code: str
    address: str


def read(folder: Path) -> dict[str, Notebook]:
    """Read the notebooks of a folder, by their names."""
    return {path.stem: _read(path) for path in sorted(folder.glob("*.ipynb"))}


def where(notebooks: Mapping[str, Notebook], key: str) -> Where | None:
    """Say where a number, ``notebook.name``, was published; None where nobody published it."""
    name, _, number = key.partition(".")
    if name not in notebooks:
        return None
    notebook = notebooks[name]
    for cell in notebook.cells:
        if number in cell.numbers:
            first, last = notebook.publishing[cell.number]
            code = "\n".join(cell.source.split("\n")[first - 1 : last])
            return Where(name, cell.number, first, code, address(name, f"cell-{cell.number}"))
    return None


def address(notebook: str, place: str = "") -> str:
    """Say where the view of a notebook is, or a place in it, seen from the top of the site.

    A place is ``cell-3``, or ``made-`` and the name of an output.
    """
    return f"{package.PLACE}/{quote(notebook)}.html" + (f"#{place}" if place else "")


def _published(cell: Cell, known: Mapping[str, str]) -> tuple[int, int]:
    """Find the lines of a cell that publish numbers; all of it, where they do so by another name."""
    for node in ast.walk(package.parsed(cell.source)):
        if isinstance(node, ast.Call):
            first, _, rest = ast.unparse(node.func).partition(".")
            if f"{known.get(first, first)}.{rest}" == PUBLISHES and node.end_lineno:
                return node.lineno, node.end_lineno
    return 1, len(cell.source.split("\n"))


def _read(path: Path) -> Notebook:
    notebook = json.loads(project.lying(path).read_text(encoding="utf-8"))
    inputs = notebook["metadata"].get("reviewbook", {}).get("inputs", {})
    tables = [name for name in sorted(inputs) if name.startswith("data/") and name.endswith(".csv")]
    return Notebook(path.stem, list(_cells(notebook["cells"])), len(notebook["cells"]), tables)


def _cells(cells: Sequence[Mapping[str, Any]]) -> Iterator[Cell]:
    number = 0
    for place, cell in enumerate(cells, start=1):
        if cell["cell_type"] == "code":
            number += 1
            outputs, numbers = [], set()
            for output in cell.get("outputs", ()):
                data = output.get("data", {})
                if FIGURE in data or TABLE in data:
                    outputs.append(output["metadata"]["reviewbook"]["name"])
                numbers |= {record["name"] for record in data.get(NUMBERS, ())}
            tags = cell["metadata"].get("tags", ())
            yield Cell(number, place, "".join(cell["source"]), PARAMETERS in tags, outputs, frozenset(numbers))
