"""Which edition this is, told to Sphinx before any page is read; the ``edition`` and ``citations`` directives."""

from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from reviewbook.display import wording
from reviewbook.edition import address, inventory, metadata
from reviewbook.edition.works import citation
from reviewbook.evidence.tables import data

LANGUAGES = {"bibtex": ("BibTeX", "bibtex"), "ris": ("RIS", "none"), "csl": ("CSL-JSON", "json")}


class Edition(SphinxDirective):
    """Say which edition this is and what can be taken away; the PDF says so on its title page."""

    def run(self) -> list[nodes.Node]:
        """Build a line of facts and a line of links."""
        edition = self.config.edition
        self.env.note_dependency("data/updates.csv")
        came = data.updates(data.load(Path(self.env.srcdir)))
        told = [_round(*row) for row in came[["title", "coded_on", "coded_by"]].fillna("").itertuples(index=False)]
        facts = f"Version {edition['version']} of {wording.text(edition['date'], 'date')}"
        facts += f", updated by {wording.series(told)}" if told else ""
        here = self.env.docname
        how = addnodes.pending_xref("", nodes.inline("", "How to cite"), refdomain="std", reftype="doc")
        how.attributes |= {"reftarget": "/chapters/cite", "refexplicit": True, "refdoc": here, "refwarn": True}
        files = {"PDF": metadata.pdf_file(edition), "Data": metadata.archive_file(edition)}
        links = [*(_download(here, path, text) for text, path in files.items()), how]
        items = nodes.bullet_list("", *[nodes.list_item("", nodes.paragraph("", "", link)) for link in links])
        items["classes"] = ["takeaway"]
        return [addnodes.only("", nodes.paragraph("", facts, classes=["facts"]), items, expr="html")]


class Citations(SphinxDirective):
    """Print the citation of ``edition`` or ``article`` in every format."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Build the text, then a block for each format with its file."""
        work = self.arguments[0]
        for name in ("CITATION.cff", "references.bib"):
            self.env.note_dependency(name)
        written = citation.formats(Path(self.env.srcdir))[work]
        # what the two files say stands as it stands there, with its own quotation marks and dashes
        said = nodes.paragraph("", "", *_linked(written["text"]), support_smartquotes=False)
        made: list[nodes.Node] = [nodes.block_quote("", said)]
        for form, (name, language) in LANGUAGES.items():
            link = _download(self.env.docname, metadata.citation_file(work, form), f"Download as {name}")
            lines = written[form].rstrip()
            made += [
                nodes.rubric("", name),
                nodes.literal_block(lines, lines, language=language, classes=["citation"]),
                addnodes.only("", nodes.paragraph("", "", link, classes=["download"]), expr="html"),
            ]
        return made


def _round(title: str, day: str, who: str) -> str:
    """Say which update it is, and by whom and when it was coded, where that is noted."""
    when = f" on {wording.text(day, 'date')}" if day else ""
    coded = f" (coded{when}{f' by {who}' if who else ''})" if day or who else ""
    return f"“{title}”{coded}"


def _linked(text: str) -> list[nodes.Node]:
    """Make the DOI at the end of a citation a link."""
    before, resolver, doi = text.rpartition("https://doi.org/")
    address = resolver + doi
    return [nodes.Text(before), nodes.reference("", address, refuri=address)] if resolver else [nodes.Text(text)]


def _download(page: str, path: str, text: str) -> nodes.reference:
    """Link to a file of the site, which lies beside the folder of the page."""
    return nodes.reference("", text, refuri="../" * page.count("/") + path, internal=True)


def setup(app: Sphinx) -> None:
    """Describe the edition before any page is read, and register the directives."""
    app.connect("config-inited", _on_config, priority=50)
    app.add_directive("edition", Edition)
    app.add_directive("citations", Citations)


def _on_config(app: Sphinx, config: Config) -> None:
    folder = Path(app.srcdir)
    options = config.html_theme_options
    try:
        config.edition = edition = metadata.edition(folder)
        config.html_baseurl = address.site(config.html_baseurl)
        config.repository = address.repository(options.get("repository_url") or "")
    except ValueError as error:
        raise ExtensionError(str(error)) from None
    # the theme refuses every host that it does not know, for buttons that no page has
    config.html_theme_options = options | {"repository_url": ""}
    config.pdf_name = edition["file_name"]
    # what editors and systems hide beside a page is none
    config.exclude_patterns = [*config.exclude_patterns, "**/.*"]
    data = [name for name in inventory.published(folder) if name.startswith("data/") and not name.endswith(".md")]
    config.pdf_attachments = ["references.bib", "CITATION.cff", *data]
