"""Studies made for tests and benchmarks: complete in every table, so that a book with them can be built."""

import csv
import json
import re

# A question is asked, and a claim made, of one study.
NOT_COPIED = {"question_studies", "claims"}
# A study is in every box on its way.
WAY = {"records_identified", "records_screened", "reports_sought", "reports_assessed", "studies_included"}


def add(folder, names, n_patients=None, model="strunk2010"):
    """Add studies that are like the model in everything but their names and, if given, their patients."""
    _, studies = _read(folder / "data" / "studies.csv")
    (citation,) = (row["study"] for row in studies if row["study_id"] == model)
    schema = json.loads((folder / "data" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in schema["resources"]:
        path = folder / "data" / resource["path"]
        columns, rows = _read(path)
        if resource["name"] == "flow":
            _let_through(rows, len(names))
        elif resource["name"] not in NOT_COPIED and ("study_id" in columns or resource["name"] == "sources"):
            own = [row for row in rows if model in (row.get("study_id") or row.get("row") or "")]
            rows += [_copied(row, name, model, citation) for name in names for row in own]
        if n_patients and resource["name"] == "studies":
            for row in rows:
                row["n_patients"] = str(n_patients) if row["study_id"] in names else row["n_patients"]
        _write(path, columns, rows)
    references = folder / "references.bib"
    text = references.read_text(encoding="utf-8")
    (entry,) = re.findall(rf"^@\w+\{{{model},.*?^\}}\n", text, flags=re.DOTALL | re.MULTILINE)
    # the people of the study are called as its key
    alone = [re.sub(r"author(\s*)= \{.*?\}", rf"author\1= {{{name[:-4].capitalize()}, A.}}", entry) for name in names]
    made = [one.replace(model, name).replace(model[-4:], name[-4:]) for one, name in zip(alone, names, strict=True)]
    references.write_text(text + "\n" + "\n".join(made), encoding="utf-8")


def remove(folder, name):
    """Delete a study from every table; its reference may stay."""
    schema = json.loads((folder / "data" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in schema["resources"]:
        path = folder / "data" / resource["path"]
        columns, rows = _read(path)
        if resource["name"] == "flow":
            _let_through(rows, -1)
        key = "row" if resource["name"] == "sources" else "study_id"
        _write(path, columns, [row for row in rows if not re.match(rf"{name}\b", row.get(key) or "")])


def turn(folder, finding_id, **cells):
    """Give cells of a finding other values, with the sources that they then need."""
    path = folder / "data" / "findings.csv"
    columns, rows = _read(path)
    for row in rows:
        if row["finding_id"] == finding_id:
            row |= cells
    _write(path, columns, rows)
    path = folder / "data" / "sources.csv"
    columns, rows = _read(path)
    own = [row for row in rows if row["table"] == "findings" and row["row"] == finding_id]
    there = {row["column"] for row in own}
    rows += [own[0] | {"column": column} for column in cells if column not in there]
    _write(path, columns, rows)


def _let_through(rows, more):
    """Let more studies, or fewer, pass every box on their way."""
    for row in rows:
        if row["box"] in WAY and row["n"]:
            row["n"] = str(int(row["n"]) + more)


def _copied(row, name, model, citation):
    own = f"{name[:-4].capitalize()}, {name[-4:]}"
    return {column: value.replace(model, name).replace(citation, own) for column, value in row.items()}


def _read(path):
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return reader.fieldnames, list(reader)


def _write(path, columns, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
