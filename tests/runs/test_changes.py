"""What moved between a revision and the working tree."""

import json
import shutil
import subprocess

import pytest
import small_book

from reviewbook import cli
from reviewbook.display.publish import NUMBERS
from reviewbook.edition.works import cff
from reviewbook.runs import batch, changes

PACKAGE = {"resources": [{"name": "studies", "path": "studies.csv", "schema": {"primaryKey": ["study_id"]}}]}
VERDICTS = """\
verdict = ["reproduced" if total == 597 else "differs"]
claims = pd.DataFrame({"claim_id": ["claim-1"], "verdict": verdict, "note": f"All studies have {total}."})
claims = claims.assign(judged=claims.verdict + "\\n" + claims.note)
publish.table("claims", claims, {"claim_id": "", "judged": "Verdict"})"""
CHANGELOG = "# Changelog\n\n## 2\n\nNothing yet.\n\n## 1\n\n`first.n_patients` 597\n"
CITATION = "cff-version: 1.2.0\nversion: {}\n"


def git(folder, *arguments):
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def first_release(tmp_path_factory):
    folder = tmp_path_factory.mktemp("released")
    small_book.write(folder, first=[small_book.LOAD, *small_book.SHOW, VERDICTS])
    (folder / "data" / "datapackage.json").write_text(json.dumps(PACKAGE))
    (folder / "chapters").mkdir()
    (folder / "chapters" / "naming.md").write_text("# Naming\n\nOf {{ first.n_patients.words }} patients.\n")
    (folder / "chapters" / "silent.md").write_text("# Silent\n")
    (folder / "CHANGELOG.md").write_text(CHANGELOG)
    (folder / "CITATION.cff").write_text(CITATION.format(1))
    batch.run(folder, progress=lambda line: None)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "1")
    git(folder, "tag", "1")
    return folder


@pytest.fixture
def released(first_release, tmp_path):
    """A book of two studies with 567 and 30 patients, released as version 1."""
    return shutil.copytree(first_release, tmp_path / "book")


def edit(folder, old, new):
    path = folder / "data" / "studies.csv"
    path.write_text(path.read_text().replace(old, new))
    batch.run(folder, progress=lambda line: None)


def test_nothing_has_changed_since_the_release(released):
    found = changes.changes(released, "1")
    assert found == changes.Changes([], [], [], [], [])
    assert changes.lines(found) == ["nothing has changed"]


def test_a_cell_that_changed_is_told_with_every_number_verdict_output_and_page_that_followed(released):
    edit(released, "567", "566")
    found = changes.changes(released, "1")
    assert found.cells == [("data/studies.csv", "first2001", "n_patients", "567", "566")]
    assert found.numbers == [("first.n_patients", "597", "596")]
    assert found.verdicts == [("claim-1", "reproduced", "differs")]
    assert found.outputs == ["first.studies", "first.claims", "first.patients"]
    assert found.pages == ["chapters/naming.md"]
    assert "number    first.n_patients  597 → 596" in changes.lines(found)
    assert "verdict   claim-1  reproduced → differs" in changes.lines(found)


def test_a_verdict_whose_note_says_something_else_is_the_same(released):
    path = released / "notebooks" / "first.ipynb"
    path.write_text(
        path.read_text().replace('"reproduced\\nAll studies have 597."', '"reproduced\\nAll of them have 597."')
    )
    found = changes.changes(released, "1")
    assert found.outputs == ["first.claims"]
    assert found.verdicts == []


def test_a_verdict_of_the_book_is_told(book):
    # the first claim, which is that three databases were searched
    book.replace("notebooks/reproduction.ipynb", '"judged": "reproduced"', '"judged": "differs"')
    verdicts = changes.changes(book.folder, "HEAD").verdicts
    assert verdicts == [("claim-abstract-databases", "reproduced", "differs")]


def test_a_row_that_came_and_one_that_went_are_told_once(released):
    edit(released, "second2002,30", "third2003,40")
    assert changes.changes(released, "1").cells == [
        ("data/studies.csv", "third2003", "all", None, "a row"),
        ("data/studies.csv", "second2002", "all", "a row", None),
    ]


def test_a_page_whose_own_text_changed_is_told(released):
    (released / "chapters" / "silent.md").write_text("# Not silent\n")
    assert changes.changes(released, "1").pages == ["chapters/silent.md"]


