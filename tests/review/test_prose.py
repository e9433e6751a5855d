"""What the chapters and the text cells of the notebooks may say, and how their source is written."""

import csv
import json
import re
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from docutils import nodes
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from reviewbook.book.pages.numbers import NumberRole
from reviewbook.display import outputs, wording
from reviewbook.manuscript import values

ROOT = Path(__file__).parents[2]
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
EXTENSIONS = set(CONFIG["parse"]["myst_enable_extensions"])

# Every number in the prose that is not a result, and why it may be typed.
ALLOWED = {
    "PRISMA 2020": "the guideline's name",
    "half of the studies lie between": "what quartiles are",
    "two ways": "an ambiguous sentence has two readings",
    "two hypotheses": "the question of the review, not a count of its studies",
    "two ends of one scale": "an image",
    "two questions": "one for each hypothesis, not a count of studies",
}
UNITS = (
    "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|dozens?|halves|half|thirds|quarters?"
)
SMALL = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|twice|thrice"
COUNTED = (
    "articles?|arms?|databases?|instruments?|patients?|records?|reports?|samples?|stud(?:y|ies)|therapists?|trials?"
)
NUMBER = re.compile(
    rf"\S*\d\S*|\b(?:{SMALL}|{UNITS})\b|\b(?:one|a single|the only)(?: of the)?(?: \w+)? (?:{COUNTED})\b", re.IGNORECASE
)

ABBREVIATION = re.compile(r"\b(?:et al|e\.g|i\.e|vs|cf|No|[A-Z])\.")
NEXT_SENTENCE = re.compile(r"[.?!][)\"”’]*\s+(?=[A-Z⟦\"“(])")
END = re.compile(r"[.?!:][)\"”’]*$")

# All runs of eight words of the reviewed article, which is no part of this repository, as the first five bytes of their
# BLAKE2b hashes. A run that occurs in both is a copied phrase.
SHINGLES = (ROOT / "tests" / "article_shingles.txt").read_text(encoding="ascii").split()
RUN = 8
WRITTEN_OUT = {"ta": "therapeutic alliance", "mdd": "major depressive disorder"}
# quoted as the article prints them: the search string, and the headings and first words by which a sentence is found
QUOTED = "selection.query"
QUOTED_COLUMNS = {"query", "opening", "section_title"}


@dataclass(frozen=True)
class Line:
    """A line of prose: where it stands, its text without markup, its kind, and whether its paragraph goes on.

    A name of a number is kept as ⟦selection.n_records⟧ and any other role as ⟦⟧.
    """

    where: str
    text: str
    kind: str
    followed: bool = False


def lines(source, where, offset=0):
    """Read the prose of a MyST source: no front matter, no code, no targets of links, no options of directives."""
    parser = create_md_parser(MdParserConfig(enable_extensions=EXTENSIONS), RendererHTML)
    kind = ""
    for token in parser.parse(source):
        first = offset + token.map[0] + 1 if token.map else offset
        if token.type in ("paragraph_open", "heading_open", "dt_open", "th_open", "td_open"):
            kind = token.tag
        elif token.type == "inline":
            texts = _plain(token.children).split("\n")
            for index, text in enumerate(texts):
                yield Line(f"{where}, line {first + index}", text, kind, index + 1 < len(texts))
        elif token.type == "substitution_block":
            yield Line(f"{where}, line {first}", f"⟦{token.content.strip()}⟧", "block")
        elif token.type == "html_block":
            yield Line(f"{where}, line {first}", re.sub(r"<[^>]*>", "", token.content), "block")
        elif token.type in ("fence", "colon_fence") and token.info.startswith("{"):
            yield from _directive(token, where, first)


def _directive(token, where, first):
    name, _, argument = token.info.partition("}")
    if "admonition" in name:
        yield Line(f"{where}, line {first}", argument.strip(), "heading")
    body = token.content.split("\n")
    if name == "{glossary":
        # a term is no sentence; its explanation stands below it, indented
        body = [line if line.startswith(" ") else "" for line in body]
    options = 0
    while body[options].startswith(":"):
        options += 1
    yield from lines("\n".join(body[options:]), where, first + options)


def _plain(tokens):
    text, in_address = "", False
    for token in tokens:
        if token.type.startswith("link_"):
            in_address = token.type == "link_open" and token.markup == "autolink"
        elif token.type == "substitution_inline":
            text += f"⟦{token.content.strip()}⟧"
        elif token.type == "myst_role":
            text += _role(token.meta["name"], token.content)
        elif token.type in ("softbreak", "hardbreak"):
            text += "\n"
        elif token.type == "footnote_ref":
            # the mark of a note is no word
            continue
        elif token.type in ("code_inline", "math_inline", "html_inline") or in_address:
            text += "⟦⟧"
        else:
            text += token.content
    return text


def _role(name, content):
    title, bracket, _ = content.partition("<")
    return title.strip() if bracket and not name.startswith("cite") else "⟦⟧"


def pages():
    """List the files of the book in the order of the table of contents, without their endings."""
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    return [contents["root"], *_files(contents)]


