"""Article and supplement of a small book with marks: what each prints, under which number, and how each leads there."""

import io
import re

import pypdf
import pytest
from pypdfium2 import PdfDocument
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

# small books are built
pytestmark = pytest.mark.slow

CONF = """
# the parser of the book: one of another kind is not found in a process that has read pages by this one
extensions = ["myst_nb", "reviewbook.book.paper"]
nb_execution_mode = "off"
project = "Lamps"
language = "en"
myst_enable_extensions = ["colon_fence", "deflist"]
numfig = True
pdf_name = "lamps"
supplement = True
edition = {"title": "Lamps", "version": "24.0.0", "date": "2026-03-28"}
"""
INDEX = """
# Lamps

```{toctree}
light
mood
tables
```
"""
LIGHT = """
# Light

Morning light of the article.[^shared]

```{table} Lamps of the article.
:name: lamps

| Lamp | Watt |
|---|---|
| oil | 5 |
```

See {numref}`lamps`, {numref}`mirrors`, {numref}`moods`, {ref}`dim` and {doc}`mood`.

(bright)=
## Bright

A bright paragraph, and {ref}`dim`.

(dim)=
## Dim

```{goes-to} supplement
```

A dim paragraph.[^shared] Back to {ref}`bright`, {numref}`lamps` and {numref}`moods`.

:::{table} Mirrors of the supplement.
:name: mirrors

| Mirror | Metres |
|---|---|
| round | 2 |
:::

## Shown

```{goes-to} web
```

A paragraph of screens.

## Warm

A warm paragraph.

:::{goes-to} supplement
A cold block.
:::

:::{goes-to} article supplement
A lukewarm block.
:::

:::{goes-to} data
A block of data.
:::

[^shared]: A note that both call.
"""
MOOD = """
# Mood

```{goes-to} supplement
```

A paragraph on mood.[^mood] See {numref}`moods`, {doc}`light` and {doc}`tables`.

```{table} Moods of the supplement.
:name: moods

| Mood | Days |
|---|---|
| fair | 3 |
```

## Fair mood

A fair paragraph.

:::{goes-to} article
A foul block.[^foul]
:::

[^mood]: A note of the supplement.
[^foul]: A note of the article.
"""
TABLES = """
# Tables

```{goes-to} data
```

A dictionary.
"""
PAGES = {"index.md": INDEX, "light.md": LIGHT, "mood.md": MOOD, "tables.md": TABLES}


def build(folder, pages):
    """Build both parts of a small book; give the path of each and what was warned of."""
    folder.mkdir(exist_ok=True)
    (folder / "conf.py").write_text(CONF)
    for name, text in pages.items():
        (folder / name).write_text(text)
    said = io.StringIO()
    work = folder / "_build"
    with docutils_namespace(), patch_docutils():
        app = Sphinx(folder, folder, work / "pdf", work / "doctrees", "typst", status=None, warning=said)
        app.build(force_all=True)
    made = [work / "pdf" / f"lamps{ending}.pdf" for ending in ("", "-supplement")]
    return made, re.sub(r"\x1b\[[0-9;]*m", "", said.getvalue())


def words(path):
    """The words of a PDF between single spaces."""
    with PdfDocument(path) as document:
        return " ".join(" ".join(sheet.get_textpage().get_text_bounded() for sheet in document).split())


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    paths, said = build(tmp_path_factory.mktemp("lamps"), PAGES)
    assert said == ""
    return paths


@pytest.fixture(scope="module")
def article(made):
    return words(made[0])


@pytest.fixture(scope="module")
def supplement(made):
    return words(made[1])


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("Morning light of the article.", "article"),
        ("A bright paragraph", "article"),
        ("A warm paragraph.", "article"),
        # what a mark is about: a page, a section, a block, a block of a page that is marked otherwise
        ("A paragraph on mood.", "supplement"),
        ("A dim paragraph.", "supplement"),
        ("A cold block.", "supplement"),
        ("A foul block.", "article"),
        ("A lukewarm block.", "article supplement"),
        ("A paragraph of screens.", ""),
        ("A block of data.", ""),
        ("A dictionary.", ""),
    ],
)
def test_each_part_prints_what_is_marked_for_it_and_what_is_not_marked_goes_to_the_article(
    article, supplement, said, parts
):
    assert (said in article) == ("article" in parts.split())
    assert (said in supplement) == ("supplement" in parts.split())


def bookmarks(path):
    """The headings of a PDF in order, with their numbers."""

    def of(outline):
        for one in outline:
            yield from of(one) if isinstance(one, list) else [one.title]

    return [*of(pypdf.PdfReader(path).outline)]


def test_a_section_is_counted_in_the_part_that_prints_it_and_one_with_nothing_in_it_is_not_printed(made):
    article, supplement = (bookmarks(path) for path in made)
    # fair mood stands in both, as of a section that goes to the supplement one block goes to the article
    assert article == ["1 Light", "1.1 Bright", "1.2 Warm", "2 Mood", "2.1 Fair mood"]
    assert supplement == ["S1 Light", "S1.1 Dim", "S1.2 Warm", "S2 Mood", "S2.1 Fair mood"]


def test_tables_of_the_supplement_are_counted_by_themselves(article, supplement):
    assert "Table 1 Lamps of the article." in article
    assert "Table S1 Mirrors of the supplement." in supplement
    assert "Table S2 Moods of the supplement." in supplement
    assert "Mirrors" not in article
    assert "Lamps of the article" not in supplement


def test_a_reference_says_where_its_target_stands_in_either_part(article, supplement):
    assert "See Table 1, Table S1, Table S2, section S1.1 and section S2." in article
    assert "Back to section 1.1 of the main text, Table 1 and Table S2." in supplement
    assert "See Table S2, section 1 of the main text and attached data." in supplement


def test_a_footnote_is_printed_by_each_part_that_calls_it(article, supplement):
    for printed in (article, supplement):
        assert printed.count("A note that both call.") == 1
    assert "A note of the supplement." in supplement
    assert "A note of the supplement." not in article
    assert "A note of the article." in article
    assert "A note of the article." not in supplement


def test_a_marked_page_is_divided_though_the_first_page_has_no_mark(tmp_path):
    index = "# Lamps\n\nFirst words.\n\n```{toctree}\ntables\n```\n"
    (article, _), said = build(tmp_path / "book", {"index.md": index, "tables.md": TABLES})
    assert said == ""
    assert "First words." in words(article)
    assert "A dictionary." not in words(article)


def test_a_part_that_there_is_none_is_told_with_its_line(tmp_path):
    page = "# Lamps\n\nWords.\n\n```{goes-to} appendix\n```\n"
    _, said = build(tmp_path / "book", {"index.md": page})
    assert re.search(
        r"index\.md:5: ERROR: 'appendix' is none of the places where a part of a page goes: "
        r"article, supplement, data, web",
        said,
    )
    assert len(said.strip().splitlines()) == 1


def test_a_reference_to_what_is_on_the_web_alone_is_refused_with_its_page(tmp_path):
    page = "# Lamps\n\nSee {ref}`shown`.\n\n(shown)=\n## Shown\n\n```{goes-to} web\n```\n\nWords.\n"
    with pytest.raises(SphinxError) as refused:
        build(tmp_path / "book", {"index.md": page})
    assert str(refused.value) == "index.md:3: the reference 'Shown' leads to what is on the web alone"
