"""The directives of dossiers: one study, where a page has words on it, all others, and a list to go to each."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from reviewbook.book import state
from reviewbook.book.pages.bibliography import dossier
from reviewbook.book.pages.directive import BookDirective
from reviewbook.book.pages.nodes import number, unnumbered
from reviewbook.book.studies.citations import listed
from reviewbook.display import wording
from reviewbook.display.outputs import UnknownOutput, find, keys
from reviewbook.edition.works import bibliography, citation, references
from reviewbook.manuscript import contents

STUDY, HEADS, DOSSIER = "study_id", "heads", "dossier"
PLACED = re.compile(r"\{dossier\} +(\w+)\.(\S+)")
IN_LIST = "In the list of references"
# rows from which a column that says nothing is left out
SEVERAL = 2
# The tables of a dossier, each with its title, by which it is folded on the web.
PARTS = {
    "marks": "Findings by hypothesis",
    "findings": "Every finding",
    "reported": "Characteristics",
    "treatments": "Treatments",
    "therapists": "Therapists",
    "assessments": "What was measured, and when",
    "abstracts": "What its abstract says otherwise",
    "questions": "Open questions",
    "claims": "Claims of the article",
    "others": "Other tables",
    "without": "Counts that change without it",
}
LAYERS = {
    "abstracts": "A layer of its own: it compares the article with the abstract of the study, and moves no number.",
}


class Studies(BookDirective):
    """Share what the directives know of the studies that a notebook published."""

    required_arguments = 1

    def inline(self, text: str) -> list[nodes.Node]:
        """Read a line of MyST whose references are text where the book has no such place."""
        read = super().inline(text)
        for node in read:
            for link in node.findall(addnodes.pending_xref) if isinstance(node, nodes.Element) else ():
                link["refwarn"] = False
        return read

    def heads(self, notebook: str) -> list[str]:
        """List the studies that have a dossier, in their order.

        Raises
        ------
        UnknownOutput
            Names the notebook that publishes none.
        """
        return [row[STUDY] for row in find(self.published, "tables", f"{notebook}.{HEADS}")["data"]]

    def dossier(self, notebook: str, study_id: str) -> nodes.section:
        """Build the section of one study: what the page says of it, its main facts, its tables."""
        name = dossier(study_id)
        title = nodes.title("", state.of(self.env.app).studies[study_id])
        made = nodes.section("", title, ids=[name], names=[name.lower()], classes=[DOSSIER])
        self.state.document.note_explicit_target(made, made)
        return made

    def told(self, notebook: str, study_id: str) -> Iterator[nodes.Node]:
        """Build what the notebook published of one study."""
        tables = self.published[notebook].tables
        yield self._facts(_of(tables[HEADS], study_id), study_id)
        for name, title in PARTS.items():
            resource = _of(tables[name], study_id) if name in tables else {"data": []}
            if resource["data"]:
                yield from self._part(name, title, resource, f"{notebook}.{name}")

    def _facts(self, resource: dict[str, Any], study_id: str) -> nodes.field_list:
        told = {"Reference": self._reference(study_id)}
        named: dict[str, str] = next(iter(resource["numbers"]), {})
        known = keys(self.published)
        for field in resource["schema"]["fields"]:
            value, key = resource["data"][0][field["name"]], named.get(field["name"])
            said = wording.text(value, field.get("format"))
            shown = [number("", said, key=key) if key in known else nodes.Text(said)]
            if field.get("format") == "markup":
                shown = self.inline(value)
            told[field["title"]] = [nodes.inline("", said, classes=["missing"])] if value is None else shown
        rows = [
            nodes.field("", nodes.field_name("", name), nodes.field_body("", nodes.paragraph("", "", *said)))
            for name, said in told.items()
        ]
        return nodes.field_list("", *rows, classes=[f"{DOSSIER}-facts"])

    def _reference(self, study_id: str) -> list[nodes.Node]:
        """Print the work itself, and lead to its place in the list of references."""
        file = self.config.bibtex_bibfiles[0]
        self.env.note_dependency(file)
        work = _works(Path(self.env.srcdir, file).read_bytes())[study_id]
        address = references.address(work)
        before, linked, after = citation.text(work).partition(address) if address else (citation.text(work), "", "")
        doi = [nodes.reference("", linked, refuri=linked)] if linked else []
        in_list = listed("", "", *super().inline(f"{{cite:p}}`{study_id}`"), said=IN_LIST)
        return [nodes.Text(before), *doi, nodes.Text(f"{after} "), in_list]

    def _part(self, name: str, title: str, resource: dict[str, Any], key: str) -> Iterator[nodes.Node]:
        table = unnumbered(self.table(resource, key, []))
        # its title is that of the part
        del table[0]
        # these are neither filtered nor sorted with the tables of the page
        table["classes"] = [f"of-{DOSSIER}"]
        told = [nodes.paragraph("", LAYERS[name]), table] if name in LAYERS else [table]
        summary = f"<summary>{title} ({len(resource['data'])})</summary>"
        yield nodes.raw("", f'<details class="{DOSSIER}-part {DOSSIER}-{name}">{summary}', format="html")
        yield from told
        yield nodes.raw("", "</details>", format="html")


class Dossier(Studies):
    """Place the dossier of one study, ``notebook.study_id``, below what the content says of it."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Build the section; of a study that a scenario leaves out, with words alone."""
        notebook, _, study_id = self.arguments[0].partition(".")
        known = state.of(self.env.app).studies
        if study_id not in known:
            return self.refused(f"'{study_id}' is no study; the studies are {', '.join(known)}")
        try:
            there = study_id in self.heads(notebook)
        except UnknownOutput as error:
            return self.refused(str(error))
        section = self.dossier(notebook, study_id)
        self.into(section)
        section += self.told(notebook, study_id) if there else []
        return [section]


