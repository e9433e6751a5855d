"""The ``cards`` directive: rows of published tables as cards, which on the web are folded and filtered."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from reviewbook.book import state
from reviewbook.book.pages.directive import BookDirective
from reviewbook.book.pages.nodes import number
from reviewbook.book.pages.register import ANSWERS, ANSWERS_FILE
from reviewbook.book.pages.table import as_it_stands
from reviewbook.book.questions import kinds
from reviewbook.book.questions.kinds import KINDS, Kind
from reviewbook.book.questions.nodes import card_facets, folded_card
from reviewbook.display import markup, wording
from reviewbook.display.outputs import UnknownOutput, find
from reviewbook.edition import address

# what is short stands in one paragraph
# units of what follows from counts
FOLLOWING = ("percent", "probability", "text")
# so many of the numbers that an answer moves are told
LISTED = 8
# links to sentences of the article
PLACES = ("spot", "places")
BRIEF = (*kinds.STUDIES, *PLACES, "printed", "found")
# facets of cards of both kinds, whose values are many
SHARED = ("section", "study")
NATURAL = re.compile(r"\d+")

Row = Mapping[str, Any]


class Cards(BookDirective):
    """Place the rows of tables, ``notebook.name``, as cards; the content has a paragraph for each table, its title."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Build what the cards are filtered by, and a section of cards for each table."""
        keys = self.arguments[0].split()
        try:
            tables = [find(self.published, "tables", key) for key in keys]
        except UnknownOutput as error:
            return self.refused(str(error))
        found = {kinds.of(resource) for resource in tables}
        kind = found.pop()
        if found or kind is None:
            return self.refused(f"'{' '.join(keys)}': these are no questions, or no claims, with numbers")
        titles = self.into(nodes.Element()).children
        if len(titles) != len(keys):
            return self.refused(f"'{' '.join(keys)}': there are {len(titles)} titles for {len(keys)} tables")
        answers = self._answers(keys[0].partition(".")[0])
        made: list[nodes.Node] = [self._facets(kind, tables)]
        for key, title, resource in zip(keys, titles, tables, strict=True):
            assert isinstance(title, nodes.Element)
            section = self.section(title.children)
            section["key"] = key
            for row in resource["data"]:
                section += self._card(kind, resource, row, answers.get(row[kind.key], []))
            made.append(section)
        return made

    def _answers(self, notebook: str) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self.published[notebook].tables.get(ANSWERS, {"data": []})["data"]:
            found.setdefault(row["question_id"], []).append(row)
        return found

    def _facets(self, kind: Kind, tables: list[dict[str, Any]]) -> card_facets:
        """Gather the values that there are, in the order of their column, or of their words."""
        fields = [field for resource in tables for field in resource["schema"]["fields"]]
        titles = {field["name"]: field["title"] for field in fields}
        rows = [kinds.facets(kind, row) for resource in tables for row in resource["data"]]
        told = []
        for name, column in kind.facets.items():
            counted = [label for row in rows for label in row[name]]
            labels = {label: self._label(name, label) for label in dict.fromkeys(counted)}
            orders = [field.get("categories", ()) for field in fields if field["name"] == column]
            # what has no order stands as it comes
            order = [one for one in dict.fromkeys([*_merged(*orders), *labels]) if one in labels]
            values = [(markup.parameter(one), labels[one], counted.count(one)) for one in order]
            if name in SHARED:
                values.sort(key=lambda value: _natural(value[1]))
            # by what all have in common nothing is filtered
            if len(values) > 1:
                told.append((name, titles[column], values))
        (other,) = (one for one in KINDS if one is not kind)
        rows_there = [
            row
            for output in self.published.values()
            for resource in output.tables.values()
            if kinds.of(resource) is other
            for row in resource["data"]
        ]
        there = (rows_there[0][other.key], other.plural) if rows_there else None
        return self.placed(card_facets("", plural=kind.plural, facets=told, other=there))

    def _label(self, name: str, label: str) -> str:
        return state.of(self.env.app).studies.get(label, label) if name == "study" else label

    def _card(self, kind: Kind, resource: dict[str, Any], row: Row, answers: list[Row]) -> folded_card:
        names = [row[kind.key], row[kind.called]]
        self._name(names, f"{kind.name} {row[kind.called]}")
        titles = {field["name"]: field["title"] for field in resource["schema"]["fields"]}
        facets = {name: list(map(markup.parameter, labels)) for name, labels in kinds.facets(kind, row).items()}
        told = [form.format(row[column].split("\n")[0]) for column, form in kind.state.items()]
        made = folded_card(
            "", ids=names, called=row[kind.called], said=row[kind.headline], state=told, facets=facets, kind=kind.name
        )
        shown = [column for column in kind.told if row.get(column)]
        # short facts share a line where there are several
        facts = [column for column in shown if column in BRIEF]
        if kind.told[0] in facts:
            line = nodes.paragraph(classes=["card-facts"])
            for place, column in enumerate(facts):
                line += [nodes.Text("; ")] * (place > 0)
                line += nodes.inline("", "", *self._titled(titles[column]), *self._value(row, column))
            made += as_it_stands(line)
            shown = [column for column in shown if column not in facts]
        for column in shown:
            made += self._paragraphs(kind, titles[column], row, column)
        made += [part for answer in _grouped(answers) for part in self._answer(answer)]
        return made

    def _name(self, names: list[str], said: str) -> None:
        """Make a card a place that any page can refer to, by either of its names."""
        labels: Any = self.env.get_domain("std")
        for name in names:
            labels.anonlabels[name.lower()] = self.env.docname, names[0]
            labels.labels[name.lower()] = self.env.docname, names[0], said

    def _titled(self, title: str) -> list[nodes.Node]:
        return [nodes.strong("", title), nodes.Text(" ")]

    def _value(self, row: Row, column: str) -> list[nodes.Node]:
        if column in kinds.STUDIES:
            cited = [self.inline(markup.citation(one)) for one in row[column].split("\n")]
            return [node for place, one in enumerate(cited) for node in ([nodes.Text("; ")] * (place > 0) + one)]
        if column in PLACES:
            return self.inline(row[column])
        first, *more = row[column].split("\n")
        rest = nodes.Text(f" ({'; '.join(more)})" if more else "")
        if column == "found" and row.get("number"):
            return [number("", first, key=row["number"]), rest]
        return [nodes.Text(first), rest]

    def _paragraphs(self, kind: Kind, title: str, row: Row, column: str) -> Iterator[nodes.Node]:
        if column in BRIEF:
            yield nodes.paragraph("", "", *self._titled(title), *self._value(row, column))
            return
        first, *more = row[column].split("\n")
        # what a closed card shows is not said again
        lead = [] if column in kind.state else [nodes.paragraph("", "", *self._titled(title), nodes.Text(first))]
        yield from map(as_it_stands, [*lead, *(nodes.paragraph("", text, classes=["card-more"]) for text in more)])

    def _answer(self, rows: list[Row]) -> Iterator[nodes.Node]:
        """Say which published numbers move if a question is answered in one way."""
        head = rows[0]
        moved = [row for row in rows if row["number"]]
        said = f"{head['words'].rstrip('.')}{': these numbers change.' if moved else ': no published number changes.'}"
        yield nodes.paragraph("", "", *self._titled(f"If {head['answer']}:"), nodes.Text(said), classes=["card-if"])
        if not moved:
            return
        items = nodes.bullet_list()
        counts = [row for row in moved if self._unit(row) not in FOLLOWING] or moved
        for row in counts[:LISTED]:
            # an answer may make a number of which nothing is there now
            was, then = (wording.text(row[one]) for one in ("now", "then"))
            now = number("", was, key=row["number"]) if self._unit(row) else nodes.Text(was)
            told = [nodes.Text(f"{row['meaning'].rstrip('.')}: "), now, nodes.Text(f" becomes {then}.")]
            items += nodes.list_item("", nodes.paragraph("", "", *told))
        if others := len(moved) - len(counts[:LISTED]):
            said = nodes.Text(f"Other numbers in the text that change with these: {wording.text(others)}.")
            items += nodes.list_item("", nodes.paragraph("", "", said, self._all()))
        yield items

    def _all(self) -> nodes.Node:
        """Lead to the file that has all of them; on paper there is none."""
        up = address.above(self.env.docname, self.config.root_doc)
        link = nodes.reference("", "All of them", refuri=f"{up}{ANSWERS_FILE}", internal=True)
        return addnodes.only("", nodes.Text(" "), link, nodes.Text("."), expr="html")

    def _unit(self, row: Row) -> str:
        """Give the unit of a number that moves; empty where it is not published."""
        notebook, _, name = row["number"].partition(".")
        return str(self.published[notebook].numbers.get(name, {}).get("unit", ""))

    def section(self, title: list[nodes.Node]) -> nodes.section:
        """Begin a section of the page."""
        made = nodes.section("", nodes.title("", "", *title))
        made["names"].append(nodes.fully_normalize_name(made.astext()))
        self.state.document.note_implicit_target(made, made)
        return made


