"""Named sets of parameters: each in a folder of its own, none mixed with another, each named on all its pages."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from pypdf import PdfReader

from reviewbook.runs import changes, scenarios
from reviewbook.runs.notebook import NotebookError

SAMPLE, SYMPTOMS, SETTING = "one-vote-per-sample", "symptoms-only", "without-questioned-setting"


def define(book, **entries):
    found = {name: {"title": name, "meaning": "A test.", "parameters": given} for name, given in entries.items()}
    (book.folder / scenarios.FILE).write_text(json.dumps(found))


def numbers(folder):
    """Every published number of a book, by name."""
    found = {}
    for path in (folder / "notebooks").glob("*.ipynb"):
        for cell in json.loads(path.read_text())["cells"]:
            for output in cell.get("outputs", []):
                for record in output["data"].get(changes.NUMBERS, ()):
                    found[f"{path.stem}.{record['name']}"] = record["value"]
    return found


def test_every_scenario_of_the_book_fits_the_notebooks(folder):
    known = scenarios.read(folder)
    assert set(known) == {SAMPLE, SYMPTOMS, SETTING}
    for scenario in known.values():
        assert "robustness" in scenarios.values(folder, scenario)


def test_an_unknown_scenario_is_refused_with_those_that_there_are(book):
    refused = book.run("scenario", "nobody")
    assert refused.returncode == 1
    assert refused.stderr == f"no scenario 'nobody' in data/scenarios.json; there are {SYMPTOMS}, {SAMPLE}, {SETTING}\n"


def test_an_unknown_parameter_is_refused_before_anything_is_written(book):
    define(book, odd={"leave_in": ["berger2018"]})
    refused = book.run("scenario", "odd")
    assert refused.returncode == 1
    assert refused.stderr.startswith("data/scenarios.json, odd: no notebook has a parameter 'leave_in'; there are ")
    assert book.built() == []


def test_a_value_of_another_type_is_refused_by_notebook_and_parameter(folder):
    odd = scenarios.Scenario("odd", "Odd", "A test.", {"leave_out": "berger2018"})
    with pytest.raises(NotebookError, match=r"notebooks/characteristics.ipynb, parameter 'leave_out'"):
        scenarios.values(folder, odd)


@pytest.mark.parametrize("entry", [{"title": "T", "meaning": "M"}, {"title": "", "meaning": "M", "parameters": {}}])
def test_an_entry_that_is_no_scenario_is_refused_by_name(book, entry):
    (book.folder / scenarios.FILE).write_text(json.dumps({"odd": entry}))
    with pytest.raises(scenarios.ScenarioError, match="'odd' must be"):
        scenarios.read(book.folder)


def test_two_scenarios_side_by_side_and_one_after_the_other_share_no_number(book):
    """Castonguay has 30 patients and Feeley 25, of 1,824 in all: 1,794 without the one, 1,799 without the other."""
    define(book, one={"leave_out": ["castonguay1996"]}, other={"leave_out": ["feeley1999"]})
    before = numbers(book.folder)
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda name: book.run("scenario", name), ["one", "other"]))
    assert [run.returncode for run in done] == [0, 0], [run.stderr for run in done]
    assert "number    characteristics.total_n_patients  1,824 → 1,794" in done[0].stdout
    side_by_side = {name: numbers(scenarios.place(book.folder, name)) for name in ("one", "other")}
    assert side_by_side["one"]["characteristics.total_n_patients"] == 1794
    assert side_by_side["other"]["characteristics.total_n_patients"] == 1799
    for name in ("other", "one"):
        assert book.run("scenario", name).returncode == 0
        assert numbers(scenarios.place(book.folder, name)) == side_by_side[name]
    assert numbers(book.folder) == before
    assert book.git("status", "--porcelain", "notebooks") == ""


def test_a_book_of_a_scenario_says_so_on_every_page_of_the_web_and_of_the_paper(book):
    published = "https://example.org/book/"
    done = book.run("scenario", SETTING, "--build", REVIEWBOOK_SITE=published)
    assert done.returncode == 0, done.stderr
    built = scenarios.place(book.folder, SETTING) / "_build"
    said = "Scenario: Without the study whose setting is in question"
    pages = {page.relative_to(built / "html").as_posix(): page for page in built.glob("html/**/*.html")}
    assert {"index.html", "404.html", "search.html", "chapters/index.html", "notebooks/direction.html"} <= pages.keys()
    for page in pages.values():
        assert said.lower() in page.read_text(encoding="utf-8").lower(), page.name
        # the edition is published there, not this
        assert published not in page.read_text(encoding="utf-8"), page.name
    (paper,) = (built / "pdf").glob(f"*-{SETTING}.pdf")
    for number, page in enumerate(PdfReader(paper).pages, start=1):
        assert said.lower() in " ".join(page.extract_text().split()).lower(), number
    assert (built / "html" / paper.name).is_file()
    assert f'"../{paper.name}"' in (built / "html" / "chapters" / "index.html").read_text(encoding="utf-8")
    characteristics = (built / "html" / "notebooks" / "characteristics.html").read_text(encoding="utf-8")
    assert "1,799" in characteristics
    assert "1,824" not in re.sub(r"<head.*?</head>", "", characteristics, flags=re.DOTALL)
    assert not (book.folder / "_build" / "html").exists()


def test_with_symptoms_only_the_counts_are_those_of_studies_with_symptoms(book):
    done = book.run("scenario", SYMPTOMS)
    assert done.returncode == 0, done.stderr
    counted = numbers(scenarios.place(book.folder, SYMPTOMS))
    # Berger, Castonguay, De Bolle and Stiles-Shields support it, Feeley and Strunk do not
    assert counted["direction.n_tested_alliance_predicts_outcome"] == 6
    assert counted["direction.n_supported_alliance_predicts_outcome"] == 4
    # as the whole: Feeley, Strunk, Wucherpfennig
    assert counted["direction.n_tested_improvement_predicts_alliance"] == 3
    # what the article counts is not a matter of what this edition counts
    assert counted["direction.n_published_alliance_predicts_outcome"] == 7
