"""The ``citations`` directive: how to cite the edition and the article, in every format."""

from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from reviewbook.book.pages.edition import download
from reviewbook.edition import citation, metadata

LANGUAGES = {"bibtex": ("BibTeX", "bibtex"), "ris": ("RIS", "none"), "csl": ("CSL-JSON", "json")}


class Citations(SphinxDirective):
    """Print the citation of ``edition`` or ``article`` in every format."""

    required_arguments = 1

    def run(self):
        """Build the text, then a block for each format with its file."""
        work = self.arguments[0]
        for name in ("CITATION.cff", "references.bib"):
            self.env.note_dependency(name)
        written = citation.formats(Path(self.env.srcdir))[work]
        made = [nodes.block_quote("", nodes.paragraph("", "", *_linked(written["text"])))]
        for form, (name, language) in LANGUAGES.items():
            link = download(self.env.docname, metadata.citation_file(work, form), f"Download as {name}")
            lines = written[form].rstrip()
            made += [
                nodes.rubric("", name),
                nodes.literal_block(lines, lines, language=language, classes=["citation"]),
                addnodes.only("", nodes.paragraph("", "", link, classes=["download"]), expr="html"),
            ]
        return made


def _linked(text):
    """Make the DOI at the end of a citation a link."""
    before, resolver, doi = text.rpartition("https://doi.org/")
    address = resolver + doi
    return [nodes.Text(before), nodes.reference("", address, refuri=address)] if resolver else [nodes.Text(text)]


def setup(app):
    """Register the directive."""
    app.add_directive("citations", Citations)
