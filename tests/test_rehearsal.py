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
from updates import article, articles, hold_that_all_is_told, hold_that_no_old_count_is_left, moved, type_into

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
    named = [name for name in files(book) if name.endswith("places.js") or Path(name).suffix in TEXT]
    texts = {name: (site / name).read_text(encoding="utf-8") for name in named}
    for gone in ("2,200", "2200", STUDY, "Made, 2026"):
        assert [name for name, text in texts.items() if gone in text] == [], gone
    sheets = printed(book)
    assert "2,200" not in sheets
    assert "Made, 2026" not in sheets


# three records of one database, two of another, of which one is the second of the first
PUBMED = "".join(
    f"TY  - JOUR\nAU  - {who}, A.\nTI  - {title}\nT2  - Mornings\nPY  - {year}\nDO  - 10.1000/{who.lower()}\nER  - \n"
    for who, title, year in (("Ash", "Dawn", 2025), ("Beech", "Dusk", 2025), ("Cedar", "Noon", 2026))
)
SCOPUS = "title,year,doi\nDusk,2025,10.1000/beech\nNight,2024,10.1000/dogwood\n"
DECISIONS = """\
2026-pubmed-1,2026,pubmed,10.1000/ash,,,Dawn,2025,included,included,,,,ash2025
2026-pubmed-2,2026,pubmed,10.1000/beech,,,Dusk,2025,included,included,,,,beech2025
2026-pubmed-3,2026,pubmed,10.1000/cedar,,,Noon,2026,included,included,,,,cedar2026
2026-scopus-1,2026,scopus,10.1000/beech,,,Dusk,2025,,,,2026-pubmed-2,confirmed,
2026-scopus-2,2026,scopus,10.1000/dogwood,,,Night,2024,excluded,,,,,
"""
GONE = "2026-pubmed-3,2026,pubmed,10.1000/cedar,,,Noon,2026,included,excluded,retracted,,,\n"


def coded(study, n_patients, finding, direction):
    """Lines of a sheet: patients, and a finding on the first hypothesis."""
    place, own = f"{study}.results-p1-s1", f"findings,{study}-light-predicts-mood"
    cells = {"outcome_domain": "mood", "outcome": "mood", "tested": "yes", "finding": finding, "direction": direction}
    lines = [f"studies,{study},n_patients,{n_patients},{place},stated,"]
    lines += [f"{own},{column},{value},{place},stated," for column, value in cells.items()]
    lines += [f"{own},temporal_level,predictor first,{place},stated,"]
    lines += [f"findings,{study}-mood-predicts-light,tested,not reported,{study}.title-p1-s1,derived,"]
    lines += [
        f"passages,{place},{column},{value},,,"
        for column, value in (("section_title", "Results"), ("opening", "Light came"))
    ]
    return "\n".join(lines)


@pytest.mark.slow
def test_an_update_of_two_databases_is_brought_in_by_commands_and_moves_nothing_that_is_said_of_the_article(
    small_built,
):
    book = small_built

    def done(*words):
        told = book.run(*words)
        assert (told.returncode, told.stderr) == (0, ""), words
        return told.stdout

    # what moved is told against the last commit
    book.git("commit", "--quiet", "--all", "--allow-empty", "--message", "as the article has it")
    start = articles(book)
    done("add", "update", "2026")
    done("add", "search", "2026", "2026-10-01", "pubmed")
    # a database that the search before did not have
    type_into(book.folder / "data" / "searches.csv", "2026,scopus,Scopus,Scopus,,2026-10-01,,light AND mood,,2026", 2)
    passage = "search.2026-p1-s1"
    for column in ("source", "source_as_printed", "searched_on", "query"):
        type_into(book.folder / "data" / "sources.csv", f"searches,2026|scopus,{column},{passage},stated,", 4)
    for source, name, text in (("pubmed", "pubmed.ris", PUBMED), ("scopus", "scopus.csv", SCOPUS)):
        (book.folder / name).write_text(text)
        done("records", "--search", "2026", "--source", source, name)
        (book.folder / name).unlink()
    for entry in re.findall(r"TY.*?ER  - \n", PUBMED, re.DOTALL):
        (book.folder / "one.ris").write_text(entry)
        done("add", "study", "one.ris")
    (book.folder / "one.ris").unlink()
    type_into(book.folder / "data" / "records.csv", DECISIONS, 1)
    # 30 and 50 patients; the first supports the hypothesis, the second does not; the third is withdrawn
    for study, *cells in (("ash2025", 30, "supported", "positive"), ("beech2025", 50, "not supported", "")):
        done("sheet", study)
        type_into(book.folder / f"{study}.csv", coded(study, *cells), 3)
        done("sheet", study, f"{study}.csv")
        (book.folder / f"{study}.csv").unlink()
    done("withdraw", "cedar2026")
    assert "1 of its 5 records are included without a study" in done("todo")
    type_into(book.folder / "data" / "records.csv", GONE, 1)
    # one of the article's
    book.replace("data/studies.csv", "doe2001,40,", "doe2001,41,")
    built(book)

    # five records, one twice, one of them excluded by its title, one of three reports excluded
    counted = dict(line.split() for line in done("records", "--search", "2026").splitlines() if line[0] != " ")
    assert counted == {
        "records_identified": "5", "duplicates_removed": "1", "records_screened": "4", "records_excluded": "1",
        "reports_sought": "3", "reports_not_retrieved": "0", "reports_assessed": "3", "reports_excluded": "1",
        "reports_included": "2", "studies_included": "2",
    }  # fmt: skip
    said, numbers = moved(book)
    # 200 patients, one more of Doe's, and 30 and 50; two supported it before
    assert numbers["light.n_studies"] == "4 → 6"
    assert numbers["light.total_n_patients"] == "200 → 281"
    assert numbers["direction.n_supported_light_predicts_mood"] == "2 → 3"
    assert numbers["direction.n_tested_light_predicts_mood"] == "3 → 5"
    assert "data/records.csv" in said
    now = articles(book)
    first = now["index.html"]
    assert "The article has four studies with 201 patients." in first
    assert "The article has four studies with 200 patients." in start["index.html"]
    # one or the other, as a reader chooses
    assert "with six four studies" in first
    assert "They have 281 201 patients" in first
    # all that is named comes from the tables, and what was withdrawn is in its record alone
    site = book.folder / "_build" / "html"
    texts = {name: (site / name).read_text(encoding="utf-8") for name in files(book) if Path(name).suffix in TEXT}
    assert [name for name, text in texts.items() if "cedar2026" in text] == []
    assert "Ash, 2025" in printed(book)


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
