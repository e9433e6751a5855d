"""What a book was made of: tables, notebooks, parameters and packages, each with what tells it from another."""

import ast
import hashlib
import json
import re
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from reviewbook.edition import project

REQUIREMENTS = "requirements.txt"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


def digest(path: Path) -> str:
    """Give the SHA-256 of a file, as ``sha256sum`` prints it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def tables(folder: Path) -> list[dict[str, str]]:
    """List the schema and the tables of the data, in the order of the schema.

    Returns
    -------
    list
        Of each ``file``, ``title`` and ``sha256``.
    """
    schema = folder / "data" / "datapackage.json"
    package = json.loads(schema.read_text(encoding="utf-8"))
    found = [{"file": schema.name, "title": "Schema and codebook", "sha256": digest(schema)}]
    for resource in package["resources"]:
        path = schema.with_name(resource["path"])
        found.append({"file": path.name, "title": resource["title"], "sha256": digest(path)})
    return found


def notebooks(folder: Path) -> list[dict[str, Any]]:
    """List the notebooks with the question that each answers.

    Returns
    -------
    list
        Of each ``notebook`` (its name without ending), ``question``, ``parameters`` (from `parameters`) and ``sha256``.
    """
    found = []
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        cells = json.loads(project.lying(path).read_text(encoding="utf-8"))["cells"]
        texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
        declared = ["".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
        found.append(
            {
                "notebook": path.stem,
                "question": next(line for line in texts[0].splitlines() if line.startswith("# ")).removeprefix("# "),
                "parameters": [parameter for source in declared for parameter in parameters(source)],
                "sha256": digest(project.lying(path)),
            }
        )
    return found


def parameters(source: str) -> list[dict[str, str]]:
    """Read the declarations of a parameters cell; that each has the form below is checked before a notebook runs.

    Returns
    -------
    list
        Of each ``name``, ``type``, ``default`` (as Python writes it) and ``meaning``.

    >>> parameters("least: int = 3  # patients that a study needs")
    [{'name': 'least', 'type': 'int', 'default': '3', 'meaning': 'patients that a study needs'}]
    """
    found, lines = [], source.encode().splitlines()
    statements: list[Any] = ast.parse(source).body
    for declared in statements:
        comment = lines[declared.end_lineno - 1][declared.end_col_offset :].decode()
        found.append(
            {
                "name": declared.target.id,
                "type": ast.unparse(declared.annotation),
                "default": ast.unparse(declared.value),
                "meaning": comment.lstrip("# ").rstrip(),
            }
        )
    return found


def packages(folder: Path) -> dict[str, str]:
    """List the packages that ``pyproject.toml`` asks for, by name, in the versions to which they are locked.

    Raises
    ------
    ValueError
        Names every package that is not locked, or locked to one version and installed in another: the book would name
        versions that did not make it.
    """
    pinned = locked(folder)
    names = [Requirement(line).name for line in software(folder)["dependencies"]]
    other = [f"{name} is not in {REQUIREMENTS}: run `make lock`" for name in names if name not in pinned]
    other += [
        f"{name} {metadata.version(name)} is installed, {REQUIREMENTS} has {pinned[name]}: run `make book`"
        for name in names
        if name in pinned and metadata.version(name) != pinned[name]
    ]
    if other:
        raise ValueError("; ".join(other))
    return {name: pinned[name] for name in names}


def python(folder: Path) -> str:
    """Say which Python a book can be made with: ``3.11 or later``."""
    return software(folder)["requires-python"].removeprefix(">=") + " or later"


def locked(folder: Path) -> dict[str, str]:
    """Read the version of every package in ``requirements.txt``; where versions differ by system, the first."""
    pinned = PINNED.findall((folder / REQUIREMENTS).read_text(encoding="utf-8"))
    return dict(reversed(pinned))


def software(folder: Path) -> dict[str, Any]:
    """Read what ``pyproject.toml`` says of the software."""
    return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