class Withdrawn(Cards):
    """Place a table of what was withdrawn, ``notebook.name``, in a section; nothing where nothing was.

    The content has two paragraphs: a title, and the words above the rows.
    """

    final_argument_whitespace = False

    def run(self) -> list[nodes.Node]:
        """Build the section."""
        try:
            found = find(self.published, "tables", self.arguments[0])
        except UnknownOutput as error:
            return self.refused(str(error))
        if not found["data"]:
            return []
        title, said = self.into(nodes.Element()).children
        assert isinstance(title, nodes.Element)
        section = self.section(title.children)
        section += [said, self.table(found, self.arguments[0], [])]
        key, named = (field["name"] for field in found["schema"]["fields"] if field.get("format") == "anchor")
        (kind,) = (one for one in KINDS if one.key == key)
        for row in found["data"]:
            self._name([row[key], row[named]], f"withdrawn {kind.name.removeprefix('open ')} {row[named]}")
        return [section]


def _grouped(rows: list[Row]) -> list[list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["answer"], []).append(row)
    return list(found.values())


def _merged(*orders: Iterable[str]) -> list[str]:
    """Put words of several orders into one, each after the word that it follows.

    >>> _merged(["high", "low"], ["high", "medium", "low"])
    ['high', 'medium', 'low']
    """
    found: list[str] = []
    for order in orders:
        before = -1
        for word in order:
            if word not in found:
                found.insert(before + 1, word)
            before = found.index(word)
    return found


def _natural(label: str) -> tuple[bool, str]:
    """Sort words before numbers, and numbers by their value."""
    return label[:1].isdigit(), NATURAL.sub(lambda found: found[0].zfill(4), label)


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("cards", Cards)
    app.add_directive("withdrawn", Withdrawn)
