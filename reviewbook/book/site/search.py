"""The search: every place of every page as its reader sees it, which a script looks through when somebody searches.

What the places say is read from the pages that were written, so that nothing is found which no page shows.
The first of two files has every place with its title and its prose; so much is loaded before anything is shown.
The other, which comes then, has what is long: the cells of rows, works, and what terms mean.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

from sphinx.application import Sphinx

from reviewbook.book import state
from reviewbook.book.pages import register
from reviewbook.display import markup, wording
from reviewbook.edition import metadata

PAGE = "search"
FILE, LATER = "places.js", "rows.js"
# What is in a page and is not read there: what scripts draw and are told, and what a pointer is told.
ASIDE = {"button", "fieldset", "form", "noscript", "pre", "script", "select", "style", "svg"}
# What a dossier says again is found where it stands among its like, and what a number is made of where that is told.
REPEATED = {"again", "dossier-facts", "dossier-part", "studies"}
ASIDE_KINDS = {"figure-output", "figure-data", "figure-panel", "more", "printed", "tally"} | REPEATED
ASIDE_KINDS |= {"card-link", "card-state", "made-by", "take"}
# Of what a control changes, this state is the first, which is what a page says before anybody asks.
STATE, FIRST = "data-at", "0"
SETS = ("updated", "published")
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
# What has a name and is a place, with the elements in which it says its own title.
TITLED = {
    "section": HEADINGS,
    "table": {"caption"},
    "figure": {"figcaption"},
    "dt": {"dt"},
    "details": {"summary"},
    "li": set[str](),
    "p": set[str](),
    "tr": set[str](),
}
BLOCKS = {*TITLED, *HEADINGS, "caption", "dd", "div", "figcaption", "summary", "td", "th"}
EMPTY = {"br", "col", "hr", "img", "input", "link", "meta", "wbr"}
# A row, an entry or a paragraph has no heading: its title is what it begins with, to the end of a sentence and of about
# so many signs.
ENDS = (".", "?", "!", "…")
SENTENCE = re.compile(r"(?<=[.?!])(?<!\bFig\.)\s+(?=[A-Z])")
LONG = 140
# From so many signs on, what else a place says is long.
FULL = 1200
# Cells of a row stand in one line, and their heads before them; this is between.
CELL, HEAD = "\f", "\t"
# Names in code are shown and not found; they stand between these signs.
CODE = re.compile("`[^`]*`")
# Of places of one page only the first says the page in its address, as it is written; this puts it before the others.
WHOLE = (
    "for (const [at, one] of searched.places.entries()) "
    'if (one[0][0] === "#") one[0] = searched.places[at - 1][0].split("#")[0] + one[0];'
)


@dataclass
class Place:
    """Hold what stands at an anchor.

    Attributes
    ----------
    kind
        The element that has the name, one of `TITLED`.
    where
        The headings that it stands under, the page's first.
    titles
        Its heading, caption or terms; of a row, nothing.
    blocks
        Its paragraphs, each alone, and its rows, each with its cells; before a cell the head of its column and a tab,
        where it has one. Names in code are between backticks, as in titles.
    """

    anchor: str
    kind: str
    where: list[str]
    titles: list[str] = field(default_factory=list)
    blocks: list[list[str]] = field(default_factory=list)


class Around(NamedTuple):
    """Hold what is known within an element: its place, and whether it is read and is the title of its place."""

    tag: str
    place: Place | None
    read: bool
    titled: bool


class Reader(HTMLParser):
    """Read the places of a page as one of both sets shows it."""

    def __init__(self, source: str, shown: str = SETS[0]) -> None:
        super().__init__()
        self.places: list[Place] = []
        self._hidden = ASIDE_KINDS | {f"as-{name}" for name in SETS if name != shown}
        self._around = [Around("", None, True, False)]
        self._sections: list[Place] = []
        # of the glossary, the place of the terms that wait for their explanation
        self._terms: Place | None = None
        self._heads: list[str] = []
        self._column, self._head = 0, ""
        # the cells of the row that is read, in its place
        self._row: list[str] | None = None
        self._text = ""
        start, end = source.find("<article"), source.find("</article>")
        self.feed(source[start:end] if start >= 0 else "")
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element, and a place where it has a name."""
        if tag in EMPTY:
            self._text += " "
            return
        _, place, read, titled = self._around[-1]
        told = dict(attrs)
        read = read and tag not in ASIDE and "hidden" not in told and FIRST in (told.get(STATE) or FIRST).split()
        if "class" in told:
            read = read and self._hidden.isdisjoint((told["class"] or "").split())
        if tag in BLOCKS:
            self._end_block()
            # the head of a row is a cell of it
            tag = "td" if tag == "th" and told.get("scope") == "row" else tag
            place = self._begun(tag, told.get("id"), place) if read else place
            inherited = titled and place is self._around[-1].place
            titled = inherited or (place is not None and tag in TITLED[place.kind])
        elif tag == "code" and read:
            self._text += "`"
        elif tag == "strong" and place and place.kind == "details":
            # in a card what is strong is the head of what follows it
            self._text = self._text.rstrip("; ")
            self._end_block()
        self._around.append(Around(tag, place, read, titled))

    def _begun(self, tag: str, anchor: str | None, place: Place | None) -> Place | None:
        """Give the place of an element that begins, which may be a new one."""
        if tag == "table":
            self._heads = []
        elif tag == "tr":
            self._column = 0
        elif tag == "td":
            self._head = self._heads[self._column] if self._column < len(self._heads) else ""
            self._column += 1
        elif tag == "th":
            self._heads.append("")
        # terms that share an explanation are one place, with it
        if tag in {"dt", "dd"} and self._terms:
            return self._terms
        if anchor and tag in TITLED:
            place = Place(anchor, tag, [" ".join(one.titles) for one in self._sections])
            self.places.append(place)
            if tag == "section":
                self._sections.append(place)
            elif tag == "dt":
                self._terms = place
        if tag == "tr" and place:
            self._row = []
            place.blocks.append(self._row)
        return place

    def handle_endtag(self, tag: str) -> None:
        """End an element, and what it began."""
        if tag in EMPTY:
            return
        if tag in BLOCKS:
            self._end_block()
        elif tag == "code" and self._around[-1].read:
            self._text += "`"
        elif tag == "strong" and (around := self._around[-1].place) and around.kind == "details":
            self._head, self._text = self._text.strip().rstrip(":"), ""
        _, place, *_ = self._around.pop()
        if tag == "section" and self._sections and self._sections[-1] is place:
            self._sections.pop()
        elif tag in {"dd", "dl"}:
            self._terms = None
        elif tag == "tr":
            self._row = None

    def handle_data(self, data: str) -> None:
        """Take words that are read."""
        if self._around[-1].read:
            self._text += data

    def _end_block(self) -> None:
        text, self._text = " ".join(self._text.split()), ""
        beside = CODE.sub("", text).strip()
        _, place, _, titled = self._around[-1]
        if not text or place is None:
            return
        if any(around.tag == "th" for around in self._around):
            self._heads[-1] = text
        elif titled:
            place.titles.append(text)
        # numbers whose names are in code say nothing
        elif not beside or beside == text or any(letter.isalpha() for letter in beside):
            cell = f"{self._head}{HEAD}{text}" if self._head else text
            if self._row is None:
                place.blocks.append([cell])
            else:
                self._row.append(cell)
            self._head = ""


