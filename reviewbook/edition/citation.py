"""How to cite this edition and the article it reproduces, from ``CITATION.cff`` and ``references.bib``."""

import codecs
import json
from functools import lru_cache
from importlib.metadata import distribution
from pathlib import Path
from textwrap import shorten
from typing import Any

import yaml
from jsonschema import Draft7Validator, FormatChecker
from jsonschema.exceptions import best_match
from pybtex.backends import plaintext
from pybtex.database import BibliographyData, Entry, Person
from pybtex.database.input.bibtex import Parser
from pybtex.database.output.bibtex import Writer
from pybtex.richtext import Text

from reviewbook.edition.references import ReferenceStyle

# One field in BibTeX, in RIS and in CSL-JSON.
FIELDS = (
    ("title", "TI", "title"),
    ("journal", "T2", "container-title"),
    ("volume", "VL", "volume"),
    ("number", "IS", "issue"),
    ("version", "ET", "version"),
    ("doi", "DO", "DOI"),
    ("abstract", "AB", "abstract"),
)
FILE = "CITATION.cff"
TYPES = {"article": ("JOUR", "article-journal"), "misc": ("DATA", "dataset")}
SCHEMA = "check_jsonschema/builtin_schemas/vendor/citation-file-format.json"
# The Citation File Format leaves these to the author; title pages and metadata need them.
REQUIRED = ("abstract", "date-released", "keywords", "license", "references", "version")


def edition(root: Path) -> dict[str, Any]:
    """Read what title pages and metadata say about this edition.

    Returns
    -------
    dict
        ``title``, ``version``, ``date`` (ISO 8601), ``abstract``: str; ``doi``: str, or None until one is minted;
        ``contributors``, ``licence`` (SPDX identifiers), ``keywords``: list of str;
        ``article``: the reviewed article, a dict of ``key``, ``title``, ``authors`` (list of "Given Family"),
        ``year``, ``journal``, ``doi`` and ``citation`` (the whole reference as text).

    Raises
    ------
    ValueError
        One line that names the field of ``CITATION.cff`` that is missing or not allowed.

    References
    ----------
    Druskat et al. (2021). Citation File Format, version 1.2.0. https://doi.org/10.5281/zenodo.5171937
    """
    cff, article = _parsed(*_contents(root))
    own = _own_entry(cff, article)
    licence = cff["license"]
    return {
        "title": cff["title"],
        "contributors": [_display_name(person) for person in own.persons["author"]],
        "version": str(cff["version"]),
        "date": cff["date-released"],
        "licence": [licence] if isinstance(licence, str) else licence,
        "keywords": cff["keywords"],
        "abstract": cff["abstract"],
        "doi": cff.get("doi"),
        "article": {
            "key": article.key,
            "title": _plain(article.fields["title"]),
            "authors": [_display_name(person) for person in article.persons["author"]],
            "year": article.fields["year"],
            "journal": _plain(article.fields["journal"]),
            "doi": article.fields["doi"],
            "citation": text(article),
        },
    }


def formats(root: Path) -> dict[str, dict[str, str]]:
    """Write the citation of this edition and of the reviewed article in every format.

    Returns
    -------
    dict
        ``edition`` and ``article``, each with ``text``, ``bibtex``, ``ris`` and ``csl`` (CSL-JSON).

    Raises
    ------
    ValueError
        One line that names the field of ``CITATION.cff`` that is missing or not allowed.
    """
    return _formats(*_contents(root))


@lru_cache(maxsize=1)  # several pages and the site ask for it, which takes as long as to write one
def _formats(*contents: str) -> dict[str, dict[str, str]]:
    cff, article = _parsed(*contents)
    works = {"edition": _own_entry(cff, article), "article": article}
    writers = {"text": text, "bibtex": bibtex, "ris": ris, "csl": csl}
    return {name: {form: write(work) for form, write in writers.items()} for name, work in works.items()}


def text(entry: Entry) -> str:
    """Write an entry as the list of references prints it."""
    return ReferenceStyle().format_entry("", entry).text.render(plaintext.Backend())


def bibtex(entry: Entry) -> str:
    """Write an entry as BibTeX."""
    # The writer of pybtex escapes what the parser has left escaped once more; "--" would come back as a dash.
    fields = {
        name: value if name == "pages" else codecs.decode(value, "ulatex") for name, value in entry.fields.items()
    }
    written = Writer().to_string(BibliographyData({entry.key: Entry(entry.type, fields, entry.persons)}))
    return written.strip() + "\n"


