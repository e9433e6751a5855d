"""A whole book of a made review, small enough to be built in seconds: four studies on morning light and mood.

Its settings and the columns of its tables are those of the book itself; its studies, its article, its text and its
notebooks are made, and every number can be counted by eye.
"""

import csv
import json
import shutil

from copies import FOLDER, NOT_COPIED, Copy
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from reviewbook.runs import notebook

SETTINGS = ["_config.yml", "LICENSE", "Makefile", "pyproject.toml", "requirements.txt", ".gitignore"]
HYPOTHESES = {
    "alliance_predicts_outcome": "light_predicts_mood",
    "improvement_predicts_alliance": "mood_predicts_light",
}
PASSAGE = "2-p1-s1"
TABLES = {
    "studies": """\
study_id,study,sample_id_if_overlapping,n_patients,setting,treatments_compared,pharmacotherapy,duration_weeks,published_side
doe2001,"Doe, 2001",doe2001,40,outpatient,single,psychotherapy only,8,light_predicts_mood
lee2010,"Lee et al., 2010",lee2010,100,inpatient,multiple,psychotherapy only,12,light_predicts_mood
may2012,"May, 2012",may2012,,outpatient,single,psychotherapy and pharmacotherapy,,mood_predicts_light
roe2005,"Roe and Poe, 2005",roe2005,60,outpatient,single,psychotherapy only,16,light_predicts_mood
""",
    "therapists": "study_id,profession,n\ndoe2001,nurse,3\n",
    "treatments": """\
treatment_id,study_id,name,modality,approach,delivery
doe2001-lamp,doe2001,lamp,psychotherapy,supportive,face-to-face
lee2010-walk,lee2010,walk,psychotherapy,supportive,
""",
    "instruments": """\
instrument_id,name,abbreviation,family,counted_as,rater_as_described,reference,measures
lux,Light Diary,LD,Light Diary,LD,patient,,light in the morning
""",
    "hypotheses": """\
hypothesis_id,label,predictor,outcome,statement
light_predicts_mood,Light predicts mood,morning light,mood,More light goes before a better mood.
mood_predicts_light,Mood predicts light,mood,morning light,A better mood goes before more light.
""",
    "assessments": """\
assessment_id,study_id,construct,instrument_id,outcome,rater,schedule,week_from,week_to
doe2001-lux,doe2001,alliance,lux,,patient,time point,4,4
doe2001-mood,doe2001,outcome,,mood,patient,time point,8,8
lee2010-lux,lee2010,alliance,lux,,patient,time point,4,4
may2012-lux,may2012,alliance,lux,,patient,time point,4,4
roe2005-lux,roe2005,alliance,lux,,patient,time point,4,4
""",
    "outcome_domains": "outcome_domain,clinical,description\nmood,yes,How one feels.\nsleep,yes,How one sleeps.\n",
    # light → mood: Doe and Roe support it, Lee does not, May did not test it; mood → light: May alone, a trend
    "findings": """\
finding_id,study_id,hypothesis_id,outcome_domain,outcome,tested,finding,direction,temporal_level,instrument_id,rater
doe2001-light,doe2001,light_predicts_mood,mood,mood,yes,supported,positive,predictor first,lux,patient
doe2001-mood-none,doe2001,mood_predicts_light,,,not reported,,,,,
lee2010-light,lee2010,light_predicts_mood,sleep,sleep,yes,not supported,,concurrent or unspecified,lux,patient
lee2010-mood-none,lee2010,mood_predicts_light,,,not reported,,,,,
may2012-light-none,may2012,light_predicts_mood,,,not reported,,,,,
may2012-mood,may2012,mood_predicts_light,mood,mood,yes,trend,positive,concurrent or unspecified,lux,patient
roe2005-light,roe2005,light_predicts_mood,mood,mood,yes,supported,positive,concurrent or unspecified,lux,patient
roe2005-mood-none,roe2005,mood_predicts_light,,,not reported,,,,,
""",
    "flow": """\
search_id,box,label,phase,n
2020,records_identified,Records identified,identification,90
2020,duplicates_removed,Duplicates removed,identification,
2020,records_screened,Records screened,screening,70
2020,records_excluded,Records excluded,screening,
2020,reports_sought,Reports sought,screening,
2020,reports_not_retrieved,Reports not retrieved,screening,
2020,reports_assessed,Reports assessed,screening,20
2020,reports_excluded,Reports excluded,screening,
2020,studies_included,Studies included,included,4
""",
    "searches": """\
search_id,source_id,source,source_as_printed,searched_on,query
2020,pubmed,PubMed,PubMed,2020-03-01,light AND mood
""",
    "platforms": """\
platform_id,platform,source_id,parser,rule,certainty,stated_in
pubmed,PubMed,pubmed,pubmed,from left to right,stated by the platform,its tutorial
""",
    "criteria": "criterion_id,kind,numeral,aspect,criterion\nlanguage,inclusion,i,language,Written in English\n",
    "questions": """\
question_id,number,question,layer,severity,certainty,article_says,against,consequence,settled_by
lamps,1,Which lamps were used?,article,high,open,Lamps were used.,None is named.,None can be bought.,A photograph.
""",
    "question_studies": "question_id,study_id\nlamps,doe2001\n",
    "checklist": """\
standard,item,label,article,note,edition,where
PRISMA 2020,1,Title names the kind of review,reported,It does.,not applicable,
PRISMA 2020,16a,Flow of records,partly,Some boxes.,added,chapters/methods
""",
    "claims": """\
claim_id,claim_number,passage_id,study_id,kind,claim,printed,number
claim-total,1,2-p1-s1,,quantitative,The studies have 200 patients.,200,light.total_n_patients
""",
    "outside_evidence": """\
evidence_id,reference,passage_id,asked,measure,value,low,high,n_studies,certainty,note
outside-light2021,light2021,2-p1-s1,Light and mood,"correlation r, interval",0.5,0.4,0.6,9,bibliographic record,Made.
outside-roe2005,roe2005,2-p1-s1,Light and mood,,,,,,not at hand,
""",
    "updates": "update_id,title,coded_on,coded_by\narticle,The review,2021-05-01,The makers\n",
    "documents": "document_id,kind,study_id,update_id\nlight2021,article,,article\n",
    "passages": """\
passage_id,section,section_title,paragraph,sentence,opening
2-p1-s1,2,Results,1,1,Four studies were found and
""",
}
# all of it came with the article
ARTICLE = {"update_id": "article", "document_id": "light2021"}
# of an item of a standard, what a passage tells
REPORTED = ("reported", "partly")
BIBLIOGRAPHY = """\
@article{light2021,
  author  = {Light, Ann and Bright, Bob},
  title   = {Morning light and mood: a review},
  journal = {Journal of Mornings},
  volume  = {3},
  pages   = {1--9},
  year    = {2021},
  doi     = {10.1000/light.2021},
}

@article{doe2001,
  author  = {Doe, Jane},
  title   = {Lamps},
  journal = {Journal of Mornings},
  year    = {2001},
}

@article{lee2010,
  author  = {Lee, Kim and Fox, Max and Hay, Sue},
  title   = {Walks},
  journal = {Journal of Mornings},
  year    = {2010},
}

@article{may2012,
  author  = {May, Tom},
  title   = {Moods},
  journal = {Journal of Mornings},
  year    = {2012},
}

@article{roe2005,
  author  = {Roe, Richard and Poe, Ed},
  title   = {Windows},
  journal = {Journal of Mornings},
  year    = {2005},
}
"""
CITATION = """\
cff-version: 1.2.0
message: Please cite it.
type: dataset
title: "Morning light and mood: A made edition of a made review"
abstract: Four made studies, coded as data.
authors:
  - name: The makers
version: 21.0.0
date-released: "2026-01-02"
keywords:
  - light
license:
  - CC-BY-4.0
  - MIT
references:
  - type: article
    title: "Morning light and mood: a review"
    authors:
      - family-names: Light
        given-names: Ann
    doi: 10.1000/light.2021
"""
CONTENTS = """\
format: jb-book
root: chapters/index
parts:
  - caption: The review
    chapters:
      - file: chapters/methods
      - file: notebooks/light
      - file: notebooks/direction
  - caption: This edition
    chapters:
      - file: chapters/numbers
      - file: chapters/dictionary
      - file: chapters/versions
      - file: chapters/cite
      - file: chapters/colophon
      - file: chapters/references
"""
INDEX = """\
# Morning light and mood

```{edition}
```

A review of morning light {cite:p}`light2021`, with {{ light.n_studies.words }} studies.
They have {{ light.total_n_patients }} patients.
The article has {{ light.n_studies.article.words }} studies with {{ light.total_n_patients.article }} patients.
The first hypothesis is supported by some{{ direction.n_supported_light_predicts_mood.cited }}.

```{glance} light.patients
The patients of each study.
```
"""
METHODS = """\
# Methods

A sentence with "quotation marks" -- and {numref}`tab-studies`, {numref}`fig-patients` and {numref}`tab-tallies`.
The search was made once, and {cite:t}`roe2005` was found by it.
The share is $n / N$, and a sum is

$$\\sum_{i=1}^{n} x_i$$
"""
# what the pages of the book itself hold, too, word for word where it matters
COPIED = ["numbers.md", "dictionary.md", "versions.md", "cite.md", "references.md", "colophon.md"]
CHANGELOG = "# Changelog\n\nEvery version.\n\n## 21.0.0 – 2026-01-02\n\nThe first.\n"
SCENARIO = {"title": "Without Doe", "meaning": "Doe counts not.", "parameters": {"leave_out": ["doe2001"]}}
PARAMETERS = "leave_out: list[str] = []  # studies left out: study_ids of data/studies.csv"
NOTEBOOKS = {
    "light": [
        "# What do the studies look like?",
        PARAMETERS,
        """\
from reviewbook.display import publish
from reviewbook.display.figures import characteristics as figures
from reviewbook.evidence.accounts import characteristics
from reviewbook.evidence.tables import data, sources
from reviewbook.manuscript import parameters

parameters.read(globals())
review = data.without(data.load(), leave_out)
studies = review.studies
publish.numbers(characteristics.numbers(review), characteristics.numbers(data.article(review)))""",
        """\
The studies stand in {numref}`tab-studies`, and {numref}`fig-patients` shows the {{ light.total_n_patients }} patients.
The smallest study has {{ light.minimum_n_patients }} patients{{ light.minimum_n_patients.cited }}.

```{output} light.studies
:name: tab-studies
The studies.
```

```{output} light.patients
:name: fig-patients
:table: tab-studies
Patients of each study.
```""",
        """\
publish.table(
    "studies",
    studies,
    {"study_id": "Study", "n_patients": "Patients", "setting": "Setting"},
    {"study_id": "citation", "n_patients": "patients"},
    sources.gathered(sources.located(review, "studies"), list(studies.study_id), {"n_patients": ["n_patients"]}),
)""",
        """\
where = sources.behind(review, "studies", ["n_patients"])
figure = figures.patients(studies, review.hypotheses, where)
publish.figure("patients", figure, figures.patients_in_words(studies))""",
    ],
    "direction": [
        "# What do the studies show?",
        PARAMETERS,
        """\
from reviewbook.display import publish, rows
from reviewbook.evidence.counting import direction
from reviewbook.evidence.tables import data
from reviewbook.manuscript import parameters

parameters.read(globals())
review = data.without(data.load(), leave_out)
publish.numbers(direction.numbers(review), direction.numbers(data.article(review)))""",
        """\
{{ direction.n_tested_light_predicts_mood.sentence }} studies tested it.
It is supported by {{ direction.n_supported_light_predicts_mood.words }} of them.
Their patients are in {numref}`fig-patients`.

```{output} direction.tallies
:name: tab-tallies
What was found.
```""",
        """\
found = rows.tallies(direction.tallies(review))
publish.table("tallies", found, {column: str(column).capitalize() for column in found})""",
    ],
}


