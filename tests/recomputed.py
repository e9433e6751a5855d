"""Recompute what is published from the parts of which it says that it is made, and look the parts up in the tables.

All arithmetic is written here; nothing of the package is asked but whether a function has the name that is given.
"""

import csv
import importlib
import json
import re
from math import comb, isclose, sqrt
from types import ModuleType

NUMBERS = "application/vnd.reviewbook.numbers+json"
TABLE = "application/vnd.dataresource+json"
Z = 1.959964
LEVELS = ["concurrent or unspecified", "predictor first", "adjusted for earlier change", "both orders tested"]
# a share of votes, in the outcome domains, at the level and of the unit that it names
SHARE = re.compile(r"(?P<n>\d+) of (?P<total>\d+) \(.+; .+; (?P<unit>study|sample)\)")
DIVIDED = {"finding": "mixed", "direction": "conflicting"}


def published(folder):
    """Every published number of a book, by notebook and name, in both sets: (notebook, name, set) to record."""
    found = {}
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", ()):
                for record in output.get("data", {}).get(NUMBERS, ()):
                    found[path.stem, record["name"], "updated"] = record
                    found[path.stem, record["name"], "article"] = record | record.get("article", {})
    return found


def tables(folder):
    """Every published table of a book, by notebook and name."""
    found = {}
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", ()):
                if TABLE in output.get("data", {}):
                    found[path.stem, output["metadata"]["reviewbook"]["name"]] = output["data"][TABLE]
    return found


def misnamed(folder):
    """Say of every cell that names a published number where it shows another value than this."""
    numbers, told = published(folder), []
    for (notebook, name), table in tables(folder).items():
        which = "article" if name.endswith(".article") else "updated"
        for row, names in zip(table["data"], table.get("numbers", [{}] * len(table["data"])), strict=True):
            for column, called in names.items():
                # of a count that a reader can make
                if called.startswith("?") or not called:
                    continue
                of, _, own = called.rpartition(".")
                # claims are about the article alone
                of_article = which == "article" or notebook == "reproduction"
                record = numbers.get((of or notebook, own, "article" if of_article else which))
                # what is not reported has no number
                silent = row[column] in (None, "–")
                if not (silent if record is None else shows(record["value"], row[column])):
                    value = record and record["value"]
                    told.append(f"{notebook}.{name}, {column}, {called}: {row[column]!r}, {value!r}")
    return told


def shows(value, cell):
    """Tell whether a cell shows a value: the same, or words that begin with it, in which a number has commas."""
    if isinstance(cell, str):
        said = value if isinstance(value, list) else [f"{value:,}" if isinstance(value, int | float) else value]
        return cell.startswith(" and ".join(said))
    return value == cell if value is None or cell is None else isclose(value, cell, rel_tol=1e-9)


def faults(folder):
    """Say of every published number what is wrong with what it is made of."""
    numbers, tables = published(folder), Tables(folder)
    told = []
    for (notebook, name, which), record in numbers.items():
        made = record["made"]
        if record["value"] is None and not made["parts"] and not made["by"]:
            # what the article has not, or an update has no longer, is made of nothing
            continue
        where = f"{notebook}.{name} ({which}), {made['how']}"
        there = {key[1]: one for key, one in numbers.items() if key[0] == notebook and key[2] == which}
        told += [f"{where}: {fault}" for fault in _wrong(record, made, there, tables)]
    return told


class Tables:
    """The coded tables as text, each row by its key."""

    def __init__(self, folder):
        schema = json.loads((folder / "data" / "datapackage.json").read_text(encoding="utf-8"))
        self.rows, self.empty = {}, {}
        for table in schema["resources"]:
            with (folder / "data" / table["path"]).open(encoding="utf-8", newline="") as file:
                rows = [*csv.DictReader(file)]
            key = table["schema"]["primaryKey"]
            self.rows[table["name"]] = {"|".join(row[column] for column in key): row for row in rows}
            for field in table["schema"]["fields"]:
                labels = [missing.get("label", "") for missing in field.get("missingValues", ())]
                self.empty[table["name"], field["name"]] = " ".join(labels)

    def cell(self, address):
        """Give a cell by its address, of which there has to be one."""
        table, _, rest = address.partition("/")
        row, _, column = rest.rpartition("/")
        return table, self.rows[table][row], column

    def names(self):
        return {study_id: row["study"] for study_id, row in self.rows["studies"].items()}


