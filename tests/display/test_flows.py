"""The flow of an update stands beside that of the article, and a box lists its records; without either nothing does."""

from types import SimpleNamespace

import pandas as pd
import pytest

from reviewbook.display import flows, publish
from reviewbook.evidence.accounts import flow
from reviewbook.evidence.screening.records import COLUMNS


def review(update=True, records=()):
    rounds, boxes = ["article", "later"][: 1 + update], {"records_identified": 40, "studies_included": 2}
    searches = [("2024", "pubmed", "PubMed", "article", "cat")] + [
        ("2026", "pubmed", "PubMed", "later", "dog")
    ] * update
    counts = [("2024", box, box, "included", n) for box, n in boxes.items()]
    counts += [("2026", "records_identified", "Records", "identification", 3), ("2026", "studies_included", "Studies", "included", 1)] * update  # fmt: skip  # noqa: E501
    of_studies = [("a", "article"), ("b", "article"), ("c", "later")][: 2 + update]
    searches = pd.DataFrame(searches, columns=["search_id", "source_id", "source", "update_id", "query"])
    made = SimpleNamespace(
        updates=pd.DataFrame({"update_id": rounds, "title": ["As printed", "An update"][: 1 + update]}),
        searches=searches.assign(platform=None, searched_on="2026-10-01", n_records=pd.NA),
        flow=pd.DataFrame(counts, columns=["search_id", "box", "label", "phase", "n"]).astype({"n": "Int64"}),
        studies=pd.DataFrame(of_studies, columns=["study_id", "update_id"]),
        platforms=pd.DataFrame(columns=["platform_id", "platform", "parser", "source_id", "rule"]),
        criteria=pd.DataFrame({"kind": ["inclusion"]}),
    )  # fmt: skip
    if records:
        made.records = pd.DataFrame([dict.fromkeys(COLUMNS, "") | one for one in records])
    return made


@pytest.fixture
def published(monkeypatch):
    found = {}
    monkeypatch.setattr(
        publish, "table", lambda name, frame, titles, *more, **others: found.update({name: (frame, titles)})
    )
    monkeypatch.setattr(publish, "figure", lambda name, drawn, told: found.update({name: told}))
    monkeypatch.setattr(flow, "sentences", lambda review, search_id: {})
    return found


def test_without_an_update_and_without_records_nothing_is_published(published):
    here = review(update=False)
    flows.later(here, "2024")
    flows.records(here)
    assert published == {}
    assert flow.numbers_later(here, "2024") == []
    assert flow.drawn(here, "2024").equals(flow.boxes(here.flow, "2024"))


def test_an_update_is_drawn_with_the_studies_before_and_all_of_them(published):
    flows.later(review(), "2024")
    assert published["flow__2026"] == (
        "Flow diagram with four boxes. Records: n = 3. Studies: n = 1. All studies of the review: n = 3."
    )
    frame, titles = published["compared"]
    assert titles == {"label": "Box", "2024": "As published, search 2024", "2026": "An update, search 2026"}
    assert frame[["2024", "2026"]].values.tolist() == [["–", 2], [40, 3], [2, 1], ["–", 3]]
    frame, titles = published["searches__2026"]
    assert frame["query"].tolist() == ["dog"] and "query" in titles


def test_the_records_of_a_database_are_counted_where_they_are_kept_and_none_are_stated(published):
    found = {"search_id": "2026", "source_id": "pubmed"}
    here = review(records=[found, found | {"record_id": "b"}, found | {"search_id": "2024"}])
    flows.later(here, "2024")
    assert published["searches__2026"][0].n_records.tolist() == [2]
    here.searches["n_records"] = pd.array([40, 3], "Int64")
    assert flow.searched(here, "2026").n_records.tolist() == [3]
    assert flow.searched(review(), "2026").n_records.isna().all()


def test_numbers_of_a_later_search_have_names_that_no_other_has():
    here = review()
    found = {one.name: one.value for one in flow.numbers_later(here, "2024")}
    assert found["n_studies_previous__2026"] == 2 and found["n_records_identified__2026"] == 3
    first = flow.numbers(flow.drawn(here, "2024"), here.searches[here.searches.search_id.eq("2024")], here.criteria)
    assert not {one.name for one in first} & set(found)
    # who looks at the later one has it once
    assert flow.numbers_later(here, "2026") == []


def test_searches_that_would_be_called_alike_have_keys_of_their_own():
    made = SimpleNamespace(searches=pd.DataFrame({"search_id": ["a-b", "a b", "–"]}))
    assert list(flow.keys(made).values()) == ["a_b", "a_b_", "search"]


def test_a_box_lists_its_records_and_the_page_the_first_of_them(published):
    told = {"search_id": "2024", "source_id": "pubmed", "title": "T", "year": "2020"}
    excluded = [told | {"record_id": f"r{n}", "title_abstract": "excluded", "doi": f"10.1/{n}"} for n in range(29)]
    twice = told | {"record_id": "d", "duplicate": "confirmed", "duplicate_of": "r0"}
    here = review(records=[*excluded, twice])
    flows.records(here)
    frame, _ = published["listed"]
    assert dict(zip(frame.place, frame.n, strict=True)) == {
        "listed-2024-records-identified": 30, "listed-2024-duplicates-removed": 1, "listed-2024-records-screened": 29,
        "listed-2024-records-excluded": 29,
    }  # fmt: skip
    assert len(published["listed__2024__records_excluded"][0]) == flows.FIRST
    (row,) = flow.listed(here, "2024")["duplicates_removed"].to_dict("records")
    assert row["decision"] == "confirmed duplicate of r0" and row["source"] == "PubMed" and row["reason"] == "–"
    assert flows.lists(here, "2024")["records_excluded"] == ("listed-2024-records-excluded", "list of records (29)")
