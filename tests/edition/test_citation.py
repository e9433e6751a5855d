import codecs
import json
import re
import shutil
from html import escape
from pathlib import Path

import pytest
import yaml
from corpus import cff as cff_cases
from corpus import cite as bib_cases
from corpus.cff import CFF_READ, CFF_REFUSED
from corpus.cite import BIB_READ, UNCARRIED, WORKS
from pybtex.database import parse_string
from tally import MEANT, REFUSED, case

from reviewbook.archive import crate, deposit
from reviewbook.book.site import head
from reviewbook.edition import metadata
from reviewbook.edition.works import bibliography, citation
from reviewbook.edition.works import cff as cff_file

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
             "AB": "abstract", "IS": "number", "N1": "note"}  # fmt: skip
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
             "DOI": "doi", "abstract": "abstract", "issue": "number", "keyword": "keywords",
             "note": "note"}  # fmt: skip
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
    } | ({"doi": cff()["doi"]} if "doi" in cff() else {"note": "Draft, no identifier."})


def test_the_text_of_the_edition_names_contributors_year_title_version_and_kind(book):
    written = citation.formats(book(version="24.1.3", title="Title", **{"date-released": "2027-01-05"}))["edition"][
        "text"
    ]
    assert written == ("The reviewbook contributors. (2027). Title (Version 24.1.3) [Data set]. Draft, no identifier.")


def test_a_minted_doi_reaches_every_format(book):
    written = citation.formats(book(doi="10.5281/zenodo.1234567"))["edition"]
    assert written["text"].endswith("[Data set]. https://doi.org/10.5281/zenodo.1234567")
    assert read_bibtex(written["bibtex"])["doi"] == "10.5281/zenodo.1234567"
    assert read_ris(written["ris"])["doi"] == "10.5281/zenodo.1234567"
    assert read_csl(written["csl"])["doi"] == "10.5281/zenodo.1234567"


SITE = "https://example.org/book/"
CITED = "The reviewbook contributors. (2027). Light: An edition (Version 24.1.3) [Data set]. "
MINTED = "10.5281/zenodo.1234567"


@pytest.mark.parametrize(
    ("doi", "site", "end"),
    [
        ({}, "", "Draft, no identifier."),
        ({}, SITE, f"Draft, no identifier. {SITE}"),
        ({"doi": MINTED}, "", f"https://doi.org/{MINTED}"),
        ({"doi": MINTED}, SITE, f"https://doi.org/{MINTED} {SITE}"),
    ],
)
def test_cite_as_has_title_and_subtitle_version_identifier_or_draft_and_the_site_where_it_is_known(
    book, doi, site, end
):
    folder = book(version="24.1.3", title="Light: An edition", **{"date-released": "2027-01-05"}, **doi)
    assert citation.cite_as(folder, site) == CITED + end
    assert citation.formats(folder, site)["edition"]["text"] == CITED + end


def test_every_format_has_the_address_of_the_site_and_says_that_it_is_a_draft(book):
    written = citation.formats(book(), SITE)["edition"]
    (listed,) = bibliography.read(written["bibtex"].encode()).values()
    assert (listed.fields["url"], listed.fields["note"]) == (SITE, "Draft, no identifier.")
    assert f"UR  - {SITE}\nN1  - Draft, no identifier.\n" in written["ris"]
    (record,) = json.loads(written["csl"])
    assert (record["URL"], record["note"]) == (SITE, "Draft, no identifier.")


def test_where_it_is_published_and_kept_is_told_with_the_page_of_the_commit_or_is_not_known():
    told = metadata.edition(ROOT)
    assert [told[name] for name in ("site", "repository", "commit_address")] == [None, None, None]
    told = metadata.edition(ROOT, SITE, "https://github.com/someone/book")
    assert (told["site"], told["repository"]) == (SITE, "https://github.com/someone/book")
    assert told["cite_as"].endswith(SITE)
    assert told["commit_address"] == f"https://github.com/someone/book/commit/{told['commit']}"


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
    for key, entry in bibliography.read((ROOT / "references.bib").read_bytes()).items():
        (again,) = bibliography.read(citation.bibtex(entry).encode()).values()
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


def placed(folder, described, references=cff_cases.BIB):
    """Write both files into a folder, as bytes."""
    (folder / "CITATION.cff").write_bytes(described.encode("utf-8", "surrogateescape"))
    (folder / "references.bib").write_text(references, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("written", "lines"), [case("citation", REFUSED, c[0], *c[2:]) for c in CFF_REFUSED])
def test_a_fault_of_the_citation_file_is_refused_by_line_and_field(tmp_path, written, lines):
    with pytest.raises(ValueError, match="CITATION") as caught:
        citation.formats(placed(tmp_path, written))
    assert str(caught.value).split("\n") == [f"CITATION.cff{line}" for line in lines]


@pytest.mark.parametrize(("written", "text", "key"), [case("citation", MEANT, c[0], *c[2:]) for c in CFF_READ])
def test_a_citation_file_is_read_as_it_is_meant(tmp_path, written, text, key):
    folder = placed(tmp_path, written)
    assert citation.formats(folder)["edition"]["text"] == text
    assert citation.edition(folder)["article"]["key"] == key


