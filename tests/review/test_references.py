import csv
import json
import re
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pybtex.database import parse_file
from sphinxcontrib.bibtex.citation_target import parse_citation_targets

ROOT = Path(__file__).parents[2]
ROLE = re.compile(r"\{cite(?::\w+)?\}`([^`]+)`")
REQUIRED = {
    "article": {"author", "title", "journal", "year"},
    "book": {"author or editor", "title", "publisher", "year"},
    "incollection": {"author", "title", "booktitle", "publisher", "year"},
    "misc": {"author", "year", "note"},
}
# Every citation in the text of the reviewed article, as it prints it, and the work that it means.
CITED_BY_THE_ARTICLE = {
    "Alexander and Luborsky, 1987": "alexander1986",
    "American Psychiatric Association, 2013": "apa2013",
    "Ardito and Rebellino, 2011": "ardito2011",
    "Barber et al., 2000": "barber2000",
    "Beck et al., 1979": "beck1979",
    "Bender, 2005": "bender2005",
    "Berger et al., 2018": "berger2018",
    "Bordin, 1979": "bordin1979",
    "Castonguay et al., 1996": "castonguay1996",
    "Crits-Christoph et al., 2011": "critschristoph2011",
    "De Bolle et al., 2010": "debolle2010",
    "Feeley et al., 1999": "feeley1999",
    "Flückiger et al., 2018": "fluckiger2018",
    "Freud, 1912": "freud1912",
    "Gibbons et al., 2019": "gibbons2019",
    "Greenson, 1965": "greenson1965",
    "Hatcher et al., 2019": "hatcher2020",
    "Hendriksen et al., 2014": "hendriksen2014",
    "Henry and Strupp, 1994": "henry1994",
    "Horvath and Greenberg, 1989": "horvath1989",
    "Horvath and Luborsky, 1993": "horvath1993",
    "Horvath and Symonds, 1991": "horvath1991",
    "Horvath et al., 2011": "horvath2011",
    "Hougaard, 1994": "hougaard1994",
    "Jenkins-Guarnieri et al., 2015": "jenkinsguarnieri2015",
    "Marmar et al., 1986": "marmar1986",
    "Martin et al., 2000": "martin2000",
    "Munder et al., 2010": "munder2010",
    "Muran and Barber, 2011": "muran2010",
    "Paap and Dijkstra, 2017": "paap2017",
    "Paap et al., 2022": "paap2022",
    "Page et al., 2021": "page2021",
    "Puschner et al., 2008": "puschner2008",
    "Reynolds and Stiles, 1982": "reynolds1982",
    "Rogers, 1957": "rogers1957",
    "Safran and Muran, 1996": "safran1996",
    "Safran and Muran, 2006": "safran2006",
    "Safran et al., 1990": "safran1990",
    "Shelef and Diamond, 2008": "shelef2008",
    "Solomonov et al., 2018": "solomonov2018",
    "Stiles-Shields et al., 2014": "stilesshields2014",
    "Strunk et al., 2010": "strunk2010",
    "Sucala et al., 2012": "sucala2012",
    "Suh et al., 1986": "suh1986",
    "Weck et al., 2013": "weck2013",
    "Wucherpfennig et al., 2017": "wucherpfennig2017",
    "Zetzel, 1956": "zetzel1956",
    "Zilcha-Mano, 2017": "zilchamano2017",
    "Zuroff and Blatt, 2006": "zuroff2006",
    "Zuroff et al., 2000": "zuroff2000",
}
# Where the article's year or spelling is not the work's, the entry says so.
CITED_OTHERWISE = {
    "Alexander and Luborsky, 1987": "Alexander and Luborsky, 1986",
    "Ardito and Rebellino, 2011": "Ardito and Rabellino, 2011",
    "Hatcher et al., 2019": "Hatcher et al., 2020",
    "Muran and Barber, 2011": "Muran and Barber, 2010",
}


@pytest.fixture(scope="module")
def works():
    """Every entry of references.bib by its key; pybtex refuses a key that occurs twice."""
    return dict(parse_file(ROOT / "references.bib").entries)


def prose():
    """The text of every chapter and of every notebook's text cells, by file name."""
    found = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "chapters").glob("**/*.md")}
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        found[path.name] = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    return found


def cited_in_prose():
    """Pairs of file name and key."""
    return [
        (name, target.key)
        for name, text in prose().items()
        for targets in ROLE.findall(text)
        for target in parse_citation_targets(targets)
    ]


