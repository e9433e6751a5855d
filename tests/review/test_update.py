"""An update of this book: a study comes, and every page and the report follow.

What asks for a count by hand of an update that the book has stands here, and nowhere else.
"""

import csv
import re

import alternatives
import made_studies
import pytest
from copies import Copy
from page_text import printed
from updates import (
    article,
    articles,
    hold_that_all_is_told,
    hold_that_no_old_count_is_left,
    moved,
    numbers,
    on_the_article,
    uncounted,
)

# the first figure that is seen is wider than Plotly makes one whose frame it does not know
WIDE = """() => [...document.querySelectorAll(".figure-canvas .main-svg")]
  .find((one) => one.checkVisibility()).getBoundingClientRect().width > 700"""
STUDY, PATIENTS, ROUND = "made2026", 1000, "made-update"
# the changelog keeps what was; these two print what the article says, whatever its data now give
KEEPING = {"chapters/versions.html", "notebooks/questions.html", "notebooks/reproduction.html"}


def counted(book):
    """How many studies the book has, and how many patients, with every update that it has by now."""
    with (book.folder / "data" / "studies.csv").open(encoding="utf-8", newline="") as file:
        studies = [*csv.DictReader(file)]
    return len(studies), sum(int(row["n_patients"] or 0) for row in studies)


@pytest.mark.slow
def test_a_study_that_comes_reaches_every_page_and_the_report(built, tmp_path):
    book = Copy.made(tmp_path / "book")
    n, patients = counted(book)
    # 1,000 patients more than there are; the model has not supported the first hypothesis, and has supported the second
    made_studies.add(book.folder, [STUDY], PATIENTS)
    done = book.run("build")
    assert done.returncode == 0, done.stderr
    said, numbers = moved(book)
    assert f"cell      data/studies.csv  {STUDY}  all  new: a row" in said
    assert numbers["characteristics.n_studies"] == f"{n} → {n + 1}"
    assert numbers["characteristics.total_n_patients"] == f"{patients:,} → {patients + PATIENTS:,}"
    assert numbers["selection.n_studies_included"] == "10 → 11"
    page = article(book, "notebooks/characteristics.html")
    assert f"{patients + PATIENTS:,}" in page
    assert f"{patients:,}" not in page
    assert "Made" in article(book, "notebooks/direction.html")
    assert f"{patients + PATIENTS:,}" in printed(book)
    came = articles(book)
    hold_that_all_is_told(said, articles(built), came)
    hold_that_without_it_all_is_as_before(came, f"{patients:,}", f"{patients + PATIENTS:,}")
    hold_that_no_old_count_is_left(book, numbers, came, KEEPING)


def hold_that_without_it_all_is_as_before(came, was, now):
    """The dossier of the study, and its row among those left out, have the count as it was; it is taken out there."""
    for page, said in (
        ("notebooks/dossiers.html", f"Made ( 2026 ) {was} "),
        ("chapters/studies.html", f"Patients {now} → {was} ; "),
        ("chapters/studies.html", f"Patients, total {now} {was} "),
    ):
        assert came[page].count(said) == 1, said
        came[page] = came[page].replace(said, "")


def as_the_article_has_it(record):
    told = record.get("article", record)
    return told["value"], told["studies"]


def hold_that_every_figure_points_to_its_tables(book):
    """The flow of the update has tables of its own; figures of both sets name the same, which has both."""
    found = alternatives.read(book.folder / "_build" / "html")
    assert [text for _, text, _ in found if len(text) > 300] == []
    pointed = {label: tables for label, _, tables in found}
    assert pointed[f"fig-flow-{ROUND}"] == [f"tab-boxes-{ROUND}"]
    assert pointed[f"fig-trees-{ROUND}"] == [f"tab-searches-{ROUND}"]
    of_patients = [
        (text, tables) for _, text, tables in found if text.startswith("Bar chart of the number of patients")
    ]
    assert [tables for _, tables in of_patients] == 2 * [["tab-characteristics"]]
    assert ["11 studies: 25 to 1,000 patients" in text for text, _ in of_patients] == [True, False]
    assert all(tables and None not in tables for _, _, tables in found)
    # what stands beside another without a number is of the article, and so are the values to which it points
    said = re.sub(r" (?=[.,])", "", " ".join(articles(book).values()))
    beside = {number for label, text, _ in found if not label for number in re.findall(r"Table S?\d+", text)}
    assert len(beside) >= 7
    assert [number for number in sorted(beside) if f"{number}, as published." not in said] == []


