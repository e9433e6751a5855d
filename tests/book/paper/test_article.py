"""The article and the supplement of the book itself, read back as one who reads them on paper, or files them, would."""

import hashlib
import re
from itertools import groupby, pairwise

import pikepdf
import pytest
from by_hand import lists, reproduction
from copies import REPOSITORY, SITE
from page_text import paper
from printed import HYPHEN, INLINE, Element, Printed
from pybtex.database import parse_file
from structure_tree import HEADINGS

NUMBERED = re.compile(r"\b(Fig\.|Table) (S?)(\d+)\b")
# the first letter after the name of a figure is that of its caption, without a space
LABEL = re.compile(r"(Fig\.|Table) (S?)(\d+)")
WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
# Where the text of a page ends and begins, in points from its foot, without what runs along; points in a millimetre
MM = 72 / 25.4
FOOT, HEAD = 20 * MM, (297 - 23) * MM
ARTICLE_DOI = "10.3389/fpsyg.2024.1465017"
# what Zotero's recognizer takes for a DOI, in the text of the first five pages
FILED = re.compile(r"10\.[0-9]{4,9}/[^\s]*[^\s.,]")


@pytest.fixture(scope="module")
def article(built):
    return Printed(paper(built))


@pytest.fixture(scope="module")
def supplement(built):
    return Printed(paper(built, "supplement"))


@pytest.fixture(scope="module")
def parts(article, supplement):
    return [article, supplement]


def captions(part):
    """The captions of a PDF by their labels, as ("Fig.", "S", 1), in reading order."""
    found = {}
    for caption in part.tree.all("Caption"):
        if label := LABEL.match(caption.words):
            found[label[1], label[2], int(label[3])] = caption
    return found


def blocks(element):
    """What holds words, in reading order, without what is in captions and headings."""
    if element.kind == "Caption" or element.kind in HEADINGS:
        return
    for one in element.inside:
        if isinstance(one, Element):
            yield one
            yield from blocks(one)


def place(run):
    """Say where words stand, so that those before others are less."""
    return run.sheet, -run.top


def calls(part):
    """For each label, the first words of the text that call it."""
    found = {}
    # heads of tables that go on say which one that is
    for one in part.tree.all("P", "LBody", "TD", "Note"):
        for kind, letter, number in NUMBERED.findall(one.words):
            if one.runs:
                found.setdefault((kind, letter, int(number)), one)
    return found


def test_sentences_are_paragraphs(parts):
    """One that is alone in a box is none by itself, to a program that reads aloud."""
    for part in parts:
        boxes = [part.tree, *(one for one in blocks(part.tree) if one.kind == "Div")]
        loose = [one.words for box in boxes for one in box.inside if is_loose(one)]
        assert loose == []
        assert len(part.tree.all("P")) > 100


def is_loose(one):
    """Tell whether something that stands in no paragraph is more than a name or a line of a list of facts."""
    return not isinstance(one, Element) or (one.kind in INLINE and len(one.words.split()) > 12)


def test_the_article_has_the_length_the_figures_and_the_tables_of_an_article(article):
    assert 12 <= len(article.sheets) <= 20
    kinds = [kind for kind, _, _ in captions(article)]
    assert 4 <= kinds.count("Fig.") <= 5
    assert 6 <= kinds.count("Table") <= 8


def test_figures_and_tables_are_counted_without_a_gap_in_their_part(article, supplement):
    for part, letter in ((article, ""), (supplement, "S")):
        for kind in ("Fig.", "Table"):
            found = [(letter, number) for name, letter, number in captions(part) if name == kind]
            assert found == [(letter, number) for number in range(1, len(found) + 1)]
            assert found


def test_each_figure_and_table_is_called_before_it_stands(article, supplement):
    # what the article calls has been called wherever it stands in the supplement
    first = calls(article)
    amiss = []
    for part, called in ((article, first), (supplement, calls(supplement))):
        for label, caption in captions(part).items():
            if part is article or label not in first:
                call = called.get(label)
                amiss += [] if call and call.runs[0].sheet <= caption.runs[0].sheet else [label]
    assert amiss == []


