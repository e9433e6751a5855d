"""What a reader can do with figures and tables, in a real browser."""

import csv
import io
import json
import re
from urllib.parse import quote

import pytest
from browser import HEIGHT, ROOT, Visit, pages

from reviewbook.display import outputs
from reviewbook.evidence.tables import data

ROBUSTNESS = "notebooks/robustness.html"
DIRECTION = "notebooks/direction.html"
CHARACTERISTICS = "notebooks/characteristics.html"
SELECTION = "notebooks/selection.html"
REPORTING = "notebooks/reporting.html"
REPRODUCTION = "notebooks/reproduction.html"
STUDIES = "chapters/studies.html"
# sections of the article, and its sentences, in their order
HEADINGS = [
    "Abstract",
    "1 Introduction",
    "2 Materials and methods",
    "Caption of Figure 1",
    "Title of Table 1",
    "3 Results",
    "3.1 Therapeutic alliance as a predictor of clinical outcomes",
    "3.2 Clinical improvement as a predictor of a therapeutic alliance",
    "4 Discussion",
]
with (ROOT / "data" / "passages.csv").open(encoding="utf-8") as passages:
    PLACES = [
        "{}: {paragraph}.{sentence}".format(row["section"].capitalize(), **row) for row in csv.DictReader(passages)
    ]
# where a figure drew a mark, in pixels of the window
PLACE = """(canvas, [trace, point]) => {
  const { x, y, xaxis, yaxis } = canvas._fullData[trace];
  const [across, down] = [xaxis, yaxis].map((name) => canvas._fullLayout[`${name[0]}axis${name.slice(1)}`]);
  const { left, top } = canvas.getBoundingClientRect();
  return [left + across._offset + across.d2p(x[point]), top + down._offset + down.d2p(y[point])];
}"""
# the words and the address of each link
LINKS = "(links) => links.map((link) => [link.textContent, link.getAttribute('href')])"

RESTORED = """() => {
  document.querySelectorAll(".figure-panel button").forEach((close) => close.click());
  document.querySelectorAll(".table-controls :is(input, select)").forEach((field) => {
    field.value = "";
    field.dispatchEvent(new Event(field.tagName === "INPUT" ? "input" : "change", { bubbles: true }));
  });
  history.replaceState(null, "", location.pathname);
  scrollTo(0, 0);
}"""


@pytest.fixture(scope="module")
def published(folder):
    return outputs.read(folder / "notebooks")


@pytest.fixture(scope="module")
def review(folder):
    return data.load(folder)


@pytest.fixture(scope="module")
def windows(site, contexts):
    """Pages that stay open: ``windows(path)``."""
    opened = {}

    def window(path):
        if path not in opened:
            page = contexts["light"].new_page()
            page.set_viewport_size({"width": 1440, "height": HEIGHT})
            opened[path] = Visit(page)
            opened[path].open(f"{site.http}/{path}")
        return opened[path]

    yield window
    for one in opened.values():
        one.page.close()


@pytest.fixture
def shared(windows):
    """A page that other tests have looked at, too: without a panel, with every row."""
    asked = []

    def page(path):
        window = windows(path)
        window.page.evaluate(RESTORED)
        window.page.mouse.move(0, 0)
        asked.append(window)
        return window.page

    yield page
    assert [window.errors for window in asked if window.errors] == []


@pytest.fixture
def robustness(shared):
    return shared(ROBUSTNESS)


def rows(page, table):
    found = page.locator(f"#{table} tbody tr:visible").all()
    return [[cell.inner_text().strip() for cell in row.locator("td").all()] for row in found]


def column(page, table, place):
    return page.evaluate(
        "([id, place]) => [...document.querySelectorAll(`#${id} tbody tr`)].map((row) => row.cells[place].innerText)",
        [table, place],
    )


# Figures


def to(section, paragraph, *sentences):
    """Give the address of sentences of the article, as the tables of the data have it."""
    with (ROOT / "data" / "documents.csv").open(encoding="utf-8") as file:
        (page,) = (row["address"] for row in csv.DictReader(file) if row["kind"] == "article")
    with (ROOT / "data" / "passages.csv").open(encoding="utf-8") as file:
        known = {
            (row["section"], int(row["paragraph"]), int(row["sentence"])): row["opening"]
            for row in csv.DictReader(file)
        }
    told = [quote(known[section, paragraph, one], safe="").replace("-", "%2D") for one in sentences]
    return f"{page}#:~:{'&'.join(f'text={words}' for words in told)}"


