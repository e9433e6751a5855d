"""What is bent of Sphinx saves time and nothing else: plain Sphinx gives the same book, byte for byte."""

import json
import shutil

from copies import Copy

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


def files(book):
    """What is published, and the Typst file with all that it reads."""
    made = [book.folder / "_build" / name for name in ("html", "pdf", "work/paper")]
    paths = [path for place in made for path in place.rglob("*") if path.is_file()]
    return {path.relative_to(book.folder).as_posix(): path.read_bytes() for path in paths}


def told(book, way):
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


def test_plain_sphinx_gives_the_same_site_the_same_typst_and_the_same_pdf(built, tmp_path):
    plain = Copy(tmp_path / "plain")
    shutil.copytree(built.folder, plain.folder, ignore=shutil.ignore_patterns("_build"))
    done = plain.run("build", REVIEWBOOK_PLAIN="1")
    assert done.returncode == 0, done.stderr
    quick, slow = files(built), files(plain)
    assert [name for name in sorted(quick.keys() | slow.keys()) if quick.get(name) != slow.get(name)] == []
    assert {"_build/html/chapters/index.html", "_build/work/paper/book.typ"} < slow.keys()


def test_the_plain_way_bends_nothing_and_remembers_nothing(edited):
    (edited.folder / "telling.py").write_text(TOLD)
    edited.replace("_config.yml", "      - reviewbook.book\n", "      - reviewbook.book\n      - telling\n")
    quick = told(edited, {})
    assert quick["builder"] == ["reviewbook.book.build.write"]
    assert quick["domain"] == ["reviewbook.book.build.shortcuts"] * 2
    assert quick["quotes"] == quick["client"] == [False]
    plain = told(edited, {"REVIEWBOOK_PLAIN": "1"})
    # each form by a run of its own, and every page is read
    assert plain["builder"] == ["sphinx.builders.html", "reviewbook.book.paper.pdf"]
    assert plain["domain"] == ["sphinx.domains.std", "sphinxcontrib.bibtex.domain"] * 2
    assert plain["quotes"] == plain["client"] == [True, True]
    assert set(quick["read"]) <= set(plain["read"])
