"""The ``computation`` directive: where the page on the data leads to notebooks, code and the archive of all sources."""

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from reviewbook.book.computation import cells, package
from reviewbook.book.pages.directive import BookDirective
from reviewbook.edition import address, metadata


class Computation(BookDirective):
    """List what shows how the book was computed, each as a link; on paper there is none."""

    def run(self) -> list[nodes.Node]:
        """Build an item for the archive, one for the code, and one for each notebook."""
        up = address.above(self.env.docname, self.config.root_doc)

        def item(path: str, name: str, *more: nodes.Node) -> nodes.list_item:
            link = nodes.reference("", "", nodes.literal("", name), refuri=f"{up}{path}", internal=True)
            return nodes.list_item("", nodes.paragraph("", "", link, *more))

        archive = metadata.sources_file(self.config.edition)
        items = [
            item(archive, archive, nodes.Text(": everything that the book is made of, in one archive.")),
            item(f"{package.PLACE}/index.html", package.PLACE, nodes.Text(": notebooks and functions, to be read.")),
        ]
        for name in self.published:
            read = nodes.reference("", "cell by cell", refuri=f"{up}{cells.address(name)}", internal=True)
            items.append(
                item(
                    f"{package.PLACE}/{name}.ipynb", f"notebooks/{name}.ipynb", nodes.Text(": "), read, nodes.Text(".")
                )
            )
        return [addnodes.only("", nodes.bullet_list("", *items), expr="html")]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("computation", Computation)