def hold_that_a_reader_chooses_the_set(book, visit):
    """Figures, tables and numbers of sentences are those of the set that is chosen, on this page and on the next."""
    site = (book.folder / "_build" / "html").as_uri()
    with visit() as window:
        page = window.open(f"{site}/notebooks/characteristics.html")

        def shown():
            rows = page.locator("table.published:visible", has_text="Counted under").locator("tbody tr")
            bars = page.locator(".figure-canvas:visible").first.locator(".bars .point")
            sentence = page.get_by_text("The studies included").inner_text()
            return rows.count(), bars.count(), sentence.split(" patients")[0]

        assert shown() == (11, 11, "The studies included 2,824")
        page.get_by_label("as published").check()
        assert shown() == (10, 10, "The studies included 1,824")
        # a figure that was hidden fills its frame, as wide as it was drawn at first
        page.wait_for_function(WIDE)
        # one number for both, and what is of the article alone is counted as it was
        captions = page.locator(":is(figcaption, caption):visible")
        said = "\n".join(captions.all_inner_texts())
        assert re.search(r"^Fig\. S?\d+, as published\. Number of patients in each study", said, re.MULTILINE)
        assert re.search(r"^Table S?\d+, as published\. Characteristics of", said, re.MULTILINE)
        page = window.open(f"{site}/notebooks/direction.html")
        assert page.get_by_label("as published").is_checked()
        recount = page.locator("p", has_text="are reported to have tested whether")
        assert recount.inner_text().startswith("Of the ten studies, nine are")
        page.get_by_label("as updated").check()
        assert recount.inner_text().startswith("Of the 11 studies, ten are")
        assert window.errors == []


def hold_that_a_search_finds_what_the_chosen_set_shows(book, visit):
    """A number of one set is found where that set is chosen, and not where the other is."""
    site = (book.folder / "_build" / "html").as_uri()
    with visit() as window:
        for chosen, there, gone in (("as updated", "2,824", "1,824"), ("as published", "1,824", "2,824")):
            window.open(f"{site}/notebooks/characteristics.html").get_by_label(chosen).check()
            page = window.open(f"{site}/search.html")
            field, found = page.locator("article input"), page.locator("#search-found a")
            field.fill(f"included {there} patients")
            assert found.first.get_attribute("href") == "notebooks/characteristics.html#patients"
            field.fill(gone)
            assert "notebooks/characteristics.html#patients" not in [a.get_attribute("href") for a in found.all()]
        window.open(f"{site}/notebooks/characteristics.html").get_by_label("as updated").check()
        assert window.errors == []


@pytest.mark.slow
def test_an_update_moves_what_the_review_shows_and_nothing_that_is_said_of_the_article(built, tmp_path, visit):
    book = Copy.made(tmp_path / "book")
    was = numbers(book.folder, as_the_article_has_it)
    n, patients = counted(book)
    made_studies.update(book.folder, STUDY, PATIENTS, came_with=ROUND)
    done = book.run("build")
    assert done.returncode == 0, done.stderr
    _, moves = moved(book)
    assert moves["characteristics.n_studies"] == f"{n} → {n + 1}"
    assert moves["characteristics.total_n_patients"] == f"{patients:,} → {patients + PATIENTS:,}"
    assert "selection.n_studies_included" not in moves
    now = numbers(book.folder, as_the_article_has_it)
    assert {name: now.get(name) for name in was} == was
    said = {page: on_the_article(built, page) for page in articles(built)}
    assert sum(map(len, said.values())) > 100
    for page, sentences in said.items():
        # one describes the data, the other says of each number what it is in the article
        if page not in ("chapters/numbers.html", "chapters/dictionary.html", *KEEPING):
            assert sentences - on_the_article(book, page) == set(), page
    came = articles(book)
    assert "screened 262 records and included ten studies with 1,824 patients" in came["index.html"]
    # a reference to a figure says what it shows, and of which set
    about = r": Number of patients in each study, and the hypothesis under which the article counts it\."
    cited = re.findall(rf"(Fig\. S\d+){about} (.+?) In: ", came["notebooks/characteristics.html"])
    assert [of_set for _, of_set in cited] == ["As updated.", "As published."]
    assert cited[0][0] == cited[1][0]
    page = "notebooks/reproduction.html"
    assert uncounted(came[page]) == uncounted(articles(built)[page])
    # who coded what, and when: a report of one study
    assert "updated by “An update” (coded on 1 November 2026 by A coder)" in came["index.html"]
    assert "An update 1 November 2026 A coder 1 1" in came["notebooks/sources.html"]
    hold_that_every_figure_points_to_its_tables(book)
    hold_that_a_reader_chooses_the_set(book, visit)
    hold_that_a_search_finds_what_the_chosen_set_shows(book, visit)
    # who has no script reads both, and paper has both under one number
    paper = printed(book)
    updated, published = (
        re.search(rf"Table (\d+){how} Characteristics", paper) for how in (r",? As updated\.", ", as published\\.")
    )
    assert updated[1] == published[1]
    assert (
        not (built.folder / "_build" / "html" / "notebooks" / "characteristics.html").read_text().count("as-published")
    )
