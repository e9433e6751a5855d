"""Every page has a twin in Markdown that says the same, and a list of them that a program reads first."""

import json
import re
from collections import Counter
from html import unescape
from pathlib import PurePosixPath
from posixpath import dirname, normpath
from urllib.parse import unquote, urlsplit

import folded
import pytest
import yaml
from browser import pages
from docutils import nodes

from reviewbook.book.programs.markdown import Writer

NUMBER = re.compile(r'<a href="[^"]*#number-[^"]*">(.*?)</a>', re.DOTALL)
LINK = re.compile(r"(?<!\\)\]\(<?([^)>\s]+)>?\)")
# what of an article is drawn or told otherwise than as a table of the page
ASIDE = re.compile(r'<details class="figure-data">.*?</details>|<div class="tiles".*?</figure>', re.DOTALL)
FENCED = re.compile(r"^(`{3,}).*?^\1$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
SEPARATOR = re.compile(r"^\|( --- \|)+$", re.MULTILINE)


def twin_of(site, path):
    return (site.folder / path).with_suffix(".md").read_text(encoding="utf-8")


def article(site, path):
    whole = folded.whole(site.folder, path)
    return whole[whole.index("<article") : whole.index("</article>")]


@pytest.mark.parametrize("path", pages())
def test_a_page_names_its_twin_which_has_its_title(site, path):
    whole = (site.folder / path).read_text(encoding="utf-8")
    name = PurePosixPath(path).with_suffix(".md").name
    assert whole.count(f'<link rel="alternate" type="text/markdown" href="{name}">') == 1
    title = unescape(re.sub("<[^>]*>", "", re.search(r"<h1>(.*?)</h1>", whole, re.DOTALL)[1]))
    assert twin_of(site, path).split("\n")[0] == f"# {title.strip()}"


def test_every_number_of_a_page_stands_in_its_twin_as_often(site):
    found = 0
    for path in pages():
        plain = re.sub(r"\\(?=[^\w\s])", "", twin_of(site, path))
        # tiles stand there again, as on paper, where nothing can be chosen
        shown = re.sub(r'<div class="printed">.*?</div>', "", article(site, path), flags=re.DOTALL)
        for said, times in Counter(unescape(told) for told in NUMBER.findall(shown)).items():
            assert len(re.findall(rf"(?<![\w.,]){re.escape(said)}(?!\w)", plain)) >= times, (path, said)
            found += times
    # the first page alone has fifteen
    assert found > 200


@pytest.mark.parametrize("path", pages())
def test_every_row_of_a_page_is_a_row_of_its_twin(site, path):
    shown = ASIDE.sub("", article(site, path)).count("<tr")
    # a table may stand in a note, which is quoted
    twin = re.sub("^> ?", "", FENCED.sub("", twin_of(site, path)), flags=re.MULTILINE)
    lines = [line for line in twin.splitlines() if line.startswith("|")]
    assert len(lines) - len(SEPARATOR.findall(twin)) == shown
    for table in re.findall(r"(?:^\|.*\n)+", twin, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1, table[:200]


@pytest.mark.parametrize("path", pages())
def test_no_html_no_role_and_no_brace_is_left(site, path):
    plain = CODE.sub("", FENCED.sub("", twin_of(site, path)))
    assert re.findall(r"(?<!\\)<(?!https?://)[a-zA-Z/!][^>]*>", plain) == []
    # the first words of a sentence stand in its address
    plain = re.sub(r"\(<?https://[^\s)]*#:~:text=[^\s)]*\)", "", plain)
    assert re.findall(r"\{[\w:-]+\}`|\{\{|^:::|%20|refuri", plain, re.MULTILINE) == []


def test_every_link_of_a_twin_leads_to_a_file_and_a_name(site):
    names = {}
    for path in [*pages(), "llms.txt"]:
        twin = (site.folder / path).read_text(encoding="utf-8") if path == "llms.txt" else twin_of(site, path)
        for address in LINK.findall(FENCED.sub("", twin)):
            where = urlsplit(address)
            if where.scheme:
                assert where.scheme in {"https", "mailto"}, (path, address)
                continue
            target = unquote(normpath(f"{dirname(path)}/{where.path}".lstrip("/")))
            assert (site.folder / target).is_file(), (path, address)
            if where.fragment:
                text = (site.folder / target).read_text(encoding="utf-8")
                known = names.setdefault(target, set(re.findall(r' id="([^"]*)"', text)))
                assert unquote(where.fragment) in known, (path, address)


def test_a_figure_is_its_caption_its_words_and_its_data(site):
    twin = twin_of(site, "notebooks/characteristics.html")
    caption = twin.index("**Fig. S2.** Number of patients in each study")
    words = twin.index("Bar chart of the number of patients in each study")
    assert caption < words < twin.index("[Data of the figure as CSV](../figures/characteristics.patients.csv)")
    # a row of the table as the article has it
    assert "| 567 | 144 | outpatient | psychotherapy and pharmacotherapy | 24 weeks | HAQ |" in twin


def test_tiles_are_a_line_for_each_hypothesis_and_each_study(site):
    twin = twin_of(site, "index.html")
    counts = "7 of 9 that tested it, 4 of 6 that measured the predictor first, 2 of 4 that adjusted for earlier change"
    assert f"\n- Alliance predicts outcome: {counts}, 0 of 2 that tested both orders\n" in twin
    assert "\n- Feeley 1999: Alliance predicts outcome not supported; Improvement predicts alliance trend\n" in twin


def test_the_list_begins_with_title_and_answer_and_names_every_page_and_file(site, folder):
    told = (site.folder / "llms.txt").read_text(encoding="utf-8")
    cited = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    title, answer, *_ = told.split("\n\n")
    assert title == f"# {cited['title']}"
    assert answer == f"> {' '.join(cited['abstract'].split())}"
    assert re.findall("^## (.*)$", told, re.MULTILINE)[1:] == [
        "The review", "Results and discussion", "Supplement", "This edition", "Data",
    ]  # fmt: skip
    listed = LINK.findall(told)
    assert [one for one in listed if one.endswith(".md")] == [path.replace(".html", ".md") for path in pages()]
    manifest = json.loads((site.folder / "manifest.json").read_text(encoding="utf-8"))
    files = {one["path"] for one in manifest["files"]} - {"llms.txt"} | {"manifest.json"}
    assert {one for one in listed if not one.endswith(".md")} == files


def test_addresses_are_whole_where_the_site_is_known(addressed):
    built = addressed.folder / "_build" / "html"
    told = (built / "llms.txt").read_text(encoding="utf-8")
    assert {urlsplit(one).netloc for one in LINK.findall(told)} == {"reader.example.org"}
    assert "(https://reader.example.org/a-review/chapters/methods.md)" in told
    twin = (built / "chapters" / "methods.md").read_text(encoding="utf-8")
    assert "[This page for a browser](https://reader.example.org/a-review/chapters/methods.html)" in twin


def written(*blocks):
    return Writer({"tab-one": "Table 1"}, lambda leads: leads, "../", {"dot.png": "_images/dot.png"}).page(
        nodes.section("", *blocks)
    )


def paragraph(*inside):
    return nodes.paragraph("", "", *inside)


def items(*texts):
    return [nodes.list_item("", paragraph(nodes.Text(text))) for text in texts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# no heading", r"\# no heading"),
        ("1. no list", r"1\. no list"),
        ("- no list", r"\- no list"),
        ("a <b> and *c*", r"a \<b> and \*c\*"),
        ("p < .05", "p < .05"),
        ("-0.5 is a number", "-0.5 is a number"),
    ],
)
def test_text_that_looks_like_markup_stays_text(text, expected):
    assert written(paragraph(nodes.Text(text))) == f"{expected}\n"


def test_what_stands_in_a_line_is_marked():
    code = nodes.literal("", "a`b")
    link = nodes.reference("", "", nodes.Text("there"), refuri="b (1).html")
    told = written(paragraph(nodes.strong("", "", nodes.Text("so ")), nodes.Text("by "), code, nodes.Text(", "), link))
    assert told == "**so**by ``a`b``, [there](<b (1).html>)\n"
    bare = nodes.reference("", "https://a.org/b_c", refuri="https://a.org/b_c")
    assert written(paragraph(bare)) == "<https://a.org/b_c>\n"


def test_lists_stand_within_lists_and_are_numbered_from_where_they_begin():
    inner = nodes.bullet_list("", *items("b", "c"))
    first = nodes.list_item("", paragraph(nodes.Text("a")), inner)
    assert written(nodes.bullet_list("", first, *items("d"))) == "- a\n\n  - b\n  - c\n\n- d\n"
    assert written(nodes.enumerated_list("", *items("x", "y"), start=3)) == "3. x\n4. y\n"


def test_a_cell_is_one_line_and_holds_its_bars():
    head, body = nodes.thead(), nodes.tbody()
    head += nodes.row("", nodes.entry("", paragraph(nodes.Text("Left"))), nodes.entry("", paragraph(nodes.Text("n"))))
    cell = nodes.entry("", paragraph(nodes.Text("one|two")), paragraph(nodes.literal("", "x|y")))
    body += nodes.row("", cell, nodes.entry("", paragraph(nodes.Text("3"))))
    group = nodes.tgroup("", nodes.colspec(), nodes.colspec(), head, body, cols=2)
    table = nodes.table("", nodes.title("", "Two."), group, ids=["tab-one"])
    assert written(table) == "**Table 1.** Two.\n\n| Left | n |\n| --- | --- |\n| one\\|two; `x\\|y` | 3 |\n"


def test_a_note_is_quoted_and_a_listing_is_fenced():
    note = nodes.note("", paragraph(nodes.Text("Mind.")))
    listing = nodes.literal_block("a\n```\nb", "a\n```\nb", language="python")
    assert written(note, listing) == "> **Note**\n>\n> Mind.\n\n````python\na\n```\nb\n````\n"
