"""A count that a reader can make opens in place, by every way and from http and the disk."""

import re
from urllib.parse import unquote

import pytest
from opening import LAYER, WAYS, ask

FIRST, SECOND = "?of=alliance_predicts_outcome", "?of=improvement_predicts_alliance"
RECOUNT = "chapters/recount.html"
# where a count stands: page, place, its address; what its card says, by section 3 of the article: the count, who votes
# for it and who does not, and who has no vote
COUNTS = {
    "a choice that has a name": (
        RECOUNT, "#tab-presets", f"{FIRST}&rule=by+direction", "7 of 7",
        ["Berger et al., 2018: for it (positive)", "Zuroff and Blatt, 2006: for it (positive)"],
        "Feeley et al., 1999 (direction not reported); Strunk et al., 2010 (direction not reported); "
        "Wucherpfennig et al., 2017 (no test reported)",
    ),
    "the sensitivity grid": (
        "notebooks/robustness.html", "#tab-grid", f"{SECOND}&domains=depressive+symptoms&level=both+orders+tested",
        "1 of 2", ["Strunk et al., 2010: for it (supported)", "Feeley et al., 1999: not for it (trend)"],
        "Wucherpfennig et al., 2017",
    ),
    "a study left out": (
        "notebooks/dossiers.html", "#tab-without", f"{SECOND}&without=feeley1999", "2 of 2",
        ["Strunk et al., 2010: for it (supported)", "Wucherpfennig et al., 2017: for it (supported)"],
        "De Bolle et al., 2010",
    ),
    "a sentence in a table": (
        "chapters/discussion.html", "#tab-cautions", FIRST, "7 of 9",
        ["Weck et al., 2013: for it (supported)", "Feeley et al., 1999: not for it (not supported)"],
        "Wucherpfennig et al., 2017",
    ),
    "the head of a dossier": (
        "chapters/studies.html", "#study-feeley1999", f"{FIRST}&without=feeley1999", "7 of 8",
        ["Strunk et al., 2010: not for it (not supported)"], "Wucherpfennig et al., 2017",
    ),
    "what changes a count": (
        RECOUNT, "#tab-overturning", f"{FIRST}&rule=as+published", "7 of 10",
        ["Strunk et al., 2010: not for it", "Berger et al., 2018: for it"], "",
    ),
}  # fmt: skip


# what a card needs, which comes when the first count is asked for
LOADED = """async () => {
  const root = new URL(document.documentElement.dataset.content_root ?? "./", location);
  const lookup = typeof whatIf === "undefined" ? ["_static/whatif-lookup.js"] : [];
  for (const name of ["_static/cards/counts.js", ...lookup, "_static/opened-count.js"]) {
    await new Promise((onload) => {
      document.body.append(Object.assign(document.createElement("script"), { src: new URL(name, root), onload }));
    });
  }
}"""


def link_of(page, place, address):
    links = page.locator(f"{place} a[href*='#what-if?of=']")
    found = [link for link in links.all() if link.get_attribute("href").endswith(f"#what-if{address}")]
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    return found[0]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("where", ["http", "file"])
def test_a_count_opens_in_place_by_every_way(site, reader, way, where):
    with reader(way) as page:
        for kind, (path, place, address, value, votes, silent) in COUNTS.items():
            page.goto(f"{getattr(site, where)}/{path}")
            link = link_of(page, place, address)
            ask(page, link, way)
            card = page.locator(LAYER)
            assert card.locator(".opened-title").inner_text() == value, kind
            parts = card.locator(".opened-parts").inner_text()
            assert all(vote in parts for vote in votes), (kind, parts)
            assert silent in card.locator(".opened-how").inner_text(), kind
            assert card.locator(".opened-parts > li").count() == int(value.split(" of ")[1]), kind
            assert page.url.partition("#")[0].endswith(path)
            page.keyboard.press("Escape")
            assert not card.is_visible()


def test_a_vote_leads_to_its_sentence_and_the_card_to_the_page_where_it_is_counted(site, reader):
    with reader("mouse") as page:
        page.goto(f"{site.http}/notebooks/robustness.html")
        address = f"{SECOND}&domains=depressive+symptoms&level=both+orders+tested"
        ask(page, link_of(page, "#tab-grid", address), "mouse")
        sentences = page.locator(f"{LAYER} .opened-parts a", has_text="sentence").all()
        assert len(sentences) == 2
        told = {unquote(one.get_attribute("href").rpartition("text=")[2]) for one in sentences}
        assert any(one.startswith("They found that changes in") for one in told)
        assert page.locator(f"{LAYER} h3", has_text="What would change it").count() == 1
        code = page.locator(f"{LAYER} a", has_text="votes.cast").get_attribute("href")
        assert re.search(r"/code/.*votes\.html#cast$", code)
        page.locator(f"{LAYER} a", has_text="Count by other rules").click()
        page.wait_for_url(f"**/{RECOUNT}#what-if{address}")
        # beside the count of this edition
        votes = page.locator(".what-if-plot tfoot td").nth(1)
        assert votes.inner_text() == "1 of 2"
        assert page.locator("select[name=level]").input_value() == "both orders tested"


