"""Dossiers hold every row of every table that is about a study, whatever tables the review has."""

import re

import pandas as pd
import pytest

from reviewbook.display import dossiers, wording
from reviewbook.evidence.tables import data

# by the table of the data: what tells its rows
TELLS = {
    "studies": dossiers.reported,
    "findings": dossiers.findings,
    "assessments": dossiers.assessments,
    "claims": dossiers.claims,
    "treatments": lambda review: dossiers.plain(review, "treatments"),
    "therapists": lambda review: dossiers.plain(review, "therapists"),
}
# names of rows, and words that the row says otherwise: a finding that is told was tested, the number has a card
UNSAID = {"study_id", "study", "tested", "kind", "number", "passage_id", "document_id", "sample_id_if_overlapping"}


@pytest.fixture(scope="module")
def review(folder):
    return data.load(folder)


def told(review, table):
    """What is told of a table: all cells of its rows, by study and anchor."""
    if table == "question_studies":
        parts = [dossiers.abstracts(review), dossiers.questions(review)]
    else:
        parts = [TELLS.get(table, dossiers.others)(review)]
    return [
        (row["study_id"], row["row"], " ".join(str(row[column]) for column in titles if column not in dossiers.NAMES))
        for frame, titles, _ in parts
        for row in frame.to_dict("records")
    ]


def anchor_of(table, row, keys):
    return re.sub(r"[^A-Za-z0-9]+", "-", "-".join(["row", table, *(str(row[key]) for key in keys)])).strip("-")


def hold_every_row(review):
    found = 0
    for table in data.of_studies(review):
        keys = data.described(review, table)["schema"]["primaryKey"]
        rows, rows_told, is_studies = getattr(review, table), told(review, table), table == "studies"
        for row in rows[rows.study_id.notna()].to_dict("records"):
            begin = anchor_of(table, row, keys)
            here = [
                words
                for study, anchor, words in rows_told
                if study == row["study_id"] and (anchor == begin or anchor.startswith(f"{begin}-") * is_studies)
            ]
            assert here, (table, begin)
            hold_every_cell(review, table, row, " ".join(here))
            found += 1
    return found


def hold_every_cell(review, table, row, words):
    """Each cell that is no name of a row stands in what is told, as words."""
    keys = data.described(review, table)["schema"]["primaryKey"]
    for column, value in row.items():
        if column in UNSAID or (column in keys and column.endswith("_id")) or pd.isna(value):
            continue
        said = value if isinstance(value, str) else wording.text(value)
        assert any(name in words for name in [said, *names(review, column, value)]), (table, column, said, words)


def names(review, column, value):
    """How the row of another table that a cell names is called there."""
    table = {"published_side": "hypotheses", "hypothesis_id": "hypotheses"}.get(column, f"{column[:-3]}s")
    if not (column.endswith("_id") or column == "published_side"):
        return []
    others = getattr(review, table)
    return [name for name in others[others.iloc[:, 0].eq(value)].iloc[0] if isinstance(name, str)]


def test_dossiers_hold_every_row_of_every_table_of_their_study(review):
    rows = hold_every_row(review)
    assert rows == sum(int(getattr(review, table).study_id.notna().sum()) for table in data.of_studies(review))
    assert rows > 200


def test_dossiers_of_a_made_review_do_too(small):
    assert hold_every_row(data.load(small.folder)) > 20


def test_a_table_that_nobody_knows_is_told_by_its_titles(small):
    path = small.folder / "data" / "datapackage.json"
    text = path.read_text(encoding="utf-8")
    lamps = """{"name": "lamps", "title": "Lamps", "path": "lamps.csv",
      "type": "table", "scheme": "file", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
      "description": "The lamps of each study.",
      "schema": {"primaryKey": ["lamp_id"], "fields": [
        {"name": "lamp_id", "title": "Lamp", "type": "string", "description": "Its name.",
         "constraints": {"required": true, "unique": true}},
        {"name": "study_id", "title": "Study", "type": "string", "description": "Whose.",
         "constraints": {"required": true}},
        {"name": "lux", "title": "Brightness", "type": "integer", "description": "How bright.", "unit": "lux"}],
       "foreignKeys": [{"fields": ["study_id"], "reference": {"resource": "studies", "fields": ["study_id"]}}]}},
    """
    path.write_text(text.replace('"resources": [', f'"resources": [{lamps}', 1), encoding="utf-8")
    (small.folder / "data" / "lamps.csv").write_text("lamp_id,study_id,lux\nbright,doe2001,10000\n", encoding="utf-8")
    review = data.load(small.folder)
    (row,) = [one for one in dossiers.others(review)[0].to_dict("records") if one["study_id"] == "doe2001"]
    assert (row["about"], row["row"]) == ("Lamps", "row-lamps-bright")
    assert "Brightness (lux): 10,000" in row["told"]
    assert hold_every_row(review)


def test_what_is_not_reported_stands_in_one_row(review):
    table, _, _ = dossiers.reported(review)
    silent = table[table.study_id.eq("feeley1999") & table.about.eq("Not reported")]
    assert len(silent) == 1
    assert "Mean age (years)" in silent.found.iloc[0]
    assert "Duration (weeks)" not in silent.found.iloc[0]


def test_the_main_counts_without_a_study_stand_at_its_head(review):
    table, titles, _ = dossiers.heads(review)
    said = re.sub(r"\{opening\}`([^<]*) <[^>]*>`", r"\1", table.set_index("study_id").loc["feeley1999", "without"])
    assert titles["without"] == "Without it"
    assert "Patients 1,824 → 1,799" in said
    assert "Alliance predicts outcome 7 of 9 → 7 of 8" in said
    assert "Improvement predicts alliance 2 of 3 → 2 of 2" in said


def test_questions_on_the_abstract_are_a_table_of_their_own(review):
    asked = dict(zip(review.questions.question_id, review.questions.layer, strict=True))
    for tell, is_abstract in ((dossiers.abstracts, True), (dossiers.questions, False)):
        table, _, _ = tell(review)
        assert {asked[one] == "primary abstract" for one in table.question_id} == {is_abstract}
