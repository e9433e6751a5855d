"""Parts of Sphinx and of its extensions that look at less, and write the same; test_plain compares."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pybtex.plugin
import pybtex_docutils
from docutils import nodes
from pybtex.backends import plaintext
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxSmartQuotes
from sphinxcontrib.bibtex.domain import BibtexDomain, get_docnames

from reviewbook.book.build import memory, read

# what is replaced, and what guards it; a null stands for an escape
PLAIN = re.compile(r"[\"'`\\\0]|--|\.\.\.|\. \. \.")
# the filter of a bibliography that names none
CITED = ast.dump(ast.parse("cited"))


class Numbered(StandardDomain):
    """Resolve references as Sphinx does."""

    def resolve_xref(self, env: Any, *about: Any) -> nodes.Element | None:
        """Find the page of a reference once for all that lead to it.

        Stands for what `StandardDomain` does for a reference by number: it loads the whole page from the disk each
        time, by `env.get_doctree`. If it asks for the page otherwise, this only saves nothing.
        """
        # while pages are being written, none of them changes
        trees = vars(self).setdefault("_trees", _Trees(env))
        return super().resolve_xref(trees, *about)


class _Trees:
    """Stand for the environment, and keep the document trees that were asked for."""

    def __init__(self, env: BuildEnvironment) -> None:
        self._env, self._kept = env, dict[str, nodes.document]()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._env, name)

    def get_doctree(self, page: str) -> nodes.document:
        if page not in self._kept:
            self._kept[page] = self._env.get_doctree(page)
        return self._kept[page]


class Citations(BibtexDomain):
    """Find and write citations as sphinxcontrib-bibtex does, each different one once."""

    def env_updated(self) -> Iterable[str]:
        """Format the lists of references if they are not those of the last build.

        Stands for `BibtexDomain.env_updated`, which always formats them: as long as to write three pages. It leaves its
        result in `citations` and in the nodes that `bibliographies` keep, both stored with the environment. If it
        rested on more than `_basis` says, a list would stay as it was (test_write).
        """
        basis = self._basis()
        if self.data.get("basis") != [basis, len(self.citations)]:
            super().env_updated()
            self.data["basis"] = [basis, len(self.citations)]
        return []

    def _basis(self) -> list[Any]:
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

    def get_filtered_entries(self, bibliography_key: Any) -> Iterable[tuple[str, Any]]:
        """Give the entries that are cited.

        Stands for `BibtexDomain.get_filtered_entries`, which looks through all citations for each entry. Any other
        filter than the usual one is left to it; if it wrote that one otherwise, this only saves nothing.
        """
        bibliography = self.bibliographies[bibliography_key]
        if ast.dump(bibliography.filter_) != CITED:
            yield from super().get_filtered_entries(bibliography_key)
            return
        cited = {target.key for reference in self.citation_refs for target in reference.targets}
        for entry in self.get_entries(bibliography.bibfiles):
            key = bibliography.keyprefix + entry.key
            if key in cited or entry.key in bibliography.keys:
                yield key, entry

    def resolve_xref(
        self, env: Any, fromdocname: str, builder: Any, typ: str, target: str, node: Any, contnode: Any
    ) -> nodes.Element:
        """Write a citation once for all places from which its list is reached the same way.

        Stands for `BibtexDomain.resolve_xref`, which goes through all entries at each place. If it wrote something that
        depends on the place, the first place would stand everywhere (test_plain).
        """
        # while pages are being written, no citation changes; what is not found is said at every place
        written = vars(self).setdefault("_written", {})
        places = {citation.bibliography_key.docname for citation in self.citations[:1]}
        key = builder.name, typ, target, *(builder.get_relative_uri(fromdocname, place) for place in places)
        if key not in written:
            found = super().resolve_xref(env, fromdocname, builder, typ, target, node, contnode)
            if not any(found.findall(nodes.reference)):
                return found
            written[key] = found
        return written[key].deepcopy()


class Quotes(SphinxSmartQuotes):
    """Replace what Sphinx would replace.

    Stands for `SphinxSmartQuotes.get_tokens`, which looks for marks letter by letter in each cell of each table. If
    docutils replaced more than `PLAIN` finds, it would stay as it was written (test_shortcuts, test_plain).
    """

    def get_tokens(self, txtnodes: list[nodes.Text]) -> Iterator[tuple[str, str]]:
        """Take a block without plain marks for literal, which is left as it is."""
        if any(PLAIN.search(node) for node in txtnodes):
            return super().get_tokens(txtnodes)
        return (("literal", node.astext()) for node in txtnodes)


def _findall(self: nodes.Node, condition: Any = None, *how: Any, **otherwise: Any) -> Iterator[nodes.Node]:
    """Find nodes in a tree without a generator for each of its nodes, through all of which each that is found goes.

    Stands for `docutils.nodes.Node.findall`, whose nodes come in the same order, also where the tree is changed
    meanwhile: children are asked for when their turn has come. Transforms spend half of their time there. What is not
    all below a node, and the node itself, is left to it.
    """
    if how or otherwise:
        return _FINDALL(self, condition, *how, **otherwise)
    if isinstance(condition, type):
        return (node for node in _whole(self) if isinstance(node, condition))
    return _whole(self) if condition is None else filter(condition, _whole(self))


def _whole(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    below = [iter(node.children)]
    while below:
        for child in below[-1]:
            yield child
            if child.children:
                below.append(iter(child.children))
                break
        else:
            below.pop()


_FINDALL = nodes.Node.findall


def setup(app: Sphinx) -> None:
    """Put each in the place of what it stands for."""
    nodes.Node.findall = _findall
    app.add_domain(Numbered, override=True)
    app.add_domain(Citations, override=True)
    # Stands for Sphinx's own entry in the list that `SphinxComponentRegistry.add_transform` makes; nothing else takes a
    # transform out. If it is no longer there, `index` raises ValueError.
    transforms = app.registry.transforms
    transforms[transforms.index(SphinxSmartQuotes)] = Quotes
    # Stands for `pybtex.plugin.find_plugin`, which looks through all installed packages; it is asked at every citation,
    # and looks among those registered here first. If it does not, this only saves nothing.
    pybtex.plugin.register_plugin("pybtex.backends", "plaintext", plaintext.Backend, force=True)
    pybtex.plugin.register_plugin("pybtex.backends", "docutils", pybtex_docutils.Backend, force=True)
    app.connect("doctree-read", _note, priority=900)
    # around Sphinx, which gives the numbers
    app.connect("env-get-updated", _lend, priority=1)
    app.connect("env-get-updated", _take_back, priority=899)


def _note(app: Sphinx, doctree: nodes.document) -> None:
    outline = nodes.Element("", *_outline(doctree, app.env.domains.values()))
    for node in outline.findall():
        # by which the whole page would be kept
        node.document = None
    memory.of(app.env).outlines[app.env.docname] = outline


def _outline(node: nodes.Element, domains: Iterable[Domain]) -> list[nodes.Element]:
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


def _lend(app: Sphinx, env: Any) -> list[str]:
    # Stands for `BuildEnvironment.get_doctree`, while `TocTreeCollector.assign_figure_numbers` loads every page to find
    # what has a number. If it looked for more than `_outline` keeps, numbers would be missing (test_plain).
    env.get_doctree = memory.of(env).outlines.__getitem__
    return []


def _take_back(app: Sphinx, env: Any) -> list[str]:
    del env.get_doctree
    return []
