"""The entry of one study, as a reference manager or a database exports it: BibTeX, RIS or NBIB."""

import re
import unicodedata
from collections.abc import Collection
from pathlib import Path

from reviewbook.edition import fault
from reviewbook.edition.works import bibliography, citation, latex, names, references, work
from reviewbook.edition.works.work import Work
from reviewbook.evidence.tables.schema import DataError
from reviewbook.evidence.tables.text import shown

LINE = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)")
RIS_KINDS = {
    "BOOK": "book", "CHAP": "incollection", "CONF": "inproceedings", "CPAPER": "inproceedings", "RPRT": "report",
    "THES": "thesis", "DATA": "dataset", "GEN": "misc", "UNPB": "unpublished",
}  # fmt: skip
# the field of BibTeX, and the tags that say it, the first that is there
RIS = {
    "title": ("TI", "T1", "CT"), "journal": ("T2", "JO", "JF", "JA", "J2"), "year": ("PY", "Y1", "DA"),
    "volume": ("VL",), "number": ("IS",), "doi": ("DO",), "url": ("UR",), "publisher": ("PB",), "pmid": ("PMID",),
}  # fmt: skip
NBIB = {
    "title": ("TI", "BTI"), "journal": ("JT", "TA"), "year": ("DP",), "volume": ("VI",), "number": ("IP",),
    "pages": ("PG",), "pmid": ("PMID",),
}  # fmt: skip
PEOPLE = {True: ("AU", "A1"), False: ("FAU", "AU")}
BODIES = ("CN",)
# what a manager says of a work and no reference prints, or what holds a remark of this edition
LEFT = dict.fromkeys(("abstract", "keywords", "note", "language", "urldate", "issn", "isbn", "unconfirmed"))
FIELD = re.compile(r"^    (\w+) = \"(.*)\"(,?)$", re.MULTILINE)


def read(path: Path) -> Work:
    """Read the one entry of a file, of a kind that its content tells.

    Raises
    ------
    DataError
        A line for each fault; or how many entries there are, where it is not one.
    """
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except FileNotFoundError:
        raise DataError([f"{path}: there is no such file"]) from None
    except OSError as error:
        raise DataError([fault.line(error, Path.cwd())]) from None
    except UnicodeDecodeError as error:
        line, what = fault.undecoded(error.object, error.start)
        raise DataError([f"{path}, line {line}: {what}; save the file as UTF-8"]) from None
    if re.search(r"^\s*@\s*\w+\s*[{(]", text, re.MULTILINE):
        try:
            found = [*bibliography.read(content).values()]
        except ValueError as error:
            raise DataError(
                [line.replace(bibliography.FILE, str(path), 1) for line in str(error).split("\n")]
            ) from None
    else:
        found = [_work(path, tags) for tags in _tagged(text)]
    if len(found) != 1:
        said = f"holds {len(found)} entries" if found else "holds no entry of BibTeX, RIS or NBIB"
        raise DataError([f"{path}: {said}; one study is added from a file with its one entry"])
    made = found[0].but(**LEFT)
    if not re.fullmatch(r"\d{4}", made.fields.get("year", "")):
        year = made.fields.get("year")
        said = f"year {shown(year)} is not one of four digits" if year else "the year is missing"
        raise DataError([f"{path}: {said}, of which the study_id is made"])
    if not references.people_of(made):
        raise DataError([f"{path}: the author is missing, of whom the study_id is made"])
    return made


def key(made: Work, taken: Collection[str]) -> str:
    """Make a study_id of first author and year, with a letter where another work has it.

    >>> key(Work("article", {"year": "2001"}, {"author": [names.Name(["Müller-Lüdenscheidt"])]}), {"x"})
    'mullerludenscheidt2001'
    """
    spelt = references.people_of(made)[0].family.lower().translate(references.PLAIN)
    name = re.sub(r"[^a-z]", "", unicodedata.normalize("NFKD", spelt)) or "anonymous"
    stem = name + made.fields["year"]
    return next(one for one in (stem, *(stem + letter for letter in "bcdefghijklmnopqrstuvwxyz")) if one not in taken)


