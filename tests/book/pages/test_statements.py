"""What an edition states of itself is what its data, its settings and its files say, and nothing more."""

import re

import pytest
from copies import REPOSITORY, SITE
from page_text import source, words

from reviewbook.book.pages import statements
from reviewbook.manuscript import settings


def said(book):
    """Each statement of the colophon, by its title."""
    page = (book.folder / "_build" / "html" / "chapters" / "colophon.html").read_text(encoding="utf-8")
    listed = re.search(r'<section id="statements">.*?</section>', page, flags=re.DOTALL)[0]
    pairs = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", listed, flags=re.DOTALL)
    return {words(title).rstrip("#").strip(): words(text) for title, text in pairs}


def tell(nodes):
    return "".join(node.astext() for node in nodes)


@pytest.mark.parametrize(
    ("title", "day", "who", "sentence"),
    [
        ("Walks", "", "A. Doe and B. Roe", "A. Doe and B. Roe coded “Walks”; the date is not noted."),
        ("Walks", "2023-11-02", "", "Who coded “Walks” is not noted; it was completed on 2 November 2023."),
        ("Walks", "", "", "Who coded “Walks” is not noted, nor the date."),
    ],
)
def test_of_a_round_it_is_said_who_coded_it_and_when_or_that_this_is_not_noted(title, day, who, sentence):
    assert statements.coded(title, day, who) == sentence


def test_the_rounds_are_those_of_the_data(small):
    assert statements.rounds(small.folder) == "The makers coded “The review”, and completed it on 1 May 2021."


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["CC0-1.0"], "Text, figures, data and code are available under the licence CC0-1.0."),
        (
            ["CC-BY-4.0", "MIT"],
            "Text, figures and data are available under the licence CC-BY-4.0, and the code under the licence MIT.",
        ),
        (
            ["CC-BY-4.0", "MIT", "0BSD"],
            "Text, figures and data are available under the licence CC-BY-4.0, and the code under the licence MIT "
            "and 0BSD.",
        ),
    ],
)
def test_the_licences_are_those_of_the_citation_file_in_a_sentence(names, sentence):
    assert tell(statements.licences(names)) == sentence


def test_every_statement_that_can_be_declared_is_shown_and_has_words_for_where_it_is_not():
    assert set(statements.UNDECLARED) == set(settings.STATEMENTS)
    assert {*statements.DECLARED, "double_coding"} == set(settings.STATEMENTS)
    # that nobody has said anything is not that there is nothing
    assert not any(re.search(r"\bnone\b|\bno (interests|funding)\b", one) for one in statements.UNDECLARED.values())


def test_where_nothing_is_declared_the_page_says_that_and_never_none(site):
    page = words(source(site, "chapters/colophon.html"))
    for sentence in (
        "The reviewbook contributors coded “The review as its article reports it”; the date is not noted. "
        "The data do not say that any value was coded by two people independently.",
        "This edition has not been peer reviewed.",
        "No statement on funding has been made.",
        "No statement on competing interests has been made.",
        "No statement on the relation to the authors of the reviewed article has been made.",
        "The address of the site is not known. The address of the repository is not known. "
        "No archive has given this version an identifier.",
    ):
        assert sentence in page


def test_what_is_declared_and_where_it_lies_is_stated_in_these_words(edited):
    book = edited
    for name, sentence in {
        "double_coding": "Two people coded each value, and a third settled 12 differences.",
        "peer_review": "Two readers [reviewed](https://example.org/review) it.",
        "funding": "A fund paid for it.",
        "interests": "The makers declare none.",
        "relation": "Ann Light made both.",
    }.items():
        book.replace("_config.yml", f'      {name}: ""', f"      {name}: {sentence}")
    book.replace("CITATION.cff", "version: 21.0.0", "doi: 10.5281/zenodo.1\nversion: 21.0.0")
    done = book.pages(REVIEWBOOK_SITE=SITE, REVIEWBOOK_REPOSITORY=REPOSITORY)
    assert done.returncode == 0, done.stderr
    commit = book.git("rev-parse", "HEAD").strip()
    assert said(book) == {
        "Coding": "The makers coded “The review”, and completed it on 1 May 2021. "
        "Two people coded each value, and a third settled 12 differences.",
        "Peer review": "Two readers reviewed it.",
        "Funding": "A fund paid for it.",
        "Competing interests": "The makers declare none.",
        "Relation to the authors": "Ann Light made both.",
        "Licences": "Text, figures and data are available under the licence CC-BY-4.0, and the code under the "
        "licence MIT.",
        "Data and software": f"The edition is published at {SITE}/. Data and code are kept at {REPOSITORY}. "
        f"This copy was made from the commit {REPOSITORY}/commit/{commit}. "
        "This version is archived under https://doi.org/10.5281/zenodo.1.",
    }
    cited = words((book.folder / "_build" / "html" / "chapters" / "cite.html").read_text(encoding="utf-8"))
    assert f"(Version 21.0.0) [Data set]. https://doi.org/10.5281/zenodo.1 {SITE}/" in cited
