"""What the colophon says an edition was made of is what it was made of."""

import re
import struct
import subprocess

import nbformat
import pytest
from copies import FOLDER
from page_text import paper, sheets
from pypdf import PdfReader

from reviewbook.book.pages import colophon
from reviewbook.edition import bundled, metadata, provenance
from reviewbook.runs import parameters

PACKAGE = FOLDER / "reviewbook"


def web(built):
    source = (built.folder / "_build" / "html" / "chapters" / "colophon.html").read_text(encoding="utf-8")
    article = source[source.index("<article") : source.index("</article>")]
    return " ".join(re.sub(r"<[^>]+>", "", article).split())


@pytest.fixture(scope="module")
def beside(built):
    """What the supplement says, and what the digests that are attached to the article do, without blanks."""
    (attached,) = PdfReader(paper(built)).attachments["sha256.txt"]
    return re.sub(r"\s", "", "".join(sheets(built, "supplement")) + attached.decode())


def summed(built, pattern):
    """What the command prints: digest and path of each file."""
    command = f"sha256sum {pattern}"
    printed = subprocess.run(["sh", "-c", command], cwd=built.folder, check=True, capture_output=True, text=True).stdout
    return [line.split("  ") for line in printed.splitlines()]


@pytest.mark.parametrize("pattern", ["data/*.csv data/datapackage.json", "notebooks/*.ipynb", "requirements.txt"])
def test_every_file_stands_with_its_digest_on_the_web_and_beside_the_article(built, beside, pattern):
    pages = web(built), beside
    files = summed(built, pattern)
    assert files
    for digest, path in files:
        assert path.split("/")[-1].removesuffix(".ipynb") in pages[0]
        assert all(digest in page for page in pages), path


def test_rows_are_counted_without_the_heading():
    rows = {row["file"]: row["rows"] for row in colophon.TABLES["data"](FOLDER)[1]}
    assert rows["datapackage.json"] == ""
    assert rows["hypotheses.csv"] == 2
    # a row of each study is a line, below that of the names
    assert rows["studies.csv"] == len((FOLDER / "data" / "studies.csv").read_text(encoding="utf-8").splitlines()) - 1


def test_the_parameters_are_those_that_a_run_takes():
    for found in provenance.notebooks(FOLDER):
        path = FOLDER / "notebooks" / f"{found['notebook']}.ipynb"
        taken = parameters.declared(nbformat.read(path, as_version=4), path)
        shown = [(p["name"], p["type"], p["default"], p["meaning"]) for p in found["parameters"]]
        assert shown == [(name, p.type, repr(p.default), p.meaning) for name, p in taken.items()]


def test_a_comment_begins_after_the_value_whatever_the_value_holds():
    (found,) = provenance.parameters('shown: str = "µ # 1"  # what is shown: # and all')
    assert found == {"name": "shown", "type": "str", "default": "'µ # 1'", "meaning": "what is shown: # and all"}


def test_the_revision_and_the_two_commands_stand_on_the_page(built, beside):
    commit = built.git("rev-parse", "HEAD").strip()
    assert f"git checkout {commit} make book" in web(built)
    assert f"gitcheckout{commit}makebook" in beside


@pytest.mark.parametrize(
    ("edition", "said"),
    [
        ({"commit": "", "revision": ""}, colophon.NO_REVISION),
        ({"commit": "0" * 40, "revision": "0000000000 and changes"}, colophon.CHANGED),
    ],
)
def test_a_copy_that_cannot_be_made_again_says_so(edition, said):
    assert colophon.commands(edition)[-1].astext() == said


def test_both_versions_come_from_one_place_each(tmp_path):
    for name in ("CITATION.cff", "pyproject.toml", "references.bib"):
        text = (FOLDER / name).read_text(encoding="utf-8")
        text = re.sub(r"^version: .*$", "version: 24.7.3", text, flags=re.MULTILINE)
        text = re.sub(r'^version = ".*"$', 'version = "9.8.7"', text, flags=re.MULTILINE)
        (tmp_path / name).write_text(text, encoding="utf-8")
    edition = metadata.edition(tmp_path)
    assert (edition["version"], edition["software_version"]) == ("24.7.3", "9.8.7")
    assert edition["file_name"].endswith("-24.7.3")