def test_a_click_on_a_bar_shows_the_studies_that_it_counts(site, visit, published, review):
    with visit() as window:
        page = window.open(f"{site.http}/{CHARACTERISTICS}")
        figure = page.locator('.figure-output[data-key="characteristics.shares"]')
        trace = outputs.find(published, "figures", "characteristics.shares")["figure"]["data"][0]
        place = trace["x"].index(2)
        figure.locator(".point").nth(place).scroll_into_view_if_needed()
        box = figure.locator(".point").nth(place).bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        links = figure.locator(".figure-panel a")
        links.first.wait_for()
        names = review.studies.set_index("study_id").study
        assert figure.locator(".figure-panel li > a:first-child").all_inner_texts() == [
            names[study_id] for study_id in trace["meta"]["studies"][place]
        ]
        assert figure.locator(".figure-panel").get_attribute("role") == "status"
        links.first.click()
        page.wait_for_url("**/chapters/studies.html#study-*")
        assert page.evaluate("() => document.querySelector(location.hash) !== null")


def click(figure, trace, point):
    """Click on a mark, and give the panel of its figure."""
    canvas = figure.locator(".figure-canvas")
    # within half a second after another, Plotly takes a click for the second of a double click
    figure.page.wait_for_timeout(600)
    _, y = canvas.evaluate(PLACE, [trace, point])
    figure.page.evaluate("(y) => scrollBy({ top: y - innerHeight / 2, behavior: 'instant' })", y)
    figure.page.mouse.click(*canvas.evaluate(PLACE, [trace, point]))
    return figure.locator(".figure-panel")


def test_a_click_on_a_box_of_the_flow_names_the_studies_or_says_that_none_are_named(shared, published, review):
    boxes = outputs.find(published, "tables", "selection.boxes")["data"]
    places = {box["label"]: place for place, box in enumerate(boxes)}
    page = shared(SELECTION)
    figure = page.locator('.figure-output[data-key="selection.flow"]')
    panel = click(figure, 0, places["Studies included in the review"])
    assert panel.locator("li > a").all_inner_texts() == list(review.studies.study)
    panel = click(figure, 0, places["Reports excluded at full text"])
    assert panel.locator("p").inner_text().split("\n") == [
        "Reports excluded at full text: n = 86, derived",
        "Reports excluded after their full text was read; PRISMA asks for the reasons.",
        "which ones: not reported",
        "Source: section 2, paragraph 1, sentence 9 (derived)",
    ]
    assert panel.locator("a").evaluate_all(LINKS) == [["section 2, paragraph 1, sentence 9", to("2", 1, 9)]]
    panel = click(figure, 0, places["Reports not retrieved"])
    assert panel.locator("p").inner_text().split("\n") == [
        "Reports not retrieved: not reported",
        "Reports whose full text could not be obtained.",
    ]


def test_a_click_on_a_count_or_on_a_choice_beside_it_shows_who_votes_for_the_hypothesis(robustness, published):
    figure = robustness.locator('.figure-output[data-key="robustness.specifications"]')
    shares, marks, few = outputs.find(published, "figures", "robustness.specifications")["figure"]["data"][:3]
    # by finding, and by direction with those not reported against it
    row = [said.startswith("7 of 9,") for said in shares["customdata"]].index(True)
    seven = ["Berger", "Castonguay", "De Bolle", "Gibbons", "Stiles-Shields", "Weck", "Zuroff"]
    panel = click(figure, 0, row)
    said = "7 of 9, 78 percent (45 to 94)\n2 combinations"
    assert panel.locator("p").inner_text() == said
    named = panel.locator("li").all_inner_texts()
    assert [name.split(" et al.")[0].split(" and ")[0] for name in named] == seven
    panel.get_by_role("button", name="Close").click()
    # of finding, the first choice
    panel = click(figure, 1, marks["y"].index(row))
    assert panel.locator("p").inner_text() == "7 of 9: 1 of 2\nby finding"
    assert panel.locator("li").all_inner_texts() == named
    # one vote of one: any of several studies
    panel = click(figure, 2, [said.startswith("1 of 1,") for said in few["customdata"]].index(True))
    assert all(name.endswith(" (in some)") for name in panel.locator("li").all_inner_texts())


def test_a_pointer_on_a_mark_is_told_study_value_and_source(shared, published):
    page = shared(DIRECTION)
    canvas = page.locator('.figure-output[data-key="direction.effect_direction"] .figure-canvas')
    place = outputs.find(published, "figures", "direction.effect_direction")["figure"]["data"][0]["customdata"]
    place = [said.startswith("De Bolle") for said in place].index(True)
    _, y = canvas.evaluate(PLACE, [0, place])
    page.evaluate("(y) => scrollBy({ top: y - innerHeight / 2, behavior: 'instant' })", y)
    page.mouse.move(*canvas.evaluate(PLACE, [0, place]))
    told = page.locator('.figure-output[data-key="direction.effect_direction"] .figure-panel')
    told.locator("p").first.wait_for()
    said = told.inner_text()
    for part in ("De Bolle et al., 2010", "567 patients", "adjusted", "section 3.1, paragraph 7, sentence 5"):
        assert part in said


