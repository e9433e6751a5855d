"""Named sets of parameters: each in a folder of its own, none mixed with another, each named on all its pages."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from copies import Copy
from page_text import paper, sheets
from updates import numbers

from reviewbook.runs import scenarios
from reviewbook.runs.notebook import NotebookError


def define(book, **entries):
    found = {name: {"title": name, "meaning": "A test.", "parameters": given} for name, given in entries.items()}
    (book.folder / scenarios.FILE).write_text(json.dumps(found))


def test_an_unknown_scenario_is_refused_with_those_that_there_are(small):
    refused = small.run("scenario", "nobody")
    assert refused.returncode == 1
    assert refused.stderr == "no scenario 'nobody' in data/scenarios.json; there are without-doe\n"


def test_an_unknown_parameter_is_refused_before_anything_is_written(small):
    book = small
    define(book, odd={"leave_in": ["doe2001"]})
    refused = book.run("scenario", "odd")
    assert refused.returncode == 1
    assert refused.stderr.startswith("data/scenarios.json, odd: no notebook has a parameter 'leave_in'; there are ")
    assert book.built() == []


def test_a_value_of_another_type_is_refused_by_notebook_and_parameter(small):
    odd = scenarios.Scenario("odd", "Odd", "A test.", {"leave_out": "doe2001"})
    with pytest.raises(NotebookError, match=r"notebooks/direction.ipynb, parameter 'leave_out'"):
        scenarios.values(small.folder, odd)


def test_two_scenarios_side_by_side_and_one_after_the_other_share_no_number(edited):
    """Doe has 40 patients and Lee 100, of 200 in all: 160 without the one, 100 without the other."""
    book = edited
    define(book, one={"leave_out": ["doe2001"]}, other={"leave_out": ["lee2010"]})
    before = numbers(book.folder)
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda name: book.run_anew("scenario", name), ["one", "other"]))
    assert [run.returncode for run in done] == [0, 0], [run.stderr for run in done]
    assert "number    light.total_n_patients  200 → 160" in done[0].stdout
    side_by_side = {name: numbers(scenarios.place(book.folder, name)) for name in ("one", "other")}
    assert side_by_side["one"]["light.total_n_patients"] == 160
    assert side_by_side["other"]["light.total_n_patients"] == 100
    for name in ("other", "one"):
        assert book.run("scenario", name).returncode == 0
        assert numbers(scenarios.place(book.folder, name)) == side_by_side[name]
    assert numbers(book.folder) == before
    assert book.git("status", "--porcelain", "notebooks") == ""


NOT_THE_EDITION = "This is not the edition itself."


@pytest.mark.slow
def test_a_book_of_a_scenario_says_so_on_every_page_of_the_web_and_of_the_paper(small):
    published = "https://example.org/book/"
    done = small.run("scenario", "without-doe", "--build", REVIEWBOOK_SITE=published)
    assert done.returncode == 0, done.stderr
    built = scenarios.place(small.folder, "without-doe") / "_build"
    said = "Scenario: Without Doe"
    pages = {page.relative_to(built / "html").as_posix(): page for page in built.glob("html/**/*.html")}
    assert {"index.html", "404.html", "search.html", "chapters/index.html", "notebooks/light.html"} <= pages.keys()
    for path, page in pages.items():
        assert said.lower() in page.read_text(encoding="utf-8").lower(), page.name
        # where the first page was stands what leads to it
        if path == "index.html" or (page.parent.name in ("chapters", "notebooks") and path != "chapters/index.html"):
            assert NOT_THE_EDITION in page.read_text(encoding="utf-8"), page.name
        # the edition is published there, not this
        assert published not in page.read_text(encoding="utf-8"), page.name
    place = Copy(built.parent)
    name = paper(place).name
    assert name.endswith("-without-doe.pdf")
    for number, page in enumerate(sheets(place), start=1):
        assert said.lower() in " ".join(page.split()).lower(), number
    assert (built / "html" / name).is_file()
    assert f'"{name}"' in (built / "html" / "index.html").read_text(encoding="utf-8")
    light = (built / "html" / "notebooks" / "light.html").read_text(encoding="utf-8")
    # 100 and 60
    assert re.search(r">160</a> patients", light)
    assert ">200</a>" not in light
    assert not (small.folder / "_build" / "html").exists()
