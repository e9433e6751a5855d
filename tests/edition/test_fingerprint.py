"""By which code a process works, when the package is edited while it does."""

import subprocess
import sys

# the first line is said when the data were read, the second when the book's modules are imported, too
MAKE_AND_EDIT = """
from pathlib import Path
from reviewbook import pipeline

edits = {
    "data ": ("reviewbook/evidence/tables/data.py", "Read", "Fetch"),
    "notebooks ": ("reviewbook/book/pages/colophon.py", "Version of the data", "Version of these data"),
}

def edit(line):
    print(line)
    for beginning in [beginning for beginning in edits if line.startswith(beginning)]:
        name, old, new = edits.pop(beginning)
        path = Path(name)
        path.write_text(path.read_text().replace(old, new, 1))

pipeline.make(Path.cwd(), edit, pdf=False)
"""


def test_what_is_edited_while_the_book_is_made_is_taken_up_by_the_next_build(whole, tmp_path):
    book = whole(tmp_path)
    # of which pages and notebooks are to follow
    book.replace("data/studies.csv", "doe2001,40,", "doe2001,41,")
    made = subprocess.run(
        [sys.executable, "-c", MAKE_AND_EDIT], cwd=book.folder, capture_output=True, text=True, check=True
    )
    colophon = book.folder / "_build" / "html" / "chapters" / "colophon.html"
    assert "Version of the data" in colophon.read_text(encoding="utf-8")
    assert "the package was edited meanwhile; the next build is by what it is now" in made.stdout
    checked = book.run("check")
    assert checked.returncode == 1
    assert "notebooks/direction.ipynb: reviewbook/evidence/tables/data.py changed\n" in checked.stdout

    book.git("checkout", "reviewbook/evidence/tables/data.py")
    assert book.run("check").returncode == 0
    assert book.pages().returncode == 0
    assert "Version of these data" in colophon.read_text(encoding="utf-8")