def test_a_click_on_a_mark_of_several_studies_says_where_each_is_stated(shared):
    page = shared(DIRECTION)
    figure = page.locator('.figure-output[data-key="direction.published"]')
    # what the article counts under the second hypothesis
    panel = click(figure, 5, 0)
    assert panel.locator("li").all_inner_texts() == [
        f"{study}: section 3, paragraph 2, sentence 1"
        for study in ("Feeley et al., 1999", "Strunk et al., 2010", "Wucherpfennig et al., 2017")
    ]


@pytest.mark.parametrize("way", ["http", "file"])
def test_a_mark_leads_to_the_sentences_that_state_it(site, visit, published, way):
    key = "direction.effect_direction"
    said = outputs.find(published, "figures", key)["figure"]["data"][0]["customdata"]
    with visit() as window:
        page = window.open(f"{getattr(site, way)}/{DIRECTION}")
        figure = page.locator(f'.figure-output[data-key="{key}"]')
        panel = click(figure, 0, [one.startswith("De Bolle") for one in said].index(True))
        by_pointer = panel.locator("p a").evaluate_all(LINKS)
        assert ["section 3.1, paragraph 7, sentence 5", to("3.1", 7, 5)] in by_pointer
        assert panel.locator("p").inner_text().count("paragraph") == len(by_pointer)
        panel.get_by_role("button", name="Close").click()
        figure.locator(".figure-frame").focus()
        while "De Bolle" not in panel.inner_text():
            page.keyboard.press("ArrowRight")
            # a panel that does not stay is of words only
            assert panel.locator("a").count() == 0
        page.keyboard.press("Enter")
        assert panel.locator("p a").evaluate_all(LINKS) == by_pointer
        assert page.evaluate("() => document.activeElement.href") == by_pointer[0][1]


def test_a_mark_of_several_studies_leads_to_where_each_is_stated(shared):
    figure = shared(DIRECTION).locator('.figure-output[data-key="direction.published"]')
    panel = click(figure, 5, 0)
    assert (
        panel.locator("li > a:nth-child(2)").evaluate_all(LINKS)
        == [["section 3, paragraph 2, sentence 1", to("3", 2, 1)]] * 3
    )


def test_a_place_in_the_data_of_a_figure_leads_to_its_sentence(shared):
    block = shared(CHARACTERISTICS).locator('.figure-output[data-key="characteristics.patients"]')
    row = block.locator(".figure-data tbody tr", has_text="De Bolle")
    links = row.locator("td[data-column=Source] a").evaluate_all(LINKS)
    assert ["section 3.1, paragraph 7, sentence 1", to("3.1", 7, 1)] in links
    assert row.locator("td[data-column=Source]").text_content().count("paragraph") == len(links)


def test_a_cell_of_the_data_of_a_figure_stands_beside_its_heading_on_a_telephone(site, visit):
    beside = """() => [...document.querySelectorAll(".figure-data td")].flatMap((cell) => {
      const range = document.createRange();
      range.selectNodeContents(cell);
      const letter = parseFloat(getComputedStyle(document.documentElement).fontSize);
      const edge = cell.getBoundingClientRect().left + 7.5 * letter;
      return [...range.getClientRects()].map((box) => box.left >= edge);
    })"""
    with visit(width=360) as window:
        page = window.open(f"{site.http}/{CHARACTERISTICS}")
        page.evaluate("() => document.querySelectorAll('.figure-data').forEach((one) => { one.open = true; })")
        told = page.evaluate(beside)
        assert len(told) > 100
        assert all(told)


def test_only_a_place_that_has_an_address_becomes_a_link(shared):
    made = """([places, text]) => {
      const told = placed(places)(document.createElement("p"), text);
      return [told.textContent, [...told.querySelectorAll("a")].map((link) => [link.textContent, link.href])];
    }"""
    page = shared(DIRECTION)
    place, other = "section 3, paragraph 2, sentence 1", "Doe, 2026, section 3, paragraph 2, sentence 1"
    text = f"Source: {other}; {place}; {place}2 (derived)"
    assert page.evaluate(made, [{}, text]) == [text, []]
    assert page.evaluate(made, [{place: "https://a.org/"}, text]) == [text, [[place, "https://a.org/"]]]
    both = {place: "https://a.org/", other: "https://b.org/"}
    assert page.evaluate(made, [both, text])[1] == [[other, "https://b.org/"], [place, "https://a.org/"]]


