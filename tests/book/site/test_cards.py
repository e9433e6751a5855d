"""Open questions and claims as cards: what a reader filters, what an address keeps, and where a mark leads."""

import csv
from collections import Counter

import pytest
from browser import HEIGHT, ROOT

QUESTIONS, CLAIMS = "notebooks/questions.html", "notebooks/reproduction.html"


def table(name):
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def asked():
    """The open questions as they are coded, each with its studies."""
    concerned = {}
    for row in table("question_studies"):
        concerned.setdefault(row["question_id"], set()).add(row["study_id"])
    return [row | {"studies": concerned.get(row["question_id"], set())} for row in table("questions")]


def shown(page):
    """Name the cards that are seen, by their numbers."""
    return page.locator(".folded-card:visible .card-number").all_inner_texts()


def counted(page, name):
    """Give what stands beside each value of a facet."""
    found = page.locator(f".card-facets label:has([name={name}])")
    return {
        one.locator("input").get_attribute("value"): int(one.locator(".card-count").text_content())
        for one in found.all()
    }


def choose(page, name, value):
    box = page.locator(f".card-facets [name={name}][value='{value}']")
    if not box.is_visible():
        page.locator(f".card-facets > details:has([name={name}]) > summary").click()
    box.check()


def told(page):
    return page.locator(".card-facets output").inner_text()


@pytest.fixture(params=["http", "file"])
def address(request, site):
    """The site, served and from the disk."""
    return getattr(site, request.param)


def test_each_facet_says_how_many_questions_have_each_of_its_values(site, visit, asked):
    with visit() as window:
        page = window.open(f"{site.http}/{QUESTIONS}")
        assert told(page) == "73 open questions"
        # by hand from data/questions.csv, in the order of the words
        assert list(counted(page, "severity").items()) == [("high", 14), ("medium", 32), ("low", 27)]
        assert list(counted(page, "certainty").items()) == [
            ("confirmed", 29), ("follows-from-the-text", 26), ("inferred", 3), ("open", 15),
        ]  # fmt: skip
        assert counted(page, "layer") == {"article": 30, "primary-abstract": 35, "coding": 8}
        studies = Counter(study_id for row in asked for study_id in row["studies"])
        assert counted(page, "study") == studies
        assert studies["feeley1999"] == 15


def test_each_facet_of_the_claims_counts_them_as_a_reader_judged_them(site, visit):
    with visit() as window:
        page = window.open(f"{site.http}/{CLAIMS}")
        assert told(page) == "156 claims"
        # 26 and 16 of those checked elsewhere, 79 and 11 of those checked against their own sentence
        assert list(counted(page, "verdict").items()) == [
            ("reproduced", 105), ("reproduced-with-a-note", 27), ("number-differs", 4),
            ("statement-does-not-follow", 6), ("not-checkable-from-the-text", 14),
        ]  # fmt: skip
        assert counted(page, "basis") == {"several-cells": 46, "another-sentence": 6, "this-sentence": 90}
        passages = {row["passage_id"]: row["section"] for row in table("passages")}
        sections = Counter(passages[row["passage_id"]] for row in table("claims"))
        assert counted(page, "section")["3.2"] == sections["3.2"]
        assert counted(page, "study")["feeley1999"] == 15


def test_values_of_one_facet_are_added_and_those_of_several_must_all_hold(site, visit, asked):
    with visit() as window:
        page = window.open(f"{site.http}/{QUESTIONS}")
        choose(page, "study", "feeley1999")
        assert told(page) == "15 of 73 open questions shown"
        # by hand: of the 15 of this study, 7 are of high severity, 3 of medium, 5 of low
        assert counted(page, "severity") == {"high": 7, "medium": 3, "low": 5}
        # what is chosen of a facet does not count against its other values
        assert counted(page, "study")["castonguay1996"] == 10
        choose(page, "severity", "high")
        assert sorted(shown(page)) == sorted(["Q1", "Q2", "Q3", "Q5", "Q6", "Q27", "Q56"])
        choose(page, "severity", "low")
        assert told(page) == "12 of 73 open questions shown"
        # of a part without a card it is said
        part = page.locator("#choices-of-this-edition")
        kept = [row for row in asked if "feeley1999" in row["studies"] and row["severity"] in ("high", "low")]
        has = any(row["layer"] == "coding" for row in kept)
        assert part.evaluate("(one) => getComputedStyle(one, '::after').content !== 'none'") is not has
        page.get_by_role("button", name="Show all").click()
        assert told(page) == "73 open questions"
        assert len(shown(page)) == 73


