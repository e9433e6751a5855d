"""Columns and instruments are described as the data describe them."""

import json
import re

from page_text import source

from reviewbook.book.pages import dictionary


def section(source, name):
    """Cut a section out of the source of a page."""
    begin = source.index(f'<section id="{name}">')
    return source[begin : source.index("</section>", begin)]


def test_the_dictionary_describes_every_column_of_every_table(site, folder):
    page = source(site, "chapters/dictionary.html")
    described = json.loads((folder / "data" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in described["resources"]:
        part = section(page, f"data-{resource['name']}")
        columns = re.findall(r'<tr[^>]*><td[^>]*><p><code[^>]*><span class="pre">(\w+)</span></code>', part)
        assert columns == [field["name"] for field in resource["schema"]["fields"]]


def test_the_dictionary_says_type_unit_allowed_values_what_empty_means_and_what_a_key_leads_to(site):
    rows = dict(
        re.findall(
            r'<span class="pre">(\w+)</span></code></p></td>\n(.*?)</tr>',
            section(source(site, "chapters/dictionary.html"), "data-studies"),
            flags=re.DOTALL,
        )
    )
    words = {name: " ".join(re.sub(r"<[^>]+>", " ", row).split()) for name, row in rows.items()}
    assert words["setting"].startswith("string outpatient, inpatient; empty: not reported in the text Setting in which")
    assert words["n_patients"].startswith("integer, patients at least 1; empty: not reported")
    assert words["study_id"].endswith("Key of the table.")
    assert 'href="#data-hypotheses"' in rows["published_side"]


def test_the_glossary_explains_every_instrument_under_both_names(site):
    page = source(site, "chapters/glossary.html")
    for name in ("WAI", "Working Alliance Inventory", "CALPAS", "HAQ", "PHAS", "VTAS", "BPSR", "B-L RI", "WAI-SR-T"):
        assert re.search(rf'<dt id="term-[^"]+">{re.escape(name)}</dt>', page), name
    entry = page[page.index(">CALPAS<") :]
    assert "No included study is reported to have used it." in entry[: entry.index("</dd>")]


def test_the_article_is_not_said_to_describe_an_instrument_that_came_with_an_update():
    lux = {"name": "Lux", "family": "Lux", "rater_as_described": "patient", "reference": "", "measures": "light"}
    assert "The article describes it as rated by the patient." in dictionary._explained(lux, (), in_article=True)
    assert "It is described as rated by the patient." in dictionary._explained(lux, (), in_article=False)


def test_what_is_not_reported_of_an_instrument_is_said():
    lux = {"name": "Lux", "family": "Lux", "rater_as_described": "", "reference": "", "measures": ""}
    assert list(dictionary._explained(lux, (), in_article=True)) == [
        "What it measures is not reported.",
        "Who rates it is not reported.",
        "No included study is reported to have used it.",
    ]
    assert next(dictionary._explained(lux | {"measures": "light"}, (), in_article=True)) == "It measures light."
