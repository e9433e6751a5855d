"""What every published number says it is made of: it adds up, and its parts are what is coded."""

import json
import re

import made_book
import made_studies
import pytest
import recomputed
import recounted
from copies import Copy

from reviewbook.display import wording
from reviewbook.evidence import number
from reviewbook.evidence.tables import data
from reviewbook.manuscript import contents

# numbers of the book as its article has it; an update adds to them
PUBLISHED = 987
# votes of votes, in figures
COUNT = re.compile(r"\d+(/| of )\d+")
# what opens within the words of a cell
OPENING = re.compile(r"\{opening\}`[^`]*`")
# tables in which a week is of so many
OF_WEEKS = "sources", "questions"


def test_every_number_adds_up_from_parts_that_are_coded(folder):
    found = recomputed.published(folder)
    assert len([key for key in found if key[2] == "article"]) >= PUBLISHED
    assert recomputed.faults(folder) == []


def test_every_number_has_parts_unless_it_counts_none(folder):
    found = recomputed.published(folder)
    without = {key: one["value"] for key, one in found.items() if not one["made"]["parts"]}
    nothing = (0, None, ["none"], "no test reported", "fewer than two categories")
    assert {key: value for key, value in without.items() if value not in nothing} == {}


def test_a_cell_opens_the_number_that_it_shows(folder):
    assert recomputed.misnamed(folder) == []


def test_every_cell_with_a_number_that_a_page_shows_opens(folder):
    shown = {tuple(key.split(".")) for path in contents.paths(folder) for key in placed(path)}
    closed = []
    for key in shown & {*recomputed.tables(folder)}:
        table = recomputed.tables(folder)[key]
        numeric = [one["name"] for one in table["schema"]["fields"] if one["type"] in ("integer", "number")]
        for row, names in zip(table["data"], table.get("numbers", [{}] * len(table["data"])), strict=True):
            said = {name: OPENING.sub("", told) for name, told in row.items() if isinstance(told, str)}
            counts = [name for name, told in said.items() if COUNT.search(told)]
            wanted = numeric if key[0] in OF_WEEKS else [*numeric, *counts]
            closed += [(*key, name) for name in wanted if row[name] is not None and not names.get(name)]
    assert len(shown) >= 30
    assert closed == []


def test_every_count_that_opens_is_that_of_its_choices(folder):
    told = counts(folder)
    # 5 variants of 73 rows; 7 choices, 10 studies left out, 5 variants asked twice, of 2 hypotheses
    many = {"grid": 365, "named": 14, "overview": 20, "overturning": 20}
    assert {name: len([one for one in told if one[0] == name]) for name in many} == many
    assert miscounted(told, data.load(folder)) == []
    assert len(miscounted([("grid", "?of=alliance_predicts_outcome", "6/9")], data.load(folder))) == 1


def counts(folder):
    """List the counts in tables that open: the table, the address of the count, what the cell says."""
    return [
        (name, address, row[column])
        for (_, name), table in recomputed.tables(folder).items()
        for row, names in zip(table["data"], table.get("numbers", [{}] * len(table["data"])), strict=True)
        for column, address in names.items()
        # what it would take to change a count tells of others beside it, and a reason is a sentence
        if address.startswith("?") and column not in ("left_out", "read_otherwise", "findings", "why")
    ]


def miscounted(told, review):
    """Select the counts that are others when loops make them."""
    counted = {address: recounted.expected(review, *recounted.chosen(address, review)) for _, address, _ in told}
    return [one for one in told if not recounted.shows(one[2].replace("no vote", "0/0"), counted[one[1]])]


def placed(path):
    return [key for source in contents.written(path, ["markdown"]) for key in re.findall(r"\{output\} (\S+)", source)]


def test_every_way_can_be_recomputed_and_is_told_in_words():
    assert set(number.WAYS) == set(recomputed.WAYS)
    assert set(number.WAYS) == set(wording.VERBS) - {"latest"}


def test_numbers_of_an_update_add_up_in_both_sets(tmp_path):
    book = Copy.as_published(tmp_path / "book")
    made_studies.update(book.folder, "made2026", 1000)
    done = book.run("run")
    assert done.returncode == 0, done.stderr
    found = recomputed.published(book.folder)
    both = {which: found["characteristics", "total_n_patients", which] for which in ("article", "updated")}
    assert [both[which]["value"] for which in both] == [1824, 2824]
    # what came is a part now, and none of what the article has
    told = {which: [part["of"] for part in one["made"]["parts"]] for which, one in both.items()}
    assert (len(told["article"]), told["updated"][len(told["article"]) :]) == (10, ["made2026"])
    assert recomputed.faults(book.folder) == []
    assert recomputed.misnamed(book.folder) == []
    told = counts(book.folder)
    assert {"grid", "grid.article"} <= {name for name, *_ in told}
    assert miscounted(told, data.load(book.folder)) == []


def test_numbers_of_another_review_add_up(tmp_path):
    book = made_book.made(tmp_path / "book")
    done = book.run("run")
    assert done.returncode == 0, done.stderr
    assert recomputed.faults(book.folder) == []
    assert recomputed.misnamed(book.folder) == []


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("total_n_patients", lambda made: made["parts"].pop(), "published 1824, recomputed 1633"),
        ("total_n_patients", lambda made: made["parts"][0].update(value=99), "'berger2018' is 99, its cell '98'"),
        ("n_setting_outpatient", lambda made: made["by"].append("reviewbook.evidence.none"), "there is no "),
        ("percent_setting_outpatient", lambda made: made["parts"][0].update(number="n_setting_day"), "is no number"),
        (
            "median_n_patients",
            lambda made: made["parts"][0].update(cells=["studies/berger2018/n_people"]),
            "there is no cell with 'n_people'",
        ),
    ],
)
def test_what_does_not_add_up_is_seen(folder, tmp_path, name, change, told):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "data").symlink_to(folder / "data")
    notebook = json.loads((folder / "notebooks" / "characteristics.ipynb").read_text(encoding="utf-8"))
    (record,) = (
        record
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
        for record in output["data"].get(recomputed.NUMBERS, ())
        if record["name"] == name
    )
    change(record["made"])
    (tmp_path / "notebooks" / "characteristics.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    faults = recomputed.faults(tmp_path)
    assert [fault for fault in faults if name in fault and told in fault], faults
