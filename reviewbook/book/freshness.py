"""Which pages have to be read again: those that looked at something that has changed.

Sphinx compares times; a file that is replaced by an older one would go unnoticed. Here content is compared.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path


class Watched(Mapping):
    """Offer what all notebooks published, and note which page looked at which notebook.

    Parameters
    ----------
    published : dict
        From `reviewbook.book.outputs.read`.
    env : sphinx.environment.BuildEnvironment
        Its ``looked`` is kept from build to build: page to notebook to the digest of what that published.
    """

    def __init__(self, published, env):
        self._published, self._env = published, env
        self._digests = {name: _digest(json.dumps(vars(found)).encode()) for name, found in published.items()}

    def __getitem__(self, notebook):
        self._note(notebook)
        return self._published[notebook]

    def __contains__(self, notebook):
        self._note(notebook)
        return notebook in self._published

    def __iter__(self):
        self._note("")
        return iter(self._published)

    def __len__(self):
        return len(self._published)

    def digest(self, notebook):
        """Tell what stands for the outputs of a notebook; the empty name stands for which notebooks there are."""
        return self._digests.get(notebook) if notebook else ", ".join(self._published)

    def _note(self, notebook):
        if page := self._env.temp_data.get("docname"):
            self._env.looked.setdefault(page, {})[notebook] = self.digest(notebook)


def setup(app):
    """Watch what pages look at, and have those read again that looked at something else."""
    # what a page may print of the edition; its revision changes with every commit, and no page prints it while read
    app.add_config_value("printed_edition", {}, "env", dict)
    app.connect("config-inited", _on_config, priority=900)
    app.connect("builder-inited", _watch, priority=900)
    app.connect("env-get-outdated", _changed)
    app.connect("env-purge-doc", _forget)
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
    rested = {page for page, seen in env.rested.items() if seen != _files(env, page)}
    return looked | rested


def _forget(app, env, page):
    env.looked.pop(page, None)
    env.rested.pop(page, None)


def _note_files(app, env):
    env.rested = {page: _files(env, page) for page in env.found_docs}


def _files(env, page):
    """Give the digest of a page's source and of every file that it says it depends on."""
    names = [env.doc2path(page), *sorted(env.dependencies[page])]
    return {str(name): _digest(path.read_bytes()) for name in names if (path := Path(env.srcdir, name)).is_file()}


def _digest(content):
    return sha256(content).hexdigest()
