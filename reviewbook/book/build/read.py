"""Which pages have to be read again: those that looked at something that has changed.

Sphinx compares times; a file that is replaced by an older one would go unnoticed, and a notebook that ran again without
another output is newer than its page. Here content is compared.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from reviewbook.book import state
from reviewbook.book.build import memory
from reviewbook.book.build.memory import Place
from reviewbook.display.outputs import Published
from reviewbook.edition import fingerprint, project

# What stands for the names in a mapping, beside those names.
NAMES = ""
KINDS = ("numbers", "tables", "figures")


class _Noted(Mapping[str, Any]):
    """Offer what is at a place, and note what is looked at of it."""

    def __init__(self, note: Callable[[Place], None], place: Place, found: Mapping[str, Any]) -> None:
        self._note, self._place, self._found = note, place, found

    def __getitem__(self, name: str) -> Any:
        self._note((*self._place, name))
        return self._found[name]

    def __contains__(self, name: object) -> bool:
        self._note((*self._place, str(name)))
        return name in self._found

    def __iter__(self) -> Iterator[str]:
        self._note((*self._place, NAMES))
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


class Watched(_Noted):
    """Offer what all notebooks published, and note which page looked at what of it.

    A place that ends with `NAMES` stands for the names of what is there.
    """

    def __init__(self, published: Mapping[str, Published], env: BuildEnvironment) -> None:
        super().__init__(self._keep, (), published)
        self._env = env
        self._digests: dict[Place, str | None] = {}
        self._plain = {name: {kind: getattr(found, kind) for kind in KINDS} for name, found in published.items()}

    def __getitem__(self, notebook: str) -> Published:
        self._keep((notebook, NAMES))
        found = self._found[notebook]
        parts: Any = {kind: _Noted(self._keep, (notebook, kind), getattr(found, kind)) for kind in KINDS}
        return Published(notebook, **parts)

    def __contains__(self, notebook: object) -> bool:
        # whether it is there, not what it published
        self._keep((str(notebook), NAMES))
        return notebook in self._found

    def _keep(self, place: Place) -> None:
        """Keep that the page that is being read rests on a place."""
        # not `env.docname`, which raises where no page is being read
        if page := self._env.temp_data.get("docname"):
            memory.of(self._env).looked.setdefault(page, {})[place] = self.digest(place)

    def digest(self, place: Place) -> str | None:
        """Tell what stands for what is at a place; None where there is nothing."""
        if place not in self._digests:
            found = _at(self._plain, place)
            self._digests[place] = None if found is None else fingerprint.digest([json.dumps(found)])
        return self._digests[place]


def _at(found: Any, place: Place) -> Any:
    for name in place:
        if found is not None:
            found = list(found) if name == NAMES else found.get(name)
    return found


def content(app: Sphinx, path: Path, said: Callable[[Path], bytes] = Path.read_bytes) -> str:
    """Tell what stands for what a page took from a file while the book was built.

    Parameters
    ----------
    said
        Gives of a path what a page takes of the file.

    Returns
    -------
    str
        A digest; of a file that was edited since the build began, something that no other build finds, as
        nobody knows what was read.
    """
    # `cp -p` and archives give a file an old time of modification, and none can give it an old time of change
    changed = path.stat().st_ctime_ns
    return f"edited at {changed}" if changed >= state.of(app).began else fingerprint.digest([said(path)])


def setup(app: Sphinx) -> None:
    """Watch what pages look at, and have those read again that looked at something else."""
    # what a page may print of the edition; its revision changes with every commit, and no page prints it while read
    app.add_config_value("printed_edition", {}, "env", dict)
    app.connect("config-inited", _on_config, priority=900)
    app.connect("builder-inited", _watch, priority=900)
    app.connect("env-get-outdated", _changed)
    app.connect("env-updated", _note_files)


def _on_config(app: Sphinx, config: Config) -> None:
    volatile = ("revision", "commit", "commit_address")
    config.printed_edition = {name: value for name, value in config.edition.items() if name not in volatile}


def _watch(app: Sphinx) -> None:
    state.of(app).published = Watched(state.of(app).published, app.env)


def _changed(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> set[str]:
    kept, watched = memory.of(env), state.of(app).published
    assert isinstance(watched, Watched)
    looked = {page for page, seen in kept.looked.items() if any(watched.digest(n) != d for n, d in seen.items())}
    rested = {page for page, seen in kept.rested.items() if seen != _files(app, env, page)}
    # Stands for the comparison of times in `BuildEnvironment.get_outdated_files`, whose own set is handed over here and
    # used afterwards. If Sphinx hands over a copy, every page that is only newer is read again: slower, and as right.
    changed &= looked | rested | env.reread_always | {page for page in changed if not _is_read(env, page)}
    return looked | rested


def _is_read(env: BuildEnvironment, page: str) -> bool:
    return page in memory.of(env).rested and Path(env.doctreedir, f"{page}.doctree").is_file()


def _note_files(app: Sphinx, env: BuildEnvironment) -> None:
    memory.of(env).rested = {page: _files(app, env, page) for page in env.found_docs}


def _files(app: Sphinx, env: BuildEnvironment, page: str) -> dict[str, str]:
    """Give the digest of a page's source and of every file that it says it depends on."""
    names = [env.doc2path(page), *sorted(env.dependencies[page])]
    return {
        str(name): content(app, path, _said if name == names[0] else Path.read_bytes)
        for name in names
        if (path := project.lying(Path(env.srcdir, name))).is_file()
    }


def _said(path: Path) -> bytes:
    """Give what a page's source says by itself: of a notebook, what it published and rests on is watched apart."""
    content = path.read_bytes()
    if path.suffix != ".ipynb":
        return content
    notebook = json.loads(content)
    notebook["metadata"].pop("reviewbook", None)
    for cell in notebook["cells"]:
        cell.pop("outputs", None)
    return json.dumps(notebook).encode()
