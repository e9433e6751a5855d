"""Which edition this is, told to Sphinx before any page is read, and the directives that say so."""

import re
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from reviewbook.book.pages.directive import BookDirective
from reviewbook.book.pages.nodes import is_of_article
from reviewbook.display import wording
from reviewbook.edition import address, inventory, metadata, project
from reviewbook.edition.works import citation
from reviewbook.evidence.tables import data

LANGUAGES = {"bibtex": ("BibTeX", "bibtex"), "ris": ("RIS", "none"), "csl": ("CSL-JSON", "json")}


ADDRESS = re.compile(r"(https?://\S+)")
# the list of notebooks and modules, which `book.computation` writes
CODE = "code/index.html"


class Edition(SphinxDirective):
    """Say which edition this is and what can be taken away; the PDF says so on its title page."""

    def run(self) -> list[nodes.Node]:
        """Build a line of facts and a line of links."""
        edition = self.config.edition
        for name in ("updates.csv", "datapackage.json"):
            self.env.note_dependency(f"data/{name}")
        came = data.updates(data.load(Path(self.env.srcdir)))
        told = [_round(*row) for row in came[["title", "coded_on", "coded_by"]].fillna("").itertuples(index=False)]
        facts = f"Version {edition['version']} of {wording.text(edition['date'], 'date')}"
        facts += f", updated by {wording.series(told)}" if told else ""
        here = self.env.docname
        files = {
            "PDF": metadata.pdf_file(edition),
            "Supplement": metadata.supplement_file(edition),
            "Data": metadata.archive_file(edition),
            "Sources": metadata.sources_file(edition),
            "Code": CODE,
        }
        up = address.above(here, self.config.root_doc)
        links: list[nodes.Node] = [_download(up, path, text) for text, path in files.items()]
        if where := self.config.repository:
            links.append(nodes.reference("", "Repository", refuri=where))
        links.append(self._page("cite", "How to cite"))
        items = nodes.bullet_list("", *[nodes.list_item("", nodes.paragraph("", "", link)) for link in links])
        items["classes"] = ["takeaway"]
        # it is made on request, and named where it was made
        place = list(files).index("Supplement")
        items[place] = addnodes.only("", items[place], expr="supplement")
        return [addnodes.only("", nodes.paragraph("", facts, classes=["facts"]), items, expr="html")]

    def _page(self, name: str, text: str) -> addnodes.pending_xref:
        """Link to a chapter of the book."""
        to = addnodes.pending_xref("", nodes.inline("", text), refdomain="std", reftype="doc")
        to.attributes |= {"reftarget": f"/chapters/{name}", "refexplicit": True, "refwarn": True}
        to["refdoc"] = self.env.docname
        return to


class Answer(BookDirective):
    """Hold what the book answers, which is its abstract, too; a run writes it into ``CITATION.cff``."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Build the sentences, each as it stands in the abstract."""
        self.env.note_dependency(project.CITATION)
        shown = self.into(nodes.container(classes=["answer"]))
        told = shown.deepcopy()
        for of_article in [*told.findall(is_of_article)]:
            of_article.parent.remove(of_article)
        said = " ".join(" ".join(part.astext() for part in told.findall(nodes.paragraph)).split())
        if said != " ".join(self.config.edition["abstract"].split()) and not self.config.scenario:
            return self.refused(
                f"the answer is not the abstract in {project.CITATION}; 'reviewbook run' writes it there"
            )
        return [shown]


class Citations(SphinxDirective):
    """Print the citation of ``edition`` or ``article`` in every format."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Build the text, then a block for each format with its file."""
        work = self.arguments[0]
        for name in (project.CITATION, "references.bib"):
            self.env.note_dependency(name)
        written = citation.formats(Path(self.env.srcdir), self.config.html_baseurl)[work]
        # what the two files say stands as it stands there, with its own quotation marks and dashes
        said = nodes.paragraph("", "", *_linked(written["text"]), support_smartquotes=False)
        up = address.above(self.env.docname, self.config.root_doc)
        made: list[nodes.Node] = [nodes.block_quote("", said)]
        for form, (name, language) in LANGUAGES.items():
            link = _download(up, metadata.citation_file(work, form), f"Download as {name}")
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
    """Make the addresses in a citation links."""
    parts = ADDRESS.split(text)
    return [nodes.reference("", one, refuri=one) if ADDRESS.match(one) else nodes.Text(one) for one in parts if one]


def _download(up: str, path: str, text: str) -> nodes.reference:
    """Link to a file of the site, from a page that leads up to it."""
    return nodes.reference("", text, refuri=up + path, internal=True)


def setup(app: Sphinx) -> None:
    """Describe the edition before any page is read, and register the directives."""
    app.connect("config-inited", _on_config, priority=50)
    app.add_directive("edition", Edition)
    app.add_directive("answer", Answer)
    app.add_directive("citations", Citations)


def _on_config(app: Sphinx, config: Config) -> None:
    folder = Path(app.srcdir)
    options = config.html_theme_options
    try:
        config.html_baseurl = address.site(config.html_baseurl)
        config.repository = address.repository(options.get("repository_url") or "")
        config.edition = edition = metadata.edition(folder, config.html_baseurl, config.repository)
    except ValueError as error:
        raise ExtensionError(str(error)) from None
    # the theme refuses every host that it does not know, for buttons that no page has
    config.html_theme_options = options | {"repository_url": ""}
    config.pdf_name = edition["file_name"]
    # what editors and systems hide beside a page is none
    config.exclude_patterns = [*config.exclude_patterns, "**/.*"]
    data = [name for name in inventory.published(folder) if name.startswith("data/") and not name.endswith(".md")]
    config.pdf_attachments = ["references.bib", project.CITATION, *data]
