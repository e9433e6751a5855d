"""Text, tables and formulas as Typst, checked by the compiler where there is a choice."""

import pypdf
import pytest
import typst
from docutils import nodes

from reviewbook.book.pages.nodes import sourced
from reviewbook.book.paper import table
from reviewbook.book.paper.formula import FormulaError, to_typst
from reviewbook.book.paper.text import escape, pieces, string


def printed(source, tmp_path):
    """Compile a piece of Typst and read the page."""
    path = tmp_path / "page.pdf"
    page = f'#set page(width: 60cm)\n#set text(font: "DejaVu Sans Mono")\n#set smartquote(enabled: false)\n{source}'
    path.write_bytes(typst.compile(page.encode(), ignore_system_fonts=True))
    return " ".join(pypdf.PdfReader(path).pages[0].extract_text().split())


@pytest.mark.parametrize(
    "text",
    [
        r"\ # $ * _ ` @ < > ~ [ ] ' \" / = + - # {} () ; : , ! ? % & | ^",
        "*not strong* _not emphasis_ `not code` $not mathematics$",
        "// not a comment /* nor this */ after",
        "= not a heading",
        "- not a list",
        "+ not a list",
        "/ not: a term",
        "1. not a list",
        "12. not a list",
        "en--dash em---dash soft-?hyphen dots... @label <label> #call()",
        "https://example.org/not_a_link?a=b&c=d#e",
        "3.5 and 4. and .5",
        "\\u{41} \\n",
    ],
)
def test_text_is_printed_as_it_is(text, tmp_path):
    assert printed(escape(text), tmp_path) == text


def test_a_line_break_in_the_source_is_a_space(tmp_path):
    assert printed(escape("one\n- two\n= three"), tmp_path) == "one - two = three"


@pytest.mark.parametrize("text", ['a "quoted" word', r"back\slash \n \u{41}", "#not $a call"])
def test_a_string_holds_any_text(text, tmp_path):
    assert printed(f"#text({string(text)})", tmp_path) == text


def test_a_long_address_may_break_after_its_signs_but_a_word_may_not():
    assert pieces("https://doi.org/10.3389/fpsyg.2024") == [
        *("https://", "doi.", "org/", "10.", "3389/", "fpsyg.", "2024"),
    ]
    assert pieces("psychopharmacotherapeutically") == ["psychopharmacotherapeutically"]
    assert pieces("short/one") == ["short/one"]


def test_a_hash_may_break_after_every_eight_digits():
    assert pieces("0123456789abcdef01234567") == ["01234567", "89abcdef", "01234567"]


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"n = 10", "n = 10"),
        (r"\hat{p} = \frac{x}{n}", "hat(p) = frac(x, n)"),
        (r"x_{ij}^2 \le 3.5", "x_(i j)^(2) <= 3.5"),
        (r"\left(\frac{a}{b}\right)^n", r"lr(\( frac(a, b) \))^(n)"),
        (r"\text{if } k \geq 1", '"if " k >= 1'),
        (r"2\sum_{i=0}^{k}\binom{n}{i} 0.5^{n}", "2 sum_(i = 0)^(k) binom(n, i) 0.5^(n)"),
        (r"f(x, y) / 2", r"f \( x \, y \) \/ 2"),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "a & = b \\\n c & = d"),
    ],
)
def test_a_formula_is_translated(latex, expected):
    assert to_typst(latex) == expected


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{p + \frac{z^2}{2n} \pm z\sqrt{\frac{p(1-p)}{n}+\frac{z^2}{4n^2}}}{1+z^2/n}",
        r"\Pr(X \geq k) = \sum_{i=k}^{n} \binom{n}{i} \left(\tfrac{1}{2}\right)^n",
        r"\alpha \beta \epsilon \varphi \Omega \infty \ldots \cdot \times \approx \neq",
        r"\mathrm{d}x \operatorname{sign}(x) \% \{a\}",
        r"[0, 1) \quad \bar{x} \; \mathbf{v}",
    ],
)
def test_what_is_translated_compiles(latex, tmp_path):
    assert printed(f"$ {to_typst(latex)} $", tmp_path)


@pytest.mark.parametrize(
    ("latex", "signs"),
    [
        (r"\pm \times \cdot \le \geq \neq \approx \equiv \sim", "± × ⋅ ≤ ≥ ≠ ≈ ≡ ∼"),
        (r"\infty \sum \prod \int \partial \in \to \ldots \cdots", "∞ ∑ ∏ ∫ 𝜕 ∈ → … ⋯"),
        (r"\alpha \epsilon \varepsilon \phi \varphi \Omega", "𝛼 𝜖 𝜀 𝜙 𝜑 Ω"),
    ],
)
def test_a_sign_is_the_one_that_latex_means(latex, signs, tmp_path):
    assert printed(f"$ {to_typst(latex)} $", tmp_path).replace(" ", "") == signs.replace(" ", "")


