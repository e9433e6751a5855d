"""Figures on the web: what their marks say."""

import csv
import re
from urllib.parse import quote

import alternatives
import pikepdf
import pytest
from page_text import paper

from reviewbook.book.pages import figure as shown
from reviewbook.display import outputs
from reviewbook.display.figures.style import folded
from reviewbook.evidence.tables import data

BARS = {
    "name": "Counted",
    "x": [7, 3],
    "y": [["Setting", "Setting"], ["out-<br>patient", "inpatient"]],
    "hovertemplate": "%{y}: %{x} studies<extra></extra>",
    "meta": {"studies": [["first2001", "second2002"], []]},
}
POINTS = {
    "x": [1, 2],
    "y": [5, 5],
    "text": ["<b>one</b>", "p < 0.05 and > 0.01"],
    "customdata": [["a", "b"], ["c", "d"]],
    "hovertemplate": "%{text}<br>%{customdata[1]}<extra></extra>",
}

# in the article, or in a document of an update, which names its study or the search
IN_ARTICLE, ELSEWHERE = r"(\w+ [\d.]+|abstract)", r"([^;]+, \d{4}[a-z]?|Search record), [a-z][\w .]*"
PLACE = re.compile(rf"; Source: ({IN_ARTICLE}|{ELSEWHERE}), paragraph \d+, sentences? \d|; Source: no ")

# a place in the article, and how far a value is read from there
PLACED = re.compile(
    r"((?:section )?([\d.]+|abstract|[\w ]+), paragraph (\d+), sentences? ([\d, and]+))(?: \([\w ]+\))?"
)


def test_a_mark_says_what_a_pointer_would_be_told():
    first, second = shown.marks({"data": [BARS]})
    assert first.said == "Setting: out- patient: 7 studies"
    assert second.said == "Setting: inpatient: 3 studies"
    assert first.series == "Counted"


def test_a_mark_knows_its_studies_where_the_figure_tells_them():
    assert [mark.studies for mark in shown.marks({"data": [BARS]})] == [("first2001", "second2002"), ()]
    assert [mark.studies for mark in shown.marks({"data": [POINTS]})] == [(), ()]


def test_only_emphasis_is_taken_from_the_words_of_a_mark():
    assert [mark.said for mark in shown.marks({"data": [POINTS]})] == ["one; b", "p < 0.05 and > 0.01; d"]


def test_a_trace_that_only_explains_others_has_no_marks():
    legend = {"x": [None], "y": [None], "name": "supported"}
    assert [(mark.trace, mark.point) for mark in shown.marks({"data": [legend, POINTS]})] == [(1, 0), (1, 1)]


def test_every_published_figure_says_something_at_each_mark_and_names_known_studies(folder):
    known = {row["study_id"] for row in _voters(folder)}
    for published in outputs.read(folder / "notebooks").values():
        for name, found in published.figures.items():
            # tiles say it in words
            read = shown.marks(found["figure"])
            assert read or "tiles" in found["figure"]["layout"].get("meta", {}), name
            for mark in read:
                assert mark.said, (name, mark)
                assert "%{" not in mark.said, (name, mark)
                assert set(mark.studies) <= known, (name, mark)


def test_figures_that_draw_studies_name_them(folder):
    published = outputs.read(folder / "notebooks")
    for key in ("characteristics.patients", "characteristics.shares", "direction.published", "direction.harvest"):
        read = shown.marks(outputs.find(published, "figures", key)["figure"])
        assert all(mark.studies for mark in read), key


def test_every_mark_says_where_it_is_stated_or_how_that_is_seen(folder):
    ten = set(data.article(data.load(folder)).studies.study_id)
    for published in outputs.read(folder / "notebooks").values():
        for name, found in published.figures.items():
            for mark in shown.marks(found["figure"]):
                if not PLACE.search(mark.said) and not mark.said.split("; ")[0].endswith(": not reported"):
                    # the studies of a choice are those of its count
                    assert mark.studies or mark.in_some or name.startswith("specifications"), (name, mark)
                    known = {*mark.studies, *mark.in_some}
                    # what no report on a study of an update says rests on no sentence
                    may_be_silent = known - ten if ": not reported: " in mark.said else set()
                    assert known - may_be_silent <= mark.sources.keys() <= known, (name, mark)


