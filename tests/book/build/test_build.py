"""The whole way, on copies of the book: from a cell of data to HTML and PDF."""

import json
import os
import re
import shutil

import pytest
from copies import Copy
from page_text import html, printed

from reviewbook import pipeline
from reviewbook.book.pages.colophon import NO_REVISION


def raw(book, page):
    return (book.folder / "_build" / "html" / page).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def paper(built):
    """The words of the PDF of the copy that was built once."""
    return printed(built)


def test_a_build_says_what_it_does_and_where_the_results_are(built):
    lines = built.said.splitlines()
    assert lines[0] == "data       10 studies, every table valid"
    for result in ("HTML", "PDF"):
        assert any(line.startswith(f"book       {result}") for line in lines)
    assert lines[-3].strip() == "_build/html/index.html"
    for line in lines[-2:]:
        assert line.strip().startswith("_build/pdf/")
    assert lines[-1].strip() == lines[-2].strip().replace(".pdf", "-supplement.pdf")
    for line in lines[-3:]:
        assert (built.folder / line.strip()).is_file()


def test_a_fresh_clone_runs_no_notebook(built):
    assert "notebooks  all are up to date" in built.said
    assert built.git("status", "--porcelain", "notebooks") == ""


def test_building_again_does_nothing(built):
    again = built.run("build")
    assert again.stdout.startswith("book       nothing has changed since the last build")
    assert again.returncode == 0


def test_nothing_has_changed_only_if_every_file_that_notebooks_opened_is_as_it_was_and_none_is_stale(edited):
    words = edited.folder / "extra" / "words.txt"
    words.parent.mkdir()
    words.write_text("one")
    edited.replace(
        "notebooks/direction.ipynb",
        '"review = data.without(data.load(), leave_out)\\n"',
        '"review = data.without(data.load(), leave_out)\\n",\n    "words = open(\'../extra/words.txt\').read()\\n"',
    )
    assert edited.run("build").returncode == 0
    assert pipeline.unchanged(edited.folder)
    words.write_text("two")
    assert pipeline.unchanged(edited.folder) is None
    words.write_text("one")
    assert pipeline.unchanged(edited.folder)

    # pages of notebooks that are older than the data
    edited.replace("data/studies.csv", "doe2001,40,", "doe2001,41,")
    code = "from pathlib import Path; from reviewbook import pipeline; pipeline.pages(Path.cwd())"
    assert edited.warm.run(edited.folder, [], dict(os.environ), code).returncode == 0
    assert pipeline.unchanged(edited.folder) is None


def test_no_name_is_left_unresolved(built, paper):
    for page in _pages(built):
        source = page.read_text(encoding="utf-8")
        assert "{{" not in re.sub(r"<script.*?</script>", "", source, flags=re.DOTALL), page.name
    assert "{{" not in paper


def test_the_pdf_holds_no_code(paper):
    assert "import data" not in paper
    assert "publish.numbers" not in paper


def test_a_patient_count_that_changes_reaches_every_page_and_the_paper(edited):
    edited.replace("data/studies.csv", "doe2001,40,", "doe2001,41,")
    stale = edited.run("check")
    assert stale.returncode == 1
    assert "notebooks/light.ipynb: data/studies.csv changed" in stale.stdout

    done = edited.run("build")
    assert done.returncode == 0, done.stderr
    for page in ("notebooks/light.html", "index.html", "chapters/numbers.html"):
        assert re.search(r"\b201\b", html(edited, page)), page
        assert not re.search(r"\b200\b", html(edited, page)), page
    (figure,) = re.findall(
        r'data-key="light\.patients".*?<script type="application/json" class="figure-drawing">(.*?)</script>',
        raw(edited, "notebooks/light.html"),
    )
    assert 41 in [x for trace in json.loads(figure)["data"] for x in trace["x"]]
    text = printed(edited)
    assert "201 patients" in text
    assert "200 patients" not in text
    changed = edited.git("diff", "--name-only").split()
    assert changed == ["data/studies.csv", "notebooks/direction.ipynb", "notebooks/light.ipynb"]


