"""The page that says what the last release changed."""

import json
import re

from reviewbook.book.moved import FILE, FIRST

FOUND = {
    "cells": [["data/studies.csv", "debolle2010", "n_patients", "567", "566"]],
    "numbers": [["characteristics.total_n_patients", "1,824", "1,823"], ["characteristics.n_new", None, "4"]],
    "verdicts": [],
    "outputs": ["characteristics.patients"],
    "pages": ["notebooks/characteristics.ipynb"],
}
PLACE = "\n## What the last release changed\n\n```{moved}\n```\n"


def shown(book):
    done = book.run("build")
    assert done.returncode == 0, done.stderr
    source = (book.folder / "_build" / "html" / "chapters" / "glossary.html").read_text(encoding="utf-8")
    return " ".join(re.sub(r"<[^>]+>", " ", source).split())


def test_the_page_tells_numbers_cells_and_pages_and_the_first_edition_that_there_is_nothing_before_it(book):
    page = book.folder / "chapters" / "glossary.md"
    page.write_text(page.read_text(encoding="utf-8") + PLACE, encoding="utf-8")
    assert FIRST in shown(book)

    (book.folder / FILE).write_text(json.dumps(FOUND))
    text = shown(book)
    assert FIRST not in text
    assert "characteristics.total_n_patients 1,824 1,823" in text
    assert "characteristics.n_new – 4" in text
    assert "data/studies.csv debolle2010 n_patients 567 566" in text
    assert "Pages that show it: What do the studies look like?" in text