def cells_of_the_data():
    for path in (ROOT / "data").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                yield from row


def short_citation(entry):
    people = entry.persons.get("author") or entry.persons["editor"]
    names = [" ".join(person.prelast_names + person.last_names).strip("{}") for person in people]
    shown = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
    return f"{shown}, {entry.fields['year']}"


def test_every_work_has_the_fields_its_kind_needs(works):
    for key, entry in works.items():
        has = set(entry.fields) | set(entry.persons)
        if has & {"author", "editor"}:
            has.add("author or editor")
        assert REQUIRED[entry.type] <= has, key
        assert all(value.strip() for value in entry.fields.values()), key


def test_years_are_years_and_ranges_of_pages_rise(works):
    for key, entry in works.items():
        assert re.fullmatch(r"(19|20)\d\d", entry.fields["year"]), key
        first, *last = entry.fields.get("pages", "1").split("--")
        assert not last or int(first) <= int(last[0]), key


def test_no_doi_occurs_twice_and_each_is_well_formed(works):
    dois = [entry.fields["doi"] for entry in works.values() if "doi" in entry.fields]
    assert all(re.fullmatch(r"10\.\d{4,9}/[^\s{}\\]+", doi) for doi in dois)
    assert [doi for doi, n in Counter(doi.lower() for doi in dois).items() if n > 1] == []


def test_no_two_works_look_alike_in_the_text(works):
    assert [cited for cited, n in Counter(map(short_citation, works.values())).items() if n > 1] == []


def test_a_work_none_of_whose_details_is_confirmed_has_no_doi(works):
    assert [key for key, e in works.items() if e.fields.get("unconfirmed") == "all" and "doi" in e.fields] == []


def test_every_citation_of_the_article_has_its_work(works):
    for printed, key in CITED_BY_THE_ARTICLE.items():
        assert short_citation(works[key]) == CITED_OTHERWISE.get(printed, printed)


def test_a_work_cited_otherwise_by_the_article_says_so(works):
    for printed in CITED_OTHERWISE:
        note = works[CITED_BY_THE_ARTICLE[printed]].fields["note"]
        assert f"ited in the article as {printed}." in note


def test_the_work_that_could_not_be_identified_is_listed_as_in_the_article(works):
    entry = works["reynolds1982"]
    assert "could not be identified" in entry.fields["note"]
    assert not {"title", "journal", "doi"} & set(entry.fields)


def test_every_study_is_a_work(works):
    with (ROOT / "data" / "studies.csv").open(encoding="utf-8", newline="") as file:
        studies = {row["study_id"]: row["study"] for row in csv.DictReader(file)}
    assert len(studies) >= 10
    assert {study: short_citation(works[study]) for study in studies} == studies


def test_every_citation_is_defined(works):
    assert [(name, key) for name, key in cited_in_prose() if key not in works] == []


def test_every_work_is_cited(works):
    cited = {key for _, key in cited_in_prose()} | set(cells_of_the_data())
    assert sorted(set(works) - cited) == []


class Page(HTMLParser):
    """The text of a page's paragraphs and of its list of references, and where its links go."""

    def __init__(self, html):
        super().__init__()
        self.blocks, self.links, self.lists = [], [], []
        self.feed(html)
        self.blocks = [" ".join(block.split()) for block in self.blocks]

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag in ("p", "li"):
            self.blocks.append("")
        if tag == "a":
            self.links.append(attributes.get("href"))
        if tag in ("ul", "li"):
            self.lists.append((tag, attributes.get("id"), (attributes.get("class") or "").split()))

    def handle_data(self, data):
        if self.blocks:
            self.blocks[-1] += data


@pytest.fixture(scope="module")
def citing(tmp_path_factory):
    """A book of one page that cites in every way the book uses, built by Sphinx."""
    source = tmp_path_factory.mktemp("source")
    (source / "references.bib").write_bytes((ROOT / "references.bib").read_bytes())
    (source / "conf.py").write_text(
        'extensions = ["myst_parser", "sphinxcontrib.bibtex", "reviewbook.book.pages.bibliography"]\n'
        'bibtex_bibfiles = ["references.bib"]\n'
        'bibtex_default_style = bibtex_reference_style = "reviewbook"\n'
        'bibtex_cite_id = "ref-{key}"\n'
        'html_theme = "basic"\n'
    )
    (source / "index.md").write_text(
        "# Page\n\n"
        "{cite:t}`berger2018` found.\n\n{cite:t}`zuroff2006` found.\n\n{cite:t}`berger2018,zuroff2006` found.\n\n"
        "Found {cite:p}`berger2018`.\n\nFound {cite:p}`zuroff2006,muran2010,apa2013,fluckiger2018`.\n\n"
        "```{bibliography}\n:all:\n```\n"
    )
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", source, source / "built"]
    subprocess.run(command, check=True, cwd=ROOT)
    return Page((source / "built" / "index.html").read_text(encoding="utf-8"))


