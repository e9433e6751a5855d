"""CONTRIBUTING.md leads through an update: what it has typed is typed, and what it says is seen is seen."""

import re

import pytest
from copies import FOLDER, Copy
from updates import type_into

from reviewbook import cli
from reviewbook.evidence.accounts import characteristics, claims, flow, measurement
from reviewbook.evidence.counting import direction
from reviewbook.evidence.tables import data

SECTION = re.compile(r"^## Bring in an update\n(.*?)^## ", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# a line of a sheet is known by table, row and column, one of a table by its key
KEY = {"data/records.csv": 1}


def numbers(review):
    """What is published of a review, and the verdict on each claim of the article."""
    searches = review.searches[review.searches.search_id == "2024"]
    rooms = {
        "selection": flow.numbers(flow.boxes(review.flow, "2024"), searches, review.criteria),
        "characteristics": characteristics.numbers(review),
        "measurement": measurement.numbers(review),
        "direction": direction.numbers(review),
    }
    checked = claims.check(review.claims, claims.named(**rooms), claims.cells(review), review.passages)
    found = {number.name: number.value for room in rooms.values() for number in room}
    return found | dict(zip(checked.claim_id, checked.verdict, strict=True))


def see(block, capsys):
    """Type the commands of a block, and look for what is shown below each, in its order."""
    typed = 0
    for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *shown = step.splitlines()
        capsys.readouterr()
        status = cli.main(command.removeprefix("reviewbook ").split())
        told = capsys.readouterr()
        assert (status, told.err) == (0, ""), command
        said = told.out.splitlines()
        for line in shown:
            if line != "…":
                assert line in said, (command, line, said)
                said = said[said.index(line) + 1 :]
        assert "…" in shown or not said, (command, said)
        typed += 1
    return typed


@pytest.fixture
def walked(tmp_path, monkeypatch, capsys):
    book = Copy.as_published(tmp_path / "book")
    monkeypatch.chdir(book.folder)
    before, typed = numbers(data.load(book.folder)), 0
    (told,) = SECTION.findall((FOLDER / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    for kind, name, text in BLOCK.findall(told):
        if kind == "console":
            typed += see(text, capsys)
        elif kind == "csv":
            type_into(book.folder / name, text, KEY.get(name, 3))
        else:
            (book.folder / name).write_text(text, encoding="utf-8")
    assert typed == 12
    return book, before


def test_an_update_as_the_document_leads_through_it_moves_nothing_of_the_article(walked):
    book, before = walked
    review = data.load(book.folder)
    now, article = numbers(review), numbers(data.article(review))
    assert article == before
    assert article["total_n_patients"] == 1824
    # ten studies and one more, of 98 patients, which supports the first hypothesis; the other was withdrawn
    assert now["n_studies"] == 11
    assert now["total_n_patients"] == 1824 + 98
    assert now["n_supported_alliance_predicts_outcome"] == before["n_supported_alliance_predicts_outcome"] + 1
    assert now["n_tested_alliance_predicts_outcome"] == before["n_tested_alliance_predicts_outcome"] + 1
    assert now["n_tested_improvement_predicts_alliance"] == before["n_tested_improvement_predicts_alliance"]
    # the one that was withdrawn is named nowhere
    kept = [path for folder in ("data", "chapters", "notebooks") for path in (book.folder / folder).rglob("*.*")]
    named = [path.name for path in [*kept, book.folder / "references.bib"] if b"birch2026" in path.read_bytes()]
    assert named == []


def test_a_correction_after_an_update_moves_in_both_sets_what_rests_on_the_cell(walked):
    book, before = walked
    book.replace("data/studies.csv", "debolle2010,567,", "debolle2010,566,")
    review = data.load(book.folder)
    now, article = numbers(review), numbers(data.article(review))
    assert (article["total_n_patients"], now["total_n_patients"]) == (1823, 1823 + 98)
    moved = {name for name in before if article[name] != before[name]}
    assert moved >= {"total_n_patients", "n_patients_debolle2010"} & before.keys()
    # nothing but patients rests on it
    assert {name for name in moved if "patients" not in name and not name.startswith("claim-")} == set()
