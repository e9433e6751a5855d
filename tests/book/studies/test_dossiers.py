"""Dossiers on the page and on paper: all of a study, citations that lead there, studies without words of a chapter."""

import csv
import json
import re
import shutil

import pytest
from copies import FOLDER
from folded import whole
from page_text import printed

from reviewbook.evidence.tables import data
from reviewbook.runs import notebook

PAGE = "chapters/studies.html"
SECTION = re.compile(r'<section (?:class="dossier" )?id="study-([^"]+)"(?: class="dossier")?>')
CHAPTER = """\
# The studies

```{studies} dossiers
```

## Those with words

```{dossier} dossiers.doe2001
Of lamps, by {cite:t}`doe2001`.
```

```{dossiers} dossiers
Those without
```
"""


def page(book, path=PAGE):
    return whole(book.folder / "_build" / "html", path)


def dossiers(source):
    """The source of each dossier, by its study."""
    _, *parts = SECTION.split(source)
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.fixture(scope="module")
def found(built):
    return dossiers(page(built))


def anchors(review, study_id):
    """The anchors of all rows about a study, but for that of the study itself, which has one for each of its cells."""
    for table in data.of_studies(review):
        keys = data.described(review, table)["schema"]["primaryKey"]
        rows = getattr(review, table)
        for row in rows[rows.study_id.eq(study_id)].to_dict("records"):
            if table != "studies":
                yield re.sub(r"[^A-Za-z0-9]+", "-", "-".join(["row", table, *(str(row[key]) for key in keys)])).strip(
                    "-"
                )


def test_a_dossier_has_a_place_for_every_row_of_its_study(built, found):
    review = data.load(built.folder)
    assert set(found) == set(review.studies.study_id)
    for study_id, source in found.items():
        missing = [name for name in anchors(review, study_id) if f'id="{name}"' not in source]
        assert missing == [], study_id


def test_a_dossier_leads_to_its_reference_and_to_those_beside_it(found):
    source = found["feeley1999"]
    assert 'href="references.html#ref-feeley1999">In the list of references</a>' in source
    assert 'href="https://doi.org/10.1037/0022-006X.67.4.578"' in source
    assert 'Previous: <a href="#study-zuroff2006">' in source
    assert 'Next: <a href="#study-strunk2010">' in source


def test_a_dossier_says_what_the_counts_become_without_the_study(found):
    said = re.sub("<[^>]*>", "", found["feeley1999"])
    assert "Alliance predicts outcome 7 of 9 → 7 of 8" in said
    assert re.search(r"Patients, total\s+1,824\s+1,799", said)


def test_questions_on_the_abstract_are_told_apart(found):
    (layer,) = re.findall(r'<details class="[^"]*dossier-abstracts"[^>]*>.*?</details>', found["feeley1999"], re.DOTALL)
    assert "moves no number" in layer
    assert "#feeley-setting" in layer
    assert "#feeley-counted-as-supporting" not in layer


@pytest.mark.parametrize(
    "path", ["notebooks/direction.html", "notebooks/characteristics.html", "chapters/methods.html"]
)
def test_citations_of_included_studies_lead_to_dossiers_and_no_others(built, path):
    review = data.load(built.folder)
    source = page(built, path)
    led = set(re.findall(r'href="[^"]*#ref-([^"]+)"', source))
    assert led.isdisjoint(review.studies.study_id)
    if path.startswith("notebooks"):
        assert "chapters/studies.html#study-feeley1999" in source


def test_a_work_that_is_no_study_leads_to_the_list(built):
    assert "references.html#ref-hiltonboon2021" in page(built, "notebooks/direction.html")


def test_marks_of_figures_lead_to_dossiers(built):
    told = re.findall(r'class="figure-marks">(.*?)</script>', page(built, "notebooks/direction.html"), re.DOTALL)
    leads = [to for one in told for _, to in json.loads(one)["studies"].values()]
    assert leads
    assert all(to.startswith("../chapters/studies.html#study-") for to in leads)


def test_the_paper_has_the_dossiers_open(built):
    told = printed(built, "supplement")
    assert "Alliance predicts outcome 7 of 9 → 7 of 8" in told
    assert told.count("Counts that change without it") == len(data.load(built.folder).studies)


def test_an_address_of_a_row_opens_the_part_that_has_it(site, visit):
    with visit() as window:
        shown = window.open(f"{site.file}/{PAGE}#row-findings-feeley1999-outcome")
        shown.wait_for_function("document.querySelector('#study-feeley1999 .dossier-findings').open")
        assert shown.locator("#row-findings-feeley1999-outcome").is_visible()
        assert not shown.locator("#row-therapists-feeley1999-psychologist").is_visible()
        shown.locator("#study-feeley1999 .dossier-therapists > summary").press("Enter")
        assert shown.locator("#row-therapists-feeley1999-psychologist").is_visible()


@pytest.fixture
def told(edited):
    """The made book with dossiers, of which a chapter has words on one study."""
    book = edited
    shutil.copyfile(FOLDER / "notebooks" / "dossiers.ipynb", book.folder / "notebooks" / "dossiers.ipynb")
    path = book.folder / "notebooks" / "dossiers.ipynb"
    node = notebook.clean(notebook.read(path))
    for cell in node.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        elif cell.id == "overview-text":
            cell.source = "Nothing."
    path.write_text(notebook.text(node), encoding="utf-8")
    (book.folder / "chapters" / "studies.md").write_text(CHAPTER, encoding="utf-8")
    contents = book.folder / "_toc.yml"
    pages = "      - file: chapters/studies\n      - file: notebooks/dossiers\n"
    text = contents.read_text(encoding="utf-8")
    contents.write_text(
        text.replace("      - file: notebooks/direction\n", f"{pages}      - file: notebooks/direction\n")
    )
    return book


def test_a_study_that_no_chapter_has_words_on_has_a_dossier(told):
    done = told.run("run")
    assert done.returncode == 0, done.stderr
    done = told.run("build")
    assert done.returncode == 0, done.stderr
    source = page(told)
    assert list(dossiers(source)) == ["doe2001", "lee2010", "may2012", "roe2005"]
    assert source.index("Those with words") < source.index('id="study-doe2001"') < source.index(">Those without<")
    assert 'href="#study-may2012"' in source
    # what the made book asks of no page of its own is text
    assert "Which lamps were used?" in dossiers(source)["doe2001"]
    assert 'studies.html#study-roe2005"' in page(told, "chapters/methods.html")
    with (told.folder / "data" / "studies.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(dossiers(source))


def test_a_study_that_nobody_knows_is_refused(told):
    path = told.folder / "chapters" / "studies.md"
    path.write_text(CHAPTER.replace("dossiers.doe2001", "dossiers.poe2001"), encoding="utf-8")
    told.run("run")
    done = told.run("build")
    assert done.returncode != 0
    assert "'poe2001' is no study; the studies are doe2001, lee2010, may2012, roe2005" in done.stderr + done.stdout
