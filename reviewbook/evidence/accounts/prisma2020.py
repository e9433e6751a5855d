"""The flow of records as the CSV template of the R package PRISMA2020, read and written without loss.

Other people's files have semicolons, more columns, gaps and lists with their own blanks. Whatever is not changed is
written as it was, to the byte.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import pandas as pd

from reviewbook.evidence.number import slug
from reviewbook.evidence.tables.boxes import BOXES, PART, base
from reviewbook.evidence.tables.schema import DataError
from reviewbook.evidence.tables.text import shown

# what a row of the template is called, and its box in data/flow.csv
ROWS = {
    "previous_studies": "studies_previous", "previous_reports": "reports_previous",
    "database_results": "records_from_databases", "register_results": "records_from_registers",
    "website_results": "records_from_websites", "organisation_results": "records_from_organisations",
    "citations_results": "records_from_citations", "duplicates": "duplicates_removed",
    "excluded_automatic": "records_removed_by_automation", "excluded_other": "records_removed_otherwise",
    "records_screened": "records_screened", "records_excluded": "records_excluded",
    "dbr_sought_reports": "reports_sought", "dbr_notretrieved_reports": "reports_not_retrieved",
    "other_sought_reports": "reports_sought_other", "other_notretrieved_reports": "reports_not_retrieved_other",
    "dbr_assessed": "reports_assessed", "dbr_excluded": "reports_excluded",
    "other_assessed": "reports_assessed_other", "other_excluded": "reports_excluded_other",
    "new_studies": "studies_included", "new_reports": "reports_included", "total_studies": "studies_total",
    "total_reports": "reports_total", "total_studies_ma": "studies_in_meta_analysis",
    "total_reports_ma": "reports_in_meta_analysis",
}  # fmt: skip
DATABASES, REGISTERS = "database_specific_results", "register_specific_results"
REASONS = ("dbr_excluded", "other_excluded")
LISTS = {DATABASES: "database_results", REGISTERS: "register_results", **dict(zip(REASONS, REASONS, strict=True))}
# The template has 0 where nobody typed a number. A box of these is one only if the review has any of its group.
GROUPS = [
    *((row,) for row in ROWS if row.startswith(("previous_", "total_")) or row == "new_reports"),
    ("website_results", "organisation_results", "citations_results", "other_sought_reports",
     "other_notretrieved_reports", "other_assessed", "other_excluded"),
]  # fmt: skip
SILENT = ("", "NA", "NaN", "nan", "xxx")
COUNT = r"\d{1,3}(?:,\d{3})+|\d+(?:\.0+)?"
# a name and its number, as in: Wrong population, not adults, 52
ITEM = re.compile(rf"(?P<name>.+?),\s*(?P<n>{COUNT}|{'|'.join(word for word in SILENT if word)})")
# what stands in the template's lists before anybody has written into them
EXAMPLE = re.compile(r"(Database|Register|Reason) ?\d+")
CELL = r'("(?:[^"]|"")*"|[^{0}\r\n]*)({0}|\r\n|\r|\n|\Z)'
BOM = "\ufeff"
EMPTY = Path(__file__).with_suffix(".csv")

Items = tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class Template:
    """Hold a filled template.

    `cells` has the rows, the heading first, each cell as it stands in the file with what comes after it. `counts` has
    for each row of `ROWS` its number, and `items` for each of `LISTS` its names and numbers; None is not told.
    """

    cells: tuple[tuple[tuple[str, str], ...], ...]
    start: str
    counts: dict[str, int | None]
    items: dict[str, Items]


def read(content: bytes, name: str) -> Template:
    """Read a filled template; the name of the file is for messages.

    Raises
    ------
    DataError
        Names each cell that cannot be read, with its line.

    References
    ----------
    Haddaway et al. 2022, doi 10.1002/cl2.1230
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(
            [f"{name}, line {line}: byte 0x{content[error.start]:x} is not UTF-8; save the file as UTF-8"]
        ) from None
    start = BOM if text.startswith(BOM) else ""
    text = text.removeprefix(BOM)
    first = text.splitlines()[0] if text.strip() else ""
    separator = max(",;\t", key=first.count)
    rows: list[list[tuple[str, str]]] = [[]]
    for found in re.finditer(CELL.format(separator), text):
        rows[-1].append((found[1], found[2]))
        if found[2] != separator:
            rows.append([])
        if found.end() == len(text) and found[2] != separator:
            break
    cells = tuple(tuple(row) for row in rows if row)
    counts: dict[str, int | None] = {}
    items: dict[str, Items] = {}
    faults = list(_read(cells, name, counts, items))
    if faults:
        raise DataError(faults)
    return Template(cells, start, counts, items)


