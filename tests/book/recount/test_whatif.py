"""The page on which a reader counts, in a real browser, beside what plain loops and the notebook count."""

import random
import re
from collections import Counter
from urllib.parse import urlencode

import pandas as pd
import pytest
from browser import HEIGHT, Visit
from recounted import expected

from reviewbook.display import outputs
from reviewbook.evidence.counting import cautions, votes
from reviewbook.evidence.counting.grid import RULES, UNREPORTED
from reviewbook.evidence.tables import data

RECOUNT = "chapters/recount.html"
# the text of what is shown, without what is struck through and what is said of it to who does not see
NOW = """(one) => {
  const shown = one.cloneNode(true);
  shown.querySelectorAll("del, .what-if-said, .what-if-votes").forEach((gone) => gone.remove());
  return shown.textContent.replace(/\\s+/g, " ").trim();
}"""
# what the page counts for each address, as a reader would read it
COUNTED = f"""(addresses) => addresses.map((address) => {{
  history.replaceState(null, "", address);
  dispatchEvent(new HashChangeEvent("hashchange"));
  return [...document.querySelectorAll(".what-if-result tbody tr:first-child")].map((row) =>
    [...row.querySelectorAll("td")].map({NOW}));
}})"""
WARNED = f"""(address) => {{
  history.replaceState(null, "", address);
  dispatchEvent(new HashChangeEvent("hashchange"));
  return [...document.querySelectorAll(".what-if-cautions li")].map({NOW}).filter((told) => told);
}}"""


@pytest.fixture(scope="module")
def published(folder):
    return outputs.read(folder / "notebooks")


@pytest.fixture(scope="module")
def review(folder):
    return data.load(folder)


@pytest.fixture(scope="module")
def window(site, contexts):
    """The page, which stays open."""
    page = contexts["light"].new_page()
    page.set_viewport_size({"width": 1440, "height": HEIGHT})
    opened = Visit(page)
    opened.open(f"{site.http}/{RECOUNT}")
    yield opened
    page.close()


@pytest.fixture
def recount(window):
    """The page with the usual choices, which has no error at the end."""
    window.page.evaluate(COUNTED, ["#what-if"])
    yield window.page
    assert window.errors == []


def test_the_usual_choices_give_the_count_that_the_page_prints(recount, published):
    numbers = published["robustness"].numbers
    shown = recount.locator(".what-if-result tbody tr:first-child")
    for place, hypothesis in enumerate(("alliance_predicts_outcome", "improvement_predicts_alliance")):
        cells = shown.nth(place).locator("td").all_inner_texts()
        assert cells[:2] == [str(numbers[f"{name}_by_finding_{hypothesis}"]["value"]) for name in ("n", "total")]


def drawn(generator, review, domains):
    return {
        "rule": generator.choice(RULES),
        "unreported": generator.choice(UNREPORTED),
        "domains": generator.sample(domains, generator.randint(0, len(domains))),
        "level": generator.choice(votes.LEVELS),
        "unit": generator.choice(list(votes.UNITS)),
        "without": generator.sample(list(review.studies.study_id), generator.choice([0, 0, 1, 2, 5])),
    }


def of_the_shared_sample(review, domains):
    """One vote for each sample by every rule, with studies of the sample that has several left out, and another."""
    members = review.studies[review.studies.sample_id_if_overlapping.duplicated(keep=False)].study_id
    one, other = members
    (third, *_) = review.studies.study_id[~review.studies.study_id.isin(members)]
    return [
        {
            "rule": rule, "unreported": unreported, "domains": domains, "level": votes.LEVELS[0], "unit": "sample",
            "without": without,
        }
        for rule in RULES
        for unreported in UNREPORTED
        for without in ([], [one], [other], [one, other], [third, other])
    ]  # fmt: skip


def address(choice):
    return "#what-if?" + urlencode(
        {name: ",".join(value) if isinstance(value, list) else value for name, value in choice.items()}
    )