def test_citations_are_printed_with_author_and_year(citing):
    assert "Berger et al. (2018) found." in citing.blocks
    assert "Zuroff and Blatt (2006) found." in citing.blocks
    assert "Berger et al. (2018) and Zuroff and Blatt (2006) found." in citing.blocks
    assert "Found (Berger et al., 2018)." in citing.blocks
    assert (
        "Found (American Psychiatric Association, 2013; Flückiger et al., 2018; Muran and Barber, 2010; "
        "Zuroff and Blatt, 2006)." in citing.blocks
    )


def test_citations_lead_to_their_work(citing):
    assert "#ref-berger2018" in citing.links
    assert ("li", "ref-berger2018", []) in citing.lists


@pytest.mark.parametrize(
    "reference",
    [
        "Zuroff, D. C., & Blatt, S. J. (2006). The therapeutic relationship in the brief treatment of depression: "
        "Contributions to clinical improvement and enhanced adaptive capacities. Journal of Consulting and Clinical "
        "Psychology, 74(1), 130–140. https://doi.org/10.1037/0022-006X.74.1.130",
        "Alexander, L. B., & Luborsky, L. (1986). The Penn Helping Alliance Scales. In L. S. Greenberg & W. M. Pinsof "
        "(Eds.), The psychotherapeutic process: A research handbook (pp. 325–366). Guilford Press. "
        "Cited in the article as Alexander and Luborsky, 1987.",
        "Muran, J. C., & Barber, J. P. (Eds.). (2010). The therapeutic alliance: An evidence-based guide to practice. "
        "Guilford Press. Cited in the article as Muran and Barber, 2011.",
        "American Psychiatric Association. (2013). Diagnostic and statistical manual of mental disorders (5th ed.). "
        "American Psychiatric Publishing.",
        "Reynolds, & Stiles. (1982). Cited in the article as Reynolds and Stiles, 1982; "
        "the work could not be identified.",
        "Page, M. J., McKenzie, J. E., Bossuyt, P. M., Boutron, I., Hoffmann, T. C., Mulrow, C. D., Shamseer, L., "
        "Tetzlaff, J. M., Akl, E. A., Brennan, S. E., Chou, R., Glanville, J., Grimshaw, J. M., Hróbjartsson, A., "
        "Lalu, M. M., Li, T., Loder, E. W., Mayo-Wilson, E., McDonald, S., … Moher, D. (2021). The PRISMA 2020 "
        "statement: an updated guideline for reporting systematic reviews. BMJ, 372, n71. "
        "https://doi.org/10.1136/bmj.n71",
    ],
)
def test_a_work_is_printed_in_the_order_of_the_apa(citing, reference):
    assert reference in citing.blocks


def test_what_is_not_confirmed_is_noted_in_the_file_and_not_in_the_list(citing, works):
    assert sum("unconfirmed" in entry.fields for entry in works.values()) > 0
    assert [block for block in citing.blocks if "confirmed" in block] == []
    methods = " ".join((ROOT / "chapters" / "methods.md").read_text(encoding="utf-8").split())
    assert "could not be confirmed" in methods and "`references.bib` notes which" in methods


def test_every_doi_is_a_link(citing, works):
    for entry in works.values():
        assert "doi" not in entry.fields or f"https://doi.org/{entry.fields['doi']}" in citing.links


def test_the_list_has_no_labels_and_is_sorted_by_author_and_year(citing):
    assert [classes for tag, _, classes in citing.lists if "references" in classes]
    order = [name.removeprefix("ref-") for tag, name, _ in citing.lists if tag == "li" and name]
    assert order[:3] == ["alexander1986", "apa2013", "ardito2011"]
    assert order[-2:] == ["zuroff2006", "zuroff2000"], "a work of two authors comes before one with more after them"
    assert not any(block.startswith("[") for block in citing.blocks)