def same(made: Work, works: Collection[Work]) -> Work | None:
    """Find a work that is this one: by its DOI, its number in PubMed, or title and year."""

    def marks(one: Work) -> set[tuple[str, str]]:
        fields = one.fields
        title = re.sub(r"\W", "", fields.get("title", "").casefold())
        said = {"doi": fields.get("doi", "").lower(), "pmid": fields.get("pmid", "")}
        return {*said.items(), (title, fields.get("year", ""))} - {("doi", ""), ("pmid", "")}

    return next((one for one in works if marks(one) & marks(made)), None)


def written(made: Work) -> str:
    """Write a work as it stands in ``references.bib``.

    Raises
    ------
    DataError
        Names what BibTeX cannot hold.
    """
    try:
        plain = citation.bibtex(made)
    except ValueError as error:
        raise DataError([str(error)]) from None
    return FIELD.sub(lambda found: f"  {found[1]:<7} = {{{found[2]}}},", plain)


def _tagged(text: str) -> list[dict[str, list[str]]]:
    """Read lines of a tag and its value, which go on until the next tag; a work begins with its type or number."""
    found: list[dict[str, list[str]]] = []
    last: list[str] = []
    for line in text.splitlines():
        tag = LINE.fullmatch(line.rstrip())
        if tag and tag[1] == "ER":
            last = []
        elif tag:
            begins = tag[1] == "TY" or (tag[1] == "PMID" and not (found and "TY" in found[-1]))
            if begins or not found or (tag[1] == "OWN" and "OWN" in found[-1]):
                found.append({})
            last = found[-1].setdefault(tag[1], [])
            last.append(tag[2].strip())
        elif last and line.strip():
            last[-1] += f" {line.strip()}"
    return found


def _work(path: Path, tags: dict[str, list[str]]) -> Work:
    ris = "TY" in tags
    fields = {}
    for field, wanted in (RIS if ris else NBIB).items():
        if value := next((tags[tag][0] for tag in wanted if tag in tags and tags[tag][0]), ""):
            fields[field] = value
    if "year" in fields:
        fields["year"] = re.sub(r"^(\d{4})\b.*", r"\1", fields["year"])
    if ris:
        fields["pages"] = "--".join(filter(None, (tags.get("SP", [""])[0], tags.get("EP", [""])[0])))
        kind = RIS_KINDS.get(tags["TY"][0], "article")
    else:
        told = [value.removesuffix("[doi]").strip() for tag in ("LID", "AID") for value in tags.get(tag, ())]
        fields["doi"] = next((value for value in told if work.DOI.fullmatch(work.RESOLVER.sub("", value))), "")
        fields["title"] = fields.get("title", "").removesuffix(".")
        kind = "book" if "BTI" in tags and "TI" not in tags else "article"
    if kind in ("incollection", "inproceedings"):
        fields["booktitle"] = fields.pop("journal", "")
    # a shortened last page, as PubMed writes it: 455-62
    short = re.fullmatch(r"(\d+)-{1,2}(\d+)", fields.get("pages", ""))
    if short and len(short[2]) < len(short[1]):
        fields["pages"] = f"{short[1]}--{short[1][: -len(short[2])]}{short[2]}"
    raw = {name: value if name in work.VERBATIM else latex.done(value) for name, value in fields.items() if value}
    people = next((tags[tag] for tag in PEOPLE[ris] if tag in tags), [])
    bodies = [value for tag in BODIES for value in tags.get(tag, ())]
    written = [_name(one) for one in people if one] + [_name(one) for one in bodies]
    if written:
        raw["author"] = " and ".join(written)
    made, faults = work.read(kind, "entry", raw)
    if faults:
        raise DataError([f"{path}: {field} {what}" for field, what in faults])
    return made


def _name(text: str) -> str:
    """Write "Family, Given, Suffix" as BibTeX does; what has no comma is an organisation."""
    family, *rest = (part.strip() for part in text.split(","))
    made = names.Name([family], rest[:1] or (), (), rest[1:2] or (), organisation=not rest)
    return names.written(made)
