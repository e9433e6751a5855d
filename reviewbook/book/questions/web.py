"""Cards on the web: each folded, and above them what they are filtered by."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from reviewbook.book.questions.nodes import card_facets, folded_card

# a facet of more values is folded
BESIDE = 5


def setup(app: Sphinx) -> None:
    """Register how cards are written."""
    app.add_node(card_facets, html=(_write_facets, None))
    app.add_node(folded_card, html=(_open, _close))


def _write_facets(self: HTML5Translator, node: card_facets) -> None:
    """Write the form that a script shows; a page without one has all cards."""
    plural = node["plural"]
    about = f'aria-label="Filter the {plural}" data-plural="{plural}"'
    # what is hidden is led to by nothing
    self.body += [f'<span id="{self.attval(name)}"></span>\n' for name in node["ids"]]
    self.body.append(f'<form class="card-facets" id="filter" {about} hidden>\n')
    self.body.append(f'<label class="card-words">Filter {plural} <input type="search" name="words"></label>\n')
    self.body += [_facet(self, *facet) for facet in node["facets"]]
    self.body.append('<div class="card-shown"><output></output> <button type="button" hidden>Show all</button>')
    if node["other"]:
        key, plural = node["other"]
        labels: Any = self.builder.env.get_domain("std")
        page, _ = labels.anonlabels.get(key, ("", ""))
        if page:
            where = self.builder.get_relative_uri(self.builder.current_docname, page)
            self.body.append(f' <a class="card-other" href="{where}" data-plural="{plural}">All {plural}</a>')
    self.body.append("</div>\n</form>\n")
    raise nodes.SkipNode


def _facet(self: HTML5Translator, name: str, title: str, values: list[tuple[str, str, int]]) -> str:
    boxes = "\n".join(
        f'<label><input type="checkbox" name="{name}" value="{self.attval(value)}"> {self.encode(label)} '
        f'<span class="card-count">{count}</span></label>'
        for value, label, count in values
    )
    title, boxes = self.encode(title), f'<div class="card-values">\n{boxes}\n</div>'
    if len(values) <= BESIDE:
        return f"<fieldset><legend>{title}</legend>{boxes}</fieldset>\n"
    return (
        f'<details><summary>{title} <span class="card-chosen"></span></summary>\n'
        f'<fieldset><legend class="visually-hidden">{title}</legend>{boxes}</fieldset></details>\n'
    )


def _open(self: HTML5Translator, node: folded_card) -> None:
    key, called = node["ids"]
    told: dict[str, Any] = {f"data-{name}": " ".join(values) for name, values in node["facets"].items() if values}
    attributes = "".join(f' {name}="{self.attval(value)}"' for name, value in told.items())
    state = " ".join(f'<span class="card-word">{self.encode(word)}</span>' for word in node["state"])
    self.body.append(
        f'<details class="folded-card" id="{key}"{attributes}>\n'
        f'<summary><span class="card-number" id="{called}">{called}</span> '
        f'<span class="card-said">{self.encode(node["said"])}</span> '
        f'<span class="card-state">{state}</span></summary>\n'
    )


def _close(self: HTML5Translator, node: folded_card) -> None:
    called = node["called"]
    self.body.append(f'<p class="card-link"><a href="#{called}">Link to {node["kind"]} {called}</a></p>\n</details>\n')
