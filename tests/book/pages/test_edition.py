"""Which edition this is, and how it is cited, on its pages."""

import re

import pytest
from page_text import source, words

FIRST = "index.html"


def test_the_first_page_says_which_edition_it_is_and_shows_a_picture(site):
    assert "Version 24.0.0 of 25 November 2026" in words(source(site, FIRST))
    for name in ("Videtta", "Delvecchio", "10.3389/fpsyg.2024.1465017"):
        assert name in words(source(site, FIRST))
    links = dict(
        re.findall(
            r'<a href="([^"]+)">(PDF|Data|How to cite)</a></p></li>',
            source(site, FIRST),
        )
    )
    assert {name: link.rsplit(".", 1)[-1] for link, name in links.items()} == {
        "PDF": "pdf",
        "Data": "zip",
        "How to cite": "html",
    }
    assert source(site, FIRST).count('class="tiles"') == 1
    # its number is given where it is explained
    assert "caption-number" not in source(site, FIRST)


@pytest.mark.parametrize("work", ["edition", "article"])
def test_what_the_page_shows_of_a_citation_is_what_its_file_holds(site, work):
    blocks = re.findall(
        r'<div class="citation [^"]*".*?<pre>(.*?)</pre>', source(site, "chapters/cite.html"), flags=re.DOTALL
    )
    shown = [words(block) for block in blocks]
    assert len(shown) == 6
    for ending in ("bib", "ris", "json"):
        held = (site.folder / "citation" / f"{work}.{ending}").read_text(encoding="utf-8")
        assert " ".join(held.split()) in shown


def test_the_article_is_cited_in_words(site):
    assert "Videtta, G., Busilacchi, S., Bartoccioni, G., Cirella, L., Barone, Y., & Delvecchio, G. (2025)." in words(
        source(site, "chapters/cite.html")
    )


def test_the_doi_of_a_citation_is_a_link(site):
    address = "https://doi.org/10.3389/fpsyg.2024.1465017"
    assert re.search(rf'1465017\. <a [^>]*href="{address}">{address}</a>', source(site, "chapters/cite.html"))
