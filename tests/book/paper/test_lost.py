"""Nothing of the web is lost on paper: it stands in the article, in the supplement or in what is attached."""

import json
import re
import unicodedata
from html.parser import HTMLParser

import pytest
from folded import whole
from page_text import paper
from printed import Printed

# what fills lines of its own on a page
BLOCKS = {
    *("p", "li", "dt", "dd", "td", "th", "h1", "h2", "h3", "h4", "h5", "summary", "figcaption", "caption", "legend"),
    *("pre", "label", "div", "section", "option", "button", "blockquote", "figure", "details"),
}
EMPTY = {"br", "img", "input", "col", "hr", "wbr", "path"}
# a link on the page: on paper other words may stand for it, and say where that is
LINK, END = "\1", "\2"
BETWEEN = 90

# What only a screen has, by the class of its element.
ON_SCREEN = {
    "again": "the name of a column, again beside each cell where a window is narrow",
    "as-notebook": "the way to the page of a notebook",
    "card-facets": "what filters the cards",
    "card-link": "the address of a card",
    "card-more": "the way from a card to others",
    "figure-data": "the values behind a figure, which is drawn; a table that is printed has them",
    "made-by": "the cell that computed what stands above it, which the supplement to the data has",
    "margin-toggle": "the mark of a note",
    "studies": "the way to the next dossier",
    "facts": "version and date, which paper has in a list of its own",
    "take": "files of a figure or a table",
    "tiles": "a picture that is made of letters; Fig. 4 is the same drawn",
}
# What is marked `goes-to web`: sections by their names on the page, else by how they begin.
WEB = {
    "index": ["where-to-start", "open-questions-of-high-severity", "the-article", "Each tile shows what the article"],
    "chapters/recount": ["choose-how-to-count", "Choose what counts, and which studies to leave out"],
    "chapters/colophon": ["how-to-find-things"],
    "notebooks/robustness": ["count-by-your-own-rules"],
}
# What is marked `goes-to data`.
DATA = {
    "chapters/numbers": ["register-of-numbers"],
    "chapters/cite": ["how-to-cite"],
    "chapters/dictionary": ["data-dictionary"],
    "chapters/colophon": ["data", "notebooks"],
}


class Page(HTMLParser):
    """Collect what fills lines of its own, with the classes and names that it stands in."""

    def __init__(self, source):
        super().__init__()
        self.found, self._open, self._said = [], [], [[]]
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag in EMPTY:
            self.handle_data(" ")
            return
        marks = {*(given.get("class") or "").split(), given.get("id") or ""}
        # the mark of a note is another on paper
        leads = (tag == "a" and not given.get("href", "").startswith("http")) or tag == "sup"
        self._open.append((tag, marks, leads))
        if tag in BLOCKS or "sidenote" in marks:
            # a note stands within its paragraph
            self._said[-1].append(LINK + END)
            self._said.append([])
        elif leads:
            self._said[-1].append(LINK)

    def handle_endtag(self, tag):
        while tag not in EMPTY and self._open:
            opened, marks, leads = self._open[-1]
            if opened in BLOCKS or "sidenote" in marks:
                said = " ".join("".join(self._said.pop()).split())
                if letters(plain(said)):
                    self.found.append((set().union(*(one for _, one, _ in self._open)), said))
            elif leads:
                self._said[-1].append(END)
            self._open.pop()
            if opened == tag:
                return

    def handle_data(self, data):
        self._said[-1].append(data)


def plain(said):
    return re.sub(f"[{LINK}{END}]", "", said)


def letters(words):
    """Letters and figures alone, as a line may end anywhere."""
    return "".join(one for one in unicodedata.normalize("NFKC", words).casefold() if one.isalnum())


def stands(said, text):
    """Tell whether words stand in a text of letters; what is linked may be called otherwise there."""
    if letters(plain(said)) in text:
        return True
    parts = [re.escape(letters(part)) for part in re.split(f"{LINK}[^{END}]*{END}", said)]
    return len(parts) > 1 and re.search(f".{{0,{BETWEEN}}}".join(parts), text) is not None


def test_what_is_said_with_other_words_for_a_link_stands_and_what_is_left_out_does_not():
    text = letters("As section 9, p. 13 says, seven found it. Nine tested it.")
    assert stands(f"As {LINK}What differs{END} says, seven found it.", text)
    assert not stands(f"As {LINK}What differs{END} says, eight found it.", text)
    assert stands("seven found it", text)
    assert not stands("Nine found it", text)