def printed(count):
    if not count.total:
        return ["0", "0", "no vote", "no vote"]
    percent = f"{count.percent:.1f}".removesuffix(".0")
    return [str(count.n), str(count.total), percent, f"{count.low:.0f} to {count.high:.0f}"]


def test_the_page_shows_over_many_choices_what_plain_loops_count(recount, review):
    generator = random.Random(2025)
    domains = list(dict.fromkeys(review.findings.outcome_domain[review.findings.tested.eq("yes")]))
    choices = [drawn(generator, review, domains) for _ in range(100)] + of_the_shared_sample(review, domains)
    counted = recount.evaluate(COUNTED, [address(choice) for choice in choices])
    seen = set()
    for choice, found in zip(choices, counted, strict=True):
        wanted = [printed(expected(review, choice, key)) for key in review.hypotheses.hypothesis_id]
        assert found == wanted, choice
        seen |= {tuple(cells) for cells in wanted}
    assert len(seen) > 20


def test_studies_that_vote_together_are_named_together_where_they_have_a_finding(recount):
    recount.get_by_label("One vote for each").select_option("sample")
    recount.get_by_label("Rule of counting").select_option("by direction")
    recount.get_by_label("Directions that are not reported").select_option("for")
    first, second = recount.locator(".what-if-result small").all_inner_texts()
    assert "; Castonguay et al., 1996 with Feeley et al., 1999; " in first
    # Castonguay did not test the second
    assert "with" not in second
    assert second.startswith("For: Feeley et al., 1999; ")


def test_what_the_notebook_did_not_list_is_said_not_to_be_listed(site, visit):
    def without_some(route):
        answer = route.fetch()
        body = answer.text()
        for listed in ('"castonguay1996-feeley1999":{"":', '"7/9":[77.78'):
            assert body.count(listed) == 1
            body = body.replace(listed, listed.replace('"":', '"other":').replace('"7/9":', '"other":'))
        route.fulfill(response=answer, body=body)

    with visit() as window:
        window.page.route(f"**/{RECOUNT}", without_some)
        page = window.open(f"{site.http}/{RECOUNT}")
        shown = page.locator(".what-if-result tbody tr:first-child").first
        assert shown.locator("td").all_inner_texts() == ["7", "9", "not listed", "not listed"]
        page.get_by_label("One vote for each").select_option("sample")
        assert shown.locator("td").evaluate_all(f"(cells) => cells.map({NOW})") == ["not listed", "", "", ""]
        page.get_by_role("checkbox", name="Feeley et al., 1999").check()
        assert shown.locator("td").evaluate_all(f"(cells) => cells.map({NOW})")[:2] == ["7", "8"]
        assert window.errors == []


def test_the_page_counts_what_the_published_grid_holds(recount, published):
    names = {"as_published": RULES[0], "by_finding": RULES[1]} | {
        f"by_direction_unreported_{told.replace(' ', '_')}": RULES[2] for told in UNREPORTED
    }
    grid = outputs.find(published, "tables", "robustness.combinations")["data"]
    asked = [
        (row, name, {
            "rule": rule, "unreported": name.partition("unreported_")[2].replace("_", " ") or UNREPORTED[0],
            "domains": row["domains"].split(" + "), "level": row["level"], "unit": row["unit"],
        })
        for row in grid
        for name, rule in names.items()
    ]  # fmt: skip
    counted = recount.evaluate(COUNTED, [address(choice) for *_, choice in asked])
    labels = recount.locator(".what-if-result tbody tr:first-child th").all_inner_texts()
    for (row, name, choice), found in zip(asked, counted, strict=True):
        n, total, *_ = found[labels.index(row["hypothesis"])]
        assert [int(n), int(total)] == [row[f"n_{name}"], row[f"total_{name}"]], choice


