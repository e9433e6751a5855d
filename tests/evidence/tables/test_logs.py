"""Records come in from logs, are decided, and agree with the flow; counts are by hand."""

import csv
import shutil

import pytest
from copies import Copy
from tally import REFUSED, planted

from reviewbook import cli
from reviewbook.evidence.accounts import flow as accounts
from reviewbook.evidence.tables import data, logs
from reviewbook.evidence.tables.schema import DataError

PUBMED = """\
PMID- 30000001
TI  - A first trial.
DP  - 2019
LID - 10.1000/one.1 [doi]

PMID- 30000002
TI  - A second trial.
DP  - 2020

PMID- 30000003
TI  - A third trial.
DP  - 2021
"""
# the first is there, and so is the second by its title
WOS = "".join(
    f"TY  - JOUR\nTI  - {title}\nPY  - {year}\nAN  - WOS:00040000000000{number}\n{more}ER  - \n\n"
    for number, (title, year, more) in enumerate(
        [("First trial", 2019, "DO  - 10.1000/ONE.1\n"), ("A SECOND TRIAL", 2020, ""), ("A fourth trial", 2022, "")]
    )
)
RAYYAN = (
    "key,title,year,notes,doi\n"
    'r-1,A first trial,2019,"RAYYAN-INCLUSION: {""Ann""=>""Included""}",10.1000/one.1\n'
    'r-2,A second trial,2020,"RAYYAN-INCLUSION: {""Ann""=>""Included""}",\n'
    'r-3,A third trial,2021,"RAYYAN-INCLUSION: {""Ann""=>""Excluded""}",\n'
    'r-4,A fourth trial,2022,"RAYYAN-INCLUSION: {""Ann""=>""Excluded""}",\n'
)
FULL_TEXT = "title,year,decision,reason\nA first trial,2019,included,\nA second trial,2020,excluded,no outcome\n"
FILES = {"pubmed.nbib": PUBMED, "wos.ris": WOS, "rayyan.csv": RAYYAN, "full.csv": FULL_TEXT}


@pytest.fixture(scope="module")
def silent(tmp_path_factory):
    """The tables of this book without any count of its flow, and logs beside them."""
    folder = Copy.as_published(tmp_path_factory.mktemp("records") / "book").folder
    for name, content in FILES.items():
        (folder.parent / name).write_text(content)
    write(folder / "data" / "flow.csv", [row | {"n": ""} for row in rows(folder / "data" / "flow.csv")])
    sources = folder / "data" / "sources.csv"
    write(sources, [row for row in rows(sources) if row["table"] != "flow"])
    data.load(folder)
    return folder


@pytest.fixture
def book(silent, tmp_path):
    """A copy of them for a test."""
    return copied(silent, tmp_path)


@pytest.fixture(scope="module")
def screened(silent, tmp_path_factory):
    """The same with two databases, their duplicates confirmed, both decisions, and the study of what is included."""
    book = copied(silent, tmp_path_factory.mktemp("screened"))
    whole(book)
    data.load(book)
    return book


def copied(book, place):
    shutil.copytree(book.parent, place, ignore=shutil.ignore_patterns(".git", "notebooks"), dirs_exist_ok=True)
    return place / "book"


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path, found):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, found[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)


def brought(book, *names, **told):
    return logs.bring(book, [book.parent / name for name in names], "2024", **told)


def whole(book):
    brought(book, "pubmed.nbib", source_id="pubmed")
    brought(book, "wos.ris", source_id="web-of-science")
    path = book / "data" / "records.csv"
    write(path, [row | {"duplicate": row["duplicate"] and "confirmed"} for row in rows(path)])
    brought(book, "rayyan.csv", at="title_abstract")
    said = brought(book, "full.csv", at="full_text")
    write(path, [row | {"study_id": "weck2013" if row["full_text"] == "included" else ""} for row in rows(path)])
    return said


def refused(book):
    try:
        data.load(book)
    except DataError as error:
        return [line for line in error.lines if "data/records.csv" in line]
    return []


def test_without_records_the_tables_are_what_they_were(folder):
    review = data.load(folder)
    assert not hasattr(review, "records")
    assert accounts.counted(review, "2024") == {}


def test_records_of_two_databases_are_one_table_with_their_duplicates_proposed(book):
    brought(book, "pubmed.nbib", source_id="pubmed")
    said = brought(book, "wos.ris", source_id="web-of-science")
    assert said[0] == "added      3 records of 'web-of-science'"
    assert said[1].startswith("duplicates 2 proposed, 0 confirmed, 0 rejected; column 'duplicate' of data/records.csv")
    found = rows(book / "data" / "records.csv")
    assert [row["duplicate_of"] for row in found] == ["", "", "", "2024-pubmed-1", "2024-pubmed-2", ""]
    assert found[0]["title"] == "A first trial." and found[3]["doi"] == "10.1000/one.1"
    # proposed is not removed
    counted = accounts.counted(data.load(book), "2024")
    assert (counted["records_identified"], counted["duplicates_removed"]) == (6, 0)


