"""What cffinit and people write into CITATION.cff, and what is said or read of it.

A case is a tuple: name, kind, the fields that are written otherwise or besides, what is expected.
"""

HEAD = {
    "cff-version": "1.2.0",
    "message": "Please cite it.",
    "type": "dataset",
    "title": '"Light: an edition"',
    "abstract": "Four studies.",
    "authors": "[{name: The makers}]",
    "version": "21.0.0",
    "date-released": '"2026-01-02"',
    "keywords": "[light]",
    "license": "CC-BY-4.0",
    "references": """
  - type: article
    scope: The reviewed article.
    title: Light and mood
    authors: [{family-names: Light, given-names: Ann}]
    doi: 10.1000/light""",
}
BIB = r"""
@article{other, title={Other \& more}, author={Other, O}, year=2019, journal={J}, doi={10.1000/other}}
@article{light2021, title={Light and {Mood}}, author={Light, Ann and M{\"u}ller, Jr., B. C.}, year=2021,
  journal={Journal of Light \& Mood}, volume=3, number=2, pages={1-9}, doi={https://doi.org/10.1000/LIGHT}, pmid=123,
  note={A remark of ours.}, unconfirmed={volume}}
"""


def written(**fields):
    """Write the file with some fields otherwise, or left out where they are None; one without a name comes last."""
    last = fields.pop("_", "")
    kept = HEAD | {name.replace("_", "-"): value for name, value in fields.items()}
    return "".join(f"{name}: {value}\n" for name, value in kept.items() if value is not None) + last


def reference(doi="10.1000/other", **fields):
    """Write one more item of `references`."""
    kept = {"type": "article", "title": "x", "authors": "[{name: x}]", "doi": doi} | fields
    lines = [f"{name}: {value}" for name, value in kept.items() if value is not None]
    return "\n  - " + "\n    ".join(lines)


ARTICLE = HEAD["references"]
UNSCOPED = ARTICLE.replace("    scope: The reviewed article.\n", "")
NEEDED = "is missing, which title pages and metadata need"
DIVIDE = "holds a comma or a semicolon, which divide names"
NO_LICENCE = "is not an identifier of the SPDX list of licences, such as CC-BY-4.0 or MIT"

