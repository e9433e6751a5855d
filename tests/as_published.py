"""The tables as the article has them, read by no code of the package: what is counted by hand is counted there.

A count by hand of the article stays true, whatever an update brings; so tests on the ten studies look at these tables.
Without an update they are those of the book.
"""

import csv
import json
import shutil

# how a row is known to have come with a document, a study, a search: the column, and the table that has them
TIES = {"update_id": "updates", "document_id": "documents", "search_id": "searches", "study_id": "studies",
        "passage_id": "passages"}  # fmt: skip
# what only an update brings
LATER = {"records"}


def has_updates(folder):
    return len(_rows(folder / "data" / "updates.csv")) > 1


def tables(folder):
    """The rows of each table that came with the article, by its name."""
    package = _package(folder)
    keys = {one["name"]: one["schema"]["primaryKey"] for one in package["resources"]}
    found = {one["name"]: _rows(folder / "data" / one["path"]) for one in package["resources"]}
    (article,) = {row["update_id"] for row in found["documents"] if row["kind"] == "article"}
    found["updates"] = [row for row in found["updates"] if row["update_id"] == article]
    for column, owner in TIES.items():
        here = {row[column] for row in found[owner]}
        for name, rows in found.items():
            found[name] = [row for row in rows if name == owner or not row.get(column) or row[column] in here]
    there = {(name, "|".join(row[key] for key in keys[name])) for name, rows in found.items() for row in rows}
    for name in ("sources", "question_cells"):
        found[name] = [row for row in found[name] if (row["table"], row["row"]) in there]
    return found


def strip(folder):
    """Take what came with an update out of the tables of a copy of the book."""
    data, package, found = folder / "data", _package(folder), tables(folder)
    text = json.dumps(package, indent=2, ensure_ascii=False)
    (data / "datapackage.json").write_text(f"{text}\n", encoding="utf-8")
    for name in LATER:
        (data / f"{name}.csv").unlink(missing_ok=True)
    for one in package["resources"]:
        with (data / one["path"]).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [field["name"] for field in one["schema"]["fields"]], lineterminator="\n")
            writer.writeheader()
            writer.writerows(found[one["name"]])


def place(folder, other):
    """Have the book as its article has it in another folder, where all but the tables is that of the book."""
    other.mkdir()
    for path in folder.iterdir():
        if path.name not in ("data", "_build"):
            (other / path.name).symlink_to(path)
    shutil.copytree(folder / "data", other / "data")
    strip(other)


def _rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _package(folder):
    package = json.loads((folder / "data" / "datapackage.json").read_text(encoding="utf-8"))
    return package | {"resources": [one for one in package["resources"] if one["name"] not in LATER]}
