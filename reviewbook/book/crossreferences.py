"""References to numbered figures and tables: no page is unpickled for each of them, nor for their numbers alone."""

from docutils import nodes
from sphinx import addnodes
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
    """Put the domain in the place of Sphinx's own, and number figures and tables by outlines of the pages."""
    app.add_domain(Numbered, override=True)
    app.connect("builder-inited", _remember)
    app.connect("doctree-read", _note, priority=900)
    app.connect("env-purge-doc", _forget)
    app.connect("env-merge-info", _merge)
    # around Sphinx, which gives the numbers
    app.connect("env-get-updated", _lend, priority=1)
    app.connect("env-get-updated", _take_back, priority=899)


def _remember(app):
    if not hasattr(app.env, "outlines"):
        # of each page, what has a number and what is needed to give it one, in the form of a page
        app.env.outlines = {}


def _note(app, doctree):
    outline = nodes.Element("", *_outline(doctree, app.env.domains.values()))
    for node in outline.findall():
        # by which the whole page would be kept
        node.document = None
    app.env.outlines[app.env.docname] = outline


def _outline(node, domains):
    """Give what is below a node: sections, lists of pages, and what has a number, with its title."""
    found = []
    for child in node.children:
        if isinstance(child, nodes.Element):
            numbered = any(domain.get_enumerable_node_type(child) for domain in domains)
            below = _outline(child, domains)
            if numbered:
                below += [title.deepcopy() for title in child if isinstance(title, nodes.caption | nodes.title)]
            if below or numbered or isinstance(child, addnodes.toctree):
                found.append(child.copy())
                found[-1].extend(below)
    return found


def _forget(app, env, page):
    env.outlines.pop(page, None)


def _merge(app, env, pages, other):
    env.outlines |= {page: other.outlines[page] for page in pages}


def _lend(app, env):
    env.get_doctree = env.outlines.__getitem__
    return []


def _take_back(app, env):
    del env.get_doctree
    return []