def document(place: Place, page: str, names: dict[str, str]) -> list[str]:
    """Give of a place its address, kind and title, the headings above it, and its paragraphs and rows, a line each.

    Parameters
    ----------
    names
        How a paragraph is called whose anchor ends with a key, as ``study-may2014`` does: by the study.
    """
    title, blocks = " · ".join(place.titles), [list(cells) for cells in place.blocks if cells]
    if place.kind in {"figure", "table"}:
        title, *more = SENTENCE.split(title, maxsplit=1)
        blocks = [more, *blocks] if more else blocks
    named = names.get(place.anchor.rpartition("-")[2], "") if place.kind in {"p", "li"} else ""
    title = title or named
    while blocks and not place.titles and not named and len(title) < LONG and not title.endswith(ENDS):
        first = blocks[0][0].rpartition(HEAD)[2]
        if len(first) > LONG:
            title += f"{' · ' if title else ''}{first[:LONG].rpartition(' ')[0]} …"
            break
        title += f" · {first}" if title else first
        blocks[0].pop(0)
        blocks = blocks if blocks[0] else blocks[1:]
    where = " › ".join(dict.fromkeys(place.where))
    return [f"{page}#{place.anchor}", place.kind, title, where, "\n".join(CELL.join(cells) for cells in blocks)]


