"""Figures as they are seen and used, in a real browser: all figures of the book, at three widths."""

import csv
import json
import re

import pytest
from browser import HEIGHT, Visit, pages

from reviewbook.display import outputs

WIDTHS = (360, 768, 1440)
SMALLEST = 12
# What is amiss in the drawing of a figure: a text or a mark that is cut, letters too small, texts one over the other,
# a mark over a letter or too small to see.
AMISS = """({ block, smallest }) => {
  const frame = block.querySelector(".figure-frame");
  const edge = frame.getBoundingClientRect();
  const found = frame.scrollWidth > frame.clientWidth + 1 ? [`${frame.scrollWidth} wide in ${frame.clientWidth}`] : [];
  const drawn = [...block.querySelectorAll(".main-svg text")].filter((one) => one.textContent.trim())
    .map((one) => ({ one, said: one.textContent.trim(), box: one.getBoundingClientRect() }))
    .map((told) => ({ ...told, look: getComputedStyle(told.one) }))
    .filter(({ box, look }) => box.width && look.visibility !== "hidden" && +look.opacity && look.display !== "none");
  const marks = [...block.querySelectorAll(".main-svg :is(.points, .point) path")]
    .map((one) => ({ said: "a mark", box: one.getBoundingClientRect() }));
  for (const { said, box } of [...drawn, ...marks]) {
    const over = Math.max(edge.left - box.left, box.right - edge.right, edge.top - box.top, box.bottom - edge.bottom);
    if (over > 1) found.push(`${said}: ${Math.round(over)} pixels out of the frame`);
  }
  for (const { said, look } of drawn) {
    if (parseFloat(look.fontSize) < smallest - 0.01) found.push(`${said}: letters of ${look.fontSize}`);
  }
  drawn.forEach((one, n) => drawn.slice(n + 1).forEach((other) => {
    const [a, b] = [one.box, other.box];
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    // the box of a line is higher than its letters
    if (across > 1 && down > 4) found.push(`${one.said} / ${other.said}: one over the other`);
  }));
  const seen = [...block.querySelectorAll(".scatterlayer .points path")]
    .filter((one) => +getComputedStyle(one).opacity).map((one) => one.getBoundingClientRect());
  for (const { width, height } of seen) {
    if (Math.max(width, height) < 3.9) found.push(`a mark of ${width} pixels`);
  }
  for (const { one, said } of drawn) {
    const matrix = one.getScreenCTM(), letters = [...one.textContent];
    const boxes = letters.length === one.getNumberOfChars() ? letters.flatMap((letter, n) =>
      letter.trim() ? [one.getExtentOfChar(n)] : []) : [];
    for (const { x, y, width, height } of boxes) {
      const [left, top] = [x + matrix.e, y + matrix.f];
      const over = seen.find((box) => Math.min(box.right, left + width) - Math.max(box.left, left) > 0
        && Math.min(box.bottom, top + height) - Math.max(box.top, top) > 0);
      if (over) { found.push(`${said}: a mark over a letter`); break; }
    }
  }
  return found;
}"""
# What the panel says at each mark as the keyboard goes from one to the next, and where it is not in the window.
PANELS = """({ block, stay }) => {
  const frame = block.querySelector(".figure-frame"), panel = block.querySelector(".figure-panel");
  const press = (key) => (panel.contains(document.activeElement) ? panel : frame).dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const marks = Object.keys(JSON.parse(block.querySelector(".figure-marks").textContent).marks);
  frame.focus({ preventScroll: true });
  const said = [], out = [];
  for (const mark of marks) {
    press("ArrowRight");
    if (stay) press("Enter");
    const box = panel.getBoundingClientRect();
    said.push(panel.innerText);
    if (box.left < 0 || box.right > document.documentElement.clientWidth || box.top < 0 || box.bottom > innerHeight)
      out.push([mark, box.left, box.top, box.right, box.bottom].join(" "));
    if (panel.scrollWidth > panel.clientWidth) out.push(`${mark} is cut`);
    if (stay) { frame.focus({ preventScroll: true }); }
  }
  press("Escape");
  return { marks: marks.length, said, out, left: panel.innerText };
}"""


@pytest.fixture(scope="module")
def drawn(site):
    """The pages that hold figures."""
    held = [path for path in pages() if 'class="figure-output"' in (site.folder / path).read_text(encoding="utf-8")]
    assert len(held) > 5
    return held


@pytest.fixture(scope="module", params=WIDTHS)
def blocks(request, site, drawn, contexts):
    """The figures of all pages at one width, each with its name."""
    opened, found = [], []
    for path in drawn:
        page = contexts["light"].new_page()
        opened.append(page)
        page.set_viewport_size({"width": request.param, "height": HEIGHT})
        Visit(page).open(f"{site.http}/{path}")
        page.evaluate("() => document.fonts.ready")
        found += [(f"{path}: {one.get_attribute('data-key')}", one) for one in page.locator(".figure-output").all()]
    yield found
    for page in opened:
        page.close()


def test_nothing_of_a_figure_is_cut_or_too_small_to_read_or_hidden_by_other_words(blocks):
    amiss = {name: block.evaluate(f"(block) => ({AMISS})({{ block, smallest: {SMALLEST} }})") for name, block in blocks}
    assert {name: found for name, found in amiss.items() if found} == {}


@pytest.mark.parametrize("stay", [False, True], ids=["passing", "staying"])
def test_what_a_mark_says_stands_inside_the_window(blocks, stay):
    for name, block in blocks:
        told = block.evaluate(f"(block) => ({PANELS})({{ block, stay: {json.dumps(stay)} }})")
        assert told["marks"] == len(told["said"]) > 0, name
        assert all(words.strip() for words in told["said"]), name
        assert told["out"] == [], name
        assert told["left"] == "", name


def test_a_figure_has_its_data_in_named_columns_and_no_instruction(site, drawn):
    for path in drawn:
        text = (site.folder / path).read_text(encoding="utf-8")
        for said in re.findall(r'<details class="figure-data">(.*?)</details>', text, re.DOTALL):
            assert "Click" not in said, path
            assert said.count("<tr") <= 31, path
            if "<table>" in said:
                assert "Label of the mark" not in said, path
            else:
                place, n, size = re.search(r'href="([^"]*)" download>.*\((\d+) rows, CSV, (\d+) kB\)', said).groups()
                file = (site.folder / path).parent / place
                with file.open(encoding="utf-8", newline="") as opened:
                    head, *rows = csv.reader(opened)
                assert "Label of the mark" not in head, path
                assert len(rows) == int(n) > 30
                assert abs(file.stat().st_size - 1000 * int(size)) <= 1000


def test_what_a_figure_draws_is_not_held_twice_on_its_page(site, drawn, folder):
    published = outputs.read(folder / "notebooks")
    for path in drawn:
        text = (site.folder / path).read_text(encoding="utf-8")
        for key, held in re.findall(
            r'data-key="([^"]*)"(?:(?!data-key=).)*?class="figure-drawing">(.*?)</script>', text, re.DOTALL
        ):
            figure = json.loads(held)
            whole = outputs.find(published, "figures", key)["figure"]
            assert whole["layout"].keys() | {"meta"} == figure["layout"].keys() | {"meta"}, key
            assert [trace["x"] for trace in figure["data"]] == [trace["x"] for trace in whole["data"]], key
            assert all(not trace.keys() & {"hovertemplate", "customdata", "meta"} for trace in figure["data"]), key
            assert "data" not in figure["layout"].get("meta", {}), key