def sections(part):
    """The first words of each heading of the first level, with all figures and captions that are read below it."""
    found = []
    for one in blocks(part.tree):
        if one.kind == "H1":
            found.append((one.runs[0], []))
        elif found and one.kind == "Caption":
            found[-1][1].append(one.runs[0])
        elif found and one.kind == "Figure":
            sheet, _, _, _, top = part.box(one)
            found[-1][1].append(one.runs[0] if one.runs else type(found[-1][0])("", sheet, top, 0, top, 0, top))
    return found


def test_each_figure_and_table_stands_in_its_section(parts):
    held = 0
    for part in parts:
        for (heading, inside), (following, _) in pairwise(sections(part)):
            held += len(inside)
            for one in inside:
                assert place(heading) < place(one) < place(following), heading.words
    # five figures and eight tables of the article, with their pictures, and more of the supplement
    assert held > 40


@pytest.fixture(scope="module")
def first_page(article):
    return article.sheets[0]


def test_the_first_page_answers_by_numbers_that_a_hand_counts(first_page):
    count = reproduction.values() | reproduction.verdicts_by_basis()
    word = {name: WORDS[value] for name, value in count.items() if isinstance(value, int) and value < len(WORDS)}
    first = {name: word[f"direction.n_{name}_alliance_predicts_outcome"] for name in ("tested", "supported")}
    other = {name: word[f"direction.n_{name}_improvement_predicts_alliance"] for name in ("tested", "supported")}
    of = "{0[n_reproduced_basis_other_cells]} are reproduced and {0[n_reproduced_with_a_note_basis_other_cells]}"
    differs = [word[f"n_{verdict}_basis_other_cells"] for verdict in ("number_differs", "statement_does_not_follow")]
    searched = count["selection.searched_on"]
    told = [
        f"searched {word['selection.n_databases']} databases on {searched}, screened",
        f"{count['selection.n_records_screened']} records and included {word['selection.n_studies_included']} studies",
        f"with {count['characteristics.total_n_patients']:,} patients",
        f"{first['tested'].capitalize()} studies tested whether the alliance predicts the outcome;"
        f" {first['supported']} found that it does",
        f"{other['tested'].capitalize()} tested whether improvement predicts the alliance;"
        f" {other['supported']} found that it does",
        "two of four support the alliance as the predictor, and one of two support improvement as the predictor",
        f"Of {count['n_claims_basis_other_cells']} claims of the article",
        f"{of.format(count)} are reproduced with a note; in {differs[0]} a number differs, and {differs[1]} are",
        f"depend on the answers to {lists.questions()['n_questions_high']} open questions",
        # the plain summary says the answer again
        f"{first['tested'].capitalize()} studies tested whether a better alliance predicts a better outcome;"
        f" {first['supported']} found that it does",
        f"{other['tested'].capitalize()} tested the reverse, whether improvement predicts a better alliance;"
        f" {other['supported']} found that it does",
    ]
    assert [said for said in told if said not in first_page] == []


def test_the_first_page_has_a_structured_abstract_and_a_plain_summary(article):
    said = [one.words for one in article.tree.all("P", "Div", "Span") if one.runs and one.runs[0].sheet == 1]
    page = " ".join(said)
    places = [page.index(title) for title in ("ABSTRACT", "Background", "Methods", "Results", "Conclusions")]
    assert places == sorted(places)
    assert page.index("PLAIN SUMMARY") > places[-1]


def test_the_first_page_says_how_to_cite_it(first_page):
    assert (
        "The reviewbook contributors. (2026). Therapeutic alliance in major depressive disorder: A reproducible "
        "edition of a literature review (Version 24.0.0) [Data set]. Draft, no identifier."
    ) in first_page
    # the reviewed article comes after the edition's own identity
    assert first_page.index("CITE AS") < first_page.index("THIS VERSION") < first_page.index("REPRODUCED REVIEW")


def test_site_repository_and_commit_are_led_to_from_the_first_page_and_run_along_all_pages(addressed):
    commit = addressed.git("rev-parse", "HEAD").strip()
    part = Printed(paper(addressed))
    links = [one.A.URI for one in part.pdf.pages[0].Annots if "/A" in one]
    for address in (f"{SITE}/", REPOSITORY, f"{REPOSITORY}/commit/{commit}"):
        assert address in links
    feet = [" ".join(run.words for run in runs if run.base < FOOT) for _, runs in along(part)]
    assert len(feet) == len(part.sheets)
    for foot in feet:
        assert "reader.example.org/a-review" in foot
        assert commit[:7] in foot
    xmp = part.pdf.open_metadata()
    assert (xmp["dc:identifier"], xmp["dc:source"]) == (f"{SITE}/", f"{REPOSITORY}/commit/{commit}")