def test_words_are_found_by_their_beginning(site, visit):
    with visit() as window:
        page = window.open(f"{site.http}/{QUESTIONS}")
        page.get_by_label("Filter open questions", exact=True).fill("bracket")
        assert "Q7" in shown(page)
        assert len(shown(page)) < 10
        page.get_by_label("Filter open questions", exact=True).fill("racket")
        assert told(page) == "0 of 73 open questions shown"


def test_the_address_keeps_what_was_chosen_and_restores_it(address, visit):
    with visit() as window:
        page = window.open(f"{address}/{QUESTIONS}")
        choose(page, "severity", "high")
        choose(page, "study", "feeley1999")
        assert page.url.endswith("questions.html?severity=high&study=feeley1999")
        again = window.open(page.url)
        assert told(again) == "7 of 73 open questions shown"
        assert again.locator("[name=study][value=feeley1999]").is_checked()
        # a folded facet in which something is chosen is open
        assert again.locator("[name=study][value=feeley1999]").is_visible()
        assert window.errors == []


def test_the_way_to_the_other_page_keeps_studies_and_sections(address, visit):
    with visit() as window:
        page = window.open(f"{address}/{QUESTIONS}?study=feeley1999&severity=high")
        page.get_by_role("link", name="Claims with the same study").click()
        page.wait_for_url("**/reproduction.html?study=feeley1999#filter")
        assert told(page) == "15 of 156 claims shown"
        choose(page, "section", "3.2")
        page.get_by_role("link", name="Open questions with the same section and study").click()
        page.wait_for_url("**/questions.html?section=3.2&study=feeley1999#filter")
        assert page.locator("[name=section][value='3.2']").is_checked()


@pytest.mark.parametrize(
    ("path", "anchor", "called"),
    [
        (QUESTIONS, "Q4", "Q4"),
        (QUESTIONS, "strength-without-estimate", "Q4"),
        (CLAIMS, "C9", "C9"),
        (CLAIMS, "claim-abstract-both-directions", "C9"),
    ],
)
def test_an_address_that_names_a_card_opens_it_whatever_was_filtered(address, visit, path, anchor, called):
    with visit() as window:
        # neither is of low severity, nor is the claim reproduced
        page = window.open(f"{address}/{path}?severity=low&verdict=reproduced#{anchor}")
        card = page.locator(f".folded-card:has(#{called})")
        assert card.evaluate("(card) => card.open")
        assert card.is_visible()
        assert card.evaluate("(card) => card.getBoundingClientRect().top >= 0")
        assert told(page).endswith(f"shown, and {called}")
        page.get_by_role("button", name="Show all").click()
        page.locator(f".folded-card:has(#{called}) > summary").click()
        page.evaluate("(name) => { location.hash = ''; location.hash = name; }", anchor)
        page.wait_for_function("(name) => document.getElementById(name).closest('details').open", arg=anchor)


@pytest.mark.parametrize(("path", "name", "letter"), [(QUESTIONS, "questions", "Q"), (CLAIMS, "claims", "C")])
def test_every_row_is_a_card_that_says_all_and_offers_a_link_to_itself(site, visit, path, name, letter):
    column = "number" if letter == "Q" else "claim_number"
    rows = {row[f"{name[:-1]}_id"]: row for row in table(name)}
    with visit() as window:
        page = window.open(f"{site.http}/{path}")
        cards = page.locator(".folded-card").evaluate_all("(cards) => cards.map((card) => [card.id, card.textContent])")
        assert {key for key, _ in cards} == set(rows)
        for key, text in cards:
            said = ("question", "article_says", "against", "consequence", "settled_by")
            for cell in said if letter == "Q" else ("claim", "printed", "reading", "note"):
                # a page sets its own quotation marks
                words = rows[key][cell].split()
                assert all(word in text for word in words if word.isalnum()), (key, cell)
            assert f"{letter}{rows[key][column]}" in text
        card = page.locator(".folded-card").nth(3)
        card.locator("summary").click()
        link = card.locator(".card-link a")
        assert link.is_visible()
        assert link.get_attribute("href") == f"#{card.locator('.card-number').inner_text()}"


def test_a_claim_leads_to_the_number_that_recomputes_it(site, visit):
    with visit() as window:
        page = window.open(f"{site.http}/{CLAIMS}#C1")
        link = page.locator("#claim-abstract-databases a[href*='#number-']")
        assert link.inner_text() == "3"
        # the number opens in place, and what is opened leads to the register
        link.click()
        page.locator("#opened").get_by_role("link", name="Link to this number").click()
        page.wait_for_url("**/numbers.html#number-selection-n_databases")
        # and from there back
        page.locator("#number-selection-n_databases").get_by_role("link", name="C1", exact=True).click()
        page.wait_for_url("**/reproduction.html#claim-abstract-databases")
        assert page.locator("#claim-abstract-databases").evaluate("(card) => card.open")


