"""The PDF, read back; every kind of node that a page can hold is in one small book."""

import io
import json
import re
import textwrap

import pikepdf
import pypdf
import pytest
import structure_tree
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

# small books are built
pytestmark = pytest.mark.slow

CONF = """
from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from reviewbook.book.pages.nodes import figure_output, number

extensions = ["myst_nb", "sphinx_design", "sphinx_togglebutton", "sphinxcontrib.bibtex",
              "reviewbook.book.pages.bibliography", "reviewbook.book.paper"]
project = "Sample"
language = "en"
nb_execution_mode = "off"
nb_remove_code_outputs = True
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "fieldlist", "attrs_inline"]
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = bibtex_reference_style = "reviewbook"
numfig = True
pdf_name = "sample"
pdf_attachments = ["references.bib"]
edition = {
    "title": "A small book: of everything", "subtitle": "Reproducible edition", "version": "24.0.0",
    "software_version": "0.1.0", "date": "2026-03-28", "revision": "0123abc", "licence": ["CC-BY-4.0", "MIT"],
    "contributors": ["Ada Example", "The sample contributors"], "keywords": ["alliance", "depression"],
    "abstract": "What the book is about.", "doi": "10.5555/sample", "language": "en-GB",
    "article": {"authors": ["Giulia Esempio"], "doi": "10.5555/article", "title": "An article",
                "citation": "Esempio, G. (2025). An article. Journal, 1, 2. https://doi.org/10.5555/article"},
}

class Drawn(SphinxDirective):
    has_content = True
    option_spec = {"name": str, "alt": str, "type": str}

    def run(self):
        kind = self.options.get("type", "bar")
        layout = {"height": 240, "xaxis": {"title": {"text": "Patients"}}}
        figure = {"data": [{"type": kind, "x": ["first", "second"], "y": [3, 7]}], "layout": layout}
        caption = nodes.caption("", " ".join(self.content))
        inner = figure_output(key="sample.drawn", figure=figure, alt=self.options.get("alt", ""))
        placed = nodes.figure("", inner, caption)
        self.set_source_info(placed)
        self.set_source_info(inner)
        self.add_name(placed)
        return [placed]

def number_role(name, rawtext, text, lineno, inliner, options=None, content=None):
    return [number(rawtext, text, key="sample.n", meaning="how many")], []

def setup(app):
    app.add_directive("drawn", Drawn)
    app.add_role("number", number_role)
"""

INDEX = """
# A small book

First words of the book.

## At the start

Of the first page.

```{toctree}
:numbered:
chapter
tables
notebook
references
```
"""

CHAPTER = r"""
(the-chapter)=
# Words and *structure*

A paragraph with *emphasis*, **weight**, `inline_code`, H{sub}`2`O, x{sup}`2` and a {number}`1,824` of patients.
Special: # $ \* \_ @ \< \> ~ \[x\] = - + / "straight" 'single' ... -- 5% & 1. and [a link](https://example.org/a_b?c=d#e).
See {ref}`the-chapter`, {doc}`tables`, {numref}`wide-table`, {numref}`a-drawing`, {eq}`proportion` and {term}`alliance`.
Cited by {cite:t}`freud1912` and again {cite:p}`bordin1979`.

1. one thing
   is first
2. another

- alpha
  - nested beta
- gamma

  with a second paragraph

```{eval-rst}
c) third letter
d) fourth letter
```

Dyad
: Two people.

:Search date: 28 March 2024
:Language: English

> Quoted words.
>
> -- Somebody

A sentence with a note.[^note] The same note.[^note]

[^note]: The text of the footnote, which stands at the foot.

***

## Set apart

:::{note}
The text of a note.
:::

:::{admonition} A titled box
:class: warning
The text of a titled box.
:::

:::{dropdown} A folded title
Folded words are printed.
:::

:::{toggle}
Toggled words are printed.
:::

::::{grid} 2
:::{grid-item-card} Card one
First card text.
:::
:::{grid-item-card} Card two
Second card text.
:::
::::

<details><summary>raw summary</summary>

Words inside raw details.

</details>

:::{only} html
Only for the web.
:::

:::{only} typst
Only for paper.
:::

```python
print("a literal block")
```

### Deeper

Inline $\hat{p} = \frac{x}{n}$ and

```{math}
:label: proportion
\hat{p} \pm z \sqrt{\frac{p(1-p)}{n}}
```

:::{glossary}
alliance
  The working relationship.
:::

```{drawn}
:name: a-drawing
:alt: Two bars, three and seven.
What the drawing shows.
```

![A red square](square.png){width=40px}

```{figure} shape.svg
:name: a-shape
:alt: A blue circle.
Caption of the circle.
```
"""

