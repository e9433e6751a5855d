"""Headings, paragraphs, lists, boxes, program text, figures: how they stand on pages, read back from small books."""

import re
import textwrap

import pikepdf
import pypdf
import pytest
from sample_book import DRAWN, LINE, bodies_of, build, placed, set_text, texts_of, write_book

# small books are built
pytestmark = pytest.mark.slow


def lowest(body):
    """Give what stands on the last line of a page."""
    foot = min(y for _, _, y, _ in body)
    return [text for text, _, y, _ in body if y < foot + 1]


def test_nothing_is_set_outside_the_body_of_a_page(tmp_path):
    rows = "".join(f"| body row {n} | {n} |\n" for n in range(24))
    table = f"```{{table}} Caption\n\n| Head | Number |\n|---|---|\n{rows}```\n"
    parts = [f"## Part {part}\n\n{LINE * part}{table}" for part in range(14)]
    path, _ = set_text(tmp_path, "\n".join(parts))
    cells = [text for body in bodies_of(path) for text, *_ in body if text.startswith("body row")]
    assert len(cells) == 24 * 14


@pytest.mark.parametrize(
    ("heading", "after", "start", "lines"),
    # above its text stands one of the first level, and one of the second that a list follows
    [("## Part", LINE, 30, 44), ("### Part", "- A line of text.\n\n", 0, 43)],
)
def test_a_heading_is_not_apart_from_its_text(tmp_path, heading, after, start, lines):
    # a page holds 46 lines, so that each heading stands a little lower than the one before
    parts = "".join(f"{heading} {part}\n\n{after}{LINE * lines}" for part in range(20))
    path, _ = set_text(tmp_path, f"## First\n\n{LINE * start}{parts}")
    bodies = bodies_of(path)
    alone = [foot for foot in map(lowest, bodies) if "A line of text." not in foot]
    assert (len(bodies) > 15, alone) == (True, [])


def test_a_heading_stands_above_its_text_or_in_the_margin_beside_it(tmp_path):
    path, _ = set_text(tmp_path, "## First\n\nFirst words.\n\n### Second\n\nOther words.\n")
    (body,) = bodies_of(path)
    places = {text: (x, y) for text, x, y, _ in body}
    # margin of 18 mm, room beside the text of 66 mm, gap of 6 mm
    left = 90 / 25.4 * 72
    assert [places[text][0] for text in ("First", "First words.", "Other words.")] == pytest.approx([left] * 3, abs=0.1)
    assert places["First"][1] > places["First words."][1] + 10
    assert places["Second"][0] < left - 30
    assert places["Second"][1] == pytest.approx(places["Other words."][1], abs=1)
    assert "1 First First words. 1.1 Second Other words." in texts_of(path)[0]


def test_a_figure_stands_below_what_is_before_it(tmp_path):
    pages = {"index.md": f"# Title\n\n{LINE}", "next.md": f"# Next chapter\n\nIts text.\n\n{DRAWN}"}
    path, _ = build(write_book(tmp_path, pages))
    places = {text: y for text, _, y, _ in placed(pypdf.PdfReader(path).pages[0])}
    assert places["A caption."] < places["Its text."] < places["Next chapter"] < places["A line of text."]


TALL = "```{figure} square.png\n:width: 520px\n:alt: A red square\nA caption.\n```\n\n"


def test_a_figure_that_its_page_has_no_room_for_stands_at_the_head_of_the_next(tmp_path):
    path, _ = set_text(tmp_path, f"{LINE * 30}{TALL}Last words.\n")
    first, second = ([text for text, *_ in body] for body in bodies_of(path))
    # the text goes on where the figure would have stood
    assert "Last words." in first
    assert second == ["Fig. 1", "A caption."]


def test_a_figure_stays_in_its_section(tmp_path):
    path, _ = set_text(tmp_path, f"## First\n\n{LINE * 28}{TALL}Last words.\n\n## Second\n\nOther words.\n")
    first, second = ([text for text, *_ in body] for body in bodies_of(path))
    assert "Last words." in first
    assert "Second" not in first
    assert second == ["Fig. 1", "A caption.", "2", "Second", "Other words."]


