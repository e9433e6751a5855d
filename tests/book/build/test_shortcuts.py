"""Typographic marks come where Sphinx would put them, and plain blocks are left alone."""

import pytest
from docutils import nodes
from docutils.utils.smartquotes import educate_tokens

from reviewbook.book.build.shortcuts import Quotes


def shown(*texts):
    block = nodes.paragraph("", "", *map(nodes.Text, texts))
    transform = Quotes.__new__(Quotes)  # Sphinx makes one with a document that it read
    tokens = transform.get_tokens(list(block.findall(nodes.Text)))
    return list(educate_tokens(tokens, attr="qDe", language="en"))


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        (['"Yes"'], ["“Yes”"]),
        # the mark in one part of the block closes what another opened
        (['He said "', "yes", '" twice'], ["He said “", "yes", "” twice"]),
        (["the patients' and the therapist's"], ["the patients’ and the therapist’s"]),
        (["1--2"], ["1–2"]),
        (["1--2", "and then..."], ["1–2", "and then…"]),
        (["a---b", ". . ."], ["a—b", "…"]),
        (["no mark, 0.52, 3-4"], ["no mark, 0.52, 3-4"]),
    ],
)
def test_marks_are_replaced_across_the_parts_of_a_block(written, printed):
    assert shown(*written) == printed
