"""What moved between a revision and the working tree."""

import json
import subprocess

import pytest
import small_book

from reviewbook.runs import batch, changes

PACKAGE = {"resources": [{"name": "studies", "path": "studies.csv", "schema": {"primaryKey": ["study_id"]}}]}
VERDICTS = """\
verdict = ["reproduced" if total == 597 else "differs"]
publish.table("claims", pd.DataFrame({"claim_id": ["claim-1"], "verdict": verdict}), {"claim_id": "", "verdict": ""})"""
CHANGELOG = "# Changelog\n\n## 2\n\nNothing yet.\n\n## 1\n\n`first.n_patients` 597\n"


def git(folder, *arguments):
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def released(tmp_path):
    """A book of two studies with 567 and 30 patients, released as version 1."""
    folder = small_book.write(tmp_path, first=[small_book.LOAD, *small_book.SHOW, VERDICTS])
    (folder / "data" / "datapackage.json").write_text(json.dumps(PACKAGE))
    (folder / "chapters").mkdir()
    (folder / "chapters" / "naming.md").write_text("# Naming\n\nOf {{ first.n_patients.words }} patients.\n")
    (folder / "chapters" / "silent.md").write_text("# Silent\n")
    (folder / "CHANGELOG.md").write_text(CHANGELOG)
    batch.run(folder, progress=lambda line: None)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "1")
    git(folder, "tag", "1")
    return folder


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


def test_a_row_that_came_and_one_that_went_are_told_once(released):
    edit(released, "second2002,30", "third2003,40")
    assert changes.changes(released, "1").cells == [
        ("data/studies.csv", "third2003", "all", None, "a row"),
        ("data/studies.csv", "second2002", "all", "a row", None),
    ]


def test_a_page_whose_own_text_changed_is_told(released):
    (released / "chapters" / "silent.md").write_text("# Not silent\n")
    assert changes.changes(released, "1").pages == ["chapters/silent.md"]


def test_the_newest_entry_of_the_changelog_must_name_what_moved(released):
    edit(released, "567", "566")
    found = changes.changes(released, "1")
    assert changes.unnamed(released, found) == ["first.n_patients"]
    (released / "CHANGELOG.md").write_text(CHANGELOG.replace("Nothing yet.", "- `first.n_patients` 597, now 596"))
    assert changes.unnamed(released, found) == []


def test_the_last_release_is_found_and_is_none_without_a_tag(released):
    assert changes.last_release(released) == "1"
    git(released, "tag", "--delete", "1")
    assert changes.last_release(released) is None


def test_a_revision_that_does_not_exist_is_refused_by_name(released):
    with pytest.raises(changes.UnknownRevision, match="no revision 'nine' to compare with: "):
        changes.changes(released, "nine")


def test_the_changelog_names_every_number_that_moved_since_the_last_release(folder):
    release = changes.last_release(folder)
    if release:
        assert changes.unnamed(folder, changes.changes(folder, release)) == []
