"""An update of this book: a study comes, and every page and the report follow.

What asks for a count by hand of an update that the book has stands here, and nowhere else.
"""

import csv

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
)

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
    hold_that_no_old_count_is_left(book, numbers, came, KEEPING)


def as_the_article_has_it(record):
    told = record.get("article", record)
    return told["value"], told["studies"]


@pytest.mark.slow
def test_an_update_moves_what_the_review_shows_and_nothing_that_is_said_of_the_article(built, tmp_path):
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
            gone = sentences - on_the_article(book, page)
            # a sentence that counts what no way of counting changes speaks of the article beside
            assert not [one for one in gone if not one.startswith("They are")], page
    came = articles(book)
    assert "The article includes ten studies with 1,824 patients in all" in came["chapters/index.html"]
    assert came["notebooks/reproduction.html"] == articles(built)["notebooks/reproduction.html"]