def test_the_flow_is_what_the_records_give_where_it_says_nothing(book):
    said = whole(book)
    assert "  no outcome: 1" in said
    review = data.load(book)
    boxes = accounts.boxes(review.flow, "2024", accounts.counted(review, "2024")).set_index("box")
    assert list(boxes.n) == [6, 2, 4, 2, 2, 0, 2, 1, 1]
    assert set(boxes.basis) == {"counted"}
    without = accounts.boxes(review.flow, "2024")
    assert without.n.isna().all()


def test_counts_of_the_flow_and_records_that_differ_are_said_one_by_one(book):
    whole(book)
    path = book / "data" / "flow.csv"
    stated = {"records_identified": "7", "records_screened": "4", "reports_excluded": "2"}
    write(path, [row | {"n": stated.get(row["box"], "")} for row in rows(path)])
    searches = book / "data" / "searches.csv"
    write(searches, [row | {"n_records": "4" if row["source_id"] == "pubmed" else ""} for row in rows(searches)])
    assert refused(book) == [
        "data/flow.csv, line 2 (2024|records_identified), column 'n': '7', and the records of data/records.csv give 6",
        "data/flow.csv, line 9 (2024|reports_excluded), column 'n': '2', and the records of data/records.csv give 1",
        "data/searches.csv, line 2 (2024|pubmed), column 'n_records': '4', and the records of data/records.csv give 3",
    ]


def test_a_word_that_the_schema_does_not_know_is_refused_before_anything_is_counted(
    screened, tmp_path, monkeypatch, capsys
):
    book = copied(screened, tmp_path)
    monkeypatch.chdir(book)
    path = book / "data" / "records.csv"
    changed = [row | {"duplicate": row["duplicate"].capitalize()} for row in rows(path)]
    write(path, changed)
    line = next(number for number, row in enumerate(changed, 2) if row["duplicate"])
    before = path.read_bytes()
    for bring in ([], ["--at", "full_text", "../full.csv"]):
        assert cli.main(["records", "--search", "2024", *bring]) == 1
        said = capsys.readouterr().err
        assert said.startswith(f"data/records.csv, line {line} (")
        assert "column 'duplicate': 'Confirmed' is not one of 'proposed', 'confirmed', 'rejected'" in said
    assert path.read_bytes() == before


WRONG = [
    ("full_text", 2, {"full_text": "excluded"}, "'excluded' beside 'excluded' of 'title_abstract'"),
    ("reason", 0, {"reason": "late"}, "'late' is why a record was excluded, and this one was not"),
    ("study_id", 2, {"study_id": "weck2013"}, "'weck2013' beside '' of 'full_text'; it must be 'included'"),
    ("duplicate_of", 2, {"duplicate": "proposed"}, "is empty beside 'proposed'"),
    ("duplicate", 2, {"duplicate_of": "2024-pubmed-1"}, "is empty beside '2024-pubmed-1'"),
    ("duplicate_of", 2, {"duplicate": "proposed", "duplicate_of": "x"}, "'x' is not in data/records.csv"),
    (
        "duplicate_of",
        2,
        {"duplicate": "proposed", "duplicate_of": "2024-pubmed-3"},
        "'2024-pubmed-3' is the record itself",
    ),
    (
        "duplicate_of",
        4,
        {"duplicate_of": "2024-web-of-science-1"},
        "is a confirmed duplicate; name the record that stays",
    ),
    ("title_abstract", 4, {"title_abstract": "excluded"}, "'excluded', and the record is a 'confirmed' duplicate"),
    ("title_abstract", 2, {"title_abstract": "exclude"}, "'exclude' is not one of 'included', 'excluded'"),
    ("doi", 2, {"doi": "10.1"}, "'10.1' breaks the rule pattern"),
    ("record_id", 2, {"record_id": "2024-pubmed-1"}, "'2024-pubmed-1' is there twice"),
    ("source_id", 2, {"source_id": "embase"}, "is not in data/searches.csv"),
    ("study_id", 0, {"study_id": "weck2014"}, "'weck2014' is not in data/studies.csv"),
]


@planted("records in the table", REFUSED)
@pytest.mark.parametrize(("column", "place", "change", "said"), WRONG)
def test_a_record_that_contradicts_itself_or_others_is_refused(screened, tmp_path, column, place, change, said):
    book = copied(screened, tmp_path)
    path = book / "data" / "records.csv"
    found = rows(path)
    found[place] |= change
    write(path, found)
    lines = refused(book)
    assert [
        line for line in lines if f"data/records.csv, line {place + 2} " in line and column in line and said in line
    ]


