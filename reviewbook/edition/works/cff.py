"""``CITATION.cff`` as people and cffinit write it: read, checked against its schema, and its works as works.

Nothing in it is LaTeX.

References
----------
Druskat et al. (2021). Citation File Format, version 1.2.0. https://doi.org/10.5281/zenodo.5171937
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.metadata import distribution
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import yaml

from reviewbook.edition import fault, project
from reviewbook.edition.works.latex import one_line
from reviewbook.edition.works.names import Name
from reviewbook.edition.works.work import EARLIEST, LATEST, PARTS, Work

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

FILE = project.CITATION
SCHEMA = "check_jsonschema/builtin_schemas/vendor/citation-file-format.json"
# The Citation File Format leaves these to the author; title pages and metadata need them.
REQUIRED = ("abstract", "date-released", "keywords", "license", "references", "version")
# how BibTeX calls types of works; others are "misc"
TYPES = {
    "article": "article", "magazine-article": "article", "newspaper-article": "article", "book": "book",
    "edited-work": "collection", "conference-paper": "inproceedings", "conference": "proceedings",
    "proceedings": "proceedings", "thesis": "thesis", "report": "report", "manual": "manual", "pamphlet": "booklet",
    "data": "dataset", "dataset": "dataset", "software": "software", "software-code": "software", "website": "online",
    "unpublished": "unpublished", "patent": "patent",
}  # fmt: skip
FIELDS = {
    "title": "title", "journal": "journal", "collection-title": "booktitle", "volume": "volume", "issue": "number",
    "number": "number", "edition": "edition", "version": "version", "year": "year", "thesis-type": "type", "url": "url",
    "isbn": "isbn", "issn": "issn", "abstract": "abstract",
}  # fmt: skip
Place = tuple[str | int, ...]


class _Loader(yaml.SafeLoader):
    """Read YAML 1.2, in which ``No`` is a name, and a version or a day is what it says and no number."""

    yaml_implicit_resolvers: dict = {}  # noqa: RUF012


for _tag, _form, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"-?(?:0|[1-9][0-9]*)", list("-0123456789")),
    ("merge", r"<<", ["<"]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_form})\Z"), _first)


@lru_cache(maxsize=2)
def read(content: bytes) -> dict[str, Any]:
    """Read the file.

    Returns
    -------
    dict
        As the format has it; dates and versions are str.

    Raises
    ------
    ValueError
        A line for each fault: file, line, field, and what is allowed.
    """
    # not needed where only the version is asked for
    from jsonschema import Draft7Validator, FormatChecker

    cff, lines = _loaded(content)
    faults: list[tuple[Place, str]] = []
    validator = Draft7Validator(_schema(), format_checker=FormatChecker())
    for error in sorted(validator.iter_errors(cff), key=lambda error: _line(lines, tuple(error.absolute_path))):
        faults += _explained(error)
    if isinstance(cff, dict):
        needed = "is missing, which title pages and metadata need"
        faults += [((field,), needed) for field in REQUIRED if field not in cff]
        kind = cff.get("type", "software")
        if kind == "software":
            faults.append((("type",), f"this edition is cited as a 'dataset', not as '{kind}'; write 'type: dataset'"))
    faults = faults or list(_beyond(cff))
    if faults:
        raise ValueError("\n".join(dict.fromkeys(f"{_where(lines, place)}: {what}" for place, what in faults)))
    return cff


def version(folder: Path) -> str:
    """Read the version of the data, whatever else the file says.

    Raises
    ------
    ValueError
        One line, when there is none.
    """
    cff, _ = _loaded(project.lying(folder / FILE).read_bytes())
    if not isinstance(cff, dict) or not isinstance(cff.get("version"), str | int):
        raise ValueError(f"{FILE}, field 'version': is missing, which title pages and metadata need")
    return str(cff["version"])


def dois(described: Mapping[str, Any]) -> list[str]:
    """List the DOIs of a work: that in ``doi``, or else those among its ``identifiers``."""
    if "doi" in described:
        return [described["doi"]]
    return list(dict.fromkeys(one["value"] for one in described.get("identifiers", ()) if one["type"] == "doi"))


def name(author: Mapping[str, str]) -> Name:
    """Read an author: a person by its names or else by its alias, or an organisation."""
    if "name" in author:
        return Name([one_line(author["name"])], organisation=True)
    said = {field: one_line(value) for field, value in author.items()}
    family, given = said.get("family-names", ""), said.get("given-names", "")
    if not family:
        # who has one name has it in either field
        family, given = given or said.get("alias", ""), ""
    particle = said.get("name-particle", "").split()
    suffix = said.get("name-suffix", "").split()
    return Name(family.split(), given.split(), particle, suffix)


def creators(cff: Mapping[str, Any]) -> list[dict[str, str]]:
    """Describe the authors for archives and search engines.

    Returns
    -------
    list
        Of each ``literal``, for an organisation, or else ``family``, with ``given`` and ``suffix`` where there are
        any; and ``orcid`` (the address) and ``affiliation`` where the file has them.
    """
    made = []
    for author in cff["authors"]:
        read_ = name(author)
        parts = {"given": read_.given, "suffix": read_.suffix}
        one = {"literal": read_.family} if read_.organisation else {"family": read_.family, **parts}
        one |= {field: one_line(author.get(field, "")) for field in ("orcid", "affiliation")}
        made.append({field: value for field, value in one.items() if value})
    return made


def work(described: Mapping[str, Any], key: str) -> Work:
    """Read a reference, such as ``preferred-citation``, as a work."""
    kind = TYPES.get(described["type"], "misc")
    fields = {ours: one_line(str(described[theirs])) for theirs, ours in FIELDS.items() if theirs in described}
    if kind == "article" and "journal" not in fields:
        kind = "misc"
    if kind == "inproceedings" and "booktitle" not in fields and "conference" in described:
        fields["booktitle"] = described["conference"]["name"]
    day = described.get("date-published") or described.get("date-released")
    if day:
        fields |= {"year": fields.get("year", day[:4]), "date": day}
    elif "month" in described and "year" in fields:
        fields["date"] = f"{fields['year']}-{int(described['month']):02}"
    if "start" in described:
        ends = (str(described[end]) for end in ("start", "end") if end in described)
        fields["pages"] = "--".join(dict.fromkeys(ends))
    for theirs in ("publisher", "institution"):
        if theirs in described:
            fields[theirs] = one_line(described[theirs]["name"])
    fields |= {"doi": found[0]} if (found := dois(described)) else {}
    people = {"author": described["authors"]} | ({"editor": described["editors"]} if "editors" in described else {})
    if kind not in ("book", "collection", "proceedings", *PARTS):
        people.pop("editor", None)
    made = Work(kind, fields, {role: [name(one) for one in authors] for role, authors in people.items()}, key)
    made.where = FILE
    return made


def _beyond(cff: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    """Say what the schema allows and no citation can carry."""
    for place, authors in (
        (("authors",), cff["authors"]),
        (
            ("preferred-citation", "authors"),
            cff.get("preferred-citation", {}).get("authors", ()),
        ),
    ):
        for number, author in enumerate(authors):
            read_ = name(author)
            if not any(letter.isalnum() for letter in read_.family):
                yield (*place, number), "has no name; a person has 'family-names', 'given-names' or 'alias'"
            for field in ("name", "family-names", "given-names", "alias"):
                used = field != "alias" or read_.family == one_line(author.get("alias", ""))
                if used and set(",;") & set(author.get(field, "")):
                    yield (*place, number, field), f"'{author[field]}' holds a comma or a semicolon, which divide names"
    for number, word in enumerate(cff["keywords"]):
        if set(",;") & set(word):
            yield ("keywords", number), f"'{word}' holds a comma or a semicolon, which divide keywords"
    if len(dois(cff)) > 1:
        listed = ", ".join(dois(cff))
        yield ("identifiers",), f"there are several DOIs ({listed}); field 'doi' says which is that of this version"
    for place, year in (
        (("date-released",), cff["date-released"]),
        (("preferred-citation", "year"), cff.get("preferred-citation", {}).get("year", EARLIEST)),
    ):
        if not EARLIEST <= str(year)[:4] <= LATEST:
            yield place, f"'{year}' is not between {EARLIEST} and {LATEST}"
    for field in ("title", "abstract", "version"):
        if not one_line(str(cff[field])):
            yield (field,), "is empty"


def _loaded(content: bytes) -> tuple[Any, dict[Place, int]]:
    """Read the file as YAML, with the line of each field."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, what = fault.undecoded(error.object, error.start)
        raise ValueError(f"{FILE}, line {line}: {what}; save the file as UTF-8") from None
    lines: dict[Place, int] = {}
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is not None:
            _walk(node, (), lines, set())
        found = None if node is None else loader.construct_document(node)
        return json.loads(json.dumps(found)), lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f", line {mark.line + 1}" if mark else ""
        what = one_line(" ".join(filter(None, (error.context, error.problem))))
        raise ValueError(f"{FILE}{where}: is not YAML: {what}") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ValueError(f"{FILE}, line {line}: {chr(error.character)!r} is a character that no text has") from None
    except (TypeError, ValueError, RecursionError) as error:
        if str(error).startswith(FILE):
            raise
        raise ValueError(f"{FILE}: cannot be read: {one_line(str(error))}") from None


