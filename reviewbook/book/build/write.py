"""Which pages have to be written again: those that were read again, and those that take something else from elsewhere.

A page takes from elsewhere the names of all pages, the numbers of figures and tables, the places to which it refers,
the settings of the book, and the digests of the scripts that it loads. Where none of it has changed, the page that was
written last time is the one that would be written now; tests compare both, byte for byte.
"""

import pickle
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from pprint import pformat
from shutil import copyfile
from typing import Any

from docutils import nodes
from jinja2 import FileSystemBytecodeCache
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.util.fileutil import copy_asset
from sphinx.util.parallel import ParallelTasks

from reviewbook.book import state
from reviewbook.book.build import memory, read
from reviewbook.book.pages.bibliography import dossiers
from reviewbook.book.programs import twin
from reviewbook.book.site import footer, theme
from reviewbook.edition import fingerprint, project

# What these refer to is looked up by its name in the labels; of the others all pages rest on all there is.
BY_LABEL = {("std", "ref"), ("std", "numref")}
BY_OTHERS = {("std", "doc"), ("std", "term"), ("cite", "p"), ("cite", "t")}


class Pages(StandaloneHTMLBuilder):
    """Write the pages that have to be written, and leave the others as they are.

    Each method stands for that of `StandaloneHTMLBuilder` or `Builder` with its name. If Sphinx calls one of them no
    longer, or otherwise, pages are missing, old or written one by one; test_write sees the first two, and
    test_plain that pages come out otherwise.
    """

    name = "html"

    def init(self) -> None:
        """Begin with no page written."""
        super().init()
        self.made: set[Path] = set()
        self.tasks: ParallelTasks | None = None

    def init_templates(self) -> None:
        """Keep what the templates were compiled to, which takes as long as to write several pages."""
        super().init_templates()
        self.templates.environment.bytecode_cache = FileSystemBytecodeCache(str(self.doctreedir))

    def get_outdated_docs(self) -> Iterator[str]:
        """Leave it to `_outdated`, which looks at content; the first page, so that there is always something to do."""
        yield self.config.root_doc

    def handle_page(self, pagename: str, addctx: dict[str, Any], *about: Any, **more: Any) -> None:
        """Note which pages were written."""
        super().handle_page(pagename, addctx, *about, **more)
        self.made.add(Path(self.get_outfilename(pagename)))

    def copy_theme_static_files(self, context: dict[str, Any]) -> None:
        """Copy what some page loads; `theme` would throw away the rest."""
        for folder in reversed(self.theme.get_theme_dirs()):
            place = Path(self.outdir, "_static")
            copy_asset(Path(folder, "static"), place, theme.is_unused, context, self.templates)

    def _read_parallel(self, docnames: list[str], nproc: int) -> None:
        # Sphinx would wait here for as many processes as there are cores
        for page in docnames:
            self.events.emit("env-purge-doc", self.env, page)
            self.env.clear_doc(page)
        mine, *others = self._shares(docnames, nproc)
        tasks = ParallelTasks(nproc)
        for pages in others:
            tasks.add_task(self._read, pages, self._merge)
        self._read_serial(mine)
        tasks.join()

    def _read(self, pages: list[str]) -> bytes:
        for page in pages:
            self.read_doc(page, _cache=False)
        return pickle.dumps(self.env, pickle.HIGHEST_PROTOCOL)

    def _merge(self, pages: list[str], env: bytes) -> None:
        self.env.merge_info_from(pages, pickle.loads(env), self.app)

    def _write_parallel(self, docnames: Sequence[str], nproc: int) -> None:
        # Sphinx would resolve all pages in this process, which takes as long as to write them
        mine, *others = self._shares(docnames, self.app.parallel)
        self.tasks = ParallelTasks(self.app.parallel)
        for pages in others:
            self.tasks.add_task(self._written, pages, self._take_over)
        self._write_serial(mine)

    def handle_finish(self) -> None:
        """Wait for pages that are written elsewhere."""
        if self.tasks:
            self.tasks.join()
        super().handle_finish()

    def _shares(self, pages: Iterable[str], number: int) -> list[list[str]]:
        """Share pages out so that all shares take about as long."""
        shares: list[list[str]] = [[] for _ in range(number)]
        for page in sorted(pages, key=self._size, reverse=True):
            min(shares, key=lambda share: sum(map(self._size, share))).append(page)
        return [share for share in shares if share]

    def _size(self, page: str) -> int:
        """Tell how much there is in a page: as it was read last, else in its source."""
        last = Path(self.doctreedir, f"{page}.doctree")
        return (last if last.is_file() else Path(self.env.doc2path(page))).stat().st_size

    def _written(self, pages: list[str]) -> set[Path]:
        """Write pages in another process, and tell this one their files."""
        self._write_serial(pages)
        return self.made

    def _take_over(self, pages: Iterable[str], made: set[Path]) -> None:
        self.made |= made

    def finish(self) -> None:
        """Give what is not written with a page, as its foot and its source; and end pages that are gone."""
        # all images of the book, not only those of the pages that were written
        self.images = {image: name for image, (_, name) in self.env.images.items()}
        super().finish()
        self.finish_tasks.join()
        stay = self.made | {Path(self.get_outfilename(page)) for page in self.env.all_docs}
        for path in set(Path(self.outdir).rglob("*.html")) - stay:
            path.unlink()
            Path(twin.path(str(path))).unlink(missing_ok=True)
        for page in self.env.all_docs:
            path = Path(self.get_outfilename(page))
            if path not in self.made:
                before = path.read_text(encoding="utf-8")
                if (now := footer.renewed(self.app, page, before)) != before:
                    path.write_text(now, encoding="utf-8")
            source = Path(self.outdir, "_sources", self.env.doc2path(page, base=False))
            source.parent.mkdir(parents=True, exist_ok=True)
            copyfile(self.env.doc2path(page), source)


