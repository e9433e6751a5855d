"""What the pages of this book say of this review, beside what tests of the package say of any."""

import re

from page_text import html


def test_the_numbers_of_the_article_are_where_they_belong(built):
    selection = html(built, "notebooks/selection.html")
    for number in ("310", "262", "96", "10", "48", "166", "86"):
        assert re.search(rf"\b{number}\b", selection), number
    assert "1,824" in html(built, "notebooks/characteristics.html")
    direction = html(built, "notebooks/direction.html")
    assert "counts seven studies, with 1,528 patients, under the hypothesis that the alliance predicts" in direction
    assert re.search(r"three studies, with 296\s+patients, under the hypothesis that improvement predicts", direction)
