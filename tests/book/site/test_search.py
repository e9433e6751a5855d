"""A search leads to places: what is looked for by whom, typed from the disk into the page itself."""

import gzip
import json
import re
from pathlib import Path

import pytest
from browser import pages

from reviewbook.book.site import search

AXE = (Path(__file__).parents[2] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
FAULTS = "async () => (await axe.run()).violations.map((rule) => `${rule.id}: ${rule.nodes[0].html}`)"
CLAIM, QUESTION = "notebooks/reproduction.html#claim-", "notebooks/questions.html#"
NUMBER, STUDY = "chapters/numbers.html#number-", "chapters/studies.html#study-"
TERM, WORK = "chapters/glossary.html#term-", "chapters/references.html#ref-"
PATIENTS = [f"{NUMBER}characteristics-total_n_patients", "notebooks/characteristics.html#patients"]
SIGN_TEST = f"{NUMBER}direction-p_sign_test_alliance_predicts_outcome"
SHARE = f"{NUMBER}robustness-percent_highest_by_finding_improvement_predicts_alliance"
STAYING = [f"{TERM}Treatment-retention", f"{STUDY}gibbons2019", f"{QUESTION}gibbons-outcome-domain"]
ALLIANCE = f"{TERM}Therapeutic-alliance"
CAUSATION, DENIED = f"{TERM}Causation", "index.html#therapeutic-alliance-in-major-depressive-disorder"
LEFT_OUT = "notebooks/robustness.html#leaving-out-each-study-in-turn"
# there is more than the first file holds
WHOLE = "#search-found[data-whole]"
# what is typed, the place that has to be the first, and others that have to be among the first ten
QUERIES = [
    ("Stiles-Shields", f"{STUDY}stilesshields2014", [f"{WORK}stilesshields2014"]),
    ("Castonguay 1996", f"{STUDY}castonguay1996", [f"{WORK}castonguay1996"]),
    ("castonguay1996", f"{STUDY}castonguay1996", ["notebooks/questions.html#castonguay-parent-trial"]),
    ("Blatt", f"{STUDY}zuroff2006", []),
    ("Luborsky", None, [f"{WORK}alexander1986"]),
    # of a claim, of a question, of a number's meaning, of a section
    ("alliance contributes to the prevention of relapse", None, [f"{CLAIM}abstract-relapse"]),
    ("does the setting matter", f"{QUESTION}setting-claim", [f"{CLAIM}discussion-setting"]),
    ("Two-sided exact sign test", None, [SIGN_TEST]),
    ("PRISMA-S", "notebooks/reporting.html#prisma-s", []),
    # numbers, as they are printed and as they are typed
    ("1,824", PATIENTS[0], PATIENTS),
    ("1824", PATIENTS[0], PATIENTS),
    ("0.0156", SIGN_TEST, ["notebooks/direction.html#counting-by-direction"]),
    ("94 percent", "chapters/discussion.html#tab-cautions", []),
    ("66.7%", None, [SHARE]),
    ("66.7 percent", None, [SHARE]),
    # other names of the same
    ("dropout", STAYING[0], STAYING),
    ("premature termination", STAYING[0], STAYING),
    ("Retention", STAYING[0], STAYING),
    ("working alliance", ALLIANCE, []),
    ("alliance", ALLIANCE, []),
    ("MDD", f"{TERM}Major-depressive-disorder", ["chapters/introduction.html#the-alliance-in-depression"]),
    ("Vanderbilt Therapeutic Alliance Scale", f"{TERM}Vanderbilt-Therapeutic-Alliance-Scale", [f"{STUDY}zuroff2006"]),
    ("b-l ri", f"{TERM}Barrett-Lennard-Relationship-Inventory", [f"{STUDY}zuroff2006"]),
    ("vote count", f"{TERM}Vote-count", []),
    # in the words of whoever asks
    ("causation", CAUSATION, [DENIED]),
    ("causal", CAUSATION, [DENIED]),
    ("cause", CAUSATION, [DENIED]),
    # how many of how many, and a number that is also the number of a table
    ("7 of 9", LEFT_OUT, ["chapters/discussion.html#tab-cautions"]),
    ("seven of the nine", LEFT_OUT, ["chapters/discussion.html#tab-cautions"]),
    (
        "45",
        "chapters/recount.html#tab-overturning",
        ["notebooks/robustness.html#tab-grid", "chapters/discussion.html#tab-cautions"],
    ),
    # slips
    ("theraputic", None, [ALLIANCE]),
    ("Wucherpfenig", f"{STUDY}wucherpfennig2017", []),
]
# in the data of figures and in names of columns, in what a script says, in no language
NOWHERE = ["hovertemplate", "customdata", "n_patients", "Click", "xyzzy", "?!"]


@pytest.fixture(scope="module")
def places(site):
    written = (site.folder / search.FILE).read_text(encoding="utf-8")
    told = json.loads(written.partition("\n")[0].removeprefix("const searched = ").removesuffix(";"))
    page = ""
    for place in told["places"]:
        # an address says its page where that is another than before
        before, _, name = place[0].partition("#")
        page = before or page
        place[0] = f"{page}#{name}"
    return told


@pytest.fixture
def searching(site, visit):
    """The page on the disk, and a function that types and gives the addresses that are shown."""
    with visit() as window:
        page = window.open(f"{site.file}/search.html")

        def typed(query):
            page.locator("article input").fill(query)
            page.wait_for_selector(WHOLE, state="attached")
            links = page.locator("#search-found a")
            return links.evaluate_all("(links) => links.map((link) => link.getAttribute('href'))")

        yield window, typed
        assert window.errors == []
        assert [asked for asked in window.requests if not asked.startswith((site.file, "data:"))] == []


def test_what_is_looked_for_stands_first_or_among_the_first(searching):
    _, typed = searching
    missing = {}
    for query, first, others in QUERIES:
        found = typed(query)[:10]
        if not found or (first and found[0] != first) or not set(others) <= set(found):
            missing[query] = found
    assert missing == {}


@pytest.mark.parametrize("query", NOWHERE)
def test_what_no_page_tells_a_reader_is_not_found(searching, query):
    window, typed = searching
    assert typed(query) == []
    assert window.page.locator("#search-said").inner_text() == "Nothing found"


def test_a_number_is_found_as_a_word_too(searching):
    _, typed = searching
    assert typed("seven studies") == typed("7 studies") != []


def test_a_hit_says_where_it_stands_and_quotes_the_sentence(searching):
    window, typed = searching
    at = typed("dropout").index(f"{STUDY}gibbons2019")
    hit = window.page.locator("#search-found li").nth(at)
    assert hit.locator("a").inner_text() == "Gibbons et al., 2019"
    assert hit.locator(".search-where").inner_text().startswith("The studies, one by one › ")
    assert hit.locator("p").last.inner_text() == "The outcome is staying in treatment, not a change of symptoms."
    assert hit.locator("mark").all_inner_texts() == ["staying in treatment"]


def test_a_cell_is_quoted_with_the_head_of_its_column(searching):
    window, typed = searching
    typed("three databases were searched")
    told = window.page.locator("#search-found li", has=window.page.locator(f"a[href='{CLAIM}abstract-databases']"))
    assert "In the article: 3" in told.inner_text()


def test_a_row_is_quoted_alone_and_from_its_beginning_or_from_the_cell_that_was_found(searching):
    window, typed = searching
    typed("order in time")
    found = window.page.locator("#search-found li", has=window.page.locator("a[href$='#tab-findings']"))
    quoted = found.locator("p").last.inner_text()
    assert quoted.startswith("Study: Berger et al. (2018) · Hypothesis: Alliance predicts outcome · ")
    assert quoted.count("Study: ") == 1
    typed("45")
    # a row of the whole grid is long
    grid = window.page.locator("#search-found li", has=window.page.locator("a[href$='#tab-grid']"))
    assert grid.locator("p").last.inner_text().startswith("By finding: 7/9 (45 to 94) · ")


@pytest.mark.parametrize("query", ["7 of 9", "seven of nine"])
def test_how_many_of_how_many_is_first_where_it_stands_in_these_words_or_figures(searching, query):
    window, typed = searching
    addresses = typed(query)
    quoted = [mark.lower() for mark in window.page.locator("#search-found li:nth-child(-n+3) mark").all_inner_texts()]
    assert len(addresses) > 3
    assert {"7 of 9", "seven of nine"} == set(quoted)


def test_the_number_of_a_table_or_figure_is_found_with_its_name_alone(searching, places):
    _, typed = searching
    for kind, other in (("table", "table"), ("figure", "Figure")):
        found = [place for place in places["places"] if place[1] == kind]
        # of the article, which stands for much else, and of the supplement
        for counted in (str.isdigit, lambda number: number.startswith("S")):
            address, _, title, *_ = [place for place in found if counted((*place[2].split(), "", "")[1])][-1]
            name, number, *_ = title.split()
            assert typed(f"{name} {number}")[0] == typed(f"{other} {number}")[0] == address
            assert not number.isdigit() or address not in typed(number)[:3]


def test_no_state_is_quoted_that_a_reader_has_not_asked_for(searching):
    window, typed = searching
    for query in ("order in time", "not counted", "supported", "Berger"):
        typed(query)
        assert not re.search("supportedsupported|supported, not counted", window.page.locator("main").inner_text())


def test_what_is_long_is_loaded_when_the_first_places_are_shown(site, visit):
    with visit() as window:
        window.open(f"{site.http}/search.html")
        assert not any(search.LATER in address for address in window.requests)
    with visit() as window:
        held = []
        window.page.route(f"**/{search.LATER}", lambda route: held.append(route))
        with window.page.expect_request(f"**/{search.LATER}"):
            page = window.open(f"{site.http}/search.html?q=dropout")
        page.wait_for_selector("#search-found a")
        before = page.locator("#search-found a").count()
        page.locator("#search-found a").last.focus()
        focused = page.evaluate("() => document.activeElement.getAttribute('href')")
        held[0].continue_()
        page.wait_for_selector(WHOLE)
        assert page.locator("#search-found a").count() > before
        assert page.evaluate("() => document.activeElement.getAttribute('href')") == focused
        assert window.errors == []


def test_every_place_is_there_and_has_a_title_and_its_page(site, places):
    anchors = {path: set(re.findall(r' id="([^"]+)"', (site.folder / path).read_text("utf-8"))) for path in pages()}
    for address, _, title, *_ in places["places"]:
        path, _, anchor = address.partition("#")
        assert anchor in anchors[path], address
        assert title, address
    found = [address for address, *_ in places["places"]]
    assert len(found) == len(set(found))
    assert {address.partition("#")[0] for address in found} == set(pages())
    # each claim, and each number that stands in a sentence; one in a cell of a table is found by its table
    claimed = {anchor for anchor in anchors["notebooks/reproduction.html"] if anchor.startswith("claim-")}
    told = set()
    for path in pages():
        # the facts of a dossier are a table, too
        source = re.sub(r"<(td|dd)\b.*?</\1>", "", (site.folder / path).read_text("utf-8"), flags=re.DOTALL)
        source = re.sub(r'<div class="tiles".*?</table>\n</div>\n</div>', "", source, flags=re.DOTALL)
        told |= set(re.findall(r'<a href="[^"]*#(number-[^"]+)"', source))
    for path, listed in (("notebooks/reproduction", claimed), ("chapters/numbers", told)):
        assert len(listed) > 100
        assert {f"{path}.html#{anchor}" for anchor in listed} - set(found) == set()


def test_the_keyboard_leads_from_any_page_to_a_place(site, visit):
    with visit() as window:
        page = window.open(f"{site.file}/chapters/methods.html")
        page.keyboard.press("Control+k")
        page.keyboard.type("dropout")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search.html?q=dropout")
        page.wait_for_selector(WHOLE)
        assert page.evaluate("() => document.activeElement.value") == "dropout"
        assert page.locator("[role=status]").inner_text() == f"{page.locator('#search-found a').count()} places"
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("() => document.activeElement.getAttribute('href')") == STAYING[1]:
                break
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{STAYING[1]}")
        assert page.locator("#study-gibbons2019").is_visible()
        page.go_back()
        page.wait_for_selector("#search-found a")
        assert page.locator("article input").input_value() == "dropout"
        assert window.errors == []


def test_all_hits_can_be_shown_and_the_next_has_the_focus(searching):
    window, typed = searching
    assert len(typed("alliance")) == 20
    window.page.keyboard.press("Tab")
    window.page.locator("#search-found button").focus()
    window.page.keyboard.press("Enter")
    shown = window.page.locator("#search-found a")
    assert f"{shown.count()} places" == window.page.locator("#search-said").inner_text()
    assert shown.nth(20).evaluate("(link) => link === document.activeElement")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_what_is_found_can_be_read_by_everybody(site, visit, width, scheme):
    with visit(width, scheme) as window:
        page = window.open(f"{site.http}/search.html?q=alliance")
        page.evaluate(AXE)
        assert page.evaluate(FAULTS) == []
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_who_has_no_scripts_is_told_where_to_look(site, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.file}/search.html")
    page.get_by_role("link", name="register", exact=True).click()
    page.wait_for_url("**/chapters/numbers.html")
    context.close()


def test_nothing_of_the_search_is_loaded_before_somebody_searches(site):
    files = {"minisearch.min.js", "search.js", "search.css", search.FILE}
    assert search.LATER not in (site.folder / "search.html").read_text("utf-8")
    for path in [*pages(), "index.html", "404.html", "search.html"]:
        loaded = set(
            re.findall(r'(?:src|href)="(?:[^"?]*/)?([^"/?]+\.(?:js|css))', (site.folder / path).read_text("utf-8"))
        )
        assert loaded & files == (files if path == "search.html" else set()), path
    # there is no other index
    assert not any((site.folder / name).exists() for name in ("searchindex.js", "_static/searchtools.js"))
    assert len(gzip.compress((site.folder / search.FILE).read_bytes())) <= 120 * 1024


def article(body):
    return f'<nav id="menu"><p>Menu</p></nav><article class="bd-article">{body}</article><p id="foot">Foot</p>'


def read(body, **names):
    return [*search.documents(article(body), "a.html", names)]


def test_a_page_is_read_as_its_places():
    found = read(
        '<section id="top"><h1>Top</h1><p>One <em>word</em>.</p>'
        '<section id="below"><h2>Below</h2><p>Two.</p><p id="study-may2012">May <b>did</b>.</p>'
        '<dl><dt id="term-a">A</dt><dt id="term-b">B</dt><dd><p>Both.</p></dd></dl></section><p>After.</p></section>',
        may2012="May, 2012",
    )
    assert found == [
        ["a.html#top", "section", "Top", "", "One word.\nAfter."],
        ["a.html#below", "section", "Below", "Top", "Two."],
        ["a.html#study-may2012", "p", "May, 2012", "Top › Below", "May did."],
        ["a.html#term-a", "dt", "A · B", "Top › Below", "Both."],
    ]


def test_a_card_is_called_by_what_it_shows_when_it_is_closed():
    found = read(
        '<details class="folded-card" id="why"><summary><span id="Q1">Q1</span> <span>Why?</span> '
        '<span class="card-state"><span>high severity</span></span></summary>'
        "<p><span><strong>Place</strong> 3: 1.2</span>; <strong>The article says</strong> So.</p>"
        '<p class="card-link"><a href="#Q1">Link to open question Q1</a></p></details><p>After.</p>'
    )
    assert found == [["a.html#why", "details", "Q1 Why?", "", "Place\t3: 1.2\nThe article says\tSo."]]


def test_a_row_is_called_by_what_it_begins_with_and_its_cells_have_their_heads():
    found = read(
        '<table id="tab"><caption><span>Table 1 </span><span>All rows. In order.</span></caption>'
        "<thead><tr><th><p>No.</p></th><th><p></p></th><th><p>Claim</p></th><th><p>Printed</p></th></tr></thead>"
        '<tbody><tr id="row"><td><p>1</p></td><td><p></p></td><td><p>There are three.</p></td><td><p>3</p></td></tr>'
        "<tr><td><p>2</p></td><td><p></p></td><td><p>None.</p></td></tr></tbody></table>"
    )
    assert found == [
        ["a.html#tab", "table", "Table 1 All rows.", "", "In order.\nNo.\t2\fClaim\tNone."],
        ["a.html#row", "tr", "1 · There are three.", "", "Printed\t3"],
    ]


def test_what_a_reader_does_not_read_is_left_out():
    hidden = (
        '<p hidden="">A</p>',
        "<script>B</script>",
        "<button>C</button>",
        "<pre>D</pre>",
        "<p><code>n_e</code> 5</p>",
    )
    hidden += ('<div class="figure-output"><p>F</p></div>', '<details class="figure-data"><p>G</p></details>')
    hidden += ('<div class="printed"><table><caption>H</caption></table></div>',)
    assert read(f'<section id="top"><h1>Top</h1>{"".join(hidden)}<p>Seen in <code>a_b</code>.</p></section>') == [
        ["a.html#top", "section", "Top", "", "Seen in `a_b`."]
    ]


def test_of_what_a_control_changes_the_first_state_is_read_and_the_head_of_a_row_is_a_cell():
    tally, found = (
        f'<span data-at="0 1">{first}</span><span data-at="2">{second}</span>'
        for first, second in (("1", "0"), ("yes", 'yes<i class="more">, not</i>'))
    )
    head = f'<tr><th scope="col">Study</th><th scope="col">Found {tally}</th></tr>'
    row = f'<tr><th scope="row">May 2012</th><td>{found}</td></tr>'
    assert read(
        f'<section id="top"><h1>Top</h1><table><thead>{head}</thead><tbody>{row}</tbody></table></section>'
    ) == [["a.html#top", "section", "Top", "", "Study\tMay 2012\fFound 1\tyes"]]


def test_cells_and_works_are_loaded_later_than_prose():
    text = "In order.\nNo.\t2\fClaim\tNone."
    assert search.parted("table", text) == ("In order.", "No.\t2\fClaim\tNone.")
    assert search.parted("section", "One.\nTwo.") == ("One.\nTwo.", "")
    assert search.parted("li", "A work.") == search.parted("tr", "A work.") == ("", "A work.")
    assert search.parted("dt", "What it means.") == ("", "What it means.")


def test_what_the_sets_say_otherwise_is_there_for_each():
    found = read(
        '<section id="top"><h1>Top</h1><p><span class="as-updated">11</span><span class="as-published">10</span> '
        'studies.</p></section><section id="same"><h1>Same</h1></section>'
        '<div class="of-set as-published"><p id="gone">Only the article.</p></div>'
    )
    assert found == [
        ["a.html#top", "section", "Top", "", "11 studies.", "updated"],
        ["a.html#same", "section", "Same", "", ""],
        ["a.html#top", "section", "Top", "", "10 studies.", "published"],
        ["a.html#gone", "p", "Only the article.", "", "", "published"],
    ]


def test_terms_that_share_an_explanation_are_synonyms():
    terms = '<dt id="term-a">A</dt><dt id="term-b">B</dt><dd>Both.</dd><dt id="term-c">C</dt><dd>Alone.</dd>'
    assert search.synonyms(article(f"<dl>{terms}</dl>")) == [["A", "B"]]
