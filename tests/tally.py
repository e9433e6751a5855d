"""Count what was planted and how it ended, by kind, and print it at the end of a run.

A case says its kind by `case`, a test all of whose cases are of one by `planted`, and a test that plants many at once
by `record_property` with `PLANTED`. Counted is what ran:
a case that is tried twice counts once, and one that did not end as it should in any of them is wrong.
What else a test counts, it says by `record_property` with `COUNTED`: what, how it ended, how many.
"""

from collections import Counter

import pytest

PLANTED, COUNTED = "planted", "counted"
REFUSED, MEANT, SURVIVED = ENDS = ("refused", "as meant", "survived")
BEFORE = (
    "before this corpus, by another list of faults: 635 planted, 211 wrong; the next build right after 17 of 17 kills, "
    "of which 4 of 12 left processes behind; 23 of 85 changed cells unseen"
)


def case(kind, end, name, *values):
    """Give a case to parametrise with: of which kind, how it must end, its name, and what the test is given."""
    return pytest.param(*values, id=str(name)[:60], marks=pytest.mark.planted(kind, end, str(name)))


def planted(kind, end):
    """Mark a test of which each case is of this kind, and must end so."""
    return pytest.mark.planted(kind, end)


def pytest_configure(config):
    config.addinivalue_line("markers", "planted(kind, end, name): what is planted, and how it must end")


def pytest_itemcollected(item):
    item.user_properties += [(PLANTED, (*marker.args, item.nodeid)[:3]) for marker in item.iter_markers(PLANTED)]


def pytest_terminal_summary(terminalreporter):
    """Print a row for each kind, and what else was counted; nothing where nothing was planted."""
    right = set(told(terminalreporter, PLANTED, "passed"))
    wrong = {(kind, name) for kind, _, name in told(terminalreporter, PLANTED, "failed", "error")}
    right = {one for one in right if (one[0], one[2]) not in wrong}
    counted = Counter()
    for what, end, number in told(terminalreporter, COUNTED, "passed"):
        counted[what, end] += number
    if not (right or wrong or counted):
        return
    write = terminalreporter.write_line
    ended = Counter((kind, end) for kind, end, _ in right) + Counter((kind, "wrong") for kind, _ in wrong)
    kinds = sorted({kind for kind, _ in ended})
    write("")
    write("".join([f"{'planted, by kind':<28}", *(f"{word:>10}" for word in ("planted", *ENDS, "wrong"))]))
    for label, among in [*((kind, [kind]) for kind in kinds), ("all", kinds)]:
        counts = [sum(ended[kind, end] for kind in among) for end in (*ENDS, "wrong")]
        write("".join([f"{label:<28}", *(f"{count or '-':>10}" for count in (sum(counts), *counts))]))
    for what in sorted({what for what, _ in counted}):
        ends = {end: number for (one, end), number in sorted(counted.items()) if one == what}
        write(f"{what:<28}{sum(ends.values()):>10}: {', '.join(f'{end} {number}' for end, number in ends.items())}")
    write(BEFORE)


def told(terminalreporter, kind, *outcomes):
    """Give what tests that came out so have said of a kind."""
    for outcome in outcomes:
        for report in terminalreporter.stats.get(outcome, []):
            for name, said in getattr(report, "user_properties", ()):
                if name == kind:
                    yield tuple(said)