def write(folder):
    """Write the book, with notebooks that have not run."""
    for name in ("data", "notebooks", "chapters"):
        (folder / name).mkdir(parents=True)
    for name in SETTINGS:
        shutil.copyfile(FOLDER / name, folder / name)
    for name in COPIED:
        text = (FOLDER / "chapters" / name).read_text(encoding="utf-8")
        # how an edition differs from its article is its own matter
        (folder / "chapters" / name).write_text(text.split("\n## How this edition differs")[0] + "\n", encoding="utf-8")
    written = {
        "CITATION.cff": CITATION,
        "CHANGELOG.md": CHANGELOG,
        "README.md": "# A made book\n",
        "_toc.yml": CONTENTS,
        "references.bib": BIBLIOGRAPHY,
        "chapters/index.md": INDEX,
        "chapters/methods.md": METHODS,
        "data/scenarios.json": json.dumps({"without-doe": SCENARIO}),
    }
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")
    _write_tables(folder / "data")
    for name, (title, parameters, *sources) in NOTEBOOKS.items():
        cells = [new_markdown_cell(title), new_code_cell(parameters, metadata={"tags": ["parameters"]})]
        cells += [new_markdown_cell(s) if "```" in s else new_code_cell(s) for s in sources]
        for number, cell in enumerate(cells):
            cell.id = f"cell-{number}"
            if cell.cell_type == "code":
                cell.metadata.setdefault("tags", []).append("remove-input")
        path = folder / "notebooks" / f"{name}.ipynb"
        path.write_text(notebook.text(notebook.clean(new_notebook(cells=cells))), encoding="utf-8")
    return folder


