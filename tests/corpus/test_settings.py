"""Every planted fault of what people write beside the tables is refused in one line, and what is right is not."""

import made_book
import pytest
from tally import MEANT, REFUSED, case

from corpus import settings
from reviewbook import pipeline

CASES = [*settings.SYNTAX, *settings.SETTINGS, *settings.CONTENTS, *settings.JSON, *settings.CHAPTERS]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return made_book.write(tmp_path_factory.mktemp("settings") / "book")


def refused(folder):
    try:
        pipeline.sources(folder)
    except pipeline.Refused as error:
        return error.lines
    return []


def fits(line, expected):
    return line.startswith(expected[:-1]) if expected.endswith("…") else line == expected


def plant(folder, case):
    path = folder / case.file
    if case.written is None:
        path.unlink()
    elif isinstance(case.written, tuple):
        text = path.read_text(encoding="utf-8")
        assert case.written[0] in text
        path.write_text(text.replace(*case.written, 1), encoding="utf-8", newline="")
    else:
        written = case.written
        path.write_bytes(written if isinstance(written, bytes) else written.encode())


@pytest.mark.parametrize(
    "change",
    [case("settings and chapters", REFUSED if one.lines else MEANT, f"{one.kind}: {one.name}", one) for one in CASES],
)
def test_what_is_written_beside_the_tables_is_refused_in_a_line_or_right(book, change):
    path = book / change.file
    before = path.read_bytes() if path.exists() else None
    try:
        plant(book, change)
        lines = refused(book)
    finally:
        path.unlink(missing_ok=True)
        if before is not None:
            path.write_bytes(before)
    assert len(lines) == len(change.lines), lines
    assert all(map(fits, lines, change.lines)), lines
    assert all(line.isprintable() for line in lines)


def test_what_is_accepted_is_called_so():
    assert all((one.kind == "accepted") == (not one.lines) for one in CASES)