def _walk(node: yaml.Node, place: Place, lines: dict[Place, int], above: set[int]) -> None:
    """Note lines, and refuse a field that stands twice, of which YAML takes the last in silence."""
    lines.setdefault(place, node.start_mark.line + 1)
    if id(node) in above:
        raise ValueError(f"{FILE}, line {node.start_mark.line + 1}: a part of the file holds itself")
    above = above | {id(node)}
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            _walk(item, (*place, number), lines, above)
    elif isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in seen and isinstance(key.value, str):
                raise ValueError(f"{FILE}, line {line}, field '{key.value}': stands in line {seen[key.value]} too")
            if isinstance(key, yaml.ScalarNode):
                seen[key.value] = line
                lines[*place, key.value] = line
                _walk(value, (*place, key.value), lines, above)


def _line(lines: Mapping[Place, int], place: Place) -> int:
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 1)


def _where(lines: Mapping[Place, int], place: Place) -> str:
    field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
    line = f", line {_line(lines, place)}" if place in lines else ""
    return f"{FILE}{line}" + (f", field '{field}'" if field else "")


def _explained(error: "ValidationError") -> list[tuple[Place, str]]:
    """Say in words what of the schema does not hold."""
    place, value = tuple(error.absolute_path), error.instance
    shown = shorten(ascii(value) if isinstance(value, str) and not value.isprintable() else repr(value), 60)
    if error.context:
        # of the forms that a value may have, that of its type which has all its fields, or else least that is wrong
        forms: dict[Any, list[ValidationError]] = {}
        for inner in error.context:
            forms.setdefault(inner.schema_path[0], []).append(inner)
        of_type = [
            inner for inner in forms.values() if not any(one.validator == "type" and not one.path for one in inner)
        ]
        nearest = min(of_type or forms.values(), key=lambda form: (any(map(_unknown, form)), len(form)))
        return [line for inner in nearest for line in _explained(inner)]
    match error.validator:
        case "required":
            return [((*place, field), "is missing") for field in error.validator_value if field not in value][:9]
        case "additionalProperties":
            return [((*place, field), "is no field of this place in the format") for field in _unknown(error)]
        case "type":
            given = {
                str: "a text",
                bool: "yes or no",
                int: "a number",
                float: "a number",
                list: "a list",
                dict: "a set of fields",
            }
            wanted = {"string": "a text", "object": "a set of fields", "array": "a list"}
            meant = wanted.get(error.validator_value, "a number")
            said = "empty" if value is None else f"{given[type(value)]} ({shown})"
            return [(place, f"is {said}, where {meant} is meant")]
        case "enum" if len(error.validator_value) > 60:
            return [(place, f"{shown} is not an identifier of the SPDX list of licences, such as CC-BY-4.0 or MIT")]
        case "enum":
            return [(place, f"{shown} is not one of {', '.join(map(str, error.validator_value))}")]
        case "pattern" | "format":
            example = error.schema.get("examples", [error.schema.get("description", error.validator_value)])[0]
            return [(place, f"{shown} has not the form that is meant: {PATTERNS.get(str(place[-1]), example)}")]
        case "minItems" | "minLength":
            return [(place, "is empty")]
        case "uniqueItems":
            return [(place, "has the same item twice")]
    return [(place, f"{shorten(one_line(error.message), 120)} (Citation File Format 1.2.0)")]


def _unknown(error: "ValidationError") -> list[str]:
    known = error.schema.get("properties", ())
    return (
        [field for field in error.instance if field not in known] if error.validator == "additionalProperties" else []
    )


PATTERNS = {
    "doi": "the bare DOI, such as 10.5281/zenodo.1003150",
    "orcid": "the whole address, such as https://orcid.org/0000-0001-2345-6789",
    "date-released": "a day of the calendar, such as 2026-11-25",
    "date-published": "a day of the calendar, such as 2026-11-25",
    "url": "an address, such as https://example.org",
    "issn": "such as 0022-006X",
}


@cache
def _schema() -> dict[str, Any]:
    # Read as a file: to import the package that bundles the schema would cost 0.2 s of every build.
    return json.loads(Path(str(distribution("check-jsonschema").locate_file(SCHEMA))).read_text(encoding="utf-8"))