def test_both_versions_stand_on_the_page(built):
    edition = metadata.edition(built.folder)
    assert f"Version of the data: {edition['version']}" in web(built).replace(" :", ":")
    assert f"Version of the software: {edition['software_version']}" in web(built).replace(" :", ":")


def test_the_versions_shown_are_the_locked_ones():
    pinned = (FOLDER / "requirements.txt").read_text(encoding="utf-8")
    shown = provenance.packages(FOLDER)
    assert {"jupyter-book", "papermill", "typst"} <= set(shown)
    for name, version in shown.items():
        assert re.search(rf"^{name}(\[.*\])?=={re.escape(version)} ", pinned, flags=re.MULTILINE), name


@pytest.mark.parametrize(
    ("pinned", "said"),
    [
        ("plotly==1.0.0 \\\n", "is installed, requirements.txt has 1.0.0: run `make book`"),
        ("pandas==3.1.1 \\\n", "plotly is not in requirements.txt: run `make lock`"),
    ],
)
def test_other_versions_than_the_locked_ones_are_refused(tmp_path, pinned, said):
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["plotly>=7"]\n', encoding="utf-8")
    (tmp_path / "requirements.txt").write_text(pinned, encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(said)):
        provenance.packages(tmp_path)


def test_an_unknown_part_fails_the_build_and_is_named(edited):
    edited.replace("chapters/colophon.md", "```{colophon} data\n", "```{colophon} dates\n")
    refused = edited.run("build")
    assert refused.returncode == 1
    assert "chapters/colophon.md" in refused.stderr
    assert "colophon: there is no part 'dates'" in refused.stderr


def test_every_copied_file_of_others_is_listed_with_its_terms():
    copied = [path for path in PACKAGE.rglob("*") if re.search(r"\.min\.|\.(otf|ttf|woff2?)$", path.name)]
    listed = [path for part in bundled.PARTS for pattern in part.files for path in PACKAGE.glob(pattern)]
    assert sorted(copied) == sorted(listed)
    assert {part.terms for part in bundled.PARTS if part.files} == {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.txt")
        if re.search("LICEN[CS]E|OFL", path.name)
    }


@pytest.mark.parametrize("part", [part for part in bundled.PARTS if part.files], ids=lambda part: part.name)
def test_a_copied_work_has_the_version_and_the_terms_that_are_told(part):
    terms = (PACKAGE / part.terms).read_text(encoding="utf-8")
    assert {"MIT": "Permission is hereby granted, free of charge", "OFL-1.1": "SIL OPEN FONT LICENSE Version 1.1"}[
        part.licence
    ] in terms
    for path in PACKAGE.glob(part.files[0]):
        content = path.read_bytes()
        told = font_revision if path.suffix in (".otf", ".ttf", ".woff2") else lambda held: held[:300].decode()
        found = told(content)
        assert part.version in found, path.name


def font_revision(content):
    """Read the field fontRevision, a fixed-point number, from the table "head" of an OpenType font.

    A font that is packed for the web tells it in its own head.
    """
    if content[:4] == b"wOF2":
        return f"{struct.unpack('>i', content[24:28])[0] / 65536:.3f}"
    (count,) = struct.unpack(">H", content[4:6])
    entries = [content[12 + 16 * n : 28 + 16 * n] for n in range(count)]
    (start,) = (struct.unpack(">I", entry[8:12])[0] for entry in entries if entry[:4] == b"head")
    return f"{struct.unpack('>i', content[start + 4 : start + 8])[0] / 65536:.3f}"


@pytest.mark.parametrize("part", [part for part in bundled.PARTS if not part.files], ids=lambda part: part.name)
def test_a_work_that_comes_with_a_package_comes_with_one_that_is_locked(part):
    assert part.source in provenance.locked(FOLDER)
