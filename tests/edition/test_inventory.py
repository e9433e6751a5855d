"""Only what is meant is published: what git follows and the data package declares, and nothing that lies beside it."""

import json
import zipfile

import made_book
import pytest
from copies import Copy
from corpus.acting import FILES
from tally import MEANT, PLANTED, REFUSED

from reviewbook.archive import export
from reviewbook.book.site import downloads
from reviewbook.edition import fingerprint, inventory, metadata, revision
from reviewbook.runs import scenarios

BESIDE = {name for name, _, is_published in FILES if not is_published}
PUBLISHED = {name for name, _, is_published in FILES if is_published}


def place(folder, names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("user,host\n", encoding="utf-8")


@pytest.fixture
def littered(tmp_path):
    """The made book in a repository, with files beside its own, of which git follows some."""
    book = Copy(made_book.write(tmp_path / "book")).begun()
    place(book.folder, [name for name, is_followed, _ in FILES if is_followed])
    book.git("add", "--all", "--force")
    place(book.folder, [name for name, is_followed, _ in FILES if not is_followed])
    return book


def below(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_what_is_published_is_followed_or_declared(littered, record_property):
    for name, _, is_published in FILES:
        record_property(PLANTED, ("files beside the book", MEANT if is_published else REFUSED, name))
    (littered.folder / "data" / "new.csv").write_text("a\n1\n", encoding="utf-8")
    schema = json.loads((littered.folder / inventory.SCHEMA).read_text(encoding="utf-8"))
    schema["resources"].append({"name": "new", "path": "new.csv"})
    schema["resources"] += [{"path": path} for path in ("../notes.txt", "/etc/passwd", "http://example.org/a", 3, None)]
    (littered.folder / inventory.SCHEMA).write_text(json.dumps(schema), encoding="utf-8")
    found = set(inventory.published(littered.folder))
    assert found >= PUBLISHED | {"data/new.csv", "data/studies.csv", "chapters/index.md", ".gitignore"}
    assert not found & BESIDE
    assert all(not name.startswith(("/", "..")) for name in found)


def test_a_link_to_elsewhere_is_published_only_where_the_book_is_made_of_it(littered, tmp_path):
    (tmp_path / "elsewhere").write_text("host\n", encoding="utf-8")
    for name in ("data/host.csv", "data/studies.csv", "chapters/host.txt", "chapters/more.md"):
        (littered.folder / name).unlink(missing_ok=True)
        (littered.folder / name).symlink_to(tmp_path / "elsewhere")
    (littered.folder / "data" / "again.csv").symlink_to("followed.csv")
    littered.git("add", "--all", "--force")
    found = inventory.published(littered.folder)
    assert {"data/studies.csv", "data/again.csv", "chapters/more.md"} <= set(found)
    assert not {"data/host.csv", "chapters/host.txt"} & set(found)


@pytest.mark.parametrize("variable", ["GIT_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"])
def test_what_git_was_told_of_another_repository_is_not_asked(littered, tmp_path, monkeypatch, variable):
    before = inventory.published(littered.folder), revision.read(littered.folder)
    monkeypatch.setenv(variable, str(tmp_path / "nowhere"))
    assert (inventory.published(littered.folder), revision.read(littered.folder)) == before


@pytest.mark.parametrize("broken", ["{", "[]", "null", '{"resources": 3}', '{"resources": [3]}', '{"resources": [{}]}'])
def test_a_schema_that_cannot_be_read_is_left_to_the_check_of_the_data(littered, broken):
    (littered.folder / inventory.SCHEMA).write_text(broken, encoding="utf-8")
    assert "data/studies.csv" in inventory.published(littered.folder)


def test_without_git_it_is_what_is_declared_and_known(tmp_path):
    folder = made_book.write(tmp_path / "book")
    before = set(inventory.published(folder))
    place(folder, [name for name, *_ in FILES])
    assert set(inventory.published(folder)) == before
    assert before >= {"data/studies.csv", "data/scenarios.json", "references.bib", "chapters/index.md", "LICENSE"}


def test_a_folder_that_git_refuses_is_one_without_git(littered, monkeypatch):
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    found = set(inventory.published(littered.folder))
    assert "data/studies.csv" in found
    assert not found & BESIDE


def test_the_site_its_archive_the_pdf_and_the_export_hold_nothing_else(littered, tmp_path):
    edition, site = metadata.edition(littered.folder), tmp_path / "site"
    site.mkdir()
    downloads.write(littered.folder, edition, site)
    data = {name for name in below(littered.folder) if name.startswith("data/")} - BESIDE
    assert {name for name in below(site) if name.startswith("data/")} == data
    with zipfile.ZipFile(site / metadata.archive_file(edition)) as packed:
        assert {name.split("/", 1)[1] for name in packed.namelist()} == data | {
            "CITATION.cff",
            "LICENSE",
            "references.bib",
        }
    assert not export.sources(littered.folder).keys() & BESIDE
    assert export.sources(littered.folder).keys() >= PUBLISHED


def test_a_file_that_lies_in_the_built_site_is_not_exported(littered):
    place(littered.folder, ["_build/html/data/.~lock.studies.csv#", "_build/html/data/studies.csv"])
    found = {name for name in export.published(littered.folder) if "/html/" in name}
    assert found == {"published/html/data/studies.csv"}


def test_the_book_of_a_scenario_is_made_from_the_same(littered):
    place(littered.folder, ["chapters/new.md", "notebooks/helper.py"])
    scenario = scenarios.read(littered.folder)["without-doe"]
    copy = below(scenarios.lay_out(littered.folder, scenario))
    assert not copy & BESIDE
    assert copy >= PUBLISHED | {"data/studies.csv", "_toc.yml", "chapters/index.md", "chapters/new.md"}


def test_what_only_lies_there_makes_no_book_stale_and_what_it_is_made_from_does(littered):
    before = fingerprint.of_book(littered.folder)
    for name in BESIDE:
        (littered.folder / name).write_text("another user\n", encoding="utf-8")
    assert fingerprint.of_book(littered.folder) == before
    seen = {before}
    for name in ("data/studies.csv", "chapters/index.md", "references.bib", "chapters/new.md", "notebooks/new.ipynb"):
        with (littered.folder / name).open("a", encoding="utf-8") as file:
            file.write("\n")
        seen.add(fingerprint.of_book(littered.folder))
    assert len(seen) == 6