def along(part):
    return groupby(part.along, key=lambda run: run.sheet)


def test_a_site_nobody_knows_is_not_told_of(first_page):
    assert "Site" not in first_page
    assert "Repository" not in first_page


def told_to_machines(part):
    """What a file says of itself in both places, but for the works to which it is related."""
    xmp = part.pdf.open_metadata()
    told = [str(xmp[name]) for name in xmp if not name.endswith("}relation")]
    return " ".join([*told, *(str(value) for value in part.pdf.docinfo.values())])


def test_reference_managers_find_no_identifier_in_a_draft(parts):
    for part in parts:
        assert FILED.findall(" ".join(part.sheets[:5])) == []
        assert FILED.findall(told_to_machines(part)) == []
    # they would, where there is one
    assert FILED.findall(f"See https://doi.org/{ARTICLE_DOI}.") == [ARTICLE_DOI]
    assert FILED.search(" ".join(parts[0].sheets))


@pytest.mark.slow
def test_reference_managers_find_the_identifier_of_this_edition_where_it_has_one(edited):
    edited.replace("CITATION.cff", "\nversion:", "\ndoi: 10.5281/zenodo.7654321\nversion:")
    done = edited.run("build")
    assert done.returncode == 0, done.stderr
    part = Printed(paper(edited))
    assert FILED.search(" ".join(part.sheets[:5]))[0] == "10.5281/zenodo.7654321"
    assert set(FILED.findall(told_to_machines(part))) == {"10.5281/zenodo.7654321"}


SCREEN = re.compile(
    r"\b(click\w*|hover\w*|tap|scroll\w*|on the web|web (page|site|version|edition|form)|websites?|tooltip"
    r"|this page|(this|the) (screen|browser|sidebar)|links? (above|below)|select (a|the) \w+ for"
    r"|unfold\w*|opens? at)\b",
    re.IGNORECASE,
)


def test_no_word_of_a_screen_is_printed(parts):
    for part in parts:
        # what a cited work is called, or what it says
        quoted = [one.words for one in part.tree.all("BlockQuote")]
        text = part.words[: part.words.rindex(" References ")]
        for words in quoted:
            text = text.replace(words, "")
        assert [found[0] for found in SCREEN.finditer(text)] == []


def lines(part):
    """The lines of the paragraphs in the column of the text, but for the last of each, as their letters."""
    found = []
    for paragraph in part.tree.all("P"):
        bases = [(key, list(runs)) for key, runs in groupby(paragraph.runs, key=lambda run: (run.sheet, run.base))]
        for _, runs in bases[:-1]:
            left, right = min(run.left for run in runs), max(run.right for run in runs)
            # the column is as wide as the text is set
            if right - left > 98 * MM:
                found.append("".join(run.words for run in runs).replace("\x02", "-").strip())
    return found


def test_a_line_of_running_text_has_as_many_letters_as_is_good_to_read(article):
    lengths = [len(line) for line in lines(article)]
    assert len(lengths) > 150
    assert 65 <= sum(lengths) / len(lengths) <= 75


def test_no_line_divides_the_name_of_somebody(parts, built):
    entries = parse_file(built.folder / "references.bib").entries.values()
    people = [person for entry in entries for one in entry.persons.values() for person in one]
    names = {name for person in people for name in person.last_names}
    assert {"Stiles-Shields", "Nikolakopoulos", "Flückiger"} <= names
    for part in parts:
        words = re.findall(rf"[\w{HYPHEN}-]+", "".join(run.words for run in part.tree.runs))
        divided = [word for word in words if HYPHEN in word.strip(HYPHEN)]
        assert len(divided) > 10
        assert [word for word in divided if names & {word.replace(HYPHEN, by) for by in ("", "-")}] == []