def test_the_numbers_of_a_readers_own_count_open_for_the_choices_made(site, reader):
    with reader("keyboard") as page:
        page.goto(f"{site.file}/{RECOUNT}#what-if?unit=sample")
        first = page.locator(".what-if-result tbody tr:first-child td a").first
        ask(page, first, "keyboard")
        card = page.locator(LAYER)
        assert card.locator(".opened-title").inner_text() == "6 of 8"
        assert "Castonguay et al., 1996 with Feeley et al., 1999" in card.locator(".opened-parts").inner_text()
        page.keyboard.press("Escape")
        page.locator("input[value=berger2018]").check()
        ask(page, page.locator(".what-if-plot tfoot a").first, "keyboard")
        assert card.locator(".opened-title").inner_text() == "5 of 7"
        page.keyboard.press("Escape")
        # two studies of the first hypothesis report no direction: Feeley and Strunk
        page.goto(f"{site.file}/{RECOUNT}#what-if")
        page.reload()
        row = page.locator(".what-if-tallies tr", has_text="direction: not reported")
        ask(page, row.locator("a").first, "keyboard")
        assert card.locator(".opened-title").inner_text() == "2 of 9"
        names = card.locator(".opened-parts > li").all_inner_texts()
        assert [name.split(":")[0] for name in names] == ["Feeley et al., 1999", "Strunk et al., 2010"]


def test_the_card_of_every_count_in_a_table_says_the_count_that_was_selected(site, reader):
    seen = {}
    with reader("mouse") as page:
        for path in dict.fromkeys(path for path, *_ in COUNTS.values()):
            page.goto(f"{site.file}/{path}")
            links = page.eval_on_selector_all(
                ".bd-article a[href*='#what-if?of=']", "(all) => all.map((one) => [one.textContent, one.href])"
            )
            page.evaluate(LOADED)
            for text, href in dict.fromkeys(map(tuple, links)):
                count = re.search(r"(\d+)(?:/| of )(\d+)", text)
                if count and "then" not in text:
                    seen[path, text, href] = page.evaluate("(asked) => counts.card(asked).value", href.split("?")[1])
                    n, total = count.groups()
                    assert seen[path, text, href] == ("no vote" if total == "0" else f"{n} of {total}"), (path, text)
    assert len(seen) > 300


def test_what_would_change_a_count_opens_beside_it(site, reader):
    with reader("mouse") as page:
        page.goto(f"{site.file}/{RECOUNT}")
        row = page.locator("#tab-overturning tbody tr", has_text="by finding").first
        links = row.locator("a[href*='asked=half']")
        changes = ["6 of the 7 votes for it (then 1/3)", "3 of the 7 votes for it (then 4/9)"]
        assert links.all_inner_texts() == [*changes, "3"]
        ask(page, links.first, "mouse")
        card = page.locator(LAYER)
        assert card.locator(".opened-title").inner_text() == "What would change 7 of 9"
        assert "6 of the 7 votes for it left out (then 1 of 3)" in card.inner_text()
        assert card.locator(".opened-parts > li").count() == 7


def test_a_followed_card_closes_and_the_page_counts_what_it_was_about(site, reader):
    with reader("mouse") as page:
        page.goto(f"{site.http}/{RECOUNT}")
        ask(page, link_of(page, "#tab-presets", f"{FIRST}&rule=by+direction"), "mouse")
        page.locator(f"{LAYER} a", has_text="Count by other rules").click()
        page.wait_for_function("() => document.querySelector('select[name=rule]').value === 'by direction'")
        assert not page.locator(LAYER).is_visible()
        assert page.locator(".what-if").evaluate("(one) => Math.abs(one.getBoundingClientRect().top) < innerHeight")
        page.go_back()
        page.wait_for_function("() => document.querySelector('select[name=rule]').value === 'by finding'")


def test_a_direction_that_is_not_reported_and_counted_says_so(site, reader):
    with reader("mouse") as page:
        page.goto(f"{site.file}/{RECOUNT}#what-if?rule=by+direction&unreported=against&unit=sample")
        ask(page, page.locator(".what-if-result tbody a").first, "mouse")
        said = page.locator(f"{LAYER} .opened-parts").inner_text()
        both = "Castonguay et al., 1996 with Feeley et al., 1999: not for it"
        assert f"{both} (positive, and not reported, which is counted against it)" in said
        assert "Strunk et al., 2010: not for it (not reported, which is counted against it)" in said
        assert "Berger et al., 2018: for it (positive)" in said


def test_who_has_no_vote_is_said_with_the_reason(site, reader):
    with reader("mouse") as page:
        page.goto(f"{site.file}/{RECOUNT}#what-if?level=both+orders+tested")
        ask(page, page.locator(".what-if-result tbody a").first, "mouse")
        said = page.locator(f"{LAYER} .opened-how").inner_text()
        assert "Zuroff and Blatt, 2006 (no finding that counts here)" in said
        assert "Wucherpfennig et al., 2017 (no test reported)" in said


def test_a_count_of_no_hypothesis_leads_to_its_address_and_others_still_open(site, reader):
    with reader("mouse") as page:
        page.goto(f"{site.file}/{RECOUNT}")
        first = page.locator(".what-if-result tbody a").first
        first.evaluate("(one) => { one.href = '#what-if?of=nothing'; }")
        first.click()
        page.wait_for_url("**#what-if?of=nothing")
        ask(page, page.locator(".what-if-result tbody a").nth(1), "mouse")
        assert page.locator(f"{LAYER} .opened-title").inner_text() == "7 of 9"
