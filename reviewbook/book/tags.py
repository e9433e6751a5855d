"""What search engines, reference managers and link previews read in the head of a page."""

import json
from html import escape
from textwrap import shorten
from urllib.parse import urljoin

from docutils import nodes

from reviewbook.book import citation, downloads

DESCRIPTION = 200
PICTURE = "_static/card.png"
LICENCES = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/", "MIT": "https://opensource.org/license/mit"}


def setup(app):
    """Add the tags to every page."""
    app.connect("html-page-context", _add)


def _add(app, page, template, context, doctree):
    if doctree is None:
        context["page_tags"] = ""
        return
    edition, base = app.config.edition, app.config.html_baseurl
    first = page == app.config.root_doc
    # the title page of the book speaks for the book
    description = edition["abstract"] if first else described(doctree)
    written = general(context["title"], description, base and context["pageurl"], base and urljoin(base, PICTURE))
    if first:
        (record,) = json.loads(citation.formats(app.srcdir)["edition"]["csl"])
        written += citable(edition, record["author"], base)
    context["page_tags"] = "\n  ".join(["", *written])


def described(doctree):
    """Take the beginning of a page as its description.

    Parameters
    ----------
    doctree : docutils.nodes.document

    Returns
    -------
    str
        The first paragraph that does not stand in a table; empty without one.
    """
    paragraphs = (node for node in doctree.findall(nodes.paragraph) if not isinstance(node.parent, nodes.entry))
    first = next(paragraphs, None)
    return "" if first is None else first.astext()


def general(title, description, address, picture):
    """Write what every page says of itself.

    Parameters
    ----------
    title, description : str
    address, picture : str
        Whole addresses of the page and of the picture of the book; empty where it is not known where the site will be.

    Returns
    -------
    list of str

    References
    ----------
    The Open Graph protocol. https://ogp.me/
    """
    description = shorten(description, DESCRIPTION, placeholder="…")
    graph = {"title": title, "type": "article", "url": address, "image": picture}
    # one tag tells it to search engines and to previews of links
    tags = [_meta('name="description" property', "og:description", description)] if description else []
    tags += [_meta("property", f"og:{name}", value) for name, value in graph.items() if value]
    return [*tags, _meta("name", "twitter:card", "summary_large_image")] if picture else tags


def citable(edition, authors, base):
    """Write the tags by which Zotero and Google Scholar see the edition as one item, and its data as a data set.

    Parameters
    ----------
    edition : dict
        From `reviewbook.book.metadata.edition`.
    authors : list of dict
        In the form of CSL-JSON.
    base : str
        Where the site is; without it nothing can be said of addresses.

    Returns
    -------
    list of str

    References
    ----------
    Inclusion guidelines for webmasters. https://scholar.google.com/intl/en/scholar/inclusion.html
    DCMI Metadata Terms. https://www.dublincore.org/specifications/dublin-core/dcmi-terms/
    """
    whole = f"{edition['title']}: {edition['subtitle']}"
    names = [person.get("literal") or f"{person['family']}, {person['given']}" for person in authors]
    article = f"https://doi.org/{edition['article']['doi']}"
    doi = edition["doi"]
    highwire = [
        ("title", whole),
        *(("author", name) for name in names),
        ("publication_date", edition["date"].replace("-", "/")),
        ("language", edition["language"]),
        ("keywords", "; ".join(edition["keywords"])),
        ("doi", doi),
        ("pdf_url", base and urljoin(base, downloads.pdf(edition))),
    ]
    dublin = [
        ("title", whole),
        *(("creator", name) for name in names),
        ("date", edition["date"]),
        ("language", edition["language"]),
        ("description", edition["abstract"]),
        *(("subject", word) for word in edition["keywords"]),
        ("rights", LICENCES[edition["licence"][0]]),
        # not as the source, which Zotero takes for the name of the journal
        ("relation", article),
        ("identifier", doi and f"https://doi.org/{doi}"),
    ]
    linked = json.dumps(_linked(edition, whole, authors, article, base), ensure_ascii=False, separators=(",", ":"))
    linked = linked.replace("</", "<\\/")
    return [
        *(_meta("name", f"citation_{name}", value) for name, value in highwire if value),
        *(_meta("name", f"DC.{name}", value) for name, value in dublin if value),
        f'<script type="application/ld+json">{linked}</script>',
    ]


def _linked(edition, whole, authors, article, base):
    """Describe the book and its data for schema.org."""
    people = [
        {"@type": "Organization", "name": person["literal"]}
        if "literal" in person
        else {"@type": "Person", "familyName": person["family"], "givenName": person["given"]}
        for person in authors
    ]
    common = {
        "author": people,
        "datePublished": edition["date"],
        "version": edition["version"],
        "license": LICENCES[edition["licence"][0]],
        "description": edition["abstract"],
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
        tables["identifier"] = f"https://doi.org/{edition['doi']}"
    if base:
        for thing, kind, path, form in (
            (book, "MediaObject", downloads.pdf(edition), "application/pdf"),
            (tables, "DataDownload", downloads.archive(edition), "application/zip"),
        ):
            file = {"@type": kind, "contentUrl": urljoin(base, path), "encodingFormat": form}
            thing["encoding" if kind == "MediaObject" else "distribution"] = file
    return {"@context": "https://schema.org", "@graph": [book, tables]}


def _meta(kind, name, value):
    return f'<meta {kind}="{name}" content="{escape(value)}" />'