def empty(part):
    """For each sheet, which share of the height of its text is empty below the last of it, or above its footnotes."""
    noted = {run for note in part.tree.all("Note") for run in note.runs}
    lowest, foot = {}, {}
    for run in part.tree.runs:
        where = foot if run in noted else lowest
        if run.words.strip():
            where.setdefault(run.sheet, []).append(run.top if run in noted else run.bottom)
    for figure in part.tree.all("Figure"):
        sheet, _, bottom, _, _ = part.box(figure)
        lowest.setdefault(sheet, []).append(bottom)
    height = HEAD - FOOT
    return {sheet: (min(found) - max(foot.get(sheet, [FOOT]))) / height for sheet, found in lowest.items()}


def test_no_page_of_the_article_is_empty_by_more_than_a_fifth_but_the_last(article):
    shares = empty(article)
    assert len(shares) == len(article.sheets)
    del shares[len(article.sheets)]
    assert {sheet: round(share, 2) for sheet, share in shares.items() if share > 1 / 5} == {}


def test_no_page_of_the_supplement_is_empty_by_more_than_a_fifth_but_the_last_of_a_part(supplement):
    # its first page has its contents, and ends before the first section; a group of rows goes to the next page as a
    # whole, and may leave a line more than a fifth
    shares = {sheet: round(share, 2) for sheet, share in empty(supplement).items() if share > 0.22}
    assert {*shares} <= {1, len(supplement.sheets)}, shares


def test_no_heading_is_the_last_on_its_page(parts):
    kinds = {*HEADINGS, "P", "Figure", "TD", "TH", "Caption", "LBody", "TOCI", "Span"}
    for part in parts:
        below = []
        for one in blocks(part.tree):
            if one.kind in HEADINGS:
                below.append((one, []))
            elif below and one.kind in kinds:
                below[-1][1].append(one)
        assert len(below) > 30
        for (heading, inside), following in pairwise([*below, (None, [])]):
            # one that another follows at once stands with that
            inside = inside or [one for one in following[:1] if one]
            # its text stands beside its first line, or below
            first, last = heading.runs[0], heading.runs[-1]
            beside = [run for one in inside for run in one.runs if run.sheet == last.sheet and run.bottom < first.top]
            figures = [part.box(one)[0] for one in inside if one.kind == "Figure"]
            assert beside or last.sheet in figures, heading.words


def test_a_section_of_the_supplement_without_a_sentence_says_which_section_of_the_article_has_it(article, supplement):
    titles = {}
    for heading in article.tree.all(*HEADINGS):
        number, _, title = heading.words.partition(" ")
        titles[number] = title
    sections, found = [one for one in blocks(supplement.tree) if one.kind in (*HEADINGS, "P")], []
    for heading, said in pairwise(sections):
        if told := re.fullmatch(r"(.*) belongs? to section ([\d.]+) of the main text\.", said.words):
            found.append((heading.words.partition(" ")[2], *told.groups()))
    # by their titles, which both have: of the patients and of all combinations
    assert ("Patients", "Fig. S2", "4.1") in found
    assert ("Counting by direction", "Fig. S5 and Table S13", "6.4") in found
    assert len(found) > 10
    same = [(title, number) for title, _, number in found if titles[number] == title]
    # the others stand within that section
    assert len(same) >= len(found) - 4
    shown = {" ".join([kind, f"{letter}{number}"]) for kind, letter, number in captions(supplement)}
    assert {name for _, names, _ in found for name in re.split(", | and ", names)} <= shown


def targets(part):
    """What a number may stand for, by its name, and the sheets on which that stands."""
    found = {}
    for (kind, letter, number), caption in captions(part).items():
        found[f"{kind} {letter}{number}"] = caption.runs[0].sheet
    for heading in part.tree.all(*HEADINGS):
        if number := re.match(r"(S?\d+(?:\.\d+)*) ", heading.words):
            found[f"section {number[1]}"] = heading.runs[0].sheet
    for strong in part.tree.all("Strong"):
        if re.fullmatch(r"[QC]\d+", strong.words):
            found.setdefault(strong.words, strong.runs[0].sheet)
    return found


def inward(part):
    """Each link within a PDF: its words, the sheet to which it leads, and the words that follow it."""
    for one in part.tree.all("P", "LBody", "TD", "TH", "Caption", "Div", "Note"):
        for place, link in enumerate(one.inside):
            if isinstance(link, Element) and link.kind == "Link":
                led = [held.Obj for held in link.node.K if _is_annotation(held)]
                after = "".join(run.words for rest in one.inside[place + 1 : place + 9] for run in _runs_of(rest))
                if "/Dest" in led[0]:
                    # one that two lines share has an area in each
                    (sheet,) = {part.sheet(area.Dest[0]) for area in led}
                    yield link.words, sheet, after