def test_a_figure_keeps_its_height_where_a_window_changes_its_width_twice_in_a_moment(site, visit, published):
    height = outputs.find(published, "figures", "selection.flow")["figure"]["layout"]["height"]
    with visit() as window:
        page = window.open(f"{site.http}/notebooks/selection.html")
        page.wait_for_timeout(1000)
        for width in (360, 768, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")
        page.wait_for_timeout(1000)
        assert page.locator(".figure-frame").first.bounding_box()["height"] == height


def test_the_panel_of_studies_can_be_closed(shared):
    page = shared(DIRECTION)
    figure = page.locator('.figure-output[data-key="direction.harvest"]')
    box = figure.locator(".point").first.bounding_box()
    page.evaluate("(y) => scrollTo(0, y - 300)", box["y"])
    box = figure.locator(".point").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    figure.get_by_role("button", name="Close").click()
    assert figure.locator(".figure-panel").inner_text() == ""


def test_the_data_of_a_figure_are_a_table_one_key_away(shared, review):
    page = shared(CHARACTERISTICS)
    block = page.locator('.figure-output[data-key="characteristics.patients"]')
    block.locator("summary").focus()
    page.keyboard.press("Enter")
    assert block.locator(".figure-data th").all_inner_texts() == ["Study", "Patients", "Counted under", "Source"]
    told = {row.locator("td").nth(0).inner_text(): row.locator("td").nth(1).inner_text()
            for row in block.locator(".figure-data tbody tr").all()}  # fmt: skip
    assert told == {study.study: f"{study.n_patients:,}" for study in review.studies.itertuples()}
    assert block.locator(".figure-data a").first.get_attribute("href").endswith("studies.html#study-debolle2010")


def test_a_figure_is_read_mark_by_mark_at_the_keyboard(shared):
    page = shared(CHARACTERISTICS)
    block = page.locator('.figure-output[data-key="characteristics.shares"]')
    panel = block.locator(".figure-panel")
    block.locator(".figure-frame").focus()
    page.keyboard.press("ArrowDown")
    first = panel.inner_text()
    assert panel.locator("a").count() == 0
    page.keyboard.press("ArrowDown")
    assert panel.inner_text() != first
    page.keyboard.press("ArrowUp")
    assert panel.inner_text() == first
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.closest('.figure-panel a') !== null")
    page.keyboard.press("Escape")
    assert panel.inner_text() == ""
    assert page.evaluate("() => document.activeElement.className") == "figure-frame"


def test_a_pointer_may_go_from_a_mark_to_what_it_says(shared):
    page = shared(CHARACTERISTICS)
    block = page.locator('.figure-output[data-key="characteristics.patients"]')
    # a short one, right of which there is room
    bar = block.locator(".point").nth(5)
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=3)
    panel = block.locator(".figure-panel")
    panel.locator("p").first.wait_for()
    said = panel.bounding_box()
    # beside the end of the bar
    assert abs(said["x"] - box["x"] - box["width"]) < 20
    page.mouse.move(said["x"] + 20, said["y"] + said["height"] / 2)
    page.wait_for_timeout(400)
    assert panel.inner_text() != ""
    page.mouse.move(0, 0)
    page.wait_for_function("() => ![...document.querySelectorAll('.figure-panel')].some((one) => one.innerText)")


def test_the_switch_to_dark_draws_a_figure_in_other_ink_without_a_reload(site, visit):
    ink = "() => getComputedStyle(document.querySelector('.figure-canvas .xtick text')).fill"
    with visit() as window:
        page = window.open(f"{site.http}/{CHARACTERISTICS}")
        page.evaluate("() => { window.stayed = true; document.documentElement.dataset.theme = 'light'; }")
        before = page.evaluate(ink)
        page.evaluate("() => { document.documentElement.dataset.theme = 'dark'; }")
        page.wait_for_function(f"(before) => ({ink})() !== before", arg=before)
        assert page.evaluate("() => window.stayed")


def test_a_figure_has_the_fonts_of_the_page_and_uploads_nothing(robustness):
    fonts = "() => [getComputedStyle(document.body).fontFamily, " \
        "getComputedStyle(document.querySelector('.figure-canvas text')).fontFamily]"  # fmt: skip
    page, figure = robustness.evaluate(fonts)
    assert figure == page
    assert robustness.locator(".modebar-btn").count() == 0


def test_a_printed_page_holds_its_title_its_figures_in_light_and_all_rows(site, visit):
    with visit() as window:
        page = window.open(f"{site.http}/{CHARACTERISTICS}")
        page.evaluate("() => { document.documentElement.dataset.theme = 'dark'; }")
        total = len(column(page, "tab-characteristics", 0))
        page.get_by_label("Filter").first.fill("no such word")
        page.emulate_media(media="print")
        page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
        assert page.evaluate("() => document.documentElement.dataset.theme") == "light"
        page.wait_for_function("() => document.querySelector('.main-svg').getBoundingClientRect().width === 640")
        assert page.locator("#tab-characteristics tbody tr:visible").count() == total > 1
        assert page.locator(".table-controls:visible").count() == 0
        assert page.locator("h1:visible").count() == 1
        page.evaluate("() => dispatchEvent(new Event('afterprint'))")
        assert page.evaluate("() => document.documentElement.dataset.theme") == "dark"