def empty() -> Template:
    """Give the template with no number in it."""
    return read(EMPTY.read_bytes(), EMPTY.name)


def write(template: Template) -> bytes:
    """Write a template."""
    return (template.start + "".join(text + end for row in template.cells for text, end in row)).encode()


def flow(template: Template, search_id: str) -> pd.DataFrame:
    """Make of a template the rows of ``data/flow.csv`` of one search.

    Missing is what the template does not tell. What it does not have is left out, as is a group of boxes in which all
    is 0: the template has this where nobody typed a number, and where all of it is 0, nothing is told. The sum of
    databases and registers is a box without a number, which follows, and so is that of reasons.
    """
    labels, counts, items = dict(_labels(template)), template.counts, template.items
    touched = {row for row, n in counts.items() if n} | {LISTS[row] for row, told in items.items() if told}
    unused = {row for group in GROUPS if not touched & set(group) for row in group}
    found: list[tuple[str, str, int | None]] = []
    for row, box in ROWS.items():
        if row in unused or row not in counts:
            continue
        here = next((items[one] for one, of in LISTS.items() if of == row and one in items), ())
        told = [number for _, number in here if number is not None]
        n = counts[row] if touched else None
        if n is None and row not in REASONS and told and len(told) == len(here):
            n = sum(told)
        found.append((box, labels[row], n))
        if row in REASONS:
            found += _parts(box, here)
        if row == "register_results" or (row == "database_results" and "register_results" not in counts):
            found.append(("records_identified", "Records identified from databases and registers", None))
    rows = [(search_id, box, label, BOXES[base(box)], n) for box, label, n in found]
    return pd.DataFrame(rows, columns=["search_id", "box", "label", "phase", "n"]).astype({"n": "Int64"})


def _parts(box: str, items: Items) -> Iterator[tuple[str, str, int | None]]:
    """Give each reason a box of its own, also where two are called alike."""
    taken: set[str] = set()
    for reason, n in items:
        key = slug(reason).replace("_", "-") or "other"
        own = next(one for number in count(1) if (one := key if number == 1 else f"{key}-{number}") not in taken)
        taken.add(own)
        yield f"{box}{PART}{own}", reason, n


def fill(template: Template, boxes: pd.DataFrame, searches: pd.DataFrame) -> Template:
    """Write the boxes of a flow into a template: those of `reviewbook.evidence.accounts.flow.boxes`.

    The rows of ``searches`` are those of this search; they are listed as databases where each has a number of records.
    Where the flow does not tell databases from registers, all records are from databases. What is not reported is NA.
    Which databases and registers a template lists stays where their records together are as many as it says.
    """
    n = {box: None if pd.isna(value) else int(value) for box, value in zip(boxes.box, boxes.n, strict=True)}
    if not {"records_from_databases", "records_from_registers"} & set(n):
        n["records_from_databases"] = n.get("records_identified")
    label = dict(zip(boxes.box, boxes.label, strict=True))
    items: dict[str, Items] = dict.fromkeys(template.items, ())
    if len(searches) and searches.n_records.notna().all():
        items[DATABASES] = tuple(zip(searches.source, map(int, searches.n_records), strict=True))
    for row in (DATABASES, REGISTERS):
        whole = sum(told or 0 for _, told in template.items.get(row, ()))
        if whole and whole == n.get(ROWS[LISTS[row]]):
            items[row] = template.items[row]
    for row in REASONS:
        items[row] = tuple((label[box], value) for box, value in n.items() if box.startswith(f"{ROWS[row]}{PART}"))
    return _with(template, {row: n.get(box) for row, box in ROWS.items()}, items)


