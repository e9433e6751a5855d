"""Whether tables are right is judged whole, and remembered only where it is."""

import shutil

import pytest
from tally import REFUSED, planted

from reviewbook.edition import fingerprint
from reviewbook.evidence.tables import check, data, schema, validation
from reviewbook.evidence.tables.schema import DataError

TABLES = 24


class Tables:
    """A folder with the tables of the book and nothing else."""

    def __init__(self, folder, place):
        self.folder = place
        shutil.copytree(folder / "data", place / "data")
        shutil.copy(folder / "references.bib", place)

    def replace(self, path, old, new):
        content = (self.folder / path).read_text(encoding="utf-8")
        assert old in content
        (self.folder / path).write_text(content.replace(old, new, 1), encoding="utf-8")

    def refusal(self):
        with pytest.raises(DataError) as caught:
            check.check(self.folder)
        return caught.value.lines


@pytest.fixture
def tables(folder, tmp_path):
    return Tables(folder, tmp_path / "book")


@pytest.fixture(scope="module")
def memory(folder, tmp_path_factory):
    """What is remembered of tables that are valid."""
    valid = Tables(folder, tmp_path_factory.mktemp("valid") / "book")
    check.check(valid.folder)
    return valid.folder / "_build"


@pytest.fixture
def known(tables, memory):
    """Tables that were found valid before."""
    shutil.copytree(memory, tables.folder / "_build")
    return tables


@pytest.fixture
def judged(monkeypatch):
    """Names of the tables that Frictionless was asked about."""
    asked, judge = [], validation.faults
    monkeypatch.setattr(validation, "faults", lambda *given: asked.extend(given[2]) or judge(*given))
    return asked


@planted("tables", REFUSED)
@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("data/studies.csv", "outpatient", "Outpatient", "is not one of"),
        ("data/studies.csv", ",567,", ",56x,", "is not a whole number"),
        ("data/studies.csv", ",567,", ",-567,", "is less than 1"),
        ("data/studies.csv", ",567,", ",567.5,", "is not a whole number"),
        ("data/studies.csv", "debolle2010,", "Debolle2010,", "breaks the rule pattern"),
        ("data/studies.csv", "debolle2010,", "berger2018,", "is there twice"),
        ("data/studies.csv", '"De Bolle et al., 2010"', '"Berger et al., 2018"', "is there twice"),
        ("data/studies.csv", '"De Bolle et al., 2010"', "", "is empty"),
        ("data/studies.csv", "study_id,study,", "study,study_id,", "breaks the rule pattern"),
        ("data/studies.csv", "debolle2010,", "debolle2010,more,", "stands below no heading"),
        ("data/studies.csv", "\nweck2013,", "\n\nweck2013,", "the line is empty"),
        ("data/studies.csv", "study_id,study,", "# as printed\nstudy_id,study,", "stand in line 2"),
        ("data/therapists.csv", "gibbons2019,", "nobody2000,", "is not in data/studies.csv"),
        ("data/searches.csv", "2024-", "2024-13-", "is not a date, such as 2024-03-28"),
    ],
)  # fmt: skip
def test_what_the_schema_forbids_is_refused(known, path, old, new, said):
    known.replace(path, old, new)
    assert any(line.startswith(path) and said in line for line in known.refusal())


def test_the_mark_of_utf_8_is_no_part_of_a_heading(known):
    path = known.folder / "data" / "studies.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    check.check(known.folder)
    known.replace("references.bib", "{berger2018,", "{berger2017,")
    assert known.refusal() == [
        "data/studies.csv, line 2 (berger2018), column 'study_id': 'berger2018' is not a key of references.bib"
    ]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("data/platforms.csv", "platform_id,", "platform,"),
        ("data/studies.csv", "mean_age_years", "mean_age"),
        ("data/studies.csv", "debolle2010,", "debolle2010,more,"),
        ("data/platforms.csv", "pubmed,", "pubmed,more,"),
    ],
)
def test_ties_are_checked_whatever_a_heading_or_a_row_looks_like(known, path, old, new):
    known.replace("data/sources.csv", "studies,berger2018,n_patients,3.1-p2-s1,stated,\n", "")
    known.replace(path, old, new)
    lines = known.refusal()
    assert any(
        line.startswith("data/studies.csv, line 2 (berger2018), column 'n_patients': '98' has") for line in lines
    )
    assert any(line.startswith(path) and "has no source" not in line for line in lines)


def test_a_table_without_the_columns_of_its_key_is_said_to_lack_them_and_nothing_that_follows(known):
    known.replace("data/treatments.csv", "treatment_id,", "treatment,")
    lines = known.refusal()
    assert lines
    assert all(line.startswith("data/treatments.csv") for line in lines)