WIDE = [f"Heading{n} of wholecolumn{n}" for n in range(14)]
TABLES = f"""
# Tables

```{{list-table}} A short table.
:header-rows: 1
:name: short-table

* - Study
  - Patients
* - Berger
  - 98
* - Zuroff
  - 191
```

```{{table}} A wide table.
:name: wide-table

| {" | ".join(WIDE)} |
|{"---|" * len(WIDE)}
| {" | ".join(f"valueincolumn{n}" for n in range(14))} |
```

```{{list-table}} A long table.
:header-rows: 1
:name: long-table

* - Repeated head
  - Text
{
    "".join(
        f'''* - row {n}
  - Words that fill the second column of the long table, number {n}.
'''
        for n in range(70)
    )
}```

```{{eval-rst}}
+-------+-------+-------+
| A head of two | Right |
+=======+=======+=======+
| tall  | b     | c     |
|       +-------+-------+
|       | both columns  |
+-------+-------+-------+
```
"""

BIB = """
@article{freud1912, author={Freud, Sigmund}, title={Dynamics of transference}, journal={Standard Edition}, year={1912},
  doi={10.5555/freud}}
@article{bordin1979, author={Bordin, Edward S.}, title={The generalizability}, journal={Psychotherapy}, year={1979}}
"""

NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "id": "a", "source": "# What does it ask?\n\nNotebook words."},
        {
            "cell_type": "code", "metadata": {}, "source": "secret_code = 1", "id": "b", "execution_count": 1,
            "outputs": [{"output_type": "stream", "name": "stdout", "text": "secret output"}],
        },
    ],
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}  # fmt: skip

# one red pixel
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="60"><circle r="20" fill="blue"/>{}</svg>'


def write_book(folder, pages=None, conf=""):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "conf.py").write_text(CONF + conf)
    (folder / "references.bib").write_text(BIB)
    (folder / "square.png").write_bytes(PNG)
    (folder / "shape.svg").write_text(SVG.format(""))
    for name, text in (pages or {}).items():
        (folder / name).write_text(textwrap.dedent(text))
    return folder


def whole_book(folder):
    pages = {"index.md": INDEX, "chapter.md": CHAPTER, "tables.md": TABLES, "notebook.ipynb": json.dumps(NOTEBOOK)}
    return write_book(folder, pages | {"references.md": "# References\n\n```{bibliography}\n```\n"})


def build(folder):
    """Build the PDF of a folder; return its path and what Sphinx warned of."""
    said = io.StringIO()
    work = folder / "_build"
    with docutils_namespace(), patch_docutils():
        app = Sphinx(folder, folder, work / "pdf", work / "doctrees", "typst", status=None, warning=said)
        app.build(force_all=True)
    return work / "pdf" / "sample.pdf", re.sub(r"\x1b\[[0-9;]*m", "", said.getvalue())


def placed(page):
    """Return each fragment of a page's text with its place, from the left and from below, and its size, in points."""
    found = []

    def visit(text, outer, inner, font, size):
        if text.strip():
            x = outer[0] * inner[4] + outer[2] * inner[5] + outer[4]
            y = outer[1] * inner[4] + outer[3] * inner[5] + outer[5]
            found.append((text.strip(), x, y, size))

    page.extract_text(visitor_text=visit)
    return found


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
        "See Words and structure, Tables, Table 2.2, Fig. 1.1, (1.1) and alliance.",
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
        "Fig. 1.1. What the drawing shows.",
        "first second",
        "Table 2.1. A short table. Study Patients Berger 98 Zuroff 191",
        "What does it ask? Notebook words.",
        "Freud, S. (1912). Dynamics of transference. Standard Edition. https://doi.org/10.5555/freud",
    ],
)
def test_every_kind_of_content_is_printed(pages, words):
    assert words in " ".join(pages)


@pytest.mark.parametrize("words", ["secret_code", "secret output", "Only for the web", "<details>", "design_component"])
def test_code_cells_and_what_is_for_the_web_only_are_not_printed(pages, words):
    assert words not in " ".join(pages)


