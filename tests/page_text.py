"""Pages of the site as their source, and as a reader's words; the PDF as its words."""

import re
from collections import Counter
from html.parser import HTMLParser

from folded import whole
from pypdfium2 import PdfDocument

# the number of a sheet: at the end of its foot, and after the dots of the contents
SHEET = re.compile(r"((?: \.)+|^Version .*) S?\d+\r?$", re.MULTILINE)
# the page of what is referred to from far
FAR = re.compile(r", p\.\s+S?\d+")


class Text(HTMLParser):
    """Collect the text of a page."""

    def __init__(self, source):
        super().__init__()
        self.whole, self._skipped = "", 0
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        self._skipped += tag in ("script", "style")

    def handle_endtag(self, tag):
        self._skipped -= tag in ("script", "style")

    def handle_data(self, data):
        self.whole += "" if self._skipped else data


class Links(HTMLParser):
    """Collect the names and the addresses of a page."""

    def __init__(self, source):
        super().__init__()
        self.names, self.addresses = Counter(), []
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.names.update(name for name in [given.get("id")] if name)
        self.addresses += [given[kind] for kind in ("href", "src", "action") if given.get(kind)]


def words(source):
    """The words of a page between single spaces."""
    return " ".join(Text(source).whole.split())


def html(book, page):
    """The text of a page of a book, without tags and scripts."""
    source = whole(book.folder / "_build" / "html", page)
    article = source[source.index("<article") : source.index("</article>")]
    return re.sub(r"<[^>]+>", "", re.sub(r"<script.*?</script>", "", article, flags=re.DOTALL))


def source(site, path):
    return whole(site.folder, path)


def paper(book, part="article"):
    """The PDF of a book: its article or, where that was made, its supplement."""
    found = (book.folder / "_build" / "pdf").glob("*.pdf")
    (path,) = (path for path in found if path.stem.endswith("-supplement") == (part == "supplement"))
    return path


def sheets(book, part="article"):
    """The text of each sheet of the article or of the supplement, as the reader that browsers have finds it."""
    with PdfDocument(paper(book, part)) as document:
        return [sheet.get_textpage().get_text_bounded() for sheet in document]


def printed(book, part="article"):
    """The words of the article or of the supplement between single spaces."""
    return " ".join(" ".join(sheets(book, part)).split())


def printed_without_sheet_numbers(book):
    """The words of the PDF, without the numbers of its sheets, which count nothing of the review."""
    return FAR.sub("", " ".join(" ".join(SHEET.sub(r"\1", sheet) for sheet in sheets(book)).split()))
