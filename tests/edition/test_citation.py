import json
import re
import shutil
from pathlib import Path

import pytest
import yaml
from pybtex.database import parse_file, parse_string

from reviewbook.edition import citation

ROOT = Path(__file__).parents[2]
ARTICLE = {
    "authors": [
        ("Videtta", "Giovanni"),
        ("Busilacchi", "Silvia"),
        ("Bartoccioni", "Giulia"),
        ("Cirella", "Luisa"),
        ("Barone", "Ylenia"),
        ("Delvecchio", "Giuseppe"),
    ],
    "title": "Effects of therapeutic alliance on patients with major depressive disorder: a literature review",
    "journal": "Frontiers in Psychology",
    "year": "2025",
    "volume": "15",
    "pages": "1465017",
    "doi": "10.3389/fpsyg.2024.1465017",
}


def cff():
    return yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


@pytest.fixture
def book(tmp_path):
    """A folder with a copy of both files, and a way to change the first."""
    shutil.copy(ROOT / "references.bib", tmp_path)

    def changed(**fields):
        kept = {name: value for name, value in (cff() | fields).items() if value is not None}
        (tmp_path / "CITATION.cff").write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")
        return tmp_path

    return changed


def read_bibtex(written):
    (entry,) = parse_string(written, "bibtex").entries.values()
    people = [
        (" ".join(p.prelast_names + p.last_names).strip("{}"), " ".join(p.first_names + p.middle_names))
        for p in entry.persons["author"]
    ]
    return {"authors": people} | dict(entry.fields) | {"key": entry.key}


def read_ris(written):
    pairs = [(line[:2], line[6:]) for line in written.splitlines()]
    assert pairs[0][0] == "TY" and pairs[-1][0] == "ER"
    assert all(line[2:6] == "  - " for line in written.splitlines())
    one = dict(pairs)
    people = [tuple(value.split(", ")) if ", " in value else (value, "") for tag, value in pairs if tag == "AU"]
    names = {"ID": "key", "TI": "title", "T2": "journal", "PY": "year", "VL": "volume", "ET": "version", "DO": "doi",
             "AB": "abstract", "IS": "number"}  # fmt: skip
    found = {"authors": people} | {name: one[tag] for tag, name in names.items() if tag in one}
    if "SP" in one:
        found["pages"] = "--".join(one[tag] for tag in ("SP", "EP") if tag in one)
    if "DA" in one:
        found["date"] = one["DA"].replace("/", "-")
    words = [value for tag, value in pairs if tag == "KW"]
    return found | ({"keywords": ", ".join(words)} if words else {})


def read_csl(written):
    (record,) = json.loads(written)
    names = {"id": "key", "title": "title", "container-title": "journal", "volume": "volume", "version": "version",
             "DOI": "doi", "abstract": "abstract", "issue": "number", "keyword": "keywords"}  # fmt: skip
    found = {name: record[key] for key, name in names.items() if key in record}
    found["authors"] = [(p.get("literal") or p["family"], p.get("given", "")) for p in record["author"]]
    date = record["issued"]["date-parts"][0]
    found["year"] = str(date[0])
    if len(date) == 3:
        found["date"] = "{}-{:02}-{:02}".format(*date)
    if "page" in record:
        found["pages"] = record["page"].replace("-", "--")
    return found


def test_the_edition_is_what_citation_cff_says():
    found = citation.edition(ROOT)
    assert found["contributors"] == ["The reviewbook contributors"]
    assert found["version"].split(".")[0] == "24", "MAJOR is the year of the search, 2024"
    assert sorted(found["licence"]) == ["CC-BY-4.0", "MIT"]
    assert found["title"] == cff()["title"]
    assert found["date"] == str(cff()["date-released"])
    assert found["keywords"] == cff()["keywords"]
    assert found["abstract"] == cff()["abstract"]
    assert found["doi"] == cff().get("doi")


def test_the_reviewed_article_is_credited_with_its_six_authors_and_its_doi():
    found = citation.edition(ROOT)["article"]
    assert found["key"] == "videtta2025"
    assert found["authors"] == [f"{given} {family}" for family, given in ARTICLE["authors"]]
    assert {name: found[name] for name in ("title", "journal", "year", "doi")} == {
        name: ARTICLE[name] for name in ("title", "journal", "year", "doi")
    }
    assert found["citation"] == (
        "Videtta, G., Busilacchi, S., Bartoccioni, G., Cirella, L., Barone, Y., & Delvecchio, G. (2025). "
        "Effects of therapeutic alliance on patients with major depressive disorder: a literature review. "
        "Frontiers in Psychology, 15, 1465017. https://doi.org/10.3389/fpsyg.2024.1465017"
    )


def test_citation_cff_and_the_references_describe_the_same_article():
    (reference,) = cff()["references"]
    assert [(p["family-names"], p["given-names"]) for p in reference["authors"]] == ARTICLE["authors"]
    found = {
        "title": reference["title"],
        "journal": reference["journal"],
        "year": str(reference["year"]),
        "volume": str(reference["volume"]),
        "pages": str(reference["start"]),
        "doi": reference["doi"],
    }
    assert found == {name: value for name, value in ARTICLE.items() if name != "authors"}


