"""The picture that a shared link shows."""

from reviewbook.book.site import card
from reviewbook.edition import metadata


def test_the_picture_is_a_png_of_the_size_that_is_asked_for_and_the_same_every_time(folder):
    edition = metadata.edition(folder)
    drawn = card.draw(edition)
    assert drawn[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(drawn[16:20]), int.from_bytes(drawn[20:24])) == (1200, 630)
    assert drawn == card.draw(edition)