def test_a_page_of_cards_shows_each_of_its_tables():
    page = "```{cards} a.one b.two\nOne\n\nTwo\n```\n```{output} c.three\nThree.\n```\n{{ d.four }}\n"
    assert changes._named(page) == {"a.one", "b.two", "c.three", "d.four"}


def test_a_page_that_shows_a_file_is_told_when_the_file_changed_and_the_register_when_a_number_did(released):
    shown = {"cited": "bibliography", "dictionary": "dictionary", "register": "numbers-register", "made": "colophon"}
    for page, shows in shown.items():
        (released / "chapters" / f"{page}.md").write_text(f"# Reading\n\n```{{{shows}}}\n```\n")
    git(released, "add", "--all")
    git(released, "commit", "--quiet", "--message", "pages")
    (released / "data" / "datapackage.json").write_text(json.dumps(PACKAGE | {"title": "Of two studies"}))
    assert changes.changes(released, "HEAD").pages == ["chapters/dictionary.md", "chapters/made.md"]
    git(released, "checkout", "--quiet", "data")
    edit(released, "567", "566")
    followed = ["chapters/made.md", "chapters/naming.md", "chapters/register.md"]
    assert changes.changes(released, "HEAD").pages == followed
    edit(released, "second2002,30", "third2003,30")
    assert changes.changes(released, "HEAD").pages == ["chapters/cited.md", *followed]


def test_a_number_that_is_made_of_something_else_has_not_moved_and_the_register_has(released):
    (released / "chapters" / "register.md").write_text("# Reading\n\n```{numbers-register}\n```\n")
    git(released, "add", "--all")
    git(released, "commit", "--quiet", "--message", "register")
    path = released / "notebooks" / "first.ipynb"
    was = path.read_text(encoding="utf-8")

    def make(**made):
        notebook = json.loads(was)
        found = [output["data"] for cell in notebook["cells"] for output in cell.get("outputs", ())]
        for record in (record for data in found for record in data.get(NUMBERS, ())):
            record["made"] |= made
        path.write_text(json.dumps(notebook), encoding="utf-8")
        return changes.changes(released, "HEAD")

    # another function computes it of the same parts
    assert make(by=["reviewbook.evidence.accounts.characteristics.spread"]) == changes.Changes([], [], [], [], [])
    parts = [{"of": "first2001", "value": 567}, {"of": "second2002", "value": 30}]
    found = make(how="sum", parts=parts)
    assert (found.numbers, found.pages) == ([], ["chapters/register.md"])


def test_the_newest_entry_of_the_changelog_must_name_what_moved_with_both_values(released):
    edit(released, "567", "566")
    found = changes.changes(released, "1")
    for said in ("Nothing yet.", "- `first.n_patients` 597", "- `first.n_patients` 597 → 596.5"):
        (released / "CHANGELOG.md").write_text(CHANGELOG.replace("Nothing yet.", said))
        assert changes.unnamed(released, found) == ["`first.n_patients` 597 → 596"]
    (released / "CHANGELOG.md").write_text(CHANGELOG.replace("Nothing yet.", "- `first.n_patients` 597 → 596."))
    assert changes.unnamed(released, found) == []


def test_what_a_release_changed_is_what_moved_since_the_release_before_it(released):
    edit(released, "567", "566")
    (released / "CITATION.cff").write_text(CITATION.format(2))
    git(released, "commit", "--quiet", "--all", "--message", "2")
    git(released, "tag", "2")
    assert changes.last_release(released) == "2"
    assert changes.last_release(released, before=cff.version(released)) == "1"


def record(folder, monkeypatch):
    monkeypatch.chdir(folder)
    return cli.main(["changes", "--record"])


def test_what_is_recorded_names_both_versions(released, monkeypatch):
    edit(released, "567", "566")
    (released / "CITATION.cff").write_text(CITATION.format(2))
    assert record(released, monkeypatch) == 0
    recorded = json.loads((released / "chapters" / "changes.json").read_text())
    assert (recorded["before"], recorded["version"]) == ("1", "2")
    assert recorded["numbers"] == [["first.n_patients", "597", "596"]]


def test_of_the_first_release_nothing_is_recorded(released, monkeypatch, capsys):
    assert record(released, monkeypatch) == 1
    assert capsys.readouterr().err == (
        "there is no release before 1 to compare with, and no revision is named, such as HEAD; nothing was recorded\n"
    )
    assert not (released / "chapters" / "changes.json").exists()


