"""A release without identifier or address is refused before anything is built; a draft says that it is one."""

import json

import pytest
from copies import SITE

from reviewbook.archive import deposit, export, release
from reviewbook.edition import address, metadata

DOI = "10.5281/zenodo.1"
NO_DOI = (
    "CITATION.cff, field 'doi': is missing, by which a release is cited; have an archive reserve one, "
    "or export a draft, with --draft"
)


def identified(book):
    book.replace("CITATION.cff", "version: 21.0.0", f"doi: {DOI}\nversion: 21.0.0")


def no_address(book):
    lines = (book.folder / "_config.yml").read_text(encoding="utf-8").splitlines()
    number = lines.index('  baseurl: ""') + 1
    return (
        f"_config.yml, line {number}, html.baseurl: is empty, and the variable REVIEWBOOK_SITE is not set, "
        "so the address of a release is not known; say it in one of both, or export a draft, with --draft"
    )


def test_what_is_lacking_is_said_in_a_line_each_and_nothing_where_it_is_there(small, monkeypatch):
    assert release.lacking(small.folder) == [NO_DOI, no_address(small)]
    identified(small)
    assert release.lacking(small.folder) == [no_address(small)]
    monkeypatch.setenv(address.SITE, SITE)
    assert release.lacking(small.folder) == []
    monkeypatch.delenv(address.SITE)
    small.replace("_config.yml", '  baseurl: ""', f"  baseurl: {SITE}")
    assert release.lacking(small.folder) == []


def test_the_command_refuses_a_release_that_lacks_something_before_it_builds(edited):
    before = {path: path.stat().st_mtime_ns for path in edited.built()}
    done = edited.run("export")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [NO_DOI, no_address(edited)]
    assert {path: path.stat().st_mtime_ns for path in edited.built()} == before


def test_what_is_called_without_the_command_refuses_it_too(small, tmp_path):
    with pytest.raises(export.ExportError) as caught:
        export.export(small.folder, tmp_path / "out")
    assert str(caught.value).splitlines() == [NO_DOI, no_address(small)]
    assert not (tmp_path / "out").exists()


def test_a_release_bears_its_version_and_its_doi(edited):
    identified(edited)
    edited.git("commit", "--quiet", "--all", "--message", "identified")
    done = edited.run("export", REVIEWBOOK_SITE=SITE)
    assert done.returncode == 0, done.stderr
    place = edited.folder / "_build" / "export"
    (archive,) = place.glob("*.zip")
    assert archive.stem.endswith("-21.0.0")
    zenodo = json.loads((place / "zenodo.json").read_text(encoding="utf-8"))
    assert (zenodo["version"], zenodo["doi"]) == ("21.0.0", DOI)
    assert "draft" not in json.dumps(zenodo).lower()


def test_a_draft_of_a_version_that_has_a_doi_does_not_claim_it(small):
    identified(small)
    draft = release.drafted(metadata.edition(small.folder))
    assert (draft["version"], draft["doi"]) == ("21.0.0-draft", None)
    assert "doi" not in deposit.zenodo(draft) and "identifiers" not in deposit.datacite(draft)
