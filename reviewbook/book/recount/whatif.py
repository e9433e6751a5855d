"""The ``what-if`` directive: a reader chooses how to count, and the page looks up what the notebook computed."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from reviewbook.book import state
from reviewbook.book.pages import register
from reviewbook.book.pages.directive import BookDirective
from reviewbook.book.recount import ground
from reviewbook.display import markup, outputs
from reviewbook.display.outputs import UnknownOutput, find
from reviewbook.edition import project
from reviewbook.edition.works import bibliography, citation

NAME = "what-if"


class looked_up(nodes.General, nodes.Element):
    """Hold what the page looks up, and the open questions it may name."""


class WhatIf(BookDirective):
    """Place the choices of a count; the content says where the same stands for who cannot choose.

    The notebook that is named publishes the tables of `ground.TABLES`.
    """

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Put the sentence, and for the web what the page looks up."""
        if not self.content:
            return self.refused("'what-if' has no sentence for paper")
        keys = {name: f"{self.arguments[0]}.{name}" for name in ground.TABLES}
        try:
            tables = {name: find(self.published, "tables", key)["data"] for name, key in keys.items()}
        except UnknownOutput as error:
            return self.refused(str(error))
        placed = self.into(nodes.container(classes=[NAME]))
        told = ground.of(tables) | {"cited": self._cited()}
        placed += addnodes.only("", looked_up(data=told, asked=tables["asked"]), expr="html")
        self.set_source_info(placed)
        return [placed]

    def _cited(self) -> str:
        """Cite this edition; empty where that cannot be said, of which the page on citing tells."""
        for name in (project.CITATION, bibliography.FILE):
            self.env.note_dependency(name)
        with suppress(ValueError):
            return citation.formats(Path(self.env.srcdir))["edition"]["text"]
        return ""


def is_what_if(node: nodes.Node) -> bool:
    """Tell whether a node is a place where a reader chooses how to count."""
    return isinstance(node, nodes.container) and NAME in node["classes"]


def _write(self: HTML5Translator, node: looked_up) -> None:
    builder: Any = self.builder
    here, published = builder.current_docname, builder.config.html_baseurl
    places = builder.env.get_domain("std").anonlabels
    asked: dict[str, list[list[str]]] = {}
    for row in node["asked"]:
        page, place = places.get(row["question_id"], ("", ""))
        number = f"Q{row['number']}: " if row["number"] else ""
        where = f"{builder.get_relative_uri(here, page)}#{place}" if page else ""
        asked.setdefault(row["study_id"], []).append([f"{number}{row['question']}", where])
    page = builder.get_target_uri(here)
    register_of = builder.get_relative_uri(here, register.PAGE)
    patients = {one: f"characteristics.n_patients_{one}" for one, *_ in node["data"]["studies"]}
    numbers = outputs.keys(state.of(builder.app).published)
    told = node["data"] | {
        "patients": {one: f"{register_of}#{register.anchor(key)}" for one, key in patients.items() if key in numbers},
    }
    told |= {"asked": asked, "page": page, "published": f"{published}{page}" if published else ""}
    self.body.append(f'<script type="application/json">{markup.script(told)}</script>')
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the directive, and how what it looks up is written."""
    app.add_node(looked_up, html=(_write, None))
    app.add_directive(NAME, WhatIf)
