"""An update from end to end, on a copy: a study comes, a finding is turned, a study goes, one after the other."""

import filecmp
import re
import shutil

import made_studies
import pytest
from conftest import Copy
from pypdf import PdfReader

STUDY, PATIENTS = "made2026", 1000


def article(book, page):
    source = (book.folder / "_build" / "html" / page).read_text(encoding="utf-8")
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", source[source.index("<article") :], flags=re.DOTALL)
    return " ".join(text.split())


def paper(folder):
    (path,) = (folder / "_build" / "pdf").glob("*.pdf")
    return path


def built(book):
    done = book.run("build")
    assert done.returncode == 0, done.stderr


def moved(book):
    """What the change report says of the last step: name to value before and after."""
    said = book.run("changes", "HEAD").stdout
    lines = [line.split("  ", 1) for line in re.findall(r"^number +(\S+  .+)$", said, flags=re.MULTILINE)]
    return said, dict(lines)


def hold_that_nothing_is_stale(book, place):
    """Every file of the book is, byte for byte, that of a book built from nothing."""
    shutil.copytree(book.folder, place, ignore=shutil.ignore_patterns("_build"))
    fresh = Copy.__new__(Copy)
    fresh.folder = place
    built(fresh)
    ours, theirs = book.folder / "_build" / "html", place / "_build" / "html"
    files = {path.relative_to(ours) for path in ours.rglob("*") if path.is_file()}
    assert files == {path.relative_to(theirs) for path in theirs.rglob("*") if path.is_file()}
    differing = [str(file) for file in sorted(files) if not filecmp.cmp(ours / file, theirs / file, shallow=False)]
    assert differing == []
    assert paper(book.folder).read_bytes() == paper(place).read_bytes()


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory):
    book = Copy(tmp_path_factory.mktemp("rehearsal") / "book")
    built(book)
    return book


def test_a_study_that_comes_a_finding_that_is_turned_and_a_study_that_goes_reach_every_page(rehearsed, tmp_path):
    book = rehearsed

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
    assert "2,824" in "".join(sheet.extract_text() for sheet in PdfReader(paper(book.folder)).pages)
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
    hold_that_nothing_is_stale(book, tmp_path / "turned")
    book.git("add", "--all")
    book.git("commit", "--quiet", "--message", "a finding was turned")

    made_studies.remove(book.folder, STUDY)
    built(book)
    said, numbers = moved(book)
    assert f"cell      data/studies.csv  {STUDY}  all  a row → gone" in said
    assert numbers["characteristics.total_n_patients"] == "2,824 → 1,824"
    pages = [path for path in (book.folder / "_build" / "html").rglob("*.html") if "2,824" in path.read_text()]
    assert pages == []
    text = "".join(sheet.extract_text() for sheet in PdfReader(paper(book.folder)).pages)
    assert "2,824" not in text
    assert STUDY not in text
    hold_that_nothing_is_stale(book, tmp_path / "went")


def test_a_study_that_the_text_speaks_of_cannot_go_in_silence(book):
    made_studies.remove(book.folder, "weck2013")
    refused = book.run("build")
    assert refused.returncode == 1
    assert "weck2013" in refused.stderr
    assert not (book.folder / "_build" / "html").exists()
