"""The text of pages: a sentence on the article says of each number whether the article has it."""

import pytest

from reviewbook.manuscript import chapters


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The article includes {{ a.n }} studies.", [(1, "{{ a.n }}")]),
        ("The article includes {{ a.n.article }} and {{ a.m.article.words }} studies.", []),
        ("The article is of 2025; now there are {{ a.n.updated }} studies.", []),
        ("There are {{ a.n }} studies.", []),
        ("The article ends here.\n{{ a.n.sentence }} studies came.", []),
        ("The article\nincludes {{ a.n }}\nstudies.", [(2, "{{ a.n }}")]),
        ("Of {{ a.n.words }} studies the article counts\n{{ a.m }}.", [(1, "{{ a.n.words }}"), (2, "{{ a.m }}")]),
        ("Of {{ a.n }} studies\n\nThe article ends here.", []),
        ("See {doc}`the article <article>` for {{ a.n }} and [this](article.md).", []),
        ("ARTICLE'S {{ article.n }}", [(1, "{{ article.n }}")]),
    ],
)
def test_a_number_in_a_sentence_on_the_article_names_its_set(text, found):
    told = [(line, what.partition(" stands in")[0]) for _, line, what in chapters.of_no_set([text])]
    assert told == found