def test_the_title_page_says_what_is_cited(pages):
    for said in (
        "A small book: of everything",
        "REPRODUCIBLE EDITION",
        "Ada Example and The sample contributors",
        "REVIEWED ARTICLE Giulia Esempio Esempio, G. (2025). An article. Journal, 1, 2. https://doi.org/10.5555/article",
        "Version 24.0.0 Software 0.1.0 Date 2026-03-28 Revision 0123abc DOI https://doi.org/10.5555/sample",
        "Licence CC-BY-4.0 and MIT",
    ):
        assert said in pages[0]


def test_a_title_page_leaves_out_what_is_not_known(tmp_path):
    path, _ = build(
        write_book(tmp_path, {"index.md": "# Title\n\nText.\n"}, 'edition = {"title": "Bare", "doi": None}')
    )
    assert pypdf.PdfReader(path).pages[0].extract_text().split() == ["Bare"]


def outline(items, level=1):
    for item in items:
        if isinstance(item, list):
            yield from outline(item, level + 1)
        else:
            yield level, item.title


def test_bookmarks_carry_the_numbers_of_sphinx(pdf):
    assert list(outline(pdf.outline)) == [
        (1, "Contents"),
        (1, "A small book"),
        (2, "At the start"),
        (1, "1 Words and structure"),
        (2, "1.1 Set apart"),
        (3, "1.1.1 Deeper"),
        (1, "2 Tables"),
        (1, "3 What does it ask?"),
        (1, "4 References"),
    ]


def test_pages_before_the_text_are_numbered_in_roman(pdf):
    assert pdf.page_labels[:4] == ["i", "ii", "1", "2"]


def test_contents_give_the_page_of_each_chapter(pdf, pages):
    printed = int(re.search(r"4 References[ .]*(\d+)", pages[1])[1])
    assert "4 References" in pages[pdf.page_labels.index(str(printed))]


def test_every_page_of_text_has_the_chapter_at_its_head_and_its_number_at_its_foot(pdf, pages):
    chapters = ["Words and structure", "Tables", "What does it ask?", "References"]
    for label, text in zip(pdf.page_labels[2:], pages[2:], strict=True):
        assert any(text.startswith(f"A small book {chapter}") for chapter in chapters), label
        assert f"Version 24.0.0 · doi:10.5555/sample {label}" in text


def test_metadata_name_the_edition(pdf):
    found = pdf.metadata
    assert found.title == "A small book: of everything"
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


def test_cells_that_span_are_tagged_as_such(structure):
    spans = [
        (str(element.S), name)
        for element in structure
        for attributes in element.get("/A", [])
        for name in ("/ColSpan", "/RowSpan")
        if element.S in ("/TH", "/TD") and name in attributes
    ]
    # the head of two columns; the name of two rows; the cell of both columns
    assert spans == [("/TH", "/ColSpan"), ("/TH", "/RowSpan"), ("/TD", "/ColSpan")]


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


def test_numbers_do_not_name_a_row_nor_do_sentences(tmp_path):
    sentence = "Words of a sentence. " * 6
    tables = "".join(f"| {head} | Text |\n|---|---|\n| {cell} | b |\n\n" for head, cell in (("n", 7), ("a", sentence)))
    path, _ = build(write_book(tmp_path, {"index.md": f"# Title\n\n{tables}"}))
    with pikepdf.open(path) as pdf:
        tables = structure_tree.root(pdf).all("Table")
        assert [structure_tree.names_of_rows(table) for table in tables] == [[], []]


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


def test_no_hyphen_comes_into_an_address(tmp_path):
    address = "https://example.org/psychotherapeutically-unbelievableconsiderations"
    filler = "".join(f"{'x' * count} <{address}>\n\n" for count in range(0, 60, 4))
    path, _ = build(write_book(tmp_path, {"index.md": f"# Title\n\n{filler}"}))
    printed = "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    assert "".join(printed.split()).count(address) == 15


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
    assert len(inside) > 15


def test_a_footnote_stands_at_the_foot_of_the_page_that_refers_to_it(pages):
    page = next(text for text in pages if "A sentence with a note." in text)
    assert page.index("The text of the footnote") > page.index("The same note.")
    assert " ".join(pages).count("The text of the footnote") == 1