ASKED = [
    ("pubmed.nbib", {"source_id": "embase"}, "--source: 'embase' is not a source_id of '2024' in data/searches.csv"),
    ("pubmed.nbib", {}, "--source says of which database the records are, or --at"),
    (
        "rayyan.csv",
        {"source_id": "pubmed"},
        "rayyan.csv: tells decisions; --at says whether on title_abstract or full_text",
    ),
    ("pubmed.nbib", {"at": "full_text"}, "pubmed.nbib: tells no decision; --as says which one"),
    ("pubmed.nbib", {"source_id": "pubmed", "decision": "included"}, "--as: 'included' needs --at"),
    ("rayyan.csv", {"at": "title_abstract"}, "rayyan.csv, line 2: 'A first trial' is in no record of this search"),
    (
        "rayyan.csv",
        {"at": "title_abstract", "decision": "excluded"},
        "rayyan.csv, line 2: 'included' is decided in the file",
    ),
]


@planted("logs brought in", REFUSED)
@pytest.mark.parametrize(("name", "told", "said"), ASKED)
def test_what_is_missing_to_bring_a_log_in_is_said_and_nothing_written(book, name, told, said):
    before = {path: path.read_bytes() for path in (book / "data").iterdir()}
    with pytest.raises(DataError) as caught:
        brought(book, name, **told)
    assert caught.value.lines[0].startswith(said)
    assert {path: path.read_bytes() for path in (book / "data").iterdir()} == before


def test_a_database_comes_in_once(book):
    brought(book, "pubmed.nbib", source_id="pubmed")
    with pytest.raises(DataError, match="has 3 records of 'pubmed' in search '2024'; all files of it come in at once"):
        brought(book, "pubmed.nbib", source_id="pubmed")


def test_a_decision_for_a_report_that_was_excluded_before_is_refused(book):
    whole(book)
    (book.parent / "late.csv").write_text("title,year,decision\nA third trial,2021,included\n")
    with pytest.raises(
        DataError, match=r"late.csv, line 2: 'A third trial' is 'included' on the full text, and record"
    ):
        brought(book, "late.csv", at="full_text")


def test_two_that_may_be_one_each_have_the_decision_that_the_log_has_of_them(book):
    (book.parent / "two.csv").write_text("title,year,doi\nA same title,2019,\nA same title,2019,10.1000/one.1\n")
    brought(book, "two.csv", source_id="pubmed")
    (book.parent / "said.csv").write_text(
        "title,year,doi,decision\nA same title,2019,10.1000/one.1,excluded\nA same title,2019,,included\n"
    )
    brought(book, "said.csv", at="title_abstract")
    found = {row["doi"]: row["title_abstract"] for row in rows(book / "data" / "records.csv")}
    assert found == {"": "included", "10.1000/one.1": "excluded"}


def test_a_title_that_the_table_cannot_hold_is_refused_where_it_came_from(book):
    (book.parent / "odd.csv").write_text("title,year\nA title,2019\nB\u00c3\u00a4r in a trial,2020\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"odd.csv, line 3, 'title': .* as another encoding than UTF-8 reads it"):
        brought(book, "odd.csv", source_id="pubmed")
    assert not (book / "data" / "records.csv").exists()


def test_what_cannot_be_seen_in_a_log_does_not_come_into_the_table(book):
    (book.parent / "odd.csv").write_text("title,year\n\u200eA\u00a0title \u00ad of\ttwo,2019\n", encoding="utf-8")
    brought(book, "odd.csv", source_id="pubmed")
    assert rows(book / "data" / "records.csv")[0]["title"] == "A title of two"


def test_the_article_has_the_records_of_its_own_searches_alone(book):
    whole(book)
    review = data.load(book)
    assert len(data.article(review).records) == 6
    documents = {**vars(review), "searches": review.searches.assign(update_id="2026")}
    vars(review).update(documents)
    assert len(data.article(review).records) == 0


def test_the_command_says_what_came_in_and_what_is_left(book, monkeypatch, capsys):
    monkeypatch.chdir(book)
    assert cli.main(["records", "--search", "2024", "--source", "pubmed", "../pubmed.nbib"]) == 0
    assert "left       3 records have no decision on title and abstract" in capsys.readouterr().out
    assert cli.main(["records", "--search", "2024"]) == 0
    assert capsys.readouterr().out.startswith("records_identified     3\n")
    assert cli.main(["records", "--search", "2024", "--at", "full_text", "../none.csv"]) == 1
    assert "none.csv: is not there" in capsys.readouterr().err
