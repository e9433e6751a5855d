"""What the file of Typst is told of its own pages: which figures find room, and which places are far."""

import json

import pytest

from reviewbook.book.paper.compiler import found

# points from the head of a page: where its text ends
FOOT = 785


def floating(height, y, page=3, asked=7, least=1.0):
    return {"kind": "float", "asked": asked, "page": page, "y": y, "height": height, "foot": FOOT, "least": least}


def note(height, page=3):
    return {"kind": "note", "page": page, "y": 100, "height": height}


def placed(page, asked=7):
    return {"kind": "placed", "asked": asked, "page": page, "y": 65}


def far(page, there, asked=7):
    # the pages of a supplement are counted anew, by a number that is printed
    return {"kind": "far", "asked": asked, "page": page, "y": 100, "there": there, "number": there + 10}


def sizes(*told):
    return json.loads(found(told))["sizes"]


def pages(*told):
    return json.loads(found(told))["far"]


def test_at_first_nothing_is_known():
    assert json.loads(found([])) == {"sizes": {}, "far": {}}


def test_what_fits_is_set_where_it_is_called():
    # from 600 to 785 there are 185
    assert sizes(floating(185, y=600)) == {}


def test_what_does_not_fit_goes_to_the_next_page():
    assert sizes(floating(186, y=600)) == {"7": 0}


def test_a_figure_is_a_little_smaller_where_that_is_enough():
    # 185 of 200 are 0.925, less a hundredth for what is rounded
    assert sizes(floating(200, y=600, least=0.85)) == {"7": 0.915}


def test_one_that_would_be_too_small_goes_to_the_next_page():
    # 185 of 220 are 0.84
    assert sizes(floating(220, y=600, least=0.85)) == {"7": 0}


def test_notes_at_the_foot_take_room_and_the_space_above_each():
    # 185 less twice (20 + 12) are 121
    notes = [note(20), note(20)]
    assert sizes(*notes, floating(121, y=600)) == {}
    assert sizes(*notes, floating(122, y=600)) == {"7": 0}


def test_notes_of_another_page_take_none():
    assert sizes(note(20, page=2), floating(185, y=600)) == {}


def test_one_that_stands_at_the_head_of_the_page_that_calls_it_has_pushed_its_call_down():
    # the call stands at 700 because 200 are above it: without them it stands at 500, with 285 below
    assert sizes(floating(200, y=700), placed(page=3)) == {}
    assert sizes(floating(200, y=700), placed(page=4)) == {"7": 0}
    assert sizes(floating(200, y=700), placed(page=3, asked=8)) == {"7": 0}


def test_each_is_judged_by_itself():
    assert sizes(floating(100, y=600, asked=1), floating(300, y=600, asked=2), floating(50, y=90, asked=3)) == {"2": 0}


@pytest.mark.parametrize("there", [1, 5])
def test_the_page_of_what_is_far_is_printed_as_it_is_numbered(there):
    assert pages(far(page=3, there=there)) == {"7": there + 10}


@pytest.mark.parametrize("there", [2, 3, 4])
def test_nobody_needs_the_number_of_the_next_page(there):
    assert pages(far(page=3, there=there)) == {}
