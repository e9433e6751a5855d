"""A page that asks for more than it may show is refused by its line, all of it at once, and nothing was replaced."""

import shutil

from tally import MEANT, PLANTED, REFUSED

from corpus.pages import HEAD, OUTSIDE, PARAGRAPHS

SECRET = "what nobody may read"


def test_no_expression_runs_in_a_chapter_and_no_file_from_elsewhere_is_shown(edited, record_property):
    book = edited
    for name in OUTSIDE:
        place = book.folder.parent / name
        if name.endswith(".png"):
            shutil.copy(book.folder / "_build" / "html" / "_static" / "card.png", place)
        else:
            place.write_text(SECRET)
    (book.folder / ".env").write_text(SECRET)
    (book.folder / "data" / "nine.csv~").write_text(SECRET)
    (book.folder / "chapters" / "linked.txt").symlink_to(book.folder.parent / "one.md")
    text, expected, silent = HEAD, [], []
    for name, _, paragraph, line in PARAGRAPHS:
        record_property(PLANTED, ("text of pages", REFUSED if line else MEANT, name))
        number = text.count("\n") + 1
        if line:
            expected.append(line.replace("{line}", str(number)).replace("{next}", str(number + 1)))
        else:
            silent.append(f"chapters/methods.md:{number}: ")
        text += f"{paragraph}\n\n"
    (book.folder / "chapters" / "methods.md").write_text(text)
    done = book.run("build")
    lines = done.stderr.splitlines()
    assert done.returncode == 1
    assert [start for start in expected if not any(map(str.startswith, lines, [start] * len(lines)))] == []
    assert [line for line in lines if line.startswith(tuple(silent))] == []
    assert lines[-1] == "the book was not replaced"
    assert SECRET not in done.stderr
    # an address has no content either, and a file of docutils has no line of its own
    assert len(lines) <= len(expected) + 3
