"""What a notebook may not publish, and what is published with a table."""

import pandas as pd
import plotly.graph_objects as go
import pytest

from reviewbook.display import publish


@pytest.mark.parametrize("alternative", ["", " \n"])
def test_a_figure_that_is_not_told_in_words_is_refused_by_name(alternative):
    with pytest.raises(ValueError, match="figure 'patients' has no alternative text"):
        publish.figure("patients", go.Figure(), alternative)


def test_an_alternative_text_without_room_for_the_sentence_on_its_table_is_refused_by_name(monkeypatch):
    shown = []
    monkeypatch.setattr(publish, "publish_display_data", lambda bundle, metadata: shown.append(bundle))
    publish.figure("patients", go.Figure(), "x" * 250)
    assert len(shown) == 1
    said = "^figure 'patients': its alternative text has 1,251 letters, at most 250 are allowed; .*leaves out sentences"
    with pytest.raises(ValueError, match=said):
        publish.figure("patients", go.Figure(), "x" * 1251)


@pytest.fixture
def orders(monkeypatch):
    """Publish a table, and give the order of the words of each column that has one: ``orders(frame, column=form)``."""
    shown = []
    monkeypatch.setattr(publish, "publish_display_data", lambda bundle, metadata: shown.append(bundle))

    def published(frame, **formats):
        publish.table("made", frame, {name: name for name in frame}, formats)
        fields = shown[-1][publish.TABLE]["schema"]["fields"]
        return {field["name"]: field["categories"] for field in fields if "categories" in field}

    return published


def test_a_column_of_words_has_the_order_that_the_data_give_them(folder, orders, monkeypatch):
    monkeypatch.chdir(folder)
    frame = pd.DataFrame({"severity": ["low", "high", "medium"], "claim": ["c", "a", "b"], "n": [1, 2, 3]})
    assert orders(frame) == {"severity": ["high", "medium", "low"]}
    # by what it says, whatever it is called, and with what is not reported last
    assert orders(frame.assign(claim=["low", "not reported", "high"]))["claim"] == ["high", "low", "not reported"]
    # one word has no order, and a word that the column of the data does not take is of another kind
    assert orders(pd.DataFrame({"severity": ["low", "low"]})) == {}
    assert orders(pd.DataFrame({"severity": ["low", "grave"]})) == {}


def test_a_column_of_categories_has_their_order_and_so_have_paragraphs_that_begin_with_one(orders):
    verdict = pd.Categorical(["z", "a", "z"], ["z", "m", "a"])
    frame = pd.DataFrame({"verdict": verdict, "judged": ["z\nA note.", "a", "z"]})
    assert orders(frame, judged="paragraphs") == {"verdict": ["z", "a"], "judged": ["z", "a"]}
