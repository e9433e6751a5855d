"""References, addresses and footnotes on paper, read back from small books."""

import pypdf
import pytest
from sample_book import ABSTRACT, LINE, build, pages_of, refusal, set_text, texts_of, write_book

# small books are built
pytestmark = pytest.mark.slow


def test_no_hyphen_comes_into_an_address(tmp_path):
    address = "https://example.org/psychotherapeutically-unbelievableconsiderations"
    filler = "".join(f"{'x' * count} <{address}>\n\n" for count in range(0, 60, 4))
    path, _ = build(write_book(tmp_path, {"index.md": f"# Title\n\n{filler}"}))
    printed = "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    assert "".join(printed.split()).count(address) == 15


def test_a_reference_that_leads_out_of_the_book_is_refused(tmp_path):
    write_book(tmp_path, {"left.md": "---\norphan: true\n---\n# Left out\n\nText.\n"})
    said = refusal(tmp_path, "See {doc}`left`.\n")
    assert said == "index.md:5: the reference 'Left out' leads to 'left', which is not in the book"


def test_an_unresolved_reference_is_warned_of_with_its_page(tmp_path):
    _, said = build(write_book(tmp_path, {"index.md": "# Title\n\nSee {ref}`nowhere`.\n"}))
    assert "index.md:3" in said
    assert "nowhere" in said


def test_a_line_does_not_end_between_the_word_and_the_number_of_a_table(tmp_path):
    words = "".join(f"{'x' * n} and {{numref}}`one`\n\n" for n in range(30, 75))
    table = "```{table} Caption\n:name: one\n\n| Head |\n|---|\n| cell |\n```\n"
    path, _ = set_text(tmp_path, f"{words}\n{table}")
    lines = [line for page in pages_of(path) for line in page.extract_text().splitlines()]
    # this type has no glyph of its own for the space that does not break
    # 45 references, and the caption
    assert sum("Table 1" in line.replace("\xa0", " ") for line in lines) == 46


@pytest.mark.parametrize(("lines", "where"), [(10, "ection 2"), (40, "ection 2"), (120, "ection 2, p. 4")])
def test_a_reference_says_which_section_and_from_far_on_which_page(tmp_path, lines, where):
    said = "See {ref}`there`. {ref}`there` has more, as have {ref}`some words <there>` (and {ref}`there`).\n\n"
    pages = {
        "index.md": f"# Title\n\n{ABSTRACT}",
        # 46 lines to a page, from the second page on
        "first.md": f"# Here\n\n{said}{LINE * lines}",
        "second.md": "(there)=\n# There\n\nText.\n",
    }
    path, _ = build(write_book(tmp_path, pages))
    text = texts_of(path)[0].replace("\xa0", " ")
    assert f"See s{where}. S{where} has more, as have some words (s{where}) (and s{where})." in text
