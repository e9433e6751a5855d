"""The whole way, on copies of the book: from a cell of data to HTML and PDF."""

import json
import re
import subprocess
import sys

import pytest
from pypdf import PdfReader

from reviewbook import pipeline


def html(book, page):
    """The text of a page, without tags and scripts."""
    source = (book.folder / "_build" / "html" / page).read_text(encoding="utf-8")
    article = source[source.index("<article") : source.index("</article>")]
    return re.sub(r"<[^>]+>", "", re.sub(r"<script.*?</script>", "", article, flags=re.DOTALL))


def raw(book, page):
    return (book.folder / "_build" / "html" / page).read_text(encoding="utf-8")


def paper(book):
    (path,) = (book.folder / "_build" / "pdf").glob("*.pdf")
    return PdfReader(path)


def words(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_a_build_says_what_it_does_and_where_the_results_are(built):
    lines = built.said.splitlines()
    assert lines[0] == "data       10 studies, every table valid"
    for result in ("HTML", "PDF"):
        assert any(line.startswith(f"book       {result}") for line in lines)
    assert lines[-2].strip() == "_build/html/index.html"
    assert lines[-1].strip().startswith("_build/pdf/")
    for line in lines[-2:]:
        assert (built.folder / line.strip()).is_file()


def test_a_fresh_clone_runs_no_notebook(built):
    assert "notebooks  all are up to date" in built.said
    assert built.git("status", "--porcelain", "notebooks") == ""


def test_building_again_does_nothing(built):
    again = built.run("build")
    assert again.stdout.startswith("book       nothing has changed since the last build")
    assert again.returncode == 0


def test_nothing_has_changed_only_if_every_file_that_notebooks_opened_is_as_it_was_and_none_is_stale(book):
    words = book.folder / "extra" / "words.txt"
    words.parent.mkdir()
    words.write_text("one")
    book.replace(
        "notebooks/reporting.ipynb",
        '"review = data.load()\\n"',
        '"review = data.load()\\n",\n    "words = open(\'../extra/words.txt\').read()\\n"',
    )
    assert book.run("build").returncode == 0
    assert pipeline.unchanged(book.folder)
    words.write_text("two")
    assert pipeline.unchanged(book.folder) is None
    words.write_text("one")
    assert pipeline.unchanged(book.folder)

    # pages of notebooks that are older than the data
    book.replace("data/studies.csv", "debolle2010,567,", "debolle2010,566,")
    code = "from pathlib import Path; from reviewbook import pipeline; pipeline.pages(Path.cwd())"
    subprocess.run([sys.executable, "-c", code], cwd=book.folder, check=True, capture_output=True)
    assert pipeline.unchanged(book.folder) is None


def test_the_numbers_of_the_article_are_where_they_belong(built):
    selection = html(built, "notebooks/selection.html")
    for number in ("310", "262", "96", "10", "48", "166", "86"):
        assert re.search(rf"\b{number}\b", selection), number
    assert "1,824" in html(built, "notebooks/characteristics.html")
    direction = html(built, "notebooks/direction.html")
    assert re.search(r"published count: 7 and 3 studies", direction)


def test_no_name_is_left_unresolved(built):
    for page in _pages(built):
        source = page.read_text(encoding="utf-8")
        assert "{{" not in re.sub(r"<script.*?</script>", "", source, flags=re.DOTALL), page.name
    assert "{{" not in words(paper(built))


def test_the_pdf_has_every_figure_and_table_of_the_web(built):
    pages = "".join(raw(built, str(page.relative_to(built.folder / "_build" / "html"))) for page in _pages(built))
    text = words(paper(built))
    figures = set(re.findall(r'caption-number">(Fig\. \d+)', pages))
    tables = set(re.findall(r'caption-number">(Table \d+)', pages))
    # the one at the entrance has its number where it is explained
    assert len(figures) == len(re.findall(r'class="figure-output"', pages)) - 1 >= 4
    assert len(tables) >= 7
    for label in figures | tables:
        number = label.split()[-1]
        assert re.search(rf"{label.split()[0].removesuffix('.')}\S*\s*{number}\b", text), label


def test_the_pdf_has_every_heading_of_the_web(built):
    text = words(paper(built)).lower()
    for page in _pages(built):
        source = raw(built, str(page.relative_to(built.folder / "_build" / "html")))
        article = source[source.index("<article") : source.index("</article>")]
        for heading in re.findall(r"<h[1-4][^>]*>(.*?)</h", article, flags=re.DOTALL):
            plain = " ".join(re.sub(r"<[^>]+>", "", heading).split()).lower()
            assert plain in text, plain


def test_the_pdf_holds_no_code(built):
    text = words(paper(built))
    assert "import data" not in text
    assert "publish.numbers" not in text


def test_a_patient_count_that_changes_is_caught_by_nbval_and_reaches_every_page(book):
    book.replace("data/studies.csv", "debolle2010,567,", "debolle2010,566,")
    stale = book.run("check")
    assert stale.returncode == 1
    assert "notebooks/characteristics.ipynb: data/studies.csv changed" in stale.stdout
    assert "reporting" not in stale.stdout

    done = book.run("build")
    assert done.returncode == 0, done.stderr
    page = html(book, "notebooks/characteristics.html")
    assert "1,823" in page
    assert "1,824" not in page
    source = raw(book, "notebooks/characteristics.html")
    (figure,) = re.findall(
        r'data-key="characteristics\.patients".*?<script type="application/json">(.*?)</script>', source
    )
    assert 566 in [x for trace in json.loads(figure)["data"] for x in trace["x"]]
    assert "566" in html(book, "notebooks/direction.html")
    text = words(paper(book))
    assert "1,823" in text
    assert "1,824" not in text

    changed = book.git("diff", "--name-only").split()
    readers = ["characteristics", "direction", "measurement", "questions", "reproduction", "robustness", "selection"]
    assert changed == ["data/studies.csv", *(f"notebooks/{name}.ipynb" for name in readers)]
    added = [
        line
        for line in book.git("diff", "--unified=0", "notebooks/characteristics.ipynb").splitlines()
        if line.startswith("+ ")
    ]
    assert added
    for line in added:
        # 566 patients, 1,823 in all, 1,527 on its side (1,528 less one), a mark's size, or a digest
        assert re.search(r"\b566\b|1,?823|1,?527|\b\d\d\.\d{6,}|data/studies\.csv|\"outputs\"", line), line


def test_whose_value_ends_a_range_follows_from_the_data(book):
    book.replace("data/studies.csv", "debolle2010,567,", "debolle2010,300,")
    done = book.run("build")
    assert done.returncode == 0, done.stderr
    page = html(book, "notebooks/characteristics.html")
    assert "from 25 (Feeley et al., 1999) to 325 (Stiles-Shields et al., 2014)." in page


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("data/studies.csv", "outpatient", "Outpatient", "data/studies.csv, line 2 (berger2018), column 'setting'"),
        ("data/studies.csv", ",567,", ",56x,", "data/studies.csv, line 4 (debolle2010), column 'n_patients'"),
        ("data/therapists.csv", "gibbons2019,", "nobody2000,", "data/therapists.csv, line 9 (nobody2000), column"),
    ],
)
def test_a_wrong_cell_stops_the_build_and_nothing_is_written(book, path, old, new, said):
    book.replace(path, old, new)
    book.git("commit", "--all", "--quiet", "--message", "wrong")
    refused = book.run("build")
    assert refused.returncode == 1
    assert refused.stderr.startswith(said)
    assert len(refused.stderr.splitlines()) == 1
    assert book.git("status", "--porcelain") == ""
    assert book.built() == []