def test_a_wide_table_is_turned_and_nothing_of_it_is_cut(pdf):
    page = next(page for page in pdf.pages if "wholecolumn13" in page.extract_text())
    width, height = page.mediabox.width, page.mediabox.height
    assert width > height
    ends = [x + 0.5 * size * len(text) for text, x, _, size in placed(page) if "incolumn" in text or "whole" in text]
    assert len(ends) == 28
    assert 0.7 * width < max(ends) < width - 50


def test_a_long_table_repeats_its_head(pages):
    holding = [text for text in pages if "Words that fill the second column" in text]
    assert len(holding) > 1
    assert all("Repeated head Text" in text for text in holding)
    assert " ".join(pages).count("Words that fill the second column") == 70


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


def refusal(folder, text):
    """Build a book of one page and return what the error says."""
    page = "# Title\n\nSound text.\n\n" + text
    with pytest.raises(SphinxError) as raised:
        build(write_book(folder, {"index.md": page}))
    return str(raised.value)


DRAWN = "```{drawn}\n:name: bars\n:alt: Bars.\n:type: bar\nA caption.\n```\n"


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


def test_a_table_that_no_page_can_hold_is_refused(tmp_path):
    word = "w" * 60
    head, line, row = (f"| {' | '.join([cell] * 20)} |" for cell in ("h", "---", word))
    assert refusal(tmp_path, f"{head}\n{line}\n{row}\n").startswith("index.md:5: a table of 20 columns does not fit")


def test_a_reference_that_leads_out_of_the_book_is_refused(tmp_path):
    write_book(tmp_path, {"left.md": "---\norphan: true\n---\n# Left out\n\nText.\n"})
    said = refusal(tmp_path, "See {doc}`left`.\n")
    assert said == "index.md:5: the reference 'Left out' leads to 'left', which is not in the book"


def test_an_unresolved_reference_is_warned_of_with_its_page(tmp_path):
    _, said = build(write_book(tmp_path, {"index.md": "# Title\n\nSee {ref}`nowhere`.\n"}))
    assert "index.md:3" in said
    assert "nowhere" in said


def test_a_missing_attachment_is_named(tmp_path):
    folder = write_book(tmp_path, {"index.md": "# Title\n\nText.\n"}, 'pdf_attachments = ["CITATION.cff"]')
    with pytest.raises(SphinxError, match=r"^pdf_attachments: there is no file 'CITATION\.cff'$"):
        build(folder)


def test_nothing_is_set_outside_the_body_of_a_page(tmp_path):
    rows = "".join(f"| body row {n} | {n} |\n" for n in range(24))
    table = f"```{{table}} Caption\n\n| Head | Number |\n|---|---|\n{rows}```\n"
    line = "A line of text.\n\n"
    parts = [f"## Part {part}\n\n{line * part}{table}" for part in range(14)]
    path, _ = build(write_book(tmp_path, {"index.md": "# Title\n\n" + "\n".join(parts)}))
    foot, top = 26 / 25.4 * 72, (297 - 28) / 25.4 * 72
    bodies = [[f for f in placed(page) if foot < f[2] < top] for page in pypdf.PdfReader(path).pages[2:]]
    cells = [text for body in bodies for text, *_ in body if text.startswith("body row")]
    assert len(cells) == 24 * 14
    # no heading is left at the foot of a page, away from what follows
    assert not [body[-1] for body in bodies if min(body, key=lambda fragment: fragment[2])[0].startswith("Part")]


def test_a_figure_does_not_float_above_the_title_of_its_chapter(tmp_path):
    pages = {
        "index.md": "# Title\n\n" + "A line of text.\n\n" + "```{toctree}\nnext\n```\n",
        "next.md": f"# Next chapter\n\nIts text.\n\n{DRAWN}",
    }
    path, _ = build(write_book(tmp_path, pages))
    places = {text: y for text, _, y, _ in placed(pypdf.PdfReader(path).pages[2])}
    assert places["A caption."] < places["Its text."] < places["A line of text."]


def test_a_hash_breaks_in_its_column_and_is_copied_whole(tmp_path):
    first, second = "0123456789abcdef" * 4, "fedcba9876543210" * 4
    table = (
        f"| File | Code | Text |\n|---|---|---|\n| a.csv | `{first}` | {second} |\n| b.csv | {second} | `{first}` |\n"
    )
    path, _ = build(write_book(tmp_path, {"index.md": f"# Title\n\n{table}"}))
    text = pypdf.PdfReader(path).pages[-1].extract_text()
    assert max(map(len, re.findall("[0-9a-f]{9,}", text))) < 64
    whole = "".join(text.split())
    assert (whole.count(first), whole.count(second)) == (2, 2)


