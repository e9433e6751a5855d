"""What documentation strings show is what comes out."""

import doctest
import importlib

from test_imports import dotted, modules


def test_every_example_gives_what_it_shows(folder):
    names = [f"reviewbook.{dotted(path, folder)}".removesuffix(".") for path in modules(folder)]
    done = {name: doctest.testmod(importlib.import_module(name)) for name in names if name != "reviewbook.__main__"}
    assert done["reviewbook.display.wording"].attempted
    assert [name for name, result in done.items() if result.failed] == []