# name, kind, file, the lines that refuse it, each without "CITATION.cff"
CFF_REFUSED = [
    ("empty", "yaml", "", [": is empty, where a set of fields is meant"]),
    ("a list", "yaml", "- a\n", [", line 1: is a list (['a']), where a set of fields is meant"]),
    ("a colon in a title", "yaml", written(title="Light: an edition"), [", line 4: is not YAML: mapping values are not allowed here"]),
    ("a tab", "yaml", written(_="\tx: y\n"), [", line 17: is not YAML: while scanning for the next token found character '\\t' that cannot start any token"]),
    ("a field twice", "yaml", written(_="title: x\n"), [", line 17, field 'title': stands in line 4 too"]),
    ("a field of an author twice", "yaml", written(authors="[{name: a, name: b}]"), [", line 6, field 'name': stands in line 6 too"]),
    ("Latin-1", "yaml", written(abstract="caf\udce9"), [", line 5: byte 0xe9 is not UTF-8; save the file as UTF-8"]),
    ("NUL", "yaml", written(abstract="caf\0"), [", line 5: '\\x00' is a character that no text has"]),
    ("two documents", "yaml", written(_="---\na: b\n"), [", line 17: is not YAML: expected a single document in the stream but found another document"]),
    ("a tag of Python", "yaml", written(abstract="!!python/object:os.system x"), [", line 5: is not YAML: could not determine a constructor for the tag 'tag:yaml.org,2002:python/object:os.system'"]),
    ("a part that holds itself", "yaml", written(keywords="&a [*a]"), [", line 9: a part of the file holds itself"]),
    ("a quotation mark that does not end", "yaml", written(_='url: "x\n'), [", line 18: is not YAML: while scanning a quoted scalar found unexpected end of stream"]),
    ("fields that are missing", "fields", written(title=None, version=None), [", field 'title': is missing", f", field 'version': {NEEDED}"]),
    ("a field that is none", "fields", written(licence="MIT"), [", line 17, field 'licence': is no field of this place in the format"]),
    ("a name that is none", "fields", written(authors="[{surname: Light}]"), [", line 6, field 'authors[0].surname': is no field of this place in the format"]),
    ("an organisation that is a number", "fields", written(authors="[{name: 2020}]"), [", line 6, field 'authors[0].name': is a number (2020), where a text is meant"]),
    ("a year that is none", "fields", written(date_released='"2204-03-28"'), [", line 8, field 'date-released': '2204-03-28' is not between 1000 and 2099"]),
    ("software", "fields", written(type="software"), [", line 3, field 'type': this edition is cited as a 'dataset', not as 'software'; write 'type: dataset'"]),
    ("no type", "fields", written(type=None), [", field 'type': this edition is cited as a 'dataset', not as 'software'; write 'type: dataset'"]),
    ("a book", "fields", written(type="book"), [", line 3, field 'type': 'book' is not one of dataset, software"]),
    ("a day in another order", "fields", written(date_released="02.01.2026"), [", line 8, field 'date-released': '02.01.2026' has not the form that is meant: a day of the calendar, such as 2026-11-25"]),
    ("no day", "fields", written(date_released="2026-02-30"), [", line 8, field 'date-released': '2026-02-30' has not the form that is meant: a day of the calendar, such as 2026-11-25"]),
    ("a list as version", "fields", written(version="[1]"), [", line 7, field 'version': is a list ([1]), where a text is meant"]),
    ("a text as keywords", "fields", written(keywords="light"), [", line 9, field 'keywords': is a text ('light'), where a list is meant"]),
    ("a number as a keyword", "fields", written(keywords="[5]"), [", line 9, field 'keywords[0]': is a number (5), where a text is meant"]),
    ("a text as authors", "fields", written(authors="Ann Light"), [", line 6, field 'authors': is a text ('Ann Light'), where a list is meant"]),
    ("a text as an author", "fields", written(authors="[Ann Light]"), [", line 6, field 'authors[0]': is a text ('Ann Light'), where a set of fields is meant"]),
    ("an abstract that is empty", "fields", written(abstract='" "'), [", line 5, field 'abstract': is empty"]),
    ("a whole address as DOI", "fields", written(doi="https://doi.org/10.5281/zenodo.1"), [", line 17, field 'doi': 'https://doi.org/10.5281/zenodo.1' has not the form that is meant: the bare DOI, such as 10.5281/zenodo.1003150"]),
    ("several DOIs", "fields", written(identifiers="[{type: doi, value: 10.5281/zenodo.1}, {type: doi, value: 10.5281/zenodo.2}]"), [", line 17, field 'identifiers': there are several DOIs (10.5281/zenodo.1, 10.5281/zenodo.2); field 'doi' says which is that of this version"]),
    ("a bare ORCID", "authors", written(authors="[{family-names: L, orcid: 0000-0002-1825-0097}]"), [", line 6, field 'authors[0].orcid': '0000-0002-1825-0097' has not the form that is meant: the whole address, such as https://orcid.org/0000-0001-2345-6789"]),
    ("an author without a name", "authors", written(authors="[{email: a@example.org}]"), [", line 6, field 'authors[0]': has no name; a person has 'family-names', 'given-names' or 'alias'"]),
    ("an organisation with a comma", "authors", written(authors="[{name: 'RStudio, Inc.'}]"), [f", line 6, field 'authors[0].name': 'RStudio, Inc.' {DIVIDE}"]),
    ("two authors in one", "authors", written(authors="[{family-names: 'Light; Dark'}]"), [f", line 6, field 'authors[0].family-names': 'Light; Dark' {DIVIDE}"]),
    ("a keyword with a comma", "fields", written(keywords="['light, morning']"), [", line 9, field 'keywords[0]': 'light, morning' holds a comma or a semicolon, which divide keywords"]),
    ("a licence that is none", "licence", written(license="MITT"), [f", line 10, field 'license': 'MITT' {NO_LICENCE}"]),
    ("a licence without a version", "licence", written(license="[CC-BY, MIT]"), [f", line 10, field 'license[0]': 'CC-BY' {NO_LICENCE}"]),
    ("no licence", "licence", written(license="[]"), [", line 10, field 'license': is empty"]),
    ("the article is not there", "references", written(references=reference("10.1000/none")), [", field 'references': none of them is in references.bib by DOI or title, so the article is unknown"]),
    ("two could be the article", "references", written(references=UNSCOPED + reference()), [", field 'references': light2021, other could be the reviewed article; 'scope: The reviewed article.' in one of them says which is"]),
    ("two are said to be the article", "references", written(references=ARTICLE + reference(scope="Reviewed article")), [", field 'references': light2021, other could be the reviewed article; 'scope: The reviewed article.' in one of them says which is"]),
    ("what is said to be the article is not there", "references", written(references=reference() + reference("10.1000/none", scope="The reviewed article")), [", field 'references': none of them is in references.bib by DOI or title, so the article is unknown"]),
]  # fmt: skip

TITLE = "Light: an edition"
IDENTIFIED = f"The makers. (2026). {TITLE} (Version 21.0.0) [Data set]."
EDITION = f"{IDENTIFIED} Draft, no identifier."
TEXT = r"""95% CI, 50% of 3 & 4, $5 and $x_1$, \alpha \\ {a} }{ ~ ^ # `` '' -- --- &amp; <b> "q" Ünïcode “–”"""


def by(people):
    """Expect the edition of other authors."""
    return EDITION.replace("The makers.", people)