def test_the_last_release_is_found_and_is_none_without_a_tag(released):
    assert changes.last_release(released) == "1"
    git(released, "tag", "--delete", "1")
    assert changes.last_release(released) is None


def test_a_revision_that_does_not_exist_is_refused_by_name(released):
    with pytest.raises(changes.UnknownRevision, match="no revision 'nine' to compare with: "):
        changes.changes(released, "nine")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            b",",
            b";",
            "line 1: the columns are separated by semicolons; save the table as CSV with commas; "
            "data/README.md says how with each program",
        ),
        (b"567", b"567,x", "line 2: 'x' stands below no heading; a line has 2 columns"),
        (
            b"30",
            b"\xff",
            "line 3: byte 0xff is not UTF-8; save the table as CSV in UTF-8; data/README.md says how with each program",
        ),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_and_not_told_as_gone(released, old, new, said):
    path = released / "data" / "studies.csv"
    path.write_bytes(path.read_bytes().replace(old, new))
    package = json.loads((released / "data" / "datapackage.json").read_text())
    fields = [{"name": "study_id", "type": "string"}, {"name": "n_patients", "type": "integer"}]
    package["resources"][0]["schema"]["fields"] = fields
    (released / "data" / "datapackage.json").write_text(json.dumps(package))
    with pytest.raises(changes.Unreadable) as caught:
        changes.changes(released, "1")
    assert str(caught.value) == f"data/studies.csv, {said}"


def test_a_schema_that_cannot_be_read_is_refused(released):
    (released / "data" / "datapackage.json").write_text("{")
    with pytest.raises(changes.Unreadable, match=r"^data/datapackage\.json: cannot be read: "):
        changes.changes(released, "1")


def test_the_changelog_and_the_page_on_versions_name_every_number_that_moved_since_the_release_before(folder):
    release = changes.last_release(folder, before=cff.version(folder))
    if release:
        found = changes.changes(folder, release)
        assert changes.unnamed(folder, found) == []
        recorded = json.loads((folder / "chapters" / "changes.json").read_text(encoding="utf-8"))
        assert [tuple(moved) for moved in recorded["numbers"]] == found.numbers


def described(folder, found, now):
    changes.describe(folder, found, now, "2026-11-01")
    return (folder / "CHANGELOG.md").read_text()


def moved(*numbers):
    return changes.Changes(cells=[], numbers=list(numbers), verdicts=[], outputs=[], pages=[])


def test_what_moved_is_written_into_the_entry_of_the_version_once(tmp_path):
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    found = moved(("first.n_patients", "597", "596"), ("first.n_new", None, "3"))
    once = (
        "# Changelog\n\n## 2\n\nNothing yet.\n\n### Moved\n\n- `first.n_patients` 597 → 596\n- `first.n_new` new: 3\n\n"
        "## 1\n\n`first.n_patients` 597\n"
    )
    assert described(tmp_path, found, "2") == once
    assert described(tmp_path, found, "2") == once
    assert changes.unnamed(tmp_path, found) == []
    more = described(tmp_path, moved(*found.numbers, ("first.n_gone", "1", None)), "2")
    assert more == once.replace("new: 3\n", "new: 3\n- `first.n_gone` 1 → gone\n")


def test_a_version_without_an_entry_gets_one(tmp_path):
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    written = described(tmp_path, moved(("first.n_patients", "597", "596")), "3")
    assert written.startswith(
        "# Changelog\n\n## 3 – 2026-11-01\n\n### Moved\n\n- `first.n_patients` 597 → 596\n\n## 2\n"
    )


def test_the_entry_of_a_release_stays(released, monkeypatch, capsys):
    edit(released, "567", "566")
    # what came before it, without which there is nothing to compare with
    git(released, "tag", "0", "HEAD")
    monkeypatch.chdir(released)
    monkeypatch.setattr(changes, "last_release", lambda folder, before=None: "0" if before else "1")
    assert cli.main(["changes", "--changelog"]) == 1
    said = "1 is released, and its entry in CHANGELOG.md stays; raise 'version' in CITATION.cff\n"
    assert capsys.readouterr().err == said
    assert (released / "CHANGELOG.md").read_text() == CHANGELOG