def ris(entry: Entry) -> str:
    """Write an entry as RIS."""
    fields = entry.fields
    lines = [("TY", TYPES[entry.type][0]), ("ID", entry.key)]
    names = [_family_and_given(person) for person in entry.persons["author"]]
    lines += [("AU", f"{family}, {given}" if given else family) for family, given in names]
    lines += [("PY", fields["year"])]
    lines += [("DA", fields["date"].replace("-", "/"))] if "date" in fields else []
    lines += [(tag, _plain(fields[name])) for name, tag, _ in FIELDS if name in fields]
    lines += zip(("SP", "EP"), fields["pages"].split("--"), strict=False) if "pages" in fields else []
    lines += [("KW", word) for word in fields.get("keywords", "").split(", ") if word]
    return "".join(f"{tag}  - {value}\n" for tag, value in [*lines, ("ER", "")])


def csl(entry: Entry) -> str:
    """Write an entry as CSL-JSON, the format of citeproc and of most reference managers."""
    fields = entry.fields
    record: dict[str, Any] = {"id": entry.key, "type": TYPES[entry.type][1], "author": []}
    for person in entry.persons["author"]:
        family, given = _family_and_given(person)
        record["author"].append({"family": family, "given": given} if given else {"literal": family})
    record["issued"] = {"date-parts": [[int(part) for part in fields.get("date", fields["year"]).split("-")]]}
    record |= {key: _plain(fields[name]) for name, _, key in FIELDS if name in fields}
    record |= {"page": fields["pages"].replace("--", "-")} if "pages" in fields else {}
    record |= {"keyword": fields["keywords"]} if "keywords" in fields else {}
    return json.dumps([record], ensure_ascii=False, indent=2) + "\n"


def _contents(root: Path) -> list[str]:
    return [(root / name).read_text(encoding="utf-8") for name in (FILE, "references.bib")]


@lru_cache(maxsize=1)
def _parsed(described: str, references: str) -> tuple[dict[str, Any], Entry]:
    try:
        found = yaml.safe_load(described)
    except yaml.MarkedYAMLError as error:
        raise ValueError(f"{FILE}, line {error.problem_mark.line + 1}: {error.problem}") from None
    # The schema wants dates as text, which YAML reads as dates where they stand without quotation marks.
    cff = json.loads(json.dumps(found, default=str))
    # Read as a file: to import the package that bundles the schema would cost 0.2 s of every build.
    schema = json.loads(Path(str(distribution("check-jsonschema").locate_file(SCHEMA))).read_text(encoding="utf-8"))
    problem = best_match(Draft7Validator(schema, format_checker=FormatChecker()).iter_errors(cff))
    if problem:
        field = problem.json_path.removeprefix("$").removeprefix(".")
        where = f", field '{field}'" if field else ""
        raise ValueError(f"{FILE}{where}: {shorten(problem.message, 160)} (Citation File Format 1.2.0)")
    for field in REQUIRED:
        if field not in cff:
            raise ValueError(f"{FILE}: field '{field}' is missing, which title pages and metadata need")
    if cff.get("type") != "dataset":
        raise ValueError(f"{FILE}, field 'type': this edition is cited as a 'dataset', not as '{cff.get('type')}'")
    return cff, _reviewed_article(references, cff)


def _reviewed_article(references: str, cff: dict[str, Any]) -> Entry:
    cited = [work["doi"].lower() for work in cff["references"] if "doi" in work]
    for entry in Parser().parse_string(references).entries.values():
        if entry.fields.get("doi", "").lower() in cited:
            fields = {name: value for name, value in entry.fields.items() if name not in ("note", "unconfirmed")}
            found = Entry(entry.type, fields, entry.persons)
            found.key = entry.key
            return found
    raise ValueError("CITATION.cff, field 'references': no DOI of it is in references.bib, so the article is unknown")


def _own_entry(cff: dict[str, Any], article: Entry) -> Entry:
    fields = {
        "title": cff["title"],
        "year": cff["date-released"][:4],
        "date": cff["date-released"],
        "version": str(cff["version"]),
        "howpublished": "Data set",
        "keywords": ", ".join(cff["keywords"]),
        "abstract": cff["abstract"],
    }
    if "doi" in cff:
        fields["doi"] = cff["doi"]
    entry = Entry("misc", fields, {"author": [_person(author) for author in cff["authors"]]})
    entry.key = f"{article.key}-edition"
    return entry


def _person(author: dict[str, str]) -> Person:
    if "name" in author:
        return Person("{" + author["name"] + "}")
    return Person(
        first=author.get("given-names", ""),
        prelast=author.get("name-particle", ""),
        last=author.get("family-names", ""),
    )


def _family_and_given(person: Person) -> tuple[str, str]:
    family = " ".join([*person.prelast_names, *person.last_names])
    return _plain(family), _plain(" ".join([*person.first_names, *person.middle_names]))


def _display_name(person: Person) -> str:
    family, given = _family_and_given(person)
    return f"{given} {family}".strip()


def _plain(latex: str) -> str:
    return str(Text.from_latex(latex))
