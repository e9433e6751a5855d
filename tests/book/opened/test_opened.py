"""A number opens in place, by every way and from http and the disk, and leads to sentences, cells, code and claims."""

import re
from urllib.parse import unquote, urljoin

import pytest
from opening import LAYER, WAYS, ask

# kinds of numbers, where each stands, and what its card says, by the article and by arithmetic: value, how it is made,
# and words of a part
TEN = {
    # Table 1 and the text, study by study
    "characteristics.total_n_patients": (
        "notebooks/characteristics.html", "1,824", "98 + 30 + 567 + 25 + 237 + 325 + 60 + 80 + 211 + 191",
        "De Bolle et al., 2010: 567",
    ),
    # 25 30 60 80 98 191 211 237 325 567: the mean of the fifth and the sixth
    "characteristics.median_n_patients": ("notebooks/characteristics.html", "144.5", "191", "Berger et al., 2018: 98"),
    "characteristics.n_setting_inpatient": (
        "notebooks/characteristics.html", "1", "Feeley et al., 1999", "Feeley et al., 1999: inpatient",
    ),
    "characteristics.n_patients_berger2018": ("chapters/studies.html", "98", "As coded", "Berger et al., 2018: 98"),
    "characteristics.alliance_measured_berger2018": (
        "chapters/studies.html", "week 6 and week 12", "week 6", "week 12",
    ),
    "direction.n_supported_alliance_predicts_outcome": (
        "notebooks/direction.html", "7", "Zuroff and Blatt, 2006", "Castonguay et al., 1996: supported",
    ),
    # 7 of 7 directions reported
    "direction.percent_positive_alliance_predicts_outcome": ("notebooks/direction.html", "100%", "7", ": 7"),
    # 310 records, of which 262 were unique
    "selection.n_duplicates_removed": ("notebooks/selection.html", "48", "310 − 262", "stated.: 262"),
    "selection.searched_on": ("notebooks/selection.html", "28 March 2024", "28 March 2024", "28 March 2024"),
    "reproduction.n_number_differs_basis_other_cells": (
        "notebooks/reproduction.html", "4", "number differs", "C7: Three studies",
    ),
}  # fmt: skip


def anchor(key):
    return f"number-{key.replace('.', '-')}"


def link_to(page, key):
    return page.locator(f'.bd-article a[href$="#{anchor(key)}"]:visible').first


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("where", ["http", "file"])
def test_ten_numbers_open_in_place_by_every_way(site, reader, way, where):
    with reader(way) as page:
        for key, (path, value, made, part) in TEN.items():
            address = f"{getattr(site, where)}/{path}"
            page.goto(address)
            link = link_to(page, key)
            ask(page, link, way)
            said = page.locator(LAYER)
            assert said.locator(".opened-title").inner_text() == value, key
            assert made in said.locator(".opened-how").inner_text(), key
            for folded in said.locator("details:has(> ul)").all():
                folded.evaluate("(one) => { one.open = true; }")
            assert part in said.locator(".opened-parts").inner_text(), key
            assert page.url == address
            assert page.evaluate("document.activeElement.id") == "opened"
            page.keyboard.press("Escape")
            assert not said.is_visible()
            assert link.evaluate("(link) => document.activeElement === link"), key


# where numbers stand that are in no sentence: in a cell of a table, the tally of a tile, the register, a dossier
CELLS = {
    "#tab-tallies": ("notebooks/direction.html", "7", "Castonguay et al., 1996: supported"),
    ".tiles .tally [data-at='0']": ("index.html", "7", "Castonguay et al., 1996: supported"),
    "#number-characteristics-median_n_patients": ("chapters/numbers.html", "144.5", "Berger et al., 2018: 98"),
    "#study-castonguay1996 .field-list": ("chapters/studies.html", "30", "Castonguay et al., 1996: 30"),
}


