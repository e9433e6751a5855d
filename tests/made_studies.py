"""Studies made for tests and benchmarks: complete in every table, so that a book with them can be built."""

import csv
import json
import re

# A question is asked, and a claim made, of one study.
NOT_COPIED = {"question_studies", "claims"}
ROUND = "2026"
# what the search of an update finds
FOUND = {"records_identified": "40", "records_screened": "30", "reports_assessed": "5", "studies_included": "1"}
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
    _cite(folder, names, model)


def update(folder, name, n_patients, model="strunk2010", search="2024", came_with=ROUND):
    """Add a round: a search, and a study that is like the model, with a report of its own on which all of it rests."""
    data, passage = folder / "data", f"{name}-p1-s1"
    own, places = {"update_id": came_with, "document_id": name, "passage_id": passage}, set()

    def came(table, change):
        columns, rows = _read(data / f"{table}.csv")
        more = [row | change(row) | {key: own[key] for key in own if key in columns} for row in rows if change(row)]
        # a cell that rested on several sentences rests on one
        if table == "sources":
            told = {(row["table"], row["row"], row["column"]): row for row in more}
            more = list(told.values())
        _write(data / f"{table}.csv", columns, rows + more)

    def renamed(row):
        return {column: value.replace(model, name) for column, value in row.items()}

    def searched(row):
        return {"search_id": came_with} if row["search_id"] == search else {}

    def study(row):
        return {"study": f"{name[:-4].capitalize()}, {name[-4:]}", "n_patients": str(n_patients), "published_side": ""}

    begun = {"title": "An update", "coded_on": "2026-11-01", "coded_by": "A coder"}
    came("updates", lambda row: begun if row["update_id"] == "article" else {})
    came("documents", lambda row: {"kind": "study report", "study_id": name} if row["kind"] == "article" else {})
    came("passages", lambda row: {"section": "Results"} if not places and not places.add(1) else {})
    came("studies", lambda row: renamed(row) | study(row) if row["study_id"] == model else {})
    for table in ("therapists", "treatments", "assessments", "findings"):
        came(table, lambda row: renamed(row) if row["study_id"] == model else {})
    came("searches", lambda row: searched(row) and searched(row) | {"searched_on": "2026-10-01"})
    came("flow", lambda row: searched(row) and searched(row) | {"n": FOUND.get(row["box"], "")})

    def source(row):
        if row["table"] in ("searches", "flow") and row["row"].startswith(f"{search}|"):
            return {"row": row["row"].replace(search, came_with, 1)}
        of_study = re.match(rf"{model}\b", row["row"]) and row["table"] not in NOT_COPIED
        return renamed(row) if of_study and row["column"] != "published_side" else {}

    came("sources", source)
    _cite(folder, [name], model)


def remove(folder, name):
    """Delete a study from every table; its reference may stay."""
    schema = json.loads((folder / "data" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in schema["resources"]:
        path = folder / "data" / resource["path"]
        columns, rows = _read(path)
        if resource["name"] == "flow":
            _let_through(rows, -1)
        key = "row" if resource["name"] in ("sources", "question_cells", "answer_cells") else "study_id"
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


def _cite(folder, names, model):
    references = folder / "references.bib"
    text = references.read_text(encoding="utf-8")
    (entry,) = re.findall(rf"^@\w+\{{{model},.*?^\}}\n", text, flags=re.DOTALL | re.MULTILINE)
    # the people of the study are called as its key
    alone = [re.sub(r"author(\s*)= \{.*?\}", rf"author\1= {{{name[:-4].capitalize()}, A.}}", entry) for name in names]
    made = [one.replace(model, name).replace(model[-4:], name[-4:]) for one, name in zip(alone, names, strict=True)]
    references.write_text(text + "\n" + "\n".join(made), encoding="utf-8")


def _let_through(rows, more):
    """Let more studies, or fewer, pass every box on their way, of the search that found those of the article."""
    for row in rows:
        if row["search_id"] == rows[0]["search_id"] and row["box"] in WAY and row["n"]:
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