def _read(
    cells: Sequence[Sequence[tuple[str, str]]], name: str, counts: dict[str, int | None], items: dict[str, Items]
) -> Iterator[str]:
    """Fill counts and items; say what of the file cannot be read."""
    heading = [_text(text).strip() for text, _ in cells[0]] if cells else []
    lacking = [column for column in ("data", "n") if column not in heading]
    if lacking:
        yield f"{name}, line 1: there is no column '{lacking[0]}'; the template of PRISMA2020 has data, ..., boxtext, n"
        return
    line = 1
    for row in cells:
        texts = [_text(text) for text, _ in row]
        at, line = line, line + sum(len(re.findall(r"\r\n|\r|\n", text + end)) for text, end in row)
        torn = next((text for text, _ in row if text.startswith('"') and not re.fullmatch(r'"(?:[^"]|"")*"', text)), "")
        if torn:
            yield f"{name}, line {at}: {shown(torn[:40])} begins with a quotation mark and does not end with one"
            continue
        key = texts[heading.index("data")].strip() if len(texts) > heading.index("data") else ""
        if row is cells[0] or key not in {*ROWS, *LISTS}:
            continue
        where = f"{name}, line {at} ({key}), column 'n'"
        value = texts[heading.index("n")].strip() if len(texts) > heading.index("n") else ""
        if key in counts or (key in items and key not in ROWS):
            yield f"{where}: the row '{key}' is there twice"
        if len(texts) > len(heading):
            yield f"{where}: the line has {len(texts)} cells, and the heading {len(heading)}; quote cells with commas"
        elif re.fullmatch(COUNT, value) or value in SILENT:
            counts |= {key: _count(value)} if key in ROWS else {}
            items |= {key: ()} if key in LISTS else {}
        elif key in LISTS:
            matches = [(part.strip(), ITEM.fullmatch(part.strip())) for part in value.split(";") if part.strip()]
            for part, match in matches:
                if not match:
                    yield f"{where}: {shown(part)} is no name with its number, such as Wrong population, 52"
            told = [(match["name"].strip(), _count(match["n"])) for _, match in matches if match]
            items[key] = tuple(one for one in told if one[1] is not None or not EXAMPLE.fullmatch(one[0]))
            counts |= {key: None} if key in ROWS else {}
        else:
            yield f"{where}: {shown(value)} is not a number, such as 1204, or NA"


def _count(text: str) -> int | None:
    return None if text in SILENT else int(text.replace(",", "").partition(".")[0])


def _text(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell


def _labels(template: Template) -> Iterator[tuple[str, str]]:
    heading = [_text(text).strip() for text, _ in template.cells[0]]
    for row in template.cells[1:]:
        cells = dict(zip(heading, (_text(text).strip() for text, _ in row), strict=False))
        key = cells.get("data", "")
        if key in ROWS:
            own = cells.get("boxtext") or cells.get("description") or key
            yield key, f"Records identified from: {own}" if key.endswith("_results") else own


def _with(template: Template, counts: dict[str, int | None], items: dict[str, Items]) -> Template:
    """Give a template other numbers; a cell that says the same already stays as it is written."""
    heading = [_text(text).strip() for text, _ in template.cells[0]]
    data, n = heading.index("data"), heading.index("n")
    cells = [template.cells[0]]
    for row in template.cells[1:]:
        key = _text(row[data][0]).strip() if len(row) > data else ""
        same = template.counts.get(key) == counts.get(key) and template.items.get(key, ()) == items.get(key, ())
        if len(row) > n and key in {*ROWS, *LISTS} and not (same and "xxx" not in row[n][0]):
            told = "; ".join(f"{name.replace(';', ',')}, {'NA' if n is None else n}" for name, n in items.get(key, ()))
            value = told or ("NA" if counts.get(key) is None else str(counts[key]))
            quoted = '"' + value.replace('"', '""') + '"' if re.search(r'[,;\t"\r\n]', value) else value
            row = (*row[:n], (quoted, row[n][1]), *row[n + 1 :])
        cells.append(row)
    counts = {key: counts.get(key) for key in template.counts}
    return replace(
        template, cells=tuple(cells), counts=counts, items={key: items.get(key, ()) for key in template.items}
    )
