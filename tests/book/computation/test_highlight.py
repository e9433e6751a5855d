"""Code stays letter for letter what it is, and its names lead on."""

import re
from html import unescape

from reviewbook.book.computation import highlight, package

SOURCE = 'from a import b\n\n\ndef c(d):\n    """Say "é" & <f>."""\n    return "é" + b.e(d) + c(1)\n'


def written():
    known = {"b": "a.b", "c": "here.c"}
    return highlight.python(SOURCE, known, {"a.b.e": "a.b.html#e", "here.c": "#c"}.get, {"c": 4})


def bare(html):
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_without_its_marks_it_is_the_source():
    assert bare(written()) == SOURCE
    for module in package.modules().values():
        assert bare(highlight.python(module.source, {}, lambda name: None, module.defined)) == module.source


def test_names_lead_to_what_they_stand_for_and_nothing_else_leads_anywhere():
    assert re.findall(r'<a href="([^"]+)">([^<]*)</a>', written()) == [("a.b.html#e", "e"), ("#c", "c")]
    assert re.findall(r' id="([^"]+)">([^<]*)<', written()) == [("c", "c")]


def test_code_that_no_run_would_take_is_shown_all_the_same():
    assert bare(highlight.python("!pip install\n", {}, lambda name: None)) == "!pip install\n"