# Tables


def test_a_column_of_numbers_is_sorted_by_value_and_says_so(robustness):
    head = robustness.locator("#tab-unchanged th").nth(1)
    head.get_by_role("button").focus()
    for key, way in (("Enter", "ascending"), ("Space", "descending")):
        robustness.keyboard.press(key)
        assert head.get_attribute("aria-sort") == way
        values = [int(value.replace(",", "")) for value in column(robustness, "tab-unchanged", 1)]
        assert values == sorted(values, reverse=way == "descending")
        assert len(set(values)) > 1


def test_a_column_of_words_is_sorted_by_words_and_one_head_at_a_time(shared):
    page = shared(CHARACTERISTICS)
    heads = page.locator("#tab-therapists th")
    heads.nth(2).get_by_role("button").click()
    heads.nth(1).get_by_role("button").click()
    values = column(page, "tab-therapists", 1)
    assert values == sorted(values)
    assert page.locator("#tab-therapists [aria-sort]").count() == 1


def in_order(words, order):
    """Tell whether words stand in an order; of several rows each word may be there."""
    return [order.index(word) for word in words] == sorted(order.index(word) for word in words)


@pytest.mark.parametrize(
    ("path", "table", "head", "order"),
    [
        (REPORTING, "tab-prisma", "In the article", ["reported", "partly", "not reported", "not judged"]),
        (
            STUDIES, "tab-findings", "Order in time",
            ["concurrent or unspecified", "predictor first", "adjusted for earlier change", "both orders tested"],
        ),
        ("notebooks/measurement.html", "tab-assessments", "Position",
         ["early", "middle", "late", "period", "every session", "every week", "aggregated", "follow-up",
          "not reported"]),
        (REPRODUCTION, "tab-sections", "Section", HEADINGS),
        (REPRODUCTION, "tab-unfollowed", "Place", PLACES),
        (DIRECTION, "tab-tallies", "Answer",
         ["supported", "trend", "mixed", "not supported", "no test reported", "positive", "conflicting", "negative",
          "not reported"]),
        (DIRECTION, "tab-counts", "Counted",
         ["finding supported", "direction positive (not reported: left out)",
          "direction positive (not reported: against)", "direction positive (not reported: for)"]),
        (DIRECTION, "tab-counts", "Unit", ["study", "sample"]),
        (STUDIES, "tab-findings", "Finding", ["supported", "trend", "mixed", "not supported"]),
        (ROBUSTNESS, "tab-grid", "Level", ["conc.", "first", "adj.", "both"]),
    ],
)  # fmt: skip
def test_words_that_have_an_order_are_sorted_by_it_and_not_by_their_letters(shared, path, table, head, order):
    page = shared(path)
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    heads = page.locator(f"#{table} th").all_inner_texts()
    place = [one.strip() for one in heads].index(head)
    for _ in range(2):
        page.locator(f"#{table} th").nth(place).get_by_role("button").click()
        words = [cell.split("\n")[0].strip(" \u2020\u2021\xa0") for cell in column(page, table, place)]
        assert set(words) <= set(order)
        assert in_order(words, order)
        assert not in_order(words, sorted(order)) or order == sorted(order)
        order = order[::-1]


def controls(page, table):
    """Give what stands above a table."""
    return page.locator(f".table-controls:has(+ .pst-scrollable-table-container > #{table})")


def count(page, table):
    """Give what is said above a table of its rows."""
    return controls(page, table).locator(".table-count")


def test_a_filter_keeps_rows_with_all_its_words_and_says_how_many(robustness):
    total = len(column(robustness, "tab-ranges", 0))
    robustness.get_by_label("Filter").first.fill("IMPROVEMENT publ")
    shown = rows(robustness, "tab-ranges")
    assert [row[1] for row in shown] == ["as published"]
    assert count(robustness, "tab-ranges").inner_text() == f"1 of {total} rows"


def test_a_word_is_found_by_its_beginning_and_not_inside_another(shared):
    page = shared(REPORTING)
    page.get_by_label("Filter").first.fill("one")
    said = page.locator("tbody tr:visible").all_inner_texts()
    assert 0 < len(said) < page.locator("tbody tr").count()
    assert all(re.search(r"\bone", one, re.IGNORECASE) for one in said)


