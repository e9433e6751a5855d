"""Tables on pages, read back from small books: heads, groups, names of rows, and room for what is wide or long."""

import re

import pikepdf
import pytest
import structure_tree
from sample_book import LINE, SPANNED, WIDE_TABLE, bodies_of, pages_of, placed, refusal, set_text, texts_of

# small books are built
pytestmark = pytest.mark.slow


def captioned(head, rows):
    return f"```{{table}} Caption\n\n{head}\n{'|---' * (head.count('|') - 1)}|\n{rows}```\n"


def numbered(count):
    # too wide for two beside each other
    return "".join(f"| Row {n} | {'of many words ' * 6}{n} |\n" for n in range(count))


def test_cells_that_span_are_tagged_as_such(tmp_path):
    path, _ = set_text(tmp_path, SPANNED)
    with pikepdf.open(path) as pdf:
        (table,) = structure_tree.root(pdf).all("Table")
        spans = [
            (cell.kind, name) for cell in table.all("TH", "TD") for name in ("ColSpan", "RowSpan") if cell.said(name)
        ]
    # the head of two columns; the name of two rows; the cell of both columns
    assert spans == [("TH", "ColSpan"), ("TH", "RowSpan"), ("TD", "ColSpan")]


def test_numbers_do_not_name_a_row_nor_do_sentences(tmp_path):
    sentence = "Words of a sentence. " * 6
    tables = "".join(f"| {head} | Text |\n|---|---|\n| {cell} | b |\n\n" for head, cell in (("n", 7), ("a", sentence)))
    path, _ = set_text(tmp_path, tables)
    with pikepdf.open(path) as pdf:
        tables = structure_tree.root(pdf).all("Table")
        assert [structure_tree.names_of_rows(table) for table in tables] == [[], []]


def test_a_wide_table_is_turned_and_nothing_of_it_is_cut(tmp_path):
    path, said = set_text(tmp_path, WIDE_TABLE)
    assert said == ""
    (page,) = pages_of(path)
    width, height = page.mediabox.width, page.mediabox.height
    assert width > height
    found = placed(page)
    ends = [x + 0.5 * size * len(text) for text, x, _, size in found if "incolumn" in text or "whole" in text]
    assert len(ends) == 28
    assert 0.7 * width < max(ends) < width - 50
    # what runs along the page stands where the text does, 18 mm from its edges
    along = [text for text, x, y, _ in found if not 57 < y < height - 60 and 51 < x < width - 51]
    assert (along[0], "".join(along[1:-1]), along[-1]) == (
        "Title",
        "Version 24.0.0 ·https://doi.org/10.5555/sample· commit 0123abc",
        "2",
    )


def test_a_table_that_goes_on_repeats_its_head_below_its_number(tmp_path):
    path, _ = set_text(tmp_path, captioned("| Repeated | Head |", numbered(70)))
    first, *others = texts_of(path)
    assert "Table 1 Caption Repeated Head Row 0 of many" in first
    assert "continued" not in first
    assert others
    assert all("Table 1, continued Repeated Head Row" in text for text in others)
    assert sum(text.count("Row ") for text in (first, *others)) == 70


def test_a_table_that_no_page_can_hold_is_refused(tmp_path):
    word = "w" * 60
    head, line, row = (f"| {' | '.join([cell] * 20)} |" for cell in ("h", "---", word))
    assert refusal(tmp_path, f"{head}\n{line}\n{row}\n").startswith("index.md:5: a table of 20 columns does not fit")


def test_a_hash_breaks_in_its_column_and_is_copied_whole(tmp_path):
    first, second = "0123456789abcdef" * 4, "fedcba9876543210" * 4
    table = (
        f"| File | Code | Text |\n|---|---|---|\n| a.csv | `{first}` | {second} |\n| b.csv | {second} | `{first}` |\n"
    )
    path, _ = set_text(tmp_path, table)
    (page,) = pages_of(path)
    text = page.extract_text()
    assert max(map(len, re.findall("[0-9a-f]{9,}", text))) < 64
    whole = "".join(text.split())
    assert (whole.count(first), whole.count(second)) == (2, 2)


