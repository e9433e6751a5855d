"""Pages of the site as their source, and as a reader's words; the PDF as its words."""

from html.parser import HTMLParser

from pypdf import PdfReader


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


def words(source):
    """The words of a page between single spaces."""
    return " ".join(Text(source).whole.split())


def source(site, path):
    return (site.folder / path).read_text(encoding="utf-8")


def paper(book):
    """The PDF of a book."""
    (path,) = (book.folder / "_build" / "pdf").glob("*.pdf")
    return path


def sheets(book):
    """The text of each sheet of the PDF, which takes seconds where there are many."""
    return [sheet.extract_text() for sheet in PdfReader(paper(book)).pages]


def printed(book):
    """The words of the PDF between single spaces."""
    return " ".join(" ".join(sheets(book)).split())
