"""What is bent of Sphinx saves time and nothing else.

That plain Sphinx gives the same book, byte for byte, is held where the archive of the book is built again.
"""

import json

# an extension of Sphinx that tells who does the work, and whether MyST-NB's ways to execute are its own
TOLD = """
import json
import sys
from pathlib import Path

from sphinx.transforms import SphinxSmartQuotes


def setup(app):
    app.connect("doctree-read", lambda app, tree: tell(app, "read", app.env.docname))
    app.connect("builder-inited", begin)
    return {"parallel_read_safe": True}


def begin(app):
    tell(app, "builder", type(app.builder).__module__)
    for name in ("std", "cite"):
        tell(app, "domain", type(app.env.get_domain(name)).__module__)
    tell(app, "quotes", SphinxSmartQuotes in app.registry.transforms)
    tell(app, "client", hasattr(sys.modules["myst_nb.core.execute.cache"], "__file__"))


def tell(app, what, said):
    with Path(app.srcdir, "_build", "told.txt").open("a") as told:
        print(json.dumps([what, said]), file=told)
"""


def told(book, **way):
    """Build, and give what each kind of work was done by."""
    place = book.folder / "_build" / "told.txt"
    place.unlink(missing_ok=True)
    done = book.run("build", **way)
    assert done.returncode == 0, done.stderr
    found = {}
    for line in place.read_text().splitlines():
        what, said = json.loads(line)
        found.setdefault(what, []).append(said)
    return found


def test_the_plain_way_bends_nothing_and_remembers_nothing(edited):
    (edited.folder / "telling.py").write_text(TOLD)
    edited.replace("_config.yml", "      - reviewbook.book\n", "      - reviewbook.book\n      - telling\n")
    quick = told(edited)
    assert quick["builder"] == ["reviewbook.book.build.write"]
    assert quick["domain"] == ["reviewbook.book.build.shortcuts"] * 2
    assert quick["quotes"] == quick["client"] == [False]
    plain = told(edited, REVIEWBOOK_PLAIN="1")
    # each form by a run of its own, and every page is read
    assert plain["builder"] == ["sphinx.builders.html", "reviewbook.book.paper.pdf"]
    assert plain["domain"] == ["sphinx.domains.std", "sphinxcontrib.bibtex.domain"] * 2
    assert plain["quotes"] == plain["client"] == [True, True]
    assert set(quick["read"]) <= set(plain["read"])