def _is_annotation(held):
    return isinstance(held, pikepdf.Dictionary) and held.get("/Type") == "/OBJR"


def _runs_of(one):
    return one.runs if isinstance(one, Element) else [one]


CALLED = re.compile(r"(?:Fig\.|Table|[Ss]ection) S?\d+(?:\.\d+)*|[QC]\d+")


def test_a_reference_leads_to_what_has_its_number(parts):
    for part in parts:
        known, followed = targets(part), 0
        for words, sheet, _ in inward(part):
            if called := CALLED.search(words):
                followed += 1
                assert known[called[0].replace("Section", "section")] == sheet, words
        assert followed > 10


def test_the_page_beside_a_reference_is_that_of_its_target(article, supplement):
    told = 0
    for part, letter in ((article, ""), (supplement, "S")):
        for words, sheet, after in inward(part):
            if page := re.match(r"(?: \([^)]*\))?, p\.\s(S?\d+)", after):
                told += 1
                assert page[1] == f"{letter}{sheet}", words
    assert told >= 4


def test_a_page_has_its_number_at_its_foot(article, supplement):
    for part, letter in ((article, ""), (supplement, "S")):
        feet = {sheet: [run.words.strip() for run in runs if run.base < FOOT] for sheet, runs in along(part)}
        assert [words[-1] for words in feet.values()] == [
            f"{letter}{number}" for number in range(1, len(part.sheets) + 1)
        ]


def test_what_the_article_names_by_number_is_there(article, supplement):
    here, there = targets(article), targets(supplement)
    named = {*re.findall(r"\b[QC]\d+\b", article.words)}
    named |= {f"{kind} {letter}{number}" for kind, letter, number in NUMBERED.findall(article.words)}
    # in cells, notes on claims name sections of the reviewed article
    text = " ".join(one.words for one in article.tree.all("P", "LBody", "Note"))
    named |= set(re.findall(r"\bsection S?\d+(?:\.\d+)?\b", text))
    assert sum(name[0] == "Q" for name in named) >= 14
    assert sorted(named - here.keys() - there.keys()) == []


# what the article says is attached, and the files that are that
ATTACHED = {
    "the data with their dictionary": ["data/datapackage.json", "data/studies.csv", "data/findings.csv"],
    "every number with its meaning": ["published-numbers.json"],
    "the claims with their verdicts": ["published-claims.csv"],
    "the findings": ["published-findings.csv"],
    "the open questions": ["published-questions.csv"],
    "what each answer to them would change": ["published-answers.csv"],
    "the citations as text and for reference managers": [
        f"citation-{work}.{ending}" for work in ("edition", "article") for ending in ("txt", "bib", "ris", "json")
    ],
    "the digests of the tables and the notebooks": ["sha256.txt"],
}


def test_what_the_article_says_is_attached_is_attached_and_described(article):
    (said,) = re.findall(r"Attached to this file, and not printed, are (.*?)\.", article.words)
    held = article.pdf.attachments
    for words, names in ATTACHED.items():
        assert words in said
        for name in names:
            assert name in held
    # nothing else is said to be there
    rest = said
    for words in sorted(ATTACHED, key=len, reverse=True):
        rest = rest.replace(words, "")
    assert set(rest.replace(",", " ").split()) == {"and"}
    for name, file in held.items():
        assert len(file.description.split()) > 3, name
        assert str(file.obj.AFRelationship) in ("/Data", "/Supplement"), name
    assert len({file.description for file in held.values()}) == len(held)


def test_digests_are_those_of_the_data_that_are_attached(article, built):
    held = article.pdf.attachments
    digests = dict(
        reversed(line.split("  ")) for line in held["sha256.txt"].get_file().read_bytes().decode().splitlines()
    )
    data = {name for name in held if name.startswith("data/") and name != "data/scenarios.json"}
    assert data <= digests.keys()
    for name, digest in digests.items():
        content = held[name].get_file().read_bytes() if name in data else (built.folder / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest, name
