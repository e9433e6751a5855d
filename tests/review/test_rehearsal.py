"""An update from end to end, on a copy: a study comes, a finding is turned, a study goes, one after the other."""

import filecmp
import json
import re
import shutil

import browser
import made_studies
import pytest
from copies import Copy
from pypdf import PdfReader

STUDY, PATIENTS = "made2026", 1000
# the changelog keeps what was; these two print what the article says, whatever its data now give
KEEPING = {"chapters/versions.html", "notebooks/questions.html", "notebooks/reproduction.html"}
# it cites two works of a file of references in which another came or went
CITING = "chapters/cite.html"
TEXT = {".html", ".json", ".bib", ".ris", ".csv", ".txt", ".xml", ".ipynb"}


def article(book, page):
    source = (book.folder / "_build" / "html" / page).read_text(encoding="utf-8")
    source = source[source.index("<article") : source.index("</article>")]
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", source, flags=re.DOTALL)
    return " ".join(text.split())


def articles(book):
    """What every page of the book says."""
    return {page: article(book, page) for page in browser.pages()}


def paper(folder):
    (path,) = (folder / "_build" / "pdf").glob("*.pdf")
    return path


def printed(folder):
    return " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(paper(folder)).pages).split())


def holds(text, number):
    return re.search(rf"(?<![\w.,–-]){re.escape(number)}(?!\w|[.,–]\d)", text)


def built(book):
    done = book.run("build")
    assert done.returncode == 0, done.stderr


def moved(book):
    """What the change report says of the last step: name to value before and after."""
    said = book.run("changes", "HEAD").stdout
    lines = [line.split("  ", 1) for line in re.findall(r"^number +(\S+  .+)$", said, flags=re.MULTILINE)]
    return said, dict(lines)


def hold_that_all_is_told(said, before, now):
    """The report names every page that differs."""
    named = {f"{page.rpartition('.')[0]}.html" for page in re.findall(r"^page +(\S+)$", said, flags=re.MULTILINE)}
    differing = {page for page in now if now[page] != before[page]}
    assert named - {CITING} == differing - {CITING}


def hold_that_no_old_count_is_left(book, numbers, now):
    """No page, and no sheet of paper, has a count as it was, if it has three digits and none is now that count."""
    counts = {name: pair.split(" → ") for name, pair in numbers.items() if re.search(r"\.(n|total)_", name)}
    old = {pair[0] for pair in counts.values() if len(pair) == 2 and re.search(r"\d.*\d.*\d", pair[0])}
    published = json.loads(book.run("numbers").stdout)
    old -= {f"{record['value']:,}" for record in published if isinstance(record["value"], int)}
    # the whole of a share
    old -= {"100"}
    assert old
    kept = " ".join(now[page] for page in KEEPING)
    paper_text = printed(book.folder)
    for number in old:
        assert [page for page in now if page not in KEEPING and holds(now[page], number)] == [], number
        assert holds(kept, number) or not holds(paper_text, number), number


def hold_that_nothing_is_stale(book, place):
    """Every notebook is that of a run of all, and every file of the book that of a book built from nothing."""
    shutil.copytree(book.folder, place, ignore=shutil.ignore_patterns("_build"))
    fresh = Copy(place)
    run = fresh.run("run", "--all")
    assert run.returncode == 0, run.stderr
    for path in (place / "notebooks").glob("*.ipynb"):
        assert path.read_bytes() == (book.folder / "notebooks" / path.name).read_bytes(), path.name
    built(fresh)
    ours, theirs = book.folder / "_build" / "html", place / "_build" / "html"
    files = {path.relative_to(ours) for path in ours.rglob("*") if path.is_file()}
    assert files == {path.relative_to(theirs) for path in theirs.rglob("*") if path.is_file()}
    differing = [str(file) for file in sorted(files) if not filecmp.cmp(ours / file, theirs / file, shallow=False)]
    assert differing == []
    assert paper(book.folder).read_bytes() == paper(place).read_bytes()


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory):
    book = Copy.made(tmp_path_factory.mktemp("rehearsal") / "book")
    built(book)
    return book


def test_a_study_that_comes_a_finding_that_is_turned_and_a_study_that_goes_reach_every_page(rehearsed, tmp_path):
    book = rehearsed
    start = articles(book)

    # 1,824 patients and 1,000 more; the model has not supported the first hypothesis, and has supported the second
    made_studies.add(book.folder, [STUDY], PATIENTS)
    built(book)
    said, numbers = moved(book)
    assert f"cell      data/studies.csv  {STUDY}  all  new: a row" in said
    assert numbers["characteristics.n_studies"] == "10 → 11"
    assert numbers["characteristics.total_n_patients"] == "1,824 → 2,824"
    assert numbers["selection.n_studies_included"] == "10 → 11"
    page = article(book, "notebooks/characteristics.html")
    assert "2,824" in page
    assert "1,824" not in page
    assert "Made" in article(book, "notebooks/direction.html")
    assert "2,824" in printed(book.folder)
    came = articles(book)
    hold_that_all_is_told(said, start, came)
    hold_that_no_old_count_is_left(book, numbers, came)
    hold_that_nothing_is_stale(book, tmp_path / "came")
    book.git("add", "--all")
    book.git("commit", "--quiet", "--message", "a study came")

    # one study more supports the first hypothesis, one fewer does not
    made_studies.turn(book.folder, f"{STUDY}-outcome", finding="supported", direction="positive")
    built(book)
    said, numbers = moved(book)
    before, after = numbers["direction.n_supported_alliance_predicts_outcome"].split(" → ")
    assert int(after) == int(before) + 1
    before, after = numbers["direction.n_not_supported_alliance_predicts_outcome"].split(" → ")
    assert int(after) == int(before) - 1
    assert "page      notebooks/direction.ipynb" in said
    turned = articles(book)
    hold_that_all_is_told(said, came, turned)
    hold_that_nothing_is_stale(book, tmp_path / "turned")
    book.git("add", "--all")
    book.git("commit", "--quiet", "--message", "a finding was turned")

    made_studies.remove(book.folder, STUDY)
    built(book)
    said, numbers = moved(book)
    assert f"cell      data/studies.csv  {STUDY}  all  a row → gone" in said
    assert numbers["characteristics.total_n_patients"] == "2,824 → 1,824"
    went = articles(book)
    hold_that_all_is_told(said, turned, went)
    hold_that_no_old_count_is_left(book, numbers, went)
    # not in what is searched, taken away or read by machines, either
    files = (book.folder / "_build" / "html").rglob("*")
    files = [path for path in files if path.suffix in TEXT or path.name == "searchindex.js"]
    texts = {path.name: path.read_text(encoding="utf-8") for path in files}
    for gone in ("2,824", "2824", STUDY, "Made, 2026"):
        assert [name for name, text in texts.items() if gone in text] == [], gone
    assert "2,824" not in printed(book.folder)
    assert "Made, 2026" not in printed(book.folder)
    hold_that_nothing_is_stale(book, tmp_path / "went")


def test_a_study_that_the_text_speaks_of_cannot_go_in_silence(book):
    made_studies.remove(book.folder, "weck2013")
    refused = book.run("build")
    assert refused.returncode == 1
    assert "weck2013" in refused.stderr
    assert not (book.folder / "_build" / "html").exists()