def test_every_place_that_a_mark_or_the_data_of_a_figure_name_leads_to_its_sentences(folder):
    articles, openings = _passages(folder)
    seen = set()
    for published in outputs.read(folder / "notebooks").values():
        for name, found in published.figures.items():
            figure = found["figure"]
            columns, rows = shown.table(figure, shown.marks(figure), {})
            told = [cell for row in rows for title, cell in zip(columns, row, strict=True) if title == "Source"]
            for mark in shown.marks(figure):
                told += [line.removeprefix("Source: ") for line in mark.lines if line.startswith("Source: ")]
                told += mark.sources.values()
            for place in {place for words in told for place in words.split("; ") if ", paragraph " in place}:
                words, section, paragraph, sentences = PLACED.fullmatch(place).groups()
                keys = [(section, paragraph, sentence) for sentence in re.findall(r"\d+", sentences)]
                page = articles[openings[keys[0]][0]]
                marked = "&".join(f"text={quote(openings[key][1], safe='')}".replace("-", "%2D") for key in keys)
                assert figure["layout"]["meta"]["places"][words] == f"{page}#:~:{marked}", (name, place)
                seen.add(words)
    assert len(seen) > 40


def _passages(folder):
    """Read the address of each document, and by section, paragraph and sentence the document and the first words."""
    with (folder / "data" / "documents.csv").open(encoding="utf-8") as file:
        articles = {row["document_id"]: row["address"] for row in csv.DictReader(file)}
    with (folder / "data" / "passages.csv").open(encoding="utf-8") as file:
        return articles, {
            (row["section"], row["paragraph"], row["sentence"]): (row["document_id"], row["opening"])
            for row in csv.DictReader(file)
        }


def test_what_is_folded_is_whole_again_in_the_table_of_a_figure():
    line = "Source: section 3.1, paragraph 2, sentences 2, 3 and 4"
    assert folded(line) != line
    trace = {"x": [1], "y": [1], "text": [f"One<br>{folded(line)}"], "hovertemplate": "%{text}<extra></extra>"}
    assert shown.marks({"data": [trace]})[0].said == f"One; {line}"


def _voters(folder):
    return outputs.find(outputs.read(folder / "notebooks"), "tables", "robustness.voters")["data"]


# what holds the values of each figure that is drawn; tiles are a table themselves
TABLES = {
    "fig-flow": ["tab-boxes"],
    "fig-search-trees": ["tab-search-terms"],
    "fig-patients": ["tab-characteristics"],
    "fig-shares": ["tab-characteristics", "tab-treatments"],
    "fig-timeline": ["tab-assessments"],
    "fig-published": ["tab-findings"],
    "fig-effect-direction": ["tab-findings"],
    "fig-shares-by-rule": ["tab-counts"],
    "fig-harvest": ["tab-findings"],
    "fig-specifications": ["tab-grid"],
    "fig-leave-one-out": ["tab-without"],
    "fig-claims": ["tab-sections", "tab-coding"],
}


def test_every_alternative_text_is_short_and_ends_with_the_tables_that_have_the_values(built):
    found = alternatives.read(built.folder / "_build" / "html")
    assert {label: tables for label, _, tables in found} == TABLES
    assert [text for _, text, _ in found if len(text) > 300] == []


def test_paper_says_the_same_of_each_figure_and_of_the_tiles(built):
    said = []
    for part in "article", "supplement":
        with pikepdf.open(paper(built, part)) as pdf:
            found = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"]
            said += [str(one.Alt) for one in found if alternatives.POINTER.search(str(one.get("/Alt", "")))]
    of_web = [text for _, text, _ in alternatives.read(built.folder / "_build" / "html")]
    (tiles,) = set(said) - set(of_web)
    assert sorted(said) == sorted([*of_web, tiles])
    assert re.fullmatch(r"Grid of what .+ The counts are in Table \w+\.", tiles) and len(tiles) <= 300


LONG = "values of the last seven days " * 5


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("", "it has no ':table:', the label of the table that has its values"),
        (":table: tab-people\\n", "':table:' names 'tab-people', which is no table of the book"),
        (":table: tab-studies fig-patients\\n", "':table:' names 'fig-patients', which is no table of the book"),
        (f":table: tab-studies\\n:holds: {LONG.strip()}\\n", "its alternative text has 3"),
    ],
)
def test_a_figure_that_points_to_no_table_or_at_too_great_length_is_refused_in_a_line(edited, option, said):
    edited.replace("notebooks/light.ipynb", ":table: tab-studies\\n", option)
    refused = edited.run("build")
    assert refused.returncode == 1
    line, last = refused.stderr.splitlines()
    assert line.startswith(f"notebooks/light.ipynb, cell 4, line 9: ERROR: figure 'light.patients': {said}")
    assert last == "the book was not replaced"