def test_what_is_valid_is_not_judged_again(tables, judged):
    check.check(tables.folder)
    assert len(judged) == TABLES
    check.check(tables.folder)
    assert len(judged) == TABLES


def test_a_corrected_count_makes_no_doubt_of_other_tables(known, judged):
    known.replace("data/studies.csv", ",567,", ",566,")
    check.check(known.folder)
    assert judged == ["studies"]


def test_another_key_makes_doubt_of_all_tables_that_name_it(known, judged):
    known.replace("data/instruments.csv", "\nhaq,", "\nhaq2,")
    assert any("'haq' is not in data/instruments.csv" in line for line in known.refusal())
    assert judged == ["instruments", "assessments", "findings"]


@pytest.mark.parametrize("path", ["data/datapackage.json", "references.bib"])
def test_another_schema_and_other_references_are_looked_at_anew(known, path):
    check.check(known.folder)
    if path == "references.bib":
        known.replace(path, "{berger2018,", "{berger2017,")
    else:
        known.replace(path, '"outpatient"', '"Outpatient"')
    assert known.refusal()


@pytest.mark.parametrize("what", ["frictionless", "own code"])
def test_what_other_judges_found_is_judged_again(known, judged, monkeypatch, what):
    if what == "frictionless":
        monkeypatch.setattr(check, "version", lambda name: "0")
    else:
        files = fingerprint.files()
        name = f"{check.JUDGES}ties.py"
        monkeypatch.setattr(fingerprint, "files", lambda: files | {name: files[name] + b"#"})
    check.check(known.folder)
    assert len(judged) == TABLES


def test_a_fault_is_not_remembered(known, judged):
    known.replace("data/studies.csv", ",567,", ",56x,")
    first = known.refusal()
    judged.clear()
    assert known.refusal() == first
    assert judged == ["studies"]
    known.replace("data/studies.csv", ",56x,", ",567,")
    check.check(known.folder)


def test_a_table_that_is_edited_while_it_is_judged_is_not_remembered(known, monkeypatch):
    judge = validation.faults

    def edited(*given):
        known.replace("data/studies.csv", ",567,", ",-566,")
        return judge(*given)

    known.replace("data/studies.csv", "berger2018,98,", "berger2018,97,")
    monkeypatch.setattr(validation, "faults", edited)
    check.check(known.folder)
    monkeypatch.setattr(validation, "faults", judge)
    assert known.refusal()


@pytest.mark.parametrize("there", ["a file for the folder", "a folder for the file", "no text", "other words"])
def test_a_memory_that_cannot_be_read_or_written_does_not_matter(tables, there):
    place = tables.folder / "_build"
    if there == "a file for the folder":
        place.write_text("")
    else:
        place.mkdir()
        if there == "a folder for the file":
            (place / "valid").mkdir()
        else:
            (place / "valid").write_bytes(b"\xff\xfe" if there == "no text" else b"{]")
    check.check(tables.folder)
    tables.replace("data/studies.csv", ",567,", ",56x,")
    assert len(tables.refusal()) == 1


def test_nothing_but_the_memory_is_written_and_nothing_of_tables_with_a_fault(tables):
    before = {path for path in tables.folder.rglob("*") if path.is_file()}
    tables.replace("references.bib", "{berger2018,", "{berger2017,")
    tables.refusal()
    assert {path for path in tables.folder.rglob("*") if path.is_file()} == before
    tables.replace("references.bib", "{berger2017,", "{berger2018,")
    check.check(tables.folder)
    assert {path for path in tables.folder.rglob("*") if path.is_file()} - before == {
        tables.folder / "_build" / "valid"
    }


def test_ties_of_a_form_that_no_schema_has_are_refused(tables):
    tables.replace("data/datapackage.json", '"foreignKeys": [', '"foreignKeys": "all", "others": [')
    assert any(line.startswith(schema.PATH) for line in tables.refusal())


@planted("ties between files", REFUSED)
@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("data/studies.csv", '"Berger et al., 2018"', '"Berger et al., 2017"', "'Berger et al., 2018'"),
        ("data/studies.csv", '"Berger et al., 2018"', '"Bergen et al., 2018"', "'Berger et al., 2018'"),
        ("references.bib", "year    = {2018},\n  volume  = {227}", "year    = {2017},\n  volume  = {227}",
         "'Berger et al., 2017'"),
    ],
)  # fmt: skip
def test_a_study_is_called_as_the_references_call_it(known, path, old, new, said):
    known.replace(path, old, new)
    (line,) = known.refusal()
    assert line.startswith("data/studies.csv, line 2 (berger2018), column 'study': ")
    assert line.endswith(f"is not what references.bib says: {said}")


