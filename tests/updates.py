"""What a book says before and after an update, on its pages, on paper and in the report of changes."""

import csv
import json
import re

import browser
from folded import whole
from page_text import printed_without_sheet_numbers

from reviewbook.display.publish import NUMBERS

# it cites two works of a file of references in which another came or went
CITING = "chapters/cite.html"


def article(book, page):
    source = whole(book.folder / "_build" / "html", page)
    source = source[source.index("<article") : source.index("</article>")]
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", source, flags=re.DOTALL)
    return " ".join(text.split())


def articles(book):
    """What every page of the book says."""
    return {page: article(book, page) for page in browser.pages(book.folder)}


def uncounted(text):
    """A text without the numbers of figures and tables; an update has some of its own, which are counted, too."""
    return re.sub(r"\b(Table|Fig\.) [SD]?\d+", r"\1", text)


def on_the_article(book, page):
    """The sentences of a page's paragraphs that speak of the article."""
    source = (book.folder / "_build" / "html" / page).read_text(encoding="utf-8")
    source = uncounted(re.sub(r'<span class="caption-number">.*?</span>', "", source))
    told = [" ".join(re.sub("<[^>]+>", "", one).split()) for one in re.findall(r"<p>.*?</p>", source, flags=re.DOTALL)]
    sentences = {one for text in told for one in re.split(r"(?<=[.!?])\s+(?=[^a-z\s])", text)}
    return {one for one in sentences if re.search(r"\barticle\b", one, re.IGNORECASE)}


def numbers(folder, record=lambda record: record["value"]):
    """Every published number of a book, by name."""
    found = {}
    for path in (folder / "notebooks").glob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                for told in output["data"].get(NUMBERS, ()):
                    found[f"{path.stem}.{told['name']}"] = record(told)
    return found


def holds(text, number):
    return re.search(rf"(?<![\w.,–-]){re.escape(number)}(?!\w|[.,–]\d)", text)


def moved(book):
    """What the change report says of the last step: name to value before and after."""
    said = book.run("changes", "HEAD").stdout
    lines = [line.split("  ", 1) for line in re.findall(r"^number +(\S+  .+)$", said, flags=re.MULTILINE)]
    return said, dict(lines)


def hold_that_all_is_told(said, before, now):
    """The report names every page that differs."""
    named = {f"{page.rpartition('.')[0]}.html" for page in re.findall(r"^page +(\S+)$", said, flags=re.MULTILINE)}
    # the first page is at the top of the site
    named = {"index.html" if page == "chapters/index.html" else page for page in named}
    differing = {page for page in now if now[page] != before[page]}
    assert named - {CITING} == differing - {CITING}


def hold_that_no_old_count_is_left(book, numbers, now, keeping=()):
    """No page, and no sheet of paper, has a count as it was, if it has three digits and none is now that count.

    Some pages are keeping what was, and so is paper then.
    """
    counts = {name: pair.split(" → ") for name, pair in numbers.items() if re.search(r"\.(n|total)_", name)}
    old = {pair[0] for pair in counts.values() if len(pair) == 2 and re.search(r"\d.*\d.*\d", pair[0])}
    published = json.loads(book.run("numbers").stdout)
    old -= {f"{record['value']:,}" for record in published if isinstance(record["value"], int)}
    # the whole of a share
    old -= {"100"}
    assert old
    kept = " ".join(now[page] for page in keeping)
    paper_text = printed_without_sheet_numbers(book)
    for number in old:
        assert [page for page in now if page not in keeping and holds(now[page], number)] == [], number
        assert holds(kept, number) or not holds(paper_text, number), number


def type_into(path, text, key):
    """Give lines of a table other cells, and add those that are new."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [*csv.reader(file)]
    for line in csv.reader(text.splitlines()):
        place = next((n for n, row in enumerate(rows) if row[:key] == line[:key]), len(rows))
        rows[place : place + 1] = [line]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
