"""Pages of the site as their source, and as a reader's words."""

from html.parser import HTMLParser


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