@pytest.fixture(scope="module")
def parts(built):
    return [Printed(paper(built, part)) for part in ("article", "supplement")]


@pytest.fixture(scope="module")
def printed(parts):
    return letters(" ".join(part.words for part in parts))


@pytest.fixture(scope="module")
def attached(parts):
    files = parts[0].pdf.attachments
    return letters(" ".join(files[name].get_file().read_bytes().decode() for name in files))


def pages(folder):
    site = folder / "_build" / "html"
    found = (path for path in site.rglob("*.html") if path.parent.name in ("chapters", "notebooks"))
    names = ["index", *sorted(path.relative_to(site).with_suffix("").as_posix() for path in found)]
    # the first page stands at the top, and its old address leads there
    return {name: whole(site, f"{name}.html") for name in names if name != "chapters/index"}


@pytest.fixture(scope="module")
def web(built):
    """What each page says, without what only a screen has."""
    found = {}
    for name, source in pages(built.folder).items():
        article = source[source.index("<article") : source.index("</article>")]
        article = re.sub(r"<(script|svg).*?</\1>", "", article, flags=re.DOTALL)
        found[name] = [(marks, said) for marks, said in Page(article).found if not marks & ON_SCREEN.keys()]
    return found


# What a title says of a box that is opened on paper, as there is a table in it with a caption of its own.
OPENED = {"Rules drawn from the numbers"}
# What the dictionary says in words, and the schema by the keys of Table Schema, once or more often in a cell.
OF_SCHEMA = re.compile(
    r"^(?:never (?:empty|repeated)|empty|at (?:least|most) [\d.]+|of the form|part of the key|key of the table"
    r"|a row of \w+|integer|number)(?= |$)",
    re.IGNORECASE,
)
# How often a page says something of itself, such as the caption of a table, where what it shows is attached.
ABOUT = {"chapters/cite": 5, "chapters/colophon": 6, "chapters/dictionary": 12, "chapters/numbers": 11}


def pieces(said):
    """What a cell of the dictionary is made of."""
    return [one.strip() for one in re.split(r"[;:.,–]\s", f"{plain(said).rstrip('.')} ") if letters(one)]


def is_marked(marked, name, marks, said):
    """Tell whether words stand where a mark says, or begin as those that have one."""
    return any(mark in marks or said.startswith(mark) for mark in marked.get(name, ()))


def test_nothing_of_the_web_is_lost(web, printed, attached):
    lost = []
    for name, said in web.items():
        for marks, words in said:
            if any(is_marked(marked, name, marks, words) for marked in (WEB, DATA)) or plain(words) in OPENED:
                continue
            lost += [] if stands(words, printed) else [f"{name}: {plain(words)}"]
    assert lost == []
    # it is no small part
    assert sum(len(said) for said in web.values()) > 8000


def test_what_goes_to_data_is_attached(web, printed, attached):
    lost = {}
    for name, said in web.items():
        for marks, words in said:
            if not is_marked(DATA, name, marks, words) or stands(words, attached) or stands(words, printed):
                continue
            if not all(letters(OF_SCHEMA.sub("", one)) in attached for one in pieces(words)):
                lost.setdefault(name, []).append(plain(words))
    assert {name: len(said) for name, said in lost.items()} == ABOUT, lost


def test_what_goes_to_the_web_alone_is_what_is_known_to(folder):
    marked = {part: {} for part in ("web", "data", "html")}
    for path in [*folder.glob("chapters/*.md"), *folder.glob("notebooks/*.ipynb")]:
        name = path.relative_to(folder).with_suffix("").as_posix().replace("chapters/index", "index")
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".ipynb":
            cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown"]
            text = "\n".join("".join(cell["source"]) for cell in cells)
        for part in re.findall(r"^[`:]{3,}\{(?:goes-to|only)\} .*\b(web|data|html)\b", text, re.MULTILINE):
            marked[part][name] = marked[part].get(name, 0) + 1
    assert marked["web"] == {name: len(marks) for name, marks in WEB.items()}
    assert marked["data"] == {name: len(marks) for name, marks in DATA.items()}
    assert marked["html"] == {}
