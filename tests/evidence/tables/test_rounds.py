"""What came with the article stays what it is, whatever an update brings."""

import made_studies
import pytest
from copies import Copy

from reviewbook.evidence.tables import data
from reviewbook.evidence.tables.schema import DataError

STUDY = "made2026"


@pytest.fixture(scope="module")
def updated(tmp_path_factory):
    """The tables of this book with an update: a search, and a study with a report of its own."""
    book = Copy.as_published(tmp_path_factory.mktemp("updated") / "book")
    made_studies.update(book.folder, STUDY, 98)
    return book


def refused(folder):
    try:
        data.load(folder)
    except DataError as error:
        return error.lines
    return []


def test_the_article_has_its_own_rows_of_every_table_and_no_others(folder, updated):
    before, now = data.load(folder), data.load(updated.folder)
    there = data.article(now)
    for resource in data.schema(folder)["resources"]:
        name = resource["name"]
        assert getattr(there, name).equals(getattr(before, name)), name
    came = ("updates", "documents", "studies", "searches", "flow", "findings", "passages", "sources")
    assert all(len(getattr(now, name)) > len(getattr(there, name)) for name in came)
    assert list(now.studies.study_id)[-1] == STUDY


def test_without_an_update_the_article_is_all_of_it(folder):
    review = data.load(folder)
    there = data.article(review)
    assert all(
        getattr(there, one["name"]).equals(getattr(review, one["name"])) for one in data.schema(folder)["resources"]
    )


def test_both_sets_are_shown_where_an_update_has_added_to_what_is_left_of_the_article(folder, updated):
    review = data.load(updated.folder)
    assert [of.named("grid") for of in data.sets(review)] == ["grid", "grid.article"]
    assert [len(of.studies) for of in data.sets(review)] == [11, 10]
    assert len(data.sets(data.load(folder))) == 1
    ten = list(data.load(folder).studies.study_id)
    assert [list(of.studies.study_id) for of in data.sets(data.without(review, ten))] == [["made2026"]]


def test_an_instrument_belongs_to_the_documents_that_tell_of_it(tmp_path):
    book = Copy.as_published(tmp_path / "book")
    known = list(data.load(book.folder).instruments.instrument_id)
    made_studies.update(book.folder, "made2026", 1000)
    instruments, sources = (book.folder / "data" / f"{name}.csv" for name in ("instruments", "sources"))
    with instruments.open("a") as file:
        file.write("scale,A Scale,AS,A Scale,AS,,,\n")
    with sources.open("a") as file:
        file.writelines(
            f"instruments,scale,{column},made2026-p1-s1,stated,\n"
            for column in ("name", "abbreviation", "family", "counted_as")
        )
    for name in ("assessments", "findings"):
        path = book.folder / "data" / f"{name}.csv"
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join(one.replace(",wai,", ",scale,") if "made2026" in one else one for one in lines))
    review = data.load(book.folder)
    assert list(review.instruments.instrument_id) == [*known, "scale"]
    assert list(data.article(review).instruments.instrument_id) == known


def test_a_question_about_a_cell_of_an_update_is_none_of_the_article(tmp_path):
    book = Copy.as_published(tmp_path / "book")
    before = data.load(book.folder).question_cells
    made_studies.update(book.folder, STUDY, 98)
    with (book.folder / "data" / "question_cells.csv").open("a") as file:
        file.write(f"reynolds-1982,studies,{STUDY},setting\n")
    now = data.load(book.folder)
    assert len(now.question_cells) == len(before) + 1
    assert data.article(now).question_cells.equals(before)


def test_who_leaves_studies_or_domains_out_leaves_them_out_of_the_article_too(updated):
    review = data.without(data.load(updated.folder), ["weck2013", STUDY])
    assert "weck2013" not in set(data.article(review).studies.study_id)
    inside = data.within(data.load(updated.folder), ["depressive symptoms"])
    found = data.article(inside).findings
    assert set(found.outcome_domain.dropna()) == {"depressive symptoms"}
    assert STUDY not in set(found.study_id)


