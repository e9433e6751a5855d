"""JupyterLab opens the notebooks, here and on Binder, with the packages of the book and what draws its figures."""

import re
import sys
import tomllib
from pathlib import Path

from reviewbook.display.publish import FIGURE

PINNED = re.compile(r"^([a-z0-9-]+)==([^\s;\\]+)", re.MULTILINE)


def pins(path):
    found = {}
    for name, version in PINNED.findall(path.read_text(encoding="utf-8")):
        found.setdefault(name, set()).add(version)
    return found


def steps(path):
    written = re.sub(r"^#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE).replace("\\\n", " ")
    return re.findall(r"^([A-Z]+) (.*)", written, flags=re.MULTILINE)


def test_jupyterlab_comes_to_the_packages_of_the_book_and_changes_none(folder):
    book, lab = pins(folder / "requirements.txt"), pins(folder / "binder" / "requirements.txt")
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {name: lab[name] for name in lab.keys() & book.keys() if not lab[name] <= book[name]} == {}
    for asked in (*project["dependencies"], *project["optional-dependencies"]["lab"]):
        assert re.match(r"[\w-]+", asked)[0] in lab
    # neither a book nor a test needs it
    assert "jupyterlab" not in book
    written = (folder / "binder" / "requirements.txt").read_text(encoding="utf-8")
    assert written.count("==") <= written.count("--hash=sha256:")


def test_binder_s_image_is_made_as_binder_asks(folder):
    # https://mybinder.readthedocs.io/en/latest/tutorials/dockerfile.html
    made = steps(folder / "binder" / "Dockerfile")
    assert made[0] == steps(folder / "Dockerfile")[0]
    assert {said.partition("=")[0] for step, said in made if step == "ARG"} == {"NB_USER", "NB_UID"}
    assert [said for step, said in made if step == "USER"] == ["${NB_USER}"]
    (place,) = (said for step, said in made if step == "COPY")
    assert place == "--chown=${NB_UID} . ."
    # Binder starts JupyterLab by the first python3 on the path
    (path,) = (said for step, said in made if step == "ENV")
    assert 'PATH="/book/.venv/bin:${PATH}"' in path and 'HOME="/home/${NB_USER}"' in path
    assert [said for step, said in made if step == "WORKDIR"] == ["/book"]
    assert ("RUN", "make .venv/lab") in made
    assert "\n$(VENV)/lab: " in (folder / "Makefile").read_text(encoding="utf-8")


def test_the_packages_of_the_book_bring_what_draws_its_figures_in_jupyterlab():
    place = Path(sys.prefix, "share", "jupyter", "labextensions", "jupyterlab-plotly")
    assert any(FIGURE in path.read_text(encoding="utf-8") for path in place.rglob("*.js"))
