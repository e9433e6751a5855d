from collections import namedtuple
from types import SimpleNamespace
from urllib.parse import unquote

import pandas as pd
import pytest

from reviewbook.display import wording
from reviewbook.evidence.tables import data, sources

Row = namedtuple("Row", "basis")


def test_a_cell_is_found_in_the_sentence_that_states_it(folder):
    found = sources.located(data.load(folder), "studies")
    (row,) = found[found.row.eq("debolle2010") & found.column.eq("n_patients")].itertuples()
    assert (row.section, row.paragraph, row.sentence, row.basis) == ("3.1", 7, 1, "stated")
    assert wording.source(row) == "Section 3.1, paragraph 7, sentence 1 (“De Bolle et al. (2010) …”): stated."


def test_a_cell_of_several_coded_cells_gathers_their_sources(folder):
    found = sources.located(data.load(folder), "studies")
    (cell,) = sources.gathered(found, ["feeley1999"], {"therapists": ["n_therapists_low", "n_therapists_high"]})
    assert {row.column for row in cell["therapists"]} == {"n_therapists_low", "n_therapists_high"}
    assert sources.basis(cell["therapists"]) == "ambiguous"


def test_the_weakest_basis_counts():
    stated, derived, ambiguous = map(Row, ("stated", "derived", "ambiguous"))
    assert sources.basis([stated, derived]) == "derived"
    assert sources.basis([derived, ambiguous]) == "ambiguous"
    assert sources.basis([stated]) == "stated"


def test_a_cell_without_a_source_is_left_out(folder):
    found = sources.located(data.load(folder), "studies")
    assert sources.gathered(found, ["zuroff2006"], {"therapists": ["n_therapists_low"]}) == [{}]


def test_what_stands_in_several_rows_of_a_study_is_gathered_under_the_study(folder):
    review = data.load(folder)
    found = sources.of_studies(review, "assessments", "instrument_id")
    cells = sources.gathered(found, list(review.studies.study_id), {"instruments": ["instrument_id"]})
    told = {
        study_id: {(row.section, row.paragraph, row.sentence) for row in cell["instruments"]}
        for study_id, cell in zip(review.studies.study_id, cells, strict=True)
    }
    assert len(told) == 10
    assert told["zuroff2006"] == {("3.1", 8, 2)}  # both instruments in one sentence
    assert told["feeley1999"] == {("3.2", 2, 3)}


def test_a_mark_of_several_findings_rests_on_the_sentences_of_all(folder):
    review = data.load(folder)
    shown = ["tested", "finding", "direction", "temporal_level"]
    found = sources.behind(review, "findings", shown, ["hypothesis_id", "study_id"])
    assert wording.places(found["alliance_predicts_outcome", "berger2018"]) == (
        "section 3.1, paragraph 2, sentences 2, 3 and 4; section 4, paragraph 5, sentence 2 (in part ambiguous)"
    )
    # that the article reports no test
    assert wording.places(found["improvement_predicts_alliance", "berger2018"]) == (
        "section 3.1, paragraph 2, sentence 4 (derived)"
    )


def test_a_mark_shows_sources_of_its_columns_only(folder):
    found = sources.behind(data.load(folder), "studies", ["n_patients"])
    assert wording.places(found["debolle2010"]) == "section 3.1, paragraph 7, sentence 1"
    assert len(found) == 10


def test_a_row_that_is_left_out_has_no_mark(folder):
    review = data.without(data.load(folder), ["debolle2010"])
    assert "debolle2010" not in sources.behind(review, "studies", ["n_patients"])


@pytest.mark.parametrize(
    ("page", "opening", "address"),
    [
        ("https://a.org/b", "One lamp", "https://a.org/b#:~:text=One%20lamp"),
        # signs of the syntax: a hyphen, a comma and an ampersand
        ("https://a.org/b", "A-B, C & D", "https://a.org/b#:~:text=A%2DB%2C%20C%20%26%20D"),
        ("https://a.org/b", "50% (“x”; y)", "https://a.org/b#:~:text=50%25%20%28%E2%80%9Cx%E2%80%9D%3B%20y%29"),
        ("https://a.org/b?c=d#e", "f#g/h", "https://a.org/b?c=d#e:~:text=f%23g%2Fh"),
        (None, "One lamp", None),
        (float("nan"), "One lamp", None),
    ],
)
def test_a_sentence_is_addressed_by_its_first_words(page, opening, address):
    assert sources.address(page, opening) == address


def test_sentences_of_one_page_have_one_address_that_marks_each():
    one, two = (sources.address("https://a.org/b", opening) for opening in ("One lamp", "A-B, C"))
    assert sources.together([one]) == one
    assert sources.together([one, two]) == "https://a.org/b#:~:text=One%20lamp&text=A%2DB%2C%20C"


def test_a_place_of_a_mark_has_the_address_of_its_sentences_in_their_order():
    rows = [
        SimpleNamespace(section="3.1", paragraph=2, sentence=sentence, basis="derived", address=address)
        for sentence, address in ((4, "https://a.org/b#:~:text=Four"), (3, "https://a.org/b#:~:text=Three"))
    ]
    rows.append(SimpleNamespace(section="abstract", paragraph=1, sentence=1, basis="derived", address=None))
    assert wording.addressed(rows) == {
        "section 3.1, paragraph 2, sentences 3 and 4": "https://a.org/b#:~:text=Three&text=Four",
        "abstract, paragraph 1, sentence 1": None,
    }
    assert wording.places(rows) == "; ".join(wording.addressed(rows)) + " (derived)"


def test_every_place_in_the_article_leads_to_its_sentence(folder):
    review = data.load(folder)
    page = "https://www.frontiersin.org/journals/psychology/articles/10.3389/fpsyg.2024.1465017/full"
    told = sources.addressed(review)
    assert list(told.passage_id) == list(review.passages.passage_id)
    for opening, address in zip(told.opening, told.address, strict=True):
        there, _, words = address.partition("#:~:text=")
        assert there == page
        assert unquote(words) == opening
        assert not {*words} & {*"-,&"}
    found = sources.located(review, "studies").set_index(["row", "column"]).address["weck2013", "n_patients"]
    assert found == f"{page}#:~:text=Investigating%20TA%20and%20the%20risk"


def test_the_first_words_of_a_sentence_are_three_or_more_and_of_no_other(folder):
    said = data.load(folder).passages.opening.str.split().str.join(" ").str.casefold()
    assert said.str.count(" ").min() >= 2
    assert said.is_unique


@pytest.mark.parametrize(
    "documents",
    [
        {},
        {"documents": pd.DataFrame({"document_id": ["light2021"]})},
        {"documents": pd.DataFrame({"document_id": ["light2021"], "address": [None]})},
        {"documents": pd.DataFrame({"document_id": ["doe2001"], "address": ["https://a.org"]})},
    ],
)
def test_a_place_in_a_document_without_an_address_is_words_only(documents):
    passages = pd.DataFrame({"passage_id": ["2-p1-s1"], "opening": ["Four studies"], "document_id": ["light2021"]})
    told = sources.addressed(SimpleNamespace(passages=passages, **documents))
    assert list(told.address) == [None]