@pytest.mark.parametrize("written", [c[2] for c in CFF_READ], ids=[c[0] for c in CFF_READ])
def test_whatever_is_accepted_has_tags_and_deposits(tmp_path, written):
    folder = placed(tmp_path, written)
    (folder / "pyproject.toml").write_text('[project]\nversion = "1"\n')
    edition = metadata.edition(folder)
    zenodo, datacite = deposit.zenodo(edition), deposit.datacite(edition)
    tags = "\n".join(head.citable(edition, edition["creators"], "", "index.html"))
    assert (
        zenodo["title"]
        == datacite["titles"][0]["title"]
        == edition["title"] + (f": {edition['subtitle']}" if edition["subtitle"] else "")
    )
    assert [one["name"] for one in zenodo["creators"]] == [one["name"] for one in datacite["creators"]]
    for one in zenodo["creators"]:
        assert f'<meta name="citation_author" content="{escape(one["name"])}" />' in tags
    assert datacite["rightsList"][0]["rightsIdentifier"] == edition["licence"][0]
    assert re.fullmatch(r"[\w.+-]+", edition["file_name"])
    assert crate._terms(edition["licence"][0])[0].startswith("https://")


def test_what_identifies_people_is_kept_where_a_format_has_a_place_for_it(tmp_path):
    orcid = "https://orcid.org/0000-0002-1825-0097"
    people = f"[{{family-names: Ploeg, given-names: A., name-particle: van, orcid: '{orcid}', affiliation: Lab}}]"
    folder = placed(tmp_path, cff_cases.written(authors=people))
    (folder / "pyproject.toml").write_text('[project]\nversion = "1"\n')
    edition = metadata.edition(folder)
    assert deposit.zenodo(edition)["creators"] == [
        {"name": "van Ploeg, A.", "affiliation": "Lab", "orcid": "0000-0002-1825-0097"}
    ]
    (creator,) = deposit.datacite(edition)["creators"]
    assert creator["nameIdentifiers"][0]["nameIdentifier"] == orcid
    assert creator["affiliation"] == [{"name": "Lab"}]
    tags = "\n".join(head.citable(edition, edition["creators"], "", "index.html"))
    assert f'<meta name="citation_author_orcid" content="{orcid}" />' in tags
    assert f'"@id":"{orcid}"' in tags


def from_bibtex(written):
    """Read by pybtex, and its LaTeX by its codec, which knows no braces and no backslash; addresses are verbatim."""
    (entry,) = parse_string(written, "bibtex").entries.values()

    def plain(value):
        value = value.replace("\\textbackslash{}", "\0").replace("\\{", "\1").replace("\\}", "\2").replace("{}", "")
        value = codecs.decode(value, "ulatex").replace("{", "").replace("}", "")
        return value.replace("\0", "\\").replace("\1", "{").replace("\2", "}")

    people = {
        role: [
            tuple(
                plain(" ".join(parts))
                for parts in (p.prelast_names + p.last_names, p.bibtex_first_names, p.lineage_names)
            )
            for p in of_role
        ]
        for role, of_role in entry.persons.items()
    }
    fields = dict(entry.fields)
    for name in set(fields) - {"doi", "url"}:
        fields[name] = plain(fields[name].replace("--", "-") if name == "pages" else fields[name])
    return fields | people


def from_ris(written, kind):
    """Read RIS as its specification has it: a tag, two blanks, a hyphen, a blank, a value to the end of the line."""
    pairs = [(line[:2], line[6:]) for line in written.splitlines() if line]
    assert (
        pairs[0] == ("TY", kind) and pairs[-1][0] == "ER" and all(line[2:6] == "  - " for line in written.splitlines())
    )
    tags = {"TI": "title", "PY": "year", "DA": "date", "VL": "volume", "IS": "number", "DO": "doi", "UR": "url",
            "AB": "abstract", "PB": "publisher", "CY": "address", "SE": "chapter", "ET": "version", "M3": "type",
            "Y2": "urldate", "T2": "booktitle" if kind == "CHAP" else "journal"}  # fmt: skip
    tags["SN"] = "issn" if kind == "JOUR" else "isbn"
    found = {tags[tag]: value for tag, value in pairs if tag in tags}
    for day in {"date", "urldate"} & set(found):
        found[day] = found[day].replace("/", "-")
    for tag, role in (("AU", "author"), ("A2", "editor")):
        people = [tuple([*value.split(", "), "", ""][:3]) for name, value in pairs if name == tag]
        found |= {role: people} if people else {}
    pages = [value for tag, value in pairs if tag in ("SP", "EP")]
    found |= {"pages": "-".join(pages)} if pages else {}
    words = [value for tag, value in pairs if tag == "KW"]
    return found | ({"keywords": ", ".join(words)} if words else {})


