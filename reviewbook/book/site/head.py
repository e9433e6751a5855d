"""What search engines, reference managers and link previews read in the head of a page."""

import posixpath
import re
from collections.abc import Sequence
from html import escape, unescape
from pathlib import Path
from textwrap import shorten
from typing import Any
from urllib.parse import urljoin

from docutils import nodes
from sphinx.application import Sphinx

from reviewbook.book import state
from reviewbook.book.pages.nodes import is_of_article
from reviewbook.book.programs import files as programs
from reviewbook.book.programs import twin
from reviewbook.book.site import card
from reviewbook.display import markup
from reviewbook.edition import metadata
from reviewbook.edition.works.references import resolved

DESCRIPTION = 200

# what schema.org calls the parts of a creator
PERSON = {"literal": "name", "family": "familyName", "given": "givenName", "suffix": "honorificSuffix"}
PERSON |= {"affiliation": "affiliation"}


def setup(app: Sphinx) -> None:
    """Add the tags to every page."""
    app.connect("html-page-context", _add)


def _add(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    if doctree is None:
        context["page_tags"] = ""
        return
    edition, base = app.config.edition, app.config.html_baseurl
    first = page == app.config.root_doc
    path = app.builder.get_target_uri(page)
    # Sphinx writes the canonical link, and knows none without the address of the site
    context["pageurl"] = address(base, path, path)
    # the title page of the book speaks for the book
    description = edition["abstract"] if first else described(doctree)
    # the title of a page is HTML already
    written = [twin.named(path), *general(unescape(re.sub("<[^>]*>", "", context["title"])), description, base, path)]
    if first:
        files = [name for name, _ in programs.listed(Path(app.srcdir), state.of(app).published)]
        written += pictured(edition) + citable(edition, edition["creators"], base, path, [*files, programs.MANIFEST])
    context["page_tags"] = "\n  ".join(["", *written])


def address(base: str, page: str, path: str) -> str:
    """Give the address of a file of the site as a page says it: the whole address, or the way from the page.

    Parameters
    ----------
    base
        Where the site is, with a slash at the end; empty where it is not known.
    page, path
        Paths of the page and of the file, below the site.

    Examples
    --------
    >>> address("", "chapters/index.html", "a.pdf")
    '../a.pdf'
    """
    return urljoin(base, path) if base else posixpath.relpath(path, posixpath.dirname(page) or ".")


def described(doctree: nodes.document) -> str:
    """Take the beginning of the first paragraph outside a table as the description of a page; empty without one."""
    paragraphs = (node for node in doctree.findall(nodes.paragraph) if not isinstance(node.parent, nodes.entry))
    first = next(paragraphs, None)
    if first is None:
        return ""
    said = first.deepcopy()
    for node in [*said.findall(is_of_article)]:
        node.parent.remove(node)
    return shorten(said.astext(), DESCRIPTION, placeholder="…")


def general(title: str, description: str, base: str, page: str) -> list[str]:
    """Write what every page says of itself.

    Parameters
    ----------
    base, page
        As in `address`. Where it is not known where the site is, no address of the page can be told, and that of the
        picture is relative: the protocol wants it whole, but some readers of it resolve it, and to the others it is
        as good as none.

    References
    ----------
    The Open Graph protocol. https://ogp.me/
    """
    graph = {
        "title": title,
        "type": "article",
        "url": base and address(base, page, page),
        "image": address(base, page, card.PATH),
    }
    # one tag tells it to search engines and to previews of links
    tags = [_meta('name="description" property', "og:description", description)] if description else []
    tags += [_meta("property", f"og:{name}", value) for name, value in graph.items() if value]
    return tags


def pictured(edition: dict[str, Any]) -> list[str]:
    """Write more about the picture, by which a preview shows it large, and the first time: for the book as a whole."""
    width, height = card.SIZE
    told = {"width": str(width), "height": str(height), "alt": edition["abstract"]}
    size = [_meta("property", f"og:image:{name}", value) for name, value in told.items()]
    return [*size, _meta("name", "twitter:card", "summary_large_image")]


def citable(
    edition: dict[str, Any], authors: list[dict[str, str]], base: str, page: str, files: Sequence[str] = ()
) -> list[str]:
    """Write the tags by which Zotero and Google Scholar see the edition as one item, and its data as a data set.

    Parameters
    ----------
    files
        Paths of what the data set has beside its archive, for programs.
    authors
        As `reviewbook.edition.works.cff.creators` describes them.
    base, page
        As in `address`; Zotero resolves an address that is relative, and JSON-LD defines how, while Google Scholar
        wants it whole.

    References
    ----------
    Inclusion guidelines for webmasters. https://scholar.google.com/intl/en/scholar/inclusion.html
    DCMI Metadata Terms. https://www.dublincore.org/specifications/dublin-core/dcmi-terms/
    """
    whole = metadata.title(edition)
    names = [(metadata.inverted(person), person.get("orcid")) for person in authors]
    article = resolved(edition["article"]["doi"])
    doi = edition["doi"]
    highwire = [
        ("title", whole),
        *(tag for name, orcid in names for tag in (("author", name), ("author_orcid", orcid))),
        ("publication_date", edition["date"].replace("-", "/")),
        ("language", edition["language"]),
        ("keywords", "; ".join(edition["keywords"])),
        ("doi", doi),
        ("pdf_url", address(base, page, metadata.pdf_file(edition))),
    ]
    dublin = [
        ("title", whole),
        *(("creator", name) for name, _ in names),
        ("date", edition["date"]),
        ("language", edition["language"]),
        ("description", edition["abstract"]),
        *(("subject", word) for word in edition["keywords"]),
        # the first is that of the text and the data
        ("rights", metadata.licence(edition["licence"][0])),
        # not as the source, which Zotero takes for the name of the journal
        ("relation", article),
        ("identifier", doi and resolved(doi)),
    ]
    described = _linked(edition, whole, authors, article, base, page, files)
    return [
        *(_meta("name", f"citation_{name}", value) for name, value in highwire if value),
        *(_meta("name", f"DC.{name}", value) for name, value in dublin if value),
        f'<script type="application/ld+json">{markup.script(described)}</script>',
    ]


def _linked(
    edition: dict[str, Any],
    whole: str,
    authors: list[dict[str, str]],
    article: str,
    base: str,
    page: str,
    files: Sequence[str],
) -> dict[str, Any]:
    """Describe the book and its data for schema.org."""
    people = [_person(person) for person in authors]
    common = {
        "author": people,
        "datePublished": edition["date"],
        "version": edition["version"],
        "license": metadata.licence(edition["licence"][0]),
        "description": edition["abstract"],
        "url": address(base, page, page),
    }
    reviewed = {
        "@type": "ScholarlyArticle",
        "@id": article,
        "name": edition["article"]["title"],
        "author": [{"@type": "Person", "name": name} for name in edition["article"]["authors"]],
        "datePublished": edition["article"]["year"],
        "isPartOf": {"@type": "Periodical", "name": edition["article"]["journal"]},
    }
    book = {
        "@type": "ScholarlyArticle",
        "name": whole,
        "inLanguage": edition["language"],
        "isBasedOn": reviewed,
    } | common
    tables = {"@type": "Dataset", "name": f"{whole} (data)", "isBasedOn": {"@id": article}} | common
    if edition["doi"]:
        tables["identifier"] = resolved(edition["doi"])
    encoded = {"contentUrl": address(base, page, metadata.pdf_file(edition)), "encodingFormat": "application/pdf"}
    book["encoding"] = {"@type": "MediaObject"} | encoded
    kinds = {metadata.archive_file(edition): "application/zip"} | {path: programs.kind(path) for path in files}
    tables["distribution"] = [
        {"@type": "DataDownload", "contentUrl": address(base, page, path), "encodingFormat": form}
        for path, form in kinds.items()
    ]
    return {"@context": "https://schema.org", "@graph": [book, tables]}


def _person(creator: dict[str, str]) -> dict[str, str]:
    described = {"@type": "Organization" if "literal" in creator else "Person", "@id": creator.get("orcid", "")}
    described |= {term: creator.get(field, "") for field, term in PERSON.items()}
    return {term: value for term, value in described.items() if value}


def _meta(kind: str, name: str, value: str) -> str:
    return f'<meta {kind}="{name}" content="{escape(value)}" />'