@pytest.mark.parametrize("way", ["http", "file"])
def test_choices_are_in_the_address_and_survive_a_reload(site, visit, way):
    with visit() as window:
        page = window.open(f"{getattr(site, way)}/{RECOUNT}")
        page.get_by_label("Rule of counting").select_option("by direction")
        page.get_by_label("Directions that are not reported").select_option("against")
        page.get_by_label("One vote for each").select_option("sample")
        page.get_by_label("treatment retention").uncheck()
        page.get_by_role("checkbox", name="Berger et al., 2018").check()
        before = page.locator(".what-if-result").inner_text()
        shared = page.url
        for part in ("rule=by+direction", "unreported=against", "unit=sample", "without=berger2018"):
            assert part in shared
        assert page.get_by_role("link", name="Link to these choices").evaluate("(one) => one.href") == shared
        page.reload()
        assert page.locator(".what-if-result").inner_text() == before
        assert page.get_by_role("checkbox", name="Berger et al., 2018").is_checked()
        page.get_by_role("button", name="Reset the choices").click()
        assert page.url.endswith("#what-if")
        assert page.locator(".what-if-result").inner_text() != before
        assert window.errors == []


def test_the_axes_of_the_count_have_one_title(recount):
    title = recount.locator(".what-if-result").get_by_text("Share of studies, not size of effect (%)")
    assert title.count() == 1 and title.is_visible()


def test_an_address_with_words_that_mean_nothing_gives_the_usual_choices(recount):
    usual, odd = recount.evaluate(COUNTED, ["#what-if", "#what-if?rule=none&unit=&colour=red&without=nobody"])
    assert odd == usual


def test_a_change_is_said_to_who_listens(recount):
    said = recount.locator(".what-if-summary")
    before = said.inner_text()
    recount.get_by_label("Lowest temporal level").select_option("both orders tested")
    assert said.get_attribute("role") == "status"
    assert said.inner_text() != before


# What moves with a choice


def left_with(review, choice):
    """The review as if it had only the studies and findings that count."""
    left = data.without(review, choice["without"])
    # a chosen domain may be one of which only a study reports that is left out
    kept = data.within(left, list(left.findings.outcome_domain.dropna().unique()))
    inside = kept.findings.outcome_domain.isin(choice["domains"])
    low_enough = kept.findings.temporal_level.isin(votes.LEVELS[votes.LEVELS.index(choice["level"]) :])
    counted = (inside & low_enough) | kept.findings.tested.ne("yes")
    vars(kept)["findings"] = kept.findings[counted].reset_index(drop=True)
    return kept


def test_what_may_not_be_concluded_is_what_the_package_draws_from_what_is_left(recount, review):
    generator = random.Random(16)
    domains = list(dict.fromkeys(review.findings.outcome_domain[review.findings.tested.eq("yes")]))
    choices = [drawn(generator, review, domains) for _ in range(60)] + of_the_shared_sample(review, domains)
    seen = set()
    for choice in [one for one in choices if one["domains"]]:
        wanted = cautions.drawn(left_with(review, choice), choice["unit"])
        told = [f"{row.statement} {row.why}" for row in wanted.itertuples()]
        assert recount.evaluate(WARNED, address(choice)) == told, choice
        seen |= set(wanted.rule)
    assert seen == {one.rule for one in cautions.CAUTIONS.values()}


def test_what_is_other_than_in_the_edition_stands_beside_what_is_struck_through(recount):
    recount.get_by_role("checkbox", name="Feeley et al., 1999").check()
    first = recount.locator(".what-if-result tbody tr:first-child").first
    # one study less of nine, none of the seven that support it
    assert first.locator("td").nth(0).locator("del, ins").count() == 0
    assert first.locator("td").nth(1).locator("del").text_content() == "in this edition: 9"
    assert first.locator("td").nth(1).locator("ins").text_content() == "now: 8"
    # the sample of two has one study left, which is no shared one
    assert (
        recount.locator(".what-if-cautions li")
        .get_by_text("independent of each other")
        .locator("xpath=self::del")
        .count()
        == 1
    )
    answers = {
        row.locator("th").inner_text(): row.locator("td").first.evaluate(NOW)
        for row in recount.locator(".what-if-tallies tbody tr").all()
    }
    assert (answers["finding: supported"], answers["finding: not supported"]) == ("7", "1")
    assert (answers["direction: positive"], answers["direction: not reported"]) == ("7", "1")


