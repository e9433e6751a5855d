"""Of which revision a folder is, in a repository, out of one, and unpacked from an archive."""

import os
import shutil
import subprocess
import zipfile

import pytest
from borrowed_environment import IDENTITY
from copies import FOLDER

from reviewbook.edition import revision

# 2026-11-22, noon in Greenwich
NOON = 1795348800
# what git fills in; in an unpacked archive it has done so
TEMPLATE = "node: $Format:%H$\ntime: $Format:%ct$\n"


@pytest.fixture
def repository(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / revision.ARCHIVED).write_text(TEMPLATE, encoding="utf-8")
    shutil.copy(FOLDER / ".gitattributes", folder)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "start")
    return folder


def git(folder, *arguments):
    dates = {"GIT_AUTHOR_DATE": f"{NOON} +0000", "GIT_COMMITTER_DATE": f"{NOON} +0000"}
    command = ["git", *arguments]
    environment = os.environ | IDENTITY | dates
    return subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout


def test_a_repository_is_of_its_last_commit_and_of_its_second(repository):
    found = revision.read(repository)
    assert found == revision.Revision(git(repository, "rev-parse", "HEAD").strip(), str(NOON))
    assert str(found) == found.commit[:10]


@pytest.mark.parametrize("name", [".gitattributes", "new.txt"])
def test_a_file_changed_or_new_is_told(repository, name):
    (repository / name).write_text("else\n", encoding="utf-8")
    assert revision.read(repository).changed
    assert str(revision.read(repository)).endswith(" and changes")


def test_what_a_person_has_set_for_git_changes_nothing(repository, monkeypatch, tmp_path):
    settings = tmp_path / "gitconfig"
    settings.write_text("[log]\nshowSignature = true\n[status]\nshowUntrackedFiles = no\n[color]\nui = always\n")
    told = (
        f"tree {git(repository, 'write-tree').strip()}\nauthor a <b> 0 +0000\ncommitter a <b> 0 +0000\ngpgsig no\n\nx\n"
    )
    command = ["git", "hash-object", "-t", "commit", "-w", "--stdin"]
    signed = subprocess.run(command, cwd=repository, input=told, check=True, capture_output=True, text=True).stdout
    git(repository, "reset", "--quiet", signed.strip())
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    assert revision.read(repository) == revision.Revision(signed.strip(), "0")
    (repository / "new.txt").touch()
    assert revision.read(repository).changed


def test_what_git_archives_is_of_the_same_revision(repository, tmp_path):
    git(repository, "archive", "--output", str(tmp_path / "made.zip"), "HEAD")
    with zipfile.ZipFile(tmp_path / "made.zip") as archive:
        archive.extractall(tmp_path / "unpacked")
    assert revision.read(tmp_path / "unpacked") == revision.read(repository)


@pytest.mark.parametrize("changed", [False, True])
def test_what_is_written_for_an_archive_is_read_back(tmp_path, changed, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    made = revision.Revision("a" * 40, "1", changed)
    (tmp_path / revision.ARCHIVED).write_text(revision.archived(made), encoding="utf-8")
    assert revision.read(tmp_path) == made


def test_a_folder_inside_another_repository_is_of_no_revision(repository):
    inside = repository / "inside"
    inside.mkdir()
    (inside / revision.ARCHIVED).write_text(TEMPLATE, encoding="utf-8")
    assert revision.read(inside) == revision.Revision()
    assert str(revision.read(inside)) == ""


def test_the_time_can_be_set_from_outside(repository, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "7")
    assert revision.read(repository).moment == "7"


def test_the_time_of_one_build_is_not_that_of_the_next(repository):
    with revision.dated(revision.read(repository)):
        assert os.environ["SOURCE_DATE_EPOCH"] == str(NOON)
    assert "SOURCE_DATE_EPOCH" not in os.environ


def test_a_time_that_was_set_stays_set(repository, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "7")
    with revision.dated(revision.read(repository)):
        assert os.environ["SOURCE_DATE_EPOCH"] == "7"
    assert os.environ["SOURCE_DATE_EPOCH"] == "7"