REPORT = f"{STUDY},study report,{STUDY}"
FAULTS = [
    ("documents", "videtta2025,article,", "videtta2025,study report,weck2013", "no document is the 'article'"),
    ("documents", REPORT, f"{STUDY},article,", "'article' is the document of line 2, and there is one"),
    ("documents", REPORT, f"{STUDY},study report,", "column 'study_id': is empty; a study report names its study"),
    ("documents", "article,,", "article,weck2013,", "'weck2013' beside 'article', which is of no single study"),
    ("studies", ",,2026\n", ",alliance_predicts_outcome,2026\n", "the article does not have this study of '2026'"),
    (
        "studies",
        "alliance_predicts_outcome,article\ncast",
        ",article\ncast",
        "the article counts each study that it has",
    ),
]


@pytest.mark.parametrize(("table", "was", "written", "line"), FAULTS)
def test_a_row_that_would_mix_rounds_is_refused(updated, table, was, written, line):
    path = updated.folder / "data" / f"{table}.csv"
    before = path.read_text(encoding="utf-8")
    assert was in before
    try:
        path.write_text(before.replace(was, written, 1), encoding="utf-8")
        found = refused(updated.folder)
    finally:
        path.write_text(before, encoding="utf-8")
    assert any(line in one for one in found), found


def test_no_later_document_fills_a_cell_of_an_instrument_of_the_article(updated):
    path = updated.folder / "data" / "sources.csv"
    before = path.read_text(encoding="utf-8")
    try:
        path.write_text(f"{before}instruments,wai,name,{STUDY}-p1-s1,stated,\n", encoding="utf-8")
        found = refused(updated.folder)
    finally:
        path.write_text(before, encoding="utf-8")
    assert [one.split(": ", 1)[1] for one in found] == [
        f"'{STUDY}-p1-s1' stands in a document of '2026', and the row of data/instruments.csv came with 'article'"
    ]


def test_a_cell_of_the_article_rests_on_no_later_document(updated):
    path = updated.folder / "data" / "sources.csv"
    before = path.read_text(encoding="utf-8")
    table, key, column, passage, *_ = before.splitlines()[1].split(",")
    try:
        path.write_text(
            before.replace(f"{key},{column},{passage}", f"{key},{column},{STUDY}-p1-s1", 1), encoding="utf-8"
        )
        found = refused(updated.folder)
    finally:
        path.write_text(before, encoding="utf-8")
    assert found == [
        f"data/sources.csv, line 2 ({key}), column 'passage_id': '{STUDY}-p1-s1' stands in a document of '2026', and "
        f"the row of data/{table}.csv came with 'article'"
    ]


def test_the_article_says_nothing_in_a_later_document(updated):
    claims, sources = (updated.folder / "data" / f"{name}.csv" for name in ("claims", "sources"))
    before = {path: path.read_text(encoding="utf-8") for path in (claims, sources)}
    question = next(one for one in before[sources].splitlines() if one.startswith("questions,counting-rule-not-stated"))
    try:
        claims.write_text(
            before[claims] + f"claim-later,157,{STUDY}-p1-s1,,quantitative,It tells.,7,characteristics.n_studies,,,\n"
        )
        sources.write_text(before[sources].replace(question, question.replace("abstract-p1-s5", f"{STUDY}-p1-s1")))
        found = refused(updated.folder)
    finally:
        for path, text in before.items():
            path.write_text(text, encoding="utf-8")
    stands = f"column 'passage_id': '{STUDY}-p1-s1' stands in '{STUDY}', and this is a"
    assert [line.partition("column")[1] + line.partition("column")[2] for line in found] == [
        f"{stands} claim of the 'article'",
        f"{stands} question on the text of the 'article'",
    ]