def test_a_box_that_holds_a_long_table_is_opened_and_one_that_holds_a_short_one_is_not(tmp_path):
    def folded(title, rows):
        lines = "".join(f"| {title} {n} | {n} |\n" for n in range(rows))
        return f":::{{dropdown}} {title}\n{captioned('| Head | Number |', lines)}:::\n\n"

    path, said = set_text(tmp_path, folded("Short", 3) + folded("Long", 30))
    places = {text: x for body in bodies_of(path) for text, x, *_ in body}
    assert said == ""
    # what is boxed is moved in
    assert places["Short 1"] > places["Long 1"]


def test_the_head_of_a_group_of_rows_is_printed_once_on_each_page_that_the_group_is_on(tmp_path):
    # a head is repeated without its links
    rows = "".join(f"| [Domain](#here) {row // 40} | level {row} |\n" for row in range(120))
    path, said = set_text(tmp_path, f"(here)=\nWords.\n\n{captioned('| Domain | Level |', rows)}")
    assert said == ""
    texts = texts_of(path)
    spread = [{int(n) // 40 for n in re.findall(r"level (\d+)", text)} for text in texts]
    assert len(texts) > 1
    assert [sorted(map(int, re.findall(r"Domain (\d)", text))) for text in texts] == [sorted(on) for on in spread]
    assert sorted(int(n) for text in texts for n in re.findall(r"level (\d+)", text)) == list(range(120))


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
    path, _ = set_text(tmp_path, table)
    (page,) = pages_of(path)
    lines = page.extract_text().splitlines()
    for whole in (*hypotheses, *rules, *heads):
        assert any(whole in line for line in lines), whole


def grouped(groups, rows):
    return "".join(f"| Group {g} | level {g}.{n} |\n" for g in range(groups) for n in range(rows))


def test_a_name_that_rows_share_is_printed_once_and_its_rows_stay_on_one_page(tmp_path):
    path, said = set_text(tmp_path, captioned("| Name | Level |", grouped(12, 5)))
    texts = texts_of(path)
    assert said == ""
    assert len(texts) > 1
    for group in range(12):
        on = [text for text in texts if f"Group {group} " in text]
        assert len(on) == 1
        assert on[0].count(f"Group {group} ") == 1
        assert re.findall(rf"level {group}\.(\d)", on[0]) == list("01234")


def test_a_name_that_rows_share_is_tagged_as_spanning_them(tmp_path):
    path, _ = set_text(tmp_path, f"| Name | Level |\n|---|---|\n{grouped(2, 3)}")
    with pikepdf.open(path) as pdf:
        (found,) = structure_tree.root(pdf).all("Table")
        spans = [int(cell.said("RowSpan")) for cell in structure_tree.names_of_rows(found)]
        assert (len(found.all("TD")), spans) == (6, [3, 3])


@pytest.mark.parametrize("count", [55, 56, 57])
def test_no_last_row_of_a_table_is_alone_on_a_page(tmp_path, count):
    path, _ = set_text(tmp_path, captioned("| Head | Number |", numbered(count)))
    on = [len(re.findall(r"Row \d+", text)) for text in texts_of(path)]
    # a page holds 54 rows
    assert len(on) == 2
    assert sum(on) == count
    assert on[1] >= 3


def test_a_short_table_stays_in_one_piece_and_the_text_goes_on_before_it(tmp_path):
    path, _ = set_text(tmp_path, LINE * 38 + captioned("| Head | Number |", numbered(10)) + "Last words.\n")
    first, second = texts_of(path)
    assert "Last words." in first
    assert "Table 1 Caption Head Number Row 0 of many" in second
    assert second.count("Row ") == 10


def test_a_narrow_table_of_many_lines_is_set_in_two_columns_with_its_head_above_each(tmp_path):
    rows = "".join(f"| name{n} | v{n} |\n" for n in range(13))
    path, said = set_text(tmp_path, captioned("| Head | Of |", rows))
    (body,) = bodies_of(path)
    places = {text: (round(x), round(y)) for text, x, y, _ in body}
    assert said == ""
    assert places["name7"][1] == places["name0"][1]
    assert places["name7"][0] > places["name0"][0] + 150
    assert [text for text, *_ in body].count("Head") == 2
