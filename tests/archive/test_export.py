"""The archive of an edition opens, is what it says it is, and can be built again."""

import csv
import getpass
import hashlib
import io
import json
import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import zipfile
import zlib
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pikepdf
import pytest
from copies import FOLDER
from pypdfium2 import PdfDocument

from reviewbook import pipeline
from reviewbook.archive import crate, deposit, export
from reviewbook.book.pages import excerpt
from reviewbook.edition import metadata, revision

# a machine without a browser, TeX or another typesetter, of another name and somebody else's, in another zone and
# language, where names are hashed otherwise and nobody else may read what is made
ELSEWHERE = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "LANGUAGE": "de", "PYTHONHASHSEED": "77"} | dict.fromkeys(
    ("HOSTNAME", "LOGNAME", "USER", "USERNAME"), "elsewhere"
)
RENAMED = """
import os, socket
told = os.uname()
os.uname = lambda: type(told)((told.sysname, "elsewhere", *told[2:]))
socket.gethostname = socket.getfqdn = lambda *name: "elsewhere"
"""
# where people have their files
HOMES = re.compile(rb"(?<![\w.:/-])/(?:home|Users|root|tmp|var/folders|private/var|mnt|media)/\w|\b[A-Z]:\\+Users\b")
# names of people and machines that are words as well, or too short to be found by chance in a script
WORDS = {
    "admin",
    "build",
    "debian",
    "docker",
    "host",
    "local",
    "localhost",
    "reader",
    "root",
    "runner",
    "ubuntu",
    "user",
}


def bare(folder):
    """A path to git and to what its shell calls, and to no browser, TeX or other typesetter."""
    folder.mkdir()
    for name in ("git", "sh", "bash", "dirname", "readlink", "realpath"):
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    (folder / "sitecustomize.py").write_text(RENAMED, encoding="utf-8")
    return dict.fromkeys(("PATH", "HOME", "FONTCONFIG_PATH", "PYTHONPATH"), str(folder))