@pytest.mark.parametrize("read", [read_bibtex, read_ris, read_csl])
def test_every_format_says_the_same_of_the_article(read):
    found = read(citation.formats(ROOT)["article"][read.__name__.removeprefix("read_")])
    assert {name: found[name] for name in ARTICLE} == ARTICLE


@pytest.mark.parametrize("read", [read_bibtex, read_ris, read_csl])
def test_every_format_says_the_same_of_the_edition(read):
    found = read(citation.formats(ROOT)["edition"][read.__name__.removeprefix("read_")])
    assert found.pop("howpublished", "Data set") == "Data set"
    assert found == {
        "key": "videtta2025-edition",
        "authors": [("The reviewbook contributors", "")],
        "title": cff()["title"],
        "year": str(cff()["date-released"])[:4],
        "date": str(cff()["date-released"]),
        "version": str(cff()["version"]),
        "abstract": cff()["abstract"],
        "keywords": ", ".join(cff()["keywords"]),
    } | ({"doi": cff()["doi"]} if "doi" in cff() else {})


def test_the_text_of_the_edition_names_contributors_year_title_version_and_kind(book):
    written = citation.formats(book(version="24.1.3", title="Title", **{"date-released": "2027-01-05"}))["edition"][
        "text"
    ]
    assert written == "The reviewbook contributors. (2027). Title (Version 24.1.3) [Data set]."


def test_a_minted_doi_reaches_every_format(book):
    written = citation.formats(book(doi="10.5281/zenodo.1234567"))["edition"]
    assert written["text"].endswith("[Data set]. https://doi.org/10.5281/zenodo.1234567")
    assert read_bibtex(written["bibtex"])["doi"] == "10.5281/zenodo.1234567"
    assert read_ris(written["ris"])["doi"] == "10.5281/zenodo.1234567"
    assert read_csl(written["csl"])["doi"] == "10.5281/zenodo.1234567"


def test_people_are_cited_by_family_and_given_name(book):
    people = [{"given-names": "Ana", "name-particle": "de la", "family-names": "Peña"}]
    written = citation.formats(book(authors=people))["edition"]
    assert written["text"].startswith("de la Peña, A. (")
    for read in (read_bibtex, read_ris, read_csl):
        assert read(written[read.__name__.removeprefix("read_")])["authors"] == [("de la Peña", "Ana")]


def test_letters_with_marks_survive_in_every_format(book):
    reference = {"type": "article", "title": "x", "authors": [{"name": "x"}], "doi": "10.1037/pst0000172"}
    written = citation.formats(book(references=[reference]))["article"]
    assert all("Flückiger" in of_one for of_one in written.values())


def test_every_work_of_the_references_survives_the_way_through_bibtex():
    for key, entry in parse_file(ROOT / "references.bib").entries.items():
        (again,) = parse_string(citation.bibtex(entry), "bibtex").entries.values()
        assert again.key == key
        assert citation.text(again) == citation.text(entry)
        assert again.fields.get("pages") == entry.fields.get("pages")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"title": None}, "'title'"),
        ({"version": None}, "'version'"),
        ({"date-released": None}, "'date-released'"),
        ({"date-released": "22 November 2026"}, "'date-released'"),
        ({"date-released": "2026-02-30"}, "'date-released'"),
        ({"doi": "https://doi.org/10.5281/zenodo.1"}, "'doi'"),
        ({"license": "MITT"}, "'license'"),
        ({"licence": "MIT"}, "'licence'"),
        ({"type": "book"}, "'type'"),
        ({"type": "software"}, "'type'"),
        ({"authors": [{"surname": "Videtta"}]}, "'authors"),
        ({"references": [{"type": "article", "title": "x", "authors": [{"name": "x"}]}]}, "'references'"),
    ],
)
def test_a_bad_citation_file_is_refused_in_one_line_that_names_the_field(book, change, named):
    with pytest.raises(ValueError, match=r"CITATION\.cff") as caught:
        citation.edition(book(**change))
    message = str(caught.value)
    assert named in message
    assert "\n" not in message and len(message) < 300


def test_a_date_without_quotation_marks_is_a_date(book):
    folder = book()
    file = folder / "CITATION.cff"
    written = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"date-released: .*", "date-released: 2026-11-22", written), encoding="utf-8")
    assert "date-released: 2026-11-22\n" in file.read_text(encoding="utf-8")
    assert citation.edition(folder)["date"] == "2026-11-22"


def test_a_citation_file_that_is_not_yaml_is_refused_with_its_line(book):
    folder = book()
    (folder / "CITATION.cff").write_text("cff-version: 1.2.0\ntitle: a: b\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"^CITATION\.cff, line 2: "):
        citation.formats(folder)
