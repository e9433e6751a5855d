"""Which edition this is: told to Sphinx before any page is read, and to the reader by the ``edition`` directive."""

from datetime import date
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from reviewbook.edition import address, metadata


class Edition(SphinxDirective):
    """Say which edition this is and what can be taken away; the PDF says so on its title page."""

    def run(self):
        """Build a line of facts and a line of links."""
        edition = self.config.edition
        day = date.fromisoformat(edition["date"])
        facts = f"Version {edition['version']} of {day.day} {day:%B %Y}"
        here = self.env.docname
        links = [
            download(here, metadata.pdf_file(edition), "PDF"),
            download(here, metadata.archive_file(edition), "Data"),
            addnodes.pending_xref(
                "",
                nodes.inline("", "How to cite"),
                refdomain="std",
                reftype="doc",
                reftarget="/chapters/cite",
                refexplicit=True,
                refdoc=here,
                refwarn=True,
            ),
        ]
        items = nodes.bullet_list("", *[nodes.list_item("", nodes.paragraph("", "", link)) for link in links])
        items["classes"] = ["takeaway"]
        return [addnodes.only("", nodes.paragraph("", facts, classes=["facts"]), items, expr="html")]


def download(page, path, text):
    """Link to a file of the site, which lies beside the folder of the page."""
    return nodes.reference("", text, refuri="../" * page.count("/") + path, internal=True)


def setup(app):
    """Describe the edition before any page is read, and register the directive."""
    app.connect("config-inited", _on_config, priority=50)
    app.add_directive("edition", Edition)


def _on_config(app, config):
    folder = Path(app.srcdir)
    options = config.html_theme_options
    try:
        config.edition = metadata.edition(folder)
        config.html_baseurl = address.site(config.html_baseurl)
        config.repository = address.repository(options.get("repository_url") or "")
    except ValueError as error:
        raise ExtensionError(str(error)) from None
    # the theme refuses every host that it does not know, for buttons that no page has
    config.html_theme_options = options | {"repository_url": ""}
    config.pdf_name = config.edition["file_name"]
    tables = sorted(path.relative_to(folder).as_posix() for path in (folder / "data").iterdir())
    config.pdf_attachments = ["references.bib", "CITATION.cff", *(name for name in tables if not name.endswith(".md"))]