def row_of(page, study):
    """What a row of the drawn table says of a study: its cells in order, as a screen reader has them."""
    row = page.locator(".what-if-plot tbody tr", has=page.locator("th", has_text=study))
    cells = [" ".join(cell.inner_text().split()) for cell in row.locator("td").all()]
    faded = [
        place for place, cell in enumerate(row.locator("td").all()) if "faded" in (cell.get_attribute("class") or "")
    ]
    return row, cells, faded


def test_a_study_that_is_left_out_is_struck_and_what_does_not_count_is_faded(recount):
    row, cells, faded = row_of(recount, "Feeley")
    none = "no test reported"
    assert cells == ["not supported, direction not reported", none, none, none, "no", "trend, positive", "no"]
    assert faded == []
    recount.get_by_role("checkbox", name="Feeley et al., 1999").check()
    row, cells, faded = row_of(recount, "Feeley")
    assert cells[4::2] == ["out", "out"] and faded == [0, 5]
    assert cells[0].endswith("does not count")
    assert row.locator("label span").evaluate("(one) => getComputedStyle(one).textDecorationLine") == "line-through"
    # the order in time of the only finding of Berger is not specified, that of Gibbons is
    recount.get_by_label("Lowest temporal level").select_option("predictor first")
    assert row_of(recount, "Berger")[2] == [0]
    assert row_of(recount, "Gibbons")[2] == []
    recount.get_by_role("checkbox", name="treatment retention").uncheck()
    assert row_of(recount, "Gibbons")[1][4] == "– no vote" and row_of(recount, "Gibbons")[2] == [2]
    votes_for = recount.locator(".what-if-plot tfoot td").all_inner_texts()
    assert votes_for == [
        " of ".join(cells[:2]) for cells in recount.evaluate(COUNTED, [recount.evaluate("location.hash")])[0]
    ]


def test_the_vote_of_a_sample_stands_once_in_the_table(recount):
    recount.get_by_label("One vote for each").select_option("sample")
    # both tested the first hypothesis and disagree by finding; Feeley alone tested the second
    assert row_of(recount, "Castonguay")[1][4::2] == ["no", "– no vote of its own"]
    assert row_of(recount, "Feeley")[1][4::2] == ["″ votes with Castonguay et al., 1996", "no"]
    assert recount.locator(".what-if-key").get_by_text("votes with a study of its sample").is_visible()


def test_the_marks_are_those_of_the_figures(recount):
    drawn = recount.evaluate(
        """() => [...document.querySelectorAll('.what-if-plot tbody tr')]
        .filter((row) => /Strunk|Feeley/.test(row.textContent)).map((row) => [...row.querySelectorAll('svg path')]
        .map((path) => [path.getAttribute('fill'), path.getAttribute('d')]))"""
    )
    feeley, strunk = ([cells[0], cells[-1]] for cells in drawn)
    # a crossed circle without a fill, and a triangle, empty for a trend and full for support
    assert feeley[0] == strunk[0] and feeley[0][0] == "none" and "A6" in feeley[0][1]
    assert feeley[1][0] == "none" and strunk[1][0].startswith("#") and feeley[1][1] == strunk[1][1]