@planted("ties between files", REFUSED)
@pytest.mark.parametrize("n", [9, 11])
def test_a_flow_that_includes_more_or_fewer_than_there_are_studies_is_refused(known, n):
    known.replace("data/flow.csv", ",included,10", f",included,{n}")
    assert known.refusal() == [
        f"data/flow.csv, line 10 (2024|studies_included), column 'n': '{n}'; data/studies.csv has 10 studies"
    ]


def test_a_claim_that_prints_no_number_names_the_reading_under_which_it_is_compared(known):
    reading = "n_supported_every_hypothesis,At least one study supports both hypotheses.,"
    known.replace("data/claims.csv", reading, "n_supported_every_hypothesis,,")
    assert known.refusal() == [
        "data/claims.csv, line 10 (claim-abstract-both-directions), column 'reading': is empty; a claim that prints no "
        "number is set beside 'direction.n_supported_every_hypothesis' under a reading, which must be named"
    ]


@pytest.mark.parametrize(("name", "column", "last"), [("questions", "number", 73), ("claims", "claim_number", 156)])
def test_a_number_that_no_row_has_any_more_is_refused_and_so_is_one_that_two_have(known, name, column, last):
    path = known.folder / "data" / f"{name}.csv"
    rows = path.read_text(encoding="utf-8")
    known.replace(f"data/{name}.csv", f",{last},", f",{last + 2},")
    assert known.refusal() == [
        f"data/{name}.csv, column '{column}': no row has {last}, {last + 1}, and numbers go up to {last + 2}; what is "
        "withdrawn keeps its row and its number, and 'withdrawn' says why"
    ]
    path.write_text(rows, encoding="utf-8")
    known.replace(f"data/{name}.csv", f",{last},", ",2,")
    (line,) = known.refusal()
    assert f"column '{column}': '2' is there twice; it must be unique" in line
    # of a number that is mistyped by far not every one before it is said
    path.write_text(rows, encoding="utf-8")
    known.replace(f"data/{name}.csv", f",{last},", ",1000000000,")
    (line,) = known.refusal()
    assert f"no row has {last}, {last + 1}, {last + 2} and others, and numbers" in line


def test_what_is_withdrawn_keeps_its_row_and_is_in_no_table_but_that_of_what_was_withdrawn(known):
    path = known.folder / "data" / "questions.csv"
    first, second, *others = path.read_text(encoding="utf-8").splitlines()
    assert second.startswith("counting-rule-not-stated,1,")
    path.write_text("\n".join([first, f"{second}The authors gave the rule.", *others, ""]), encoding="utf-8")
    check.check(known.folder)
    review = data.load(known.folder)
    assert len(review.questions) == 72
    assert 1 not in set(review.questions.number)
    gone = data.withdrawn(review, "questions")
    assert gone[["number", "withdrawn"]].to_numpy().tolist() == [[1, "The authors gave the rule."]]
    assert len(data.withdrawn(review, "claims")) == 0


@pytest.mark.parametrize(
    ("column", "old", "new", "found"),
    [
        ("kind", "3.2-p1-s1,,quantitative,", "3.2-p1-s1,,naming,", "'naming'"),
        ("note", "7,direction.n_supported_alliance_predicts_outcome,,", None, "'Because.'"),
    ],
)
def test_the_same_count_of_another_kind_or_with_a_note_is_refused(known, column, old, new, found):
    if new is None:
        line = f"Seven studies showed that the alliance predicted the outcome.,{old}"
        known.replace("data/claims.csv", line, f"{line}Because.")
    else:
        known.replace("data/claims.csv", old, new)
    said = [one for one in known.refusal() if "verdicts could differ" in one]
    assert len(said) == 1
    assert f"column '{column}': {found}, unlike line" in said[0]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",0.22,,,,quoted", ",,,,,quoted", "column 'value': is empty beside 'quoted by another work'"),
        ("psychotherapy,,,,,,not", "psychotherapy,r,0.2,,,,not", "column 'value': '0.2' beside 'not at hand'"),
        ("0.278,0.256,", "0.2,0.256,", "column 'value': '0.2' does not lie between the '0.256' and '0.299'"),
        (",correlation r,0.22", ",,0.22", "column 'measure': is empty; a value names what it measures"),
        ("martin2000,", "martin2001,", "column 'reference': 'martin2001' is not a key of references.bib"),
    ],
)
def test_a_value_from_outside_says_what_it_is_and_where_it_comes_from(known, old, new, said):
    known.replace("data/outside_evidence.csv", old, new)
    (line,) = known.refusal()
    assert said in line


