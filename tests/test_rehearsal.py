"""An update from end to end, on the made book: a study comes, a finding is turned, a study goes."""

import filecmp
import re
import shutil
from pathlib import Path

import made_book
import made_studies
import pytest
from copies import Copy
from page_text import paper, printed
from updates import article, articles, hold_that_all_is_told, hold_that_no_old_count_is_left, moved

# the axis of patients then has no label 200
STUDY, PATIENTS = "made2026", 2000
TEXT = {".html", ".json", ".bib", ".ris", ".csv", ".txt", ".xml", ".ipynb"}


def built(book):
    done = book.run("build")
    assert done.returncode == 0, done.stderr


def files(book):
    """The path of every file of the site."""
    site = book.folder / "_build" / "html"
    return {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}


def hold_that_nothing_is_stale(book, place):
    """Every notebook is that of a run of all, and every file of the book that of a book built from nothing."""
    shutil.copytree(book.folder, place, ignore=shutil.ignore_patterns("_build"))
    fresh = Copy(place)
    run = fresh.run("run", "--all")
    assert run.returncode == 0, run.stderr
    for path in (place / "notebooks").glob("*.ipynb"):
        assert path.read_bytes() == (book.folder / "notebooks" / path.name).read_bytes(), path.name
    built(fresh)
    made = files(book)
    assert made == files(fresh)
    ours, theirs = book.folder / "_build" / "html", place / "_build" / "html"
    assert [name for name in sorted(made) if not filecmp.cmp(ours / name, theirs / name, shallow=False)] == []
    assert paper(book).read_bytes() == paper(fresh).read_bytes()


@pytest.mark.slow
def test_a_study_that_comes_a_finding_that_is_turned_and_a_study_that_goes_reach_every_page(small_built, tmp_path):
    book = small_built
    start, begun = articles(book), files(book)

    # 200 patients and 2,000 more; the model supports the first hypothesis
    made_studies.add(book.folder, [STUDY], PATIENTS, model="doe2001")
    built(book)
    said, numbers = moved(book)
    assert f"cell      data/studies.csv  {STUDY}  all  new: a row" in said
    assert numbers["light.n_studies"] == "4 → 5"
    assert numbers["light.total_n_patients"] == "200 → 2,200"
    assert numbers["direction.n_supported_light_predicts_mood"] == "2 → 3"
    assert "2,200" in article(book, "notebooks/light.html")
    assert "2,200" in printed(book)
    came = articles(book)
    hold_that_all_is_told(said, start, came)
    hold_that_no_old_count_is_left(book, numbers, came)
    book.git("add", "--all")
    book.git("commit", "--quiet", "--message", "a study came")

    # one study fewer supports the first hypothesis, one more does not
    made_studies.turn(book.folder, f"{STUDY}-light", finding="not supported", direction="negative")
    built(book)
    said, numbers = moved(book)
    assert numbers["direction.n_supported_light_predicts_mood"] == "3 → 2"
    assert numbers["direction.n_not_supported_light_predicts_mood"] == "1 → 2"
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
    assert numbers["light.total_n_patients"] == "2,200 → 200"
    went = articles(book)
    hold_that_all_is_told(said, turned, went)
    # where the commit stands
    assert [page for page in start if went[page] != start[page]] == ["chapters/colophon.html"]
    assert files(book) == begun
    # not in what is searched, taken away or read by machines, either
    site = book.folder / "_build" / "html"
    named = [name for name in files(book) if name.endswith("searchindex.js") or Path(name).suffix in TEXT]
    texts = {name: (site / name).read_text(encoding="utf-8") for name in named}
    for gone in ("2,200", "2200", STUDY, "Made, 2026"):
        assert [name for name, text in texts.items() if gone in text] == [], gone
    sheets = printed(book)
    assert "2,200" not in sheets
    assert "Made, 2026" not in sheets


@pytest.mark.slow
def test_a_study_that_the_text_speaks_of_cannot_go_in_silence(tmp_path):
    book = made_book.made(tmp_path / "book")
    made_studies.remove(book.folder, "roe2005")
    (book.folder / "references.bib").write_text(
        re.sub(r"@article\{roe2005,.*?^\}\n", "", made_book.BIBLIOGRAPHY, flags=re.DOTALL | re.MULTILINE)
    )
    refused = book.run("build")
    assert refused.returncode == 1
    assert "roe2005" in refused.stderr
    assert not (book.folder / "_build" / "html").exists()
