"""Numbers in sentences: ``{{ notebook.name }}`` in any chapter, caption or table."""

from collections.abc import Mapping
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxRole
from sphinx.writers.html5 import HTML5Translator

from reviewbook.book import state
from reviewbook.book.pages import register
from reviewbook.book.pages.directive import line
from reviewbook.book.pages.nodes import in_line, number
from reviewbook.book.pages.table import as_it_stands, is_count, opening
from reviewbook.display import wording
from reviewbook.display.outputs import UnknownOutput, find, keys

Told = tuple[list[nodes.Node], list[nodes.system_message]]
LEFT_OUT = "left out"
# Studies that are cited behind a number; the register of numbers names all of them.
CITED = 30


class Names:
    """Offer the numbers of one notebook to MyST's substitutions; whether it publishes one, the role says.

    They are among the book's settings. If these held the numbers themselves, every page would be read again as soon
    as one number has changed. No dataclass, of which MyST would make a mapping for a page with settings of its own.
    """

    def __init__(self, notebook: str) -> None:
        self._notebook = notebook

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Names) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash(self._notebook)

    def __repr__(self) -> str:
        return f"Names({self._notebook!r})"

    def __getitem__(self, name: str) -> "Name":
        return Name(f"{self._notebook}.{name}")


class Name:
    """Stand for one number: of one of `wording.SETS`, as figures or in one of `wording.FORMS`."""

    def __init__(self, key: str, said: tuple[str, ...] = ()) -> None:
        self._key, self._said = key, said

    def __str__(self) -> str:
        return f"{{number}}`{' '.join([self._key, *self._said])}`"

    def __getattr__(self, more: str) -> "Name":
        if more not in (wording.FORMS if self._said else wording.SETS + wording.FORMS) or set(wording.FORMS) & {
            *self._said
        }:
            raise AttributeError(more)
        return Name(self._key, (*self._said, more))


class NumberRole(SphinxRole):
    """Print a published number."""

    def run(self) -> Told:
        """Find the number and put it into a node of its own; into two, where the article has another."""
        key, *said = self.text.split(" ")
        try:
            record = find(state.of(self.env.app).published, "numbers", key)
        except UnknownOutput as error:
            scenario = self.config.scenario
            if scenario and key in scenario["published"]:
                # the edition has it, and the scenario leaves out what it is about
                return [nodes.inline(self.rawtext, LEFT_OUT, classes=["missing"])], []
            # MyST counts lines from 1 twice where braces become a role
            return [], [self.inliner.reporter.error(str(error), line=line(self.env, self.lineno - 1))]
        told, form = wording.asked(record, said)
        there, _ = wording.asked(record, ["article"])
        moved = told["studies"] != there["studies"] if form == "cited" else told["value"] != there["value"]
        if not moved or set(wording.SETS) & {*said}:
            return self._told(told, form)
        now, messages = self._told(told, form)
        then, others = self._told(there, form)
        return [in_line("updated", *now), in_line("published", *then)], messages + others

    def _told(self, told: Mapping[str, Any], form: str) -> Told:
        """Say what a number is in one set, or cite the studies behind it there."""
        if form == "cited":
            return self._cited(told["studies"])
        key = self.text.split(" ")[0]
        return [as_it_stands(number(self.rawtext, wording.said(told, form), key=key))], []

    def _cited(self, studies: list[str]) -> Told:
        if not studies:
            return [], []
        cite: Any = self.env.get_domain("cite").role("p")
        # sphinxcontrib-bibtex goes some calls deeper for each further key
        found, messages = cite("cite:p", self.rawtext, ",".join(studies[:CITED]), self.lineno, self.inliner)
        more = f" and {wording.text(len(studies) - CITED)} more" if len(studies) > CITED else ""
        return [nodes.Text(" "), *found, nodes.Text(more)], messages


class OpeningRole(SphinxRole):
    """Say something of a cell so that a number opens there, or a count: ``text <key>``, from `markup.opening`."""

    def run(self) -> Told:
        """Put the text into the node of what opens."""
        said, _, key = self.text.removesuffix(">").rpartition(" <")
        known = is_count(key) or key in keys(state.of(self.env.app).published)
        return [opening(key, nodes.Text(said)) if known else nodes.Text(said)], []


def setup(app: Sphinx) -> None:
    """Offer the numbers and the roles."""
    app.add_role("number", NumberRole())
    app.add_role("opening", OpeningRole())
    app.add_node(number, html=(_open, _close))
    app.connect("config-inited", _on_config, priority=200)


def _on_config(app: Sphinx, config: Config) -> None:
    config.myst_substitutions = {notebook: Names(notebook) for notebook in state.of(app).published}


def _open(self: HTML5Translator, node: number) -> None:
    page = self.builder.get_relative_uri(self.builder.current_docname, register.PAGE)
    where = f"{page}#{register.anchor(node['key'])}"
    self.body.append(self.starttag(node, "a", "", href=where))


def _close(self: HTML5Translator, node: number) -> None:
    self.body.append("</a>")