# name, kind, file, the citation of the edition as text, the key of the article
CFF_READ = [
    ("as made", "fields", written(), EDITION, "light2021"),
    ("a mark before the first letter and CRLF", "yaml", "\ufeff" + written().replace("\n", "\r\n"), EDITION, "light2021"),
    ("a beginning and an end", "yaml", "%YAML 1.2\n---\n" + written() + "...\n", EDITION, "light2021"),
    ("a version with quotes", "version", written(version='"21.0.0"'), EDITION, "light2021"),
    ("a version that looks like a number", "version", written(version="1.10"), EDITION.replace("21.0.0", "1.10"), "light2021"),
    ("a version with a letter", "version", written(version="v1.1.0"), EDITION.replace("21.0.0", "v1.1.0"), "light2021"),
    ("a day without quotes", "fields", written(date_released="2026-01-02"), EDITION, "light2021"),
    ("one name by family", "authors", written(authors="[{family-names: Plato}]"), by("Plato."), "light2021"),
    ("one name by given", "authors", written(authors="[{given-names: Madonna}]"), by("Madonna."), "light2021"),
    ("an alias", "authors", written(authors="[{alias: gw0}]"), by("gw0."), "light2021"),
    ("an alias beside names", "authors", written(authors="[{alias: gw0, family-names: Wo, given-names: G. W.}]"), by("Wo, G. W."), "light2021"),
    ("names that YAML takes for yes and no", "authors", written(authors="[{family-names: No, given-names: On}, {family-names: Yes, given-names: Y}]"), by("No, O., & Yes, Y."), "light2021"),
    ("a particle", "authors", written(authors="[{family-names: Ploeg, given-names: Atze, name-particle: van der}]"), by("van der Ploeg, A."), "light2021"),
    ("a suffix", "authors", written(authors="[{family-names: King, given-names: Martin Luther, name-suffix: Jr.}]"), by("King, M. L., Jr."), "light2021"),
    ("two family names", "authors", written(authors="[{family-names: Solino Fernandez, given-names: Breixo}]"), by("Solino Fernandez, B."), "light2021"),
    ("a person and an organisation", "authors", written(authors="[{family-names: Light, given-names: Ann, affiliation: 'A, B'}, {name: Centre and Co, website: 'https://example.org'}]"), by("Light, A., & Centre and Co."), "light2021"),
    ("a DOI among identifiers", "fields", written(identifiers="[{type: doi, value: 10.5281/zenodo.1}, {type: other, value: x}]"), IDENTIFIED + " https://doi.org/10.5281/zenodo.1", "light2021"),
    ("a DOI beside identifiers", "fields", written(doi="10.5281/zenodo.2", identifiers="[{type: doi, value: 10.5281/zenodo.1}]"), IDENTIFIED + " https://doi.org/10.5281/zenodo.2", "light2021"),
    ("text that looks like LaTeX", "text", written(title="'" + TEXT.replace("'", "''") + "'"), EDITION.replace(TITLE, TEXT), "light2021"),
    ("an abstract over lines", "text", written(abstract="|\n  One.\n\n  Two.\n"), EDITION, "light2021"),
    ("another reference before", "references", written(references=reference() + ARTICLE), EDITION, "light2021"),
    ("another reference after", "references", written(references=ARTICLE + reference()), EDITION, "light2021"),
    ("a reference that is not in the book", "references", written(references=UNSCOPED + reference("10.1000/none")), EDITION, "light2021"),
    ("the article by its title", "references", written(references=UNSCOPED.replace("    doi: 10.1000/light", "")), EDITION, "light2021"),
    ("the article by an identifier", "references", written(references=UNSCOPED.replace("doi: 10.1000/light", "identifiers: [{type: doi, value: 10.1000/Light}]")), EDITION, "light2021"),
    ("a second work is said to be the article", "references", written(references=UNSCOPED + reference(scope="the reviewed article")), EDITION, "other"),
    ("a citation that is preferred", "references", written(preferred_citation="""
  type: article
  title: "A paper on 50% of {all}"
  authors: [{family-names: Light, given-names: Ann}]
  journal: J
  year: 2021
  volume: 3
  start: 12
  end: 14
  doi: 10.1000/paper"""), "Light, A. (2021). A paper on 50% of {all}. J, 3, 12–14. https://doi.org/10.1000/paper", "light2021"),
    ("a chapter that is preferred", "references", written(preferred_citation="""
  type: conference-paper
  title: A talk
  authors: [{name: The makers}]
  conference: {name: The meeting}
  publisher: {name: P}
  date-published: 2021-03-04"""), "The makers. (2021). A talk. In The meeting. P.", "light2021"),
    *[(f"licence {name}", "licence", written(license=name), EDITION, "light2021") for name in ("CC0-1.0", "MIT", "GPL-3.0-or-later", "[CC0-1.0]", "[ODbL-1.0, 0BSD]", "Apache-2.0")],
]  # fmt: skip