def test_boxes_and_lists_may_hold_figures_and_tables(tmp_path):
    wide = "\n".join(f"| {' | '.join(f'{word}{n}' for n in range(9))} |" for word in ("head", "-----", "incell"))
    boxed = f":::{{dropdown}} A box\nText.\n\n{DRAWN}\n{wide.replace('-----0', '-----')}\n:::\n"
    boxed = re.sub(r"-----\d", "-----", boxed)
    listed = "- item\n\n" + textwrap.indent(DRAWN.replace("bars", "more"), "  ")
    path, said = set_text(tmp_path, f"{boxed}\n{listed}")
    (text,) = texts_of(path)
    assert said == ""
    assert text.count("A caption.") == 2
    assert "incell8" in text


def test_a_picture_on_its_own_is_set_at_its_width_and_one_in_a_sentence_at_the_height_of_a_line(tmp_path):
    text = "![A square](square.png){width=300px}\n\nThe sign ![A square](square.png) stands here.\n"
    path, _ = set_text(tmp_path, text)
    with pikepdf.open(path) as pdf:
        drawn = [
            float(instruction.operands[0])
            for instruction in pikepdf.parse_content_stream(pdf.pages[-1])
            if str(instruction.operator) == "cm"
        ]
    # three quarters of a point for each pixel; a line of 9.5 points
    assert any(224 < abs(width) < 226 for width in drawn)
    assert any(9 < abs(width) < 10 for width in drawn)


def test_program_text_stays_on_one_page_and_a_long_one_stands_in_two_columns(tmp_path):
    code = "\n".join(f"line{n}" for n in range(60))
    path, _ = set_text(tmp_path, f"{LINE * 36}```text\n{code}\n```\n")
    on = [{text: x for text, x, *_ in body if text.startswith("line")} for body in bodies_of(path)]
    assert [len(lines) for lines in on] == [0, 60]
    # half of the measure of 102 mm
    assert on[1]["line59"] == pytest.approx(on[1]["line0"] + 145, abs=10)


def test_program_text_whose_lines_are_broken_may_go_on_to_the_next_page(tmp_path):
    code = "\n".join(f"line{n} " + "of many words " * 20 for n in range(16))
    path, _ = set_text(tmp_path, f"{LINE * 24}```text\n{code}\n```\n")
    on = [re.findall(r"line\d+", text) for text in texts_of(path)]
    assert [len(lines) > 3 for lines in on] == [True, True]
    assert sum(map(len, on)) == 16


def test_a_line_that_announces_a_list_is_not_left_at_the_foot_of_a_page(tmp_path):
    items = "- one item\n- another item\n\n"
    parts = "".join(f"{LINE * 4}List {part}:\n\n{items}" for part in range(150))
    path, _ = set_text(tmp_path, parts)
    bodies = bodies_of(path)
    assert len(bodies) > 15
    assert not [foot for foot in map(lowest, bodies) if foot[0].startswith("List")]


def test_a_short_list_of_fields_stays_on_one_page(tmp_path):
    fields = "".join(f":Field {n}: value {n}\n" for n in range(8))
    # a page holds 46 lines
    path, _ = set_text(tmp_path, LINE * 40 + fields)
    assert [len(re.findall("Field", text)) for text in texts_of(path)] == [0, 8]


def test_code_is_as_large_as_the_text_around_it_looks(tmp_path):
    path, _ = set_text(tmp_path, "Words `inline` here.\n\n| Head |\n|---|\n| `celled` |\n")
    sizes = {text: size for body in bodies_of(path) for text, _, _, size in body}
    # 78 percent of 9.5 and of 8.5 points
    assert sizes["inline"] == pytest.approx(7.41, abs=0.01)
    assert sizes["celled"] == pytest.approx(6.63, abs=0.01)


def test_the_last_page_holds_the_whole_last_section(tmp_path):
    items = "".join(f"- item {n}\n" for n in range(12))
    # without care, the last page would hold its last lines
    for lines in (44, 40, 36):
        path, _ = set_text(tmp_path / str(lines), f"{LINE * lines}## The end\n\n{items}")
        first, last = texts_of(path)
        assert "item" not in first
        assert "The end" in last, lines
        assert last.count("item ") == 12


def test_an_unknown_node_is_printed_as_its_children_with_a_warning(tmp_path):
    path, said = set_text(tmp_path, "```{eval-rst}\n-a  Words of an unknown node.\n```\n")
    assert "Words of an unknown node." in texts_of(path)[0]
    assert "the PDF does not know the node 'option_list' and prints what is in it" in said