def test_a_word_that_is_a_whole_cell_finds_these_cells_first_and_then_among_other_words(shared):
    page = shared(REPORTING)
    page.get_by_label("Filter").first.fill("reported")
    shown = rows(page, "tab-prisma")
    # by hand, of the 42 items of PRISMA 2020; without the 20 that are not reported
    assert len(shown) == 5
    assert {row[2] for row in shown} == {"reported"}
    assert count(page, "tab-prisma").inner_text() == "5 of 42 rows, with “reported” as a whole cell"
    # beside them, of the 16 of PRISMA-S
    assert count(page, "tab-prisma-s").inner_text() == "1 of 16 rows, with “reported” as a whole cell"
    controls(page, "tab-prisma").get_by_role("button", name="Search within cells too").click()
    more = rows(page, "tab-prisma")
    assert len(more) >= 5 + 20
    assert all("reported" in " ".join(row).lower() for row in more)
    controls(page, "tab-prisma").get_by_role("button", name="Whole cells only").click()
    assert rows(page, "tab-prisma") == shown


def test_a_value_of_a_column_is_chosen_with_its_number_of_rows_in_the_order_of_the_values(shared):
    page = shared(REPORTING)
    chosen = controls(page, "tab-prisma").get_by_role("combobox", name="In the article", exact=True)
    told = chosen.locator("option").all_inner_texts()
    values = ["reported", "partly", "not reported", "not judged"]
    assert [one.rpartition(" (")[0] for one in told[1:]] == values
    judged = column(page, "tab-prisma", 2)
    assert told == ["all", *(f"{value} ({judged.count(value)})" for value in values)]
    chosen.select_option("partly")
    assert [row[2] for row in rows(page, "tab-prisma")] == ["partly"] * 11


def test_one_filter_serves_all_tables_of_a_page_and_one_with_nothing_left_says_so(shared):
    page = shared(REPORTING)
    tables = ["tab-prisma", "tab-swim", "tab-prisma-s"]
    everything = {table: len(column(page, table, 0)) for table in tables}
    # in the bar of the last one
    page.get_by_role("combobox", name="In the article", exact=True).last.select_option("reported")
    told_there = {table: [row[2] for row in rows(page, table)] for table in tables}
    assert {word for words in told_there.values() for word in words} == {"reported"}
    assert told_there["tab-swim"] == []
    for table in tables:
        n = len(told_there[table])
        expected = f"{n} of {everything[table]} rows" if n else f"None of {everything[table]} rows matches"
        assert count(page, table).inner_text() == expected
    told = page.locator(".table-controls output")
    assert told.count() == 1
    shown, total = sum(map(len, told_there.values())), sum(everything.values())
    assert told.inner_text() == f"{shown} of {total} rows in 3 tables"
    # a table without such a column is not asked
    assert page.locator("#tab-coverage tbody tr:visible").count() == page.locator("#tab-coverage tbody tr").count()
    page.get_by_label("Filter").nth(1).fill("search")
    assert page.get_by_label("Filter").last.input_value() == "search"
    page.get_by_role("button", name="Show all rows").first.click()
    assert {table: len(rows(page, table)) for table in tables} == everything
    assert page.get_by_role("combobox", name="In the article", exact=True).first.input_value() == ""
    assert told.inner_text() == "All rows"


@pytest.mark.parametrize("width", [768, 1440])
@pytest.mark.parametrize(
    ("path", "table"),
    [(REPORTING, "#tab-prisma"), (ROBUSTNESS, "#tab-grid"), ("chapters/dictionary.html", "table")],
)
def test_the_heads_of_a_long_table_stay_in_sight_while_its_rows_pass(site, visit, path, table, width):
    with visit() as window:
        window.page.set_viewport_size({"width": width, "height": HEIGHT})
        page = window.open(f"{site.http}/{path}")
        page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        last = page.locator(table).first.locator("tbody tr").last
        last.evaluate(
            "(row) => scrollBy({ top: row.getBoundingClientRect().bottom - innerHeight, behavior: 'instant' })"
        )
        page.evaluate("(name) => scrollBy({ top: -1, behavior: 'instant' })", table)
        head = page.locator(table).first.locator("th").first
        bar = page.locator(".bd-header-article").bounding_box()
        box = head.bounding_box()
        top = bar["y"] + bar["height"]
        body = page.locator(table).first.locator("tbody").bounding_box()
        # it has left the place where it stood, unless the table fits the window
        assert abs(box["y"] - top) <= 1 if body["y"] < top else box["y"] >= top - 1
        assert head.evaluate("""(head) => {
          const { left, top, height } = head.getBoundingClientRect();
          return head.contains(document.elementFromPoint(left + 4, top + height - 6));
        }""")


# what stands out of the window or of the card that holds it, and cells that do not say what they are called
OUTSIDE = """() => [...document.querySelectorAll(".bd-article table.published tbody :is(td, td *)")]
  .filter((one) => one.getClientRects().length && !one.matches(".headerlink"))
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5 || one.getBoundingClientRect().left < 0)
  .map((one) => one.outerHTML.slice(0, 100))"""
