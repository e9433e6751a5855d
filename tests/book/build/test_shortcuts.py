"""Typographic marks come where Sphinx would put them, and plain blocks are left alone."""

import pytest
from docutils import nodes
from docutils.utils.smartquotes import educate_tokens

from reviewbook.book.build import shortcuts
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


def sample():
    """The example of docutils, in a paragraph of its own."""
    emphasis = nodes.emphasis("", "", nodes.strong("", "Foo"), nodes.Text("Bar"))
    return nodes.section("", nodes.paragraph("", "", emphasis, nodes.reference("", "Baz")), nodes.paragraph("", "Last"))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (nodes.Text, ["Foo", "Bar", "Baz", "Last"]),
        (nodes.TextElement, ["paragraph", "emphasis", "strong", "reference", "paragraph"]),
        (nodes.section, ["section"]),
        (lambda node: isinstance(node, nodes.Inline), ["emphasis", "strong", "reference"]),
        (None, ["section", "paragraph", "emphasis", "strong", "Foo", "Bar", "reference", "Baz", "paragraph", "Last"]),
    ],
)
def test_nodes_are_found_in_the_order_of_the_text(condition, expected):
    found = shortcuts._findall(sample(), condition)
    assert [str(node) if isinstance(node, nodes.Text) else node.tagname for node in found] == expected


def test_what_stands_beside_a_node_is_found_as_docutils_finds_it():
    emphasis = sample()[0][0]
    found = shortcuts._findall(emphasis, None, descend=False, siblings=True)
    assert [node.tagname for node in found] == ["emphasis", "reference"]


@pytest.mark.parametrize("condition", [nodes.TextElement, lambda node: isinstance(node, nodes.TextElement)])
@pytest.mark.parametrize("findall", [shortcuts._FINDALL, shortcuts._findall])
def test_what_is_put_into_a_node_when_it_is_found_is_found_too(findall, condition):
    told = []
    for node in findall(sample(), condition):
        told.append(node.tagname)
        if isinstance(node, nodes.strong):
            node += nodes.emphasis("", "new")
        elif node.astext() == "Baz":
            node.parent.remove(node)
    assert told == ["paragraph", "emphasis", "strong", "emphasis", "reference", "paragraph"]
