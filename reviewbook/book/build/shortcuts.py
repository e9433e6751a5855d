"""Parts of Sphinx and of its extensions that look at less, and write the same; tests compare."""

import ast
import re
from pathlib import Path

import pybtex.plugin
import pybtex_docutils
from docutils import nodes
from pybtex.backends import plaintext
from sphinx import addnodes
from sphinx.domains.std import StandardDomain
from sphinx.transforms import SphinxSmartQuotes
from sphinxcontrib.bibtex.domain import BibtexDomain, get_docnames

from reviewbook.book.build import read

# what is replaced, and what guards it; a null stands for an escape
PLAIN = re.compile(r"[\"'`\\\0]|--|\.\.\.|\. \. \.")
# the filter of a bibliography that names none
CITED = ast.dump(ast.parse("cited"))


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


class Citations(BibtexDomain):
    """Find and write citations as sphinxcontrib-bibtex does, each different one once."""

    def env_updated(self):
        # to format a list that is the one of the last build takes as long as to write three pages
        basis = self._basis()
        if self.data.get("basis") != [basis, len(self.citations)]:
            super().env_updated()
            self.data["basis"] = [basis, len(self.citations)]
        return []

    def _basis(self):
        pages = list(get_docnames(self.env))
        files = {name: read.content(self.env.app, Path(name)) for name in self.bibdata.bibfiles}
        lists = {
            key: [
                *(value.style, value.list_, value.labelprefix, value.keyprefix),
                *(value.citation_nodes[name]["ids"] for name, _ in self.get_sorted_entries(key, pages)),
            ]
            for key, value in self.bibliographies.items()
        }
        return [files, lists]

    def get_filtered_entries(self, bibliography_key):
        # it would look through all citations for each entry
        bibliography = self.bibliographies[bibliography_key]
        if ast.dump(bibliography.filter_) != CITED:
            yield from super().get_filtered_entries(bibliography_key)
            return
        cited = {target.key for reference in self.citation_refs for target in reference.targets}
        for entry in self.get_entries(bibliography.bibfiles):
            key = bibliography.keyprefix + entry.key
            if key in cited or entry.key in bibliography.keys:
                yield key, entry

    def resolve_xref(self, env, fromdocname, builder, typ, target, node, contnode):
        # while pages are being written, no citation changes; what is not found is said at every place
        written = builder.app.__dict__.setdefault("citations_written", {})
        places = {citation.bibliography_key.docname for citation in self.citations[:1]}
        key = builder.name, typ, target, *(builder.get_relative_uri(fromdocname, place) for place in places)
        if key not in written:
            found = super().resolve_xref(env, fromdocname, builder, typ, target, node, contnode)
            if not any(found.findall(nodes.reference)):
                return found
            written[key] = found
        return written[key].deepcopy()


class Quotes(SphinxSmartQuotes):
    """Replace what Sphinx would replace."""

    def get_tokens(self, txtnodes):
        """Take a block without plain marks for literal, which is left as it is."""
        if any(PLAIN.search(node) for node in txtnodes):
            return super().get_tokens(txtnodes)
        return [("literal", node.astext()) for node in txtnodes]


def setup(app):
    """Put each in the place of what it stands for."""
    read.begin(app)
    app.add_domain(Numbered, override=True)
    app.add_domain(Citations, override=True)
    transforms = app.registry.transforms
    transforms[transforms.index(SphinxSmartQuotes)] = Quotes
    # asked for at every citation, for which pybtex would each time look through all installed packages
    pybtex.plugin.register_plugin("pybtex.backends", "plaintext", plaintext.Backend, force=True)
    pybtex.plugin.register_plugin("pybtex.backends", "docutils", pybtex_docutils.Backend, force=True)
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
