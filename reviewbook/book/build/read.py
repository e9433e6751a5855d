"""Which pages have to be read again: those that looked at something that has changed.

Sphinx compares times; a file that is replaced by an older one would go unnoticed, and a notebook that ran again without
another output is newer than its page. Here content is compared.
"""

import json
import time
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

# What stands for the names in a mapping, beside those names.
NAMES = ""
KINDS = ("numbers", "tables", "figures")


class Watched(Mapping):
    """Offer what all notebooks published, and note which page looked at what of it.

    Parameters
    ----------
    published : dict
        From `reviewbook.display.outputs.read`.
    env : sphinx.environment.BuildEnvironment
        Its ``looked`` is kept from build to build: page to a place, as notebook, kind and name, to the digest of what
        stood there. A place that ends with `NAMES` stands for the names of what is there.
    """

    def __init__(self, published, env):
        self._published, self._env, self._digests = published, env, {}
        self._plain = {name: {kind: getattr(found, kind) for kind in KINDS} for name, found in published.items()}

    def __getitem__(self, notebook):
        self.note(notebook, NAMES)
        return _Notebook(self, self._published[notebook])

    def __contains__(self, notebook):
        self.note(NAMES)
        return notebook in self._published

    def __iter__(self):
        self.note(NAMES)
        return iter(self._published)

    def __len__(self):
        return len(self._published)

    def note(self, *place):
        """Keep that the page that is being read rests on a place."""
        if page := self._env.temp_data.get("docname"):
            self._env.looked.setdefault(page, {})[place] = self.digest(place)

    def digest(self, place):
        """Tell what stands for what is at a place; None where there is nothing."""
        if place not in self._digests:
            found = _at(self._plain, place)
            self._digests[place] = None if found is None else _digest(json.dumps(found).encode())
        return self._digests[place]


class _Notebook:
    """Stand for what one notebook published."""

    def __init__(self, watched, published):
        self.notebook = published.notebook
        for kind in KINDS:
            setattr(self, kind, _Kind(watched, published.notebook, kind, getattr(published, kind)))


class _Kind(Mapping):
    """Offer the numbers, the tables or the figures of one notebook."""

    def __init__(self, watched, notebook, kind, found):
        self._watched, self._place, self._found = watched, (notebook, kind), found

    def __getitem__(self, name):
        self._watched.note(*self._place, name)
        return self._found[name]

    def __contains__(self, name):
        self._watched.note(*self._place, name)
        return name in self._found

    def __iter__(self):
        self._watched.note(*self._place, NAMES)
        return iter(self._found)

    def __len__(self):
        return len(self._found)


def _at(found, place):
    for name in place:
        if found is not None:
            found = list(found) if name == NAMES else found.get(name)
    return found


def content(app, path, said=Path.read_bytes):
    """Tell what stands for what a page took from a file while the book was built.

    Parameters
    ----------
    app : sphinx.application.Sphinx
    path : pathlib.Path
    said : callable
        Gives of a path what a page takes of the file.

    Returns
    -------
    str
        A digest; of a file that was edited since the build began, something that no other build finds, as
        nobody knows what was read.
    """
    # `cp -p` and archives give a file an old time of modification, and none can give it an old time of change
    changed = path.stat().st_ctime_ns
    return f"edited at {changed}" if changed >= app.began else _digest(said(path))


def begin(app):
    """Note when the build began, for `content`; of several calls the first counts."""
    app.__dict__.setdefault("began", time.time_ns())


def setup(app):
    """Watch what pages look at, and have those read again that looked at something else."""
    begin(app)
    # what a page may print of the edition; its revision changes with every commit, and no page prints it while read
    app.add_config_value("printed_edition", {}, "env", dict)
    app.connect("config-inited", _on_config, priority=900)
    app.connect("builder-inited", _watch, priority=900)
    app.connect("env-get-outdated", _changed)
    app.connect("env-purge-doc", _forget)
    app.connect("env-merge-info", _merge)
    app.connect("env-updated", _note_files)


def _on_config(app, config):
    volatile = ("revision", "commit")
    config.printed_edition = {name: value for name, value in config.edition.items() if name not in volatile}


def _watch(app):
    for kept in ("looked", "rested"):
        if not hasattr(app.env, kept):
            setattr(app.env, kept, {})
    app.published = Watched(app.published, app.env)


def _changed(app, env, added, changed, removed):
    looked = {page for page, seen in env.looked.items() if any(app.published.digest(n) != d for n, d in seen.items())}
    rested = {page for page, seen in env.rested.items() if seen != _files(app, env, page)}
    # what Sphinx takes for changed because it is newer
    changed &= looked | rested | env.reread_always | {page for page in changed if not _is_read(env, page)}
    return looked | rested


def _is_read(env, page):
    return page in env.rested and Path(env.doctreedir, f"{page}.doctree").is_file()


def _forget(app, env, page):
    env.looked.pop(page, None)
    env.rested.pop(page, None)


def _merge(app, env, pages, other):
    """Take over what pages looked at that were read in another process."""
    env.looked |= {page: other.looked[page] for page in pages if page in other.looked}


def _note_files(app, env):
    env.rested = {page: _files(app, env, page) for page in env.found_docs}


def _files(app, env, page):
    """Give the digest of a page's source and of every file that it says it depends on."""
    names = [env.doc2path(page), *sorted(env.dependencies[page])]
    return {
        str(name): content(app, path, _said if name == names[0] else Path.read_bytes)
        for name in names
        if (path := Path(env.srcdir, name)).is_file()
    }


def _said(path):
    """Give what a page's source says by itself: of a notebook, what it published and rests on is watched apart."""
    content = path.read_bytes()
    if path.suffix != ".ipynb":
        return content
    notebook = json.loads(content)
    notebook["metadata"].pop("reviewbook", None)
    for cell in notebook["cells"]:
        cell.pop("outputs", None)
    return json.dumps(notebook).encode()


def _digest(content):
    return sha256(content).hexdigest()