def from_csl(written, kind):
    """Read CSL-JSON as its schema has it."""
    (record,) = json.loads(written)
    assert record.pop("type") == kind and record.pop("id") == "a"
    container = "booktitle" if kind == "chapter" else "journal"
    names = {"title": "title", "container-title": container, "volume": "volume", "issue": "number", "DOI": "doi",
             "URL": "url", "abstract": "abstract", "publisher": "publisher", "publisher-place": "address",
             "chapter-number": "chapter", "version": "version", "genre": "type", "ISSN": "issn", "ISBN": "isbn",
             "page": "pages", "keyword": "keywords"}  # fmt: skip
    found = {}
    for role in ("author", "editor"):
        people = [
            (p.get("literal") or p["family"], p.get("given", ""), p.get("suffix", "")) for p in record.pop(role, ())
        ]
        found |= {role: people} if people else {}
    for field, name in (("issued", "date"), ("accessed", "urldate")):
        parts = [f"{part:02}" for part in record.pop(field, {"date-parts": [[]]})["date-parts"][0]]
        if name == "date":
            found["year"] = parts[0]
        found |= {name: "-".join(parts)} if len(parts) > 1 else {}
    return found | {names[field]: value for field, value in record.items()}


@pytest.mark.parametrize(("written", "expected", "kinds"), [case("citation", MEANT, one[2][0], *one) for one in WORKS])
def test_every_format_gives_the_same_fields_back(written, expected, kinds):
    (one,) = bibliography.read(written.encode()).values()
    assert from_bibtex(citation.bibtex(one)) == expected
    published = {("publisher" if name == "school" else name): value for name, value in expected.items()}
    assert from_ris(citation.ris(one), kinds[0]) == published
    assert from_csl(citation.csl(one), kinds[1]) == published
    (again,) = bibliography.read(citation.bibtex(one).encode()).values()
    assert (again.fields, again.persons) == (one.fields, one.persons)


READABLE = [one for one in BIB_READ if "{\\foo}" not in one[2]]


@pytest.mark.parametrize("written", [c[2] for c in READABLE], ids=[c[0] for c in READABLE])
def test_whatever_is_read_is_read_again_from_its_own_bibtex(written):
    for key, one in bibliography.read(written.encode()).items():
        (again,) = bibliography.read(citation.bibtex(one).encode()).values()
        assert (again.key, again.fields, again.persons, again.others) == (key, one.fields, one.persons, one.others)


@pytest.mark.parametrize(
    ("field", "value", "form", "what"), [case("citation", REFUSED, " ".join(one[:3]), *one) for one in UNCARRIED]
)
def test_what_a_format_cannot_carry_is_refused_by_key_and_field(field, value, form, what):
    (one,) = bibliography.read(bib_cases.entry(**{field: value}).encode()).values()
    with pytest.raises(ValueError, match=r"^references\.bib") as caught:
        getattr(citation, form)(one)
    assert str(caught.value) == f"references.bib, line 1 (a), field '{what}"


def test_text_of_the_citation_file_is_text_in_every_format(tmp_path):
    text = cff_cases.TEXT
    folder = placed(tmp_path, cff_cases.written(title=json.dumps(text), abstract=json.dumps(text)))
    written = citation.formats(folder)["edition"]
    (record,) = json.loads(written["csl"])
    assert record["title"] == record["abstract"] == text
    assert f"TI  - {text}\n" in written["ris"] and f"AB  - {text}\n" in written["ris"]
    (again,) = bibliography.read(written["bibtex"].encode()).values()
    assert again.fields["title"] == again.fields["abstract"] == text


def test_a_remark_of_the_edition_is_no_part_of_the_article(tmp_path):
    written = citation.formats(placed(tmp_path, cff_cases.written()))["article"]
    assert written["text"] == (
        "Light, A., & Müller, B. C., Jr. (2021). Light and Mood. Journal of Light & Mood, 3(2), 1–9. "
        "https://doi.org/10.1000/LIGHT"
    )
    assert not any("remark" in of_one or "unconfirmed" in of_one for of_one in written.values())
    assert "AN  - 123\n" in written["ris"] and json.loads(written["csl"])[0]["PMID"] == "123"


def test_faults_of_both_files_are_said_in_one_round(tmp_path):
    folder = placed(tmp_path, cff_cases.written(title=None), cff_cases.BIB + "@book{b, title={\\foo}}\n")
    with pytest.raises(ValueError, match="CITATION") as caught:
        citation.formats(folder)
    assert [line.split(":")[0] for line in str(caught.value).split("\n")] == [
        "CITATION.cff, field 'title'", "references.bib, line 6 (b), field 'title'"]  # fmt: skip


@pytest.mark.parametrize("said", ["24.1.0", '"24.1.0"', "'24.1.0'", "24.1.0  # of the data"])
def test_the_version_is_the_same_with_and_without_quotation_marks(tmp_path, said):
    (tmp_path / "CITATION.cff").write_text(f"version: {said}\n", encoding="utf-8")
    assert cff_file.version(tmp_path) == "24.1.0"


def test_a_file_without_a_version_has_none(tmp_path):
    (tmp_path / "CITATION.cff").write_text("title: x\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"^CITATION\.cff, field 'version': is missing"):
        cff_file.version(tmp_path)
