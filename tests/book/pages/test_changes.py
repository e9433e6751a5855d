"""The page that says what the last release changed."""

import json
import re

from page_text import source, words

from reviewbook.book.pages.changes import FIRST
from reviewbook.manuscript.record import FILE

FOUND = {
    "before": "21.0.0",
    "version": "21.1.0",
    "cells": [["data/studies.csv", "doe2001", "n_patients", "40", "41"]],
    "numbers": [["light.total_n_patients", "200", "201"], ["light.n_new", None, "4"]],
    "verdicts": [],
    "outputs": ["light.patients"],
    "pages": ["notebooks/light.ipynb"],
}


def shown(book):
    source = (book.folder / "_build" / "html" / "chapters" / "versions.html").read_text(encoding="utf-8")
    return " ".join(re.sub(r"<[^>]+>", " ", source).split())


def test_the_page_on_versions_tells_what_moved_and_of_the_first_edition_that_there_is_nothing_before_it(edited):
    book = edited
    assert FIRST in shown(book)

    book.replace("CHANGELOG.md", "\n## 21.0.0 – ", "\n## 21.1.0 – 2026-12-01\n\nMore.\n\n## 21.0.0 – ")
    book.replace("CITATION.cff", "version: 21.0.0", "version: 21.1.0")
    for found, told in ((None, "there is none"), (FOUND | {"version": "21.0.1"}, "it is of version 21.0.1")):
        if found:
            (book.folder / FILE).write_text(json.dumps(found))
        refused = book.run("build")
        assert refused.returncode == 1
        asked = f"{FILE} must say what changed up to 21.1.0; {told}: run reviewbook changes --record"
        assert asked in refused.stderr

    (book.folder / FILE).write_text(json.dumps(FOUND))
    done = book.pages()
    assert done.returncode == 0, done.stderr
    text = shown(book)
    assert FIRST not in text
    assert "Version 21.1.0, compared with 21.0.0." in text
    assert "light.total_n_patients 200 201" in text
    assert "light.n_new – 4" in text
    assert "data/studies.csv doe2001 n_patients 40 41" in text
    assert "Tables and figures that differ: light.patients ." in text
    assert "Pages that show it: What do the studies look like?" in text


def test_the_versions_are_those_of_the_changelog(site, folder):
    versions = re.findall(r"^## (\S+) – ", (folder / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    page = words(source(site, "chapters/versions.html"))
    assert all(f"{version} – " in page for version in versions)
    assert "24.0.0" in versions