def _wrong(record, made, there, tables):
    if made["how"] not in WAYS:
        yield "this is no known way"
        return
    for name in made["by"]:
        if not _exists(name):
            yield f"there is no {name}"
    if not made["by"]:
        yield "nothing is named that computes it"
    for part in made["parts"]:
        yield from _wrong_part(part, there, tables)
    value = _recomputed(made, tables)
    if not same(value, record["value"]):
        yield f"published {record['value']!r}, recomputed {value!r}"
    counted = {part["of"] for part in made["parts"] if "of" in part}
    # the flow counts studies and names none
    named = record["studies"] if made["how"] == "count" and record["unit"] == "studies" else []
    if named and counted <= set(tables.rows["studies"]) and counted != set(named):
        yield f"parts are {sorted(counted)}, its studies {sorted(named)}"


def _wrong_part(part, there, tables):
    where = part.get("number") or part["of"]
    if "number" in part and not (where in there and same(there[where]["value"], part["value"])):
        yield f"'{where}' is no number with the value {part['value']!r}"
    for inner in part.get("parts", ()):
        yield from _wrong_part(inner, there, tables)
    if "parts" in part and part["value"] != sum(inner["value"] for inner in part["parts"]):
        yield f"'{where}' is not the sum of its parts"
    try:
        cells = [tables.cell(address) for address in part.get("cells", ())]
        told = [row[column] for _, row, column in cells]
    except KeyError as missing:
        yield f"'{where}': there is no cell with {missing}"
        return
    column = cells[0][2] if cells else ""
    if SHARE.fullmatch(where) or (len(cells) == 1 and column in DIVIDED and isinstance(part["value"], int)):
        # how many studies support in a category, or which share of them
        told = []
    if len(told) == 1 and not _as_coded(part["value"], told[0], tables.empty[cells[0][0], column]):
        yield f"'{where}' is {part['value']!r}, its cell {told[0]!r}"
    columns = {(table, column) for table, _, column in cells}
    if len(told) > 1 and len(columns) == 1 and column not in DIVIDED:
        # several cells that say the same, or each of the words
        said = {one for one in told if one}
        if said != set(str(part["value"]).split(", ")) and (
            said or not _as_coded(part["value"], "", tables.empty[columns.pop()])
        ):
            yield f"'{where}' is {part['value']!r}, its cells {sorted(said)}"
    yield from _wrong_vote(part, cells, tables)
    if share := SHARE.fullmatch(where):
        n, total, unit = int(share["n"]), int(share["total"]), share["unit"]
        if not same(100 * n / total, part["value"]):
            yield f"'{where}' is not {part['value']!r} percent"
        rows = [row for _, row, column in cells if column in DIVIDED]
        if rows and (n, total) not in _counts(rows, cells[0][2], unit, tables):
            yield f"'{where}': its cells give {_counts(rows, cells[0][2], unit, tables)}"


def _wrong_vote(part, cells, tables):
    """Let the findings that a part names vote, study by study and then, where it is a sample, all of them."""
    for column in DIVIDED:
        rows = [row for table, row, name in cells if (table, name) == ("findings", column)]
        if not rows or SHARE.fullmatch(part.get("of", "")):
            continue
        if any(row["tested"] != "yes" for row in rows):
            yield f"'{part['of']}' rests on what was not tested"
        if isinstance(part["value"], int):
            # how many studies support in a category
            if len({row["study_id"] for row in rows}) != part["value"]:
                yield f"'{part['of']}' has {part['value']}, its findings are of another number of studies"
            continue
        answers = []
        for hypothesis in tables.rows["hypotheses"]:
            by_study = {}
            for row in rows:
                if row["hypothesis_id"] == hypothesis:
                    by_study.setdefault(row["study_id"], []).append(row[column])
            if by_study:
                answers.append(agreed([agreed(words, column) for words in by_study.values()], column))
        if part["of"] not in tables.rows["findings"] and ", ".join(str(one) for one in answers) != str(part["value"]):
            yield f"'{part['of']}' says {part['value']!r}, its findings say {answers}"


def _counts(rows, column, unit, tables):
    """Count votes for, and all, from findings: however a direction that is not reported votes."""
    found, word = set(), {"finding": "supported", "direction": "positive"}[column]
    for stand in ("", "negative", "positive"):
        by_study = {}
        for row in rows:
            by_study.setdefault(row["study_id"], []).append(row[column])
        votes = {
            one: agreed(words, column) or (stand if column == "direction" else "") for one, words in by_study.items()
        }
        samples = {}
        for one, vote in votes.items():
            sample = tables.rows["studies"][one]["sample_id_if_overlapping"] if unit == "sample" else ""
            samples.setdefault(sample or one, []).append(vote)
        told = [agreed(words, column) for words in samples.values()]
        found.add((told.count(word), sum(bool(vote) for vote in told)))
    return found


