"""The ``statements`` directive: who coded and how, review, funding, interests, licences, and where everything lies."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from reviewbook.book.pages.directive import BookDirective
from reviewbook.display import wording
from reviewbook.edition import metadata
from reviewbook.edition.works.references import resolved
from reviewbook.evidence.tables import data

# what is said where nothing was declared
UNDECLARED = {
    "double_coding": "The data do not say that any value was coded by two people independently.",
    "peer_review": "This edition has not been peer reviewed.",
    "funding": "No statement on funding has been made.",
    "interests": "No statement on competing interests has been made.",
    "relation": "No statement on the relation to the authors of the reviewed article has been made.",
}
# in the order of the page, those that are declared and nothing else
DECLARED = {
    "peer_review": "Peer review",
    "funding": "Funding",
    "interests": "Competing interests",
    "relation": "Relation to the authors",
}


class Statements(BookDirective):
    """Make the statements of this edition, as a list of definitions."""

    def run(self) -> list[nodes.Node]:
        """Build the list."""
        # the commit changes without any file of the page
        self.env.note_reread()
        edition = self.config.edition
        who = nodes.Text(f"{rounds(Path(self.env.srcdir))} ")
        told = [("Coding", [who, *self._declared("double_coding")])]
        told += [(title, self._declared(name)) for name, title in DECLARED.items()]
        told += [("Licences", [*licences(edition["licence"])]), ("Data and software", [*places(edition)])]
        return [nodes.definition_list("", *[_said(title, words) for title, words in told])]

    def _declared(self, name: str) -> list[nodes.Node]:
        said = str(self.config.statements.get(name) or "")
        return self.inline(" ".join(said.split())) if said.strip() else [nodes.Text(UNDECLARED[name])]


def rounds(folder: Path) -> str:
    """Say who coded which round of the data, and when, as far as the table ``updates`` has it."""
    review = data.load(folder)
    if "updates" not in data.tables(review):
        return "Who coded the data is not noted, nor the date."
    told = review.updates[["title", "coded_on", "coded_by"]].fillna("")
    return " ".join(coded(*row) for row in told.itertuples(index=False))


def coded(title: str, day: str, who: str) -> str:
    """Say of a round by whom and on which day its coding was completed; what is empty is not noted.

    >>> coded("Update of 2026", "2026-11-20", "A. Doe")
    'A. Doe coded “Update of 2026”, and completed it on 20 November 2026.'
    >>> coded("Update of 2026", "", "")
    'Who coded “Update of 2026” is not noted, nor the date.'
    """
    when = day and wording.text(day, "date")
    if not who:
        return f"Who coded “{title}” is not noted{f'; it was completed on {when}' if day else ', nor the date'}."
    return f"{who} coded “{title}”{f', and completed it on {when}' if day else '; the date is not noted'}."


def licences(names: list[str]) -> Iterator[nodes.Node]:
    """Say in a sentence under which licence the text and the data are, and under which the code.

    Parameters
    ----------
    names
        Identifiers of SPDX: the first is that of text, figures and data, any others are those of the code.
    """
    first, *others = [nodes.reference("", name, refuri=metadata.licence(name)) for name in names]
    what = "Text, figures and data" if others else "Text, figures, data and code"
    yield from (nodes.Text(f"{what} are available under the licence "), first)
    for number, other in enumerate(others):
        yield from (nodes.Text(" and " if number else ", and the code under the licence "), other)
    yield nodes.Text(".")


def places(edition: Mapping[str, Any]) -> Iterator[nodes.Node]:
    """Say where the edition is published, where its data and software are kept, and where they are archived."""
    whole = edition["doi"] and resolved(edition["doi"])
    told = (
        ("The edition is published at ", edition["site"], "The address of the site is not known."),
        ("Data and code are kept at ", edition["repository"], "The address of the repository is not known."),
        ("This copy was made from the commit ", edition["commit_address"], ""),
        ("This version is archived under ", whole, "No archive has given this version an identifier."),
    )
    for before, there, otherwise in told:
        if there:
            yield from (nodes.Text(before), nodes.reference("", there, refuri=there), nodes.Text(". "))
        else:
            yield nodes.Text(f"{otherwise} " if otherwise else "")


def _said(title: str, words: list[nodes.Node]) -> nodes.definition_list_item:
    body = nodes.definition("", nodes.paragraph("", "", *words))
    return nodes.definition_list_item("", nodes.term("", title), body)


def setup(app: Sphinx) -> None:
    """Register the directive, and the setting of what is declared."""
    app.add_config_value("statements", {}, "env", dict)
    app.add_directive("statements", Statements)
