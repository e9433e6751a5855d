"""References to numbered figures and tables: each page is unpickled once, and not at every reference to it."""

from sphinx.domains.std import StandardDomain


class Numbered(StandardDomain):
    """Resolve references as Sphinx does."""

    def _resolve_numref_xref(self, env, *about):
        return super()._resolve_numref_xref(_Trees.of(env), *about)


class _Trees:
    """Stand for the environment, and keep the document trees that were asked for."""

    @classmethod
    def of(cls, env):
        # while pages are being written, none of them changes
        if not hasattr(env.app, "trees"):
            env.app.trees = cls(env)
        return env.app.trees

    def __init__(self, env):
        self._env, self._kept = env, {}

    def __getattr__(self, name):
        return getattr(self._env, name)

    def get_doctree(self, page):
        if page not in self._kept:
            self._kept[page] = self._env.get_doctree(page)
        return self._kept[page]


def setup(app):
    """Put the domain in the place of Sphinx's own."""
    app.add_domain(Numbered, override=True)
