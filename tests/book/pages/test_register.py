import csv
import re

import pytest
from updates import article

from reviewbook.book.pages import register
from reviewbook.display import outputs, wording
from reviewbook.display.outputs import Published


def test_a_number_that_a_page_names_is_registered(folder):
    named = register.named(folder)
    assert "selection.n_records_identified" in named
    assert "direction.n_published_alliance_predicts_outcome" in named


def test_every_name_in_the_book_is_published(folder):
    published = outputs.read(folder / "notebooks")
    for key in register.named(folder):
        outputs.find(published, "numbers", key)


def test_a_number_leads_to_the_claims_that_it_recomputes(folder):
    claims = register.claims(outputs.read(folder / "notebooks"))
    assert claims["selection.n_records_identified"]
    assert all(anchor.startswith("claim-") for anchors in claims.values() for anchor in anchors)


def test_the_register_lists_what_a_page_names_and_what_a_claim_rests_on(tmp_path):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "index.md").write_text("There are {{ light.n_studies }} studies.\n")
    fields = [{"name": "claim_id"}, {"name": "number"}]
    rows = [{"claim_id": "claim-total", "number": "light.n_patients"}, {"claim_id": "claim-sun", "number": None}]
    published = {"claims": Published("claims", tables={"claims": {"schema": {"fields": fields}, "data": rows}})}
    assert register.wanted(tmp_path, published) == {"light.n_studies", "light.n_patients"}


def studies(folder):
    with (folder / "data" / "studies.csv").open(encoding="utf-8", newline="") as file:
        return {row["study_id"]: row["study"] for row in csv.DictReader(file)}


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("characteristics.total_n_patients", "1,824", "Made of: 98 + 30 + 567 + 25 + 237 + 325 + 60 + 80 + 211 + 191."),
        ("characteristics.median_follow_up_months", "15", "Median of 12, 18. Studies: Weck et al., 2013; Zuroff and"),
        ("selection.n_records_excluded", "166", "Made of: 262 − 96."),
        ("direction.percent_supported_low_alliance_predicts_outcome", "45.3%", "Wilson interval of 7 of 9."),
        (
            "direction.n_published_improvement_predicts_alliance",
            "3",
            "Studies counted: Feeley et al., 1999; Strunk et al., 2010; Wucherpfennig et al., 2017.",
        ),
        ("characteristics.n_studies", "10", "Studies counted: all."),
    ],
)
def test_the_register_says_what_a_number_is_made_of(folder, name, value, told):
    (record,) = (one for one in outputs.numbers(outputs.read(folder / "notebooks")) if one["name"] == name)
    assert wording.made(record, studies(folder)).startswith(told)
    assert register.value(record) == value


def test_every_number_of_the_register_says_what_it_is_made_of(folder):
    published = outputs.numbers(outputs.read(folder / "notebooks"))
    told = {one["name"]: wording.made(one, studies(folder)) for one in published}
    assert {name: said for name, said in told.items() if not re.fullmatch(r"[A-Z0-9].*\.", said)} == {}


def test_of_many_parts_the_first_are_told_and_how_many_others_there_are():
    parts = [{"of": f"s{n}", "value": n, "cells": [f"studies/s{n}/n"]} for n in range(1, 21)]
    record = {"unit": "patients", "made": {"how": "sum", "parts": parts}}
    names = {part["of"]: part["of"].upper() for part in parts}
    assert wording.made(record, names) == "Made of: 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 and 12 others."
    counted = {"unit": "studies", "made": {"how": "count", "parts": parts[:13]}}
    assert wording.made(counted, names) == "Studies counted: S1; S2; S3; S4; S5; S6; S7; S8 and 5 others."


def test_the_page_has_it_with_the_meaning(built):
    page = article(built, "chapters/numbers.html")
    assert "Number of patients: total over the studies that report it. Made of: 98 + 30 + 567 + 25" in page
