"""Whoever keeps a book is led through: what each command writes, what it leaves, and what it refuses."""

import csv
import json
import re
import shutil

import made_book
import pytest
from corpus import maintain
from tally import MEANT, REFUSED, case

from reviewbook import cli
from reviewbook.edition.works import bibliography
from reviewbook.evidence.tables import check
from reviewbook.maintain import desk, study
from reviewbook.runs import staging

ASKED = [
    "studies,doe2001,n_patients", "therapists,doe2001|nurse,n", "findings,doe2001-light,rater",
    "flow,2020|reports_excluded,n",
]  # fmt: skip
ENTRY, COMMAND, SHEET = "entries of studies", "commands of maintenance", "sheets of a study"


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    return made_book.write(tmp_path_factory.mktemp("kept") / "book")


class Book:
    def __init__(self, folder, capsys):
        self.folder, self.capsys = folder, capsys

    def do(self, command):
        """Run a command; give its status and what it says and refuses."""
        self.capsys.readouterr()
        status = cli.main(command.split())
        told = self.capsys.readouterr()
        return status, told.out.splitlines(), told.err.splitlines()

    def done(self, command):
        status, said, refused = self.do(command)
        assert (status, refused) == (0, [])
        return said

    def rows(self, table):
        with (self.folder / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def row(self, table, key):
        (found,) = [row for row in self.rows(table) if next(iter(row.values())) == key]
        return found

    def contents(self):
        paths = (path for path in self.folder.rglob("*") if path.is_file() and "_build" not in path.parts)
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in paths}

    def replace(self, path, old, new):
        text = (self.folder / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, (path, text.count(old))
        (self.folder / path).write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def book(pristine, tmp_path, monkeypatch, capsys):
    shutil.copytree(pristine, tmp_path / "book")
    monkeypatch.chdir(tmp_path / "book")
    return Book(tmp_path / "book", capsys)


@pytest.fixture
def updated(book):
    """A book with an update."""
    book.done("add update 2026 --title Autumn")
    return book


@pytest.fixture
def asked(book, folder):
    """A book that tells about which cells its question is."""
    path = book.folder / "data" / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    own = json.loads((folder / "data" / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"] += [one for one in own["resources"] if one["name"] == "question_cells"]
    path.write_text(json.dumps(package), encoding="utf-8")
    told = ["question_id,table,row,column", *(f"lamps,{cell}" for cell in ASKED), ""]
    (book.folder / "data" / "question_cells.csv").write_text("\n".join(told), encoding="utf-8")
    check.check(book.folder)
    return book


def cells(book):
    """The cells about which the question is."""
    return [",".join(row[name] for name in ("table", "row", "column")) for row in book.rows("question_cells")]


def entry(book, content=maintain.RIS):
    path = book.folder.parent / "entry.txt"
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("content", "study_id", "citation", "field"), [case(ENTRY, MEANT, one[0], *one[1:]) for one in maintain.ENTRIES]
)
def test_an_entry_is_read_as_meant_whoever_wrote_it(updated, content, study_id, citation, field):
    updated.done(f"add study {entry(updated, content)}")
    assert updated.row("studies", study_id)["study"] == citation
    work = bibliography.read((updated.folder / "references.bib").read_bytes())[study_id]
    if field:
        assert work.fields.get(field[0]) == field[1]


@pytest.mark.parametrize(("content", "said"), [case(ENTRY, REFUSED, one[0], *one[1:]) for one in maintain.REFUSED])
def test_an_entry_that_is_no_study_is_refused_in_a_line_and_nothing_is_written(updated, content, said):
    path, before = entry(updated, content), updated.contents()
    status, _, (line,) = updated.do(f"add study {path}")
    assert status == 1
    assert line == f"{path}{said}"
    assert updated.contents() == before


@pytest.mark.parametrize(("command", "said"), [case(COMMAND, REFUSED, one[0], *one[1:]) for one in maintain.COMMANDS])
def test_a_command_that_cannot_be_done_is_refused_in_a_line_and_nothing_is_written(updated, command, said):
    before = updated.contents()
    assert updated.do(command) == (1, [], [said])
    assert updated.contents() == before


def test_without_an_update_a_study_is_not_added_to_the_article(book):
    status, _, lines = book.do(f"add study {entry(book)}")
    assert (status, lines) == (1, ["data/updates.csv has no update yet; 'reviewbook add update ID' begins one"])


def test_a_table_that_cannot_be_read_keeps_every_command_from_writing(updated):
    updated.replace("data/therapists.csv", "doe2001,nurse,3", "doe2001,nurse,three")
    before = updated.contents()
    for command in (f"add study {entry(updated)}", "withdraw doe2001", "rename doe2001 doe2002", "add update x"):
        status, _, (line,) = updated.do(command)
        assert (status, line.partition(": ")[0]) == (1, "data/therapists.csv, line 2, column 'n'")
    assert updated.contents() == before


def test_a_study_has_every_row_that_it_needs_and_the_tables_are_valid_but_for_the_flow(updated):
    said = updated.done(f"add study {entry(updated)}")
    assert said[-1] == "added      doe2024; 'reviewbook todo' says what is left, 'reviewbook sheet doe2024' has it"
    study = {column: cell for column, cell in updated.row("studies", "doe2024").items() if cell}
    assert study == {
        "study_id": "doe2024",
        "study": "Doe, 2024",
        "sample_id_if_overlapping": "doe2024",
        "update_id": "2026",
    }
    assert updated.row("documents", "doe2024") == {
        "document_id": "doe2024",
        "kind": "study report",
        "study_id": "doe2024",
        "update_id": "2026",
        "address": "https://doi.org/10.1000/dawn",
    }
    told = [(row["hypothesis_id"], row["tested"]) for row in updated.rows("findings") if row["study_id"] == "doe2024"]
    assert told == [("light_predicts_mood", "not reported"), ("mood_predicts_light", "not reported")]
    assert updated.row("passages", "doe2024.title-p1-s1")["opening"] == "Dawn"
    with pytest.raises(check.DataError) as caught:
        check.check(updated.folder)
    assert caught.value.lines == [
        "data/studies.csv, line 6 (doe2024), column 'update_id': no search of '2026' is in data/flow.csv, which would "
        "count this study"
    ]


def test_a_second_work_of_an_author_and_year_gives_both_their_letters(updated):
    updated.done(f"add study {entry(updated)}")
    said = updated.done(f"add study {entry(updated, maintain.RIS.replace('Dawn', 'Noon').replace('/dawn', '/noon'))}")
    assert "cited      doe2024: Doe, 2024 → Doe, 2024a" in said
    assert [row["study"] for row in updated.rows("studies")][-2:] == ["Doe, 2024a", "Doe, 2024b"]


def test_a_work_that_is_cited_already_keeps_its_entry(updated):
    with (updated.folder / "references.bib").open("a", encoding="utf-8") as file:
        file.write("\n" + maintain.BIB.replace("anyKey_99", "doe2024c"))
    before = (updated.folder / "references.bib").read_bytes()
    updated.done(f"add study {entry(updated, maintain.BIB)}")
    assert updated.row("studies", "doe2024c")["study"] == "Doe and Roe, 2024"
    assert (updated.folder / "references.bib").read_bytes() == before


def test_a_search_asks_the_databases_of_the_last_with_their_strings_and_knows_no_count(updated):
    updated.done("add search 2026 2026-10-01")
    (search,) = [row for row in updated.rows("searches") if row["search_id"] == "2026"]
    assert (search["source_id"], search["query"], search["searched_on"]) == ("pubmed", "light AND mood", "2026-10-01")
    flow = [row for row in updated.rows("flow") if row["search_id"] == "2026"]
    assert [row["box"] for row in flow] == [row["box"] for row in updated.rows("flow") if row["search_id"] == "2020"]
    assert {row["n"] for row in flow} == {""}
    check.check(updated.folder)


def test_what_is_left_is_said_most_important_first_with_allowed_values_until_it_is_coded(updated):
    updated.done(f"add study {entry(updated)}")
    updated.done("add search 2026 2026-10-01")
    lines = updated.done("todo")
    tables = list(dict.fromkeys(re.match(r"to do      data/(\w+)\.csv", line)[1] for line in lines))
    assert tables == ["findings", "studies", "searches", "flow", "assessments", "treatments", "therapists", "updates"]
    assert (
        "to do      data/studies.csv  doe2024  setting: is empty; one of 'outpatient', 'inpatient'; empty means: "
        "not reported in the text"
    ) in lines
    assert "to do      data/treatments.csv  doe2024: no row; a row for each treatment that is reported" in lines
    assert not any("published_side" in line or "doe2001" in line for line in lines)
    path = updated.folder / "data" / "sources.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("derived,not coded yet", "stated,"), encoding="utf-8")
    left = updated.done("todo")
    assert [line.split("  ")[-1].partition(":")[0] for line in left] == ["coded_on", "coded_by"]


def test_what_the_check_refuses_is_said_first(updated):
    updated.done(f"add study {entry(updated)}")
    updated.replace("data/studies.csv", "doe2001,40,,,outpatient", "doe2001,40,,,Outpatient")
    first, second, third, *_ = updated.done("todo")
    assert first.startswith("refused    data/studies.csv, line 2 (doe2001), column 'setting': 'Outpatient' is not one")
    assert second.startswith("refused    data/studies.csv, line 6 (doe2024), column 'update_id': no search of '2026'")
    assert third.startswith("to do      data/findings.csv")


def test_a_study_that_is_renamed_has_its_new_key_everywhere_and_the_old_one_nowhere(book):
    (book.folder / "chapters" / "more.md").write_text("# More\n\nSee {cite:t}`doe2001` and xdoe2001.\n")
    said = book.done("rename doe2001 poe2001")
    assert "renamed    chapters/more.md, line 3: See {cite:t}`doe2001` and xdoe2001." in said
    left = {name for name, content in book.contents().items() if re.search(rb"(?<![a-z])doe2001", content)}
    assert left == set()
    assert b"xdoe2001" in book.contents()["chapters/more.md"]
    assert json.loads((book.folder / "data" / "scenarios.json").read_text())["without-doe"]["parameters"] == {
        "leave_out": ["poe2001"]
    }
    assert book.row("findings", "poe2001-light")["study_id"] == "poe2001"
    check.check(book.folder)
    book.done("rename poe2001 doe2001")
    assert book.contents()["data/sources.csv"].count(b"doe2001") > 0
    check.check(book.folder)


def test_a_question_is_about_the_cells_of_a_study_that_is_renamed(asked):
    asked.done("rename doe2001 poe2001")
    assert cells(asked) == [one.replace("doe2001", "poe2001") for one in ASKED]
    check.check(asked.folder)


def test_no_question_is_about_the_cells_of_a_study_that_is_withdrawn(asked):
    asked.done("withdraw doe2001")
    assert cells(asked) == ["flow,2020|reports_excluded,n"]
    # the box of the studies included still counts four
    assert not any("question" in line for line in asked.done("todo"))


def test_no_question_is_about_a_row_that_a_sheet_takes_out(asked):
    asked.done("sheet doe2001")
    path = asked.folder / "doe2001.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("therapists,")), encoding="utf-8")
    assert "taken out  therapists.csv  doe2001|nurse, which the sheet does not name" in asked.done(
        "sheet doe2001 doe2001.csv"
    )
    assert cells(asked) == [one for one in ASKED if not one.startswith("therapists")]
    check.check(asked.folder)


def test_no_question_is_about_a_box_that_a_template_does_not_tell_of(asked):
    own = "flow,2020|reports_excluded:too-young,n"
    box = "2020,reports_excluded:too-young,Too young,screening,16\n"
    asked.replace("data/flow.csv", "2020,studies_included", f"{box}2020,studies_included")
    for name, line in (("sources", f"{own},2-p1-s1,stated,"), ("question_cells", f"lamps,{own}")):
        with (asked.folder / "data" / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
    asked.done("flow flow.csv --search 2020 --export")
    asked.replace("flow.csv", "Too young", "Too old")
    said = asked.done("flow flow.csv --search 2020")
    assert any(line.startswith("taken out  reports_excluded:too-young: 16") for line in said)
    assert cells(asked) == ASKED
    check.check(asked.folder)


def test_a_study_that_is_added_and_withdrawn_leaves_every_file_as_it_was(updated):
    before = updated.contents()
    updated.done(f"add study {entry(updated)}")
    assert updated.contents() != before
    said = updated.done("withdraw doe2024")
    assert updated.contents() == before
    assert [line for line in said if line.startswith("names it")] == []


def test_who_wrote_of_a_study_that_is_withdrawn_is_told_where(updated):
    chapter = updated.folder / "chapters" / "methods.md"
    chapter.write_text(chapter.read_text() + "\nAs Doe (2001) found, light helps.\n")
    number = len(chapter.read_text().splitlines())
    updated.replace("notebooks/light.ipynb", "The studies stand in", "With doe2001 the studies stand in")
    updated.replace("data/questions.csv", "A photograph.,,", "A photograph.,,doe2001")
    said = updated.done("withdraw doe2001")
    assert f"names it   chapters/methods.md, line {number}: As Doe (2001) found, light helps." in said
    for path in ("notebooks/light.ipynb", "data/scenarios.json"):
        (line,) = [line for line in said if line.startswith(f"names it   {path}, line ")]
        number = int(re.search(r"line (\d+)", line)[1])
        assert "doe2001" in (updated.folder / path).read_text().splitlines()[number - 1]
    assert said.count("withdrawn  data/question_studies.csv: 1 row") == 1
    tables = {name: content for name, content in updated.contents().items() if name.endswith((".csv", ".bib"))}
    assert [name for name, content in tables.items() if b"doe2001" in content] == []


def test_what_an_answer_would_change_of_a_study_goes_with_it(folder):
    here = desk.lay(folder)
    others = [row for row in here.rows["answer_cells"] if "feeley1999" not in row["row"]]
    study.withdraw(here, "feeley1999", str)
    assert here.rows["answer_cells"] == others


def test_a_citation_that_a_run_wrote_is_left_to_no_person(updated):
    cited = "In all[ (Doe, 2001)](#number:light.n_studies.cited) the studies stand in"
    updated.replace("notebooks/light.ipynb", "The studies stand in", cited)
    assert not any("notebooks/light.ipynb" in line for line in updated.done("withdraw doe2001") if "(Doe" in line)


def test_a_record_of_a_study_that_is_withdrawn_stays_and_is_left_to_decide(updated):
    log = updated.folder.parent / "log.ris"
    log.write_text(maintain.RIS + maintain.RIS.replace("dawn", "noon").replace("Dawn", "Noon"), encoding="utf-8")
    updated.done("add search 2026 2026-10-01")
    updated.done(f"records --search 2026 --source pubmed {log}")
    updated.done(f"add study {entry(updated)}")
    updated.replace("data/records.csv", ",Dawn,2024,,,,,,", ",Dawn,2024,included,included,,,,doe2024")
    assert "to do      data/records.csv  2026: 1 of its 2 records have no decision on title and abstract" in (
        updated.done("todo")
    )
    assert not any("  n" in line and "2026|" in line for line in updated.done("todo"))
    said = updated.done("withdraw doe2024")
    assert "left       data/records.csv (2026-pubmed-1) is of no study now" in said
    assert [row["study_id"] for row in updated.rows("records")] == ["", ""]
    assert "to do      data/records.csv  2026: 1 of its 2 records are included without a study" in updated.done("todo")


def test_a_claim_on_a_study_that_is_withdrawn_keeps_its_number(book):
    book.replace("data/claims.csv", "claim-total,1,2-p1-s1,,", "claim-total,1,2-p1-s1,doe2001,")
    said = book.done("withdraw doe2001")
    assert "withdrawn  data/claims.csv (claim-total), which keeps its number" in said
    row = book.row("claims", "claim-total")
    assert (row["claim_number"], row["study_id"], row["withdrawn"]) == ("1", "", "Its study was withdrawn.")


def test_a_sample_that_two_studies_may_share_is_that_of_the_one_that_stays(book):
    book.replace("data/studies.csv", '"Doe, 2001",doe2001,', '"Doe, 2001",doe2001-may2012,')
    book.replace("data/studies.csv", '"May, 2012",may2012,', '"May, 2012",doe2001-may2012,')
    book.done("withdraw doe2001")
    assert book.row("studies", "may2012")["sample_id_if_overlapping"] == "may2012"


def test_a_sheet_that_comes_back_unchanged_changes_nothing(book):
    for study_id in ("doe2001", "lee2010", "may2012", "roe2005"):
        book.done(f"sheet {study_id}")
        before = book.contents()
        assert book.done(f"sheet {study_id} {study_id}.csv") == ["unchanged  the tables say the same"]
        assert book.contents() == before


def test_a_sheet_that_says_what_the_tables_say_makes_room_for_the_next_and_another_does_not(book):
    book.done("sheet doe2001")
    path = book.folder / "doe2001.csv"
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\r\n".join([head, *reversed(lines), ""]), encoding="utf-8-sig", newline="")
    book.done("sheet doe2001 doe2001.csv")
    book.done("sheet doe2001")
    assert not path.read_bytes().startswith(b"\xef\xbb\xbf")
    book.replace("doe2001.csv", "studies,doe2001,study,", "studies,doe2001,study,x")
    before = book.contents()
    refused = "doe2001.csv: is there, and says something else; spread it, move it or delete it first"
    assert book.do("sheet doe2001") == (1, [], [refused])
    assert book.contents() == before


def test_a_table_that_no_sheet_has_is_named_by_its_file(book):
    book.done("sheet doe2001")
    with (book.folder / "doe2001.csv").open("a", encoding="utf-8") as file:
        file.write("instruments,lux,name,Light,,,\n")
    status, _, (line,) = book.do("sheet doe2001 doe2001.csv")
    assert status == 1
    assert line.endswith(
        "(lux), column 'table': 'instruments' is no table of a sheet; its rows are typed into data/instruments.csv"
    )


def test_a_sheet_of_this_book_comes_back_unchanged(folder, tmp_path, monkeypatch, capsys):
    for name in ("data", "chapters", "notebooks"):
        shutil.copytree(folder / name, tmp_path / name)
    shutil.copy(folder / "references.bib", tmp_path)
    monkeypatch.chdir(tmp_path)
    book = Book(tmp_path, capsys)
    for row in book.rows("studies"):
        book.done(f"sheet {row['study_id']}")
        assert book.done(f"sheet {row['study_id']} {row['study_id']}.csv") == ["unchanged  the tables say the same"]
    assert book.contents()["data/sources.csv"] == (folder / "data" / "sources.csv").read_bytes()


@pytest.mark.parametrize(
    ("separator", "end", "quoted", "before"), [case(SHEET, MEANT, one[0], *one[1:]) for one in maintain.SAVED]
)
def test_a_sheet_is_read_as_meant_whoever_saved_it(updated, separator, end, quoted, before):
    updated.done(f"add study {entry(updated, maintain.RIS.replace('Dawn', 'Dawn, dusk; noon'))}")
    updated.done("sheet doe2024")
    path, was = updated.folder / "doe2024.csv", updated.contents()
    with path.open(encoding="utf-8", newline="") as file:
        rows = [*csv.reader(file)]
    # one cell is typed, beside those of which a title has both signs
    assert any(row[3] == "Dawn, dusk; noon" for row in rows)
    rows = [[*row[:3], "77", "doe2024.title-p1-s1", "stated", ""] if row[2] == "n_patients" else row for row in rows]
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(before)
        quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
        csv.writer(file, delimiter=separator, lineterminator=end, quoting=quoting).writerows(rows)
    updated.done("sheet doe2024 doe2024.csv")
    assert updated.row("studies", "doe2024")["n_patients"] == "77"
    now = updated.contents()
    assert {name for name in now if now[name] != was[name]} == {"data/studies.csv", "data/sources.csv", "doe2024.csv"}


def test_the_sheet_of_a_search_clears_what_is_not_coded_yet(updated):
    updated.done("add search 2026 2026-10-01 pubmed")
    assert updated.done("sheet 2026")[0].startswith("sheet      2026.csv")
    before = updated.contents()
    updated.done("sheet 2026 2026.csv")
    assert updated.contents() == before
    path = updated.folder / "2026.csv"
    text = path.read_text(encoding="utf-8").replace("derived,not coded yet", "stated,")
    flow = "flow,2026|records_screened,n,"
    text = text.replace(f"{flow},,,", f"{flow}30,search.2026-p1-s1,stated,")
    path.write_text(text, encoding="utf-8")
    updated.done("sheet 2026 2026.csv")
    assert [row["n"] for row in updated.rows("flow") if row["search_id"] == "2026"].count("30") == 1
    sources = [row for row in updated.rows("sources") if row["row"] == "2026|records_screened"]
    assert [(row["column"], row["passage_id"], row["basis"]) for row in sources] == [
        ("n", "search.2026-p1-s1", "stated")
    ]
    assert [line.split("  ")[-1].partition(":")[0] for line in updated.done("todo")] == ["coded_on", "coded_by"]
    check.check(updated.folder)


@pytest.mark.parametrize(
    ("was", "written", "said"), [case(SHEET, REFUSED, one[0], *one[1:]) for one in maintain.SHEETS]
)
def test_a_sheet_with_a_fault_is_refused_by_its_line_and_nothing_is_written(book, was, written, said):
    book.done("sheet doe2001")
    book.replace("doe2001.csv", was, written)
    before = book.contents()
    status, _, lines = book.do("sheet doe2001 doe2001.csv")
    assert (status, lines[:1]) == (1, [said])
    assert book.contents() == before


def test_what_is_typed_on_a_sheet_reaches_the_tables_with_its_sources_and_what_follows(updated):
    updated.done(f"add study {entry(updated)}")
    updated.done("add search 2026 2026-10-01")
    updated.done("sheet doe2024")
    path = updated.folder / "doe2024.csv"
    text = path.read_text(encoding="utf-8").replace("n_patients,,,,", "n_patients,77,doe2024.results-p1-s2,stated,")
    # one test is reported after all
    gone = "doe2024-light-predicts-mood"
    text = "".join(line for line in text.splitlines(keepends=True) if f",{gone}," not in line)
    typed = {"hypothesis_id": "light_predicts_mood", "outcome_domain": "mood", "tested": "yes", "finding": "supported"}
    typed |= {"outcome": "mood", "direction": "positive", "temporal_level": "predictor first"}
    for column, value in typed.items():
        sourced = "" if column == "hypothesis_id" else "doe2024.results-p1-s2,stated"
        text += f"findings,doe2024-light,{column},{value},{sourced or ','},\n"
    text += "passages,doe2024.results-p1-s2,section_title,Results,,,\n"
    text += "passages,doe2024.results-p1-s2,opening,Seventy-seven people sat in,,,\n"
    path.write_text(text, encoding="utf-8")
    said = updated.done("sheet doe2024 doe2024.csv")
    assert f"taken out  findings.csv  {gone}, which the sheet does not name" in said
    assert updated.row("studies", "doe2024")["n_patients"] == "77"
    finding = updated.row("findings", "doe2024-light")
    assert (finding["study_id"], finding["document_id"], finding["tested"]) == ("doe2024", "doe2024", "yes")
    passage = updated.row("passages", "doe2024.results-p1-s2")
    assert list(passage.values()) == ["doe2024.results-p1-s2", "results", "Results", "1", "2",
                                      "Seventy-seven people sat in", "doe2024"]  # fmt: skip
    sources = [row for row in updated.rows("sources") if row["row"] == "doe2024-light"]
    assert sorted(row["column"] for row in sources) == sorted(set(typed) - {"hypothesis_id"})
    assert not any(row["row"] == gone for row in updated.rows("sources"))
    check.check(updated.folder)


def test_a_command_that_ends_while_it_writes_is_finished_by_the_next(updated, monkeypatch):
    before = updated.contents()

    def stopped(*paths):
        raise KeyboardInterrupt

    monkeypatch.setattr(staging.os, "replace", stopped)
    assert updated.do(f"add study {entry(updated)}")[0] == 1
    monkeypatch.undo()
    monkeypatch.chdir(updated.folder)
    written = {name for name, content in updated.contents().items() if before.get(name) != content}
    assert {"data/.studies.csv.new", ".references.bib.new"} < written
    assert {name.rpartition("/")[2][0] for name in written} == {"."}
    updated.done("add search 2026 2026-10-01")
    assert updated.row("studies", "doe2024")["update_id"] == "2026"
    assert not list(updated.folder.rglob(".*.new"))


def test_a_disk_that_takes_one_file_and_not_the_next_leaves_all_as_they_were(updated, monkeypatch):
    before, beside = updated.contents(), staging._beside

    def full(path):
        if path.name == "sources.csv":
            raise OSError(28, "No space left on device", str(path))
        return beside(path)

    monkeypatch.setattr(staging, "_beside", full)
    status, _, lines = updated.do(f"add study {entry(updated)}")
    assert (status, len(lines)) == (1, 1)
    assert updated.contents() == before
