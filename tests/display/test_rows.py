"""How rows of tables read."""

import pandas as pd

from reviewbook.display import rows
from reviewbook.evidence.tables import data, sources


def test_a_value_from_outside_has_the_decimals_of_its_source_and_what_no_source_gives_is_said_to_be_missing():
    evidence = pd.DataFrame(
        {
            "passage_id": ["4-p2-s1", "4-p2-s1", "1-p1-s1"],
            "asked": ["Light and mood", "Light", "Mood"],
            "measure": ["correlation r", None, None],
            "value": pd.array([0.285, 0.22, None], "Float64"),
            "low": pd.array([0.25, None, None], "Float64"),
            "high": pd.array([0.3, None, None], "Float64"),
            "n_studies": pd.array([1190, None, None], "Int64"),
            "certainty": ["bibliographic record", "quoted by another work", "not at hand"],
            "note": [None, None, "Not seen."],
        }
    )
    passages = pd.DataFrame(
        {"passage_id": ["1-p1-s1", "4-p2-s1"], "section": ["1", "4"], "paragraph": [1, 2], "sentence": [1, 1]}
    )
    shown = rows.outside(evidence, passages)
    assert list(shown.found) == ["0.285 (0.250 to 0.300)", "0.22", "not at hand"]
    assert list(shown.pooled) == ["1,190", "not at hand", "not at hand"]
    assert list(shown.about) == ["Light and mood\ncorrelation r", "Light", "Mood"]
    assert list(shown.told) == ["bibliographic record", "quoted by another work", "not at hand\nNot seen."]
    assert list(shown.place) == ["4: 2.1", "4: 2.1", "1: 1.1"]
    linked = rows.outside(evidence, passages.assign(address=[None, "https://a.org/b#:~:text=c"]))
    assert list(linked.place) == [*["[4: 2.1](https://a.org/b#:~:text=c)"] * 2, "1: 1.1"]


def test_the_place_of_a_cell_and_a_finding_read_as_words(folder):
    review = data.load(folder)
    told = rows.places(review, "studies", sources.located(review, "studies"))
    # the article gives 567 patients, 144 therapists and 24 weeks
    assert (
        next(iter(told.cell[told.row.eq("debolle2010")]))
        == "Patients: 567; Therapists, lower reading: 144; Therapists, upper reading: 144; Duration: 24 weeks"
    )
    page = "https://www.frontiersin.org/journals/psychology/articles/10.3389/fpsyg.2024.1465017/full"
    assert next(iter(told.place[told.row.eq("debolle2010")])) == (
        f"[3.1: 7.1]({page}#:~:text=De%20Bolle%20et%20al.%20%282010%29)"
    )
    without = rows.places(review, "studies", sources.located(review, "studies").assign(address=None))
    assert next(iter(without.place[without.row.eq("debolle2010")])) == "3.1: 7.1"
    named = rows.findings(review).about
    assert named["castonguay1996-symptoms-week6"] == (
        "Alliance predicts outcome: depressive symptoms, week 6, every session"
    )
    assert named["weck2013-alliance-not-reported"] == "Improvement predicts alliance: no test reported"
    # of the same study and the same words are two findings that only the words of their group tell apart
    assert rows.findings(review).value_counts().max() == 1