@pytest.mark.parametrize("where", CELLS)
def test_a_number_that_stands_in_no_sentence_opens_too(site, reader, where):
    path, value, part = CELLS[where]
    with reader("keyboard") as page:
        page.goto(f"{site.file}/{path}")
        link = page.locator(f'{where} a[href*="#number-"]:not(.headerlink)', has_text=re.compile(rf"^{value}$")).first
        ask(page, link, "keyboard")
        said = page.locator(LAYER)
        assert said.locator(".opened-title").inner_text() == value
        for folded in said.locator("details:has(> ul)").all():
            folded.evaluate("(one) => { one.open = true; }")
        assert part in said.locator(".opened-parts").inner_text()


def test_a_card_leads_to_a_sentence_a_file_the_code_another_place_and_a_claim(site, reader):
    with reader("mouse") as page:
        address = f"{site.http}/notebooks/characteristics.html"
        page.goto(address)
        ask(page, link_to(page, "characteristics.total_n_patients"), "mouse")
        links = page.eval_on_selector_all(f"{LAYER} a", "(links) => links.map((one) => [one.textContent, one.href])")
        sentences = [href for text, href in links if "sentence" in text]
        assert len(sentences) == 10
        assert all("/articles/10.3389/fpsyg.2024.1465017/full#:~:text=" in href for href in sentences)
        assert unquote(sentences[0].rpartition("text=")[2]) == "Specifically, Berger et al. (2018)"
        own = {text: href for text, href in links if href.startswith(site.http)}
        assert own["studies.csv"] == f"{site.http}/data/studies.csv"
        assert any("characteristics.ipynb, cell" in text for text in own)
        assert any(re.search(r"/code/.*characteristics\.html#spread$", href) for href in own.values())
        assert any("chapters/discussion.html#" in href or "index.html#" in href for href in own.values())
        assert any("chapters/studies.html#study-berger2018" in href for href in own.values())
        for text, href in own.items():
            file, _, place = href.removeprefix(f"{site.http}/").partition("#")
            assert (site.folder / file).is_file(), text
            if place:
                source = (site.folder / file).read_text(encoding="utf-8")
                assert f'id="{unquote(place)}"' in source, text


def test_a_card_names_the_claims_that_rest_on_the_number(site, reader):
    with reader("touch") as page:
        page.goto(f"{site.file}/notebooks/direction.html")
        ask(page, link_to(page, "direction.n_supported_alliance_predicts_outcome"), "touch")
        claim = page.locator(f"{LAYER} a", has_text="C2: Seven of the included studies")
        claim.tap()
        page.wait_for_url("**/notebooks/reproduction.html#claim-abstract-alliance-studies")
        assert page.locator("#claim-abstract-alliance-studies").get_attribute("open") is not None


def test_a_number_that_is_a_part_opens_in_the_same_card_and_back(site, reader):
    with reader("keyboard") as page:
        page.goto(f"{site.file}/notebooks/direction.html")
        ask(page, link_to(page, "direction.percent_positive_alliance_predicts_outcome"), "keyboard")
        part = page.locator(f"{LAYER} .opened-parts a[href*='#number-']").first
        part.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(f"{LAYER} .opened-back")
        assert page.locator(f"{LAYER} .opened-title").inner_text() == "7"
        assert "supported" not in page.locator(f"{LAYER} .opened-how").inner_text()
        page.locator(".opened-back").click()
        page.wait_for_function("() => document.querySelector('#opened .opened-title').textContent === '100%'")
        assert page.locator(".opened-back").count() == 0


def test_an_error_is_reported_as_text_where_no_repository_is_known(site, reader):
    with reader("mouse") as page:
        page.goto(f"{site.http}/notebooks/characteristics.html")
        ask(page, link_to(page, "characteristics.maximum_n_patients"), "mouse")
        page.locator(f"{LAYER} summary", has_text="Report an error").click()
        told = page.locator(f"{LAYER} textarea").input_value()
        assert "characteristics.maximum_n_patients" in told
        assert "Value: 567" in told
        assert "De Bolle et al., 2010" in told
        assert re.search(r"Version: \d+\.\d+\.\d+", told)


def test_the_address_of_a_report_is_filled_in_where_the_repository_is_known(addressed, reader):
    place = addressed.folder / "_build" / "html"
    with reader("mouse") as page:
        page.goto(f"{place.as_uri()}/notebooks/characteristics.html")
        ask(page, link_to(page, "characteristics.maximum_n_patients"), "mouse")
        href = page.locator(f"{LAYER} a", has_text="Report an error").get_attribute("href")
        assert href.startswith("https://")
        assert "/issues/new?title=" in href
        assert "characteristics.maximum_n_patients" in href