def _write_tables(place):
    text = (FOLDER / "data" / "datapackage.json").read_text(encoding="utf-8")
    for real, made in HYPOTHESES.items():
        text = text.replace(real, made)
    schema = json.loads(text)
    schema["version"], schema["created"] = "21.0.0", "2026-01-02T00:00:00Z"
    # a table that the book itself has by now, such as that of the records of a search, is none of every book
    schema["resources"] = [one for one in schema["resources"] if one["name"] in {*TABLES, "sources"}]
    (place / "datapackage.json").write_text(json.dumps(schema, indent=2), encoding="utf-8")
    sourced = []
    for resource in schema["resources"]:
        if resource["name"] == "sources":
            continue
        fields = resource["schema"]["fields"]
        came = {field["name"]: ARTICLE[field["name"]] for field in fields if field["name"] in ARTICLE}
        rows = [came | row for row in csv.DictReader(TABLES[resource["name"]].splitlines())]
        for row in rows:
            key = "|".join(row[name] for name in resource["schema"]["primaryKey"])
            sourced += [
                {"table": resource["name"], "row": key, "column": f["name"], "passage_id": PASSAGE, "basis": "stated"}
                for f in fields
                if (f.get("sourced") and row.get(f["name"])) or (f["name"] == "article" and row["article"] in REPORTED)
            ]
        _write_csv(place / resource["path"], [field["name"] for field in fields], rows)
    (own,) = (resource for resource in schema["resources"] if resource["name"] == "sources")
    _write_csv(place / own["path"], [field["name"] for field in own["schema"]["fields"]], sourced)


def _write_csv(path, columns, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)


def made(folder, package=False):
    """Make the book in a repository of its own; without a package of its own, that which is tested makes it."""
    write(folder)
    if package:
        for name in ("reviewbook", "binder"):
            shutil.copytree(FOLDER / name, folder / name, ignore=NOT_COPIED)
    return Copy(folder).begun()