@pytest.mark.parametrize(
    ("latex", "named"),
    [
        (r"\oint x", r"'\\oint'"),
        (r"\begin{pmatrix} a \end{pmatrix}", "pmatrix"),
        (r"\frac{a", "lacks '}'"),
        (r"a}", "'}'"),
        (r"x^", "ends too early"),
        (r"\text x", "lacks a brace"),
        (r"\left( a", r"lacks '\\right'"),
    ],
)
def test_a_formula_that_is_not_known_is_refused(latex, named):
    with pytest.raises(FormulaError, match=named):
        to_typst(latex)


def row(*cells):
    return nodes.row("", *cells)


def cell(text, **spans):
    return nodes.entry("", nodes.paragraph(text, text), **spans)


def test_a_cell_below_one_that_spans_rows_stands_in_the_next_column():
    placed = table._place([row(cell("a", morerows=1), cell("b")), row(cell("c"))], 2)
    assert [[column for column, _ in line] for line in placed] == [[0, 1], [1]]


def test_a_cell_after_one_that_spans_columns_stands_behind_it():
    placed = table._place([row(cell("a", morecols=1), cell("b"))], 3)
    assert [column for column, _ in placed[0]] == [0, 2]


def test_columns_that_hold_the_same_share_a_line_evenly():
    placed = table._place([row(cell("some words " * 20), cell("some words " * 20))], 2)
    left, right = table._shares(placed, 2)
    assert abs(left - right) <= 1


def test_a_column_is_wide_where_that_makes_rows_lower_and_no_narrower_than_its_longest_word():
    rows = [row(cell("words " * 60), cell("unmistakable"), cell("few words")) for _ in range(3)]
    long, word, few = table._shares(table._place(rows, 3), 3)
    assert long > 5 * word > 5 * few
    assert word >= len("unmistakable")


def grid(domains, levels):
    return [
        row(cell("outcome"), cell(f"domain {d}"), cell(f"level {n}")) for d in range(domains) for n in range(levels)
    ]


def common(rows):
    return table._common(table._place([row(*map(cell, "abc"))], 3), table._place(rows, 3), 3)


def test_what_many_rows_of_a_long_table_have_in_common_stands_above_them():
    assert common(grid(10, 8)) == 2


def test_a_short_table_and_one_whose_rows_differ_are_not_divided():
    assert common(grid(2, 8)) == 0
    assert common(grid(40, 2)) == 1


def spans(*rows, lines=1):
    placed = table._place([row(*map(cell, texts)) for texts in rows], len(rows[0]))
    return table._runs(placed, [()] * len(rows), [lines] * len(rows), len(rows[0]))


def test_what_rows_have_in_common_at_the_left_stands_in_the_first_of_them():
    found = spans(
        ("Berger", "alliance", "x"), ("Berger", "alliance", "x"), ("Berger", "outcome", "x"), ("Weck", "", "y")
    )
    assert found == [{0: 3, 1: 2}, {0: 0, 1: 0}, {0: 0}, {}]


def test_the_last_column_is_no_name():
    assert spans(("a", "x"), ("b", "x")) == [{}, {}]


def test_what_comes_again_further_down_is_a_value_and_no_name():
    assert spans(("no", "x"), ("no", "y"), ("yes", "x"), ("no", "z")) == [{}, {}, {}, {}]


@pytest.mark.parametrize("text", ["1,824", "0.5", "", "12 %"])
def test_equal_numbers_are_no_name(text):
    assert spans((text, "x"), (text, "y")) == [{}, {}]


def test_rows_that_would_fill_a_page_are_not_kept_together():
    assert spans(*[("a", f"x{n}") for n in range(4)], lines=6) == [{}, {}, {}, {}]


def test_a_name_under_another_heading_is_another():
    placed = table._place([row(cell("a"), cell("x")), row(cell("a"), cell("y"))], 2)
    assert table._runs(placed, [("first",), ("second",)], [1, 1], 2) == [{}, {}]


def test_names_that_rest_on_their_sentences_in_other_ways_are_not_joined():
    def marked(basis):
        return nodes.entry("", nodes.paragraph("", "", sourced("", "a", basis=basis, source="")))

    placed = table._place([row(marked("stated"), cell("x")), row(marked("derived"), cell("y"))], 2)
    assert table._runs(placed, [(), ()], [1, 1], 2) == [{}, {}]


def test_the_last_rows_stay_together_with_those_that_share_their_name():
    plain, said = [{} for _ in range(9)], [()] * 9
    assert table._last(said, [1] * 9, plain) == 3
    # rows 4 to 6, counted from 0, have one name
    assert table._last(said, [1] * 9, [*plain[:4], {0: 3}, {0: 0}, {0: 0}, *plain[:2]]) == 5
    # the last five do
    assert table._last(said, [1] * 9, [*plain[:4], {0: 5}, *[{0: 0}] * 4]) == 0
    # they would fill half a page, or there are hardly any before them
    assert table._last(said, [6] * 9, plain) == 0
    assert table._last(said[:6], [1] * 6, plain[:6]) == 0
