"""Where a citation leads: to the dossier of an included study, to the list of references otherwise."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from reviewbook.book.pages.bibliography import dossiers
from reviewbook.edition.works import bibliography


class listed(nodes.Inline, nodes.TextElement):
    """A citation that leads to the list of references all the same: attribute ``said``, what stands for it."""


class ToDossiers(SphinxPostTransform):
    """Lead the citations of a page to dossiers, wherever they came from: prose, a table, a number that cites."""

    # sphinxcontrib-bibtex makes references of citations where Sphinx resolves them, at 10
    default_priority = 11

    def run(self, **kwargs: Any) -> None:
        # on paper every citation leads to the list
        on_web = self.app.builder.format == "html"
        there = dossiers(self.env) if on_web else {}
        places = {bibliography.anchor(study_id): place for study_id, place in there.items()}
        kept = {id(link) for place in self.document.findall(listed) for link in place.findall(nodes.reference)}
        for link in list(self.document.findall(nodes.reference)):
            name = link.get("refid") or link.get("refuri", "").rpartition("#")[2]
            if name in places and id(link) not in kept:
                page, anchor = places[name]
                link.attributes.pop("refid", None)
                link["refuri"] = f"{self.app.builder.get_relative_uri(self.env.docname, page)}#{anchor}"
        for place in list(self.document.findall(listed)):
            links = list(place.findall(nodes.reference))
            for link in links[:1]:
                link.children = []
                link += nodes.Text(place["said"])
            place.replace_self(links[:1] if on_web else [])


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(ToDossiers)