def test_of_a_fault_that_a_whole_column_has_ten_are_named_and_the_rest_is_counted(known):
    path = known.folder / "data" / "claims.csv"
    heading, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([heading, *(f" {row}" for row in rows), ""]), encoding="utf-8")
    blanks = [line for line in known.refusal() if "has blanks around it" in line]
    assert len(blanks) == 10
    assert f"data/claims.csv, column 'claim_id': the same fault in {len(rows) - 10} more lines" in known.refusal()


def test_eleven_cells_with_one_fault_are_all_named(known):
    path = known.folder / "data" / "claims.csv"
    heading, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([heading, *(f" {row}" for row in rows[:11]), *rows[11:], ""]), encoding="utf-8")
    assert sum("has blanks around it" in line for line in known.refusal()) == 11


def test_what_a_table_cut_short_leaves_untied_is_told_in_few_lines(known):
    path = known.folder / "data" / "sources.csv"
    path.write_text("\n".join([*path.read_text(encoding="utf-8").splitlines()[:5], ""]), encoding="utf-8")
    lines = known.refusal()
    named = {line.partition(",")[0].partition(":")[0] for line in lines}
    assert {"data/studies.csv", "data/findings.csv", "data/flow.csv"} <= named
    assert len(lines) <= 11 * TABLES
    # one of each of the ten studies, which names the columns
    told = [line for line in lines if line.startswith("data/studies.csv")]
    assert len(told) == 10
    assert told[1].startswith("data/studies.csv, line 3 (castonguay1996), columns 'n_patients', 'n_therapists_low', ")
    assert told[1].endswith(": 9 cells have no source; lines of data/sources.csv must say on which passages they rest")


def test_the_cause_comes_before_what_has_no_source(known):
    known.replace("data/studies.csv", "debolle2010,567,", "debolle2010,0,")
    known.replace("data/findings.csv", "berger2018-face-week6,berger2018,", "berger2018-face-week7,berger2018,")
    first, *_, second, third = known.refusal()
    assert first.startswith("data/studies.csv, line 4 (debolle2010), column 'n_patients': '0' is less than 1")
    assert "is not a row of data/findings.csv" in second
    assert third.startswith("data/findings.csv, line 2 (berger2018), columns 'outcome_domain', 'outcome', ")
    assert "cells have no source" in third


def test_what_follows_from_a_row_that_cannot_be_read_is_not_told(known):
    known.replace("data/studies.csv", '"Berger et al., 2018"', "Berger et al., 2018")
    (line,) = known.refusal()
    assert line == ("data/studies.csv, line 2 (berger2018): 'article' stands below no heading; a line has 19 columns")


def test_a_study_that_is_deleted_is_told_once_of_each_table(known):
    path = known.folder / "data" / "studies.csv"
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(row for row in rows if not row.startswith("feeley1999")), encoding="utf-8")
    lines = known.refusal()
    # 15 lines of sources name it, from line 35
    assert (
        "data/sources.csv, line 35 (feeley1999), column 'row': 'feeley1999' is not a row of data/studies.csv, "
        "and so in 14 more lines"
    ) in lines
    # sources, flow, therapists, treatments, assessments, findings, question_studies and -cells, claims, answer_cells
    assert len(lines) == 10


def test_two_spellings_of_a_word_by_which_rows_are_counted_are_refused(known):
    known.replace("data/studies.csv", ",castonguay1996-feeley1999,25", ",Castonguay1996-feeley1999,25")
    (line,) = known.refusal()
    assert line == (
        "data/studies.csv, line 5 (feeley1999), column 'sample_id_if_overlapping': 'Castonguay1996-feeley1999' is "
        "written 'castonguay1996-feeley1999' in line 3; one spelling holds"
    )


def test_all_wrong_headings_are_named_in_one_round(known):
    known.replace("data/studies.csv", "setting,treatments_compared", "Setting,treatments")
    assert known.refusal() == [
        "data/studies.csv, line 1: 'Setting' is not a column; it is written 'setting'",
        "data/studies.csv, line 1: 'treatments' is not a column; it is written 'treatments_compared'",
    ]


def test_a_word_that_is_none_of_those_allowed_is_refused_also_where_it_is_compared_with_others(known):
    known.replace("data/findings.csv", ",not significant,", ",n.s.,")
    (line,) = known.refusal()
    assert "column 'statistical_statement': 'n.s.' is not one of 'significant'" in line


def test_what_is_wrong_between_two_tables_is_said_once(known):
    known.replace("data/assessments.csv", "time point,12,12,", "time point,13,13,")
    lines = known.refusal()
    assert len(lines) == len(set(lines)) == 1
