"""The site around the pages: only what draws something is loaded, and an address that is none gets an answer."""

import posixpath
import re
import shutil
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from posixpath import normpath
from typing import Any
from urllib.parse import urljoin, urlsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.util.matching import Matcher

from reviewbook.book.site import head

TEMPLATES = Path(__file__).parent / "templates"
# the type of every page
TYPE = Path(__file__).parent / "static" / "fonts" / "sans-regular.woff2"

# What a page loads only where it holds what this draws. The theme and its extensions load everything everywhere.
ONLY_FOR_CODE = ("pygments.css", "copybutton.css", "clipboard.min.js", "copybutton.js")
ONLY_FOR_CELLS = ("mystnb.",)
ONLY_FOR_COMPONENTS = ("sphinx-design.min.css",)
# bootstrap.js shows tooltips where a title does; the search marks what it finds where it lists it; book.js does what
# sphinx-book-theme.js did, and keeps the focus
NEVER = ("design-tabs.js", "scripts/sphinx-book-theme.js", "sphinx_highlight.js")
# What the theme and its extensions have for every site, and no page of this one loads.
UNUSED = (
    "_static/**/*.map",
    "_static/*.html",
    "_static/*.png",
    "_static/copybutton_funcs.js",
    "_static/design-tabs.js",
    "_static/images",
    "_static/language_data.js*",
    "_static/locales",
    "_static/scripts/bootstrap.*",
    "_static/scripts/fontawesome.*",
    "_static/scripts/sphinx-book-theme.js",
    "_static/searchtools.js",
    "_static/sphinx_highlight.js",
    "_static/vendor",
)
UNLOADED = Matcher([*UNUSED, "**/.*"])
# where the first page is
ENTRANCE = "index.html"
SITEMAP = "sitemap.xml"
NOT_FOUND = "404"
VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1" />'
# Names of kinds that Sphinx and the theme write on every link, row and entry, and that no style sheet and no script of
# this site asks for there; by them a page grows by a fifth. A test holds that none is asked for.
IDLE = {
    *("bd-sidenav", "doc", "head", "header-article-items__start", "internal", "mathjax_ignore", "notranslate"),
    *("prev-next-footer", "row-even", "row-odd", "sidebar-primary__section", "sidebar-secondary__inner", "stated"),
    *("std", "std-numref", "std-ref", "tex2jax_ignore", "toc-h2", "toc-h3"),
}
KINDS = re.compile(r' class="([^"<>]*)"(?=[^<>]*>)')
# elements that have no end, where HTML wants no slash
EMPTY = re.compile(r"(<(?:br|hr|img|input|link|meta)\b[^<>]*?) ?/>")
BARE = re.compile(r"<span>([^<]*)</span>")
# where white space is part of what is said
AS_WRITTEN = re.compile(r"(<(?:pre|script|style|textarea)\b.*?</(?:pre|script|style|textarea)>)", re.DOTALL)


class Templates(BuiltinTemplateLoader):
    """Write pages as Sphinx does, without what only fills them."""

    def render(self, template: str, context: dict[str, Any]) -> str:  # type: ignore[override] # as Sphinx's own
        """Write a page from a template."""
        return tight(super().render(template, context))


def setup(app: Sphinx) -> None:
    """Register the site's own templates and what happens to each page and at the end."""
    app.connect("config-inited", _on_config, priority=100)
    app.connect("builder-inited", _lift_first)
    # after every extension has said what it wants to load
    app.connect("html-page-context", _keep_what_draws, priority=900)
    app.connect("doctree-resolved", _unwrap_citations)
    app.connect("html-collect-pages", _extra_pages)
    app.add_js_file("book.js")


def _on_config(app: Sphinx, config: Config) -> None:
    config.templates_path = [str(TEMPLATES), *config.templates_path]
    config.template_bridge = f"{__name__}.{Templates.__name__}"


def _lift_first(app: Sphinx) -> None:
    """Put the first page at the top of the site, whatever it is called among the sources.

    Stands for two methods of Sphinx's builder, which name the address and the file of a page. If it asked otherwise,
    test_the_first_page_is_at_the_top would fail.
    """
    builder: Any = app.builder
    if builder.format != "html":
        return
    address_of, file_of, first = builder.get_target_uri, builder.get_outfilename, app.config.root_doc
    builder.get_target_uri = lambda page, typ=None: ENTRANCE if page == first else address_of(page, typ)
    builder.get_outfilename = lambda page: str(Path(app.outdir, ENTRANCE)) if page == first else file_of(page)


