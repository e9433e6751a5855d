"""The ``later`` and ``records`` directives: what a page on the selection shows when updates or records are there."""

from collections.abc import Iterable
from typing import Self

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from reviewbook.book.pages.directive import BookDirective
from reviewbook.book.pages.nodes import ARTICLE, GOES_TO, SUPPLEMENT
from reviewbook.book.pages.output import drawn, pointing
from reviewbook.display import flows, wording
from reviewbook.edition import address

# of a figure of an update, which of its tables has what of it
WHERE = {"flow": ("boxes", "values"), "trees": ("searches", "search strings")}


class Later(BookDirective):
    """Place what a notebook published of the searches of updates, in a section of its own; nothing without an update.

    The content has a paragraph each: a title, and captions for the comparison, a flow, boxes, databases and strings.
    """

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Build the section."""
        notebook = self.arguments[0]
        tables, figures = self.published[notebook].tables, self.published[notebook].figures
        if flows.COMPARED not in tables:
            return []
        title, compared, *captions = [part.children for part in self.into(nodes.Element()).children]
        section = self.section(title)
        section += self.named(f"tab-{flows.COMPARED}").table(
            tables[flows.COMPARED], f"{notebook}.{flows.COMPARED}", compared
        )
        # the first names the box, the second is what was published
        for field in tables[flows.COMPARED]["schema"]["fields"][2:]:
            key = field["name"]
            told = [[nodes.Text(f"{field['title']}. "), *(one.deepcopy() for one in part)] for part in captions]
            # of strings that the library cannot read there is no tree
            for name, caption in zip(("flow", "boxes", "searches", "trees"), told, strict=True):
                output = f"{name}{flows.OF}{key}"
                if output in tables:
                    section += self.named(f"tab-{name}-{key}").table(tables[output], f"{notebook}.{output}", caption)
                    section[-1][GOES_TO] = [SUPPLEMENT]
                elif output in figures:
                    (table, holds), picture = WHERE[name], drawn(f"{notebook}.{output}", figures[output])
                    picture = pointing(picture, self.env.docname, [f"tab-{table}-{key}"], holds)
                    placed = nodes.figure("", picture, nodes.caption("", "", *caption), align="center")
                    section += self.named(f"fig-{name}-{key}").placed(placed)
                    section[-1][GOES_TO] = [ARTICLE if name == "flow" else SUPPLEMENT]
        return [section]

    def section(self, title: Iterable[nodes.Node]) -> nodes.section:
        """Begin a section of the page."""
        made = nodes.section("", nodes.title("", "", *title))
        made["names"].append(nodes.fully_normalize_name(made.astext()))
        self.state.document.note_implicit_target(made, made)
        return made

    def named(self, name: str) -> Self:
        """Name what is placed next."""
        self.options["name"] = name
        return self


class Records(Later):
    """Place the first records of each box, with a file of all, in a section of its own; nothing without records.

    The content has two paragraphs: a title, and the words above the lists.
    """

    def run(self) -> list[nodes.Node]:
        """Build the section."""
        notebook = self.arguments[0]
        tables = self.published[notebook].tables
        if flows.LISTED not in tables:
            return []
        title, said = self.into(nodes.Element()).children
        section = self.section(title.children)
        section += said
        up = address.above(self.env.docname, self.config.root_doc)
        for row in tables[flows.LISTED]["data"]:
            output, n = row["output"], wording.text(row["n"])
            part = "" if row["n"] <= flows.FIRST else f" The first {flows.FIRST} of {n}."
            caption = [nodes.Text(f"{row['search']}: {row['label']}.{part}")]
            section += self.named(row["place"]).table(tables[output], f"{notebook}.{output}", caption)
            link = nodes.reference("", f"All {n} as CSV" if part else "As CSV", refuri=up + row["file"], internal=True)
            section += addnodes.only("", nodes.paragraph("", "", link), expr="html")
        return [section]


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("later", Later)
    app.add_directive("records", Records)