def _files(entry):
    if isinstance(entry, list):
        return [file for part in entry for file in _files(part)]
    if isinstance(entry, dict):
        own = [entry["file"]] if "file" in entry else []
        return own + [file for part in entry.values() for file in _files(part)]
    return []


def texts(page):
    """Give the MyST sources of one page: a chapter, or each text cell of a notebook."""
    chapter, notebook = ROOT / f"{page}.md", ROOT / f"{page}.ipynb"
    if chapter.is_file():
        return [(f"{page}.md", chapter.read_text(encoding="utf-8"))]
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    numbered = enumerate(cells, start=1)
    # what a number is was written by a run
    return [
        (f"{page}.ipynb, cell {n}", values.named("".join(c["source"])))
        for n, c in numbered
        if c["cell_type"] == "markdown"
    ]


def prose(page):
    return [line for where, source in texts(page) for line in lines(source, where)]


def typed_numbers(line):
    """Find the numbers in a line that are neither named nor allowed."""
    text = re.sub(r"⟦[^⟧]*⟧", " ", line.text)
    for phrase in ALLOWED:
        text = re.sub(rf"\b{re.escape(phrase)}\b", " ", text, flags=re.IGNORECASE)
    return NUMBER.findall(text)


def layout_faults(line):
    """Say whether a line holds more than one sentence, or less."""
    text = ABBREVIATION.sub("abbreviation", line.text.strip())
    if line.kind == "p" and NEXT_SENTENCE.search(text):
        return "more than one sentence"
    return "not the end of a sentence" if line.followed and not END.search(text) else None


def words(text):
    found = re.findall(r"[^\W_]+(?:['-][^\W_]+)*", text.lower().replace("’", "'"))
    return " ".join(WRITTEN_OUT.get(word, word) for word in found).split()


def runs(text):
    """List every run of eight words of a text with its hash."""
    found = words(text)
    whole = (" ".join(found[start : start + RUN]) for start in range(len(found) - RUN + 1))
    return [(blake2b(run.encode(), digest_size=5).hexdigest(), run) for run in whole]


def copied(text, shingles):
    return [run for shingle, run in runs(text) if shingle in shingles]


def printed(text, published):
    """Put the numbers in the place of their names."""

    def value(match):
        key, *said = re.split(r"\.(?=article|updated|words|sentence|cited)", match[1])
        if not key or key == QUOTED or "cited" in said:
            return " "
        record = outputs.find(published, "numbers", key)
        value = record.get("article", record)["value"] if "article" in said else record["value"]
        return wording.words(value) if {"words", "sentence"} & {*said} else wording.text(value, record["unit"])

    return re.sub(r"⟦([^⟧]*)⟧", value, text)


def read(source):
    return list(lines(source, "x.md"))


PAGES = pages()


@pytest.mark.parametrize("page", PAGES)
def test_no_number_is_typed_by_hand(page):
    found = [f"{line.where}: {', '.join(typed)}" for line in prose(page) if (typed := typed_numbers(line))]
    assert not found, "\n".join(["a number is typed by hand; publish it in a notebook and name it", *found])


@pytest.mark.parametrize("page", PAGES)
def test_one_sentence_stands_on_one_line(page):
    found = [f"{line.where}: {fault}" for line in prose(page) if (fault := layout_faults(line))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("page", PAGES)
def test_no_phrase_is_copied_from_the_article(page):
    text = printed("\n".join(line.text for line in prose(page)), outputs.read(ROOT / "notebooks"))
    found = copied(text, set(SHINGLES))
    assert not found, "\n".join(["these words stand in the article; say it in your own", *found])


@pytest.mark.parametrize("table", sorted((ROOT / "data").glob("*.csv")), ids=lambda path: path.name)
def test_no_cell_of_the_data_is_copied_from_the_article(table):
    with table.open(encoding="utf-8", newline="") as file:
        cells = [value for row in csv.DictReader(file) for column, value in row.items() if column not in QUOTED_COLUMNS]
    assert [run for cell in cells for run in copied(cell, set(SHINGLES))] == []


@pytest.mark.parametrize("page", PAGES)
def test_headings_begin_with_the_one_title_and_leave_out_no_level(page):
    levels = [int(line.kind[1]) for line in prose(page) if re.fullmatch(r"h\d", line.kind)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels)), levels


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_left_to_be_written(page):
    unwritten = re.compile(r"\b(todo|fixme|placeholder|tbd|xxx|lorem|ipsum)\b", re.IGNORECASE)
    assert [(where, unwritten.findall(source)) for where, source in texts(page) if unwritten.search(source)] == []
    assert len(prose(page)) > 0


def test_every_page_is_in_the_table_of_contents_once():
    written = [*(ROOT / "chapters").rglob("*.md"), *(ROOT / "notebooks").glob("*.ipynb")]
    assert sorted(PAGES) == sorted(str(path.relative_to(ROOT).with_suffix("")) for path in written)


def test_every_allowance_is_in_use():
    whole = "\n".join(line.text for page in PAGES for line in prose(page)).lower()
    assert [phrase for phrase in ALLOWED if phrase.lower() not in whole] == []