def test_an_unknown_number_fails_every_build_and_names_chapter_and_name(book):
    assert book.run("build").returncode == 0
    before = raw(book, "chapters/methods.html")
    book.replace("chapters/methods.md", "{{ selection.query }}", "{{ selection.inquiry }}")
    for _ in range(2):
        refused = book.run("build")
        assert refused.returncode == 1
        assert "chapters/methods.md" in refused.stderr
        assert "'selection.inquiry'" in refused.stderr
        assert raw(book, "chapters/methods.html") == before


@pytest.mark.parametrize(
    ("page", "old", "new", "place", "said"),
    [
        ("chapters/methods.md", "{cite:p}`page2021`", "{cite:p}`page2022`", "chapters/methods", "page2022"),
        (
            "notebooks/selection.ipynb",
            "```{output} selection.flow\\n",
            "```{output} selection.flood\\n",
            "notebooks/selection.ipynb, cell 4, line ",
            "'selection.flood'",
        ),
        ("chapters/methods.md", "{numref}`fig-flow`", "{numref}`fig-flood`", "chapters/methods", "fig-flood"),
    ],
)
def test_a_missing_citation_figure_or_reference_fails_every_build(book, page, old, new, place, said):
    book.replace(page, old, new)
    for _ in range(2):
        refused = book.run("build")
        assert refused.returncode == 1
        assert place in refused.stderr
        assert said in refused.stderr


def test_an_output_without_a_name_fails_the_build(book):
    book.replace(
        "notebooks/selection.ipynb", '"review = data.load()\\n"', '"review = data.load()\\n",\n    "print(1)\\n"'
    )
    refused = book.run("build")
    assert refused.returncode == 1
    assert "notebooks/selection.ipynb, cell 3: an output has no name" in refused.stderr


def _pages(book):
    chapters = (book.folder / "_build" / "html").glob("chapters/*.html")
    return sorted([*chapters, *(book.folder / "_build" / "html").glob("notebooks/*.html")])