def test_a_link_in_a_card_to_the_number_leads_to_its_row(site, reader):
    with reader("mouse") as page:
        page.goto(f"{site.http}/notebooks/characteristics.html")
        ask(page, link_to(page, "characteristics.total_n_patients"), "mouse")
        page.locator(f"{LAYER} a", has_text="Link to this number").click()
        page.wait_for_url(f"**/chapters/numbers.html#{anchor('characteristics.total_n_patients')}")


# What a link leads to, before it is followed

PREVIEWS = [
    ("notebooks/direction.html", 'a[href="#fig-effect-direction"]', "Effect direction plot"),
    ("notebooks/direction.html", "a[href*='references.html#ref-mckenzie2019']", "Cochrane"),
    ("notebooks/direction.html", "a[href*='studies.html#study-feeley1999']", "Feeley et al., 1999"),
    ("notebooks/direction.html", "a[href*='questions.html#feeley-counted-as-supporting']", "Feeley"),
    ("notebooks/characteristics.html", 'a[href="#tab-characteristics"]', "Characteristics of the included studies"),
]


@pytest.mark.parametrize(("path", "link", "words"), PREVIEWS)
@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_a_link_says_what_it_leads_to(site, reader, path, link, words, way):
    with reader(way) as page:
        page.goto(f"{site.file}/{path}")
        found = page.locator(f".bd-article :is(p, td) {link}:visible").first
        found.scroll_into_view_if_needed()
        if way == "mouse":
            found.hover()
        else:
            page.keyboard.press("Tab")
            found.focus()
        page.wait_for_selector(f"{LAYER}:popover-open[role=tooltip]")
        assert words in page.locator(LAYER).inner_text()
        assert found.get_attribute("aria-describedby") == "opened"
        page.keyboard.press("Escape")
        assert not page.locator(LAYER).is_visible()
        assert found.get_attribute("aria-describedby") is None


def test_a_pointer_on_a_number_is_told_its_meaning_and_no_title_says_it_again(site, reader):
    with reader("mouse") as page:
        page.goto(f"{site.http}/notebooks/characteristics.html")
        link = link_to(page, "characteristics.total_n_patients")
        assert link.get_attribute("title") is None
        link.hover()
        page.wait_for_selector(f"{LAYER}:popover-open[role=tooltip]")
        assert "Number of patients: total over the studies that report it." in page.locator(LAYER).inner_text()
        page.mouse.move(5, 5)
        page.wait_for_selector(f"{LAYER}:popover-open", state="hidden")


def test_nothing_is_loaded_before_it_is_asked_for(site, visit):
    with visit() as window:
        page = window.open(f"{site.http}/notebooks/characteristics.html")
        assert not [url for url in window.requests if re.search(r"/cards/|places\.js|rows\.js", url)]
        link_to(page, "characteristics.total_n_patients").click()
        page.wait_for_selector(f"{LAYER}:popover-open")
        assert [url.removeprefix(f"{site.http}/") for url in window.requests if "/cards/" in url] == [
            "_static/cards/characteristics.js"
        ]
        assert all(url.startswith(site.http) for url in window.requests)


def test_without_a_script_a_number_leads_to_its_row(site, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.http}/notebooks/characteristics.html")
    href = link_to(page, "characteristics.total_n_patients").get_attribute("href")
    assert urljoin(page.url, href) == f"{site.http}/chapters/numbers.html#{anchor('characteristics.total_n_patients')}"
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_card_is_accessible(site, visit, folder, scheme):
    with visit(scheme=scheme) as window:
        page = window.open(f"{site.http}/notebooks/direction.html")
        link_to(page, "direction.n_supported_alliance_predicts_outcome").click()
        page.wait_for_selector(f"{LAYER}:popover-open")
        page.evaluate((folder / "tests" / "vendor" / "axe.min.js").read_text(encoding="utf-8"))
        found = page.evaluate("axe.run('#opened')")
        assert [violation["id"] for violation in found["violations"]] == []