def test_boxes_and_lists_may_hold_figures_and_tables(tmp_path):
    wide = "\n".join(f"| {' | '.join(f'{word}{n}' for n in range(9))} |" for word in ("head", "-----", "incell"))
    boxed = f":::{{dropdown}} A box\nText.\n\n{DRAWN}\n{wide.replace('-----0', '-----')}\n:::\n"
    boxed = re.sub(r"-----\d", "-----", boxed)
    listed = "- item\n\n" + textwrap.indent(DRAWN.replace("bars", "more"), "  ")
    path, said = build(write_book(tmp_path, {"index.md": f"# Title\n\n{boxed}\n{listed}"}))
    text = " ".join(pypdf.PdfReader(path).pages[-1].extract_text().split())
    assert said == ""
    assert text.count("A caption.") == 2
    assert "incell8" in text


def test_a_picture_on_its_own_is_set_at_its_width_and_one_in_a_sentence_at_the_height_of_a_line(tmp_path):
    page = "# Title\n\n![A square](square.png){width=400px}\n\nThe sign ![A square](square.png) stands here.\n"
    path, _ = build(write_book(tmp_path, {"index.md": page}))
    with pikepdf.open(path) as pdf:
        drawn = [
            float(instruction.operands[0])
            for instruction in pikepdf.parse_content_stream(pdf.pages[-1])
            if str(instruction.operator) == "cm"
        ]
    assert any(299 < abs(width) < 301 for width in drawn)
    assert any(9 < abs(width) < 12 for width in drawn)


def test_an_unknown_node_is_printed_as_its_children_with_a_warning(tmp_path):
    options = "```{eval-rst}\n-a  Words of an unknown node.\n```\n"
    path, said = build(write_book(tmp_path, {"index.md": f"# Title\n\n{options}"}))
    assert "Words of an unknown node." in pypdf.PdfReader(path).pages[-1].extract_text()
    assert "the PDF does not know the node 'option_list' and prints what is in it" in said


def test_a_box_that_holds_a_long_table_is_opened_and_one_that_holds_a_short_one_is_not(tmp_path):
    def folded(title, rows):
        lines = "".join(f"| {title} {n} | {n} |\n" for n in range(rows))
        return f":::{{dropdown}} {title}\n```{{table}} Caption\n\n| Head | Number |\n|---|---|\n{lines}```\n:::\n\n"

    path, said = build(write_book(tmp_path, {"index.md": f"# Title\n\n{folded('Short', 3)}{folded('Long', 30)}"}))
    places = {text: x for text, x, *_ in placed(pypdf.PdfReader(path).pages[2])}
    assert said == ""
    # what is boxed is moved in
    assert places["Short 1"] > places["Long 1"]