def test_whose_value_ends_a_range_follows_from_the_data(edited):
    edited.replace("data/studies.csv", "doe2001,40,", "doe2001,90,")
    done = edited.pages()
    assert done.returncode == 0, done.stderr
    assert "has 60 patients (Roe and Poe, 2005)." in html(edited, "notebooks/light.html")


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("data/studies.csv", "outpatient", "Outpatient", "data/studies.csv, line 2 (doe2001), column 'setting'"),
        ("data/studies.csv", ",40,", ",4x,", "data/studies.csv, line 2 (doe2001), column 'n_patients'"),
        ("data/therapists.csv", "doe2001,", "nobody2000,", "data/therapists.csv, line 2 (nobody2000), column"),
    ],
)
def test_a_wrong_cell_stops_the_build_and_nothing_is_written(edited, path, old, new, said):
    edited.replace(path, old, new)
    before = files(edited)
    refused = edited.run("build")
    assert refused.returncode == 1
    assert refused.stderr.startswith(said)
    assert len(refused.stderr.splitlines()) == 1
    assert edited.git("diff", "--name-only").split() == [path]
    assert files(edited) == before


def test_a_change_moves_the_bytes_and_what_is_put_back_gives_them_again_with_or_without_what_was_kept(edited):
    assert edited.run("build").returncode == 0
    first = content(edited)
    edited.replace("data/studies.csv", "doe2001,40,", "doe2001,41,")
    assert edited.run("build").returncode == 0
    changed = {name for name, found in content(edited).items() if first.get(name) != found}
    assert {"html/notebooks/light.html", "html/index.html"} <= changed
    assert any(name.endswith(".pdf") for name in changed)
    edited.git("reset", "--hard", "--quiet", "built")
    assert edited.run("build").returncode == 0
    assert content(edited) == first
    shutil.rmtree(edited.folder / "_build")
    assert edited.run("build").returncode == 0
    assert content(edited) == first


def content(book):
    built = book.folder / "_build"
    paths = [path for kind in ("html", "pdf") for path in (built / kind).rglob("*") if path.is_file()]
    return {path.relative_to(built).as_posix(): path.read_bytes() for path in paths}


def files(book):
    """What is published, and when it was."""
    published = [path for name in ("html", "pdf") for path in (book.folder / "_build" / name).rglob("*")]
    return {path: path.stat().st_mtime_ns for path in published}


@pytest.mark.parametrize(
    ("page", "old", "new", "place", "said"),
    [
        ("chapters/index.md", "light.n_studies.", "light.n_papers.", "chapters/index.md", "'light.n_papers'"),
        ("chapters/methods.md", "{cite:t}`roe2005`", "{cite:t}`roe2006`", "chapters/methods", "roe2006"),
        (
            "notebooks/light.ipynb",
            "```{output} light.studies\\n",
            "```{output} light.papers\\n",
            "notebooks/light.ipynb, cell 4, line 4: ",
            "'light.papers'",
        ),
        ("chapters/methods.md", "{numref}`fig-patients`", "{numref}`fig-people`", "chapters/methods", "fig-people"),
    ],
)
def test_a_missing_number_citation_figure_or_reference_fails_every_build(edited, page, old, new, place, said):
    edited.replace(page, old, new)
    before = files(edited)
    for _ in range(2):
        refused = edited.run("build")
        assert refused.returncode == 1
        assert place in refused.stderr
        assert said in refused.stderr
        assert files(edited) == before


def test_a_folder_that_git_does_not_know_is_built_and_says_so(small_built, tmp_path):
    there = shutil.ignore_patterns(".git", "_build")
    unknown = Copy(shutil.copytree(small_built.folder, tmp_path / "book", ignore=there))
    done = unknown.pages()
    assert done.returncode == 0, done.stderr
    assert NO_REVISION in html(unknown, "chapters/colophon.html")


def test_an_output_without_a_name_fails_the_build(edited):
    load = '"review = data.without(data.load(), leave_out)\\n"'
    edited.replace("notebooks/light.ipynb", load, f'{load},\n    "print(1)\\n"')
    refused = edited.run("build")
    assert refused.returncode == 1
    assert "notebooks/light.ipynb, cell 3: an output has no name" in refused.stderr


def _pages(book):
    site = book.folder / "_build" / "html"
    # where the first page was stands what leads to it
    chapters = {*site.glob("chapters/*.html")} - {site / "chapters" / "index.html"}
    return sorted([site / "index.html", *chapters, *site.glob("notebooks/*.html")])