def may_be_shared(app: Sphinx) -> bool:
    """Tell whether all extensions let processes share the pages; Sphinx would warn of one that does not say so."""
    return all(
        getattr(extension, "parallel_read_safe", False) and getattr(extension, "parallel_write_safe", True)
        for extension in app.extensions.values()
    )


def clear(place: Path) -> None:
    """Leave of the last build of a site its pages only, with their twins."""
    for path in sorted(place.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.suffix != twin.PAGE and not (path.suffix == twin.ENDING and path.with_suffix(twin.PAGE).is_file()):
            path.unlink()


def setup(app: Sphinx) -> None:
    """Note what pages refer to, and have those written again that take something else."""
    app.add_builder(Pages, override=True)
    app.connect("doctree-read", _note)
    # after all figures and tables have their numbers
    app.connect("env-get-updated", _outdated, priority=900)


def _note(app: Sphinx, doctree: nodes.document) -> None:
    memory.of(app.env).referred[app.env.docname] = {
        (node.get("refdomain"), node["reftype"], node["reftarget"], node.get("refexplicit", False))
        for node in doctree.findall(addnodes.pending_xref)
    }


def _outdated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    common = _digest(_of_all(app, env))
    taken = {page: _digest([common, _of_one(env, page)]) for page in env.found_docs}
    before = memory.of(env).taken
    memory.of(env).taken = taken
    return [page for page in taken if taken[page] != before.get(page)]


def _of_all(app: Sphinx, env: BuildEnvironment) -> dict[str, Any]:
    """Give what every page rests on."""
    named = (*app.config.bibtex_bibfiles, project.CITATION)
    files = [project.lying(Path(app.srcdir, name)) for name in named]
    standard, citations = _domain(env, "std"), _domain(env, "cite")
    return {
        # what is volatile in `edition` stands at the foot of a page, which is always told anew
        "settings": {setting.name: setting.value for setting in app.config if setting.name != "edition"},
        "files": [read.content(app, path) for path in files if path.is_file()],
        "studies": [state.of(app).studies, dossiers(env)],
        "scripts": [path.read_bytes() for path in sorted(Path(app.outdir, "_static").glob("*.js"))],
        "titles": {page: [env.titles[page].astext(), env.longtitles[page].astext()] for page in env.found_docs},
        "contents": {page: env.tocs[page].pformat() for page in env.found_docs},
        "order": [env.toctree_includes, env.toc_secnumbers, env.toc_fignumbers],
        # `StandardDomain` tells the terms of glossaries to nobody; without them a term that moves leads nowhere
        "objects": [standard.objects, standard._terms],
        # the repr of a short set is in another order in each process
        "cited": sorted({target.key for reference in citations.citation_refs for target in reference.targets}),
    }


def _of_one(env: BuildEnvironment, page: str) -> dict[Any, Any]:
    """Give what one page takes from others."""
    domain = _domain(env, "std")
    referred = memory.of(env).referred[page]
    found: dict[Any, Any] = {}
    for kind, way, target, explicit in referred:
        if (kind, way) in BY_LABEL:
            name = target.lower()
            # a reference by number prints no title
            titles = way == "ref" and not explicit
            place = domain.labels.get(name, ("", "", ""))
            found[way, target, explicit] = [domain.anonlabels.get(name), place if titles else place[:2]]
    if any((kind, way) not in BY_LABEL | BY_OTHERS for kind, way, *_ in referred):
        found["labels"] = [domain.labels, domain.anonlabels]
    return found


def _domain(env: BuildEnvironment, name: str) -> Any:
    return env.get_domain(name)


def _digest(value: object) -> str:
    return fingerprint.digest([pformat(value)])