def _keep_what_draws(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if page == NOT_FOUND:
        return
    dropped = dropped_assets(doctree)
    for kind in ("css_files", "script_files"):
        context[kind] = [asset for asset in context[kind] if _is_wanted(asset, dropped)]
    for sheet in context["css_files"]:
        sheet.attributes.pop("type", None)
    for script in context["script_files"]:
        script.attributes["defer"] = ""
    # the head of every page has it already
    context["metatags"] = context.get("metatags", "").replace(VIEWPORT, "")
    # MyST-NB calls its folded code something else than what stands on it
    context["body"] = context.get("body", "").replace(' aria-label="Toggle hidden content"', "")


def _unwrap_citations(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Take citations out of the element that would name each of them, for links back that this book has none of."""
    if app.builder.format != "html":
        return
    for node in _all(doctree, nodes.inline):
        if "bibtex-citation" in node["classes"]:
            place = node.parent.index(node)
            node.parent[place : place + 1] = node.children


def dropped_assets(doctree: nodes.document | None) -> tuple[str, ...]:
    """Say which style sheets and scripts draw nothing on a page, as beginnings of file names below ``_static``.

    A page that has no source, as the search, has no ``doctree``.
    """
    holds = {node.get("nb_element") or node.get("design_component") for node in _all(doctree, nodes.container)}
    dropped: tuple[str, ...] = NEVER
    if not _all(doctree, nodes.literal_block):
        dropped += ONLY_FOR_CODE
    if not any(str(kind).startswith("cell") for kind in holds):
        dropped += ONLY_FOR_CELLS
    if not holds - {None, "cell", "cell_code", "cell_code_source", "cell_code_output"}:
        dropped += ONLY_FOR_COMPONENTS
    return dropped


def _all(doctree: nodes.document | None, kind: type[nodes.Element]) -> list[nodes.Element]:
    return [] if doctree is None else list(doctree.findall(kind))


def _is_wanted(asset: Any, dropped: tuple[str, ...]) -> bool:
    # what has no name is a script inside the page: settings of extensions, none of which is used
    name = getattr(asset, "filename", asset)
    return bool(name) and not name.removeprefix("_static/").startswith(dropped)


def _extra_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    base, letters = app.config.html_baseurl, b64encode(TYPE.read_bytes()).decode()
    context = {"site": urlsplit(base).path or "/", "known": bool(base), "type": f"data:font/woff2;base64,{letters}"}
    yield NOT_FOUND, context, f"{NOT_FOUND}.html"


def complete(app: Sphinx, out: Path) -> None:
    """Add what leads to the first page and what search engines ask for, and take away what no page loads."""
    base = app.config.html_baseurl
    if (old := f"{app.config.root_doc}.html") != ENTRANCE:
        # where it was, and by which it may be known
        (out / old).parent.mkdir(exist_ok=True)
        (out / old).write_text(_moved(app, base, old), encoding="utf-8")
    if base:
        pages = [app.builder.get_target_uri(page) for page in sorted(app.env.all_docs)]
        (out / SITEMAP).write_text(sitemap(base, pages), encoding="utf-8")
        (out / "robots.txt").write_text(robots(base), encoding="utf-8")
    for pattern in UNUSED:
        for path in out.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def is_unused(name: str) -> bool:
    """Tell of a file or a folder, as it is named below ``_static``, whether no page loads it."""
    return UNLOADED(normpath(f"_static/{name}"))


def _moved(app: Sphinx, base: str, old: str) -> str:
    edition = app.config.edition
    title = f"{edition['title']} ({edition['subtitle']})" if app.config.scenario else edition["title"]
    told = {"first": posixpath.relpath(ENTRANCE, posixpath.dirname(old) or "."), "title": title}
    return app.builder.templates.render("moved.html", told | {"canonical": head.address(base, old, ENTRANCE)})


def slim(source: str) -> str:
    """Leave out of a page kinds of elements that nobody asks for, what says nothing without them, and idle marks.

    Examples
    --------
    >>> slim('<a class="reference internal" href="#tab"><span class="std std-numref">Table 1</span></a>')
    '<a href="#tab">Table 1</a>'
    """
    source = KINDS.sub(_asked_for, source)
    return EMPTY.sub(r"\1>", BARE.sub(r"\1", source))


def _asked_for(found: re.Match[str]) -> str:
    kinds = found[1].split()
    # a link within the book has no look of its own, unless it leads to a file
    idle = IDLE | {"reference"} if "internal" in kinds and "download" not in kinds else IDLE
    left = [kind for kind in kinds if kind not in idle]
    return f' class="{" ".join(left)}"' if left else ""


def tight(source: str) -> str:
    """Leave out empty lines, indentation and idle names of kinds, which fill two fifths of a page.

    Wherever a page has white space, some is left.
    """
    parts = AS_WRITTEN.split(source)
    return "".join(
        part if number % 2 else slim(re.sub(r"\s*\n\s*", "\n", part)) for number, part in enumerate(parts)
    ).lstrip()


def sitemap(base: str, pages: list[str]) -> str:
    """Write the list of pages for search engines, with whole addresses: `base` ends with a slash.

    References
    ----------
    https://www.sitemaps.org/protocol.html
    """
    places = "".join(f"<url><loc>{urljoin(base, page)}</loc></url>\n" for page in pages)
    opening = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{opening}{places}</urlset>\n"


def robots(base: str) -> str:
    """Write what search engines may read, which is everything, and where the list of pages is.

    They ask for it at the root of a host only; elsewhere it does no harm.

    References
    ----------
    Robots Exclusion Protocol. https://doi.org/10.17487/RFC9309
    """
    return f"User-agent: *\nAllow: /\n\nSitemap: {base}{SITEMAP}\n"
