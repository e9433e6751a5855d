"""The flow of a search comes in from a filled template by a command, and goes back into it, whoever filled it."""

import csv
import re

import made_book
import pytest
from corpus import prisma
from corpus import records as logs
from tally import MEANT, REFUSED, case

from reviewbook import cli
from reviewbook.maintain import desk, flow

KIND = "flows by the command"


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    folder = made_book.write(tmp_path_factory.mktemp("flows") / "book")
    return folder, {path: path.read_bytes() for path in (folder / "data").iterdir()}


@pytest.fixture
def book(pristine, monkeypatch):
    folder, before = pristine
    (folder / "data" / "records.csv").unlink(missing_ok=True)
    for path, content in before.items():
        path.write_bytes(content)
    monkeypatch.chdir(folder)
    return folder


def rows(folder, table):
    with (folder / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def search(folder):
    return rows(folder, "flow")[0]["search_id"]


def told(folder):
    return {row["box"]: int(row["n"]) if row["n"] else None for row in rows(folder, "flow")}


def contents(folder):
    return {path.name: path.read_bytes() for path in (folder / "data").iterdir()}


def bring(folder, path):
    """Do what the command does, in less time."""
    here = desk.lay(folder)
    flow.bring(here, path, search(folder))
    here.write()


@pytest.mark.parametrize(("content", "n"), [case(KIND, MEANT, name, *one) for name, *one in prisma.TEMPLATES])
def test_a_filled_template_comes_in_and_goes_back_as_it_was(book, tmp_path, content, n):
    path, other = tmp_path / "theirs.csv", tmp_path / "ours.csv"
    path.write_bytes(content)
    bring(book, path)
    found = told(book)
    # what the command keeps beyond the template are boxes that follow, and a search that knew no databases
    assert {
        box: found.get(box) for box, value in n.items() if value is not None and box != "records_from_databases"
    } == {box: value for box, value in n.items() if value is not None and box != "records_from_databases"}
    databases = n.get("records_from_databases")
    assert databases is None or databases in (found.get("records_from_databases"), found.get("records_identified"))
    # each number has its source
    sourced = {row["row"] for row in rows(book, "sources") if (row["table"], row["column"]) == ("flow", "n")}
    assert sourced == {f"{row['search_id']}|{row['box']}" for row in rows(book, "flow") if row["n"]}
    # the same file again changes nothing, and what goes out comes in as the same
    came = contents(book)
    bring(book, path)
    assert contents(book) == came
    other.write_bytes(flow.filled(desk.lay(book), other, search(book)))
    bring(book, other)
    assert contents(book) == came


@pytest.mark.parametrize(("content", "said"), [case(KIND, REFUSED, name, *one) for name, *one in prisma.TORN])
def test_a_file_that_is_no_template_changes_nothing(book, tmp_path, capsys, content, said):
    path, before = tmp_path / "flow.csv", contents(book)
    path.write_bytes(content)
    for more in ([], ["--export"]):
        assert cli.main(["flow", str(path), "--search", search(book), *more]) == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith(f"flow.csv, {said}")
    assert contents(book) == before
    assert path.read_bytes() == content


def test_another_persons_file_goes_out_to_the_byte(book, tmp_path):
    path = tmp_path / "theirs.csv"
    content = prisma.filled(end="\r\n", **prisma.SEMICOLONS)
    path.write_bytes(content)
    assert cli.main(["flow", str(path), "--search", search(book)]) == 0
    assert cli.main(["flow", str(path), "--search", search(book), "--export"]) == 0
    assert path.read_bytes() == content


def test_what_is_counted_in_records_goes_out_where_the_flow_does_not_state_it(book, tmp_path):
    flows, boxes = book / "data" / "flow.csv", rows(book, "flow")
    with flows.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, boxes[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(row | {"n": ""} for row in boxes)
    log = tmp_path / "log.ris"
    log.write_text("".join(f"TY  - JOUR\nTI  - {title}\nPY  - 2024\nER  - \n" for title in ("Dawn", "Noon", "Dusk")))
    (source, *_) = (row["source_id"] for row in rows(book, "searches"))
    assert cli.main(["records", str(log), "--search", search(book), "--source", source]) == 0
    path = tmp_path / "template.csv"
    assert cli.main(["flow", str(path), "--search", search(book), "--export"]) == 0
    with path.open(encoding="utf-8", newline="") as file:
        n = {row["data"]: row["n"] for row in csv.DictReader(file)}
    assert (n["database_results"], n["records_screened"], n["new_studies"]) == ("3", "0", "0")


def test_a_search_that_is_not_there_and_a_file_that_is_not_there_are_named(book, tmp_path, capsys):
    path = tmp_path / "theirs.csv"
    path.write_bytes(prisma.filled())
    assert cli.main(["flow", str(path), "--search", "1999"]) == 1
    assert capsys.readouterr().err.startswith("--search: '1999' is not in data/flow.csv; there are ")
    assert cli.main(["flow", "nowhere.csv", "--search", search(book)]) == 1
    assert capsys.readouterr().err == "nowhere.csv: there is no such file\n"


def test_no_words_of_the_package_are_in_the_empty_template(folder):
    """What the format needs are keys and headings; a description in the words of others would be theirs."""
    content = (folder / "reviewbook" / "evidence" / "accounts" / "prisma2020.csv").read_bytes()
    for row in csv.DictReader(content.decode().splitlines()):
        assert {row[name] for name in ("description", "tooltips", "url")} == {"NA"}


@pytest.mark.parametrize(
    ("log", "meant"), [case("logs by the command", MEANT, name, log, meant) for name, log, meant in logs.ACCEPTED]
)
def test_a_log_of_each_program_comes_in_by_the_command_and_its_flow_is_right(book, tmp_path, capsys, log, meant):
    path, told = tmp_path / "log", [(*one, "", "")[:7] for one in meant]
    path.write_bytes(log.encode())
    (source, *_) = (row["source_id"] for row in rows(book, "searches"))
    at = ["--at", "title_abstract"] if any(one[5] for one in told) else []
    assert cli.main(["records", str(path), "--search", search(book), "--source", source, *at]) == 0
    names = ("doi", "pmid", "other_id", "title", "year", "title_abstract", "reason")
    assert [tuple(row[name] for name in names) for row in rows(book, "records")] == told
    said = {box: int(n) for box, n in (line.split() for line in capsys.readouterr().out.splitlines() if re.fullmatch(r"[a-z_]+ +\d+", line))}  # fmt: skip  # noqa: E501
    decided = [one[5] for one in told]
    assert said["records_identified"] == len(meant)
    assert said["records_screened"] == len(list(filter(None, decided)))
    assert said["records_excluded"] == decided.count("excluded")
    assert said["reports_sought"] == decided.count("included")