def test_choices_that_have_a_name_give_the_counts_that_the_notebook_prints(recount, published):
    presets = pd.DataFrame(outputs.find(published, "tables", "robustness.presets")["data"])
    buttons = recount.locator(".what-if-presets button")
    assert buttons.all_inner_texts() == list(presets.preset.unique())
    for title, rows in presets.groupby("preset"):
        button = recount.get_by_role("button", name=title, exact=True)
        button.click()
        assert button.get_attribute("aria-pressed") == "true"
        assert recount.locator(".what-if-presets [aria-pressed=true]").count() == 1
        counted = recount.evaluate(COUNTED, [recount.evaluate("location.hash")])[0]
        assert [cells[:2] for cells in counted] == [[str(row.n), str(row.total)] for row in rows.itertuples()], title
        assert recount.locator("p.what-if-meaning").inner_text() == rows.meaning.iloc[0]
    recount.get_by_role("checkbox", name="Weck et al., 2013").check()
    assert recount.locator(".what-if-presets [aria-pressed=true]").count() == 0


def test_the_smallest_change_of_a_choice_names_the_questions_about_its_studies(recount, review):
    told = recount.locator("section", has_text="The smallest change that overturns it").last
    said = " ".join(told.inner_text().split())
    assert "The interval includes one half already: 45 to 94 percent." in said
    assert (
        "6 of the 7 votes for it left out (then 1 of 3), or 3 of the 7 votes for it read otherwise (then 4 of 9)"
        in said
    )
    told.locator("summary").first.click()
    link = told.get_by_role("link", name=re.compile("Did Feeley et al. .1999. treat inpatients or outpatients"))
    assert link.get_attribute("href").endswith("notebooks/questions.html#feeley-setting")


@pytest.mark.parametrize("way", ["http", "file"])
def test_a_reading_is_cited_with_its_choice_in_words_and_its_address(site, visit, way):
    with visit() as window:
        page = window.open(f"{getattr(site, way)}/{RECOUNT}#what-if?unit=sample&without=weck2013,zuroff2006")
        cited = page.locator(".what-if-cited").inner_text()
        assert "A reproducible edition of a literature review" in cited
        assert "counted by finding; all outcome domains; every temporal level; " in cited
        assert "one vote for each sample; without Weck et al., 2013 and Zuroff and Blatt, 2006." in cited
        where = cited.split()[-1]
        # a place on this machine is no address for others
        assert where.startswith("http" if way == "http" else RECOUNT)
        assert where.endswith("#what-if?unit=sample&without=weck2013%2Czuroff2006")
        page.get_by_role("button", name="Copy this reference").click()
        page.wait_for_function("() => /Copied|Selected/.test(document.querySelector('.what-if-cited + p').textContent)")
        assert window.errors == []


@pytest.mark.parametrize("way", ["http", "file"])
def test_an_address_of_the_page_where_the_form_stood_leads_to_the_same_choice(site, visit, way):
    with visit() as window:
        page = window.open(f"{getattr(site, way)}/notebooks/robustness.html#what-if?rule=by+direction&without=weck2013")
        page.wait_for_url(f"**/{RECOUNT}#what-if?rule=by+direction&without=weck2013")
        page.locator(".what-if-result tbody").first.wait_for()
        assert page.get_by_role("checkbox", name="Weck et al., 2013").is_checked()
        # what the page that leads on was still loading is given up with it, and nothing else
        led = next(place for place, url in enumerate(window.requests) if f"/{RECOUNT}" in url)
        given_up = Counter(f"{url}: net::ERR_ABORTED" for url in window.requests[:led])
        assert Counter(window.errors) - given_up == Counter()


def test_the_first_page_and_the_page_of_the_grid_lead_here(site):
    for name, up in (("chapters/index.html", ""), ("notebooks/robustness.html", "../")):
        page = site.folder / ("index.html" if name == "chapters/index.html" else name)
        assert f'href="{up}{RECOUNT}#what-if"' in page.read_text(encoding="utf-8"), name


def test_who_has_no_script_is_told_where_every_combination_stands(site, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.http}/{RECOUNT}")
    told = page.locator(".what-if > p")
    assert told.is_visible() and told.locator("a[href$='notebooks/robustness.html#tab-grid']").is_visible()
    context.close()