def test_what_names_an_open_question_says_its_number_and_leads_to_its_card(site, visit):
    with visit() as window:
        page = window.open(f"{site.http}/notebooks/selection.html")
        page.get_by_role("link", name="open question Q7", exact=True).last.click()
        page.wait_for_url("**/notebooks/questions.html#search-string-brackets")
        card = page.locator("#search-string-brackets")
        assert "brackets when the search was run?" in card.inner_text()
        assert card.evaluate("(card) => card.open")
        link = page.locator("#tab-fired a[href='#feeley-counted-as-supporting']")
        assert link.inner_text().startswith("Q2: ")
        link.click()
        assert page.locator("#feeley-counted-as-supporting").evaluate("(card) => card.open")
        page.goto(f"{site.http}/index.html")
        page.locator("a[href$='#counting-rule-not-stated']").click()
        assert page.locator("#counting-rule-not-stated").evaluate("(card) => card.open")


# where the figure of claims drew a mark of a section, in pixels of the window, and what it is a mark of
MARK = """(name) => {
  const block = document.querySelector(".figure-output[data-key='reproduction.claims']");
  const canvas = block.querySelector(".figure-canvas");
  const { marks } = JSON.parse(block.querySelector(".figure-marks").textContent);
  const [key] = Object.entries(marks).find(([, mark]) => mark.listed[0] === name);
  const [trace, point] = key.split(" ");
  const { x, y } = canvas._fullData[trace];
  canvas.scrollIntoView({ block: "center", behavior: "instant" });
  const { left, top } = canvas.getBoundingClientRect();
  const { xaxis, yaxis } = canvas._fullLayout;
  return [left + xaxis._offset + xaxis.d2p(x[point]), top + yaxis._offset + yaxis.d2p(y[point])];
}"""


def test_a_mark_of_the_figure_filters_the_claims_to_its_section_and_verdict(address, visit):
    with visit() as window:
        page = window.open(f"{address}/{CLAIMS}")
        x, y = page.evaluate(MARK, "claim-abstract-both-directions")
        page.mouse.move(x, y)
        page.mouse.click(x, y)
        page.wait_for_url("**/reproduction.html?verdict=statement-does-not-follow&section=abstract")
        # by hand: of the abstract this is the only one
        assert shown(page) == ["C9"]
        panel = page.locator(".figure-panel:not(:empty)")
        panel.get_by_role("link", name="Claim C9").click()
        assert page.locator(".folded-card:has(#C9)").evaluate("(card) => card.open")
        assert window.errors == []


def test_all_of_it_is_done_by_keyboard(site, visit):
    with visit() as window:
        page = window.open(f"{site.http}/{QUESTIONS}")
        page.locator(".card-facets [name=severity]").first.focus()
        page.keyboard.press("Space")
        assert told(page) == "14 of 73 open questions shown"
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        assert told(page) == "46 of 73 open questions shown"
        page.locator(".card-facets > details > summary").last.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.name") == "study"
        summary = page.locator(".folded-card:visible > summary").first
        summary.focus()
        page.keyboard.press("Enter")
        assert summary.evaluate("(one) => one.parentElement.open")
        # a mark of the figure, too
        page = window.open(f"{site.http}/{CLAIMS}")
        page.locator(".figure-frame").first.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        page.wait_for_url("**/reproduction.html?verdict=reproduced&section=abstract")
        assert shown(page)[0] == "C1"


def test_a_printed_page_has_every_card_and_all_that_it_says(site, visit):
    with visit() as window:
        page = window.open(f"{site.http}/{QUESTIONS}?severity=high")
        page.emulate_media(media="print")
        page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
        assert page.locator(".folded-card:visible").count() == 73
        assert page.locator(".folded-card > p:first-of-type:visible").count() == 73
        assert not page.locator(".card-facets").is_visible()
        page.evaluate("() => dispatchEvent(new Event('afterprint'))")
        page.emulate_media(media="screen")
        assert len(shown(page)) == 14
        assert page.locator(".folded-card[open]").count() == 0


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("path", [QUESTIONS, CLAIMS])
def test_no_card_stands_out_of_the_window(site, visit, path, width):
    with visit(width) as window:
        page = window.open(f"{site.http}/{path}")
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.evaluate("() => document.querySelectorAll('.bd-article details').forEach((one) => { one.open = true; })")
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_without_scripts_there_are_all_cards_and_no_controls(site, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.file}/{QUESTIONS}")
    assert page.locator(".folded-card:visible").count() == 73
    assert not page.locator(".card-facets").is_visible()
    context.close()