def test_the_head_of_a_group_of_rows_is_printed_once_on_each_page_that_the_group_is_on(tmp_path):
    # a head is repeated without its links
    rows = "".join(f"| [Domain](#here) {row // 40} | level {row} |\n" for row in range(120))
    table = f"```{{table}} Caption\n\n| Domain | Level |\n|---|---|\n{rows}```\n"
    path, said = build(write_book(tmp_path, {"index.md": f"(here)=\n# Title\n\n{table}"}))
    assert said == ""
    texts = [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages[2:]]
    spread = [{int(n) // 40 for n in re.findall(r"level (\d+)", text)} for text in texts]
    assert len(texts) > 1
    assert [sorted(map(int, re.findall(r"Domain (\d)", text))) for text in texts] == [sorted(on) for on in spread]
    assert sorted(int(n) for text in texts for n in re.findall(r"level (\d+)", text)) == list(range(120))


def test_program_text_stays_on_one_page_and_a_long_one_stands_in_two_columns(tmp_path):
    code = "\n".join(f"line{n}" for n in range(60))
    page = "# Title\n\n" + "A line of text.\n\n" * 25 + f"```text\n{code}\n```\n"
    path, _ = build(write_book(tmp_path, {"index.md": page}))
    on = [[text for text, *_ in placed(page) if text.startswith("line")] for page in pypdf.PdfReader(path).pages[2:]]
    assert [len(lines) for lines in on if lines] == [60]
    last = {text: x for text, x, *_ in placed(pypdf.PdfReader(path).pages[-1])}
    assert last["line59"] > last["line0"] + 150


def test_a_line_that_announces_a_list_is_not_left_at_the_foot_of_a_page(tmp_path):
    items = "- one item\n- another item\n\n"
    parts = "".join("A line of text.\n\n" * (part % 7) + f"List {part}:\n\n{items}" for part in range(120))
    path, _ = build(write_book(tmp_path, {"index.md": f"# Title\n\n{parts}"}))
    bodies = [[f for f in placed(page) if 80 < f[2] < 762] for page in pypdf.PdfReader(path).pages[2:]]
    assert len(bodies) > 10
    assert not [body for body in bodies if min(body, key=lambda fragment: fragment[2])[0].startswith("List")]


def test_the_contents_of_a_long_book_stand_in_two_columns_on_a_page(tmp_path):
    chapters = "\n".join(f"## Section {n}\n\nText.\n" for n in range(90))
    path, _ = build(write_book(tmp_path, {"index.md": f"# Title\n\n{chapters}"}))
    pages = pypdf.PdfReader(path).pages
    contents = {text: x for text, x, *_ in placed(pages[1])}
    assert contents["Section 89"] > contents["Section 0"] + 150


def test_a_table_of_many_rows_wraps_no_cell_where_a_wider_one_need_not(tmp_path):
    hypotheses = "Alliance predicts outcome", "Improvement predicts alliance"
    rules = (
        "as published",
        "by finding",
        *(f"by direction (unreported: {how})" for how in ("left out", "against", "for")),
    )
    rows = "".join(f"| {hypothesis} | {rule} |{' 100 |' * 6}\n" for hypothesis in hypotheses for rule in rules)
    heads = "Hypothesis", "Counted", "With a vote", "Lowest share", "Highest share", "Below", "Includes", "Above"
    table = f"| {' | '.join(heads)} |\n|{'---|' * 8}\n{rows}"
    path, _ = build(write_book(tmp_path, {"index.md": f"# Title\n\n{table}"}))
    lines = pypdf.PdfReader(path).pages[-1].extract_text().splitlines()
    for whole in (*hypotheses, *rules, *heads):
        assert any(whole in line for line in lines), whole


def texts_of(path):
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages[2:]]


def grouped(groups, rows):
    return "".join(f"| Group {g} | level {g}.{n} |\n" for g in range(groups) for n in range(rows))


def test_a_name_that_rows_share_is_printed_once_and_its_rows_stay_on_one_page(tmp_path):
    table = f"```{{table}} Caption\n\n| Name | Level |\n|---|---|\n{grouped(10, 5)}```\n"
    path, said = build(write_book(tmp_path, {"index.md": f"# Title\n\n{table}"}))
    texts = texts_of(path)
    assert said == ""
    assert len(texts) > 1
    for group in range(10):
        on = [text for text in texts if f"Group {group} " in text]
        assert len(on) == 1
        assert on[0].count(f"Group {group} ") == 1
        assert re.findall(rf"level {group}\.(\d)", on[0]) == list("01234")


def test_a_name_that_rows_share_is_tagged_as_spanning_them(tmp_path):
    path, _ = build(write_book(tmp_path, {"index.md": f"# Title\n\n| Name | Level |\n|---|---|\n{grouped(2, 3)}"}))
    with pikepdf.open(path) as pdf:
        (found,) = structure_tree.root(pdf).all("Table")
        spans = [int(cell.said("RowSpan")) for cell in structure_tree.names_of_rows(found)]
        assert (len(found.all("TD")), spans) == (6, [3, 3])


@pytest.mark.parametrize("count", [50, 51, 52])
def test_no_last_row_of_a_table_is_alone_on_a_page(tmp_path, count):
    rows = "".join(f"| Row {n} | {n} |\n" for n in range(count))
    table = f"```{{table}} Caption\n\n| Head | Number |\n|---|---|\n{rows}```\n"
    path, _ = build(write_book(tmp_path, {"index.md": f"# Title\n\n{table}"}))
    on = [len(re.findall(r"Row \d+", text)) for text in texts_of(path)]
    # a page holds 49 rows
    assert len(on) == 2
    assert sum(on) == count
    assert on[1] >= 3


def test_a_narrow_table_of_many_lines_is_set_in_two_columns_with_its_head_above_each(tmp_path):
    rows = "".join(f"| name{n} | v{n} |\n" for n in range(13))
    table = f"```{{table}} Caption\n\n| Head | Of |\n|---|---|\n{rows}```\n"
    path, said = build(write_book(tmp_path, {"index.md": f"# Title\n\n{table}"}))
    pages = pypdf.PdfReader(path).pages
    places = {text: (round(x), round(y)) for text, x, y, _ in placed(pages[2])}
    assert said == ""
    assert len(pages) == 3
    assert places["name7"][1] == places["name0"][1]
    assert places["name7"][0] > places["name0"][0] + 150
    assert [text for text, *_ in placed(pages[2])].count("Head") == 2


def test_code_is_as_large_as_the_text_around_it_looks(tmp_path):
    page = "# Title\n\nWords `inline` here.\n\n| Head |\n|---|\n| `celled` |\n"
    path, _ = build(write_book(tmp_path, {"index.md": page}))
    sizes = {text: size for text, _, _, size in placed(pypdf.PdfReader(path).pages[2])}
    # 78 percent of 10.5 and of 8.5 points
    assert sizes["inline"] == pytest.approx(8.19, abs=0.01)
    assert sizes["celled"] == pytest.approx(6.63, abs=0.01)


def test_the_last_page_holds_the_whole_last_section(tmp_path):
    items = "".join(f"- item {n}\n" for n in range(12))
    # without care, the last page would hold its last lines
    for lines in (34, 30, 26):
        page = "# Title\n\n" + "A line.\n\n" * lines + f"## The end\n\n{items}"
        path, _ = build(write_book(tmp_path / str(lines), {"index.md": page}))
        last = texts_of(path)[-1]
        assert "The end" in last, lines
        assert last.count("item ") == 12


def test_a_figure_that_its_page_has_no_room_for_stands_at_the_head_of_the_next(tmp_path):
    tall = "```{figure} square.png\n:width: 520px\n:alt: A red square\nA caption.\n```\n\n"
    lines = "A line of text.\n\n" * 22
    path, _ = build(write_book(tmp_path, {"index.md": f"# Title\n\n{lines}{tall}Last words.\n"}))
    places = [{text: y for text, _, y, _ in placed(page)} for page in pypdf.PdfReader(path).pages[2:]]
    assert len(places) == 2
    assert "Last words." in places[0]
    # the square is 390 points high, and the body of the page ends 757 above its foot
    assert places[1]["A caption."] == pytest.approx(757 - 390, abs=40)


def test_a_line_does_not_end_between_the_word_and_the_number_of_a_table(tmp_path):
    words = "".join(f"{'x' * n} and {{numref}}`one`\n\n" for n in range(60, 90))
    table = "```{table} Caption\n:name: one\n\n| Head |\n|---|\n| cell |\n```\n"
    path, _ = build(write_book(tmp_path, {"index.md": f"# Title\n\n{words}\n{table}"}))
    lines = [line for page in pypdf.PdfReader(path).pages[2:] for line in page.extract_text().splitlines()]
    # this type has no glyph of its own for the space that does not break
    # thirty references, and the title
    assert sum("Table 1" in line.replace("\xa0", " ") for line in lines) == 31


def test_program_text_whose_lines_are_broken_may_go_on_to_the_next_page(tmp_path):
    code = "\n".join(f"line{n} " + "of many words " * 20 for n in range(16))
    page = "# Title\n\n" + "A line of text.\n\n" * 12 + f"```text\n{code}\n```\n"
    path, _ = build(write_book(tmp_path, {"index.md": page}))
    on = [re.findall(r"line\d+", text) for text in texts_of(path)]
    assert [len(lines) > 3 for lines in on] == [True, True]
    assert sum(map(len, on)) == 16


def test_a_short_list_of_fields_stays_on_one_page(tmp_path):
    fields = "".join(f":Field {n}: value {n}\n" for n in range(8))
    path, _ = build(write_book(tmp_path, {"index.md": "# Title\n\n" + "A line of text.\n\n" * 35 + fields}))
    assert [len(re.findall("Field", text)) for text in texts_of(path)] == [0, 8]
