"""The PDF, read back; every kind of node that a page can hold is in one small book."""

import re

import pikepdf
import pypdf
import pytest
import structure_tree
from sample_book import DRAWN, INDEX, SVG, build, placed, refusal, whole_book, write_book
from sphinx.errors import SphinxError

# small books are built
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def day_of_the_edition():
    """Keep out the time that a caller of the tests may have set."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SOURCE_DATE_EPOCH", raising=False)
        yield


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return whole_book(tmp_path_factory.mktemp("book"))


@pytest.fixture(scope="module")
def made(book):
    return build(book)


@pytest.fixture(scope="module")
def pdf(made):
    return pypdf.PdfReader(made[0])


@pytest.fixture(scope="module")
def pages(pdf):
    return [" ".join(page.extract_text().split()) for page in pdf.pages]


def test_no_warning_is_given_for_a_book_of_every_node(made):
    assert made[1] == ""


@pytest.mark.parametrize(
    "words",
    [
        "First words of the book.",
        "A paragraph with emphasis, weight, inline_code, H2O, x2 and a 1,824 of patients.",
        "Special: # $ * _ @ < > ~ [x] = - + / “straight” ‘single’ … – 5% & 1. and a link.",
        "See section 2, section 3, Table 2, Fig. 1, (1) and alliance.",
        "Cited by Freud (1912) and again (Bordin, 1979).",
        "1. one thing is first 2. another",
        "nested beta",
        "A sentence with a note.1 The same note.1",
        "with a second paragraph",
        "c) third letter d) fourth letter",
        "Dyad Two people.",
        "Search date 28 March 2024",
        "Quoted words.",
        "Note The text of a note.",
        "A titled box The text of a titled box.",
        "A folded title Folded words are printed.",
        "Toggled words are printed.",
        "Card one First card text.",
        "Second card text.",
        "raw summary Words inside raw details.",
        "Only for paper.",
        'print("a literal block")',
        "alliance The working relationship.",
        "Fig. 1 What the drawing shows.",
        "first second",
        "Table 1 A short table. Study Patients Berger 98 Zuroff 191",
        "What does it ask? Notebook words.",
        # a line of the list ends within the address
        "Freud, S. (1912). Dynamics of transference. Standard Edition. https:// doi.org/10.5555/freud",
    ],
)
def test_every_kind_of_content_is_printed(pages, words):
    assert words in " ".join(pages)


@pytest.mark.parametrize("words", ["secret_code", "secret output", "Only for the web", "<details>", "design_component"])
def test_code_cells_and_what_is_for_the_web_only_are_not_printed(pages, words):
    assert words not in " ".join(pages)


def test_the_first_page_says_what_is_cited(pages):
    for said in (
        "A small book: of everything Reproducible edition Ada Example and The sample contributors",
        "IDENTIFIER doi:10.5555/sample THIS VERSION Version 24.0.0 Date 2026-03-28 Commit 0123abc",
        "Licence CC-BY-4.0, code MIT",
        # programs that file a PDF take the first DOI for its own: that of the article is a link
        "REPRODUCED REVIEW Esempio, G. (2025). An article. Journal, 1, 2. KEYWORDS alliance; depression",
    ):
        assert said in pages[0]


def test_a_first_page_leaves_out_what_is_not_known(tmp_path):
    path, _ = build(
        write_book(tmp_path, {"index.md": "# Title\n\nText.\n"}, 'edition = {"title": "Bare", "doi": None}')
    )
    said = " ".join(pypdf.PdfReader(path).pages[0].extract_text().split())
    assert said == "Bare THIS VERSION Identifier draft, no identifier Text. 1"


def test_abstract_and_summary_fill_the_first_page_and_the_text_follows(tmp_path):
    abstract = ":::{container} abstract\nBackground\n: Why it was done.\n:::\n\n"
    answer = ":::{container} answer\nWhat it means.\n:::\n\n"
    path, _ = build(write_book(tmp_path, {"index.md": f"# Title\n\n{answer}{abstract}Text.\n"}))
    first, second = (" ".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages)
    assert "ABSTRACT Background Why it was done. PLAIN SUMMARY What it means." in first
    assert "Text." not in first
    assert "What it means." not in second


def outline(items, level=1):
    for item in items:
        if isinstance(item, list):
            yield from outline(item, level + 1)
        else:
            yield level, item.title


def test_bookmarks_carry_the_numbers_of_sections(pdf):
    assert list(outline(pdf.outline)) == [
        (1, "1 At the start"),
        (1, "2 Words and structure"),
        (2, "2.1 Set apart"),
        (3, "Deeper"),
        (1, "3 Tables"),
        (1, "4 What does it ask?"),
        (1, "5 References"),
    ]


def test_every_page_but_the_first_has_title_and_section_at_its_head_and_each_its_number_at_its_foot(pdf, pages):
    sections = ["Words and structure", "Tables", "What does it ask?", "References"]
    for label, text in zip(pdf.page_labels, pages, strict=True):
        found = [section for section in sections if text.startswith(f"A small book {section}")]
        assert len(found) == (label != "1"), label
        assert text.endswith(f"Version 24.0.0 · https://doi.org/10.5555/sample · commit 0123abc {label}")


@pytest.fixture(scope="module")
def supplement(tmp_path_factory):
    """A supplement of two pages of a book; the first has forty sections."""
    away = "```{goes-to} supplement\n```\n\n"
    parts = "".join(f"## Part {n}\n\nWords.\n\n" for n in range(1, 41))
    pages = {
        "index.md": INDEX,
        "first.md": "# Printed here\n\nWords.\n",
        "second.md": f"# Printed there\n\n{away}Other words.\n\n{parts}",
        "third.md": f"# Also there\n\n{away}Last words.\n",
    }
    path, _ = build(write_book(tmp_path_factory.mktemp("two"), pages, "supplement = True"))
    return pypdf.PdfReader(path.with_name("sample-supplement.pdf"))


def test_contents_of_a_supplement_give_the_page_of_each_section(supplement):
    texts = [" ".join(page.extract_text().split()) for page in supplement.pages]
    assert supplement.page_labels == [f"S{n}" for n in range(1, len(texts) + 1)]
    for section in "S1 Printed there", "S1.1 Part 1", "S1.40 Part 40", "S2 Also there":
        printed = re.search(rf"{section}[ .]*(S\d+)", texts[0])[1]
        assert section in texts[supplement.page_labels.index(printed)]
    assert "Printed here" not in " ".join(texts)


def test_contents_of_a_supplement_stand_in_two_columns(supplement):
    contents = {text: x for text, x, *_ in placed(supplement.pages[0])}
    assert contents["Part 40"] > contents["Part 1"] + 150


def test_metadata_name_the_edition(pdf):
    found = pdf.metadata
    assert found.title == "A small book: of everything: Reproducible edition"
    assert found.author == "Ada Example, The sample contributors"
    assert found["/Keywords"] == "alliance, depression"
    # a reference manager takes a DOI in it for that of the file
    assert found.subject == "What the book is about."
    assert found.creation_date.strftime("%Y-%m-%d") == "2026-03-28"
    assert pdf.trailer["/Root"]["/Lang"] == "en-GB"


def test_the_compiler_grants_both_standards(made):
    with pikepdf.open(made[0]) as pdf, pdf.open_metadata() as xmp:
        assert (xmp["pdfuaid:part"], xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("1", "3", "A")


def elements(tree):
    """Yield every element of the structure tree."""
    if isinstance(tree, pikepdf.Array):
        for child in tree:
            yield from elements(child)
    elif isinstance(tree, pikepdf.Dictionary):
        if "/S" in tree:
            yield tree
        yield from elements(tree.get("/K"))


@pytest.fixture(scope="module")
def structure(made):
    with pikepdf.open(made[0]) as pdf:
        yield list(elements(pdf.Root.StructTreeRoot))


def alternatives(structure, kind):
    return {str(element.Alt) for element in structure if kind == element.S and "/Alt" in element}


def test_the_structure_names_what_stands_on_the_page(structure):
    kinds = {str(element.S) for element in structure}
    assert {"/H1", "/H2", "/H3", "/P", "/L", "/LI", "/Table", "/TH", "/TD", "/Note", "/Link", "/Caption"} <= kinds


def test_figures_and_formulas_say_what_they_show(structure):
    assert alternatives(structure, "/Figure") == {"Two bars, three and seven.", "A red square", "A blue circle."}
    assert alternatives(structure, "/Formula") == {
        r"\hat{p} = \frac{x}{n}",
        r"\hat{p} \pm z \sqrt{\frac{p(1-p)}{n}}",
    }


def test_nothing_is_wrong_with_the_structure(made):
    with pikepdf.open(made[0]) as pdf:
        assert structure_tree.faults(pdf) == []


def test_names_of_rows_are_their_headers(made):
    with pikepdf.open(made[0]) as pdf:
        tables = structure_tree.root(pdf).all("Table")
        # Berger and Zuroff; one row of words; seventy rows; a tall cell
        assert [len(structure_tree.names_of_rows(table)) for table in tables] == [2, 1, 70, 1]


def test_lists_of_terms_of_fields_and_of_references_are_lists(made):
    with pikepdf.open(made[0]) as pdf:
        lists = [one for one in structure_tree.root(pdf).all("L") if one.said("ListNumbering") == "/None"]
        # Dyad; search date and language; alliance; two works
        assert [len(one.of("LI")) for one in lists] == [1, 2, 1, 2]


def test_fonts_are_the_books_own_and_embedded(made):
    with pikepdf.open(made[0]) as pdf:
        fonts = [
            font.DescendantFonts[0].FontDescriptor
            for page in pdf.pages
            for font in page.resources.get("/Font", {}).values()
        ]
        assert all("/FontFile3" in font or "/FontFile2" in font for font in fonts)
        names = {str(font.FontName).partition("+")[2].partition("-")[0] for font in fonts}
    assert names == {"SourceSans3", "DejaVuSansMono", "NewCMMath"}


def test_drawn_figures_are_vectors(pdf):
    # the one image of pixels is the red square
    assert sum(len(page.images) for page in pdf.pages) == 1


def test_every_link_leads_somewhere(pdf):
    inside, outside = [], []
    for page in pdf.pages:
        for annotation in page.get("/Annots", []):
            link = annotation.get_object()
            action = link.get("/A", {})
            if "/URI" in action:
                outside.append(action["/URI"])
            else:
                inside.append(action.get("/D", link.get("/Dest")))
    assert {"https://example.org/a_b?c=d#e", "https://doi.org/10.5555/freud", "https://doi.org/10.5555/sample"} <= set(
        outside
    )
    names = pdf.named_destinations
    for target in inside:
        assert target in names if isinstance(target, str) else target[0].get_object() in list(pdf.pages)
    # two pages, a table, a figure, a formula, a term, two works; twice the footnote, and back from it
    assert len(inside) == 11


def test_a_footnote_stands_at_the_foot_of_the_page_that_refers_to_it(pages):
    page = next(text for text in pages if "A sentence with a note." in text)
    assert page.index("The text of the footnote") > page.index("The same note.")
    assert " ".join(pages).count("The text of the footnote") == 1


def test_attachments_are_the_files_themselves(made, book):
    with pikepdf.open(made[0]) as pdf:
        assert pdf.attachments["references.bib"].get_file().read_bytes() == (book / "references.bib").read_bytes()


def test_the_same_book_gives_the_same_bytes_in_another_folder(made, tmp_path):
    other, _ = build(whole_book(tmp_path / "elsewhere"))
    assert other.read_bytes() == made[0].read_bytes()


def test_the_time_of_the_revision_goes_before_the_day_of_the_edition(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    path, _ = build(write_book(tmp_path, {"index.md": "# Title\n\nText.\n"}))
    assert pypdf.PdfReader(path).metadata.modification_date.isoformat() == "2023-11-14T22:13:20+00:00"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("![](square.png)\n", "index.md:5: image 'square.png' has no alternative text"),
        (DRAWN.replace(":alt: Bars.\n", ""), "index.md:5: figure 'sample.drawn' has no alternative text"),
        (DRAWN.replace("bar\n", "barr\n"), "figure 'sample.drawn' cannot be drawn: "),
        ("Letters 漢字 here.\n", 'index.md: the text `"漢"` could not be displayed'),
        ("$\\oint x$\n", "index.md:5: '\\oint' of the formula '\\oint x' is not known"),
    ],
)
def test_what_must_not_be_published_is_refused_in_a_line(tmp_path, text, said):
    error = refusal(tmp_path, text)
    assert error.startswith(said)
    assert "\n" not in error


def test_everything_that_must_not_be_published_is_said_at_once(tmp_path):
    said = refusal(tmp_path, "![](square.png)\n\n$\\oint x$\n").splitlines()
    assert [line.partition(": ")[0] for line in said] == ["index.md:5", "index.md:7"]


def test_a_character_that_no_font_has_is_found_in_a_picture(tmp_path):
    folder = write_book(tmp_path, {"index.md": "# Title\n\nText.\n\n![A sign](shape.svg)\n"})
    (folder / "shape.svg").write_text(SVG.format("<text x='5' y='20'>漢</text>"), encoding="utf-8")
    with pytest.raises(SphinxError, match=r"^index\.md: the text .*漢.* could not be displayed.*pictures/shape\.svg"):
        build(folder)


def test_a_broken_picture_is_named(tmp_path):
    folder = write_book(tmp_path, {"index.md": "# Title\n\nText.\n\n![A sign](shape.svg)\n"})
    (folder / "shape.svg").write_text("<svg", encoding="utf-8")
    with pytest.raises(SphinxError, match=r"^index\.md: failed to (decode|parse).*pictures/shape\.svg"):
        build(folder)


def test_a_missing_attachment_is_named(tmp_path):
    folder = write_book(tmp_path, {"index.md": "# Title\n\nText.\n"}, 'pdf_attachments = ["CITATION.cff"]')
    with pytest.raises(SphinxError, match=r"^pdf_attachments: there is no file 'CITATION\.cff'$"):
        build(folder)
