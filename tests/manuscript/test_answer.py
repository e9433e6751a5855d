"""The answer of the first page as the abstract of a citation."""

import pytest

from reviewbook.manuscript import answer

CFF = """\
cff-version: 1.2.0
title: "Lamps: a review"
# said by nobody but the first page
abstract: {}
version: 24.0.0
authors:
  - name: The contributors
"""
PAGE = """\
# Lamps

:::{answer}
**Lamps** were asked for.

1. {{ light.n_studies.sentence }} burn,
   and *one* does not.
:::

- not of it
"""


def test_sentences_are_read_without_marks_of_lists_and_of_emphasis():
    said = answer.read(["# Another part", PAGE], {"light.n_studies.sentence": "Two"}.get)
    assert said == "Lamps were asked for. Two burn, and one does not."


def test_a_number_that_nobody_publishes_stands_as_it_is_written():
    assert "{{ light.n_studies.sentence }} burn" in answer.read([PAGE], {}.get)


def test_a_page_may_have_no_answer():
    assert answer.read(["# Lamps\n\nNo {answer} here.\n"], {}.get) == ""


@pytest.mark.parametrize("was", ["Old.", '"Old: \\"it\\""', ">-\n  Old,\n\n  older.", "|\n  Old,\n  older.\n"])
def test_whatever_the_abstract_was_only_it_changes(was):
    # 20 words of 9 letters with their spaces are 199: two lines
    words = " ".join(["abcdefghi"] * 20)
    now = answer.put(CFF.format(was), words)
    block = ">-\n  " + " ".join(["abcdefghi"] * 11) + "\n  " + " ".join(["abcdefghi"] * 9)
    assert now == CFF.format(block)
    assert answer.put(now, words) == now


def test_a_file_without_an_abstract_gets_one():
    assert answer.put("title: Lamps\n", "Two burn.") == "title: Lamps\nabstract: >-\n  Two burn.\n"