def agreed(words, column):
    """The word that at least seven in ten have that say one; None where none does."""
    known = [word for word in words if word]
    most = max(sorted(set(known)), key=known.count, default=None)
    return most if most is None or 10 * known.count(most) >= 7 * len(known) else DIVIDED[column]


def _as_coded(value, cell, empty):
    if cell == "":
        return value is None or str(value) in empty
    if isinstance(value, int | float):
        return float(cell) == value
    return value == cell


def _exists(name):
    module, found = name, None
    while module and found is None:
        try:
            found = importlib.import_module(module)
        except ModuleNotFoundError:
            module = module.rpartition(".")[0]
    for step in name.removeprefix(module).split(".")[1:]:
        found = getattr(found, step, None)
    return callable(found) or isinstance(found, ModuleType)


def same(one, other):
    if isinstance(one, int | float) and isinstance(other, int | float):
        return isclose(one, other, rel_tol=1e-6, abs_tol=1e-9)
    return one == other


def _recomputed(made, tables):
    values = [part["value"] for part in made["parts"]]
    if made["how"] == "constant":
        # a share may stand as a fraction
        (name,), (module,), (value,) = [part["of"] for part in made["parts"]], made["by"], values
        constant = getattr(importlib.import_module(module), name)
        return value if value in (constant, 100 * constant) else constant
    if made["how"] == "agreement":
        columns = {address.rpartition("/")[2] for part in made["parts"] for address in part["cells"]}
        (column,) = columns
        return agreed(values, column) or "not reported"
    if made["how"] == "not tested":
        return "no test reported" if "yes" not in values else None
    if made["how"] == "largest change":
        first, *others = made["parts"]
        far = {one["of"]: abs(one["value"] - first["value"]) for one in others if one["value"] is not None}
        most = max(far.values(), default=0)
        return [tables.names()[one] for one, much in far.items() if most > 0 and much > most - 1e-9] or None
    if made["how"] == "list with names":
        return [f"{part['of']}: {part['value']}" for part in made["parts"]]
    return WAYS[made["how"]](values)


def _known(values):
    return [value for value in values if value is not None]


def _value(values):
    assert all(other == values[0] for other in values)
    return values[0] if values else None


def _quantile(share):
    def quantile(values):
        known = sorted(_known(values))
        if not known:
            return None
        place = share * (len(known) - 1)
        below = int(place)
        above = min(below + 1, len(known) - 1)
        return known[below] + (place - below) * (known[above] - known[below])

    return quantile


def _percent(values):
    return 100 * values[0] / values[1] if len(values) == 2 and values[0] is not None and values[1] else None


def _wilson(sign):
    def end(values):
        n, total = values
        if not total:
            return None
        share = n / total
        middle = share + Z**2 / (2 * total)
        half = Z * sqrt(share * (1 - share) / total + Z**2 / (4 * total**2))
        return 100 * (middle + sign * half) / (1 + Z**2 / total)

    return end


def _sign_test(values):
    n, total = values
    if 2 / 2**total > 0.05:
        return None
    as_uneven = [k for k in range(total + 1) if abs(2 * k - total) >= abs(2 * n - total)]
    return sum(comb(total, k) for k in as_uneven) / 2**total


def _every(values):
    if len(values) < 2:
        return "fewer than two categories"
    return "in every category" if all(values) else "not in every category"


# of those without a function more than the values of the parts is asked
WAYS = {
    "value": _value,
    "constant": None,
    "count": len,
    "sum": lambda values: sum(_known(values)),
    "difference": lambda values: values[0] - sum(values[1:]),
    "median": _quantile(0.5),
    "lower quartile": _quantile(0.25),
    "upper quartile": _quantile(0.75),
    "minimum": lambda values: min(_known(values), default=None),
    "maximum": lambda values: max(_known(values), default=None),
    "percent": _percent,
    "wilson low": _wilson(-1),
    "wilson high": _wilson(1),
    "sign test": _sign_test,
    "agreement": None,
    "largest change": None,
    "not tested": None,
    "highest": lambda values: max(values, key=LEVELS.index),
    "every": _every,
    "list": lambda values: list(dict.fromkeys(values)) or ["none"],
    "list with names": None,
}