@pytest.mark.parametrize(
    "source",
    [
        "Of {{ selection.n_records }} records, {{ selection.n_kept.words }} were kept.",
        "As {cite:t}`page2021` and {cite:p}`berger2018,weck2013` say, see {numref}`fig-7` and {doc}`here <../page-2>`.",
        "PRISMA 2020 is [a guideline](https://doi.org/10.1136/bmj.n71), <https://bmj.com/372>.",
        "---\nversion: 3\n---\n\n# Title\n",
        "```python\nx = 310\n```\n\nA value is `x = 3`.",
        "```{output} selection.flow\n:name: fig-flow-2\nOne mark is one claim.\n```",
        "1. At first, second thoughts; someone often weighs a tenet.",
    ],
)
def test_names_and_what_is_no_result_pass(source):
    assert [typed for line in read(source) for typed in typed_numbers(line)] == []


@pytest.mark.parametrize(
    ("source", "line", "typed"),
    [
        ("The search found 310 records.", 1, ["310"]),
        ("Text.\n\nIn total 1,824 patients, N=10, took part.", 3, ["1,824", "N=10,"]),
        ("First.\nSeven of the studies agree, *three* do not.", 2, ["Seven", "three"]),
        ("Twice as many; two-thirds; fifty-one; nineteen.", 1, ["Twice", "two", "thirds", "fifty", "nineteen"]),
        ("Only one study asked; a single trial; the only inpatient study.", 1, None),
        ("## All ten studies", 1, ["ten"]),
        ("| a |\n|---|\n| 25 |", 3, ["25"]),
        ("```{output} selection.flow\n:name: fig-flow\n\nOf 262 records.\n```", 4, ["262"]),
        (":::{admonition} Seven\nText.\n:::", 1, ["Seven"]),
        ("Look at {doc}`seven studies <page>` or [half of them](page.md).", 1, ["seven", "half"]),
        ("Term\n: Definition with twelve weeks.", 2, ["twelve"]),
        ("<p>Of 96 reports</p>", 1, ["96"]),
        ("![The flow of 310 records](flow.png)", 1, ["310"]),
    ],
)
def test_a_number_typed_by_hand_is_found_where_it_stands(source, line, typed):
    (found,) = [found for found in read(source) if typed_numbers(found)]
    assert found.where == f"x.md, line {line}"
    assert typed_numbers(found) == (typed or ["one study", "a single trial", "the only inpatient study"])


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        (
            "One sentence.\nAnother: with a colon (and a bracket).\n{{ a.b.sentence }} by Berger et al. Weeks.",
            [],
        ),
        ("# A title without an end\n\n- an item\n- another item\n\nThe list is:", []),
        ("One sentence. Another.", ["more than one sentence"]),
        ("One sentence. {{ a.b.sentence }} more.", ["more than one sentence"]),
        ("- An item. It goes on.", ["more than one sentence"]),
        ("A sentence that\nis broken.", ["not the end of a sentence"]),
        ("A sentence.[^a]\nAnother.[^a] A third.\n\n[^a]: A note.", ["more than one sentence"]),
        ("```{output} a.b\n:name: c\nA caption. Another.\n```", ["more than one sentence"]),
    ],
)
def test_lines_with_more_or_less_than_a_sentence_are_found(source, faults):
    assert [fault for line in read(source) if (fault := layout_faults(line))] == faults


def test_a_copied_run_of_eight_words_is_found_whatever_its_marks_and_abbreviations():
    shingles = {shingle for shingle, _ in runs("The quick brown fox (in MDD) jumps over dogs.")}
    assert copied("A quick brown fox, in major depressive disorder; jumps high.", shingles) == [
        "quick brown fox in major depressive disorder jumps"
    ]
    assert copied("The quick brown fox in major depressive disorders jumps over dogs.", shingles) == []


def test_the_hashes_are_those_of_the_article():
    with (ROOT / "data" / "searches.csv").open(encoding="utf-8", newline="") as file:
        (query,) = {row["query"] for row in csv.DictReader(file) if row["search_id"] == "2024"}
    assert len(copied(query, set(SHINGLES))) == len(runs(query)) > 10
    assert all(earlier < later for earlier, later in pairwise(SHINGLES))


@pytest.mark.parametrize(("studies", "more"), [(30, ""), (31, " and 1 more"), (1030, " and 1,000 more")])
def test_thirty_studies_are_cited_behind_a_number_and_the_rest_are_counted(studies, more):
    cited = SimpleNamespace(role=lambda form: lambda name, raw, keys, *about: ([nodes.Text(f"{form}: {keys}")], []))
    env = SimpleNamespace(get_domain=lambda name: cited)
    role = NumberRole()
    role.rawtext, role.lineno = "", 1
    role.inliner = SimpleNamespace(document=SimpleNamespace(settings=SimpleNamespace(env=env)))
    found, messages = role._cited([f"s{number}" for number in range(studies)])
    keys = ",".join(f"s{number}" for number in range(30))
    assert ("".join(node.astext() for node in found), messages) == (f" p: {keys}{more}", [])
