"""The prose of notebooks after a run, on the made book."""

import json

import pytest


def prose(book, name):
    cells = json.loads((book.folder / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def rewrite(book, name, old, new):
    path = book.folder / "notebooks" / f"{name}.ipynb"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_run_writes_values_into_the_prose_also_of_notebooks_that_need_not_run(small):
    assert "{{ light.total_n_patients }}" in prose(small, "light")
    # of another notebook
    rewrite(small, "direction", "Their patients are in", "All {{ light.n_studies.words }} have {{ light.n_studies }}.")
    assert small.run("run").returncode == 0
    assert "[200](#number:light.total_n_patients) patients" in prose(small, "light")
    # Doe's 40 patients are the fewest
    assert (
        "has [40](#number:light.minimum_n_patients) patients[ (Doe, 2001)](#number:light.minimum_n_patients.cited)"
        in (prose(small, "light"))
    )
    assert "All [four](#number:light.n_studies.words) have [4](#number:light.n_studies)." in prose(small, "direction")

    # what somebody types in the place of a value is no value
    rewrite(small, "light", "[200](#number", "[300](#number")
    small.replace("data/studies.csv", "doe2001,40,", "doe2001,41,")
    said = small.run("run", "light").stdout
    assert "light" in said
    assert "[201](#number:light.total_n_patients)" in prose(small, "light")
    assert small.run("run").returncode == 0
    kept = {path.name: path.read_bytes() for path in (small.folder / "notebooks").glob("*.ipynb")}
    assert small.run("run", "--all").returncode == 0
    assert {path.name: path.read_bytes() for path in (small.folder / "notebooks").glob("*.ipynb")} == kept


def test_a_notebook_that_need_not_run_is_written_when_a_number_of_another_moved(small):
    rewrite(
        small,
        "direction",
        "Their patients are in",
        "All {{ light.n_studies.words }}, with {{ light.total_n_patients }}, are in",
    )
    assert small.run("run").returncode == 0
    small.git("commit", "--quiet", "--all", "--message", "ran")
    small.replace("data/studies.csv", "doe2001,40,", "doe2001,41,")
    assert small.run("run", "light").returncode == 0
    assert "with [201](#number:light.total_n_patients), are in" in prose(small, "direction")
    assert "direction.ipynb" in small.git("status", "--porcelain")


def abstract(book):
    return " ".join((book.folder / "CITATION.cff").read_text(encoding="utf-8").split("abstract:")[1].split())


@pytest.mark.slow
def test_what_the_first_page_answers_is_the_abstract_and_follows_the_data(small):
    answer = "# Morning light and mood\n\n```{answer}\nA review.\n\n- {{ light.n_studies.sentence }} studies.\n```\n"
    small.replace("chapters/index.md", "# Morning light and mood\n", answer)
    was = (small.folder / "CITATION.cff").read_bytes()
    # a page that cannot be built leaves all as it was
    small.replace("chapters/methods.md", "# Methods\n", "# Methods\n\n{{ light.nothing }}\n")
    assert small.pages().returncode == 1
    assert (small.folder / "CITATION.cff").read_bytes() == was
    small.replace("chapters/methods.md", "\n\n{{ light.nothing }}\n", "\n")
    done = small.pages()
    assert done.returncode == 0, done.stderr
    assert abstract(small).startswith(">- A review. Four studies.")
    page = small.folder / "_build" / "html" / "index.html"
    assert 'property="og:description" content="A review. Four studies."' in page.read_text(encoding="utf-8")
    # what somebody writes in its place is no answer, and is written again
    small.replace("CITATION.cff", "Four studies.", "Five studies.")
    assert small.pages().returncode == 0
    assert "Four studies." in abstract(small)