UNCALLED = """() => [...document.querySelectorAll(".bd-article table.cards")].flatMap((table) => {
  const heads = [...table.tHead.rows].at(-1).cells;
  return [...table.tBodies[0].rows].flatMap((row) => [...row.cells].filter((cell, place) =>
    cell.dataset.label !== heads[place].textContent.trim() || cell.getAttribute("role") !== "cell"
    || (cell.getClientRects().length
      && getComputedStyle(cell, "::before").content.split('"')[1] !== cell.dataset.label)));
}).map((cell) => cell.outerHTML)"""

# Cells of cards that are seen, and say what they are and nothing more.
UNSAID = """() => [...document.querySelectorAll(".bd-article table.cards td")]
  .filter((cell) => cell.checkVisibility() && !cell.textContent.trim()).map((cell) => cell.outerHTML)"""


# Cards that do not have the width of what holds them.
SLIM = """() => [...document.querySelectorAll(".bd-article table.cards > tbody > tr")]
  .filter((card) => card.checkVisibility())
  .filter((card) => card.clientWidth < 0.9 * card.closest(".pst-scrollable-table-container").clientWidth)
  .map((card) => card.outerHTML)"""


@pytest.mark.parametrize("path", pages())
def test_no_cell_stands_out_of_a_narrow_window_and_one_of_a_card_says_what_it_is(site, visit, path):
    if '<table class="' not in (site.folder / path).read_text(encoding="utf-8"):
        pytest.skip("a page without a table")
    with visit() as window:
        window.page.set_viewport_size({"width": 360, "height": HEIGHT})
        page = window.open(f"{site.http}/{path}")
        page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        for width in (360, 599):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            assert page.evaluate(OUTSIDE) == []
            assert page.evaluate(UNCALLED) == []
            assert page.evaluate(UNSAID) == []
            assert page.evaluate(SLIM) == []
            assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        # the heads of cards are there for who listens
        for table in page.locator("table.cards").all():
            assert table.get_by_role("columnheader").count() == table.locator("th").count()


def test_a_table_of_cards_is_sorted_by_a_choice_and_printed_again_as_it_was(site, visit):
    with visit() as window:
        window.page.set_viewport_size({"width": 360, "height": HEIGHT})
        page = window.open(f"{site.http}/{REPORTING}")
        sort = controls(page, "tab-prisma").get_by_label("Sort by")
        before = column(page, "tab-prisma", 2)
        sort.select_option(label="In the article")
        words = [word.split("\n")[-1] for word in column(page, "tab-prisma", 2)]
        assert in_order(words, ["reported", "partly", "not reported", "not judged"])
        sort.select_option(label="original order")
        assert column(page, "tab-prisma", 2) == before
        page.set_viewport_size({"width": 768, "height": HEIGHT})
        assert page.get_by_label("Sort by").first.is_hidden()


CLEARNESS = "(wanted) => getComputedStyle(document.querySelector('.bd-sidebar-secondary')).opacity === wanted"


def test_a_wide_table_has_the_margin_and_the_contents_step_back_while_it_is_there(site, visit):
    with visit() as window:
        page = window.open(f"{site.http}/{REPORTING}")
        page.set_viewport_size({"width": 1440, "height": HEIGHT})
        contents = page.locator(".bd-sidebar-secondary")
        assert contents.is_visible()
        text = page.locator(".bd-article p").first.bounding_box()
        table = page.locator("#tab-prisma")
        assert table.bounding_box()["width"] > text["width"] + 200
        table.locator("tbody tr").nth(3).evaluate("(row) => row.scrollIntoView({ behavior: 'instant' })")
        page.wait_for_function(CLEARNESS, arg="0")
        page.evaluate("() => scrollTo({ top: 0, behavior: 'instant' })")
        page.wait_for_function(CLEARNESS, arg="1")
        # by keyboard they are there all the same
        table.locator("tbody tr").nth(3).evaluate("(row) => row.scrollIntoView({ behavior: 'instant' })")
        page.wait_for_function(CLEARNESS, arg="0")
        contents.locator("a").first.evaluate("(link) => link.focus({ preventScroll: true })")
        page.wait_for_function(CLEARNESS, arg="1")
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_note_stands_beside_its_sentence_and_where_there_is_no_room_below_it(site, visit):
    with visit() as window:
        page = window.open(f"{site.http}/{DIRECTION}")
        note, text = page.locator(".sidenote").first, page.locator(".bd-article p:has(.sidenote)").first
        page.set_viewport_size({"width": 1440, "height": HEIGHT})
        note.evaluate("(note) => note.scrollIntoView({ behavior: 'instant' })")
        page.wait_for_function(CLEARNESS, arg="0")
        left, right = note.bounding_box(), text.bounding_box()
        assert left["x"] >= right["x"] + right["width"]
        assert left["x"] + left["width"] <= 1440
        assert right["y"] <= left["y"] <= right["y"] + right["height"]
        for width in (360, 1024):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            box, around = note.bounding_box(), text.bounding_box()
            assert around["x"] <= box["x"] < box["x"] + box["width"] <= around["x"] + around["width"] + 1