class Dossiers(Studies):
    """Place the dossiers of the studies that no chapter has words on; the content is a title for all of them."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Build a section with one for each study; nothing where chapters have words on all."""
        (notebook,) = self.arguments
        try:
            left = [one for one in self.heads(notebook) if one not in self._placed(notebook)]
        except UnknownOutput as error:
            return self.refused(str(error))
        if not left:
            return []
        sections = []
        for study_id in left:
            sections.append(self.dossier(notebook, study_id))
            sections[-1] += self.told(notebook, study_id)
        if not self.content:
            return sections
        title = self.into(nodes.Element()).children[0]
        whole = nodes.section("", nodes.title("", "", *title.children), *sections)
        whole["names"].append(nodes.fully_normalize_name(title.astext()))
        self.state.document.note_implicit_target(whole, whole)
        return [whole]

    def _placed(self, notebook: str) -> set[str]:
        """Find the studies whose dossier a chapter places by itself."""
        folder = Path(self.env.srcdir)
        chapters = [path for path in contents.paths(folder) if path.suffix == ".md"]
        for path in chapters:
            self.env.note_dependency(path.relative_to(folder).as_posix())
        written = (text for path in chapters for text in contents.written(path))
        return {name for text in written for about, name in PLACED.findall(text) if about == notebook}


class StudyList(Studies):
    """List all studies, each with a link to its dossier, for the web."""

    def run(self) -> list[nodes.Node]:
        """Build the list."""
        try:
            heads = self.heads(self.arguments[0])
        except UnknownOutput as error:
            return self.refused(str(error))
        known = state.of(self.env.app).studies
        items = [nodes.list_item("", nodes.paragraph("", "", _link(dossier(one), known[one]))) for one in heads]
        return [addnodes.only("", nodes.bullet_list("", *items, classes=["studies"]), expr="html")]


class Between(SphinxTransform):
    """End each dossier of a page with links to the one before and after it, for the web."""

    default_priority = 850

    def apply(self, **kwargs: Any) -> None:
        """Add the links."""
        found: list[Any] = [one for one in self.document.findall(nodes.section) if DOSSIER in one["classes"]]
        for place, one in enumerate(found):
            near = {"Previous": found[max(0, place - 1) : place], "Next": found[place + 1 : place + 2]}
            items = [
                nodes.list_item("", nodes.paragraph("", f"{way}: ", _link(other["ids"][0], other[0].astext())))
                for way, others in near.items()
                for other in others
            ]
            one += addnodes.only("", nodes.bullet_list("", *items, classes=["studies"]), expr="html")


def _link(anchor: str, said: str) -> nodes.reference:
    return nodes.reference("", said, refid=anchor, internal=True)


def _of(resource: dict[str, Any], study_id: str) -> dict[str, Any]:
    """Keep of a published table the rows of one study, without the column that names it and those that say nothing."""
    rows = [row for row in resource["data"] if row[STUDY] == study_id]
    fields = [
        field
        for field in resource["schema"]["fields"]
        if field["name"] != STUDY and (len(rows) < SEVERAL or any(row[field["name"]] is not None for row in rows))
    ]
    numbers = [row for row, about in zip(resource.get("numbers", ()), resource["data"], strict=False) if about in rows]
    return {"schema": {"fields": fields}, "data": rows, "numbers": numbers}


@lru_cache(maxsize=1)
def _works(content: bytes) -> dict[str, Any]:
    return dict(bibliography.printed(content).items())


def setup(app: Sphinx) -> None:
    """Register the directives and the transform."""
    app.add_directive("dossier", Dossier)
    app.add_directive("dossiers", Dossiers)
    app.add_directive("studies", StudyList)
    app.add_transform(Between)