def parted(kind: str, text: str) -> tuple[str, str]:
    r"""Part what a place of a kind says into what is loaded first, and what is loaded when that is shown.

    >>> parted("section", "Lamps.\nThey hang.\n" + 200 * "They do. " + "\nOthers stand.")[1]
    'Others stand.'
    """
    first: list[str] = []
    later: list[str] = []
    for line in text.split("\n"):
        long = kind in {"details", "dt", "li", "tr"} or CELL in line or HEAD in line or sum(map(len, first)) > FULL
        (later if long else first).append(line)
    return "\n".join(first), "\n".join(later)


def documents(source: str, page: str, names: dict[str, str]) -> Iterator[list[str]]:
    """Give the places of a page; one of which the sets say something else comes for each, with its name at the end."""
    shown = SETS if f"as-{SETS[1]}" in source else SETS[:1]
    found = {
        name: [document(one, page, names) for one in Reader(source, name).places if one.titles or one.blocks]
        for name in shown
    }
    for name, own in found.items():
        others = [one for other in shown if other != name for one in found[other]]
        for one in own:
            if others and one not in others:
                yield [*one, name]
            elif name == SETS[0]:
                yield one


def synonyms(source: str) -> list[list[str]]:
    """Give the terms that share an explanation in a glossary of a page: whoever searches one finds the others."""
    return [one.titles for one in Reader(source).places if len(one.titles) > 1 and one.anchor.startswith("term-")]


def write(app: Sphinx, out: Path) -> None:
    """Write the places of all pages, as JavaScript: a page may not read other files of a disk, but run them."""
    studies, published = state.of(app).studies, state.of(app).published
    folder = Path(app.srcdir)
    # numbers that only tables show would stand before what is looked for
    quiet = {register.anchor(key) for key in register.wanted(folder, published) - register.of_text(folder, published)}
    found: dict[str, list[Any]] = {"places": [], "synonyms": [[name, key] for key, name in studies.items()]}
    for page in sorted(app.env.found_docs, key=_order(app)):
        path = app.builder.get_target_uri(page)
        source = (out / path).read_text(encoding="utf-8")
        here = documents(source, path, studies)
        found["places"] += [place for place in here if place[0].partition("#")[2] not in quiet]
        found["synonyms"] += synonyms(source) if "glossary" in source else []
    later: list[tuple[int, str]] = []
    # many places stand under the same headings
    found["where"] = [*dict.fromkeys(place[3] for place in found["places"])]
    for at, place in enumerate(found["places"]):
        place[3] = found["where"].index(place[3])
        place[4], more = parted(place[1], place[4])
        later += [(at, more)] if more else []
    numbers = [word for word in wording.WORDS if word != "none"]
    told = found | {"later": LATER, "numbers": {word: str(value) for value, word in enumerate(numbers, start=1)}}
    pages = [place[0].partition("#")[0] for place in found["places"]]
    for place, page, before in zip(found["places"], pages, ["", *pages], strict=False):
        place[0] = place[0].removeprefix(page) if page == before else place[0]
    (out / FILE).write_text(f"const searched = {markup.script(told)};\n{WHOLE}\n", encoding="utf-8")
    (out / LATER).write_text(f"searched.more({markup.script(later)});\n", encoding="utf-8")


def _order(app: Sphinx) -> Any:
    """Sort pages as the contents do."""
    listed = [app.config.root_doc]
    for page in listed:
        listed += [one for one in app.env.toctree_includes.get(page, []) if one not in listed]
    return lambda page: (listed.index(page) if page in listed else len(listed), page)


def setup(app: Sphinx) -> None:
    """Have the book searched by its places, and not by the words that Sphinx would list."""
    app.connect("builder-inited", _replace)
    app.connect("html-collect-pages", _page)


def _replace(app: Sphinx) -> None:
    # as Sphinx's own builders do that make no search
    app.builder.search = False  # type: ignore[attr-defined] # of the builder of HTML


def _page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    yield (
        PAGE,
        {"title": "Search", "places": FILE, "register": register.PAGE, "pdf": metadata.pdf_file(app.config.edition)},
        f"{PAGE}.html",
    )