def test_the_file_that_is_saved_equals_the_rows_that_are_shown(robustness, tmp_path):
    robustness.get_by_label("Filter").nth(1).fill("improvement predicts")
    robustness.locator("#tab-ranges th").nth(3).get_by_role("button").click()
    with robustness.expect_download() as download:
        robustness.get_by_role("button", name="Download these rows as CSV").nth(1).click()
    assert download.value.suggested_filename == "tab-ranges.csv"
    download.value.save_as(tmp_path / "saved.csv")
    written = (tmp_path / "saved.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbf")
    head, *saved = csv.reader(io.StringIO(written.decode("utf-8-sig")))
    assert head == [
        "Hypothesis",
        "Counted",
        "With a vote",
        "Lowest share (%)",
        "Highest share (%)",
        "Interval below",
        "Includes",
        "Above",
    ]
    assert saved == rows(robustness, "tab-ranges")


def test_an_address_that_names_a_row_shows_it_whatever_was_filtered(shared):
    page = shared("chapters/numbers.html")
    name = page.evaluate("() => document.querySelector('table.sortable tbody tr[id]').id")
    page.get_by_label("Filter").first.fill("no such word")
    assert not page.locator(f"#{name}").is_visible()
    page.evaluate("(name) => { location.hash = name; }", name)
    page.locator(f"#{name}").wait_for(state="visible")
    assert page.get_by_label("Filter").first.input_value() == ""


def test_a_table_is_whole_without_scripts(site, chromium, published):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.file}/{ROBUSTNESS}")
    stored = outputs.find(published, "tables", "robustness.ranges")["data"]
    assert page.locator("#tab-ranges tbody tr:visible").count() == len(stored)
    assert page.locator(".table-controls").count() == 0
    assert page.locator(".figure-data").first.is_visible()
    page.goto(f"{site.file}/chapters/recount.html")
    assert page.locator(".what-if a[href$='#tab-grid']:visible").count() == 1
    context.close()


# Notes of coded cells


def test_a_coded_cell_says_where_it_stands_to_a_pointer_until_escape(shared):
    page = shared(CHARACTERISTICS)
    # a cell whose number opens says what this is instead
    cell = page.locator(".sourced:not(:has(a))").first
    cell.scroll_into_view_if_needed()
    cell.hover()
    page.wait_for_selector("#opened:popover-open")
    note = page.locator("#opened")
    texts = json.loads(page.locator("#notes").text_content())
    assert note.inner_text() == texts[int(cell.get_attribute("data-note"))]
    page.keyboard.press("Escape")
    assert not note.is_visible()


def test_the_note_of_a_cell_leads_to_each_sentence_that_it_names(shared):
    page = shared(CHARACTERISTICS)
    places = json.loads(page.locator("#places").text_content())
    button = page.locator(".table-sources").first
    button.click()
    for text in page.locator("table.with-sources .source-text").all():
        links = text.locator("a").all()
        # each place is followed by the first words of its sentence
        assert len(links) == text.inner_text().count(" (“") > 0
        for link in links:
            assert link.get_attribute("href") == places[link.inner_text()]
    button.click()


def test_one_button_shows_the_notes_of_a_table_and_cells_are_no_stops_of_the_keyboard(shared):
    page = shared(CHARACTERISTICS)
    assert page.locator(".sourced[tabindex]").count() == 0
    button = page.locator(".table-sources").first
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    table = page.locator("table.with-sources")
    assert table.locator(".source-text").count() == table.locator(".sourced").count() > 0
    page.keyboard.press("Enter")
    assert page.locator(".source-text").count() == 0


# Weight


def test_a_page_loads_scripts_only_of_what_it_holds(site):
    html = {
        name: (site.folder / f"{name}.html").read_text(encoding="utf-8")
        for name in ("notebooks/questions", "notebooks/robustness", "chapters/recount", "chapters/introduction")
    }
    scripts = ("plotly-basic.min.js", "figures.js", "tables.js", "sources.js", "whatif.js")
    loaded = {name: [script for script in scripts if f"/{script}" in text] for name, text in html.items()}
    assert loaded == {
        "notebooks/questions": ["tables.js"],
        "notebooks/robustness": ["plotly-basic.min.js", "figures.js", "tables.js"],
        "chapters/recount": ["tables.js", "whatif.js"],
        "chapters/introduction": [],
    }
