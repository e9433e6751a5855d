"""All that people write beside the tables, checked before anything runs."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from reviewbook.edition import project
from reviewbook.edition.project import PARTS
from reviewbook.manuscript import chapters, contents, record, settings, text
from reviewbook.manuscript.text import ManuscriptError

READERS: dict[str, Callable[[Path], Any]] = {
    settings.FILE: settings.read,
    contents.FILE: contents.read,
    record.FILE: record.read,
}


def faults(folder: Path) -> list[str]:
    """Give a line for every fault: what a merge left in any file, settings, contents, chapters, what is recorded."""
    marked = {name: lines for name, path in _files(folder) if (lines := text.markers(path.read_bytes()))}
    found = [f"{name}, line {lines[0]}: {text.told(lines)}" for name, lines in marked.items()]
    for name, reader in READERS.items():
        if name not in marked:
            try:
                reader(folder)
            except ManuscriptError as error:
                found += error.lines
    written = [path.relative_to(folder).as_posix() for path in contents.paths(folder) if path.suffix == ".md"]
    # the changelog is part of a page
    found += chapters.faults(folder, [name for name in [*written, "CHANGELOG.md"] if name not in marked])
    return found


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    paths = [path for path in sorted(folder.iterdir()) if not path.name.startswith(".")]
    # whoever runs this has imported the package, so that none of it holds a mark
    for part in (part for part in PARTS if part != "reviewbook"):
        paths += sorted(project.files(folder / part))
    yield from ((path.relative_to(folder).as_posix(), path) for path in paths if path.is_file())