def elsewhere(folder, place, *arguments, **variables):
    """Run the command on a book as somebody elsewhere would."""
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    environment |= variables | ELSEWHERE | bare(place)
    command = [sys.executable, "-m", "reviewbook", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment, umask=0o077, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def inside(exported):
    return {path.relative_to(exported.unpacked).as_posix() for path in exported.unpacked.rglob("*") if path.is_file()}


def graph(exported):
    crate_file = json.loads((exported.unpacked / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    return {entity["@id"]: entity for entity in crate_file["@graph"]}


def test_the_archive_is_named_by_the_version_and_so_is_its_folder(exported):
    version = metadata.edition(exported.folder)["version"]
    assert exported.archive.stem == exported.unpacked.name
    assert exported.archive.stem.endswith(f"-{version}-draft")
    assert exported.said.splitlines()[-3:] == [
        f"           _build/export/{name}" for name in (exported.archive.name, "zenodo.json", "datacite.json")
    ]


def test_everything_that_git_follows_is_in_it_unchanged(exported):
    followed = exported.git("ls-files").splitlines()
    assert len(followed) > 90
    for name in set(followed) - {revision.ARCHIVED}:
        assert (exported.unpacked / name).read_bytes() == (exported.folder / name).read_bytes(), name


def test_the_book_the_numbers_and_the_claims_are_in_it(exported):
    published = exported.unpacked / "published"
    for kind in ("html", "pdf"):
        for path in (exported.folder / "_build" / kind).rglob("*"):
            if path.is_file():
                name = path.relative_to(exported.folder / "_build").as_posix().removeprefix("pdf/")
                assert (published / name).read_bytes() == path.read_bytes()
    assert (published / "numbers.json").read_text(encoding="utf-8") == exported.run("numbers").stdout
    numbers = {number["name"]: number["value"] for number in json.loads((published / "numbers.json").read_text())}
    assert numbers["selection.n_studies_included"] == 10
    with (published / "claims.csv").open(encoding="utf-8", newline="") as file:
        claims = {row["claim_id"]: row for row in csv.DictReader(file)}
    with (exported.folder / "data" / "claims.csv").open(encoding="utf-8", newline="") as file:
        assert set(claims) == {row["claim_id"] for row in csv.DictReader(file)}
    assert claims["claim-methods-databases"]["number"] == "selection.n_databases"


def test_the_checksums_hold_for_every_file_and_fail_for_a_changed_one(exported, tmp_path):
    checked = ["sha256sum", "--check", "--quiet", "--strict", "manifest-sha256.txt"]
    assert subprocess.run(checked, cwd=exported.unpacked, check=False).returncode == 0
    lines = (exported.unpacked / "manifest-sha256.txt").read_text(encoding="utf-8").splitlines()
    assert {line.split("  ", 1)[1] for line in lines} == inside(exported) - {"manifest-sha256.txt"}
    (tmp_path / "one.txt").write_text("one", encoding="utf-8")
    (tmp_path / "manifest-sha256.txt").write_text(export.manifest({"one.txt": b"two"}), encoding="utf-8")
    assert subprocess.run(checked, cwd=tmp_path, capture_output=True, check=False).returncode == 1


def test_plain_sphinx_builds_the_archive_to_the_same_bytes_in_another_folder_zone_and_language_on_a_bare_machine(
    exported, tmp_path
):
    said = elsewhere(exported.unpacked, tmp_path / "bare", "supplement", **{pipeline.PLAIN: "1"})
    assert "notebooks  all are up to date" in said
    # what is published, and the Typst file with all that it reads
    quick, plain = (made(folder, ("html", "pdf", "work/paper")) for folder in (exported.folder, exported.unpacked))
    assert {"html/index.html", "work/paper/article/book.typ", "work/paper/supplement/book.typ"} < plain.keys()
    assert sum(name.startswith("pdf/") for name in plain) == 2
    assert [name for name in sorted(quick.keys() | plain.keys()) if quick.get(name) != plain.get(name)] == []
    assert [name for name, content in plain.items() if str(exported.unpacked).encode() in content] == []


def made(folder, kinds):
    """Each file that was built, by its path."""
    place = folder / "_build"
    paths = [path for kind in kinds for path in (place / kind).rglob("*") if path.is_file()]
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in paths}


def test_notebooks_run_in_another_folder_zone_and_language_give_the_same_bytes(built, tmp_path):
    folder = shutil.copytree(built.folder, tmp_path / "Ärzte & 'Co'", ignore=shutil.ignore_patterns("_build"))
    elsewhere(folder, tmp_path / "bare", "run", "--all")
    ours, theirs = (
        {path.name: path.read_bytes() for path in (place / "notebooks").glob("*.ipynb")}
        for place in (built.folder, folder)
    )
    assert len(ours) > 5
    assert [name for name in ours if ours[name] != theirs[name]] == []


def opened(name, content):
    """What a file says: its bytes, and what is packed in it."""
    yield name, content
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for entry in packed.infolist():
                yield f"{name}: {entry.filename}", entry.filename.encode() + packed.comment + packed.read(entry)
    elif name.endswith(".inv"):
        yield f"{name}, unpacked", zlib.decompress(content.split(b"\n", 4)[4])
    elif name.endswith(".pdf"):
        with pikepdf.open(io.BytesIO(content)) as pdf:
            for number, one in enumerate(pdf.objects):
                yield f"{name}, object {number}", one.unparse()
                if isinstance(one, pikepdf.Stream) and one.get("/Subtype") != "/Image":
                    yield f"{name}, object {number}", one.read_bytes()
            yield f"{name}, metadata", repr(dict(pdf.docinfo)).encode()
        with PdfDocument(content) as document:
            yield f"{name}, text", " ".join(sheet.get_textpage().get_text_bounded() for sheet in document).encode()


def of_this_machine(*folders):
    """A pattern of what tells where and by whom something was made: folders, and names of people and machines."""
    folders = {str(Path.home()), sys.prefix, str(FOLDER), *map(str, folders)} - {"/"}
    names = {socket.gethostname(), socket.gethostname().split(".")[0], getpass.getuser()} - WORDS
    found = [rf"{re.escape(one)}(?=[/\s\"'<)]|$)" for one in folders]
    found += [rf"\b{re.escape(one)}\b" for one in names if len(one) > 3]
    # a folder that is named first is found first
    return re.compile("|".join([*sorted(found, key=len, reverse=True), rf"{tempfile.gettempdir()}/\w"]).encode())


def test_nothing_that_is_published_names_the_machine_its_people_or_its_folders(exported):
    pattern = of_this_machine(exported.folder, exported.unpacked)
    with zipfile.ZipFile(exported.archive) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files |= {path.name: path.read_bytes() for path in exported.archive.parent.glob("*.json")}
    told = [one for name, content in files.items() for one in opened(name, content)]
    kinds = {re.search(r"(\.zip:|\.inv, un|\.pdf, \w+|\.html$|\.ipynb$|\.js$|\.json$|$)", name)[0] for name, _ in told}
    assert kinds >= {".zip:", ".inv, un", ".pdf, object", ".pdf, metadata", ".pdf, text", ".html", ".ipynb", ".json"}
    assert [(name, found[0]) for name, content in told if (found := pattern.search(content))] == []


def test_no_notebook_table_or_chapter_names_a_folder_of_somebody_s_machine():
    texts = [
        path for room in ("notebooks", "data", "chapters") for path in (FOLDER / room).rglob("*") if path.is_file()
    ]
    assert len(texts) > 20
    assert [(path.name, found[0]) for path in texts if (found := HOMES.search(path.read_bytes()))] == []


@pytest.mark.parametrize(
    "text", ["'/home/jane/a.csv'", "(/root/x", "C:\\Users\\jane", '"/tmp/ipykernel_1/2.py"', " /Users/j"]
)
def test_a_folder_of_somebody_s_machine_is_found(text):
    assert HOMES.search(text.encode())
    assert not HOMES.search(b"https://example.org/home/jane chapters/home/a ../tmp/x")


def test_names_of_the_machine_are_found_in_whatever_is_packed(tmp_path, monkeypatch):
    monkeypatch.setattr(socket, "gethostname", lambda: "clinic-7.example.org")
    monkeypatch.setattr(getpass, "getuser", lambda: "jdoe")
    pattern = of_this_machine(tmp_path)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("a.txt", "by jdoe", zipfile.ZIP_DEFLATED)
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.docinfo["/Author"] = "clinic-7"
    pdf.attachments["b.csv"] = f"{tmp_path}/b.csv".encode()
    written = io.BytesIO()
    pdf.save(written, compress_streams=True)
    inventory = b"# Sphinx\n#\n#\n# zlib\n" + zlib.compress(f"x {tmp_path} y".encode())
    cases = {"a.zip": held.getvalue(), "b.pdf": written.getvalue(), "c.inv": inventory}
    for name, content in cases.items():
        found = {one[0] for _, text in opened(name, content) if (one := pattern.search(text))}
        assert (
            found
            >= {
                "a.zip": {b"jdoe"},
                "b.pdf": {b"clinic-7", str(tmp_path).encode()},
                "c.inv": {str(tmp_path).encode()},
            }[name]
        ), name
    assert not pattern.search(b"jdoes clinic-70 /temporary /tmp")


def test_an_unpacked_archive_is_not_exported_again(exported):
    with pytest.raises(export.ExportError, match="only a repository can be exported"):
        export.export(exported.unpacked, exported.unpacked / "_build" / "export", draft=True)


def test_exporting_again_gives_the_same_bytes(exported, tmp_path):
    written = export.export(exported.folder, tmp_path, draft=True)
    for path in written:
        assert path.read_bytes() == (exported.archive.parent / path.name).read_bytes(), path.name


def test_entries_are_sorted_dated_by_the_revision_and_not_compressed(exported):
    names = [entry.filename for entry in exported.entries]
    assert names == sorted(names)
    seconds = int(exported.git("log", "-1", "--format=%ct"))
    when = subprocess.run(
        ["date", "--utc", f"--date=@{seconds}", "+%Y %m %d %H %M %S"], check=True, capture_output=True, text=True
    ).stdout.split()
    for entry in exported.entries:
        assert entry.compress_type == zipfile.ZIP_STORED
        # the format counts seconds by twos
        assert list(entry.date_time) == [*map(int, when[:5]), int(when[5]) // 2 * 2]


def test_what_may_be_executed_may_be_executed_from_the_archive():
    files = {"run": b"", "read": b""}
    with zipfile.ZipFile(io.BytesIO(export.archive(files, "book", 0, FOLDER / ".ci"))) as archive:
        modes = {entry.filename: stat.filemode(entry.external_attr >> 16) for entry in archive.infolist()}
        years = {entry.date_time[0] for entry in archive.infolist()}
    assert modes == {"book/run": "-rwxr-xr-x", "book/read": "-rw-r--r--"}
    assert years == {1980}


def test_a_tree_with_changes_says_so_in_version_and_name(book):
    (book.folder / "_build").mkdir(exist_ok=True)
    book.replace("README.md", "\n", "\n\n")
    (book.folder / "new.txt").write_text("new", encoding="utf-8")
    (book.folder / "data" / "README.md").unlink()
    (archive, zenodo, datacite) = export.export(book.folder, book.folder / "_build", draft=True)
    assert archive.stem.endswith("-draft+changed")
    assert json.loads(zenodo.read_text(encoding="utf-8"))["version"].endswith("+changed")
    assert json.loads(datacite.read_text(encoding="utf-8"))["version"].endswith("+changed")
    with zipfile.ZipFile(archive) as opened:
        names = {name.split("/", 1)[1] for name in opened.namelist()}
        told = opened.read(f"{archive.stem}/{revision.ARCHIVED}").decode()
    assert "new.txt" not in names
    assert "data/README.md" not in names
    assert told.endswith("changed: yes\n")


def test_a_folder_without_a_commit_is_refused(tmp_path):
    with pytest.raises(export.ExportError, match="has no commit"):
        export.export(tmp_path, tmp_path, draft=True)


def test_a_value_that_is_not_reported_is_an_empty_cell():
    table = {"schema": {"fields": [{"name": "a"}, {"name": "b"}]}, "data": [{"a": 'x, "y"', "b": None}]}
    assert excerpt.as_csv(table) == 'a,b\n"x, ""y""",\n'


# RO-Crate 1.2: https://w3id.org/ro/crate/1.2, what it says MUST be


def test_the_crate_describes_itself_and_its_root(exported):
    found = graph(exported)
    context = json.loads((exported.unpacked / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@context"]
    assert context == "https://w3id.org/ro/crate/1.2/context"
    descriptor = found["ro-crate-metadata.json"]
    assert descriptor["@type"] == "CreativeWork"
    assert descriptor["about"] == {"@id": "./"}
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.2"}
    root = found["./"]
    assert root["@type"] == "Dataset"
    assert root["name"] and root["description"] and root["license"]
    assert date.fromisoformat(root["datePublished"])


def test_the_crate_names_every_file_and_nothing_that_is_not_there(exported):
    files = {unquote(name) for name, entity in graph(exported).items() if entity["@type"] == "File"}
    assert files | {"ro-crate-metadata.json"} == inside(exported) - built_again(exported)
    folders = {unquote(name) for name, entity in graph(exported).items() if entity["@type"] == "Dataset"}
    assert all((exported.unpacked / name).is_dir() for name in folders)


def built_again(exported):
    """What the build of the unpacked archive left there, where that test ran before."""
    return {name for name in inside(exported) if re.match(r"_build/|.*__pycache__/", name)}


def test_every_file_has_its_size_and_its_digest(exported):
    for name, entity in graph(exported).items():
        if entity["@type"] == "File" and name != "manifest-sha256.txt":
            content = (exported.unpacked / unquote(name)).read_bytes()
            assert entity["contentSize"] == str(len(content))
            assert entity["sha256"] == hashlib.sha256(content).hexdigest()


def test_every_entity_is_flat_known_once_and_every_part_is_reached_from_the_root(exported):
    whole = json.loads((exported.unpacked / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    found = graph(exported)
    assert len(found) == len(whole)
    for entity in whole:
        assert entity["@id"] and entity["@type"]
        for key, value in entity.items():
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, dict):
                    assert set(item) == {"@id"}
                    assert item["@id"] in found or key == "conformsTo", item
    reached, waiting = set(), ["./"]
    while waiting:
        reached.add(name := waiting.pop())
        waiting += [part["@id"] for part in found[name].get("hasPart", [])]
    assert {name for name, entity in found.items() if entity["@type"] in ("File", "Dataset")} == reached


@pytest.mark.parametrize(
    ("path", "licence"),
    [
        ("data/studies.csv", "CC-BY-4.0"),
        ("references.bib", "CC-BY-4.0"),
        ("published/html/index.html", "CC-BY-4.0"),
        ("reviewbook/cli.py", "MIT"),
        ("Makefile", "MIT"),
        ("reviewbook/book/paper/fonts/SourceSans3-Regular.otf", "OFL-1.1"),
        ("published/html/_static/book.css", "MIT"),
        ("published/html/_static/theme.css", None),
    ],
)
def test_each_file_has_the_licence_that_the_file_license_gives_it(path, licence):
    assert crate.licence(path, {"reviewbook/book/site/static/book.css"}) == licence


def test_a_draft_says_so_wherever_a_citer_looks_and_claims_no_identifier(exported):
    version = f"{metadata.edition(exported.folder)['version']}-draft"
    zenodo, datacite = (
        json.loads((exported.archive.parent / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("zenodo", "datacite")
    )
    root = graph(exported)["./"]
    assert zenodo["version"] == datacite["version"] == root["version"] == version
    said = "This is a draft, not a release of this version."
    assert f"<p>{said}</p>" in zenodo["notes"]
    assert {"description": said, "descriptionType": "Other"} in datacite["descriptions"]
    assert root["creativeWorkStatus"] == "Draft"
    assert "doi" not in zenodo and "identifiers" not in datacite and "identifier" not in root


def test_a_doi_is_told_as_soon_as_there_is_one():
    edition = metadata.edition(FOLDER) | {"doi": "10.5281/zenodo.1", "creators": [{"literal": "A group"}]}
    root = next(entity for entity in crate.describe(edition, {})["@graph"] if entity["@id"] == "./")
    assert root["identifier"] == "https://doi.org/10.5281/zenodo.1"
    assert deposit.zenodo(edition)["doi"] == "10.5281/zenodo.1"
    assert deposit.datacite(edition)["identifiers"] == [{"identifier": "10.5281/zenodo.1", "identifierType": "DOI"}]


# https://developers.zenodo.org/#representation
def test_the_deposit_has_what_zenodo_demands_of_a_data_set(exported):
    told = json.loads((exported.archive.parent / "zenodo.json").read_text(encoding="utf-8"))
    assert told["upload_type"] == "dataset"
    assert (
        told["title"]
        == "Therapeutic alliance in major depressive disorder: A reproducible edition of a literature review"
    )
    assert told["creators"] == [{"name": "The reviewbook contributors"}]
    assert told["description"].startswith("<p>")
    assert told["access_right"] == "open"
    assert told["license"] == "cc-by-4.0"
    assert date.fromisoformat(told["publication_date"])
    assert told["related_identifiers"] == [
        {
            "identifier": "10.3389/fpsyg.2024.1465017",
            "relation": "isDerivedFrom",
            "resource_type": "publication-article",
        }
    ]


# https://datacite-metadata-schema.readthedocs.io: the six properties that are mandatory
def test_the_metadata_of_datacite_have_every_mandatory_property_but_the_doi_to_come(exported):
    told = json.loads((exported.archive.parent / "datacite.json").read_text(encoding="utf-8"))
    assert told["creators"] == [{"name": "The reviewbook contributors", "nameType": "Organizational"}]
    assert told["titles"][0]["title"].startswith("Therapeutic alliance in major depressive disorder")
    assert told["publisher"] == "The reviewbook contributors"
    assert re.fullmatch(r"\d{4}", told["publicationYear"])
    assert told["types"]["resourceTypeGeneral"] == "Dataset"
    assert told["schemaVersion"] == "http://datacite.org/schema/kernel-4"
    assert "identifiers" not in told


def test_a_person_is_named_family_first():
    edition = metadata.edition(FOLDER) | {"creators": [{"family": "Doe", "given": "Jane"}]}
    assert deposit.zenodo(edition)["creators"] == [{"name": "Doe, Jane"}]
    assert deposit.datacite(edition)["creators"] == [
        {"name": "Doe, Jane", "nameType": "Personal", "givenName": "Jane", "familyName": "Doe"}
    ]
